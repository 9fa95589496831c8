/* One commit of a push: its files, its author, its time. */
#include "app/check/push_parts.h"

#include <string.h>

#include "app/check/change_judge.h"
#include "app/check/push_path.h"
#include "app/desk/desk.h"
#include "app/desk/files_judge.h"
#include "base/automation.h"
#include "base/error.h"
#include "base/identifier.h"
#include "model/field.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "store/replay.h"

static const Phrase
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
	executable = {"an executable file; `git update-index --chmod=-x FILE`, "
			"then commit again",
		"исполняемый файл; `git update-index --chmod=-x ФАЙЛ` и "
		"закоммитить заново"},
	same_path = {"on some machines this is the same file as %1; give it "
			"another name",
		"на некоторых машинах это тот же файл, что %1; дайте ему "
		"другое имя"},
	too_large = {"%1 bytes, and this hub takes %2 (its setting hub.limit); "
			"take the file out of the commit",
		"%1 байт, а этот хаб берёт %2 (его настройка hub.limit); "
		"уберите файл из коммита"},
	in_commit = {"%1 (commit %2)", "%1 (коммит %2)"};

void push_found(Push *push, const char *kind, const char *file,
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
	gboolean founds; /* desk.yaml is another, or an agent goes */
	gboolean numbers_only; /* nothing but numbers was given */
	char *folder;	   /* whose names are known */
	GHashTable *names;
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
	g_clear_pointer(&pushed->names, g_hash_table_unref);
	g_clear_pointer(&pushed->folder, g_free);
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

/* NULL: nobody can say that it only numbers, so it is judged. */
static Ticket *ticket_at(Pushed *pushed, const char *blob, const char *path)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = *blob ? store_read_blob(pushed->push->store,
		blob, &problem) : NULL;
	if (problem && !pushed->problem)
		desk_error_finding(&pushed->problem, &problem);
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

/* Does a merge give a field what neither side had? Several values may be those
 * of both. */
static gboolean adds_something(Pushed *pushed, const StoreDifference *file,
	const char *other)
{
	g_autoptr(Ticket) one = ticket_at(pushed, file->before, file->path);
	g_autoptr(Ticket) two = ticket_at(pushed, other, file->path);
	g_autoptr(Ticket) after = ticket_at(pushed, file->after, file->path);
	for (gsize i = 0; after && i < fields_count; i++) {
		const char *name = fields[i].name, *is = ticket_get(after, name);
		if (fields[i].type != FIELD_LIST && fields[i].type != FIELD_MAP &&
			(!one || strcmp(is, ticket_get(one, name)) != 0) &&
			(!two || strcmp(is, ticket_get(two, name)) != 0))
			return TRUE;
	}
	return FALSE;
}

/* The names in a folder before, as careless file systems have them → path. */
static GHashTable *names_in(Pushed *pushed, const char *folder)
{
	if (g_strcmp0(pushed->folder, folder) == 0)
		return pushed->names;
	g_clear_pointer(&pushed->names, g_hash_table_unref);
	g_free(pushed->folder);
	pushed->folder = g_strdup(folder);
	g_autoptr(GPtrArray) paths = file_source_list(pushed->before, folder,
		&pushed->problem);
	pushed->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		g_free);
	for (guint i = 0; paths && i < paths->len; i++)
		g_hash_table_replace(pushed->names,
			push_path_fold(paths->pdata[i]),
			g_strdup(paths->pdata[i]));
	return pushed->names;
}

/* A new one is none that stands there already, but for case. */
static void judge_name(Pushed *pushed, const char *path)
{
	const char *slash = strchr(path, '/');
	if (!slash || strchr(slash + 1, '/'))
		return;
	g_autofree char *folder = g_strndup(path, (gsize)(slash - path));
	char *name = push_path_fold(path);
	GHashTable *names = names_in(pushed, folder);
	const char *other = g_hash_table_lookup(names, name);
	g_autoptr(GError) problem = NULL;
	gboolean stands = other && strcmp(other, path) != 0 &&
		file_source_has(pushed->after, other, &problem);
	if (!pushed->problem)
		pushed->problem = g_steal_pointer(&problem);
	if (stands)
		push_found(pushed->push, "value", path, &same_path, other, NULL);
	g_hash_table_replace(names, name, g_strdup(path));
}

gboolean push_is_small(Push *push, const char *path, const char *blob,
	gboolean *small, GError **error)
{
	gint64 size;
	if (!store_blob_size(push->store, blob, &size, error))
		return FALSE;
	*small = size <= push->limit;
	if (!*small)
		push_found(push, "size", path, &too_large,
			PHRASE_NUMBER(size), PHRASE_NUMBER(push->limit), NULL);
	return TRUE;
}

/* May it be looked into? */
static gboolean judge_kind(Pushed *pushed, const StoreDifference *file,
	const char *uid)
{
	Push *push = pushed->push;
	const Phrase *refusal = push_path_refusal(file->path);
	gboolean small = FALSE;
	if (!*file->after)
		return TRUE;
	if (refusal)
		push_found(push, "value", file->path, refusal, NULL);
	else if ((file->mode_after & 0170000) != 0100000)
		push_found(push, "unreadable", file->path, &odd_file, NULL);
	else if (!push_is_small(push, file->path, file->after, &small,
		&pushed->problem) || !small)
		return FALSE;
	else if (file->mode_after != 0100644 &&
		file->mode_before != file->mode_after &&
		(uid || files_judge_asks(file->path)))
		push_found(push, "value", file->path, &executable, NULL);
	else if (!*file->before && !uid)
		judge_name(pushed, file->path);
	return small;
}

