#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>
#include <cmocka.h>

#include "base/error.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/lock.h"
#include "system/process.h"
#include "system/step.h"

static char *folder; /* of this run, removed at the end */

static char *in_folder(const char *name)
{
	return g_build_filename(folder, name, NULL);
}

static int make_folder(void **state)
{
	(void)state;
	folder = g_dir_make_tmp("desk-system-XXXXXX", NULL);
	return folder ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	const char *argv[] = {"rm", "-rf", folder, NULL};
	gboolean removed = process_run(argv, NULL, NULL, 0, NULL, NULL, NULL,
		NULL);
	g_clear_pointer(&folder, g_free);
	return removed ? 0 : -1;
}

static void assert_failed(GError **error, DeskError code, const char *words)
{
	assert_true(g_error_matches(*error, DESK_ERROR, (int)code));
	if (!strstr((*error)->message, words))
		fail_msg("\"%s\" lacks \"%s\"", (*error)->message, words);
	g_clear_error(error);
}

/* Runs `body` in a process of its own and tells its wait status. */
static int in_child(void (*body)(const void *data), const void *data)
{
	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		body(data);
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

/* --- clock --------------------------------------------------------------- */

static void exit_with_now(const void *fixed)
{
	g_setenv("DESK_NOW", fixed, TRUE);
	gboolean good = clock_check(NULL);
	Instant first = clock_now();
	g_unsetenv("DESK_NOW");
	_exit(!good ? 2 : first == 1795241643 && clock_now() == first ? 0 : 1);
}

static void the_clock_can_be_fixed(void **state)
{
	(void)state;
	static const struct {
		const char *now;
		int exit_code;
	} rows[] = {
		{"2026-11-21T06:14:03Z", 0},
		{"2026-11-21T09:14:03+03:00", 0},
		{"@1795241643", 0},
		{"2026-11-21T06:14:04Z", 1},
		{"@", 2},
		{"tomorrow", 2},
		{"@1795241643x", 2},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		int status = in_child(exit_with_now, rows[i].now);
		assert_int_equal(WEXITSTATUS(status), rows[i].exit_code);
	}
}

static void print_random(const void *seed)
{
	guint8 bytes[3][40];
	if (seed)
		g_setenv("DESK_RANDOM", seed, TRUE);
	for (int i = 0; i < 3; i++)
		random_bytes(bytes[i], sizeof bytes[i]);
	g_autofree char *path = in_folder("random");
	file_write(path, bytes, sizeof bytes, FALSE, NULL);
}

static GBytes *random_of_child(const char *seed)
{
	assert_int_equal(in_child(print_random, seed), 0);
	g_autofree char *path = in_folder("random");
	GBytes *bytes = file_read(path, 1000, FALSE, NULL);
	assert_int_equal(g_bytes_get_size(bytes), 120);
	return bytes;
}

static void random_bytes_are_a_sequence_of_the_seed(void **state)
{
	(void)state;
	g_autoptr(GBytes) a = random_of_child("a");
	g_autoptr(GBytes) again = random_of_child("a");
	g_autoptr(GBytes) b = random_of_child("b");
	g_autoptr(GBytes) real = random_of_child(NULL);
	g_autoptr(GBytes) other = random_of_child(NULL);
	assert_true(g_bytes_equal(a, again));
	assert_false(g_bytes_equal(a, b));
	assert_false(g_bytes_equal(real, other));
	const char *bytes = g_bytes_get_data(a, NULL);
	assert_memory_not_equal(bytes, bytes + 40, 40);
	assert_memory_not_equal(bytes + 40, bytes + 80, 40);
}

/* --- file ---------------------------------------------------------------- */

static void files_are_replaced_whole(void **state)
{
	(void)state;
	g_autofree char *path = in_folder("made/by/need.txt");
	assert_true(file_write(path, "one", 3, TRUE, NULL));
	assert_int_equal(chmod(path, 0640), 0);
	assert_true(file_write(path, "second", 6, FALSE, NULL));
	g_autoptr(GBytes) bytes = file_read(path, 6, FALSE, NULL);
	assert_int_equal(g_bytes_get_size(bytes), 6);
	assert_memory_equal(g_bytes_get_data(bytes, NULL), "second", 6);
	struct stat status;
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0640);

	g_autofree char *parent = g_path_get_dirname(path);
	g_autoptr(GDir) dir = g_dir_open(parent, 0, NULL);
	assert_string_equal(g_dir_read_name(dir), "need.txt");
	assert_null(g_dir_read_name(dir));
}

