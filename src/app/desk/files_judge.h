/*
 * The one judge of the files that people write: desk.yaml, agents, customers,
 * the rota, calendars, schedules, templates. Each is read by the reader of the
 * commands that use it; then what they name beyond
 * themselves is looked for. The same files give the same findings, whoever asks.
 */
#ifndef APP_DESK_FILES_JUDGE_H
#define APP_DESK_FILES_JUDGE_H

#include "app/desk/file_source.h"
#include "app/desk/findings.h"

/* Is it a file that is judged? */
gboolean files_judge_asks(const char *path);

/* Adds to `findings`. */
gboolean files_judge(FileSource *source, GPtrArray *findings, GError **error);

/* What is wrong in the files `changed` (a set of paths), or is wrong in others by
 * them, and was not wrong before: who mends one thing need not mend all. Also who
 * goes from the files while tickets of `after` name them. A changed file that
 * cannot be read is told always. Finding*; g_ptr_array_unref(). */
GPtrArray *files_judge_changes(FileSource *before, FileSource *after,
	GHashTable *changed, GError **error);

/* Adds what takes a store its id, its regulation or its last agent. */
gboolean files_judge_store(FileSource *before, FileSource *after,
	GPtrArray *findings, GError **error);

/* A text that is to become desk.yaml, by itself. */
void files_judge_regulation(const char *text, gsize size, const char *file,
	GPtrArray *findings);

#endif
