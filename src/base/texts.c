#include "base/texts.h"

char *texts_join(const GPtrArray *texts)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; texts && i < texts->len; i++)
		g_string_append_printf(out, "%s%s", i > 0 ? ", " : "",
			(const char *)texts->pdata[i]);
	return g_string_free(out, FALSE);
}
