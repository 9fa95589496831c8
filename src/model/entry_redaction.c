/* Was a text taken out of another, or of an entry, and nothing else done to it? */
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
 * its beginning and the last at its end. What stands between them there is TRUE
 * in `taken`, a gboolean a byte; it may be NULL. */
static gboolean is_left_of(char **pieces, const char *text, gboolean *taken)
{
	const char *begin = text;
	if (!g_str_has_prefix(text, pieces[0]))
		return FALSE;
	text += strlen(pieces[0]);
	for (guint i = 1; pieces[i]; i++) {
		const char *found = pieces[i + 1] ? strstr(text, pieces[i]) :
			g_str_has_suffix(text, pieces[i]) ?
			text + strlen(text) - strlen(pieces[i]) : NULL;
		if (!found || found < text)
			return FALSE;
		for (; taken && text < found; text++)
			taken[text - begin] = TRUE;
		text = found + strlen(pieces[i]);
	}
	return *text == '\0';
}

gboolean text_is_redaction(const char *before, const char *after, gboolean *taken)
{
	g_auto(GStrv) pieces = g_strsplit(after, REDACT_MARK, -1);
	return is_left_of(pieces, before, taken);
}

char *text_without(const char *text, const gboolean *taken)
{
	GString *out = g_string_new(NULL);
	for (gsize i = 0; text[i]; i++)
		if (!taken[i])
			g_string_append_c(out, text[i]);
		else if (i == 0 || !taken[i - 1])
			g_string_append(out, REDACT_MARK);
	return g_string_free(out, FALSE);
}

/* The document, without the key if it has it. */
static char *text_of(const Entry *entry)
{
	g_autoptr(GBytes) bytes = entry_get_bytes(entry);
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	char *without = without_key(text, size);
	return without ? without : g_strndup(text, size);
}

char *entry_without_both(const Entry *before, const Entry *one,
	const Entry *other)
{
	g_autofree char *text = text_of(before);
	g_autofree char *left = text_of(one), *right = text_of(other);
	g_autofree gboolean *taken = g_new0(gboolean, strlen(text) + 1);
	return text_is_redaction(text, left, taken) &&
		text_is_redaction(text, right, taken) ?
		text_without(text, taken) : NULL;
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
	return left && strstr(left, REDACT_MARK) &&
		text_is_redaction(text, left, NULL);
}
