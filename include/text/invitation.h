/*
 * An appointment as iCalendar (RFC 5545), to be mailed as an invitation
 * (RFC 5546): lines of at most 75 bytes, CRLF, texts escaped. The same input
 * gives the same bytes.
 */
#ifndef TEXT_INVITATION_H
#define TEXT_INVITATION_H

#include "base/instant.h"

typedef struct {
	const char *uid;      /* the same through all changes */
	guint sequence;	      /* number of the change, from 0 */
	gboolean cancelled;
	Instant made;	      /* DTSTAMP */
	Instant from, until;
	const char *summary, *description, *place; /* may be NULL */
	const char *organizer, *attendee; /* addresses; may be NULL */
	const char *attendee_name;	  /* may be NULL */
} Invitation;

/* Free with g_string_free(). */
GString *invitation_write(const Invitation *invitation);

#endif
