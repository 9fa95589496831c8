/*
 * Other programs: never through a shell, with a limit on what they answer.
 */
#ifndef SYSTEM_PROCESS_H
#define SYSTEM_PROCESS_H

#include <glib.h>

/* Runs argv[0] from PATH with `input` (may be NULL) on stdin; collects at most
 * `limit_bytes` of stdout; stderr passes through unless `error_text` is given.
 * TRUE when it ran to its end, whatever `status` (exit code, 128+signal).
 * `folder` may be NULL. */
gboolean process_run(const char *const *argv, const char *folder,
	GBytes *input, gsize limit_bytes, GBytes **output, char **error_text,
	int *status, GError **error);

/* Runs argv on the terminal (editor, pager) and waits. */
gboolean process_run_interactive(const char *const *argv, int *status,
	GError **error);

/* Splits a command line from *local* configuration (EDITOR, pager) into argv
 * by shell quoting rules, without a shell. Free with g_strfreev(). */
char **process_split(const char *command_line, GError **error);

#endif
