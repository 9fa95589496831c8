#include "rules/merge_parts.h"

#include <string.h>

#include "base/error.h"
#include "base/identifier.h"
#include "model/ticket_known.h"

#define GIT_MARKER_SIZE 7
#define ID_LENGTH 8

static const Phrase two_tickets = {"%1: two tickets, %2 and %3, in one file; "
		"give one of them back its own path",
	"%1: в одном файле две заявки, %2 и %3; верните одной из них её путь"},
	odd_shape = {"%1: the formatting by hand of the two sides does not "
			"go together; settle it by hand",
		"%1: ручное оформление двух сторон несовместимо; решите "
		"вручную"};

static void decision_free(gpointer data)
{
	MergeDecision *decision = data;
	g_free(decision->field);
	g_free(decision->kept);
	g_free(decision->lost);
	g_free(decision);
}

void merge_answer_clear(MergeAnswer *answer)
{
	g_clear_pointer(&answer->bytes, g_bytes_unref);
	g_clear_pointer(&answer->undecided, g_ptr_array_unref);
	g_clear_pointer(&answer->decided, g_ptr_array_unref);
}

static void merge_clear(Merge *merge)
{
	ticket_free(merge->base);
	ticket_free(merge->ours);
	ticket_free(merge->theirs);
	g_clear_pointer(&merge->known, g_hash_table_unref);
	g_clear_pointer(&merge->choices, g_hash_table_unref);
	g_clear_pointer(&merge->order, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Merge, merge_clear)

/* --- the head ------------------------------------------------------------ */

typedef struct {
	MappingText text;
	gsize begin; /* of the head in the file */
	YamlNode *root;
} Head;

static void head_clear(Head *head)
{
	yaml_node_free(head->root);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Head, head_clear)

/* The file is a ticket. */
static Head head_of(GBytes *file)
{
	Head head = {{"", 0, NULL}, 0, NULL};
	if (!file)
		return head;
	gsize size;
	const char *text = g_bytes_get_data(file, &size);
	head.begin = yaml_document_begin(text, size);
	head.text.text = text + head.begin;
	head.text.size = ticket_head_size(text, size) - head.begin;
	head.root = yaml_parse_single(head.text.text, head.text.size, "", 1,
		NULL);
	head.text.map = head.root;
	return head;
}

/* Whose lines stand; what is to stand in them is set afterwards. */
static MergeSide choose_lines(const char *path, const YamlNode *base,
	const YamlNode *ours, const YamlNode *theirs, void *data)
{
	(void)base, (void)theirs;
	const Merge *merge = data;
	const MergeChoice *choice = g_hash_table_lookup(merge->choices, path);
	MergeSide side = choice ? choice->side : MERGE_OURS;
	if (side == MERGE_UNKNOWN || (choice && choice->list) ||
		strcmp(path, "fields") == 0)
		side = ours ? MERGE_OURS : MERGE_THEIRS;
	return side;
}

static int rank_of(const char *name)
{
	const Field *field = field_find(name);
	return field ? (int)field->position : (int)FIELDS_LIMIT;
}

static int compare_keys(const char *ours, const char *theirs, void *data)
{
	(void)data;
	int one = rank_of(ours), other = rank_of(theirs);
	return one != other ? one - other : strcmp(ours, theirs);
}

/* The head with the lines of both. */
static gboolean append_head(Merge *merge, GString *out, GError **error)
{
	const MergeQuestion *question = merge->question;
	g_auto(Head) base = head_of(question->base);
	g_auto(Head) ours = head_of(question->ours);
	g_auto(Head) theirs = head_of(question->theirs);
	const MappingText texts[] = {base.text, ours.text, theirs.text};
	g_autoptr(GString) text = mapping_merge_texts(texts, compare_keys,
		choose_lines, merge);
	if (!text)
		return desk_refuse(error, DESK_ERROR_DATA, &odd_shape,
			question->name, NULL);
	g_string_append_len(out, ours.text.text - ours.begin,
		(gssize)ours.begin);
	g_string_append_len(out, text->str, (gssize)text->len);
	return TRUE;
}

static void set_choices(const Merge *merge, Ticket *ticket)
{
	for (guint i = 0; i < merge->order->len; i++) {
		const MergeChoice *choice = merge->order->pdata[i];
		if (choice->list) {
			ticket_set_list(ticket, choice->field, choice->list);
			continue;
		}
		g_autofree char *now = ticket_get_as_text(ticket,
			choice->field);
		if (choice->text && strcmp(now, choice->text) != 0)
			ticket_set(ticket, choice->field, choice->text);
	}
}

/* --- what gave way ------------------------------------------------------- */

static Instant decided_at(const Merge *merge, const Ticket *ticket)
{
	Instant at = ticket_get_instant(ticket, "created");
	for (guint i = 0; i < ticket_entry_count(ticket); i++)
		at = MAX(at, ticket_entry(ticket, i)->at);
	return merge->question->at == INSTANT_NONE ? at : merge->question->at;
}

static char *conflict_id(const Merge *merge, const MergeDecision *decision,
	Instant now)
{
	g_autofree char *at = instant_format(now);
	g_autofree char *text = g_strjoin("\n", decision->field,
		decision->kept, decision->lost, at, NULL);
	guint8 digest[32];
	identifier_derive(ticket_get(merge->ours, "uid"), "conflict", text,
		strlen(text), digest);
	return identifier_from_bytes(digest, sizeof digest, ID_LENGTH);
}

static void append_conflict(const Merge *merge, Ticket *ticket,
	const MergeDecision *decision)
{
	Instant at = decided_at(merge, ticket);
	g_autofree char *id = conflict_id(merge, decision, at);
	if (ticket_entry_by_id(ticket, id))
		return;
	const char *by = merge->question->by;
	Entry *entry = entry_new("conflict", id, at,
		by ? by : "", NULL);
	entry_set(entry, "field", decision->field);
	/* An entry stands there itself. */
	if (!g_str_has_prefix(decision->field, "entry."))
		entry_set(entry, "kept", decision->kept);
	entry_set(entry, "lost", decision->lost);
	ticket_append(ticket, entry);
}

/* --- what nobody could decide -------------------------------------------- */

static void append_marker(GString *out, const Merge *merge, char sign,
	const char *label)
{
	guint size = merge->question->marker_size;
	for (guint i = size ? size : GIT_MARKER_SIZE; i > 0; i--)
		g_string_append_c(out, sign);
	if (label)
		g_string_append_printf(out, " %s", label);
	g_string_append_c(out, '\n');
}

static void append_lines(GString *out, const Head *head, const char *field)
{
	gsize from, to;
	if (!mapping_lines(&head->text, field, &from, &to))
		return;
	g_string_append_len(out, head->text.text + from, (gssize)(to - from));
	if (out->str[out->len - 1] != '\n')
		g_string_append_c(out, '\n');
}

/* Puts markers round the lines of `field`, which stand at from..to. */
static void mark(const Merge *merge, GString *file, gsize from, gsize to,
	const char *field)
{
	const MergeQuestion *question = merge->question;
	g_auto(Head) ours = head_of(question->ours);
	g_auto(Head) theirs = head_of(question->theirs);
	g_autoptr(GString) text = g_string_new(NULL);
	append_marker(text, merge, '<',
		question->ours_label ? question->ours_label : "ours");
	append_lines(text, &ours, field);
	append_marker(text, merge, '=', NULL);
	append_lines(text, &theirs, field);
	append_marker(text, merge, '>',
		question->theirs_label ? question->theirs_label : "theirs");
	g_string_erase(file, (gssize)from, (gssize)(to - from));
	g_string_insert_len(file, (gssize)from, text->str, (gssize)text->len);
}

typedef struct {
	const char *field;
	gsize from, to;
} Place;

static int compare_places(const void *one, const void *other)
{
	const Place *a = one, *b = other;
	return a->from < b->from ? 1 : a->from > b->from ? -1 : 0;
}

/* From the last to the first, so that offsets stay true. */
static GBytes *mark_undecided(const Merge *merge, GBytes *bytes)
{
	g_auto(Head) head = head_of(bytes);
	g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(Place));
	for (guint i = 0; i < merge->answer->undecided->len; i++) {
		Place place = {.field = merge->answer->undecided->pdata[i]};
		if (!mapping_lines(&head.text, place.field, &place.from,
			&place.to))
			place.from = place.to = head.text.size;
		g_array_append_val(places, place);
	}
	g_array_sort(places, compare_places);
	GString *file = g_string_new_len(g_bytes_get_data(bytes, NULL),
		(gssize)g_bytes_get_size(bytes));
	for (guint i = 0; i < places->len; i++) {
		const Place *place = &g_array_index(places, Place, i);
		mark(merge, file, head.begin + place->from,
			head.begin + place->to, place->field);
	}
	return g_string_free_to_bytes(file);
}

