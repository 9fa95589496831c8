#include "text/jq.h"

Jq jq;
static Library library = LIBRARY(LIBJQ, JQ_FUNCTIONS, jq);

gboolean jq_load(GError **error)
{
	return library_load(&library, error);
}
