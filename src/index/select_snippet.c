#include "index/select_parts.h"

#include "index/database.h"
#include "index/schema.h"

struct SelectSnippets {
	sqlite3_stmt *rows;
};

SelectSnippets *select_snippets_new(Index *index, const QueryNode *query)
{
	g_autofree char *match = query_match_all(query, "OR");
	SelectSnippets *snippets = g_new0(SelectSnippets, 1);
	if (!match)
		return snippets;
	/* The latest entry that matches; the subject is seen anyway. The ids
	 * of a ticket's entries are a range. */
	static const char sql[] = "SELECT snippet(words, 0, '', '', '…', 12)"
		" FROM words WHERE words MATCH ?1 AND rowid BETWEEN ?2 AND ?3"
		" AND EXISTS (SELECT 1 FROM entry WHERE entry.id = words.rowid"
		" AND retracted = 0 AND kind <> 'subject')"
		" ORDER BY rowid DESC LIMIT 1";
	if (sqlite3_prepare_v2(index->db, sql, -1, &snippets->rows, NULL) ==
		SQLITE_OK)
		sqlite3_bind_text(snippets->rows, 1, match, -1,
			SQLITE_TRANSIENT);
	return snippets;
}

/* One line, whatever the body's. */
static char *flatten(const char *text)
{
	GString *line = g_string_new(NULL);
	gboolean gap = FALSE;
	for (const char *s = text; *s != '\0'; s = g_utf8_next_char(s)) {
		gunichar c = g_utf8_get_char(s);
		if (g_unichar_isspace(c)) {
			gap = TRUE;
			continue;
		}
		if (gap && line->len > 0)
			g_string_append_c(line, ' ');
		gap = FALSE;
		g_string_append_unichar(line, c);
	}
	return g_string_free(line, FALSE);
}

char *select_snippet(SelectSnippets *snippets, gint64 ticket)
{
	char *text = NULL;
	if (!snippets->rows)
		return NULL;
	gint64 first = ticket << ENTRY_TICKET_SHIFT;
	sqlite3_bind_int64(snippets->rows, 2, first);
	sqlite3_bind_int64(snippets->rows, 3,
		first | ((G_GINT64_CONSTANT(1) << ENTRY_TICKET_SHIFT) - 1));
	if (sqlite3_step(snippets->rows) == SQLITE_ROW) {
		g_autofree char *valid = g_utf8_make_valid(
			index_column(snippets->rows, 0), -1);
		text = flatten(valid);
	}
	sqlite3_reset(snippets->rows);
	return text;
}

void select_snippets_free(SelectSnippets *snippets)
{
	sqlite3_finalize(snippets->rows);
	g_free(snippets);
}
