/*
 * One mail, read: who, when, what, threading headers, text, attachments,
 * marks. GMime parses; this module decides. Never fails on
 * strange mail that can be shown somehow.
 */
#ifndef MAIL_MESSAGE_H
#define MAIL_MESSAGE_H

#include "base/instant.h"

/* What desk puts into its own mail and knows it by when it comes back. */
#define MAIL_LOOP_HEADER "X-Desk-Loop"
#define MAIL_OWN_ID_PREFIX "<desk."
/* Of letters that try an account (app/send/account_trial.h). */
#define MAIL_TRIAL_HEADER "X-Desk-Test"
#define MAIL_TRIAL_ID_PREFIX "<desk.test."

typedef struct {
	char *name;    /* cleaned, may be "" */
	char *address; /* lower-case domain; valid addr-spec or "" */
} MailAddress;

typedef struct {
	char *name;  /* cleaned of paths, unique in its mail */
	char *type;  /* "image/png"; "application/ms-tnef", S/MIME, PGP named as they are */
	gint64 size; /* decoded bytes */
	guint part;  /* number of the part, depth first from 1: message_part() */
	char *sha256;
	gboolean is_inline;
} MailAttachment;

/* A delivery report (RFC 3464), about the recipient that fared worst. It
 * proves nothing by itself: `about` must be a Message-ID that we made. */
typedef struct {
	char *action;	    /* "failed", "delayed", "delivered", "relayed", "expanded", "" */
	gboolean permanent; /* failed, and not with a 4.x.x status */
	char *recipient;    /* address or "" */
	char *status;	    /* "5.1.1" or "" */
	char *words;	    /* what the server said, one line, or "" */
	char *about;	    /* Message-ID of the mail it is about; NULL */
} MailReport;

typedef struct {
	MailAddress from;      /* From, else Reply-To, Sender, Return-Path */
	guint from_count;      /* mailboxes in From; other than 1 is suspicious */
	GPtrArray *reply_to, *to, *cc; /* MailAddress* */
	const MailAddress *answer_to; /* of reply_to: where the sender wants answers
				instead; NULL: at From */
	gboolean was_carried;  /* by a server: it has Received headers */
	GPtrArray *delivered_to; /* char* addresses: Delivered-To, X-Original-To, Envelope-To */
	char *subject;	       /* decoded, one line, cleaned; may be "" */
	char *message_id;      /* "<…>", NULL if absent or malformed */
	GPtrArray *references; /* char* "<…>": In-Reply-To and References, oldest first, at most 100 */
	char *sent;	       /* Date: as RFC 3339 with its offset; NULL if none or impossible */
	char *text;	       /* body text, cleaned; HTML rendered when there is no text */
	GPtrArray *attachments; /* MailAttachment* */
	char *content_hash;    /* hex: From, Date, Subject, decoded parts */
	MailReport *report;    /* NULL if this is none */
	gboolean automatic;    /* by any row of automatic_reason */
	const char *automatic_reason; /* "auto-submitted", "precedence", "list", "null-sender", "report", …; NULL */
	gboolean may_reopen;   /* FALSE for auto-submitted mail and reports; TRUE for mail through a list */
	char *delivered_by;    /* Authentication-Results DMARC domain that passed for a configured
				 authserv-id; NULL = unverified */
	char *loop, *trial;    /* values of MAIL_LOOP_HEADER, MAIL_TRIAL_HEADER; NULL */
	GError *caution;       /* the first of the warnings that a person should see: not all
				of it could be read, or From is suspicious; NULL */
	GPtrArray *warnings;   /* char*: "several From headers", "charset guessed: koi8-r" … */
} MailMessage;

typedef struct {
	gsize limit_bytes;	/* whole mail; default 25 MiB */
	guint limit_parts;	/* 1,000 */
	guint limit_depth;	/* 50 */
	guint limit_headers;	/* 2,000 read; more are ignored with a warning */
	gsize limit_text_bytes; /* 1 MiB of body text, cut with a line that says so */
	char **authserv_ids;	/* may be NULL */
	char **own_addresses;	/* may be NULL: mail from them is automatic */
} MailLimits;
void mail_limits_default(MailLimits *limits);

/* Call once per process. */
void mail_start(void);

/* DESK_ERROR_DATA: it cannot be read (no header at all, empty, over the
 * limit): quarantine. */
MailMessage *message_parse(GBytes *raw, const MailLimits *limits,
	GError **error);
void message_free(MailMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailMessage, message_free)

/* The decoded bytes of part `part`. */
GBytes *message_part(GBytes *raw, guint part, GError **error);

#endif
