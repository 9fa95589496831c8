/* Reading ticket files; model/ticket.h. */
#include "model/ticket_known.h"
#include "model/ticket_parts.h"

#include <string.h>

#include "base/error.h"
#include "base/identifier.h"

static const Phrase
	no_ticket = {"a ticket begins with \"uid: …\", one key a line",
		"заявка начинается с «uid: …», по ключу на строке"},
	flow_head = {"the head is written in { }; write one key a line so "
			"that desk can change one line",
		"шапка записана в { }; пишите по ключу на строке, чтобы desk "
		"мог менять одну строку"},
	indented_key = {"the key \"%.1\" does not begin its line; write the "
			"keys of the head from column 1",
		"ключ «%.1» стоит не в начале строки; ключи шапки пишут с "
		"первого столбца"},
	no_list = {"\"%1\" is a list; write each element on a line of its "
			"own, as in \"  - %2\"",
		"«%1» — это список; каждый элемент пишите на своей строке, "
		"например «  - %2»"},
	deep_list = {"an element of \"%1\" is a list or mapping; each is one "
			"text, quoted where it needs be",
		"элемент списка «%1» — сам список или блок; нужен один "
		"текст, при необходимости в кавычках"},
	no_map = {"\"%1\" is a mapping; write \"  name: value\" lines below it",
		"«%1» — это блок; пишите под ним строки «  имя: значение»"},
	deep_map = {"the custom field \"%.1\" is a list or mapping; its value "
			"is one text",
		"своё поле «%.1» — список или блок; его значение — один текст"},
	no_text = {"\"%1\" is a list or mapping; one text is needed",
		"«%1» — список или блок; нужен один текст"},
	no_time = {"\"%1\" is no time; write one like 2026-11-21T06:14:03Z",
		"«%1» — не время; пишите как 2026-11-21T06:14:03Z"},
	no_number = {"\"%1\" is no number; write one like 1042, or nothing",
		"«%1» — не число; напишите, например, 1042 или ничего"},
	no_key = {"the head has no \"%1\"; every ticket has one",
		"в шапке нет «%1»; он есть у каждой заявки"},
	no_uid = {"\"uid\" is no ticket id; one looks like 20261121-k3f9x2ab",
		"«uid» — не номер заявки; он выглядит так: 20261121-k3f9x2ab"},
	second_entry = {"a second entry \"%1\"; ids are unique in a ticket: "
			"remove the copy or give it another id",
		"вторая запись «%1»; id в заявке не повторяются: уберите "
		"копию или дайте ей другой id"},
	too_large = {"%1:1:1: larger than %2 MiB; that is no ticket",
		"%1:1:1: больше %2 МиБ; это не заявка"},
	carriage_return = {"%1:%2:%3: a carriage return; save the file with "
			"Unix line ends (LF)",
		"%1:%2:%3: возврат каретки; сохраните файл с концами строк "
		"Unix (LF)"};


typedef struct {
	const char *text;
	gsize size;
	const char *name;
	GHashTable *known; /* entries to share; NULL */
} File;

static guint line_of(const char *text, gsize offset)
{
	guint line = 1;
	for (const char *p = text; (p = memchr(p, '\n',
		(gsize)(text + offset - p))) != NULL; p++)
		line++;
	return line;
}

/* --- the head: can it be edited line by line? ---------------------------- */

static gboolean check_shape(const YamlNode *root, const char *head,
	const char *name, GError **error)
{
	if (root->kind != YAML_MAP) {
		yaml_error(error, name, root, &no_ticket, NULL);
		return FALSE;
	}
	if (root->keys->len > 0 && head[root->start] == '{') {
		yaml_error(error, name, root, &flow_head, NULL);
		return FALSE;
	}
	for (guint i = 0; i < root->keys->len; i++) {
		const YamlNode *key = root->keys->pdata[i];
		if (key->column == 1)
			continue;
		yaml_error(error, name, key, &indented_key, key->value, NULL);
		return FALSE;
	}
	return TRUE;
}

/* --- the head: types of the known keys ----------------------------------- */

static gboolean is_number(const char *text)
{
	gsize length = strlen(text);
	return length > 0 && length <= 18 && text[0] != '0' &&
		strspn(text, "0123456789") == length;
}

static gboolean check_list(const Field *field, const YamlNode *node,
	const char *name, GError **error)
{
	if (node->kind != YAML_LIST) {
		yaml_error(error, name, node, &no_list, field->name,
			node->kind == YAML_SCALAR && node->plain &&
				strlen(node->value) < 40 ? node->value : "…",
			NULL);
		return FALSE;
	}
	for (guint i = 0; i < node->items->len; i++) {
		const YamlNode *item = node->items->pdata[i];
		if (item->kind == YAML_SCALAR)
			continue;
		yaml_error(error, name, item, &deep_list, field->name, NULL);
		return FALSE;
	}
	return TRUE;
}

