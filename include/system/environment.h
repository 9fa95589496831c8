/*
 * What the process was started with: variables and the terminal's name. The
 * only reader of the environment below cmd/, besides clock and step.
 */
#ifndef SYSTEM_ENVIRONMENT_H
#define SYSTEM_ENVIRONMENT_H

#include <glib.h>

/* A variable's value, NULL if unset or empty. Borrowed. */
const char *environment_get(const char *name);

/* A name for this terminal session, safe as a file name: the same for every
 * command typed in one terminal, "none" without one. Free with g_free(). */
char *environment_terminal_name(void);

/* $XDG_CACHE_HOME/desk or ~/.cache/desk. Free with g_free(). */
char *environment_cache_folder(void);

/* Git is not told any more, from here on, of another repository than it is given:
 * of its index, objects, namespace, quarantine. */
void environment_leave_repository(void);

#endif
