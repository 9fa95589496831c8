#include "model/ticket_parts.h"

#include <string.h>

#include "base/identifier.h"

#define CUSTOM "fields."

/* --- source and slots ---------------------------------------------------- */

Source *source_new(GBytes *bytes, gsize head_begin, gsize head_end,
	YamlNode *root)
{
	Source *source = g_new0(Source, 1);
	g_atomic_ref_count_init(&source->references);
	source->bytes = bytes ? g_bytes_ref(bytes) : NULL;
	source->head_begin = head_begin;
	source->head_end = head_end;
	source->root = root;
	return source;
}

static Source *source_ref(Source *source)
{
	g_atomic_ref_count_inc(&source->references);
	return source;
}

static void source_unref(Source *source)
{
	if (!g_atomic_ref_count_dec(&source->references))
		return;
	g_clear_pointer(&source->bytes, g_bytes_unref);
	yaml_node_free(source->root);
	g_free(source);
}

static void slot_clear(gpointer data)
{
	Slot *slot = data;
	g_free(slot->own_name);
	g_free(slot->text);
	g_clear_pointer(&slot->list, g_ptr_array_unref);
}

static GArray *slots_new(guint size)
{
	GArray *slots = g_array_sized_new(FALSE, TRUE, sizeof(Slot), size);
	g_array_set_clear_func(slots, slot_clear);
	return slots;
}

/* A mapping's keys as slots. */
static GArray *slots_read(const YamlNode *map, gboolean known)
{
	gboolean usable = map && map->kind == YAML_MAP;
	GArray *slots = slots_new(usable ? map->keys->len : 0);
	for (guint i = 0; usable && i < map->keys->len; i++) {
		const YamlNode *key = map->keys->pdata[i];
		Slot slot = {.name = key->value,
			.field = known ? field_find(key->value) : NULL,
			.key = key,
			.node = map->items->pdata[i]};
		g_array_append_val(slots, slot);
	}
	return slots;
}

static Slot *slot_add(GArray *slots, const char *name, const Field *field)
{
	Slot slot = {.field = field};
	slot.own_name = field ? NULL : g_strdup(name);
	slot.name = field ? field->name : slot.own_name;
	g_array_append_val(slots, slot);
	return &g_array_index(slots, Slot, slots->len - 1);
}

Slot *slot_find(GArray *slots, const char *name)
{
	for (guint i = 0; i < slots->len; i++) {
		Slot *slot = &g_array_index(slots, Slot, i);
		if (strcmp(slot->name, name) == 0)
			return slot;
	}
	return NULL;
}

static const char *node_text(const YamlNode *node)
{
	if (yaml_is_null(node) || node->kind != YAML_SCALAR)
		return "";
	return node->value;
}

const char *slot_text(const Slot *slot)
{
	if (slot->changed)
		return slot->text ? slot->text : "";
	return node_text(slot->node);
}

static GPtrArray *list_read(const YamlNode *node)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	if (!node || node->kind != YAML_LIST)
		return list;
	for (guint i = 0; i < node->items->len; i++)
		g_ptr_array_add(list, g_strdup(node_text(node->items->pdata[i])));
	return list;
}

static GPtrArray *slot_list(Slot *slot)
{
	if (!slot->list)
		slot->list = list_read(slot->changed ? NULL : slot->node);
	return slot->list;
}

gboolean slot_is_list(const Slot *slot)
{
	if (slot->changed)
		return slot->list != NULL;
	return slot->node && slot->node->kind == YAML_LIST;
}

gboolean slot_has_value(const Slot *slot)
{
	if (slot->changed)
		return (slot->text && *slot->text) ||
			(slot->list && slot->list->len > 0);
	if (yaml_is_null(slot->node))
		return FALSE;
	return slot->node->kind == YAML_SCALAR ? slot->node->value[0] != '\0'
		: slot->node->items->len > 0;
}

/* --- making and freeing -------------------------------------------------- */

