#include "mail/enriched.h"

#include <string.h>

/* What stands between the marks of these is not for people. */
static gboolean is_hidden(const char *name, gsize size)
{
	return (size == 5 && g_ascii_strncasecmp(name, "param", 5) == 0) ||
		(size == 7 && g_ascii_strncasecmp(name, "comment", 7) == 0);
}

/* The character that a mark stands for, 0 if it is none. */
static char meant(const char *name, gsize size)
{
	if (size == 2 && g_ascii_strncasecmp(name, "lt", 2) == 0)
		return '<';
	return size == 2 && g_ascii_strncasecmp(name, "nl", 2) == 0 ? '\n' : 0;
}

char *enriched_text(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));
	guint hidden = 0;
	for (const char *at = text; *at; at++) {
		const char *end = *at == '<' ? strchr(at, '>') : NULL;
		if (!end || at[1] == '<') {
			at += *at == '<' && at[1] == '<';
			if (!hidden)
				g_string_append_c(out, *at);
			continue;
		}
		gboolean closes = at[1] == '/';
		const char *name = at + 1 + closes;
		gsize size = (gsize)(end - name);
		char c = closes ? 0 : meant(name, size);
		if (is_hidden(name, size))
			hidden = closes ? hidden - (hidden > 0) : hidden + 1;
		else if (c && !hidden)
			g_string_append_c(out, c);
		at = end;
	}
	return g_string_free(out, FALSE);
}
