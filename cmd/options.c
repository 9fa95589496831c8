#include "cmd/frame.h"

#include <string.h>

#include "model/regulation.h"

typedef struct {
	const Option *option;
	const char *value;
} Given;

struct Arguments {
	GArray *given;	 /* Given, in order */
	GHashTable *all; /* Option* → char**, made when asked for */
	gboolean text_from_stdin;
};

static const Option global_options[] = {
	{"directory", 'C', "DIR", VALUE_OF_FOLDER, FALSE,
		{"the store, or a folder in it, instead of this folder",
			"хранилище или папка в нём вместо текущей"}},
	{"as", 0, "AGENT", VALUE_OF_AGENT, FALSE,
		{"act as this agent", "действовать от имени этого сотрудника"}},
	{"config", 0, "NAME=VALUE", VALUE_OF_TEXT, TRUE,
		{"a setting for this command alone",
			"настройка для одной этой команды"}},
	{"json", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"answer and errors as JSON", "ответ и ошибки в JSON"}},
	{"no-input", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"never ask", "ничего не спрашивать"}},
	{"color", 0, "WHEN", VALUE_OF_WHEN, FALSE,
		{"always, never or auto", "always, never или auto"}},
	{"quiet", 'q', NULL, VALUE_OF_NOTHING, FALSE,
		{"say only what went wrong", "сообщать только об ошибках"}},
	{"verbose", 'v', NULL, VALUE_OF_NOTHING, FALSE,
		{"say more", "сообщать подробнее"}},
	{"help", 'h', NULL, VALUE_OF_NOTHING, FALSE,
		{"this help", "эта справка"}},
	{"version", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"the version of desk", "версия desk"}},
	{0},
};

static const Option reading_options[] = {
	{"output-format", 'O', "FORMAT", VALUE_OF_FORMAT, FALSE,
		{"table, tsv, csv, json, jsonl, html, md, pdf, xlsx or ids",
			"table, tsv, csv, json, jsonl, html, md, pdf, xlsx или ids"}},
	{"output", 'o', "FILE", VALUE_OF_FILE, FALSE,
		{"write to FILE; its ending may name the format",
			"записать в ФАЙЛ; формат — по его окончанию"}},
	{"fields", 0, "NAMES", VALUE_OF_FIELD, FALSE,
		{"these columns: a,b", "только эти столбцы: a,b"}},
	{"format", 0, "TEMPLATE", VALUE_OF_TEXT, FALSE,
		{"a line each: '%(number) %(subject:trunc(40))'",
			"по строке на каждую: '%(number) "
			"%(subject:trunc(40))'"}},
	{"jq", 0, "PROGRAM", VALUE_OF_TEXT, FALSE,
		{"what jq makes of the JSON", "обработать JSON программой jq"}},
	{"sort", 0, "NAMES", VALUE_OF_FIELD, FALSE,
		{"order: -due,priority (- is descending)",
			"порядок: -due,priority («-» — по убыванию)"}},
	{"limit", 0, "NUMBER", VALUE_OF_COUNT, FALSE,
		{"at most so many", "не больше стольких"}},
	{"header", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"names of the columns first, with -O tsv",
			"сначала имена столбцов, с -O tsv"}},
	{"null", 'z', NULL, VALUE_OF_NOTHING, FALSE,
		{"end each line with NUL instead",
			"завершать строки нулевым байтом"}},
	{"porcelain", 0, "VERSION", VALUE_OF_TEXT, FALSE,
		{"v1: as in a pipe, on a terminal too",
			"v1: на терминале как в конвейере"}},
	{"exit-status", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"1 if nothing matched", "1, если ничего не подошло"}},
	{0},
};

static const Option changing_options[] = {
	OPTION_DRY_RUN,
	{"yes", 'y', NULL, VALUE_OF_NOTHING, FALSE,
		{"do not ask", "не спрашивать"}},
	{0},
};

static const Option ticket_options[] = {
	{"query", 'Q', "QUERY", VALUE_OF_QUERY, FALSE,
		{"the tickets that match, instead of naming them",
			"подходящие заявки вместо перечисленных"}},
	{0},
};

static const struct {
	guint flag;
	const Option *options;
} implied[] = {
	{COMMAND_TICKETS, ticket_options},
	{COMMAND_CHANGES, changing_options},
	{COMMAND_READS, reading_options},
};

/* --- the table of a command ---------------------------------------------- */

/* A command's own row hides one of the same name or letter below it. */
static gboolean is_hidden(const GPtrArray *options, const Option *row)
{
	for (guint i = 0; i < options->len; i++) {
		const Option *other = g_ptr_array_index(options, i);
		if (strcmp(other->name, row->name) == 0 ||
			(row->letter && other->letter == row->letter))
			return TRUE;
	}
	return FALSE;
}

