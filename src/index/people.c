/*
 * Whom a word means. Each question is a list of SQL steps, from the exact to
 * the vague; the first step that finds anybody decides, and finding several
 * is an error that names them.
 */
#include "index/people.h"

#include <string.h>

#include "base/error.h"
#include "index/database.h"
#include "index/rows.h"
#include "model/regulation.h"

typedef struct {
	const char *what;	 /* "agent" */
	const char *const *steps; /* ?1 the word, ?2 folded; answer, display */
	const char *names;	 /* all answers, for the nearest */
	const char *advice;
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

static char *several(const Question *question, const char *word,
	const GPtrArray *found, GError **error)
{
	g_autoptr(GString) list = g_string_new(NULL);
	for (guint i = 0; i < found->len; i++) {
		char **pair = found->pdata[i];
		g_string_append_printf(list, "%s%s", i ? ", " : "", pair[0]);
		if (*pair[1])
			g_string_append_printf(list, " (%s)", pair[1]);
	}
	g_set_error(error, DESK_ERROR, DESK_ERROR_PERSON,
		"\"%s\" may be several %ss: %s", word, question->what,
		list->str);
	return NULL;
}

static char *nobody(Index *index, const Question *question, const char *word,
	GError **error)
{
	g_autoptr(GPtrArray) rows = index_rows(index, question->names, NULL,
		NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; rows && i < rows->len; i++)
		g_ptr_array_add(names, ((char **)rows->pdata[i])[0]);
	const char *nearest = nearest_name(word, names);
	if (nearest)
		g_set_error(error, DESK_ERROR, DESK_ERROR_PERSON,
			"no %s \"%s\"; did you mean %s?", question->what,
			word, nearest);
	else
		g_set_error(error, DESK_ERROR, DESK_ERROR_PERSON,
			"no %s \"%s\"; %s", question->what, word,
			question->advice);
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

static gboolean add_fold(Index *index)
{
	return sqlite3_create_function(index->db, "fold", 1,
		SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, fold_text, NULL,
		NULL) == SQLITE_OK;
}

static char *ask(Index *index, const Question *question, const char *word,
	GError **error)
{
	g_autofree char *clean = g_utf8_make_valid(word, -1);
	g_autofree char *folded = g_utf8_casefold(clean, -1);
	g_autofree char *phone = phone_normalise(clean);
	const char *values[] = {clean, folded, *phone ? phone : "-", NULL};
	if (!add_fold(index))
		return NULL;
	for (const char *const *step = question->steps; *step && *clean;
		step++) {
		g_autoptr(GPtrArray) found =
			g_ptr_array_new_with_free_func(free_pair);
		if (!index_query(index, *step, values, keep_pair, found, error))
			return NULL;
		if (found->len == 1)
			return g_strdup(((char **)found->pdata[0])[0]);
		if (found->len > 1)
			return several(question, clean, found, error);
	}
	return nobody(index, question, clean, error);
}

char *people_find_agent(Index *index, const char *word, GError **error)
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
	static const Question question = {"agent", steps,
		"SELECT login FROM agent WHERE NOT agent.left ORDER BY login",
		"`desk agent list` shows all"};
	return ask(index, &question, word, error);
}

char *people_find_customer(Index *index, const char *word, GError **error)
{
	static const char *const steps[] = {
		"SELECT name, title FROM customer WHERE name = ?1 OR name = ?2",
		"SELECT DISTINCT customer, title FROM customer_domain"
		" JOIN customer ON customer.name = customer_domain.customer"
		" WHERE domain = ?2",
		"SELECT name, title FROM customer WHERE fold(title) = ?2",
		"SELECT name, title FROM customer WHERE instr(name, ?2) OR"
		" instr(fold(title), ?2) ORDER BY name", NULL};
	static const Question question = {"customer", steps,
		"SELECT name FROM customer ORDER BY name",
		"`desk customer list` shows all"};
	return ask(index, &question, word, error);
}

#define CONTACT "contact.customer || '/' || contact.name, full_name"

char *people_find_contact(Index *index, const char *word, GError **error)
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
	static const Question question = {"contact", steps,
		"SELECT customer || '/' || name FROM contact ORDER BY 1",
		"`desk customer show NAME` lists a customer's"};
	return ask(index, &question, word, error);
}

/* --- by address, domain, phone -------------------------------------------- */

/* The answer if there is exactly one. Files may have either form of a domain,
 * mail has the first. */
static char *by_address(Index *index, const char *sql, const char *address)
{
	g_autofree char *ascii = mail_ascii(address);
	g_autofree char *unicode = mail_unicode(address);
	const char *values[] = {ascii, unicode, NULL};
	g_autoptr(GPtrArray) rows = index_rows(index, sql, values, NULL);
	if (!rows || rows->len != 1)
		return NULL;
	return g_strdup(((char **)rows->pdata[0])[0]);
}

char *people_agent_by_mail(Index *index, const char *mail)
{
	return by_address(index, "SELECT DISTINCT login FROM agent_mail"
		" WHERE mail IN (?, ?)", mail);
}

char *people_contact_by_mail(Index *index, const char *mail)
{
	return by_address(index, "SELECT DISTINCT customer || '/' || contact"
		" FROM contact_mail WHERE mail IN (?, ?)", mail);
}

char *people_customer_by_domain(Index *index, const char *domain)
{
	return domain_is_public(domain) ? NULL : by_address(index,
		"SELECT DISTINCT customer FROM customer_domain"
		" WHERE domain IN (?, ?)", domain);
}

/* "anna, ivan and olga"; NULL for fewer than two. */
static char *several_of(Index *index, const char *sql, const char *address)
{
	g_autofree char *ascii = mail_ascii(address);
	g_autofree char *readable = mail_unicode(address);
	const char *values[] = {ascii, readable, NULL};
	g_autoptr(GPtrArray) rows = index_rows(index, sql, values, NULL);
	if (!rows || rows->len < 2)
		return NULL;
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < rows->len; i++)
		g_string_append_printf(out, "%s%s", i == 0 ? "" :
			i + 1 == rows->len ? " and " : ", ",
			((char **)rows->pdata[i])[0]);
	return g_string_free(out, FALSE);
}

char *people_agents_of_mail(Index *index, const char *mail)
{
	return several_of(index, "SELECT DISTINCT login FROM agent_mail"
		" WHERE mail IN (?, ?) ORDER BY login", mail);
}

char *people_owners_of_mail(Index *index, const char *mail)
{
	const char *at = strrchr(mail, '@');
	g_autofree char *contact = people_contact_by_mail(index, mail);
	char *several = several_of(index, "SELECT DISTINCT customer || '/' ||"
		" contact FROM contact_mail WHERE mail IN (?, ?) ORDER BY 1",
		mail);
	if (contact || several || !at || domain_is_public(at + 1))
		return several;
	return several_of(index, "SELECT DISTINCT customer FROM"
		" customer_domain WHERE domain IN (?, ?) ORDER BY 1", at + 1);
}

gboolean people_agent_identity(Index *index, const char *login, char **name,
	char **mail)
{
	const char *values[] = {login, NULL};
	g_autoptr(GPtrArray) rows = index_rows(index, "SELECT name, mail"
		" FROM agent JOIN agent_mail USING (login) WHERE login = ?"
		" ORDER BY position LIMIT 1", values, NULL);
	if (!rows || rows->len == 0)
		return FALSE;
	char **row = rows->pdata[0];
	*name = g_strdup(*row[0] ? row[0] : login);
	*mail = g_strdup(row[1]);
	return TRUE;
}
