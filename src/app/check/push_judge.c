#include "app/check/push_judge.h"

#include <string.h>

#include "app/check/change_judge.h"
#include "app/desk/desk.h"
#include "app/desk/files_rights.h"
#include "app/desk/lease.h"
#include "app/desk/redacted.h"
#include "base/error.h"
#include "base/identifier.h"
#include "index/agents.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "store/replay.h"
#include "system/process.h"

/* Who commits for rules, mail and time. */
#define AUTOMATION "desk@localhost"
#define OUTPUT_LIMIT_BYTES 65536

static const Phrase
	no_line = {"\"%.1\" is not a line OLD NEW REF of git",
		"«%.1» — не строка СТАРЫЙ НОВЫЙ ССЫЛКА от git"},
	no_range = {"\"%1\" is no range of commits: A..B",
		"«%1» — не диапазон коммитов: A..B"},
	no_commit = {"%1 names no commit here", "%1 — такого коммита здесь нет"},
	gone = {"%1 is never removed: it is the store",
		"%1 не удаляют: это и есть хранилище"},
	rewritten = {"history is never rewritten, and %1 is not in what is "
			"pushed; `desk sync`, or `git pull` and push again",
		"история не переписывается, а %1 в отправленном нет; `desk "
		"sync` или `git pull`, и отправить снова"},
	other_store = {"the id became %1; it names the store, and stays",
		"id стал %1; он называет хранилище и не меняется"},
	brings_back = {"%1 is history that was redacted; `desk sync` in a clone "
			"that has not merged it, or `desk clone`",
		"%1 — история, из которой вымарали текст; `desk sync` в клоне, "
		"где её не сливали, или `desk clone`"},
	taken_away = {"%1 is an original, and stays as it came",
		"%1 — оригинал, он остаётся каким пришёл"},
	not_yours = {"commit %1 is by %2, and %3 pushes it; push your own, or have "
			"the role automation",
		"коммит %1 сделал %2, а отправляет %3; отправляйте свои "
		"или получите роль automation"},
	unknown = {"commit %1 is by %2, who is no agent; `git config user.email` "
			"says who you are, `desk agent list` who is",
		"коммит %1 сделал %2, такого сотрудника нет; кто вы, говорит "
		"`git config user.email`, кто есть — `desk agent list`"},
	ahead = {"commit %1 is dated %2, which is still to come; set the clock, "
			"then `git commit --amend --date=now`",
		"коммит %1 датирован %2, а это ещё не наступило; поставьте "
		"часы, затем `git commit --amend --date=now`"},
	no_root = {"commit %1 has no parent: the history of a store has one "
			"beginning",
		"у коммита %1 нет родителя: у истории хранилища одно начало"},
	octopus = {"commit %1 merges more than two; merge them one by one",
		"коммит %1 сливает больше двух веток; сливайте их по одной"},
	odd_file = {"a link or a submodule, not a regular file",
		"ссылка или подмодуль, а не обычный файл"},
	odd_path = {"no file of a store has this path",
		"у файла хранилища не бывает такого пути"},
	odd_ref = {"%1 is none of a store's refs: branches and tags are",
		"%1 — не ссылка хранилища: только ветки и теги"},
	far_number = {"number %1 is not the next one; `desk sync` gives numbers",
		"номер %1 — не следующий; номера даёт `desk sync`"},
	in_commit = {"%1 (commit %2)", "%1 (коммит %2)"};

typedef struct {
	Desk *desk;
	Store *store;
	GPtrArray *findings;
	const char *pusher;
	gboolean any_author; /* the pusher has the role automation, or nobody
				asks who pushes */
	GHashTable *numbers;
	Rights *rights;	     /* where the push begins */
	char regulation_blob[41]; /* that `regulation` was read from */
	Regulation *regulation;
} Push;

