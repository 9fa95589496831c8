/* Main moved to commits made on top of another tip. */
#include "store_fixture.h"

#include "store/replay.h"

#define DAY "tickets/2026/11/21/"
#define MOST_STEPS 200

/* main: first, then two local commits; branch "other": first, then one more. */
static char *make_apart(void)
{
	char *path = fixture_repository(FALSE);
	run("cd %s && echo old >b.txt && echo old >" DAY "kccccccc.yaml && "
	    "git add -A && git commit -qm base && git switch -qc other && "
	    "echo theirs >%skaaaaaaa.yaml && git rm -q %skccccccc.yaml && "
	    "echo new >n.txt && ln -s /etc/passwd link && git add -A && "
	    "git commit -qm upstream && git switch -q main && "
	    "echo local >l.txt && git add -A && "
	    "git -c i18n.commitEncoding=ISO-8859-1 "
	    "-c user.name=Olga commit -q --author 'Olga <o@x>' "
	    "--date '@1795000000 +0300' -m 'local one' -m 'Desk-Op: new' && "
	    "echo new >n.txt && git add -A && git commit -qm same && "
	    "echo local >>l.txt && git commit -qam 'local three'",
	    path, DAY, DAY);
	return path;
}

static char *tip_of(const char *path, const char *name)
{
	return shell(NULL, "git -C %s rev-parse %s", path, name);
}

static void put_difference(const StoreDifference *difference, void *data)
{
	if (difference->mode_after)
		store_replay_put(data, difference->path, difference->mode_after,
			difference->after);
}

/* Every local commit as it is, on top of the other's. */
static gboolean repeat_all(Store *store, StoreReplay *replay, const char *tip,
	GError **error)
{
	g_autoptr(GPtrArray) list = store_commits_between(store, tip,
		store_replay_base(replay), TRUE, error);
	if (!list || !store_replay_start(replay, tip, error))
		return FALSE;
	for (guint i = 0; i < list->len; i++) {
		g_auto(StoreCommit) commit = {0};
		if (!store_commit_read(store, list->pdata[i], &commit, error) ||
			!store_compare(store, commit.parent, list->pdata[i],
				put_difference, replay, error) ||
			!store_replay_repeat(replay, list->pdata[i], error))
			return FALSE;
	}
	return TRUE;
}

static gboolean join(const char *path, GError **error)
{
	gboolean moved;
	g_autoptr(StorePlace) place = store_find(path, STORE_EXACTLY, error);
	g_autoptr(Store) store = place ? store_open(place, error) : NULL;
	g_autoptr(StoreReplay) replay = store ? store_replay_begin(store, "sync",
		error) : NULL;
	char tip[41];
	return replay && store_tip(place, "refs/heads/other", tip, error) &&
		repeat_all(store, replay, tip, error) &&
		store_replay_finish(replay, &moved, error);
}

static void test_apart(void **state)
{
	(void)state;
	g_autofree char *path = make_apart();
	g_autoptr(Store) store = fixture_open(path);
	g_autofree char *main = tip_of(path, "main");
	g_autofree char *other = tip_of(path, "other");
	g_autofree char *base = tip_of(path, "other~1");
	char oid[41];
	StoreApart apart;
	assert_true(store_merge_base(store, main, other, oid, NULL));
	assert_string_equal(oid, base);
	assert_true(store_apart(store, main, other, &apart, NULL));
	assert_int_equal(apart.ahead, 3);
	assert_int_equal(apart.behind, 1);
	assert_true(store_apart(store, main, "", &apart, NULL));
	assert_int_equal(apart.ahead, 5);
	run("cd %s && git switch -q --orphan alone && "
	    "git commit -q --allow-empty -m alone && git switch -q main", path);
	g_autofree char *alone = tip_of(path, "alone");
	assert_true(store_merge_base(store, main, alone, oid, NULL));
	assert_string_equal(oid, "");
	GError *error = NULL;
	assert_false(store_merge_base(store, main,
		"1234567890123456789012345678901234567890", oid, &error));
	assert_failed(&error, DESK_ERROR_TEMPORARY, main);
	/* A merge of the other: its side is not the main line's. */
	run("cd %s && git merge -q --no-edit other 2>/dev/null || "
	    "git -C %s commit -qam merged", path, path);
	g_autofree char *merged = tip_of(path, "main");
	g_autoptr(GPtrArray) line = store_commits_between(store, base, merged,
		TRUE, NULL);
	g_autoptr(GPtrArray) all = store_commits_between(store, base, merged,
		FALSE, NULL);
	assert_int_equal(line->len, 4);
	assert_int_equal(all->len, 5);
	assert_string_equal(line->pdata[2], main);
	assert_string_equal(line->pdata[3], merged);
}

