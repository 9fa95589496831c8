/* The sections of desk.yaml and what may stand in each. */
#include "base/texts.h"
#include "model/regulation_shape.h"

#include <string.h>

#include "model/billing.h"
#include "model/field.h"
#include "model/notify.h"

static const Phrase
	no_transition = {"this row is for no transition; say which: {to: "
			"solved, …}, {do: escalate, …}",
		"эта строка ни к какому переходу не относится; укажите к "
		"какому: {to: solved, …}, {do: escalate, …}"},
	idle_rule = {"this rule does nothing; add set: {field: value} or do: "
			"[notify lead]",
		"это правило ничего не делает; добавьте set: {поле: "
		"значение} или do: [notify lead]"},
	idle_reminder = {"this reminder does nothing; add to: assignee and "
			"template: NAME, or do: [close]",
		"это напоминание ничего не делает; добавьте to: assignee и "
		"template: ИМЯ или do: [close]"},
	needs_template = {"a reminder with \"to\" needs \"template\"",
		"напоминанию с «to» нужен «template»"},
	digest_needs = {"a digest is a letter and needs \"to\" and "
			"\"template\"",
		"сводка — это письмо, ей нужны «to» и «template»"},
	at_is = {"\"at\" is a time of the day, such as '09:00'",
		"«at» — время суток, например '09:00'"},
	out_of_hours = {"\"out-of-hours\" stands in a row of \"created\" to "
			"the requester; write created: {template: ack, "
			"out-of-hours: out-of-hours}",
		"«out-of-hours» стоит в строке «created» для заявителя; "
		"пишите created: {template: ack, out-of-hours: out-of-hours}"},
	due_is = {"\"due\" is for agents; the requester is written to by a "
			"row of \"reminders\"",
		"«due» — для сотрудников; заявителю пишет строка в "
		"«reminders»"},
	digest_to = {"a digest is about no ticket and goes to agents, a "
			"group, level, role or login, not to \"%1\"",
		"сводка — не об одной заявке и уходит сотрудникам, группе, "
		"линии, роли или логину, а не «%1»"},
	only_digest_at = {"only a digest has \"at\"; the others are told when "
			"it happens",
		"«at» бывает только у сводки; остальным пишут, когда что-то "
		"случается"},
	only_digest_to = {"only a digest goes to \"%1\"; name assignee, "
			"group, lead, a role or a login",
		"«%1» получает только сводку; назовите assignee, group, "
		"lead, роль или логин"};

static const Shape action = {SHAPE_ACTION, .what = "do"};
static const Shape actions = {SHAPE_LIST, .what = "do", .of = &action,
	.or_one = TRUE};
static const Shape query = {SHAPE_QUERY, .what = "if"};
static const Shape who = {SHAPE_WHO, .what = "to"};
static const Shape name = {SHAPE_TEXT, .what = "name"};
static const Shape flag = {SHAPE_FLAG, .what = "value"};
static const Shape text_template = {SHAPE_TEMPLATE, .what = "template"};
static const Shape span = {SHAPE_SPAN, .what = "length of time"};
static const Shape work_span = {SHAPE_SPAN, .what = "length of time",
	.business = TRUE};

/* --- workflow ------------------------------------------------------------ */

/* A status or, for all of its statuses, a class. */
static void check_status(RegulationReader *reader, const YamlNode *node)
{
	StatusClass status_class;
	const char *text = regulation_text(reader, node, "status");
	if (!text || status_class_from_name(text, &status_class) ||
		regulation_rank(reader->regulation, "status", text) >= 0)
		return;
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	const GPtrArray *statuses = reader->regulation->statuses;
	for (guint i = 0; i < statuses->len; i++)
		g_ptr_array_add(known, ((Term *)statuses->pdata[i])->name);
	regulation_complain_unknown(reader, node, "status", text, known);
}

