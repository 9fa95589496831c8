/*
 * Page → bytes. Pure: fills a GString, knows no descriptor.
 */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include "text/page.h"

typedef struct {
	guint width;	   /* columns; 0 = unlimited (only `table` cares) */
	gboolean colour;
	char **fields;	   /* --fields: columns and their order; NULL = default */
	gboolean nul;	   /* -z: rows end with NUL (tsv, ids) */
	const char *title; /* HTML */
} RenderSettings;

typedef struct {
	const char *name; /* -O value */
	const char *help;
	gboolean (*render)(const Page *page, const RenderSettings *settings,
		GString *out, GError **error);
} Renderer;

/* Sorted by name: csv html ids json jsonl table tsv. */
extern const Renderer *const renderers[];
extern const gsize renderers_count;
const Renderer *renderer_find(const char *name);

/* --fields a,b: DESK_ERROR_USAGE names an unknown column and lists the known. */
gboolean render_check_fields(const Page *page, char **fields, GError **error);

#endif
