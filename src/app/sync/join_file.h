/*
 * One file that both sides changed.
 */
#ifndef APP_SYNC_JOIN_FILE_H
#define APP_SYNC_JOIN_FILE_H

#include "base/instant.h"

typedef struct Regulation Regulation;
typedef struct Store Store;
typedef struct StoreReplay StoreReplay;

/* When the upstream's commits changed what: its commits since the histories
 * parted, looked through when first asked. */
typedef struct UpstreamChanges UpstreamChanges;
UpstreamChanges *upstream_changes_new(Store *store, const char *base,
	const char *tip);
void upstream_changes_free(UpstreamChanges *changes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UpstreamChanges, upstream_changes_free)

/* Was this file, at some time, what `blob` is? Two hosts that take in the same mail
 * make the same changes. */
gboolean upstream_had(UpstreamChanges *changes, const char *path,
	const char *blob, gboolean *had, GError **error);

typedef struct {
	UpstreamChanges *changes; /* of the side `ours` */
	UpstreamChanges *others;  /* of the side `theirs`; NULL: all of it `at` */
	const Regulation *regulation;
	const char *path;
	GBytes *base;	/* NULL: both added it */
	GBytes *ours;	/* as it stands on top of the upstream's */
	GBytes *theirs; /* as the local commit left it */
	Instant at;	/* when that was */
	gboolean takes; /* `take`: who took first has it */
} FileJoin;

/* NULL without error: a person must settle it. */
GBytes *file_join(const FileJoin *join, GError **error);

/* The ticket `theirs` with the entries of `base` alone: a base by which a merge
 * keeps the new entries and drops all else. g_bytes_unref(). */
GBytes *ticket_without_news(GBytes *base, GBytes *theirs);

/* A ticket without the entries of these ids; what is none as it is. */
GBytes *ticket_without_entries(GBytes *file, const char *path, GHashTable *ids);

/* --- join_relations.c --------------------------------------------------------- */

/* What a local commit did to links, on top of what others did: `reason` is kept
 * (base/error.h), and stays as it is where nothing is wrong. */
gboolean join_relations(StoreReplay *replay, const GArray *differences,
	char **reason, GError **error);

#endif
