/*
 * Names of mailboxes on the wire.
 */
#ifndef MAIL_IMAP_NAME_H
#define MAIL_IMAP_NAME_H

#include <glib.h>

/* Modified UTF-7 (RFC 3501, 5.1.3) as a quoted string; NULL for a name with
 * control characters or longer than a thousand bytes. Free with g_free(). */
char *imap_name_quote(const char *folder);

/* "1:3,7" from decimal UIDs [from, to) in ascending order. Free with
 * g_free(). */
char *imap_uid_set(GPtrArray *uids, guint from, guint to);

#endif
