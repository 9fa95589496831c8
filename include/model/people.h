/*
 * Agents and customers: the files of the folders agents and customers.
 */
#ifndef MODEL_PEOPLE_H
#define MODEL_PEOPLE_H

#include "model/contract.h"
#include "model/requisites.h"

typedef struct Agent {
	char *login; /* the file's name */
	char *name;
	GPtrArray *mails;   /* char*, lower case; the first is the author address */
	GPtrArray *aliases; /* char* */
	GPtrArray *groups;  /* char* */
	GPtrArray *roles;   /* char* */
	char *level;	    /* may be NULL */
	char *mentor;	    /* `trainee:` who approves their mail; may be NULL */
	char *language;	    /* that they read mail in; may be NULL */
	char *text;	    /* the whole file */
	gboolean left;	    /* `left: true`: keeps history, takes no tickets */
	YamlNode *root;
} Agent;

typedef struct {
	char *name;	  /* key in the file: "ivanova" */
	char *full_name;
	GPtrArray *mails; /* lower case */
	GPtrArray *phones; /* as written */
	gboolean vip;
	gboolean reports; /* `desk report --email customer` writes to them */
	char *language;	  /* may be NULL */
	const YamlNode *root; /* borrowed from the customer */
} Contact;

typedef struct Customer {
	char *name;	    /* the file's name */
	char *title;
	GPtrArray *domains; /* lower case */
	GPtrArray *contacts; /* Contact* */
	GPtrArray *contracts; /* Contract* */
	Requisites requisites;
	char *language;	    /* may be NULL */
	char *text;	    /* the whole file */
	YamlNode *root;
} Customer;

/* `name` is the login or customer name, `file` for messages.
 * DESK_ERROR_DATA with file, line, column. */
Agent *agent_parse(const char *name, const char *text, gsize size,
	const char *file, GError **error);
void agent_free(Agent *agent);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Agent, agent_free)

/* The same of a customer. */
Customer *customer_parse(const char *name, const char *text, gsize size,
	const char *file, GError **error);
void customer_free(Customer *customer);
gboolean customer_has_contact(const Customer *customer, const char *name);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Customer, customer_free)

/* "anna@acme.example", "acme.example". */
gboolean mail_is_address(const char *text);
gboolean mail_is_domain(const char *text);

/* Adds a contact (or an address or phone to one) to the text of a customer
 * file, keeping every other line. NULL values are left out. Returns the new
 * text; free with g_free(). */
char *customer_text_add_contact(const char *text, gsize size, const char *contact,
	const char *full_name, const char *mail, const char *phone,
	GError **error);

/* Gives a customer file another title, language and requisites and more domains,
 * keeping every other line. NULL values are left out. Returns the new text; free
 * with g_free(). */
char *customer_text_change(const char *text, gsize size, const char *title,
	const char *language, char **domains, const Requisites *requisites,
	GError **error);

/* Digits only, "+7 (495) 123-45-67" and "8 495 1234567" alike: the last ten
 * digits of a national or international number. Free with g_free(). */
char *phone_normalise(const char *phone);
/* A mail address, or a domain alone, in lower case, its domain as DNS has it
 * (xn--…), which is how mail names it, or as people read it. g_free(). */
char *mail_ascii(const char *address);
char *mail_unicode(const char *address);
/* Enough digits to be called, and neither an address nor the "7,4951E+10" that
 * spreadsheets make of a number. */
gboolean phone_is_number(const char *phone);
/* A name for a file or contact key from any text: transliterated Cyrillic,
 * lower case, [a-z0-9-]. Free with g_free(). */
char *name_from_text(const char *text);
/* Mail domains that belong to nobody (gmail.com, mail.ru, …): never learned,
 * refused in `domains:` (model/people_check.h), and without effect there. */
gboolean domain_is_public(const char *domain);

#endif
