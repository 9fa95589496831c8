#include "model/ticket_parts.h"

#include <string.h>

static const Phrase
	no_id = {"\"id\" is not an entry id; one word of at most %1 letters "
			"and digits",
		"«id» — не номер записи; нужно одно слово не длиннее %1 букв "
		"и цифр"},
	unknown_kind = {"unknown kind \"%.1\"; one of %2",
		"неизвестный вид «%.1»; возможны: %2"},
	no_key = {"an entry without \"%1\"; each has id, kind and at",
		"запись без «%1»; у каждой есть id, kind и at"},
	no_text = {"\"%1\" is a list or mapping; one text is needed",
		"«%1» — список или блок; нужен один текст"},
	no_time = {"\"at\" is no time; write one like 2026-11-21T06:14:03Z",
		"«at» — не время; пишите как 2026-11-21T06:14:03Z"},
	no_entry = {"an entry is a mapping; begin it with \"id: …\"",
		"запись — это блок; начните её с «id: …»"};

#define LONGEST_ID 64

/* A key added by entry_set(), entry_add_text() or entry_add_record(). */
typedef struct {
	char *key, *value;
	gboolean plain;	  /* written as it is */
	GString *records; /* elements of a list: "  - …\n" lines */
	GPtrArray *texts; /* char*: those of entry_add_text() */
} DraftKey;

/* Every Entry is the first member of one of these. */
typedef struct {
	Entry entry;
	gatomicrefcount references;
	GPtrArray *keys; /* DraftKey*; NULL for an entry that was read */
	char *at_text;	 /* of a draft */
} EntryParts;

static EntryParts *parts_of(const Entry *entry)
{
	return (EntryParts *)(gpointer)entry;
}

static gboolean entry_is_draft(const Entry *entry)
{
	return parts_of(entry)->keys != NULL;
}

static EntryParts *parts_new(void)
{
	EntryParts *parts = g_new0(EntryParts, 1);
	g_atomic_ref_count_init(&parts->references);
	return parts;
}

static Entry *entry_ref(Entry *entry)
{
	g_atomic_ref_count_inc(&parts_of(entry)->references);
	return entry;
}

/* The texts of an entry that was read are those of its tree. */
static void free_draft(EntryParts *parts)
{
	g_free(parts->entry.id);
	g_free(parts->entry.kind);
	g_free(parts->entry.by);
	g_free(parts->entry.body);
	g_free(parts->at_text);
	g_ptr_array_unref(parts->keys);
}

void entry_unref(gpointer entry)
{
	EntryParts *parts = entry;
	if (!parts || !g_atomic_ref_count_dec(&parts->references))
		return;
	if (parts->keys)
		free_draft(parts);
	yaml_node_free(parts->entry.node);
	g_clear_pointer(&parts->entry.bytes, g_bytes_unref);
	g_free(parts);
}

/* --- reading ------------------------------------------------------------- */

static gboolean check_id(const YamlNode *node, const char *name,
	GError **error)
{
	const char *id = node->value;
	gsize length = strlen(id);
	gboolean good = length > 0 && length <= LONGEST_ID;
	for (gsize i = 0; good && i < length; i++)
		good = g_ascii_isgraph(id[i]);
	if (!good)
		yaml_error(error, name, node, &no_id, PHRASE_NUMBER(LONGEST_ID),
			NULL);
	return good;
}

static gboolean check_kind(const YamlNode *node, const char *name,
	GError **error)
{
	if (entry_kind_find(node->value))
		return TRUE;
	g_autoptr(GString) known = g_string_new(NULL);
	for (gsize i = 0; i < entry_kinds_count; i++)
		g_string_append_printf(known, "%s%s", i ? ", " : "",
			entry_kinds[i].name);
	yaml_error(error, name, node, &unknown_kind, node->value, known->str,
		NULL);
	return FALSE;
}

