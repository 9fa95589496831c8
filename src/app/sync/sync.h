/*
 * One of many clones (desk-sync(1)): fetch, join, number, push, until the upstream
 * has what is here and here is what the upstream has. Every step can be the
 * last: the next sync goes on.
 */
#ifndef APP_SYNC_SYNC_H
#define APP_SYNC_SYNC_H

#include "base/instant.h"

typedef struct Desk Desk;

typedef struct {
	guint received; /* commits that came */
	guint sent;	/* of ours that went */
	guint numbered; /* tickets */
	guint refused;	/* operations set aside by this sync */
	GPtrArray *gave_way; /* GaveWay* (gave_way.h) */
	GPtrArray *gone; /* Gone* (gone.h) */
} SyncResult;
void sync_result_clear(SyncResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SyncResult, sync_result_clear)

typedef struct {
	gint64 timeout_ms; /* goes on trying for so long; 0: desk.sync.timeout */
	gboolean queued;   /* nothing, if another sync waits for its turn already */
} SyncSettings;

/* DESK_ERROR_TEMPORARY:
 * not reached, or others were always faster; what is here stays and waits.
 * DESK_ERROR_CONFIG: no upstream, another store there, rewritten history,
 * another branch or a merge in progress here. DESK_ERROR_CONFLICT: an
 * uncommitted hand edit is in the way. The first one that ends well makes this
 * clone one of many (upstream_is_synced()). What gave way is said,
 * and who is gone while tickets name them. */
gboolean sync_run(Desk *desk, const SyncSettings *settings, SyncResult *result,
	GError **error);

/* How this clone stands to what it saw last. */
typedef struct {
	char *remote, *branch; /* NULL: there is no upstream */
	gboolean synced;	/* upstream_is_synced() */
	guint ahead, behind;	/* commits */
	guint unnumbered;	/* tickets */
	guint unsent;		/* mails in the outbox */
	Instant seen;		/* when the upstream was seen; INSTANT_NONE = never */
} SyncStatus;
void sync_status_clear(SyncStatus *status);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SyncStatus, sync_status_clear)
/* Asks nobody outside. */
gboolean sync_look(Desk *desk, SyncStatus *status, GError **error);

#endif