static void add_rows(GPtrArray *options, const Option *rows)
{
	for (const Option *row = rows; row && row->name; row++)
		if (!is_hidden(options, row))
			g_ptr_array_add(options, (gpointer)row);
}

static void add_shared(GPtrArray *options, const Command *command)
{
	for (gsize i = 0; command && i < G_N_ELEMENTS(implied); i++)
		if (command->flags & implied[i].flag)
			add_rows(options, implied[i].options);
	add_rows(options, global_options);
}

GPtrArray *options_of(const Command *command, const Subcommand *subcommand)
{
	GPtrArray *options = g_ptr_array_new();
	add_rows(options, subcommand ? subcommand->options :
		command ? command->options : NULL);
	add_shared(options, command);
	return options;
}

GPtrArray *options_known(const Command *command)
{
	GPtrArray *options = g_ptr_array_new();
	add_rows(options, command ? command->options : NULL);
	for (const Subcommand *row = command ? command->subcommands : NULL;
		row && row->name; row++)
		add_rows(options, row->options);
	add_shared(options, command);
	return options;
}

const Option *option_among(const GPtrArray *options, const char *name)
{
	for (guint i = 0; i < options->len; i++) {
		const Option *row = g_ptr_array_index(options, i);
		if (strcmp(row->name, name) == 0)
			return row;
	}
	return NULL;
}

const Option *option_by_name(const Command *command, const char *name)
{
	g_autoptr(GPtrArray) options = options_known(command);
	return option_among(options, name);
}

const Option *option_by_letter(const Command *command, char letter)
{
	g_autoptr(GPtrArray) options = options_known(command);
	for (guint i = 0; i < options->len; i++) {
		const Option *row = g_ptr_array_index(options, i);
		if (row->letter == letter)
			return row;
	}
	return NULL;
}

gboolean options_have_text(const Command *command)
{
	const Option *row = option_by_letter(command, 'm');
	return row && strcmp(row->name, "message") == 0;
}

/* --- parsing --------------------------------------------------------------- */

Arguments *arguments_new(void)
{
	Arguments *arguments = g_new0(Arguments, 1);
	arguments->given = g_array_new(FALSE, FALSE, sizeof(Given));
	arguments->all = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	return arguments;
}

void arguments_free(Arguments *arguments)
{
	if (!arguments)
		return;
	g_array_unref(arguments->given);
	g_hash_table_unref(arguments->all);
	g_free(arguments);
}

static void take(Arguments *arguments, const Option *option, const char *value)
{
	Given given = {option, value};
	g_array_append_val(arguments->given, given);
}

static const Phrase
	like_option = {"unknown option %1; did you mean --%2?",
		"неизвестный параметр %1; может быть, --%2?"},
	no_option = {"unknown option %1; `desk %2%3` lists them",
		"неизвестный параметр %1; их перечислит `desk %2%3`"},
	query_term = {"%1; a query term that begins with - goes after --",
		"%1; слово запроса, которое начинается с -, пишут после --"},
	needs_value = {"%1 needs a value: %1 %2", "%1 требует значения: %1 %3"},
	not_here = {"`desk %1%2%3` takes no --%4; `desk %1 -h` says what does",
		"`desk %1%2%3` не принимает --%4; кто принимает, скажет "
		"`desk %1 -h`"},
	takes_none = {"%1 takes no value", "%1 не принимает значения"};

static void unknown_option(const Command *command, const char *word,
	GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autoptr(GPtrArray) options = options_known(command);
	for (guint i = 0; i < options->len; i++) {
		const Option *row = g_ptr_array_index(options, i);
		g_ptr_array_add(names, (gpointer)row->name);
	}
	const char *near = g_str_has_prefix(word, "--") ?
		nearest_name(word + 2, names) : NULL;
	if (near)
		desk_refuse(error, DESK_ERROR_USAGE, &like_option, word, near,
			NULL);
	else
		desk_refuse(error, DESK_ERROR_USAGE, &no_option, word,
			command ? command->name : "help", command ? " -h" : "",
			NULL);
	if (command && command->operand == VALUE_OF_QUERY)
		desk_error_reword(error, &query_term, NULL);
}

/* A text may be empty, a folder is this one; of people the commands say that it is
 * nobody's name (app/desk/people_words.h). */
