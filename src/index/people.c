/*
 * Whom a word means. Each question is a list of SQL steps, from the exact to
 * the vague; the first step that finds anybody decides, and finding several
 * is an error that names them. The last one is a guess.
 */
#include "index/people.h"

#include <string.h>

#include "base/error.h"
#include "index/database.h"
#include "index/rows.h"
#include "model/people.h"
#include "model/regulation.h"

typedef struct {
	Phrase several, nearest, none; /* %1 the word, %2 those meant */
	const char *const *steps; /* ?1 the word, ?2 folded; answer, display */
	const char *names;	 /* all answers, for the nearest */
} Question;

static gboolean keep_pair(const char *const *columns, guint count, void *data)
{
	(void)count;
	char **pair = g_new0(char *, 3);
	pair[0] = g_strdup(columns[0]);
	pair[1] = g_strdup(columns[1] ? columns[1] : "");
	g_ptr_array_add(data, pair);
	return ((GPtrArray *)data)->len < 20;
}

static void free_pair(void *pair)
{
	g_strfreev(pair);
}

static char *names_of(const GPtrArray *found)
{
	GString *list = g_string_new(NULL);
	for (guint i = 0; i < found->len; i++) {
		char **pair = found->pdata[i];
		g_string_append_printf(list, "%s%s", i ? ", " : "", pair[0]);
		if (*pair[1])
			g_string_append_printf(list, " (%s)", pair[1]);
	}
	return g_string_free(list, FALSE);
}

static char *refuse(const Phrase *phrase, const char *word,
	const GPtrArray *found, GError **error)
{
	g_autofree char *names = names_of(found);
	desk_refuse(error, DESK_ERROR_PERSON, phrase, word, names, NULL);
	return NULL;
}

static char *nobody(Index *index, const Question *question, const char *word,
	GError **error)
{
	g_autoptr(GPtrArray) names = index_texts(index, error, question->names,
		"");
	if (!names)
		return NULL;
	const char *nearest = nearest_name(word, names);
	desk_refuse(error, DESK_ERROR_PERSON, nearest ? &question->nearest :
		&question->none, word, nearest, NULL);
	return NULL;
}

/* SQLite folds only ASCII: names are folded here. */
static void fold_text(sqlite3_context *context, int count,
	sqlite3_value **values)
{
	(void)count;
	const char *text = (const char *)sqlite3_value_text(values[0]);
	g_autofree char *folded = g_utf8_casefold(text ? text : "", -1);
	sqlite3_result_text(context, folded, -1, SQLITE_TRANSIENT);
}

static gboolean add_fold(Index *index, GError **error)
{
	return sqlite3_create_function(index->db, "fold", 1,
		SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, fold_text, NULL,
		NULL) == SQLITE_OK || index_failed(index, error);
}

static char *ask(Index *index, const Question *question, const char *word,
	gboolean guess, GError **error)
{
	g_autofree char *clean = g_utf8_make_valid(word, -1);
	g_autofree char *folded = g_utf8_casefold(clean, -1);
	g_autofree char *phone = phone_normalise(clean);
	const char *values[] = {clean, folded, *phone ? phone : "-", NULL};
	if (!add_fold(index, error))
		return NULL;
	for (const char *const *step = question->steps; *step && *clean;
		step++) {
		g_autoptr(GPtrArray) found =
			g_ptr_array_new_with_free_func(free_pair);
		if (!index_query(index, *step, values, keep_pair, found, error))
			return NULL;
		if (found->len > 0 && !guess && !step[1])
			return refuse(&question->nearest, clean, found, error);
		if (found->len == 1)
			return g_strdup(((char **)found->pdata[0])[0]);
		if (found->len > 1)
			return refuse(&question->several, clean, found, error);
	}
	return nobody(index, question, clean, error);
}

