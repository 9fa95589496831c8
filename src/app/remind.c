#include "app/remind.h"

#include <string.h>

#include "app/assign.h"
#include "app/rules.h"
#include "app/tell.h"
#include "index/calendars.h"
#include "index/select.h"
#include "model/absence.h"
#include "rules/route.h"

#define LEAST_DAYS_TO_CLOSE 3
#define MOST_TIMES 1000

typedef struct {
	char *name;
	const YamlNode *row; /* borrowed from the regulation */
	const char *due;     /* column that says what it is about */
	GHashTable *uids;    /* that match now */
} Reminder;

struct RemindPlan {
	Desk *desk;
	GPtrArray *reminders, *uids, *agents;
	GHashTable *known; /* uids */
	WorkCalendars *calendars;
};

static void reminder_free(void *data)
{
	Reminder *reminder = data;
	g_free(reminder->name);
	g_clear_pointer(&reminder->uids, g_hash_table_unref);
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

/* --- what is due --------------------------------------------------------- */

static void add_uid(RemindPlan *plan, const char *uid)
{
	if (g_hash_table_add(plan->known, g_strdup(uid)))
		g_ptr_array_add(plan->uids, g_strdup(uid));
}

static gboolean plan_row(RemindPlan *plan, const YamlNode *row, guint place,
	QueryContext *context, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(QueryNode) query = query_parse(yaml_get_text(row, "if", ""),
		context, &problem);
	const char *name = yaml_get_text(row, "name", NULL);
	if (!query) {
		desk_say(plan->desk, "reminder %u is left out: %s", place + 1,
			problem->message);
		return TRUE;
	}
	Reminder *reminder = g_new0(Reminder, 1);
	g_ptr_array_add(plan->reminders, reminder);
	reminder->name = name ? g_strdup(name) :
		g_strdup_printf("reminder %u", place + 1);
	reminder->row = row;
	reminder->due = query_mentions(query, "eta") ? "eta" :
		query_mentions(query, "until") ? "until" : "status_since";
	reminder->uids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		NULL);
	g_autoptr(GPtrArray) uids = select_uids(desk_index(plan->desk, NULL),
		query, context, "created", 0, error);
	for (guint i = 0; uids && i < uids->len; i++) {
		const char *uid = g_ptr_array_index(uids, i);
		g_hash_table_add(reminder->uids, g_strdup(uid));
		add_uid(plan, uid);
	}
	return uids != NULL;
}

/* Open tickets of who is away; those that a deputy has. */
static gboolean plan_absence(RemindPlan *plan, Index *index, GError **error)
{
	static const char *const questions[] = {
		"SELECT uid FROM ticket WHERE assignee = ? AND status IN "
			INDEX_OPEN_STATUSES,
		"SELECT DISTINCT ticket.uid FROM entry JOIN ticket"
			" ON ticket.id = entry.ticket WHERE entry.kind ="
			" 'comment' AND entry.by = 'desk' AND entry.extra LIKE"
			" '%\"away\":\"' || ? || '\"%' AND ticket.status IN "
			INDEX_OPEN_STATUSES,
	};
	for (guint i = 0; i < plan->agents->len; i++) {
		const Agent *agent = g_ptr_array_index(plan->agents, i);
		const char *values[] = {agent->login, NULL};
		Absence absence;
		gboolean away = absence_at(agent,
			desk_regulation(plan->desk, NULL)->zone,
			desk_now(plan->desk), &absence);
		if (away && !absence.deputy)
			continue;
		g_autoptr(GPtrArray) rows = index_rows(index,
			questions[away ? 0 : 1], values, error);
		if (!rows)
			return FALSE;
		for (guint k = 0; k < rows->len; k++)
			add_uid(plan, ((char **)rows->pdata[k])[0]);
	}
	return TRUE;
}

