#include "app/change/operation_run.h"

#include <string.h>

#include "app/change/change_parts.h"
#include "app/change/work_overlap.h"
#include "app/desk/current_index.h"
#include "app/desk/files_judge.h"
#include "app/desk/files_rights.h"
#include "app/desk/identity.h"
#include "app/desk/talk.h"
#include "app/desk/upstream.h"
#include "app/operation/operation_message.h"
#include "app/operation/operation_state.h"
#include "app/outbox/notify.h"
#include "base/automation.h"
#include "base/error.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "store/store.h"
#include "system/clock.h"

#define BRANCH_MOVED_TIMEOUT_MS (30 * 1000)

/* What neither people nor the category or a rule gave one. */
static void set_priorities(Operation *op)
{
	const Ticket *before;
	Ticket *now;
	if (regulation_rank(op->regulation, "priority", "normal") < 0)
		return;
	for (guint i = 0; operation_nth(op, i, &before, &now); i++)
		if (!before && !*ticket_get(now, "priority"))
			ticket_set(now, "priority", "normal");
}

/* Notices that follow from the change are a part of it. */
static gboolean tell_people(Operation *op, const OpenTicket *open,
	GPtrArray *tickets, GError **error)
{
	guint before = ticket_entry_count(open->now);
	if (op->settings->silent)
		return TRUE;
	if (!notify_ticket(op, open->before, open->now, error) ||
		!approval_tell(op, open->before, open->now, error))
		return FALSE;
	if (ticket_entry_count(open->now) == before)
		return TRUE;
	g_ptr_array_set_size(tickets, (int)tickets->len - 1);
	g_ptr_array_add(tickets, operation_describe(op, open));
	return TRUE;
}

/* The first that is not for who acts; automation does as it is told. */
static gboolean may_write(Operation *op, FileSource *before, FileSource *after,
	GError **error)
{
	if (op->settings->automation)
		return TRUE;
	g_autoptr(GPtrArray) breaches = files_rights_breaches(before, after,
		op->written, NULL, operation_me(op), NULL, NULL, error);
	if (!breaches || breaches->len == 0)
		return breaches != NULL;
	return rights_breach_refuse(g_ptr_array_index(breaches, 0), error);
}

/* Files as this operation found them, and as it leaves them. */
static gboolean judge_written(Operation *op, GError **error)
{
	if (g_hash_table_size(op->written) == 0)
		return TRUE;
	g_autoptr(FileSource) before = file_source_commit(op->desk,
		store_change_base(op->change), error);
	g_autoptr(FileSource) tickets = before ? file_source_changed(before,
		op->encoded) : NULL;
	g_autoptr(FileSource) after = before ? file_source_changed(tickets,
		op->written) : NULL;
	g_autoptr(GPtrArray) made = after ? files_judge_changes(before, after,
		op->written, error) : NULL;
	return made && files_judge_store(before, after, made, error) &&
		findings_report(made, error) &&
		may_write(op, before, after, error);
}

/* The result keeps the tickets: each is encoded into the change first. */
static gboolean finish(Operation *op, OperationResult *result,
	GError **error)
{
	result->tickets = g_ptr_array_new_with_free_func(operation_ticket_free);
	for (guint i = 0; i < op->open->len; i++) {
		OpenTicket *open = g_ptr_array_index(op->open, i);
		OperationTicket *told = operation_describe(op, open);
		if (open->before && told->changes->len == 0) {
			operation_ticket_free(told);
			continue;
		}
		g_ptr_array_add(result->tickets, told);
		if (!operation_check(op, open, told, error) ||
			!tell_people(op, open, result->tickets, error))
			return FALSE;
		told = g_ptr_array_index(result->tickets,
			result->tickets->len - 1);
		g_autoptr(GBytes) bytes = ticket_encode(open->now);
		store_change_write(op->change, open->path, bytes);
		g_hash_table_replace(op->encoded, g_strdup(open->path),
			g_steal_pointer(&bytes));
		told->ticket = g_steal_pointer(&open->now);
	}
	return judge_written(op, error);
}

/* --- the commit ------------------------------------------------------ */

static gboolean author(Operation *op, StoreMessage *message, GError **error)
{
	if (!op->settings->automation)
		return desk_identity(op->desk, &message->name, &message->mail,
			error);
	message->name = AUTOMATION;
	message->mail = AUTOMATION_MAIL;
	return TRUE;
}

static int zone_offset_minutes(Instant at)
{
	g_autoptr(GTimeZone) zone = clock_local_zone();
	g_autoptr(GDateTime) local = instant_to_date_time(at, zone);
	return local ? (int)(g_date_time_get_utc_offset(local) /
		G_TIME_SPAN_MINUTE) : 0;
}

static gboolean commit(Operation *op, OperationResult *result,
	gboolean *moved, GError **error)
{
	const OperationTicket *first = result->tickets->len > 0 ?
		g_ptr_array_index(result->tickets, 0) : NULL;
	const OpenTicket *open = first ? g_hash_table_lookup(op->by_uid,
		first->uid) : NULL;
	g_autofree char *text = operation_message(op->settings->verb, result,
		open && !open->before);
	StoreMessage message = {
		.message = text,
		.at = operation_now(op),
		.zone_offset_minutes = op->settings->automation ? 0 :
			zone_offset_minutes(operation_now(op)),
		.durable = op->settings->durable,
		.sign = !op->settings->automation,
	};
	char oid[41];
	if (!author(op, &message, error) ||
		!store_change_commit(op->change, &message, oid, moved, error))
		return FALSE;
	if (strcmp(oid, store_change_base(op->change)) != 0)
		g_strlcpy(result->commit, oid, sizeof result->commit);
	return TRUE;
}

static gboolean attempt(Operation *op, OperationApply apply, void *data,
	OperationResult *result, gboolean *moved, GError **error)
{
	if (!operation_start(op, error) || !apply(op, data, error) ||
		!rules_apply(op, error)) {
		*moved = op->overtaken;
		return FALSE;
	}
	set_priorities(op);
	if (!finish(op, result, error)) {
		*moved = op->overtaken;
		return FALSE;
	}
	return op->settings->dry_run ||
		commit(op, result, moved, error);
}

gboolean operation_run(Desk *desk, const OperationSettings *settings,
	OperationApply apply, void *data, OperationResult *result,
	GError **error)
{
	g_auto(Operation) op = {.desk = desk, .settings = settings};
	gint64 deadline = clock_monotonic_ms() + BRANCH_MOVED_TIMEOUT_MS;
	for (;;) {
		gboolean moved = FALSE;
		g_autoptr(GError) problem = NULL;
		operation_result_clear(result);
		if (attempt(&op, apply, data, result, &moved, &problem))
			break;
		if (!moved || clock_monotonic_ms() > deadline) {
			operation_result_clear(result);
			return desk_error_pass(error, &problem);
		}
	}
	/* A clone cannot know which numbers others gave. */
	if (op.next_number != 0)
		upstream_say_alone(desk);
	operation_clear(&op);
	desk_forget_index(desk);
	/* So that the next reader finds it current; if this fails, it is the
	 * next reader's work, not this operation's failure. */
	g_autoptr(GError) later = NULL;
	if (result->commit[0] != '\0') {
		desk_note_commit(desk);
		if (desk_index(desk, &later) && !settings->automation &&
			!work_overlap_say(desk, result, &later))
			desk_say_problem(desk, later);
	}
	return TRUE;
}
