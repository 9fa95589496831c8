/*
 * The renderers, one file each, sorted by name; render/render.h finds them.
 */
#ifndef RENDER_FORMATS_H
#define RENDER_FORMATS_H

#include "render/render.h"

#define FORMATS \
	FORMAT(csv) \
	FORMAT(html) \
	FORMAT(ids) \
	FORMAT(json) \
	FORMAT(jsonl) \
	FORMAT(md) \
	FORMAT(pdf) \
	FORMAT(table) \
	FORMAT(tsv) \
	FORMAT(xlsx) \
	/* the end */

#define FORMAT(name) extern const Renderer render_##name;
FORMATS
#undef FORMAT

#endif
