/* The one place that shows pages: which format, in which colours, to whom. */

#include "app/desk/company.h"
#include "base/error.h"
#include "cmd/change.h"
#include "cmd/frame.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "render/render.h"
#include "system/clock.h"
#include "system/environment.h"
#include "system/file.h"
#include "text/escape.h"
#include "text/json.h"
#include "text/template.h"

#define DOCUMENT_BYTES ((gsize)1 << 30)

typedef struct {
	Context *context;
	const char *format;   /* name of a renderer */
	const char *template; /* --format */
	const char *program;  /* --jq */
	const char *file;     /* -o */
	char *command;	      /* what was typed, for a shell */
	RenderSettings settings;
} Output;

/* --- which format -------------------------------------------------------------- */

static const char *format_of_file(const char *file)
{
	const char *dot = strrchr(file, '.');
	return dot && renderer_find(dot + 1) ? dot + 1 : "tsv";
}

static const Phrase
	no_version = {"--porcelain=%1: only v1 is known",
		"--porcelain=%1: известна только v1"},
	no_lines = {"-z goes with %1 or --format",
		"-z сочетается с %1 или --format"},
	no_format = {"-O %1: the formats are %2", "-O %1: есть форматы %2"},
	no_header = {"--header goes with -O tsv",
		"--header сочетается с -O tsv"},
	no_fields = {"this answer is a text: it has no fields for --%1",
		"этот ответ — текст: в нём нет полей для --%1"},
	cannot_write = {"cannot write %2: %1", "не удалось записать %2: %1"},
	no_folder = {"cannot write %1: there is no folder %2",
		"не удалось записать %1: нет папки %2"};

static gboolean check_porcelain(const Arguments *arguments, GError **error)
{
	const char *version = arguments_text(arguments, "porcelain");
	if (!version || strcmp(version, "v1") == 0)
		return TRUE;
	return desk_refuse(error, DESK_ERROR_USAGE, &no_version, version, NULL);
}

static const char *choose_format(const Context *context)
{
	const Arguments *arguments = context->arguments;
	const char *format = arguments_text(arguments, "output-format");
	const char *file = arguments_text(arguments, "output");
	if (arguments_given(arguments, "jq"))
		return "json";
	if (format)
		return format;
	if (arguments_given(arguments, "json"))
		return "json";
	if (arguments_given(arguments, "null") ||
		arguments_given(arguments, "porcelain"))
		return "tsv";
	if (file)
		return format_of_file(file);
	return context->machine ? "tsv" : "table";
}

gboolean present_json(const Context *context)
{
	return format_is_json(choose_format(context));
}

gboolean present_people(const Context *context)
{
	const Renderer *renderer = renderer_find(choose_format(context));
	return renderer && renderer->people &&
		!option_given(context, "format");
}

gboolean present_is(const Context *context, const char *format)
{
	return strcmp(choose_format(context), format) == 0;
}

gboolean present_document(const Context *context)
{
	const Renderer *renderer = renderer_find(choose_format(context));
	return renderer && renderer->document;
}

static gboolean check_null(const Output *output, GError **error)
{
	const Renderer *renderer = renderer_find(output->format);
	if (!output->settings.nul || output->template || !renderer ||
		renderer->has_rows)
		return TRUE;
	g_autoptr(GString) formats = g_string_new(NULL);
	for (gsize i = 0; i < renderers_count; i++)
		if (renderers[i]->has_rows)
			g_string_append_printf(formats, "-O %s, ",
				renderers[i]->name);
	g_string_truncate(formats, formats->len - strlen(", "));
	return desk_refuse(error, DESK_ERROR_USAGE, &no_lines, formats->str,
		NULL);
}

/* csv has one anyway. */
static gboolean check_header(const Output *output, GError **error)
{
	if (!output->settings.header || (!output->template &&
		(strcmp(output->format, "tsv") == 0 ||
		strcmp(output->format, "csv") == 0)))
		return TRUE;
	return desk_refuse(error, DESK_ERROR_USAGE, &no_header, NULL);
}

