#include "app/desk/lease.h"

#include <string.h>
#include <unistd.h>

#include "app/desk/desk.h"
#include "app/desk/desk_parts.h"
#include "app/desk/setting.h"
#include "app/desk/upstream.h"
#include "base/error.h"
#include "base/identifier.h"
#include "base/texts.h"
#include "store/store.h"
#include "store/tip.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/lock.h"
#include "system/step.h"
#include "text/yaml.h"

static const Phrase
	held_elsewhere = {"another host holds the cron lease; mail and timed "
			"jobs are its business, and `desk cron status` says "
			"who holds it",
		"очередь cron у другого сервера; почта и задания по времени — "
		"его дело, а чьё именно, скажет `desk cron status`"},
	held = {"%1 holds the cron lease; mail and timed jobs are its business, "
			"and `desk cron status` says who holds it",
		"очередь cron у %1; почта и задания по времени — его дело, кто "
		"сейчас главный, скажет `desk cron status`"},
	held_until = {"%1 holds the cron lease until %2; mail and timed jobs are "
			"its business, and `desk cron status` says who holds "
			"it",
		"очередь cron до %2 у %1; почта и задания по времени — его "
		"дело, кто сейчас главный, скажет `desk cron status`"};

#define FILE_LIMIT_BYTES 4096
#define CLAIM_LIMIT_BYTES (64 * 1024)
#define LONGEST_SECONDS (24 * 60 * 60)
#define MARGIN_PART 5
/* For how long a confirmation need not be asked for again. */
#define CONFIRMED_SECONDS 60
#define GIT_TIMEOUT_MS (60 * 1000)
#define LOOK_TIMEOUT_MS (5 * 1000)
#define LOCK_TIMEOUT_MS (90 * 1000)
#define NONCE_LENGTH 26
#define HOST_LENGTH 64

/* What a blob says. */
typedef struct {
	char oid[41]; /* "" = there is none */
	char *host, *letters;
	Instant until;
} Claim;

static void claim_clear(Claim *claim)
{
	g_clear_pointer(&claim->host, g_free);
	g_clear_pointer(&claim->letters, g_free);
	claim->oid[0] = '\0';
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Claim, claim_clear)

/* What this clone wrote last, and before: a renewal that did not get through
 * leaves the one before. */
typedef struct {
	char oid[41], before[41];
	Instant until, seen;
	gint64 seen_ms; /* monotonic */
} Own;

typedef struct {
	Desk *desk;
	Upstream upstream;
	gint64 length; /* seconds */
	gint64 timeout_ms;
	Instant now;
} Asking;

void lease_clear(Lease *lease)
{
	g_clear_pointer(&lease->host, g_free);
}

static void asking_clear(Asking *asking)
{
	upstream_clear(&asking->upstream);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asking, asking_clear)

/* --- what this clone remembers --------------------------------------------- */

static char *own_path(Desk *desk)
{
	return g_build_filename(desk_place(desk)->desk_folder, "lease", NULL);
}

/* One that cannot be read is none, so that nothing is done by it. */
static void own_read(Desk *desk, Own *own)
{
	*own = (Own){.until = INSTANT_NONE};
	g_autofree char *path = own_path(desk);
	g_autoptr(GBytes) bytes = file_read(path, FILE_LIMIT_BYTES, FALSE, NULL);
	g_autofree char *text = text_of_bytes(bytes);
	g_auto(GStrv) words = g_strsplit(g_strchomp(text), " ", -1);
	if (g_strv_length(words) != 5 || strlen(words[0]) != 40)
		return;
	g_strlcpy(own->oid, words[0], sizeof own->oid);
	g_strlcpy(own->before, words[1], sizeof own->before);
	own->until = g_ascii_strtoll(words[2], NULL, 10);
	own->seen = g_ascii_strtoll(words[3], NULL, 10);
	own->seen_ms = g_ascii_strtoll(words[4], NULL, 10);
}

