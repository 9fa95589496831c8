#include "system/ending.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "base/error.h"

static const Phrase
	no_pipe = {"no pipe to wait at: %1", "не на чем ждать: %1"};

static volatile sig_atomic_t asked;
static int bell[2] = {-1, -1}, end[2] = {-1, -1};

static void ring(int descriptor)
{
	int before = errno;
	/* A full pipe has woken it already. */
	ssize_t written = write(descriptor, "", 1);
	(void)written;
	errno = before;
}

void ending_wake(void)
{
	ring(bell[1]);
}

static void ask(int signal_number)
{
	if (asked) {
		signal(signal_number, SIG_DFL);
		raise(signal_number);
	}
	asked = 1;
	ring(end[1]);
	ring(bell[1]);
}

gboolean ending_listen(GError **error)
{
	static const int signals[] = {SIGHUP, SIGINT, SIGTERM};
	if (bell[0] >= 0)
		return TRUE;
	if (pipe2(end, O_CLOEXEC | O_NONBLOCK) != 0 ||
		pipe2(bell, O_CLOEXEC | O_NONBLOCK) != 0)
		return desk_refuse_system(error, DESK_ERROR_TEMPORARY, errno,
			&no_pipe, NULL);
	struct sigaction action = {.sa_handler = ask, .sa_flags = SA_RESTART};
	for (gsize i = 0; i < G_N_ELEMENTS(signals); i++)
		sigaction(signals[i], &action, NULL);
	return TRUE;
}

gboolean ending_is_asked(void)
{
	return asked != 0;
}

int ending_poll(int descriptor, short events, int timeout_ms)
{
	struct pollfd both[] = {{.fd = descriptor, .events = events},
		{.fd = end[0], .events = POLLIN}};
	int ready = poll(both, G_N_ELEMENTS(both), timeout_ms);
	return ready > 0 ? both[0].revents != 0 : ready;
}

void ending_wait(int timeout_ms)
{
	struct pollfd wait = {.fd = bell[0], .events = POLLIN};
	char rest[64];
	if (asked || poll(&wait, 1, timeout_ms) <= 0)
		return;
	while (read(bell[0], rest, sizeof rest) > 0)
		;
}
