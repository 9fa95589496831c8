/* Findings: how lines become them, and that whoever asks hears the same. */
#include "store_fixture.h"

#include "app/desk/desk.h"
#include "app/desk/files_judge.h"

/* --- lines ------------------------------------------------------------------- */

static void lines_become_findings(void **state)
{
	(void)state;
	static const struct {
		const char *line, *place, *text;
	} cases[] = {
		{"a.yaml:5:9: no such group", "a.yaml:5:9", "no such group"},
		{"a.yaml:5: no such group", "a.yaml:5", "no such group"},
		{"a.yaml: no such group", "a.yaml", "no such group"},
		{"days/b.yaml:1:2: wrong", "days/b.yaml:1:2", "wrong"},
		{"10:30: no day", "a.yaml", "10:30: no day"},
		{"at 10:30: no day", "a.yaml", "at 10:30: no day"},
		{"a.yaml:5:9:no", "a.yaml", "a.yaml:5:9:no"},
		{"too large: 9", "a.yaml", "too large: 9"},
		{"", "a.yaml", ""},
		{":1:2: x", "a.yaml", ":1:2: x"},
		{"a.yaml:99999999999999999999:1: x", "a.yaml:4294967295:1", "x"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) findings = findings_new();
		g_autoptr(GError) problem = NULL;
		desk_refuse_take(&problem, DESK_ERROR_DATA,
			g_strdup(cases[i].line), g_strdup(cases[i].line));
		Finding *finding = findings_add_refusal(findings, "people",
			"a.yaml", SEVERITY_WRONG, problem);
		g_autofree char *place = finding_place(finding);
		assert_string_equal(place, cases[i].place);
		assert_string_equal(finding_text(finding, NULL), cases[i].text);
	}
}

static void what_is_told_is_told_once(void **state)
{
	(void)state;
	g_autoptr(GPtrArray) findings = findings_new();
	static const Phrase of_a = {"a.yaml:1:1: x\n\na.yaml:2:1: x",
		"a.yaml:1:1: и\n\na.yaml:2:1: к"},
		of_b = {"a.yaml:1:1: x\nb.yaml:1:1: x",
		"a.yaml:1:1: и\nb.yaml:1:1: и"};
	g_autoptr(GError) a = NULL;
	g_autoptr(GError) b = NULL;
	desk_refuse(&a, DESK_ERROR_DATA, &of_a, NULL);
	desk_refuse(&b, DESK_ERROR_DATA, &of_b, NULL);
	findings_add_error(findings, "calendar", "a.yaml", SEVERITY_BROKEN, a);
	findings_add_error(findings, "calendar", "b.yaml", SEVERITY_BROKEN, b);
	assert_int_equal(findings->len, 3);
	g_autofree char *line = finding_line(findings->pdata[1], "ru");
	assert_string_equal(line, "a.yaml:2:1: к");
}

static void only_more_than_a_warning_stops(void **state)
{
	(void)state;
	g_autoptr(GPtrArray) findings = findings_new();
	GError *error = NULL;
	static const Phrase said = {"%1", NULL};
	findings_add(findings, "rota", "a.yaml", SEVERITY_WARNING, &said, "x",
		NULL);
	findings_add(findings, "index", "", SEVERITY_MENDED, &said, "y", NULL);
	assert_false(findings_stop(findings));
	assert_true(findings_report(findings, &error));
	findings_add(findings, "index", "", SEVERITY_WRONG, &said, "y; do z",
		NULL);
	assert_true(findings_stop(findings));
	assert_false(findings_report(findings, &error));
	assert_failed(&error, DESK_ERROR_DATA, "y; do z");
}

/* --- states ------------------------------------------------------------------ */

static Desk *store_of(const char *path)
{
	run("git init -q -b main %s && cd %s && mkdir agents customers "
		"calendars templates && "
		"printf 'desk: 1\\n"
		"levels: [L1, L2]\\n"
		"sla: {standard: {targets: {normal: {resolution: 8h}}}}\\n' "
		">desk.yaml && "
		"printf 'mail: a@d.example\\n' >agents/anna.yaml && "
		"git add -A && git commit -qm first", path, path);
	GError *error = NULL;
	Desk *desk = desk_open(&(DeskOptions){.folder = path}, &error);
	if (!desk)
		fail_msg("%s", error->message);
	return desk;
}

