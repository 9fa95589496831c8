/*
 * The renderers, one file each; render/render.h finds them by name.
 */
#ifndef RENDER_FORMATS_H
#define RENDER_FORMATS_H

#include "render/render.h"

extern const Renderer render_csv, render_html, render_ids, render_json,
	render_jsonl, render_table, render_tsv;

#endif
