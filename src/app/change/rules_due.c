#include "app/change/rules_due.h"

#include <string.h>

#include "app/change/assign.h"
#include "app/change/change_parts.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "base/error.h"
#include "base/identifier.h"
#include "base/texts.h"
#include "index/clocks.h"
#include "index/history.h"
#include "model/ticket.h"
#include "rules/route.h"
#include "store/store.h"
#include "system/file.h"
#include "system/step.h"

#define MARK_LIMIT_BYTES 128

struct RulesDue {
	Desk *desk;
	Index *index;
	GPtrArray *uids;
	GHashTable *parents; /* uid → the commit before it was changed by hand */
	GHashTable *timed;   /* uids whose clocks ran out since `looked` */
	gboolean asks_clocks;
	Instant looked;	     /* INSTANT_NONE: this is the first look */
	char mark[41], tip[41];
};

void rules_due_free(RulesDue *due)
{
	if (!due)
		return;
	g_ptr_array_unref(due->uids);
	g_hash_table_unref(due->parents);
	g_hash_table_unref(due->timed);
	g_free(due);
}

GPtrArray *rules_due_tickets(RulesDue *due)
{
	return due->uids;
}

static void add(RulesDue *due, const char *uid)
{
	if (!texts_have(due->uids, uid))
		g_ptr_array_add(due->uids, g_strdup(uid));
}

/* --- the mark -------------------------------------------------------------- */

static char *mark_path(Desk *desk)
{
	return g_build_filename(desk_place(desk)->desk_folder, "rules.seen",
		NULL);
}

static gboolean read_mark(RulesDue *due, GError **error)
{
	g_autofree char *path = mark_path(due->desk);
	GBytes *read;
	if (!file_read_any(path, MARK_LIMIT_BYTES, &read, error))
		return FALSE;
	g_autoptr(GBytes) bytes = read;
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	if (size < 40)
		return TRUE;
	memcpy(due->mark, text, 40);
	g_autofree char *rest = g_strndup(text + 40, size - 40);
	if (*g_strstrip(rest))
		due->looked = g_ascii_strtoll(rest, NULL, 10);
	return TRUE;
}

gboolean rules_due_done(RulesDue *due, GError **error)
{
	g_autofree char *path = mark_path(due->desk);
	if (*due->tip == '\0' || (strcmp(due->mark, due->tip) == 0 &&
		!due->asks_clocks))
		return TRUE;
	g_autofree char *text = g_strdup_printf("%s %" G_GINT64_FORMAT "\n",
		due->tip, desk_now(due->desk));
	step("where rules have looked");
	return file_write(path, text, strlen(text), FALSE, error);
}

/* --- by the clock ---------------------------------------------------------- */

static gboolean is_between(const RulesDue *due, Instant at)
{
	return at != INSTANT_NONE && at >= due->looked &&
		at <= desk_now(due->desk);
}

/* What rules ask of clocks comes to match when these run out, which no change
 * tells. */
static gboolean add_by_clock(RulesDue *due, GError **error)
{
	Instant now = desk_now(due->desk);
	OpenClockQuestion question = {.now = now, .until = now, .warn = TRUE};
	if (!due->asks_clocks || due->looked == INSTANT_NONE)
		return TRUE;
	g_autoptr(GPtrArray) clocks = index_open_clocks(due->index, &question,
		error);
	for (guint i = 0; clocks && i < clocks->len; i++) {
		const OpenClock *clock = clocks->pdata[i];
		if (!is_between(due, clock->due) &&
			!is_between(due, clock->warn))
			continue;
		add(due, clock->uid);
		g_hash_table_add(due->timed, g_strdup(clock->uid));
	}
	return clocks != NULL;
}

/* --- by hand --------------------------------------------------------------- */

/* What rules have looked at since is done, even if the mark was not moved. */
static gboolean add_by_hand(RulesDue *due, GError **error)
{
	if (*due->mark == '\0' || strcmp(due->mark, due->tip) == 0)
		return TRUE;
	g_autoptr(GPtrArray) changes = index_hand_changes(due->index, due->mark,
		error);
	for (guint i = 0; changes && i < changes->len; i++) {
		const HandChange *change = changes->pdata[i];
		add(due, change->uid);
		g_hash_table_insert(due->parents, g_strdup(change->uid),
			g_strdup(change->parent));
	}
	return changes != NULL;
}

