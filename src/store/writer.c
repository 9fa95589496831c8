#include "store/writer.h"

#include "base/automation.h"
#include "store/commit.h"
#include "store/journal.h"
#include "store/publish.h"
#include "store/state.h"
#include "system/file.h"

#include <string.h>

static gboolean take_lock(Writer *writer, GError **error)
{
	const StorePlace *place = writer->store->place;
	g_autofree char *path = g_build_filename(place->desk_folder, "write.lock",
		NULL);
	g_autofree char *holder = g_strdup_printf("desk %s", writer->purpose);
	if (!file_make_folder(place->desk_folder, error))
		return FALSE;
	writer->lock = file_lock_take(path, holder, LOCK_TIMEOUT_MS, error);
	return writer->lock != NULL;
}

static gboolean find_base(Writer *writer, GError **error)
{
	GError *problem = NULL;
	Store *store = writer->store;
	if (!store_tip(store->place, STORE_BRANCH, writer->base, &problem)) {
		if (problem)
			g_propagate_error(error, problem);
		return problem == NULL;
	}
	git_oid_fromstr(&writer->base_oid, writer->base);
	return store_commit_tree(store, STORE_BRANCH, writer->base,
		&writer->base_tree, error);
}

static gboolean open_work_tree(Writer *writer, GError **error)
{
	const StorePlace *place = writer->store->place;
	g_autofree char *index = g_build_filename(place->head_folder, "index",
		NULL);
	gboolean checked_out;
	if (!place->work_tree)
		return TRUE;
	if (!file_exists(index, &checked_out, error))
		return FALSE;
	/* A clone without checkout is written like a bare one. */
	if (writer->base[0] && !checked_out)
		return TRUE;
	writer->tree = work_tree_open(place->work_tree, error);
	return writer->tree != NULL;
}

gboolean writer_begin(Writer *writer, Store *store, const char *purpose,
	GError **error)
{
	writer->store = store;
	writer->purpose = g_strdup(purpose);
	return take_lock(writer, error) &&
		journal_recover_locked(store, LOCK_TIMEOUT_MS, error) &&
		state_check(store->place, error) && find_base(writer, error) &&
		open_work_tree(writer, error);
}

gboolean writer_stage(Writer *writer, GError **error)
{
	return !writer->tree || writer->staging || (writer->staging =
		staging_open(writer->store->place, writer->tree, error));
}

void writer_clear(Writer *writer)
{
	g_clear_pointer(&writer->staging, staging_free);
	g_clear_pointer(&writer->tree, work_tree_free);
	g_clear_pointer(&writer->lock, file_lock_release);
	g_clear_pointer(&writer->purpose, g_free);
}

gboolean writer_publish(Writer *writer, ObjectSink *sink, const Pending *pending,
	gboolean *moved, GError **error)
{
	if (!writer->tree)
		return publish_ref(writer->store, sink, STORE_BRANCH,
			&pending->old_tip, &pending->new_tip, writer->purpose,
			moved, error);
	return publish_with_work_tree(writer->store, sink, pending,
		writer->tree, &writer->staging, writer->purpose, moved, error);
}

gboolean writer_is_durable(const StorePlace *place)
{
	g_autofree char *setting = store_config_get(place, "core.fsync");
	g_auto(GStrv) parts = g_strsplit_set(setting ? setting : "", ", ", -1);
	static const char *const names[] = {"all", "added", "committed",
		"loose-object", "objects", NULL};
	gboolean sync = FALSE;
	for (char **part = parts; *part; part++) {
		sync |= g_strv_contains(names, *part);
		if (strcmp(*part, "none") == 0 || strcmp(*part, "-all") == 0 ||
			strcmp(*part, "-loose-object") == 0)
			sync = FALSE;
	}
	return sync;
}

void writer_name(Store *store, const char *name, const char *mail)
{
	g_autofree char *clean_name = commit_clean_person(name);
	g_autofree char *clean_mail = commit_clean_person(mail);
	git_repository_set_ident(store->repository,
		*clean_name ? clean_name : AUTOMATION,
		*clean_mail ? clean_mail : AUTOMATION_MAIL);
}
