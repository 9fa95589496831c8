#include "rules/grown.h"
#include "base/automation.h"

#include <string.h>

static GHashTable *places_of(const Ticket *ticket)
{
	GHashTable *places = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; ticket && i < ticket_entry_count(ticket); i++)
		g_hash_table_insert(places, ticket_entry(ticket, i)->id,
			GUINT_TO_POINTER(i + 1));
	return places;
}

const Entry *grown_out_of_order(const Ticket *before, const Ticket *after,
	const Ticket *beside)
{
	g_autoptr(GHashTable) known = places_of(before);
	g_autoptr(GHashTable) others = places_of(beside);
	const Entry *odd = NULL, *next = NULL;
	guint next_place = G_MAXUINT;
	for (guint i = ticket_entry_count(after); i > 0; i--) {
		const Entry *entry = ticket_entry(after, i - 1);
		guint place = GPOINTER_TO_UINT(g_hash_table_lookup(known,
			entry->id));
		if (place ? place > next_place : next && entry->at > next->at &&
			!g_hash_table_contains(others, entry->id))
			odd = entry;
		if (!place)
			continue;
		next = entry;
		next_place = place;
	}
	return odd;
}

gboolean entry_is_of_another(const Entry *entry, const char *login)
{
	/* An address, a number and CUSTOMER/CONTACT are no logins. */
	return g_ascii_islower(entry->by[0]) &&
		strpbrk(entry->by, "@/< ") == NULL &&
		strcmp(entry->by, AUTOMATION) != 0 &&
		g_strcmp0(entry->by, login) != 0;
}

gboolean entry_is_copy(const Entry *entry, const Ticket *source)
{
	static const char *const copied[] = {"call", "comment", "message",
		"notice", "reply", "vendor", NULL};
	if (!g_strv_contains(copied, entry->kind))
		return FALSE;
	for (guint i = 0; i < ticket_entry_count(source); i++) {
		const Entry *other = ticket_entry(source, i);
		if (other != entry && strcmp(other->kind, entry->kind) == 0 &&
			strcmp(other->by, entry->by) == 0 &&
			g_strcmp0(other->body, entry->body) == 0)
			return TRUE;
	}
	return FALSE;
}