static void bad_files_are_refused(void **state)
{
	(void)state;
	g_autoptr(GError) error = NULL;
	g_autofree char *file = in_folder("file"), *link = in_folder("link"),
			*fifo = in_folder("fifo"), *none = in_folder("none"),
			*below = in_folder("file/below");
	assert_true(file_write(file, "1234567", 7, FALSE, NULL));
	assert_int_equal(symlink("file", link), 0);
	assert_int_equal(mkfifo(fifo, 0600), 0);

	assert_null(file_read(none, 9, TRUE, &error));
	assert_failed(&error, DESK_ERROR_NOT_FOUND, "none");
	assert_null(file_read(below, 9, TRUE, &error));
	assert_failed(&error, DESK_ERROR_NOT_FOUND, "below");
	assert_null(file_read(file, 6, TRUE, &error));
	assert_failed(&error, DESK_ERROR_DATA, "larger than 6 bytes");
	assert_null(file_read(folder, 9, TRUE, &error));
	assert_failed(&error, DESK_ERROR_DATA, "not a regular file");
	assert_null(file_read(fifo, 9, TRUE, &error));
	assert_failed(&error, DESK_ERROR_DATA, "not a regular file");
	assert_null(file_read(link, 9, FALSE, &error));
	assert_failed(&error, DESK_ERROR_DATA, "symbolic link");
	g_autoptr(GBytes) followed = file_read(link, 7, TRUE, &error);
	assert_int_equal(g_bytes_get_size(followed), 7);
	assert_false(file_write(below, "", 0, FALSE, &error));
	assert_failed(&error, DESK_ERROR_WRITE, "cannot make the folder");
	assert_false(file_write(folder, "", 0, FALSE, &error));
	assert_failed(&error, DESK_ERROR_WRITE, "cannot write");
}

static void what_cannot_be_listed_is_not_empty(void **state)
{
	(void)state;
	g_autofree char *circle = in_folder("circle"), *none = in_folder("none");
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) names = file_names(none, &error);
	assert_int_equal(names->len, 0);
	assert_int_equal(symlink(circle, circle), 0);
	assert_null(file_names(circle, &error));
	assert_true(g_error_matches(error, DESK_ERROR, DESK_ERROR_TEMPORARY));
}

static void descriptors_are_read_to_the_limit(void **state)
{
	(void)state;
	g_autoptr(GError) error = NULL;
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	assert_null(file_read_descriptor(fd, "stdin", 200000, &error));
	assert_failed(&error, DESK_ERROR_DATA, "stdin: larger than 200000");
	close(fd);
	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	g_autoptr(GBytes) nothing = file_read_descriptor(fd, "x", 5, &error);
	assert_int_equal(g_bytes_get_size(nothing), 0);
	close(fd);
}

/* --- lock ---------------------------------------------------------------- */

static void exit_if_locked(const void *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(FileLock) lock = file_lock_take(path, "desk list", 20, &error);
	gboolean refused = !lock &&
		g_error_matches(error, DESK_ERROR, DESK_ERROR_TEMPORARY) &&
		strstr(error->message, "locked by desk pull (process ");
	_exit(lock ? 1 : refused ? 0 : 2);
}

