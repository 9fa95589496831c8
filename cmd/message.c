/* Texts: from options, files, standard input or the editor. What a person
 * typed is kept as a draft until the command has ended well. */

#include "cmd/frame.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/desk/desk.h"
#include "app/desk/talk.h"
#include "system/environment.h"
#include "system/file.h"
#include "system/process.h"

#define TEXT_LIMIT_BYTES (16 * 1024 * 1024)
#define SCISSORS "# ------------------------ >8 ------------------------"

/* --- drafts ------------------------------------------------------------------ */

/* What was meant for one ticket must not come up for another. */
static char *draft_path(const Context *context, const char *key,
	const char *suffix)
{
	g_autofree char *name = context->about ?
		g_strconcat(key, "-", context->about, suffix, NULL) :
		g_strconcat(key, suffix, NULL);
	g_strdelimit(name, "/", '-');
	return g_build_filename(desk_place(context->desk)->desk_folder,
		"drafts", name, NULL);
}

/* By its byte order mark; NULL: it has none of a wide one. */
static const char *marked_charset(const char *text, gsize size)
{
	static const struct {
		const char *mark;
		gsize size;
		const char *charset;
	} marks[] = {{"\xff\xfe\0\0", 4, "UTF-32"}, {"\0\0\xfe\xff", 4, "UTF-32"},
		{"\xff\xfe", 2, "UTF-16"}, {"\xfe\xff", 2, "UTF-16"}};
	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
		if (size >= marks[i].size &&
			memcmp(text, marks[i].mark, marks[i].size) == 0)
			return marks[i].charset;
	return NULL;
}

static char *refuse_text(const char *name, const char *charset, GError **error)
{
	static const Phrase other = {"%1: the text is no UTF-8; "
			"`iconv -f %2 -t UTF-8 FILE` converts it (with the "
			"charset that it has), and -F - takes the answer",
		"%1: текст не в UTF-8; `iconv -f %2 -t UTF-8 ФАЙЛ` преобразует его "
		"(укажите его кодировку), а -F - примет результат"};
	desk_refuse(error, DESK_ERROR_DATA, &other, name, charset, NULL);
	return NULL;
}

/* UTF-16 that does not say so: every second byte is that of an alphabet. NULL:
 * it is none. */
static const char *wide_charset(const char *text, gsize size)
{
	gsize small[2] = {0, 0};
	for (gsize i = 0; i < size; i++)
		small[i % 2] += (guchar)text[i] < '\t';
	return small[0] * 3 > size ? "UTF-16BE" :
		small[1] * 3 > size ? "UTF-16LE" : NULL;
}

/* A guess: small letters are most of a text. Who wrote it knows better. */
static const char *likely_charset(const char *text, gsize size)
{
	gsize koi8 = 0, windows = 0;
	for (gsize i = 0; i < size; i++) {
		koi8 += (guchar)text[i] >= 0xc0 && (guchar)text[i] < 0xe0;
		windows += (guchar)text[i] >= 0xe0;
	}
	return koi8 > windows ? "KOI8-R" : "CP1251";
}

/* Text is UTF-8, or UTF-16 that says so. What it cannot be is refused: a
 * character or a rest that is lost here is lost for good. */
static char *bytes_to_text(GBytes *bytes, const char *name, GError **error)
{
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	const char *charset = marked_charset(text, size);
	g_autofree char *plain = charset ? g_convert(text, (gssize)size,
		"UTF-8", charset, NULL, &size, NULL) : NULL;
	if (charset && !plain)
		return refuse_text(name, charset, error);
	if (plain)
		text = plain;
	if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		size -= 3;
	}
	const char *wide = wide_charset(text, size);
	if (wide)
		return refuse_text(name, wide, error);
	if (size > 0 && memchr(text, '\0', size)) {
		static const Phrase nul = {"%1: the text has a NUL byte, after "
				"which nothing would be read; `tr -d '\\0' "
				"<FILE` takes it out, and -F - takes the answer",
			"%1: в тексте есть нулевой байт, дальше которого ничего "
			"не прочесть; его уберёт `tr -d '\\0' <ФАЙЛ`, а -F - "
			"примет результат"};
		desk_refuse(error, DESK_ERROR_DATA, &nul, name, NULL);
		return NULL;
	}
	if (size > 0 && !g_utf8_validate(text, (gssize)size, NULL))
		return refuse_text(name, likely_charset(text, size), error);
	return g_strndup(text ? text : "", size);
}

