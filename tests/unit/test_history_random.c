/*
 * The proof of the index: histories of every shape, and after each
 * step
 *
 *  - the index that followed step by step equals one made from nothing;
 *  - replaying the events of a ticket gives the fields and entries of its
 *    file at the tip, and each event tells the truth about what was before;
 *  - the index as of the end of time says what it says of now.
 *
 * Commits are made of random parents and random files: ordinary work, side
 * branches, merges that keep either side or neither, criss-cross and octopus
 * merges, several roots, resets, amends, replays, files that go, come back,
 * cannot be read, are links, or carry another ticket's uid.
 *
 *	DESK_SEEDS=1000 build/tests/test_history_random	a longer search
 *	DESK_SEED=17 build/tests/test_history_random	one of them again
 */
#include <git2.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "app/desk/refresh.h"
#include "history_equal.h"
#include "index/rows.h"
#include "model/ticket.h"
#include "rules/history.h"
#include "system/process.h"

enum { SEEDS = 12, STEPS = 20, PATHS = 11, COMMITS = 400 };

static const char *const paths[PATHS] = {
	"tickets/2026/11/21/aaaaaaaa.yaml", "tickets/2026/11/21/aaaaaaab.yaml",
	"tickets/2026/11/22/baaaaaaa.yaml", "tickets/2026/11/22/baaaaaab.yaml",
	"tickets/2026/11/22/baaaaaac.yaml", "tickets/notes.txt",
	"desk.yaml", "agents/anna.yaml", "agents/robot.yaml",
	"customers/acme.yaml", "README",
};
enum { TICKETS = 5, NOTES = 5, DESK = 6, AGENT = 7, CUSTOMER = 9 };

/* What a ticket's file says, each number a choice. */
typedef struct {
	int uid, status, assignee, level, group, subject, tags, custom, odd,
		layout, entries, bodies, retracted, broken;
} Content;

typedef struct {
	git_oid blob;
	int mode; /* 0: there is no file */
} File;

typedef struct {
	git_oid oid;
	int parents[3], parent_count;
	File files[PATHS];
	Content contents[TICKETS];
} Commit;

typedef struct {
	GRand *random;
	guint seed;
	char *folder, *index_path;
	git_repository *repository;
	StorePlace *place;
	Store *store;
	Index *index;
	Commit commits[COMMITS];
	int count, tip;
	gint64 clock;
} World;

#define check(done, error) do { \
	if (!(done)) \
		fail_msg("seed %u: %s", world->seed, \
			(error) ? (error)->message : "no error set"); \
} while (0)

static int pick(World *world, int count)
{
	return g_rand_int_range(world->random, 0, count);
}

static gboolean chance(World *world, int percent)
{
	return pick(world, 100) < percent;
}

/* --- files ---------------------------------------------------------------- */

static const char *const statuses[] = {"new", "open", "pending", "solved",
	"closed", "visit", "unheard-of", ""};
static const char *const people[] = {"", "anna", "ivan", "olga"};
static const char *const kinds[] = {"message", "reply", "comment", "call",
	"work", "delivery", "notice", "rating", "vendor", "comment"};

static void add_entry(GString *text, const Content *content, int entry)
{
	g_string_append_printf(text, "---\nid: e%d\nkind: %s\n"
		"at: 2026-11-2%dT0%d:00:00Z\nby: %s\n", entry, kinds[entry],
		1 + entry % 3, entry,
		entry % 3 == 0 ? "acme/ivan" : entry % 3 == 1 ? "anna" : "robot");
	if (entry == 1)
		g_string_append(text, "message-id: <b@c>\n");
	if (entry == 5)
		g_string_append(text, "of: e1\nstate: sent\n");
	if (entry == 4)
		g_string_append(text, "minutes: 15\n");
	if (entry == 3)
		g_string_append(text, "direction: in\ntalked: 3\n");
	if (content->bodies >> entry & 1)
		g_string_append(text, "body: |\n  Redacted.\n");
	else
		g_string_append_printf(text,
			"body: |\n  Entry %d says принтер.\n", entry);
}

