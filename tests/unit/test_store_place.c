#include "store_fixture.h"

static void write_file(const char *path, const char *text)
{
	g_autofree char *folder = g_path_get_dirname(path);
	assert_int_equal(g_mkdir_with_parents(folder, 0777), 0);
	assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* --- where a store is -------------------------------------------------------- */

static void check_found(const char *start, const char *git_folder,
	const char *head_folder, const char *work_tree)
{
	GError *error = NULL;
	g_autoptr(StorePlace) place = store_find(start, STORE_ABOVE, &error);
	if (!place)
		fail_msg("%s: %s", start, error->message);
	assert_string_equal(place->git_folder, git_folder);
	assert_string_equal(place->head_folder, head_folder);
	if (work_tree)
		assert_string_equal(place->work_tree, work_tree);
	else
		assert_null(place->work_tree);
	g_autofree char *desk = g_build_filename(git_folder, "desk", NULL);
	assert_string_equal(place->desk_folder, desk);
}

#define IN(name) g_autofree char *name = g_build_filename(path, #name, NULL)

static void test_find(void **state)
{
	(void)state;
	g_autofree char *made = fixture_path();
	run("mkdir %s && cd %s && git init -q -b main tree && cd tree && "
	    "mkdir -p a/b && git commit -q --allow-empty -m x && "
	    "git worktree add -q ../linked -b other && mkdir ../linked/c && "
	    "cd .. && git clone -q --bare tree bare && "
	    "git init -q --separate-git-dir=apart separate && "
	    "ln -s tree/a link && git init -q moved && "
	    "git -C moved config core.worktree ../../tree/a", made, made);
	char *real = realpath(made, NULL);
	g_autofree char *path = g_strdup(real);
	free(real);
	IN(tree);
	IN(linked);
	IN(bare);
	IN(separate);
	IN(apart);
	IN(link);
	IN(moved);
	g_autofree char *git = g_build_filename(tree, ".git", NULL);
	g_autofree char *own = g_build_filename(git, "worktrees/linked", NULL);
	g_autofree char *deep = g_build_filename(tree, "a/b", NULL);
	g_autofree char *in_linked = g_build_filename(linked, "c", NULL);
	g_autofree char *refs = g_build_filename(bare, "refs/heads", NULL);
	g_autofree char *moved_git = g_build_filename(moved, ".git", NULL);
	g_autofree char *below = g_build_filename(tree, "a", NULL);
	check_found(tree, git, git, tree);
	check_found(deep, git, git, tree);
	check_found(git, git, git, tree);
	check_found(link, git, git, tree);
	check_found(linked, git, own, linked);
	check_found(in_linked, git, own, linked);
	check_found(own, git, own, linked);
	check_found(bare, bare, bare, NULL);
	check_found(refs, bare, bare, NULL);
	check_found(separate, apart, apart, separate);
	check_found(moved, moved_git, moved_git, below);
}

static void test_not_found(void **state)
{
	(void)state;
	g_autofree char *path = fixture_path();
	GError *error = NULL;
	assert_null(store_find(path, STORE_ABOVE, &error));
	assert_failed(&error, DESK_ERROR_NOT_FOUND, path);
	run("mkdir -p %s/a && git init -q %s", path, path);
	g_autofree char *below = g_build_filename(path, "a", NULL);
	assert_null(store_find(below, STORE_EXACTLY, &error));
	assert_failed(&error, DESK_ERROR_NOT_FOUND, "desk init");
	g_autofree char *ceiling = g_strdup(g_getenv("GIT_CEILING_DIRECTORIES"));
	g_setenv("GIT_CEILING_DIRECTORIES", path, TRUE);
	assert_null(store_find(below, STORE_ABOVE, &error));
	assert_failed(&error, DESK_ERROR_NOT_FOUND, "-C FOLDER");
	g_setenv("GIT_CEILING_DIRECTORIES", ceiling, TRUE);
	run("echo 'gitdir: ../nowhere' >%s/a/.git", path);
	assert_null(store_find(below, STORE_ABOVE, &error));
	assert_failed(&error, DESK_ERROR_CONFIG, "git worktree repair");
}

static void test_owner(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	g_autofree char *path = fixture_repository(FALSE);
	g_autofree char *config = g_build_filename(fixture_folder, "safe", NULL);
	g_autofree char *none = g_strdup(g_getenv("GIT_CONFIG_GLOBAL"));
	g_autofree char *wanted = g_strdup_printf("git config --global --add "
		"safe.directory %s", path);
	GError *error = NULL;
	run("chown -R 12345 %s", path);
	assert_null(store_find(path, STORE_ABOVE, &error));
	assert_failed(&error, DESK_ERROR_CONFIG, wanted);
	/* The store's own word does not count. */
	run("git config -f %s/.git/config safe.directory '*'", path);
	assert_null(store_find(path, STORE_ABOVE, &error));
	assert_failed(&error, DESK_ERROR_CONFIG, wanted);
	static const char *const safe[] = {"*", "%s"};
	for (guint i = 0; i < G_N_ELEMENTS(safe); i++) {
		g_setenv("GIT_CONFIG_GLOBAL", config, TRUE);
		g_auto(GStrv) parts = g_strsplit(safe[i], "%s", 2);
		g_autofree char *value = g_strjoinv(path, parts);
		run("git config -f %s safe.directory '%s'", config, value);
		g_autoptr(StorePlace) place = store_find(path, STORE_ABOVE, &error);
		assert_non_null(place);
		g_autoptr(Store) store = store_open(place, &error);
		assert_non_null(store);
		g_setenv("GIT_CONFIG_GLOBAL", none, TRUE);
	}
}

/* Who acts, from the strongest word to the weakest. */
static void test_author(void **state)
{
	(void)state;
	static const struct {
		const char *variable, *value, *name, *mail;
	} rows[] = {
		{"EMAIL", "env@desk.example", NULL, "env@desk.example"},
		{"user.name", "User", "User", "env@desk.example"},
		{"user.email", "user@desk.example", "User", "user@desk.example"},
		{"author.email", "author@desk.example", "User",
			"author@desk.example"},
		{"author.name", "Author", "Author", "author@desk.example"},
		{"GIT_AUTHOR_EMAIL", "git@desk.example", "Author",
			"git@desk.example"},
		{"GIT_AUTHOR_NAME", "Git", "Git", "git@desk.example"},
	};
	g_autofree char *path = fixture_repository(FALSE);
	static const char *const variables[] = {"EMAIL", "GIT_AUTHOR_EMAIL",
		"GIT_AUTHOR_NAME"};
	g_autofree char *old_name = g_strdup(g_getenv("GIT_AUTHOR_NAME"));
	g_autofree char *old_mail = g_strdup(g_getenv("GIT_AUTHOR_EMAIL"));
	for (guint i = 0; i < G_N_ELEMENTS(variables); i++)
		g_unsetenv(variables[i]);
	run("git -C %s config --unset user.name; git -C %s config --unset "
	    "user.email; true", path, path);
	g_autoptr(StorePlace) place = store_find(path, STORE_EXACTLY, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		if (strchr(rows[i].variable, '.'))
			run("git -C %s config %s '%s'", path, rows[i].variable,
				rows[i].value);
		else
			g_setenv(rows[i].variable, rows[i].value, TRUE);
		assert_true(store_config_reread(place, NULL));
		g_autofree char *name = store_author_name(place);
		g_autofree char *mail = store_author_mail(place);
		if (rows[i].name)
			assert_string_equal(name, rows[i].name);
		assert_string_equal(mail, rows[i].mail);
	}
	for (guint i = 0; i < G_N_ELEMENTS(variables); i++)
		g_unsetenv(variables[i]);
	if (old_name)
		g_setenv("GIT_AUTHOR_NAME", old_name, TRUE);
	if (old_mail)
		g_setenv("GIT_AUTHOR_EMAIL", old_mail, TRUE);
}

/* What git refuses to work with is not written into, nor is it read. */
static void test_format(void **state)
{
	(void)state;
	static const struct {
		const char *version, *extension, *says;
	} rows[] = {
		{"0", NULL, NULL}, {"1", NULL, NULL},
		{"1", "noop", NULL}, {"1", "worktreeConfig", NULL},
		{"0", "fromTheFuture", NULL}, /* as git: it had none then */
		{"2", NULL, "version 2"},
		{"abc", NULL, "version abc"}, {"1k", NULL, "version 1k"},
		{"1", "fromTheFuture", "fromthefuture"},
	};
	static const char *const broken[] = {"[core", "[desk\\n\\tx = 1\\n",
		"=\\n", "[desk]\\n\\tx = \"y\\n", "[desk]\\n\\tx = \\\\q\\n"};
	for (guint i = 0; i < G_N_ELEMENTS(broken); i++) {
		g_autofree char *path = fixture_repository(FALSE);
		GError *error = NULL;
		run("printf '%s' >>%s/.git/config", broken[i], path);
		assert_null(store_find(path, STORE_EXACTLY, &error));
		assert_failed(&error, DESK_ERROR_CONFIG, "cannot read this line");
	}
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = fixture_repository(FALSE);
		GError *error = NULL;
		run("git config -f %s/.git/config core.repositoryformatversion %s",
			path, rows[i].version);
		if (rows[i].extension)
			run("git config -f %s/.git/config extensions.%s true",
				path, rows[i].extension);
		g_autoptr(StorePlace) place = store_find(path, STORE_EXACTLY, &error);
		if (rows[i].says)
			assert_failed(&error, DESK_ERROR_CONFIG, rows[i].says);
		else
			assert_non_null(place);
	}
}

