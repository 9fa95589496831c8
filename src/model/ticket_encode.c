/*
 * Writing ticket files; model/ticket.h. The head is not written anew: each
 * changed key becomes an edit of the text that was read, and all else is
 * copied.
 */
#include "model/ticket_parts.h"

#include <string.h>

/* `text` in place of the bytes from..to. Edits at one place go by `rank`. */
typedef struct {
	gsize from, to;
	guint rank;
	gboolean whole_lines; /* must begin at the start of a line */
	char *text;
} Edit;

typedef struct {
	const Ticket *ticket;
	const char *text; /* the head document */
	gsize size;
	GArray *edits;
	gsize open_text; /* first_open_text() */
} Edits;

#define RANK_VALUE 0	 /* in place of a value, or what is cut out */
#define RANK_ELEMENT 1	 /* a new line inside a list or map */
#define RANK_KEY 2	 /* + position: a new key of the head */
#define RANK_UNKNOWN 1000 /* + order: a new key that the registry lacks */

static void edit_clear(gpointer data)
{
	g_free(((Edit *)data)->text);
}

/* `text` is taken. */
static void add_edit(Edits *edits, gsize from, gsize to, guint rank,
	gboolean whole_lines, GString *text)
{
	Edit edit = {from, to, rank, whole_lines, g_string_free(text, FALSE)};
	g_array_append_val(edits->edits, edit);
}

/* --- where things stand in the text -------------------------------------- */

static gsize next_line(const Edits *edits, gsize from)
{
	return yaml_next_line(edits->text, edits->size, from);
}

static gsize line_start(const Edits *edits, gsize from)
{
	while (from > 0 && edits->text[from - 1] != '\n')
		from--;
	return from;
}

static gsize value_end(const Edits *edits, const YamlNode *node)
{
	return yaml_value_end(edits->text, edits->size, node);
}

static gsize after_colon(const Edits *edits, const YamlNode *key)
{
	const char *colon = memchr(edits->text + key->end, ':',
		edits->size - key->end);
	return colon ? (gsize)(colon - edits->text) + 1 : key->end;
}

static gsize after_value(const Edits *edits, const Slot *slot)
{
	return MAX(value_end(edits, slot->node), after_colon(edits, slot->key));
}

static gboolean is_block(const Edits *edits, const YamlNode *node,
	YamlKind kind)
{
	return node->kind == kind && yaml_is_block(edits->text, node);
}

/* Where the first text with "|+" begins, or size. It owns the blank lines
 * below it, also those that would come to stand there when the lines between
 * are cut out. */
static gsize first_open_text(const char *text, gsize size)
{
	for (gsize i = 0; i + 2 < size; i++)
		if ((text[i] == '|' || text[i] == '>') &&
			(text[i + 1] == '+' || text[i + 2] == '+'))
			return i;
	return size;
}

/* Cuts out whole lines, `kept` (taken) in their place. */
static void cut_lines(Edits *edits, gsize from, gsize to, GString *kept)
{
	gboolean open = edits->open_text < from;
	while (open && to < edits->size) {
		gsize i = to;
		while (i < edits->size && edits->text[i] == ' ')
			i++;
		if (i == edits->size || edits->text[i] != '\n')
			break;
		to = i + 1;
	}
	add_edit(edits, from, to, RANK_VALUE, TRUE, kept);
}

/* --- comments inside what goes ------------------------------------------- */

/* Whether `offset` lies in a child; `*next` is the first that may reach so
 * far, for offsets that only grow. */
static gboolean inside_child(const YamlNode *node, gsize offset, guint *next)
{
	const GPtrArray *items = node->items;
	while (*next < items->len &&
		((const YamlNode *)items->pdata[*next])->end <= offset)
		++*next;
	return *next < items->len &&
		((const YamlNode *)items->pdata[*next])->start <= offset;
}

/* Comment lines between the elements of a block move to column 1: indented
 * they could become text of the value above. */
static void keep_comments(const Edits *edits, const YamlNode *node, gsize from,
	gsize to, GString *out)
{
	if (!yaml_is_block(edits->text, node))
		return;
	guint child = 0;
	for (gsize line = from; line < to; line = next_line(edits, line)) {
		gsize i = line;
		while (i < to && edits->text[i] == ' ')
			i++;
		if (i == to || edits->text[i] != '#' ||
			inside_child(node, i, &child))
			continue;
		gsize end = next_line(edits, i);
		g_string_append_len(out, edits->text + i, (gssize)(end - i));
	}
}

/* --- one key ------------------------------------------------------------- */

