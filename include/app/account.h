/*
 * Mail accounts of this clone: git config desk.account.NAME.KEY. They are
 * local settings, since they name hosts, paths and programs.
 *
 *	url               imaps://host  imap://host  maildir:PATH  mbox:PATH
 *	user              IMAP login; default NAME
 *	password-command  prints the password; default `git credential fill`
 *	token-command     prints an OAuth token (XOAUTH2, OAUTHBEARER)
 *	folder            default INBOX; may be given several times
 *	after             keep, seen, flag (default), move, delete
 *	move-to           folder for `after = move`
 *	category, level   of new tickets
 *	address           an own address; NAME is one; several times
 *	authserv-id       whose Authentication-Results are believed; several times
 *	limit             bytes of a mail; default 25 MiB
 *	ca-file           an extra certificate authority
 *	since             mail received before is old: left alone without --all
 */
#ifndef APP_ACCOUNT_H
#define APP_ACCOUNT_H

#include "app/desk.h"
#include "mail/source.h"

typedef struct {
	MailAccount *mail;   /* name, url, user, folders, after … */
	char *category, *level;
	GPtrArray *addresses, *authserv_ids; /* char*, NULL-terminated */
	char **password_command, **token_command; /* argv; may be NULL */
	Instant since;
} Account;
void account_free(Account *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Account, account_free)

/* Sorted by name. Elements: Account*. DESK_ERROR_CONFIG names the setting that
 * is wrong and the command that mends it. */
GPtrArray *accounts_read(Desk *desk, GError **error);
/* Fills in password or token from its command or from git's credential
 * helpers, for IMAP. */
gboolean account_unlock(Desk *desk, Account *account, GError **error);
/* Tells git's helpers that the password was right (or wrong). */
void account_remember(Desk *desk, const Account *account, gboolean right);

typedef struct {
	const char *domain, *imap; /* "gmail.com", "imaps://imap.gmail.com/" */
} MailProvider;
/* The IMAP host of a common provider; "imaps://imap.DOMAIN/" for others.
 * Free with g_free(). */
char *provider_url(const char *address);

#endif