static gboolean is_missing(const Option *option, const char *value)
{
	static const OptionValue none[] = {VALUE_OF_TEXT, VALUE_OF_FOLDER,
		VALUE_OF_AGENT, VALUE_OF_ASSIGNEE, VALUE_OF_CUSTOMER,
		VALUE_OF_CONTACT};
	for (gsize i = 0; i < G_N_ELEMENTS(none); i++)
		if (option->value == none[i])
			return FALSE;
	return *value == '\0';
}

static gboolean missing_value(const Option *option, const char *word,
	GError **error)
{
	g_autofree char *russian = placeholders_in(option->argument, "ru");
	return desk_refuse(error, DESK_ERROR_USAGE, &needs_value, word,
		option->argument, russian, NULL);
}

/* "--name", "--name=value", "--name value"; `*used` words are taken. */
static gboolean parse_long(Arguments *arguments, const Command *command,
	char **words, guint *used, GError **error)
{
	const char *equals = strchr(words[0], '=');
	g_autofree char *name = equals ?
		g_strndup(words[0] + 2, (gsize)(equals - words[0]) - 2) :
		g_strdup(words[0] + 2);
	g_autofree char *shown = g_strconcat("--", name, NULL);
	const Option *option = option_by_name(command, name);
	if (!option) {
		unknown_option(command, shown, error);
		return FALSE;
	}
	if (!option->argument && equals)
		return desk_refuse(error, DESK_ERROR_USAGE, &takes_none, shown,
			NULL);
	if (option->argument && !equals && !words[1])
		return missing_value(option, shown, error);
	const char *value = NULL;
	*used = 1;
	if (option->argument)
		value = equals ? equals + 1 : words[(*used)++];
	if (value && is_missing(option, value))
		return missing_value(option, shown, error);
	take(arguments, option, value);
	return TRUE;
}

/* "-a", "-nq", "-aVALUE", "-a VALUE". */
static gboolean parse_short(Arguments *arguments, const Command *command,
	char **words, guint *used, GError **error)
{
	*used = 1;
	for (const char *letter = words[0] + 1; *letter; letter++) {
		char shown[] = {'-', *letter, '\0'};
		const Option *option = option_by_letter(command, *letter);
		if (!option) {
			unknown_option(command,
				g_ascii_isgraph(*letter) ? shown : words[0], error);
			return FALSE;
		}
		if (!option->argument) {
			take(arguments, option, NULL);
			continue;
		}
		if (letter[1] == '\0' && !words[1])
			return missing_value(option, shown, error);
		const char *value = letter[1] ? letter + 1 : words[(*used)++];
		if (is_missing(option, value))
			return missing_value(option, shown, error);
		take(arguments, option, value);
		return TRUE;
	}
	return TRUE;
}

/* Do tickets stand first, behind the name of a subcommand? */
static gboolean is_place_of_tickets(const Command *command,
	const GPtrArray *operands)
{
	const Subcommand *row = command->subcommands;
	if (operands->len == 0)
		return (command->flags & COMMAND_TICKETS) ||
			command->operand == VALUE_OF_TICKET;
	while (row && row->name && strcmp(row->name, operands->pdata[0]) != 0)
		row++;
	return operands->len == 1 && row && row->name &&
		row->values[0] == VALUE_OF_TICKET;
}

/* "-" is the text of a command that takes one; at the place of the tickets it
 * is a list of tickets. */
static void take_operand(Arguments *arguments, const Command *command,
	char *word, GPtrArray *operands)
{
	gboolean for_tickets = is_place_of_tickets(command, operands) &&
		!row_given(arguments, option_by_name(command, "query"));
	if (strcmp(word, "-") == 0 && !for_tickets &&
		options_have_text(command))
		arguments->text_from_stdin = TRUE;
	else
		g_ptr_array_add(operands, word);
}

int arguments_parse(Arguments *arguments, const Command *command,
	char **words, GPtrArray *operands, GError **error)
{
	int i = 0;
	g_hash_table_remove_all(arguments->all);
	while (words[i]) {
		guint used = 1;
		gboolean good = TRUE;
		if (strcmp(words[i], "--") == 0) {
			i++;
			break;
		}
		if (g_str_has_prefix(words[i], "--"))
			good = parse_long(arguments, command, words + i, &used,
				error);
		else if (words[i][0] == '-' && words[i][1] != '\0')
			good = parse_short(arguments, command, words + i, &used,
				error);
		else if (!command)
			break;
		else
			take_operand(arguments, command, words[i], operands);
		if (!good)
			return -1;
		i += (int)used;
	}
	while (command && words[i])
		g_ptr_array_add(operands, words[i++]);
	return i;
}