static void slip(const char *path)
{
	run("cd %s && printf 'mail: i@d.example\\ngroups: [nowhere]\\n' "
		">agents/ivan.yaml && "
		"printf 'domains: [two.example]\\ncontract: {sla: vipp}\\n' "
		">customers/two.yaml && "
		"printf 'rota:\\n  - {who: nobody, when: always}\\n' "
		">oncall.yaml && "
		"printf 'week: {mon: [\"9-25\"]}\\n' >calendars/odd.yaml && "
		"printf 'body: |\\n  x\\n' >templates/.hidden.yaml && "
		"printf 'nonsense' >templates/x.txt", path);
}

static char *told(const GPtrArray *findings)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];
		g_autofree char *line = finding_line(finding, NULL);
		g_string_append_printf(text, "%s %s %s\n", finding->kind, line,
			severity_name(finding->severity));
	}
	return g_string_free(text, FALSE);
}

static char *judged(FileSource *source)
{
	GError *error = NULL;
	g_autoptr(GPtrArray) findings = findings_new();
	if (!source || !files_judge(source, findings, &error))
		fail_msg("%s", error ? error->message : "no source");
	return told(findings);
}

static void whoever_asks_hears_the_same(void **state)
{
	(void)state;
	g_autofree char *path = fixture_path();
	g_autoptr(Desk) desk = store_of(path);
	slip(path);
	g_autoptr(FileSource) tree = file_source_work_tree(desk);
	g_autofree char *of_tree = judged(tree);
	static const char *const parts[] = {
		"people customers/two.yaml:2:17: unknown SLA policy \"vipp\"",
		"people agents/ivan.yaml:2:10: unknown group \"nowhere\"",
		"rota oncall.yaml: \"nobody\" is no agent",
		"calendar calendars/odd.yaml:1:", "broken\n",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (!strstr(of_tree, parts[i]))
			fail_msg("\"%s\" lacks \"%s\"", of_tree, parts[i]);
	run("cd %s && git add -A", path);
	g_autoptr(FileSource) staged = file_source_staged(desk, NULL);
	g_autofree char *of_stage = judged(staged);
	assert_string_equal(of_stage, of_tree);
	run("cd %s && git commit -qm slips", path);
	g_autoptr(FileSource) tip = file_source_commit(desk, NULL, NULL);
	g_autofree char *of_tip = judged(tip);
	assert_string_equal(of_tip, of_tree);
}

static GPtrArray *made(FileSource *tip, const char *path, const char *text)
{
	GError *error = NULL;
	g_autoptr(GHashTable) changed = g_hash_table_new_full(g_str_hash,
		g_str_equal, NULL, (GDestroyNotify)g_bytes_unref);
	g_hash_table_insert(changed, (gpointer)path, g_bytes_new(text,
		strlen(text)));
	g_autoptr(FileSource) after = file_source_changed(tip, changed);
	GPtrArray *findings = files_judge_changes(tip, after, changed, &error);
	if (!findings)
		fail_msg("%s", error->message);
	return findings;
}

static void who_mends_one_thing_need_not_mend_all(void **state)
{
	(void)state;
	g_autofree char *path = fixture_path();
	g_autoptr(Desk) desk = store_of(path);
	slip(path);
	run("cd %s && git add -A && git commit -qm slips", path);
	g_autoptr(FileSource) tip = file_source_commit(desk, NULL, NULL);
	static const struct {
		const char *path, *text, *told;
	} cases[] = {
		/* It was wrong before, some lines above. */
		{"customers/two.yaml", "title: Two\ncontract: {sla: vipp}\n", ""},
		{"customers/two.yaml", "contract: {sla: vip2}\n",
			"people customers/two.yaml:1:17: unknown SLA policy "
			"\"vip2\""},
		{"customers/two.yaml", "a: 1: 2\n",
			"people customers/two.yaml:1:"},
		/* What cannot be read is told however long. */
		{"calendars/odd.yaml", "week: {mon: [\"9-25\"]}\n",
			"calendar calendars/odd.yaml:1:"},
		{"agents/anna.yaml", "mail: i@d.example\n",
			"people agents/anna.yaml:1:7: the address"},
		{"templates/x.txt", "{", ""},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) findings = made(tip, cases[i].path,
			cases[i].text);
		g_autofree char *text = told(findings);
		if (!g_str_has_prefix(text, cases[i].told) ||
			(!*cases[i].told && *text))
			fail_msg("%s: %s", cases[i].path, text);
	}
}

