/* Packs of our own, as git reads them. */
#include "store_fixture.h"

#include "store/object.h"
#include "store/pack_file.h"

#define VERSIONS 130

/* Version `n` differs from the one before in lines that stand near each other; now
 * and then a line at the start goes, and more come at the end. */
static GBytes *make_version(guint n)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = n / 50; i < 4000 + n / 40; i++)
		g_string_append_printf(text, "%u %s\n", i * 7919,
			i == 31 * n ? "changed here, by more than one insert "
				"may hold, which is a hundred and twenty-seven "
				"bytes: so this goes on, and on, and on, until "
				"it is long enough" : "as it was");
	return g_string_free_to_bytes(g_steal_pointer(&text));
}

static void test_chain(void **state)
{
	(void)state;
	g_autofree char *path = shell(NULL, "git init -q chain && cd chain && "
		"pwd");
	g_autofree char *objects = g_build_filename(path, ".git/objects", NULL);
	g_autoptr(PackFile) pack = pack_file_new();
	g_autoptr(GBytes) before = NULL;
	git_oid base = {{0}}, oid;
	GError *error = NULL;
	assert_true(git2_start(&error));
	for (guint i = 0; i < VERSIONS; i++) {
		GBytes *bytes = make_version(i);
		assert_int_equal(git_odb_hash(&oid, g_bytes_get_data(bytes,
			NULL), g_bytes_get_size(bytes), GIT_OBJECT_BLOB), 0);
		pack_file_add(pack, &oid, GIT_OBJECT_BLOB, bytes, &base,
			before);
		base = oid;
		g_clear_pointer(&before, g_bytes_unref);
		before = bytes;
	}
	/* Of something that is in no pack: whole. */
	static const git_oid elsewhere = {{7}};
	g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
	git_odb_hash(&oid, "", 0, GIT_OBJECT_BLOB);
	pack_file_add(pack, &oid, GIT_OBJECT_BLOB, nothing, &elsewhere, before);
	gsize size = pack_file_size(pack);
	g_autofree char *keep = NULL;
	assert_true(pack_file_write(pack, objects, &keep, &error));
	/* Few are whole; the rest says what differs. */
	assert_in_range(size, 1, 200 * 1024);
	run("cd %s && git fsck --full --strict && "
	    "git verify-pack .git/objects/pack/*.idx", path);
	g_autofree char *count = shell(NULL, "cd %s && git cat-file "
		"--batch-all-objects --batch-check | wc -l", path);
	assert_int_equal(atoi(count), VERSIONS + 1);
	g_autofree char *longest = shell(NULL, "cd %s && git verify-pack -v "
		".git/objects/pack/*.idx | sed -n 's/^chain length = "
		"\\([0-9]*\\).*/\\1/p' | sort -n | tail -1", path);
	assert_string_equal(longest, "50");
	g_autofree char *last = shell(NULL, "git -C %s cat-file blob %s", path,
		git_oid_tostr_s(&base));
	assert_int_equal(strlen(last) + 1, g_bytes_get_size(before));
	assert_memory_equal(last, g_bytes_get_data(before, NULL), strlen(last));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chain),
	};
	return cmocka_run_group_tests(tests, fixture_begin, fixture_end);
}
