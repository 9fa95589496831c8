/*
 * What a refresh makes of given histories. That going on equals starting anew
 * is test_history_random.c's.
 */
#include <git2.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "app/desk/refresh.h"
#include "base/error.h"
#include "index/rows.h"
#include "system/process.h"

#define PATH "tickets/2026/11/21/aaaaaaaa.yaml"
#define UID "20261121-aaaaaaaa"
#define TICKET(status) "uid: " UID "\nnumber: 1\nsubject: Printer\n" \
	"created: 2026-11-21T06:00:00Z\nstatus: " status "\n"
#define COMMENT(id) "---\nid: " id "\nkind: comment\n" \
	"at: 2026-11-21T06:30:00Z\nby: anna\nbody: |\n  Text.\n"

typedef struct {
	char *folder, *index_path;
	git_repository *repository;
	StorePlace *place;
	Store *store;
	Index *index;
	int clock; /* minutes after 06:00 */
} World;

#define check(done, error) do { \
	if (!(done)) \
		fail_msg("%s", (error) ? (error)->message : "no error set"); \
} while (0)

static int start(void **state)
{
	World *world = g_new0(World, 1);
	GError *error = NULL;
	world->folder = g_dir_make_tmp("desk-refresh-XXXXXX", NULL);
	world->index_path = g_build_filename(world->folder, "index.db", NULL);
	g_autofree char *store = g_build_filename(world->folder, "s.git", NULL);
	check(store_create(store, TRUE, &error), error);
	world->place = store_find(store, STORE_EXACTLY, &error);
	check(world->place, error);
	world->store = store_open(world->place, &error);
	check(world->store, error);
	assert_int_equal(git_repository_open(&world->repository, store), 0);
	world->index = index_open(world->index_path, INDEX_WRITE, &error);
	check(world->index, error);
	*state = world;
	return 0;
}

static int stop(void **state)
{
	World *world = *state;
	index_free(world->index);
	store_free(world->store);
	store_place_free(world->place);
	git_repository_free(world->repository);
	const char *argv[] = {"rm", "-rf", world->folder, NULL};
	process_run(argv, NULL, NULL, 0, NULL, NULL, NULL, NULL);
	g_free(world->folder);
	g_free(world->index_path);
	g_free(world);
	return 0;
}

/* --- commits -------------------------------------------------------------- */

typedef struct {
	char oid[41];
} Oid;

static void copy_tree(World *world, git_index *index, const char *commit)
{
	git_oid oid;
	git_commit *found;
	git_tree *tree;
	git_oid_fromstr(&oid, commit);
	assert_int_equal(git_commit_lookup(&found, world->repository, &oid), 0);
	git_commit_tree(&tree, found);
	git_index_read_tree(index, tree);
	git_tree_free(tree);
	git_commit_free(found);
}

static void put(World *world, git_index *index, const char *path,
	const char *text)
{
	git_index_entry entry = {.mode = GIT_FILEMODE_BLOB, .path = path};
	if (!text) {
		git_index_remove(index, path, 0);
		return;
	}
	if (g_str_has_prefix(text, "-> "))
		entry.mode = GIT_FILEMODE_LINK;
	git_blob_create_from_buffer(&entry.id, world->repository, text,
		strlen(text));
	assert_int_equal(git_index_add(index, &entry), 0);
}

/* The tree of the first parent with one file changed; parents "" = none. A
 * minute after the last commit. */
static Oid commit_at(World *world, const char *one, const char *two,
	const char *path, const char *text)
{
	git_index *index;
	git_oid tree_oid, oid;
	git_tree *tree;
	git_signature *author;
	git_commit *parents[2] = {0};
	size_t count = 0;
	git_index_new(&index);
	if (*one)
		copy_tree(world, index, one);
	put(world, index, path, text);
	git_index_write_tree_to(&tree_oid, index, world->repository);
	git_index_free(index);
	git_tree_lookup(&tree, world->repository, &tree_oid);
	git_signature_new(&author, "Anna", "anna@firm.example",
		1795240800 + 60 * (git_time_t)++world->clock, 0);
	const char *names[] = {one, two};
	for (int i = 0; i < 2; i++)
		if (*names[i]) {
			git_oid_fromstr(&oid, names[i]);
			git_commit_lookup(&parents[count++], world->repository,
				&oid);
		}
	assert_int_equal(git_commit_create(&oid, world->repository, NULL,
		author, author, NULL, "1 edit: something\n\nDesk-Ticket: 1\n"
		"Desk-Op: edit\n", tree, count,
		(const git_commit **)parents), 0);
	for (size_t i = 0; i < count; i++)
		git_commit_free(parents[i]);
	git_signature_free(author);
	git_tree_free(tree);
	Oid result;
	git_oid_tostr(result.oid, sizeof result.oid, &oid);
	return result;
}