static void git_treats_no_file_of_a_store_otherwise(void **state)
{
	(void)state;
	g_autofree char *path = fixture_path();
	g_autoptr(Desk) desk = store_of(path);
	run("cd %s && echo '*.yaml -text merge=desk' >.gitattributes && "
		"git add -A && git commit -qm attributes", path);
	g_autoptr(FileSource) tip = file_source_commit(desk, NULL, NULL);
#define GOOD "*.yaml -text merge=desk\n"
	static const struct {
		const char *path, *text, *told;
	} cases[] = {
		{".gitattributes", "# ours\n* text=auto\n" GOOD, ""},
		{".gitattributes", GOOD "*.md text eol=lf filter=lfs\n", ""},
		{".gitattributes", "", ".gitattributes:1: tickets are merged"},
		{".gitattributes", "*.yaml merge=desk\n",
			".gitattributes:1: tickets are merged"},
		{".gitattributes", "*.yml -text merge=desk\n",
			".gitattributes:1: tickets are merged"},
		{".gitattributes", GOOD "* -merge\n",
			".gitattributes:2: by this desk.yaml would be -merge"},
		{".gitattributes", GOOD "tickets/** merge=union\n",
			".gitattributes:2: by this tickets/2026/11/21/k3f9x2ab"
			".yaml would be merge=union"},
		{".gitattributes", GOOD "\n* binary\n",
			".gitattributes:3: by this desk.yaml would be binary"},
		{".gitattributes", GOOD "/agents/vera.yaml filter=steal\n",
			".gitattributes:2: by this agents/vera.yaml would be"},
		{".gitattributes", GOOD "\"vera.yaml\" ident\n",
			".gitattributes:2: by this agents/vera.yaml would be"},
		{".gitattributes", GOOD "desk.* working-tree-encoding=UTF-16\n",
			".gitattributes:2: by this desk.yaml would be working"},
		{".gitattributes", GOOD "*.yaml eol=crlf\n*.yaml -eol\n", ""},
		{".gitattributes", GOOD "[attr]mine -merge\n",
			".gitattributes:2: `[attr]mine` names"},
		{".gitignore", "*~\n.*.swp\n/build/\nnotes.txt\n", ""},
		{".gitignore", "*.yaml\n!*.yaml\n", ""},
		{".gitignore", "*\n", ".gitignore:1: by this git leaves"},
		{".gitignore", "\ntickets\n", ".gitignore:2: by this git leaves"},
		{".gitignore", "**/21/**\n", ".gitignore:1: by this git leaves"},
		{".gitignore", "agents/\n!agents/anna.yaml\n",
			".gitignore:1: by this git leaves"},
		{".gitignore", "/agents/v*.yaml\n",
			".gitignore:1: by this git leaves agents/v*.yaml out"},
		{".gitmodules", "", ".gitmodules: a store has no submodules"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) findings = made(tip, cases[i].path,
			cases[i].text);
		g_autofree char *text = told(findings);
		g_autofree char *wanted = g_strconcat(*cases[i].told ? "git " :
			"", cases[i].told, NULL);
		if (!g_str_has_prefix(text, wanted) ||
			(!*cases[i].told && *text))
			fail_msg("%s \"%s\": %s", cases[i].path,
				cases[i].text, text);
	}
#undef GOOD
	g_autofree char *many = g_strnfill(3000, '\n');
	g_autoptr(GPtrArray) findings = made(tip, ".gitignore", many);
	assert_int_equal(findings->len, 1);
}

static void links_and_giants_are_not_read(void **state)
{
	(void)state;
	g_autofree char *path = fixture_path();
	g_autoptr(Desk) desk = store_of(path);
	run("cd %s && ln -s ../desk.yaml agents/link.yaml && "
		"head -c 2000000 /dev/zero >customers/giant.yaml && "
		"git add -A && git commit -qm odd", path);
	FileSource *sources[] = {file_source_work_tree(desk),
		file_source_commit(desk, NULL, NULL),
		file_source_staged(desk, NULL)};
	for (gsize i = 0; i < G_N_ELEMENTS(sources); i++) {
		g_autoptr(GError) error = NULL;
		assert_null(file_source_read(sources[i], "agents/none.yaml",
			&error));
		assert_null(error);
		g_autofree char *text = judged(sources[i]);
		assert_non_null(strstr(text, "agents/link.yaml"));
		assert_non_null(strstr(text, "customers/giant.yaml"));
		file_source_free(sources[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_become_findings),
		cmocka_unit_test(what_is_told_is_told_once),
		cmocka_unit_test(only_more_than_a_warning_stops),
		cmocka_unit_test(whoever_asks_hears_the_same),
		cmocka_unit_test(who_mends_one_thing_need_not_mend_all),
		cmocka_unit_test(git_treats_no_file_of_a_store_otherwise),
		cmocka_unit_test(links_and_giants_are_not_read),
	};
	return cmocka_run_group_tests(tests, fixture_begin, fixture_end);
}
