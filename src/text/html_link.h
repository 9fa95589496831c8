/*
 * Where links of HTML lead, as text.
 */
#ifndef TEXT_HTML_LINK_H
#define TEXT_HTML_LINK_H

#include <glib.h>

/* An address worth showing, without spaces and controls; NULL for the rest
 * (anchors, scripts, inline data). Free with g_free(). */
char *html_link_clean(const char *href);

/* Whether the text of a link already says where it leads. */
gboolean html_link_is_shown(const char *text, const char *link);

#endif
