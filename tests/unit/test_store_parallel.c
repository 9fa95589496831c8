/* Many writers and plain git at once: every change is there in the end. */
#include "store_fixture.h"

#define WRITERS 8
#define PLAIN_COMMITS 20

static int changes; /* of each writer */

static void die(const char *what, const GError *error)
{
	fprintf(stderr, "%s: %s\n", what, error ? error->message : "failed");
	_exit(2);
}

/* Appends a line to a file that all share and makes one of its own; the branch
 * may move by plain git: then once more. */
static gboolean change_once(Store *store, int writer, int number, GError **error)
{
	g_autoptr(StoreChange) change = store_change_begin(store, "test",
		FIXTURE_NOW, error);
	g_autoptr(GBytes) old = change ? store_change_read(change, "shared.txt",
		error) : NULL;
	if (!old)
		return FALSE;
	g_autofree char *before = bytes_text(old);
	g_autofree char *after = g_strdup_printf("%s%d-%d\n", before, writer,
		number);
	g_autofree char *own = g_strdup_printf("own/%d/%d.txt", writer, number);
	fixture_write(change, "shared.txt", after);
	fixture_write(change, own, "x\n");
	char oid[41];
	gboolean moved;
	return store_change_commit(change, &fixture_message, oid, &moved, error);
}

static void write_many(const char *path, int writer)
{
	GError *error = NULL;
	g_autoptr(StorePlace) place = store_find(path, STORE_EXACTLY, &error);
	g_autoptr(Store) store = place ? store_open(place, &error) : NULL;
	if (!store)
		die("open", error);
	for (int i = 0; i < changes; i++)
		while (!change_once(store, writer, i, &error)) {
			if (error->code != DESK_ERROR_TEMPORARY)
				die("change", error);
			g_clear_error(&error);
		}
}

static void commit_plainly(const char *path)
{
	for (int i = 0; i < PLAIN_COMMITS; i++) {
		int failed;
		do
			g_free(shell(&failed, "cd %s && echo %d >>plain.txt && "
				"git commit -qm plain -- plain.txt", path, i));
		while (failed);
	}
}

static pid_t start(void (*work)(const char *, int), const char *path, int number)
{
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		if (work)
			work(path, number);
		else
			commit_plainly(path);
		_exit(0);
	}
	return child;
}

static void test_nothing_is_lost(void **state)
{
	(void)state;
	for (int bare = 0; bare < 2; bare++) {
		changes = bare ? 8 : 20;
		g_autofree char *source = fixture_repository(FALSE);
		run("cd %s && : >shared.txt && : >plain.txt && git add -A && "
		    "git commit -qm second", source);
		g_autofree char *path = fixture_path();
		run("git clone -q %s %s %s", bare ? "--bare" : "", source, path);
		pid_t children[WRITERS + 1];
		int count = 0;
		for (int i = 0; i < WRITERS; i++)
			children[count++] = start(write_many, path, i);
		if (!bare)
			children[count++] = start(NULL, path, 0);
		for (int i = 0; i < count; i++) {
			int status;
			waitpid(children[i], &status, 0);
			assert_int_equal(status, 0);
		}
		g_autofree char *lines = g_strdup_printf("%d", WRITERS * changes);
		assert_shell(lines, "git -C %s show main:shared.txt | sort -u | "
			"wc -l", path);
		assert_shell(lines, "git -C %s ls-tree -r --name-only main own | "
			"wc -l", path);
		g_autofree char *plain = g_strdup_printf("%d",
			bare ? 0 : PLAIN_COMMITS);
		assert_shell(plain, "git -C %s log --oneline main --grep=plain | "
			"wc -l", path);
		assert_sound(path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_lost),
	};
	return cmocka_run_group_tests(tests, fixture_begin, fixture_end);
}
