#include "app/desk/company.h"

#include <string.h>

#include "app/desk/file_source.h"
#include "app/desk/in_force.h"
#include "app/desk/talk.h"
#include "model/regulation.h"

static gboolean is_png(GBytes *bytes)
{
	static const char mark[] = "\x89PNG\r\n\x1a\n";
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	return size >= strlen(mark) && size <= COMPANY_LOGO_BYTES &&
		memcmp(data, mark, strlen(mark)) == 0;
}

static GBytes *read_logo(Desk *desk, const char *path, GError **error)
{
	static const Phrase no_logo = {"company: %1 is no PNG of at most 256 "
			"KiB; documents go without it",
		"company: %1 — не PNG до 256 КиБ; документы — без логотипа"};
	g_autoptr(FileSource) source = file_source_commit(desk, NULL, error);
	g_autoptr(GError) problem = NULL;
	if (!source)
		return NULL;
	GBytes *bytes = file_source_read(source, path, &problem);
	if (bytes && is_png(bytes))
		return bytes;
	if (bytes)
		g_bytes_unref(bytes);
	if (problem)
		desk_say_problem(desk, problem);
	else
		desk_say(desk, &no_logo, path, NULL);
	return NULL;
}

gboolean company_read(Desk *desk, char **name, GBytes **logo, GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	g_autoptr(GError) problem = NULL;
	*name = NULL;
	*logo = NULL;
	if (!regulation)
		return FALSE;
	const YamlNode *company = yaml_get(regulation->root, "company");
	if (!company)
		return TRUE;
	*name = g_strdup(yaml_get_text(company, "name", regulation->team ?
		regulation->team : ""));
	const char *path = yaml_get_text(company, "logo", NULL);
	*logo = path ? read_logo(desk, path, &problem) : NULL;
	if (!problem)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&problem));
	return FALSE;
}
