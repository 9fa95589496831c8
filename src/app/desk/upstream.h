/*
 * The upstream of a clone: what `git clone`, or `git branch -u`, has set for
 * main. A store without one is its own hub; nothing is synced with one, so each
 * clone works as if alone, and says so.
 *
 * git is run for what goes over the wire: it knows the user's ssh, credential
 * helpers and proxies. No shell; each run has an end.
 */
#ifndef APP_DESK_UPSTREAM_H
#define APP_DESK_UPSTREAM_H

#include <glib.h>

typedef struct Desk Desk;

/* Where there is one: that this clone works as if alone, and how to say that it
 * is. Once a Desk. FALSE: there is none. */
gboolean upstream_say_alone(Desk *desk);

#endif
