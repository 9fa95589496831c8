/*
 * What history says of itself that figures should be read with: what was
 * touched up, dated back, taken back or left out.
 */
#ifndef INDEX_FLAWS_H
#define INDEX_FLAWS_H

#include "index/index.h"

typedef enum {
	FLAW_CREATED_EDITED, /* `created` of a ticket that there was */
	FLAW_EDITED,	     /* a file's texts, by hand or by `redact` */
	FLAW_REMOVED,	     /* entries, and whole tickets */
	FLAW_RETRACTED,	     /* entries */
	FLAW_UNDONE,	     /* a ticket in which a commit took something back */
	FLAW_LATE_ENTRY,     /* but work, calls and visits: dated more than
				FLAW_LATE before its commit */
	FLAW_LATE_TICKET,    /* its creation, likewise */
	FLAW_OLDER,	     /* tickets created before the store was */
	FLAW_OLDER_SCHEDULED, /* those of them that schedules made */
	FLAW_NO_CATEGORY, FLAW_NO_CUSTOMER, FLAW_NO_TIME, /* though solved */
	FLAW_UNREADABLE,     /* a ticket's file, now: nothing after
				index_as_of() */
	FLAW_BACK_DATED,     /* work that was committed more than FLAW_BACK_DATE after
				it began, as timelines tell it; not
				told by index_each_flaw() */
	FLAWS
} Flaw;

#define FLAW_LATE 3600 /* seconds */
#define FLAW_BACK_DATE (24 * 60 * 60)

typedef struct {
	Flaw kind;
	gint64 ticket;	 /* a row; that ticket may be gone */
	Instant at;	 /* of the commit; NO_…: when it was solved;
			    INSTANT_NONE: UNREADABLE */
	const char *who; /* login, else address; of an entry as it says */
	const char *resolution; /* NO_…: of the ticket; "" */
} IndexFlaw;
/* Those from `from` to before `until`; after index_as_of() of commits up to
 * then. */
gboolean index_each_flaw(Index *index, Instant from, Instant until,
	void (*each)(const IndexFlaw *flaw, void *data), void *data,
	GError **error);

/* What of them the history of one ticket (a row) shows for ever: a changed
 * creation, one before the store's, entries (but mail, which may be fetched late)
 * and work that are dated back. */
typedef struct {
	Flaw kind;	   /* CREATED_EDITED, OLDER, OLDER_SCHEDULED,
			      LATE_ENTRY, BACK_DATED */
	Instant at;	   /* of the commit */
	const char *who;   /* login, else address */
	const char *entry; /* its id; "": it is about the ticket */
} IndexTouch;
gboolean index_each_touch(Index *index, gint64 ticket,
	void (*each)(const IndexTouch *touch, void *data), void *data,
	GError **error);

#endif
