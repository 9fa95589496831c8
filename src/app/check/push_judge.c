#include "app/check/push_judge.h"

#include <string.h>

#include "app/check/push_parts.h"
#include "app/check/push_path.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/lease.h"
#include "app/desk/redacted.h"
#include "app/desk/setting.h"
#include "base/error.h"
#include "index/agents.h"
#include "model/regulation.h"
#include "store/replay.h"
#include "system/process.h"

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
	taken_away = {"%1 is an original, and stays as it came",
		"%1 — оригинал, он остаётся каким пришёл"},
	no_original = {"%1 is no original: a file with a path of its own, not a "
			"link",
		"%1 — не оригинал: нужен обычный файл с путём, какой у него "
		"бывает"},
	moved_tag = {"%1 is a tag, and stays where it was set; set another one",
		"%1 — тег, он остаётся там, где поставлен; поставьте другой"},
	odd_ref = {"%1 is none of a store's refs: branches and tags are",
		"%1 — не ссылка хранилища: только ветки и теги"},
	like_ref = {"%1 cannot be told from what git or desk call so; give it "
			"another name",
		"%1 не отличить от того, что так называют git или desk; дайте "
		"другое имя"},
	far_number = {"number %1 is not the next one; `desk sync` gives numbers",
		"номер %1 — не следующий; номера даёт `desk sync`"};

static void push_clear(Push *push)
{
	g_clear_pointer(&push->numbers, g_hash_table_unref);
	g_clear_pointer(&push->regulation, regulation_free);
	g_clear_pointer(&push->rights, rights_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Push, push_clear)

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
			push_found(push, "value", path, &far_number, number, NULL);
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
		gboolean small;
		push_judge_redacted(push, redacted, commits->pdata[i]);
		/* Its message may be too large to be read. */
		if (!push_is_small(push, STORE_BRANCH, commits->pdata[i],
				&small, error) ||
			(small && !push_judge_commit(push, commits->pdata[i],
				error)))
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
		push_found(push, "rewritten", "", &rewritten, shown, NULL);
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

typedef struct {
	Push *push;
	GError *problem;
} Originals;

static void judge_original(const StoreDifference *file, void *data)
{
	Originals *originals = data;
	gboolean small;
	if (*file->before)
		push_found(originals->push, "original", "", &taken_away,
			file->path, NULL);
	else if (push_path_refusal(file->path) ||
		(file->mode_after & 0170000) != 0100000)
		push_found(originals->push, "original", "", &no_original,
			file->path, NULL);
	else if (!originals->problem)
		push_is_small(originals->push, file->path, file->after, &small,
			&originals->problem);
}

static gboolean judge_originals(Push *push, const PushedRef *ref, GError **error)
{
	Originals originals = {.push = push};
	return store_compare(push->store, ref->old, ref->new, judge_original,
			&originals, error) &&
		desk_error_pass(error, &originals.problem);
}

static gboolean is_ambiguous(const char *ref)
{
	static const char *const taken[] = {STORE_BRANCH, STORE_ORIGINALS,
		"refs/heads/HEAD"};
	g_autofree char *folded = push_path_fold(ref);
	for (gsize i = 0; i < G_N_ELEMENTS(taken); i++) {
		g_autofree char *other = push_path_fold(taken[i]);
		if (strcmp(folded, other) == 0)
			return i == 2 || strcmp(ref, taken[i]) != 0;
	}
	return FALSE;
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
		push_found(push, "ref", "", &odd_ref, ref->ref, NULL);
	else if (*ref->new && is_ambiguous(ref->ref))
		push_found(push, "ref", "", &like_ref, ref->ref, NULL);
	else if (*ref->old && g_str_has_prefix(ref->ref, "refs/tags/"))
		push_found(push, "ref", "", &moved_tag, ref->ref, NULL);
	else if (strcmp(ref->ref, STORE_BRANCH) != 0 &&
		!push_judge_beside(push, ref, error))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gboolean on = TRUE;
		if (strcmp(ref->ref, rows[i].ref) != 0)
			continue;
		if (!*ref->new)
			push_found(push, "deleted", "", &gone, ref->ref, NULL);
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
	return desk_setting_number(desk, "hub.limit", &push->limit, error) &&
		(push->store = desk_store(desk, error)) != NULL;
}

gboolean push_judge(Desk *desk, const GPtrArray *refs, const char *pusher,
	GPtrArray *findings, GError **error)
{
	g_auto(Push) push = {0};
	if (!push_open(&push, desk, findings, error) ||
		!find_pusher(&push, pusher, error) ||
		!push_judge_count(&push, refs, error))
		return FALSE;
	if (findings->len)
		return TRUE;
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
