/*
 * Agents and customers as rows.
 */
#include "index/database.h"
#include "index/derive.h"
#include "index/rows.h"
#include "model/people.h"

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

/* One row per word: (word, owner). */
static gboolean put_words(Index *index, const char *sql, const char *owner,
	const GPtrArray *words, GError **error)
{
	for (guint i = 0; i < words->len; i++)
		if (!index_run(index, error, sql, "ttn", owner,
			    words->pdata[i], (int)i))
			return FALSE;
	return TRUE;
}

static gboolean delete_each(Index *index, const char *const *statements,
	const char *name, GError **error)
{
	for (; *statements; statements++)
		if (!index_run(index, error, *statements, "t", name))
			return FALSE;
	return TRUE;
}

gboolean index_delete_agent(Index *index, const char *login, GError **error)
{
	static const char *const statements[] = {
		"DELETE FROM agent WHERE login = ?",
		"DELETE FROM agent_mail WHERE login = ?",
		"DELETE FROM agent_alias WHERE login = ?",
		"DELETE FROM agent_group WHERE login = ?",
		"DELETE FROM agent_role WHERE login = ?", NULL};
	index_facts_forget(index);
	return delete_each(index, statements, login, error);
}

gboolean index_put_agent(Index *index, const Agent *agent, GError **error)
{
	return index_delete_agent(index, agent->login, error) &&
		index_run(index, error, "INSERT INTO agent (login, name, level,"
			" trainee, left, text) VALUES (?, ?, ?, ?, ?, ?)", "ttttnt",
			agent->login, or_empty(agent->name),
			or_empty(agent->level), or_empty(agent->mentor),
			(int)agent->left,
			or_empty(agent->text)) &&
		put_words(index, "INSERT OR IGNORE INTO agent_mail (login,"
			" mail, position) VALUES (?, ?, ?)", agent->login,
			agent->mails, error) &&
		put_words(index, "INSERT OR IGNORE INTO agent_alias (login,"
			" alias) VALUES (?1, ?2)", agent->login,
			agent->aliases, error) &&
		put_words(index, "INSERT OR IGNORE INTO agent_group (login,"
			" name) VALUES (?1, ?2)", agent->login, agent->groups,
			error) &&
		put_words(index, "INSERT OR IGNORE INTO agent_role (login,"
			" name) VALUES (?1, ?2)", agent->login, agent->roles,
			error);
}

gboolean index_add_agent(Index *index, const Agent *agent, GError **error)
{
	for (guint i = 0; i < agent->mails->len; i++)
		if (!index_run(index, error, "INSERT OR IGNORE INTO agent_past"
			    " (mail, login, seq) VALUES (?, ?, ?)", "tti",
			    agent->mails->pdata[i], agent->login, index->seq))
			return FALSE;
	return TRUE;
}

gboolean index_delete_customer(Index *index, const char *name, GError **error)
{
	static const char *const statements[] = {
		"DELETE FROM customer WHERE name = ?",
		"DELETE FROM customer_domain WHERE customer = ?",
		"DELETE FROM contact WHERE customer = ?",
		"DELETE FROM contact_mail WHERE customer = ?",
		"DELETE FROM contact_phone WHERE customer = ?", NULL};
	return delete_each(index, statements, name, error);
}

static gboolean put_contact(Index *index, const char *customer,
	const Contact *contact, GError **error)
{
	if (!index_run(index, error, "INSERT OR IGNORE INTO contact (customer,"
		    " name, full_name, vip, language) VALUES (?, ?, ?, ?, ?)",
		    "tttnt", customer, contact->name,
		    or_empty(contact->full_name), (int)contact->vip,
		    or_empty(contact->language)))
		return FALSE;
	for (guint i = 0; i < contact->mails->len; i++)
		if (!index_run(index, error, "INSERT OR IGNORE INTO"
			    " contact_mail (mail, customer, contact)"
			    " VALUES (?, ?, ?)", "ttt",
			    contact->mails->pdata[i], customer, contact->name))
			return FALSE;
	for (guint i = 0; i < contact->phones->len; i++) {
		g_autofree char *phone =
			phone_normalise(contact->phones->pdata[i]);
		if (*phone && !index_run(index, error, "INSERT OR IGNORE INTO"
			    " contact_phone (phone, customer, contact)"
			    " VALUES (?, ?, ?)", "ttt", phone, customer,
			    contact->name))
			return FALSE;
	}
	return TRUE;
}

gboolean index_put_customer(Index *index, const Customer *customer,
	GError **error)
{
	if (!index_delete_customer(index, customer->name, error) ||
		!index_run(index, error, "INSERT INTO customer (name, title,"
			" language, text) VALUES (?, ?, ?, ?)", "tttt",
			customer->name, or_empty(customer->title),
			or_empty(customer->language),
			or_empty(customer->text)) ||
		!put_words(index, "INSERT OR IGNORE INTO customer_domain"
			" (customer, domain) VALUES (?1, ?2)", customer->name,
			customer->domains, error))
		return FALSE;
	for (guint i = 0; i < customer->contacts->len; i++)
		if (!put_contact(index, customer->name,
			    customer->contacts->pdata[i], error))
			return FALSE;
	return TRUE;
}

gboolean index_put_people_file(Index *index, const char *path,
	const char *blob, const char *problem, GError **error)
{
	if (!blob)
		return index_run(index, error,
			"DELETE FROM people_file WHERE path = ?", "t", path);
	return index_run(index, error, "INSERT OR REPLACE INTO people_file"
		" (path, blob, error) VALUES (?, ?, ?)", "ttt", path, blob,
		problem);
}

typedef struct {
	void (*each)(const char *path, const char *blob, const char *problem,
		void *data);
	void *data;
} Files;

static gboolean tell_file(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	const Files *files = data;
	files->each(index_column(row, 0), index_column(row, 1),
		index_column(row, 2), files->data);
	return TRUE;
}

gboolean index_each_people_file(Index *index,
	void (*each)(const char *path, const char *blob, const char *problem,
		void *data), void *data, GError **error)
{
	Files files = {each, data};
	return index_each(index, tell_file, &files, error,
		"SELECT path, blob, error FROM people_file", "");
}

GPtrArray *index_unread_people(Index *index, GError **error)
{
	return index_texts(index, error, "SELECT error FROM people_file"
		" WHERE error <> '' AND path NOT GLOB 'schedules/*'"
		" ORDER BY path", "");
}
