/*
 * The leaves of a mail: which part is its text, which an attachment, and
 * their decoded bytes.
 */
#ifndef MAIL_PARTS_H
#define MAIL_PARTS_H

#include <gmime/gmime.h>

#include "mail/header.h"
#include "mail/message.h"

typedef enum {
	PART_TEXT,	 /* shown as the text of the mail */
	PART_ATTACHMENT,
	PART_ALTERNATIVE, /* another form of a text that is shown */
} MailPartRole;

typedef struct {
	GMimeObject *object; /* borrowed from the root */
	guint number;	     /* depth first from 1 */
	MailPartRole role;
	char *type;	  /* "text/html", lower case, what it is */
	gboolean is_named; /* it has a file name */
	gboolean is_html; /* PART_TEXT */
	gboolean is_enriched; /* text/enriched, text/richtext */
	gboolean is_inline;
	gboolean is_encrypted; /* of multipart/encrypted, or S/MIME that is */
	GMimeObject *signed_content; /* owned: what an S/MIME signature holds,
				whose parts follow; NULL */
	GBytes *bytes;	  /* mail_part_bytes(); NULL until asked for */
} MailPart;

/* Parses the structure of the mail. */
GMimeObject *mail_parse_mime(GBytes *raw, const MailHeaders *headers);

/* The leaves in order (MailPart*); a message in a message is one leaf. At
 * most the parts and the depth of `limits`; `cut` says if there were more. */
GPtrArray *mail_parts_list(GMimeObject *root, const MailLimits *limits,
	gboolean *cut);

/* Decoded bytes of a leaf; for a message in the mail its whole source.
 * Borrowed. */
GBytes *mail_part_bytes(MailPart *part);

/* The file name as the sender wrote it, one line of UTF-8; NULL if it has
 * none. `charset_hint` may be NULL. Free with g_free(). */
char *mail_part_file_name(const MailPart *part, const char *charset_hint);

/* A parameter of Content-Type in UTF-8 ("charset", "format"), NULL if there
 * is none. Borrowed. */
const char *mail_part_parameter(const MailPart *part, const char *name);

#endif
