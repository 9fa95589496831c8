/*
 * The upstream of a clone: what `git clone`, or `git branch -u`, has set for
 * main. A store without one is its own hub; nothing is synced with one, so each
 * clone works as if alone, and says so.
 *
 * git is run for what goes over the wire: it knows the user's ssh, credential
 * helpers and proxies. No shell; each run has an end.
 */
#ifndef APP_DESK_UPSTREAM_H
#define APP_DESK_UPSTREAM_H

#include <glib.h>

typedef struct Desk Desk;

typedef struct {
	char *remote; /* "origin", or a URL; NULL: there is none */
	char *branch; /* "main" */
} Upstream;
void upstream_clear(Upstream *upstream);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Upstream, upstream_clear)

/* FALSE: there is none. `upstream` may be NULL. */
gboolean upstream_find(Desk *desk, Upstream *upstream);

/* Where there is one: that this clone works as if alone, and how to say that it
 * is. Once a Desk. FALSE: there is none. */
gboolean upstream_say_alone(Desk *desk);

/* Runs `git ARGUMENTS` (NULL-terminated) in this clone; `output` may be NULL.
 * Anything but success within `timeout_ms` is DESK_ERROR_TEMPORARY with what
 * git said, and the way to do without. */
gboolean upstream_git(Desk *desk, const char *const *arguments, GBytes *input,
	gint64 timeout_ms, char **output, GError **error);

#endif
