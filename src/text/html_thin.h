/*
 * HTML before it is parsed: the same elements and text in a regular form,
 * without comments, scripts, styles and the attributes that say nothing about
 * text. What a parser could be kept busy with is gone, and what is left reads
 * the same to every parser.
 */
#ifndef TEXT_HTML_THIN_H
#define TEXT_HTML_THIN_H

#include <glib.h>

/* `html` is UTF-8 without NUL. At most `limit_tags` tags; `cut` is set to TRUE
 * if there were more. */
GString *html_thin(const char *html, guint limit_tags, gboolean *cut);

#endif
