/*
 * The renderers, one file each, and what all of them begin with.
 */
#ifndef RENDER_FORMATS_H
#define RENDER_FORMATS_H

#include "render/render.h"

extern const Renderer render_csv, render_html, render_ids, render_json,
	render_jsonl, render_table, render_tsv;

/* A page of text is passed through (`done`); for others --fields is checked.
 * FALSE with an error if it is wrong. */
gboolean render_text_or_check(const Page *page, const RenderSettings *settings,
	GString *out, gboolean *done, GError **error);

#endif
