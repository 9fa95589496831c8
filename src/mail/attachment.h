/*
 * Attachments: what a part is and under which name it may be stored.
 */
#ifndef MAIL_ATTACHMENT_H
#define MAIL_ATTACHMENT_H

#include "mail/parts.h"

/* `charset_hint` is of the text of the mail. `names` (folded name to how often it was used) keeps them unique in one
 * mail. */
MailAttachment *mail_attachment_read(MailPart *part, const char *charset_hint,
	GHashTable *names);
void mail_attachment_free(MailAttachment *attachment);

/* A name that is safe as a file on any system: no folder, no control
 * character, nothing reserved, at most 120 characters; NULL if nothing is
 * left. Free with g_free(). */
char *mail_attachment_clean_name(const char *name);

#endif
