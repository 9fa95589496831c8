/* Finds the command, runs it, shows its page, turns errors into words
 * and an exit status. */

#include "cmd/change.h"
#include "cmd/frame.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/picture.h"
#include "app/sync/auto.h"
#include "app/sync/gave_way.h"
#include "model/setting.h"
#include "system/clock.h"

#define ALIAS_DEPTH 10

/* The command that `words` name, its options and operands parsed. */
typedef struct {
	Arguments *arguments;
	const Command *command;
	const Subcommand *subcommand;
	GPtrArray *operands; /* char*, then NULL */
	GPtrArray *aliases;  /* char**: their words, kept alive */
	GPtrArray *expanded; /* char**: argv with those in place */
	char **typed;	     /* argv */
	gboolean done; /* something was changed, for good */
	GPtrArray *failed; /* char*: tickets, for an error as JSON */
	gboolean json;
} Invocation;

/* The words of an alias in place of its name, before the rest. */
static char **expand(Invocation *invocation, char **alias, char **rest)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	for (char **word = alias; *word; word++)
		g_ptr_array_add(words, *word);
	for (char **word = rest; *word; word++)
		g_ptr_array_add(words, *word);
	g_ptr_array_add(words, NULL);
	char **joined = (char **)g_ptr_array_free(g_steal_pointer(&words),
		FALSE);
	g_ptr_array_add(invocation->expanded, joined);
	return joined;
}

static const Phrase
	circle = {"desk.alias.%1 stands for itself",
		"desk.alias.%1 обозначает само себя"},
	no_pair = {"--config %1: this must be NAME=VALUE",
		"--config %1: нужно ИМЯ=ЗНАЧЕНИЕ"},
	no_words = {"`desk %1` takes no words",
		"`desk %1` не принимает слов"};

/* Words from the first command name on; NULL with error, or without one when
 * there is no command. */
static char **find_command(Invocation *invocation, char **words,
	GError **error)
{
	for (int depth = 0; depth < ALIAS_DEPTH; depth++) {
		int taken = arguments_parse(invocation->arguments, NULL, words,
			NULL, error);
		if (taken < 0 || !words[taken])
			return NULL;
		words += taken;
		invocation->command = command_find(words[0]);
		if (invocation->command)
			return words;
		char **alias = alias_find(words[0], invocation->arguments,
			error);
		if (!alias) {
			if (!*error)
				external_run(words[0], words + 1,
					invocation->arguments, error);
			if (!*error)
				command_unknown(words[0], error);
			return NULL;
		}
		g_ptr_array_add(invocation->aliases, alias);
		words = expand(invocation, alias, words + 1);
	}
	desk_refuse(error, DESK_ERROR_CONFIG, &circle, words[0], NULL);
	return NULL;
}

static gboolean show_text(GString *text, GError **error)
{
	gboolean good = terminal_show(text, FALSE, error);
	g_string_free(text, TRUE);
	return good;
}

/* Without a command: --version, or the daily commands. */
static int run_nothing(const Arguments *arguments, GError **error)
{
	GString *text = g_string_new(NULL);
	if (arguments_given(arguments, "version"))
		g_string_append(text, "desk " DESK_VERSION "\n");
	else
		help_daily(text, terminal_language());
	return show_text(text, error) ? 0 : -1;
}

static int run_help(const Invocation *invocation, GError **error)
{
	GString *text = g_string_new(NULL);
	help_of_command(text, invocation->command, subcommand_find(
		invocation->command, invocation->operands->pdata[0]),
		terminal_language());
	return show_text(text, error) ? 0 : -1;
}

static gboolean add_setting(guint place, const char *row, GError **error)
{
	const char *equals = strchr(row, '=');
	if (!equals)
		return desk_refuse(error, DESK_ERROR_USAGE, &no_pair, row, NULL);
	if (g_str_has_prefix(row, "desk."))
		row += strlen("desk.");
	g_autofree char *name = g_strndup(row, (gsize)(equals - row));
	const Setting *setting = setting_need(name, error);
	if (!setting || !setting_check(setting, name, equals + 1, error))
		return FALSE;
	g_autofree char *key = g_strconcat("desk.", name, NULL);
	g_autofree char *key_variable = g_strdup_printf("GIT_CONFIG_KEY_%u",
		place);
	g_autofree char *value_variable = g_strdup_printf(
		"GIT_CONFIG_VALUE_%u", place);
	g_setenv(key_variable, key, TRUE);
	g_setenv(value_variable, equals + 1, TRUE);
	return TRUE;
}

/* --config, as `git -c` has it: our own reader and every git that is started
 * find it in the environment. */
