#include "app/sync/join.h"

#include <string.h>

#include "app/check/push_judge.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/files_judge.h"
#include "app/desk/in_force.h"
#include "app/operation/judge.h"
#include "app/sync/join_file.h"
#include "app/sync/sync_parts.h"
#include "base/error.h"
#include "base/identifier.h"
#include "index/people.h"
#include "model/ticket.h"
#include "store/replay.h"

static const Phrase
	unrelated = {"the upstream has no history in common with this store: it "
			"holds another one, or its history was rewritten; "
			"nothing was changed; look at it: git log %1; `desk "
			"clone` makes a clone of what it holds",
		"у upstream нет общей истории с этим хранилищем: там другое "
		"хранилище, или историю переписали; ничего не изменено; "
		"посмотреть: git log %1; клон того, что там, сделает `desk "
		"clone`"},
	both_changed = {"%1: changed here and at the upstream, in the same "
			"place", "%1: изменён и здесь, и в upstream, в одном "
			"и том же месте"},
	stands_in_place = {"%1", NULL},
	still_refused = {"it still cannot stand: %1", "она всё ещё не встаёт: %1"},
	not_laid_out = {"the upstream's history cannot be laid out as files here: "
			"%1; nothing was changed, what was done here stays and "
			"goes out when that is put right there; see what did "
			"it: git log -1 %2 -- PATH; as it is it comes by: git "
			"pull --rebase",
		"историю upstream здесь не разложить в файлы: %1; ничего не "
		"изменено, сделанное здесь осталось и уйдёт, когда там это "
		"поправят; чья правка: git log -1 %2 -- ПУТЬ; взять как есть: "
		"git pull --rebase"};

typedef struct {
	Desk *desk;
	Store *store;
	StoreReplay *replay;
	const JoinQuestion *question;
	UpstreamChanges *changes;
	JoinResult *result;
	const char *again; /* the commit that was set aside already; NULL */
	GHashTable *left_out; /* ids of entries that were set aside: what follows
				on them goes on without */
} Join;

/* One local commit. */
typedef struct {
	const char *oid;
	StoreCommit words;
	gboolean takes;
	GArray *differences; /* StoreDifference, paths owned */
	char *refused; /* why the workflow does not allow what a merge made; kept
			(base/error.h), as all such reasons */
} Local;

static void local_clear(Local *local)
{
	for (guint i = 0; local->differences && i < local->differences->len; i++)
		g_free((char *)g_array_index(local->differences,
			StoreDifference, i).path);
	g_clear_pointer(&local->differences, g_array_unref);
	store_commit_clear(&local->words);
	g_clear_pointer(&local->refused, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Local, local_clear)

static void add_difference(const StoreDifference *difference, void *data)
{
	StoreDifference copy = *difference;
	copy.path = g_strdup(difference->path);
	g_array_append_val((GArray *)data, copy);
}

static gboolean local_read(const Join *join, const char *oid, Local *local,
	GError **error)
{
	local->oid = oid;
	local->differences = g_array_new(FALSE, FALSE, sizeof(StoreDifference));
	if (!store_commit_read(join->store, oid, &local->words, error))
		return FALSE;
	local->takes = strstr(local->words.message, "\nDesk-Op: take\n") != NULL;
	return store_compare(join->store, local->words.parent, oid,
		add_difference, local->differences, error);
}

/* --- one file of one commit ------------------------------------------------- */

static gboolean is_plain(guint mode)
{
	return (mode & 0170000) == 0100000;
}

static GBytes *read_or_null(const Join *join, const char *oid, GError **error)
{
	return *oid ? store_replay_read(join->replay, oid, error) : NULL;
}

/* What is no ticket has none. */
static Ticket *head_of(GBytes *file)
{
	gsize size;
	const char *text = g_bytes_get_data(file, &size);
	return ticket_parse_after(text ? text : "", size, size, "", NULL);
}

static gboolean is_of_one_status(GBytes *one, GBytes *other)
{
	g_autoptr(Ticket) before = head_of(one);
	g_autoptr(Ticket) after = head_of(other);
	return !before || !after || strcmp(ticket_get(before, "status"),
		ticket_get(after, "status")) == 0;
}

/* What was allowed where it was done may not be on top of what others did. Where
 * the author is nobody here, the hub or fsck has the word. */
static gboolean judge_merged(const Join *join, Local *local, const char *path,
	GBytes *ours, GBytes *merged, GError **error)
{
	g_autofree char *login = NULL;
	g_autoptr(GError) problem = NULL;
	if (is_of_one_status(ours, merged))
		return TRUE;
	g_autoptr(Ticket) before = ticket_of_bytes(ours, path, NULL);
	g_autoptr(Ticket) after = ticket_of_bytes(merged, path, NULL);
	if (!before || !after)
		return TRUE;
	Index *index = desk_index(join->desk, error);
	if (!index || !people_agent_by_mail(index, local->words.mail, &login,
		error))
		return FALSE;
	const Judge judge = {.login = login, .may_move = TRUE,
		.at = local->words.dated};
	if (!login || judge_change(join->desk, &judge, before, after, &problem))
		return TRUE;
	if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_FORBIDDEN))
		return desk_error_pass(error, &problem);
	local->refused = desk_error_keep(problem);
	return TRUE;
}

