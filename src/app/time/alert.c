#include "app/time/alert.h"

#include <string.h>

#include "app/change/alert_entry.h"
#include "app/change/operation_run.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/query_context.h"
#include "app/desk/setting.h"
#include "app/desk/talk.h"
#include "app/desk/ticket_name.h"
#include "app/outbox/audience.h"
#include "app/time/visit.h"
#include "base/error.h"
#include "base/texts.h"
#include "index/agents.h"
#include "index/history.h"
#include "index/people.h"
#include "index/select.h"
#include "index/tickets.h"
#include "model/people.h"
#include "model/regulation.h"
#include "rules/alarm.h"
#include "store/store.h"
#include "system/process.h"
#include "system/step.h"
#include "text/date.h"

#define REPEAT_SECONDS (5 * 60)
#define OUTPUT_LIMIT_BYTES (64 * 1024)

static const Phrase
	no_notifier = {"no notifier here: `git config desk.notifier 'PROGRAM "
			"WORDS'` names the program that calls a person; it "
			"gets LOGIN PHONE TICKET behind its words, the text on "
			"standard input",
		"вызывать нечем: `git config desk.notifier 'ПРОГРАММА СЛОВА'` "
		"назовёт программу, которая вызывает людей; после своих слов "
		"она получит ЛОГИН ТЕЛЕФОН ЗАЯВКА, текст — на стандартный ввод"},
	nobody_on_call = {"nobody is on call now; add a row to oncall.yaml, "
			"like {who: olga, when: always}",
		"сейчас никто не дежурит; добавьте строку в oncall.yaml, "
		"например {who: olga, when: always}"};

/* --- settings -------------------------------------------------------- */

static const YamlNode *section(Desk *desk, GError **error)
{
	static const YamlNode none = {.kind = YAML_SCALAR};
	const Regulation *regulation = desk_regulation(desk, error);
	const YamlNode *node = regulation ? yaml_get(regulation->root, "oncall") :
		NULL;
	return regulation && !node ? &none : node;
}

static gint64 repeat_seconds(const YamlNode *oncall)
{
	gint64 seconds;
	return duration_parse(yaml_get_text(oncall, "repeat", ""), &seconds,
		NULL) && seconds > 0 ? seconds : REPEAT_SECONDS;
}

Rota *alert_rota(Desk *desk, GError **error)
{
	const YamlNode *oncall = section(desk, error);
	Store *store = oncall ? desk_store(desk, error) : NULL;
	if (!store)
		return NULL;
	GTimeZone *zone = desk_read_regulation(desk)->zone;
	const char *path = yaml_get_text(oncall, "rota", "oncall.yaml");
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = store_read(store, NULL, path, &problem);
	if (!bytes && !g_error_matches(problem, DESK_ERROR,
		DESK_ERROR_NOT_FOUND)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return NULL;
	}
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	return rota_parse(text ? text : "", size, path, zone, error);
}

static void add_login(GPtrArray *chain, const char *login)
{
	if (!texts_have(chain, login))
		g_ptr_array_add(chain, g_strdup(login));
}

static gboolean add_if_here(Index *index, const char *login, GPtrArray *chain,
	GError **error)
{
	gboolean here;
	if (!index_agent_is_here(index, login, &here, error))
		return FALSE;
	if (here)
		add_login(chain, login);
	return TRUE;
}

GPtrArray *alert_chain(Desk *desk, const Rota *rota, Instant at,
	GError **error)
{
	Index *index = desk_index(desk, error);
	const YamlNode *oncall = index ? section(desk, error) : NULL;
	if (!oncall)
		return NULL;
	g_autoptr(GPtrArray) chain = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) people = rota_at(rota, at);
	for (guint i = 0; i < people->len; i++)
		if (!add_if_here(index, people->pdata[i], chain, error))
			return NULL;
	const char *then = yaml_get_text(oncall, "then", "");
	g_autoptr(GPtrArray) others = add_if_here(index, then, chain, error) ?
		index_agents_of_role(index, then, error) : NULL;
	if (!others)
		return NULL;
	for (guint i = 0; i < others->len; i++)
		add_login(chain, ((Agent *)others->pdata[i])->login);
	return g_steal_pointer(&chain);
}

