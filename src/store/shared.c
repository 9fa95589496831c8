/* core.sharedRepository: what desk makes is open to whom git opens its files. */
#include "store/tip.h"

#include "store/config.h"

#include <sys/stat.h>

/* The bits that are taken from the mask; all others stay as they are, unless
 * the value is a mode, which says all (`exact`). */
static mode_t bits_of(const char *value, gboolean *exact)
{
	static const struct {
		const char *name;
		mode_t bits;
	} names[] = {
		{"group", 0070}, {"1", 0070}, {"all", 0075}, {"world", 0075},
		{"everybody", 0075}, {"2", 0075}, {"umask", 0}, {"0", 0},
	};
	*exact = FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_ascii_strcasecmp(value, names[i].name) == 0)
			return names[i].bits;
	char *end;
	guint64 mode = g_ascii_strtoull(value, &end, 8);
	if (*value == '0' && *end == '\0' && (mode & 0600) == 0600) {
		*exact = TRUE;
		/* A folder that may be read may be entered. */
		return (mode_t)(mode | (mode & 0444) >> 2) & 0777;
	}
	return store_config_is_true(value) ? 0070 : 0;
}

void store_share_files(const StorePlace *place)
{
	g_autofree char *value = store_config_get(place, "core.sharedRepository");
	gboolean exact;
	mode_t bits = value ? bits_of(value, &exact) : 0;
	if (!bits)
		return;
	mode_t mask = umask(0);
	umask(exact ? 0777 & ~bits : mask & ~bits);
}
