/*
 * Is this store whole? Files, history, originals, and the proof that the
 * index equals a rebuild (store.md, The index).
 */
#ifndef APP_CHECK_FSCK_H
#define APP_CHECK_FSCK_H

#include "app/desk/desk.h"

typedef struct {
	char *what;  /* "unreadable", "altered-entry", "workflow", … */
	char *place; /* path, path:line:column or commit; may be "" */
	char *text;  /* what is wrong and what to do */
	gboolean fixed;
} Finding;

/* For Finding*. Free with g_ptr_array_unref(). */
GPtrArray *findings_new(void);
/* Where `text` begins with "place:line:column: ", that becomes the place. The
 * answer is borrowed. */
Finding *findings_add(GPtrArray *findings, const char *what, const char *place,
	const char *text);

/* Elements: Finding*. With `fix` what can be mended without losing anything
 * is (the index). `quick` leaves out the walk over all history. */
GPtrArray *fsck_store(Desk *desk, gboolean fix, gboolean quick, GError **error);

#endif
