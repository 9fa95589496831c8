#include "app/sync/sync.h"

#include <string.h>
#include <unistd.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/picture.h"
#include "app/desk/redacted.h"
#include "app/desk/setting.h"
#include "app/desk/talk.h"
#include "app/outbox/outbox.h"
#include "app/sync/join.h"
#include "app/sync/number.h"
#include "app/sync/push_parts.h"
#include "app/sync/remote.h"
#include "app/sync/sync_parts.h"
#include "base/error.h"
#include "index/tickets.h"
#include "store/replay.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/lock.h"
#include "text/yaml.h"

#define SYNCED "refs/desk/synced"
#define PAUSE_MS 20
#define LONGEST_PAUSE_MS 2000

static const Phrase
	rewritten = {"the upstream's history was rewritten: %1, which this "
			"clone has from there, is no part of it any more; "
			"nothing was changed; look at it: git log %1..%2; "
			"where that is meant, `desk clone` makes a clone of "
			"what it holds now",
		"историю upstream переписали: %1, взятого оттуда, в ней больше "
		"нет; ничего не изменено; посмотреть: git log %1..%2; если "
		"так и надо, клон того, что там сейчас, сделает `desk clone`"},
	redacted = {"the upstream's history was redacted, and this clone follows "
			"it; what was redacted goes from here with: git reflog "
			"expire --expire=now --all && git gc --prune=now",
		"в истории upstream вымарали текст, клон последовал; отсюда "
		"вымаранное уйдёт после: git reflog expire --expire=now --all "
		"&& git gc --prune=now"},
	other_store = {"the upstream is another store: its desk.yaml has the id "
			"%1, this one %2; nothing was changed",
		"upstream — другое хранилище: в его desk.yaml id %1, а здесь "
		"%2; ничего не изменено"},
	busy = {"another sync of this clone is running; what was done here goes "
		"out with it, or with the next `desk sync`",
		"идёт другая синхронизация этого клона; сделанное здесь уйдёт "
		"с ней или при следующем `desk sync`"},
	always_faster = {"others were always faster for %1 s; what was done "
			"here stays, and goes out with the next `desk sync`",
		"%1 с другие всё время успевали раньше; сделанное здесь "
		"останется и уйдёт при следующем `desk sync`"};

typedef struct {
	Desk *desk;
	Store *store;
	Remote remote;
	GHashTable *refused; /* oid → reason: what the upstream would not take */
	char main[41], originals[41]; /* the upstream's */
	char seen[41];	      /* that main when this clone looked before */
	char start[41];	      /* main of this clone */
	char before[41], after[41]; /* where its history was redacted since: what
				this clone has from there, and what it is now */
	gint64 timeout_ms;
	guint rounds;
	gboolean met; /* two histories, so that a number may be there twice */
	SyncResult *result;
} Sync;

