/*
 * Markdown → HTML for outgoing mail (libcmark). Raw HTML and unsafe links in the source are never
 * passed on: they are shown as text. A backslash is one, but before * ` [ # <.
 * The plain-text part of a mail is the source itself.
 */
#ifndef TEXT_MARKDOWN_H
#define TEXT_MARKDOWN_H

#include <glib.h>

/* A fragment (no <html>); line ends within a paragraph stay line ends (mail is
 * written line by line); quotes, lists, emphasis, links, bare http(s) URLs linked. g_free(). */
char *markdown_to_html(const char *source);

#endif