/* Who, when and what was said stays; what the other has already is no commit;
 * a link is left out of the work tree; the user's own edits stay. */
static void test_repeat(void **state)
{
	(void)state;
	GError *error = NULL;
	g_autofree char *path = make_apart();
	run("cd %s && echo mine >>a.txt && git add a.txt && echo mine >>b.txt",
		path);
	assert_true(join(path, &error));
	assert_shell("M  a.txt\n M b.txt", "git -C %s status --porcelain", path);
	assert_shell("local three\nlocal one\nupstream\nbase\nfirst",
		"git -C %s log --format=%%s", path);
	assert_shell("Olga <o@x> 1795000000 +0300 ISO-8859-1\nDesk-Op: new",
		"git -C %s log -1 --date=raw --format='%%an <%%ae> %%ad %%e%%n%%b' "
		"main~1", path);
	assert_shell("a.txt b.txt l.txt n.txt tickets",
		"cd %s && echo *", path);
	assert_shell("theirs", "cat %s/%skaaaaaaa.yaml", path, DAY);
	run("git -C %s fsck --full --strict", path);
	/* Nothing local: main goes on to the other. */
	run("cd %s && git branch -qf other main && git checkout -q -B main "
	    "main~2 2>/dev/null || git -C %s reset -q --hard main~2", path, path);
	assert_true(join(path, &error));
	assert_shell("0", "git -C %s rev-list --count main..other", path);
}

/* --- what cannot be laid out --------------------------------------------------- */

static void check_tip(const char *path, const char *name, const char *said)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *tip = tip_of(path, name);
	g_autoptr(Store) store = fixture_open(path);
	g_autoptr(StoreReplay) replay = store_replay_begin(store, "test", &error);
	assert_non_null(replay);
	assert_true(store_replay_start(replay, tip, &error));
	assert_false(store_replay_check(replay, &error));
	assert_int_equal(error->code, DESK_ERROR_DATA);
	assert_non_null(strstr(error->message, said));
}

static void test_cannot_be_laid_out(void **state)
{
	(void)state;
	g_autofree char *path = make_apart();
	run("cd %s && git switch -qc link main && git rm -rq tickets && "
	    "ln -s /etc tickets && git add tickets && git commit -qm link && "
	    "git switch -qc folder main && git rm -q b.txt && mkdir b.txt && "
	    "echo x >b.txt/c && git add b.txt && git commit -qm folder && "
	    "git switch -q main", path);
	check_tip(path, "link", "\"tickets\" is a folder on one side");
	check_tip(path, "folder", "\"b.txt\" is a folder on one side");
	/* Only its head is there. */
	run("cd %s && mkdir -p .git/objects/ab && python3 -c 'import sys, zlib\n"
	    "sys.stdout.buffer.write(zlib.compress(b\"blob 300000000\\0\"))' "
	    ">.git/objects/ab/$(printf %%038d 1) && git switch -qc huge && "
	    "git update-index --add --cacheinfo 100644,ab$(printf %%038d 1),huge && "
	    "git commit -qm huge && git symbolic-ref HEAD refs/heads/main && "
	    "git rm -q --cached huge", path);
	check_tip(path, "huge", "\"huge\" has 300000000 bytes");
}

static void test_hand_edit_in_the_way(void **state)
{
	(void)state;
	GError *error = NULL;
	g_autofree char *path = make_apart();
	g_autofree char *before = tip_of(path, "main");
	run("echo mine >%s/n.txt", path);
	run("cd %s && git rm -q --cached n.txt && git commit -qm left", path);
	g_autofree char *main = tip_of(path, "main");
	assert_false(join(path, &error));
	assert_failed(&error, DESK_ERROR_CONFLICT, "n.txt: is a new file");
	assert_shell(main, "git -C %s rev-parse main", path);
	assert_shell("mine", "cat %s/n.txt", path);
	run("rm %s/n.txt", path);
	assert_true(join(path, &error));
	run("git -C %s fsck --full --strict", path);
}

/* --- every step can be the last ------------------------------------------- */

