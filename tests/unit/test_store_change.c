#include "store_fixture.h"

#include "store/internal.h"
#include "store/object_sink.h"
#include "store/sha1.h"

#define TICKET "tickets/2026/11/21/kaaaaaaa.yaml"
#define OTHER "tickets/2026/11/21/kbbbbbbb.yaml"

static void one_file(gboolean bare)
{
	g_autofree char *path = fixture_repository(bare);
	g_autoptr(Store) store = fixture_open(path);
	GError *error = NULL;
	char oid[41];
	{
		g_autoptr(StoreChange) change = fixture_change(store);
		g_autoptr(GBytes) old = store_change_read(change, TICKET, &error);
		assert_text(old, "status: new\n");
		assert_null(store_change_read(change, OTHER, &error));
		assert_null(error);
		fixture_write(change, TICKET, "status: open\n");
		fixture_write(change, OTHER, "status: new\n");
		g_autoptr(GBytes) seen = store_change_read(change, OTHER, &error);
		assert_text(seen, "status: new\n");
		fixture_commit(change, oid);
	}
	/* The plumbing sees times that differ, too. */
	if (!bare)
		assert_shell("", "git -C %s diff-files", path);
	assert_sound(path);
	assert_shell(oid, "git -C %s rev-parse main", path);
	assert_shell("status: open", "git -C %s show main:" TICKET, path);
	assert_shell("Anna <anna@desk.test> 1795241643 +0300",
		"git -C %s log -1 --format='%%an <%%ae> %%ad' --date=raw", path);
	assert_shell("1 test: change", "git -C %s log -1 --format=%%s", path);
	assert_shell("2", "git -C %s rev-list --count main", path);
	g_autoptr(GBytes) now = store_read(store, NULL, TICKET, &error);
	assert_text(now, "status: open\n");
	if (!bare)
		assert_shell("desk test", "git -C %s reflog -1 --format=%%gs main",
			path);
}

static void test_one_file(void **state)
{
	(void)state;
	one_file(FALSE);
	one_file(TRUE);
}

static void test_nothing_to_change(void **state)
{
	(void)state;
	g_autofree char *path = fixture_repository(FALSE);
	g_autoptr(Store) store = fixture_open(path);
	g_autoptr(StoreChange) change = fixture_change(store);
	char oid[41];
	fixture_write(change, TICKET, "status: new\n");
	store_change_delete(change, OTHER);
	fixture_commit(change, oid);
	assert_string_equal(oid, store_change_base(change));
	assert_shell("1", "git -C %s rev-list --count main", path);
	assert_sound(path);
}

static void test_delete(void **state)
{
	(void)state;
	for (int bare = 0; bare < 2; bare++) {
		g_autofree char *path = fixture_repository(bare);
		g_autoptr(Store) store = fixture_open(path);
		g_autoptr(StoreChange) change = fixture_change(store);
		store_change_delete(change, TICKET);
		fixture_commit(change, NULL);
		assert_sound(path);
		assert_shell("a.txt", "git -C %s ls-tree -r --name-only main",
			path);
	}
}

static void test_first_commit(void **state)
{
	(void)state;
	for (int bare = 0; bare < 2; bare++) {
		g_autofree char *path = fixture_path();
		GError *error = NULL;
		assert_true(store_create(path, bare, &error));
		g_autoptr(Store) store = fixture_open(path);
		g_autoptr(StoreChange) change = fixture_change(store);
		assert_string_equal(store_change_base(change), "");
		fixture_write(change, "desk.yaml", "id: x\n");
		fixture_write(change, "agents/anna.yaml", "name: Anna\n");
		fixture_commit(change, NULL);
		assert_sound(path);
		assert_shell("agents/anna.yaml\ndesk.yaml",
			"git -C %s ls-tree -r --name-only main", path);
	}
}