static char *read_text(const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = file_read(path, TEXT_LIMIT_BYTES, TRUE, error);
	return bytes ? bytes_to_text(bytes, path, error) : NULL;
}

/* A draft is for its writer's eyes. */
static gboolean write_draft(const char *path, const char *text, GError **error)
{
	mode_t mask = umask(077);
	gboolean good = file_write(path, text, strlen(text), FALSE, error);
	umask(mask);
	return good;
}

void context_drop_draft(Context *context)
{
	if (context->draft)
		unlink(context->draft);
	g_clear_pointer(&context->draft, g_free);
}

/* --- the editor ---------------------------------------------------------------- */

/* One that was named for this alone: it may be a script. */
static const char *own_editor(void)
{
	const char *own = environment_get("DESK_EDITOR");
	return own ? own : environment_get("GIT_EDITOR");
}

gboolean context_can_edit(const Context *context)
{
	return context->interactive || own_editor();
}

static char *editor_command(Desk *desk)
{
	const char *own = own_editor();
	if (own)
		return g_strdup(own);
	char *of_git = store_config_get(desk_place(desk), "core.editor");
	if (of_git)
		return of_git;
	const char *visual = environment_get("VISUAL");
	const char *editor = visual ? visual : environment_get("EDITOR");
	if (editor)
		return g_strdup(editor);
	g_autofree char *system = g_find_program_in_path("editor");
	return g_strdup(system ? "editor" : "vi");
}

static const Phrase
	the_editor = {"the editor \"%2\": %1", "редактор «%2»: %1"},
	bad_end = {"the editor \"%1\" ended with status %2; nothing was done, "
			"the text is kept in %3",
		"редактор «%1» завершился с кодом %2; ничего не сделано, текст "
		"сохранён в %3"},
	no_terminal = {"there is no terminal for an editor; give the text by "
			"-m TEXT, -F FILE or -",
		"для редактора нужен терминал; задайте текст через -m ТЕКСТ, "
		"-F ФАЙЛ или -"},
	no_terminal_only = {"there is no terminal for an editor; DESK_EDITOR "
			"may name a program that needs none",
		"для редактора нужен терминал; DESK_EDITOR может назвать "
		"программу, которой он не нужен"},
	going_on = {"going on with the draft %1", "продолжаем черновик %1"},
	kept = {"%1\nthe text is kept in %2", "%1\nтекст сохранён в %2"},
	scissors = {"Only the text above the line of scissors counts. An empty "
			"text gives up.",
		"Учитывается только текст над линией отреза. Пустой текст — "
		"отказ."},
	nothing_written = {"the text is empty: nothing was done",
		"текст пуст: ничего не сделано"},
	one_way = {"the text comes from one of -m, -F and -",
		"текст задают чем-то одним из -m, -F и -"},
	no_text = {"no text; give it by -m TEXT, -F FILE or - (standard input)",
		"нет текста; задайте его через -m ТЕКСТ, -F ФАЙЛ или - "
		"(стандартный ввод)"},
	empty_text = {"the text is empty", "текст пуст"};

static void editor_failed(const char *command, int status, const char *path,
	GError **error)
{
	g_autofree char *number = g_strdup_printf("%d", status);
	desk_refuse(error, DESK_ERROR_NO, &bad_end, command, number, path, NULL);
}

