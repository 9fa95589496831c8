/*
 * The header of a mail, read from its bytes: names, unfolded values, and the
 * small languages inside them (encoded words, dates, message ids).
 */
#ifndef MAIL_HEADER_H
#define MAIL_HEADER_H

#include "base/instant.h"

typedef struct {
	char *name;  /* lower case */
	char *value; /* unfolded, trimmed; bytes as they came, NUL as a space */
} MailHeader;

typedef struct {
	GArray *list; /* MailHeader, in order */
	gsize body;   /* offset of the first byte after the empty line */
	guint ignored; /* over the limit, or longer than a value may be */
} MailHeaders;

/* Reads up to `limit` headers; a line longer than 256 KiB is cut. */
MailHeaders *mail_headers_read(const char *bytes, gsize size, guint limit);
void mail_headers_free(MailHeaders *headers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailHeaders, mail_headers_free)

/* The first value of `name` (lower case), NULL if there is none. Borrowed. */
const char *mail_headers_get(const MailHeaders *headers, const char *name);
guint mail_headers_count(const MailHeaders *headers, const char *name);

/* RFC 2047: encoded words to UTF-8, whatever their charset claims; the rest
 * as it is. `value` is UTF-8 or ASCII. Free with g_free(). */
char *header_decode_words(const char *value);

/* One line: controls, line breaks and runs of spaces become one space, what
 * turns or hides text (bidirectional controls, zero width) goes, at most
 * `limit` characters. Free with g_free(). */
char *header_clean_line(const char *text, glong limit);

/* All of the above for a text header: raw bytes to a clean line. */
char *header_text(const char *value, const char *charset_hint, glong limit);

/* RFC 5322 with what old programs write, as RFC 3339 with its offset; NULL if
 * there is no such time. Free with g_free(). */
char *header_date(const char *value);

/* The well-formed "<…@…>" that `value` starts with, or is but for the brackets;
 * else NULL. Free with g_free(). */
char *header_message_id(const char *value);
/* Puts the last `limit` well-formed ones of `value` before those in `ids`
 * (char*), each once. */
void header_message_ids(const char *value, guint limit, GPtrArray *ids);

#endif