static gboolean is_typed(const Field *field, const char *value)
{
	Instant at;
	if (!field)
		return FALSE;
	if (field->type == FIELD_INSTANT)
		return instant_parse(value, &at) && value[10] == 'T';
	gsize length = strlen(value);
	return (field->type == FIELD_INTEGER || strcmp(field->name, "was") == 0)
		&& length > 0 && strspn(value, "0123456789") == length &&
		value[0] != '0';
}

/* Times and numbers stand plain: they are what they look like. */
static void append_text(GString *out, const Field *field, const char *value)
{
	if (is_typed(field, value))
		g_string_append(out, value);
	else
		yaml_append_scalar(out, value, FALSE);
}

static void append_elements(GString *out, const Slot *slot, guint from,
	guint indent)
{
	for (guint i = from; i < slot->list->len; i++) {
		g_string_append_printf(out, "%*s- ", (int)indent, "");
		append_text(out, slot->field, slot->list->pdata[i]);
		g_string_append_c(out, '\n');
	}
}

static void append_custom(GString *out, const GArray *custom)
{
	for (guint i = 0; i < custom->len; i++) {
		const Slot *slot = &g_array_index(custom, Slot, i);
		if (!slot_has_value(slot))
			continue;
		g_string_append(out, "  ");
		yaml_append_scalar(out, slot->name, FALSE);
		g_string_append(out, ": ");
		append_text(out, slot->field, slot_text(slot));
		g_string_append_c(out, '\n');
	}
}

static void delete_key(Edits *edits, const Slot *slot)
{
	gsize from = line_start(edits, slot->key->start);
	gsize to = next_line(edits, after_value(edits, slot));
	GString *kept = g_string_new(NULL);
	keep_comments(edits, slot->node, next_line(edits, from), to, kept);
	cut_lines(edits, from, to, kept);
}

/* In place of the bytes from `from` to the end of a value; `text` is taken. */
static void put_value(Edits *edits, const Slot *slot, gsize from, GString *text)
{
	gsize to = after_value(edits, slot);
	/* A comment may follow a bracket or quote at once, but no word. */
	if (to < edits->size && edits->text[to] == '#')
		g_string_append_c(text, ' ');
	add_edit(edits, from, to, RANK_VALUE, FALSE, text);
}

static gboolean only_blanks(const Edits *edits, gsize from, gsize to)
{
	for (; from < to; from++)
		if (!g_ascii_isspace(edits->text[from]))
			return FALSE;
	return TRUE;
}

static void empty_key(Edits *edits, const Slot *slot)
{
	gsize colon = after_colon(edits, slot->key);
	gsize start = MAX(slot->node->start, colon);
	/* A comment may stand between the key and a value on the next line. */
	gsize from = only_blanks(edits, colon, start) ? colon : start;
	put_value(edits, slot, from, g_string_new(NULL));
}

/* A block text may begin below its key without indentation; others not. */
static gboolean is_indented(const Slot *slot)
{
	return slot->node->line == slot->key->line ||
		slot->node->column > slot->key->column;
}

static void replace_text(Edits *edits, const Slot *slot)
{
	const YamlNode *node = slot->node;
	gsize colon = after_colon(edits, slot->key);
	gboolean in_place = node->kind == YAML_SCALAR && node->start > colon &&
		node->end > node->start && is_indented(slot);
	GString *text = g_string_new(in_place ? "" : " ");
	append_text(text, slot->field, slot_text(slot));
	put_value(edits, slot, in_place ? node->start : colon, text);
}

/* The value of a key as a block below it, whatever stood there. */
static void replace_by_block(Edits *edits, const Slot *slot, GString *lines)
{
	g_string_prepend_c(lines, '\n');
	g_string_truncate(lines, lines->len - 1);
	put_value(edits, slot, after_colon(edits, slot->key), lines);
}

/* --- lists --------------------------------------------------------------- */

/* Every element on lines of its own, begun by a dash. */
static gboolean is_plain_list(const Edits *edits, const YamlNode *node)
{
	if (!is_block(edits, node, YAML_LIST))
		return FALSE;
	for (guint i = 0; i < node->items->len; i++) {
		const YamlNode *item = node->items->pdata[i];
		gsize dash = line_start(edits, item->start);
		while (dash < edits->size && edits->text[dash] == ' ')
			dash++;
		if (edits->text[dash] != '-' || dash >= item->start)
			return FALSE;
	}
	return TRUE;
}

static const char *element_text(const YamlNode *item)
{
	return yaml_is_null(item) ? "" : item->value;
}