static void push_clear(Push *push)
{
	g_clear_pointer(&push->numbers, g_hash_table_unref);
	g_clear_pointer(&push->regulation, regulation_free);
	g_clear_pointer(&push->rights, rights_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Push, push_clear)

static void found(Push *push, const char *kind, const char *file,
	const Phrase *phrase, ...) G_GNUC_NULL_TERMINATED;
static void found(Push *push, const char *kind, const char *file,
	const Phrase *phrase, ...)
{
	va_list list;
	va_start(list, phrase);
	findings_add_list(push->findings, kind, file, SEVERITY_WRONG,
		phrase, list);
	va_end(list);
}

/* --- one commit ------------------------------------------------------------ */

typedef struct {
	Push *push;
	const char *oid;
	char shown[11];
	StoreCommit made;
	FileSource *before, *after;
	Rights *rights;	   /* before it */
	const char *login; /* of the author; NULL: nobody known */
	ChangeJudge *judge;
	char base[41];	   /* of a merge: what both sides come from */
	gboolean numbers_only; /* nothing but numbers was given */
	GError *problem;
} Pushed;

static void pushed_clear(Pushed *pushed)
{
	g_clear_pointer(&pushed->judge, change_judge_free);
	g_clear_pointer(&pushed->rights, rights_free);
	g_clear_pointer(&pushed->before, file_source_free);
	g_clear_pointer(&pushed->after, file_source_free);
	g_clear_error(&pushed->problem);
	store_commit_clear(&pushed->made);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Pushed, pushed_clear)

/* The blob at a path, "" = none. */
static gboolean look_up(Pushed *pushed, const char *commit, const char *path,
	char oid[41])
{
	oid[0] = '\0';
	if (*commit && !store_lookup(pushed->push->store, commit, path, oid,
		&pushed->problem))
		oid[0] = '\0';
	return pushed->problem == NULL;
}

/* Was the file taken from the side that changed it? */
static gboolean is_merged(Pushed *pushed, const StoreDifference *file)
{
	char base[41], other[41];
	if (!*pushed->made.other ||
		!look_up(pushed, pushed->base, file->path, base) ||
		!look_up(pushed, pushed->made.other, file->path, other))
		return FALSE;
	return strcmp(file->before, base) == 0 &&
		strcmp(file->after, other) == 0;
}

static Ticket *ticket_at(Pushed *pushed, const char *blob, const char *path)
{
	g_autoptr(GBytes) bytes = *blob ? store_read_blob(pushed->push->store,
		blob, NULL) : NULL;
	return ticket_of_bytes(bytes, path, NULL);
}

/* What a clone does that has synced somebody's new ticket. */
static gboolean only_numbers(Pushed *pushed, const StoreDifference *file)
{
	g_autofree char *uid = uid_from_path(file->path);
	g_autoptr(Ticket) before = ticket_at(pushed, file->before, file->path);
	g_autoptr(Ticket) after = ticket_at(pushed, file->after, file->path);
	if (!uid || !before || !after)
		return FALSE;
	const char *old = ticket_get(before, "number");
	const char *new = ticket_get(after, "number");
	if (*new == '\0')
		return FALSE;
	g_autoptr(Ticket) wanted = ticket_copy(before);
	if (*old)
		ticket_list_add(wanted, "was", old);
	ticket_set(wanted, "number", new);
	g_autoptr(GBytes) bytes = ticket_encode(wanted);
	g_autoptr(GBytes) is = ticket_encode(after);
	return g_bytes_equal(bytes, is);
}

/* Does a merge give a field what neither side had? */
static gboolean adds_something(Pushed *pushed, const StoreDifference *file)
{
	char other[41];
	if (!look_up(pushed, pushed->made.other, file->path, other))
		return TRUE;
	g_autoptr(Ticket) one = ticket_at(pushed, file->before, file->path);
	g_autoptr(Ticket) two = ticket_at(pushed, other, file->path);
	g_autoptr(Ticket) after = ticket_at(pushed, file->after, file->path);
	static const char *const asked[] = {"status", "assignee", "group",
		"level", "resolution", "category"};
	for (gsize i = 0; after && i < G_N_ELEMENTS(asked); i++) {
		const char *is = ticket_get(after, asked[i]);
		if ((!one || strcmp(is, ticket_get(one, asked[i])) != 0) &&
			(!two || strcmp(is, ticket_get(two, asked[i])) != 0))
			return TRUE;
	}
	return FALSE;
}

/* Under tickets/ are tickets alone; and no name may be another's but for case. */
static gboolean is_odd(const char *path, const char *uid)
{
	static const char *const names[] = {"tickets", "agents", "customers",
		"calendars", "schedules", "templates", "desk.yaml",
		"oncall.yaml", ".gitattributes"};
	g_auto(GStrv) parts = g_strsplit(path, "/", 2);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_ascii_strcasecmp(parts[0], names[i]) == 0 &&
			strcmp(parts[0], names[i]) != 0)
			return TRUE;
	return !uid && (strcmp(parts[0], "tickets") == 0 ||
		(strstr(path, ".gitattributes") && parts[1]));
}

