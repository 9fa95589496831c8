#include "app/desk/outbox_address.h"

#include <string.h>

#include "index/customers.h"
#include "index/people.h"
#include "model/people.h"

#define ADDRESS_LIMIT 254

char *outbox_bare_address(const char *address)
{
	const char *open = strrchr(address, '<');
	const char *close = open ? strchr(open, '>') : NULL;
	g_autofree char *bare = close ?
		g_strndup(open + 1, (gsize)(close - open) - 1) :
		g_strdup(address);
	return mail_ascii(g_strstrip(bare));
}

gboolean outbox_is_domain(const char *domain)
{
	if (*domain == '\0' || *domain == '.' || *domain == '-')
		return FALSE;
	for (const char *at = domain; *at; at++)
		if (!g_ascii_isalnum(*at) && !strchr(".-", *at) &&
			(guchar)*at < 0x80)
			return FALSE;
	return TRUE;
}

gboolean outbox_is_address(const char *address)
{
	g_autofree char *bare = g_utf8_validate(address, -1, NULL) ?
		outbox_bare_address(address) : g_strdup("");
	const char *at = strrchr(bare, '@');
	if (!at || at == bare || strlen(bare) > ADDRESS_LIMIT ||
		!outbox_is_domain(at + 1))
		return FALSE;
	for (const char *c = bare; c < at; c++)
		if ((guchar)*c <= 0x20 || *c == 0x7f ||
			strchr("<>()[],;:\\\"@", *c))
			return FALSE;
	return TRUE;
}

char *outbox_named(const char *name, const char *address)
{
	/* Commas part addresses in the form of `desk reply`. */
	g_auto(GStrv) parts = g_strsplit_set(name ? name : "",
		"<>\",\r\n\t ", -1);
	g_autoptr(GString) clean = g_string_new(NULL);
	for (char **part = parts; *part; part++)
		if (**part)
			g_string_append_printf(clean, "%s ", *part);
	return clean->len > 0 ? g_strdup_printf("%s<%s>", clean->str, address) :
		g_strdup(address);
}

static const Contact *contact_of(const Customer *customer, const char *name)
{
	for (guint i = 0; customer && i < customer->contacts->len; i++) {
		const Contact *contact =
			g_ptr_array_index(customer->contacts, i);
		if (strcmp(contact->name, name) == 0)
			return contact;
	}
	return NULL;
}

gboolean outbox_customer_of(Index *index, const char *person,
	Customer **customer, const Contact **contact, GError **error)
{
	const char *slash = strchr(person, '/');
	*customer = NULL;
	*contact = NULL;
	if (!slash || strchr(person, '@'))
		return TRUE;
	g_autofree char *name = g_strndup(person, (gsize)(slash - person));
	if (!index_customer(index, name, customer, error))
		return FALSE;
	*contact = contact_of(*customer, slash + 1);
	return TRUE;
}

gboolean outbox_address_of(Index *index, const char *person, char **address,
	GError **error)
{
	*address = NULL;
	if (outbox_is_address(person)) {
		*address = g_strdup(person);
		return TRUE;
	}
	const Contact *contact;
	g_autoptr(Customer) customer = NULL;
	if (!outbox_customer_of(index, person, &customer, &contact, error))
		return FALSE;
	if (contact && contact->mails->len > 0)
		*address = outbox_named(contact->full_name,
			g_ptr_array_index(contact->mails, 0));
	if (customer)
		return TRUE;
	g_autofree char *name = NULL, *mail = NULL;
	if (!people_agent_identity(index, person, &name, &mail, error))
		return FALSE;
	*address = mail ? outbox_named(name, mail) : NULL;
	return TRUE;
}