static char *ticket_text(const Content *content)
{
	GString *text = g_string_new(NULL);
	if (content->layout & 1)
		g_string_append(text, "# by hand\n");
	g_string_append_printf(text, "uid: 202611%s-%.8s\nnumber: %d\n"
		"subject: Subject %d\ncreated: 2026-11-20T%02d:00:00Z\n"
		"status: %s\nchannel: email\nassignee: %s\n",
		content->uid < 2 ? "21" : "22", paths[content->uid] + 19,
		content->uid + 1, content->subject, content->uid,
		statuses[content->status], people[content->assignee]);
	if (content->level)
		g_string_append_printf(text, "level: L%d\n", content->level);
	if (content->group)
		g_string_append_printf(text, "group: g%d\n", content->group);
	if (content->tags) {
		g_string_append(text, "tags:\n");
		for (int i = 0; i < 3; i++)
			if (content->tags >> i & 1)
				g_string_append_printf(text, "  - t%d\n", i);
	}
	if (content->custom)
		g_string_append_printf(text, "fields:\n  x: %d\n",
			content->custom);
	if (content->odd)
		g_string_append_printf(text, "odd: {a: [%d]}\n", content->odd);
	if (content->broken == 1)
		g_string_append(text, "broken: [\n");
	for (int i = 0; i < 10; i++) {
		int entry = content->layout & 2 ? 9 - i : i;
		if (content->entries >> entry & 1)
			add_entry(text, content, entry);
	}
	if (content->broken == 2)
		add_entry(text, content, 0), add_entry(text, content, 0);
	if (content->retracted && content->entries)
		g_string_append_printf(text, "---\nid: r%d\nkind: retract\n"
			"at: 2026-11-24T00:00:00Z\nby: anna\nof: e%d\n",
			content->retracted, content->retracted);
	return g_string_free(text, FALSE);
}

static void change_content(World *world, Content *content, int own)
{
	switch (pick(world, 16)) {
	case 0: case 1:
		content->status = pick(world, G_N_ELEMENTS(statuses));
		break;
	case 2:
		content->assignee = pick(world, G_N_ELEMENTS(people));
		break;
	case 3:
		content->level = pick(world, 4);
		break;
	case 4:
		content->group = pick(world, 3);
		break;
	case 5:
		content->subject = pick(world, 3);
		break;
	case 6:
		content->tags = pick(world, 8);
		break;
	case 7:
		content->custom = pick(world, 3);
		break;
	case 8:
		content->odd = pick(world, 3);
		break;
	case 9:
		content->layout = pick(world, 4);
		break;
	case 10:
		content->bodies = pick(world, 1024);
		break;
	case 11:
		content->retracted = pick(world, 4);
		break;
	case 12:
		content->broken = pick(world, 4);
		break;
	case 13:
		content->uid = chance(world, 50) ? own : pick(world, TICKETS);
		break;
	default: /* what is said most often: one more */
		content->entries |= 1 << pick(world, 10);
		if (chance(world, 10))
			content->entries = pick(world, 1024);
	}
}

static const char *const other_files[][6] = {
	[NOTES] = {"a", "b", "c", "d", "e", "f"},
	[DESK] = {
		"desk: 1\nteam: A\n",
		"desk: 1\nteam: B\nstatuses:\n  new: {class: new}\n"
		"  open: {class: open}\n  pending: {class: solved}\n"
		"  solved: {class: solved}\n  closed: {class: closed}\n",
		"desk: 1\nteam: C\nlevels: [L3, L2, L1]\n",
		"desk: [\n", "nonsense: 1\n", "desk: 1\nteam: D\n"},
	[AGENT] = {
		"name: Anna\nmails: [anna@firm.example]\n",
		"name: Anna\nmails: [a@firm.example]\nlevel: L1\n",
		"name: Anna\nmails: [anna@firm.example]\n"
		"roles: [automation]\n",
		"name: [\n", "x", "name: Anna S\nmails: [anna@firm.example]\n"},
	[AGENT + 1] = {
		"name: Robot\nmails: [robot@firm.example]\n"
		"roles: [automation]\n",
		"name: Robot\nmails: [robot@firm.example]\n",
		"{", "name: R\n", "name: R\nmails: 1\n", "name: Robot\n"},
	[CUSTOMER] = {
		"name: Acme\ndomains: [acme.example]\n",
		"name: Acme\ncontacts:\n  ivan: {name: Ivan}\n",
		"{", "name: Acme 2\n", "domains: 1\n", "name: A\n"},
	[CUSTOMER + 1] = {"a", "b", "c", "d", "e", "f"},
};