static void judge_file(const StoreDifference *file, void *data)
{
	Pushed *pushed = data;
	g_autofree char *uid = uid_from_path(file->path);
	if (pushed->problem)
		return;
	if (*file->after && (file->mode_after & 0170000) != 0100000)
		found(pushed->push, "unreadable", file->path, &odd_file, NULL);
	else if (*file->after && is_odd(file->path, uid))
		found(pushed->push, "value", file->path, &odd_path, NULL);
	if (pushed->numbers_only)
		pushed->numbers_only = only_numbers(pushed, file);
	if (uid && *pushed->made.other)
		change_judge_set_merge(pushed->judge,
			!adds_something(pushed, file));
	if (uid || !is_merged(pushed, file))
		change_judge_file(pushed->judge, file->path, file->before,
			file->after, file->mode_after);
}

/* From the other side of a merge no entry may go, either. */
static void judge_other_side(const StoreDifference *file, void *data)
{
	Pushed *pushed = data;
	g_autofree char *uid = uid_from_path(file->path);
	if (uid && !pushed->problem && *file->before)
		change_judge_file(pushed->judge, file->path, file->before,
			file->after, file->mode_after);
}

static gboolean judge_files(Pushed *pushed, GError **error)
{
	Store *store = pushed->push->store;
	const StoreCommit *made = &pushed->made;
	if (!store_compare(store, made->parent, pushed->oid, judge_file, pushed,
			error) ||
		(*made->other && !store_compare(store, made->other,
			pushed->oid, judge_other_side, pushed, error)))
		return FALSE;
	if (!pushed->problem)
		return change_judge_end(pushed->judge, error);
	return desk_error_pass(error, &pushed->problem);
}

/* --- by whom, when ---------------------------------------------------------- */

static void judge_author(Pushed *pushed)
{
	Push *push = pushed->push;
	const char *mail = pushed->made.mail;
	gboolean automatic = strcmp(mail, AUTOMATION) == 0;
	if (!automatic && rights_standing(pushed->rights, NULL, mail, NULL) ==
		RIGHTS_NOBODY)
		found(push, "author", "", &unknown, pushed->shown, mail, NULL);
	else if (!push->any_author && !(automatic && pushed->numbers_only) &&
		g_strcmp0(pushed->login, push->pusher) != 0)
		found(push, "author", "", &not_yours, pushed->shown, mail,
			push->pusher, NULL);
}

static void judge_date(Pushed *pushed)
{
	Instant dated = pushed->made.dated;
	if (dated - desk_now(pushed->push->desk) <= CLOCK_TOLERANCE_SECONDS)
		return;
	g_autofree char *text = instant_format(dated);
	found(pushed->push, "time", "", &ahead, pushed->shown, text, NULL);
}

/* --- the regulation of then ------------------------------------------------- */

/* One that cannot be read leaves the one before in force. */
static gboolean find_regulation(Pushed *pushed, GError **error)
{
	Push *push = pushed->push;
	char blob[41];
	if (!look_up(pushed, pushed->made.parent, "desk.yaml", blob))
		return desk_error_pass(error, &pushed->problem);
	if (!*blob || strcmp(blob, push->regulation_blob) == 0)
		return TRUE;
	g_strlcpy(push->regulation_blob, blob, sizeof push->regulation_blob);
	g_autoptr(GBytes) bytes = store_read_blob(push->store, blob, error);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	Regulation *regulation = bytes ? regulation_parse(text ? text : "",
		size, "desk.yaml", NULL) : NULL;
	if (regulation) {
		g_clear_pointer(&push->regulation, regulation_free);
		push->regulation = regulation;
	}
	return bytes != NULL;
}

