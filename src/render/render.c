#include "render/render.h"

#include "render/formats.h"

const Renderer *const renderers[] = {
#define FORMAT(name) &render_##name,
	FORMATS
#undef FORMAT
};
const gsize renderers_count = G_N_ELEMENTS(renderers);

const Renderer *renderer_find(const char *name)
{
	for (gsize i = 0; i < renderers_count; i++)
		if (g_str_equal(renderers[i]->name, name))
			return renderers[i];
	return NULL;
}
