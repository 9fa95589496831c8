/* What is at the other end of the three descriptors. */

#include "cmd/frame.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/clock.h"
#include "system/environment.h"
#include "system/process.h"
#include "text/escape.h"
#include "text/json.h"

#define DEFAULT_WIDTH 80
#define MINIMUM_WIDTH 20
#define MAXIMUM_WIDTH 1000
#define PROGRESS_AFTER_MS 1000
#define PROGRESS_EVERY_MS 200

void terminal_prepare(void)
{
	/* A closed descriptor must not become a database's. Reading from 0 and
	 * writing to 1 and 2 then fail, as they should. */
	static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
			open("/dev/null", modes[fd]) != fd)
			_exit(DESK_ERROR_WRITE);
	signal(SIGPIPE, SIG_IGN);
	/* A file that may not grow is an error like a full disk. */
	signal(SIGXFSZ, SIG_IGN);
}

/* --- what is there ----------------------------------------------------------- */

static guint forced_width(void)
{
	const char *text = environment_get("DESK_FORCE_TTY");
	guint64 width = 0;
	if (!text || !g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT, &width,
			     NULL))
		return text ? DEFAULT_WIDTH : 0;
	return CLAMP((guint)width, MINIMUM_WIDTH, MAXIMUM_WIDTH);
}

gboolean terminal_is_output(void)
{
	return forced_width() > 0 || isatty(STDOUT_FILENO);
}

gboolean terminal_has_blocks(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
	const char *locale = NULL;
	for (gsize i = 0; !locale && i < G_N_ELEMENTS(names); i++) {
		const char *set = environment_get(names[i]);
		locale = set && *set ? set : NULL;
	}
	g_autofree char *small = g_ascii_strdown(locale ? locale : "", -1);
	return strstr(small, "utf-8") || strstr(small, "utf8");
}

guint terminal_width(void)
{
	struct winsize size;
	guint width = forced_width();
	if (width > 0)
		return width;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return CLAMP(size.ws_col, MINIMUM_WIDTH, MAXIMUM_WIDTH);
	const char *columns = environment_get("COLUMNS");
	guint64 number;
	if (columns && g_ascii_string_to_unsigned(columns, 10, MINIMUM_WIDTH,
			       MAXIMUM_WIDTH, &number, NULL))
		return (guint)number;
	return DEFAULT_WIDTH;
}

gboolean terminal_may_ask(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

static const Phrase
	no_when = {"%1: \"%2\" is none of always, never, auto",
		"%1: «%2» — не always, не never и не auto"},
	cannot_write = {"cannot write: %1", "не удалось записать: %1"},
	cannot_write_output = {"cannot write to standard output: %1",
		"не удалось записать в стандартный вывод: %1"};

gboolean terminal_colour(const char *when, gboolean to_terminal, GError **error)
{
	const char *source = "--color";
	if (!when) {
		when = environment_get("DESK_COLOR");
		source = "DESK_COLOR";
	}
	if (when && strcmp(when, "always") == 0)
		return TRUE;
	if (when && strcmp(when, "never") == 0)
		return FALSE;
	if (when && strcmp(when, "auto") != 0)
		return desk_refuse(error, DESK_ERROR_USAGE, &no_when, source,
			when, NULL);
	if (environment_get("NO_COLOR"))
		return FALSE;
	const char *force = environment_get("CLICOLOR_FORCE");
	if (force && strcmp(force, "0") != 0)
		return TRUE;
	return to_terminal && g_strcmp0(getenv("TERM"), "dumb") != 0;
}

const char *terminal_language(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *value = environment_get(names[i]);
		if (value)
			return g_str_has_prefix(value, "ru") ? "ru" : "en";
	}
	return "en";
}

/* --- writing ------------------------------------------------------------------- */

static gboolean keeps_writing;

void terminal_keep_writing(void)
{
	keeps_writing = TRUE;
}

static void die_of_broken_pipe(void)
{
	signal(SIGPIPE, SIG_DFL);
	raise(SIGPIPE);
}