static void write_blob(World *world, File *file, const char *text)
{
	assert_int_equal(git_blob_create_from_buffer(&file->blob,
		world->repository, text, strlen(text)), 0);
	file->mode = GIT_FILEMODE_BLOB;
}

static void write_ticket(World *world, Commit *commit, int path)
{
	Content *content = &commit->contents[path];
	if (commit->files[path].mode == 0 && chance(world, 70)) {
		memset(content, 0, sizeof *content);
		content->uid = path;
		content->entries = pick(world, 1024);
	}
	if (chance(world, 40)) { /* somebody mends it */
		content->broken = 0;
		content->uid = path;
	}
	for (int changes = 1 + pick(world, 3); changes > 0; changes--)
		change_content(world, content, path);
	g_autofree char *text = ticket_text(content);
	write_blob(world, &commit->files[path], text);
}

static void change_file(World *world, Commit *commit)
{
	int path = chance(world, 60) ? pick(world, TICKETS) :
		pick(world, PATHS);
	File *file = &commit->files[path];
	if (file->mode != 0 && chance(world, 10)) {
		file->mode = 0;
		return;
	}
	if (path < TICKETS)
		write_ticket(world, commit, path);
	else
		write_blob(world, file, other_files[path][pick(world, 6)]);
	if (chance(world, 4))
		file->mode = GIT_FILEMODE_LINK;
	else if (chance(world, 3))
		file->mode = GIT_FILEMODE_BLOB_EXECUTABLE;
	else if (chance(world, 2))
		file->mode = GIT_FILEMODE_COMMIT;
}

/* --- commits -------------------------------------------------------------- */

static void write_tree(World *world, const Commit *commit, git_oid *tree)
{
	git_index *index;
	assert_int_equal(git_index_new(&index), 0);
	for (int i = 0; i < PATHS; i++) {
		git_index_entry entry = {
			.mode = (uint32_t)commit->files[i].mode,
			.id = commit->files[i].blob,
			.path = paths[i],
		};
		if (entry.mode != 0)
			assert_int_equal(git_index_add(index, &entry), 0);
	}
	assert_int_equal(git_index_write_tree_to(tree, index,
		world->repository), 0);
	git_index_free(index);
}

static int write_commit(World *world, Commit *commit)
{
	static const char *const mails[] = {"anna@firm.example",
		"robot@firm.example", "a@firm.example", "who@else.example"};
	git_oid tree_oid;
	git_tree *tree;
	git_signature *author;
	git_commit *parents[3] = {0};
	write_tree(world, commit, &tree_oid);
	assert_int_equal(git_tree_lookup(&tree, world->repository, &tree_oid),
		0);
	/* Clocks of different machines do not agree. */
	world->clock += pick(world, 7200) - 600;
	assert_int_equal(git_signature_new(&author, "Somebody",
		mails[pick(world, 4)], world->clock, 0), 0);
	for (int i = 0; i < commit->parent_count; i++)
		git_commit_lookup(&parents[i], world->repository,
			&world->commits[commit->parents[i]].oid);
	assert_int_equal(git_commit_create(&commit->oid, world->repository,
		NULL, author, author, NULL, "Subject\n\nDesk-Op: op\n", tree,
		(size_t)commit->parent_count, (const git_commit **)parents), 0);
	for (int i = 0; i < commit->parent_count; i++)
		git_commit_free(parents[i]);
	git_signature_free(author);
	git_tree_free(tree);
	world->commits[world->count] = *commit;
	return world->count++;
}

static void copy_files(Commit *to, const Commit *from, int path)
{
	to->files[path] = from->files[path];
	if (path < TICKETS)
		to->contents[path] = from->contents[path];
}

/* A child of `parent`; none: a new root. */
static int add_child(World *world, int parent)
{
	Commit commit = {0};
	if (parent >= 0) {
		commit.parents[commit.parent_count++] = parent;
		for (int i = 0; i < PATHS; i++)
			copy_files(&commit, &world->commits[parent], i);
	}
	for (int changes = 1 + pick(world, parent >= 0 ? 3 : 12); changes > 0;
		changes--)
		change_file(world, &commit);
	return write_commit(world, &commit);
}

