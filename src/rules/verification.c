#include "rules/verification.h"

#include <string.h>

#include "text/date.h"

enum { ALL = 100, WITHIN_DAYS = 14 };

static int percent_of(const YamlNode *node)
{
	const char *text = node && node->kind == YAML_SCALAR ? node->value : "";
	if (strcmp(text, "call-back") == 0)
		return ALL;
	return strchr(text, '%') ? (int)g_ascii_strtoull(text, NULL, 10) : -1;
}

static int share_of_category(const Regulation *regulation, const char *category)
{
	const YamlNode *all = yaml_get(regulation->root, "categories");
	g_autofree char *name = g_strdup(category);
	for (;;) {
		const YamlNode *own = *name ? yaml_get(all, name) : NULL;
		int share = percent_of(yaml_get(own, "verify"));
		char *end = strrchr(name, '/');
		if (share >= 0 || !end)
			return share;
		*end = '\0';
	}
}

guint verification_share(const Regulation *regulation, const char *agent,
	const char *category)
{
	const YamlNode *section = yaml_get(regulation->root, "verify");
	const YamlNode *agents = yaml_get(section, "agents");
	int share = MAX(share_of_category(regulation, category),
		percent_of(*agent ? yaml_get(agents, agent) : NULL));
	if (share < 0)
		share = percent_of(yaml_get(section, "share"));
	return (guint)MAX(share, 0);
}

gboolean verification_is_drawn(const Regulation *regulation, const char *uid,
	Instant solved, guint share)
{
	g_autofree char *text = g_strdup_printf("verify\n%s\n%s\n%"
		G_GINT64_FORMAT, regulation->id ? regulation->id : "", uid,
		solved);
	g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256,
		text, -1);
	sum[8] = '\0';
	return g_ascii_strtoull(sum, NULL, 16) * ALL < (guint64)share << 32;
}

gint64 verification_within(const Regulation *regulation)
{
	gint64 seconds = WITHIN_DAYS * (gint64)86400;
	const char *text = yaml_get_text(yaml_get(regulation->root, "verify"),
		"within", NULL);
	if (text)
		duration_parse(text, &seconds, NULL);
	return seconds;
}

gboolean verification_reopens(const Regulation *regulation)
{
	return strcmp(yaml_get_text(yaml_get(regulation->root, "verify"),
		"not-ok", "reopen"), "reopen") == 0;
}
