/*
 * Rows of tests/cases/NAME.case: "input ==> expected", a row a line; empty
 * lines and lines that start with "# " are skipped. "name = value" is a setting
 * for the rows that follow. Unit tests run in the project's root.
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

static inline void case_setting(const char *line, GHashTable *settings)
{
	const char *equal = strstr(line, " = ");
	if (!settings || !equal)
		return;
	g_hash_table_insert(settings, g_strndup(line, (gsize)(equal - line)),
		g_strdup(equal + strlen(" = ")));
}

static inline guint cases_run_in(const char *name, CaseRun run, void *data,
	GHashTable *settings)
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
		if (g_str_has_prefix(lines[i], "# "))
			continue;
		if (!arrow) {
			case_setting(lines[i], settings);
			continue;
		}
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

/* How many rows failed, said on stderr; an empty file fails, too. */
static inline guint cases_run(const char *name, CaseRun run, void *data)
{
	return cases_run_in(name, run, data, NULL);
}

/* The same with settings: `run` gets a GHashTable of them as its data. */
static inline guint cases_run_settings(const char *name, CaseRun run)
{
	g_autoptr(GHashTable) settings = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, g_free);
	return cases_run_in(name, run, settings, settings);
}

#endif
