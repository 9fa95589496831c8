/* Settings: git config desk.*, by the rows of model/setting.h. */

#include "cmd/config_check.h"
#include "cmd/frame.h"

#include <string.h>

#include "app/desk/query_context.h"
#include "model/setting.h"
#include "rules/query.h"
#include "store/tip.h"

static const Phrase
	one_value = {"%1 has one value: `desk config set %1 VALUE`",
		"у %1 одно значение: `desk config set %1 ЗНАЧЕНИЕ`"};

/* --- list ------------------------------------------------------------------ */

/* Each setting in force here, without "desk.": later ones win, some stand
 * several times. */
typedef void (*SettingEach)(const char *name, const char *value, void *data);

typedef struct {
	SettingEach each;
	void *data;
} Ours;

static void pass_ours(const char *key, const char *value, void *data)
{
	Ours *ours = data;
	if (g_str_has_prefix(key, "desk."))
		ours->each(key + strlen("desk."), value, ours->data);
}

static gboolean each_setting(Context *context, SettingEach each, void *data,
	GError **error)
{
	g_autoptr(StorePlace) place = NULL;
	Ours ours = {each, data};
	return context_find_place(context->folder, &place, error) &&
		store_config_each(place, pass_ours, &ours, error);
}

/* Those that are set; `setting` is NULL where desk knows no such name. */
typedef struct {
	char *name, *value;
	const Setting *setting;
} Given;

static void given_free(gpointer data)
{
	Given *given = data;
	g_free(given->name);
	g_free(given->value);
	g_free(given);
}

static void keep(const char *name, const char *value, void *data)
{
	Given *given = g_new0(Given, 1);
	given->name = g_strdup(name);
	given->value = g_strdup(value);
	given->setting = setting_find(name);
	g_ptr_array_add(data, given);
}

static void add_row(const Context *context, Block *table,
	const Setting *setting, const char *name,
	const char *value)
{
	GPtrArray *row = block_add_row(table);
	row_add(row, value_text(name));
	row_add(row, value_text(value));
	row_add(row, value_text(setting ? setting->standard : NULL));
	row_add(row, value_text(setting ? setting_type_name(setting->type) :
		NULL));
	row_add(row, value_text_take(setting ? setting_range(setting) : NULL));
	row_add(row, setting ? value_phrase(&setting->help, context->language) :
		value_none());
}

static const Member columns[] = {
	{"name", {"setting", "настройка"}, VALUE_TEXT, COLUMN_ID, "without \"desk.\""},
	{"value", {"value", "значение"}, VALUE_TEXT, COLUMN_SHRINK,
		"as git has it; null = not set"},
	{"default", {"default", "по умолчанию"}, VALUE_TEXT, COLUMN_HIDDEN,
		"what holds then; null = nothing"},
	{"type", {"type", "тип"}, VALUE_TEXT, COLUMN_HIDDEN,
		"text, word, count, bytes, span …"},
	{"range", {"range", "пределы"}, VALUE_TEXT, COLUMN_HIDDEN,
		"of numbers, or the words to choose from"},
	{"help", {"help", "что это"}, VALUE_TEXT, COLUMN_HIDDEN | COLUMN_WRAP,
		"null = desk knows no such setting"},
	{0},
};
static const Schema schema = {"setting/1",
	"desk config, desk config list: an array", columns};

/* With `all`, what is not set is shown, too. */
static Block *add_table(Context *context, gboolean all)
{
	Block *table = context_list(context, &schema, "settings");
	block_show_column(table, "default", all);
	block_show_column(table, "help", all);
	return table;
}

static int list(Context *context, GError **error)
{
	g_autoptr(GPtrArray) given = g_ptr_array_new_with_free_func(given_free);
	if (!each_setting(context, keep, given, error))
		return -1;
	Block *table = add_table(context, FALSE);
	for (guint i = 0; i < given->len; i++) {
		const Given *row = g_ptr_array_index(given, i);
		add_row(context, table, row->setting, row->name, row->value);
	}
	return 0;
}

static int list_all(Context *context, GError **error)
{
	g_autoptr(GPtrArray) given = g_ptr_array_new_with_free_func(given_free);
	if (!each_setting(context, keep, given, error))
		return -1;
	Block *table = add_table(context, TRUE);
	for (gsize i = 0; i < settings_count; i++) {
		gboolean set = FALSE;
		for (guint k = 0; k < given->len; k++) {
			const Given *row = g_ptr_array_index(given, k);
			if (row->setting != &settings[i])
				continue;
			set = TRUE;
			add_row(context, table, row->setting, row->name, row->value);
		}
		g_auto(GStrv) parts = g_strsplit(settings[i].name, "*", 2);
		g_autofree char *name = g_strjoinv("NAME", parts);
		if (!set)
			add_row(context, table, &settings[i], name, NULL);
	}
	return 0;
}

/* --- get and set ----------------------------------------------------------- */