/* A scalar key; NULL with `error` if it is missing or no text. */
static const YamlNode *need_text(const YamlNode *root, const char *key,
	const char *name, GError **error)
{
	const YamlNode *node = yaml_get(root, key);
	if (yaml_is_null(node)) {
		yaml_error(error, name, node ? node : root, &no_key, key, NULL);
		return NULL;
	}
	if (node->kind != YAML_SCALAR) {
		yaml_error(error, name, node, &no_text, key, NULL);
		return NULL;
	}
	return node;
}

static gboolean take_optional(const YamlNode *root, const char *key,
	char **text, const char *name, GError **error)
{
	const YamlNode *node = yaml_get(root, key);
	if (yaml_is_null(node))
		return TRUE;
	if (node->kind != YAML_SCALAR) {
		yaml_error(error, name, node, &no_text, key, NULL);
		return FALSE;
	}
	*text = node->value;
	return TRUE;
}

static gboolean take_known(Entry *entry, const char *name, GError **error)
{
	const YamlNode *root = entry->node;
	const YamlNode *id = need_text(root, "id", name, error);
	if (!id || !check_id(id, name, error))
		return FALSE;
	entry->id = id->value;
	const YamlNode *kind = need_text(root, "kind", name, error);
	if (!kind || !check_kind(kind, name, error))
		return FALSE;
	entry->kind = kind->value;
	const YamlNode *at = need_text(root, "at", name, error);
	if (!at)
		return FALSE;
	if (!instant_parse(at->value, &entry->at)) {
		yaml_error(error, name, at, &no_time, NULL);
		return FALSE;
	}
	entry->by = (char *)(gpointer)"";
	return take_optional(root, "by", &entry->by, name, error) &&
		take_optional(root, "body", &entry->body, name, error);
}

Entry *entry_parse(GBytes *bytes, const char *name, guint first_line,
	GError **error)
{
	EntryParts *parts = parts_new();
	Entry *entry = &parts->entry;
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	entry->bytes = bytes;
	entry->node = yaml_parse_single(text, size, name, first_line, error);
	if (entry->node && entry->node->kind != YAML_MAP)
		yaml_error(error, name, entry->node, &no_entry, NULL);
	else if (entry->node && take_known(entry, name, error))
		return entry;
	entry_unref(entry);
	return NULL;
}

/* --- making -------------------------------------------------------------- */

static void draft_key_free(gpointer data)
{
	DraftKey *key = data;
	g_free(key->key);
	g_free(key->value);
	if (key->records)
		g_string_free(key->records, TRUE);
	g_clear_pointer(&key->texts, g_ptr_array_unref);
	g_free(key);
}

char *entry_clean_body(const char *text)
{
	g_autofree char *clean = yaml_clean_text(text ? text : "", -1);
	gsize length = strlen(clean);
	while (length > 0 && clean[length - 1] == '\n')
		length--;
	return length > 0 ? g_strdup_printf("%.*s\n", (int)length, clean) : NULL;
}

Entry *entry_new(const char *kind, const char *id, Instant at, const char *by,
	const char *body)
{
	g_assert(entry_kind_find(kind));
	EntryParts *parts = parts_new();
	parts->keys = g_ptr_array_new_with_free_func(draft_key_free);
	parts->at_text = instant_format(at);
	Entry *entry = &parts->entry;
	entry->id = g_strdup(id);
	entry->kind = g_strdup(kind);
	entry->at = at;
	entry->by = yaml_clean_text(by ? by : "", -1);
	entry->body = entry_clean_body(body);
	return entry;
}

static DraftKey *draft_find(const EntryParts *parts, const char *name)
{
	for (guint i = 0; i < parts->keys->len; i++) {
		DraftKey *key = parts->keys->pdata[i];
		if (strcmp(key->key, name) == 0)
			return key;
	}
	return NULL;
}

static DraftKey *draft_need(EntryParts *parts, const char *name)
{
	DraftKey *key = draft_find(parts, name);
	if (key)
		return key;
	key = g_new0(DraftKey, 1);
	key->key = g_strdup(name);
	g_ptr_array_add(parts->keys, key);
	return key;
}