static gboolean judge_id(Pushed *pushed, GError **error)
{
	g_autoptr(GBytes) bytes = file_source_read(pushed->after, "desk.yaml",
		error);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	if (!bytes)
		return !error || !*error;
	g_autoptr(Regulation) after = regulation_parse(text ? text : "", size,
		"desk.yaml", NULL);
	const Regulation *before = pushed->push->regulation;
	if (after && before && g_strcmp0(after->id, before->id) != 0)
		found(pushed->push, "value", "desk.yaml", &other_store,
			after->id ? after->id : "-", NULL);
	return TRUE;
}

/* --- the commits ------------------------------------------------------------- */

static gboolean open_commit(Pushed *pushed, GError **error)
{
	Push *push = pushed->push;
	StoreCommit *made = &pushed->made;
	g_strlcpy(pushed->shown, pushed->oid, sizeof pushed->shown);
	if (!store_commit_read(push->store, pushed->oid, made, error) ||
		!store_merge_base(push->store, made->parent, made->other,
			pushed->base, error) ||
		!find_regulation(pushed, error) ||
		!(pushed->before = file_source_commit(push->desk,
			*made->parent ? made->parent : pushed->oid, error)) ||
		!(pushed->after = file_source_commit(push->desk, pushed->oid,
			error)) ||
		!(pushed->rights = files_rights(pushed->before, error)))
		return FALSE;
	gboolean automatic = strcmp(made->mail, AUTOMATION) == 0;
	rights_standing(pushed->rights, NULL, made->mail, &pushed->login);
	pushed->numbers_only = automatic;
	/* On an old commit stands what somebody may do no more. */
	gboolean less = push->rights && rights_standing(push->rights, NULL,
		made->mail, NULL) < rights_standing(pushed->rights, NULL,
		made->mail, NULL);
	ChangeQuestion question = {.desk = push->desk, .before = pushed->before,
		.after = pushed->after, .mail = made->mail,
		.login = automatic ? "desk" : pushed->login,
		.by = automatic ? "rule" : NULL,
		.at = MIN(made->dated, desk_now(push->desk)),
		.regulation = push->regulation, .merge = *made->other != '\0',
		.rights = less ? push->rights : NULL, .automatic = automatic,
		.numbers = push->numbers,
		.findings = push->findings};
	pushed->judge = change_judge_new(&question, error);
	return pushed->judge != NULL;
}

static void name_commit(Push *push, guint from, const char *shown)
{
	for (guint i = from; i < push->findings->len; i++) {
		Finding *finding = push->findings->pdata[i];
		g_autofree char *message = finding->message;
		g_autofree char *russian = finding->russian;
		const Phrase said = {message, russian};
		finding->message = phrase_fill(&in_commit, "en", message, shown,
			NULL);
		finding->russian = phrase_fill(&in_commit, "ru",
			phrase_in(&said, "ru"), shown, NULL);
	}
}

static gboolean count_parents(Push *push, const char *oid, guint *count,
	GError **error)
{
	g_auto(StoreCommit) made = {0};
	if (!store_commit_read(push->store, oid, &made, error))
		return FALSE;
	*count = made.parents;
	return TRUE;
}

static gboolean judge_commit(Push *push, const char *oid, GError **error)
{
	guint from = push->findings->len;
	g_auto(Pushed) pushed = {.push = push, .oid = oid};
	guint parents;
	if (!count_parents(push, oid, &parents, error))
		return FALSE;
	if (parents != 1 && parents != 2) {
		g_autofree char *shown = g_strndup(oid, 10);
		found(push, "rewritten", "", parents ? &octopus : &no_root,
			shown, NULL);
		return TRUE;
	}
	if (!open_commit(&pushed, error) || !judge_files(&pushed, error) ||
		!judge_id(&pushed, error))
		return FALSE;
	name_commit(push, from, pushed.shown);
	judge_author(&pushed);
	judge_date(&pushed);
	return TRUE;
}

/* A merge with it would bring what was redacted back. */
static void judge_redacted(Push *push, const GArray *redacted, const char *oid)
{
	for (guint i = 0; i < redacted->len; i++) {
		const RedactedTip *tip = &g_array_index(redacted, RedactedTip, i);
		if (strcmp(tip->first, oid) != 0)
			continue;
		g_autofree char *shown = g_strndup(oid, 10);
		found(push, "redacted", "", &brings_back, shown, NULL);
	}
}

