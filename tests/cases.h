/*
 * Plain text cases: rows that somebody who does not program can write.
 *
 * tests/cases/NAME.c answers the rows of tests/cases/NAME.case and
 * NAME-*.case:
 *
 *	# a comment
 *	now = 2026-11-21T06:14:03Z        a setting, until the next one
 *	tomorrow 10:00 ==> 2026-11-22T10:00:00Z
 *	32.13. ==> error: no such day
 *
 * In input and answer \n, \t and \\ mean what they mean in C. The driver is
 *
 *	static char *answer(const char *input, GHashTable *settings) { … }
 *	int main(void) { return cases_main("dates", answer); }
 *
 * where settings maps name to value, and the answer is freed with g_free().
 */
#ifndef TESTS_CASES_H
#define TESTS_CASES_H

#include <glib.h>
#include <stdio.h>
#include <string.h>

typedef char *(*CaseAnswer)(const char *input, GHashTable *settings);

typedef struct {
	CaseAnswer answer;
	GHashTable *settings;
	guint number, failed;
} Cases;

static void cases_row(Cases *cases, const char *where, char *line)
{
	char *arrow = strstr(line, "==>");
	if (!arrow) {
		char *equal = strchr(line, '=');
		g_assert(equal != NULL);
		*equal = '\0';
		g_hash_table_insert(cases->settings, g_strdup(g_strstrip(line)),
			g_strdup(g_strstrip(equal + 1)));
		return;
	}
	*arrow = '\0';
	g_autofree char *input = g_strcompress(g_strstrip(line));
	g_autofree char *wanted = g_strcompress(g_strstrip(arrow + 3));
	g_autofree char *got = cases->answer(input, cases->settings);
	gboolean good = g_strcmp0(got, wanted) == 0;
	printf("%sok %u - %s %s\n", good ? "" : "not ", ++cases->number, where,
		line);
	if (good)
		return;
	cases->failed++;
	printf("# wanted: %s\n# got:    %s\n", arrow + 3,
		got ? got : "(nothing)");
}

static void cases_file(Cases *cases, const char *path)
{
	g_autofree char *text = NULL;
	gboolean read = g_file_get_contents(path, &text, NULL, NULL);
	g_assert(read);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		g_autofree char *where = g_strdup_printf("%s:%u:", path, i + 1);
		char *line = g_strstrip(lines[i]);
		if (*line && *line != '#')
			cases_row(cases, where, line);
	}
}

static int cases_main(const char *name, CaseAnswer answer)
{
	Cases cases = {.answer = answer};
	g_autofree char *first = g_strconcat(name, ".case", NULL);
	g_autofree char *others = g_strconcat(name, "-", NULL);
	g_autoptr(GDir) dir = g_dir_open("tests/cases", 0, NULL);
	const char *file;
	while (dir && (file = g_dir_read_name(dir))) {
		if (!g_str_has_suffix(file, ".case") ||
			(strcmp(file, first) != 0 && !g_str_has_prefix(file, others)))
			continue;
		g_autofree char *path = g_build_filename("tests/cases", file, NULL);
		cases.settings = g_hash_table_new_full(g_str_hash, g_str_equal,
			g_free, g_free);
		cases_file(&cases, path);
		g_hash_table_unref(cases.settings);
	}
	printf("1..%u\n", cases.number);
	return cases.failed > 0;
}

#endif