RemindPlan *remind_plan(Desk *desk, GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	Index *index = regulation ? desk_index(desk, error) : NULL;
	QueryContext context;
	if (!index || !desk_query_context(desk, &context, error))
		return NULL;
	context.me = NULL;
	context.zone = regulation->zone;
	g_autoptr(RemindPlan) plan = g_new0(RemindPlan, 1);
	plan->desk = desk;
	plan->reminders = g_ptr_array_new_with_free_func(reminder_free);
	plan->uids = g_ptr_array_new_with_free_func(g_free);
	plan->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		NULL);
	plan->calendars = work_calendars_new(index, regulation);
	plan->agents = assign_agents(desk, error);
	const YamlNode *rows = yaml_get(regulation->root, "reminders");
	for (guint i = 0; plan->agents && rows && rows->kind == YAML_LIST &&
		i < rows->items->len; i++)
		if (!plan_row(plan, rows->items->pdata[i], i, &context, error))
			return NULL;
	return plan->agents && plan_absence(plan, index, error) ?
		g_steal_pointer(&plan) : NULL;
}

/* --- what was done before ------------------------------------------------ */

static const Entry *entry_of_key(const Ticket *ticket, const char *key)
{
	for (guint i = ticket_entry_count(ticket); i > 0; i--) {
		const Entry *entry = ticket_entry(ticket, i - 1);
		if (strcmp(entry_get(entry, "key"), key) == 0)
			return entry;
	}
	return NULL;
}

/* Notes under its key that something was done. */
static void mark(Operation *op, Ticket *ticket, const char *rule,
	const char *key)
{
	g_autofree char *id = tell_entry_id(op, ticket, key);
	Entry *entry = operation_say(op, ticket, "comment", rule, id, "desk",
		INSTANT_NONE);
	entry_set(entry, "about", "rule");
	entry_set(entry, "rule", rule);
	entry_set(entry, "key", key);
	entry_set(entry, "automatic", "rule");
}

static char *due_of(RemindPlan *plan, const Reminder *reminder,
	const Ticket *ticket)
{
	g_autofree char *sql = g_strdup_printf(
		"SELECT %s FROM ticket WHERE uid = ?", reminder->due);
	const char *values[] = {ticket_get(ticket, "uid"), NULL};
	g_autoptr(GPtrArray) rows = index_rows(desk_index(plan->desk, NULL),
		sql, values, NULL);
	return g_strdup(rows && rows->len > 0 ?
		((char **)rows->pdata[0])[0] : "");
}

/* Has `repeat` passed since? */
static gboolean has_passed(RemindPlan *plan, Instant since, const char *repeat)
{
	WorkSpan span;
	Instant at;
	if (!work_span_parse(repeat, &span, NULL))
		return FALSE;
	Worktime *hours = span.unit == WORK_CALENDAR ? NULL :
		work_calendars_default(plan->calendars, NULL);
	if (!hours)
		return span.unit == WORK_CALENDAR &&
			desk_now(plan->desk) - since >= span.amount;
	return worktime_add(hours, since, span, &at, NULL) &&
		at <= desk_now(plan->desk);
}

static gboolean may_close(RemindPlan *plan, const char *due)
{
	Instant since = g_ascii_strtoll(due, NULL, 10), enough;
	WorkSpan days = {WORK_DAYS, LEAST_DAYS_TO_CLOSE * WORKDAY};
	Worktime *hours = work_calendars_default(plan->calendars, NULL);
	return !hours || (worktime_is_open(hours, desk_now(plan->desk)) &&
		worktime_add(hours, since, days, &enough, NULL) &&
		enough <= desk_now(plan->desk));
}

/* --- one reminder -------------------------------------------------------- */

static gboolean act(RemindPlan *plan, Operation *op, Ticket *ticket,
	const Reminder *reminder, const YamlNode *actions, const char *due,
	const char *what, GError **error)
{
	g_autofree char *key = g_strjoin("/", reminder->name, due, what, NULL);
	const char *action;
	if (entry_of_key(ticket, key))
		return TRUE;
	for (guint i = 0; (action = yaml_nth_text(actions, i)); i++)
		if (strcmp(action, "close") == 0 && !may_close(plan, due))
			return TRUE;
	for (guint i = 0; (action = yaml_nth_text(actions, i)); i++)
		if (!rules_act(op, ticket, action, reminder->name, error))
			return FALSE;
	mark(op, ticket, reminder->name, key);
	return TRUE;
}

