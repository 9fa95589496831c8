/* What commands ask of the frame: the store, options, a yes. */

#include "cmd/frame.h"

#include <string.h>
#include <unistd.h>

#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/query_context.h"
#include "model/ticket.h"
#include "model/regulation.h"
#include "store/tip.h"
#include "system/clock.h"
#include "system/environment.h"
#include "text/date.h"
#include "text/escape.h"

static const Option *row_named(const Context *context, const char *name)
{
	g_autoptr(GPtrArray) options = options_of(context->command,
		context->subcommand);
	return option_among(options, name);
}

/* Also where the command lists a row of that name itself. */
static gboolean is_given(const Context *context, const char *name)
{
	const Option *row = row_named(context, name);
	return row && row_given(context->arguments, row);
}

void context_init(Context *context, const Command *command,
	const Subcommand *subcommand, Arguments *arguments)
{
	const char *format = arguments_text(arguments, "output-format");
	memset(context, 0, sizeof *context);
	context->command = command;
	context->unknown = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_error_free);
	context->failed = g_ptr_array_new_with_free_func(g_free);
	context->subcommand = subcommand;
	context->arguments = arguments;
	context->dry_run = is_given(context, "dry-run");
	context->yes = is_given(context, "yes");
	context->quiet = arguments_given(arguments, "quiet");
	context->verbose = arguments_given(arguments, "verbose");
	context->folder = arguments_text(arguments, "directory");
	context->language = terminal_language();
	context->interactive = terminal_may_ask() &&
		!arguments_given(arguments, "no-input") &&
		!environment_get("DESK_NO_INPUT") && !environment_get("CI");
	context->to_terminal = terminal_is_output() &&
		!arguments_given(arguments, "output");
	context->machine = format ? strcmp(format, "table") != 0 :
		!context->to_terminal || (command->flags & COMMAND_PLUMBING) ||
		arguments_given(arguments, "json") ||
		arguments_given(arguments, "jq") ||
		arguments_given(arguments, "format") ||
		arguments_given(arguments, "null") ||
		arguments_given(arguments, "porcelain");
}

void context_clear(Context *context)
{
	g_clear_pointer(&context->page, page_free);
	g_clear_pointer(&context->desk, desk_free);
	g_clear_pointer(&context->draft, g_free);
	g_clear_pointer(&context->about, g_free);
	g_clear_pointer(&context->unknown, g_ptr_array_unref);
	g_clear_pointer(&context->failed, g_ptr_array_unref);
	g_clear_pointer(&context->operands, g_free);
}

gboolean context_find_place(const char *folder, StorePlace **place,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	if (!folder)
		folder = environment_get("DESK_DIR");
	g_autofree char *here = g_get_current_dir();
	*place = store_find(folder ? folder : here, folder ? STORE_NAMED :
		STORE_ABOVE, &problem);
	return (!folder && g_error_matches(problem, DESK_ERROR,
		DESK_ERROR_NOT_FOUND)) || desk_error_pass(error, &problem);
}

static void say(void *data, const char *text)
{
	Context *context = data;
	if (!context->quiet)
		terminal_say(text, arguments_want_json(context->arguments));
}

static void show_progress(Context *context, const char *what, guint done,
	guint total)
{
	if (!context->quiet && !arguments_want_json(context->arguments))
		terminal_progress(what, done, total);
}

void context_progress(guint done, guint total, void *context)
{
	show_progress(context, NULL, done, total);
}

static void show_refresh(guint done, guint total, void *data)
{
	static const Phrase what = {"reading history", "чтение истории"};
	Context *context = data;
	show_progress(context, in_language(context, &what), done, total);
}

Desk *context_desk(Context *context, GError **error)
{
	if (context->desk)
		return context->desk;
	DeskOptions options = {
		.folder = context->folder,
		.guess = context->interactive,
		.agent = arguments_text(context->arguments, "as"),
		.say = say,
		.language = arguments_want_json(context->arguments) ? NULL :
			context->language,
		.progress = show_refresh,
		.data = context,
	};
	context->desk = desk_open(&options, error);
	return context->desk;
}

Page *context_page(Context *context, PageShape shape, const Schema *schema)
{
	g_assert(!context->page);
	return context->page = page_new(shape, schema, context->language);
}

Block *context_list(Context *context, const Schema *schema, const char *name)
{
	return page_add_rows(context_page(context, PAGE_LIST, schema), name,
		schema->members);
}