/* The ticket before it was changed by hand; NULL: it was new, or could not be
 * read then. */
static gboolean ticket_before(const RulesDue *due, const char *uid,
	Ticket **before, GError **error)
{
	const char *parent = g_hash_table_lookup(due->parents, uid);
	g_autofree char *path = uid_to_path(uid);
	g_autoptr(GError) problem = NULL;
	Store *store = desk_store(due->desk, error);
	*before = NULL;
	if (!store || *parent == '\0')
		return store != NULL;
	g_autoptr(GBytes) bytes = store_read(store, parent, path, &problem);
	*before = ticket_of_bytes(bytes, path, NULL);
	if (!problem || g_error_matches(problem, DESK_ERROR,
		DESK_ERROR_NOT_FOUND))
		return TRUE;
	return desk_error_pass(error, &problem);
}

/* --- held by nobody --------------------------------------------------------- */

/* Nobody had it since it came to the group, and nobody was there then; above the
 * first level nothing stays without a holder, for whatever reason. `hours` NULL:
 * the group is always there. */
static gboolean add_idle(RulesDue *due, const Term *group, Worktime *hours,
	GError **error)
{
	const Regulation *regulation = desk_read_regulation(due->desk);
	gboolean above = group->level &&
		regulation_rank(regulation, "level", group->level) > 0;
	if ((!above && !hours) ||
		(hours && !worktime_is_open(hours, desk_now(due->desk))))
		return TRUE;
	g_autoptr(GPtrArray) tickets = index_idle_tickets(due->index,
		group->name, error);
	for (guint i = 0; tickets && i < tickets->len; i++) {
		const IdleTicket *ticket = tickets->pdata[i];
		if (above || (!ticket->was_taken &&
			!worktime_is_open(hours, ticket->came)))
			add(due, ticket->uid);
	}
	return tickets != NULL;
}

static gboolean add_all_idle(RulesDue *due, GError **error)
{
	const Regulation *regulation = desk_regulation(due->desk, error);
	for (guint i = 0; regulation && i < regulation->groups->len; i++) {
		const Term *group = regulation->groups->pdata[i];
		Assignment assignment = assignment_for(regulation, NULL,
			group->name);
		Worktime *hours = NULL;
		if (assignment.hours && !assign_hours(due->desk, regulation,
			group->name, &hours, error))
			return FALSE;
		if (assignment.way != ASSIGN_NONE &&
			!add_idle(due, group, hours, error))
			return FALSE;
	}
	return regulation != NULL;
}

/* ------------------------------------------------------------------------- */

RulesDue *rules_due(Desk *desk, GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	g_autoptr(RulesDue) due = g_new0(RulesDue, 1);
	due->desk = desk;
	due->uids = g_ptr_array_new_with_free_func(g_free);
	due->parents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		g_free);
	due->timed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		NULL);
	due->looked = INSTANT_NONE;
	due->asks_clocks = regulation && rules_ask_clocks(regulation);
	due->index = regulation ? desk_index(desk, error) : NULL;
	if (!due->index || !index_tip(due->index, due->tip, error))
		return NULL;
	return read_mark(due, error) && add_by_hand(due, error) && add_by_clock(due, error) &&
		add_all_idle(due, error) ?
		g_steal_pointer(&due) : NULL;
}

gboolean rules_due_ticket(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	RulesDue *due = data;
	g_autofree char *uid = g_strdup(ticket_get(ticket, "uid"));
	if (g_hash_table_contains(due->parents, uid)) {
		g_autoptr(Ticket) before = NULL;
		return ticket_before(due, uid, &before, error) &&
			rules_apply_since(op, before, ticket, error);
	}
	if (g_hash_table_contains(due->timed, uid))
		return rules_apply_timed(op, ticket, due->looked, error);
	return *ticket_get(ticket, "assignee") != '\0' ||
		rules_assign(op, uid, error);
}
