/*
 * text/enriched and text/richtext (RFC 1896): the words without the marks.
 */
#ifndef MAIL_ENRICHED_H
#define MAIL_ENRICHED_H

#include <glib.h>

/* UTF-8 in, UTF-8 out, never longer than it came; what is no mark stays. Free
 * with g_free(). */
char *enriched_text(const char *text);

#endif
