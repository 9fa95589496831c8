#include "app/desk/file_merge.h"

#include "base/automation.h"
#include "base/error.h"
#include "base/identifier.h"
#include "store/text_merge.h"

#define OURS "ours"
#define THEIRS "theirs"

/* NULL without error: it is none, or two. */
static GBytes *merge_ticket(const FileMerge *merge, GPtrArray **open,
	GError **error)
{
	const MergeQuestion question = {
		.base = merge->base, .ours = merge->ours,
		.theirs = merge->theirs, .name = merge->path,
		.regulation = merge->regulation, .at = merge->at,
		.by = AUTOMATION, .later = merge->later, .data = merge->data,
		.marker_size = merge->marker_size,
		.ours_label = OURS, .theirs_label = THEIRS,
	};
	g_auto(MergeAnswer) answer = {0};
	g_autoptr(GError) problem = NULL;
	if (ticket_merge(&question, &answer, &problem)) {
		*open = g_steal_pointer(&answer.undecided);
		return g_steal_pointer(&answer.bytes);
	}
	if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA))
		g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}

static GBytes *merge_text(const FileMerge *merge, GPtrArray **open,
	GError **error)
{
	gboolean conflict = FALSE;
	GBytes *lines = store_merge_text(merge->base, merge->ours,
		merge->theirs, merge->marker_size, OURS, THEIRS, &conflict,
		error);
	if (!lines)
		return NULL;
	GBytes *keys = conflict && merge->base ? mapping_merge(merge->base,
		merge->ours, merge->theirs) : NULL;
	*open = g_ptr_array_new_with_free_func(g_free);
	if (conflict && !keys)
		g_ptr_array_add(*open, g_strdup(""));
	if (keys)
		g_bytes_unref(lines);
	return keys ? keys : lines;
}

GBytes *file_merge(const FileMerge *merge, GPtrArray **open, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *uid = merge->path ? uid_from_path(merge->path) : NULL;
	FileMerge named = *merge;
	named.path = merge->path ? merge->path : "";
	GBytes *ticket = uid || !merge->path ? merge_ticket(&named, open,
		&problem) : NULL;
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return NULL;
	}
	return ticket ? ticket : merge_text(&named, open, error);
}