static gboolean tell_next(RemindPlan *plan, Operation *op, Ticket *ticket,
	const Reminder *reminder, const char *due, GError **error)
{
	const char *who = yaml_get_text(reminder->row, "to", "assignee");
	const char *repeat = yaml_get_text(reminder->row, "repeat", NULL);
	const char *times = yaml_get_text(reminder->row, "times", NULL);
	guint most = times ? (guint)g_ascii_strtoull(times, NULL, 10) :
		repeat ? MOST_TIMES : 1;
	Instant last = INSTANT_NONE;
	guint count = 0;
	g_autofree char *key = NULL;
	for (const Entry *entry; count < most; count++) {
		g_free(key);
		key = g_strdup_printf("%s/%s/%u/%s", reminder->name, due,
			count + 1, who);
		if (!(entry = entry_of_key(ticket, key)))
			break;
		last = entry->at;
	}
	if (last != INSTANT_NONE && (!repeat ||
		!has_passed(plan, last, repeat)))
		return TRUE;
	const YamlNode *then = yaml_get(reminder->row, "then");
	if (count >= most)
		return !then || act(plan, op, ticket, reminder, then, due,
			"then", error);
	Telling telling = {
		.who = who,
		.template_name = yaml_get_text(reminder->row, "template", NULL),
		.rule = reminder->name,
		.key = key,
	};
	gboolean told;
	return tell(op, ticket, &telling, &told, error);
}

/* --- who is away --------------------------------------------------------- */

static const Entry *last_away(const Ticket *ticket)
{
	for (guint i = ticket_entry_count(ticket); i > 0; i--) {
		const Entry *entry = ticket_entry(ticket, i - 1);
		if (*entry_get(entry, "away") || *entry_get(entry, "back"))
			return entry;
	}
	return NULL;
}

static const Agent *agent_of(const RemindPlan *plan, const char *login)
{
	for (guint i = 0; i < plan->agents->len; i++) {
		const Agent *agent = g_ptr_array_index(plan->agents, i);
		if (strcmp(agent->login, login) == 0)
			return agent;
	}
	return NULL;
}

static void hand(Operation *op, Ticket *ticket, const char *key,
	const char *absent, const char *to)
{
	g_autofree char *text = g_strdup_printf("%s: %s → %s", key,
		ticket_get(ticket, "assignee"), to);
	Entry *entry = operation_say(op, ticket, "comment", text, NULL, "desk",
		INSTANT_NONE);
	entry_set(entry, "about", "away");
	entry_set(entry, key, absent);
	entry_set(entry, "to", to);
	entry_set(entry, "automatic", "rule");
	ticket_set(ticket, "assignee", to);
}

static void move_for_absence(RemindPlan *plan, Operation *op, Ticket *ticket)
{
	const Regulation *regulation = operation_regulation(op);
	g_autofree char *assignee = g_strdup(ticket_get(ticket, "assignee"));
	const Agent *agent = agent_of(plan, assignee);
	const Entry *last = last_away(ticket);
	Absence absence;
	if (regulation_status_class(regulation, ticket_get(ticket, "status")) >=
		CLASS_SOLVED)
		return;
	if (agent && absence_at(agent, regulation->zone, operation_now(op),
		&absence) && absence.deputy && agent_of(plan, absence.deputy)) {
		hand(op, ticket, "away", assignee, absence.deputy);
		return;
	}
	const Agent *owner = last && *entry_get(last, "away") ?
		agent_of(plan, entry_get(last, "away")) : NULL;
	if (owner && strcmp(entry_get(last, "to"), assignee) == 0 &&
		!absence_at(owner, regulation->zone, operation_now(op),
			&absence))
		hand(op, ticket, "back", owner->login, owner->login);
}

gboolean remind_ticket(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	RemindPlan *plan = data;
	const char *uid = ticket_get(ticket, "uid");
	move_for_absence(plan, op, ticket);
	for (guint i = 0; i < plan->reminders->len; i++) {
		const Reminder *reminder = g_ptr_array_index(plan->reminders, i);
		if (!g_hash_table_contains(reminder->uids, uid))
			continue;
		const YamlNode *actions = yaml_get(reminder->row, "do");
		g_autofree char *due = due_of(plan, reminder, ticket);
		if (yaml_get(reminder->row, "to") && !tell_next(plan, op,
			ticket, reminder, due, error))
			return FALSE;
		if (actions && !act(plan, op, ticket, reminder, actions, due,
			"do", error))
			return FALSE;
	}
	return TRUE;
}
