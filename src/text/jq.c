#include "text/jq.h"

Jq jq;

gboolean jq_load(GError **error)
{
	static const char *const names[] = {LIBRARY_NAMES(JQ_FUNCTIONS)};
	G_STATIC_ASSERT(sizeof(Jq) == G_N_ELEMENTS(names) * sizeof(void *));
	static gboolean loaded;
	loaded = loaded ||
		library_load(LIBJQ, names, G_N_ELEMENTS(names), &jq, error);
	return loaded;
}
