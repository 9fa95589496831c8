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

gboolean render_page(const Renderer *renderer, const Page *page,
	const RenderSettings *settings, GString *out, GError **error)
{
	if (page->shape == PAGE_TEXT) {
		g_string_append_len(out, page->bytes->str,
			(gssize)page->bytes->len);
		return TRUE;
	}
	if (!render_check_fields(page, settings->fields, error))
		return FALSE;
	if (renderer->write)
		return renderer->write(page, settings, out, error);
	renderer->render(page, settings, out);
	return TRUE;
}
