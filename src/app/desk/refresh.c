#include "app/desk/refresh.h"

#include <string.h>

#include "app/desk/refresh_file.h"
#include "app/desk/refresh_tip.h"
#include "app/desk/ticket_versions.h"
#include "base/error.h"

enum { WAIT_MS = 1000, PROGRESS_STEP = 64, SUBJECT_BYTES = 1000 };

#define LATEST ((Instant)253402300799) /* the end of the year 9999 */

/* A file while side branches are walked; a state of NULL: there is none. */
typedef struct {
	HistoryState *state;	/* the running value */
	HistoryState *mainline; /* as the main line had it */
	GHashTable *parted;	/* fields that the main line had changed, too */
	gboolean gone;		/* for a while, so that it began anew */
} Running;

typedef struct {
	Store *store;
	Index *index;
	const char *tip;
	TicketVersions *versions;
	char mainline[41];   /* the last commit of the main line walked */
	GHashTable *running; /* path → Running; empty on the main line */
	GHashTable *broken;  /* paths whose version there cannot be read */
	GHashTable *touched; /* paths whose rows must be written anew */
	gboolean rebuild, people;
	guint done, total;
	GError *problem; /* of knows() */
	void (*progress)(guint done, guint total, void *data);
	void *progress_data;
} Refresh;

static void running_free(void *data)
{
	Running *running = data;
	history_state_unref(running->state);
	history_state_unref(running->mainline);
	g_hash_table_unref(running->parted);
	g_free(running);
}

static GHashTable *names_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void touch(Refresh *refresh, const char *path)
{
	/* A rebuild writes all that stands in the tip's tree. */
	if (!refresh->rebuild && !g_hash_table_contains(refresh->touched, path))
		g_hash_table_add(refresh->touched, g_strdup(path));
}

/* --- values of versions --------------------------------------------------- */

/* The state of a version, NULL if it may not stand there. FALSE only when the
 * store fails. */
static gboolean version_state(Refresh *refresh, const char *path,
	const char *blob, guint mode, const char *near, HistoryState **state,
	GError **error)
{
	*state = NULL;
	if (!version_is_regular(mode))
		return TRUE;
	const TicketVersion *version = ticket_versions_get(refresh->versions,
		blob, near, error);
	if (!version)
		return FALSE;
	g_autofree char *refused = ticket_version_refused(path, mode,
		version->state ? history_state_get(version->state, "uid") :
		NULL, version->reason);
	if (!refused)
		*state = history_state_ref(version->state);
	return TRUE;
}

/* What the events recorded so far make of a file: the last word where no
 * version can be read. */
static gboolean recorded_state(Refresh *refresh, const char *path,
	HistoryState **state, GError **error)
{
	g_autoptr(GPtrArray) events = index_read_events(refresh->index, path,
		error);
	if (!events)
		return FALSE;
	*state = history_replay(NULL, events);
	return TRUE;
}

/* The value on the main line before the present commit; `blob` is the file's
 * there. */
static gboolean mainline_state(Refresh *refresh, const char *path,
	const char *blob, HistoryState **state, GError **error)
{
	*state = NULL;
	if (g_hash_table_contains(refresh->broken, path))
		return recorded_state(refresh, path, state, error);
	if (*blob == '\0')
		return TRUE;
	return version_state(refresh, path, blob, 0100644, NULL, state, error);
}

/* --- events --------------------------------------------------------------- */

static gboolean add_edited(Refresh *refresh, const char *path, Instant at,
	GError **error)
{
	g_autoptr(Event) event = event_new(EVENT_EDITED, at);
	return index_add_event(refresh->index, path, event, error);
}

static gboolean add_events(Refresh *refresh, const char *path,
	const GPtrArray *events, GError **error)
{
	for (guint i = 0; i < events->len; i++)
		if (!index_add_event(refresh->index, path,
			    g_ptr_array_index(events, i), error))
			return FALSE;
	return TRUE;
}

/* The value on the main line, when a branch beside it first touches a file. */
static Running *running_find(Refresh *refresh, const char *path, GError **error)
{
	Running *running = g_hash_table_lookup(refresh->running, path);
	char blob[41] = "";
	g_autoptr(GError) problem = NULL;
	g_autoptr(HistoryState) state = NULL;
	if (running)
		return running;
	if (!store_lookup(refresh->store, refresh->mainline, path, blob,
		    &problem) && problem) {
		desk_error_pass(error, &problem);
		return NULL;
	}
	if (!mainline_state(refresh, path, blob, &state, error))
		return NULL;
	running = g_new0(Running, 1);
	running->state = state ? history_state_ref(state) : NULL;
	running->mainline = g_steal_pointer(&state);
	running->parted = names_new();
	g_hash_table_insert(refresh->running, g_strdup(path), running);
	return running;
}