static void die_holding(const void *path)
{
	if (file_lock_take(path, "desk pull", 0, NULL))
		raise(SIGKILL);
}

static void one_process_holds_a_lock(void **state)
{
	(void)state;
	g_autofree char *path = in_folder("write.lock");
	FileLock *lock = file_lock_take(path, "desk pull", 0, NULL);
	assert_non_null(lock);
	assert_int_equal(WEXITSTATUS(in_child(exit_if_locked, path)), 0);
	file_lock_release(lock);
	assert_int_equal(WEXITSTATUS(in_child(exit_if_locked, path)), 1);

	assert_true(WIFSIGNALED(in_child(die_holding, path)));
	lock = file_lock_take(path, "desk pull", 0, NULL);
	assert_non_null(lock);
	file_lock_release(lock);

	g_autoptr(GError) error = NULL;
	g_autofree char *nowhere = in_folder("no/folder/lock");
	assert_null(file_lock_take(nowhere, "x", 0, &error));
	assert_failed(&error, DESK_ERROR_WRITE, "cannot make the lock");
}

/* --- process ------------------------------------------------------------- */

static void what_the_killed_left_is_swept(void **state)
{
	(void)state;
	pid_t dead = fork();
	if (dead == 0)
		_exit(0);
	assert_int_equal(waitpid(dead, NULL, 0), dead);
	g_autofree char *own = in_folder("swept");
	static const struct {
		const char *name;
		gboolean alive, any, of_table, fresh;
	} rows[] = {
		{".table.csv.PID~", FALSE, TRUE, TRUE},
		{".table.csv.PID-3~", FALSE, TRUE, TRUE},
		{".table.csv.PID~-journal", FALSE, TRUE, TRUE},
		{".other.csv.PID~", FALSE, TRUE, FALSE},
		/* The number is also that of a process elsewhere. */
		{".table.csv.PID-7~", FALSE, FALSE, FALSE, TRUE},
		{".table.csv.PID~-wal", FALSE, FALSE, FALSE, TRUE},
		{".table.csv.PID~", TRUE, FALSE, FALSE},
		{".table.csv.PID-0~", TRUE, FALSE, FALSE},
		{".PID~", FALSE, FALSE, FALSE},
		{".table.csv.~PID~", FALSE, FALSE, FALSE},
		{".table.csv.PID~x", FALSE, FALSE, FALSE},
		{".table.csv.xPID~", FALSE, FALSE, FALSE},
		{"table.csv.PID~", FALSE, FALSE, FALSE},
		{".table.csv.PID", FALSE, FALSE, FALSE},
		{".table.csv.0PID", FALSE, FALSE, FALSE},
	};
	for (int of_table = 0; of_table < 2; of_table++) {
		guint expected = 0;
		for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
			g_autofree char *number = g_strdup_printf("%d",
				(int)(rows[i].alive ? getpid() : dead));
			g_auto(GStrv) parts = g_strsplit(rows[i].name, "PID", 2);
			g_autofree char *name = g_strjoinv(number, parts);
			g_autofree char *path = g_build_filename(own, name, NULL);
			assert_true(file_write(path, "x", 1, FALSE, NULL));
			struct utimbuf old = {.modtime = clock_now() -
				(rows[i].fresh ? 3500 : 3700)};
			assert_int_equal(utime(path, &old), 0);
			expected += of_table ? rows[i].of_table : rows[i].any;
		}
		const char *of = of_table ? "table.csv" : NULL;
		assert_int_equal(file_left_overs(own, of, FALSE), expected);
		assert_int_equal(file_left_overs(own, of, TRUE), expected);
		assert_int_equal(file_left_overs(own, of, TRUE), 0);
		g_autoptr(GPtrArray) names = file_names(own, NULL);
		assert_int_equal(names->len, G_N_ELEMENTS(rows) - expected);
	}
	assert_int_equal(file_left_overs("/no/such/folder", NULL, TRUE), 0);
}

