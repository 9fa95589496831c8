/*
 * One outgoing mail as bytes: text and HTML of one Markdown source, files,
 * threading headers, marks of automatic mail. The same input
 * gives the same bytes: boundaries and everything random come from the
 * Message-ID.
 *
 *	OutgoingMail mail = {.from = …, .to = …, .subject = …, .markdown = …};
 *	g_autoptr(GBytes) bytes = mail_compose(&mail, error);
 */
#ifndef MAIL_COMPOSE_H
#define MAIL_COMPOSE_H

#include "mail/message.h"

typedef struct {
	const char *name, *type; /* "screen.png", "image/png" (NULL = by name) */
	GBytes *bytes;
} OutgoingFile;

typedef struct {
	MailAddress from;      /* the team: "ACME Support" <support@acme.example> */
	const char *reply_to;  /* support+TOKEN@acme.example; may be NULL */
	const GPtrArray *to, *cc; /* const MailAddress*; cc may be NULL */
	const char *subject;
	const char *topic;     /* Thread-Topic: what Outlook groups by, the subject of the
				matter without tags and "Re:"; may be NULL */
	const char *message_id; /* "<desk.…@host>", as the store has it */
	const char *in_reply_to; /* "<…>" or NULL */
	const GPtrArray *references; /* char* "<…>", oldest first; may be NULL; folded and cut to
				first + last 20 */
	Instant date;
	GTimeZone *zone;       /* of the Date header */
	const char *language;  /* Content-Language; may be NULL */
	const char *markdown;
	const GPtrArray *files; /* const OutgoingFile*; may be NULL */
	GBytes *calendar;      /* text/calendar part (method in calendar_method); may be NULL */
	const char *calendar_method; /* "REQUEST" */
	const char *automatic; /* NULL: a person's; else the Auto-Submitted value
				("auto-replied", "auto-generated"): adds it, the loop
				header, X-Auto-Response-Suppress; never Precedence */
	const char *trial;     /* value of MAIL_TRIAL_HEADER; NULL */
	gboolean ascii;	       /* other addresses than ASCII are only named: the
				server has no SMTPUTF8 */
	const char *loop;      /* value of MAIL_LOOP_HEADER: the store's id */
} OutgoingMail;

/* CRLF lines, 7-bit clean but for addresses, no line over 998. DESK_ERROR_DATA: an address or Message-ID
 * that cannot stand in a header, or no recipient, or with `ascii` the own address
 * is beyond that. Line ends in subject and names
 * become spaces. */
GBytes *mail_compose(const OutgoingMail *mail, GError **error);

#endif
