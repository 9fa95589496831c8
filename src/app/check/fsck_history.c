#include "app/check/fsck_merge.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/files_rights.h"
#include "app/desk/in_force.h"
#include "base/automation.h"
#include "base/error.h"
#include "base/identifier.h"
#include "index/agents.h"
#include "model/redact.h"
#include "model/ticket.h"
#include "rules/complaint.h"
#include "store/walk.h"

/* The last commit of the main line that the walk came to. */
typedef struct {
	char oid[41], *mail;
	Instant recorded;
} Seen;

typedef struct {
	const Check *check;
	Seen before;
	GHashTable *harms; /* "path entry" → Harm, the first in history */
	GPtrArray *in_order; /* Harm*, borrowed */
	GHashTable *gone; /* addresses of agents who have left by now */
	GHashTable *breaches; /* path → Finding, until a lead takes the file on */
	GHashTable *settled; /* path → login, of those that are of complaints */
} History;

/* --- entries only grow ----------------------------------------------- */

static gboolean walk_everything(const char *oid, void *data)
{
	(void)oid;
	(void)data;
	return FALSE;
}

static gboolean walk_start(const char *from, guint commits, void *data,
	GError **error)
{
	(void)from;
	(void)commits;
	(void)data;
	(void)error;
	return TRUE;
}

/* Appending is by far the most common change and needs no parsing. */
static gboolean only_appended(GBytes *before, GBytes *after)
{
	gsize before_size = g_bytes_get_size(before);
	return g_bytes_get_size(after) >= before_size && before_size > 0 &&
		memcmp(g_bytes_get_data(before, NULL),
			g_bytes_get_data(after, NULL), before_size) == 0;
}

/* What one commit took from a ticket. What history had first counts: who
 * brings that back mends it, who alters it again makes nothing worse. */
typedef struct {
	char *path, *entry; /* "" = the whole ticket */
	char *mail;
	char commit[41], before[41];
} Harm;

static void harm_free(void *data)
{
	Harm *harm = data;
	g_free(harm->path);
	g_free(harm->entry);
	g_free(harm->mail);
	g_free(harm);
}

static void add_harm(History *history, const WalkCommit *commit,
	const WalkFile *file, const char *entry)
{
	g_autofree char *key = g_strdup_printf("%s %s", file->path, entry);
	if (g_hash_table_contains(history->harms, key))
		return;
	Harm *harm = g_new0(Harm, 1);
	harm->path = g_strdup(file->path);
	harm->entry = g_strdup(entry);
	harm->mail = g_strdup(commit->mail);
	g_strlcpy(harm->commit, commit->oid, sizeof harm->commit);
	g_strlcpy(harm->before, file->before, sizeof harm->before);
	g_hash_table_insert(history->harms, g_steal_pointer(&key), harm);
	g_ptr_array_add(history->in_order, harm);
}

/* What cannot be read is not mended, as far as anyone can say. */
static gboolean is_mended(const History *history, const Harm *harm)
{
	const char *broken;
	Store *store = history->check->store;
	g_autoptr(GBytes) old = store_read_blob(store, harm->before, NULL);
	g_autoptr(GBytes) bytes = store_read(store, NULL, harm->path, NULL);
	g_autoptr(Ticket) before = ticket_of_bytes(old, harm->path, NULL);
	g_autoptr(Ticket) now = ticket_of_bytes(bytes, harm->path, NULL);
	if (!before || !now)
		return FALSE;
	const Entry *entry = *harm->entry ? ticket_entry_by_id(before,
		harm->entry) : NULL;
	return entry ? ticket_keeps(now, entry) :
		ticket_only_grew(before, now, &broken);
}

/* As people read a commit: ten digits of it. */
#define SHORT(oid) short_oid((char[11]){0}, oid)
static const char *short_oid(char text[11], const char *oid)
{
	g_strlcpy(text, oid, 11);
	return text;
}