static RefreshResult refresh(World *world, const char *tip)
{
	GError *error = NULL;
	RefreshResult result = {0};
	check(refresh_index(world->store, world->index, tip, NULL, NULL,
		&result, &error), error);
	return result;
}

static void expect(World *world, const char *sql, const char *expected)
{
	GError *error = NULL;
	g_autoptr(GPtrArray) rows = index_rows(world->index, sql, NULL, &error);
	check(rows, error);
	g_autofree char *is = rows->len ? g_strjoinv("|", rows->pdata[0]) :
		g_strdup("nothing");
	if (strcmp(is, expected) != 0)
		fail_msg("%s\nis       %s\nexpected %s", sql, is, expected);
}

/* --- histories ------------------------------------------------------------ */

static void test_no_commit(void **state)
{
	World *world = *state;
	refresh(world, "");
	expect(world, "SELECT count(*) FROM ticket", "0");
	expect(world, "SELECT class FROM term WHERE field = 'status'"
		" AND name = 'closed'", "closed");
	Oid one = commit_at(world, "", "", PATH, TICKET("new"));
	RefreshResult result = refresh(world, one.oid);
	assert_int_equal(result.commits, 1);
	result = refresh(world, one.oid);
	assert_int_equal(result.commits, 0);
	refresh(world, "");
	expect(world, "SELECT count(*) FROM ticket", "0");
}

static void test_line(void **state)
{
	World *world = *state;
	Oid one = commit_at(world, "", "", PATH, TICKET("new"));
	Oid two = commit_at(world, one.oid, "", PATH, TICKET("open"));
	Oid three = commit_at(world, two.oid, "", PATH,
		TICKET("open") COMMENT("c1"));
	assert_true(refresh(world, one.oid).rebuilt);
	RefreshResult result = refresh(world, three.oid);
	assert_false(result.rebuilt);
	assert_int_equal(result.commits, 2);
	expect(world, "SELECT group_concat(kind || ' ' || field || entry_id)"
		" FROM event WHERE seq > 1", "changed status,said c1");
	expect(world, "SELECT subject, op, mail, mainline FROM walk"
		" WHERE seq = 2", "1 edit: something|edit|anna@firm.example|1");
	expect(world, "SELECT status, comments FROM ticket", "open|1");
	result = refresh(world, one.oid);
	assert_int_equal(result.commits, 0);
	expect(world, "SELECT status, comments FROM ticket", "new|0");
}

static void test_merge_keeps_who_did_it(void **state)
{
	World *world = *state;
	Oid root = commit_at(world, "", "", PATH, TICKET("new"));
	Oid ours = commit_at(world, root.oid, "", PATH, TICKET("open"));
	Oid theirs = commit_at(world, root.oid, "", PATH,
		TICKET("new") COMMENT("c1"));
	Oid both = commit_at(world, ours.oid, theirs.oid, PATH,
		TICKET("open") COMMENT("c1"));
	refresh(world, both.oid);
	g_autofree char *side = g_strdup_printf("SELECT kind, entry_id"
		" FROM event JOIN walk USING (seq) WHERE oid = '%s'",
		theirs.oid);
	expect(world, side, "said|c1");
	g_autofree char *merge = g_strdup_printf("SELECT count(*)"
		" FROM event JOIN walk USING (seq) WHERE oid = '%s'", both.oid);
	expect(world, merge, "0");
	/* Theirs alone is another main line. */
	refresh(world, theirs.oid);
	expect(world, "SELECT status, comments FROM ticket", "new|1");
	/* A merge that drops what the side said. */
	Oid dropped = commit_at(world, ours.oid, theirs.oid, "README", "x");
	refresh(world, dropped.oid);
	expect(world, "SELECT status, comments FROM ticket", "open|0");
	expect(world, "SELECT kind FROM event ORDER BY id DESC LIMIT 1",
		"removed");
}