static gboolean check_map(const Field *field, const YamlNode *node,
	const char *name, GError **error)
{
	if (node->kind != YAML_MAP) {
		yaml_error(error, name, node, &no_map, field->name, NULL);
		return FALSE;
	}
	for (guint i = 0; i < node->items->len; i++) {
		const YamlNode *item = node->items->pdata[i];
		const YamlNode *key = node->keys->pdata[i];
		if (item->kind == YAML_SCALAR)
			continue;
		yaml_error(error, name, item, &deep_map, key->value, NULL);
		return FALSE;
	}
	return TRUE;
}

static gboolean check_text(const Field *field, const YamlNode *node,
	const char *name, GError **error)
{
	if (node->kind != YAML_SCALAR) {
		yaml_error(error, name, node, &no_text, field->name, NULL);
		return FALSE;
	}
	Instant at;
	if (field->type == FIELD_INSTANT && !instant_parse(node->value, &at)) {
		yaml_error(error, name, node, &no_time, field->name, NULL);
		return FALSE;
	}
	if (field->type == FIELD_INTEGER && !is_number(node->value)) {
		yaml_error(error, name, node, &no_number, field->name, NULL);
		return FALSE;
	}
	return TRUE;
}

static gboolean check_value(const Field *field, const YamlNode *node,
	const char *name, GError **error)
{
	if (!field || yaml_is_null(node))
		return TRUE;
	switch (field->type) {
	case FIELD_LIST:
		return check_list(field, node, name, error);
	case FIELD_MAP:
		return check_map(field, node, name, error);
	default:
		return check_text(field, node, name, error);
	}
}

static gboolean check_needed(const Ticket *ticket, const char *name,
	GError **error)
{
	static const char *const needed[] = {"uid", "created"};
	for (gsize i = 0; i < G_N_ELEMENTS(needed); i++) {
		if (*ticket_get(ticket, needed[i]))
			continue;
		const Slot *slot = slot_find(ticket->head, needed[i]);
		yaml_error(error, name,
			slot ? slot->node : ticket->source->root, &no_key,
			needed[i], NULL);
		return FALSE;
	}
	if (uid_is_valid(ticket_get(ticket, "uid")))
		return TRUE;
	yaml_error(error, name, slot_find(ticket->head, "uid")->node, &no_uid,
		NULL);
	return FALSE;
}

static gboolean check_head(const Ticket *ticket, const char *name,
	GError **error)
{
	for (guint i = 0; i < ticket->head->len; i++) {
		const Slot *slot = &g_array_index(ticket->head, Slot, i);
		if (!check_value(slot->field, slot->node, name, error))
			return FALSE;
	}
	return check_needed(ticket, name, error);
}

/* `bytes` is NULL for a ticket that will not be encoded. */
static Ticket *parse_head(const File *file, GBytes *bytes, gsize *next,
	GError **error)
{
	gsize begin = yaml_document_begin(file->text, file->size);
	gsize end = yaml_document_end(file->text, file->size, begin, next);
	const char *head = file->text + begin;
	g_autoptr(YamlNode) root = yaml_parse_single(head, end - begin,
		file->name, line_of(file->text, begin), error);
	if (!root || !check_shape(root, head, file->name, error))
		return NULL;
	g_autoptr(Ticket) ticket = ticket_from_source(source_new(bytes, begin,
		end, g_steal_pointer(&root)));
	if (!check_head(ticket, file->name, error))
		return NULL;
	return g_steal_pointer(&ticket);
}

/* --- entries ------------------------------------------------------------- */

static gboolean is_blank(const char *text, gsize from, gsize end)
{
	while (from < end) {
		const char *newline = memchr(text + from, '\n', end - from);
		gsize line = newline ? (gsize)(newline - text) + 1 : end;
		gsize i = from;
		while (i < line && g_ascii_isspace(text[i]))
			i++;
		if (i < line && text[i] != '#')
			return FALSE;
		from = line;
	}
	return TRUE;
}

static gboolean add_entry(Ticket *ticket, Entry *entry, const char *name,
	GError **error)
{
	if (ticket_entry_by_id(ticket, entry->id)) {
		yaml_error(error, name, yaml_get(entry->node, "id"),
			&second_entry, entry->id, NULL);
		entry_unref(entry);
		return FALSE;
	}
	g_ptr_array_add(ticket->entries, entry);
	ticket->entries_read++;
	if (ticket->by_id)
		g_hash_table_insert(ticket->by_id, entry->id, entry);
	return TRUE;
}

