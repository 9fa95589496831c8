#include "rules/notify.h"

#include <string.h>

static void event_free(gpointer data)
{
	NotifyEvent *event = data;
	g_free(event->occasion);
	g_free(event);
}

static void add(GPtrArray *events, const char *occasion, const Entry *entry)
{
	NotifyEvent *event = g_new0(NotifyEvent, 1);
	event->occasion = g_strdup(occasion);
	event->entry = entry;
	g_ptr_array_add(events, event);
}

/* What the ticket was, or what a new one is taken to have been. */
typedef struct {
	const Regulation *regulation;
	const Ticket *before, *after;
	StatusClass was, is;
} Change;

static const char *old_text(const Change *change, const char *field)
{
	return change->before ? ticket_get(change->before, field) : "";
}

static gboolean changed_to_value(const Change *change, const char *field)
{
	const char *now = ticket_get(change->after, field);
	return *now && strcmp(old_text(change, field), now) != 0;
}

static gboolean is_escalated(const Change *change)
{
	int was = regulation_rank(change->regulation, "level",
		old_text(change, "level"));
	int is = regulation_rank(change->regulation, "level",
		ticket_get(change->after, "level"));
	return change->before && was >= 0 && is > was;
}

/* The first that fits: what ends a ticket is not told twice. */
static void add_status(GPtrArray *events, const Change *change)
{
	const char *status = ticket_get(change->after, "status");
	if (!change->before || !changed_to_value(change, "status"))
		return;
	g_autofree char *own = g_strconcat("status/", status, NULL);
	g_autoptr(GArray) rows = notify_rows(change->regulation, own);
	if (rows->len > 0)
		add(events, own, NULL);
	else if (changed_to_value(change, "merged-into"))
		add(events, "merged", NULL);
	else if (change->is == CLASS_SOLVED && change->was < CLASS_SOLVED)
		add(events, "solved", NULL);
	else if (change->is == CLASS_CLOSED && change->was != CLASS_CLOSED)
		add(events, "closed", NULL);
	if (change->was >= CLASS_SOLVED && change->is < CLASS_SOLVED)
		add(events, "reopened", NULL);
}

static gboolean is_new_entry(const Change *change, const Entry *entry)
{
	return !change->before ||
		!ticket_entry_by_id(change->before, entry->id);
}

static void add_entries(GPtrArray *events, const Change *change)
{
	for (guint i = 0; i < ticket_entry_count(change->after); i++) {
		const Entry *entry = ticket_entry(change->after, i);
		if (!is_new_entry(change, entry))
			continue;
		if (strcmp(entry->kind, "rating") == 0)
			add(events, "rated", entry);
		else if (change->before && strcmp(entry->kind, "message") == 0 &&
			*entry_get(entry, "automatic") == '\0')
			add(events, "replied", entry);
	}
}

/* A ticket that nobody asked for just now is not "received". */
static void add_created(GPtrArray *events, const Change *change)
{
	g_autoptr(GArray) planned = notify_rows(change->regulation, "planned");
	gboolean by_schedule = *ticket_get(change->after, "schedule") != '\0';
	if (!change->before)
		add(events, by_schedule && planned->len > 0 ? "planned" :
			"created", NULL);
}

GPtrArray *notify_events(const Regulation *regulation, const Ticket *before,
	const Ticket *after)
{
	GPtrArray *events = g_ptr_array_new_with_free_func(event_free);
	Change change = {
		.regulation = regulation,
		.before = before,
		.after = after,
		.was = before ? regulation_class_of(regulation, before) :
			CLASS_NEW,
		.is = regulation_class_of(regulation, after),
	};
	if (strcmp(ticket_get(after, "resolution"), "spam") == 0)
		return events;
	add_created(events, &change);
	add_status(events, &change);
	if (type_is_complaint(regulation, ticket_get(after, "type")) &&
		!type_is_complaint(regulation, old_text(&change, "type")))
		add(events, NOTIFY_COMPLAINT, NULL);
	if (is_escalated(&change))
		add(events, "escalated", NULL);
	if (changed_to_value(&change, "assignee"))
		add(events, "assigned", NULL);
	add_entries(events, &change);
	return events;
}
