/*
 * Who is whose: the agents of the store, the customer of a contact.
 */
#ifndef APP_DESK_AGENTS_H
#define APP_DESK_AGENTS_H

#include <glib.h>

typedef struct Desk Desk;

/* Every agent of the store who has not left: Agent*, by login. Free with
 * g_ptr_array_unref(). */
GPtrArray *assign_agents(Desk *desk, GError **error);
/* "acme" of "acme/ivan"; NULL: it is no contact of a customer's file. g_free(). */
char *customer_of_contact(const char *requester);

#endif
