#include "app/time/remind_parts.h"

#include <string.h>

#include "app/change/automatic.h"
#include "app/change/rules.h"
#include "app/desk/agents.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/query_context.h"
#include "app/desk/talk.h"
#include "app/outbox/notice.h"
#include "app/outbox/tell.h"
#include "base/automation.h"
#include "base/error.h"
#include "index/calendars.h"
#include "index/entries.h"
#include "index/select.h"
#include "model/ticket.h"
#include "rules/route.h"
#include "text/date.h"

#define LEAST_DAYS_TO_CLOSE 3
#define MOST_TIMES 1000

static void reminder_free(void *data)
{
	Reminder *reminder = data;
	g_free(reminder->name);
	g_free(reminder->key);
	g_clear_pointer(&reminder->uids, g_ptr_array_unref);
	g_clear_pointer(&reminder->known, g_hash_table_unref);
	g_free(reminder);
}

void remind_plan_free(RemindPlan *plan)
{
	if (!plan)
		return;
	g_clear_pointer(&plan->reminders, g_ptr_array_unref);
	g_clear_pointer(&plan->uids, g_ptr_array_unref);
	g_clear_pointer(&plan->agents, g_ptr_array_unref);
	g_clear_pointer(&plan->known, g_hash_table_unref);
	g_clear_pointer(&plan->calendars, work_calendars_free);
	g_free(plan);
}

GPtrArray *remind_tickets(RemindPlan *plan)
{
	return plan->uids;
}

gboolean remind_has_digests(const RemindPlan *plan)
{
	return plan->has_digests;
}

/* --- what was done before ------------------------------------------------ */

/* Key → when, by the ticket itself. */
static GHashTable *done_by_ticket(const Ticket *ticket)
{
	GHashTable *done = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, g_free);
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		const char *key = entry_get(entry, "key");
		if (*key)
			g_hash_table_replace(done, g_strdup(key),
				g_memdup2(&entry->at, sizeof entry->at));
	}
	return done;
}

/* --- what it asks for ---------------------------------------------------- */

/* One ticket under one reminder. */
typedef struct {
	const RemindPlan *plan;
	const Reminder *reminder;
	Instant due; /* what it is about; INSTANT_NONE */
	char *about; /* the same, in keys; "" */
	GHashTable *done;
} Question;

