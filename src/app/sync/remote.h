/*
 * What goes over the wire: main and originals of the upstream come here, and
 * go there. git does it, with the user's ssh, helpers and proxies.
 */
#ifndef APP_SYNC_REMOTE_H
#define APP_SYNC_REMOTE_H

#include "app/desk/upstream.h"

typedef struct {
	Desk *desk;
	Upstream upstream;
	char *main, *originals, *redacted; /* refs here of what was fetched */
	gint64 end_ms;		/* monotonic: when patience ends */
	guint swept;		/* how often a gc there was in the way of a push */
	gboolean patient;	/* nobody waits in the foreground: all originals may
				come once, however long it takes */
} Remote;
void remote_clear(Remote *remote);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Remote, remote_clear)

/* DESK_ERROR_CONFIG with the way out: main has no upstream. A clone with one
 * remote and no upstream takes that. */
gboolean remote_open(Desk *desk, gint64 timeout_ms, Remote *remote, GError **error);

/* Main as the upstream has it now, and originals, unless this is a clone without
 * them that has none to send; what the upstream has not is none here.
 * What git would not let in by fsck stays outside. DESK_ERROR_TEMPORARY: it was
 * not reached. */
gboolean remote_fetch(Remote *remote, GError **error);
/* What was fetched last; "" = none. */
gboolean remote_tips(const Remote *remote, char main[41], char originals[41],
	GError **error);

typedef enum {
	REMOTE_SENT,
	REMOTE_OVERTAKEN, /* somebody else was faster: fetch, and once more */
	REMOTE_REFUSED,	/* by the upstream's own rules; `reason` says them */
	REMOTE_FAILED,	/* not reached, or not allowed at all; error is set */
} RemoteEnd;
/* `main` and `originals` are commits, "" where there is nothing to send. No
 * history is ever rewritten. g_free() the reason. */
RemoteEnd remote_push(Remote *remote, const char *main, const char *originals,
	char **reason, GError **error);

#endif
