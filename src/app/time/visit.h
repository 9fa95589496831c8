/*
 * Visits to customers. A visit is a chain of entries `visit`: the first plans
 * it (planned, for, agent); later ones name it by `of` and move it (planned,
 * sequence), call it off (state cancelled) or say what it took (state done,
 * began, onsite, travel). The agent gets an invitation by mail, whose id and
 * sequence number derive from the entries.
 */
#ifndef APP_TIME_VISIT_H
#define APP_TIME_VISIT_H

#include "app/operation/operation.h"
#include "index/index.h"

typedef struct {
	char *uid, *ticket, *subject, *customer;
	char *id;      /* of the first entry */
	char *agent;   /* login */
	char *note;
	Instant planned; /* INSTANT_NONE: made without a plan */
	gint64 minutes;	 /* planned */
	guint sequence;
	Instant changed; /* by the latest entry */
	gboolean cancelled, done;
	Instant began;
	gint64 onsite, travel; /* minutes */
} Visit;

/* Visit*, by time. `ticket` a uid, or NULL for all. */
GPtrArray *visits_read(Desk *desk, const char *ticket, GError **error);
/* The one of a ticket that is planned still, the latest; NULL if none.
 * Borrowed. */
const Visit *visit_planned(const GPtrArray *visits);

typedef struct {
	const char *agent; /* login */
	Instant at;
	gint64 minutes;
	const char *text; /* may be NULL */
} VisitPlan;
/* Plans, or moves what is planned; status `visit` where there is one. */
gboolean change_visit(Operation *op, Ticket *ticket, const VisitPlan *plan,
	GError **error);
/* DESK_ERROR_CONFLICT when none is planned. */
gboolean change_visit_cancel(Operation *op, Ticket *ticket, const char *text,
	GError **error);
typedef struct {
	gint64 onsite, travel; /* seconds */
	const char *text;
} VisitDone;
gboolean change_visit_done(Operation *op, Ticket *ticket,
	const VisitDone *done, GError **error);

/* The invitation of a visit as it stands. */
GString *visit_invitation(Desk *desk, const Visit *visit, GError **error);
/* "Ленина 5, оф. 301": the first site in the customer's file; NULL: there is
 * none. g_free() */
gboolean visit_place(Index *index, const char *customer, char **place,
	GError **error);

#endif