/* So many were given: none can be further on. */
static gboolean judge_numbers(Push *push, GError **error)
{
	Index *index = desk_index(push->desk, error);
	gint64 highest;
	if (!index || !index_highest_number(index, &highest, error))
		return FALSE;
	GHashTableIter iterator;
	gpointer number, path;
	g_hash_table_iter_init(&iterator, push->numbers);
	while (g_hash_table_iter_next(&iterator, &number, &path))
		if (g_ascii_strtoll(number, NULL, 10) >
			highest + (gint64)g_hash_table_size(push->numbers))
			found(push, "value", path, &far_number, number, NULL);
	return TRUE;
}

static gboolean judge_commits(Push *push, const char *from, const char *to,
	GError **error)
{
	g_autoptr(GArray) redacted = redacted_tips(push->store, REDACTED_REF,
		error);
	if (!redacted)
		return FALSE;
	g_autoptr(FileSource) before = *from ? file_source_commit(push->desk,
		from, error) : NULL;
	if (*from && (!before || !(push->rights = files_rights(before, error))))
		return FALSE;
	g_autoptr(GPtrArray) commits = store_commits_between(push->store, from,
		to, FALSE, error);
	for (guint i = 0; commits && i < commits->len; i++) {
		judge_redacted(push, redacted, commits->pdata[i]);
		if (!judge_commit(push, commits->pdata[i], error))
			return FALSE;
	}
	return commits && judge_numbers(push, error);
}

/* --- the refs ----------------------------------------------------------------- */

static gboolean goes_on(Push *push, const PushedRef *ref, gboolean *on,
	GError **error)
{
	char base[41];
	*on = TRUE;
	if (!*ref->old)
		return TRUE;
	if (!store_merge_base(push->store, ref->old, ref->new, base, error))
		return FALSE;
	*on = strcmp(base, ref->old) == 0;
	g_autofree char *shown = g_strndup(ref->old, 10);
	if (!*on)
		found(push, "rewritten", "", &rewritten, shown, NULL);
	return TRUE;
}

/* The first push of all brings what stands elsewhere, and nobody is known here
 * yet. What is no store is none of ours. */
static gboolean judge_first(Push *push, const char *tip, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = store_read(push->store, tip, "desk.yaml",
		&problem);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	g_autoptr(Regulation) regulation = bytes ? regulation_parse(
		text ? text : "", size, "desk.yaml", &problem) : NULL;
	if (regulation ||
		g_error_matches(problem, DESK_ERROR, DESK_ERROR_NOT_FOUND))
		return TRUE;
	if (bytes)
		findings_add_error(push->findings, "unreadable", "desk.yaml",
			SEVERITY_BROKEN, problem);
	else
		g_propagate_error(error, g_steal_pointer(&problem));
	return bytes != NULL;
}

static gboolean judge_main(Push *push, const PushedRef *ref, GError **error)
{
	char oid[41];
	g_autoptr(GError) problem = NULL;
	if (*ref->old && store_lookup(push->store, ref->old, "desk.yaml", oid,
		&problem))
		return judge_commits(push, ref->old, ref->new, error);
	if (!problem)
		return judge_first(push, ref->new, error);
	return desk_error_pass(error, &problem);
}

static void judge_original(const StoreDifference *file, void *data)
{
	if (*file->before)
		found(data, "original", "", &taken_away, file->path, NULL);
}

static gboolean judge_originals(Push *push, const PushedRef *ref, GError **error)
{
	return store_compare(push->store, ref->old, ref->new, judge_original,
		push, error);
}

static gboolean judge_ref(Push *push, const PushedRef *ref, GError **error)
{
	static const struct {
		const char *ref;
		gboolean (*judge)(Push *push, const PushedRef *ref,
			GError **error);
	} rows[] = {{STORE_BRANCH, judge_main},
		{STORE_ORIGINALS, judge_originals}};
	if (!g_str_has_prefix(ref->ref, "refs/heads/") &&
		!g_str_has_prefix(ref->ref, "refs/tags/") &&
		strcmp(ref->ref, LEASE_REF) != 0)
		found(push, "ref", "", &odd_ref, ref->ref, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gboolean on = TRUE;
		if (strcmp(ref->ref, rows[i].ref) != 0)
			continue;
		if (!*ref->new)
			found(push, "deleted", "", &gone, ref->ref, NULL);
		else if (!goes_on(push, ref, &on, error) ||
			(on && !rows[i].judge(push, ref, error)))
			return FALSE;
	}
	return TRUE;
}