/* Of an entry and of a whole ticket; still so, and mended: %1 is the commit,
 * %2 who made it, %3 the entry, %4 the file. */
static const Phrase harms[2][2] = {
	{{"commit %1 by %2 removed or altered entry %3; `git show %1^:%4` has "
		"it",
		"коммит %1 (%2) удалил или изменил запись %3; она есть в `git "
		"show %1^:%4`"},
		{"commit %1 by %2 removed or altered entry %3; it stands again "
		"as it was",
		"коммит %1 (%2) удалил или изменил запись %3; теперь она снова "
		"как была"}},
	{{"commit %1 by %2 removed this ticket; `git checkout %1^ -- %4` brings "
		"it back",
		"коммит %1 (%2) удалил эту заявку; вернёт её `git checkout %1^ "
		"-- %4`"},
		{"commit %1 by %2 removed this ticket; it stands again as it "
		"was",
		"коммит %1 (%2) удалил эту заявку; теперь она снова на месте"}},
};

static void tell_harm(History *history, const Harm *harm)
{
	gboolean whole = *harm->entry == '\0';
	gboolean mended = is_mended(history, harm);
	findings_add(history->check->findings,
		whole ? "deleted" : "altered-entry", harm->path,
		mended ? SEVERITY_MENDED : SEVERITY_WRONG,
		&harms[whole][mended], SHORT(harm->commit), harm->mail,
		harm->entry, harm->path, NULL);
}

/* --- who may change what ---------------------------------------------- */

/* %1 of the phrase is the commit; %2 what was said in English, %3 in Russian. */
static Finding *add_of_commit(const History *history, const char *kind,
	const WalkCommit *commit, const char *path, const Phrase *phrase,
	const GError *problem)
{
	g_autofree char *english = desk_error_text(problem, "en");
	g_autofree char *russian = desk_error_text(problem, "ru");
	return findings_add(history->check->findings, kind, path,
		SEVERITY_WRONG, phrase, SHORT(commit->oid), english, russian,
		NULL);
}

static void add_breach(History *history, const WalkCommit *commit,
	const char *path, const GError *problem)
{
	static const Phrase breach = {"commit %1: %2; `git show %1` has it; what "
			"a lead commits to the file then stands",
		"коммит %1: %3; что изменено, покажет `git show %1`; дальше "
		"действует то, что закоммитит в этот файл руководитель"};
	if (!g_hash_table_contains(history->breaches, path))
		g_hash_table_insert(history->breaches, g_strdup(path),
			add_of_commit(history, "rights", commit, path, &breach,
				problem));
}

/* Whoever may change it has seen what it had become. */
static void take_on(History *history, const char *path)
{
	Finding *finding = g_hash_table_lookup(history->breaches, path);
	if (!finding)
		return;
	g_hash_table_remove(history->breaches, path);
	g_ptr_array_remove(history->check->findings, finding);
}

static void tell_unread(History *history, const WalkCommit *commit,
	const char *path, const GError *problem)
{
	static const Phrase of_commit = {"commit %1: %2", "коммит %1: %3"};
	add_of_commit(history, "unreadable", commit, path, &of_commit, problem);
}

/* Who made it, by the files before it; `*login`: NULL if nobody, g_free(). */
static gboolean find_author(History *history, const WalkCommit *commit,
	const char *path, Standing *standing, char **login)
{
	const char *known = NULL;
	g_autoptr(GError) problem = NULL;
	g_autoptr(FileSource) source = file_source_commit(history->check->desk,
		commit->parent, &problem);
	g_autoptr(Rights) rights = source ? files_rights(source, &problem) :
		NULL;
	if (!rights) {
		tell_unread(history, commit, path, problem);
		return FALSE;
	}
	*standing = rights_standing(rights, NULL, commit->mail, &known);
	*login = g_strdup(known);
	return TRUE;
}

