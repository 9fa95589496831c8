/*
 * Rows of tests/cases/NAME.case: "input ==> expected", a row a line; empty
 * lines and lines that start with "# " are skipped. Unit tests run in the
 * project's root.
 */
#ifndef TESTS_CASES_H
#define TESTS_CASES_H

#include <glib.h>
#include <string.h>

/* What the row gives; compared with `expected`. Free with g_free(). */
typedef char *(*CaseRun)(const char *input, void *data);

static inline gboolean case_matches(const char *expected, const char *actual)
{
	/* "error: … WORDS": the words in the message. */
	if (g_str_has_prefix(expected, "error: … "))
		return g_str_has_prefix(actual, "error: ") &&
			strstr(actual, expected + strlen("error: … "));
	return strcmp(expected, actual) == 0;
}

static inline guint cases_run(const char *name, CaseRun run, void *data)
{
	g_autofree char *path = g_strdup_printf("tests/cases/%s.case", name);
	g_autofree char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL)) {
		g_printerr("%s: cannot be read\n", path);
		return 1;
	}
	guint failed = 0, count = 0;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		char *arrow = strstr(lines[i], " ==> ");
		if (!arrow || g_str_has_prefix(lines[i], "# "))
			continue;
		*arrow = '\0';
		const char *expected = arrow + strlen(" ==> ");
		g_autofree char *actual = run(lines[i], data);
		count++;
		if (case_matches(expected, actual))
			continue;
		failed++;
		g_printerr("%s:%u: %s\n  expected %s\n  is       %s\n", path,
			i + 1, lines[i], expected, actual);
	}
	return failed + (count == 0);
}

#endif
