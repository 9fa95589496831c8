/* Every step can be the last: a change is ended before each of its outside
 * effects in turn. All that calls step() runs in children, which then read
 * their own DESK_STOP_AFTER. */
#include "store_fixture.h"

#define DAY "tickets/2026/11/21/"
#define MOST_STEPS 200

typedef void (*Work)(const char *path);

/* TRUE if `work` ran to its end, FALSE if it was stopped. */
static gboolean in_child(Work work, const char *path, guint stop_after)
{
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		g_autofree char *stop = g_strdup_printf("%u", stop_after);
		if (stop_after)
			g_setenv("DESK_STOP_AFTER", stop, TRUE);
		work(path);
		fflush(NULL);
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status))
		assert_int_equal(WTERMSIG(status), SIGKILL);
	else
		assert_int_equal(WEXITSTATUS(status), 0);
	return WIFEXITED(status);
}

static void die(const GError *error)
{
	fprintf(stderr, "%s\n", error ? error->message : "no reason");
	_exit(2);
}

static gboolean durable;

static void change_three(const char *path)
{
	GError *error = NULL;
	g_autoptr(StorePlace) place = store_find(path, STORE_EXACTLY, &error);
	g_autoptr(Store) store = place ? store_open(place, &error) : NULL;
	g_autoptr(StoreChange) change = store ? store_change_begin(store, "test",
		FIXTURE_NOW, &error) : NULL;
	if (!change)
		die(error);
	fixture_write(change, DAY "kaaaaaaa.yaml", "new\n");
	fixture_write(change, "tickets/2026/11/22/kdddddd1.yaml", "new\n");
	store_change_delete(change, DAY "kccccccc.yaml");
	g_autoptr(GBytes) mail = g_bytes_new_static("mail", 4);
	store_change_add_original(change, "2026/11/21/abc", mail);
	StoreMessage message = fixture_message;
	message.durable = durable;
	char oid[41];
	gboolean moved;
	if (!store_change_commit(change, &message, oid, &moved, &error))
		die(error);
}

static void recover(const char *path)
{
	GError *error = NULL;
	g_autoptr(StorePlace) place = store_find(path, STORE_EXACTLY, &error);
	g_autoptr(Store) store = place ? store_open(place, &error) : NULL;
	if (!store)
		die(error);
	if (store_needs_recovery(place))
		die(NULL);
}

/* Files of the user's own, one changed and staged, one only changed. */
static char *make_template(gboolean bare)
{
	g_autofree char *path = fixture_repository(FALSE);
	run("cd %s && echo old >%skaaaaaaa.yaml && echo old >%skccccccc.yaml && "
	    "echo b >b.txt && git add -A && git commit -qm second && "
	    "echo mine >>a.txt && git add a.txt && echo mine >>b.txt && "
	    "git repack -qad && git prune-packed -q && git pack-refs --all",
	    path, DAY, DAY);
	if (!bare)
		return g_steal_pointer(&path);
	char *target = fixture_path();
	run("git clone -q --bare %s %s", path, target);
	return target;
}

static char *copy_of(const char *path)
{
	static char *last;
	char *copy = fixture_path();
	run("rm -rf %s && cp -a %s %s", last ? last : "none", path, copy);
	g_free(last);
	last = g_strdup(copy);
	return copy;
}

static gboolean blob_is(git_repository *repository, const char *path,
	const char *text)
{
	g_autofree char *name = g_strconcat("main:", path, NULL);
	git_object *object = NULL;
	if (git_revparse_single(&object, repository, name))
		return text == NULL;
	gboolean same = text && git_object_type(object) == GIT_OBJECT_BLOB &&
		strcmp(git_blob_rawcontent((git_blob *)object), text) == 0;
	git_object_free(object);
	return same;
}

/* Whether the three files of the branch are all new or all old. */
static gboolean is_new(const char *path)
{
	git_repository *repository = NULL;
	assert_int_equal(git_repository_open(&repository, path), 0);
	gboolean new = blob_is(repository, DAY "kaaaaaaa.yaml", "new\n");
	const char *text = new ? NULL : "old\n";
	assert_true(blob_is(repository, DAY "kccccccc.yaml", text));
	text = new ? "new\n" : NULL;
	assert_true(blob_is(repository, "tickets/2026/11/22/kdddddd1.yaml", text));
	assert_true(new || blob_is(repository, DAY "kaaaaaaa.yaml", "old\n"));
	git_repository_free(repository);
	return new;
}

static void assert_absent(const char *path, const char *name)
{
	g_autofree char *file = g_build_filename(path, name, NULL);
	assert_false(g_file_test(file, G_FILE_TEST_EXISTS));
}

