#include "app/change/people.h"
#include "app/desk/current_index.h"
#include "cmd/change.h"
#include "index/agents.h"

static const Phrase no_mail = {"--mail ADDRESS says which git identity is this "
		"agent's",
	"--mail АДРЕС говорит, чьи это коммиты в git"};

static const Option options[] = {
	{"name", 0, "NAME", VALUE_OF_TEXT, FALSE, {"full name", "полное имя"}},
	{"mail", 0, "ADDRESS", VALUE_OF_TEXT, TRUE,
		{"mail address; the first is the author address of commits",
			"почтовый адрес; первым подписываются коммиты"}},
	{"phone", 0, "NUMBER", VALUE_OF_TEXT, TRUE,
		{"where they are called; the first is called first",
			"куда звонить; сначала по первому"}},
	{"alias", 0, "WORD", VALUE_OF_TEXT, TRUE,
		{"another name on the command line",
			"другое имя для командной строки"}},
	{"group", 0, "GROUP", VALUE_OF_GROUP, TRUE,
		{"member of GROUP", "состоит в группе ГРУППА"}},
	{"role", 0, "ROLE", VALUE_OF_TEXT, TRUE,
		{"lead, office, observer …", "роль: lead, office, observer …"}},
	{"level", 0, "LEVEL", VALUE_OF_LEVEL, FALSE,
		{"works at LEVEL", "работает на линии ЛИНИЯ"}},
	{0},
};

static gboolean add(Operation *op, void *data, GError **error)
{
	return people_add_agent(op, data, error);
}

static int run_add(Context *context, GError **error)
{
	NewAgent agent = {
		.login = context->operands[0],
		.name = option_text(context, "name"),
		.mails = option_all(context, "mail"),
		.phones = option_all(context, "phone"),
		.aliases = option_all(context, "alias"),
		.groups = option_all(context, "group"),
		.roles = option_all(context, "role"),
		.level = option_text(context, "level"),
	};
	if (!agent.mails[0])
		return usage_error(context, error, &no_mail, NULL);
	if (run_file_change(context, "agent add", add, &agent, error) != 0)
		return -1;
	static const Phrase made = {"agents/%1.yaml made",
		"создан agents/%1.yaml"};
	context_add_prose(context, &made, agent.login, NULL);
	return 0;
}

static const Member columns[] = {
	{"login", {"Login", "Логин"}, VALUE_TEXT, COLUMN_ID,
		"name of the file"},
	{"name", {"Name", "Имя"}, VALUE_TEXT, COLUMN_SHRINK, "full name"},
	{"level", {"Level", "Линия"}, VALUE_TEXT, 0, "null = none"},
	{"groups", {"Groups", "Группы"}, VALUE_LIST, 0, "texts"},
	{"roles", {"Roles", "Роли"}, VALUE_LIST, 0, "texts"},
	{"mails", {"Mail", "Почта"}, VALUE_LIST, 0, "addresses"},
	{"open", {"Open", "Открыто"}, VALUE_INTEGER, 0,
		"tickets that are not solved"},
	{0},
};
static const Schema schema = {"agent/1", "desk agent list: an array", columns};

static void add_line(Block *table, gconstpointer data)
{
	const AgentLine *line = data;
	Value *cells[] = {
		value_text(line->login),
		value_word(line->name),
		value_word(line->level),
		value_split(line->groups, "\n"),
		value_split(line->roles, "\n"),
		value_split(line->mails, "\n"),
		value_integer(line->open),
	};
	block_add_cells(table, cells, G_N_ELEMENTS(cells));
}

static int run_list(Context *context, GError **error)
{
	return list_files(context, &schema, index_agent_lines, add_line, error);
}

static int run_show(Context *context, GError **error)
{
	return show_file(context, "agents", context->operands[0], error);
}

static int run_edit(Context *context, GError **error)
{
	return edit_file(context, "agents", context->operands[0], error);
}

static const Subcommand subcommands[] = {
	{"add", "LOGIN", {"somebody new", "новый сотрудник"},
		{VALUE_OF_TEXT}, options, run_add, FALSE},
	{"edit", "LOGIN", {"change the file of one", "изменить файл сотрудника"},
		{VALUE_OF_AGENT}, NULL, run_edit, FALSE},
	{"list", NULL, {"everybody who works here", "все, кто работает"},
		{VALUE_OF_NOTHING}, NULL, run_list, TRUE},
	{"show", "LOGIN", {"the file of one", "файл сотрудника"},
		{VALUE_OF_AGENT}, NULL, run_show, FALSE},
	{0},
};

const Command agent_command = {
	.name = "agent",
	.group = GROUP_REGULATION,
	.synopsis = "agent",
	.summary = {"who works here", "сотрудники"},
	.flags = COMMAND_READS | COMMAND_CHANGES,
	.answers = (const Schema *const[]){&schema, NULL},
	.subcommands = subcommands,
};
