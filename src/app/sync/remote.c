#include "app/sync/remote.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/originals.h"
#include "app/desk/setting.h"
#include "base/error.h"
#include "store/replay.h"
#include "system/clock.h"
#include "system/process.h"
#include "system/step.h"

static const Phrase
	no_upstream = {"main has no upstream to sync with; `git remote add "
			"origin URL` names one, `desk clone URL` makes a clone "
			"of one",
		"у main нет upstream, с которым синхронизироваться; его "
		"называет `git remote add origin URL`, а клон делает `desk "
		"clone URL`"},
	unreached = {"the upstream %1 was not reached: %2; what was done here "
			"stays, and goes out with the next `desk sync`",
		"upstream %1 недоступен: %2; сделанное здесь останется и уйдёт "
		"при следующем `desk sync`"},
	checked_out = {"the upstream %1 has main checked out in a work tree, "
			"and git pushes into none; there, `desk hub create "
			"FOLDER` makes a hub of it; then here: git remote "
			"set-url %1 FOLDER",
		"в upstream %1 ветка main открыта в рабочем дереве, туда git "
		"не отправляет; хаб из него делает там `desk hub create "
		"ПАПКА`; затем здесь: git remote set-url %1 ПАПКА"},
	mirrors = {"remote.%1.mirror is set: with it every push would make the "
			"upstream a copy of this clone, and take away what is "
			"there alone; nothing was pushed; git config --unset "
			"remote.%1.mirror",
		"включено remote.%1.mirror: с ним каждая отправка делает "
		"upstream копией этого клона, а что есть только там — "
		"пропадает; ничего не отправлено; git config --unset "
		"remote.%1.mirror"},
	not_allowed = {"the upstream %1 does not let you in: %2; what was done "
			"here stays, and goes out with the next `desk sync`",
		"upstream %1 вас не пускает: %2; сделанное здесь останется и "
		"уйдёт при следующем `desk sync`"},
	not_written = {"the upstream %1 could not write what was sent: %2; its "
			"keeper mends that; what was done here stays, and goes "
			"out with the next `desk sync`",
		"upstream %1 не смог записать отправленное: %2; это чинят на "
		"его стороне; сделанное здесь останется и уйдёт при следующем "
		"`desk sync`"},
	full = {"the disk of the upstream %1 is full: %2; what was done here "
			"stays, and goes out with the next `desk sync`",
		"у upstream %1 кончилось место на диске: %2; сделанное здесь "
		"останется и уйдёт при следующем `desk sync`"},
	spoiled = {"the upstream %1 holds what no clone lets in: %2; nothing came "
			"here, and what was done here stays; its keeper takes "
			"%4 back: git update-ref refs/heads/%4 %3",
		"в upstream %1 лежит то, что ни один клон не впустит: %2; сюда "
		"ничего не попало, сделанное здесь осталось; ветку %4 "
		"возвращают на его стороне: git update-ref refs/heads/%4 %3"};

#define ATTEMPTS 10

void remote_clear(Remote *remote)
{
	upstream_clear(&remote->upstream);
	g_clear_pointer(&remote->main, g_free);
	g_clear_pointer(&remote->originals, g_free);
	g_clear_pointer(&remote->redacted, g_free);
}

/* The only remote; of none, or several, DESK_ERROR_CONFIG. g_free() */
static char *only_remote(Desk *desk, GError **error)
{
	g_autofree char *names = NULL;
	const char *const arguments[] = {"remote", NULL};
	if (!upstream_git(desk, arguments, NULL, 10000, &names, error))
		return NULL;
	g_strchomp(names);
	if (*names && !strchr(names, '\n'))
		return g_steal_pointer(&names);
	desk_refuse(error, DESK_ERROR_CONFIG, &no_upstream, NULL);
	return NULL;
}

static gboolean adopt_remote(Desk *desk, GError **error)
{
	g_autofree char *remote = only_remote(desk, error);
	return remote && desk_set_setting(desk, "branch.main.remote", remote,
			error) &&
		desk_set_setting(desk, "branch.main.merge", "refs/heads/main",
			error);
}

gboolean remote_open(Desk *desk, gint64 timeout_ms, Remote *remote, GError **error)
{
	remote->desk = desk;
	remote->end_ms = clock_monotonic_ms() + timeout_ms;
	if (!upstream_find(desk, &remote->upstream) &&
		(!adopt_remote(desk, error) ||
			!upstream_find(desk, &remote->upstream)))
		return FALSE;
	remote->main = upstream_ref(&remote->upstream, remote->upstream.branch);
	remote->originals = upstream_ref(&remote->upstream, "originals");
	remote->redacted = g_strdup("refs/desk/upstream-redacted");
	return TRUE;
}

