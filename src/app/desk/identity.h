/*
 * Who acts: the agent of --as, DESK_AGENT or git's user.email.
 */
#ifndef APP_DESK_IDENTITY_H
#define APP_DESK_IDENTITY_H

#include <glib.h>

typedef struct Desk Desk;

/* The acting agent's login. DESK_ERROR_CONFIG says how to become one,
 * DESK_ERROR_PERSON that the agent has left. Borrowed. */
const char *desk_me(Desk *desk, GError **error);
/* For who need not be anybody: NULL is no error, not to find out is, nor may a
 * name that was given be nobody's. Borrowed. */
gboolean desk_me_if_any(Desk *desk, const char **me, GError **error);
/* Author identity of the acting agent. Borrowed. */
gboolean desk_identity(Desk *desk, const char **name, const char **mail,
	GError **error);

#endif
