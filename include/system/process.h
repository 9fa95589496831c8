/*
 * Other programs: never through a shell, with a limit on what they answer.
 */
#ifndef SYSTEM_PROCESS_H
#define SYSTEM_PROCESS_H

#include <glib.h>

/* Runs argv[0] from PATH with `input` (NULL: nothing) on stdin; collects stdout
 * (`output` NULL: thrown away); stderr passes through unless `error_text` is
 * given (valid UTF-8, the first 64 KiB). TRUE when it ran to its end, whatever
 * `status` (exit code). `folder` may be NULL. More than
 * `limit_bytes` of stdout: it is killed, DESK_ERROR_DATA; a signal ended it:
 * DESK_ERROR_TEMPORARY with what it said before; cannot be started:
 * DESK_ERROR_CONFIG (not installed) or DESK_ERROR_TEMPORARY. */
gboolean process_run(const char *const *argv, const char *folder,
	GBytes *input, gsize limit_bytes, GBytes **output, char **error_text,
	int *status, GError **error);

/* The same with an end: whoever still runs after `timeout_ms` is killed with all
 * that it started, DESK_ERROR_TEMPORARY. The program's own end counts, not that
 * of what it left behind with our pipes open. */
gboolean process_run_within(const char *const *argv, GBytes *input,
	gsize limit_bytes, gint64 timeout_ms, GBytes **output,
	char **error_text, int *status, GError **error);

/* What it was, of all that git said: not its advice, not the address; without a
 * word how it ended. g_free() */
char *process_git_reason(const char *said, int status);

/* Runs argv on the terminal (editor, pager) and waits; `status`: exit code,
 * 128+signal. */
gboolean process_run_interactive(const char *const *argv, int *status,
	GError **error);

/* One that wrote down its number and its machine, as git does. FALSE: it is gone. */
gboolean process_may_live(const char *number, const char *host);

/* Splits a command line from *local* configuration (EDITOR, pager) into argv
 * by shell quoting rules, without a shell. Free with g_strfreev(). */
char **process_split(const char *command_line, GError **error);

#endif
