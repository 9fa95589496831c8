/*
 * Every escape of the program. Text from outside is hostile until it has gone
 * through the function of its destination.
 */
#ifndef TEXT_ESCAPE_H
#define TEXT_ESCAPE_H

#include <glib.h>

/* For a terminal: controls, escapes, bidirectional and invisible format
 * characters and bytes that are not UTF-8 become visible (␛, ⟨U+202E⟩, ⟨xFF⟩).
 * `keep_newlines` keeps \n (and \t as spaces). Left out, because terminals
 * disagree about the width: what joins emoji and asks for their presentation.
 * Free with g_free(). */
char *escape_terminal(const char *text, gboolean keep_newlines);

/* A TSV cell: \t \n \r \\ as two characters, other controls dropped. */
char *escape_tsv(const char *text);
/* A CSV cell (RFC 4180), quoted when needed; a cell that a spreadsheet would
 * take for a formula (= + - @ tab CR, unless it is a number) gets a leading '. */
char *escape_csv(const char *text);
/* Appends the inside of a JSON string: what must be escaped is, nothing else;
 * bytes that are not UTF-8 become U+FFFD. */
void escape_json(GString *out, const char *text);
/* Text and attribute values of HTML and SVG; marks that turn text round go. */
char *escape_html(const char *text);
/* For Markdown of our own: nothing in `text` marks anything up or is HTML;
 * controls and hidden characters become visible, newlines stay. Who begins a
 * line with it sees to what means something there. */
char *escape_markdown(const char *text);
/* For git commit subjects and trailers: one line, no controls. */
char *escape_line(const char *text);
/* For Markdown that becomes mail: no link of other words than its own, as
 * "[bank.example](http://evil.example)" would be. */
char *escape_links(const char *text);

/* Columns of `text` on a terminal, whatever the locale: combining 0, CJK and
 * emoji 2. */
guint text_width(const char *text);
/* At most `width` columns, ending in "…" if cut. Free with g_free(). */
char *text_truncate(const char *text, guint width);
/* Lines of at most `width` columns (0: unlimited), broken at spaces where
 * possible; existing line breaks stay. Lines that are not empty begin with
 * `indent` spaces, which count. Free with g_free(). */
char *text_wrap(const char *text, guint width, guint indent);

#endif