static gboolean run_editor(Context *context, const char *path, GError **error)
{
	g_autofree char *command = editor_command(context->desk);
	g_auto(GStrv) words = process_split(command, error);
	if (!words) {
		desk_error_reword(error, &the_editor, command, NULL);
		return FALSE;
	}
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	for (char **word = words; *word; word++)
		g_ptr_array_add(argv, *word);
	g_ptr_array_add(argv, (gpointer)path);
	g_ptr_array_add(argv, NULL);
	int status = 0;
	const char *const *program = (const char *const *)argv->pdata;
	/* A script has nothing to read; what is none finds that at once. */
	gboolean ran = context->interactive ?
		process_run_interactive(program, &status, error) :
		process_run(program, NULL, NULL, 0, NULL, NULL, &status, error);
	static const Phrase not_run = {"%1; the text is kept in %2",
		"%1; текст сохранён: %2"};
	if (!ran)
		desk_error_reword(error, &not_run, path, NULL);
	else if (status != 0)
		editor_failed(command, status, path, error);
	return ran && status == 0;
}

/* What the editor left in the draft, which begins as `initial` unless an
 * earlier one was left there: `typed` then goes on top of that. */
static char *edit_draft(Context *context, const char *key, const char *suffix,
	const char *initial, const char *typed, GError **error)
{
	Desk *desk = context_desk(context, error);
	if (!desk)
		return NULL;
	if (!context_can_edit(context)) {
		usage_error(context, error, options_have_text(context->command) ?
			&no_terminal : &no_terminal_only, NULL);
		return NULL;
	}
	g_free(context->draft);
	context->draft = draft_path(context, key, suffix);
	g_autofree char *form = NULL;
	gboolean begun;
	if (!file_exists(context->draft, &begun, error))
		return NULL;
	g_autoptr(GError) problem = NULL;
	g_autofree char *before = begun ? read_text(context->draft, &problem) :
		NULL;
	/* Only the editor can mend what is no text. */
	gboolean as_it_is = !typed &&
		g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA);
	if (problem && !as_it_is)
		return desk_error_pass(error, &problem), NULL;
	if (begun) {
		form = g_strconcat(typed ? typed : "", typed ? "\n\n" : "",
			before, NULL);
		desk_say(desk, &going_on, context->draft, NULL);
	}
	if (!as_it_is && !write_draft(context->draft, form ? form : initial,
		error))
		return NULL;
	if (!run_editor(context, context->draft, error))
		return NULL;
	return read_text(context->draft, error);
}

/* Lines that a rejection put on top; a comment in every form we have. */
#define REJECTION "#! "

static char *without_rejection(const char *text)
{
	while (g_str_has_prefix(text, REJECTION)) {
		const char *end = strchr(text, '\n');
		text = end ? end + 1 : "";
	}
	return g_strdup(text);
}

static char *with_rejection(const char *text, const char *problem)
{
	GString *out = g_string_new(NULL);
	g_auto(GStrv) lines = g_strsplit(problem, "\n", -1);
	for (char **line = lines; *line; line++)
		g_string_append_printf(out, REJECTION "%s\n", *line);
	g_string_append(out, text);
	return g_string_free(out, FALSE);
}

char *context_edit(Context *context, const char *draft_key, const char *suffix,
	const char *initial, GError **error)
{
	g_autofree char *text = edit_draft(context, draft_key, suffix, initial,
		NULL, error);
	return text ? without_rejection(text) : NULL;
}

char *context_edit_again(Context *context, const GError *problem,
	GError **error)
{
	g_assert(context->draft);
	g_autofree char *before = read_text(context->draft, error);
	if (!before)
		return NULL;
	g_autofree char *last = without_rejection(before);
	g_autofree char *words = desk_error_text(problem, context->language);
	g_autofree char *form = with_rejection(last, words);
	if (!write_draft(context->draft, form, error) ||
		(context->interactive &&
			!run_editor(context, context->draft, error)))
		return NULL;
	g_autofree char *written = read_text(context->draft, error);
	if (!written)
		return NULL;
	g_autofree char *text = without_rejection(written);
	if (strcmp(text, last) != 0)
		return g_steal_pointer(&text);
	g_propagate_error(error, g_error_copy(problem));
	desk_error_reword(error, &kept, context->draft, NULL);
	return NULL;
}