/* A bare repository that a store brought along is not found by walking. */
static void test_implicit_bare(void **state)
{
	(void)state;
	g_autofree char *path = fixture_repository(FALSE);
	g_autofree char *inner = g_build_filename(path, "inner", NULL);
	g_autofree char *own = g_build_filename(path, ".git", NULL);
	run("git init -q --bare %s", inner);
	g_setenv("GIT_CONFIG_COUNT", "1", TRUE);
	g_setenv("GIT_CONFIG_KEY_0", "safe.bareRepository", TRUE);
	g_setenv("GIT_CONFIG_VALUE_0", "explicit", TRUE);
	GError *error = NULL;
	assert_null(store_find(inner, STORE_ABOVE, &error));
	assert_failed(&error, DESK_ERROR_CONFIG, "safe.bareRepository");
	g_autoptr(StorePlace) named = store_find(inner, STORE_EXACTLY, &error);
	assert_non_null(named);
	g_autoptr(StorePlace) tree = store_find(own, STORE_ABOVE, &error);
	assert_non_null(tree);
	g_unsetenv("GIT_CONFIG_COUNT");
	g_autoptr(StorePlace) usual = store_find(inner, STORE_ABOVE, &error);
	assert_non_null(usual);
}

/* --- what a ref says ---------------------------------------------------------- */

