#include "render/render.h"

#include "render/formats.h"

const Renderer *const renderers[] = {
	&render_csv, &render_html, &render_ids, &render_json, &render_jsonl,
	&render_table, &render_tsv,
};
const gsize renderers_count = G_N_ELEMENTS(renderers);

const Renderer *renderer_find(const char *name)
{
	for (gsize i = 0; i < renderers_count; i++)
		if (g_str_equal(renderers[i]->name, name))
			return renderers[i];
	return NULL;
}
