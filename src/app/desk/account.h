/*
 * Mail accounts of this clone: git config desk.account.NAME.KEY, the rows of
 * model/setting.h. They are local, since they name hosts, paths and programs.
 */
#ifndef APP_DESK_ACCOUNT_H
#define APP_DESK_ACCOUNT_H

#include "base/phrase.h"
#include "mail/smtp.h"
#include "mail/source.h"

typedef struct Desk Desk;

typedef struct {
	MailAccount *mail;   /* name, url, user, folders, after … */
	char *category, *level;
	/* char*, NULL-terminated; addresses as mail has them, with A-labels */
	GPtrArray *addresses, *authserv_ids;
	char **password_command, **token_command; /* argv; may be NULL */
	Instant since;
	char *smtp, *smtp_user; /* where its mail leaves; may be NULL */
	char **smtp_password_command;
	char *from;	     /* name in From; NULL = the team's */
	gboolean plus;	     /* answers to NAME+TOKEN@DOMAIN arrive */
} Account;
void account_free(Account *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Account, account_free)

/* With defaults, for a source that no setting names. */
Account *account_new(const char *name);
/* Sorted by name. Elements: Account*. DESK_ERROR_CONFIG names the setting that
 * is wrong and the command that mends it. */
GPtrArray *accounts_read(Desk *desk, GError **error);
/* NULL: none of that name. Borrowed. */
Account *accounts_find(const GPtrArray *accounts, const char *name);
/* Has git a credential helper for that URL? */
gboolean account_has_keeper(Desk *desk, const char *url, gboolean *has,
	GError **error);
/* What to do where it has none: %1 the account. And that it is so: %2 that. */
extern const Phrase account_keepers, account_no_keeper;
/* Fills in password or token from its command or from git's credential
 * helpers, for IMAP. */
gboolean account_unlock(Desk *desk, Account *account, GError **error);
/* Tells git's helpers that the password was right. They are never told that it
 * was wrong: servers say so for other reasons, too. */
void account_remember(Desk *desk, const Account *account);

/* How to log in where its mail leaves, password or token filled in; NULL with
 * error. A server on this machine is not logged in to, unless smtp-user says so. Free with smtp_server_free(). */
SmtpServer *account_smtp_server(Desk *desk, Account *account, GError **error);

typedef struct {
	const char *domain, *imap, *smtp; /* "gmail.com", "imaps://imap.gmail.com/" */
} MailProvider;
/* The IMAP host of a common provider; "imaps://imap.DOMAIN/" for others.
 * Free with g_free(). */
char *provider_url(const char *address);
char *provider_smtp(const char *address);

#endif
