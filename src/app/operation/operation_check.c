#include "app/operation/operation_state.h"

#include <string.h>

#include "app/operation/judge.h"
#include "app/operation/place.h"
#include "base/error.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "model/verb.h"

static const Phrase entry_altered = {
	"%1: entry %2 would be altered; entries only grow",
	"%1: изменилась бы запись %2; записи только добавляются"};

/* A value that came through a hand edit stays; a changed one must be known. */
static gboolean check_values(Operation *op, const OperationTicket *told,
	GError **error)
{
	for (guint i = 0; i < told->changes->len; i++) {
		const OperationChange *change = g_ptr_array_index(told->changes, i);
		if (change->field && change->new_text &&
			!regulation_check_value(op->regulation, change->field,
				change->new_text, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean check_grown(const OpenTicket *open, GError **error)
{
	const char *broken;
	if (!open->before || ticket_only_grew(open->before, open->now, &broken))
		return TRUE;
	desk_refuse(error, DESK_ERROR_BUG, &entry_altered, open->path, broken,
		NULL);
	return FALSE;
}

static gboolean check_times(Operation *op, const OpenTicket *open,
	GError **error)
{
	static const Phrase to_come = {"%1 is still to come; what was said or "
			"done stands at the time at which it was",
		"%1 ещё не наступило; сказанное и сделанное записывается тем "
		"временем, когда оно было"};
	guint known = open->before ? ticket_entry_count(open->before) : 0;
	for (guint i = known; i < ticket_entry_count(open->now); i++) {
		const Entry *entry = ticket_entry(open->now, i);
		g_autofree char *at = instant_is_ahead(entry->at,
			operation_now(op)) ? instant_format(entry->at) : NULL;
		if (at)
			return desk_refuse(error, DESK_ERROR_USAGE, &to_come, at,
				NULL);
	}
	return TRUE;
}

static gboolean judge(Operation *op, const OpenTicket *open, GError **error)
{
	Judge question = {
		.login = op->me,
		.by = op->settings->by,
		.verb = op->settings->verb,
		.at = open->at,
		.may_move = open->may_move,
		.missing = op->settings->missing,
	};
	const Ticket *chosen = open->chosen ? open->chosen : open->now;
	if (!judge_change(op->desk, &question, open->before, chosen, error))
		return FALSE;
	question.by = "rule";
	return !open->chosen || judge_change(op->desk, &question, open->chosen,
		open->now, error);
}

gboolean operation_check(Operation *op, const OpenTicket *open,
	const OperationTicket *told, GError **error)
{
	return check_values(op, told, error) && check_grown(open, error) &&
		check_times(op, open, error) && judge(op, open, error);
}

gboolean operation_judge(Operation *op, const char *uid, Instant at,
	GError **error)
{
	OpenTicket *open = g_hash_table_lookup(op->by_uid, uid);
	if (!open)
		return TRUE;
	open->at = at;
	/* What is taken back stands as it stood. */
	return (verb_is(op->settings->verb, VERB_UNRULED) ||
		place_agree(op, open->chosen ? open->chosen : open->before,
			open->now, error)) && judge(op, open, error);
}