/* What a transition may ask for: a field, reason, worked. */
static void check_required(RegulationReader *reader, const YamlNode *node)
{
	const char *text = regulation_text(reader, node, "require");
	if (!text)
		return;
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(known, (gpointer)"reason");
	g_ptr_array_add(known, (gpointer)"worked");
	for (gsize i = 0; i < fields_count; i++)
		if (fields[i].flags & FIELD_SETTABLE || fields[i].type ==
			FIELD_LIST || strcmp(fields[i].name, "resolution") == 0)
			g_ptr_array_add(known, (gpointer)fields[i].name);
	const GPtrArray *custom = reader->regulation->fields;
	for (guint i = 0; i < custom->len; i++) {
		g_ptr_array_add(own, g_strconcat("fields.",
			((Term *)custom->pdata[i])->name, NULL));
		g_ptr_array_add(known, own->pdata[i]);
	}
	if (!texts_have(known, text))
		regulation_complain_unknown(reader, node, "field", text, known);
}

static void check_transition(RegulationReader *reader, const YamlNode *node)
{
	if (!yaml_get(node, "to") && !yaml_get(node, "do") &&
		!yaml_get(node, "from"))
		regulation_complain(reader, node, &no_transition, NULL);
}

static const char *const workflow_verbs[] = {"assign", "close", "drop",
	"escalate", "eta", "reopen", "reply", "return", "solve", "wait", NULL};
static const char *const workflow_actors[] = {"agent", "mail", "rule", NULL};
static const Shape workflow_status = {SHAPE_OWN, .check = check_status};
static const Shape workflow_verb = {SHAPE_WORD, .what = "do",
	.words = workflow_verbs};
static const Shape workflow_actor = {SHAPE_WORD, .what = "by",
	.words = workflow_actors};
static const Shape required = {SHAPE_OWN, .check = check_required};
static const Shape all_required = {SHAPE_LIST, .what = "require",
	.of = &required, .or_one = TRUE};
static const Shape role = {SHAPE_ROLE, .what = "role"};
static const Shape roles = {SHAPE_LIST, .what = "roles", .of = &role,
	.or_one = TRUE};
static const ShapeKey transition_keys[] = {
	{"from", &workflow_status, FALSE, "a status or a class of them"},
	{"to", &workflow_status, FALSE, "a status or a class of them"},
	{"do", &workflow_verb, FALSE, "a verb"},
	{"by", &workflow_actor, FALSE, "agent (default), mail, rule"},
	{"require", &all_required, FALSE, "what must be known"},
	{"roles", &roles, FALSE, "who may"},
	{"within", &span, FALSE, "for how long since the status"},
	{NULL, NULL, FALSE, NULL},
};
static const Shape transition = {SHAPE_MAP, .what = "workflow",
	.keys = transition_keys, .check = check_transition};
static const Shape workflow = {SHAPE_LIST, .what = "workflow",
	.of = &transition};

/* --- clocks -------------------------------------------------------------- */

static void check_calendar(RegulationReader *reader, const YamlNode *node)
{
	static const Shape file = {SHAPE_FILE, .what = "calendar",
		.ending = ".yaml"};
	if (node->kind != YAML_SCALAR || strcmp(node->value, "24x7") != 0)
		shape_check(reader, &file, node);
}

static const Shape calendar = {SHAPE_OWN, .check = check_calendar};
static const Shape calendars = {SHAPE_NAMED, .what = "calendars",
	.of = &calendar, .check = regulation_read_calendars};
static const Shape calendar_name = {SHAPE_OF, .what = "calendar",
	.field = "calendars"};
static const Shape pause_on = {SHAPE_LIST, .what = "pause",
	.of = &workflow_status, .or_one = TRUE};
static const Shape percent = {SHAPE_PERCENT, .what = "warn"};
static const Shape priority = {SHAPE_TERM, .what = "priority",
	.field = "priority"};
