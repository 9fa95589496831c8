/*
 * What was done here stands on top of what the upstream has: fast-forward, or
 * a replay of the local commits one by one, with author, times and words. Files
 * that both changed are merged, tickets by what they mean (rules/merge.h). What
 * cannot stand is set aside (app/sync/refused.h), and the rest goes on.
 */
#ifndef APP_SYNC_JOIN_H
#define APP_SYNC_JOIN_H

#include "base/instant.h"

typedef struct Desk Desk;

typedef struct {
	guint received; /* commits that came */
	guint replayed; /* of ours, made anew */
	guint refused;	/* of ours, set aside */
} JoinResult;

/* `main` and `originals` are what was fetched, "" = none. `refused`: commits
 * (char*) that the upstream would not take, with reasons (char*). `moved`: plain
 * git moved main meanwhile: once more. */
typedef struct {
	const char *main, *originals;
	/* Where the upstream's history was redacted: the tip that both had before, and
	 * what became of it; "" = it was not. */
	const char *before, *after;
	GHashTable *refused; /* oid → reason; may be NULL */
} JoinQuestion;
gboolean join_upstream(Desk *desk, const JoinQuestion *question,
	JoinResult *result, gboolean *moved, GError **error);
/* An operation that was set aside stands on top of main, with author and times.
 * CONFLICT with the reason: it still cannot. `moved` as above. */
gboolean join_again(Desk *desk, const char *commit, gboolean *moved,
	GError **error);

#endif