Ticket *ticket_from_source(Source *source)
{
	Ticket *ticket = g_new0(Ticket, 1);
	ticket->source = source;
	ticket->head = slots_read(source->root, TRUE);
	ticket->custom = slots_read(yaml_get(source->root, "fields"), FALSE);
	ticket->entries = g_ptr_array_new_with_free_func(entry_unref);
	return ticket;
}

Ticket *ticket_new(const char *uid, Instant created)
{
	g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
	Ticket *ticket = ticket_from_source(source_new(nothing, 0, 0, NULL));
	for (guint i = 0; i < fields_count; i++) {
		const Field *field = field_at(i);
		if (field->flags & FIELD_ALWAYS)
			slot_add(ticket->head, field->name, field)->changed = TRUE;
	}
	ticket_set(ticket, "uid", uid);
	ticket_set_instant(ticket, "created", created);
	return ticket;
}

static GArray *slots_copy(const GArray *from)
{
	GArray *slots = slots_new(from->len);
	for (guint i = 0; i < from->len; i++) {
		Slot slot = g_array_index(from, Slot, i);
		if (slot.own_name)
			slot.name = slot.own_name = g_strdup(slot.own_name);
		slot.text = g_strdup(slot.text);
		slot.list = slot.list ? g_ptr_array_copy(slot.list,
			(GCopyFunc)(void (*)(void))g_strdup, NULL) : NULL;
		if (slot.list)
			g_ptr_array_set_free_func(slot.list, g_free);
		g_array_append_val(slots, slot);
	}
	return slots;
}

Ticket *ticket_copy(const Ticket *ticket)
{
	Ticket *copy = g_new0(Ticket, 1);
	copy->source = source_ref(ticket->source);
	copy->head = slots_copy(ticket->head);
	copy->custom = slots_copy(ticket->custom);
	copy->entries = g_ptr_array_new_full(ticket->entries->len, entry_unref);
	for (guint i = 0; i < ticket->entries->len; i++)
		g_ptr_array_add(copy->entries,
			entry_copy(ticket->entries->pdata[i]));
	copy->entries_read = ticket->entries_read;
	return copy;
}

void ticket_free(Ticket *ticket)
{
	if (!ticket)
		return;
	g_clear_pointer(&ticket->by_id, g_hash_table_unref);
	g_clear_pointer(&ticket->retracted, g_hash_table_unref);
	g_clear_pointer(&ticket->nothing, g_ptr_array_unref);
	g_array_unref(ticket->head);
	g_array_unref(ticket->custom);
	g_ptr_array_unref(ticket->entries);
	source_unref(ticket->source);
	g_free(ticket);
}

/* --- asking the head ----------------------------------------------------- */

/* The slots where `*field` lives, without its "fields." then. */
static GArray *slots_of(const Ticket *ticket, const char **field)
{
	if (!g_str_has_prefix(*field, CUSTOM))
		return ticket->head;
	*field += strlen(CUSTOM);
	return ticket->custom;
}

static Slot *find(const Ticket *ticket, const char *field)
{
	GArray *slots = slots_of(ticket, &field);
	return slot_find(slots, field);
}

const char *ticket_get(const Ticket *ticket, const char *field)
{
	const Slot *slot = find(ticket, field);
	return slot ? slot_text(slot) : "";
}

gint64 ticket_get_number(const Ticket *ticket)
{
	return g_ascii_strtoll(ticket_get(ticket, "number"), NULL, 10);
}

char *ticket_short_name(const Ticket *ticket)
{
	return uid_short_name(ticket_get(ticket, "uid"),
		ticket_get_number(ticket));
}

Instant ticket_get_instant(const Ticket *ticket, const char *field)
{
	Instant at = INSTANT_NONE;
	instant_parse(ticket_get(ticket, field), &at);
	return at;
}

GPtrArray *ticket_get_list(const Ticket *ticket, const char *field)
{
	Slot *slot = find(ticket, field);
	if (slot && slot_is_list(slot))
		return slot_list(slot);
	/* A cache, not a change: the ticket stays the same to its callers. */
	Ticket *cache = (Ticket *)(gpointer)ticket;
	if (!cache->nothing)
		cache->nothing = g_ptr_array_new();
	return cache->nothing;
}

