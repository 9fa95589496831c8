/*
 * One entry of the outbox as a mail: whom it still goes to, what it answers,
 * its bytes.
 */
#ifndef APP_SEND_SEND_MAIL_H
#define APP_SEND_SEND_MAIL_H

#include "app/desk/account.h"
#include "app/outbox/outbox.h"

/* Addresses that have no final answer yet: char*, bare. Free with
 * g_ptr_array_unref(). */
GPtrArray *send_recipients(const Ticket *ticket, const Entry *entry);

/* Is it over: retracted, held, or answered for everybody? */
gboolean send_is_over(const Ticket *ticket, const Entry *entry);

/* The account (element of `accounts`, borrowed) that a mail about the ticket
 * leaves by: the one that it came by, else desk.send.account, else the only one
 * with `smtp`. `ticket` NULL: it is about none. DESK_ERROR_CONFIG with the way out. */
Account *send_account(Desk *desk, GPtrArray *accounts, const Ticket *ticket,
	GError **error);

/* The address that the account's mail is from: its name if that is one, else the
 * first of `address`; NULL if it has none. Borrowed. */
const char *send_from_address(const Account *account);

/* Does it name an address with other letters than ASCII before the "@"? Only
 * servers with SMTPUTF8 take such a mail as it is. */
gboolean send_is_wide(const Account *account, const Entry *entry);

/* `ascii`: for a server without SMTPUTF8 (mail/compose.h). */
GBytes *send_compose(Desk *desk, const Account *account, const Ticket *ticket,
	const Entry *entry, gboolean ascii, GError **error);

#endif