static const ShapeKey target_keys[] = {
	{"first-response", &work_span, FALSE, "until somebody answers"},
	{"next-reply", &work_span, FALSE, "until the next answer"},
	{"resolution", &work_span, FALSE, "until it is solved"},
	{"handover", &work_span, FALSE, "until an escalation is taken"},
	{"update", &work_span, FALSE, "between two words to the requester"},
	{NULL, NULL, FALSE, NULL},
};
static const Shape target = {SHAPE_MAP, .what = "targets",
	.keys = target_keys};
static const Shape targets = {SHAPE_NAMED, .what = "targets",
	.name = &priority, .of = &target};
static const ShapeKey policy_keys[] = {
	{"calendar", &calendar_name, FALSE, "when the clock runs"},
	{"pause", &pause_on, FALSE, "statuses in which it stands still"},
	{"targets", &targets, TRUE, "{priority: {resolution: 8bh}}"},
	{"handover", &work_span, FALSE, "until an escalation is taken"},
	{"update", &work_span, FALSE, "between two words to the requester"},
	{"warn", &percent, FALSE, "share of a target that is used up"},
	{"on-warn", &actions, FALSE, "what is done then"},
	{"on-breach", &actions, FALSE, "what is done when it is missed"},
	{NULL, NULL, FALSE, NULL},
};
static const Shape policy = {SHAPE_MAP, .what = "sla",
	.keys = policy_keys};
static const Shape sla = {SHAPE_NAMED, .what = "sla", .of = &policy,
	.check = regulation_read_sla};

/* --- routing and assignment ---------------------------------------------- */

static const char *const assignment_words[] = {"load", "none", "round-robin",
	NULL};
static const Shape assignment_word = {SHAPE_WORD, .what = "assignment",
	.words = assignment_words};
static const Shape cap = {SHAPE_COUNT, .what = "cap", .least = 1};
static const ShapeKey assignment_keys[] = {
	{"by", &assignment_word, TRUE, "load, none or round-robin"},
	{"cap", &cap, FALSE, "open tickets of an agent at most"},
	{"skills", &flag, FALSE, "only agents with the category's skill"},
	{"hours", &flag, FALSE, "only in the group's working hours"},
	{NULL, NULL, FALSE, NULL},
};
static const Shape assignment_map = {SHAPE_MAP, .what = "assignment",
	.keys = assignment_keys};

static void check_way(RegulationReader *reader, const YamlNode *node)
{
	shape_check(reader, node->kind == YAML_MAP ? &assignment_map :
		&assignment_word, node);
}

static const Shape group_name = {SHAPE_TERM, .what = "group",
	.field = "group"};
static const Shape assignment_way = {SHAPE_OWN, .check = check_way};
static const Shape assignment_groups = {SHAPE_NAMED, .what = "assignment",
	.name = &group_name, .of = &assignment_way};

static void check_assignment(RegulationReader *reader, const YamlNode *node)
{
	shape_check(reader, node->kind == YAML_MAP ? &assignment_groups :
		&assignment_word, node);
}

static const Shape assignment = {SHAPE_OWN, .check = check_assignment};

static gboolean is_custom_field(const Regulation *regulation, const char *text)
{
	for (guint i = 0; i < regulation->fields->len; i++)
		if (strcmp(((Term *)regulation->fields->pdata[i])->name,
			text) == 0)
			return TRUE;
	return FALSE;
}

/* Names, ended with NULL; g_free(). */
static const char **settable_by_rules(void)
{
	const char **names = g_new0(const char *, fields_count + 1);
	guint count = 0;
	for (gsize i = 0; i < fields_count; i++)
		if (fields[i].flags & FIELD_RULED)
			names[count++] = fields[i].name;
	return names;
}