/* The values of one name: the last one, or all if it may have several. */
typedef struct {
	const char *name;
	const Setting *setting;
	GString *text;
} Wanted;

static void take_wanted(const char *name, const char *value, void *data)
{
	Wanted *wanted = data;
	if (g_ascii_strcasecmp(name, wanted->name) != 0)
		return;
	if (!wanted->setting->repeat)
		g_string_truncate(wanted->text, 0);
	g_string_append_printf(wanted->text, "%s\n", value);
}

static int get(Context *context, GError **error)
{
	const char *name = context->operands[0];
	const Setting *setting = setting_need(name, error);
	if (!setting)
		return -1;
	context->page = page_new(PAGE_TEXT, NULL, NULL);
	GString *text = context->page->bytes;
	Wanted wanted = {name, setting, text};
	if (!each_setting(context, take_wanted, &wanted, error))
		return -1;
	if (text->len == 0 && setting->standard)
		g_string_append_printf(text, "%s\n", setting->standard);
	return text->len == 0;
}

/* `value` NULL: it is set no more. */
static void answer_set(Context *context, const char *name, const char *value)
{
	const char *own = name + strlen("desk.");
	add_row(context, add_table(context, FALSE), setting_find(own), own,
		value);
}

/* git writes its files: in the store's folder, or here where there is none. */
static int git_config(Context *context, const char *how, const char *name,
	const char *value, GError **error)
{
	g_autoptr(StorePlace) place = NULL;
	if (!context_find_place(context->folder, &place, error))
		return -1;
	if (!context->dry_run && !store_config_write(place, how, name, value,
		error))
		return -1;
	context->done = !context->dry_run;
	if (context->dry_run || present_json(context))
		answer_set(context, name, value);
	return 0;
}

/* What only this command can tell of a value. */
static gboolean check_meaning(Context *context, const Setting *setting,
	const char *name, const char *value, GError **error)
{
	const char *last = strrchr(name, '.') + 1;
	if (setting->type == SETTING_DESK && !alias_may_be(last, error))
		return FALSE;
	g_autoptr(StorePlace) place = NULL;
	if (!context_find_place(context->folder, &place, error))
		return FALSE;
	if (setting->type != SETTING_QUERY || !place)
		return TRUE;
	QueryContext query_context;
	if (!context_desk(context, error) ||
		!desk_query_context(context->desk, &query_context, error))
		return FALSE;
	g_autoptr(QueryNode) query = query_parse(value, &query_context, error);
	return query != NULL;
}

static int write_value(Context *context, gboolean add, GError **error)
{
	const char *own = context->operands[0], *value = context->operands[1];
	const Setting *setting = setting_need(own, error);
	if (!setting || !setting_check(setting, own, value, error) ||
		!check_meaning(context, setting, own, value, error))
		return -1;
	if (add && !setting->repeat)
		return usage_error(context, error, &one_value, own, NULL);
	g_autofree char *name = g_strconcat("desk.", own, NULL);
	return git_config(context, add ? "--add" : "--replace-all", name, value,
		error);
}

static int set(Context *context, GError **error)
{
	return write_value(context, FALSE, error);
}

static int add(Context *context, GError **error)
{
	return write_value(context, TRUE, error);
}

/* Names that desk does not know may be taken away, too. */
static int unset(Context *context, GError **error)
{
	g_autofree char *name = g_strconcat("desk.", context->operands[0], NULL);
	return git_config(context, "--unset-all", name, NULL, error);
}

static const Option changing[] = {OPTION_DRY_RUN, {0}};

static const Subcommand subcommands[] = {
	{"add", "NAME VALUE", {"one more value of a setting",
		"ещё одно значение настройки"}, {VALUE_OF_SETTING,
		VALUE_OF_TEXT}, changing, add, FALSE},
	{"check", "[FILE]", {"are desk.yaml and the files of people in order?",
		"в порядке ли desk.yaml и файлы людей"}, {VALUE_OF_FILE}, NULL,
		config_check_run, FALSE},
	{"get", "NAME", {"the value of a setting", "значение настройки"},
		{VALUE_OF_SETTING}, NULL, get, FALSE},
	{"list", NULL, {"what is set", "что задано"}, {VALUE_OF_NOTHING},
		NULL, list, FALSE},
	{"set", "NAME VALUE", {"set it", "задать"}, {VALUE_OF_SETTING,
		VALUE_OF_TEXT}, changing, set, FALSE},
	{"unset", "NAME", {"as if it had never been set", "убрать"},
		{VALUE_OF_SETTING}, changing, unset, FALSE},
	{0},
};

const Command config_command = {
	.name = "config",
	.group = GROUP_STORE,
	.synopsis = "config",
	.summary = {"your settings; is desk.yaml in order?",
		"ваши настройки; в порядке ли desk.yaml"},
	.subcommands = subcommands,
	.flags = COMMAND_NO_STORE | COMMAND_READS,
	.answers = (const Schema *const[]){&check_schema, &schema, NULL},
	.run = list_all,
};