/* Which fields the branch found otherwise than they stand by now. */
static void note_parted(Running *running, const HistoryState *before,
	const GPtrArray *events)
{
	for (guint i = 0; before && i < events->len; i++) {
		const Event *event = events->pdata[i];
		if (event->kind == EVENT_CHANGED && strcmp(event->old_text,
			    history_state_get(before, event->field)) != 0)
			g_hash_table_add(running->parted,
				g_strdup(event->field));
	}
}

/* A commit beside the main line moves the running value, which the merge into
 * the main line will set right. */
static gboolean side_file(Refresh *refresh, const WalkFile *file, Instant at,
	GError **error)
{
	Running *running = running_find(refresh, file->path, error);
	if (!running)
		return FALSE;
	g_autoptr(HistoryState) before = NULL;
	g_autoptr(HistoryState) after = NULL;
	if (*file->before && !version_state(refresh, file->path, file->before,
		    0100644, NULL, &before, error))
		return FALSE;
	if (*file->after && !version_state(refresh, file->path, file->after,
		    file->mode_after, file->before, &after, error))
		return FALSE;
	if (*file->after && !after)
		return add_edited(refresh, file->path, at, error);
	if (*file->before && !before && running->state)
		before = history_state_ref(running->state);
	g_autoptr(GPtrArray) events = history_compare_states(running->state,
		before, after, at);
	if (events->len == 0)
		return add_edited(refresh, file->path, at, error);
	note_parted(running, before, events);
	g_autoptr(HistoryState) last = running->state;
	running->state = history_replay(last, events);
	running->gone |= !running->state;
	return add_events(refresh, file->path, events, error);
}

/* A merge that cannot be read changes nothing: the file stays as the main line
 * had it, and what the branches did counts once it can be read. */
static gboolean stay(Refresh *refresh, const char *path, const Running *running,
	Instant at, GError **error)
{
	g_autoptr(GPtrArray) events = history_compare_states(running->state,
		running->state, running->mainline, at);
	return add_events(refresh, path, events, error) &&
		index_void_events(refresh->index, path, NULL, error);
}

/* Where branches changed a field both, and the merge keeps what the main line
 * had, the other one's changes count for nothing. */
static gboolean void_lost(Refresh *refresh, const char *path,
	const Running *running, const HistoryState *after, GError **error)
{
	GHashTableIter iterator;
	void *field;
	g_hash_table_iter_init(&iterator, running->parted);
	while (running->mainline && !running->gone && after && g_hash_table_iter_next(&iterator,
			&field, NULL))
		if (strcmp(history_state_get(running->mainline, field),
			    history_state_get(after, field)) == 0 &&
			!index_void_events(refresh->index, path, field, error))
			return FALSE;
	return TRUE;
}

/* What the main line's tree says wins over the running value. */
static gboolean main_file(Refresh *refresh, const WalkFile *file, Instant at,
	GError **error)
{
	const char *path = file->path;
	const Running *running = g_hash_table_lookup(refresh->running, path);
	g_autoptr(HistoryState) before = NULL;
	g_autoptr(HistoryState) after = NULL;
	touch(refresh, path);
	if (running)
		before = running->state ? history_state_ref(running->state) :
			NULL;
	else if (!mainline_state(refresh, path, file->before, &before, error))
		return FALSE;
	if (*file->after && !version_state(refresh, path, file->after,
		    file->mode_after, file->before, &after, error))
		return FALSE;
	if (*file->after && !after) {
		g_hash_table_add(refresh->broken, g_strdup(path));
		return running ? stay(refresh, path, running, at, error) :
			add_edited(refresh, path, at, error);
	}
	g_hash_table_remove(refresh->broken, path);
	g_autoptr(GPtrArray) events = history_compare_states(before, before,
		after, at);
	if (events->len == 0 && !running)
		return add_edited(refresh, path, at, error);
	return add_events(refresh, path, events, error) && (!running ||
		void_lost(refresh, path, running, after, error));
}

/* --- commits -------------------------------------------------------------- */

static gboolean is_ticket(const char *path)
{
	if (!g_str_has_prefix(path, "tickets/"))
		return FALSE;
	const char *name = strrchr(path, '/');
	return name[1] != '.';
}