/* --- what is due ----------------------------------------------------- */

/* Somebody is on the way: nobody else need be woken. */
static gboolean leave_if_planned(Desk *desk, const char *uid, gboolean *due,
	GError **error)
{
	g_autoptr(GPtrArray) visits = visits_read(desk, uid, error);
	const Visit *next = visits ? visit_planned(visits) : NULL;
	if (next && next->planned >= desk_now(desk))
		*due = FALSE;
	return visits != NULL;
}

/* Who took it by themselves knows; whom a rule or a colleague gave it may be
 * asleep. */
static gboolean leave_if_taken(Index *index, const Ticket *ticket,
	gint64 reopened, gboolean *due, GError **error)
{
	const char *assignee = ticket_get(ticket, "assignee");
	g_autofree char *mail = NULL, *before = NULL, *login = NULL;
	if (*assignee == '\0' || reopened > 0)
		return TRUE;
	if (!index_last_change(index, ticket_get(ticket, "uid"), "assignee",
		assignee, &mail, &before, error) ||
		(mail && !people_agent_by_mail(index, mail, &login, error)))
		return FALSE;
	if (g_strcmp0(login, assignee) == 0)
		*due = FALSE;
	return TRUE;
}

static gboolean is_due(Desk *desk, Index *index, const char *uid,
	gboolean matches, gboolean *due, GError **error)
{
	g_autoptr(Ticket) ticket = desk_load_ticket(desk, uid, error);
	gint64 reopened;
	if (!ticket)
		return FALSE;
	AlarmState state = alarm_state(ticket);
	*due = state.calls > 0;
	if (*due || !matches)
		return !*due || leave_if_planned(desk, uid, due, error);
	if (!index_reopened(index, uid, &reopened, error))
		return FALSE;
	*due = state.occurrence <= reopened;
	return !*due || (leave_if_planned(desk, uid, due, error) &&
		leave_if_taken(index, ticket, reopened, due, error));
}

/* One file that cannot be read does not silence the alarms of the others. */
static gboolean add_due(Desk *desk, Index *index, GPtrArray *due,
	const char *uid, gboolean matches, GError **error)
{
	g_autoptr(GError) problem = NULL;
	gboolean is;
	if (texts_have(due, uid))
		return TRUE;
	if (is_due(desk, index, uid, matches, &is, &problem)) {
		if (is)
			g_ptr_array_add(due, g_strdup(uid));
		return TRUE;
	}
	if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA))
		return desk_error_pass(error, &problem);
	desk_say_problem(desk, problem);
	return TRUE;
}

static gboolean add_matching(Desk *desk, Index *index, const char *when,
	GPtrArray *due, GError **error)
{
	QueryContext query;
	if (!*when)
		return TRUE;
	if (!desk_rule_context(desk, &query, error))
		return FALSE;
	g_autofree char *text = g_strdup_printf("is:open (%s)", when);
	g_autoptr(QueryNode) node = query_parse(text, &query, error);
	g_autoptr(GPtrArray) uids = node ? select_uids(index, node, &query,
		NULL, 0, error) : NULL;
	for (guint i = 0; uids && i < uids->len; i++)
		if (!add_due(desk, index, due, uids->pdata[i], TRUE, error))
			return FALSE;
	return uids != NULL;
}

GPtrArray *alert_due(Desk *desk, GError **error)
{
	Index *index = desk_index(desk, error);
	const YamlNode *oncall = index ? section(desk, error) : NULL;
	if (!oncall)
		return NULL;
	g_autoptr(GPtrArray) due = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) alarmed = add_matching(desk, index, yaml_get_text(
		oncall, "when", ""), due, error) ? index_tickets_alarmed(index,
		error) : NULL;
	if (!alarmed)
		return NULL;
	for (guint i = 0; i < alarmed->len; i++)
		if (!add_due(desk, index, due, alarmed->pdata[i], FALSE, error))
			return NULL;
	return g_steal_pointer(&due);
}