/* Lines of elements that stay are not touched: those that go are cut out,
 * and what is left of the new list is added below. */
static void edit_lines(Edits *edits, const Slot *slot)
{
	const YamlNode *node = slot->node;
	guint taken = 0;
	for (guint i = 0; i < node->items->len; i++) {
		const YamlNode *item = node->items->pdata[i];
		if (taken < slot->list->len &&
			strcmp(element_text(item),
				slot->list->pdata[taken]) == 0) {
			taken++;
			continue;
		}
		cut_lines(edits, line_start(edits, item->start),
			next_line(edits, value_end(edits, item)),
			g_string_new(NULL));
	}
	if (taken == slot->list->len)
		return;
	GString *lines = g_string_new(NULL);
	append_elements(lines, slot, taken, node->column - 1);
	gsize end = next_line(edits, value_end(edits, node));
	add_edit(edits, end, end, RANK_ELEMENT, TRUE, lines);
}

static void replace_list(Edits *edits, const Slot *slot)
{
	if (is_plain_list(edits, slot->node)) {
		edit_lines(edits, slot);
		return;
	}
	GString *lines = g_string_new(NULL);
	append_elements(lines, slot, 0, 2);
	replace_by_block(edits, slot, lines);
}

/* --- custom fields ------------------------------------------------------- */

static gboolean is_plain_map(const Edits *edits, const YamlNode *node)
{
	if (!is_block(edits, node, YAML_MAP))
		return FALSE;
	for (guint i = 0; i < node->keys->len; i++) {
		const YamlNode *key = node->keys->pdata[i];
		if (key->column != node->column ||
			!only_blanks(edits, line_start(edits, key->start),
				key->start))
			return FALSE;
	}
	return TRUE;
}

static void edit_custom_lines(Edits *edits, const Slot *map)
{
	GArray *custom = edits->ticket->custom;
	GString *lines = g_string_new(NULL);
	for (guint i = 0; i < custom->len; i++) {
		const Slot *slot = &g_array_index(custom, Slot, i);
		if (!slot->changed)
			continue;
		if (slot->key && slot_has_value(slot)) {
			replace_text(edits, slot);
		} else if (slot->key) {
			delete_key(edits, slot);
		} else if (slot_has_value(slot)) {
			g_string_append_printf(lines, "%*s",
				(int)map->node->column - 1, "");
			yaml_append_scalar(lines, slot->name, FALSE);
			g_string_append(lines, ": ");
			append_text(lines, slot->field, slot_text(slot));
			g_string_append_c(lines, '\n');
		}
	}
	gsize end = next_line(edits, value_end(edits, map->node));
	add_edit(edits, end, end, RANK_ELEMENT, TRUE, lines);
}

static void count_custom(const GArray *custom, guint *changed, guint *left)
{
	*changed = *left = 0;
	for (guint i = 0; i < custom->len; i++) {
		const Slot *slot = &g_array_index(custom, Slot, i);
		*changed += slot->changed && (slot->key || slot_has_value(slot));
		*left += slot->changed ? slot_has_value(slot) : slot->key != NULL;
	}
}

static void add_key(Edits *edits, const char *name, guint rank,
	GString *lines);

static void edit_custom(Edits *edits)
{
	GArray *custom = edits->ticket->custom;
	const Slot *map = slot_find(edits->ticket->head, "fields");
	guint changed, left;
	count_custom(custom, &changed, &left);
	if (changed == 0)
		return;
	if (map && left == 0) {
		delete_key(edits, map);
	} else if (map && is_plain_map(edits, map->node)) {
		edit_custom_lines(edits, map);
	} else if (left > 0) {
		GString *lines = g_string_new(map ? NULL : "fields:\n");
		append_custom(lines, custom);
		if (map)
			replace_by_block(edits, map, lines);
		else
			add_key(edits, "fields", RANK_KEY +
				field_find("fields")->position, lines);
	}
}

/* --- new keys ------------------------------------------------------------ */

/* Behind the nearest key before `position` that stands in the file; an unknown
 * key goes to the end. */
static gsize place_for(const Edits *edits, const Field *field)
{
	const Slot *nearest = NULL, *last = NULL;
	GArray *head = edits->ticket->head;
	for (guint i = 0; i < head->len; i++) {
		const Slot *slot = &g_array_index(head, Slot, i);
		if (!slot->key)
			continue;
		last = slot;
		if (field && slot->field &&
			slot->field->position < field->position &&
			(!nearest || nearest->field->position <
				slot->field->position))
			nearest = slot;
	}
	const Slot *anchor = nearest ? nearest : last;
	return anchor ? next_line(edits, after_value(edits, anchor))
		      : edits->size;
}

