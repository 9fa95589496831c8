/*
 * What the topics of one mail share while it is read.
 */
#ifndef MAIL_READING_H
#define MAIL_READING_H

#include "base/phrase.h"
#include "mail/header.h"
#include "mail/message.h"
#include "mail/parts.h"

typedef struct {
	GBytes *raw; /* within the limits */
	const MailLimits *limits;
	MailHeaders *headers;
	GMimeObject *mime;   /* the outermost part */
	GPtrArray *parts;    /* MailPart*; NULL while headers are read */
	const char *charset; /* of the text: hint for headers; NULL */
	MailMessage *message;
} MailReading;

/* Notes in `message` what is odd about the mail, in English, for who looks for
 * it; one line, cut at 200 characters. */
void mail_warn(MailReading *reading, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/* The same for what a person should see. */
void mail_caution(MailReading *reading, const Phrase *phrase, ...)
	G_GNUC_NULL_TERMINATED;

/* From, Reply-To, To, Cc, Subject, Date, Message-ID, References … */
void mail_read_headers(MailReading *reading);
/* `text`; sets `charset`. Before the headers. */
void mail_read_text(MailReading *reading);
void mail_read_attachments(MailReading *reading);
/* `report`. */
void mail_read_report(MailReading *reading);
void mail_report_free(MailReport *report);
/* `automatic`, its reason, `may_reopen`. After the headers. */
void mail_read_automatic(MailReading *reading);
/* `delivered_by`. After the headers. */
void mail_read_authentication(MailReading *reading);
/* `content_hash`. After all else. */
void mail_read_hash(MailReading *reading);

/* A mail cut where it has more parts, depth, headers or longer header lines
 * than the limits allow, so that no parser can be kept busy by it; the same
 * bytes if it has not. `what` names the limit, NULL if none was hit. */
GBytes *mail_guard(GBytes *raw, const MailLimits *limits, const char **what);

#endif