/* What only who has the role lead does to a ticket. */
static void check_lead(History *history, const WalkCommit *commit,
	const char *path, GError *done)
{
	g_autoptr(GError) breach = done;
	g_autofree char *login = NULL;
	Standing standing;
	if (find_author(history, commit, path, &standing, &login) &&
		standing != RIGHTS_LEAD)
		add_breach(history, commit, path, breach);
}

/* What whom a complaint is about does not do, a lead or not. */
static void check_complaint(History *history, const WalkCommit *commit,
	const char *path, const Ticket *before, const Ticket *after)
{
	static const Phrase settled = {"%1 ended a complaint about themselves "
			"(about), or made it something else; somebody else does",
		"%1: жалоба на себя (about) закрыта или снята; это делает "
		"другой"};
	g_autoptr(GError) problem = NULL;
	g_autofree char *login = NULL;
	Standing standing;
	if ((*ticket_get(before, "about") == '\0' &&
		*ticket_get(after, "about") == '\0') ||
		strcmp(commit->mail, AUTOMATION_MAIL) == 0 ||
		!find_author(history, commit, path, &standing, &login) ||
		!login || !complaint_is_settled(desk_read_regulation(
			history->check->desk), login, before, after) ||
		(commit->merge && !fsck_merge_settles(history->check, commit,
			path, login, after)))
		return;
	desk_refuse(&problem, DESK_ERROR_FORBIDDEN, &settled, login, NULL);
	add_breach(history, commit, path, problem);
	g_hash_table_insert(history->settled, g_strdup(path),
		g_steal_pointer(&login));
}

/* A lead who commits to a ticket has seen what it had become; of a complaint,
 * another one than who ended it. A merge brings what others committed. */
static void review(History *history, const WalkCommit *commit,
	const char *path)
{
	const char *by = g_hash_table_lookup(history->settled, path);
	g_autofree char *login = NULL;
	Standing standing;
	if (!g_hash_table_contains(history->breaches, path) || commit->merge ||
		strcmp(commit->mail, AUTOMATION_MAIL) == 0 ||
		!find_author(history, commit, path, &standing, &login) ||
		standing != RIGHTS_LEAD || (by && g_strcmp0(login, by) == 0))
		return;
	g_hash_table_remove(history->settled, path);
	take_on(history, path);
}

static void check_change(History *history, const WalkCommit *commit,
	const char *path, const Ticket *before, const Ticket *after)
{
	static const Phrase renumbered = {"number %1 became %2; only who has the "
			"role lead gives a ticket another one",
		"номер %1 стал %2; другой номер даёт заявке только тот, у кого "
		"роль lead"},
		redacted = {"a text was taken out of an entry; only who has the "
			"role lead redacts",
		"из записи вымаран текст; вымарывает только тот, у кого роль "
		"lead"};
	const char *was = ticket_get(before, "number");
	const char *is = ticket_get(after, "number");
	GError *done = NULL;
	check_complaint(history, commit, path, before, after);
	gboolean is_renumbered = *was && strcmp(was, is) != 0 &&
		strcmp(commit->mail, AUTOMATION_MAIL) != 0;
	gboolean is_redacted = redact_was_done(before, after);
	if (commit->merge && (is_renumbered || is_redacted))
		fsck_merge_ticket(history->check, commit, path, after,
			&is_renumbered, &is_redacted);
	if (is_renumbered) {
		desk_refuse(&done, DESK_ERROR_FORBIDDEN, &renumbered, was, is,
			NULL);
		check_lead(history, commit, path, done);
	}
	if (is_redacted) {
		done = NULL;
		desk_refuse(&done, DESK_ERROR_FORBIDDEN, &redacted, NULL);
		check_lead(history, commit, path, done);
	}
}

/* A ticket that only the other sides of a merge brought: as the first of them
 * has it, else empty. */