static void programs_get_input_and_answer(void **state)
{
	(void)state;
	/* More than the pipes hold, both ways at once. */
	gsize size = 1000000;
	g_autoptr(GBytes) input = g_bytes_new_take(g_malloc0(size), size);
	g_autoptr(GBytes) output = NULL;
	const char *cat[] = {"cat", NULL};
	int status = -1;
	assert_true(process_run(cat, NULL, input, size, &output, NULL, &status,
		NULL));
	assert_int_equal(status, 0);
	assert_true(g_bytes_equal(input, output));

	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) none = NULL;
	assert_false(process_run(cat, NULL, input, size - 1, &none, NULL,
		&status, &error));
	assert_failed(&error, DESK_ERROR_DATA, "cat: answered more than");
	/* It does not read: no SIGPIPE for us. */
	const char *deaf[] = {"true", NULL};
	assert_true(process_run(deaf, NULL, input, 0, NULL, NULL, &status,
		NULL));
	assert_int_equal(status, 0);
}

static void a_program_that_hangs_is_stopped(void **state)
{
	(void)state;
	static const struct {
		const char *script;
		int status; /* -1: it was stopped */
	} rows[] = {
		{"tail -f /dev/null", -1},
		{"tail -f /dev/null & wait", -1},
		/* Its own end counts, not that of the one that holds the pipe. */
		{"tail -f /dev/null & exit 4", 4},
		{"exec >&- 2>&-; tail -f /dev/null >/dev/null", -1},
		{"cat; exit 3", 3},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *argv[] = {"sh", "-c", rows[i].script, NULL};
		g_autoptr(GBytes) input = g_bytes_new_static("text", 4);
		g_autoptr(GError) error = NULL;
		g_autofree char *said = NULL;
		int status = 0;
		gboolean ran = process_run_within(argv, input, 1000,
			rows[i].status < 0 ? 200 : 20000, NULL, &said, &status,
			&error);
		assert_int_equal(ran, rows[i].status >= 0);
		if (ran)
			assert_int_equal(status, rows[i].status);
		else
			assert_failed(&error, DESK_ERROR_TEMPORARY,
				"did not come to an end");
		/* Nothing is left to be waited for. */
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	}
}

static void ends_of_programs_are_told(void **state)
{
	(void)state;
	static const struct {
		const char *script, *said;
		int status;
	} rows[] = {
		{"exit 7", "", 7},
		{"exit 137", "", 137},
		{"echo no such host >&2; exit 1", "no such host\n", 1},
		{"printf '\\377' >&2", "\357\277\275", 0},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *argv[] = {"sh", "-c", rows[i].script, NULL};
		g_autofree char *said = NULL;
		int status = -1;
		assert_true(process_run(argv, "/", NULL, 0, NULL, &said,
			&status, NULL));
		assert_int_equal(status, rows[i].status);
		assert_string_equal(said, rows[i].said);
	}
	/* What it answered until a signal ended it is no answer. */
	const char *killed[] = {"sh", "-c", "echo half; echo why >&2; kill -9 $$",
		NULL};
	g_autoptr(GBytes) half = NULL;
	g_autofree char *why = NULL;
	g_autoptr(GError) ended = NULL;
	assert_false(process_run(killed, NULL, NULL, 10, &half, &why, NULL,
		&ended));
	assert_failed(&ended, DESK_ERROR_TEMPORARY,
		"sh was killed by signal 9: why");
	const char *interactive[] = {"false", NULL};
	int status = -1;
	assert_true(process_run_interactive(interactive, &status, NULL));
	assert_int_equal(status, 1);
	g_autoptr(GError) error = NULL;
	const char *absent[] = {"desk-no-such-program", NULL};
	assert_false(process_run(absent, NULL, NULL, 0, NULL, NULL, &status,
		&error));
	assert_failed(&error, DESK_ERROR_CONFIG, "desk-no-such-program");
}

