/*
 * Canned replies: the files templates/NAME.yaml. In one language (the
 * regulation's):
 *
 *	title: Received
 *	body: |
 *	  %(greeting)
 *
 *	  we have received your request %(number).
 *
 * or in several, each under its name: `en: {title: …, body: …}`. `subject` may
 * stand beside `body`; without it a mail has the usual one.
 */
#ifndef MODEL_CANNED_H
#define MODEL_CANNED_H

#include "base/phrase.h"
#include "text/template.h"
#include "text/yaml.h"

/* What may stand in %(…), sorted by name. */
typedef struct {
	const char *name;
	gboolean lines; /* may be several lines */
	Phrase help;
} CannedField;
extern const CannedField canned_fields[];
extern const gsize canned_fields_count;

typedef struct {
	char *language;
	char *title;
	char *subject; /* NULL: the usual one */
	char *body;    /* Markdown */
	guint subject_line, subject_column, body_line, body_column;
} CannedText;

typedef struct {
	char *name; /* "ack" */
	char *file; /* "templates/ack.yaml" */
	gboolean named; /* each text stands under its language */
	GPtrArray *texts; /* CannedText*, in file order; at least one */
} CannedReply;

/* Reads and checks a file; `language` is that of texts without one.
 * DESK_ERROR_DATA with file, line, column: unknown keys and languages,
 * placeholders that there are not, no body. */
CannedReply *canned_reply_parse(const char *name, const char *text, gsize size,
	const char *language, GError **error);
void canned_reply_free(CannedReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CannedReply, canned_reply_free)

/* The text in `language`, else in `other`, else the first. Borrowed. */
const CannedText *canned_reply_text(const CannedReply *reply,
	const char *language, const char *other);

/* Puts the values of `record` (texts named as canned_fields) in. Values cannot
 * become headers, placeholders or links of other words than their own: lines
 * are joined where a field has one line, and Markdown that would hide a link
 * is parted. `subject` may be NULL; so is *subject if there is none. */
gboolean canned_reply_fill(const CannedReply *reply, const CannedText *text,
	const Value *record, char **subject, char **body, GError **error);

#endif