static gboolean find_before(const History *history, const WalkCommit *commit,
	const char *path, char before[41], GError **error)
{
	g_autoptr(GError) problem = NULL;
	for (guint i = 0; commit->merge && i < commit->others->len &&
		!*before && !problem; i++)
		store_lookup(history->check->store, commit->others->pdata[i],
			path, before, &problem);
	return desk_error_pass(error, &problem);
}

static void check_grown(History *history, const WalkCommit *commit,
	const WalkFile *changed)
{
	WalkFile own = *changed, *file = &own;
	g_autofree char *uid = uid_from_path(file->path);
	if (!uid)
		return;
	if (file->after[0] == '\0') {
		add_harm(history, commit, file, "");
		return;
	}
	g_autoptr(GError) problem = NULL;
	Store *store = history->check->store;
	if (*file->before == '\0' && !find_before(history, commit, file->path,
		own.before, &problem)) {
		tell_unread(history, commit, file->path, problem);
		return;
	}
	if (*file->before == '\0' || strcmp(file->before, file->after) == 0)
		return;
	review(history, commit, file->path);
	g_autoptr(GBytes) old = store_read_blob(store, file->before, &problem);
	g_autoptr(GBytes) new = old ? store_read_blob(store, file->after,
		&problem) : NULL;
	if (!new) {
		tell_unread(history, commit, file->path, problem);
		return;
	}
	if (only_appended(old, new))
		return;
	g_autoptr(Ticket) before = ticket_of_bytes(old, file->path, NULL);
	g_autoptr(Ticket) after = ticket_of_bytes(new, file->path, NULL);
	if (before && after)
		check_change(history, commit, file->path, before, after);
	for (guint i = 0; before && after && i < ticket_entry_count(before);
		i++) {
		const Entry *entry = ticket_entry(before, i);
		if (!ticket_keeps(after, entry))
			add_harm(history, commit, file, entry->id);
	}
}

/* --- each commit ------------------------------------------------------ */

static GHashTable *judged_paths(const WalkCommit *commit, gboolean tickets)
{
	GHashTable *paths = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < commit->files->len; i++) {
		const WalkFile *file = &g_array_index(commit->files, WalkFile,
			i);
		if (files_rights_asks(file->path) || (tickets &&
			g_str_has_prefix(file->path, "tickets/")))
			g_hash_table_add(paths, (gpointer)file->path);
	}
	return paths;
}

static gboolean judge_rights(History *history, const WalkCommit *commit,
	GHashTable *paths, GError **error)
{
	Desk *desk = history->check->desk;
	g_autoptr(FileSource) before = file_source_commit(desk, commit->parent,
		error);
	g_autoptr(FileSource) after = before ? file_source_commit(desk,
		commit->oid, error) : NULL;
	Standing standing = RIGHTS_NOBODY;
	g_autoptr(GPtrArray) breaches = after ? files_rights_breaches(before,
		after, paths, NULL, NULL, commit->mail, &standing, error) : NULL;
	if (!breaches || (commit->merge && !fsck_merge_breaches(history->check,
		commit, paths, breaches, error)))
		return FALSE;
	for (guint i = 0; i < breaches->len; i++) {
		const RightsBreach *breach = breaches->pdata[i];
		g_autoptr(GError) problem = NULL;
		rights_breach_refuse(breach, &problem);
		add_breach(history, commit, breach->path, problem);
	}
	GHashTableIter iterator;
	gpointer path;
	g_hash_table_iter_init(&iterator, paths);
	while (standing == RIGHTS_LEAD &&
		g_hash_table_iter_next(&iterator, &path, NULL))
		take_on(history, path);
	return TRUE;
}

static gboolean check_rights(History *history, const WalkCommit *commit,
	GError **error)
{
	if (*commit->parent == '\0' ||
		strcmp(commit->mail, AUTOMATION_MAIL) == 0)
		return TRUE;
	g_autoptr(GHashTable) paths = judged_paths(commit,
		g_hash_table_contains(history->gone, commit->mail));
	return (!commit->merge || fsck_merge_own(history->check, commit, paths,
		error)) && (g_hash_table_size(paths) == 0 ||
		judge_rights(history, commit, paths, error));
}