static gboolean is_people(const char *path)
{
	return g_str_has_prefix(path, "agents/") ||
		g_str_has_prefix(path, "bills/") ||
		g_str_has_prefix(path, "customers/") ||
		g_str_has_prefix(path, "calendars/") ||
		g_str_has_prefix(path, "schedules/");
}

/* Files that only side branches touched: the merge left them as the first
 * parent has them. */
static gboolean add_side_paths(Refresh *refresh, GArray *files, GError **error)
{
	if (g_hash_table_size(refresh->running) == 0)
		return TRUE;
	g_autoptr(GHashTable) own = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < files->len; i++)
		g_hash_table_add(own,
			(char *)g_array_index(files, WalkFile, i).path);
	GHashTableIter iterator;
	void *path;
	g_hash_table_iter_init(&iterator, refresh->running);
	while (g_hash_table_iter_next(&iterator, &path, NULL)) {
		WalkFile file = {.path = path, .mode_after = 0100644};
		if (g_hash_table_contains(own, path))
			continue;
		g_autoptr(GError) problem = NULL;
		if (!store_lookup(refresh->store, refresh->mainline, path,
			    file.after, &problem) && problem)
			return desk_error_pass(error, &problem);
		if (*file.after == '\0')
			file.mode_after = 0;
		else if (g_hash_table_contains(refresh->broken, path))
			file.mode_after = 0120000;
		g_array_append_val(files, file);
	}
	return TRUE;
}

static int compare_paths(const void *a, const void *b)
{
	return strcmp(((const WalkFile *)a)->path, ((const WalkFile *)b)->path);
}

static gboolean main_commit(Refresh *refresh, const WalkCommit *commit,
	Instant at, GError **error)
{
	g_autoptr(GArray) files = g_array_new(FALSE, FALSE, sizeof(WalkFile));
	g_array_append_vals(files, commit->files->data, commit->files->len);
	if (!add_side_paths(refresh, files, error))
		return FALSE;
	g_array_sort(files, compare_paths);
	for (guint i = 0; i < files->len; i++) {
		const WalkFile *file = &g_array_index(files, WalkFile, i);
		if (is_ticket(file->path) &&
			!main_file(refresh, file, at, error))
			return FALSE;
		if (is_people(file->path))
			refresh->people = TRUE;
		if (!refresh_file(refresh->store, refresh->index, file, error))
			return FALSE;
	}
	g_hash_table_remove_all(refresh->running);
	g_strlcpy(refresh->mainline, commit->oid, sizeof refresh->mainline);
	return TRUE;
}

static gboolean side_commit(Refresh *refresh, const WalkCommit *commit,
	Instant at, GError **error)
{
	for (guint i = 0; i < commit->files->len; i++) {
		const WalkFile *file = &g_array_index(commit->files, WalkFile,
			i);
		if (is_ticket(file->path) &&
			!side_file(refresh, file, at, error))
			return FALSE;
	}
	return TRUE;
}

/* The value of the last "Desk-Op:" line. */
static char *operation_of(const char *message)
{
	const char *line = g_strrstr(message, "\nDesk-Op:");
	if (!line)
		return g_strdup("");
	line += strlen("\nDesk-Op:");
	return g_strstrip(g_strndup(line, strcspn(line, "\n")));
}

static gboolean record_commit(Refresh *refresh, const WalkCommit *commit,
	Instant at, GError **error)
{
	g_autofree char *line = g_strndup(commit->message,
		MIN(strcspn(commit->message, "\n"), SUBJECT_BYTES));
	g_autofree char *subject = g_utf8_make_valid(line, -1);
	g_autofree char *op = operation_of(commit->message);
	IndexCommit row = {commit->oid, commit->parent, commit->mainline, at,
		CLAMP(commit->recorded, 0, LATEST), commit->name, commit->mail,
		subject, op};
	return index_add_commit(refresh->index, &row, error);
}

static gboolean each_commit(const WalkCommit *commit, void *data,
	GError **error)
{
	Refresh *refresh = data;
	Instant at = CLAMP(commit->at, 0, LATEST);
	if (!record_commit(refresh, commit, at, error))
		return FALSE;
	gboolean done = commit->mainline ?
		main_commit(refresh, commit, at, error) :
		side_commit(refresh, commit, at, error);
	refresh->done++;
	if (refresh->progress && refresh->done % PROGRESS_STEP == 0)
		refresh->progress(refresh->done, refresh->total,
			refresh->progress_data);
	return done;
}

/* --- where the walk begins ------------------------------------------------ */

