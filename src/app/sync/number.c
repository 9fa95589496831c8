#include "app/sync/number.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "base/automation.h"
#include "base/error.h"
#include "base/identifier.h"
#include "index/index.h"
#include "index/tickets.h"
#include "model/ticket.h"
#include "store/replay.h"

#define TRAILER_LIMIT 50
/* The commit of numbers while it is on its way. */
#define NUMBERED "refs/desk/numbered"

typedef struct {
	Desk *desk;
	StoreReplay *replay;
	gint64 next;
	GString *trailers;
	guint count;
} Numbering;

static Ticket *read_ticket(const Numbering *at, const char *path, GError **error)
{
	guint mode;
	char oid[41];
	if (!store_replay_find(at->replay, path, &mode, oid, error) || !*oid)
		return NULL;
	g_autoptr(GBytes) bytes = store_replay_read(at->replay, oid, error);
	return bytes ? ticket_of_bytes(bytes, path, error) : NULL;
}

/* One that cannot be read stays as it is: fsck names it. */
static gboolean give_number(Numbering *at, const char *uid, GError **error)
{
	g_autofree char *path = uid_to_path(uid);
	g_autoptr(GError) problem = NULL;
	g_autoptr(Ticket) ticket = read_ticket(at, path, &problem);
	if (problem && !g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA))
		return desk_error_pass(error, &problem);
	if (!ticket)
		return TRUE;
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT,
		at->next++);
	const char *before = ticket_get(ticket, "number");
	if (*before) {
		g_autofree char *was = g_strdup(before);
		ticket_list_add(ticket, "was", was);
	}
	ticket_set(ticket, "number", number);
	g_autoptr(GBytes) bytes = ticket_encode(ticket);
	if (at->count++ < TRAILER_LIMIT)
		g_string_append_printf(at->trailers, "Desk-Ticket: %s\n", uid);
	return store_replay_write(at->replay, path, bytes, error);
}

/* Of tickets with one number those that the upstream has stay as they are; where
 * it has several, or none, the first made. */
static gboolean renumber(Numbering *at, GPtrArray *uids, const char *upstream,
	GError **error)
{
	Store *store = desk_store(at->desk, error);
	const char *keeper = uids->pdata[0];
	for (guint i = 0; store && *upstream && i < uids->len; i++) {
		g_autofree char *path = uid_to_path(uids->pdata[i]);
		char oid[41];
		g_autoptr(GError) problem = NULL;
		gboolean there = store_lookup(store, upstream, path, oid,
			&problem);
		if (problem)
			return desk_error_pass(error, &problem);
		if (there) {
			keeper = uids->pdata[i];
			break;
		}
	}
	for (guint i = 0; store && i < uids->len; i++)
		if (uids->pdata[i] != keeper &&
			!give_number(at, uids->pdata[i], error))
			return FALSE;
	return store != NULL;
}

static gboolean give_all(Numbering *at, Index *index, GPtrArray *without,
	GPtrArray *doubles, const char *upstream, GError **error)
{
	if (!index_highest_number(index, &at->next, error))
		return FALSE;
	at->next++;
	for (guint i = 0; i < doubles->len; i++)
		if (!renumber(at, doubles->pdata[i], upstream, error))
			return FALSE;
	for (guint i = 0; i < without->len; i++)
		if (!give_number(at, without->pdata[i], error))
			return FALSE;
	return TRUE;
}

static gboolean commit(Numbering *at, GError **error)
{
	g_autofree char *text = g_strdup_printf("number: %u tickets\n\n%s"
		"Desk-Op: number\n", at->count, at->trailers->str);
	const StoreMessage message = {.message = text, .name = AUTOMATION,
		.mail = AUTOMATION_MAIL, .at = desk_now(at->desk)};
	return store_replay_commit(at->replay, &message, error) &&
		store_replay_note(at->replay, NUMBERED, error);
}

gboolean number_end(Desk *desk, GError **error)
{
	char oid[41];
	g_autoptr(GError) problem = NULL;
	Store *store = desk_store(desk, error);
	gboolean there = store && store_tip(desk_place(desk), NUMBERED, oid,
		&problem);
	if (problem)
		return desk_error_pass(error, &problem);
	return store && (!there || store_note(store, NUMBERED, "", error));
}

gboolean number_tickets(Desk *desk, const char *upstream, gboolean doubles,
	char result[41], guint *numbered, gboolean *moved, GError **error)
{
	Index *index = desk_index(desk, error);
	g_autoptr(GPtrArray) without = index ? index_unnumbered(index, error) :
		NULL;
	g_autoptr(GPtrArray) same = !without ? NULL : !doubles ?
		g_ptr_array_new() : index_same_numbers(index, error);
	*numbered = 0;
	*moved = FALSE;
	if (!same || !index_tip(index, result, error))
		return FALSE;
	if (without->len == 0 && same->len == 0)
		return TRUE;
	Store *store = desk_store(desk, error);
	g_autoptr(StoreReplay) replay = store ? store_replay_begin(store, "sync",
		error) : NULL;
	g_autoptr(GString) trailers = g_string_new(NULL);
	Numbering at = {desk, replay, 0, trailers, 0};
	if (!replay)
		return FALSE;
	*moved = strcmp(store_replay_base(replay), result) != 0;
	if (*moved)
		return TRUE;
	if (!give_all(&at, index, without, same, upstream, error) ||
		!commit(&at, error))
		return FALSE;
	g_strlcpy(result, store_replay_tip(replay), 41);
	*numbered = at.count;
	return TRUE;
}
