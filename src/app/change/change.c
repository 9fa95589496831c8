#include "app/change/change.h"

#include <string.h>

#include "app/change/alert_entry.h"
#include "app/change/change_parts.h"
#include "app/desk/current_index.h"
#include "app/desk/people_words.h"
#include "app/desk/talk.h"
#include "app/operation/place.h"
#include "base/error.h"
#include "index/history.h"
#include "index/people.h"
#include "model/regulation.h"
#include "model/ticket.h"

static const Phrase
	at_top = {"%1 is at %2 already; `desk assign %1 AGENT` hands it over "
			"within a level, `desk return %1 -m 'WHY'` gives it "
			"back",
		"%1 уже на линии %2; передать внутри линии: `desk assign %1 "
		"ЛОГИН`, вернуть: `desk return %1 -m 'ПОЧЕМУ'`"},
	not_above = {"%1 is at %2 already, and %3 is not above it; `desk assign "
			"%1 AGENT` hands it over within a level, `desk return "
			"%1 -m 'WHY'` gives it back",
		"%1 уже на линии %2, а %3 не выше; передать внутри линии: `desk "
		"assign %1 ЛОГИН`, вернуть: `desk return %1 -m 'ПОЧЕМУ'`"},
	no_takers = {"%1 is left where it is: no group answers for category "
			"%3 at %2. Name one with --to GROUP, or in desk.yaml "
			"(categories: group, groups: level)",
		"%1 остаётся где была: за категорию %3 на линии %2 не отвечает "
		"ни одна группа. Назовите её: --to ГРУППА, или в desk.yaml "
		"(categories: group, groups: level)"},
	ticket_over = {"%1 is %2, so there is nothing to %3; `desk reopen %1` "
			"first",
		"%1 уже завершена; сначала `desk reopen %1`"},
	somebodys = {"%1 is %2's; `desk take %1 --steal` takes it over",
		"%1 у сотрудника %2; `desk take %1 --steal` заберёт её"},
	not_escalated = {"%1 is at the first level, nobody escalated it; `desk "
			"assign %1 AGENT` hands it over",
		"%1 на первой линии, её никто не передавал выше; `desk assign "
		"%1 СОТРУДНИК` отдаст её"},
	which_date = {"which date? add --until, like --until 3d or --until mon",
		"до какого времени? добавьте --until, например --until 3d или "
		"--until пн"},
	passed_date = {"until: %1 has passed already; name a time ahead",
		"until: %1 уже прошло; назовите время впереди"},
	late_promise = {"a promise for %1 is late already; name a time ahead",
		"обещание на %1 уже просрочено; назовите время впереди"},
	unsolved = {"%1 is not solved; `desk solve %1` says what helped, `desk "
			"close %1 --as "
			"duplicate|wontfix|no-answer|misdirected|spam` closes "
			"it unsolved",
		"%1 не решена; `desk solve %1` скажет, что помогло, `desk "
		"close %1 --as duplicate|wontfix|no-answer|misdirected|spam` "
		"закроет её без решения"},
	empty_comment = {"an empty comment says nothing; `desk comment %1 -m "
			"'TEXT'`",
		"пустая заметка ничего не скажет; `desk comment %1 -m "
		"'ТЕКСТ'`"};

/* --- words for refusals ---------------------------------------------- */

static StatusClass class_of(Operation *op, const Ticket *ticket)
{
	return regulation_class_of(operation_regulation(op), ticket);
}

static gboolean is_over(Operation *op, const Ticket *ticket)
{
	return class_of(op, ticket) >= CLASS_SOLVED;
}

static gboolean forbid_over(Operation *op, const Ticket *ticket,
	const char *verb, GError **error)
{
	if (!is_over(op, ticket))
		return TRUE;
	g_autofree char *name = ticket_short_name(ticket);
	return desk_refuse(error, DESK_ERROR_FORBIDDEN, &ticket_over, name,
		ticket_get(ticket, "status"), verb, NULL);
}

static void set_class(Operation *op, Ticket *ticket, StatusClass wanted)
{
	if (class_of(op, ticket) != wanted)
		ticket_set(ticket, "status", regulation_status_of(
			operation_regulation(op), wanted));
}

/* A reason that stands in the timeline beside what it explains. */
static void say_about(Operation *op, Ticket *ticket, const char *about,
	const char *text)
{
	if (!text || !*text)
		return;
	Entry *entry = operation_say(op, ticket, "comment", text, NULL, NULL,
		INSTANT_NONE);
	entry_set(entry, "about", about);
}