/* Both changed it: `settled` FALSE: a person must. With `news` only entries are
 * taken over. */
static gboolean join_both(const Join *join, Local *local,
	const StoreDifference *file, const char *now, gboolean news,
	gboolean *settled, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) base = read_or_null(join, file->before, &problem);
	g_autoptr(GBytes) whole = problem ? NULL :
		read_or_null(join, file->after, &problem);
	g_autoptr(GBytes) theirs = whole ? ticket_without_entries(whole,
		file->path, join->left_out) : NULL;
	g_autoptr(GBytes) ours = problem ? NULL :
		read_or_null(join, now, &problem);
	g_autoptr(GBytes) head = news && theirs ?
		ticket_without_news(base, theirs) : NULL;
	const FileJoin question = {join->changes, NULL,
		desk_read_regulation(join->desk), file->path,
		head ? head : base, ours, theirs, local->words.dated,
		local->takes};
	g_autoptr(GBytes) merged = problem || !ours || !theirs ? NULL :
		file_join(&question, &problem);
	if (problem)
		return desk_error_pass(error, &problem);
	if (merged && !news && !judge_merged(join, local, file->path, ours,
		merged, error))
		return FALSE;
	*settled = merged != NULL && !local->refused;
	return !*settled || store_replay_write(join->replay, file->path, merged,
		error);
}

static gboolean join_file(const Join *join, Local *local,
	const StoreDifference *file, gboolean news, gboolean *settled,
	GError **error)
{
	guint mode;
	char now[41];
	*settled = TRUE;
	if (!store_replay_find(join->replay, file->path, &mode, now, error))
		return FALSE;
	gboolean untouched = strcmp(now, file->before) == 0 &&
		mode == file->mode_before;
	if (strcmp(now, file->after) == 0 && mode == file->mode_after)
		return TRUE;
	if (untouched && !news) {
		store_replay_put(join->replay, file->path, file->mode_after,
			file->after);
		return TRUE;
	}
	gboolean had;
	if (!upstream_had(join->changes, file->path, file->after, &had, error))
		return FALSE;
	if (had && *file->after)
		return TRUE;
	/* Gone on one side, or no file that has lines. */
	*settled = is_plain(mode) && is_plain(file->mode_after) &&
		(file->mode_before == 0 || is_plain(file->mode_before));
	return !*settled || join_both(join, local, file, now, news, settled,
		error);
}

/* --- one commit --------------------------------------------------------------- */

/* FALSE with `path`: that file must be settled by a person. */
static gboolean join_files(const Join *join, Local *local,
	const char **path, GError **error)
{
	*path = NULL;
	for (guint i = 0; i < local->differences->len; i++) {
		const StoreDifference *file = &g_array_index(local->differences,
			StoreDifference, i);
		gboolean settled;
		if (!join_file(join, local, file, FALSE, &settled, error))
			return FALSE;
		if (settled)
			continue;
		*path = file->path;
		return FALSE;
	}
	return TRUE;
}