void entry_set(Entry *entry, const char *key, const char *value)
{
	g_return_if_fail(entry_is_draft(entry));
	g_return_if_fail(strcmp(key, "id") != 0 && strcmp(key, "kind") != 0 &&
		strcmp(key, "at") != 0);
	if (!value || !*value)
		return;
	char *clean = yaml_clean_text(value, -1);
	char **own = strcmp(key, "by") == 0 ? &entry->by
		: strcmp(key, "body") == 0 ? &entry->body : NULL;
	if (!own) {
		DraftKey *draft = draft_need(parts_of(entry), key);
		Instant at;
		draft->plain = instant_parse(clean, &at) && clean[10] == 'T';
		own = &draft->value;
	}
	g_free(*own);
	*own = clean;
}

/* Takes `value`, written as it is. */
static void set_plain(Entry *entry, const char *key, char *value)
{
	g_return_if_fail(entry_is_draft(entry));
	DraftKey *draft = draft_need(parts_of(entry), key);
	g_free(draft->value);
	draft->value = value;
	draft->plain = TRUE;
}

void entry_set_integer(Entry *entry, const char *key, gint64 value)
{
	set_plain(entry, key, g_strdup_printf("%" G_GINT64_FORMAT, value));
}

void entry_set_flag(Entry *entry, const char *key)
{
	set_plain(entry, key, g_strdup("true"));
}

void entry_set_refused(Entry *entry, const char *key)
{
	set_plain(entry, key, g_strdup("false"));
}

static gboolean is_integer(const char *text)
{
	gsize length = strlen(text);
	return length > 0 && length <= 18 &&
		strspn(text, "0123456789") == length &&
		(text[0] != '0' || length == 1);
}

/* A file may be named 1042; its size is a number. */
static void append_pair(GString *out, const char *name, const char *value)
{
	yaml_append_scalar(out, name, TRUE);
	g_string_append(out, ": ");
	gboolean numeric = strcmp(name, "size") == 0 ||
		strcmp(name, "part") == 0;
	g_autofree char *clean = yaml_clean_text(value, -1);
	if (numeric && is_integer(clean))
		g_string_append(out, clean);
	else
		yaml_append_scalar(out, clean, TRUE);
}

/* The list `key`, to append an element. */
static DraftKey *draft_list(Entry *entry, const char *key)
{
	DraftKey *draft = draft_need(parts_of(entry), key);
	if (!draft->records)
		draft->records = g_string_new(NULL);
	return draft;
}

/* For entry_get_list(); takes `text`. */
static void draft_keep(DraftKey *list, char *text)
{
	if (!list->texts)
		list->texts = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(list->texts, text);
}

void entry_add_text(Entry *entry, const char *key, const char *text)
{
	g_return_if_fail(entry_is_draft(entry));
	char *clean = yaml_clean_text(text, -1);
	DraftKey *list = draft_list(entry, key);
	draft_keep(list, clean);
	g_string_append(list->records, "  - ");
	yaml_append_scalar(list->records, clean, FALSE);
	g_string_append_c(list->records, '\n');
}

void entry_add_record(Entry *entry, const char *key, const char *name,
	const char *value, ...)
{
	g_return_if_fail(entry_is_draft(entry));
	DraftKey *draft = draft_list(entry, key);
	GString *records = draft->records;
	g_string_append(records, "  - {");
	const char *comma = "";
	va_list list;
	va_start(list, value);
	while (name) {
		if (value && *value) {
			g_string_append(records, comma);
			append_pair(records, name, value);
			comma = ", ";
			if (strcmp(name, "name") == 0)
				draft_keep(draft, yaml_clean_text(value, -1));
		}
		name = va_arg(list, const char *);
		value = name ? va_arg(list, const char *) : NULL;
	}
	va_end(list);
	g_string_append(records, "}\n");
}

/* --- asking -------------------------------------------------------------- */

