/*
 * Which mail about no ticket is settled (app/send/direct_mail.h):
 *
 *	<gitdir>/desk/letters.sent   "TIME STATE KEY", two months of them
 *
 * What is of the last days travels with the cron lease, so that whoever has it next
 * does not say it again.
 */
#ifndef APP_DESK_LETTERS_H
#define APP_DESK_LETTERS_H

#include <glib.h>

typedef struct Desk Desk;
typedef struct FileLock FileLock;

/* For whoever looks and writes. file_lock_release(). */
FileLock *letters_lock(Desk *desk, GError **error);

/* Whether KEY is settled, in *HAVE. No file yet: nothing is. */
gboolean letters_have(Desk *desk, const char *key, gboolean *have, GError **error);
/* On disk when it returns. */
gboolean letters_add(Desk *desk, const char *key, const char *state,
	GError **error);

#endif
