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

/* For a file of invitation_write() when it is mailed: with who sends it as the
 * organizer, to whom calendars answer. Free with g_string_free(). */
GString *invitation_by(const char *file, gsize size, const char *name,
	const char *mail);
/* "REQUEST", or "CANCEL" of one that was called off. */
const char *invitation_method(const char *file, gsize size);

/* The UID that a calendar answers for (METHOD:REPLY, RFC 5546); NULL: it is no
 * answer. g_free(). */
char *invitation_answered(const char *file, gsize size);

#endif
