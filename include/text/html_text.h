/*
 * HTML mail to readable plain text: links kept, lists, tables, quotes. libxml2
 * parses; limits on size, depth and nodes hold whatever comes.
 */
#ifndef TEXT_HTML_TEXT_H
#define TEXT_HTML_TEXT_H

#include <glib.h>

/* `html` is UTF-8. Never NULL; at most `limit_bytes` of text. Free with g_free(). */
char *html_to_text(const char *html, gsize size, gsize limit_bytes);

#endif