/* Did this agent just say so, in the same words? A command that is given again
 * after it was stopped says nothing twice. */
static gboolean said_last(Operation *op, const Ticket *ticket,
	const char *about, const char *text)
{
	guint count = ticket_entry_count(ticket);
	const Entry *last = count > 0 ? ticket_entry(ticket, count - 1) : NULL;
	g_autofree char *body = entry_clean_body(text);
	return last && g_strcmp0(last->by, operation_me(op)) == 0 &&
		g_strcmp0(last->body, body) == 0 &&
		strcmp(entry_get(last, "about"), about) == 0;
}

/* --- who has it ------------------------------------------------------ */

static gboolean is_agent(Operation *op, const char *login, gboolean *is,
	GError **error)
{
	Index *index = desk_index(operation_desk(op), error);
	g_autofree char *name = NULL, *mail = NULL;
	if (!index || !people_agent_identity(index, login, &name, &mail, error))
		return FALSE;
	*is = mail != NULL;
	return TRUE;
}

gboolean change_assign(Operation *op, Ticket *ticket, const char *who,
	const char *why, GError **error)
{
	gboolean agent;
	if (!forbid_over(op, ticket, "assign", error) ||
		!is_agent(op, who, &agent, error))
		return FALSE;
	const Term *group = *who && !agent ?
		regulation_find(operation_regulation(op), "group", who) : NULL;
	if (group) {
		ticket_set(ticket, "group", group->name);
		ticket_set(ticket, "assignee", "");
	} else {
		ticket_set(ticket, "assignee", who);
	}
	say_about(op, ticket, "assign", why);
	return TRUE;
}

gboolean change_take(Operation *op, Ticket *ticket, gboolean steal,
	GError **error)
{
	if (!forbid_over(op, ticket, "take", error))
		return FALSE;
	const char *me = operation_me(op);
	const char *owner = ticket_get(ticket, "assignee");
	if (*owner && strcmp(owner, me) != 0 && !steal) {
		g_autofree char *name = ticket_short_name(ticket);
		return desk_refuse(error, DESK_ERROR_CONFLICT, &somebodys, name,
			owner, NULL);
	}
	operation_allow_move(op, ticket_get(ticket, "uid"));
	ticket_set(ticket, "assignee", me);
	if (class_of(op, ticket) == CLASS_NEW)
		set_class(op, ticket, CLASS_OPEN);
	/* Who takes it need not be called, and nobody after him. */
	alert_acknowledge(op, ticket);
	return TRUE;
}

gboolean change_drop(Operation *op, Ticket *ticket, const char *why,
	GError **error)
{
	if (!forbid_over(op, ticket, "drop", error))
		return FALSE;
	ticket_set(ticket, "assignee", "");
	say_about(op, ticket, "drop", why);
	return TRUE;
}

/* --- levels ---------------------------------------------------------- */

/* NULL: there is none so high. */
static const char *level_name(Operation *op, int rank)
{
	const GPtrArray *levels = operation_regulation(op)->levels;
	return rank >= 0 && rank < (int)levels->len ?
		((const Term *)g_ptr_array_index(levels, rank))->name : NULL;
}

/* `own` is where it is, `level` where it is to go; NULL: there is none above. */
static gboolean forbid_level(const Ticket *ticket, const char *own,
	const char *level, GError **error)
{
	g_autofree char *name = ticket_short_name(ticket);
	return desk_refuse(error, DESK_ERROR_FORBIDDEN, level &&
		g_strcmp0(level, own) != 0 ? &not_above : &at_top, name, own,
		level, NULL);
}

/* To nobody in particular it goes only where somebody answers for it. */
static gboolean need_takers(Operation *op, const Ticket *ticket,
	const char *level, const char *group, GError **error)
{
	gboolean has;
	if (!place_has_takers(op, ticket, level, group, &has, error))
		return FALSE;
	if (has)
		return TRUE;
	g_autofree char *name = ticket_short_name(ticket);
	const char *category = ticket_get(ticket, "category");
	return desk_refuse(error, DESK_ERROR_FORBIDDEN, &no_takers, name, level,
		*category ? category : "–", NULL);
}

