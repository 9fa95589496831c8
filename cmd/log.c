#include "cmd/command.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/in_force.h"
#include "app/show/path.h"
#include "app/show/view.h"
#include "index/history.h"
#include "index/people.h"
#include "model/regulation.h"
#include "rules/loop_guard.h"

static const Phrase whole_way = {"--path shows the whole way",
	"--path показывает весь путь"};

static const Option options[] = {
	OPTION_SINCE,
	OPTION_UNTIL,
	{"by", 0, "AGENT", VALUE_OF_AGENT, FALSE,
		{"only what this agent did",
			"только действия этого сотрудника"}},
	{"path", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"the way between levels and people in one line",
			"путь между линиями и людьми одной строкой"}},
	{0},
};

/* A login or its alias; machines and former agents stand as they signed. NULL on
 * error. g_free(). */
static char *whose(Context *context, const char *by, GError **error)
{
	gboolean acted;
	Index *index = desk_index(context->desk, error);
	if (!index || !index_has_acted(index, by, &acted, error))
		return NULL;
	return acted || strchr(by, '@') > by ? g_strdup(by) :
		people_find_agent(index, by, context->interactive, error);
}

/* Machines read English. */
static const char *language_of(const Context *context)
{
	return context->machine ? "en" : context->language;
}

/* Why an automatic mail was not sent. */
static char *held_text(const Context *context, const LogEvent *event)
{
	const HoldReason *reason = hold_reason_find(event->hold);
	static const Phrase held = {"%1 held: %2%3%4", "%1 задержано: %2%3%4"};
	const char *language = language_of(context);
	return phrase_fill(&held, language, event->entry_kind, event->hold,
		reason ? ", " : "", reason ? phrase_in(&reason->help,
			language) : "", NULL);
}

/* What desk did by itself: by which rule, and what made it act. */
static char *rule_text(const Context *context, const LogEvent *event)
{
	static const Phrase acted = {"rule %1%2%3", "правило %1%2%3"};
	return phrase_fill(&acted, language_of(context), event->rule,
		*event->why ? ": " : "", event->why, NULL);
}

/* What is no change of a field and no entry; its name for machines. */
static const char *event_title(const Context *context, const char *kind)
{
	static const struct {
		const char *name;
		Phrase title;
	} events[] = {
		{"created", {"created", "создана"}},
		{"deleted", {"deleted", "удалена"}},
		{"edited", {"edited", "изменена запись"}},
		{"removed", {"removed", "убрана запись"}},
	};
	for (gsize i = 0; !context->machine && i < G_N_ELEMENTS(events); i++)
		if (strcmp(events[i].name, kind) == 0)
			return in_language(context, &events[i].title);
	return kind;
}

static char *what_text(const Context *context, const LogEvent *event)
{
	if (*event->hold)
		return held_text(context, event);
	if (*event->rule)
		return rule_text(context, event);
	const char *title = *event->entry_kind ?
		kind_title(context, event->entry_kind) :
		event_title(context, event->kind);
	if (!*event->field)
		return g_strdup(title);
	g_autofree char *change = context->machine ? regulation_change_text(
		desk_read_regulation(context->desk), event->field,
		event->old_text, event->new_text, NULL, context->language) :
		view_change_text(context->desk, event->field,
			event->old_text, event->new_text, context->language);
	return *event->entry_kind ? g_strdup_printf("%s: %s", title, change) :
		g_steal_pointer(&change);
}

typedef struct {
	const Context *context;
	Block *table;
} Log;

static void add_row(const LogEvent *event, void *data)
{
	const Log *log = data;
	const Regulation *regulation = desk_read_regulation(log->context->desk);
	Value *cells[] = {
		value_instant(event->at),
		value_ticket_name(event->ticket),
		value_word(event->who),
		value_text_take(what_text(log->context, event)),
		value_text(event->uid),
		value_text(event->kind),
		value_word(event->field),
		regulation_field_value(regulation, event->field, event->old_text),
		regulation_field_value(regulation, event->field, event->new_text),
		value_word(event->entry_kind),
		value_word(event->entry),
		value_word(event->rule),
		value_word(event->why),
		value_text(event->commit),
	};
	block_add_cells(log->table, cells, G_N_ELEMENTS(cells));
}

static const Member columns[] = {
	{"at", {"When", "Когда"}, VALUE_INSTANT, 0, "when"},
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_ID | COLUMN_NUMBER,
		"of the ticket; a text while it has none"},
	{"who", {"Who", "Кто"}, VALUE_TEXT, 0, "login, or a mail address"},
	{"what", {"What", "Что"}, VALUE_TEXT, COLUMN_SHRINK,
		"for people; may change"},
	{"uid", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "the ticket"},
	{"kind", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"created changed said removed deleted edited"},
	{"field", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "that changed"},
	{"old", {NULL}, VALUE_NONE, COLUMN_HIDDEN,
		"before, as the field is typed"},
	{"new", {NULL}, VALUE_NONE, COLUMN_HIDDEN,
		"after; null = nothing"},
	{"entry-kind", {"entry kind", "вид записи"}, VALUE_TEXT, COLUMN_HIDDEN,
		"of what was said"},
	{"entry", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "its id"},
	{"rule", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"by which desk did it; null = a person did"},
	{"why", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "what made the rule act"},
	{"commit", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "that did it"},
	{0},
};
static const Schema log_schema = {"log/1", "desk log: an array", columns};

static int run_path(Context *context, GError **error)
{
	if (option_given(context, "since") || option_given(context, "until") ||
		option_given(context, "by"))
		return usage_error(context, error, &whole_way, NULL);
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	if (!uids)
		return -1;
	context_page(context, PAGE_LIST, &path_schema);
	Block *table = path_table(context->page);
	for (guint i = 0; i < uids->len; i++)
		if (!path_add(context->desk, g_ptr_array_index(uids, i),
			context->language, context->page, table, error))
			return -1;
	return 0;
}

static int run(Context *context, GError **error)
{
	if (option_given(context, "path"))
		return run_path(context, error);
	Desk *desk = context_desk(context, error);
	const char *by = option_text(context, "by");
	g_autofree char *login = NULL;
	g_autoptr(GPtrArray) uids = NULL;
	LogQuestion question = {0};
	if (!desk || !desk_regulation(desk, error) ||
		((context->operand_count > 0 || option_given(context, "query")) &&
			!(uids = context_tickets(context, FALSE, error))) ||
		(by && !(login = whose(context, by, error))) ||
		!option_bounds(context, &question.since, &question.until,
			error) ||
		(!option_given(context, "sort") && !option_count(context,
			"limit", &question.limit, error)))
		return -1;
	question.uids = uids;
	question.by = login;
	Index *index = desk_index(desk, error);
	context_page(context, PAGE_LIST, &log_schema);
	Log log = {context, page_add_rows(context->page, "log", columns)};
	return index && index_each_logged(index, &question, add_row, &log,
		error) ? 0 : -1;
}

const Command log_command = {
	.name = "log",
	.group = GROUP_TICKETS,
	.synopsis = "log [TICKETS] [--since DATE] [--until DATE] [--by AGENT] | "
		"[TICKETS] --path",
	.summary = {"what happened, from history",
		"что происходило, по истории"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_READS | COMMAND_PAGED | COMMAND_TICKETS,
	.answers = (const Schema *const[]){&log_schema, &path_schema, NULL},
	.run = run,
};
