#include "store_fixture.h"

#include <sys/resource.h>

#define TICKET "tickets/2026/11/21/kaaaaaaa.yaml"
#define NEW "tickets/2026/11/21/kbbbbbbb.yaml"

/* --- hand edits ------------------------------------------------------------ */

typedef struct {
	const char *prepare; /* shell, in the work tree */
	const char *path;
	int code; /* 0 = allowed */
	const char *words;
	const char *listed; /* what store_hand_edits() says */
} HandEditCase;

static const HandEditCase hand_edits[] = {
	{"echo x >>" TICKET, TICKET, DESK_ERROR_CONFLICT,
		"git diff -- " TICKET, TICKET},
	{"echo x >>" TICKET "; touch -r a.txt " TICKET, TICKET,
		DESK_ERROR_CONFLICT, "git diff -- " TICKET, TICKET},
	{"echo x >>" TICKET " && git add -A", TICKET, DESK_ERROR_CONFLICT,
		"git diff --cached -- " TICKET, TICKET},
	{"cp " TICKET " t && echo x >>" TICKET " && git add -A && mv t " TICKET,
		TICKET, DESK_ERROR_CONFLICT, "git diff --cached", "t " TICKET},
	{"rm " TICKET, TICKET, DESK_ERROR_CONFLICT, "git restore -- " TICKET,
		TICKET},
	{"git rm -q " TICKET, TICKET, DESK_ERROR_CONFLICT,
		"git diff --cached", TICKET},
	{"git rm -q --cached " TICKET, TICKET, DESK_ERROR_CONFLICT,
		"git diff --cached", TICKET},
	{"echo x >" NEW, NEW, DESK_ERROR_CONFLICT, "git add " NEW, NEW},
	{"echo x >" NEW " && git add " NEW, NEW, DESK_ERROR_CONFLICT,
		"git diff --cached", NEW},
	{"echo x >" NEW " && git add -N " NEW, NEW, DESK_ERROR_CONFLICT,
		"git diff", NEW},
	{"rm " TICKET " && ln -s /etc/hostname " TICKET, TICKET,
		DESK_ERROR_DATA, "regular file", TICKET},
	{"rm " TICKET " && mkdir " TICKET, TICKET, DESK_ERROR_DATA,
		"regular file", TICKET},
	{"mv tickets elsewhere && ln -s elsewhere tickets", TICKET,
		DESK_ERROR_DATA, "symbolic link", TICKET},
	{"mv tickets elsewhere && ln -s elsewhere tickets", NEW,
		DESK_ERROR_DATA, "symbolic link", TICKET},
	/* What others than this file have is nobody's business. */
	{"echo x >>a.txt && git add a.txt && echo y >>a.txt", TICKET, 0, NULL,
		"a.txt"},
	{"touch -d 2020-01-01 " TICKET, TICKET, 0, NULL, ""},
	{"cp " TICKET " t && mv t " TICKET, TICKET, 0, NULL, ""},
	{"chmod 600 " TICKET, TICKET, 0, NULL, ""},
	{"git config core.autocrlf true && rm " TICKET " && "
	 "git checkout -q -- " TICKET, TICKET, 0, NULL, ""},
	{"echo x >tickets/.hidden.yaml; echo x >tickets/x.yaml~; "
	 "echo x >tickets/x.yaml; mkdir -p kb/a; echo >kb/a/b.md", TICKET, 0,
		NULL, "kb/a/b.md tickets/x.yaml"},
	{"printf '/kb/\\nx*.yaml\\n' >.gitignore; echo x >tickets/x.yaml; "
	 "echo x >tickets/y.yaml; mkdir -p kb/a; echo >kb/a/b.md", TICKET, 0,
		NULL, "tickets/y.yaml"},
};

static void check_listed(Store *store, const char *listed)
{
	GError *error = NULL;
	g_autoptr(GPtrArray) paths = store_hand_edits(store, &error);
	assert_non_null(paths);
	g_ptr_array_add(paths, NULL);
	g_autofree char *text = g_strjoinv(" ", (char **)paths->pdata);
	assert_string_equal(text, listed);
}