/* What --to names: a level, or a group and with it the level. */
static gboolean escalation_target(Operation *op, const Ticket *ticket,
	const char *to, const char **level, const char **group, GError **error)
{
	const Regulation *regulation = operation_regulation(op);
	int now;
	if (!place_rank(op, ticket, &now, error))
		return FALSE;
	const char *own = now >= 0 ? level_name(op, now) :
		ticket_get(ticket, "level");
	*group = NULL;
	*level = to ? NULL : level_name(op, now + 1);
	if (!to && !*level)
		return forbid_level(ticket, own, NULL, error);
	if (to) {
		const Term *term = regulation_find(regulation, "level", to);
		const Term *named = term ? NULL :
			regulation_find(regulation, "group", to);
		if (!term && !named)
			return regulation_need(regulation, "level", to, error) !=
				NULL;
		*level = term ? term->name : named->level;
		*group = named ? named->name : NULL;
	}
	if (!*level || regulation_rank(regulation, "level", *level) <= now)
		return forbid_level(ticket, own, to, error);
	if (!*group)
		*group = regulation_group_for(regulation,
			ticket_get(ticket, "category"), *level);
	return TRUE;
}

gboolean change_escalate(Operation *op, Ticket *ticket, const char *to,
	const char *assignee, const char *why, GError **error)
{
	const char *level, *group;
	if (!forbid_over(op, ticket, "escalate", error) ||
		!escalation_target(op, ticket, to, &level, &group, error) ||
		(!assignee && !need_takers(op, ticket, level, group, error)))
		return FALSE;
	ticket_set(ticket, "level", level);
	ticket_set(ticket, "group", group);
	ticket_set(ticket, "assignee", assignee);
	if (class_of(op, ticket) == CLASS_NEW)
		set_class(op, ticket, CLASS_OPEN);
	say_about(op, ticket, "escalate", why);
	return TRUE;
}

/* Who brought the ticket to its present level, from where: the newest such
 * event. Both NULL if nobody did. */
static gboolean escalated_by(Operation *op, const Ticket *ticket, char **login,
	char **level, GError **error)
{
	Index *index = desk_index(operation_desk(op), error);
	g_autofree char *mail = NULL;
	return index && index_last_change(index, ticket_get(ticket, "uid"),
		       "level", ticket_get(ticket, "level"), &mail, level,
		       error) &&
		(!mail || people_agent_by_mail(index, mail, login, error));
}

gboolean change_return(Operation *op, Ticket *ticket, const char *why,
	GError **error)
{
	const Regulation *regulation = operation_regulation(op);
	if (!forbid_over(op, ticket, "return", error))
		return FALSE;
	int rank = regulation_rank(regulation, "level",
		ticket_get(ticket, "level"));
	if (rank <= 0) {
		g_autofree char *name = ticket_short_name(ticket);
		return desk_refuse(error, DESK_ERROR_FORBIDDEN, &not_escalated,
			name, NULL);
	}
	g_autofree char *login = NULL;
	g_autofree char *from = NULL;
	const Term *below = g_ptr_array_index(regulation->levels, rank - 1);
	const char *level = below->name;
	if (!escalated_by(op, ticket, &login, &from, error))
		return FALSE;
	if (from) {
		int old = regulation_rank(regulation, "level", from);
		if (old >= 0 && old < rank)
			level = from;
	}
	ticket_set(ticket, "level", level);
	ticket_set(ticket, "group", regulation_group_for(regulation,
		ticket_get(ticket, "category"), level));
	ticket_set(ticket, "assignee", login);
	say_about(op, ticket, "return", why);
	return TRUE;
}

/* --- where it stands ------------------------------------------------- */

gboolean change_is_ahead(Operation *op, const char *field, Instant at,
	GError **error)
{
	g_autofree char *when = desk_time_text(operation_desk(op), at);
	if (at > operation_now(op))
		return words_is_near(operation_desk(op), at, error);
	return desk_refuse(error, DESK_ERROR_USAGE, strcmp(field, "eta") == 0 ?
		&late_promise : &passed_date, when, NULL);
}

gboolean change_wait(Operation *op, Ticket *ticket, WaitFor wait,
	Instant until, const char *text, GError **error)
{
	if (!forbid_over(op, ticket, "wait for", error))
		return FALSE;
	if (wait == WAIT_DATE && until == INSTANT_NONE)
		return desk_refuse(error, DESK_ERROR_USAGE, &which_date, NULL);
	if (until != INSTANT_NONE && !change_is_ahead(op, "until", until,
		error))
		return FALSE;
	set_class(op, ticket, wait == WAIT_VENDOR ? CLASS_ON_HOLD :
		CLASS_PENDING);
	ticket_set_instant(ticket, "until", until);
	say_about(op, ticket, "wait", text);
	return TRUE;
}

