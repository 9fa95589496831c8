/*
 * One ticket as a page: its head, and what was said and done in order, from
 * the index alone.
 */
#ifndef APP_SHOW_VIEW_H
#define APP_SHOW_VIEW_H

#include "text/page.h"

typedef struct Desk Desk;
typedef struct Value Value;

extern const Schema ticket_schema;

typedef struct {
	gboolean only_public; /* what the requester has seen */
	gboolean changes;     /* field changes in the timeline */
	gboolean full;	      /* quotes, signatures and footers of mail, too */
	const char *language; /* labels: "en", "ru" */
} ViewSettings;

/* Adds the ticket to `page` (PAGE_OBJECT, schema ticket/1): a card, a table
 * `entries` and a table `changes` for machines, a timeline for people. */
gboolean view_ticket(Desk *desk, const char *uid, const ViewSettings *settings,
	Page *page, GError **error);
/* The same as one record, for arrays of tickets. */
Value *view_ticket_record(Desk *desk, const char *uid,
	const ViewSettings *settings, GError **error);

/* regulation_change_text() for people: other tickets are called by what people
 * call them, "links – → parent 6". The values are as ticket_get_as_text() gives
 * them. g_free(). */
char *view_change_text(Desk *desk, const char *field, const char *old_text,
	const char *new_text, const char *language);

#endif