/* --- what is said ------------------------------------------------------------ */

const char *kind_title(const Context *context, const char *kind)
{
	const EntryKind *row = entry_kind_find(kind);
	return context->machine || !row ? kind :
		in_language(context, &row->title);
}

const char *in_language(const Context *context, const Phrase *phrase)
{
	return phrase_in(phrase, context->language);
}

const char *standard_input_name(const Context *context)
{
	static const Phrase name = {"standard input", "стандартный ввод"};
	return phrase_in(&name, arguments_want_json(context->arguments) ? NULL :
		context->language);
}

char *fill_in_language(const Context *context, const Phrase *phrase, ...)
{
	va_list texts;
	va_start(texts, phrase);
	char *text = phrase_fill_list(phrase, context->language, texts);
	va_end(texts);
	return text;
}

void context_add_footer(Context *context, const Phrase *phrase, ...)
{
	va_list texts;
	va_start(texts, phrase);
	g_autofree char *text = phrase_fill_list(phrase, context->language,
		texts);
	va_end(texts);
	page_add_footer(context->page, "%s", text);
}

void context_add_prose(Context *context, const Phrase *phrase, ...)
{
	va_list texts;
	va_start(texts, phrase);
	g_autofree char *text = phrase_fill_list(phrase, context->language,
		texts);
	va_end(texts);
	page_add_prose(context->page, "%s", text);
}

int usage_error(const Context *context, GError **error, const Phrase *phrase,
	...)
{
	va_list texts;
	va_start(texts, phrase);
	desk_refuse_list(error, DESK_ERROR_USAGE, phrase, texts);
	va_end(texts);
	usage_add(error, context->command, context->subcommand);
	return -1;
}

/* --- options ----------------------------------------------------------------- */

static const Option *own_row(const Context *context, const char *name)
{
	const Option *row = row_named(context, name);
	g_assert(row);
	return row;
}

gboolean option_given(const Context *context, const char *name)
{
	return row_given(context->arguments, own_row(context, name));
}

const char *option_text(const Context *context, const char *name)
{
	return row_text(context->arguments, own_row(context, name));
}

char **option_all(const Context *context, const char *name)
{
	return row_all(context->arguments, own_row(context, name));
}

/* A store is opened only where working time is named. */
static gboolean add_work(void *data, Instant from, WorkSpan span, Instant *at,
	GError **error)
{
	Desk *desk = context_desk(data, error);
	const DateWork *work = desk ? desk_work(desk) : NULL;
	return work && work->add(work->data, from, span, at, error);
}

DateWork context_work(Context *context)
{
	return (DateWork){add_work, context};
}

static gboolean read_date(Context *context, const char *name, GTimeZone *zone,
	gboolean future, Instant *at, GError **error)
{
	const DateWork work = context_work(context);
	const DateSetting setting = {clock_now(), zone, &work};
	if (date_read(option_text(context, name), &setting, future ?
		DATE_FUTURE : DATE_PAST, at, error))
		return TRUE;
	g_prefix_error(error, "--%s: ", name);
	return FALSE;
}

gboolean option_date(Context *context, const char *name, gboolean future,
	Instant *at, GError **error)
{
	*at = INSTANT_NONE;
	if (!option_text(context, name))
		return TRUE;
	g_autoptr(GTimeZone) zone = clock_local_zone();
	return read_date(context, name, zone, future, at, error);
}

gboolean option_bound(Context *context, const char *name, Instant *at,
	GError **error)
{
	*at = INSTANT_NONE;
	if (!option_text(context, name))
		return TRUE;
	Desk *desk = context_desk(context, error);
	const Regulation *regulation = desk ? desk_regulation(desk, error) :
		NULL;
	return regulation && read_date(context, name, regulation->zone, FALSE,
		at, error);
}

gboolean option_bounds(Context *context, Instant *since, Instant *until,
	GError **error)
{
	static const Phrase
		backwards = {"--since %1 is not before --until %2",
			"--since %1 не раньше, чем --until %2"},
		ahead = {"--since %1 is still to come",
			"--since %1 ещё не наступило"};
	if (!option_bound(context, "since", since, error) ||
		!option_bound(context, "until", until, error))
		return FALSE;
	if (*since == INSTANT_NONE || (*until == INSTANT_NONE ?
		*since <= desk_now(context->desk) : *since < *until))
		return TRUE;
	return desk_refuse(error, DESK_ERROR_USAGE,
		*until == INSTANT_NONE ? &ahead : &backwards,
		option_text(context, "since"), option_text(context, "until"),
		NULL);
}