static void question_clear(Question *question)
{
	g_free(question->about);
	g_clear_pointer(&question->done, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Question, question_clear)

/* Takes `done`. */
static gboolean question_init(Question *question, const RemindPlan *plan,
	const Reminder *reminder, const char *uid, GHashTable *done,
	GError **error)
{
	question->plan = plan;
	question->reminder = reminder;
	question->done = done;
	Index *index = desk_index(plan->desk, error);
	if (!index || !index_ticket_time(index, uid, reminder->about,
		&question->due, error))
		return FALSE;
	question->about = question->due == INSTANT_NONE ? g_strdup("") :
		g_strdup_printf("%" G_GINT64_FORMAT, question->due);
	return TRUE;
}

static char *key_of(const Question *question, const char *what)
{
	return g_strjoin("/", question->reminder->key, question->about, what,
		NULL);
}

/* Has `repeat` passed since? */
static gboolean has_passed(const RemindPlan *plan, Instant since,
	const char *repeat)
{
	WorkSpan span;
	Instant at, now = desk_now(plan->desk);
	if (!work_span_parse(repeat, &span, NULL))
		return FALSE;
	if (span.unit == WORK_CALENDAR)
		return now - since >= span.amount;
	return plan->hours && worktime_add(plan->hours, since, span, &at,
		NULL) && at <= now;
}

static gboolean may_close(const Question *question)
{
	const RemindPlan *plan = question->plan;
	Instant since = MAX(question->due, 0), enough;
	Instant now = desk_now(plan->desk);
	WorkSpan days = {WORK_DAYS, LEAST_DAYS_TO_CLOSE * WORKDAY};
	return !plan->hours || (worktime_is_open(plan->hours, now) &&
		worktime_add(plan->hours, since, days, &enough, NULL) &&
		enough <= now);
}

static gboolean is_too_early(const Question *question, const YamlNode *actions)
{
	const char *text, *operand;
	for (guint i = 0; actions && (text = yaml_nth_text(actions, i)); i++) {
		const RegulationAction *action = regulation_action_find(text,
			&operand);
		if (action && action->waits && !may_close(question))
			return TRUE;
	}
	return FALSE;
}

static gboolean may_act(const Question *question, const YamlNode *actions,
	const char *key)
{
	return actions && !g_hash_table_contains(question->done, key) &&
		!is_too_early(question, actions);
}

/* What a reminder asks for of one ticket now; NULL: nothing. */
typedef struct {
	char *tell;   /* key under which somebody is told */
	char *then;   /* key of what follows that */
	char *action; /* key of what is done */
} Asks;

static void asks_clear(Asks *asks)
{
	g_free(asks->tell);
	g_free(asks->then);
	g_free(asks->action);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asks, asks_clear)

static void ask_to_tell(const Question *question, Asks *asks)
{
	const YamlNode *row = question->reminder->row;
	const char *who = yaml_get_text(row, "to", "assignee");
	const char *repeat = yaml_get_text(row, "repeat", NULL);
	const char *times = yaml_get_text(row, "times", NULL);
	guint most = times ? (guint)g_ascii_strtoull(times, NULL, 10) :
		repeat ? MOST_TIMES : 1;
	const Instant *last = NULL, *at;
	guint count = 0;
	g_autofree char *key = NULL;
	for (; count < most; count++) {
		g_autofree char *what = g_strdup_printf("%u/%s", count + 1, who);
		g_free(key);
		key = key_of(question, what);
		if (!(at = g_hash_table_lookup(question->done, key)))
			break;
		last = at;
	}
	if (last && (!repeat || !has_passed(question->plan, *last, repeat)))
		return;
	if (count < most) {
		asks->tell = g_steal_pointer(&key);
		return;
	}
	g_free(key);
	key = key_of(question, "then");
	if (may_act(question, yaml_get(row, "then"), key))
		asks->then = g_steal_pointer(&key);
}

static void ask(const Question *question, Asks *asks)
{
	const YamlNode *row = question->reminder->row;
	const YamlNode *actions = yaml_get(row, "do");
	/* "We have closed it" is not said while it stays open. */
	if (is_too_early(question, actions))
		return;
	if (yaml_get(row, "to"))
		ask_to_tell(question, asks);
	g_autofree char *key = key_of(question, "do");
	if (may_act(question, actions, key))
		asks->action = g_steal_pointer(&key);
}

static gboolean ask_of_ticket(RemindPlan *plan, const Reminder *reminder,
	const Ticket *ticket, Asks *asks, GError **error)
{
	g_auto(Question) question = {0};
	if (!question_init(&question, plan, reminder, ticket_get(ticket, "uid"),
		done_by_ticket(ticket), error))
		return FALSE;
	ask(&question, asks);
	return TRUE;
}

/* --- what is due --------------------------------------------------------- */

/* Tickets that match wait, most of the time, for the next occurrence. */
static gboolean plan_ticket(RemindPlan *plan, const Reminder *reminder,
	const char *uid, GError **error)
{
	g_auto(Asks) asks = {0};
	g_auto(Question) question = {0};
	Index *index = desk_index(plan->desk, error);
	GHashTable *done = index ? index_entry_keys(index, uid, error) : NULL;
	if (!done || !question_init(&question, plan, reminder, uid, done, error))
		return FALSE;
	ask(&question, &asks);
	plan->has_digests |= reminder->digest && asks.tell;
	if ((asks.tell && !reminder->digest) || asks.then || asks.action)
		remind_add_uid(plan, uid);
	return TRUE;
}

static gboolean has_key(const RemindPlan *plan, const char *key)
{
	for (guint i = 0; i < plan->reminders->len; i++) {
		const Reminder *other = g_ptr_array_index(plan->reminders, i);
		if (g_strcmp0(other->key, key) == 0)
			return TRUE;
	}
	return FALSE;
}

static char *key_of_row(const RemindPlan *plan, const YamlNode *row)
{
	g_autofree char *text = g_strjoin("\n", yaml_get_text(row, "if", ""),
		yaml_get_text(row, "to", ""), NULL);
	g_autofree char *digest = g_compute_checksum_for_string(
		G_CHECKSUM_SHA256, text, -1);
	g_autofree char *key = g_strdup_printf("reminder %.8s", digest);
	while (has_key(plan, key)) {
		char *next = g_strconcat(key, "+", NULL);
		g_free(key);
		key = next;
	}
	return g_steal_pointer(&key);
}

static gboolean plan_row(RemindPlan *plan, const YamlNode *row, guint place,
	QueryContext *context, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(QueryNode) query = query_parse(yaml_get_text(row, "if", ""),
		context, &problem);
	const char *name = yaml_get_text(row, "name", NULL);
	if (!query) {
		static const Phrase left_out = {"reminder %1 is left out: %2",
			"напоминание %1 пропущено: %2"};
		g_autofree char *number = g_strdup_printf("%u", place + 1);
		g_autofree char *words = desk_problem_text(plan->desk, problem);
		desk_say(plan->desk, &left_out, number, words, NULL);
		return TRUE;
	}
	Reminder *reminder = g_new0(Reminder, 1);
	g_ptr_array_add(plan->reminders, reminder);
	reminder->name = name ? g_strdup(name) :
		g_strdup_printf("reminder %u", place + 1);
	reminder->key = name ? g_strdup(name) : key_of_row(plan, row);
	reminder->row = row;
	reminder->about = query_mentions(query, "eta") ? TICKET_PROMISED :
		query_mentions(query, "until") ? TICKET_WAITS_UNTIL :
		TICKET_STATUS_SINCE;
	reminder->digest = strcmp(yaml_get_text(row, "digest", ""), "true") == 0;
	reminder->known = g_hash_table_new(g_str_hash, g_str_equal);
	Index *index = desk_index(plan->desk, error);
	reminder->uids = index ? select_uids(index, query, context,
		"created,number", 0, error) : NULL;
	for (guint i = 0; reminder->uids && i < reminder->uids->len; i++) {
		const char *uid = g_ptr_array_index(reminder->uids, i);
		g_hash_table_add(reminder->known, (gpointer)uid);
		if (!plan_ticket(plan, reminder, uid, error))
			return FALSE;
	}
	return reminder->uids != NULL;
}

RemindPlan *remind_plan(Desk *desk, GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	Index *index = regulation ? desk_index(desk, error) : NULL;
	QueryContext context;
	if (!index || !desk_rule_context(desk, &context, error))
		return NULL;
	context.me = NULL;
	g_autoptr(IndexHold) hold = index_hold(index);
	g_autoptr(RemindPlan) plan = g_new0(RemindPlan, 1);
	plan->desk = desk;
	plan->reminders = g_ptr_array_new_with_free_func(reminder_free);
	plan->uids = g_ptr_array_new_with_free_func(g_free);
	plan->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		NULL);
	plan->calendars = work_calendars_new(index, regulation);
	if (!work_calendars_if_any(plan->calendars, &plan->hours, error))
		return NULL;
	plan->agents = assign_agents(desk, error);
	const YamlNode *rows = yaml_get(regulation->root, "reminders");
	for (guint i = 0; plan->agents && rows && rows->kind == YAML_LIST &&
		i < rows->items->len; i++)
		if (!plan_row(plan, rows->items->pdata[i], i, &context, error))
			return NULL;
	return plan->agents && remind_plan_absence(plan, error) &&
		remind_plan_wait(plan, error) ?
		g_steal_pointer(&plan) : NULL;
}