/* Each file from any of the parents, sometimes from none of them. */
static int add_merge(World *world, int one, int two)
{
	Commit commit = {.parents = {one, two}, .parent_count = 2};
	if (chance(world, 15))
		commit.parents[commit.parent_count++] = pick(world,
			world->count);
	int favourite = chance(world, 50) ? pick(world, 2) : -1;
	for (int i = 0; i < PATHS; i++) {
		int from = favourite >= 0 ? favourite :
			pick(world, commit.parent_count);
		copy_files(&commit, &world->commits[commit.parents[from]], i);
	}
	while (chance(world, 25))
		change_file(world, &commit);
	return write_commit(world, &commit);
}

/* A replay: the last commits of `branch` once more on top of `onto`. */
static int replay(World *world, int branch, int onto)
{
	for (int n = 1 + pick(world, 3); n > 0; n--) {
		const Commit *from = &world->commits[branch];
		if (from->parent_count == 0)
			break;
		const Commit *base = &world->commits[from->parents[0]];
		Commit commit = {.parents = {onto}, .parent_count = 1};
		for (int i = 0; i < PATHS; i++) {
			gboolean same = from->files[i].mode ==
					base->files[i].mode &&
				git_oid_equal(&from->files[i].blob,
					&base->files[i].blob);
			copy_files(&commit, same ? &world->commits[onto] : from,
				i);
		}
		onto = write_commit(world, &commit);
		branch = world->commits[branch].parents[0];
	}
	return onto;
}

static void move(World *world)
{
	int tip = world->tip;
	int any = pick(world, world->count);
	int other = pick(world, world->count);
	switch (pick(world, 20)) {
	case 0: /* work on a side, to be merged some day */
	case 1:
		add_child(world, any);
		break;
	case 2:
		add_child(world, add_child(world, any));
		break;
	case 3: /* merge it */
	case 4:
	case 5:
		world->tip = add_merge(world, tip, any);
		break;
	case 6: /* from the other's point of view */
	case 7:
		world->tip = add_merge(world, any, tip);
		break;
	case 8: /* beside us */
		add_merge(world, any, other);
		break;
	case 9: /* criss-cross */
		world->tip = add_merge(world, add_merge(world, tip, any),
			add_merge(world, any, tip));
		break;
	case 10: /* reset, to wherever */
		world->tip = any;
		break;
	case 11: /* amend */
		if (world->commits[tip].parent_count > 0)
			world->tip = add_child(world,
				world->commits[tip].parents[0]);
		break;
	case 12:
		world->tip = replay(world, tip, any);
		break;
	case 13:
		if (chance(world, 50))
			add_child(world, -1);
		break;
	default:
		world->tip = add_child(world, tip);
	}
}

/* --- what must hold ------------------------------------------------------- */

static void expect_equal(World *world, int step)
{
	GError *error = NULL;
	g_autofree char *path = g_strdup_printf("%s-new", world->index_path);
	char tip[41];
	git_oid_tostr(tip, sizeof tip, &world->commits[world->tip].oid);
	index_remove(path, NULL);
	g_autoptr(Index) rebuilt = index_open(path, INDEX_WRITE, &error);
	check(rebuilt != NULL, error);
	check(refresh_index(world->store, rebuilt, tip, NULL, NULL, NULL,
		&error), error);
	g_autoptr(GString) report = g_string_new(NULL);
	if (!index_equal(world->index, rebuilt, report, &error))
		fail_msg("seed %u, step %d: %s\n%s", world->seed, step,
			error ? error->message : "", report->str);
}

/* What an event says was there before it. */
static gboolean fits(const HistoryState *state, const Event *event)
{
	gboolean said = FALSE;
	for (guint i = 0; state && event->entry_id &&
		i < history_state_entry_count(state); i++) {
		const char *kind, *by;
		Instant at;
		said |= strcmp(history_state_entry(state, i, &kind, &by, &at),
			event->entry_id) == 0;
	}
	switch (event->kind) {
	case EVENT_CREATED:
		return !state;
	case EVENT_CHANGED:
		return state && strcmp(event->old_text, event->new_text) != 0 &&
			strcmp(history_state_get(state, event->field),
				event->old_text) == 0;
	case EVENT_SAID:
		return state && !said;
	case EVENT_REMOVED:
		return state && said;
	case EVENT_DELETED:
		return state != NULL;
	case EVENT_EDITED:
		return TRUE;
	}
	return FALSE;
}

