/*
 * A version of a ticket as far as events tell of it. Fields and entries are
 * counted one by one, so a version that appends an entry shares all the rest
 * with its predecessor.
 */
#include "rules/history_state.h"

#include <string.h>

#include "model/field.h"

struct HistoryState {
	GPtrArray *fields;  /* HistoryField*, in the order of events */
	GPtrArray *entries; /* HistoryEntry*, in file order */
};

/* --- fields --------------------------------------------------------------- */

static void field_clear(void *data)
{
	HistoryField *field = data;
	g_free(field->name);
	g_free(field->text);
}

static void field_release(void *data)
{
	g_rc_box_release_full(data, field_clear);
}

static void *acquire(const void *box, void *data)
{
	(void)data;
	return g_rc_box_acquire((void *)box);
}

static guint field_rank(const char *name)
{
	const Field *field = field_find(name);
	return field ? field->position : G_MAXUINT;
}

int history_field_compare(guint rank_a, const char *name_a, guint rank_b,
	const char *name_b)
{
	if (rank_a != rank_b)
		return rank_a < rank_b ? -1 : 1;
	return strcmp(name_a, name_b);
}

static int compare_pointers(const void *a, const void *b)
{
	const HistoryField *one = *(HistoryField *const *)a;
	const HistoryField *two = *(HistoryField *const *)b;
	return history_field_compare(one->rank, one->name, two->rank, two->name);
}

/* Where a field stands or would stand. */
static guint field_place(const GPtrArray *list, guint rank, const char *name,
	gboolean *found)
{
	guint low = 0, high = list->len;
	*found = FALSE;
	while (low < high) {
		guint middle = (low + high) / 2;
		const HistoryField *field = list->pdata[middle];
		int order = history_field_compare(field->rank, field->name,
			rank, name);
		if (order == 0) {
			*found = TRUE;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static HistoryField *field_new(guint rank, const char *name, char *text)
{
	HistoryField *field = g_rc_box_new(HistoryField);
	field->rank = rank;
	field->name = g_strdup(name);
	field->text = text;
	return field;
}

static GPtrArray *fields_of(const Ticket *ticket)
{
	g_autoptr(GPtrArray) names = ticket_field_names(ticket);
	GPtrArray *list = g_ptr_array_new_full(names->len, field_release);
	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];
		char *text = ticket_get_as_text(ticket, name);
		if (text && *text)
			g_ptr_array_add(list,
				field_new(field_rank(name), name, text));
		else
			g_free(text);
	}
	g_ptr_array_sort(list, compare_pointers);
	return list;
}

/* --- entries -------------------------------------------------------------- */

static void entry_clear(void *data)
{
	HistoryEntry *entry = data;
	g_free(entry->id);
	g_free(entry->kind);
	g_free(entry->by);
}

/* NULL: removed by a replay that is not over. */
static void entry_release(void *data)
{
	if (data)
		g_rc_box_release_full(data, entry_clear);
}

static HistoryEntry *history_entry_new(const char *id, const char *kind,
	const char *by, Instant at)
{
	HistoryEntry *entry = g_rc_box_new(HistoryEntry);
	entry->id = g_strdup(id);
	entry->kind = g_strdup(kind);
	entry->by = g_strdup(by);
	entry->at = at;
	return entry;
}

static void add_entries_of(GPtrArray *entries, const Ticket *ticket)
{
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		g_ptr_array_add(entries, history_entry_new(entry->id,
			entry->kind, entry->by, entry->at));
	}
}

GHashTable *history_entry_ids(const HistoryState *state)
{
	GHashTable *ids = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; state && i < state->entries->len; i++) {
		HistoryEntry *entry = state->entries->pdata[i];
		g_hash_table_insert(ids, entry->id, entry);
	}
	return ids;
}

/* --- states --------------------------------------------------------------- */

static HistoryState *state_take(GPtrArray *fields_list, GPtrArray *entries)
{
	HistoryState *state = g_rc_box_new(HistoryState);
	state->fields = fields_list;
	state->entries = entries;
	return state;
}

HistoryState *history_state_new(const Ticket *ticket)
{
	GPtrArray *entries = g_ptr_array_new_with_free_func(entry_release);
	add_entries_of(entries, ticket);
	return state_take(fields_of(ticket), entries);
}

static gboolean ids_are_unique(const GPtrArray *entries, guint from)
{
	if (from == entries->len)
		return TRUE;
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < entries->len; i++) {
		const HistoryEntry *entry = entries->pdata[i];
		if (!g_hash_table_add(seen, entry->id))
			return FALSE;
	}
	return TRUE;
}

HistoryState *history_state_append(const HistoryState *before,
	const Ticket *head)
{
	g_autoptr(GPtrArray) entries = g_ptr_array_new_full(
		before->entries->len + ticket_entry_count(head), entry_release);
	g_ptr_array_extend(entries, before->entries, acquire, NULL);
	add_entries_of(entries, head);
	if (!ids_are_unique(entries, before->entries->len))
		return NULL;
	return state_take(fields_of(head), g_steal_pointer(&entries));
}

HistoryState *history_state_ref(HistoryState *state)
{
	return g_rc_box_acquire(state);
}

