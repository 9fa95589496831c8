#include "system/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "system/clock.h"

static const Phrase
	cannot_run = {"cannot run %2: %1", "не запустить %2: %1"},
	not_heard = {"%2: its answer cannot be read: %1",
		"%2: ответ не прочитать: %1"},
	not_started = {"cannot run %1: %2", "не запустить %1: %2"},
	not_installed = {"cannot run %1: there is no such program; install it "
			"or correct PATH",
		"не запустить %1: такой программы нет; установите её или "
		"исправьте PATH"},
	stopped = {"%1 did not come to an end within %2 s and was stopped",
		"%1: не завершилась за %2 с и остановлена"},
	killed = {"%1 was killed by signal %2%3",
		"%1: завершена сигналом %2%3"},
	long_answer = {"%1: answered more than %2 bytes",
		"%1: ответ больше %2 байт"},
	open_quote = {"\"%1\" is no command line: %2",
		"«%1» — не командная строка: кавычка не закрыта"},
	empty_line = {"\"%1\" is no command line: %2",
		"«%1» — не командная строка: она пуста"};

#define ERROR_TEXT_LIMIT 65536
/* How late the end of a timed program may be seen. */
#define TICK_MS 50
/* A status above it: the signal that ended the program, which says 255 at most. */
#define SIGNALLED 1000

/* A running program and its pipes; -1 = closed or not wanted. */
typedef struct {
	const char *name;
	GPid pid;
	int in, out, err;
	const char *input;
	gsize input_left;
	GByteArray *output;
	gsize output_limit;
	GString *error_text;
	gint64 timeout_ms, deadline_ms; /* monotonic; 0 = none */
	gboolean ended;
	int status; /* if it has ended */
} Running;

