/*
 * Being asked to end: SIGTERM, SIGINT (Ctrl-C), SIGHUP. For programs that stay
 * up and end where nothing is half done; all others simply end.
 */
#ifndef SYSTEM_ENDING_H
#define SYSTEM_ENDING_H

#include <glib.h>

/* From now on these signals only say so. A second one ends the process. */
gboolean ending_listen(GError **error);
gboolean ending_is_asked(void);
/* poll() of one descriptor (-1: none), on any thread, which being asked to end
 * breaks off: > 0 if it is ready, 0 if not, -1 as poll(). */
int ending_poll(int descriptor, short events, int timeout_ms);

/* Waits at most `timeout_ms` (-1: as long as it takes), until asked to end or
 * until another thread calls ending_wake(). */
void ending_wait(int timeout_ms);
void ending_wake(void);

#endif
