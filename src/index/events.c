#include "index/events.h"

#include <string.h>

/* By place: the code, see events.h. */
static const struct {
	const char *kind, *entry_kind;
} coded[] = {
	[EVENT_CODE_OTHER] = {"", ""},
	{"created", ""},
	{"deleted", ""},
	{"said", "call"},
	{"said", "comment"},
	{"said", "delivery"},
	{"said", "message"},
	{"said", "reply"},
	{"said", "verify"},
};

G_STATIC_ASSERT(G_N_ELEMENTS(coded) == EVENT_CODE_FIELD);
/* They are bits of a number of SQLite. */
G_STATIC_ASSERT(EVENT_CODES < 63);

guint event_code(const char *kind, const char *field, const char *entry_kind)
{
	if (strcmp(kind, "changed") == 0) {
		const Field *row = field_find(field);
		return row ? EVENT_CODE_FIELD + row->position :
			EVENT_CODE_OTHER;
	}
	for (guint code = 1; code < EVENT_CODE_FIELD; code++)
		if (strcmp(coded[code].kind, kind) == 0 &&
			strcmp(coded[code].entry_kind, entry_kind) == 0)
			return code;
	return EVENT_CODE_OTHER;
}