static void test_tip(void **state)
{
	(void)state;
	g_autofree char *path = fixture_repository(FALSE);
	GError *error = NULL;
	g_autoptr(StorePlace) place = store_find(path, STORE_EXACTLY, &error);
	g_autofree char *first = shell(NULL, "git -C %s rev-parse main", path);
	char oid[41];
	assert_true(store_tip(place, STORE_BRANCH, oid, &error));
	assert_string_equal(oid, first);
	run("cd %s && git branch mainland && git tag -am t main-tag && "
	    "git pack-refs --all", path);
	assert_true(store_tip(place, STORE_BRANCH, oid, &error));
	assert_string_equal(oid, first);
	run("git -C %s commit -q --allow-empty -m x", path);
	g_autofree char *second = shell(NULL, "git -C %s rev-parse main", path);
	assert_true(store_tip(place, STORE_BRANCH, oid, &error));
	assert_string_equal(oid, second);
	assert_false(store_tip(place, STORE_ORIGINALS, oid, &error));
	assert_null(error);
	assert_string_equal(oid, "");
	assert_false(store_tip(place, "refs/heads/mai", oid, &error));
	assert_null(error);
	run("cd %s && git symbolic-ref refs/heads/alias refs/heads/main && "
	    "git pack-refs --all", path);
	assert_true(store_tip(place, "refs/heads/alias", oid, &error));
	assert_string_equal(oid, second);
	run("cd %s && git symbolic-ref refs/heads/a refs/heads/b && "
	    "git symbolic-ref refs/heads/b refs/heads/a", path);
	assert_false(store_tip(place, "refs/heads/a", oid, &error));
	assert_failed(&error, DESK_ERROR_CONFIG, "refs/heads/");
	run("echo nonsense >%s/.git/refs/heads/main", path);
	assert_false(store_tip(place, STORE_BRANCH, oid, &error));
	assert_failed(&error, DESK_ERROR_CONFIG, "git reflog");
}