static void check_hand_edit(const char *path, const HandEditCase *row)
{
	GError *error = NULL;
	run("cd %s && %s", path, row->prepare);
	g_autofree char *before = shell(NULL,
		"git -C %s status --porcelain -uall", path);
	g_autoptr(Store) store = fixture_open(path);
	check_listed(store, row->listed);
	g_autoptr(StoreChange) change = fixture_change(store);
	g_autoptr(GBytes) bytes = store_change_read(change, row->path, &error);
	if (!row->code) {
		assert_text(bytes, "status: new\n");
		fixture_write(change, row->path, "status: open\n");
		fixture_commit(change, NULL);
		assert_shell(before, "git -C %s status --porcelain -uall", path);
		return;
	}
	assert_null(bytes);
	assert_failed(&error, row->code, row->words);
	/* Written without being read first, it is refused all the same. */
	char oid[41];
	gboolean moved;
	fixture_write(change, "other.txt", "x\n");
	fixture_write(change, row->path, "status: open\n");
	assert_false(store_change_commit(change, &fixture_message, oid, &moved,
		&error));
	assert_failed(&error, row->code, row->words);
	assert_false(moved);
	assert_shell("1", "git -C %s rev-list --count main", path);
	assert_shell(before, "git -C %s status --porcelain -uall", path);
}

static void test_hand_edits(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(hand_edits); i++) {
		g_autofree char *path = fixture_repository(FALSE);
		check_hand_edit(path, &hand_edits[i]);
	}
}

/* --- states of the repository ---------------------------------------------- */

typedef struct {
	const char *prepare;
	int code;
	const char *words;
} StateCase;

#define CONFLICT_WITH_SIDE "git checkout -q -b side && echo s >a.txt && " \
	"git commit -qam s && git checkout -q main && echo m >a.txt && " \
	"git commit -qam m && "

static const StateCase states[] = {
	{"git checkout -q -b side", DESK_ERROR_CONFIG, "git switch main"},
	{"git branch -m master", DESK_ERROR_CONFIG, "git branch -m main"},
	{"git checkout -q --detach", DESK_ERROR_CONFIG, "git switch main"},
	{CONFLICT_WITH_SIDE "! git merge -q side", DESK_ERROR_CONFIG,
		"git merge --abort"},
	{CONFLICT_WITH_SIDE "! git cherry-pick side", DESK_ERROR_CONFIG,
		"git cherry-pick --abort"},
	{CONFLICT_WITH_SIDE "! git rebase -q side", DESK_ERROR_CONFIG,
		"git rebase --abort"},
	{"echo 2 >a.txt && git commit -qam 2 && echo 3 >a.txt && "
	 "git commit -qam 3 && ! git revert HEAD~1", DESK_ERROR_CONFIG,
		"git revert --abort"},
	{"git checkout -q -b side && git worktree add -q ../w$$ main",
		DESK_ERROR_CONFIG, "git switch main"},
	{"git config core.bare true && git worktree add -q ../w$$ main -f",
		DESK_ERROR_CONFIG, "run desk there: cd "},
	{"git sparse-checkout set --cone --sparse-index nothing",
		DESK_ERROR_CONFIG,
		"git sparse-checkout reapply --no-sparse-index"},
	{"git update-index --split-index", DESK_ERROR_CONFIG,
		"git update-index --no-split-index"},
	{"GIT_AUTHOR_DATE='@1795242000 +0000' git commit -q --allow-empty -m x",
		DESK_ERROR_TEMPORARY, "timedatectl"},
};

static void test_states(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
		g_autofree char *path = fixture_repository(FALSE);
		GError *error = NULL;
		run("cd %s && { %s; } >/dev/null 2>&1", path, states[i].prepare);
		g_autoptr(Store) store = fixture_open(path);
		assert_null(store_change_begin(store, "test", FIXTURE_NOW,
			&error));
		assert_failed(&error, states[i].code, states[i].words);
	}
}

static const StateCase unreadable[] = {
	{"git clone -q --depth 1 file://$PWD ../CLONE", DESK_ERROR_CONFIG,
		"git fetch --unshallow"},
	{"git config uploadpack.allowFilter true; "
	 "git clone -q --filter=blob:none file://$PWD ../CLONE",
		DESK_ERROR_CONFIG, "without --filter"},
	{"git init -q --object-format=sha256 ../CLONE", DESK_ERROR_CONFIG,
		"sha1"},
	{"git clone -q . ../CLONE && cd ../CLONE && git config "
	 "core.repositoryFormatVersion 1 && git config "
	 "extensions.refStorage reftable", DESK_ERROR_CONFIG,
		"git refs migrate"},
};

