#include "store_fixture.h"

#include "store/walk.h"

/* --- collecting a walk ---------------------------------------------------- */

typedef struct {
	GPtrArray *order;  /* char*: names of commits as told */
	GHashTable *files; /* name -> "path after\n…" */
	GHashTable *main_line;
	const char *known; /* the only commit that is */
	char from[41];
	guint announced;
	guint stop_after;
} Record;

static void record_clear(Record *record)
{
	g_clear_pointer(&record->order, g_ptr_array_unref);
	g_clear_pointer(&record->files, g_hash_table_unref);
	g_clear_pointer(&record->main_line, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Record, record_clear)

static gboolean is_known(const char *oid, void *data)
{
	return g_strcmp0(oid, ((Record *)data)->known) == 0;
}

static gboolean on_start(const char *from, guint commits, void *data,
	GError **error)
{
	(void)error;
	Record *record = data;
	g_strlcpy(record->from, from, sizeof(record->from));
	record->announced = commits;
	return TRUE;
}

static gboolean on_commit(const WalkCommit *commit, void *data, GError **error)
{
	Record *record = data;
	if (record->stop_after && record->order->len == record->stop_after) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_NO, "enough");
		return FALSE;
	}
	GString *files = g_string_new(NULL);
	for (guint i = 0; i < commit->files->len; i++) {
		const WalkFile *file = &g_array_index(commit->files, WalkFile, i);
		g_string_append_printf(files, "%s %s\n", file->path,
			file->after[0] ? file->after : "-");
		assert_true(!file->after[0] ||
			strcmp(file->before, file->after) != 0);
		if (i)
			assert_true(strcmp(file[-1].path, file->path) < 0);
	}
	char *name = g_strdup(commit->oid);
	g_ptr_array_add(record->order, name);
	g_hash_table_insert(record->files, g_strdup(name),
		g_string_free(files, FALSE));
	if (commit->mainline)
		g_hash_table_add(record->main_line, g_strdup(name));
	return TRUE;
}

static gboolean walk(Store *store, const char *tip, const char *known,
	Record *record, GError **error)
{
	record_clear(record);
	record->order = g_ptr_array_new_with_free_func(g_free);
	record->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		g_free);
	record->main_line = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, NULL);
	record->known = known;
	return store_walk(store, tip, is_known, on_start, on_commit, record,
		error);
}

/* --- random histories ------------------------------------------------------ */

static void append_file(GString *out, GRand *rand, guint number)
{
	static const char *const names[] = {"a", "b", "b.c", "d/e", "d/f",
		"tickets/2026/11/21/kaaaaaaa.yaml",
		"tickets/2026/11/21/kbbbbbbb.yaml",
		"tickets/2026/11/22/kaaaaaaa.yaml", "tickets/2027/01/01/x.yaml"};
	const char *name = names[g_rand_int_range(rand, 0,
		G_N_ELEMENTS(names))];
	if (g_rand_int_range(rand, 0, 6) == 0) {
		g_string_append_printf(out, "D %s\n", name);
		return;
	}
	/* Few contents, so that sides often agree. */
	g_autofree char *text = g_strdup_printf("%u\n",
		g_rand_int_range(rand, 0, 3) ? number % 4 : number);
	g_string_append_printf(out, "M 100644 inline %s\ndata %zu\n%s\n", name,
		strlen(text), text);
}

/* A stream for git fast-import: most commits follow the one before, the others
 * begin or join sides anywhere, with up to four parents. */