static HistoryState *replay_events(World *world, int step, const char *path)
{
	GError *error = NULL;
	g_autoptr(GPtrArray) events = index_read_events(world->index, path,
		&error);
	check(events != NULL, error);
	const char *values[] = {path, NULL};
	g_autoptr(GPtrArray) voids = index_rows(world->index, "SELECT void"
		" FROM event JOIN file ON file.id = event.ticket"
		" WHERE path = ? ORDER BY event.id", values, &error);
	check(voids != NULL, error);
	g_autoptr(GPtrArray) one = g_ptr_array_new();
	HistoryState *state = NULL;
	Instant last = INSTANT_NONE;
	for (guint i = 0; i < events->len; i++) {
		Event *event = events->pdata[i];
		/* Entries keep their own time, and nothing follows what came
		 * from the future, or counts for nothing. */
		gboolean free = event->kind == EVENT_SAID || strcmp(
			((char **)voids->pdata[i])[0], "1") == 0;
		if (!fits(state, event) || (!free && event->at < last &&
				!instant_is_ahead(last, event->at)))
			fail_msg("seed %u, step %d: %s: event %u, %s %s%s "
				"cannot be", world->seed, step, path, i,
				event_kind_name(event->kind), event->field,
				event->entry_id);
		last = free ? last : event->at;
		g_ptr_array_set_size(one, 0);
		g_ptr_array_add(one, event);
		HistoryState *next = history_replay(state, one);
		history_state_unref(state);
		state = next;
	}
	return state;
}

static void expect_replay(World *world, int step)
{
	GError *error = NULL;
	const Commit *tip = &world->commits[world->tip];
	g_autoptr(GPtrArray) rows = index_rows(world->index,
		"SELECT path FROM ticket WHERE path NOT IN"
		" (SELECT path FROM unreadable)", NULL, &error);
	check(rows != NULL, error);
	guint readable = 0;
	for (int i = 0; i < TICKETS; i++) {
		const File *file = &tip->files[i];
		g_autoptr(HistoryState) replayed = replay_events(world, step,
			paths[i]);
		if (file->mode == 0 && replayed)
			fail_msg("seed %u, step %d: %s: still there",
				world->seed, step, paths[i]);
		g_autofree char *text = ticket_text(&tip->contents[i]);
		g_autoptr(Ticket) ticket = ticket_parse(text, strlen(text),
			paths[i], NULL);
		if (!ticket || tip->contents[i].uid != i ||
			(file->mode != GIT_FILEMODE_BLOB &&
				file->mode != GIT_FILEMODE_BLOB_EXECUTABLE))
			continue;
		readable++;
		g_autoptr(HistoryState) state = history_state_new(ticket);
		if (!states_are_equal(replayed, state))
			fail_msg("seed %u, step %d: %s: events say otherwise",
				world->seed, step, paths[i]);
	}
	assert_int_equal(rows->len, readable);
}

static char *dump(World *world, Index *index, const char *schema)
{
	static const char *const tables[] = {"ticket", "ticket_list",
		"ticket_field", "entry"};
	GError *error = NULL;
	GString *text = g_string_new(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
		g_autofree char *sql = g_strdup_printf("SELECT * FROM %s.%s"
			" WHERE %s IN (SELECT id FROM main.ticket WHERE path"
			" NOT IN (SELECT path FROM unreadable))"
			" ORDER BY 1, 2, 3", schema, tables[i],
			i == 0 ? "id" : "ticket");
		g_autoptr(GPtrArray) rows = index_rows(index, sql, NULL, &error);
		check(rows != NULL, error);
		for (guint row = 0; row < rows->len; row++) {
			g_autofree char *line = g_strjoinv("|",
				rows->pdata[row]);
			g_string_append_printf(text, "%s %s\n", tables[i],
				line);
		}
	}
	return g_string_free(text, FALSE);
}

/* As of `at` with every ticket replayed, also those to which nothing has
 * happened since. */
static char *dump_replayed(World *world, Instant at)
{
	GError *error = NULL;
	g_autofree char *path = g_strdup_printf("%s-past", world->index_path);
	g_autofree char *bytes = NULL;
	gsize size;
	check(g_file_get_contents(world->index_path, &bytes, &size, &error),
		error);
	index_remove(path, NULL);
	check(g_file_set_contents(path, bytes, (gssize)size, &error), error);
	g_autoptr(Index) index = index_open(path, INDEX_WRITE, &error);
	check(index != NULL, error);
	g_autoptr(GPtrArray) rows = index_rows(index, "UPDATE ticket SET"
		" updated = 999999999999", NULL, &error);
	check(rows != NULL, error);
	check(index_as_of(index, at, &error), error);
	return dump(world, index, "temp");
}