char *people_find_agent(Index *index, const char *word, gboolean guess,
	GError **error)
{
	static const char *const steps[] = {
		"SELECT login, name FROM agent WHERE login = ?1 OR login = ?2",
		"SELECT DISTINCT login, name FROM agent_alias"
		" JOIN agent USING (login) WHERE fold(alias) = ?2",
		"SELECT DISTINCT login, name FROM agent_mail"
		" JOIN agent USING (login) WHERE mail = ?2",
		"SELECT login, name FROM agent WHERE fold(name) = ?2",
		"SELECT login, name FROM agent WHERE NOT agent.left AND"
		" (instr(login, ?2) = 1 OR instr(fold(name), ?2))"
		" ORDER BY login", NULL};
	static const Question question = {
		{"\"%1\" may be several agents: %2",
			"«%1» подходит к нескольким: %2"},
		{"no agent \"%1\"; did you mean %2?",
			"нет сотрудника «%1»; может быть, %2?"},
		{"no agent \"%1\"; `desk agent list` shows all",
			"нет сотрудника «%1»; всех показывает `desk agent list`"}, steps,
		"SELECT login FROM agent WHERE NOT agent.left ORDER BY login"};
	return ask(index, &question, word, guess, error);
}

char *people_find_customer(Index *index, const char *word, gboolean guess,
	GError **error)
{
	static const char *const steps[] = {
		"SELECT name, title FROM customer WHERE name = ?1 OR name = ?2",
		"SELECT DISTINCT customer, title FROM customer_domain"
		" JOIN customer ON customer.name = customer_domain.customer"
		" WHERE domain = ?2",
		"SELECT name, title FROM customer WHERE fold(title) = ?2",
		"SELECT name, title FROM customer WHERE instr(name, ?2) OR"
		" instr(fold(title), ?2) ORDER BY name", NULL};
	static const Question question = {
		{"\"%1\" may be several customers: %2",
			"«%1» подходит к нескольким: %2"},
		{"no customer \"%1\"; did you mean %2?",
			"нет клиента «%1»; может быть, %2?"},
		{"no customer \"%1\"; `desk customer list` shows all",
			"нет клиента «%1»; всех показывает `desk customer list`"}, steps,
		"SELECT name FROM customer ORDER BY name"};
	return ask(index, &question, word, guess, error);
}

#define CONTACT "contact.customer || '/' || contact.name, full_name"

char *people_find_contact(Index *index, const char *word, gboolean guess,
	GError **error)
{
	static const char *const steps[] = {
		"SELECT " CONTACT " FROM contact"
		" WHERE customer || '/' || name IN (?1, ?2)",
		"SELECT " CONTACT " FROM contact WHERE name IN (?1, ?2)",
		"SELECT DISTINCT " CONTACT " FROM contact_mail JOIN contact"
		" ON contact.customer = contact_mail.customer"
		" AND contact.name = contact_mail.contact"
		" WHERE mail = ?2",
		"SELECT DISTINCT " CONTACT " FROM contact_phone JOIN contact"
		" ON contact.customer = contact_phone.customer"
		" AND contact.name = contact_phone.contact WHERE phone = ?3",
		"SELECT " CONTACT " FROM contact WHERE fold(full_name) = ?2",
		"SELECT " CONTACT " FROM contact WHERE instr(name, ?2) OR"
		" instr(fold(full_name), ?2) ORDER BY 1", NULL};
	static const Question question = {
		{"\"%1\" may be several contacts: %2",
			"«%1» подходит к нескольким: %2"},
		{"no contact \"%1\"; did you mean %2?",
			"нет контакта «%1»; может быть, %2?"},
		{"no contact \"%1\"; `desk customer show NAME` lists a "
			"customer's",
			"нет контакта «%1»; контакты клиента показывает "
			"`desk customer show ИМЯ`"}, steps,
		"SELECT customer || '/' || name FROM contact ORDER BY 1"};
	return ask(index, &question, word, guess, error);
}

/* --- by address, domain, phone -------------------------------------------- */