static gboolean take_settings(Arguments *arguments, GError **error)
{
	char **rows = arguments_all(arguments, "config");
	const char *already = g_getenv("GIT_CONFIG_COUNT");
	guint count = already ? (guint)g_ascii_strtoull(already, NULL, 10) : 0;
	for (; *rows; rows++, count++) {
		if (!add_setting(count, *rows, error))
			return FALSE;
		g_autofree char *sum = g_strdup_printf("%u", count + 1);
		g_setenv("GIT_CONFIG_COUNT", sum, TRUE);
	}
	return TRUE;
}

static gboolean takes_words(const Command *command)
{
	return command->operand != VALUE_OF_NOTHING || command->subcommands ||
		(command->flags & COMMAND_TICKETS);
}

/* Which subcommand is meant: its name is no operand. */
static gboolean choose(Invocation *invocation, GError **error)
{
	char **operands = (char **)invocation->operands->pdata;
	if (!subcommand_choose(invocation->command, operands,
		&invocation->subcommand, error))
		return FALSE;
	if (invocation->subcommand && operands[0])
		g_ptr_array_remove_index(invocation->operands, 0);
	return !invocation->command->subcommands || arguments_settle(
		invocation->arguments, invocation->command,
		invocation->subcommand, error);
}

/* Also where the words could not be parsed, and where an alias has it. */
static gboolean wants_json(const Arguments *arguments, char **argv)
{
	static const char long_format[] = "--output-format=";
	if (arguments_want_json(arguments))
		return TRUE;
	for (char **word = argv + 1; *word && strcmp(*word, "--") != 0; word++)
		if (strcmp(*word, "--json") == 0 ||
			(g_str_has_prefix(*word, "-O") &&
				format_is_json(*word + 2)) ||
			(g_str_has_prefix(*word, long_format) &&
				format_is_json(*word + strlen(long_format))) ||
			((strcmp(*word, "-O") == 0 ||
				strcmp(*word, "--output-format") == 0) &&
				format_is_json(word[1])))
			return TRUE;
	return FALSE;
}

static void say_tried(const Context *context, gboolean json)
{
	static const Phrase tried_only = {"nothing was changed (-n)",
		"ничего не изменено (-n)"};
	if (context->dry_run && !context->quiet)
		terminal_say(phrase_in(&tried_only, json ? NULL :
			context->language), json);
}

/* What is done stays done: who is told a failure would do it again. */
static void say_unshown(const Invocation *invocation, const char *names,
	const GError *problem)
{
	static const Phrase unshown = {"done%1, but the answer is not shown: %2",
		"сделано%1, но ответ не показан: %2"};
	const char *language = invocation->json ? NULL : terminal_language();
	g_autofree char *why = desk_error_text(problem, language);
	g_autofree char *what = names && *names ? g_strconcat(" (", names, ")",
		NULL) : g_strdup("");
	g_autofree char *text = phrase_fill(&unshown, language, what, why, NULL);
	terminal_say(text, invocation->json);
}

static gboolean is_done(const Context *context)
{
	return context->done ||
		(context->desk && desk_has_committed(context->desk));
}

/* What stands in a file is not replaced by what did not come to its end. */
static gboolean spares_file(const Invocation *invocation, const Context *context,
	gboolean failed)
{
	const char *file = arguments_text(context->arguments, "output");
	return failed && !invocation->done && file && strcmp(file, "-") != 0;
}

/* The page, also beside an error; FALSE if it could not be shown and nothing
 * was done. */
