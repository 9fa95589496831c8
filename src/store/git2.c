#include "store/git2.h"

Git2 git2;
static Library library = LIBRARY(LIBGIT2, GIT2_FUNCTIONS, git2);

/* What git's newer repositories declare and what is either handled here or has
 * no meaning for us. */
static const char *const extensions[] = {"worktreeconfig", "objectformat",
	"preciousobjects", "refstorage", "relativeworktrees"};

enum {
	MAP_BYTES = 6 * 1024 * 1024,
	KEPT_BLOB_BYTES = 64 * 1024,
	KEPT_COMMIT_BYTES = 4 * 1024
};
static const gssize KEPT_BYTES = 32 * 1024 * 1024;

static void set_options(void)
{
	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions,
		G_N_ELEMENTS(extensions));
	/* store_find() has checked it, as git does. */
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	/* The tree cache of our own knows better what comes next. */
	git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE,
		(size_t)0);
	git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_COMMIT,
		(size_t)0);
	/* A walk reads packs from end to end: it must not keep them mapped. */
	git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, (size_t)MAP_BYTES);
	git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT,
		(size_t)(4 * MAP_BYTES));
}

void git2_keep_objects(void)
{
	git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, KEPT_BYTES);
	git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_BLOB,
		(size_t)KEPT_BLOB_BYTES);
	git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_COMMIT,
		(size_t)KEPT_COMMIT_BYTES);
}

gboolean git2_start(GError **error)
{
	if (library.loaded)
		return TRUE;
	if (!library_load(&library, error))
		return FALSE;
	git_libgit2_init();
	set_options();
	return TRUE;
}
