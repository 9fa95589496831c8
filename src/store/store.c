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
	shallow_clone = {"%1: a shallow clone lacks history that figures need: "
			"git fetch --unshallow",
		"%1: в неполном (shallow) клоне нет истории, из которой "
		"считаются показатели: git fetch --unshallow"},
	partial_clone = {"%1: a partial clone lacks files that figures need: "
			"clone again without --filter (git clone URL)",
		"%1: в частичном (partial) клоне нет файлов, из которых "
		"считаются показатели: клонируйте снова без --filter (git "
		"clone URL)"},
	other_hash = {"%1: the repository does not use SHA-1: make a new one "
			"(git init --object-format=sha1) and take the history "
			"over: git fast-export --all | git -C NEW fast-import",
		"%1: репозиторий не на SHA-1: заведите новый (git init "
		"--object-format=sha1) и перенесите историю: git fast-export "
		"--all | git -C НОВЫЙ fast-import"},
	other_refs = {"%1: refs are not stored as files: git refs migrate "
			"--ref-format=files",
		"%1: ссылки хранятся не файлами: git refs migrate "
		"--ref-format=files"},
	no_template = {"git's init.templateDir names %1, which is no folder; "
			"`git config --global init.templateDir FOLDER` names "
			"another",
		"в git init.templateDir указывает на %1, а это не папка; "
		"другая: `git config --global init.templateDir ПАПКА`"};

/* --- what cannot be worked with ----------------------------------------- */

static gboolean refuse(GError **error, const StorePlace *place,
	const Phrase *what)
{
	return desk_refuse(error, DESK_ERROR_CONFIG, what, place->git_folder,
		NULL);
}

typedef struct {
	gboolean partial, other_hash, reftable;
} Traits;

static void note_trait(const char *key, const char *value, void *data)
{
	Traits *traits = data;
	if (strcmp(key, "extensions.objectformat") == 0)
		traits->other_hash = g_ascii_strcasecmp(value, "sha1") != 0;
	else if (strcmp(key, "extensions.refstorage") == 0)
		traits->reftable = g_ascii_strcasecmp(value, "files") != 0;
	else if (strcmp(key, "extensions.partialclone") == 0)
		traits->partial = TRUE;
	else if (g_str_has_prefix(key, "remote.") &&
		g_str_has_suffix(key, ".promisor") && store_config_is_true(value))
		traits->partial = TRUE;
}

static gboolean check_traits(const StorePlace *place, GError **error)
{
	g_autofree char *shallow = g_build_filename(place->git_folder, "shallow",
		NULL);
	gboolean is_shallow;
	if (!file_exists(shallow, &is_shallow, error))
		return FALSE;
	if (is_shallow)
		return refuse(error, place, &shallow_clone);
	Traits traits = {0};
	config_each(place->git_folder, place->head_folder, CONFIG_CLONE,
		note_trait, &traits);
	if (traits.partial)
		return refuse(error, place, &partial_clone);
	if (traits.other_hash)
		return refuse(error, place, &other_hash);
	if (traits.reftable)
		return refuse(error, place, &other_refs);
	return TRUE;
}

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
	if (!check_files(place, error) || !check_traits(place, error))
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
	g_autofree char *set = named ? g_strdup(named) : config_last(NULL, NULL,
		CONFIG_PROTECTED, "init.templateDir");
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