static void test_unreadable(void **state)
{
	World *world = *state;
	Oid one = commit_at(world, "", "", PATH, TICKET("new"));
	Oid two = commit_at(world, one.oid, "", PATH, TICKET("open"));
	static const char *const bad[] = {"uid: [\n", "-> elsewhere", "",
		"uid: 20261121-bbbbbbbb\ncreated: 2026-11-21T06:00:00Z\n"};
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		Oid three = commit_at(world, two.oid, "", PATH, bad[i]);
		refresh(world, three.oid);
		expect(world, "SELECT count(*) FROM unreadable", "1");
		expect(world, "SELECT status FROM ticket", "open");
		expect(world, "SELECT reason LIKE '" PATH ":%' FROM unreadable",
			"1");
		Oid four = commit_at(world, three.oid, "", PATH,
			TICKET("solved"));
		refresh(world, four.oid);
		expect(world, "SELECT count(*) FROM unreadable", "0");
		expect(world, "SELECT old, new FROM event WHERE"
			" field = 'status' ORDER BY id DESC LIMIT 1",
			"open|solved");
	}
}

/* Statuses and entries that count, in the order of the walk. */
#define COUNTED "SELECT group_concat(kind || ' ' || new || entry_id) FROM" \
	" (SELECT * FROM event WHERE NOT void AND (field = 'status'" \
	" OR kind NOT IN ('changed', 'created')) ORDER BY id)"

static void test_lost_changes_count_for_nothing(void **state)
{
	World *world = *state;
	Oid root = commit_at(world, "", "", PATH, TICKET("new"));
	Oid theirs = commit_at(world, root.oid, "", PATH, TICKET("open"));
	theirs = commit_at(world, theirs.oid, "", PATH, TICKET("pending"));
	Oid ours = commit_at(world, root.oid, "", PATH, TICKET("solved"));
	Oid kept = commit_at(world, ours.oid, theirs.oid, PATH,
		TICKET("solved"));
	refresh(world, kept.oid);
	expect(world, COUNTED, "changed new,changed solved");
	expect(world, "SELECT reopened, solved_at IS NOT NULL FROM ticket",
		"0|1");
	Oid taken = commit_at(world, ours.oid, theirs.oid, PATH,
		TICKET("pending"));
	refresh(world, taken.oid);
	expect(world, "SELECT reopened FROM ticket", "1");
	/* What a branch did while the main line did nothing to it stays. */
	theirs = commit_at(world, ours.oid, "", PATH, TICKET("open"));
	theirs = commit_at(world, theirs.oid, "", PATH, TICKET("solved"));
	Oid merged = commit_at(world, ours.oid, theirs.oid, PATH,
		TICKET("solved"));
	refresh(world, merged.oid);
	expect(world, "SELECT reopened FROM ticket", "1");
}

static void test_merge_that_cannot_be_read(void **state)
{
	World *world = *state;
	Oid root = commit_at(world, "", "", PATH, TICKET("open"));
	Oid theirs = commit_at(world, root.oid, "", PATH,
		TICKET("solved") COMMENT("c1"));
	Oid ours = commit_at(world, root.oid, "", "README", "x");
	Oid both = commit_at(world, ours.oid, theirs.oid, PATH,
		TICKET("solved") COMMENT("c1") COMMENT("c1"));
	refresh(world, both.oid);
	expect(world, "SELECT status, comments, solved_at IS NULL FROM ticket",
		"open|0|1");
	expect(world, COUNTED, "changed open");
	Oid mended = commit_at(world, both.oid, "", PATH,
		TICKET("solved") COMMENT("c1"));
	refresh(world, mended.oid);
	expect(world, COUNTED,
		"changed open,changed solved,said c1");
	/* Born on a branch, and broken as it comes: it was never there. */
	Oid empty = commit_at(world, "", "", "README", "x");
	theirs = commit_at(world, empty.oid, "", PATH, TICKET("new"));
	both = commit_at(world, empty.oid, theirs.oid, PATH, "uid: [\n");
	mended = commit_at(world, both.oid, "", PATH, TICKET("new"));
	refresh(world, mended.oid);
	expect(world, "SELECT count(*), min(at) = 1795240800 FROM event"
		" WHERE kind = 'created' AND NOT void", "1|1");
}