static void append_json_text(GString *out, const char *text)
{
	static const char from[] = "\"\\\n\t\r\b\f", to[] = "\"\\ntrbf";
	g_string_append_c(out, '"');
	for (const char *p = text; *p; p++) {
		const char *found = strchr(from, *p);
		if (found)
			g_string_append_printf(out, "\\%c", to[found - from]);
		else if ((guchar)*p < 0x20 || *p == 0x7F)
			g_string_append_printf(out, "\\u%04x", (guint)*p);
		else
			g_string_append_c(out, *p);
	}
	g_string_append_c(out, '"');
}

/* Nested as deep as yaml.h lets a document be. */
static void append_json_node(GString *out, const YamlNode *node)
{
	if (node->kind == YAML_SCALAR) {
		append_json_text(out, node_text(node));
		return;
	}
	gboolean map = node->kind == YAML_MAP;
	g_string_append_c(out, map ? '{' : '[');
	for (guint i = 0; i < node->items->len; i++) {
		g_string_append(out, i ? "," : "");
		if (map) {
			append_json_node(out, node->keys->pdata[i]);
			g_string_append_c(out, ':');
		}
		append_json_node(out, node->items->pdata[i]);
	}
	g_string_append_c(out, map ? '}' : ']');
}

static char *list_as_text(GPtrArray *list)
{
	GString *out = g_string_new("[");
	for (guint i = 0; i < list->len; i++) {
		g_string_append(out, i ? "," : "");
		append_json_text(out, list->pdata[i]);
	}
	g_string_append_c(out, ']');
	return g_string_free(out, FALSE);
}

static char *custom_as_text(const Ticket *ticket)
{
	GString *out = g_string_new("{");
	for (guint i = 0; i < ticket->custom->len; i++) {
		const Slot *slot = &g_array_index(ticket->custom, Slot, i);
		if (!slot_has_value(slot))
			continue;
		g_string_append(out, out->len > 1 ? "," : "");
		append_json_text(out, slot->name);
		g_string_append_c(out, ':');
		append_json_text(out, slot_text(slot));
	}
	g_string_append_c(out, '}');
	gboolean empty = out->len == 2;
	char *text = g_string_free(out, FALSE);
	return empty ? g_free(text), g_strdup("") : text;
}

char *ticket_get_as_text(const Ticket *ticket, const char *field)
{
	if (strcmp(field, "fields") == 0)
		return custom_as_text(ticket);
	Slot *slot = find(ticket, field);
	if (!slot || !slot_has_value(slot))
		return g_strdup("");
	if (slot_is_list(slot) && (slot->changed || slot->field))
		return list_as_text(slot_list(slot));
	if (slot->changed || slot->node->kind == YAML_SCALAR)
		return g_strdup(slot_text(slot));
	GString *out = g_string_new(NULL);
	append_json_node(out, slot->node);
	return g_string_free(out, FALSE);
}

static void add_custom_names(const Ticket *ticket, GPtrArray *names)
{
	for (guint i = 0; i < ticket->custom->len; i++) {
		const Slot *slot = &g_array_index(ticket->custom, Slot, i);
		if (slot_has_value(slot))
			g_ptr_array_add(names,
				g_strconcat(CUSTOM, slot->name, NULL));
	}
}

GPtrArray *ticket_field_names(const Ticket *ticket)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < ticket->head->len; i++) {
		const Slot *slot = &g_array_index(ticket->head, Slot, i);
		gboolean map = slot->field && slot->field->type == FIELD_MAP;
		if (!map && slot_has_value(slot))
			g_ptr_array_add(names, g_strdup(slot->name));
	}
	add_custom_names(ticket, names);
	return names;
}

/* --- changing the head --------------------------------------------------- */

static void slot_forget(Slot *slot)
{
	g_clear_pointer(&slot->text, g_free);
	g_clear_pointer(&slot->list, g_ptr_array_unref);
	slot->changed = FALSE;
}

static gboolean lists_equal(const GPtrArray *a, const GPtrArray *b)
{
	if (a->len != b->len)
		return FALSE;
	for (guint i = 0; i < a->len; i++)
		if (strcmp(a->pdata[i], b->pdata[i]) != 0)
			return FALSE;
	return TRUE;
}

