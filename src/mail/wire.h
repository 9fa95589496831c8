/*
 * A connection to an IMAP or SMTP server. libcurl resolves, connects, checks the
 * certificate and logs in; then lines and literals are read from it here.
 * Every byte is hostile: lines, literals and waiting are limited.
 */
#ifndef MAIL_WIRE_H
#define MAIL_WIRE_H

#include "base/instant.h"

typedef enum { WIRE_IMAP, WIRE_SMTP } WireProtocol;

typedef struct {
	WireProtocol protocol;
	const char *url;      /* scheme, host and port count; the rest is dropped */
	const char *user;     /* NULL: no login, which SMTP may do */
	const char *password; /* or */
	const char *bearer;
	const char *ca_file;  /* extra CA; may be NULL */
	const char *helo;     /* SMTP: our name; may be NULL */
	gboolean allow_plain; /* no TLS needed, whatever the host */
	int timeout_ms;	      /* 0: 30 s */
	gboolean until_ending; /* as in MailAccount */
} WireSettings;

typedef struct MailWire MailWire;

/* Errors as mail_source_open(). Without TLS from the start, STARTTLS is
 * required but to loopback without an own `ca_file`. */
MailWire *wire_open(const WireSettings *settings, GError **error);
void wire_close(MailWire *wire);

/* All of it, within the time-out of the wire from the last byte that left. */
gboolean wire_send(MailWire *wire, const char *text, GError **error);

/* A line without its CRLF, at most 2 MiB; NUL bytes in it become spaces.
 * Valid until the next call. */
const char *wire_line(MailWire *wire, GError **error);
/* Exactly `size` bytes. */
GBytes *wire_literal(MailWire *wire, gsize size, GError **error);

/* Waits until there is something to read, at most `timeout_ms`. */
gboolean wire_wait(MailWire *wire, int timeout_ms, gboolean *ready,
	GError **error);

/* A short wait for the rest of the conversation (LOGOUT). */
void wire_hurry(MailWire *wire);

/* What the server said until we were logged in, at most some KiB; what it
 * echoed of the password is not in it. Borrowed. */
const char *wire_greeting(const MailWire *wire);

/* Another patience than that of the settings. */
void wire_set_timeout(MailWire *wire, int timeout_ms);

/* The server's host, for messages. Borrowed. */
const char *wire_host(const MailWire *wire);

#endif