/* --- one reminder -------------------------------------------------------- */

typedef struct {
	const Reminder *reminder;
	const YamlNode *actions;
	const char *key;
} Doing;

static gboolean apply(Operation *op, Ticket *ticket, void *data, GError **error)
{
	const Doing *doing = data;
	const char *action;
	for (guint i = 0; (action = yaml_nth_text(doing->actions, i)); i++)
		if (!rules_act(op, ticket, action, doing->reminder->name,
			doing->key, error))
			return FALSE;
	return TRUE;
}

static char *text_of(Operation *op, const GError *refusal, void *data)
{
	static const Phrase refused = {"%1 was refused: %2",
		"%1, отказано: %2"};
	const Doing *doing = data;
	const char *language = operation_regulation(op)->language;
	g_autofree char *why = refusal ? desk_error_text(refusal, language) :
		NULL;
	return why ? phrase_fill(&refused, language, doing->reminder->name, why,
		NULL) : NULL;
}

static gboolean act(Operation *op, const char *uid, const Reminder *reminder,
	const YamlNode *actions, const char *key, GError **error)
{
	Doing doing = {reminder, actions, key};
	Automatic act = {reminder->name, yaml_get_text(reminder->row, "if", NULL),
		key, reminder->name};
	return automatic_once(op, uid, &act, apply, text_of, &doing, error);
}

static gboolean tell_under(Operation *op, Ticket *ticket,
	const Reminder *reminder, const char *key, GError **error)
{
	Telling telling = {
		.who = yaml_get_text(reminder->row, "to", "assignee"),
		.template_name = yaml_get_text(reminder->row, "template", NULL),
		.rule = reminder->name,
		.key = key,
	};
	return tell(op, ticket, &telling, error);
}

gboolean remind_key(RemindPlan *plan, const Reminder *reminder,
	const Ticket *ticket, char **key, GError **error)
{
	g_auto(Asks) asks = {0};
	if (!ask_of_ticket(plan, reminder, ticket, &asks, error))
		return FALSE;
	*key = g_steal_pointer(&asks.tell);
	return TRUE;
}

static gboolean remind_of(RemindPlan *plan, Operation *op, const char *uid,
	const Reminder *reminder, GError **error)
{
	g_auto(Asks) asks = {0};
	Ticket *ticket = operation_ticket(op, uid, error);
	if (!ticket || !ask_of_ticket(plan, reminder, ticket, &asks, error))
		return FALSE;
	if (asks.tell && !reminder->digest &&
		!tell_under(op, ticket, reminder, asks.tell, error))
		return FALSE;
	if (asks.then && !act(op, uid, reminder, yaml_get(reminder->row,
		"then"), asks.then, error))
		return FALSE;
	return !asks.action || act(op, uid, reminder, yaml_get(reminder->row,
		"do"), asks.action, error);
}

gboolean remind_ticket(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	RemindPlan *plan = data;
	g_autofree char *uid = g_strdup(ticket_get(ticket, "uid"));
	remind_absence(plan, op, ticket);
	for (guint i = 0; i < plan->reminders->len; i++) {
		const Reminder *reminder = g_ptr_array_index(plan->reminders, i);
		if (g_hash_table_contains(reminder->known, uid) &&
			!remind_of(plan, op, uid, reminder, error))
			return FALSE;
	}
	ticket = operation_ticket(op, uid, error);
	if (ticket)
		remind_wait(op, ticket);
	return ticket != NULL;
}
