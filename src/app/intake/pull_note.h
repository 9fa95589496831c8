/*
 * What a clone remembers of a mailbox beside the store, in files of its own
 * under <gitdir>/desk: sets of uids. Losing one costs time, never mail.
 */
#ifndef APP_INTAKE_PULL_NOTE_H
#define APP_INTAKE_PULL_NOTE_H

#include "app/desk/account.h"

/* Older than the account: not worth fetching again. */
#define NOTE_OLD "old-mail"
/* Taken in, but perhaps the server has not been told. */
#define NOTE_UNTOLD "untold-mail"

/* The file of a note about one folder; transfer full. */
char *pull_note_path(Desk *desk, const Account *account, const char *folder,
	guint32 uidvalidity, const char *kind);

/* Adds what it holds to `uids` (char*, owned); a missing note holds nothing. */
gboolean pull_note_read(const char *path, GHashTable *uids, GError **error);

/* An empty set removes the note. */
gboolean pull_note_write(const char *path, GHashTable *uids, GError **error);

#endif
