/*
 * Header fields of outgoing mail: folded, RFC 2047 where needed, 7-bit. What
 * comes in as a value can not end its line.
 */
#ifndef MAIL_HEADER_WRITE_H
#define MAIL_HEADER_WRITE_H

#include "mail/message.h"

/* "Name: value" of text. What comes before the first word that is not ASCII
 * stays readable: tags in subjects are looked for by other programs. */
void header_write_text(GString *out, const char *name, const char *value);

/* "Name: phrase <address>, …". The addresses are written as they go to
 * servers (mail_address_wire()); with `ascii`, one that has other letters becomes
 * a group that it names and that has no members (RFC 6857). */
void header_write_mailboxes(GString *out, const char *name,
	const MailAddress *const *list, guint count, gboolean ascii);

/* "Name: word word …", a line each once the first is full; for Message-IDs. */
void header_write_words(GString *out, const char *name, const GPtrArray *words);

#endif
