/*
 * What an IMAP server says: one response, its lines and literals together,
 * and the parts of it that we use.
 */
#ifndef MAIL_IMAP_RESPONSE_H
#define MAIL_IMAP_RESPONSE_H

#include "base/instant.h"
#include "mail/source.h"
#include "mail/wire.h"

typedef enum { RESPONSE_UNTAGGED, RESPONSE_TAGGED, RESPONSE_CONTINUE } ResponseKind;

typedef struct {
	ResponseKind kind;
	char *tag;	 /* RESPONSE_TAGGED */
	char *text;	 /* after "* " or the tag; each literal is "{n}" in it */
	GPtrArray *literals; /* GBytes*, in order */
} ImapResponse;

/* Literals of at most `limit_bytes` each. */
ImapResponse *imap_response_read(MailWire *wire, gsize limit_bytes,
	GError **error);
void imap_response_free(ImapResponse *response);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImapResponse, imap_response_free)

/* "OK", "NO", "BAD", "BYE", "FETCH", "SEARCH" …: the first word that is no
 * number; `number` is the one before it or 0. `rest` is what follows. */
gboolean imap_response_is(const ImapResponse *response, const char *word,
	guint32 *number, const char **rest);
/* "[CODE value] text": value of `code` in `text`, "" if it has none; NULL if it
 * is another code. Free with g_free(). */
char *imap_response_code(const char *text, const char *code);

typedef struct {
	guint32 uid;  /* 0: not said */
	gsize size;
	Instant received;
	gboolean has_body; /* the response speaks of it: NULL was NIL */
	GBytes *body; /* borrowed; NULL if there is none */
} ImapFetch;

/* "(UID 5 RFC822.SIZE 100 BODY[] {100})"; items of other names are skipped.
 * FALSE if it is malformed. */
gboolean imap_response_fetch(ImapResponse *response, const char *rest,
	ImapFetch *fetch);

#endif
