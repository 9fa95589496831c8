/*
 * Customers and their contacts, as their files stand at the commit of the
 * index; of a file that cannot be read, as it last could. Names are those of
 * files ("acme") and of contacts in them ("pavel-orlov"). Whom a word means:
 * index/people.h.
 *
 * FALSE and NULL are errors of the index, never "none": what was found is in
 * the parameter before the last.
 */
#ifndef INDEX_CUSTOMERS_H
#define INDEX_CUSTOMERS_H

#include "index/index.h"

/* `customer` NULL: there is none of that name. customer_free(). */
gboolean index_customer(Index *index, const char *name, Customer **customer,
	GError **error);
gboolean index_is_customer(Index *index, const char *name, gboolean *is,
	GError **error);
gboolean index_is_contact(Index *index, const char *customer,
	const char *contact, gboolean *is, GError **error);
/* NULL: there is none of that name. g_free(). */
gboolean index_customer_title(Index *index, const char *name, char **title,
	GError **error);
/* What the file says; NULL: nothing, or there is no such one. g_free(). */
gboolean index_customer_language(Index *index, const char *name,
	char **language, GError **error);
/* The same of a contact of theirs; the customer's is not taken for it. */
gboolean index_contact_language(Index *index, const char *customer,
	const char *contact, char **language, GError **error);
/* The full name; NULL: the file has none, or there is no such contact. g_free(). */
gboolean index_contact_name(Index *index, const char *customer,
	const char *contact, char **full_name, GError **error);
/* The customer of exactly this name, else this title; NULL: there is none.
 * g_free(). */
gboolean index_customer_named(Index *index, const char *word, char **name,
	GError **error);
typedef enum {
	OWNED_DOMAIN, OWNED_MAIL, /* value: as mail_ascii() */
	OWNED_PHONE,		  /* value: as phone_normalise() */
} Owned;
/* Who has it: char* names. g_ptr_array_unref(). */
GPtrArray *index_owners(Index *index, Owned what, const char *value,
	GError **error);
/* A customer in a list. */
typedef struct {
	char *name, *title;
	char *domains; /* a line each */
	gint64 contacts;
	gint64 open; /* tickets that are not over */
	Instant last; /* when the newest was made; INSTANT_NONE: never */
} CustomerLine;
/* CustomerLine*, by name. g_ptr_array_unref(). */
GPtrArray *index_customer_lines(Index *index, GError **error);
/* Those with a contract, with work in a ticket of theirs, or to whom a ticket
 * once belonged: char* names.
 * g_ptr_array_unref(). */
GPtrArray *index_customers_billed(Index *index, GError **error);

#endif