/* How many words say where the answer goes, which says nothing of it. */
static guint file_words(char *const *word)
{
	if (strcmp(*word, "-o") == 0 || strcmp(*word, "--output") == 0)
		return word[1] ? 2 : 1;
	return g_str_has_prefix(*word, "--output=") ||
		(g_str_has_prefix(*word, "-o") && (*word)[2]);
}

/* The folder of the program is nobody's matter. */
static char *typed_text(const Context *context)
{
	static const char plain[] = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS
		"-_./:,@%+=";
	GString *text = g_string_new("desk");
	for (char **word = context->typed; word && *++word;) {
		guint leave = file_words(word);
		word += leave > 0 ? leave - 1 : 0;
		if (leave > 0)
			continue;
		g_autofree char *quoted = **word &&
			!(*word)[strspn(*word, plain)] ? g_strdup(*word) :
			g_shell_quote(*word);
		g_string_append_printf(text, " %s", quoted);
	}
	return g_string_free(text, FALSE);
}

static gboolean choose(Output *output, Context *context, GError **error)
{
	Arguments *arguments = context->arguments;
	g_autoptr(GError) problem = NULL;
	output->context = context;
	output->template = arguments_text(arguments, "format");
	output->program = arguments_text(arguments, "jq");
	output->file = arguments_text(arguments, "output");
	output->format = choose_format(context);
	output->settings.nul = arguments_given(arguments, "null");
	output->settings.header = arguments_given(arguments, "header");
	output->settings.title = context->page->title;
	output->settings.command = output->command = typed_text(context);
	output->settings.width = context->to_terminal ? terminal_width() : 0;
	output->settings.ascii = !terminal_has_blocks();
	output->settings.colour = terminal_colour(
		arguments_text(arguments, "color"), context->to_terminal,
		&problem);
	if (problem)
		return desk_error_pass(error, &problem);
	const char *fields = arguments_text(arguments, "fields");
	if (fields)
		output->settings.fields = g_strsplit(fields, ",", -1);
	return present_check(context, error) && check_null(output, error) &&
		check_header(output, error);
}

/* --- rendering ------------------------------------------------------------------- */

static gboolean expand(const Output *output, const Value *record, GString *out,
	GError **error)
{
	const Page *page = output->context->page;
	if (!template_expand(out, output->template, record, page->now,
		    page->zone, error))
		return FALSE;
	g_string_append_c(out, output->settings.nul ? '\0' : '\n');
	return TRUE;
}

/* Each row as a record that borrows its cells. */
static gboolean expand_rows(const Output *output, const Block *table,
	GString *out, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; table && i < table->columns->len; i++) {
		Column *column = g_ptr_array_index(table->columns, i);
		g_ptr_array_add(names, column->name);
	}
	for (guint i = 0; table && i < table->rows->len; i++) {
		Value record = {
			.type = VALUE_RECORD,
			.names = names,
			.items = g_ptr_array_index(table->rows, i),
		};
		if (!expand(output, &record, out, error))
			return FALSE;
	}
	return TRUE;
}

/* All fields of an object, and a row of its table, in one record that borrows
 * them. */
static gboolean expand_with(const Output *output, const GPtrArray *row,
	GString *out, GError **error)
{
	const Page *page = output->context->page;
	const Block *table = row ? page_rows(page) : NULL;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autoptr(GPtrArray) items = g_ptr_array_new();
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = g_ptr_array_index(page->blocks, i);
		if (block->type != BLOCK_FIELDS || block->people)
			continue;
		g_ptr_array_extend(names, block->record->names, NULL, NULL);
		g_ptr_array_extend(items, block->record->items, NULL, NULL);
	}
	for (guint i = 0; table && i < table->columns->len; i++) {
		const Column *column = g_ptr_array_index(table->columns, i);
		g_ptr_array_add(names, column->name);
		g_ptr_array_add(items, row->pdata[i]);
	}
	Value record = {.type = VALUE_RECORD, .names = names, .items = items};
	return expand(output, &record, out, error);
}