static void check_set(RegulationReader *reader, const YamlNode *node)
{
	g_autofree const char **settable = settable_by_rules();
	static const Shape value = {SHAPE_TEXT, .what = "set"};
	static const Shape map = {SHAPE_NAMED, .what = "set", .of = &value};
	if (!shape_check(reader, &map, node))
		return;
	for (guint i = 0; i < node->keys->len; i++) {
		const YamlNode *key = node->keys->pdata[i];
		gboolean custom = g_str_has_prefix(key->value, "fields.") &&
			is_custom_field(reader->regulation, key->value + 7);
		Shape term = {SHAPE_TERM, .what = key->value,
			.field = key->value};
		if (regulation_terms(reader->regulation, key->value) &&
			g_strv_contains(settable, key->value))
			shape_check(reader, &term, node->items->pdata[i]);
		else if (!custom && !g_strv_contains(settable, key->value))
			regulation_word(reader, key, "field", settable);
		else if (strcmp(key->value, "assignee") == 0)
			regulation_refer(reader, REFERENCE_ASSIGNEE,
				node->items->pdata[i],
				yaml_text(node->items->pdata[i]));
	}
}

static void check_route(RegulationReader *reader, const YamlNode *node)
{
	if (!yaml_get(node, "set") && !yaml_get(node, "do") &&
		!yaml_get(node, "assign"))
		regulation_complain(reader, node, &idle_rule, NULL);
}

static const char *const route_times[] = {"changed", "new", NULL};
static const Shape route_time = {SHAPE_WORD, .what = "on",
	.words = route_times};
static const Shape route_on = {SHAPE_LIST, .what = "on", .of = &route_time,
	.or_one = TRUE};
static const Shape set = {SHAPE_OWN, .check = check_set};
static const ShapeKey route_keys[] = {
	{"name", &name, FALSE, "for `rules list` and the reason"},
	{"if", &query, TRUE, "a query"},
	{"on", &route_on, FALSE, "new and changed tickets; or one of them"},
	{"set", &set, FALSE, "fields and their values"},
	{"do", &actions, FALSE, "what else is done"},
	{"assign", &assignment_way, FALSE, "load or round-robin"},
	{"continue", &flag, FALSE, "also try the rules below"},
	{NULL, NULL, FALSE, NULL},
};
static const Shape route = {SHAPE_MAP, .what = "routing", .keys = route_keys,
	.check = check_route};
static const Shape routing = {SHAPE_LIST, .what = "routing", .of = &route};

static const Shape count = {SHAPE_COUNT, .what = "count", .least = 1,
	.most = 1000};
static const ShapeKey bounced_keys[] = {
	{"returns", &count, FALSE, "to a former holder"},
	{"same-level-hops", &count, FALSE, "within a level"},
	{"notify", &who, FALSE, "who is told"},
	{NULL, NULL, FALSE, NULL},
};
static const Shape bounced = {SHAPE_MAP, .what = "bounced",
	.keys = bounced_keys};

/* --- reminders, notifications, calls ------------------------------------- */

static void check_reminder(RegulationReader *reader, const YamlNode *node)
{
	gboolean tells = yaml_get(node, "to") != NULL;
	if (!tells && !yaml_get(node, "do"))
		regulation_complain(reader, node, &idle_reminder, NULL);
	else if (tells && !yaml_get(node, "template"))
		regulation_complain(reader, node, &needs_template, NULL);
	else if (!tells && yaml_get(node, "digest"))
		regulation_complain(reader, yaml_get(node, "digest"),
			&digest_needs, NULL);
}

static const ShapeKey reminder_keys[] = {
	{"name", &name, FALSE, "for the log; else its place in the list"},
	{"if", &query, TRUE, "a query"},
	{"to", &who, FALSE, "whom to write"},
	{"template", &text_template, FALSE, "what to write"},
	{"repeat", &work_span, FALSE, "again after that time"},
	{"times", &count, FALSE, "how often at most"},
	{"then", &actions, FALSE, "what is done one repeat later"},
	{"do", &actions, FALSE, "what is done"},
	{"digest", &flag, FALSE, "several tickets in one message"},
	{NULL, NULL, FALSE, NULL},
};
static const Shape reminder = {SHAPE_MAP, .what = "reminders",
	.keys = reminder_keys, .check = check_reminder};
static const Shape reminders = {SHAPE_LIST, .what = "reminders",
	.of = &reminder};