static void test_originals(void **state)
{
	(void)state;
	g_autofree char *path = fixture_repository(FALSE);
	g_autoptr(Store) store = fixture_open(path);
	GError *error = NULL;
	g_autoptr(GBytes) mail = g_bytes_new("From: a\r\n\0x", 11);
	for (int i = 0; i < 2; i++) {
		g_autoptr(StoreChange) change = fixture_change(store);
		store_change_add_original(change, "2026/11/21/abc", mail);
		fixture_write(change, TICKET, i ? "b\n" : "a\n");
		fixture_commit(change, NULL);
	}
	assert_sound(path);
	assert_shell("1", "git -C %s rev-list --count originals", path);
	assert_shell("3", "git -C %s rev-list --count main", path);
	g_autoptr(GBytes) back = store_read_original(store, "2026/11/21/abc",
		&error);
	assert_true(g_bytes_equal(back, mail));
	assert_null(store_read_original(store, "2026/11/21/abd", &error));
	assert_failed(&error, DESK_ERROR_NOT_FOUND, "2026/11/21/abd");
}

/* Ended inside libgit2's move of the ref, with its lock empty or filled. */
static void test_left_ref_lock(void **state)
{
	(void)state;
	static const char oid[] = "1234567890123456789012345678901234567890";
	for (int filled = 0; filled < 2; filled++) {
		g_autofree char *path = fixture_repository(FALSE);
		g_autoptr(Store) store = fixture_open(path);
		run("cd %s/.git && mkdir -p desk && "
		    "printf '%s\nrefs/heads/main\n' >desk/ref && "
		    "printf '%s' >refs/heads/main.lock", path, oid,
			filled ? oid : "");
		fixture_put(store, TICKET, "status: open\n");
		assert_sound(path);
		assert_shell("", "find %s/.git -name '*.lock' ! -path '*/desk/*' "
			"-o -path '*/desk/ref'", path);
	}
}

/* An author that git would not take, and a message without an end. */
static void test_odd_author(void **state)
{
	(void)state;
	g_autofree char *path = fixture_repository(FALSE);
	g_autoptr(Store) store = fixture_open(path);
	static const StoreMessage odd[] = {
		{"x", "", "", FIXTURE_NOW, 0, FALSE, FALSE},
		{"x\n\n\n", "A <b>\nc", "a@b>\n<", FIXTURE_NOW, -90, FALSE, FALSE},
		{"\xff", "\xfe", "\xfd@x", FIXTURE_NOW, 840, FALSE, FALSE},
	};
	static const char *const expected[] = {"desk <> 1795241643 +0000|x",
		"A  b  c <a@b> 1795241643 -0130|x",
		"\xef\xbf\xbd <\xef\xbf\xbd@x> 1795241643 +1400|\xef\xbf\xbd"};
	for (guint i = 0; i < G_N_ELEMENTS(odd); i++) {
		g_autoptr(StoreChange) change = fixture_change(store);
		g_autofree char *text = g_strdup_printf("%u\n", i);
		GError *error = NULL;
		char oid[41];
		gboolean moved;
		fixture_write(change, TICKET, text);
		if (!store_change_commit(change, &odd[i], oid, &moved, &error))
			fail_msg("%s", error->message);
		assert_shell(expected[i], "git -C %s log -1 --date=raw "
			"--format='%%an <%%ae> %%ad|%%B'", path);
	}
	assert_sound(path);
}

/* Enough files for a pack, in folders of a hundred. */
static void test_bulk(void **state)
{
	(void)state;
	for (int bare = 0; bare < 2; bare++) {
		g_autofree char *path = fixture_repository(bare);
		g_autoptr(Store) store = fixture_open(path);
		g_autoptr(StoreChange) change = fixture_change(store);
		for (guint i = 0; i < 1000; i++) {
			g_autofree char *name = g_strdup_printf(
				"tickets/2026/11/%02u/k%07u.yaml", i / 100 + 1, i);
			g_autoptr(GBytes) bytes = g_bytes_new(&i, sizeof(i));
			fixture_write(change, name, name);
			store_change_add_original(change, name + 8, bytes);
		}
		StoreMessage message = fixture_message;
		GError *error = NULL;
		char oid[41];
		gboolean moved;
		message.durable = TRUE;
		if (!store_change_commit(change, &message, oid, &moved, &error))
			fail_msg("%s", error->message);
		assert_sound(path);
		assert_shell("1002", "git -C %s ls-tree -r main | wc -l", path);
		assert_shell("1000", "git -C %s ls-tree -r originals | wc -l",
			path);
		assert_shell("tickets/2026/11/03/k0000222.yaml",
			"git -C %s show main:tickets/2026/11/03/k0000222.yaml",
			path);
	}
}