/* What is stored is UTF-8; a name of a file may be anything. */
static gboolean need_utf8(const char *word, GError **error)
{
	static const Phrase other = {"\"%1\" is no UTF-8; where the terminal or "
			"the script writes another charset, convert it: "
			"\"$(iconv -f CP1251 -t UTF-8 FILE)\"",
		"«%1» — не UTF-8; если терминал или скрипт пишет в другой "
		"кодировке, преобразуйте: \"$(iconv -f CP1251 -t UTF-8 ФАЙЛ)\""};
	if (g_utf8_validate(word, -1, NULL))
		return TRUE;
	g_autofree char *shown = g_utf8_make_valid(word, -1);
	return desk_refuse(error, DESK_ERROR_USAGE, &other, shown, NULL);
}

gboolean arguments_check_text(const Arguments *arguments,
	const GPtrArray *operands, GError **error)
{
	for (guint i = 0; i < arguments->given->len; i++) {
		const Given *given = &g_array_index(arguments->given, Given, i);
		if (given->value && given->option->value != VALUE_OF_FILE &&
			given->option->value != VALUE_OF_FOLDER &&
			!need_utf8(given->value, error))
			return FALSE;
	}
	for (guint i = 0; i < operands->len; i++) {
		const char *word = g_ptr_array_index(operands, i);
		if (!g_file_test(word, G_FILE_TEST_EXISTS) &&
			!need_utf8(word, error))
			return FALSE;
	}
	return TRUE;
}

gboolean option_is_global(const Option *option)
{
	return option >= global_options &&
		option < global_options + G_N_ELEMENTS(global_options);
}

gboolean arguments_settle(Arguments *arguments, const Command *command,
	const Subcommand *subcommand, GError **error)
{
	g_autoptr(GPtrArray) options = options_of(command, subcommand);
	for (guint i = 0; i < arguments->given->len; i++) {
		Given *given = &g_array_index(arguments->given, Given, i);
		if (option_is_global(given->option))
			continue;
		const Option *row = option_among(options, given->option->name);
		if (!row) {
			desk_refuse(error, DESK_ERROR_USAGE, &not_here,
				command->name, subcommand ? " " : "",
				subcommand ? subcommand->name : "",
				given->option->name, NULL);
			return FALSE;
		}
		given->option = row;
	}
	return TRUE;
}

/* --- asking ---------------------------------------------------------------- */

gboolean row_given(const Arguments *arguments, const Option *row)
{
	for (guint i = 0; i < arguments->given->len; i++)
		if (g_array_index(arguments->given, Given, i).option == row)
			return TRUE;
	return FALSE;
}

const char *row_text(const Arguments *arguments, const Option *row)
{
	for (guint i = arguments->given->len; i > 0; i--) {
		const Given *given =
			&g_array_index(arguments->given, Given, i - 1);
		if (given->option == row)
			return given->value;
	}
	return NULL;
}

char **row_all(Arguments *arguments, const Option *row)
{
	char **known = g_hash_table_lookup(arguments->all, row);
	if (known)
		return known;
	GPtrArray *values = g_ptr_array_new();
	for (guint i = 0; i < arguments->given->len; i++) {
		const Given *given = &g_array_index(arguments->given, Given, i);
		if (given->option == row)
			g_ptr_array_add(values, (gpointer)given->value);
	}
	g_ptr_array_add(values, NULL);
	known = (char **)g_ptr_array_free(values, FALSE);
	g_hash_table_insert(arguments->all, (gpointer)row, known);
	return known;
}

/* A row of the frame's own tables. */
static const Option *shared_row(const char *name)
{
	static const Option *const tables[] = {global_options, reading_options,
		changing_options, ticket_options};
	for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
		for (const Option *row = tables[i]; row->name; row++)
			if (strcmp(row->name, name) == 0)
				return row;
	g_assert_not_reached();
}

gboolean arguments_given(const Arguments *arguments, const char *name)
{
	return row_given(arguments, shared_row(name));
}

gboolean format_is_json(const char *format)
{
	return g_strcmp0(format, "json") == 0 ||
		g_strcmp0(format, "jsonl") == 0;
}

gboolean arguments_want_json(const Arguments *arguments)
{
	return arguments_given(arguments, "json") ||
		format_is_json(arguments_text(arguments, "output-format"));
}

const char *arguments_text(const Arguments *arguments, const char *name)
{
	return row_text(arguments, shared_row(name));
}

char **arguments_all(Arguments *arguments, const char *name)
{
	return row_all(arguments, shared_row(name));
}

gboolean arguments_text_from_stdin(const Arguments *arguments)
{
	return arguments->text_from_stdin;
}