/* A line for each row, if it is they that are asked for. */
static gboolean expand_object(const Output *output, GString *out,
	GError **error)
{
	const Block *table = page_rows(output->context->page);
	g_autoptr(GString) head = g_string_new(NULL);
	if (expand_with(output, NULL, head, table ? NULL : error)) {
		g_string_append(out, head->str);
		return TRUE;
	}
	gboolean good = table != NULL;
	for (guint i = 0; good && i < table->rows->len; i++)
		good = expand_with(output, table->rows->pdata[i], out, error);
	return good;
}

static gboolean render_template(const Output *output, GString *out,
	GError **error)
{
	const Page *page = output->context->page;
	if (page->shape == PAGE_OBJECT)
		return expand_object(output, out, error);
	return expand_rows(output, page_rows(page), out, error);
}

const char *present_formats(void)
{
	static char *names;
	if (names)
		return names;
	GString *list = g_string_new(NULL);
	for (gsize i = 0; i < renderers_count; i++)
		g_string_append_printf(list, "%s%s", i ? " " : "",
			renderers[i]->name);
	names = g_string_free(list, FALSE);
	return names;
}

char *present_names(const Page *page)
{
	g_autoptr(GString) names = g_string_new(NULL);
	if (page->shape == PAGE_LIST)
		render_page(renderer_find("ids"), page, &(RenderSettings){0}, names,
			NULL);
	g_strdelimit(g_strchomp(names->str), "\n", ' ');
	return g_string_free(g_steal_pointer(&names), FALSE);
}

static const Renderer *find_renderer(const char *format, GError **error)
{
	const Renderer *renderer = renderer_find(format);
	if (!renderer)
		desk_refuse(error, DESK_ERROR_USAGE, &no_format, format,
			present_formats(), NULL);
	return renderer;
}

gboolean present_check(const Context *context, GError **error)
{
	const char *format = arguments_text(context->arguments,
		"output-format");
	gint64 limit;
	return (!format || find_renderer(format, error)) &&
		(!arguments_given(context->arguments, "limit") ||
			option_count(context, "limit", &limit, error)) &&
		check_porcelain(context->arguments, error);
}

/* Its bytes are for a program: a terminal would obey them. */
static gboolean need_place(const Output *output, const Renderer *renderer,
	GError **error)
{
	static const Phrase no_terminal = {"-O %1 is not for a terminal; write it "
			"to a file: -o NAME.%1",
		"-O %1 не для терминала; запишите в файл: -o ИМЯ.%1"};
	return !renderer->write || !output->context->to_terminal ||
		desk_refuse(error, DESK_ERROR_USAGE, &no_terminal,
			renderer->name, NULL);
}

/* What can be written to a file by name alone. */
static gboolean render_to_file(const Output *output, const Renderer *renderer,
	GString *out, GError **error)
{
	RenderSettings settings = output->settings;
	g_autofree char *path = NULL;
	g_autoptr(GBytes) bytes = NULL;
	int fd = file_open_memory(&path, error);
	if (fd < 0)
		return FALSE;
	settings.file = path;
	if (render_page(renderer, output->context->page, &settings, out,
		error))
		bytes = file_read_descriptor(fd, renderer->name,
			DOCUMENT_BYTES, error);
	close(fd);
	if (!bytes)
		return FALSE;
	g_string_append_len(out, g_bytes_get_data(bytes, NULL),
		(gssize)g_bytes_get_size(bytes));
	return TRUE;
}

static gboolean render_format(const Output *output, GString *out,
	GError **error)
{
	const Renderer *renderer = find_renderer(output->format, error);
	if (!renderer || !need_place(output, renderer, error))
		return FALSE;
	if (renderer->to_file)
		return render_to_file(output, renderer, out, error);
	return render_page(renderer, output->context->page, &output->settings,
		out, error);
}

/* Bytes that are the same in every format; a person's terminal is guarded
 * unless they were asked for as they are. */
