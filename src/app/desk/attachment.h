/*
 * Attachments of a ticket's entries: found by the index's record of them, read
 * from the branch originals. Needs the mail program: most are parts of mails.
 */
#ifndef APP_DESK_ATTACHMENT_H
#define APP_DESK_ATTACHMENT_H

#include "base/instant.h"

typedef struct Desk Desk;

typedef struct {
	char *entry;	/* entry id */
	char *name, *type;
	gint64 size;
	guint part;	/* of a mail; 0 = the original itself */
	char *original; /* path in originals */
	Instant at;
} Attachment;

/* In the order of the timeline. Elements: Attachment*. */
GPtrArray *attachments_of(Desk *desk, const char *uid, GError **error);
/* The original bytes, decoded; as originals_read(). */
GBytes *attachment_read(Desk *desk, const Attachment *attachment,
	GError **error);

#endif