static gint64 time_left(const Remote *remote)
{
	return MAX(remote->end_ms - clock_monotonic_ms(), 1);
}

/* The line of what git said that holds the word, without what says who said it. */
static char *line_with(const char *said, const char *word)
{
	static const char *const sayers[] = {"remote: ", "error: "};
	const char *start = strstr(said, word);
	while (start > said && start[-1] != '\n')
		start--;
	for (gsize i = 0; i < G_N_ELEMENTS(sayers); i++)
		if (g_str_has_prefix(start, sayers[i]))
			start += strlen(sayers[i]);
	g_autofree char *line = g_strndup(start, strcspn(start, "\n"));
	return process_git_reason(line, 0);
}

/* What hooks and servers said, without git's own; NULL: nothing. g_free() */
static char *words_of_remote(const char *said, const char *between)
{
	g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
	g_autoptr(GString) words = g_string_new(NULL);
	for (char **line = lines; *line; line++) {
		if (!g_str_has_prefix(*line, "remote: "))
			continue;
		const char *text = g_strstrip(*line + strlen("remote: "));
		if (*text && strcmp(text, HUB_NOT_JUDGED) != 0 &&
			!g_str_has_prefix(text, "error: hook declined"))
			g_string_append_printf(words, "%s%s", words->len ?
				between : "", text);
	}
	return words->len ? g_string_free(g_steal_pointer(&words), FALSE) :
		NULL;
}

/* A failure by words of git, ssh and systems: the first that was said. */
static const struct {
	const char *word;
	const Phrase *phrase;
} failures[] = {
	{"No space left on device", &full},
	{"Disk quota exceeded", &full},
	{"insufficient permission", &not_allowed},
	{"Permission denied", &not_allowed},
	{"DENIED by", &not_allowed},
	{"returned error: 403", &not_allowed},
	{"Authentication failed", &not_allowed},
	{"Read-only file system", &not_written},
	{"unpack failed", &not_written},
};

static gboolean fail(const Remote *remote, const GitEnd *end, GError **error)
{
	const char *said = end->said;
	for (gsize i = 0; i < G_N_ELEMENTS(failures); i++) {
		if (!strstr(said, failures[i].word))
			continue;
		g_autofree char *line = line_with(said, failures[i].word);
		return desk_refuse(error, DESK_ERROR_TEMPORARY,
			failures[i].phrase, remote->upstream.remote, line, NULL);
	}
	g_autofree char *words = words_of_remote(said, "; ");
	g_autofree char *reason = words ? NULL :
		process_git_reason(said, end->status);
	return desk_refuse(error, DESK_ERROR_TEMPORARY, &unreached,
		remote->upstream.remote, words ? words : reason, NULL);
}

/* `git ARGUMENTS` within the patience that is left. */
static gboolean run_git(const Remote *remote, const char *const *arguments,
	GitEnd *end, GError **error)
{
	static const Phrase silent = {"the upstream %2 was not reached: %1; "
			"what was done here stays, and goes out with the next "
			"`desk sync`",
		"upstream %2 недоступен: %1; сделанное здесь останется и уйдёт "
		"при следующем `desk sync`"};
	g_autoptr(GError) problem = NULL;
	if (upstream_run(remote->desk, arguments, NULL, time_left(remote), end,
		&problem))
		return TRUE;
	desk_error_reword(&problem, &silent, remote->upstream.remote, NULL);
	return desk_error_pass(error, &problem);
}

/* --- fetch ---------------------------------------------------------------- */

/* Which come with main. `first`: what this clone took in itself meets what the
 * upstream has for the first time, and that must come as a whole. */
static gboolean need_originals(const Remote *remote, gboolean *need,
	gboolean *first, GError **error)
{
	char tip[41];
	gboolean here;
	g_autofree char *set = desk_setting(remote->desk, "sync.originals");
	g_autoptr(GError) problem = NULL;
	if (!originals_are_here(remote->desk, &here, error))
		return FALSE;
	gboolean own = store_tip(desk_place(remote->desk), STORE_ORIGINALS, tip,
		&problem);
	*first = own && !here && remote->patient;
	*need = here || (own && !*first) || store_config_is_true(set);
	return desk_error_pass(error, &problem);
}

/* That may take longer than the patience for the rest. */
static gboolean fetch_first(Remote *remote, GError **error)
{
	gint64 start_ms = clock_monotonic_ms();
	gboolean ok = originals_fetch(remote->desk, error);
	remote->end_ms += clock_monotonic_ms() - start_ms;
	return ok;
}