/* --- one call -------------------------------------------------------- */

void alert_result_clear(AlertResult *result)
{
	g_clear_pointer(&result->login, g_free);
}

typedef struct {
	const char *uid;
	const GPtrArray *chain;
	gint64 repeat, timeout_ms;
	AlertResult *result;
	char *entry, *text;
	char *name; /* of the ticket */
	gboolean failed; /* the outcome */
	int status;
} Call;
/* In the language of who is called. NULL with error. */
static char *text_of(Operation *op, const Ticket *ticket, const char *login,
	GError **error)
{
	static const Phrase called = {"Ticket %1: %2\nPriority: %3\n"
		"Customer: %4\nAcknowledge: desk alert ack %1\n",
		"Заявка %1: %2\nПриоритет: %3\nКлиент: %4\n"
		"Принять: desk alert ack %1\n"};
	g_autoptr(GPtrArray) people = audience_agent(operation_desk(op), login,
		error);
	if (!people)
		return NULL;
	const char *language = ((Colleague *)people->pdata[0])->language;
	const char *priority = ticket_get(ticket, "priority");
	g_autofree char *name = ticket_short_name(ticket);
	return phrase_fill(&called, language, name, ticket_get(ticket,
		"subject"), regulation_title(operation_regulation(op),
		"priority", priority, language), ticket_get(ticket, "customer"),
		NULL);
}

/* Decides on the ticket as it stands under the write lock. */
static gboolean claim(Operation *op, void *data, GError **error)
{
	Call *call = data;
	AlertResult *result = call->result;
	Ticket *ticket = operation_ticket(op, call->uid, error);
	if (!ticket)
		return FALSE;
	g_clear_pointer(&call->entry, g_free);
	g_clear_pointer(&call->text, g_free);
	g_clear_pointer(&call->name, g_free);
	alert_result_clear(result);
	AlarmState state = alarm_state(ticket);
	const char *login;
	AlarmStep next = alarm_next(ticket, &state, call->chain, call->repeat,
		operation_now(op), &login, &result->until);
	result->login = g_strdup(login);
	result->called = FALSE;
	result->nobody = next == ALARM_NOBODY;
	if (next != ALARM_CALL)
		return TRUE;
	Entry *entry = alert_entry_say(op, ticket, login, state.occurrence);
	if (!entry)
		return TRUE;
	result->called = TRUE;
	result->until = operation_now(op) + call->repeat;
	call->entry = g_strdup(entry->id);
	call->text = text_of(op, ticket, login, error);
	call->name = ticket_short_name(ticket);
	return call->text != NULL;
}

static gboolean settle(Operation *op, void *data, GError **error)
{
	const Call *call = data;
	Ticket *ticket = operation_ticket(op, call->uid, error);
	if (!ticket)
		return FALSE;
	g_autofree char *key = g_strconcat(call->entry, "/outcome", NULL);
	g_autofree char *id = alert_entry_id(op, ticket, key);
	if (ticket_entry_by_id(ticket, id))
		return TRUE;
	Entry *entry = operation_say(op, ticket, "delivery", NULL, id, NULL,
		INSTANT_NONE);
	entry_set(entry, "of", call->entry);
	entry_set(entry, "state", call->failed ? "failed" : "sent");
	if (call->failed)
		entry_set_integer(entry, "code", call->status);
	return TRUE;
}

static char *phone_of(const char *login, Store *store, GError **error)
{
	g_autofree char *path = g_strdup_printf("agents/%s.yaml", login);
	g_autoptr(GBytes) bytes = store_read(store, NULL, path, error);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	g_autoptr(YamlNode) root = text ? yaml_parse(text, size, path, 1, error) :
		NULL;
	const YamlNode *phones = yaml_get(root, "phones");
	const char *phone = yaml_get_text(root, "phone",
		yaml_get_text(root, "phones", ""));
	if (phones && phones->kind == YAML_LIST && phones->items->len > 0) {
		const YamlNode *first = phones->items->pdata[0];
		phone = yaml_text(first);
	}
	gboolean plus = *phone == '+';
	GString *digits = g_string_new(plus ? "+" : "");
	for (; *phone && digits->len < 20; phone++)
		if (g_ascii_isdigit(*phone))
			g_string_append_c(digits, *phone);
	return g_string_free(digits, FALSE);
}

