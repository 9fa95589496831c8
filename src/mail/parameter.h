/*
 * Parameters of Content-Type and Content-Disposition: RFC 2231, encoded words
 * where none may be, raw bytes, and labels that lie.
 */
#ifndef MAIL_PARAMETER_H
#define MAIL_PARAMETER_H

#include <glib.h>

/* The parameter `name` (lower case) of a header value (bytes, folded or not)
 * as UTF-8; NULL if it has none or it is empty. `charset_hint` may be NULL.
 * May hold control characters. Free with g_free(). */
char *mail_parameter(const char *value, const char *name,
	const char *charset_hint);

#endif
