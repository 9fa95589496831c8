/* Was a text taken out of an entry, and nothing else done to it? */
#include "model/redact.h"
#include "model/ticket_parts.h"

#include <string.h>

gboolean entry_is_named_alike(const Entry *old, const Entry *new)
{
	return strcmp(old->id, new->id) == 0 &&
		g_strcmp0(old->kind, new->kind) == 0 && old->at == new->at;
}

/* The document without the line of the key; NULL: it has none. */
static char *without_key(const char *text, gsize size)
{
	g_autofree char *copy = g_strndup(text, size);
	char *line = g_str_has_prefix(copy, REDACT_KEY) ? copy :
		strstr(copy, "\n" REDACT_KEY);
	if (!line)
		return NULL;
	line += *line == '\n';
	const char *end = strchr(line, '\n');
	*line = '\0';
	return g_strconcat(copy, end ? end + 1 : "", NULL);
}

/* Each piece between the marks stands in `text`, in their order, the first at
 * its beginning and the last at its end. */
static gboolean is_left_of(char **pieces, const char *text)
{
	if (!g_str_has_prefix(text, pieces[0]))
		return FALSE;
	text += strlen(pieces[0]);
	for (guint i = 1; pieces[i]; i++) {
		const char *found = pieces[i + 1] ? strstr(text, pieces[i]) :
			g_str_has_suffix(text, pieces[i]) ?
			text + strlen(text) - strlen(pieces[i]) : NULL;
		if (!found)
			return FALSE;
		text = found + strlen(pieces[i]);
	}
	return *text == '\0';
}

gboolean entry_is_redaction(const Entry *before, const Entry *after)
{
	if (!entry_is_named_alike(before, after))
		return FALSE;
	g_autoptr(GBytes) old = entry_get_bytes(before);
	g_autoptr(GBytes) new = entry_get_bytes(after);
	gsize m, n;
	const char *a = g_bytes_get_data(old, &m);
	const char *b = g_bytes_get_data(new, &n);
	g_autofree char *left = without_key(b, n);
	g_autofree char *known = without_key(a, m);
	g_autofree char *text = known ? g_steal_pointer(&known) :
		g_strndup(a, m);
	if (!left || !strstr(left, REDACT_MARK))
		return FALSE;
	g_auto(GStrv) pieces = g_strsplit(left, REDACT_MARK, -1);
	return is_left_of(pieces, text);
}
