/*
 * text/enriched and text/richtext (RFC 1896): the words without the marks.
 */
#ifndef MAIL_ENRICHED_H
#define MAIL_ENRICHED_H

#include <glib.h>

/* Free with g_free(). */
char *enriched_text(const char *text);

#endif
