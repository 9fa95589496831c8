/*
 * One push being judged, for the files that make the judge up.
 */
#ifndef APP_CHECK_PUSH_PARTS_H
#define APP_CHECK_PUSH_PARTS_H

#include "app/check/push_judge.h"
#include "app/desk/findings.h"
#include "app/desk/files_rights.h"
#include "store/store.h"

typedef struct Desk Desk;
typedef struct Regulation Regulation;

typedef struct {
	Desk *desk;
	Store *store;
	GPtrArray *findings;
	const char *pusher;
	gboolean any_author; /* the pusher has the role automation, or nobody
				asks who pushes */
	gint64 limit;	     /* of a file, in bytes */
	GHashTable *numbers;
	Rights *rights;	     /* where the push begins */
	char regulation_blob[41]; /* that `regulation` was read from */
	Regulation *regulation;
} Push;

/* Adds a finding; the texts of the phrase follow, up to a NULL. */
void push_found(Push *push, const char *kind, const char *file,
	const Phrase *phrase, ...) G_GNUC_NULL_TERMINATED;

/* Asks before it is read; a larger one is a finding. */
gboolean push_is_small(Push *push, const char *path, const char *blob,
	gboolean *small, GError **error);

/* --- push_beside.c ---------------------------------------------------------- */

/* A finding for history that was redacted (GArray of RedactedTip): a merge with it
 * would bring what was redacted back. */
void push_judge_redacted(Push *push, const GArray *redacted, const char *oid);

/* What a ref beside main brings that main has not: nothing that was redacted, and
 * no file, message or history that is too large. */
gboolean push_judge_beside(Push *push, const PushedRef *ref, GError **error);
/* A finding where there are more at once than a hub looks at, or, with new ones,
 * more than it keeps. */
gboolean push_judge_count(Push *push, const GPtrArray *refs, GError **error);

/* --- push_commit.c ---------------------------------------------------------- */

/* One commit, by the files as they stood before it. */
gboolean push_judge_commit(Push *push, const char *oid, GError **error);

#endif