static void sync_clear(Sync *sync)
{
	remote_clear(&sync->remote);
	g_clear_pointer(&sync->refused, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sync, sync_clear)

static gboolean tip_of(Sync *sync, const char *ref, char oid[41], GError **error)
{
	g_autoptr(GError) problem = NULL;
	if (!store_tip(desk_place(sync->desk), ref, oid, &problem))
		oid[0] = '\0';
	return desk_error_pass(error, &problem);
}

/* --- may we have to do with it? --------------------------------------------- */

/* Empty: there is none, or nobody can read it. */
static char *store_id(Store *store, const char *commit, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = store_read(store, commit, "desk.yaml",
		&problem);
	gsize size = 0;
	if (!bytes && !g_error_matches(problem, DESK_ERROR,
		DESK_ERROR_NOT_FOUND)) {
		desk_error_pass(error, &problem);
		return NULL;
	}
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	g_autoptr(YamlNode) root = text ? yaml_parse_single(text, size,
		"desk.yaml", 64, NULL) : NULL;
	return g_strdup(root ? yaml_get_text(root, "id", "") : "");
}

static gboolean check_id(Sync *sync, GError **error)
{
	char ours[41];
	if (!tip_of(sync, STORE_BRANCH, ours, error))
		return FALSE;
	if (!*ours || !*sync->main)
		return TRUE;
	g_autofree char *here = store_id(sync->store, ours, error);
	g_autofree char *there = here ? store_id(sync->store, sync->main,
		error) : NULL;
	if (!there)
		return FALSE;
	return !*here || !*there || strcmp(here, there) == 0 ||
		desk_refuse(error, DESK_ERROR_CONFIG, &other_store, there, here,
			NULL);
}

/* What became of `before`: rewriting keeps each commit its place on the main line,
 * its author and time. "" = no such. */
static gboolean find_anew(Sync *sync, const char *before, char after[41],
	GError **error)
{
	g_autoptr(GPtrArray) old = store_commits_between(sync->store, "",
		before, TRUE, error);
	g_autoptr(GPtrArray) new = old ? store_commits_between(sync->store, "",
		sync->main, TRUE, error) : NULL;
	g_auto(StoreCommit) was = {0};
	g_auto(StoreCommit) is = {0};
	after[0] = '\0';
	if (!new || old->len > new->len)
		return new != NULL;
	const char *found = new->pdata[old->len - 1];
	if (!store_commit_read(sync->store, before, &was, error) ||
		!store_commit_read(sync->store, found, &is, error))
		return FALSE;
	if (was.dated == is.dated && strcmp(was.mail, is.mail) == 0)
		g_strlcpy(after, found, 41);
	return TRUE;
}

/* Was what this clone had from there redacted, and is it not here yet? */
static gboolean find_redacted(Sync *sync, const char *before, gboolean *is,
	GError **error)
{
	g_autoptr(GArray) tips = redacted_tips(sync->store,
		sync->remote.redacted, error);
	char ours[41], after[41], base[41];
	*is = FALSE;
	if (!tips || tips->len == 0)
		return tips != NULL;
	if (!tip_of(sync, STORE_BRANCH, ours, error) ||
		!find_anew(sync, before, after, error) ||
		!store_merge_base(sync->store, after, ours, base, error))
		return FALSE;
	*is = *after != '\0';
	if (*is && strcmp(base, after) != 0) {
		g_strlcpy(sync->before, before, 41);
		g_strlcpy(sync->after, after, 41);
	}
	return TRUE;
}

/* It may have gone back, to a copy of yesterday: then it gets what it lost. */
static gboolean check_rewritten(Sync *sync, GError **error)
{
	char before[41], base[41];
	if (!tip_of(sync, SYNCED, before, error))
		return FALSE;
	/* Never synced: what it had from there, if anything, is where git saw it. */
	if (!*before)
		g_strlcpy(before, sync->seen, sizeof before);
	if (!*before || !*sync->main || strcmp(before, sync->main) == 0)
		return TRUE;
	if (!store_merge_base(sync->store, before, sync->main, base, error))
		return FALSE;
	if (strcmp(base, before) == 0 || strcmp(base, sync->main) == 0)
		return TRUE;
	gboolean is_redacted;
	sync->before[0] = sync->after[0] = '\0';
	if (!find_redacted(sync, before, &is_redacted, error))
		return FALSE;
	if (is_redacted)
		return TRUE;
	before[10] = '\0';
	return desk_refuse(error, DESK_ERROR_CONFIG, &rewritten, before,
		sync->remote.main, NULL);
}

/* --- one round ---------------------------------------------------------------- */

static gboolean fetch(Sync *sync, GError **error)
{
	return (*sync->seen || remote_tips(&sync->remote, sync->seen,
			sync->originals, error)) &&
		remote_fetch(&sync->remote, error) &&
		remote_tips(&sync->remote, sync->main, sync->originals, error) &&
		picture_note(sync->desk, error) && check_id(sync, error) &&
		check_rewritten(sync, error);
}

static gboolean has_time(const Sync *sync)
{
	return clock_monotonic_ms() < sync->remote.end_ms;
}

static gboolean give_up(const Sync *sync, GError **error)
{
	return desk_refuse(error, DESK_ERROR_TEMPORARY, &always_faster,
		PHRASE_NUMBER(sync->timeout_ms / 1000), NULL);
}

static gboolean join(Sync *sync, GError **error)
{
	const JoinQuestion question = {sync->main, sync->originals,
		sync->before, sync->after, sync->refused};
	JoinResult joined;
	gboolean moved;
	do {
		g_autoptr(GError) problem = NULL;
		joined = (JoinResult){0};
		if (!join_upstream(sync->desk, &question, &joined, &moved,
			&problem) && !moved)
			return desk_error_pass(error, &problem);
	} while (moved && has_time(sync));
	sync->met |= joined.replayed > 0;
	sync->result->received += joined.received;
	sync->result->refused += joined.refused;
	g_hash_table_remove_all(sync->refused);
	if (!moved && *sync->before)
		desk_say(sync->desk, &redacted, NULL);
	sync->before[0] = sync->after[0] = '\0';
	return !moved || give_up(sync, error);
}

static gboolean number(Sync *sync, char commit[41], guint *numbered,
	GError **error)
{
	gboolean moved;
	do {
		if (!number_tickets(sync->desk, sync->main, sync->met, commit,
			numbered, &moved, error))
			return FALSE;
		if (moved)
			desk_forget_index(sync->desk);
	} while (moved && has_time(sync));
	return !moved || give_up(sync, error);
}

/* The upstream has them: so has this clone, now or at the next sync. */
static gboolean take_over(Sync *sync, const char *commit, const char *originals,
	guint numbered, GError **error)
{
	StoreApart apart;
	if (!store_apart(sync->store, commit, sync->main, &apart, error) ||
		!store_note(sync->store, sync->remote.main, commit, error) ||
		(*originals && !store_note(sync->store, sync->remote.originals,
			originals, error)))
		return FALSE;
	sync->result->sent += apart.ahead;
	sync->result->numbered += numbered;
	g_strlcpy(sync->main, commit, sizeof sync->main);
	guint received = sync->result->received;
	if (!join(sync, error))
		return FALSE;
	sync->result->received = received;
	return TRUE;
}

static gboolean push(Sync *sync, gboolean *done, GError **error)
{
	char commit[41], originals[41], refused[41];
	guint numbered;
	g_autofree char *reason = NULL;
	*done = FALSE;
	if (!number(sync, commit, &numbered, error) ||
		!tip_of(sync, STORE_ORIGINALS, originals, error))
		return FALSE;
	if (strcmp(originals, sync->originals) == 0)
		originals[0] = '\0';
	gboolean ahead = strcmp(commit, sync->main) != 0;
	if (!ahead && !*originals) {
		*done = TRUE;
		return TRUE;
	}
	/* Without it git does the same, in twice the time. */
	g_autoptr(GError) unpacked = NULL;
	if (ahead && !store_pack_ahead(sync->store, sync->main, commit,
		&unpacked))
		desk_say_problem(sync->desk, unpacked);
	switch (remote_push(&sync->remote, ahead ? commit : "", originals, &reason,
		error)) {
	case REMOTE_SENT:
		*done = take_over(sync, ahead ? commit : sync->main, originals,
			numbered, error);
		return *done;
	case REMOTE_OVERTAKEN:
		return TRUE;
	case REMOTE_REFUSED:
		if (!push_parts(&sync->remote, sync->main, commit, refused,
			&reason, error))
			return FALSE;
		if (*refused)
			g_hash_table_replace(sync->refused, g_strdup(refused),
				g_steal_pointer(&reason));
		return TRUE;
	default:
		return FALSE;
	}
}

/* Fifty at once must not go on hitting each other. */
static void pause_a_while(Sync *sync)
{
	guint8 bytes[2];
	random_bytes(bytes, sizeof bytes);
	guint chance = (bytes[0] | (guint)bytes[1] << 8) ^ (guint)getpid();
	gint64 longest = MIN(PAUSE_MS << MIN(sync->rounds, 10u),
		LONGEST_PAUSE_MS);
	gint64 left = sync->remote.end_ms - clock_monotonic_ms();
	g_usleep((gulong)(MAX(MIN(longest, left), 0) * 1000 *
		(chance % 1000) / 1000));
	sync->rounds++;
}

static gboolean rounds(Sync *sync, GError **error)
{
	for (gboolean done = FALSE; !done;) {
		if (!fetch(sync, error) || !join(sync, error) ||
			!push(sync, &done, error))
			return FALSE;
		if (done)
			return TRUE;
		if (!has_time(sync))
			return give_up(sync, error);
		pause_a_while(sync);
	}
	return TRUE;
}

/* --- all of it ------------------------------------------------------------------ */

static gboolean become_one_of_many(Sync *sync, GError **error)
{
	char before[41];
	if (!tip_of(sync, SYNCED, before, error))
		return FALSE;
	if (strcmp(before, sync->main) != 0 && *sync->main &&
		!store_note(sync->store, SYNCED, sync->main, error))
		return FALSE;
	return upstream_is_synced(sync->desk) ||
		desk_set_setting(sync->desk, "desk.sync", "auto", error);
}

static FileLock *take_lock(Desk *desk, const char *name, gint64 timeout_ms,
	GError **error)
{
	const char *folder = desk_place(desk)->desk_folder;
	g_autofree char *path = g_build_filename(folder, name, NULL);
	return file_make_folder(folder, error) ? file_lock_take(path,
		"desk sync", (int)timeout_ms, error) : NULL;
}

/* One that waits takes with it what others have done meanwhile. */
static gboolean take_turn(Desk *desk, gboolean queued, gint64 timeout_ms,
	FileLock **turn, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(FileLock) next = queued ? take_lock(desk, "sync.next", 0,
		&problem) : NULL;
	if (queued && !next && g_error_matches(problem, DESK_ERROR,
		DESK_ERROR_TEMPORARY))
		return TRUE;
	if (problem)
		return desk_error_pass(error, &problem);
	*turn = take_lock(desk, "sync.lock", timeout_ms, &problem);
	if (g_error_matches(problem, DESK_ERROR, DESK_ERROR_TEMPORARY))
		return desk_refuse(error, DESK_ERROR_TEMPORARY, &busy, NULL);
	return desk_error_pass(error, &problem);
}

void sync_result_clear(SyncResult *result)
{
	g_clear_pointer(&result->gave_way, g_ptr_array_unref);
	g_clear_pointer(&result->gone, g_ptr_array_unref);
}

/* All is done: what cannot be told is said, and is no failure. */
static void say_what_gave_way(Sync *sync, gboolean watched)
{
	g_autoptr(GError) problem = NULL;
	char end[41];
	GPtrArray *list = tip_of(sync, STORE_BRANCH, end, &problem) ?
		gave_way_find(sync->desk, sync->seen, sync->start, end,
			&problem) : NULL;
	sync->result->gave_way = list;
	if (list)
		gave_way_say(sync->desk, list, watched);
	g_autoptr(GPtrArray) apart = list && *sync->start ? apart_lines(
		sync->desk, sync->start, end, &problem) : NULL;
	if (apart)
		gave_way_tell(sync->desk, apart, watched);
	GPtrArray *gone = apart ? gone_find(sync->desk, sync->seen, end,
		&problem) : NULL;
	sync->result->gone = gone;
	if (gone)
		gone_say(sync->desk, gone, watched);
	if (problem)
		desk_say_problem(sync->desk, problem);
}

/* Each fetch is a pack, and where no cron runs nobody else puts them together. */
static void keep_house(Desk *desk)
{
	g_autoptr(GError) problem = NULL;
	if (store_pack_is_due(desk_place(desk)) &&
		!store_pack(desk_place(desk), &problem))
		desk_say_problem(desk, problem);
}

gboolean sync_run(Desk *desk, const SyncSettings *settings, SyncResult *result,
	GError **error)
{
	g_auto(Sync) sync = {.desk = desk, .result = result};
	g_autoptr(FileLock) turn = NULL;
	gint64 seconds;
	*result = (SyncResult){0};
	if (!desk_setting_number(desk, "sync.timeout", &seconds, error))
		return FALSE;
	sync.timeout_ms = settings->timeout_ms ? settings->timeout_ms :
		seconds * 1000;
	sync.refused = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		g_free);
	sync.met = !upstream_is_synced(desk);
	if (!take_turn(desk, settings->queued, sync.timeout_ms, &turn, error))
		return FALSE;
	if (!turn)
		return TRUE;
	sync.remote.patient = !settings->timeout_ms;
	g_autoptr(GError) problem = NULL;
	(void)((sync.store = desk_store(desk, &problem)) &&
		remote_open(desk, sync.timeout_ms, &sync.remote, &problem) &&
		tip_of(&sync, STORE_BRANCH, sync.start, &problem) &&
		rounds(&sync, &problem) && number_end(desk, &problem) &&
		become_one_of_many(&sync, &problem));
	/* Nobody watches one that is queued. */
	picture_note_failure(desk, problem, !settings->queued);
	if (!problem)
		say_what_gave_way(&sync, !settings->queued);
	g_clear_pointer(&turn, file_lock_release);
	if (!problem && !settings->timeout_ms)
		keep_house(desk);
	return desk_error_pass(error, &problem);
}

