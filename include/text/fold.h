/*
 * What of a mail's text is worth reading first: quotes, signatures and footers
 * in Russian and English mail, as mail programs write them. For display: the
 * stored text is never cut.
 *
 * A quote between a person's own lines is kept while it is short: it is what
 * the line below answers. A forwarded mail is what the sender wants to be
 * read, so it is no quote. Where nothing else would be left, nothing is folded.
 */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include <glib.h>

typedef enum { FOLD_OWN, FOLD_QUOTE, FOLD_SIGNATURE, FOLD_FOOTER } FoldKind;

typedef struct {
	FoldKind kind;
	gsize start, end; /* bytes; whole lines */
	guint lines;
} FoldPart;

/* The whole of `text` (UTF-8) in order, neighbours of different kinds. Elements:
 * FoldPart. Free with g_array_unref(). */
GArray *fold_parts(const char *text);

/* `text` with a line in the place of each folded part ("[… quote, lines: 12]"), in
 * `language` ("ru", else English). g_free(). */
char *fold_text(const char *text, const char *language);

/* What the sender wrote: without signature and footers, and without the
 * quote behind it. g_free(). */
char *fold_own_text(const char *text);

#endif
