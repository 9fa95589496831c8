/* Refs that are notes. */
#include "store/replay_state.h"

#include "store/commit.h"
#include "store/internal.h"
#include "system/step.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_PAUSE_MS 5
#define LOCK_LONGEST_SECONDS 60

static const Phrase locked = {
	"%1.lock: git holds it, or a command that was stopped left it; try again "
	"in a minute: what is older than that is removed",
	"%1.lock: её держит git или оставила прерванная команда; повторите через "
	"минуту: что старше, будет убрано"};

static int set_ref(Store *store, const char *ref, const char *oid)
{
	git_reference *reference = NULL;
	git_oid name;
	if (!*oid) {
		int answer = git_reference_remove(store->repository, ref);
		return answer == GIT_ENOTFOUND ? 0 : answer;
	}
	git_oid_fromstr(&name, oid);
	int answer = git_reference_create(&reference, store->repository, ref,
		&name, TRUE, NULL);
	git_reference_free(reference);
	return answer;
}

gboolean store_note_unlock(Store *store, const char *ref)
{
	g_autofree char *path = g_strdup_printf("%s/%s.lock",
		store->place->git_folder, ref);
	struct stat st;
	return stat(path, &st) == 0 &&
		clock_now() - st.st_mtime > LOCK_LONGEST_SECONDS &&
		unlink(path) == 0;
}

/* A `git gc` beside has the refs locked for moments. */
gboolean store_note(Store *store, const char *ref, const char *oid,
	GError **error)
{
	gint64 end = clock_monotonic_ms() + LOCK_TIMEOUT_MS;
	int answer;
	step("note");
	while ((answer = set_ref(store, ref, oid)) == GIT_ELOCKED &&
		clock_monotonic_ms() < end)
		if (!store_note_unlock(store, ref))
			g_usleep(LOCK_PAUSE_MS * 1000);
	if (answer == GIT_ELOCKED)
		return desk_refuse(error, DESK_ERROR_TEMPORARY, &locked, ref,
			NULL);
	return answer == 0 || store_fail(error, DESK_ERROR_WRITE, "%s", ref);
}

gboolean store_replay_note(StoreReplay *replay, const char *ref, GError **error)
{
	return store_replay_flush(replay, error) &&
		object_sink_hold(replay->sink, error) &&
		store_note(replay->at.store, ref, replay->tip, error) &&
		object_sink_hold(replay->sink, error);
}

gboolean store_note_about(Store *store, const char *ref, const char *commit,
	const StoreMessage *message, GError **error)
{
	g_autoptr(ObjectSink) sink = object_sink_new(store->odb,
		store->place->git_folder);
	git_oid parent, tree, name;
	git_oid_fromstr(&parent, commit);
	if (!store_commit_tree(store, STORE_BRANCH, commit, &tree, error))
		return FALSE;
	g_autoptr(GBytes) raw = commit_format(&tree, &parent, message);
	return object_sink_add(sink, GIT_OBJECT_COMMIT, raw, &name, error) &&
		object_sink_flush(sink, FALSE, error) &&
		object_sink_hold(sink, error) &&
		store_note(store, ref, git_oid_tostr_s(&name), error) &&
		object_sink_hold(sink, error);
}

static int compare_notes(gconstpointer a, gconstpointer b)
{
	return strcmp(((const StoreNote *)a)->ref, ((const StoreNote *)b)->ref);
}

GArray *store_notes(Store *store, const char *folder, GError **error)
{
	g_autoptr(GArray) notes = g_array_new(FALSE, TRUE, sizeof(StoreNote));
	g_autofree char *all = g_strconcat(folder, "*", NULL);
	git_reference_iterator *iterator = NULL;
	git_reference *reference = NULL;
	if (git_reference_iterator_glob_new(&iterator, store->repository, all)) {
		store_fail(error, DESK_ERROR_CONFIG, "%s", folder);
		return NULL;
	}
	int answer;
	while ((answer = git_reference_next(&reference, iterator)) == 0) {
		StoreNote note = {0};
		const git_oid *oid = git_reference_target(reference);
		g_strlcpy(note.ref, git_reference_name(reference),
			sizeof(note.ref));
		if (oid)
			git_oid_tostr(note.oid, sizeof(note.oid), oid);
		git_reference_free(reference);
		if (oid)
			g_array_append_val(notes, note);
	}
	git_reference_iterator_free(iterator);
	if (answer != GIT_ITEROVER) {
		store_fail(error, DESK_ERROR_CONFIG, "%s", folder);
		return NULL;
	}
	g_array_sort(notes, compare_notes);
	return g_steal_pointer(&notes);
}
