#include "render/formats.h"

static void render(const Page *page, const RenderSettings *settings,
	GString *out)
{
	g_string_append_printf(out, "%u blocks%c", page->blocks->len,
		settings->nul ? '\0' : '\n');
}

const Renderer render_counts = {
	.name = "counts",
	.help = "how much there is",
	.has_rows = TRUE,
	.render = render,
};
