#include "store/text_merge.h"

#include <string.h>

#include "base/error.h"
#include "store/git2.h"

static const Phrase
	no_text = {"not a text; choose one of the two files",
		"это не текст; выберите один из двух файлов"},
	not_merged = {"cannot be merged: %1", "не объединить: %1"};

static gboolean set_input(git_merge_file_input *input, GBytes *bytes,
	GError **error)
{
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	git_merge_file_input_init(input, GIT_MERGE_FILE_INPUT_VERSION);
	input->ptr = text ? text : "";
	input->size = size;
	return !text || !memchr(text, '\0', size) ||
		desk_refuse(error, DESK_ERROR_DATA, &no_text, NULL);
}

GBytes *store_merge_text(GBytes *base, GBytes *ours, GBytes *theirs,
	guint marker_size, const char *ours_label, const char *theirs_label,
	gboolean *conflict, GError **error)
{
	git_merge_file_input a, b, c;
	git_merge_file_result result = {0};
	git_merge_file_options options;
	if (!git2_start(error) || !set_input(&a, base, error) ||
		!set_input(&b, ours, error) || !set_input(&c, theirs, error))
		return NULL;
	git_merge_file_options_init(&options, GIT_MERGE_FILE_OPTIONS_VERSION);
	options.our_label = ours_label;
	options.their_label = theirs_label;
	options.marker_size = (unsigned short)marker_size;
	if (git_merge_file(&result, &a, &b, &c, &options) != 0) {
		desk_refuse(error, DESK_ERROR_DATA, &not_merged,
			git_error_last()->message, NULL);
		return NULL;
	}
	*conflict = !result.automergeable;
	GBytes *merged = g_bytes_new(result.ptr, result.len);
	git_merge_file_result_free(&result);
	return merged;
}
