/*
 * Three-way merge of files line by line, as git does it.
 */
#ifndef STORE_TEXT_MERGE_H
#define STORE_TEXT_MERGE_H

#include <glib.h>

/* `base` NULL: both added the file. Where both changed the same lines,
 * `*conflict` is TRUE, and markers of `marker_size` signs (0: git's 7) and the
 * two labels stand there. DESK_ERROR_DATA: no text, or more than git merges.
 * Free with g_bytes_unref(). */
GBytes *store_merge_text(GBytes *base, GBytes *ours, GBytes *theirs,
	guint marker_size, const char *ours_label, const char *theirs_label,
	gboolean *conflict, GError **error);

#endif
