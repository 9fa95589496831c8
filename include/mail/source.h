/*
 * Where mail comes from: an IMAP account, a Maildir, an mbox. One interface,
 * in an order that loses nothing: list what is not seen yet, fetch, and only
 * after the caller has stored a batch safely, act on it.
 */
#ifndef MAIL_SOURCE_H
#define MAIL_SOURCE_H

#include "base/instant.h"
#include "base/phrase.h"

typedef enum { AFTER_KEEP, AFTER_SEEN, AFTER_FLAG, AFTER_MOVE, AFTER_DELETE } MailAfter;

typedef struct {
	char *name;   /* of the account: "support@acme.example" */
	char *url;    /* imaps://host[:port]/  imap://  maildir:PATH  mbox:PATH */
	char *user;   /* IMAP login; may be NULL */
	char *password; /* or NULL: asked from git credential by app */
	char *bearer; /* OAuth token, or NULL */
	GPtrArray *folders; /* char*, UTF-8; default INBOX */
	MailAfter after;    /* default AFTER_FLAG: keyword $DeskImported, else \Seen */
	char *move_to;
	char *ca_file;	    /* extra CA; may be NULL */
	gboolean allow_plain; /* imap:// without TLS to a host that is not loopback: refused unless TRUE */
	gsize limit_bytes;  /* larger mail is reported oversize, not fetched */
	gboolean by_content; /* a Maildir: names come from many programs and mean
				nothing, a mail is known by its bytes */
	int timeout_ms;
	gboolean until_ending; /* waits for nothing once the program is asked
				  to end (system/ending.h): TEMPORARY */
} MailAccount;
void mail_account_free(MailAccount *account);

/* A line of an mbox that may begin another mail and was taken as text. */
typedef struct {
	guint line; /* of the file, from 1 */
	char *text; /* cleaned, its start */
} MailDoubt;

typedef struct {
	guint32 uidvalidity; /* maildir, mbox: 1 */
	char *uid;	     /* IMAP: decimal UID; maildir: unique name; mbox, and
				maildir by_content: hash of the bytes */
	Instant received;    /* INTERNALDATE, delivery time */
	gsize size;
	gboolean oversize;   /* raw holds only the header then */
	GBytes *raw;	     /* LF or CRLF as it came; NULL if `withheld` */
	/* NULL, or what the server lists the mail without: it may give that the
	 * next time, and until then the mail is none */
	const Phrase *withheld;
	const GPtrArray *doubts; /* MailDoubt*: of an mbox; NULL */
} MailItem;

typedef struct MailSource MailSource;

/* Connects and logs in. 69: refused for good (login, certificate, no such host);
 * 75: try again; 78: configuration. `account` must live as long as the source.
 *
 * imap:// needs STARTTLS, but to loopback without an own `ca_file`. An mbox is
 * only read: AFTER_FLAG does nothing there, what would change it is refused. */
MailSource *mail_source_open(const MailAccount *account, GError **error);
void mail_source_close(MailSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailSource, mail_source_close)

/* Selects a folder; answers its UIDVALIDITY. */
gboolean mail_source_select(MailSource *source, const char *folder,
	guint32 *uidvalidity, GError **error);

/* Which mails are new: the caller says which of them it has. `seen` is asked for every listed uid. */
typedef gboolean (*MailSeen)(guint32 uidvalidity, const char *uid, void *data);
/* Lists uids not seen, oldest first; at most `max` (0 = all). Elements: char*. */
GPtrArray *mail_source_list(MailSource *source, MailSeen seen, void *data,
	guint max, GError **error);
/* Fetches them, many in flight; each is given to `each` in that order, however the
 * server mixes its answers (item valid during the call; g_bytes_ref raw to keep). A
 * mail that is gone meanwhile is left out. FALSE from each stops: FALSE is answered,
 * with the error that `each` has set, if any; without one the source can be used on. */
typedef gboolean (*MailEach)(const MailItem *item, void *data, GError **error);
gboolean mail_source_fetch(MailSource *source, GPtrArray *uids, MailEach each,
	void *data, GError **error);
/* Waits until the selected folder may hold new mail, at most `timeout_ms`
 * (servers end a wait of half an hour). `changed` says which. */
gboolean mail_source_wait(MailSource *source, int timeout_ms,
	gboolean *changed, GError **error);
/* Is the selected folder one that nothing can be marked, moved or deleted in? */
gboolean mail_source_is_read_only(MailSource *source);
/* Does with these what the account says of mail that was taken in (MailAfter). */
gboolean mail_source_act(MailSource *source, GPtrArray *uids, GError **error);

#endif
