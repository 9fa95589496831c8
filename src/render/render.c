#include "render/render.h"

#include "base/error.h"
#include "render/formats.h"
#include "render/select.h"

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

static void add_names(GPtrArray *names, const Page *page)
{
	const Block *table = select_main_table(page);
	for (guint i = 0; page->shape == PAGE_LIST && table &&
		i < table->columns->len; i++)
		g_ptr_array_add(names, table_column(table, i)->name);
	for (guint i = 0; page->shape == PAGE_OBJECT &&
		i < page->blocks->len; i++) {
		const Block *block = page->blocks->pdata[i];
		for (guint j = 0; block->record &&
			j < block->record->names->len; j++)
			g_ptr_array_add(names, block->record->names->pdata[j]);
		if (block->name)
			g_ptr_array_add(names, block->name);
	}
}

gboolean render_check_fields(const Page *page, char **fields, GError **error)
{
	if (!fields)
		return TRUE;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	add_names(names, page);
	for (char **field = fields; *field; field++) {
		if (g_ptr_array_find_with_equal_func(names, *field, g_str_equal,
			NULL))
			continue;
		g_autoptr(GString) known = g_string_new(NULL);
		for (guint i = 0; i < names->len; i++)
			g_string_append_printf(known, "%s%s", i ? "," : "",
				(char *)names->pdata[i]);
		g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE,
			"--fields: unknown field \"%s\"; %s%s", *field,
			names->len ? "known here: " : "this answer has none",
			known->str);
		return FALSE;
	}
	if (*fields)
		return TRUE;
	g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE,
		"--fields: name at least one field");
	return FALSE;
}

gboolean render_text_or_check(const Page *page, const RenderSettings *settings,
	GString *out, gboolean *done, GError **error)
{
	*done = page->shape == PAGE_TEXT;
	if (*done)
		g_string_append_len(out, page->bytes->str,
			(gssize)page->bytes->len);
	return *done || render_check_fields(page, settings->fields, error);
}