static char *random_history(GRand *rand, guint commits)
{
	GString *out = g_string_new(NULL);
	for (guint i = 1; i <= commits; i++) {
		g_string_append_printf(out, "commit refs/heads/c%u\nmark :%u\n"
			"committer A <a@b.test> %u +0000\ndata 1\nx\n", i, i,
			1000000 + g_rand_int_range(rand, 0, 5000));
		gboolean root = i == 1 || g_rand_int_range(rand, 0, 40) == 0;
		guint first = g_rand_int_range(rand, 0, 3) ? i - 1 :
			i - 1 - (guint)g_rand_int_range(rand, 0, CLAMP((int)i - 1, 1, 8));
		if (!root && first)
			g_string_append_printf(out, "from :%u\n", first);
		guint merges = root || !first || g_rand_int_range(rand, 0, 3) ? 0 :
			(guint)g_rand_int_range(rand, 1, 4);
		g_autoptr(GHashTable) used = g_hash_table_new(NULL, NULL);
		g_hash_table_add(used, GUINT_TO_POINTER(first));
		while (merges--) {
			guint other = (guint)g_rand_int_range(rand, 1, (int)i);
			if (g_hash_table_add(used, GUINT_TO_POINTER(other)))
				g_string_append_printf(out, "merge :%u\n", other);
		}
		for (int n = g_rand_int_range(rand, 0, 3); n > 0; n--)
			append_file(out, rand, i);
		g_string_append_c(out, '\n');
	}
	g_string_append_printf(out, "reset refs/heads/main\nfrom :%u\n", commits);
	return g_string_free(out, FALSE);
}

/* --- what git says about it ------------------------------------------------ */

/* name -> "path after\n…" from a log with --raw. */
static void read_raw_log(GHashTable *files, const char *log)
{
	g_auto(GStrv) lines = g_strsplit(log, "\n", -1);
	const char *name = NULL;
	for (char **line = lines; *line; line++) {
		if (g_str_has_prefix(*line, "commit ")) {
			name = *line + strlen("commit ");
			g_hash_table_insert(files, g_strdup(name), g_strdup(""));
		}
		char *tab = strchr(*line, '\t');
		if (**line != ':' || !tab)
			continue;
		*tab = '\0';
		g_auto(GStrv) words = g_strsplit(*line, " ", -1);
		const char *after = words[g_strv_length(words) - 2];
		gboolean gone = strspn(after, "0") == 40;
		g_hash_table_insert(files, g_strdup(name), g_strdup_printf(
			"%s%s %s\n", (char *)g_hash_table_lookup(files, name),
			tab + 1, gone ? "-" : after));
	}
}

static GHashTable *expected_files(const char *path)
{
	static const char *const options[] = {"--merges -c", "--no-merges",
		"--first-parent -m"};
	GHashTable *files = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, g_free);
	for (guint i = 0; i < G_N_ELEMENTS(options); i++) {
		g_autofree char *log = shell(NULL, "git -C %s log %s --root --raw "
			"--no-abbrev --no-renames --format='commit %%H' main",
			path, options[i]);
		read_raw_log(files, log);
	}
	return files;
}

typedef struct {
	GHashTable *parents; /* name -> char** */
	GHashTable *seen;
	GPtrArray *order;
} Expected;

static void visit(Expected *at, const char *name)
{
	if (!g_hash_table_add(at->seen, (gpointer)name))
		return;
	char **parents = g_hash_table_lookup(at->parents, name);
	for (char **parent = parents; *parent; parent++)
		visit(at, *parent);
	g_ptr_array_add(at->order, g_strdup(name));
}

static GPtrArray *expected_order(const char *path, const char *tip)
{
	g_autofree char *log = shell(NULL, "git -C %s log --format='%%H %%P' main",
		path);
	g_auto(GStrv) lines = g_strsplit(log, "\n", -1);
	g_autoptr(GHashTable) parents = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, (GDestroyNotify)g_strfreev);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (char **line = lines; *line; line++)
		g_hash_table_insert(parents, g_strndup(*line, 40),
			strlen(*line) > 41 ? g_strsplit(*line + 41, " ", -1) :
				      g_strsplit("", " ", -1));
	Expected at = {parents, seen, g_ptr_array_new_with_free_func(g_free)};
	visit(&at, tip);
	return at.order;
}

static void assert_same_order(GPtrArray *got, GPtrArray *expected, guint skip)
{
	assert_int_equal(got->len, expected->len - skip);
	for (guint i = 0; i < got->len; i++)
		assert_string_equal(got->pdata[i], expected->pdata[i + skip]);
}

static guint position(GPtrArray *order, const char *name)
{
	for (guint i = 0; i < order->len; i++)
		if (strcmp(order->pdata[i], name) == 0)
			return i;
	fail_msg("%s is not in the walk", name);
	return 0;
}