/* A temporary file in the work tree shows in the status, too. */
static void check_state(const char *path, gboolean new, const char *status)
{
	assert_int_equal(is_new(path), new);
	static const char *const locks[] = {".git/index.lock",
		".git/desk/journal", ".git/refs/heads/main.lock",
		"desk/journal", "refs/heads/main.lock"};
	for (guint i = 0; i < G_N_ELEMENTS(locks); i++)
		assert_absent(path, locks[i]);
	g_autofree char *head = g_build_filename(path, "HEAD", NULL);
	if (!g_file_test(head, G_FILE_TEST_EXISTS))
		assert_shell(status, "git -C %s status --porcelain", path);
}

static void check_recovered(const char *path, gboolean bare, gboolean new)
{
	check_state(path, new, bare ? "" : "M  a.txt\n M b.txt");
}

static void stop_everywhere(gboolean bare, guint stride)
{
	g_autofree char *template = make_template(bare);
	guint n = 1;
	gboolean ended = FALSE;
	for (; !ended && n < MOST_STEPS; n += stride) {
		g_autofree char *path = copy_of(template);
		ended = in_child(change_three, path, n);
		gboolean committed = is_new(path);
		/* Who sees the new branch sees the new index. */
		if (committed && !bare)
			assert_shell("a.txt", "git -C %s diff --cached "
				"--name-only main", path);
		assert_true(in_child(recover, path, 0));
		check_recovered(path, bare, committed);
		/* The same again comes to its end and to one state. */
		assert_true(in_child(change_three, path, 0));
		check_recovered(path, bare, TRUE);
		if (n % 8 == 0)
			run("git -C %s fsck --full --strict", path);
	}
	assert_true(ended);
	assert_true(n > (bare ? 8 : 20));
}

static void test_stop_everywhere(void **state)
{
	(void)state;
	stop_everywhere(FALSE, 1);
	stop_everywhere(TRUE, 1);
	durable = TRUE;
	stop_everywhere(FALSE, 6);
	durable = FALSE;
}

typedef struct {
	const char *command, *status; /* what git says after it ran */
	guint stride;
} PlainGit;

/* Plain git between the crash and the recovery: it may be refused by the lock
 * that is left, but it never brings the old state back. */
static void test_plain_git_after_crash(void **state)
{
	(void)state;
	static const PlainGit plain[] = {
		{"commit -qam x --allow-empty", "", 1},
		{"commit -qm x --allow-empty", " M b.txt", 3},
		{"add -A", "M  a.txt\nM  b.txt", 4},
	};
	g_autofree char *template = make_template(FALSE);
	for (guint i = 0; i < G_N_ELEMENTS(plain); i++) {
		gboolean ended = FALSE;
		for (guint n = 1; !ended && n < MOST_STEPS;
			n += plain[i].stride) {
			g_autofree char *path = copy_of(template);
			ended = in_child(change_three, path, n);
			gboolean committed = is_new(path);
			int refused;
			g_free(shell(&refused, "git -C %s %s", path,
				plain[i].command));
			assert_true(in_child(recover, path, 0));
			check_state(path, committed, refused ?
				"M  a.txt\n M b.txt" : plain[i].status);
		}
		assert_true(ended);
	}
}

/* A recovery that is itself ended goes on at the next. */
static void test_stop_in_recovery(void **state)
{
	(void)state;
	g_autofree char *template = make_template(FALSE);
	gboolean ended = FALSE;
	for (guint n = 16; !ended && n < MOST_STEPS; n += 8) {
		g_autofree char *crashed = fixture_path();
		run("cp -a %s %s", template, crashed);
		ended = in_child(change_three, crashed, n);
		gboolean committed = is_new(crashed);
		gboolean recovered = FALSE;
		for (guint m = 1; !recovered && m < MOST_STEPS; m++) {
			g_autofree char *path = copy_of(crashed);
			recovered = in_child(recover, path, m);
			assert_true(in_child(recover, path, 0));
			check_recovered(path, FALSE, committed);
		}
		assert_true(recovered);
	}
}

/* A power cut may leave a journal without its bytes. What was committed before
 * it is finished all the same. */
static void test_journal_lost(void **state)
{
	(void)state;
	g_autofree char *template = make_template(FALSE);
	gboolean ended = FALSE;
	for (guint n = 10; !ended && n < MOST_STEPS; n++) {
		g_autofree char *path = copy_of(template);
		ended = in_child(change_three, path, n);
		gboolean committed = is_new(path);
		run("cd %s/.git/desk && [ ! -e journal ] || : >journal", path);
		if (!committed)
			continue;
		assert_true(in_child(recover, path, 0));
		check_recovered(path, FALSE, TRUE);
	}
	assert_true(ended);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stop_everywhere),
		cmocka_unit_test(test_plain_git_after_crash),
		cmocka_unit_test(test_stop_in_recovery),
		cmocka_unit_test(test_journal_lost),
	};
	return cmocka_run_group_tests(tests, fixture_begin, fixture_end);
}
