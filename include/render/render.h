/*
 * Page → bytes. Pure: fills a GString, knows no descriptor.
 *
 *	table	for people on a terminal: every block, fitted to the width
 *	tsv	a list: visible columns without a header; an object: "key TAB
 *		value" lines, then after a blank line each named table, and at
 *		the end the bodies of the timeline as they are
 *	csv	RFC 4180 with a header; an object: its first named table, its
 *		period in each row, or one row of its fields
 *	json	a list: an array, one object a line; an object: its fields and
 *		named tables, "schema" first
 *	jsonl	the same objects, one a line
 *	html	one self-contained file
 *	pdf	A4 as one prints it; title, blocks, page numbers
 *	xlsx	a spreadsheet: a sheet for each table; to a file by name alone
 *	md	Markdown: headings, lists of fields, tables, quoted bodies
 *	ids	the COLUMN_ID column; an object without one: its first field
 *
 * A page of shape PAGE_TEXT is the same bytes in each. Blocks marked `people`
 * and prose are only in table, html, md, pdf and xlsx. tsv, csv, json, jsonl and ids do not
 * depend on language, locale or zone.
 */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include "text/page.h"

typedef struct {
	guint width;	   /* columns of a terminal; 0: none, without bars */
	gboolean colour;
	gboolean ascii; /* bars of letters: a terminal that has no blocks */
	char **fields;	   /* --fields: columns and their order; NULL = default */
	gboolean nul;	   /* -z: rows end with NUL (has_rows) */
	gboolean header;   /* tables of tsv begin with their names */
	const char *title; /* HTML; NULL = the page's */
	const char *command; /* HTML: what was typed; may be NULL */
	const char *file;  /* of a renderer to_file: where, else NULL */
} RenderSettings;

typedef struct {
	const char *name; /* -O value, and the ending of a file */
	const char *help;
	gboolean has_rows; /* which -z ends with NUL */
	gboolean people;   /* titles and prose; the others are for machines */
	gboolean document; /* it is kept, or sent to others */
	gboolean to_file;  /* into settings->file, and nothing into `out` */
	/* A page of another shape than PAGE_TEXT, whose --fields are good. */
	void (*render)(const Page *page, const RenderSettings *settings,
		GString *out);
	/* In its place of a format that is no text, and may fail. */
	gboolean (*write)(const Page *page, const RenderSettings *settings,
		GString *out, GError **error);
} Renderer;

/* Sorted by name. */
extern const Renderer *const renderers[];
extern const gsize renderers_count;
const Renderer *renderer_find(const char *name);

/* FALSE with an error if --fields are wrong (render_check_fields()). */
gboolean render_page(const Renderer *renderer, const Page *page,
	const RenderSettings *settings, GString *out, GError **error);

/* What people read first: the page's answer, or the figure that it is read for,
 * in words, with its change. NULL: there is none. Free with g_free(). */
char *render_answer(const Page *page);

/* What people type for --fields → the names that the page has: a name, or a
 * title of one thing alone. What is neither stays. The names of an object are
 * those of its fields and tables, and if it has one table alone, of its columns,
 * too. */
void render_mean_fields(const Page *page, char **fields);
/* --fields a,b: columns of a list's first table; of an object the names of its
 * fields, tables and timelines. DESK_ERROR_USAGE names an unknown one and lists
 * the known. */
gboolean render_check_fields(const Page *page, char **fields, GError **error);

/* --sort -due,priority: the rows of a list, or of the one table of an object, by
 * these columns (names, titles); `-` is descending, nothing comes last, equal
 * ones stay as they were. --limit: the first of them, 0 = all. DESK_ERROR_USAGE
 * for an unknown column, and where there is no such table. */
gboolean render_sort(Page *page, const char *names, GError **error);
gboolean render_limit(Page *page, gint64 limit, GError **error);

#endif