static void check_from_main_line(Store *store, const char *tip,
	GPtrArray *order, const char *on_main)
{
	GError *error = NULL;
	guint at = position(order, on_main);
	g_auto(Record) later = {0}, earlier = {0};
	assert_true(walk(store, tip, on_main, &later, &error));
	assert_string_equal(later.from, on_main);
	assert_int_equal(later.announced, order->len - at - 1);
	assert_same_order(later.order, order, at + 1);
	assert_true(walk(store, on_main, NULL, &earlier, &error));
	assert_int_equal(earlier.order->len, at + 1);
	for (guint i = 0; i <= at; i++)
		assert_string_equal(earlier.order->pdata[i], order->pdata[i]);
}

static void check_history(const char *path, GRand *rand)
{
	g_autofree char *tip = shell(NULL, "git -C %s rev-parse main", path);
	g_autoptr(GPtrArray) expected = expected_order(path, tip);
	g_autoptr(GHashTable) files = expected_files(path);
	g_autoptr(Store) store = fixture_open(path);
	g_auto(Record) full = {0};
	GError *error = NULL;
	assert_true(walk(store, tip, NULL, &full, &error));
	assert_string_equal(full.from, "");
	assert_int_equal(full.announced, expected->len);
	assert_same_order(full.order, expected, 0);
	for (guint i = 0; i < expected->len; i++)
		assert_string_equal(
			g_hash_table_lookup(full.files, expected->pdata[i]),
			g_hash_table_lookup(files, expected->pdata[i]));
	g_autofree char *main_line = shell(NULL,
		"git -C %s rev-list --first-parent main", path);
	g_auto(GStrv) names = g_strsplit(main_line, "\n", -1);
	guint count = g_strv_length(names);
	assert_int_equal(g_hash_table_size(full.main_line), count);
	for (int i = 0; i < 8; i++)
		check_from_main_line(store, tip, expected,
			names[g_rand_int_range(rand, 0, (int)count)]);
}

static void test_random_histories(void **state)
{
	(void)state;
	g_autoptr(GRand) rand = g_rand_new_with_seed(7);
	for (guint i = 0; i < 12; i++) {
		g_autofree char *path = fixture_path();
		g_autofree char *stream = random_history(rand, 10 + i * 12);
		g_autofree char *file = g_strconcat(path, ".import", NULL);
		assert_true(g_file_set_contents(file, stream, -1, NULL));
		run("git init -q --bare -b main %s && git -C %s fast-import "
		    "--quiet <%s", path, path, file);
		check_history(path, rand);
	}
}

/* --- hostile and odd commits ------------------------------------------------ */

typedef struct {
	const char *commit; /* after the tree line */
	const char *name, *mail, *message;
	Instant at;
} OddCommit;

static const OddCommit odd_commits[] = {
	{"author A \xff B <a\xfe@b> 1700000000 +0300\n"
	 "committer A <a@b> 1 +0000\n\nm\xf0z\n",
		"A \xef\xbf\xbd B", "a\xef\xbf\xbd@b", "m\xef\xbf\xbdz\n",
		1700000000},
	{"author \xc8\xe2\xe0\xed <i@b> 1700000000 +0300\n"
	 "committer A <a@b> 1 +0000\nencoding windows-1251\n\n\xcf\xf0\n",
		"\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd", "i@b", "\xd0\x9f\xd1\x80\n",
		1700000000},
	{"author <> 99999999999999999999 +0000\ncommitter A <a@b> 1 +0000\n\n",
		"", "", "", 0},
	{"author nobody\ncommitter A <a@b> 1 +0000\n\nx", "", "", "x", 0},
	{"committer A <a@b> 1 +0000\n\nauthor late <l@b> 5 +0000\n", "", "",
		"author late <l@b> 5 +0000\n", 0},
	{"author A <a@b> 5 +0000\ncommitter A <a@b> 1 +0000\n"
	 "gpgsig -----BEGIN\n author X <x@y> 7 +0000\n\nm\n",
		"A", "a@b", "m\n", 5},
	{"author A <a@b> 5 +0000\ncommitter A <a@b> 1 +0000", "A", "a@b", "", 5},
};

