/*
 * Whether what is pushed may come in: asked by a hub's pre-receive hook before
 * git takes it, and of a range of history by `desk fsck --range`.
 *
 * Each commit is judged by the files as they stood before it, so what a push
 * brings counts from the next commit on. A merge is judged for what it adds:
 * of a ticket no entry of either side may go, and a file that people write may
 * be taken from the side that changed it.
 */
#ifndef APP_CHECK_PUSH_JUDGE_H
#define APP_CHECK_PUSH_JUDGE_H

#include "app/desk/findings.h"

typedef struct Desk Desk;

typedef struct {
	char *ref; /* "refs/heads/main" */
	char old[41], new[41]; /* commits; "" = none */
} PushedRef;

/* The lines that git gives its hooks: OLD NEW REF. PushedRef*;
 * g_ptr_array_unref(). DESK_ERROR_USAGE for anything else. */
GPtrArray *pushed_refs_read(const char *text, GError **error);

/* `pusher`: login of who pushes, who may push no commits but their own unless
 * they have the role automation; NULL: whoever. Finding* are added; none = it
 * may come in. Other branches and tags bring back nothing that was redacted, and
 * nothing that is too large. */
gboolean push_judge(Desk *desk, const GPtrArray *refs, const char *pusher,
	GPtrArray *findings, GError **error);

/* "A..B", names of commits as git takes them: those that B has and A has not,
 * whoever pushed them. An A of zeros is nothing, as in hooks; without B it is
 * HEAD. DESK_ERROR_USAGE: no range; NOT_FOUND: no such commit. */
gboolean range_judge(Desk *desk, const char *range, GPtrArray *findings,
	GError **error);

#endif