gboolean sync_adopt(Desk *desk, GError **error)
{
	g_auto(SyncResult) result = {0};
	g_auto(Sync) sync = {.desk = desk, .result = &result};
	g_autoptr(StoreReplay) replay = NULL;
	if (!(sync.store = desk_store(desk, error)) ||
		!remote_open(desk, 0, &sync.remote, error) ||
		!remote_tips(&sync.remote, sync.main, sync.originals, error) ||
		!(replay = store_replay_begin(sync.store, "clone", error)))
		return FALSE;
	return store_replay_originals(replay, sync.originals, error) &&
		become_one_of_many(&sync, error);
}

/* --- how it stands -------------------------------------------------------------- */

void sync_status_clear(SyncStatus *status)
{
	g_clear_pointer(&status->remote, g_free);
	g_clear_pointer(&status->branch, g_free);
}

static gboolean count_apart(Desk *desk, SyncStatus *status, GError **error)
{
	g_auto(Remote) remote = {0};
	char main[41], theirs[41], originals[41];
	StoreApart apart;
	Store *store = desk_store(desk, error);
	g_autoptr(GError) problem = NULL;
	if (!store || !remote_open(desk, 0, &remote, error) ||
		!remote_tips(&remote, theirs, originals, error))
		return FALSE;
	if (!store_tip(desk_place(desk), STORE_BRANCH, main, &problem))
		main[0] = '\0';
	if (problem)
		return desk_error_pass(error, &problem);
	if (!store_apart(store, main, theirs, &apart, error))
		return FALSE;
	status->ahead = apart.ahead;
	status->behind = apart.behind;
	status->remote = g_steal_pointer(&remote.upstream.remote);
	status->branch = g_steal_pointer(&remote.upstream.branch);
	return TRUE;
}

gboolean sync_look(Desk *desk, SyncStatus *status, GError **error)
{
	Index *index = desk_index(desk, error);
	g_autoptr(GPtrArray) unnumbered = index ? index_unnumbered(index,
		error) : NULL;
	guint unapproved, undelivered;
	if (!unnumbered || !outbox_count(desk, &status->unsent, &unapproved,
			&undelivered, error))
		return FALSE;
	status->unnumbered = unnumbered->len;
	status->synced = upstream_is_synced(desk);
	status->seen = picture_seen(desk);
	return !upstream_find(desk, NULL) || count_apart(desk, status, error);
}
