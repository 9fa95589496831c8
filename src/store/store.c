#include "store/internal.h"

#include "store/commit.h"
#include "store/config.h"
#include "store/config_condition.h"
#include "store/journal.h"
#include "system/file.h"
#include "system/step.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const Phrase
	no_template = {"git's init.templateDir names %1, which is no folder; "
			"`git config --global init.templateDir FOLDER` names "
			"another",
		"в git init.templateDir указывает на %1, а это не папка; "
		"другая: `git config --global init.templateDir ПАПКА`"};

/* --- open and close ----------------------------------------------------- */

static StorePlace *store_place_copy(const StorePlace *place)
{
	StorePlace *copy = g_new0(StorePlace, 1);
	copy->git_folder = g_strdup(place->git_folder);
	copy->head_folder = g_strdup(place->head_folder);
	copy->work_tree = g_strdup(place->work_tree);
	copy->desk_folder = g_strdup(place->desk_folder);
	copy->settings = g_ptr_array_ref(place->settings);
	return copy;
}

/* In a hook that judges a push the new objects are still apart. */
static void add_quarantine(git_odb *odb)
{
	const char *folder = g_getenv("GIT_QUARANTINE_PATH");
	if (folder && *folder)
		git_odb_add_disk_alternate(odb, folder);
}

/* Whoever opens a pipe waits for its other end. */
static gboolean check_files(const StorePlace *place, GError **error)
{
	static const Phrase no_file = {"%1 is no regular file",
		"%1 — не обычный файл"};
	const struct {
		const char *folder, *name;
	} files[] = {
		{place->head_folder, "HEAD"}, {place->head_folder, "index"},
		{place->git_folder, "config"},
		{place->git_folder, "packed-refs"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_build_filename(files[i].folder,
			files[i].name, NULL);
		if (g_file_test(path, G_FILE_TEST_EXISTS) &&
			!g_file_test(path, G_FILE_TEST_IS_REGULAR))
			return desk_refuse(error, DESK_ERROR_CONFIG, &no_file,
				path, NULL);
	}
	return TRUE;
}

Store *store_open(const StorePlace *place, GError **error)
{
	if (!check_files(place, error))
		return NULL;
	if (!git2_start(error))
		return NULL;
	g_autoptr(Store) store = g_new0(Store, 1);
	store->place = store_place_copy(place);
	if (git_repository_open_bare(&store->repository, place->git_folder) ||
		git_repository_odb(&store->odb, store->repository)) {
		store_fail(error, DESK_ERROR_CONFIG, "%s", place->git_folder);
		return NULL;
	}
	/* Only so that libgit2 keeps a reflog, as git does with a work tree. */
	if (place->work_tree)
		git_repository_set_workdir(store->repository, place->work_tree,
			0);
	add_quarantine(store->odb);
	store->trees = tree_cache_new(store->odb);
	store->commits = commit_table();
	if (store_needs_recovery(place) && !journal_recover(store, error))
		return NULL;
	return g_steal_pointer(&store);
}

void store_free(Store *store)
{
	if (!store)
		return;
	tree_cache_free(store->trees);
	g_clear_pointer(&store->commits, g_hash_table_unref);
	git_odb_free(store->odb);
	git_repository_free(store->repository);
	store_place_free(store->place);
	g_free(store);
}

const StorePlace *store_place(const Store *store)
{
	return store->place;
}

/* What git copies into each new repository; NULL: nothing is named. */
static gboolean find_template(char **folder, GError **error)
{
	const char *named = g_getenv("GIT_TEMPLATE_DIR");
	g_autofree char *set = g_strdup(named);
	*folder = NULL;
	if (!named && !config_last(CONFIG_PROTECTED, "init.templateDir", &set,
		error))
		return FALSE;
	*folder = set && *set ? config_expand_path(set, "./here") : NULL;
	if (!*folder || g_file_test(*folder, G_FILE_TEST_IS_DIR))
		return TRUE;
	desk_refuse(error, DESK_ERROR_CONFIG, &no_template, *folder, NULL);
	g_clear_pointer(folder, g_free);
	return FALSE;
}

gboolean store_create(const char *folder, gboolean bare, GError **error)
{
	g_autofree char *template = NULL;
	if (!git2_start(error) || !find_template(&template, error))
		return FALSE;
	git_repository_init_options options;
	git_repository_init_options_init(&options,
		GIT_REPOSITORY_INIT_OPTIONS_VERSION);
	options.flags = GIT_REPOSITORY_INIT_MKPATH |
		GIT_REPOSITORY_INIT_NO_REINIT |
		(bare ? GIT_REPOSITORY_INIT_BARE : 0u);
	options.initial_head = "main";
	options.template_path = template;
	if (template)
		options.flags |= GIT_REPOSITORY_INIT_EXTERNAL_TEMPLATE;
	git_repository *repository = NULL;
	step("a repository");
	if (git_repository_init_ext(&repository, folder, &options))
		return store_fail(error, DESK_ERROR_WRITE, "%s", folder);
	git_repository_free(repository);
	return TRUE;
}

gboolean store_sync(Store *store, GError **error)
{
	int folder = open(store->place->git_folder, O_RDONLY | O_DIRECTORY |
		O_CLOEXEC);
	gboolean good = folder >= 0 && syncfs(folder) == 0;
	if (!good)
		desk_refuse_errno(error, DESK_ERROR_WRITE,
			store->place->git_folder, errno);
	if (folder >= 0)
		close(folder);
	return good;
}