static void test_unreadable(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(unreadable); i++) {
		g_autofree char *source = fixture_repository(FALSE);
		g_autofree char *path = fixture_path();
		g_autofree char *name = g_path_get_basename(path);
		g_auto(GStrv) parts = g_strsplit(unreadable[i].prepare, "CLONE",
			-1);
		g_autofree char *prepare = g_strjoinv(name, parts);
		GError *error = NULL;
		run("cd %s && { %s; } 2>&1", source, prepare);
		assert_null(store_find(path, STORE_EXACTLY, &error));
		assert_failed(&error, unreadable[i].code, unreadable[i].words);
	}
}

/* --- what works all the same ----------------------------------------------- */

/* In an empty folder. */
static const char *const fine[] = {
	"git clone -q SOURCE . && git sparse-checkout set --cone tickets/2026",
	"git clone -q SOURCE . && git update-index --index-version 4",
	"git clone -q SOURCE . && git update-index --untracked-cache",
	"git clone -q SOURCE . && git config core.untrackedCache true && "
	"git config feature.manyFiles true && git config index.skipHash false",
	"git clone -q SOURCE . && git pack-refs --all && git gc -q",
	"git clone -q SOURCE x && git -C x checkout -q -b side && "
	"git -C x worktree add -q ../tree main && mv x/.git bare && "
	"mv tree/* . && sed s,x/.git,bare, tree/.git >.git && "
	"echo $PWD/.git >bare/worktrees/tree/gitdir",
	"git clone -q --separate-git-dir=SOURCE.git SOURCE .",
	"git clone -q SOURCE . && git config core.sharedRepository group",
};

static void test_fine(void **state)
{
	(void)state;
	for (guint i = 0; i < G_N_ELEMENTS(fine); i++) {
		g_autofree char *source = fixture_repository(FALSE);
		g_autofree char *path = fixture_path();
		g_auto(GStrv) parts = g_strsplit(fine[i], "SOURCE", -1);
		g_autofree char *prepare = g_strjoinv(source, parts);
		run("mkdir %s && cd %s && { %s; } 2>&1", path, path, prepare);
		g_autoptr(Store) store = fixture_open(path);
		GError *error = NULL;
		for (guint n = 0; n < 2; n++) {
			g_autoptr(StoreChange) change = fixture_change(store);
			g_autoptr(GBytes) old = store_change_read(change, TICKET,
				&error);
			assert_text(old, n ? "again\n" : "status: new\n");
			fixture_write(change, TICKET, "again\n");
			fixture_write(change, NEW, n ? "2\n" : "1\n");
			fixture_commit(change, NULL);
			assert_shell("", "git -C %s status --porcelain -uno",
				path);
		}
		assert_shell("2", "git -C %s show main:" NEW, path);
		run("git -C %s fsck --full", path);
	}
}

/* Outside the cone of a sparse checkout no file appears. */
static void test_sparse_outside(void **state)
{
	(void)state;
	g_autofree char *source = fixture_repository(FALSE);
	g_autofree char *path = fixture_path();
	run("git clone -q %s %s && git -C %s sparse-checkout set --cone kb",
		source, path, path);
	g_autoptr(Store) store = fixture_open(path);
	fixture_put(store, TICKET, "status: open\n");
	assert_shell("", "git -C %s status --porcelain", path);
	assert_shell("status: open", "git -C %s show HEAD:" TICKET, path);
	g_autofree char *tickets = g_build_filename(path, "tickets", NULL);
	assert_false(g_file_test(tickets, G_FILE_TEST_EXISTS));
}

/* A clone without checkout has no git index: it is written like a bare one. */
static void test_not_checked_out(void **state)
{
	(void)state;
	g_autofree char *source = fixture_repository(FALSE);
	g_autofree char *path = fixture_path();
	run("git clone -qn %s %s", source, path);
	g_autoptr(Store) store = fixture_open(path);
	fixture_put(store, TICKET, "status: open\n");
	run("git -C %s checkout -q main", path);
	assert_sound(path);
}

