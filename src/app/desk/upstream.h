/*
 * The upstream of a clone: what `git clone`, or `git branch -u`, has set for
 * main. A store without one is its own hub. One that was never synced with its
 * upstream (app/sync/sync.h) works as if alone, and says so.
 *
 * git is run for what goes over the wire: it knows the user's ssh, credential
 * helpers and proxies. No shell; each run has an end.
 */
#ifndef APP_DESK_UPSTREAM_H
#define APP_DESK_UPSTREAM_H

#include <glib.h>

typedef struct Desk Desk;

/* A line of a hub's hook that could not judge what was pushed: it is no word about
 * any of it. */
#define HUB_NOT_JUDGED "desk: not judged"

typedef struct {
	char *remote; /* "origin", or a URL; NULL: there is none */
	char *branch; /* "main" */
} Upstream;
void upstream_clear(Upstream *upstream);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Upstream, upstream_clear)

/* FALSE: there is none. `upstream` may be NULL. */
gboolean upstream_find(Desk *desk, Upstream *upstream);

/* Where its branch of that name stands here once fetched. g_free() */
char *upstream_ref(const Upstream *upstream, const char *branch);

/* Is this clone one of many? It has an upstream, and a setting desk.sync, which
 * `desk clone` and the first sync write. Then numbers are given by syncs alone,
 * and mail leaves after them. */
gboolean upstream_is_synced(Desk *desk);

/* How many operations a sync set aside (app/sync/refused.h), without libgit2. */
gboolean upstream_refused(Desk *desk, guint *count, GError **error);

/* Where there is one that this clone was never synced with: that it works as if
 * alone, and what mends it. Once a Desk. FALSE: not so. */
gboolean upstream_say_alone(Desk *desk);

/* What a git did. */
typedef struct {
	int status;
	char *output; /* what it wrote, at most 64 KiB */
	char *said;   /* on stderr */
} GitEnd;
void git_end_clear(GitEnd *end);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(GitEnd, git_end_clear)

/* Runs `git ARGUMENTS` (NULL-terminated) in this clone to its end. FALSE: it
 * could not be run, or not to its end within `timeout_ms`. */
gboolean upstream_run(Desk *desk, const char *const *arguments, GBytes *input,
	gint64 timeout_ms, GitEnd *end, GError **error);
/* The same where anything but success is a failure; `output` may be NULL.
 * Anything but success within `timeout_ms` is DESK_ERROR_TEMPORARY with what
 * git said, and the way to do without. */
gboolean upstream_git(Desk *desk, const char *const *arguments, GBytes *input,
	gint64 timeout_ms, char **output, GError **error);

#endif
