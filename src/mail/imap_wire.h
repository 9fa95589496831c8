/*
 * A connection to an IMAP server. libcurl resolves, connects, checks the
 * certificate and logs in; then lines and literals are read from it here.
 * Every byte is hostile: lines, literals and waiting are limited.
 */
#ifndef MAIL_IMAP_WIRE_H
#define MAIL_IMAP_WIRE_H

#include "mail/source.h"

typedef struct ImapWire ImapWire;

/* `url` is the whole URL of the account. Errors as mail_source_open(). */
ImapWire *imap_wire_open(const MailAccount *account, const char *url,
	GError **error);
void imap_wire_close(ImapWire *wire);

gboolean imap_wire_send(ImapWire *wire, const char *text, GError **error);

/* A line without its CRLF, at most 2 MiB; NUL bytes in it become spaces.
 * Valid until the next call. */
const char *imap_wire_line(ImapWire *wire, GError **error);
/* Exactly `size` bytes. */
GBytes *imap_wire_literal(ImapWire *wire, gsize size, GError **error);

/* Waits until there is something to read, at most `timeout_ms`. */
gboolean imap_wire_wait(ImapWire *wire, int timeout_ms, gboolean *ready,
	GError **error);

/* A short wait for the rest of the conversation (LOGOUT). */
void imap_wire_hurry(ImapWire *wire);

/* The server's host, for messages. Borrowed. */
const char *imap_wire_host(const ImapWire *wire);

#endif
