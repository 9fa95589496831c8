#include "rules/history.h"

#include <string.h>

#include "rules/history_state.h"

static const GPtrArray nothing = {NULL, 0};

/* By EventKind. */
static const char *const kind_names[] = {"created", "changed", "said",
	"removed", "deleted", "edited"};

const char *event_kind_name(EventKind kind)
{
	return kind_names[kind];
}

gboolean event_kind_find(const char *name, EventKind *kind)
{
	for (gsize i = 0; i < G_N_ELEMENTS(kind_names); i++)
		if (strcmp(kind_names[i], name) == 0) {
			*kind = (EventKind)i;
			return TRUE;
		}
	return FALSE;
}

Event *event_new(EventKind kind, Instant at)
{
	Event *event = g_new0(Event, 1);
	event->kind = kind;
	event->at = at;
	return event;
}

void event_free(Event *event)
{
	if (!event)
		return;
	g_free(event->field);
	g_free(event->old_text);
	g_free(event->new_text);
	g_free(event->entry_id);
	g_free(event->entry_kind);
	g_free(event->by);
	g_free(event);
}

static void event_destroy(void *event)
{
	event_free(event);
}

static void add_changed(GPtrArray *events, const char *field,
	const char *old_text, const char *new_text, Instant at)
{
	if (strcmp(old_text, new_text) == 0)
		return;
	Event *event = event_new(EVENT_CHANGED, at);
	event->field = g_strdup(field);
	event->old_text = g_strdup(old_text);
	event->new_text = g_strdup(new_text);
	g_ptr_array_add(events, event);
}

static void add_entry(GPtrArray *events, EventKind kind,
	const HistoryEntry *entry, Instant at)
{
	Event *event = event_new(kind, at);
	event->entry_id = g_strdup(entry->id);
	event->entry_kind = g_strdup(entry->kind);
	if (kind == EVENT_SAID)
		event->by = g_strdup(entry->by);
	g_ptr_array_add(events, event);
}

/* What a file says of its past, by the commit that brought it. */
static Instant plausible(Instant said, Instant commit_time)
{
	return said == INSTANT_NONE || instant_is_ahead(said, commit_time) ?
		commit_time : said;
}

/* An entry keeps its time, but nothing is said before there is a ticket. */
static Instant said_at(const HistoryEntry *entry, Instant created,
	Instant commit_time)
{
	return MAX(plausible(entry->at, commit_time), created);
}

static Instant created_at(const HistoryState *state, Instant commit_time)
{
	Instant created = INSTANT_NONE;
	instant_parse(history_state_get(state, "created"), &created);
	return plausible(created, commit_time);
}

/* The first values of a ticket stand since it was created, not since its file
 * was committed. */
static void appear(GPtrArray *events, const HistoryState *after,
	Instant commit_time)
{
	Instant created = created_at(after, commit_time);
	g_ptr_array_add(events, event_new(EVENT_CREATED, created));
	const GPtrArray *list = history_state_fields(after);
	for (guint i = 0; i < list->len; i++) {
		const HistoryField *field = list->pdata[i];
		add_changed(events, field->name, "", field->text, created);
	}
	const GPtrArray *entries = history_state_entries(after);
	for (guint i = 0; i < entries->len; i++)
		add_entry(events, EVENT_SAID, entries->pdata[i],
			said_at(entries->pdata[i], created, commit_time));
}

/* Walks both sorted lists at once. */
static void compare_fields(GPtrArray *events, const HistoryState *running,
	const GPtrArray *before, const GPtrArray *after, Instant commit_time)
{
	guint b = 0, a = 0;
	while (b < before->len || a < after->len) {
		const HistoryField *old = b < before->len ? before->pdata[b] :
			NULL;
		const HistoryField *now = a < after->len ? after->pdata[a] :
			NULL;
		int order = !old ? 1 : !now ? -1 :
			history_field_compare(old->rank, old->name, now->rank,
				now->name);
		const char *name = order <= 0 ? old->name : now->name;
		const char *old_text = order <= 0 ? old->text : "";
		const char *new_text = order >= 0 ? now->text : "";
		if (old != now && strcmp(old_text, new_text) != 0)
			add_changed(events, name,
				history_state_get(running, name), new_text,
				commit_time);
		b += order <= 0;
		a += order >= 0;
	}
}

static void compare_entries(GPtrArray *events, const HistoryState *running,
	const HistoryState *before, const HistoryState *after,
	Instant commit_time)
{
	const GPtrArray *old = before ? history_state_entries(before) : &nothing;
	const GPtrArray *now = history_state_entries(after);
	guint same = 0;
	while (same < old->len && same < now->len &&
		strcmp(((HistoryEntry *)old->pdata[same])->id,
			((HistoryEntry *)now->pdata[same])->id) == 0)
		same++;
	if (same == old->len && same == now->len)
		return;
	g_autoptr(GHashTable) had = history_entry_ids(before);
	g_autoptr(GHashTable) has = history_entry_ids(after);
	g_autoptr(GHashTable) runs = history_entry_ids(running);
	Instant created = created_at(running, commit_time);
	for (guint i = same; i < old->len; i++) {
		const HistoryEntry *entry = old->pdata[i];
		if (!g_hash_table_contains(has, entry->id) &&
			g_hash_table_contains(runs, entry->id))
			add_entry(events, EVENT_REMOVED, entry, commit_time);
	}
	for (guint i = same; i < now->len; i++) {
		const HistoryEntry *entry = now->pdata[i];
		if (!g_hash_table_contains(had, entry->id) &&
			!g_hash_table_contains(runs, entry->id))
			add_entry(events, EVENT_SAID, entry,
				said_at(entry, created, commit_time));
	}
}

GPtrArray *history_compare_states(const HistoryState *running,
	const HistoryState *before, const HistoryState *after,
	Instant commit_time)
{
	GPtrArray *events = g_ptr_array_new_with_free_func(event_destroy);
	if (!after) {
		if (running)
			g_ptr_array_add(events,
				event_new(EVENT_DELETED, commit_time));
		return events;
	}
	if (!running) {
		appear(events, after, commit_time);
		return events;
	}
	compare_fields(events, running,
		before ? history_state_fields(before) : &nothing,
		history_state_fields(after), commit_time);
	compare_entries(events, running, before, after, commit_time);
	return events;
}

static HistoryState *state_or_null(const Ticket *ticket)
{
	return ticket ? history_state_new(ticket) : NULL;
}

GPtrArray *history_compare(const Ticket *running, const Ticket *before,
	const Ticket *after, Instant commit_time)
{
	g_autoptr(HistoryState) run = state_or_null(running);
	g_autoptr(HistoryState) old = state_or_null(before);
	g_autoptr(HistoryState) now = state_or_null(after);
	return history_compare_states(run, old, now, commit_time);
}

gboolean history_differs(const Ticket *before, const Ticket *after)
{
	g_autoptr(GPtrArray) events = history_compare(before, before, after, 0);
	return events->len > 0;
}