static gboolean render_bytes(const Output *output, GString *out,
	GError **error)
{
	const GString *bytes = output->context->page->bytes;
	static const char *const structured[] = {"jq", "format", "fields",
		"header", "sort", "limit"};
	gsize count = G_N_ELEMENTS(structured) -
		(output->context->ordered ? 2 : 0);
	for (gsize i = 0; i < count; i++)
		if (arguments_given(output->context->arguments, structured[i])) {
			usage_error(output->context, error, &no_fields,
				structured[i], NULL);
			return FALSE;
		}
	if (output->context->machine ||
		(output->context->command->flags & COMMAND_PLUMBING)) {
		g_string_append_len(out, bytes->str, (gssize)bytes->len);
		return TRUE;
	}
	g_autofree char *safe = escape_terminal(bytes->str, TRUE);
	g_string_append(out, safe);
	return TRUE;
}

/* Fields of tickets come out of --format and --jq as they are. */
static void guard_terminal(GString *out)
{
	g_autofree char *safe = escape_terminal(out->str, TRUE);
	g_string_assign(out, safe);
}

static gboolean order(const Context *context, GError **error)
{
	const char *names = arguments_text(context->arguments, "sort");
	gint64 limit = 0;
	if (context->ordered)
		return TRUE;
	return (!names || render_sort(context->page, names, error)) &&
		(!arguments_given(context->arguments, "limit") ||
			(option_count(context, "limit", &limit, error) &&
			render_limit(context->page, limit, error)));
}

static gboolean render(Output *output, GString *out, GError **error)
{
	Page *page = output->context->page;
	if (page->shape == PAGE_TEXT)
		return render_bytes(output, out, error);
	if (!order(output->context, error))
		return FALSE;
	render_mean_fields(page, output->settings.fields);
	if (output->settings.fields &&
		!render_check_fields(page, output->settings.fields, error))
		return FALSE;
	if (!output->template && !output->program)
		return render_format(output, out, error);
	g_autoptr(GString) json = g_string_new(NULL);
	gboolean good = output->template ?
		render_template(output, out, error) :
		render_format(output, json, error) &&
			json_query(output->program, json->str, out, error);
	if (good && output->context->to_terminal && !output->settings.nul)
		guard_terminal(out);
	return good;
}

/* --- showing --------------------------------------------------------------------- */

/* Ctrl-C waits until the file is whole. */
static gboolean replace_file(const char *file, const GString *text,
	GError **error)
{
	sigset_t interrupts, before;
	sigemptyset(&interrupts);
	sigaddset(&interrupts, SIGINT);
	sigaddset(&interrupts, SIGTERM);
	sigaddset(&interrupts, SIGHUP);
	sigprocmask(SIG_BLOCK, &interrupts, &before);
	gboolean good = file_write(file, text->str, text->len, FALSE, error);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return good;
}

/* A pipe or device is written to, not replaced. */
static gboolean write_special(const char *file, const GString *text,
	GError **error)
{
	/* A pipe without a reader is not waited for. */
	int fd = open(file, O_WRONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fcntl(fd, F_SETFL, O_WRONLY) < 0)
		return desk_refuse_system(error, DESK_ERROR_WRITE, errno,
			&cannot_write, file, NULL);
	gboolean good = terminal_write(fd, text->str, text->len, error);
	if (!good)
		g_prefix_error(error, "%s: ", file);
	close(fd);
	return good;
}

gboolean output_write(const char *file, const GString *text, GError **error)
{
	struct stat found;
	g_autofree char *folder = g_path_get_dirname(file);
	if (stat(file, &found) == 0) {
		if (!S_ISREG(found.st_mode))
			return write_special(file, text, error);
		/* What a symbolic link names is replaced, not the link. */
		g_autofree char *target = realpath(file, NULL);
		return replace_file(target ? target : file, text, error);
	}
	if (!g_file_test(folder, G_FILE_TEST_IS_DIR))
		return desk_refuse(error, DESK_ERROR_WRITE, &no_folder, file,
			folder, NULL);
	return replace_file(file, text, error);
}