/* created, solved …, or status/NAME */
static void check_occasion(RegulationReader *reader, const YamlNode *node)
{
	if (g_str_has_prefix(node->value, "status/")) {
		YamlNode status = *node;
		status.value += strlen("status/");
		check_status(reader, &status);
		return;
	}
	const char *known[32] = {NULL};
	guint used = 0;
	for (gsize i = 0; i < notify_occasions_count; i++)
		if (!g_str_has_suffix(notify_occasions[i].name, "/"))
			known[used++] = notify_occasions[i].name;
	regulation_word(reader, node, "occasion", known);
}

/* "agents" as well, which a digest goes to. */
static void check_notice_who(RegulationReader *reader, const YamlNode *node)
{
	if (node->kind != YAML_SCALAR ||
		strcmp(node->value, NOTIFY_AGENTS) != 0)
		shape_check(reader, &who, node);
}

static void check_time(RegulationReader *reader, const YamlNode *node)
{
	guint minute;
	if (node->kind != YAML_SCALAR || !notify_parse_time(node->value,
		&minute))
		regulation_complain(reader, node, &at_is, NULL);
}

static const Shape notice_who = {SHAPE_OWN, .check = check_notice_who};
static const Shape time_of_day = {SHAPE_OWN, .check = check_time};
static const ShapeKey notice_keys[] = {
	{"to", &notice_who, FALSE, "who is told; as usual for the occasion"},
	{"template", &text_template, TRUE, "what is said"},
	{"out-of-hours", &text_template, FALSE,
		"what is said outside of working hours"},
	{"at", &time_of_day, FALSE, "digest: when; 09:00"},
	{NULL, NULL, FALSE, NULL},
};
static const Shape notice_map = {SHAPE_MAP, .what = "notify",
	.keys = notice_keys};

/* A template, {to: …, template: …}, several of them, or off. */
static void check_notice(RegulationReader *reader, const YamlNode *node)
{
	if (node->kind == YAML_MAP)
		shape_check(reader, &notice_map, node);
	else if (node->kind == YAML_LIST)
		for (guint i = 0; i < node->items->len; i++)
			check_notice(reader, g_ptr_array_index(node->items, i));
	else if (strcmp(node->value, "off") != 0 &&
		strcmp(node->value, "false") != 0)
		shape_check(reader, &text_template, node);
}

/* What fits one occasion, or one reader, alone. */
static void check_notice_of(RegulationReader *reader,
	const NotifyOccasion *occasion, const YamlNode *node)
{
	for (guint i = 0; node->kind == YAML_LIST && i < node->items->len; i++)
		check_notice_of(reader, occasion, node->items->pdata[i]);
	if (node->kind != YAML_MAP)
		return;
	const YamlNode *to = yaml_get(node, "to");
	const YamlNode *hours = yaml_get(node, "out-of-hours");
	const char *told = to ? to->value : occasion->to;
	gboolean requester = strcmp(told, "requester") == 0;
	if (hours && (!requester || strcmp(occasion->name, "created") != 0))
		regulation_complain(reader, hours, &out_of_hours, NULL);
	if (requester && strcmp(occasion->name, NOTIFY_DUE) == 0)
		regulation_complain(reader, to, &due_is, NULL);
}

/* A digest goes to agents and has a time; nothing else has. */
static void check_digest_row(RegulationReader *reader, const YamlNode *node,
	gboolean digest)
{
	for (guint i = 0; node->kind == YAML_LIST && i < node->items->len; i++)
		check_digest_row(reader, node->items->pdata[i], digest);
	const YamlNode *to = node->kind == YAML_MAP ? yaml_get(node, "to") :
		NULL;
	const YamlNode *at = node->kind == YAML_MAP ? yaml_get(node, "at") :
		NULL;
	static const char *const of_ticket[] = {"assignee", "group",
		"requester", NULL};
	if (digest && to && g_strv_contains(of_ticket, to->value))
		regulation_complain(reader, to, &digest_to, to->value, NULL);
	else if (!digest && at)
		regulation_complain(reader, at, &only_digest_at, NULL);
	else if (!digest && to && strcmp(to->value, NOTIFY_AGENTS) == 0)
		regulation_complain(reader, to, &only_digest_to, NOTIFY_AGENTS,
			NULL);
}

