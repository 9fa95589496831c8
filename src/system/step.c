#include "system/step.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

typedef enum { UNKNOWN, IDLE, WATCHED } StepState;

static StepState state;
static gboolean traced;
static gint64 stop_after;   /* 0: never */
static const char *count_file; /* NULL: counted in this process alone */

static void read_settings(void)
{
	const char *trace = g_getenv("DESK_TRACE");
	g_auto(GStrv) topics = g_strsplit(trace ? trace : "", ",", -1);
	traced = g_strv_contains((const char *const *)topics, "step");
	const char *stop = g_getenv("DESK_STOP_AFTER");
	stop_after = stop ? g_ascii_strtoll(stop, NULL, 10) : 0;
	const char *count = g_getenv("DESK_STOP_COUNT");
	count_file = count && *count ? count : NULL;
	state = traced || stop_after > 0 ? WATCHED : IDLE;
}

static G_GNUC_NORETURN void stop_here(void)
{
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

/* The number of this step over all processes. One byte is appended for each;
 * after a write with O_APPEND the descriptor stands behind its own byte, so
 * two processes never read the same number. */
static gint64 count_step(void)
{
	static gint64 here;
	if (!count_file)
		return ++here;
	int fd = open(count_file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC,
		0666);
	ssize_t written = -1;
	while (fd >= 0 && (written = write(fd, ".", 1)) < 0 && errno == EINTR)
		;
	gint64 number = written == 1 ? lseek(fd, 0, SEEK_CUR) : -1;
	if (fd >= 0)
		close(fd);
	/* A test that cannot count must not pass by never stopping. */
	if (number < 1) {
		dprintf(STDERR_FILENO, "DESK_STOP_COUNT: %s: %s\n", count_file,
			g_strerror(errno));
		stop_here();
	}
	return number;
}

static void watch(const char *what)
{
	gint64 number = stop_after > 0 ? count_step() : 0;
	if (traced && number > 0)
		dprintf(STDERR_FILENO, "step %" G_GINT64_FORMAT ": %s\n", number, what);
	else if (traced)
		dprintf(STDERR_FILENO, "step: %s\n", what);
	if (stop_after > 0 && number >= stop_after)
		stop_here();
}

void step(const char *what)
{
	if (state == IDLE)
		return;
	if (state == UNKNOWN)
		read_settings();
	if (state == WATCHED)
		watch(what);
}
