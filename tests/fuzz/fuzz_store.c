/* Bytes of git objects and of a git index, the first one says of which: no
 * read too far, only valid UTF-8 out, and an index comes back as it went in. */
#include <stdint.h>
#include <string.h>

#include "store/commit.h"
#include "store/git2.h"
#include "store/index_file.h"
#include "store/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_commit(GBytes *bytes)
{
	CommitHead head;
	CommitWords words;
	git_oid oid;
	if (!commit_parse(bytes, &head))
		return;
	for (guint i = 0; i < head.parent_count; i++)
		commit_parent(&head, i, &oid);
	commit_words(&head, &words);
	g_assert(g_utf8_validate(words.name, -1, NULL));
	g_assert(g_utf8_validate(words.mail, -1, NULL));
	g_assert(g_utf8_validate(words.message, -1, NULL));
	commit_words_clear(&words);
}

static void try_tree(GBytes *bytes)
{
	TreeReader reader;
	TreeEntry entry, last = {0};
	tree_reader_init(&reader, bytes);
	while (tree_reader_next(&reader, &entry)) {
		g_assert(entry.name_size > 0);
		if (last.name)
			g_assert((tree_entry_compare(&last, &entry) < 0) ==
				(tree_entry_compare(&entry, &last) > 0));
		last = entry;
	}
}

static void try_index(GBytes *bytes)
{
	g_autoptr(IndexFile) file = index_file_read(bytes, "index", NULL);
	if (!file)
		return;
	g_autoptr(GArray) changes = g_array_new(FALSE, FALSE,
		sizeof(git_index_entry));
	g_autoptr(GBytes) written = index_file_write(file, changes);
	g_autoptr(IndexFile) again = index_file_read(written, "index", NULL);
	g_assert(again && again->entries->len == file->entries->len);
	for (guint i = 0; i < file->entries->len; i++)
		g_assert(strcmp(g_array_index(file->entries, git_index_entry,
					i).path,
			g_array_index(again->entries, git_index_entry,
				i).path) == 0);
	g_autoptr(GBytes) twice = index_file_write(again, changes);
	g_assert(g_bytes_equal(written, twice));
	git_index_entry change = {.path = "b/c", .mode = 0100644};
	g_array_append_val(changes, change);
	g_autoptr(GBytes) changed = index_file_write(file, changes);
	g_assert(changed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const targets[])(GBytes *) = {try_commit, try_tree,
		try_index};
	if (!size)
		return 0;
	g_assert(git2_start(NULL));
	g_autoptr(GBytes) bytes = g_bytes_new(data + 1, size - 1);
	targets[data[0] % G_N_ELEMENTS(targets)](bytes);
	return 0;
}
