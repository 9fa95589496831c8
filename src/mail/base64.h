/*
 * Base64 as senders really write it (RFC 4648, RFC 2045 6.8): padding that is
 * missing or too little, text behind it, text that is none at all.
 */
#ifndef MAIL_BASE64_H
#define MAIL_BASE64_H

#include <glib.h>

/* Appends the decoded bytes; what is no character of base64 is passed over, a
 * tail without padding is kept. */
void base64_append(GByteArray *out, const char *text, gsize size);

/* The same for a text: lines that are no base64 stay as they stand (a footer
 * that a list has added), and so does all of it if what it would become is no
 * text. `wide`: its charset has bytes that are controls elsewhere (UTF-16). */
void base64_append_text(GByteArray *out, const char *text, gsize size,
	gboolean wide);

#endif