static char **notifier_of(Desk *desk, GError **error)
{
	g_autofree char *command = desk_setting(desk, "notifier");
	char **words = command && *command ? process_split(command, error) :
		NULL;
	if (words || (command && *command))
		return words;
	desk_refuse(error, DESK_ERROR_CONFIG, &no_notifier, NULL);
	return NULL;
}

static const Phrase no_phone = {"%1: agents/%2.yaml has no phone number; the "
		"notifier gets none",
	"%1: в agents/%2.yaml нет номера телефона; программа вызова его не "
	"получит"};

/* Runs the notifier; whatever goes wrong is a call that failed. */
static void notify(Desk *desk, char **notifier, Call *call)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_autoptr(GError) unread = NULL;
	Store *store = desk_store(desk, &unread);
	g_autofree char *phone = store ? phone_of(call->result->login, store,
		&unread) :
		g_strdup("");
	if (unread)
		desk_say_problem(desk, unread);
	g_autoptr(GBytes) input = g_bytes_new(call->text, strlen(call->text));
	g_autoptr(GError) problem = NULL;
	g_autofree char *said = NULL;
	for (char **word = notifier; *word; word++)
		g_ptr_array_add(argv, *word);
	g_ptr_array_add(argv, call->result->login);
	g_ptr_array_add(argv, phone);
	g_ptr_array_add(argv, call->name);
	g_ptr_array_add(argv, NULL);
	if (*phone == '\0')
		desk_say(desk, &no_phone, call->name, call->result->login, NULL);
	step("notifier");
	gboolean ran = process_run_within((const char *const *)argv->pdata,
		input, OUTPUT_LIMIT_BYTES, call->timeout_ms, NULL, &said,
		&call->status, &problem);
	call->failed = !ran || call->status != 0;
	call->status = ran ? call->status : -1;
	if (!call->failed)
		return;
	static const Phrase not_called = {"%1: %2 was not called: %3",
		"%1: вызвать %2 не удалось: %3"},
		no_words = {"%1: %2 was not called: the notifier failed",
		"%1: вызвать %2 не удалось: ошибка программы вызова"};
	g_autofree char *words = problem ? desk_problem_text(desk, problem) :
		said && *said ? g_strdup(g_strchomp(said)) : NULL;
	desk_say(desk, words ? &not_called : &no_words, call->name,
		call->result->login, words, NULL);
}

gboolean alert_ticket(Desk *desk, const char *uid, gboolean automation,
	AlertResult *result, GError **error)
{
	g_auto(GStrv) notifier = notifier_of(desk, error);
	g_autoptr(Rota) rota = notifier ? alert_rota(desk, error) : NULL;
	g_autoptr(GPtrArray) chain = rota ? alert_chain(desk, rota,
		desk_now(desk), error) : NULL;
	gint64 timeout;
	if (!chain || !desk_setting_number(desk, "notifier.timeout", &timeout,
		error))
		return FALSE;
	if (chain->len == 0)
		return desk_refuse(error, DESK_ERROR_CONFIG, &nobody_on_call,
			NULL);
	Call call = {.uid = uid, .chain = chain, .result = result,
		.repeat = repeat_seconds(section(desk, NULL)),
		.timeout_ms = timeout * 1000};
	OperationSettings settings = {.verb = "alert", .durable = TRUE,
		.automation = automation, .by = automation ? "rule" : NULL};
	gboolean good;
	do {
		g_auto(OperationResult) claimed = {0}, settled = {0};
		good = operation_run(desk, &settings, claim, &call, &claimed,
			error);
		if (!good || !result->called)
			break;
		notify(desk, notifier, &call);
		result->failed = call.failed;
		good = operation_run(desk, &settings, settle, &call, &settled,
			error);
	} while (good && call.failed);
	g_free(call.entry);
	g_free(call.text);
	g_free(call.name);
	return good;
}