/* --- configuration: what git says is right -------------------------------------- */

static const char config_text[] =
	"top = lost\n"
	"[desk]\n"
	"\tplain = a b  c   # a comment\n"
	"\tquoted = \"  # ; \" x\\\"y\\\\ ; another\n"
	"\tescapes = a\\tb\\nc\n"
	"\tlong = one \\\n  two\n"
	"  EmPty =\n"
	"\tbare\n"
	"\tmany = 1\n\tmany = 2\n"
	"[desk \"Sub.Section\"] name = in line\n"
	"[Desk.old] Name = x\n"
	"[desk \"we\\\"ird\\\\\"]\n\tname = y\n"
	"; comment\n"
	"# comment\n"
	"[remote \"origin\"]\n\turl = https://x.test/a#b\n\tafter = z\n"
	"[user]\n\temail = one@desk.test\r\n";

static const char *const config_keys[] = {"desk.plain", "desk.quoted",
	"desk.escapes", "desk.long", "desk.empty", "desk.many", "Desk.MANY",
	"desk.Sub.Section.name", "desk.sub.section.name", "desk.old.name",
	"desk.we\"ird\\.name", "remote.origin.url", "remote.origin.after",
	"user.email", "desk.absent", "user.name"};

static void check_as_git(StorePlace *place, const char *path, const char *key)
{
	assert_true(store_config_reread(place, NULL));
	g_autofree char *got = store_config_get(place, key);
	g_autofree char *quoted = g_shell_quote(key);
	int absent;
	g_autofree char *expected = shell(&absent,
		"git -C %s config --get %s; s=$?; printf .; exit $s", path, quoted);
	if (absent) {
		assert_null(got);
		return;
	}
	/* Without the dot and the line end that keep blanks at the end. */
	expected[strlen(expected) - 2] = '\0';
	if (!got)
		fail_msg("%s is absent, not \"%s\"", key, expected);
	assert_string_equal(got, expected);
}

static void test_config_format(void **state)
{
	(void)state;
	g_autofree char *path = fixture_repository(FALSE);
	g_autofree char *config = g_build_filename(path, ".git/config", NULL);
	g_autofree char *old = NULL;
	GError *error = NULL;
	assert_true(g_file_get_contents(config, &old, NULL, NULL));
	g_autofree char *text = g_strconcat(old,
		strchr(config_text, '\n') + 1, NULL);
	write_file(config, text);
	g_autoptr(StorePlace) place = store_find(path, STORE_EXACTLY, &error);
	for (guint i = 0; i < G_N_ELEMENTS(config_keys); i++)
		check_as_git(place, path, config_keys[i]);
	g_autofree char *bare = store_config_get(place, "desk.bare");
	assert_string_equal(bare, "true");
}

/* The weakest first; each row adds one more place. */
typedef struct {
	const char *file, *text, *expected;
} PrecedenceCase;

