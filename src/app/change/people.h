/*
 * Changing agents and customers: one file each, every other line kept.
 */
#ifndef APP_CHANGE_PEOPLE_H
#define APP_CHANGE_PEOPLE_H

#include "app/operation/operation.h"
#include "model/requisites.h"

typedef struct {
	const char *login, *name;
	char **mails, **phones, **aliases, **groups, **roles; /* NULL-terminated */
	const char *level;
} NewAgent;
/* Groups and level by name or title. DESK_ERROR_USAGE if the login exists or
 * one of these is unknown. */
gboolean people_add_agent(Operation *op, const NewAgent *agent, GError **error);

typedef struct {
	const char *name; /* file's name; NULL: made from the title */
	const char *title;
	const char *language;
	char **domains; /* NULL-terminated */
	Requisites requisites; /* borrowed */
} NewCustomer;
/* Title, language and requisites replace those of the customer `name`, domains are
 * added. */
gboolean people_change_customer(Operation *op, const char *name,
	const NewCustomer *customer, GError **error);
/* The name in `*name` (g_free()). DESK_ERROR_CONFLICT if it exists. */
gboolean people_add_customer(Operation *op, const NewCustomer *customer,
	char **name, GError **error);

/* A contact of `customer`; the key in `*contact` ("customer/key", g_free()).
 * An address that the customer has already gives that contact. */
gboolean people_add_contact(Operation *op, const char *customer,
	const char *full_name, const char *mail, const char *phone,
	char **contact, GError **error);

/* `desk customer learn`: the requester of a ticket becomes a contact of
 * `customer`, and this requester's other tickets without a customer get it. */
gboolean people_learn(Operation *op, Ticket *ticket, const char *customer,
	GError **error);

/* CSV in UTF-8 with a header row: customer, title, domain, name, mail, phone and
 * requisites ("legal-name" is their name) in any order; a customer that exists
 * gets what the row has more. Every bad row is named (file:line); nothing is
 * written then. DESK_ERROR_DATA. */
gboolean people_import(Operation *op, const char *text, gsize size,
	const char *name, guint *rows, GError **error);

#endif
