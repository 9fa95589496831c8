/*
 * What each kind of source does; mail/source.h says what is expected.
 */
#ifndef MAIL_SOURCE_KIND_H
#define MAIL_SOURCE_KIND_H

#include "mail/source.h"

#define MAIL_FOLDER_DEFAULT "INBOX"

typedef struct {
	gpointer (*open)(const MailAccount *account, const char *path,
		GError **error);
	void (*close)(gpointer source);
	gboolean (*select)(gpointer source, const char *folder,
		guint32 *uidvalidity, GError **error);
	GPtrArray *(*list)(gpointer source, MailSeen seen, void *data,
		guint max, GError **error);
	gboolean (*fetch)(gpointer source, GPtrArray *uids, MailEach each,
		void *data, GError **error);
	gboolean (*act)(gpointer source, GPtrArray *uids, GError **error);
	gboolean (*wait)(gpointer source, int timeout_ms, gboolean *changed,
		GError **error);
	gboolean (*is_read_only)(gpointer source); /* NULL: it never is */
} MailSourceKind;

/* MailItem.withheld */
extern const Phrase mail_withheld_text, mail_withheld_time;

extern const MailSourceKind mail_source_imap, mail_source_maildir,
	mail_source_mbox;

/* Waits until a file or folder is written to, looking once a second. */
gboolean mail_source_wait_for_file(const char *path, int timeout_ms);

/* The header of a mail that is too large to be taken whole, with its empty
 * line. */
GBytes *mail_source_header_only(const char *bytes, gsize size);

/* When the mail that starts with `raw` was received, by the last server that
 * carried it, else by its Date; INSTANT_NONE: it does not say. */
Instant mail_source_header_time(GBytes *raw);

/* What is wrong with files; FALSE always. That they cannot be read: by errno. */
gboolean mail_source_lacks(const char *root, const char *folder, GError **error);
gboolean mail_source_unreadable(const char *path, GError **error);

/* Does an account that moves mail say where to? FALSE with error. */
gboolean mail_source_moves_somewhere(const MailAccount *account, GError **error);

/* A refusal for good to mark, move or delete gets the way out. */
void mail_source_may_not(const MailAccount *account, GError **error);

/* The time that a header_date() says, INSTANT_NONE for NULL. */
Instant mail_source_instant(const char *date);

#endif