/* --- all ----------------------------------------------------------------- */

static gboolean merge_parse(Merge *merge, GError **error)
{
	const MergeQuestion *question = merge->question;
	const char *name = question->name;
	merge->known = ticket_known_new();
	if (question->base && !(merge->base = ticket_parse_known(question->base,
		merge->known, name, error)))
		return FALSE;
	merge->ours = ticket_parse_known(question->ours, merge->known, name,
		error);
	merge->theirs = merge->ours ? ticket_parse_known(question->theirs,
		merge->known, name, error) : NULL;
	if (!merge->theirs)
		return FALSE;
	const char *ours = ticket_get(merge->ours, "uid");
	const char *theirs = ticket_get(merge->theirs, "uid");
	return strcmp(ours, theirs) == 0 || desk_refuse(error,
		DESK_ERROR_DATA, &two_tickets, name, ours, theirs, NULL);
}

/* Odd formatting by hand must not make lines of one key part of another's
 * value. */
static gboolean is_as_chosen(const Merge *merge, const Ticket *ticket)
{
	g_autoptr(GPtrArray) names = ticket_field_names(ticket);
	g_autoptr(GPtrArray) ours = ticket_field_names(merge->ours);
	g_ptr_array_extend_and_steal(names, g_steal_pointer(&ours));
	for (guint i = 0; i < names->len; i++) {
		const char *field = names->pdata[i];
		const MergeChoice *choice = g_hash_table_lookup(merge->choices,
			field);
		if (choice && !choice->text)
			continue;
		g_autofree char *is = ticket_get_as_text(ticket, field);
		g_autofree char *same = ticket_get_as_text(merge->ours, field);
		if (strcmp(is, choice ? choice->text : same) != 0)
			return FALSE;
	}
	return TRUE;
}

