/* Moving one ref, by compare-and-swap. */
#include "store/publish.h"

#include "system/clock.h"
#include "system/file.h"
#include "system/step.h"

#include <string.h>
#include <unistd.h>

static const Phrase
	moved_meanwhile = {"the branch moved meanwhile: try again",
		"ветка тем временем сдвинулась: попробуйте ещё раз"},
	locked = {"%1/%2.lock: another git command holds this lock; waited %3 "
			"s; try again when it is done, or, if no git runs, "
			"remove the file that a crash left",
		"%1/%2.lock: блокировку держит другая команда git; ждали %3 "
		"с; повторите, когда она закончится, или, если никакой git "
		"не работает, удалите файл, оставшийся после сбоя"};

#define LOCK_LIMIT 4096

gboolean publish_moved(gboolean *moved, GError **error)
{
	*moved = TRUE;
	desk_refuse(error, DESK_ERROR_TEMPORARY, &moved_meanwhile, NULL);
	return FALSE;
}

/* --- a ref's lock that a crash left ------------------------------------------ */

/* Ended within libgit2's move of a ref, a process leaves its lock, and nobody
 * could tell whose it is. So what is about to be moved is noted first; the
 * write lock says that no other desk is about it now. */
static char *note_path(Store *store)
{
	return g_build_filename(store->place->desk_folder, "ref", NULL);
}

static char *note_text(const char *ref, const git_oid *new)
{
	char name[41];
	git_oid_tostr(name, sizeof(name), new);
	return g_strdup_printf("%s\n%s\n", name, ref);
}

static char *read_text(const char *path)
{
	g_autoptr(GBytes) bytes = file_read(path, LOCK_LIMIT, FALSE, NULL);
	if (!bytes)
		return NULL;
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	return g_strndup(size ? data : "", size);
}

/* The lock is empty at first, then holds the name of the commit. */
void publish_remove_left_lock(Store *store)
{
	g_autofree char *path = note_path(store);
	g_autofree char *note = read_text(path);
	char *ref = note ? strchr(note, '\n') : NULL;
	if (!ref)
		return;
	*ref++ = '\0';
	if (!g_str_has_prefix(ref, "refs/heads/") || strstr(ref, ".."))
		return;
	g_autofree char *name = g_strconcat(g_strchomp(ref), ".lock", NULL);
	g_autofree char *lock = g_build_filename(store->place->git_folder, name,
		NULL);
	g_autofree char *held = read_text(lock);
	if (held && (*held == '\0' || strcmp(g_strchomp(held), note) == 0))
		unlink(lock);
	unlink(path);
}

static gboolean write_note(Store *store, const char *ref, const git_oid *new,
	GError **error)
{
	g_autofree char *path = note_path(store);
	g_autofree char *text = note_text(ref, new);
	return file_write(path, text, strlen(text), FALSE, error);
}

/* --- the move ---------------------------------------------------------------- */

static int move_ref(Store *store, const char *ref, const git_oid *old,
	const git_oid *new, const char *text)
{
	git_reference *reference = NULL;
	gboolean is_new = git_oid_is_zero(old);
	step("ref");
	int answer = git_reference_create_matching(&reference, store->repository,
		ref, new, !is_new, is_new ? NULL : old, text);
	git_reference_free(reference);
	return answer;
}

gboolean publish_ref(Store *store, ObjectSink *sink, const char *ref,
	const git_oid *old, const git_oid *new, const char *purpose,
	gboolean *moved, GError **error)
{
	g_autofree char *text = g_strdup_printf("desk %s", purpose);
	g_autofree char *note = note_path(store);
	publish_remove_left_lock(store);
	if (!write_note(store, ref, new, error) ||
		!object_sink_hold(sink, error))
		return FALSE;
	gint64 end = clock_monotonic_ms() + LOCK_TIMEOUT_MS;
	gulong pause_ms = 1;
	int answer;
	while ((answer = move_ref(store, ref, old, new, text)) == GIT_ELOCKED &&
		clock_monotonic_ms() < end) {
		g_usleep(pause_ms * 1000);
		pause_ms = MIN(pause_ms * 2, 50);
	}
	unlink(note);
	if (answer == 0)
		return object_sink_hold(sink, error);
	if (answer == GIT_EMODIFIED || answer == GIT_EEXISTS ||
		answer == GIT_ENOTFOUND)
		return publish_moved(moved, error);
	if (answer != GIT_ELOCKED)
		return store_fail(error, DESK_ERROR_WRITE, "%s", ref);
	desk_refuse(error, DESK_ERROR_TEMPORARY, &locked,
		store->place->git_folder, ref,
		PHRASE_NUMBER(LOCK_TIMEOUT_MS / 1000), NULL);
	return FALSE;
}

