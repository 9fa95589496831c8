#include "render/formats.h"

static gboolean render(const Page *page, const RenderSettings *settings,
	GString *out, GError **error)
{
	(void)error;
	g_string_append_printf(out, "%u blocks%c", page->blocks->len,
		settings->nul ? '\0' : '\n');
	return TRUE;
}

const Renderer render_counts = {
	.name = "counts",
	.help = "how much there is",
	.has_rows = TRUE,
	.render = render,
};
