#include "index/customers.h"

#include <string.h>

#include "index/database.h"
#include "index/records.h"
#include "index/rows.h"
#include "model/people.h"

static Customer *read_customer(const char *name, const char *text,
	GError **error)
{
	g_autofree char *file = g_strdup_printf("customers/%s.yaml", name);
	return customer_parse(name, text, strlen(text), file, error);
}

gboolean index_customer(Index *index, const char *name, Customer **customer,
	GError **error)
{
	g_autofree char *text = NULL;
	*customer = NULL;
	if (!index_text(index, &text, error,
		"SELECT text FROM customer WHERE name = ?", "t", name))
		return FALSE;
	if (text)
		*customer = read_customer(name, text, error);
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

gboolean index_customer_language(Index *index, const char *name,
	char **language, GError **error)
{
	return index_text(index, language, error, "SELECT language"
		" FROM customer WHERE name = ? AND language <> ''", "t", name);
}

gboolean index_contact_language(Index *index, const char *customer,
	const char *contact, char **language, GError **error)
{
	return index_text(index, language, error, "SELECT language"
		" FROM contact WHERE customer = ? AND name = ?"
		" AND language <> ''", "tt", customer, contact);
}

gboolean index_contact_name(Index *index, const char *customer,
	const char *contact, char **full_name, GError **error)
{
	return index_text(index, full_name, error, "SELECT full_name"
		" FROM contact WHERE customer = ? AND name = ?"
		" AND full_name <> ''", "tt", customer, contact);
}

static const RecordShape line = {sizeof(CustomerLine), {
	RECORD_TEXT(CustomerLine, name), RECORD_TEXT(CustomerLine, title),
	RECORD_TEXT(CustomerLine, domains),
	RECORD_NUMBER(CustomerLine, contacts),
	RECORD_NUMBER(CustomerLine, open), RECORD_INSTANT(CustomerLine, last)}};

GPtrArray *index_customer_lines(Index *index, GError **error)
{
	return index_records(index, &line, error,
		"SELECT name, title,"
		" (SELECT group_concat(domain, char(10)) FROM customer_domain d"
		" WHERE d.customer = customer.name),"
		" (SELECT count(*) FROM contact c"
		" WHERE c.customer = customer.name),"
		" (SELECT count(*) FROM ticket WHERE customer = customer.name"
		" AND status NOT IN " INDEX_STATUSES("'solved', 'closed'") "),"
		" (SELECT max(created) FROM ticket"
		" WHERE ticket.customer = customer.name)"
		" FROM customer ORDER BY name", "");
}

gboolean index_customer_named(Index *index, const char *word, char **name,
	GError **error)
{
	return index_text(index, name, error, "SELECT name FROM customer"
		" WHERE name = ?1 OR title = ?1 ORDER BY name <> ?1, name",
		"t", word);
}

GPtrArray *index_owners(Index *index, Owned what, const char *value,
	GError **error)
{
	static const char *const questions[] = {
		[OWNED_DOMAIN] = "SELECT DISTINCT customer"
			" FROM customer_domain WHERE domain IN (?, ?)",
		[OWNED_MAIL] = "SELECT DISTINCT customer FROM contact_mail"
			" WHERE mail IN (?, ?)",
		[OWNED_PHONE] = "SELECT DISTINCT customer FROM contact_phone"
			" WHERE phone IN (?, ?)",
	};
	/* Files may have either form of a domain. */
	g_autofree char *readable = mail_unicode(value);
	return index_texts(index, error, questions[what], "tt", value,
		readable);
}

GPtrArray *index_customers_billed(Index *index, GError **error)
{
	return index_texts(index, error, "SELECT c.name FROM customer c"
		" WHERE instr(c.text, 'contract') > 0 OR EXISTS"
		" (SELECT 1 FROM ticket t WHERE t.customer = c.name"
		" AND t.worked > 0) OR EXISTS (SELECT 1 FROM event"
		" WHERE field = 'customer' AND old <> '' AND old = c.name)"
		" ORDER BY c.name", "");
}