static void check_notify(RegulationReader *reader, const YamlNode *node)
{
	for (guint i = 0; i < node->keys->len; i++) {
		const NotifyOccasion *occasion = notify_occasion_find(
			((YamlNode *)node->keys->pdata[i])->value);
		check_notice_of(reader, occasion, node->items->pdata[i]);
		check_digest_row(reader, node->items->pdata[i],
			strcmp(occasion->name, NOTIFY_DIGEST) == 0);
	}
}

static const Shape occasion = {SHAPE_OWN, .check = check_occasion};
static const Shape notice = {SHAPE_OWN, .check = check_notice};
static const Shape notify = {SHAPE_NAMED, .what = "notify",
	.name = &occasion, .of = &notice, .check = check_notify};

static const Shape rota = {SHAPE_FILE, .what = "rota", .ending = ".yaml"};
static const ShapeKey oncall_keys[] = {
	{"rota", &rota, TRUE, "the file that says who is on call"},
	{"when", &query, FALSE, "the tickets that wake somebody"},
	{"repeat", &span, FALSE, "how long until the next one is called"},
	{"then", &who, FALSE, "who is called last"},
	{NULL, NULL, FALSE, NULL},
};
static const Shape oncall = {SHAPE_MAP, .what = "oncall",
	.keys = oncall_keys};

/* --- money --------------------------------------------------------------- */

static void check_expected(RegulationReader *reader, const YamlNode *node,
	const char *what, const Phrase *expected)
{
	if (expected)
		regulation_complain(reader, node, expected, what, NULL);
}