/* The text above the scissors without empty lines around it. */
static char *cut(const char *text)
{
	const char *end = g_str_has_prefix(text, SCISSORS) ? text :
		strstr(text, "\n" SCISSORS);
	gsize size = end ? (gsize)(end - text) : strlen(text);
	while (size > 0 && g_ascii_isspace(text[size - 1]))
		size--;
	const char *start = text;
	for (gsize i = 0; i < size; i++)
		if (text[i] == '\n')
			start = text + i + 1;
		else if (!g_ascii_isspace(text[i]))
			break;
	return g_strndup(start, size - MIN(size, (gsize)(start - text)));
}

static char *from_editor(Context *context, const char *draft_key,
	const char *initial, const char *typed, GError **error)
{
	g_autofree char *form = strstr(initial, SCISSORS) ? g_strdup(initial) :
		g_strdup_printf("%s\n\n%s\n%s\n", initial, SCISSORS,
			in_language(context, &scissors));
	g_autofree char *written = edit_draft(context, draft_key, ".txt", form,
		typed, error);
	if (!written)
		return NULL;
	char *text = cut(written);
	if (*text)
		return text;
	g_free(text);
	context_drop_draft(context);
	desk_refuse(error, DESK_ERROR_NO, &nothing_written, NULL);
	return NULL;
}

/* --- the text of a verb ---------------------------------------------------------- */

/* Text typed at the terminal is as dear as one from the editor. */
static char *from_stdin(Context *context, const char *draft_key,
	GError **error)
{
	g_autoptr(GBytes) bytes = file_read_descriptor(STDIN_FILENO,
		standard_input_name(context), TEXT_LIMIT_BYTES, error);
	if (!bytes)
		return NULL;
	g_autofree char *text = bytes_to_text(bytes,
		standard_input_name(context), error);
	if (!text)
		return NULL;
	Desk *desk = isatty(STDIN_FILENO) && *text ?
		context_desk(context, NULL) : NULL;
	if (desk) {
		context->draft = draft_path(context, draft_key, ".txt");
		write_draft(context->draft, text, NULL);
	}
	return g_steal_pointer(&text);
}

static char *given_text(Context *context, const char *draft_key,
	GError **error)
{
	const char *file = option_text(context, "file");
	if (file && strcmp(file, "-") != 0)
		return read_text(file, error);
	if (file || arguments_text_from_stdin(context->arguments))
		return from_stdin(context, draft_key, error);
	return g_strjoinv("\n\n", option_all(context, "message"));
}

char *context_message(Context *context, gboolean required,
	const char *draft_key, const char *initial, GError **error)
{
	int ways = option_given(context, "message") +
		option_given(context, "file") +
		arguments_text_from_stdin(context->arguments);
	gboolean edit = option_given(context, "edit");
	if (ways > 1) {
		usage_error(context, error, &one_way, NULL);
		return NULL;
	}
	if (ways == 0) {
		if (!edit && !required)
			return NULL;
		if (edit || context_can_edit(context))
			return from_editor(context, draft_key,
				initial ? initial : "", NULL, error);
		usage_error(context, error, &no_text, NULL);
		return NULL;
	}
	g_autofree char *text = given_text(context, draft_key, error);
	if (!text)
		return NULL;
	if (edit)
		return from_editor(context, draft_key, text, text, error);
	if (text[strspn(text, " \t\r\n")] == '\0') {
		usage_error(context, error, &empty_text, NULL);
		return NULL;
	}
	return g_steal_pointer(&text);
}
