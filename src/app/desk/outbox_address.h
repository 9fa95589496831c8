/*
 * Addresses that mail goes to: what may stand in a header, and whose are whose.
 */
#ifndef APP_DESK_OUTBOX_ADDRESS_H
#define APP_DESK_OUTBOX_ADDRESS_H

#include "index/index.h"
#include "model/people.h"

/* The mail addresses of "customer/contact", an agent's login or an address, as
 * "Name <a@b>", the first one; `address` NULL: there is none. g_free(). */
gboolean outbox_address_of(Index *index, const char *person, char **address,
	GError **error);
/* "Name <a@b>" or "a@b" → "a@b" as mail_ascii(). g_free(). */
char *outbox_bare_address(const char *address);
/* May it stand in a mail's header? */
gboolean outbox_is_address(const char *address);
gboolean outbox_is_domain(const char *domain);
/* "Name <a@b>", the name without what parts addresses; "a@b" if nothing of it
 * is left (or it is NULL). g_free(). */
char *outbox_named(const char *name, const char *address);
/* The customer of "customer/contact", and that contact (borrowed from it; NULL
 * if the file has no such one). `customer` NULL: no such customer. */
gboolean outbox_customer_of(Index *index, const char *person,
	Customer **customer, const Contact **contact, GError **error);

#endif