static const PrecedenceCase precedence[] = {
	{"system", "[desk]\nx = system\n", "system"},
	{"home/.config/git/config", "[desk]\nx = xdg\n", "xdg"},
	{"home/.gitconfig", "[include]\npath = more\n[desk]\ny = 1\n", "xdg"},
	{"home/more", "[desk]\nx = included\n", "included"},
	{"home/.gitconfig", "[include]\npath = ~/more\n[desk]\nx = home\n",
		"home"},
	{"home/.gitconfig", "[desk]\nx = home\n[includeIf \"gitdir:**/nothere/\"]\n"
		"path = more\n", "home"},
	{"home/.gitconfig", "[desk]\nx = home\n[includeIf \"gitdir:STORE/\"]\n"
		"path = more\n", "included"},
	{"home/.gitconfig", "[desk]\nx = home\n[includeIf \"gitdir:~/../r*/.git\"]"
		"\npath = more\n", "home"},
	{"home/.gitconfig", "[desk]\nx = home\n[includeIf \"onbranch:main\"]\n"
		"path = more\n", "included"},
	{"home/.gitconfig", "[desk]\nx = home\n[includeIf \"onbranch:m[!b-z]*\"]\n"
		"path = more\n", "included"},
	{"home/.gitconfig", "[desk]\nx = home\n[includeIf \"onbranch:main/\"]\n"
		"path = more\n", "home"},
	{"home/.gitconfig", "[desk]\nx = home\n[remote \"hub\"]\n"
		"url = https://git.example/x/y\n[includeIf "
		"\"hasconfig:remote.*.url:https://git.example/**\"]\n"
		"path = more\n", "included"},
	{"home/.gitconfig", "[desk]\nx = home\n[remote \"hub\"]\n"
		"url = https://git.example/x/y\n[includeIf "
		"\"hasconfig:remote.*.url:https://git.example/*\"]\n"
		"path = more\n", "home"},
	{"home/.gitconfig", "[desk]\nx = home\n[includeIf \"nonsense:x\"]\n"
		"path = more\n", "home"},
	{"home/.gitconfig", "[desk]\nx = home\n[includeIf \"gitdir/i:*/.GIT\"]\n"
		"path = more\n", "included"},
	{"home/more", "[include]\npath = more\n[desk]\nx = loop\n", "loop"},
};

static void test_config_precedence(void **state)
{
	(void)state;
	g_autofree char *path = fixture_repository(FALSE);
	g_autofree char *name = g_path_get_basename(path);
	g_autofree char *beside = fixture_path();
	g_autofree char *home = g_build_filename(beside, "home", NULL);
	g_autofree char *system = g_build_filename(beside, "system", NULL);
	GError *error = NULL;
	g_autofree char *rc = g_build_filename(home, ".gitconfig", NULL);
	g_autoptr(StorePlace) place = store_find(path, STORE_EXACTLY, &error);
	g_autofree char *none = g_strdup(g_getenv("GIT_CONFIG_GLOBAL"));
	g_setenv("HOME", home, TRUE);
	g_setenv("GIT_CONFIG_SYSTEM", system, TRUE);
	g_unsetenv("GIT_CONFIG_GLOBAL");
	g_unsetenv("GIT_CONFIG_NOSYSTEM");
	for (guint i = 0; i < G_N_ELEMENTS(precedence); i++) {
		g_autofree char *file = g_build_filename(beside,
			precedence[i].file, NULL);
		g_auto(GStrv) parts = g_strsplit(precedence[i].text, "STORE", -1);
		g_autofree char *text = g_strjoinv(name, parts);
		write_file(file, text);
		assert_true(store_config_reread(place, NULL));
		g_autofree char *got = store_config_get(place, "desk.x");
		if (g_strcmp0(got, precedence[i].expected) != 0)
			fail_msg("row %u: %s", i, got);
		/* Git gives up on a loop, we only stop following it. */
		if (!strstr(precedence[i].expected, "loop"))
			check_as_git(place, path, "desk.x");
	}
	/* Which branch it is cannot be known, and that is not "none". */
	write_file(rc, precedence[8].text);
	run("mv %s/.git/HEAD %s/HEAD && head -c 9000 /dev/zero >%s/.git/HEAD",
		path, home, path);
	assert_false(store_config_reread(place, &error));
	assert_failed(&error, DESK_ERROR_DATA, ".git/HEAD");
	run("mv %s/HEAD %s/.git/HEAD && rm %s/.gitconfig", home, path, home);
	run(": >%s/more && git -C %s config desk.x clone", home, path);
	check_as_git(place, path, "desk.x");
	g_setenv("GIT_CONFIG_COUNT", "1", TRUE);
	g_setenv("GIT_CONFIG_KEY_0", "desk.x", TRUE);
	g_setenv("GIT_CONFIG_VALUE_0", "counted", TRUE);
	check_as_git(place, path, "desk.x");
	g_unsetenv("GIT_CONFIG_COUNT");
	g_setenv("GIT_CONFIG_PARAMETERS", "'desk.x'='given here' 'desk.y=2'",
		TRUE);
	check_as_git(place, path, "desk.x");
	check_as_git(place, path, "desk.y");
	g_unsetenv("GIT_CONFIG_PARAMETERS");
	g_unsetenv("GIT_CONFIG_SYSTEM");
	g_setenv("HOME", fixture_folder, TRUE);
	g_setenv("GIT_CONFIG_GLOBAL", none, TRUE);
	g_setenv("GIT_CONFIG_NOSYSTEM", "1", TRUE);
}

