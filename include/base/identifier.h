/*
 * Random-looking names: ticket uids, entry ids, tokens.
 *
 * The bytes come from the caller: random (system/clock.h) or a digest of the
 * content, so that two machines which take in the same mail make the same
 * names. Alphabet: Crockford base32, lower case, no i l o u.
 */
#ifndef BASE_IDENTIFIER_H
#define BASE_IDENTIFIER_H

#include <glib.h>
#include "base/instant.h"

/* `length` base32 characters from the 5-bit groups of `bytes`; needs
 * ceil(length * 5 / 8) of them. Free with g_free(). */
char *identifier_from_bytes(const guint8 *bytes, gsize size, guint length);

/* As above, the first character forced to be a letter. */
char *identifier_letter_first(const guint8 *bytes, gsize size, guint length);

/* HMAC-SHA-256 of `purpose` NUL `content` under the key `secret`, 32 bytes
 * into `digest`. `purpose` keeps uid, entry id and token of one mail apart. */
void identifier_derive(const char *secret, const char *purpose,
	const void *content, gsize size, guint8 digest[32]);

/* "20261121-k3f9x2ab" from the UTC day of `created` and `name` (8 characters);
 * and its file "tickets/2026/11/21/k3f9x2ab.yaml". Free with g_free(). */
char *uid_make(Instant created, const char *name);
char *uid_to_path(const char *uid);
/* The uid of a ticket file's path, or NULL if it is no such path. */
char *uid_from_path(const char *path);
gboolean uid_is_valid(const char *text);
/* What people call a ticket: "1042", while it has no `number` (0) "k3f9", the
 * start of the uid's random part. Free with g_free(). */
char *uid_short_name(const char *uid, gint64 number);

#endif
