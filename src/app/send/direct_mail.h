/*
 * Mail about no ticket: digests, word of jobs that fail. It is
 * sent directly, at least once, and journalled by its key:
 *
 *	<gitdir>/desk/letters/…      what waits, a file each, on disk
 *	<gitdir>/desk/letters.sent   keys that are settled (app/desk/letters.h)
 *
 * `desk send` sends it before the mail of tickets. Its Message-ID derives from
 * the key, so that a second copy is known for one. Needs no mail library.
 */
#ifndef APP_SEND_DIRECT_MAIL_H
#define APP_SEND_DIRECT_MAIL_H

#include "base/instant.h"

typedef struct Desk Desk;

typedef struct {
	char *key;     /* "digest/olga/2026-11-24": said once */
	char *to;      /* "Name <a@b>" */
	char *subject, *body, *language;
	char *file_name, *file; /* attached: a text; may be NULL */
	Instant at;
	Instant until; /* of no use after that */
} DirectMail;
void direct_mail_free(DirectMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DirectMail, direct_mail_free)

/* Does it wait, or was it settled? */
gboolean direct_knows(Desk *desk, const char *key, gboolean *knows,
	GError **error);

/* Lets it wait for `desk send`; nothing if its key is known. DESK_ERROR_DATA:
 * its file is larger than DIRECT_FILE_BYTES. What is of no use
 * any more goes. */
gboolean direct_add(Desk *desk, const DirectMail *mail, GError **error);

#define DIRECT_FILE_BYTES (4 * 1024 * 1024)

/* What waits, by key: DirectMail*. */
GPtrArray *direct_list(Desk *desk, GError **error);

/* That is settled: `state` sent, failed, cancelled, or empty (there was nothing
 * to say). The journal is on disk before the file goes. */
gboolean direct_settle(Desk *desk, const char *key, const char *state,
	GError **error);

#endif
