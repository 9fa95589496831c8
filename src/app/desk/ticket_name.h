/*
 * Tickets as people name them on the command line ("1042", "12,15-20", "k3f9", a
 * uid, "@"; "-" is the caller's), and the ticket that a name means.
 */
#ifndef APP_DESK_TICKET_NAME_H
#define APP_DESK_TICKET_NAME_H

#include <glib.h>

typedef struct Desk Desk;
typedef struct Ticket Ticket;

/* char* uids without doubles, in order. All unknown names are listed in one
 * error (66). */
GPtrArray *desk_find_tickets(Desk *desk, const char *names, GError **error);
/* The same where some of them are there: what else was named is added to
 * `unknown`, a GError* each, and is no error of this; else there is none in it. */
GPtrArray *desk_find_known_tickets(Desk *desk, const char *names,
	GPtrArray *unknown, GError **error);
/* What people call it, uid_short_name(). NULL on error. g_free(). */
char *desk_ticket_name(Desk *desk, const char *uid, GError **error);
/* The ticket as it stands at the tip (read from git). */
Ticket *desk_load_ticket(Desk *desk, const char *uid, GError **error);

/* "@": the ticket last shown or made in this terminal. */
void desk_remember_ticket(Desk *desk, const char *uid);

#endif
