#include "model/verb.h"

#include <string.h>

/* Sorted by name. */
static const struct {
	const char *name;
	guint flags;
} verbs[] = {
	{"comment", VERB_OBSERVED},
	{"drop", VERB_UNRULED},
	{"escalate", VERB_REASONED},
	{"return", VERB_REASONED},
	{"rules", VERB_UNRULED},
	{"take", VERB_FREE | VERB_TAKES},
	{"undo", VERB_FREE | VERB_UNRULED},
};

gboolean verb_is(const char *name, VerbFlag flag)
{
	for (gsize i = 0; name && i < G_N_ELEMENTS(verbs); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return (verbs[i].flags & flag) != 0;
	return FALSE;
}
