#include "app/desk/originals.h"

#include "app/desk/desk.h"
#include "app/desk/desk_parts.h"
#include "app/desk/setting.h"
#include "app/desk/upstream.h"
#include "base/error.h"
#include "store/store.h"
#include "system/process.h"

/* Long, since all mails of all years come; ssh and git end sooner where nothing
 * moves. */
#define FETCH_TIMEOUT_MS (6 * 60 * 60 * 1000)

/* "" = no such. */
static gboolean tip_of(Desk *desk, const char *ref, char oid[41], GError **error)
{
	g_autoptr(GError) problem = NULL;
	if (!store_tip(desk_place(desk), ref, oid, &problem))
		oid[0] = '\0';
	return desk_error_pass(error, &problem);
}

/* What was fetched of the upstream's; "" = nothing. */
static gboolean fetched_tip(Desk *desk, const Upstream *upstream, char oid[41],
	GError **error)
{
	g_autofree char *ref = upstream_ref(upstream, "originals");
	return tip_of(desk, ref, oid, error);
}

gboolean originals_are_here(Desk *desk, gboolean *here, GError **error)
{
	g_auto(Upstream) upstream = {0};
	char oid[41] = "";
	if (upstream_find(desk, &upstream) &&
		!fetched_tip(desk, &upstream, oid, error))
		return FALSE;
	*here = !upstream.remote || *oid;
	return TRUE;
}

static gboolean upstream_has_them(Desk *desk, const Upstream *upstream,
	gboolean *has, GError **error)
{
	static const Phrase unreached = {"the original mails and attached files "
			"are not in this clone, and the upstream %1 was not "
			"reached: %2",
		"оригиналов писем и приложенных файлов в этом клоне нет, а "
		"upstream %1 недоступен: %2"};
	const char *const arguments[] = {"ls-remote", "--quiet",
		upstream->remote, STORE_ORIGINALS, NULL};
	g_auto(GitEnd) end = {0};
	gint64 seconds;
	if (!desk_setting_number(desk, "sync.timeout", &seconds, error) ||
		!upstream_run(desk, arguments, NULL, seconds * 1000, &end,
			error))
		return FALSE;
	*has = end.output && *end.output;
	g_autofree char *reason = process_git_reason(end.said, end.status);
	return end.status == 0 || desk_refuse(error, DESK_ERROR_TEMPORARY,
		&unreached, upstream->remote, reason, NULL);
}

/* Where this clone has no branch of its own, theirs is it; else a sync joins the
 * two. */
static gboolean take_branch(Desk *desk, const Upstream *upstream, GError **error)
{
	char own[41], fetched[41];
	const char *const arguments[] = {"update-ref", STORE_ORIGINALS, fetched,
		"0000000000000000000000000000000000000000", NULL};
	return tip_of(desk, STORE_ORIGINALS, own, error) &&
		fetched_tip(desk, upstream, fetched, error) && (*own ||
		upstream_git(desk, arguments, NULL, 10000, NULL, error));
}

gboolean originals_fetch(Desk *desk, GError **error)
{
	static const Phrase fetching = {"fetching the original mails and "
			"attached files from %1, once",
		"забираю оригиналы писем и приложенные файлы из %1, один раз"};
	g_auto(Upstream) upstream = {0};
	gboolean has;
	if (!upstream_find(desk, &upstream))
		return TRUE;
	if (!upstream_has_them(desk, &upstream, &has, error))
		return FALSE;
	g_autofree char *ref = upstream_ref(&upstream, "originals");
	g_autofree char *rule = g_strdup_printf("+%s:%s", STORE_ORIGINALS, ref);
	const char *const arguments[] = {"-c", "fetch.fsckObjects=true", "-c",
		"http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=60", "fetch",
		"--quiet", "--no-tags", "--no-write-fetch-head",
		"--no-recurse-submodules", "--no-auto-maintenance",
		upstream.remote, rule, NULL};
	if (!has)
		return TRUE;
	desk_say_once(desk, &fetching, upstream.remote, NULL);
	return upstream_git(desk, arguments, NULL, FETCH_TIMEOUT_MS, NULL,
			error) && take_branch(desk, &upstream, error);
}

/* NULL without error: not there. */
static GBytes *read_at(Desk *desk, const char *ref, const char *path,
	GError **error)
{
	char oid[41];
	g_autoptr(GError) problem = NULL;
	Store *store = desk_store(desk, error);
	if (!store || !tip_of(desk, ref, oid, error) || !*oid)
		return NULL;
	GBytes *bytes = store_read(store, oid, path, &problem);
	if (problem && !g_error_matches(problem, DESK_ERROR,
		DESK_ERROR_NOT_FOUND))
		desk_error_pass(error, &problem);
	return bytes;
}

/* Of this clone's branch, else of what was fetched, which no sync joined yet. */
static GBytes *read_here(Desk *desk, const char *path, GError **error)
{
	g_auto(Upstream) upstream = {0};
	g_autoptr(GError) problem = NULL;
	GBytes *bytes = read_at(desk, STORE_ORIGINALS, path, &problem);
	if (bytes || problem || !upstream_find(desk, &upstream)) {
		desk_error_pass(error, &problem);
		return bytes;
	}
	g_autofree char *ref = upstream_ref(&upstream, "originals");
	return read_at(desk, ref, path, error);
}

GBytes *originals_read(Desk *desk, const char *path, GError **error)
{
	static const Phrase nowhere = {"the branch originals has no %1",
		"в ветке originals нет %1"};
	g_autoptr(GError) problem = NULL;
	GBytes *bytes = read_here(desk, path, &problem);
	if (!bytes && !problem && originals_fetch(desk, &problem))
		bytes = read_here(desk, path, &problem);
	if (!bytes && desk_error_pass(error, &problem))
		desk_refuse(error, DESK_ERROR_NOT_FOUND, &nowhere, path, NULL);
	return bytes;
}
