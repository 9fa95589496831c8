#include "model/motto.h"

#include "model/mapping.h"

gboolean motto_check(const char *path, const char *text, gsize size,
	GError **error)
{
	static const char *const keys[] = {"text", NULL};
	MappingReader reader = {.file = path};
	g_autoptr(YamlNode) root = mapping_parse(&reader, text, size, "a motto",
		"text:");
	if (root && mapping_check_keys(&reader, root, keys))
		mapping_text(&reader, yaml_get(root, "text"), "text");
	return mapping_report(&reader, DESK_ERROR_DATA, error);
}