/* A name with a star may be missing there, which is no failure. */
static char *fetch_rule(const char *folder, const char *name, const char *ref)
{
	return g_strdup_printf("+refs/%s/%s*:%s*", folder, name, ref);
}

/* What git's fsck keeps out, as a path that leads out of a work tree. */
static gboolean refuse_spoiled(const Remote *remote, const char *said,
	GError **error)
{
	char main[41], originals[41];
	if (!remote_tips(remote, main, originals, error))
		return FALSE;
	g_autofree char *reason = process_git_reason(said, 1);
	return desk_refuse(error, DESK_ERROR_DATA, &spoiled,
		remote->upstream.remote, g_str_has_prefix(reason, "error: ") ?
		reason + strlen("error: ") : reason, *main ? main : "COMMIT",
		remote->upstream.branch, NULL);
}

/* A `git gc` takes away an empty folder, or with --prune=now a file or all of what a
 * push brings, that git is just writing. These are git's own words, in no
 * language. */
static gboolean was_swept_away(const GitEnd *end)
{
	static const char *const words[] = {"(missing necessary objects)",
		"(unable to migrate objects to permanent storage)"};
	gboolean swept = strstr(end->said, "not a git repository: '.'") ||
		(strstr(end->said, "/objects/") &&
			strstr(end->said, "No such file or directory"));
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		swept |= strstr(end->output, words[i]) != NULL;
	return swept;
}

/* The locks that a killed fetch left. */
static gboolean was_locked_out(const Remote *remote, const GitEnd *end)
{
	const char *const refs[] = {remote->main, remote->originals,
		remote->redacted};
	Store *store = desk_store(remote->desk, NULL);
	gboolean removed = FALSE;
	for (gsize i = 0; store && i < G_N_ELEMENTS(refs); i++)
		removed |= strstr(end->said, ".lock': File exists") &&
			store_note_unlock(store, refs[i]);
	return removed;
}

/* May it be another time what it was not this time? */
static gboolean is_worth_more(const Remote *remote, const GitEnd *end)
{
	return end->status != 0 && time_left(remote) > 1 &&
		(was_swept_away(end) || was_locked_out(remote, end));
}

gboolean remote_fetch(Remote *remote, GError **error)
{
	g_auto(GitEnd) end = {0};
	gboolean originals, first;
	if (!need_originals(remote, &originals, &first, error))
		return FALSE;
	g_autofree char *of_main = fetch_rule("heads", remote->upstream.branch,
		remote->main);
	g_autofree char *of_originals = fetch_rule("heads", "originals",
		remote->originals);
	g_autofree char *of_redacted = fetch_rule("desk", "redacted",
		remote->redacted);
	/* As a pack, which a `git gc` beside keeps until refs lead to it. */
	const char *const arguments[] = {"-c", "fetch.fsckObjects=true", "-c",
		"fetch.unpackLimit=1", "fetch",
		"--quiet", "--prune", "--no-tags", "--no-write-fetch-head",
		"--no-recurse-submodules", "--no-auto-maintenance",
		remote->upstream.remote, of_main, of_redacted,
		originals ? of_originals : NULL, NULL};
	step("fetch");
	for (guint i = 0; i == 0 || (i < ATTEMPTS &&
		is_worth_more(remote, &end)); i++)
		if (!run_git(remote, arguments, &end, error))
			return FALSE;
	if (end.status != 0)
		return strstr(end.said, "fsck error") ?
			refuse_spoiled(remote, end.said, error) :
			fail(remote, &end, error);
	return !first || fetch_first(remote, error);
}

gboolean remote_tips(const Remote *remote, char main[41], char originals[41],
	GError **error)
{
	const StorePlace *place = desk_place(remote->desk);
	g_autoptr(GError) problem = NULL;
	if (!store_tip(place, remote->main, main, &problem))
		main[0] = '\0';
	if (!problem && !store_tip(place, remote->originals, originals, &problem))
		originals[0] = '\0';
	return desk_error_pass(error, &problem);
}

/* --- push ----------------------------------------------------------------- */

/* "!<tab>SOURCE:refs/heads/main<tab>[rejected] (fetch first)": git's own words,
 * in no language. */
static gboolean is_overtaken(const char *output)
{
	static const char *const words[] = {"[rejected]", "cannot lock ref",
		"failed to update ref", "incorrect old value",
		"reference already exists"};
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (strstr(output, words[i]))
			return TRUE;
	return FALSE;
}

