#include "cmd/command.h"

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/talk.h"
#include "app/time/alert.h"
#include "index/agents.h"
#include "model/people.h"

#define DAYS_AHEAD 14
#define MOST_SHIFTS 50

static const Option options[] = {
	{"at", 0, "WHEN", VALUE_OF_DATE, FALSE,
		{"then; default: now", "на этот момент; по умолчанию сейчас"}},
	{0},
};

static gboolean check_people(Context *context, const Rota *rota,
	GError **error)
{
	static const Phrase unknown = {"oncall.yaml: no agent \"%1\"; nobody is "
			"called in their place",
		"oncall.yaml: нет сотрудника «%1»; вместо него никого не "
		"вызовут"},
		gone = {"oncall.yaml: %1 has left; nobody is called in their "
			"place",
		"oncall.yaml: %1 больше не работает; вместо него никого не "
		"вызовут"};
	g_autoptr(GPtrArray) people = rota_people(rota);
	for (guint i = 0; i < people->len; i++) {
		const char *login = people->pdata[i];
		g_autoptr(Agent) agent = NULL;
		Index *index = desk_index(context->desk, error);
		if (!index || !index_agent(index, login, &agent, error))
			return FALSE;
		if (!agent)
			desk_say(context->desk, &unknown, login, NULL);
		else if (agent->left)
			desk_say(context->desk, &gone, login, NULL);
	}
	return TRUE;
}

static Value *people_value(const GPtrArray *people)
{
	Value *list = value_list();
	for (guint i = 0; i < people->len; i++)
		value_list_add(list, value_text(people->pdata[i]));
	return list;
}

static const Member columns[] = {
	{"from", {"From", "С"}, VALUE_INSTANT, 0, "begin of the shift"},
	{"until", {"Until", "До"}, VALUE_INSTANT, 0,
		"its end; null = not within two weeks"},
	{"who", {"Called in this order", "Вызываем по порядку"}, VALUE_LIST,
		COLUMN_ID, "logins, in calling order"},
	{0},
};
static const Schema schema = {"oncall/1", "desk oncall: an array", columns};

static int run_show(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	Instant at;
	if (!desk || !option_date(context, "at", TRUE, &at, error))
		return -1;
	g_autoptr(Rota) rota = alert_rota(desk, error);
	if (!rota || !desk_index(desk, error) || !check_people(context, rota,
		error))
		return -1;
	Block *table = context_list(context, &schema, "shifts");
	Instant from = at == INSTANT_NONE ? desk_now(desk) : at;
	Instant end = from + DAYS_AHEAD * 24 * 60 * 60;
	for (guint i = 0; i < MOST_SHIFTS && from != INSTANT_NONE && from < end;
		i++) {
		g_autoptr(GPtrArray) chain = alert_chain(desk, rota, from, error);
		if (!chain)
			return -1;
		Instant next = rota_next_change(rota, from, DAYS_AHEAD);
		GPtrArray *row = block_add_row(table);
		row_add(row, value_instant(from));
		row_add(row, value_instant(next));
		row_add(row, people_value(chain));
		from = next;
	}
	return 0;
}

static const Subcommand subcommands[] = {
	{"show", NULL, {"who is called, in which order",
		"кого и в каком порядке вызывать"}, {VALUE_OF_NOTHING}, options,
		run_show, TRUE},
	{0},
};

const Command oncall_command = {
	.name = "oncall",
	.group = GROUP_REGULATION,
	.synopsis = "oncall",
	.summary = {"who is on call, now and in the next two weeks",
		"кто дежурит сейчас и в ближайшие две недели"},
	.flags = COMMAND_READS,
	.answers = (const Schema *const[]){&schema, NULL},
	.subcommands = subcommands,
};