static void state_clear(void *data)
{
	HistoryState *state = data;
	g_ptr_array_unref(state->fields);
	g_ptr_array_unref(state->entries);
}

void history_state_unref(HistoryState *state)
{
	if (state)
		g_rc_box_release_full(state, state_clear);
}

const char *history_state_get(const HistoryState *state, const char *name)
{
	gboolean found;
	guint place = field_place(state->fields, field_rank(name), name, &found);
	if (!found)
		return "";
	const HistoryField *field = state->fields->pdata[place];
	return field->text;
}

guint history_state_field_count(const HistoryState *state)
{
	return state->fields->len;
}

const char *history_state_field(const HistoryState *state, guint index,
	const char **text)
{
	const HistoryField *field = state->fields->pdata[index];
	*text = field->text;
	return field->name;
}

guint history_state_entry_count(const HistoryState *state)
{
	return state->entries->len;
}

const char *history_state_entry(const HistoryState *state, guint index,
	const char **kind, const char **by, Instant *at)
{
	const HistoryEntry *entry = state->entries->pdata[index];
	*kind = entry->kind;
	*by = entry->by;
	*at = entry->at;
	return entry->id;
}

const GPtrArray *history_state_fields(const HistoryState *state)
{
	return state->fields;
}

const GPtrArray *history_state_entries(const HistoryState *state)
{
	return state->entries;
}

/* --- replay --------------------------------------------------------------- */

static HistoryState *state_copy(const HistoryState *state)
{
	return state_take(
		g_ptr_array_copy(state->fields, acquire, NULL),
		g_ptr_array_copy(state->entries, acquire, NULL));
}

static void set_field(HistoryState *state, const char *name, const char *text)
{
	gboolean found;
	guint rank = field_rank(name);
	guint place = field_place(state->fields, rank, name, &found);
	if (found)
		g_ptr_array_remove_index(state->fields, place);
	if (*text)
		g_ptr_array_insert(state->fields, (int)place,
			field_new(rank, name, g_strdup(text)));
}

/* While events are applied. Removed entries leave a NULL until the end: an
 * edit may remove a hundred thousand. */
typedef struct {
	HistoryState *state;
	GHashTable *places; /* id → index in entries + 1; made at the first
			       removal */
} Replay;

static void replay_forget(Replay *replay)
{
	g_clear_pointer(&replay->places, g_hash_table_unref);
	g_clear_pointer(&replay->state, history_state_unref);
}

static void find_places(Replay *replay)
{
	if (replay->places)
		return;
	replay->places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		NULL);
	const GPtrArray *entries = replay->state->entries;
	for (guint i = 0; i < entries->len; i++) {
		const HistoryEntry *entry = entries->pdata[i];
		g_hash_table_insert(replay->places, g_strdup(entry->id),
			GUINT_TO_POINTER(i + 1));
	}
}

static void add_entry(Replay *replay, const Event *event)
{
	GPtrArray *entries = replay->state->entries;
	g_ptr_array_add(entries, history_entry_new(event->entry_id,
		event->entry_kind, event->by, event->at));
	if (replay->places)
		g_hash_table_insert(replay->places, g_strdup(event->entry_id),
			GUINT_TO_POINTER(entries->len));
}

static void remove_entry(Replay *replay, const char *id)
{
	find_places(replay);
	guint place = GPOINTER_TO_UINT(g_hash_table_lookup(replay->places, id));
	if (place == 0)
		return;
	entry_release(replay->state->entries->pdata[place - 1]);
	replay->state->entries->pdata[place - 1] = NULL;
	g_hash_table_remove(replay->places, id);
}

static void close_gaps(Replay *replay)
{
	if (!replay->places)
		return;
	GPtrArray *entries = replay->state->entries;
	GPtrArray *left = g_ptr_array_new_full(entries->len, entry_release);
	for (guint i = 0; i < entries->len; i++)
		if (entries->pdata[i])
			g_ptr_array_add(left, g_steal_pointer(
				&entries->pdata[i]));
	g_ptr_array_set_free_func(entries, NULL);
	g_ptr_array_unref(entries);
	replay->state->entries = left;
}

static void apply_event(Replay *replay, const Event *event)
{
	if (event->kind == EVENT_CREATED && !replay->state)
		replay->state = state_take(
			g_ptr_array_new_with_free_func(field_release),
			g_ptr_array_new_with_free_func(entry_release));
	if (!replay->state)
		return;
	if (event->kind == EVENT_CHANGED)
		set_field(replay->state, event->field, event->new_text);
	else if (event->kind == EVENT_SAID)
		add_entry(replay, event);
	else if (event->kind == EVENT_REMOVED)
		remove_entry(replay, event->entry_id);
	else if (event->kind == EVENT_DELETED)
		replay_forget(replay);
}

HistoryState *history_replay(HistoryState *running, const GPtrArray *events)
{
	Replay replay = {running ? state_copy(running) : NULL, NULL};
	for (guint i = 0; i < events->len; i++)
		apply_event(&replay, g_ptr_array_index(events, i));
	if (replay.state)
		close_gaps(&replay);
	g_clear_pointer(&replay.places, g_hash_table_unref);
	return replay.state;
}
