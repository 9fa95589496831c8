#include "index/customers.h"

#include <string.h>

#include "index/rows.h"

gboolean index_customer(Index *index, const char *name, Customer **customer,
	GError **error)
{
	g_autofree char *text = NULL;
	g_autofree char *file = g_strdup_printf("customers/%s.yaml", name);
	*customer = NULL;
	if (!index_text(index, &text, error,
		"SELECT text FROM customer WHERE name = ?", "t", name))
		return FALSE;
	if (text)
		*customer = customer_parse(name, text, strlen(text), file,
			error);
	return !text || *customer;
}

gboolean index_is_customer(Index *index, const char *name, gboolean *is,
	GError **error)
{
	return index_has(index, is, error,
		"SELECT 1 FROM customer WHERE name = ?", "t", name);
}

gboolean index_is_contact(Index *index, const char *customer,
	const char *contact, gboolean *is, GError **error)
{
	return index_has(index, is, error, "SELECT 1 FROM contact"
		" WHERE customer = ? AND name = ?", "tt", customer, contact);
}

gboolean index_customer_title(Index *index, const char *name, char **title,
	GError **error)
{
	return index_text(index, title, error,
		"SELECT title FROM customer WHERE name = ?", "t", name);
}

GPtrArray *index_customers_billed(Index *index, GError **error)
{
	return index_texts(index, error, "SELECT c.name FROM customer c"
		" WHERE instr(c.text, 'contract') > 0 OR EXISTS"
		" (SELECT 1 FROM ticket t WHERE t.customer = c.name"
		" AND t.worked > 0) ORDER BY c.name", "");
}

gboolean index_has_people_file(Index *index, const char *path, gboolean *has,
	GError **error)
{
	return index_has(index, has, error,
		"SELECT 1 FROM people_file WHERE path = ?", "t", path);
}