#define CHECK(function, what) \
	static void check_##function(RegulationReader *reader, \
		const YamlNode *node) \
	{ \
		check_expected(reader, node, what, \
			billing_##function##_expected(node)); \
	}

CHECK(currency, "currency")
CHECK(night, "night")
CHECK(rate, "rate")
CHECK(span, "time")
CHECK(vat, "vat")
CHECK(weekend, "weekend")

static const Shape bill_span = {SHAPE_OWN, .check = check_span};
static const Shape night = {SHAPE_OWN, .check = check_night};
static const Shape weekend = {SHAPE_OWN, .check = check_weekend};
static const Shape currency = {SHAPE_OWN, .check = check_currency};
static const Shape vat = {SHAPE_OWN, .check = check_vat};
static const Shape rate = {SHAPE_OWN, .check = check_rate};
static const Shape calendar_of_night = {SHAPE_OF, .what = "calendar",
	.field = "calendars"};
static const ShapeKey billing_keys[] = {
	{"round", &bill_span, FALSE, "an entry's time is rounded up to it"},
	{"minimum", &bill_span, FALSE, "the least for remote work"},
	{"onsite-min", &bill_span, FALSE, "the least on site"},
	{"night", &night, FALSE, "coefficient; {from, to, times}"},
	{"weekend", &weekend, FALSE, "coefficient"},
	{"calendar", &calendar_of_night, FALSE, "whose days off are weekends"},
	{"currency", &currency, FALSE, "RUB, EUR …"},
	{"rate", &rate, FALSE, "an hour for who has no contract"},
	{"travel", &flag, FALSE, "the way to a visit is charged"},
	{"vat", &vat, FALSE, "percent that prices contain; none"},
	{NULL, NULL, FALSE, NULL},
};
static const Shape billing = {SHAPE_MAP, .what = "billing",
	.keys = billing_keys};

/* --- mail ---------------------------------------------------------------- */

static const char *const answer_kinds[] = {"comment", "reply", NULL};
static const Shape answers = {SHAPE_WORD, .what = "agent",
	.words = answer_kinds};
static const Shape mail_cap = {SHAPE_COUNT, .what = "cap", .least = 1,
	.most = 99999};
static const char *const copy_words[] = {"always", "never", "offer", NULL};
static const Shape copies = {SHAPE_WORD, .what = "cc", .words = copy_words};
static const ShapeKey mail_keys[] = {
	{"agent", &answers, FALSE, "what an agent's answer by mail becomes"},
	{"cap-3h", &mail_cap, FALSE, "automatic mails to an address, in 3h"},
	{"cap-day", &mail_cap, FALSE, "automatic mails to an address, in a day"},
	{"cc", &copies, FALSE, "what becomes of who is in To and Cc of a mail"},
	{NULL, NULL, FALSE, NULL},
};
static const Shape mail = {SHAPE_MAP, .what = "mail", .keys = mail_keys};

/* --- goals --------------------------------------------------------------- */

/* Figures are above this module. */
static void check_goal(RegulationReader *reader, const YamlNode *node)
{
	const char *text = regulation_text(reader, node, "goal");
	if (text)
		regulation_refer(reader, REFERENCE_GOAL, node, text);
}

static const Shape goal = {SHAPE_OWN, .what = "goal", .check = check_goal};
static const Shape goals = {SHAPE_LIST, .what = "goals", .of = &goal,
	.or_one = TRUE};

/* --- the registry -------------------------------------------------------- */

/* Sorted by name; `regulation_sections` tells the same to everybody. NULL: it
 * has a reader of its own. */
#define SECTIONS \
	ROW("assignment", &assignment, "who gets a ticket that has nobody") \
	ROW("billing", &billing, "rounding, minimum, coefficients, currency") \
	ROW("bounced", &bounced, "when a ticket is a football") \
	ROW("calendars", &calendars, "working hours and holidays") \
	ROW("categories", NULL, "what tickets are about") \
	ROW("company", &regulation_company_shape, \
		"name, logo and requisites, on documents") \
	ROW("desk", NULL, "1: the version of this file's form") \
	ROW("fields", NULL, "own fields of tickets") \
	ROW("goals", &goals, "what figures of reports are to be") \
	ROW("groups", NULL, "who answers, and at which level") \
	ROW("id", NULL, "random, made by init; names derive from it") \
	ROW("language", NULL, "of mail and reports: en, ru") \
	ROW("levels", NULL, "of support, first to last") \
	ROW("mail", &mail, "how mail is taken in and sent") \
	ROW("monitoring", &regulation_monitoring_shape, \
		"mails of monitoring systems") \
	ROW("notify", &notify, "which mail goes out on which occasion") \
	ROW("oncall", &oncall, "who is woken, and when") \
	ROW("prefix", NULL, "in mail subjects: [ACME#1042]") \
	ROW("priorities", NULL, "lowest first") \
	ROW("reminders", &reminders, "what is said and done by time") \
	ROW("resolutions", NULL, "how tickets end") \
	ROW("routing", &routing, "rules for new and changed tickets") \
	ROW("sla", &sla, "clocks and targets") \
	ROW("statuses", NULL, "each of one class") \
	ROW("team", NULL, "the name of the team") \
	ROW("timezone", NULL, "IANA name") \
	ROW("types", NULL, "of tickets") \
	ROW("verify", &regulation_verify_shape, \
		"which solved tickets are called back about") \
	ROW("workflow", &workflow, "what and to whom is allowed") \
	/* the end */

#define ROW(section, shape, help) {section, help},
const RegulationSection regulation_sections[] = {SECTIONS};
#undef ROW
const gsize regulation_sections_count = G_N_ELEMENTS(regulation_sections);

#define ROW(section, shape, help) shape,
static const Shape *const shapes[] = {SECTIONS};
#undef ROW

const Shape *regulation_section_shape(const char *section)
{
	for (gsize i = 0; i < regulation_sections_count; i++)
		if (strcmp(regulation_sections[i].name, section) == 0)
			return shapes[i];
	return NULL;
}