gboolean option_count(const Context *context, const char *name, gint64 *count,
	GError **error)
{
	static const Phrase no_number = {
		"--%1: \"%2\" is not a whole number from 0",
		"--%1: «%2» — не целое число от 0"};
	const char *text = option_text(context, name);
	if (!text)
		return TRUE;
	guint64 number;
	if (!g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, &number, NULL))
		return desk_refuse(error, DESK_ERROR_USAGE, &no_number, name,
			text, NULL);
	*count = (gint64)number;
	return TRUE;
}

gboolean option_duration(Context *context, const char *name, gint64 *seconds,
	GError **error)
{
	const char *text = option_text(context, name);
	if (!text || duration_parse(text, seconds, error))
		return TRUE;
	g_prefix_error(error, "--%s: ", name);
	return FALSE;
}

gboolean option_period(Context *context, const char *words, Instant *from,
	Instant *until, GError **error)
{
	const char *period = words ? words : option_text(context, "period");
	Desk *desk = context_desk(context, error);
	const Regulation *regulation = desk ? desk_regulation(desk, error) :
		NULL;
	return regulation && date_parse_period(period ? period : "this-month",
		desk_now(desk), regulation->zone, from, until, error);
}

/* --- questions ------------------------------------------------------------------- */

/* A line from the terminal without its end; NULL at the end of input. */
static char *read_line(void)
{
	GString *line = g_string_new(NULL);
	char byte;
	ssize_t got;
	while ((got = read(STDIN_FILENO, &byte, 1)) == 1 && byte != '\n')
		if (line->len < 1000)
			g_string_append_c(line, byte);
	if (got != 1 && line->len == 0) {
		g_string_free(line, TRUE);
		return NULL;
	}
	return g_string_free(line, FALSE);
}

static gboolean is_yes(const char *answer)
{
	static const char *const words[] = {"y", "yes", "д", "да", NULL};
	g_autofree char *lower = g_utf8_validate(answer, -1, NULL) ?
		g_utf8_strdown(answer, -1) : g_strdup("");
	g_strstrip(lower);
	return g_strv_contains(words, lower);
}

static gboolean ask(const Context *context, const char *question,
	GError **error)
{
	static const Phrase choices = {"[y/N]", "[д/Н]"},
		no = {"nothing was changed", "ничего не изменено"};
	g_autofree char *safe = escape_terminal(question, TRUE);
	g_autofree char *prompt = g_strdup_printf("%s %s ", safe,
		in_language(context, &choices));
	if (!terminal_write(STDERR_FILENO, prompt, strlen(prompt), error))
		return FALSE;
	g_autofree char *answer = read_line();
	if (answer && is_yes(answer))
		return TRUE;
	if (!answer)
		terminal_write(STDERR_FILENO, "\n", 1, NULL);
	return desk_refuse(error, DESK_ERROR_NO, &no, NULL);
}

gboolean context_confirm(Context *context, const char *option, GError **error,
	const Phrase *question, ...)
{
	static const Phrase nobody = {"%1 Nobody can be asked here: %2 says yes",
		"%1 Спросить здесь некого: согласие — %2"};
	if (context->yes || context->dry_run)
		return TRUE;
	va_list texts;
	va_start(texts, question);
	g_autofree char *text = context->interactive ?
		phrase_fill_list(question, context->language, texts) : NULL;
	if (!text)
		desk_refuse_list(error, DESK_ERROR_USAGE, question, texts);
	va_end(texts);
	if (text)
		return ask(context, text, error);
	desk_error_reword(error, &nobody, option, NULL);
	return FALSE;
}

char *context_span(const Context *context, gint64 seconds)
{
	g_autofree char *span = span_format(seconds);
	return span_in_language(span, context->language);
}

char *context_hours(const Context *context, gint64 seconds)
{
	g_autofree char *span = span_format_hours(seconds);
	return span_in_language(span, context->language);
}

void context_tell_departure(Context *context, Instant at)
{
	static const Phrase departure = {
		"it leaves in %1; `desk undo` takes it back",
		"письмо уйдёт через %1; `desk undo` отзовёт его"};
	g_autofree char *wait = context_span(context,
		at - desk_now(context->desk));
	context_add_footer(context, &departure, wait, NULL);
}