static gboolean own_has(const Own *own, const char *oid)
{
	return *oid && (strcmp(own->oid, oid) == 0 ||
		strcmp(own->before, oid) == 0);
}

static gboolean own_write(Desk *desk, const Own *own, gboolean durable,
	GError **error)
{
	g_autofree char *path = own_path(desk);
	g_autofree char *text = g_strdup_printf("%s %s %" G_GINT64_FORMAT
		" %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", own->oid,
		*own->before ? own->before : "-", own->until, own->seen,
		own->seen_ms);
	return file_write(path, text, strlen(text), durable, error);
}

/* Right after, by both clocks, so that a jump of one does not lengthen it. */
static gboolean is_confirmed(const Asking *asking, const Own *own)
{
	gint64 passed_ms = clock_monotonic_ms() - own->seen_ms;
	gint64 passed = asking->now - own->seen;
	return *own->oid && own->seen_ms > 0 &&
		passed >= 0 && passed <= CONFIRMED_SECONDS && passed_ms >= 0 &&
		passed_ms <= CONFIRMED_SECONDS * 1000 &&
		own->until - asking->now > asking->length / MARGIN_PART;
}

static gboolean own_confirm(const Asking *asking, const char *oid,
	Instant until, GError **error)
{
	Own own = {.until = until, .seen = asking->now,
		.seen_ms = clock_monotonic_ms()};
	g_strlcpy(own.oid, oid, sizeof own.oid);
	return own_write(asking->desk, &own, FALSE, error);
}

/* --- what the upstream has ------------------------------------------------- */

/* What says nothing of a lease stands for one that has run out; what could not
 * be read this time stands for nothing. */
static gboolean read_blob(const Asking *asking, Claim *claim, GError **error)
{
	g_autoptr(GError) problem = NULL;
	Store *store = desk_store(asking->desk, &problem);
	g_autoptr(GBytes) bytes = store ? store_read_blob(store, claim->oid,
		&problem) : NULL;
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	if (problem && !g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA))
		return desk_error_pass(error, &problem);
	if (!text || size > CLAIM_LIMIT_BYTES)
		return TRUE;
	g_autoptr(YamlNode) root = yaml_parse_single(text, size, LEASE_REF, 1,
		NULL);
	const char *host = yaml_get_text(root, "host", "");
	claim->host = g_utf8_substring(host, 0,
		MIN(g_utf8_strlen(host, -1), HOST_LENGTH));
	claim->letters = g_strdup(yaml_get_text(root, "letters", ""));
	if (!instant_parse(yaml_get_text(root, "until", ""), &claim->until))
		claim->until = INSTANT_NONE;
	return TRUE;
}

/* The ref's value by the upstream; "" if it has none. */
static gboolean ask_oid(const Asking *asking, char oid[41], GError **error)
{
	const char *const arguments[] = {"ls-remote", "--quiet",
		asking->upstream.remote, LEASE_REF, NULL};
	g_autofree char *output = NULL;
	oid[0] = '\0';
	if (!upstream_git(asking->desk, arguments, NULL, asking->timeout_ms,
		&output, error))
		return FALSE;
	if (strlen(output) > 40 && strspn(output, "0123456789abcdef") == 40)
		g_strlcpy(oid, output, 41);
	return TRUE;
}

/* The copy's, "" without one. */
static gboolean tip_of_lease(const Asking *asking, char oid[41], GError **error)
{
	g_autoptr(GError) problem = NULL;
	if (!store_tip(desk_place(asking->desk), LEASE_REF, oid, &problem))
		oid[0] = '\0';
	return desk_error_pass(error, &problem);
}

