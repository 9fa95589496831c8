/*
 * Addresses in From, To and their like: RFC 5322 with what old programs
 * write. Encoded words make names and never addresses.
 */
#ifndef MAIL_ADDRESS_H
#define MAIL_ADDRESS_H

#include "mail/message.h"

/* Takes both; a `name` may be NULL. */
MailAddress *mail_address_new(char *name, char *address);
void mail_address_free(MailAddress *address);

/* Appends the mailboxes of a header value (bytes as they came) to `list`
 * (MailAddress*) until it has `limit`. One that has neither a name nor a
 * valid address is left out. */
void mail_addresses_read(const char *value, const char *charset_hint,
	guint limit, GPtrArray *list);

/* `text` as an addr-spec: dot-atom "@" domain, the domain in lower case and
 * ASCII, quotes that are not needed gone; NULL if it is none or needs a
 * quoted local part. Free with g_free(). */
char *mail_address_normalise(const char *text);

/* `address` as a server takes it: an addr-spec without controls, spaces, line
 * ends, its domain as A-labels. What stands before the "@" may have other
 * letters than ASCII (SMTPUTF8, RFC 6531). NULL if it is none. g_free(). */
char *mail_address_wire(const char *address);

#endif