/* %1 is the commit, %2 who made it, %3 when. */
static const Phrase
	dated_ahead = {"commit %1 by %2 is dated %3, but was made before; it "
			"counts as of then",
		"коммит %1 (%2) датирован %3, но сделан раньше; считается по "
		"тому времени"},
	dated_to_come = {"commit %1 by %2 is dated %3, which is still to come",
		"коммит %1 (%2) датирован %3, а это ещё не наступило"},
	dated_after = {"commit %1 by %2 is dated %3, after the one that follows "
			"it; it moves no time of that",
		"коммит %1 (%2) датирован %3, позже следующего за ним; время "
		"того он не сдвигает"};

static void tell_date(History *history, const char *commit, const char *mail,
	Instant dated, const Phrase *why)
{
	g_autofree char *at = instant_format(dated);
	findings_add(history->check->findings, "time", "", SEVERITY_WARNING,
		why, SHORT(commit), mail, at, NULL);
}

static void check_date(History *history, const WalkCommit *commit)
{
	Seen *before = &history->before;
	if (instant_is_ahead(commit->dated, commit->recorded))
		tell_date(history, commit->oid, commit->mail, commit->dated,
			&dated_ahead);
	else if (commit->at - desk_now(history->check->desk) >
		CLOCK_TOLERANCE_SECONDS)
		tell_date(history, commit->oid, commit->mail, commit->at,
			&dated_to_come);
	else if (instant_is_ahead(before->recorded, commit->recorded))
		tell_date(history, before->oid, before->mail, before->recorded,
			&dated_after);
	if (!commit->mainline)
		return;
	g_strlcpy(before->oid, commit->oid, sizeof before->oid);
	g_free(before->mail);
	before->mail = g_strdup(commit->mail);
	before->recorded = commit->recorded;
}

static gboolean check_commit(const WalkCommit *commit, void *data,
	GError **error)
{
	check_date(data, commit);
	if (!check_rights(data, commit, error))
		return FALSE;
	for (guint i = 0; i < commit->files->len; i++)
		check_grown(data, commit,
			&g_array_index(commit->files, WalkFile, i));
	return TRUE;
}

static gboolean find_gone(History *history, GError **error)
{
	g_autoptr(GPtrArray) agents = index_agents(history->check->index, TRUE,
		error);
	for (guint i = 0; agents && i < agents->len; i++) {
		const Agent *agent = agents->pdata[i];
		for (guint k = 0; agent->left && k < agent->mails->len; k++)
			g_hash_table_add(history->gone,
				g_strdup(agent->mails->pdata[k]));
	}
	return agents != NULL;
}

static gboolean walk_all(History *history, const char *tip, GError **error)
{
	if (!find_gone(history, error) || !store_walk(history->check->store,
		tip, walk_everything, walk_start, check_commit, history, error))
		return FALSE;
	for (guint i = 0; i < history->in_order->len; i++)
		tell_harm(history, history->in_order->pdata[i]);
	return TRUE;
}

gboolean fsck_history(const Check *check, const char *tip, GError **error)
{
	History history = {
		.check = check,
		.harms = g_hash_table_new_full(g_str_hash, g_str_equal,
			g_free, harm_free),
		.in_order = g_ptr_array_new(),
		.gone = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
			NULL),
		.breaches = g_hash_table_new_full(g_str_hash, g_str_equal,
			g_free, NULL),
		.settled = g_hash_table_new_full(g_str_hash, g_str_equal,
			g_free, g_free),
	};
	gboolean walked = walk_all(&history, tip, error);
	g_free(history.before.mail);
	g_ptr_array_unref(history.in_order);
	g_hash_table_unref(history.harms);
	g_hash_table_unref(history.gone);
	g_hash_table_unref(history.breaches);
	g_hash_table_unref(history.settled);
	return walked;
}
