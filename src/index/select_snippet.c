#include "index/select_parts.h"

#include "index/database.h"
#include "index/rows.h"
#include "index/schema.h"

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

/* As JSON, and the ids of their entries in between. */
static char *list_tickets(const GArray *tickets, gint64 *first, gint64 *last)
{
	GString *list = g_string_new("[");
	*first = G_MAXINT64;
	*last = 0;
	for (guint i = 0; i < tickets->len; i++) {
		gint64 ticket = g_array_index(tickets, gint64, i);
		g_string_append_printf(list, "%s%" G_GINT64_FORMAT,
			i > 0 ? "," : "", ticket);
		*first = MIN(*first, ticket << ENTRY_TICKET_SHIFT);
		*last = MAX(*last, ((ticket + 1) << ENTRY_TICKET_SHIFT) - 1);
	}
	g_string_append_c(list, ']');
	return g_string_free(list, FALSE);
}

static gboolean take_snippet(sqlite3_stmt *row, void *data, GError **error)
{
	gint64 *ticket = g_new(gint64, 1);
	*ticket = sqlite3_column_int64(row, 0);
	g_autofree char *valid = g_utf8_make_valid(index_column(row, 1), -1);
	(void)error;
	g_hash_table_replace(data, ticket, flatten(valid));
	return TRUE;
}

GHashTable *select_snippets(Index *index, const QueryNode *query,
	const GArray *tickets, GError **error)
{
	g_autofree char *match = query_match_all(query, "OR");
	g_autoptr(GHashTable) texts = g_hash_table_new_full(g_int64_hash,
		g_int64_equal, g_free, g_free);
	gint64 first, last;
	g_autofree char *list = list_tickets(tickets, &first, &last);
	if (!match)
		return g_steal_pointer(&texts);
	/* The subject is seen anyway. One look for all tickets: each costs as
	 * much as a hundred of its rows. */
	return index_each(index, take_snippet, texts, error, "SELECT rowid >> ?5,"
		" snippet(words, 0, '', '', '…', 12)"
		" FROM words WHERE words MATCH ?1 AND rowid BETWEEN ?2 AND ?3"
		" AND rowid >> ?5 IN (SELECT value FROM json_each(?4))"
		" AND EXISTS (SELECT 1 FROM entry WHERE entry.id = words.rowid"
		" AND retracted = 0 AND kind <> 'subject') ORDER BY rowid",
		"tiitn", match, first, last, list, ENTRY_TICKET_SHIFT) ?
		g_steal_pointer(&texts) : NULL;
}