static void test_stray_files(void **state)
{
	World *world = *state;
	Oid one = commit_at(world, "", "", "tickets/notes.txt", "x");
	Oid two = commit_at(world, one.oid, "", "tickets/.gitkeep", "");
	refresh(world, two.oid);
	expect(world, "SELECT count(*), max(path) FROM unreadable",
		"1|tickets/notes.txt");
	Oid three = commit_at(world, two.oid, "", "tickets/notes.txt", NULL);
	refresh(world, three.oid);
	expect(world, "SELECT count(*) FROM unreadable", "0");
}

static void test_regulation(void **state)
{
	World *world = *state;
	static const char valid[] = "desk: 1\nteam: A\nstatuses:\n"
		"  new: {class: new}\n  open: {class: open}\n"
		"  parked: {class: solved}\n  solved: {class: solved}\n"
		"  closed: {class: closed}\n";
	Oid one = commit_at(world, "", "", PATH, TICKET("parked"));
	refresh(world, one.oid);
	expect(world, "SELECT solved_at IS NULL FROM ticket", "1");
	Oid two = commit_at(world, one.oid, "", "desk.yaml", valid);
	refresh(world, two.oid);
	expect(world, "SELECT solved_at IS NULL FROM ticket", "0");
	Oid three = commit_at(world, two.oid, "", "desk.yaml", "desk: [\n");
	refresh(world, three.oid);
	expect(world, "SELECT value FROM meta WHERE key = 'regulation'", valid);
	expect(world, "SELECT value LIKE 'desk.yaml:%' FROM meta"
		" WHERE key = 'regulation.error'", "1");
	expect(world, "SELECT solved_at IS NULL FROM ticket", "0");
	refresh(world, one.oid);
	expect(world, "SELECT solved_at IS NULL FROM ticket", "1");
	expect(world, "SELECT count(*) FROM meta"
		" WHERE key = 'regulation.error'", "0");
}

static void test_people(void **state)
{
	World *world = *state;
	Oid one = commit_at(world, "", "", "agents/anna.yaml",
		"name: Anna\nmails: [anna@firm.example]\n");
	refresh(world, one.oid);
	expect(world, "SELECT name, mail FROM agent JOIN agent_mail"
		" USING (login)", "Anna|anna@firm.example");
	/* A slip does not lock her out. */
	Oid two = commit_at(world, one.oid, "", "agents/anna.yaml",
		"name: [\n");
	refresh(world, two.oid);
	expect(world, "SELECT name FROM agent", "Anna");
	expect(world, "SELECT error <> '' FROM people_file", "1");
	Oid three = commit_at(world, two.oid, "", "agents/anna.yaml", NULL);
	refresh(world, three.oid);
	expect(world, "SELECT count(*) FROM agent", "0");
	expect(world, "SELECT count(*) FROM people_file", "0");
}

static void test_impossible_clock(void **state)
{
	World *world = *state;
	world->clock = -100000000; /* before 1970 */
	Oid one = commit_at(world, "", "", PATH, TICKET("new"));
	Oid two = commit_at(world, one.oid, "", PATH, TICKET("open"));
	refresh(world, two.oid);
	expect(world, "SELECT min(at), max(at) FROM event",
		"1795240800|1795240800");
}

/* --- the file ------------------------------------------------------------- */