/* The file as the walk goes on from it: readable or not. */
static gboolean judge_at_start(Refresh *refresh, const char *path,
	GError **error)
{
	guint mode;
	char blob[41];
	g_autoptr(HistoryState) state = NULL;
	if (!store_entry(refresh->store, refresh->mainline, path, &mode, blob,
		    error))
		return FALSE;
	if (mode != 0 && !version_state(refresh, path, blob, mode, NULL, &state,
		    error))
		return FALSE;
	if (mode != 0 && !state)
		g_hash_table_add(refresh->broken, g_strdup(path));
	else
		g_hash_table_remove(refresh->broken, path);
	return TRUE;
}

static gboolean begin_at(const char *from, guint commits, void *data,
	GError **error)
{
	Refresh *refresh = data;
	if (refresh->problem)
		return desk_error_pass(error, &refresh->problem);
	refresh->total = commits;
	g_strlcpy(refresh->mainline, from, sizeof refresh->mainline);
	if (*from == '\0') {
		refresh->rebuild = refresh->people = TRUE;
		return index_begin_rebuild(refresh->index, error);
	}
	g_autoptr(GPtrArray) unreadable = index_unreadable(refresh->index,
		error);
	if (!unreadable)
		return FALSE;
	for (guint i = 0; i < unreadable->len; i++)
		g_hash_table_add(refresh->broken,
			g_strdup(unreadable->pdata[i]));
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	if (!index_truncate(refresh->index, from, paths, &refresh->people,
		    error))
		return FALSE;
	for (guint i = 0; i < paths->len; i++) {
		touch(refresh, paths->pdata[i]);
		if (!judge_at_start(refresh, paths->pdata[i], error))
			return FALSE;
	}
	return TRUE;
}

/* What could not be answered ends the walk in begin_at(). */
static gboolean knows(const char *oid, void *data)
{
	Refresh *refresh = data;
	gboolean known = FALSE;
	if (!refresh->problem)
		index_knows_mainline(refresh->index, oid, &known,
			&refresh->problem);
	return known;
}

/* --- the whole ------------------------------------------------------------ */

static gboolean write_tip(Refresh *refresh, GError **error)
{
	RefreshTip tip = {refresh->store, refresh->index, refresh->versions,
		refresh->tip, refresh->rebuild, refresh->people,
		refresh->touched};
	return refresh_tip(&tip, error) &&
		index_commit(refresh->index, refresh->tip, error);
}

static gboolean walk(Refresh *refresh, GError **error)
{
	if (*refresh->tip == '\0')
		return begin_at("", 0, refresh, error);
	return store_walk(refresh->store, refresh->tip, knows, begin_at,
		each_commit, refresh, error);
}

static gboolean refresh_once(Refresh *refresh, RefreshResult *result,
	GError **error)
{
	if (!index_is_rebuilding(refresh->index) &&
		!index_begin(refresh->index, WAIT_MS, error)) {
		if (result)
			result->busy = error && g_error_matches(*error,
				DESK_ERROR, DESK_ERROR_TEMPORARY);
		return FALSE;
	}
	/* Whoever we waited for may have done it. */
	g_autofree char *have = NULL;
	if (!index_get_meta(refresh->index, "tip", &have, error))
		return FALSE;
	if (g_strcmp0(have, refresh->tip) == 0) {
		index_rollback(refresh->index);
		return TRUE;
	}
	refresh->done = refresh->total = 0;
	refresh->rebuild = refresh->people = FALSE;
	refresh->versions = ticket_versions_new(refresh->store);
	refresh->running = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, running_free);
	refresh->broken = names_new();
	refresh->touched = names_new();
	gboolean done = walk(refresh, error) && write_tip(refresh, error);
	g_hash_table_unref(refresh->running);
	g_hash_table_unref(refresh->broken);
	g_hash_table_unref(refresh->touched);
	ticket_versions_free(refresh->versions);
	g_clear_error(&refresh->problem);
	if (result) {
		result->commits = refresh->done;
		result->rebuilt = refresh->rebuild;
	}
	return done;
}

gboolean refresh_index(Store *store, Index *index, const char *tip,
	void (*progress)(guint done, guint total, void *data), void *data,
	RefreshResult *result, GError **error)
{
	Refresh refresh = {.store = store, .index = index, .tip = tip,
		.progress = progress, .progress_data = data};
	g_autoptr(GError) problem = NULL;
	gboolean done = refresh_once(&refresh, result, &problem);
	if (!done && index_is_damaged(index)) {
		g_clear_error(&problem);
		done = index_remake(index, &problem) &&
			refresh_once(&refresh, result, &problem);
	}
	if (!done) {
		index_rollback(index);
		g_propagate_error(error, g_steal_pointer(&problem));
	}
	return done;
}