static void judge_file(const StoreDifference *file, void *data)
{
	Pushed *pushed = data;
	g_autofree char *uid = uid_from_path(file->path);
	if (pushed->problem || !judge_kind(pushed, file, uid))
		return;
	pushed->founds |= strcmp(file->path, "desk.yaml") == 0 ||
		(!*file->after && g_str_has_prefix(file->path, "agents/"));
	if (pushed->numbers_only)
		pushed->numbers_only = only_numbers(pushed, file);
	char other[41];
	if (uid && *pushed->made.other &&
		look_up(pushed, pushed->made.other, file->path, other))
		change_judge_set_merge(pushed->judge,
			!adds_something(pushed, file, other), other);
	if (uid || !is_merged(pushed, file))
		change_judge_file(pushed->judge, file->path, file->before,
			file->after, file->mode_after);
}

/* From the other side of a merge no entry may go, either. */
static void judge_other_side(const StoreDifference *file, void *data)
{
	Pushed *pushed = data;
	g_autofree char *uid = uid_from_path(file->path);
	if (!uid || pushed->problem || !*file->before)
		return;
	change_judge_set_merge(pushed->judge, TRUE, file->after);
	change_judge_file(pushed->judge, file->path, file->before, file->after,
		file->mode_after);
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
	gboolean automatic = strcmp(mail, AUTOMATION_MAIL) == 0;
	/* Also where nobody leads, and so everybody may do everything. */
	if (!automatic && !pushed->login && rights_has_agents(pushed->rights))
		push_found(push, "author", "", &unknown, pushed->shown, mail, NULL);
	else if (!push->any_author && !(automatic && pushed->numbers_only) &&
		g_strcmp0(pushed->login, push->pusher) != 0)
		push_found(push, "author", "", &not_yours, pushed->shown, mail,
			push->pusher, NULL);
}

static void judge_date(Pushed *pushed)
{
	Instant dated = MAX(pushed->made.dated, pushed->made.recorded);
	if (dated - desk_now(pushed->push->desk) <= CLOCK_TOLERANCE_SECONDS)
		return;
	g_autofree char *text = instant_format(dated);
	push_found(pushed->push, "time", "", &ahead, pushed->shown, text, NULL);
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
	g_autoptr(GError) problem = NULL;
	Regulation *regulation = bytes ? regulation_parse(text ? text : "",
		size, "desk.yaml", &problem) : NULL;
	if (!desk_error_finding(error, &problem))
		return FALSE;
	if (regulation) {
		g_clear_pointer(&push->regulation, regulation_free);
		push->regulation = regulation;
	}
	return bytes != NULL;
}

/* --- the commits ------------------------------------------------------------- */

static gboolean open_commit(Pushed *pushed, GError **error)
{
	Push *push = pushed->push;
	const StoreCommit *made = &pushed->made;
	if (!store_merge_base(push->store, made->parent, made->other,
			pushed->base, error) ||
		!find_regulation(pushed, error) ||
		!(pushed->before = file_source_commit(push->desk,
			*made->parent ? made->parent : pushed->oid, error)) ||
		!(pushed->after = file_source_commit(push->desk, pushed->oid,
			error)) ||
		!(pushed->rights = files_rights(pushed->before, error)))
		return FALSE;
	gboolean automatic = strcmp(made->mail, AUTOMATION_MAIL) == 0;
	rights_standing(pushed->rights, NULL, made->mail, &pushed->login);
	pushed->numbers_only = automatic;
	/* On an old commit stands what somebody may do no more. */
	gboolean less = push->rights && rights_standing(push->rights, NULL,
		made->mail, NULL) < rights_standing(pushed->rights, NULL,
		made->mail, NULL);
	ChangeQuestion question = {.desk = push->desk, .before = pushed->before,
		.after = pushed->after, .mail = made->mail,
		.login = automatic ? AUTOMATION : pushed->login,
		.by = automatic ? "rule" : NULL,
		.at = MIN(made->dated, desk_now(push->desk)),
		.regulation = push->regulation, .merge = *made->other != '\0',
		.rights = less ? push->rights : NULL, .automatic = automatic,
		.authors = TRUE, .numbers = push->numbers,
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

/* A root is the beginning of what had none. */
static gboolean has_parents(Pushed *pushed)
{
	guint parents = pushed->made.parents;
	if ((parents > 0 || !pushed->push->rights) && parents <= 2)
		return TRUE;
	push_found(pushed->push, "rewritten", "", parents ? &octopus : &no_root,
		pushed->shown, NULL);
	return FALSE;
}

gboolean push_judge_commit(Push *push, const char *oid, GError **error)
{
	guint from = push->findings->len;
	g_auto(Pushed) pushed = {.push = push, .oid = oid};
	g_strlcpy(pushed.shown, oid, sizeof pushed.shown);
	if (!store_commit_read(push->store, oid, &pushed.made, error))
		return FALSE;
	if (!has_parents(&pushed))
		return TRUE;
	if (!open_commit(&pushed, error) || !judge_files(&pushed, error) ||
		(pushed.founds && !files_judge_store(pushed.before, pushed.after,
			push->findings, error)))
		return FALSE;
	name_commit(push, from, pushed.shown);
	judge_author(&pushed);
	judge_date(&pushed);
	return TRUE;
}