static void add_key(Edits *edits, const char *name, guint rank, GString *lines)
{
	gsize at = place_for(edits, field_find(name));
	add_edit(edits, at, at, rank, TRUE, lines);
}

static void add_slot(Edits *edits, const Slot *slot, guint order)
{
	gboolean has_value = slot_has_value(slot);
	if (!has_value && !(slot->field && slot->field->flags & FIELD_ALWAYS))
		return;
	GString *lines = g_string_new(NULL);
	yaml_append_scalar(lines, slot->name, FALSE);
	g_string_append_c(lines, ':');
	if (slot_is_list(slot)) {
		g_string_append_c(lines, '\n');
		append_elements(lines, slot, 0, 2);
	} else {
		if (has_value) {
			g_string_append_c(lines, ' ');
			append_text(lines, slot->field, slot_text(slot));
		}
		g_string_append_c(lines, '\n');
	}
	add_key(edits, slot->name, slot->field
		? RANK_KEY + slot->field->position : RANK_UNKNOWN + order, lines);
}

static void edit_slot(Edits *edits, const Slot *slot, guint order)
{
	if (!slot->changed)
		return;
	gboolean always = slot->field && slot->field->flags & FIELD_ALWAYS;
	if (!slot->key)
		add_slot(edits, slot, order);
	else if (!slot_has_value(slot) && always)
		empty_key(edits, slot);
	else if (!slot_has_value(slot))
		delete_key(edits, slot);
	else if (slot_is_list(slot))
		replace_list(edits, slot);
	else
		replace_text(edits, slot);
}

/* --- all together -------------------------------------------------------- */

static int compare_edits(const void *left, const void *right)
{
	const Edit *a = left, *b = right;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	/* What is put in here stands before what is cut out or replaced. */
	if ((a->to > a->from) != (b->to > b->from))
		return a->to > a->from ? 1 : -1;
	return a->rank < b->rank ? -1 : a->rank > b->rank;
}

static void end_line(GString *out)
{
	if (out->len > 0 && out->str[out->len - 1] != '\n')
		g_string_append_c(out, '\n');
}

static void apply_edits(const Edits *edits, GString *out)
{
	gsize from = 0;
	for (guint i = 0; i < edits->edits->len; i++) {
		const Edit *edit = &g_array_index(edits->edits, Edit, i);
		/* A new line may go into the blank ones that a cut took. */
		if (edit->from > from)
			g_string_append_len(out, edits->text + from,
				(gssize)(edit->from - from));
		if (edit->whole_lines && *edit->text)
			end_line(out);
		g_string_append(out, edit->text);
		from = MAX(from, edit->to);
	}
	g_string_append_len(out, edits->text + from,
		(gssize)(edits->size - from));
}

static void append_head(const Ticket *ticket, const char *text, gsize size,
	GString *out)
{
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(Edit));
	g_array_set_clear_func(list, edit_clear);
	Edits edits = {ticket, text, size, list, first_open_text(text, size)};
	for (guint i = 0; i < ticket->head->len; i++)
		edit_slot(&edits, &g_array_index(ticket->head, Slot, i), i);
	edit_custom(&edits);
	g_array_sort(list, compare_edits);
	apply_edits(&edits, out);
}

static void append_new_entries(const Ticket *ticket, GString *out)
{
	for (guint i = ticket->entries_read; i < ticket->entries->len; i++) {
		g_autoptr(GBytes) bytes =
			entry_get_bytes(ticket->entries->pdata[i]);
		gsize size;
		const char *text = g_bytes_get_data(bytes, &size);
		end_line(out);
		g_string_append(out, "---\n");
		g_string_append_len(out, text, (gssize)size);
	}
}

GBytes *ticket_encode(const Ticket *ticket)
{
	const Source *source = ticket->source;
	g_assert(source->bytes);
	gsize size;
	const char *text = g_bytes_get_data(source->bytes, &size);
	text = text ? text : "";
	GString *out = g_string_sized_new(size + 1024);
	g_string_append_len(out, text, (gssize)source->head_begin);
	append_head(ticket, text + source->head_begin,
		source->head_end - source->head_begin, out);
	if (source->head_end < size)
		end_line(out);
	g_string_append_len(out, text + source->head_end,
		(gssize)(size - source->head_end));
	append_new_entries(ticket, out);
	return g_string_free_to_bytes(out);
}