static gboolean merge_all(Merge *merge, GError **error)
{
	MergeAnswer *answer = merge->answer;
	g_autoptr(GString) file = g_string_new(NULL);
	if (!merge_parse(merge, error))
		return FALSE;
	merge_choose_fields(merge);
	if (!append_head(merge, file, error))
		return FALSE;
	merge_entries(merge, file);
	g_autoptr(GBytes) both = g_bytes_new(file->str, file->len);
	g_autoptr(Ticket) ticket = ticket_parse_known(both, merge->known,
		merge->question->name, error);
	if (!ticket)
		return FALSE;
	set_choices(merge, ticket);
	if (!is_as_chosen(merge, ticket))
		return desk_refuse(error, DESK_ERROR_DATA, &odd_shape,
			merge->question->name, NULL);
	for (guint i = 0; i < answer->decided->len; i++)
		append_conflict(merge, ticket, answer->decided->pdata[i]);
	answer->bytes = ticket_encode(ticket);
	if (answer->undecided->len > 0) {
		GBytes *marked = mark_undecided(merge, answer->bytes);
		g_bytes_unref(answer->bytes);
		answer->bytes = marked;
	}
	return TRUE;
}

static GBytes *unmerged(const MergeQuestion *question)
{
	if (question->base && g_bytes_equal(question->base, question->ours))
		return question->theirs;
	if (g_bytes_equal(question->ours, question->theirs) ||
		(question->base && g_bytes_equal(question->base,
			question->theirs)))
		return question->ours;
	return NULL;
}