static gboolean write_failed(int fd, GError **error)
{
	return desk_refuse_system(error, DESK_ERROR_WRITE, errno,
		fd == STDOUT_FILENO ? &cannot_write_output : &cannot_write,
		NULL);
}

/* FALSE with errno. */
static gboolean write_all(int fd, const char *bytes, gsize size)
{
	while (size > 0) {
		ssize_t wrote = write(fd, bytes, size);
		if (wrote < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (wrote < 0)
			return FALSE;
		bytes += wrote;
		size -= (gsize)wrote;
	}
	return TRUE;
}

gboolean terminal_write(int fd, const char *bytes, gsize size, GError **error)
{
	if (write_all(fd, bytes, size))
		return TRUE;
	if (errno == EPIPE && !keeps_writing)
		die_of_broken_pipe();
	return write_failed(fd, error);
}

static gboolean progress_stands;

void terminal_progress(const char *what, guint done, guint total)
{
	static gint64 begin, last;
	gint64 now = clock_monotonic_ms();
	const char *type = environment_get("TERM");
	if (begin == 0)
		begin = now;
	if (!isatty(STDERR_FILENO) || now - begin < PROGRESS_AFTER_MS ||
		now - last < PROGRESS_EVERY_MS || g_strcmp0(type, "dumb") == 0)
		return;
	last = now;
	progress_stands = TRUE;
	g_autofree char *line = g_strdup_printf("\r%s%s%u / %u\033[K",
		what ? what : "", what ? ": " : "", done, total);
	write_all(STDERR_FILENO, line, strlen(line));
}

static void clear_progress(void)
{
	static const char clear[] = "\r\033[K";
	if (progress_stands)
		write_all(STDERR_FILENO, clear, strlen(clear));
	progress_stands = FALSE;
}

gboolean terminal_close_output(GError **error)
{
	clear_progress();
	/* Descriptor 1 stays taken; only what the file system says of the
	 * bytes written is asked for. */
	int copy = dup(STDOUT_FILENO);
	if (copy >= 0 && close(copy) != 0 && errno != EINTR)
		return write_failed(STDOUT_FILENO, error);
	return TRUE;
}

/* --- the pager ------------------------------------------------------------------- */

/* NULL: none wanted. */
static const char *pager_command(void)
{
	const char *own = environment_get("DESK_PAGER");
	const char *pager = own ? own : getenv("PAGER");
	if (getenv("DESK_PAGER") && !own)
		return NULL;
	if (!isatty(STDOUT_FILENO) && !own)
		return NULL;
	if (!pager)
		pager = "less";
	return *pager && strcmp(pager, "cat") != 0 ? pager : NULL;
}

/* Its stdin in `*input`; FALSE if it cannot be started. */
static gboolean pager_start(const char *command, GPid *pid, int *input)
{
	g_auto(GStrv) argv = process_split(command, NULL);
	g_auto(GStrv) environment = g_get_environ();
	environment = g_environ_setenv(environment, "LESS", "FRX", FALSE);
	environment = g_environ_setenv(environment, "LV", "-c", FALSE);
	return argv && argv[0] &&
		g_spawn_async_with_pipes(NULL, argv, environment,
			G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL,
			NULL, pid, input, NULL, NULL, NULL);
}

gboolean terminal_show(const GString *text, gboolean paged, GError **error)
{
	const char *command = paged && terminal_is_output() ?
		pager_command() : NULL;
	GPid pid;
	int input;
	clear_progress();
	if (!command || !pager_start(command, &pid, &input))
		return terminal_write(STDOUT_FILENO, text->str, text->len,
			error);
	/* Ctrl-C belongs to the pager now; quitting it early is no error. */
	struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
	sigaction(SIGINT, &ignore, &before);
	write_all(input, text->str, text->len);
	close(input);
	int status;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	sigaction(SIGINT, &before, NULL);
	return TRUE;
}

/* --- talk ------------------------------------------------------------------------ */

static void say_object(Value *object)
{
	clear_progress();
	GString *line = g_string_new(NULL);
	json_append(line, object, FALSE);
	g_string_append_c(line, '\n');
	write_all(STDERR_FILENO, line->str, line->len);
	g_string_free(line, TRUE);
	value_free(object);
}

static void say_line(const char *prefix, const char *text)
{
	g_autofree char *safe = escape_terminal(text, TRUE);
	g_autofree char *line = g_strdup_printf("%s%s\n", prefix, safe);
	clear_progress();
	write_all(STDERR_FILENO, line, strlen(line));
}

static const Member note_members[] = {
	{"schema", {NULL}, VALUE_TEXT, 0, "\"note/1\"; on standard error"},
	{"message", {NULL}, VALUE_TEXT, 0, "for people; may change"},
	{0},
};
const Schema note_schema = {"note/1",
	"what desk says beside the answer under --json", note_members};

static const Member error_members[] = {
	{"schema", {NULL}, VALUE_TEXT, 0, "\"error/1\"; on standard error"},
	{"code", {NULL}, VALUE_INTEGER, 0, "the exit status"},
	{"kind", {NULL}, VALUE_TEXT, 0, "its name: usage, not-found ..."},
	{"command", {NULL}, VALUE_TEXT, 0, "null if none was recognised"},
	{"message", {NULL}, VALUE_TEXT, 0, "for people; may change"},
	{"tickets", {NULL}, VALUE_LIST, 0,
		"that failed: numbers, or texts; absent if it is about none"},
	{0},
};
const Schema error_schema = {"error/1",
	"any failure under --json: an object", error_members};

void terminal_say(const char *text, gboolean json)
{
	if (!json) {
		say_line("", text);
		return;
	}
	Value *note = value_record();
	value_record_set(note, "schema", value_text(note_schema.name));
	value_record_set(note, "message", value_text(text));
	say_object(note);
}

static const char *error_kind(int code)
{
	static const struct {
		int code;
		const char *name;
	} rows[] = {
		{DESK_ERROR_NO, "no"}, {DESK_ERROR_PARTLY, "partly"},
		{DESK_ERROR_CONFLICT, "conflict"}, {DESK_ERROR_USAGE, "usage"},
		{DESK_ERROR_DATA, "data"}, {DESK_ERROR_NOT_FOUND, "not-found"},
		{DESK_ERROR_PERSON, "person"},
		{DESK_ERROR_UNAVAILABLE, "unavailable"},
		{DESK_ERROR_WRITE, "write"}, {DESK_ERROR_TEMPORARY, "temporary"},
		{DESK_ERROR_FORBIDDEN, "forbidden"},
		{DESK_ERROR_CONFIG, "config"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		if (rows[i].code == code)
			return rows[i].name;
	return "bug";
}

static Value *names_value(const GPtrArray *names)
{
	Value *list = value_list();
	for (guint i = 0; i < names->len; i++) {
		guint64 number;
		value_list_add(list, g_ascii_string_to_unsigned(names->pdata[i],
			10, 1, G_MAXINT64, &number, NULL) ?
			value_integer((gint64)number) :
			value_text(names->pdata[i]));
	}
	return list;
}

void terminal_fail(const GError *failure, const char *command,
	const GPtrArray *failed, gboolean json)
{
	if (!json) {
		g_autofree char *text = desk_error_text(failure,
			terminal_language());
		say_line("desk: ", text);
		return;
	}
	int code = desk_error_exit_status(failure);
	Value *object = value_record();
	value_record_set(object, "schema", value_text(error_schema.name));
	value_record_set(object, "code", value_integer(code));
	value_record_set(object, "kind", value_text(error_kind(code)));
	value_record_set(object, "command", value_text(command));
	value_record_set(object, "message", value_text(failure->message));
	if (failed && failed->len > 0)
		value_record_set(object, "tickets", names_value(failed));
	say_object(object);
}