/* The shortest name as the last entry, and no extension behind it. */
static void test_short_index(void **state)
{
	(void)state;
	for (int version = 2; version <= 4; version += 2) {
		g_autofree char *path = fixture_path();
		run("git init -q -b main %s && cd %s && echo 1 >x && git add x && "
		    "git commit -qm x && rm .git/index && git add x && "
		    "git update-index --index-version %d", path, path, version);
		g_autoptr(Store) store = fixture_open(path);
		fixture_put(store, "y", "2\n");
		assert_sound(path);
		fixture_put(store, "w", "2\n");
		assert_sound(path);
	}
}

/* Plain git and changes in turn, over git indexes of all versions: what git
 * would commit from the index is always what main holds, the cached trees of
 * the index included. */
static void change_some(Store *store, GRand *rand, guint round)
{
	g_autoptr(StoreChange) change = fixture_change(store);
	for (int n = g_rand_int_range(rand, 1, 6); n > 0; n--) {
		g_autofree char *name = g_strdup_printf("%s%d/%d/f%d.txt",
			g_rand_boolean(rand) ? "d" : "tickets/d",
			g_rand_int_range(rand, 0, 4), g_rand_int_range(rand, 0, 3),
			g_rand_int_range(rand, 0, 4));
		g_autofree char *text = g_strdup_printf("%u\n", round);
		if (g_rand_int_range(rand, 0, 3))
			fixture_write(change, name, text);
		else
			store_change_delete(change, name);
	}
	fixture_commit(change, NULL);
}

static void test_index_in_turn(void **state)
{
	(void)state;
	static const char *const plain[] = {":", "git commit -q --allow-empty -m x",
		"echo $(date +%N) >d0/0/plain.txt && git add -A && git commit -qm x",
		"git rm -rq --ignore-unmatch d1 && git commit -q --allow-empty -m x",
		"git update-index --index-version 4", "git status -s",
		"git update-index --index-version 2",
		"git update-index --assume-unchanged a.txt",
		"git read-tree HEAD && git update-index -q --refresh || :",
		"echo x >new$$ && git add -N new$$ && git rm -qf --cached new$$ && "
		"rm new$$"};
	g_autoptr(GRand) rand = g_rand_new_with_seed(11);
	g_autofree char *path = fixture_repository(FALSE);
	run("mkdir -p %s/d0/0 && touch %s/d0/0/keep", path, path);
	run("cd %s && git add -A && git commit -qm keep", path);
	g_autoptr(Store) store = fixture_open(path);
	for (guint round = 0; round < 60; round++) {
		const char *line = plain[g_rand_int_range(rand, 0,
			G_N_ELEMENTS(plain))];
		run("cd %s && { %s; } >/dev/null", path, line);
		change_some(store, rand, round);
		assert_shell("same", "cd %s && [ $(git write-tree) = "
			"$(git rev-parse main^{tree}) ] && git status -s && "
			"echo same", path);
	}
	assert_sound(path);
}

static ObjectSink *sink_with(Store *store, const char *text, char name[41])
{
	ObjectSink *sink = object_sink_new(store->odb, store->place->git_folder);
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	git_oid oid;
	assert_true(object_sink_add(sink, GIT_OBJECT_BLOB, bytes, &oid, NULL));
	assert_true(object_sink_flush(sink, FALSE, NULL));
	git_oid_tostr(name, 41, &oid);
	return sink;
}