gboolean ticket_merge(const MergeQuestion *question, MergeAnswer *answer,
	GError **error)
{
	*answer = (MergeAnswer){NULL, g_ptr_array_new_with_free_func(g_free),
		g_ptr_array_new_with_free_func(decision_free)};
	GBytes *one = unmerged(question);
	if (one) {
		answer->bytes = g_bytes_ref(one);
		return TRUE;
	}
	g_auto(Merge) merge = {.question = question, .answer = answer};
	if (merge_all(&merge, error))
		return TRUE;
	merge_answer_clear(answer);
	return FALSE;
}

/* --- what people write --------------------------------------------------- */

static MergeSide choose_nothing(const char *path, const YamlNode *base,
	const YamlNode *ours, const YamlNode *theirs, void *data)
{
	(void)path, (void)base, (void)ours, (void)theirs, (void)data;
	return MERGE_UNKNOWN;
}

static gboolean is_equal(const YamlNode *one, const YamlNode *other)
{
	if (!one || !other || one->kind != other->kind)
		return FALSE;
	if (one->kind == YAML_SCALAR)
		return one->plain == other->plain &&
			strcmp(one->value, other->value) == 0;
	if (one->items->len != other->items->len)
		return FALSE;
	for (guint i = 0; i < one->items->len; i++)
		if ((one->kind == YAML_MAP && !is_equal(one->keys->pdata[i],
			other->keys->pdata[i])) ||
			!is_equal(one->items->pdata[i], other->items->pdata[i]))
			return FALSE;
	return TRUE;
}

/* Each value is that of a side. */
static gboolean is_from(const YamlNode *both, const YamlNode *ours,
	const YamlNode *theirs)
{
	if (is_equal(both, ours) || is_equal(both, theirs))
		return TRUE;
	gboolean fine = both->kind == YAML_MAP;
	for (guint i = 0; fine && i < both->items->len; i++) {
		const char *key = ((YamlNode *)both->keys->pdata[i])->value;
		fine = is_from(both->items->pdata[i], yaml_get(ours, key),
			yaml_get(theirs, key));
	}
	return fine;
}

static gboolean is_made_of(const GString *text, const YamlNode *ours,
	const YamlNode *theirs)
{
	g_autoptr(YamlNode) both = yaml_parse_single(text->str, text->len, "",
		1, NULL);
	return both && is_from(both, ours, theirs);
}

GBytes *mapping_merge(GBytes *base, GBytes *ours, GBytes *theirs)
{
	GBytes *const files[] = {base, ours, theirs};
	MappingText texts[] = {{"", 0, NULL}, {"", 0, NULL}, {"", 0, NULL}};
	YamlNode *roots[] = {NULL, NULL, NULL};
	gboolean fine = TRUE;
	for (guint i = 0; fine && i < G_N_ELEMENTS(files); i++) {
		if (!files[i] || g_bytes_get_size(files[i]) == 0)
			continue;
		texts[i].text = g_bytes_get_data(files[i], &texts[i].size);
		roots[i] = yaml_parse_single(texts[i].text, texts[i].size, "", 1,
			NULL);
		fine = roots[i] && (roots[i]->kind == YAML_MAP &&
			(roots[i]->keys->len == 0 ||
			yaml_is_block(texts[i].text, roots[i])));
		texts[i].map = roots[i];
	}
	GString *text = fine ? mapping_merge_texts(texts, compare_keys,
		choose_nothing, NULL) : NULL;
	if (text && !is_made_of(text, roots[1], roots[2])) {
		g_string_free(text, TRUE);
		text = NULL;
	}
	for (guint i = 0; i < G_N_ELEMENTS(roots); i++)
		yaml_node_free(roots[i]);
	return text ? g_string_free_to_bytes(text) : NULL;
}
