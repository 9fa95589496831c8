/*
 * Many mails over one connection: sizes first, then bodies in chunks, the
 * next chunk on its way while this one is read.
 */
#ifndef MAIL_IMAP_FETCH_H
#define MAIL_IMAP_FETCH_H

#include "mail/imap_session.h"

/* As mail_source_fetch(). */
gboolean imap_fetch_mails(ImapSession *session, GPtrArray *uids, MailEach each,
	void *data, GError **error);

#endif
