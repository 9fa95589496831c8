/* What holds of all refs, and those beside main: their history is nobody's ticket,
 * but the hub keeps it. */
#include <string.h>

#include "app/check/push_parts.h"
#include "app/desk/lease.h"
#include "app/desk/redacted.h"
#include "base/error.h"
#include "store/replay.h"

#define REFS_OF_PUSH 100
#define REFS_OF_HUB 1000
#define COMMITS_LIMIT 100000

static const Phrase
	brings_back = {"%1 is history that was redacted; `desk sync` in a clone "
			"that has not merged it, or `desk clone`",
		"%1 — история, из которой вымарали текст; `desk sync` в клоне, "
		"где её не сливали, или `desk clone`"},
	no_lease = {"%1 is no lease of cron, which is a small file",
		"%1 — не аренда cron, а та — небольшой файл"},
	no_history = {"%1 names no commit: branches and tags of a store do",
		"%1 указывает не на коммит, а ветки и теги хранилища — на "
		"коммиты"},
	too_long = {"%1 has %2 commits that main has not, and a hub takes %3 at "
			"once beside it",
		"в %1 коммитов, которых нет в main, — %2, а хаб берёт рядом с "
		"ней не больше %3 за раз"},
	too_many = {"%1 refs at once, and a hub takes %2; push them in parts",
		"ссылок сразу %1, а хаб берёт %2; отправляйте частями"},
	no_more = {"there are %1 branches and tags, and a hub keeps %2; there its "
			"keeper removes what nobody needs: git branch -D "
			"BRANCH, git tag -d TAG",
		"веток и тегов уже %1, а хаб хранит %2; лишнее удаляет его "
		"хранитель, там: git branch -D ВЕТКА, git tag -d ТЕГ"};

void push_judge_redacted(Push *push, const GArray *redacted, const char *oid)
{
	for (guint i = 0; i < redacted->len; i++) {
		const RedactedTip *tip = &g_array_index(redacted, RedactedTip, i);
		if (strcmp(tip->first, oid) != 0)
			continue;
		g_autofree char *shown = g_strndup(oid, 10);
		push_found(push, "redacted", "", &brings_back, shown, NULL);
	}
}

/* --- sizes ----------------------------------------------------------------- */

typedef struct {
	Push *push;
	GError *problem;
} Beside;

static gboolean judge_size(Push *push, const char *path, const char *oid,
	GError **error)
{
	gboolean small;
	return push_is_small(push, path, oid, &small, error);
}

static void judge_file(const StoreDifference *file, void *data)
{
	Beside *beside = data;
	/* The commit of a submodule is elsewhere. */
	if (!beside->problem && *file->after &&
		(file->mode_after & 0170000) != 0160000)
		judge_size(beside->push, file->path, file->after,
			&beside->problem);
}

/* What a person wrote into it may be too large, too. */
static gboolean judge_commit(Push *push, const char *oid, const char *ref,
	GError **error)
{
	g_auto(StoreCommit) commit = {0};
	Beside beside = {.push = push};
	guint known = push->findings->len;
	return judge_size(push, ref, oid, error) &&
		(push->findings->len > known ||
			(store_commit_read(push->store, oid, &commit, error) &&
			store_compare(push->store, commit.parent, oid,
				judge_file, &beside, error) &&
			desk_error_pass(error, &beside.problem)));
}

static gboolean judge_commits(Push *push, const PushedRef *ref,
	const GPtrArray *commits, GError **error)
{
	g_autoptr(GArray) redacted = redacted_tips(push->store, REDACTED_REF,
		error);
	/* Those are judged one by one, as what they are. */
	gboolean sizes = strcmp(ref->ref, STORE_ORIGINALS) != 0;
	if (!redacted)
		return FALSE;
	if (commits->len > COMMITS_LIMIT) {
		push_found(push, "size", "", &too_long, ref->ref,
			PHRASE_NUMBER(commits->len),
			PHRASE_NUMBER(COMMITS_LIMIT), NULL);
		return TRUE;
	}
	for (guint i = 0; i < commits->len; i++) {
		push_judge_redacted(push, redacted, commits->pdata[i]);
		if (sizes && !judge_commit(push, commits->pdata[i], ref->ref,
			error))
			return FALSE;
	}
	return TRUE;
}

static gboolean judge_lease(Push *push, const PushedRef *ref, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) lease = store_read_blob(push->store, ref->new,
		&problem);
	if (!lease && !desk_error_finding(error, &problem))
		return FALSE;
	if (!lease)
		push_found(push, "ref", "", &no_lease, ref->ref, NULL);
	return TRUE;
}

/* A tag of its own has words, too. */
gboolean push_judge_beside(Push *push, const PushedRef *ref, GError **error)
{
	char main[41];
	g_autoptr(GError) problem = NULL;
	guint known = push->findings->len;
	if (!*ref->new)
		return TRUE;
	if (!judge_size(push, ref->ref, ref->new, error))
		return FALSE;
	if (push->findings->len > known)
		return TRUE;
	if (strcmp(ref->ref, LEASE_REF) == 0)
		return judge_lease(push, ref, error);
	if (!store_tip(store_place(push->store), STORE_BRANCH, main, &problem))
		main[0] = '\0';
	g_autoptr(GPtrArray) commits = problem ? NULL : store_commits_between(
		push->store, main, ref->new, FALSE, &problem);
	if (commits)
		return judge_commits(push, ref, commits, error);
	if (!desk_error_finding(error, &problem))
		return FALSE;
	push_found(push, "ref", "", &no_history, ref->ref, NULL);
	return TRUE;
}

/* The store's own come and go. */
static guint count_new(const GPtrArray *refs)
{
	guint count = 0;
	for (guint i = 0; i < refs->len; i++) {
		const PushedRef *ref = refs->pdata[i];
		count += !*ref->old && strcmp(ref->ref, STORE_BRANCH) != 0 &&
			strcmp(ref->ref, STORE_ORIGINALS) != 0 &&
			strcmp(ref->ref, LEASE_REF) != 0;
	}
	return count;
}

gboolean push_judge_count(Push *push, const GPtrArray *refs, GError **error)
{
	guint new = count_new(refs);
	if (refs->len > REFS_OF_PUSH)
		push_found(push, "ref", "", &too_many, PHRASE_NUMBER(refs->len),
			PHRASE_NUMBER(REFS_OF_PUSH), NULL);
	if (new == 0 || refs->len > REFS_OF_PUSH)
		return TRUE;
	g_autoptr(GArray) known = store_notes(push->store, "refs/", error);
	if (known && known->len + new > REFS_OF_HUB)
		push_found(push, "ref", "", &no_more, PHRASE_NUMBER(known->len),
			PHRASE_NUMBER(REFS_OF_HUB), NULL);
	return known != NULL;
}