static void test_damage_is_mended(void **state)
{
	World *world = *state;
	Oid one = commit_at(world, "", "", PATH, TICKET("new"));
	Oid two = commit_at(world, one.oid, "", PATH, TICKET("open"));
	refresh(world, one.oid);
	g_autoptr(GPtrArray) page = index_rows(world->index, "SELECT rootpage"
		" FROM sqlite_master WHERE name = 'sqlite_autoindex_walk_1'",
		NULL, NULL);
	long root = atol(((char **)page->pdata[0])[0]);
	g_clear_pointer(&world->index, index_free);
	g_autofree char *bytes = NULL;
	gsize size;
	assert_true(g_file_get_contents(world->index_path, &bytes, &size,
		NULL));
	memset(bytes + (root - 1) * 4096, 'x', 4096);
	assert_true(g_file_set_contents(world->index_path, bytes,
		(gssize)size, NULL));
	world->index = index_open(world->index_path, INDEX_WRITE, NULL);
	assert_non_null(world->index);
	assert_true(refresh(world, two.oid).rebuilt);
	expect(world, "SELECT status FROM ticket", "open");
}

/* Ends in the middle of a rebuild; readers and the next writer do not mind. */
static void test_killed(void **state)
{
	World *world = *state;
	Oid tip = commit_at(world, "", "", PATH, TICKET("new"));
	refresh(world, tip.oid);
	for (int i = 0; i < 200; i++) {
		g_autofree char *text = g_strdup_printf(TICKET("new")
			"odd: %d\n", i);
		tip = commit_at(world, i ? tip.oid : "", "", PATH, text);
	}
	g_clear_pointer(&world->index, index_free);
	for (int round = 0; round < 8; round++) {
		pid_t child = fork();
		if (child == 0) {
			/* After so much work of its own, however slowly. */
			struct itimerval limit = {.it_value.tv_usec =
				1 + round * 3000};
			setitimer(ITIMER_PROF, &limit, NULL);
			Index *index = index_open(world->index_path,
				INDEX_WRITE, NULL);
			refresh_index(world->store, index, tip.oid, NULL, NULL,
				NULL, NULL);
			_exit(0);
		}
		waitpid(child, NULL, 0);
		g_autoptr(Index) reader = index_open(world->index_path,
			INDEX_READ, NULL);
		assert_non_null(reader);
		g_autoptr(GPtrArray) rows = index_rows(reader,
			"SELECT count(*) FROM ticket", NULL, NULL);
		assert_string_equal(((char **)rows->pdata[0])[0], "1");
	}
	world->index = index_open(world->index_path, INDEX_WRITE, NULL);
	refresh(world, tip.oid);
	expect(world, "SELECT value FROM ticket_field", "199");
}

static void test_many_at_once(void **state)
{
	World *world = *state;
	Oid tip = commit_at(world, "", "", PATH, TICKET("new"));
	for (int i = 0; i < 50; i++) {
		g_autofree char *text = g_strdup_printf(TICKET("new")
			"odd: %d\n", i);
		tip = commit_at(world, tip.oid, "", PATH, text);
	}
	g_clear_pointer(&world->index, index_free);
	pid_t children[6];
	for (int i = 0; i < 6; i++) {
		children[i] = fork();
		if (children[i] != 0)
			continue;
		g_autoptr(GError) error = NULL;
		Index *index = index_open(world->index_path, INDEX_WRITE,
			&error);
		gboolean done = index && refresh_index(world->store, index,
			tip.oid, NULL, NULL, NULL, &error);
		/* At worst: others took longer than it waits. */
		_exit(done || g_error_matches(error, DESK_ERROR,
			DESK_ERROR_TEMPORARY) ? 0 : 1);
	}
	for (int i = 0; i < 6; i++) {
		int status;
		waitpid(children[i], &status, 0);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	world->index = index_open(world->index_path, INDEX_WRITE, NULL);
	refresh(world, tip.oid);
	expect(world, "SELECT value FROM ticket_field", "49");
}

int main(void)
{
	git_libgit2_init();
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
	const struct CMUnitTest tests[] = {
		TEST(test_no_commit), TEST(test_line),
		TEST(test_merge_keeps_who_did_it), TEST(test_unreadable),
		TEST(test_lost_changes_count_for_nothing),
		TEST(test_merge_that_cannot_be_read),
		TEST(test_stray_files), TEST(test_regulation),
		TEST(test_people), TEST(test_impossible_clock),
		TEST(test_damage_is_mended), TEST(test_killed),
		TEST(test_many_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