static gboolean show(Invocation *invocation, Context *context,
	gboolean *empty, GError **error)
{
	g_autoptr(GError) problem = NULL;
	invocation->done = is_done(context);
	if (invocation->done)
		terminal_keep_writing();
	if (!context->page || spares_file(invocation, context, !error) ||
		present(context, error ? empty : NULL, &problem))
		return TRUE;
	if (!invocation->done) {
		if (error)
			g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	g_autofree char *names = present_names(context->page);
	say_unshown(invocation, names, problem);
	return TRUE;
}

/* Tickets that are not there, beside those that something was done to. */
static int add_unknown(const Context *context, int answer, GError **error)
{
	static const char separator[] = ": ";
	g_autoptr(GPtrArray) problems = g_ptr_array_new();
	if (context->unknown->len == 0)
		return answer;
	int code = DESK_ERROR_PARTLY;
	g_autoptr(GError) before = NULL;
	if (answer < 0 && *error) {
		before = g_steal_pointer(error);
		code = before->code;
		g_ptr_array_add(problems, before);
	}
	for (guint i = 0; i < context->unknown->len; i++) {
		const GError *problem = context->unknown->pdata[i];
		const char *end = strstr(problem->message, separator);
		if (end)
			g_ptr_array_add(context->failed, g_strndup(
				problem->message,
				(gsize)(end - problem->message)));
		g_ptr_array_add(problems, (gpointer)problem);
	}
	desk_error_of_many(error, code, problems);
	return -1;
}

/* What was changed goes out behind the answer. */
static void sync_after(Context *context)
{
	if (context->desk && desk_has_committed(context->desk) &&
		!(context->command->flags & COMMAND_SYNCS) &&
		sync_is_automatic(context->desk))
		sync_soon(context->desk);
}

static int run_command(Invocation *invocation, GError **error)
{
	const Command *command = invocation->command;
	const Subcommand *subcommand = invocation->subcommand;
	Context context;
	context_init(&context, command, subcommand, invocation->arguments);
	context.typed = invocation->typed;
	context.operand_count = invocation->operands->len - 1;
	context.operands = (char **)g_ptr_array_free(
		g_steal_pointer(&invocation->operands), FALSE);
	gboolean empty = FALSE;
	int answer = -1;
	if (context.operand_count > 0 && !takes_words(command))
		usage_error(&context, error, &no_words, command->name, NULL);
	else if (present_check(&context, error))
		answer = subcommand ? subcommand->run(&context, error) :
			command->run(&context, error);
	if (answer >= 0 && !context.dry_run)
		context_drop_draft(&context);
	if (answer >= 0 && !context.page && present_json(&context))
		answer_commit(&context, NULL);
	if (!show(invocation, &context, &empty, answer < 0 ? NULL : error))
		answer = -1;
	if (answer >= 0)
		say_tried(&context, invocation->json);
	if (answer >= 0 && context.desk && (command->flags & COMMAND_READS))
		picture_say(context.desk);
	if (answer >= 0 && context.desk && command->group <= GROUP_FIGURES &&
		command->group != GROUP_REGULATION) {
		picture_say_failure(context.desk, FALSE);
		gave_way_say_noted(context.desk);
	}
	sync_after(&context);
	answer = add_unknown(&context, answer, error);
	invocation->failed = g_steal_pointer(&context.failed);
	if (answer == 0 && empty &&
		arguments_given(invocation->arguments, "exit-status"))
		answer = 1;
	context_clear(&context);
	return answer;
}

static int run(Invocation *invocation, char **argv, GError **error)
{
	invocation->typed = argv;
	char **words = find_command(invocation, argv + 1, error);
	Arguments *arguments = invocation->arguments;
	if (!words)
		return *error ? -1 : run_nothing(arguments, error);
	if (arguments_parse(arguments, invocation->command, words + 1,
		    invocation->operands, error) < 0 ||
		!arguments_check_text(arguments, invocation->operands, error))
		return -1;
	g_ptr_array_add(invocation->operands, NULL);
	if (arguments_given(arguments, "version"))
		return run_nothing(arguments, error);
	if (arguments_given(arguments, "help"))
		return run_help(invocation, error);
	if (!choose(invocation, error))
		return -1;
	if (!command_is_here(invocation->command)) {
		mail_program_run(argv, error);
		return -1;
	}
	if (!clock_check(error) || !take_settings(arguments, error))
		return -1;
	invocation->json = wants_json(arguments, argv);
	return run_command(invocation, error);
}

/* Errors of delivery that only closing tells. */
static int close_output(const Invocation *invocation, int status,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	if (terminal_close_output(&problem))
		return status;
	if (invocation->done)
		say_unshown(invocation, NULL, problem);
	else
		g_propagate_error(error, g_steal_pointer(&problem));
	return status;
}

int frame_run(char **argv)
{
	terminal_prepare();
	Invocation invocation = {
		.arguments = arguments_new(),
		.operands = g_ptr_array_new(),
		.aliases = g_ptr_array_new_with_free_func(
			(GDestroyNotify)g_strfreev),
		.expanded = g_ptr_array_new_with_free_func(g_free),
	};
	g_autoptr(GError) error = NULL;
	int status = run(&invocation, argv, &error);
	if (status >= 0)
		status = close_output(&invocation, status, &error);
	if (error) {
		terminal_fail(error, invocation.command ?
			invocation.command->name : NULL, invocation.failed,
			wants_json(invocation.arguments, argv));
		status = desk_error_exit_status(error);
	}
	g_clear_pointer(&invocation.failed, g_ptr_array_unref);
	arguments_free(invocation.arguments);
	g_clear_pointer(&invocation.operands, g_ptr_array_unref);
	g_ptr_array_unref(invocation.expanded);
	g_ptr_array_unref(invocation.aliases);
	return status;
}
