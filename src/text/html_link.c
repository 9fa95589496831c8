#include "text/html_link.h"

#include <string.h>

#define LIMIT_LINK 2000

char *html_link_clean(const char *href)
{
	static const char *const schemes[] = {"ftp:", "http:", "https:",
		"mailto:", "sip:", "tel:"};
	if (!href)
		return NULL;
	GString *clean = g_string_new(NULL);
	for (; *href && clean->len < LIMIT_LINK; href++)
		if ((guchar)*href > ' ' && *href != 0x7F && *href != '<' &&
			*href != '>')
			g_string_append_c(clean, *href);
	g_autofree char *link = g_string_free(clean, FALSE);
	for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++) {
		gsize length = strlen(schemes[i]);
		if (g_ascii_strncasecmp(link, schemes[i], length) == 0 &&
			link[length])
			return g_utf8_make_valid(link, -1);
	}
	return NULL;
}

static const char *without_scheme(const char *link)
{
	const char *colon = strchr(link, ':');
	if (!colon)
		return link;
	return g_str_has_prefix(colon, "://") ? colon + 3 : colon + 1;
}

gboolean html_link_is_shown(const char *text, const char *link)
{
	const char *bare = without_scheme(link);
	gsize size = strlen(bare);
	if (size > 0 && bare[size - 1] == '/')
		size--;
	const char *shown = g_str_has_prefix(text, "http") ||
			g_str_has_prefix(text, "mailto:")
		? without_scheme(text)
		: text;
	gsize shown_size = strlen(shown);
	if (shown_size > 0 && shown[shown_size - 1] == '/')
		shown_size--;
	return size == shown_size && g_ascii_strncasecmp(bare, shown, size) == 0;
}