static gboolean find_pusher(Push *push, const char *pusher, GError **error)
{
	push->pusher = pusher;
	push->any_author = pusher == NULL;
	Index *index = pusher ? desk_index(push->desk, error) : NULL;
	g_autoptr(GPtrArray) roles = index ? index_agent_roles(index, pusher,
		error) : NULL;
	if (pusher && !roles)
		return FALSE;
	for (guint i = 0; roles && i < roles->len; i++)
		push->any_author |= strcmp(roles->pdata[i], "automation") == 0;
	return TRUE;
}

static gboolean push_open(Push *push, Desk *desk, GPtrArray *findings,
	GError **error)
{
	push->desk = desk;
	push->findings = findings;
	push->numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		g_free);
	push->any_author = TRUE;
	return (push->store = desk_store(desk, error)) != NULL;
}

gboolean push_judge(Desk *desk, const GPtrArray *refs, const char *pusher,
	GPtrArray *findings, GError **error)
{
	g_auto(Push) push = {0};
	if (!push_open(&push, desk, findings, error) ||
		!find_pusher(&push, pusher, error))
		return FALSE;
	for (guint i = 0; i < refs->len; i++)
		if (!judge_ref(&push, refs->pdata[i], error))
			return FALSE;
	return TRUE;
}

/* --- a range ------------------------------------------------------------------ */

static gboolean find_commit(Push *push, const char *name, char oid[41],
	GError **error)
{
	const StorePlace *place = store_place(push->store);
	g_autofree char *commit = g_strconcat(name, "^{commit}", NULL);
	const char *const argv[] = {"git", "--git-dir", place->git_folder,
		"rev-parse", "--verify", "--quiet", "--end-of-options", commit,
		NULL};
	g_autoptr(GBytes) output = NULL;
	int status = 0;
	if (!process_run(argv, NULL, NULL, OUTPUT_LIMIT_BYTES, &output, NULL,
		&status, error))
		return FALSE;
	gsize size = 0;
	const char *text = g_bytes_get_data(output, &size);
	if (status != 0 || size < 40)
		return desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_commit,
			name, NULL);
	g_strlcpy(oid, text, 41);
	return TRUE;
}

gboolean range_judge(Desk *desk, const char *range, GPtrArray *findings,
	GError **error)
{
	const char *dots = strstr(range, "..");
	char from[41] = "", to[41];
	if (!dots || dots == range || dots[2] == '.')
		return desk_refuse(error, DESK_ERROR_USAGE, &no_range, range,
			NULL);
	g_autofree char *first = g_strndup(range, (gsize)(dots - range));
	g_auto(Push) push = {0};
	return push_open(&push, desk, findings, error) &&
		(strspn(first, "0") == 40 ||
			find_commit(&push, first, from, error)) &&
		find_commit(&push, dots[2] ? dots + 2 : "HEAD", to, error) &&
		judge_commits(&push, from, to, error);
}

/* --- what git says ------------------------------------------------------------ */

static void pushed_ref_free(void *data)
{
	PushedRef *ref = data;
	g_free(ref->ref);
	g_free(ref);
}

static gboolean read_name(char oid[41], const char *word)
{
	if (strlen(word) != 40 || strspn(word, "0123456789abcdef") != 40)
		return FALSE;
	g_strlcpy(oid, strspn(word, "0") == 40 ? "" : word, 41);
	return TRUE;
}

GPtrArray *pushed_refs_read(const char *text, GError **error)
{
	g_autoptr(GPtrArray) refs = g_ptr_array_new_with_free_func(
		pushed_ref_free);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++) {
		if (!**line)
			continue;
		g_auto(GStrv) words = g_strsplit(*line, " ", 3);
		PushedRef *ref = g_new0(PushedRef, 1);
		g_ptr_array_add(refs, ref);
		if (g_strv_length(words) != 3 || !read_name(ref->old, words[0]) ||
			!read_name(ref->new, words[1])) {
			desk_refuse(error, DESK_ERROR_USAGE, &no_line, *line,
				NULL);
			return NULL;
		}
		ref->ref = g_strdup(words[2]);
	}
	return g_steal_pointer(&refs);
}