static gboolean check_odd(const WalkCommit *commit, void *data, GError **error)
{
	(void)error;
	const OddCommit *odd = data;
	assert_string_equal(commit->name, odd->name);
	assert_string_equal(commit->mail, odd->mail);
	assert_string_equal(commit->message, odd->message);
	assert_int_equal(commit->at, odd->at);
	assert_true(commit->mainline);
	return TRUE;
}

static void test_odd_commits(void **state)
{
	(void)state;
	g_autofree char *path = fixture_repository(TRUE);
	g_autoptr(Store) store = fixture_open(path);
	g_autofree char *tree = shell(NULL, "git -C %s rev-parse main^{tree}",
		path);
	for (guint i = 0; i < G_N_ELEMENTS(odd_commits); i++) {
		g_autofree char *raw = g_strdup_printf("tree %s\n%s", tree,
			odd_commits[i].commit);
		g_autofree char *file = g_strconcat(path, ".raw", NULL);
		assert_true(g_file_set_contents(file, raw, -1, NULL));
		g_autofree char *oid = shell(NULL, "git -C %s hash-object -w "
			"--literally -t commit %s", path, file);
		GError *error = NULL;
		if (!store_walk(store, oid, NULL, NULL, check_odd,
			(void *)&odd_commits[i], &error))
			fail_msg("%s", error->message);
	}
}

/* Paths that are no UTF-8, links, submodules, a file that becomes a folder. */
static void test_odd_trees(void **state)
{
	(void)state;
	g_autofree char *path = fixture_path();
	run("git init -q -b main %s && cd %s && echo 1 >x && ln -s x link && "
	    "echo 2 >\"$(printf 'bad\\377name')\" && git add -A && "
	    "git update-index --add --cacheinfo 160000,"
	    "1234567890123456789012345678901234567890,sub && "
	    "git commit -qm 1 && git rm -q --cached x && rm x && mkdir x && "
	    "echo 3 >x/y && echo 4 >link2 && rm link && mv link2 link && "
	    "git add x link && git commit -qm 2 && git rm -q --cached sub && "
	    "git commit -qm 3", path, path);
	g_autoptr(Store) store = fixture_open(path);
	g_autofree char *tip = shell(NULL, "git -C %s rev-parse main", path);
	g_auto(Record) record = {0};
	GError *error = NULL;
	assert_true(walk(store, tip, NULL, &record, &error));
	assert_int_equal(record.order->len, 3);
	const char *const expected[] = {"link", "x -", "sub -"};
	const char *first = g_hash_table_lookup(record.files,
		record.order->pdata[0]);
	assert_null(strstr(first, "name"));
	assert_non_null(strstr(first, "sub 1234567890"));
	for (guint i = 1; i < 3; i++)
		assert_non_null(strstr(g_hash_table_lookup(record.files,
			record.order->pdata[i]), expected[i]));
	assert_non_null(strstr(g_hash_table_lookup(record.files,
		record.order->pdata[1]), "x/y "));
}

static void test_nothing_new_and_stop(void **state)
{
	(void)state;
	g_autofree char *path = fixture_repository(FALSE);
	g_autoptr(Store) store = fixture_open(path);
	fixture_put(store, "a.txt", "two\n");
	g_autofree char *tip = shell(NULL, "git -C %s rev-parse main", path);
	g_auto(Record) record = {0};
	GError *error = NULL;
	assert_true(walk(store, tip, tip, &record, &error));
	assert_int_equal(record.order->len, 0);
	assert_int_equal(record.announced, 0);
	assert_string_equal(record.from, tip);
	record.stop_after = 1;
	assert_false(walk(store, tip, NULL, &record, &error));
	assert_failed(&error, DESK_ERROR_NO, "enough");
	assert_false(store_walk(store, "main", NULL, NULL, on_commit, &record,
		&error));
	assert_failed(&error, DESK_ERROR_DATA, "main");
	assert_false(store_walk(store,
		"1234567890123456789012345678901234567890", NULL, NULL,
		on_commit, &record, &error));
	assert_failed(&error, DESK_ERROR_TEMPORARY, "git fsck");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_histories),
		cmocka_unit_test(test_odd_commits),
		cmocka_unit_test(test_odd_trees),
		cmocka_unit_test(test_nothing_new_and_stop),
	};
	return cmocka_run_group_tests(tests, fixture_begin, fixture_end);
}