static Slot *slot_need(const Ticket *ticket, const char *field)
{
	const char *name = field;
	GArray *slots = slots_of(ticket, &name);
	Slot *slot = slot_find(slots, name);
	if (slot)
		return slot;
	return slot_add(slots, name,
		slots == ticket->head ? field_find(name) : NULL);
}

/* What stands in the file already keeps its lines. */
static void set_text(Ticket *ticket, const char *field, const char *value)
{
	g_autofree char *clean = NULL;
	if (!g_utf8_validate(value, -1, NULL))
		value = clean = yaml_clean_text(value, -1);
	Slot *slot = find(ticket, field);
	if (!slot && !*value)
		return;
	slot = slot ? slot : slot_need(ticket, field);
	g_autofree char *copy = g_strdup(value);
	slot_forget(slot);
	gboolean same = slot->node && slot->node->kind == YAML_SCALAR &&
		strcmp(node_text(slot->node), copy) == 0;
	slot->changed = !same;
	slot->text = same ? NULL : g_steal_pointer(&copy);
}

static void remove_custom(Ticket *ticket)
{
	for (guint i = 0; i < ticket->custom->len; i++) {
		Slot *slot = &g_array_index(ticket->custom, Slot, i);
		slot_forget(slot);
		slot->changed = TRUE;
	}
}

void ticket_set(Ticket *ticket, const char *field, const char *value)
{
	const Field *known = field_find(field);
	value = value ? value : "";
	if (known && known->type == FIELD_MAP) {
		g_return_if_fail(!*value);
		remove_custom(ticket);
		return;
	}
	if (!known || known->type != FIELD_LIST) {
		set_text(ticket, field, value);
		return;
	}
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	if (*value)
		g_ptr_array_add(list, (gpointer)value);
	ticket_set_list(ticket, field, list);
}

void ticket_set_instant(Ticket *ticket, const char *field, Instant at)
{
	g_autofree char *text = at == INSTANT_NONE ? NULL : instant_format(at);
	ticket_set(ticket, field, text);
}

static GPtrArray *list_copy(const GPtrArray *elements)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; elements && i < elements->len; i++)
		g_ptr_array_add(list, yaml_clean_text(elements->pdata[i], -1));
	return list;
}

void ticket_set_list(Ticket *ticket, const char *field, GPtrArray *elements)
{
	g_autoptr(GPtrArray) list = list_copy(elements);
	Slot *slot = find(ticket, field);
	if (!slot && list->len == 0)
		return;
	slot = slot ? slot : slot_need(ticket, field);
	slot_forget(slot);
	g_autoptr(GPtrArray) old = list_read(slot->node);
	if (slot->node && lists_equal(old, list) &&
		(slot->node->kind == YAML_LIST || yaml_is_null(slot->node)))
		return;
	slot->changed = TRUE;
	slot->list = g_steal_pointer(&list);
}

static gboolean list_index(const GPtrArray *list, const char *element,
	guint *index)
{
	for (guint i = 0; i < list->len; i++) {
		if (strcmp(list->pdata[i], element) != 0)
			continue;
		*index = i;
		return TRUE;
	}
	return FALSE;
}

gboolean ticket_list_add(Ticket *ticket, const char *field, const char *element)
{
	guint index;
	GPtrArray *old = ticket_get_list(ticket, field);
	if (list_index(old, element, &index))
		return FALSE;
	g_autoptr(GPtrArray) list = list_copy(old);
	g_ptr_array_add(list, g_strdup(element));
	ticket_set_list(ticket, field, list);
	return TRUE;
}

gboolean ticket_list_remove(Ticket *ticket, const char *field,
	const char *element)
{
	guint index;
	GPtrArray *old = ticket_get_list(ticket, field);
	if (!list_index(old, element, &index))
		return FALSE;
	g_autoptr(GPtrArray) list = list_copy(old);
	g_ptr_array_remove_index(list, index);
	ticket_set_list(ticket, field, list);
	return TRUE;
}