static const char *draft_get(const EntryParts *parts, const char *key)
{
	const Entry *entry = &parts->entry;
	const struct {
		const char *key, *value;
	} own[] = {{"id", entry->id}, {"kind", entry->kind},
		{"at", parts->at_text}, {"by", entry->by},
		{"body", entry->body}};
	for (gsize i = 0; i < G_N_ELEMENTS(own); i++)
		if (strcmp(key, own[i].key) == 0)
			return own[i].value ? own[i].value : "";
	const DraftKey *draft = draft_find(parts, key);
	return draft && draft->value ? draft->value : "";
}

const char *entry_get(const Entry *entry, const char *key)
{
	if (entry_is_draft(entry))
		return draft_get(parts_of(entry), key);
	return yaml_get_text(entry->node, key, "");
}

GPtrArray *entry_get_list(const Entry *entry, const char *key)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
	const DraftKey *draft = entry_is_draft(entry) ?
		draft_find(parts_of(entry), key) : NULL;
	for (guint i = 0; draft && draft->texts && i < draft->texts->len; i++)
		g_ptr_array_add(texts,
			g_strdup(g_ptr_array_index(draft->texts, i)));
	const YamlNode *node = entry_is_draft(entry) ? NULL :
		yaml_get(entry->node, key);
	if (node && node->kind == YAML_SCALAR && *node->value)
		g_ptr_array_add(texts, g_strdup(node->value));
	for (guint i = 0; node && node->kind == YAML_LIST &&
		i < node->items->len; i++) {
		const YamlNode *item = g_ptr_array_index(node->items, i);
		const char *text = item->kind == YAML_SCALAR ? item->value :
			yaml_get_text(item, "name", NULL);
		if (text)
			g_ptr_array_add(texts, g_strdup(text));
	}
	return texts;
}

static void append_key(GString *out, const char *key, const char *value,
	gboolean plain)
{
	yaml_append_scalar(out, key, FALSE);
	g_string_append(out, ": ");
	if (plain)
		g_string_append(out, value);
	else
		yaml_append_scalar(out, value, FALSE);
	g_string_append_c(out, '\n');
}

static void append_draft_key(GString *out, const DraftKey *draft)
{
	if (draft->value) {
		append_key(out, draft->key, draft->value, draft->plain);
		return;
	}
	yaml_append_scalar(out, draft->key, FALSE);
	g_string_append_printf(out, ":\n%s", draft->records->str);
}

GBytes *entry_get_bytes(const Entry *entry)
{
	const EntryParts *parts = parts_of(entry);
	if (!parts->keys)
		return g_bytes_ref(entry->bytes);
	GString *out = g_string_new(NULL);
	append_key(out, "id", entry->id, FALSE);
	append_key(out, "kind", entry->kind, FALSE);
	append_key(out, "at", parts->at_text, TRUE);
	append_key(out, "by", entry->by, FALSE);
	for (guint i = 0; i < parts->keys->len; i++)
		append_draft_key(out, parts->keys->pdata[i]);
	if (entry->body && *entry->body)
		yaml_append_literal(out, "body", entry->body, 0);
	return g_string_free_to_bytes(out);
}

static gpointer copy_text(gconstpointer text, gpointer data)
{
	(void)data;
	return g_strdup(text);
}

static DraftKey *draft_key_copy(const DraftKey *from)
{
	DraftKey *key = g_new0(DraftKey, 1);
	key->key = g_strdup(from->key);
	key->value = g_strdup(from->value);
	key->plain = from->plain;
	if (from->records)
		key->records = g_string_new_len(from->records->str,
			(gssize)from->records->len);
	if (from->texts)
		key->texts = g_ptr_array_copy(from->texts, copy_text, NULL);
	return key;
}

Entry *entry_copy(Entry *entry)
{
	if (!entry_is_draft(entry))
		return entry_ref(entry);
	Entry *copy = entry_new(entry->kind, entry->id, entry->at, entry->by,
		entry->body);
	const EntryParts *from = parts_of(entry);
	for (guint i = 0; i < from->keys->len; i++)
		g_ptr_array_add(parts_of(copy)->keys,
			draft_key_copy(from->keys->pdata[i]));
	return copy;
}