static gboolean in_child(const char *path, guint stop_after, gboolean recover)
{
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		GError *error = NULL;
		g_autofree char *stop = g_strdup_printf("%u", stop_after);
		if (stop_after)
			g_setenv("DESK_STOP_AFTER", stop, TRUE);
		g_autoptr(StorePlace) place = store_find(path, STORE_EXACTLY,
			NULL);
		Store *store = recover ? store_open(place, &error) : NULL;
		gboolean good = recover ? store != NULL : join(path, &error);
		store_free(store);
		if (!good)
			fprintf(stderr, "%s\n", error->message);
		fflush(NULL);
		_exit(good ? 0 : 2);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status))
		assert_int_equal(WTERMSIG(status), SIGKILL);
	else
		assert_int_equal(WEXITSTATUS(status), 0);
	return WIFEXITED(status);
}

/* Before or after, never between, and again it comes to one end. */
static void test_stop_everywhere(void **state)
{
	(void)state;
	g_autofree char *template = make_apart();
	run("cd %s && echo mine >>a.txt && git add a.txt && echo mine >>b.txt && "
	    "git repack -qad && git prune-packed -q", template);
	g_autofree char *before = tip_of(template, "main");
	g_autofree char *after = NULL;
	gboolean ended = FALSE;
	guint n = 1;
	for (; !ended && n < MOST_STEPS; n++) {
		g_autofree char *path = fixture_path();
		run("cp -a %s %s", template, path);
		ended = in_child(path, n, FALSE);
		assert_true(in_child(path, 0, TRUE));
		g_autofree char *tip = tip_of(path, "main");
		if (!ended && strcmp(tip, before) != 0)
			assert_shell("local three",
				"git -C %s log -1 --format=%%s", path);
		assert_shell("M  a.txt\n M b.txt",
			"git -C %s status --porcelain", path);
		assert_true(in_child(path, 0, FALSE));
		g_autofree char *end = tip_of(path, "main");
		if (!after)
			after = g_strdup(end);
		assert_string_equal(end, after);
		assert_shell("M  a.txt\n M b.txt",
			"git -C %s status --porcelain", path);
		run("test ! -e %s/.git/index.lock -a ! -e %s/.git/desk/journal "
		    "&& rm -rf %s", path, path, path);
	}
	assert_true(ended);
	assert_true(n > 12);
}

/* Loose commits in a pack of their own; what is known already is not in it. */
static void test_pack_ahead(void **state)
{
	(void)state;
	g_autofree char *path = fixture_repository(FALSE);
	run("cd %s && mkdir d && echo 0 >d/0 && ln -s 0 d/link && git add -A && "
	    "git commit -qm first && git tag known && i=0; "
	    "while [ $((i += 1)) -le 60 ]; do printf 'commit refs/heads/main\n"
	    "committer A <a@x> 1795241000 +0000\ndata 1\nc\n'; "
	    "[ $i -gt 1 ] || echo 'from refs/tags/known'; "
	    "[ $((i %% 9)) -gt 0 ] || echo \"D d/$((i - 1))\"; "
	    "printf 'M 100644 inline d/%%s\ndata 2\n%%s\n\n' $i $((i %% 9)); "
	    "done | git -c fastimport.unpackLimit=9999 fast-import --quiet",
	    path);
	g_autofree char *tip = tip_of(path, "main");
	g_autofree char *known = tip_of(path, "known");
	GError *error = NULL;
	g_autoptr(StorePlace) place = store_find(path, STORE_EXACTLY, &error);
	g_autoptr(Store) store = store_open(place, &error);
	assert_true(store_pack_ahead(store, tip, tip, &error));
	run("cd %s && test -z \"$(ls .git/objects/pack)\"", path);
	assert_true(store_pack_ahead(store, known, tip, &error));
	run("cd %s && git prune-packed && test $(git count-objects | "
	    "cut -d' ' -f1) -lt 20 && git fsck --strict && "
	    "git verify-pack -v .git/objects/pack/*.idx | grep -q chain", path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* First: a process reads DESK_STOP_AFTER at its first step. */
		cmocka_unit_test(test_stop_everywhere),
		cmocka_unit_test(test_apart),
		cmocka_unit_test(test_repeat),
		cmocka_unit_test(test_cannot_be_laid_out),
		cmocka_unit_test(test_hand_edit_in_the_way),
		cmocka_unit_test(test_pack_ahead),
	};
	return cmocka_run_group_tests(tests, fixture_begin, fixture_end);
}