static void close_pipe(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* In the child: it ends with us, whatever ends us; and what it starts dies with
 * it where it is timed. */
static void begin_child(gpointer data)
{
	const Running *run = data;
	if (run->deadline_ms)
		setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
}

static gboolean refuse_start(const char *name, const GError *reason,
	GError **error)
{
	static const struct {
		int code, number;
	} known[] = {{G_SPAWN_ERROR_ACCES, EACCES}, {G_SPAWN_ERROR_PERM, EPERM},
		{G_SPAWN_ERROR_NOEXEC, ENOEXEC}, {G_SPAWN_ERROR_TOO_BIG, E2BIG},
		{G_SPAWN_ERROR_NOMEM, ENOMEM}, {G_SPAWN_ERROR_NOTDIR, ENOTDIR},
		{G_SPAWN_ERROR_ISDIR, EISDIR}, {G_SPAWN_ERROR_MFILE, EMFILE}};
	if (g_error_matches(reason, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT))
		return desk_refuse(error, DESK_ERROR_CONFIG, &not_installed,
			name, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
		if (g_error_matches(reason, G_SPAWN_ERROR, known[i].code))
			return desk_refuse_system(error, DESK_ERROR_TEMPORARY,
				known[i].number, &cannot_run, name, NULL);
	return desk_refuse(error, DESK_ERROR_TEMPORARY, &not_started, name,
		reason->message, NULL);
}

static gboolean start(const char *const *argv, const char *folder,
	GSpawnFlags flags, Running *run, gboolean pipes[3], GError **error)
{
	g_autoptr(GError) reason = NULL;
	/* What we read is looked through for words, which the reader's language
	 * must not change. */
	g_auto(GStrv) environment = g_environ_setenv(g_get_environ(),
		"LANGUAGE", "en", TRUE);
	run->name = argv[0];
	run->in = run->out = run->err = -1;
	if (g_spawn_async_with_pipes(folder, (char **)argv,
		pipes[1] || pipes[2] ? environment : NULL,
		flags | G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD,
		begin_child, run, &run->pid,
		pipes[0] ? &run->in : NULL,
		pipes[1] ? &run->out : NULL, pipes[2] ? &run->err : NULL,
		&reason))
		return TRUE;
	return refuse_start(argv[0], reason, error);
}

static int exit_status(int status)
{
	return WIFSIGNALED(status) ? SIGNALLED + WTERMSIG(status) :
		WEXITSTATUS(status);
}

static int wait_for_end(const Running *run)
{
	int status = 0;
	if (run->ended)
		return run->status;
	while (waitpid(run->pid, &status, 0) < 0)
		if (errno != EINTR)
			return 127;
	return exit_status(status);
}

/* Has a timed program come to its end? */
static gboolean has_ended(Running *run)
{
	int status = 0;
	if (!run->ended && waitpid(run->pid, &status, WNOHANG) == run->pid) {
		run->ended = TRUE;
		run->status = exit_status(status);
	}
	return run->ended;
}

static gboolean is_late(const Running *run, GError **error)
{
	if (clock_monotonic_ms() < run->deadline_ms)
		return FALSE;
	desk_refuse(error, DESK_ERROR_TEMPORARY, &stopped, run->name,
		PHRASE_NUMBER((run->timeout_ms + 999) / 1000), NULL);
	return TRUE;
}

static void feed(Running *run)
{
	ssize_t written = write(run->in, run->input, run->input_left);
	if (written > 0) {
		run->input += written;
		run->input_left -= (gsize)written;
	}
	/* A program that does not read its input may be right (EPIPE). */
	gboolean broken = written < 0 && errno != EINTR && errno != EAGAIN;
	if (run->input_left == 0 || broken)
		close_pipe(&run->in);
}

static gboolean collect_output(Running *run, GError **error)
{
	guint8 chunk[16384];
	ssize_t got = read(run->out, chunk, sizeof chunk);
	if (got < 0 && errno == EINTR)
		return TRUE;
	/* Half an answer is none. */
	if (got < 0)
		return desk_refuse_system(error, DESK_ERROR_TEMPORARY, errno,
			&not_heard, run->name, NULL);
	if (got == 0) {
		close_pipe(&run->out);
		return TRUE;
	}
	if ((gsize)got > run->output_limit - run->output->len) {
		desk_refuse(error, DESK_ERROR_DATA, &long_answer, run->name,
			PHRASE_NUMBER(run->output_limit), NULL);
		return FALSE;
	}
	g_byte_array_append(run->output, chunk, (guint)got);
	return TRUE;
}

static void collect_error_text(Running *run)
{
	char chunk[4096];
	ssize_t got = read(run->err, chunk, sizeof chunk);
	if (got < 0 && errno == EINTR)
		return;
	if (got <= 0) {
		close_pipe(&run->err);
		return;
	}
	gsize room = ERROR_TEXT_LIMIT - run->error_text->len;
	g_string_append_len(run->error_text, chunk,
		(gssize)MIN((gsize)got, room));
}

static gboolean exchange(Running *run, GError **error)
{
	if (run->in >= 0 && run->input_left == 0)
		close_pipe(&run->in);
	while (run->in >= 0 || run->out >= 0 || run->err >= 0) {
		struct pollfd pipes[] = {
			{.fd = run->in, .events = POLLOUT},
			{.fd = run->out, .events = POLLIN},
			{.fd = run->err, .events = POLLIN},
		};
		int ready = poll(pipes, G_N_ELEMENTS(pipes),
			run->deadline_ms ? run->ended ? 0 : TICK_MS : -1);
		/* Nothing more from one that has ended: others hold the pipes. */
		if (ready == 0 && run->ended)
			break;
		if (run->deadline_ms && !has_ended(run) && is_late(run, error))
			return FALSE;
		if (ready <= 0)
			continue;
		if (pipes[0].revents)
			feed(run);
		if (pipes[1].revents && !collect_output(run, error))
			return FALSE;
		if (pipes[2].revents)
			collect_error_text(run);
	}
	while (run->deadline_ms && !has_ended(run)) {
		if (is_late(run, error))
			return FALSE;
		poll(NULL, 0, TICK_MS);
	}
	return TRUE;
}

/* A closed pipe is an EPIPE for this thread, not the end of the process. */
static void block_broken_pipe(sigset_t *before)
{
	sigset_t broken_pipe;
	sigemptyset(&broken_pipe);
	sigaddset(&broken_pipe, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &broken_pipe, before);
}

static void restore_signals(const sigset_t *before)
{
	sigset_t broken_pipe;
	sigemptyset(&broken_pipe);
	sigaddset(&broken_pipe, SIGPIPE);
	const struct timespec at_once = {0};
	if (!sigismember(before, SIGPIPE))
		while (sigtimedwait(&broken_pipe, NULL, &at_once) > 0)
			;
	pthread_sigmask(SIG_SETMASK, before, NULL);
}

/* What it answered until then is no answer. */
static gboolean check_killed(const Running *run, int ended, GError **error)
{
	if (ended <= SIGNALLED)
		return TRUE;
	g_autofree char *said = g_utf8_make_valid(run->error_text->str,
		(gssize)run->error_text->len);
	g_autofree char *words = *g_strchomp(said) ? g_strconcat(": ", said,
		NULL) : g_strdup("");
	return desk_refuse(error, DESK_ERROR_TEMPORARY, &killed, run->name,
		PHRASE_NUMBER(ended - SIGNALLED), words, NULL);
}

static gboolean run_program(const char *const *argv, const char *folder,
	GBytes *input, gsize limit_bytes, gint64 timeout_ms, GBytes **output,
	char **error_text, int *status, GError **error)
{
	g_assert(limit_bytes < G_MAXUINT);
	g_autoptr(GByteArray) collected = g_byte_array_new();
	g_autoptr(GString) said = g_string_new(NULL);
	Running run = {.output = collected, .output_limit = limit_bytes,
		.error_text = said, .timeout_ms = timeout_ms,
		.deadline_ms = timeout_ms ? clock_monotonic_ms() + timeout_ms :
			0};
	if (input)
		run.input = g_bytes_get_data(input, &run.input_left);
	gboolean pipes[3] = {input != NULL, output != NULL, error_text != NULL};
	if (!start(argv, folder, output ? 0 : G_SPAWN_STDOUT_TO_DEV_NULL, &run,
		pipes, error))
		return FALSE;
	/* Feeding must not block while the program waits for us to read. */
	if (run.in >= 0)
		fcntl(run.in, F_SETFL, O_NONBLOCK);
	sigset_t signals;
	block_broken_pipe(&signals);
	gboolean whole = exchange(&run, error);
	restore_signals(&signals);
	if (!whole && !run.ended)
		kill(timeout_ms ? -run.pid : run.pid, SIGKILL);
	close_pipe(&run.in);
	close_pipe(&run.out);
	close_pipe(&run.err);
	int ended = wait_for_end(&run);
	if (!whole || !check_killed(&run, ended, error))
		return FALSE;
	if (status)
		*status = ended;
	if (output)
		*output = g_byte_array_free_to_bytes(
			g_steal_pointer(&collected));
	if (error_text)
		*error_text = g_utf8_make_valid(said->str, (gssize)said->len);
	return TRUE;
}

gboolean process_run(const char *const *argv, const char *folder,
	GBytes *input, gsize limit_bytes, GBytes **output, char **error_text,
	int *status, GError **error)
{
	return run_program(argv, folder, input, limit_bytes, 0, output,
		error_text, status, error);
}

gboolean process_run_within(const char *const *argv, GBytes *input,
	gsize limit_bytes, gint64 timeout_ms, GBytes **output,
	char **error_text, int *status, GError **error)
{
	return run_program(argv, NULL, input, limit_bytes, timeout_ms, output,
		error_text, status, error);
}

char *process_git_reason(const char *said, int status)
{
	g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
	for (char **line = lines; *line; line++) {
		const char *text = g_strstrip(*line);
		if (!*text || g_str_has_prefix(text, "To ") ||
			g_str_has_prefix(text, "warning: "))
			continue;
		if (g_str_has_prefix(text, "fatal: "))
			text += strlen("fatal: ");
		/* It becomes a part of a sentence. */
		return g_strndup(text, strlen(text) -
			(gsize)g_str_has_suffix(text, "."));
	}
	return g_strdup_printf("ended with %d and said nothing", status);
}

gboolean process_run_interactive(const char *const *argv, int *status,
	GError **error)
{
	Running run = {0};
	gboolean pipes[3] = {FALSE, FALSE, FALSE};
	if (!start(argv, NULL, G_SPAWN_CHILD_INHERITS_STDIN, &run, pipes, error))
		return FALSE;
	/* Ctrl-C and Ctrl-\ are for the program in the foreground. */
	struct sigaction ignore = {.sa_handler = SIG_IGN}, interrupt, quit;
	sigaction(SIGINT, &ignore, &interrupt);
	sigaction(SIGQUIT, &ignore, &quit);
	int ended = wait_for_end(&run);
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	if (status)
		*status = ended > SIGNALLED ? ended - SIGNALLED + 128 : ended;
	return TRUE;
}

gboolean process_may_live(const char *number, const char *host)
{
	gint64 pid = number ? g_ascii_strtoll(number, NULL, 10) : 0;
	gboolean here = pid > 0 && g_strcmp0(host, g_get_host_name()) == 0;
	return !here || kill((pid_t)pid, 0) == 0 || errno != ESRCH;
}

char **process_split(const char *command_line, GError **error)
{
	g_autoptr(GError) reason = NULL;
	char **argv = NULL;
	if (g_shell_parse_argv(command_line, NULL, &argv, &reason))
		return argv;
	desk_refuse(error, DESK_ERROR_CONFIG, g_error_matches(reason,
		G_SHELL_ERROR, G_SHELL_ERROR_BAD_QUOTING) ? &open_quote :
		&empty_line, command_line, reason->message, NULL);
	return NULL;
}
