/*
 * What remind.c, remind_absence.c, remind_digest.c and remind_wait.c share.
 */
#ifndef APP_TIME_REMIND_PARTS_H
#define APP_TIME_REMIND_PARTS_H

#include "app/time/remind.h"
#include "index/calendars.h"
#include "index/tickets.h"
#include "rules/worktime.h"
#include "text/yaml.h"

typedef struct {
	char *name;
	char *key; /* `name` of the row, else by what it asks: a row more above
		      it changes nothing */
	const YamlNode *row; /* borrowed from the regulation */
	TicketTime about;
	gboolean digest;     /* one letter for several tickets */
	GPtrArray *uids;     /* that match now, the oldest first */
	GHashTable *known;   /* the same */
} Reminder;

struct RemindPlan {
	Desk *desk;
	Worktime *hours; /* NULL: the regulation names no calendar */
	GPtrArray *reminders, *uids, *agents;
	GHashTable *known; /* uids */
	WorkCalendars *calendars;
	gboolean has_digests;
};

/* The key under which somebody is to be told of the ticket now; `*key` NULL:
 * nobody. g_free(). */
gboolean remind_key(RemindPlan *plan, const Reminder *reminder,
	const Ticket *ticket, char **key, GError **error);

/* That may have something due. */
void remind_add_uid(RemindPlan *plan, const char *uid);

/* Tickets of who is away, and of who is back. */
gboolean remind_plan_absence(RemindPlan *plan, GError **error);
void remind_absence(RemindPlan *plan, Operation *op, Ticket *ticket);

/* Tickets that wait until a date that has come. */
gboolean remind_plan_wait(RemindPlan *plan, GError **error);
void remind_wait(Operation *op, Ticket *ticket);

#endif