/* One that was read before is the same one. Takes `bytes`. */
static Entry *take_entry(const File *file, GBytes *bytes, guint line,
	GError **error)
{
	Entry *entry = file->known ? g_hash_table_lookup(file->known, bytes) :
		NULL;
	if (entry) {
		g_bytes_unref(bytes);
		return entry_copy(entry);
	}
	entry = entry_parse(bytes, file->name, line, error);
	if (entry && file->known)
		g_hash_table_insert(file->known, entry->bytes,
			entry_copy(entry));
	return entry;
}

static gboolean parse_entries(Ticket *ticket, const File *file, gsize from,
	GError **error)
{
	GBytes *bytes = ticket->source->bytes;
	gsize counted = from, next;
	guint line = line_of(file->text, from);
	for (; from < file->size; from = next) {
		gsize end = yaml_document_end(file->text, file->size, from,
			&next);
		if (is_blank(file->text, from, end))
			continue;
		line += line_of(file->text + counted, from - counted) - 1;
		counted = from;
		Entry *entry = take_entry(file, bytes
			? g_bytes_new_from_bytes(bytes, from, end - from)
			: g_bytes_new(file->text + from, end - from),
			line, error);
		if (!entry || !add_entry(ticket, entry, file->name, error))
			return FALSE;
	}
	return TRUE;
}

/* Carriage returns would come and go with the editor that saved last. */
static gboolean check_file(const File *file, GError **error)
{
	if (file->size > YAML_LIMIT_BYTES) {
		desk_refuse(error, DESK_ERROR_DATA, &too_large, file->name,
			PHRASE_NUMBER(YAML_LIMIT_BYTES / 1024 / 1024), NULL);
		return FALSE;
	}
	const char *found = memchr(file->text, '\r', file->size);
	if (!found)
		return TRUE;
	gsize offset = (gsize)(found - file->text);
	const char *line = found;
	while (line > file->text && line[-1] != '\n')
		line--;
	desk_refuse(error, DESK_ERROR_DATA, &carriage_return, file->name,
		PHRASE_NUMBER(line_of(file->text, offset)),
		PHRASE_NUMBER(g_utf8_strlen(line, found - line) + 1), NULL);
	return FALSE;
}

static const char *some_text(const char *bytes)
{
	return bytes ? bytes : "";
}

static Ticket *parse_whole(const File *read, GError **error)
{
	if (!check_file(read, error))
		return NULL;
	g_autoptr(GBytes) kept = g_bytes_new(read->text, read->size);
	File file = *read;
	file.text = some_text(g_bytes_get_data(kept, NULL));
	gsize next;
	g_autoptr(Ticket) ticket = parse_head(&file, kept, &next, error);
	if (!ticket || !parse_entries(ticket, &file, next, error))
		return NULL;
	return g_steal_pointer(&ticket);
}

Ticket *ticket_parse(const char *bytes, gsize size, const char *name,
	GError **error)
{
	const File file = {some_text(bytes), size, name, NULL};
	return parse_whole(&file, error);
}

/* The first document that begins at or after `skip`. */
static gsize first_after(const File *file, gsize next, gsize skip)
{
	if (skip <= next)
		return next;
	if (skip >= file->size)
		return file->size;
	/* A separator may end right at `skip`: look from its line. */
	gsize from = skip - 1;
	while (from > next && file->text[from - 1] != '\n')
		from--;
	yaml_document_end(file->text, file->size, from, &next);
	return next;
}

Ticket *ticket_of_bytes(GBytes *bytes, const char *name, GError **error)
{
	gsize size;
	if (!bytes)
		return NULL;
	const char *text = g_bytes_get_data(bytes, &size);
	return ticket_parse(text, size, name, error);
}

GHashTable *ticket_known_new(void)
{
	return g_hash_table_new_full(g_bytes_hash, g_bytes_equal, NULL,
		entry_unref);
}

Ticket *ticket_parse_known(GBytes *bytes, GHashTable *known, const char *name,
	GError **error)
{
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	const File file = {some_text(text), size, name, known};
	Ticket *ticket = parse_whole(&file, NULL);
	/* A message names lines of this file; what is shared has others'. */
	return ticket ? ticket : ticket_of_bytes(bytes, name, error);
}

Ticket *ticket_parse_after(const char *bytes, gsize size, gsize skip,
	const char *name, GError **error)
{
	File file = {some_text(bytes), size, name, NULL};
	gsize next;
	if (!check_file(&file, error))
		return NULL;
	g_autoptr(Ticket) ticket = parse_head(&file, NULL, &next, error);
	if (!ticket || !parse_entries(ticket, &file,
			first_after(&file, next, skip), error))
		return NULL;
	return g_steal_pointer(&ticket);
}

gsize ticket_head_size(const char *bytes, gsize size)
{
	gsize next;
	return yaml_document_end(some_text(bytes), size,
		yaml_document_begin(some_text(bytes), size), &next);
}