/* --- reading -------------------------------------------------------------------- */

static gboolean collect(const char *path, const char *oid, guint mode,
	void *data)
{
	assert_int_equal(strlen(oid), 40);
	g_string_append_printf(data, "%o %s;", mode, path);
	return ((GString *)data)->len < 100;
}

static void test_reading(void **state)
{
	(void)state;
	g_autofree char *path = fixture_repository(FALSE);
	run("cd %s && ln -s a.txt tickets/z && git add -A && "
	    "git commit -qm second", path);
	g_autoptr(Store) store = fixture_open(path);
	GError *error = NULL;
	g_autofree char *first = shell(NULL, "git -C %s rev-parse main~", path);
	g_autofree char *blob = shell(NULL, "git -C %s rev-parse main:a.txt",
		path);
	g_autoptr(GBytes) now = store_read(store, NULL, "a.txt", &error);
	assert_text(now, "one\n");
	g_autoptr(GBytes) direct = store_read_blob(store, blob, &error);
	assert_text(direct, "one\n");
	char oid[41];
	assert_true(store_lookup(store, first, "a.txt", oid, &error));
	assert_string_equal(oid, blob);
	assert_false(store_lookup(store, first, "tickets/z", oid, &error));
	assert_null(error);
	assert_false(store_lookup(store, NULL, "tickets", oid, &error));
	assert_false(store_lookup(store, NULL, "a.txt/b", oid, &error));
	assert_null(error);
	static const char *const absent[] = {"b.txt", "tickets", "tickets/z",
		"a.txt/x", "", "tickets/2026/11/21"};
	for (guint i = 0; i < G_N_ELEMENTS(absent); i++) {
		assert_null(store_read(store, NULL, absent[i], &error));
		assert_failed(&error, DESK_ERROR_NOT_FOUND, absent[i]);
	}
	assert_null(store_read_blob(store, "xyz", &error));
	assert_failed(&error, DESK_ERROR_DATA, "xyz");
	assert_null(store_read_blob(store, first, &error));
	assert_failed(&error, DESK_ERROR_DATA, "commit");
	g_autoptr(GString) list = g_string_new(NULL);
	assert_true(store_each(store, NULL, "tickets", collect, list, &error));
	assert_string_equal(list->str, "100644 tickets/2026/11/21/kaaaaaaa.yaml;"
		"120000 tickets/z;");
	assert_true(store_each(store, NULL, "nothing", collect, list, &error));
}

static void test_create(void **state)
{
	(void)state;
	g_autofree char *path = fixture_repository(FALSE);
	GError *error = NULL;
	assert_false(store_create(path, FALSE, &error));
	assert_failed(&error, DESK_ERROR_WRITE, "");
	g_autofree char *other = fixture_path();
	g_autofree char *deep = g_build_filename(other, "a/b", NULL);
	assert_true(store_create(deep, FALSE, &error));
	assert_shell("refs/heads/main", "git -C %s symbolic-ref HEAD", deep);
	g_autoptr(Store) store = fixture_open(deep);
	assert_null(store_read(store, NULL, "x", &error));
	assert_failed(&error, DESK_ERROR_NOT_FOUND, "main");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_not_found),
		cmocka_unit_test(test_owner),
		cmocka_unit_test(test_author),
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_implicit_bare),
		cmocka_unit_test(test_tip),
		cmocka_unit_test(test_config_format),
		cmocka_unit_test(test_config_precedence),
		cmocka_unit_test(test_reading),
		cmocka_unit_test(test_create),
	};
	return cmocka_run_group_tests(tests, fixture_begin, fixture_end);
}