/* A copy in this clone, for `cron status` where nobody answers. */
static gboolean fetch(const Asking *asking, Claim *claim, GError **error)
{
	const char *const arguments[] = {"fetch", "--quiet", "--no-tags",
		"--no-write-fetch-head", "--no-recurse-submodules",
		asking->upstream.remote, "+" LEASE_REF ":" LEASE_REF, NULL};
	if (!upstream_git(asking->desk, arguments, NULL, asking->timeout_ms,
		NULL, error))
		return FALSE;
	return tip_of_lease(asking, claim->oid, error);
}

static gboolean ask(const Asking *asking, Claim *claim, GError **error)
{
	char known[41] = "";
	claim_clear(claim);
	claim->until = INSTANT_NONE;
	if (!ask_oid(asking, claim->oid, error) ||
		!tip_of_lease(asking, known, error))
		return FALSE;
	if (*claim->oid && strcmp(known, claim->oid) != 0 &&
		!fetch(asking, claim, error))
		return FALSE;
	return !*claim->oid || read_blob(asking, claim, error);
}

static gboolean has_run_out(const Asking *asking, const Claim *claim)
{
	gint64 margin = asking->length / MARGIN_PART;
	return claim->until == INSTANT_NONE ||
		asking->now > claim->until + margin ||
		claim->until > asking->now + LONGEST_SECONDS + margin;
}

/* --- taking it ------------------------------------------------------------- */

static char *host_name(Desk *desk)
{
	g_autofree char *setting = desk_setting(desk, "cron.host");
	return g_strdup(setting && *setting ? setting : g_get_host_name());
}

/* `until` INSTANT_NONE: nobody's. */
static GBytes *claim_text(Desk *desk, Instant until, const char *letters)
{
	guint8 random[17];
	random_bytes(random, sizeof random);
	g_autofree char *nonce = identifier_from_bytes(random, sizeof random,
		NONCE_LENGTH);
	g_autofree char *host = host_name(desk);
	g_autofree char *when = instant_format(until);
	g_autoptr(GString) text = g_string_new(NULL);
	if (until != INSTANT_NONE) {
		g_string_append(text, "host: ");
		yaml_append_scalar(text, host, FALSE);
		g_string_append_printf(text, "\nuntil: %s\n", when);
	}
	g_string_append_printf(text, "nonce: '%s'\n", nonce);
	if (*letters)
		yaml_append_literal(text, "letters", letters, 0);
	return g_string_free_to_bytes(g_steal_pointer(&text));
}

static gboolean write_blob(const Asking *asking, Claim *claim, GError **error)
{
	g_autofree char *letters = letters_recent(asking->desk, error);
	const char *const arguments[] = {"hash-object", "-w", "--stdin", NULL};
	g_autofree char *output = NULL;
	if (!letters)
		return FALSE;
	g_autoptr(GBytes) text = claim_text(asking->desk, claim->until, letters);
	if (!upstream_git(asking->desk, arguments, text, asking->timeout_ms,
		&output, error))
		return FALSE;
	g_strlcpy(claim->oid, g_strchomp(output), sizeof claim->oid);
	claim->host = host_name(asking->desk);
	return TRUE;
}

/* `to` "" removes the ref. */
static gboolean push(const Asking *asking, const char *from, const char *to,
	GError **error)
{
	g_autofree char *expected = g_strconcat("--force-with-lease=" LEASE_REF
		":", from, NULL);
	g_autofree char *move = g_strconcat(to, ":" LEASE_REF, NULL);
	const char *const arguments[] = {"push", "--quiet", "--no-verify",
		"--no-follow-tags", "--no-signed", expected,
		asking->upstream.remote, move, NULL};
	step("push the cron lease");
	return upstream_git(asking->desk, arguments, NULL, asking->timeout_ms,
		NULL, error);
}

static void note_ref(const Asking *asking, const Claim *claim)
{
	const char *const arguments[] = {"update-ref", LEASE_REF, claim->oid,
		NULL};
	upstream_git(asking->desk, arguments, NULL, asking->timeout_ms, NULL,
		NULL);
}