/* Of more than one block, as zlib stores them. */
static void git_reads_large_trees(void **state)
{
	(void)state;
	char name[41];
	git_oid oid;
	struct stat loose;
	g_autofree char *path = fixture_repository(FALSE);
	g_autoptr(Store) store = fixture_open(path);
	ObjectSink *sink = sink_with(store, "a file", name);
	GByteArray *raw = g_byte_array_new();
	git_oid_fromstr(&oid, name);
	for (guint i = 0; i < 5000; i++) {
		char entry[32];
		int size = g_snprintf(entry, sizeof(entry), "100644 %06u", i);
		g_byte_array_append(raw, (guint8 *)entry, (guint)size + 1);
		g_byte_array_append(raw, oid.id, GIT_OID_RAWSZ);
	}
	g_autoptr(GBytes) tree = g_byte_array_free_to_bytes(raw);
	assert_true(object_sink_add(sink, GIT_OBJECT_TREE, tree, &oid, NULL));
	assert_true(object_sink_flush(sink, TRUE, NULL));
	object_sink_free(sink);
	git_oid_tostr(name, sizeof(name), &oid);
	assert_shell("5000", "git -C %s ls-tree %s | wc -l", path, name);
	g_autoptr(GBytes) read = odb_read(store->odb, &oid, GIT_OBJECT_TREE,
		NULL);
	assert_true(read && g_bytes_equal(read, tree));
	g_autofree char *file = g_strdup_printf("%s/.git/objects/%.2s/%s", path,
		name, name + 2);
	assert_int_equal(stat(file, &loose), 0);
	assert_int_equal(loose.st_mode & 0222, 0);
	assert_shell("", "ls %s/.git/objects | grep tmp || :", path);
	assert_sound(path);
}

/* What `git gc` took away before a ref led to it, or still will. */
static void a_gc_beside_takes_nothing(void **state)
{
	(void)state;
	char name[41];
	g_autofree char *path = fixture_repository(FALSE);
	g_autoptr(Store) store = fixture_open(path);
	ObjectSink *sink = sink_with(store, "gone", name);
	run("cd %s/.git/objects && rm -r %.2s && git -C %s count-objects", path,
		name, path);
	assert_true(object_sink_hold(sink, NULL));
	assert_shell("gone", "git -C %s cat-file -p %s", path, name);
	object_sink_free(sink);

	/* It runs: what is written stays, while nobody has let it go. */
	run("cd %s/.git && printf '%%d %%s' %d %s >gc.pid", path, getpid(),
		g_get_host_name());
	sink = sink_with(store, "first", name);
	run("cd %s && git repack -adq && git prune --expire=now", path);
	assert_shell("first", "git -C %s cat-file -p %s", path, name);
	object_sink_free(sink);
	run("cd %s && git repack -adq && ! git cat-file -e %s", path, name);

	/* It began meanwhile. */
	run("rm %s/.git/gc.pid", path);
	sink = sink_with(store, "second", name);
	run("printf '1 another' >%s/.git/gc.pid", path);
	assert_true(object_sink_hold(sink, NULL));
	run("cd %s && git repack -adq && git prune --expire=now", path);
	assert_shell("second", "git -C %s cat-file -p %s", path, name);
	object_sink_free(sink);
}

static void test_checksums(void **state)
{
	static const gsize sizes[] = {0, 3, 64, (1 << 20) + 7};
	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autofree guint8 *bytes = g_malloc(sizes[i] + 1);
		memset(bytes, (int)i + 'a', sizes[i]);
		guint8 digest[SHA1_SIZE];
		gsize head = sizes[i] / 3;
		sha1_of(bytes, head, bytes + head, sizes[i] - head, digest);
		g_autofree char *expected = g_compute_checksum_for_data(
			G_CHECKSUM_SHA1, bytes, sizes[i]);
		for (int k = 0; k < SHA1_SIZE; k++)
			assert_int_equal(digest[k],
				g_ascii_xdigit_value(expected[2 * k]) << 4 |
				g_ascii_xdigit_value(expected[2 * k + 1]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_file),
		cmocka_unit_test(test_nothing_to_change),
		cmocka_unit_test(test_delete),
		cmocka_unit_test(test_first_commit),
		cmocka_unit_test(test_originals),
		cmocka_unit_test(test_left_ref_lock),
		cmocka_unit_test(test_odd_author),
		cmocka_unit_test(test_bulk),
		cmocka_unit_test(test_short_index),
		cmocka_unit_test(test_checksums),
		cmocka_unit_test(test_index_in_turn),
		cmocka_unit_test(git_reads_large_trees),
		cmocka_unit_test(a_gc_beside_takes_nothing),
	};
	return cmocka_run_group_tests(tests, fixture_begin, fixture_end);
}
