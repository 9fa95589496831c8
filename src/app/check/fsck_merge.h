/*
 * Merges as fsck judges them: what a merge brings from one of its sides was
 * judged there, what git and desk merge by themselves is nobody's doing; the
 * rest its author did. Of a WalkCommit with `others`.
 */
#ifndef APP_CHECK_FSCK_MERGE_H
#define APP_CHECK_FSCK_MERGE_H

#include "app/check/fsck_parts.h"
#include "model/ticket.h"
#include "store/walk.h"

/* Takes from `paths` (a set) all but what the author did. */
gboolean fsck_merge_own(const Check *check, const WalkCommit *commit,
	GHashTable *paths, GError **error);
/* Takes from `breaches` (RightsBreach*, against the first parent) those that do
 * not stand against each of the others. */
gboolean fsck_merge_breaches(const Check *check, const WalkCommit *commit,
	GHashTable *paths, GPtrArray *breaches, GError **error);
/* Clears what one of the others has, too. */
void fsck_merge_ticket(const Check *check, const WalkCommit *commit,
	const char *path, const Ticket *after, gboolean *renumbered,
	gboolean *redacted);
/* Does a complaint about `login` end against each of the others, too? */
gboolean fsck_merge_settles(const Check *check, const WalkCommit *commit,
	const char *path, const char *login, const Ticket *after);

#endif