/* Moves the ref from what `claim` says to a lease of ours. A push that failed
 * may have been the one that did it, or somebody else was faster: the upstream
 * is asked which. */
static gboolean take(const Asking *asking, Claim *claim, gboolean renew,
	GError **error)
{
	g_auto(Claim) wanted = {.until = asking->now + asking->length};
	g_autoptr(GError) problem = NULL;
	if ((!renew && claim->letters && *claim->letters &&
			!letters_take_over(asking->desk, claim->letters,
				error)) || !write_blob(asking, &wanted, error))
		return FALSE;
	/* Not confirmed yet: it is ours if the upstream says so. */
	Own own = {.until = wanted.until};
	g_strlcpy(own.oid, wanted.oid, sizeof own.oid);
	if (renew)
		g_strlcpy(own.before, claim->oid, sizeof own.before);
	step("note the cron lease");
	if (!own_write(asking->desk, &own, TRUE, error))
		return FALSE;
	if (push(asking, claim->oid, wanted.oid, &problem)) {
		note_ref(asking, &wanted);
		claim_clear(claim);
		*claim = wanted;
		wanted = (Claim){0};
		return TRUE;
	}
	char before[41];
	g_strlcpy(before, claim->oid, sizeof before);
	if (!ask(asking, claim, error))
		return FALSE;
	if (strcmp(before, claim->oid) != 0)
		return TRUE;
	static const Phrase no_lease = {"the upstream gives no cron lease ("
			LEASE_REF "): %1",
		"upstream не отдаёт аренду cron (" LEASE_REF "): %1"};
	desk_error_reword(&problem, &no_lease, NULL);
	g_propagate_error(error, g_steal_pointer(&problem));
	return FALSE;
}

/* --- the calls ------------------------------------------------------------- */

static gboolean start(Desk *desk, Asking *asking, GError **error)
{
	asking->desk = desk;
	asking->now = desk_now(desk);
	asking->timeout_ms = GIT_TIMEOUT_MS;
	return desk_setting_number(desk, "cron.lease", &asking->length, error);
}

static void answer(Lease *lease, Claim *claim, const Own *own)
{
	lease->ours = own_has(own, claim->oid);
	lease->host = claim->host && *claim->host ?
		g_steal_pointer(&claim->host) : NULL;
	lease->until = *claim->oid ? claim->until : INSTANT_NONE;
	lease->confirmed = TRUE;
}

static gboolean take_if_free(const Asking *asking, Lease *lease, GError **error)
{
	g_auto(Claim) claim = {0};
	Own own;
	own_read(asking->desk, &own);
	if (!ask(asking, &claim, error))
		return FALSE;
	gboolean ours = own_has(&own, claim.oid);
	gint64 left = claim.until - asking->now;
	gboolean lasts = ours && left > asking->length / 2 &&
		left <= LONGEST_SECONDS;
	gboolean had = ours && left > 0;
	if (!lasts && (ours || has_run_out(asking, &claim)) &&
		!take(asking, &claim, ours, error))
		return FALSE;
	own_read(asking->desk, &own);
	answer(lease, &claim, &own);
	lease->taken = lease->ours && !had;
	return !lease->ours || own_confirm(asking, claim.oid, lease->until,
		error);
}

/* Two commands of one clone must not write two blobs at once. */
static FileLock *take_lock(Desk *desk, GError **error)
{
	const char *folder = desk_place(desk)->desk_folder;
	g_autofree char *path = g_build_filename(folder, "lease.lock", NULL);
	return file_make_folder(folder, error) ? file_lock_take(path,
		"desk: the cron lease", LOCK_TIMEOUT_MS, error) : NULL;
}

