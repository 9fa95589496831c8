/*
 * People by the index: whom a word, address or phone number means. An error of
 * the index is FALSE or NULL with its error, never "nobody".
 */
#ifndef INDEX_PEOPLE_H
#define INDEX_PEOPLE_H

#include "index/index.h"

/* @me is the caller's business. Each: the exact name first, then what only one
 * has: alias, address, phone number, full name or title, domain; with `guess`
 * also a part of the name. DESK_ERROR_PERSON lists candidates or the nearest.
 * g_free(). */
char *people_find_agent(Index *index, const char *word, gboolean guess,
	GError **error);
char *people_find_customer(Index *index, const char *word, gboolean guess,
	GError **error);
/* "customer/contact". */
char *people_find_contact(Index *index, const char *word, gboolean guess,
	GError **error);

/* By mail address: agent's login; "customer/contact"; customer by domain (that of
 * a public mail provider is nobody's). The answer is NULL if nobody, or several.
 * g_free(). */
gboolean people_agent_by_mail(Index *index, const char *mail, char **login,
	GError **error);
gboolean people_contact_by_mail(Index *index, const char *mail, char **contact,
	GError **error);
gboolean people_customer_by_domain(Index *index, const char *domain,
	char **customer, GError **error);
/* "anna and olga" if an address is several agents', else NULL. g_free(). */
gboolean people_agents_of_mail(Index *index, const char *mail, char **logins,
	GError **error);
/* The same for contacts, and for customers by domain: why a sender is
 * nobody's. */
gboolean people_owners_of_mail(Index *index, const char *mail, char **owners,
	GError **error);
/* The agent's author identity; both NULL if unknown. g_free() both. */
gboolean people_agent_identity(Index *index, const char *login, char **name,
	char **mail, GError **error);

#endif
