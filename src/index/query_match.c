/* Full text terms → FTS5 expressions, and the SQL that asks for them. */
#include "index/query_sql.h"

#include "index/schema.h"

#include <string.h>

static const struct {
	const char *field;
	int scope; /* -1 = all */
} scopes[] = {
	{"body", ENTRY_SCOPE_BODY},
	{"note", ENTRY_SCOPE_NOTE},
	{"subject", ENTRY_SCOPE_SUBJECT},
	{"text", -1},
};

static gboolean is_full_text(const QueryNode *node)
{
	for (gsize i = 0; node->field && i < G_N_ELEMENTS(scopes); i++)
		if (strcmp(scopes[i].field, node->field) == 0)
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

/* What FTS5 looks for: every character of the text is text. */
static char *query_match(const QueryNode *term)
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

/* --- SQL -------------------------------------------------------------------- */

void query_sql_match(Sql *sql, const char *match, int scope)
{
	g_string_append_printf(sql->text, "ticket.id IN (SELECT rowid >> %d"
		" FROM words WHERE words MATCH ", ENTRY_TICKET_SHIFT);
	sql_bind(sql, match);
	if (scope >= 0)
		g_string_append_printf(sql->text, " AND (rowid & %d) = %d",
			(1 << ENTRY_SCOPE_BITS) - 1, scope);
	/* Of the past only what was said by then (index_as_of()). */
	sql_text(sql, " AND rowid NOT IN (SELECT entry.id FROM entry WHERE"
		" retracted = 1) AND (NOT EXISTS (SELECT 1 FROM"
		" sqlite_temp_master WHERE name = 'entry') OR EXISTS (SELECT 1"
		" FROM entry WHERE entry.id = words.rowid)))");
}

gboolean query_sql_words(Sql *sql, const QueryNode *term)
{
	for (gsize i = 0; i < G_N_ELEMENTS(scopes); i++) {
		if (strcmp(scopes[i].field, term->field) != 0)
			continue;
		g_autofree char *match = query_match(term);
		query_sql_match(sql, match, scopes[i].scope);
		return TRUE;
	}
	return FALSE;
}