static gboolean deliver(const Output *output, const GString *text,
	GError **error)
{
	const Context *context = output->context;
	if (output->file && strcmp(output->file, "-") != 0)
		return output_write(output->file, text, error);
	return terminal_show(text, !context->machine &&
			(context->command->flags & COMMAND_PAGED), error);
}

/* --- what machines read ------------------------------------------------------ */

const Schema *const frame_answers[] = {&change_schema, &commit_schema,
	&error_schema, &file_schema, &note_schema, NULL};

static gboolean is_among(const Schema *const *schemas, const Schema *wanted)
{
	for (; schemas && *schemas; schemas++)
		if (*schemas == wanted)
			return TRUE;
	return FALSE;
}

/* For tests: `desk schema` tells the truth about this answer. */
static gboolean prove(const Context *context, GError **error)
{
	const Page *page = context->page;
	if (page->shape == PAGE_TEXT || is_among(frame_answers, page->schema) ||
		is_among(context->command->answers, page->schema))
		return page_prove(page, error);
	static const Phrase undeclared = {"%1 does not say that it answers %2",
		"%1 не объявляет ответ %2"};
	return desk_refuse(error, DESK_ERROR_BUG, &undeclared,
		context->command->name, page->schema->name, NULL);
}

/* --- all of it ---------------------------------------------------------------- */

static void say_footer(const Context *context)
{
	const GPtrArray *footer = context->page->footer;
	if (context->quiet || context->machine)
		return;
	for (guint i = 0; i < footer->len; i++)
		terminal_say(g_ptr_array_index(footer, i), FALSE);
}

/* A list without rows that says nothing of itself looks like a failure. */
static void add_none(Page *page, const Block *rows, const GString *text)
{
	static const Phrase good = {"Nothing is wrong.", "Всё в порядке."};
	if (rows && !rows->machines && rows->rows->len == 0 &&
		text->len + page->footer->len == 0)
		page_add_footer(page, "%s", phrase_in(page->schema &&
			page->schema->findings ? &good : &nothing_to_show,
			page->language));
}

/* Documents say whose they are. */
static gboolean sign(Context *context, GError **error)
{
	Page *page = context->page;
	return !context->desk || page->shape == PAGE_TEXT || page->company ||
		company_read(context->desk, &page->company, &page->logo, error);
}

static void set_clock(Page *page)
{
	if (!page->zone)
		page->zone = clock_local_zone();
	if (page->now == 0)
		page->now = clock_now();
}

char *present_answer(Context *context)
{
	set_clock(context->page);
	return render_answer(context->page);
}

char *present_html(Context *context, GError **error)
{
	g_autofree char *command = typed_text(context);
	const RenderSettings settings = {.title = context->page->title,
		.command = command};
	g_autoptr(GString) text = g_string_new(NULL);
	set_clock(context->page);
	if (!sign(context, error) || !render_page(renderer_find("html"),
		context->page, &settings, text, error))
		return NULL;
	return g_string_free(g_steal_pointer(&text), FALSE);
}

gboolean present(Context *context, gboolean *empty, GError **error)
{
	Output output = {0};
	g_autoptr(GString) text = g_string_new(NULL);
	Page *page = context->page;
	set_clock(page);
	if (context->dry_run)
		page_mark_trial(page);
	gboolean good = choose(&output, context, error) &&
		(!present_document(context) || sign(context, error)) &&
		(!context->machine || !environment_get("DESK_PROVE") ||
			prove(context, error)) &&
		render(&output, text, error);
	g_strfreev(output.settings.fields);
	g_free(output.command);
	if (!good || !deliver(&output, text, error))
		return FALSE;
	const Block *table = page->shape == PAGE_LIST ? page_rows(page) : NULL;
	if (empty) {
		*empty = table && table->rows->len == 0 &&
			!(page->schema && page->schema->findings);
		add_none(page, table, text);
	}
	say_footer(context);
	return TRUE;
}
