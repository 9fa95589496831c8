/*
 * A mail that was forwarded inside the text of another, as Outlook, Gmail,
 * Apple Mail, Yandex, mail.ru and others write it, in Russian and English. It
 * proves nothing: whoever wrote the text may have written this, too.
 *
 *	g_auto(Forward) forward = {0};
 *	if (forward_find(text, &forward))
 *		… forward.address …
 */
#ifndef TEXT_FORWARD_H
#define TEXT_FORWARD_H

#include <glib.h>

typedef struct {
	char *name;	/* may be "" */
	char *address;	/* lower-case domain; never "" */
	char *subject;	/* "" if it is not told */
	char *body;	/* its text, unquoted */
	gsize start;	/* where it begins in the text: before it stand the forwarder's words */
	gboolean is_said; /* a line says that it is forwarded: it is no quoted answer */
} Forward;
void forward_clear(Forward *forward);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Forward, forward_clear)

/* The first one in `text` (UTF-8) that names its sender's address. */
gboolean forward_find(const char *text, Forward *forward);

/* "Fwd: x", "WG: x", "Пересл: x". */
gboolean forward_is_subject(const char *subject);
/* Without such marks. Free with g_free(). */
char *forward_plain_subject(const char *subject);

#endif