/* The answers for an address or a domain. Files may have either form of it,
 * mail has the first. */
static GPtrArray *answers(Index *index, const char *sql, const char *address,
	GError **error)
{
	g_autofree char *ascii = mail_ascii(address);
	g_autofree char *readable = mail_unicode(address);
	return index_texts(index, error, sql, "tt", ascii, readable);
}

/* The answer if there is exactly one. */
static gboolean only(Index *index, const char *sql, const char *address,
	char **answer, GError **error)
{
	g_autoptr(GPtrArray) found = answers(index, sql, address, error);
	*answer = found && found->len == 1 ? g_strdup(found->pdata[0]) : NULL;
	return found != NULL;
}

gboolean people_agent_by_mail(Index *index, const char *mail, char **login,
	GError **error)
{
	return only(index, "SELECT DISTINCT login FROM agent_mail"
		" WHERE mail IN (?, ?)", mail, login, error);
}

#define CONTACTS_OF_MAIL "SELECT DISTINCT customer || '/' || contact" \
	" FROM contact_mail WHERE mail IN (?, ?) ORDER BY 1"
#define CUSTOMERS_OF_DOMAIN "SELECT DISTINCT customer FROM customer_domain" \
	" WHERE domain IN (?, ?) ORDER BY 1"

gboolean people_contact_by_mail(Index *index, const char *mail, char **contact,
	GError **error)
{
	return only(index, CONTACTS_OF_MAIL, mail, contact, error);
}

gboolean people_customer_by_domain(Index *index, const char *domain,
	char **customer, GError **error)
{
	*customer = NULL;
	return domain_is_public(domain) ||
		only(index, CUSTOMERS_OF_DOMAIN, domain, customer, error);
}

/* "anna, ivan and olga"; NULL for fewer than two. */
static char *listed(const GPtrArray *names)
{
	if (names->len < 2)
		return NULL;
	GString *out = g_string_new(names->pdata[0]);
	for (guint i = 1; i < names->len; i++)
		g_string_append_printf(out, "%s%s",
			i + 1 == names->len ? " and " : ", ",
			(char *)names->pdata[i]);
	return g_string_free(out, FALSE);
}

gboolean people_agents_of_mail(Index *index, const char *mail, char **logins,
	GError **error)
{
	g_autoptr(GPtrArray) found = answers(index, "SELECT DISTINCT login"
		" FROM agent_mail WHERE mail IN (?, ?) ORDER BY login", mail,
		error);
	*logins = found ? listed(found) : NULL;
	return found != NULL;
}

gboolean people_owners_of_mail(Index *index, const char *mail, char **owners,
	GError **error)
{
	const char *at = strrchr(mail, '@');
	g_autoptr(GPtrArray) contacts = answers(index, CONTACTS_OF_MAIL, mail,
		error);
	*owners = contacts ? listed(contacts) : NULL;
	if (!contacts)
		return FALSE;
	if (contacts->len > 0 || !at || domain_is_public(at + 1))
		return TRUE;
	g_autoptr(GPtrArray) customers = answers(index, CUSTOMERS_OF_DOMAIN,
		at + 1, error);
	*owners = customers ? listed(customers) : NULL;
	return customers != NULL;
}

typedef struct {
	const char *login;
	char **name, **mail;
} Identity;

static gboolean keep_identity(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	const Identity *identity = data;
	const char *name = index_column(row, 0);
	*identity->name = g_strdup(*name ? name : identity->login);
	*identity->mail = g_strdup(index_column(row, 1));
	return TRUE;
}

gboolean people_agent_identity(Index *index, const char *login, char **name,
	char **mail, GError **error)
{
	Identity identity = {login, name, mail};
	*name = *mail = NULL;
	return index_each(index, keep_identity, &identity, error,
		"SELECT name, mail FROM agent JOIN agent_mail USING (login)"
		" WHERE login = ? ORDER BY position LIMIT 1", "t", login);
}
