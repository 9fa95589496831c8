/*
 * Who is whose: the agents of the store, the customer of a contact.
 */
#ifndef APP_DESK_AGENTS_H
#define APP_DESK_AGENTS_H

#include <glib.h>

typedef struct Desk Desk;
typedef struct Index Index;

/* Every agent of the store who has not left: Agent*, by login. Free with
 * g_ptr_array_unref(). */
GPtrArray *assign_agents(Desk *desk, GError **error);
/* "acme" of "acme/ivan"; NULL: it is no contact of a customer's file. g_free(). */
char *customer_of_contact(const char *requester);
/* Of a contact that one; of an address the only one that has its domain, NULL if
 * none or several have. g_free(). */
gboolean customer_of_requester(Index *index, const char *requester,
	char **customer, GError **error);

#endif