/* What was said is kept, in tickets that the upstream knows, too. */
static gboolean join_news(const Join *join, Local *local, GError **error)
{
	for (guint i = 0; i < local->differences->len; i++) {
		const StoreDifference *file = &g_array_index(local->differences,
			StoreDifference, i);
		g_autofree char *uid = uid_from_path(file->path);
		gboolean settled;
		if (uid && !join_file(join, local, file, TRUE, &settled, error))
			return FALSE;
	}
	return store_replay_repeat(join->replay, local->oid, error);
}

/* Nothing but what was said: what is kept of it would be refused again. */
static gboolean is_only_news(const Join *join, const Local *local, gboolean *only,
	GError **error)
{
	*only = TRUE;
	for (guint i = 0; *only && i < local->differences->len; i++) {
		const StoreDifference *file = &g_array_index(local->differences,
			StoreDifference, i);
		g_autoptr(GError) problem = NULL;
		g_autoptr(GBytes) base = read_or_null(join, file->before,
			&problem);
		g_autoptr(GBytes) theirs = problem ? NULL :
			read_or_null(join, file->after, &problem);
		if (problem)
			return desk_error_pass(error, &problem);
		g_autoptr(GBytes) head = base && theirs ?
			ticket_without_news(base, theirs) : NULL;
		*only = head && g_bytes_equal(head, base);
	}
	return TRUE;
}

/* What was said in it does not come back with what was done after it. */
static gboolean leave_out(const Join *join, const Local *local, GError **error)
{
	g_autoptr(GError) problem = NULL;
	for (guint i = 0; !problem && i < local->differences->len; i++) {
		const StoreDifference *file = &g_array_index(local->differences,
			StoreDifference, i);
		g_autoptr(GBytes) base = read_or_null(join, file->before,
			&problem);
		g_autoptr(GBytes) theirs = problem ? NULL :
			read_or_null(join, file->after, &problem);
		g_autoptr(Ticket) before = ticket_of_bytes(base, file->path,
			NULL);
		g_autoptr(Ticket) after = ticket_of_bytes(theirs, file->path,
			NULL);
		for (guint j = 0; before && after &&
			j < ticket_entry_count(after); j++) {
			const char *id = ticket_entry(after, j)->id;
			if (!ticket_entry_by_id(before, id))
				g_hash_table_add(join->left_out, g_strdup(id));
		}
	}
	return desk_error_pass(error, &problem);
}

static gboolean refuse_again(const char *reason, GError **error)
{
	g_autoptr(GError) problem = NULL;
	desk_refuse_kept(&problem, DESK_ERROR_CONFLICT, reason);
	desk_error_reword(&problem, &still_refused, NULL);
	return desk_error_pass(error, &problem);
}

static char *keep_finding(const Finding *finding)
{
	g_autoptr(GError) problem = NULL;
	desk_refuse_take(&problem, DESK_ERROR_DATA, finding_line(finding, "en"),
		finding_line(finding, "ru"));
	return desk_error_keep(problem);
}

static gboolean set_aside(const Join *join, Local *local,
	const char *reason, GError **error)
{
	gboolean only;
	if (join->again)
		return refuse_again(reason, error);
	join->result->refused++;
	store_replay_drop(join->replay);
	if (!refused_add(join->desk, join->store, local->oid, reason, error) ||
		!is_only_news(join, local, &only, error))
		return FALSE;
	return only ? leave_out(join, local, error) :
		join_news(join, local, error);
}