static void expect_same(World *world, int step, const char *what,
	const char *is, const char *expected)
{
	if (strcmp(is, expected) != 0)
		fail_msg("seed %u, step %d: %s:\n%s\nexpected:\n%s",
			world->seed, step, what, is, expected);
}

/* The past at the end of time is the present, and any moment is the same
 * whether replayed or copied. */
static void expect_as_of(World *world, int step)
{
	GError *error = NULL;
	/* Folds the log into the file, which is then copied. */
	g_clear_pointer(&world->index, index_free);
	g_autoptr(Index) reader = index_open(world->index_path, INDEX_READ,
		&error);
	check(reader != NULL, error);
	const Instant end = 253402300799;
	g_autofree char *now = dump(world, reader, "main");
	g_autofree char *last = dump_replayed(world, end);
	expect_same(world, step, "as of the end", last, now);
	Instant at = 1795255200 + pick(world, (int)(world->clock - 1795255200));
	check(index_as_of(reader, at, &error), error);
	g_autofree char *copied = dump(world, reader, "temp");
	g_autofree char *replayed = dump_replayed(world, at);
	expect_same(world, step, "as of some moment", copied, replayed);
	world->index = index_open(world->index_path, INDEX_WRITE, &error);
	check(world->index != NULL, error);
}

static void refresh(World *world)
{
	GError *error = NULL;
	char tip[41];
	git_oid_tostr(tip, sizeof tip, &world->commits[world->tip].oid);
	check(refresh_index(world->store, world->index, tip, NULL, NULL, NULL,
		&error), error);
}

/* --- a world a seed ------------------------------------------------------- */

static World *world_new(guint seed)
{
	World *world = g_new0(World, 1);
	GError *error = NULL;
	world->seed = seed;
	world->random = g_rand_new_with_seed(seed);
	world->clock = 1795255200;
	/* In memory where there is such a place: thousands of small files. */
	g_autofree char *shape = g_strdup("/dev/shm/desk-random-XXXXXX");
	world->folder = g_strdup(g_mkdtemp(shape));
	if (!world->folder)
		world->folder = g_dir_make_tmp("desk-random-XXXXXX", NULL);
	world->index_path = g_build_filename(world->folder, "index.db", NULL);
	g_autofree char *store = g_build_filename(world->folder, "store.git",
		NULL);
	check(store_create(store, TRUE, &error), error);
	world->place = store_find(store, STORE_EXACTLY, &error);
	check(world->place != NULL, error);
	world->store = store_open(world->place, &error);
	check(world->store != NULL, error);
	assert_int_equal(git_repository_open(&world->repository, store), 0);
	world->index = index_open(world->index_path, INDEX_WRITE, &error);
	check(world->index != NULL, error);
	world->tip = add_child(world, -1);
	return world;
}

static void world_free(World *world)
{
	index_free(world->index);
	store_free(world->store);
	store_place_free(world->place);
	git_repository_free(world->repository);
	const char *argv[] = {"rm", "-rf", world->folder, NULL};
	process_run(argv, NULL, NULL, 0, NULL, NULL, NULL, NULL);
	g_rand_free(world->random);
	g_free(world->folder);
	g_free(world->index_path);
	g_free(world);
}

static void run_seed(guint seed)
{
	World *world = world_new(seed);
	refresh(world);
	for (int step = 0; step < STEPS; step++) {
		do
			move(world);
		while (chance(world, 30));
		refresh(world);
		expect_equal(world, step);
		expect_replay(world, step);
		if (step % 4 == 3)
			expect_as_of(world, step);
	}
	world_free(world);
}

static guint number_from(const char *name, guint fallback)
{
	const char *text = g_getenv(name);
	return text ? (guint)atoi(text) : fallback;
}

static void test_random(void **state)
{
	(void)state;
	if (g_getenv("DESK_SEED")) {
		run_seed(number_from("DESK_SEED", 1));
		return;
	}
	guint seeds = number_from("DESK_SEEDS", SEEDS);
	for (guint seed = 1; seed <= seeds; seed++)
		run_seed(seed);
}

int main(void)
{
	git_libgit2_init();
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_random)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