gboolean change_eta(Operation *op, Ticket *ticket, Instant eta, GError **error)
{
	if (!forbid_over(op, ticket, "promise", error))
		return FALSE;
	if (!change_is_ahead(op, "eta", eta, error))
		return FALSE;
	ticket_set_instant(ticket, "eta", eta);
	return TRUE;
}

static const char *default_resolution(Operation *op)
{
	const Regulation *regulation = operation_regulation(op);
	const Term *first = regulation->resolutions->len > 0 ?
		g_ptr_array_index(regulation->resolutions, 0) : NULL;
	if (regulation_find(regulation, "resolution", "solved") || !first)
		return "solved";
	return first->name;
}

static void finish(Operation *op, Ticket *ticket, StatusClass over)
{
	set_class(op, ticket, over);
	ticket_set(ticket, "until", NULL);
}

gboolean change_solve(Operation *op, Ticket *ticket, const char *resolution,
	const char *text, GError **error)
{
	if (class_of(op, ticket) == CLASS_CLOSED)
		return forbid_over(op, ticket, "solve", error);
	gboolean already = class_of(op, ticket) == CLASS_SOLVED;
	if (!already || resolution)
		ticket_set(ticket, "resolution",
			resolution ? resolution : default_resolution(op));
	if (!*ticket_get(ticket, "assignee"))
		ticket_set(ticket, "assignee", operation_me(op));
	finish(op, ticket, CLASS_SOLVED);
	if (!already || !said_last(op, ticket, "solve", text))
		say_about(op, ticket, "solve", text);
	return TRUE;
}

gboolean change_may_close(Operation *op, const Ticket *ticket,
	const char *resolution, GError **error)
{
	if (is_over(op, ticket) || (resolution && *resolution))
		return TRUE;
	g_autofree char *name = ticket_short_name(ticket);
	return desk_refuse(error, DESK_ERROR_FORBIDDEN, &unsolved, name, NULL);
}

gboolean change_close(Operation *op, Ticket *ticket, const char *resolution,
	const char *text, GError **error)
{
	StatusClass now = class_of(op, ticket);
	if (!change_may_close(op, ticket, resolution, error))
		return FALSE;
	if (resolution)
		ticket_set(ticket, "resolution", resolution);
	finish(op, ticket, CLASS_CLOSED);
	if (now != CLASS_CLOSED || !said_last(op, ticket, "close", text))
		say_about(op, ticket, "close", text);
	return TRUE;
}

gboolean change_reopen(Operation *op, Ticket *ticket, const char *text,
	GError **error)
{
	(void)error;
	if (is_over(op, ticket)) {
		set_class(op, ticket, CLASS_OPEN);
		ticket_set(ticket, "resolution", NULL);
	}
	say_about(op, ticket, "reopen", text);
	return TRUE;
}

/* --- what is said ---------------------------------------------------- */

gboolean change_comment(Operation *op, Ticket *ticket, const char *text,
	GError **error)
{
	if (!text || !*text) {
		g_autofree char *name = ticket_short_name(ticket);
		return desk_refuse(error, DESK_ERROR_USAGE, &empty_comment,
			name, NULL);
	}
	operation_say(op, ticket, "comment", text, NULL, NULL, INSTANT_NONE);
	return TRUE;
}

gboolean change_call(Operation *op, Ticket *ticket, const Call *call,
	GError **error)
{
	if (!change_fits(call->talked_seconds, error))
		return FALSE;
	Entry *entry = operation_say(op, ticket, "call", call->text, NULL, NULL,
		INSTANT_NONE);
	entry_set(entry, "direction", call->outgoing ? "out" : "in");
	if (call->contact)
		entry_set(entry, "contact", call->contact);
	if (call->missed)
		entry_set_flag(entry, "missed");
	if (call->talked_seconds > 0)
		entry_set_integer(entry, "talked",
			(call->talked_seconds + 59) / 60);
	return TRUE;
}

gboolean change_category(Operation *op, Ticket *ticket, const char *category,
	GError **error)
{
	const Regulation *regulation = operation_regulation(op);
	const Term *term = regulation_need(regulation, "category", category,
		error);
	if (!term)
		return FALSE;
	ticket_set(ticket, "category", term->name);
	if (!*ticket_get(ticket, "group"))
		ticket_set(ticket, "group", regulation_group_for(regulation,
			term->name, ticket_get(ticket, "level")));
	if (!*ticket_get(ticket, "priority") && term->priority)
		ticket_set(ticket, "priority", term->priority);
	if (!*ticket_get(ticket, "type") && term->kind)
		ticket_set(ticket, "type", term->kind);
	return TRUE;
}