/* What is wrong in files that people write, and was not before. */
static GPtrArray *judge_files(const Join *join, const Local *local,
	const char *before, const char *after, GError **error)
{
	g_autoptr(GHashTable) paths = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < local->differences->len; i++)
		g_hash_table_add(paths, (gpointer)g_array_index(
			local->differences, StoreDifference, i).path);
	g_autoptr(FileSource) old = file_source_commit(join->desk, before, error);
	g_autoptr(FileSource) new = old ? file_source_commit(join->desk, after,
		error) : NULL;
	return new ? files_judge_changes(old, new, paths, error) : NULL;
}

static gboolean is_of_people(const Local *local)
{
	for (guint i = 0; i < local->differences->len; i++)
		if (files_judge_asks(g_array_index(local->differences,
			StoreDifference, i).path))
			return TRUE;
	return FALSE;
}

/* Each side may be right, and both together wrong: two renamed one thing, one took
 * away what the other names. `reason`: of what would be wrong on top of `before`. */
static gboolean judge_together(const Join *join, const Local *local,
	const char *before, char **reason, GError **error)
{
	const char *after = store_replay_tip(join->replay);
	*reason = NULL;
	if (!is_of_people(local) || strcmp(before, after) == 0)
		return TRUE;
	g_autoptr(GPtrArray) together = store_replay_flush(join->replay, error) ?
		judge_files(join, local, before, after, error) : NULL;
	g_autoptr(GPtrArray) alone = !together ? NULL :
		judge_files(join, local, local->words.parent, local->oid, error);
	if (!alone)
		return FALSE;
	for (guint i = 0; !findings_stop(alone) && i < together->len; i++) {
		const Finding *finding = together->pdata[i];
		if (finding->severity > SEVERITY_WARNING && !*reason)
			*reason = keep_finding(finding);
	}
	return TRUE;
}

/* A file where the upstream has a folder: nobody can say which is right. */
static gboolean repeat(const Join *join, Local *local, GError **error)
{
	char before[41];
	g_autofree char *reason = NULL;
	g_autoptr(GError) problem = NULL;
	g_strlcpy(before, store_replay_tip(join->replay), sizeof before);
	if (store_replay_repeat(join->replay, local->oid, &problem)) {
		if (!judge_together(join, local, before, &reason, error) ||
			(!reason && !join_relations(join->replay,
				local->differences, &reason, error)))
			return FALSE;
		return !reason || (store_replay_start(join->replay, before,
			error) && set_aside(join, local, reason, error));
	}
	if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA))
		return desk_error_pass(error, &problem);
	desk_error_reword(&problem, &stands_in_place, NULL);
	g_autofree char *why = desk_error_keep(problem);
	return set_aside(join, local, why, error);
}

static gboolean join_commit(const Join *join, const char *oid, GError **error)
{
	g_auto(Local) local = {0};
	const char *path;
	const char *reason = join->question->refused ?
		g_hash_table_lookup(join->question->refused, oid) : NULL;
	g_autoptr(GError) problem = NULL;
	join->result->replayed++;
	if (!local_read(join, oid, &local, error))
		return FALSE;
	if (reason)
		return set_aside(join, &local, reason, error);
	if (join_files(join, &local, &path, &problem))
		return repeat(join, &local, error);
	if (problem)
		return desk_error_pass(error, &problem);
	g_autofree char *why = local.refused ? g_steal_pointer(&local.refused) :
		desk_words_keep(&both_changed, path, NULL);
	return set_aside(join, &local, why, error);
}

/* --- all of them ---------------------------------------------------------------- */

/* What main has and `known` has not, on top of what the upstream has since
 * `base`. */
static gboolean replay_all(Join *join, const char *base, const char *known,
	GError **error)
{
	const char *fetched = join->question->main;
	g_autoptr(UpstreamChanges) changes = upstream_changes_new(join->store,
		base, fetched);
	g_autoptr(GPtrArray) commits = store_commits_between(join->store,
		known, store_replay_base(join->replay), TRUE, error);
	if (!commits || !store_replay_start(join->replay, fetched, error))
		return FALSE;
	join->changes = changes;
	for (guint i = 0; i < commits->len; i++)
		if (!join_commit(join, commits->pdata[i], error))
			return FALSE;
	return TRUE;
}