static void command_lines_are_split_without_a_shell(void **state)
{
	(void)state;
	g_auto(GStrv) argv = process_split("vi -c 'set tw=72' \"a b\"", NULL);
	assert_int_equal(g_strv_length(argv), 4);
	assert_string_equal(argv[2], "set tw=72");
	g_auto(GStrv) hostile = process_split("ed; rm $HOME `id`", NULL);
	assert_string_equal(hostile[0], "ed;");
	assert_string_equal(hostile[2], "$HOME");
	g_autoptr(GError) error = NULL;
	assert_null(process_split("vi 'x", &error));
	assert_failed(&error, DESK_ERROR_CONFIG, "is no command line");
	assert_null(process_split("", &error));
	assert_failed(&error, DESK_ERROR_CONFIG, "is no command line");
}

/* --- step ---------------------------------------------------------------- */

static void three_steps(const void *marks)
{
	static const char *const names[] = {"object", "ref", "journal"};
	for (int i = 0; i < 3; i++) {
		step(names[i]);
		int fd = open(marks, O_WRONLY | O_CREAT | O_APPEND, 0600);
		if (write(fd, "x", 1) != 1)
			_exit(1);
		close(fd);
	}
}

static gsize effects(const char *marks)
{
	g_autoptr(GBytes) bytes = file_read(marks, 1000, FALSE, NULL);
	return bytes ? g_bytes_get_size(bytes) : 0;
}

static void steps_stop_over_processes(void **state)
{
	(void)state;
	g_autofree char *count = in_folder("count"), *marks = in_folder("marks");
	for (int stop = 0; stop <= 7; stop++) {
		g_autofree char *text = g_strdup_printf("%d", stop);
		unlink(count);
		unlink(marks);
		if (stop > 0)
			g_setenv("DESK_STOP_AFTER", text, TRUE);
		g_setenv("DESK_STOP_COUNT", count, TRUE);
		int first = in_child(three_steps, marks);
		int second = in_child(three_steps, marks);
		g_unsetenv("DESK_STOP_AFTER");
		g_unsetenv("DESK_STOP_COUNT");
		assert_true(WIFSIGNALED(first) == (stop >= 1 && stop <= 3));
		assert_true(WIFSIGNALED(second) == (stop >= 1 && stop <= 6));
		if (WIFSIGNALED(second))
			assert_int_equal(WTERMSIG(second), SIGKILL);
		assert_int_equal(effects(marks), stop == 0 ? 6 : stop - 1);
	}
}

static void what_git_says_becomes_a_part_of_a_sentence(void **state)
{
	static const struct {
		const char *said, *reason;
	} rows[] = {
		{"To /srv/desk.git\nwarning: slow\nfatal: no route to host.\n",
			"no route to host"},
		{"error: gone\nhint: look\n", "error: gone"},
		{"\n", "ended with 7 and said nothing"},
	};
	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *reason = process_git_reason(rows[i].said,
			7);
		assert_string_equal(reason, rows[i].reason);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_clock_can_be_fixed),
		cmocka_unit_test(random_bytes_are_a_sequence_of_the_seed),
		cmocka_unit_test(files_are_replaced_whole),
		cmocka_unit_test(bad_files_are_refused),
		cmocka_unit_test(what_cannot_be_listed_is_not_empty),
		cmocka_unit_test(descriptors_are_read_to_the_limit),
		cmocka_unit_test(one_process_holds_a_lock),
		cmocka_unit_test(what_the_killed_left_is_swept),
		cmocka_unit_test(programs_get_input_and_answer),
		cmocka_unit_test(a_program_that_hangs_is_stopped),
		cmocka_unit_test(ends_of_programs_are_told),
		cmocka_unit_test(command_lines_are_split_without_a_shell),
		cmocka_unit_test(steps_stop_over_processes),
		cmocka_unit_test(what_git_says_becomes_a_part_of_a_sentence),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
