/*
 * Bytes of a mail to UTF-8, whatever their label says. Never fails: what no
 * charset explains becomes U+FFFD.
 *
 * Order: ISO-2022 and other charsets that look like ASCII, by label; valid
 * UTF-8 whatever the label; the label, through aliases that hold what senders
 * mean (gb2312 is gb18030, iso-8859-1 is windows-1252 …); detection; the
 * fallback list.
 */
#ifndef MAIL_CHARSET_H
#define MAIL_CHARSET_H

#include <glib.h>

/* `label` may be NULL; `hint` too: the charset of another part of the same
 * mail, tried before detection. `used`, if asked for, is set to the name of
 * the charset, `guessed` to TRUE if it is neither UTF-8, ASCII nor the label.
 * The result may hold NUL bytes. */
GString *charset_decode(const void *bytes, gsize size, const char *label,
	const char *hint, const char **used, gboolean *guessed);

/* Could a charset not be loaded since this was asked last, on this thread? Then
 * what was decoded meanwhile says what nobody wrote. */
gboolean charset_failed(void);

/* As above for a header without a label, NUL-terminated both ways. */
char *charset_decode_header(const char *value, const char *hint);

#endif