/* Must something be left out of what the upstream would only have to take? */
static gboolean has_refused(const JoinQuestion *question)
{
	return question->refused && g_hash_table_size(question->refused) > 0;
}

static gboolean join_main(Join *join, GError **error)
{
	const char *fetched = join->question->main;
	const char *ours = store_replay_base(join->replay);
	char base[41];
	StoreApart apart;
	if (!*fetched)
		return TRUE;
	if (*join->question->before) {
		join->result->received++;
		return replay_all(join, join->question->after,
			join->question->before, error);
	}
	if (!store_merge_base(join->store, ours, fetched, base, error))
		return FALSE;
	if (*ours && !*base)
		return desk_refuse(error, DESK_ERROR_CONFIG, &unrelated, fetched,
			NULL);
	if (strcmp(base, fetched) == 0 && !has_refused(join->question))
		return TRUE;
	if (!store_apart(join->store, ours, fetched, &apart, error))
		return FALSE;
	join->result->received += apart.behind;
	return strcmp(base, ours) == 0 ?
		store_replay_start(join->replay, fetched, error) :
		replay_all(join, base, fetched, error);
}

static gboolean check(const Join *join, GError **error)
{
	g_autoptr(GError) problem = NULL;
	if (store_replay_check(join->replay, &problem))
		return TRUE;
	if (g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA))
		desk_error_reword(&problem, &not_laid_out, join->question->main,
			NULL);
	return desk_error_pass(error, &problem);
}

/* Read before the lock: whatever the regulation says, both sides hold to it. */
static gboolean run(Join *join, gboolean (*work)(Join *join, GError **error),
	gboolean *moved, GError **error)
{
	join->store = desk_store(join->desk, error);
	*moved = FALSE;
	if (!join->store || !desk_regulation(join->desk, error))
		return FALSE;
	g_autoptr(GHashTable) left_out = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	g_autoptr(StoreReplay) replay = store_replay_begin(join->store, "sync",
		error);
	join->left_out = left_out;
	join->replay = replay;
	if (!replay || !work(join, error) ||
		!store_replay_finish(replay, moved, error))
		return FALSE;
	desk_forget_index(join->desk);
	return TRUE;
}

static gboolean replay_upstream(Join *join, GError **error)
{
	return store_replay_originals(join->replay, join->question->originals,
		error) && join_main(join, error) && check(join, error);
}

gboolean join_upstream(Desk *desk, const JoinQuestion *question,
	JoinResult *result, gboolean *moved, GError **error)
{
	Join join = {.desk = desk, .question = question, .result = result};
	return run(&join, replay_upstream, moved, error);
}

/* As a hub does, so that what cannot stand does not come and go. */
static gboolean judge_again(const Join *join, GError **error)
{
	g_autofree char *range = g_strconcat(store_replay_base(join->replay),
		"..", store_replay_tip(join->replay), NULL);
	g_autoptr(GPtrArray) findings = findings_new();
	if (!store_replay_flush(join->replay, error) ||
		!range_judge(join->desk, range, findings, error))
		return FALSE;
	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];
		if (finding->severity <= SEVERITY_WARNING)
			continue;
		g_autofree char *why = keep_finding(finding);
		return refuse_again(why, error);
	}
	return TRUE;
}

static gboolean replay_again(Join *join, GError **error)
{
	const char *tip = store_replay_base(join->replay);
	char base[41];
	if (!store_merge_base(join->store, join->again, tip, base, error))
		return FALSE;
	g_autoptr(UpstreamChanges) changes = upstream_changes_new(join->store,
		base, tip);
	join->changes = changes;
	return join_commit(join, join->again, error) &&
		judge_again(join, error);
}

gboolean join_again(Desk *desk, const char *commit, gboolean *moved,
	GError **error)
{
	static const JoinQuestion nothing = {"", "", "", "", NULL};
	JoinResult result = {0};
	Join join = {.desk = desk, .question = &nothing, .result = &result,
		.again = commit};
	return run(&join, replay_again, moved, error);
}