gboolean lease_take(Desk *desk, Lease *lease, GError **error)
{
	g_auto(Asking) asking = {0};
	lease_clear(lease);
	*lease = (Lease){.ours = TRUE, .until = INSTANT_NONE};
	if (!upstream_find(desk, &asking.upstream))
		return TRUE;
	lease->needed = TRUE;
	if (!start(desk, &asking, error))
		return FALSE;
	Own own;
	own_read(desk, &own);
	if (is_confirmed(&asking, &own)) {
		lease->until = own.until;
		lease->host = host_name(desk);
		lease->confirmed = TRUE;
		return TRUE;
	}
	lease->ours = FALSE;
	g_autoptr(FileLock) lock = take_lock(desk, error);
	return lock && take_if_free(&asking, lease, error);
}

gboolean lease_need(Desk *desk, Lease *lease, GError **error)
{
	if (!lease_take(desk, lease, error))
		return FALSE;
	if (lease->ours)
		return TRUE;
	g_autofree char *until = lease->until == INSTANT_NONE ? NULL :
		instant_format(lease->until);
	gboolean named = lease->host && *lease->host;
	return desk_refuse(error, DESK_ERROR_TEMPORARY, !named ? &held_elsewhere :
		until ? &held_until : &held, named ? lease->host : "", until,
		NULL);
}

gboolean lease_share(Desk *desk, GError **error)
{
	g_auto(Asking) asking = {0};
	g_auto(Claim) claim = {0};
	Own own;
	if (!upstream_find(desk, &asking.upstream))
		return TRUE;
	g_autoptr(FileLock) lock = take_lock(desk, error);
	own_read(desk, &own);
	if (!lock || !start(desk, &asking, error) ||
		!ask(&asking, &claim, error))
		return FALSE;
	if (!own_has(&own, claim.oid))
		return TRUE;
	if (!take(&asking, &claim, TRUE, error))
		return FALSE;
	own_read(desk, &own);
	return !own_has(&own, claim.oid) ||
		own_confirm(&asking, claim.oid, claim.until, error);
}

/* What was said stays with it. */
static void let_go(const Asking *asking, const Own *own)
{
	g_auto(Claim) nobodys = {.until = INSTANT_NONE};
	g_autofree char *letters = letters_recent(asking->desk, NULL);
	if (letters && *letters && write_blob(asking, &nobodys, NULL))
		push(asking, own->oid, nobodys.oid, NULL);
	else
		push(asking, own->oid, "", NULL);
}

void lease_give_back(Desk *desk, Lease *lease)
{
	g_auto(Asking) asking = {0};
	Own own;
	if (!lease->taken || !lease->needed ||
		!upstream_find(desk, &asking.upstream) ||
		!start(desk, &asking, NULL))
		return;
	lease->taken = FALSE;
	own_read(desk, &own);
	g_autofree char *path = own_path(desk);
	/* Forgotten first: what is not ours any more must not seem so. */
	step("give the cron lease back");
	if (unlink(path) == 0 && *own.oid)
		let_go(&asking, &own);
}

void lease_look(Desk *desk, Lease *lease)
{
	g_auto(Asking) asking = {0};
	g_auto(Claim) claim = {0};
	Own own;
	lease_clear(lease);
	*lease = (Lease){.ours = TRUE, .until = INSTANT_NONE};
	if (!upstream_find(desk, &asking.upstream) ||
		!start(desk, &asking, NULL))
		return;
	asking.timeout_ms = LOOK_TIMEOUT_MS;
	own_read(desk, &own);
	gboolean asked = ask(&asking, &claim, NULL);
	if (!asked && (!store_tip(desk_place(desk), LEASE_REF, claim.oid,
		NULL) || !read_blob(&asking, &claim, NULL)))
		claim_clear(&claim);
	answer(lease, &claim, &own);
	lease->needed = TRUE;
	lease->confirmed = asked;
	if (lease->until != INSTANT_NONE && desk_now(desk) >= lease->until) {
		lease->ours = FALSE;
		g_clear_pointer(&lease->host, g_free);
		lease->until = INSTANT_NONE;
	}
}
