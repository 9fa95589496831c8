/* Full text terms → FTS5 expressions. */
#include "index/query_sql.h"

#include <string.h>

static const char *const scopes[] = {"text", "subject", "body", "note"};

static gboolean is_full_text(const QueryNode *node)
{
	for (gsize i = 0; node->field && i < G_N_ELEMENTS(scopes); i++)
		if (strcmp(scopes[i], node->field) == 0)
			return node->kind == QUERY_TERM;
	return FALSE;
}

/* "…" with its quotes doubled; a star behind it looks for beginnings. */
static void append_phrase(GString *match, const QueryValue *value)
{
	gsize length = strlen(value->text);
	gboolean prefix = !value->quoted && length > 1 &&
		value->text[length - 1] == '*';
	g_string_append_c(match, '"');
	for (gsize i = 0; i < length - prefix; i++) {
		if (value->text[i] == '"')
			g_string_append_c(match, '"');
		g_string_append_c(match, value->text[i]);
	}
	g_string_append(match, prefix ? "\" *" : "\"");
}

char *query_match(const QueryNode *term)
{
	GString *match = g_string_new(NULL);
	for (guint i = 0; i < term->values->len; i++) {
		if (i > 0)
			g_string_append(match, " OR ");
		append_phrase(match, g_ptr_array_index(term->values, i));
	}
	return g_string_free(match, FALSE);
}

static void collect(const QueryNode *node, const char *word, GString *match)
{
	if (is_full_text(node)) {
		g_autofree char *one = query_match(node);
		g_string_append_printf(match, "%s%s%s(%s)",
			match->len > 0 ? " " : "", match->len > 0 ? word : "",
			match->len > 0 ? " " : "", one);
	} else if (node->kind == QUERY_AND) {
		for (guint i = 0; i < node->children->len; i++)
			collect(g_ptr_array_index(node->children, i), word,
				match);
	}
}

char *query_match_all(const QueryNode *node, const char *word)
{
	GString *match = g_string_new(NULL);
	collect(node, word, match);
	return g_string_free(match, match->len == 0);
}
