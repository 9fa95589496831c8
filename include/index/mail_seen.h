/*
 * Mail that came in: which was seen before, and what it belongs to.
 */
#ifndef INDEX_MAIL_SEEN_H
#define INDEX_MAIL_SEEN_H

#include "index/index.h"

/* A mail of a source, by where it lies. */
typedef struct {
	const char *account, *folder, *uidvalidity, *uid;
} MailPlace;
gboolean index_has_mail(Index *index, const MailPlace *place, gboolean *has,
	GError **error);
/* char* uids of a folder; `uid` is not asked. g_ptr_array_unref(). */
GPtrArray *index_mails_of(Index *index, const MailPlace *folder,
	GError **error);
/* The entry of the same mail by another road; both NULL: there is none.
 * g_free() both. */
gboolean index_mail_by_content(Index *index, const char *message_id,
	const char *content_hash, char **uid, char **entry, GError **error);
/* Does an entry have its bytes from there, a path of the branch originals? */
gboolean index_has_original(Index *index, const char *path, gboolean *has,
	GError **error);

/* Tickets that have a mail with this Message-ID, char* uids, oldest first, at most
 * 20: `own` one that desk sent, else any other. g_ptr_array_unref(). */
GPtrArray *index_tickets_of_mail(Index *index, const char *message_id,
	gboolean own, GError **error);
/* Those with a mail that answers it and came before it. */
GPtrArray *index_tickets_awaiting(Index *index, const char *message_id,
	GError **error);

/* An answer in one ticket, and the mail that it answers in another, neither merged
 * nor linked: two hosts took them in apart. Or two mails under one Message-ID. */
typedef struct {
	char *answer, *asked; /* uids; of `same` the later one and the other */
	gboolean same;
} ApartMail;
/* Those that `uid` has to do with: ApartMail*. g_ptr_array_unref(). */
GPtrArray *index_apart_mails(Index *index, const char *uid, GError **error);

/* A mail that desk sent: an entry with a Message-ID of ours. */
typedef struct {
	char *uid, *entry;
	char *kind;    /* "reply", "notice", "vendor" */
	GPtrArray *to; /* char* as written, those in copy behind */
} SentMail;
void sent_mail_free(SentMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SentMail, sent_mail_free)
/* NULL: there is none. */
gboolean index_sent_mail(Index *index, const char *message_id, SentMail **mail,
	GError **error);

/* One of which the header alone was fetched. */
typedef struct {
	char *ticket, *entry;
	char *folder, *uidvalidity, *uid;
	guint64 size; /* bytes */
} HeaderMail;
/* Those whose rest did not come since, by folder: HeaderMail*.
 * g_ptr_array_unref(). */
GPtrArray *index_header_mails(Index *index, const char *account,
	GError **error);

/* Tickets that are not over, whose first entry came by `account`, and that
 * nothing was said in since `before`: char* uids. g_ptr_array_unref(). */
GPtrArray *index_quiet_tickets(Index *index, const char *account,
	Instant before, GError **error);

#endif
