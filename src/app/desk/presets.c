#include "app/desk/presets.h"

#include <string.h>

const char *presets_find(const char *path)
{
	guint count;
	const Preset *presets = presets_all(&count);
	for (guint i = 0; i < count; i++)
		if (strcmp(presets[i].path, path) == 0)
			return presets[i].text;
	return NULL;
}