/* --- the branch moves, locks stand ------------------------------------------ */

static void test_moved(void **state)
{
	(void)state;
	for (int bare = 0; bare < 2; bare++) {
		g_autofree char *path = fixture_repository(bare);
		g_autoptr(Store) store = fixture_open(path);
		g_autoptr(StoreChange) change = fixture_change(store);
		GError *error = NULL;
		char oid[41];
		gboolean moved = FALSE;
		fixture_write(change, TICKET, "status: open\n");
		if (bare)
			run("cd %s && git update-ref refs/heads/main $(git "
			    "commit-tree -p main -m x main^{tree})", path);
		else
			run("cd %s && echo two >a.txt && git commit -qam x", path);
		assert_false(store_change_commit(change, &fixture_message, oid,
			&moved, &error));
		assert_failed(&error, DESK_ERROR_TEMPORARY, "moved");
		assert_true(moved);
		assert_sound(path);
	}
}

static void test_paths_refused(void **state)
{
	(void)state;
	static const char *const paths[] = {"", "/etc/x", "../x", "a/../../x",
		".git/config", "a/.GIT/x", "a//b", "a/", "./a", "a.txt/b",
		"tickets"};
	g_autofree char *path = fixture_repository(FALSE);
	g_autoptr(Store) store = fixture_open(path);
	for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autoptr(StoreChange) change = fixture_change(store);
		GError *error = NULL;
		char oid[41];
		gboolean moved;
		fixture_write(change, paths[i], "x");
		assert_false(store_change_commit(change, &fixture_message, oid,
			&moved, &error));
		assert_failed(&error, DESK_ERROR_DATA, "");
	}
	assert_sound(path);
}

static void refuse_commit(StoreChange *change, int code, const char *words)
{
	GError *error = NULL;
	char oid[41];
	gboolean moved;
	assert_false(store_change_commit(change, &fixture_message, oid, &moved,
		&error));
	assert_failed(&error, code, words);
	assert_false(moved);
}

/* As on a full disk: the objects still go in, the second work file does not.
 * Nothing is half visible. */
static void test_no_room(void **state)
{
	(void)state;
	g_autofree char *path = fixture_repository(FALSE);
	g_autoptr(Store) store = fixture_open(path);
	g_autofree char *text = g_strnfill(1000000, 'x');
	struct rlimit limit;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	struct rlimit small = {100000, limit.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	{
		g_autoptr(StoreChange) change = fixture_change(store);
		fixture_write(change, "a.txt", "two\n");
		fixture_write(change, "b/c.txt", text);
		setrlimit(RLIMIT_FSIZE, &small);
		refuse_commit(change, DESK_ERROR_WRITE, "File too large");
		setrlimit(RLIMIT_FSIZE, &limit);
	}
	assert_sound(path);
	assert_shell("one", "cat %s/a.txt", path);
	fixture_put(store, "b/c.txt", text);
	assert_sound(path);
}

/* The ref cannot be moved when the work files are in place already. */
static void test_undone(void **state)
{
	(void)state;
	g_autofree char *path = fixture_repository(FALSE);
	g_autoptr(Store) store = fixture_open(path);
	run("cd %s/.git/logs/refs/heads && mv main main.log && mkdir main && "
	    "touch main/x", path);
	{
		g_autoptr(StoreChange) change = fixture_change(store);
		fixture_write(change, "a.txt", "two\n");
		fixture_write(change, "b/c.txt", "new\n");
		store_change_delete(change, TICKET);
		refuse_commit(change, DESK_ERROR_WRITE, "refs/heads/main");
	}
	run("cd %s/.git/logs/refs/heads && rm -r main && mv main.log main", path);
	assert_sound(path);
	assert_shell("one", "cat %s/a.txt", path);
	fixture_put(store, "b/c.txt", "new\n");
	assert_sound(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hand_edits),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_fine),
		cmocka_unit_test(test_sparse_outside),
		cmocka_unit_test(test_not_checked_out),
		cmocka_unit_test(test_moved),
		cmocka_unit_test(test_paths_refused),
		cmocka_unit_test(test_no_room),
		cmocka_unit_test(test_undone),
	};
	return cmocka_run_group_tests(tests, fixture_begin, fixture_end);
}
