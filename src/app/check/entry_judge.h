/*
 * The entries that one change brings to a ticket, or takes from it: they only
 * grow, in their order, none is of the time to come, and each is of who makes
 * the change, where that is asked.
 */
#ifndef APP_CHECK_ENTRY_JUDGE_H
#define APP_CHECK_ENTRY_JUDGE_H

#include "app/desk/file_source.h"
#include "base/instant.h"
#include "index/index.h"
#include "model/ticket.h"

typedef struct {
	const char *path;
	const Ticket *before; /* NULL: a new one */
	const Ticket *after;
	const Ticket *beside; /* of the other side of a merge, whose entries
				were judged where they were made; or NULL */
	Instant at;	      /* what is later is still to come */
	gboolean authors;     /* is it asked whose the entries are? */
	gboolean lead;	      /* who has the role takes back what others said */
	const char *login;    /* of who makes the change */
	FileSource *source;   /* before it */
	Index *index;
} EntryQuestion;

/* Adds to `findings`. FALSE: something could not be looked up this time. */
gboolean entries_judge(const EntryQuestion *question, GPtrArray *findings,
	GError **error);

#endif
