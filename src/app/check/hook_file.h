/*
 * A hook of git that asks desk. One of others that is there becomes
 * NAME.before-desk, which the text of ours runs first.
 */
#ifndef APP_CHECK_HOOK_FILE_H
#define APP_CHECK_HOOK_FILE_H

#include <glib.h>

/* What a text may begin with: `say ENGLISH RUSSIAN` on stderr, by the locale, and
 * `ended PROGRAM STATUS`, how that came to its end. */
#define HOOK_SAYS \
	"say() {\n" \
	"\tcase ${LC_ALL:-${LC_MESSAGES:-$LANG}} in\n" \
	"\tru*) echo \"$2\" ;;\n" \
	"\t*) echo \"$1\" ;;\n" \
	"\tesac >&2\n" \
	"}\n" \
	"ended() {\n" \
	"\tif [ \"$2\" -gt 128 ]; then\n" \
	"\t\tsay \"$1 was killed by signal $(($2 - 128)).\" " \
		"\"$1: завершён сигналом $(($2 - 128)).\"\n" \
	"\telse\n" \
	"\t\tsay \"$1 ended with $2.\" \"$1: код завершения $2.\"\n" \
	"\tfi\n" \
	"}\n"

/* `text` with @DESK@ replaced by the program (an absolute path), quoted for the
 * shell. g_free(). */
char *hook_file_text(const char *text, const char *program);

/* Writes that to `path`, executable. `*installed`: it was; not where a hook of
 * others stands and its before-desk, too. */
gboolean hook_file_install(const char *path, const char *text,
	const char *program, gboolean *installed, GError **error);

#endif