/* git says "hook declined" as well of one that could not run. Whose words these
 * are says how a line begins. */
static gboolean was_not_asked(const char *said)
{
	static const char *const begins[] = {"error: ", "fatal: ",
			"hooks/pre-receive: "},
		*const causes[] = {"Resource temporarily unavailable",
			"Too many open files", "Cannot allocate memory",
			"Cannot fork", "No space left on device",
			"Input/output error", "died of signal",
			"cannot exec", "Exec format error"};
	g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
	for (char **line = lines; *line; line++) {
		const char *text = g_str_has_prefix(*line, "remote: ") ?
			*line + strlen("remote: ") : *line;
		gboolean own = FALSE;
		for (gsize i = 0; i < G_N_ELEMENTS(begins); i++)
			own |= g_str_has_prefix(text, begins[i]);
		for (gsize i = 0; own && i < G_N_ELEMENTS(causes); i++)
			if (strstr(text, causes[i]))
				return TRUE;
	}
	return FALSE;
}

static char *reason_of(const char *said, const char *refused)
{
	static const Phrase no_word = {"%1, without a word; whoever keeps the "
			"upstream knows why",
		"%1, без объяснений; причину знает тот, кто ведёт upstream"};
	char *words = words_of_remote(said, "\n");
	g_autofree char *status = g_strndup(refused, strcspn(refused, "\n"));
	return words ? words : desk_words_keep(&no_word, status, NULL);
}

static RemoteEnd judge(Remote *remote, const GitEnd *end, char **reason,
	GError **error)
{
	if (end->status == 0)
		return REMOTE_SENT;
	/* Of an atomic push the rest fails with the one that is to blame. */
	const char *refused = strstr(end->output, "[remote rejected]");
	/* A hook has said no to what it saw; all else may pass by itself. */
	gboolean judged = refused && strstr(refused, "hook declined") &&
		!strstr(end->said, HUB_NOT_JUDGED) && !was_not_asked(end->said);
	if (is_overtaken(end->output))
		return REMOTE_OVERTAKEN;
	if (refused && strstr(end->output, "checked out")) {
		desk_refuse(error, DESK_ERROR_CONFIG, &checked_out,
			remote->upstream.remote, NULL);
		return REMOTE_FAILED;
	}
	if (judged) {
		*reason = reason_of(end->said, refused);
		return REMOTE_REFUSED;
	}
	if (was_swept_away(end) && remote->swept++ < ATTEMPTS)
		return REMOTE_OVERTAKEN;
	fail(remote, end, error);
	return REMOTE_FAILED;
}

static gboolean push_once(Remote *remote, const char *const *rules, gboolean atomic,
	GitEnd *end, GError **error)
{
	const char *arguments[12] = {"push", "--porcelain", "--no-verify",
		"--no-follow-tags", "--no-signed", "--recurse-submodules=no"};
	guint n = 6;
	g_autofree char *key = g_strdup_printf("remote.%s.mirror",
		remote->upstream.remote);
	g_autofree char *mirror = store_config_get(desk_place(remote->desk), key);
	if (store_config_is_true(mirror))
		return desk_refuse(error, DESK_ERROR_CONFIG, &mirrors,
			remote->upstream.remote, NULL);
	if (atomic)
		arguments[n++] = "--atomic";
	arguments[n++] = remote->upstream.remote;
	for (; *rules; rules++)
		arguments[n++] = *rules;
	step("push");
	return run_git(remote, arguments, end, error);
}

RemoteEnd remote_push(Remote *remote, const char *main, const char *originals,
	char **reason, GError **error)
{
	g_auto(GitEnd) end = {0};
	g_autofree char *of_main = g_strdup_printf("%s:refs/heads/%s", main,
		remote->upstream.branch);
	g_autofree char *of_originals = g_strdup_printf(
		"%s:refs/heads/originals", originals);
	const char *rules[3] = {NULL};
	guint count = 0;
	if (*originals)
		rules[count++] = of_originals;
	if (*main)
		rules[count++] = of_main;
	gboolean done = push_once(remote, rules, count == 2, &end, error);
	/* A server that cannot do both at once gets them in order. */
	if (done && count == 2 && end.status != 0 &&
		strstr(end.said, "support --atomic")) {
		const char *const first[] = {of_originals, NULL};
		const char *const second[] = {of_main, NULL};
		done = push_once(remote, first, FALSE, &end, error) &&
			(end.status != 0 ||
				push_once(remote, second, FALSE, &end, error));
	}
	return done ? judge(remote, &end, reason, error) : REMOTE_FAILED;
}
