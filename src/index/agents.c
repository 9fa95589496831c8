#include "index/agents.h"

#include <string.h>

#include "base/automation.h"
#include "index/database.h"
#include "index/records.h"
#include "index/rows.h"
#include "model/people.h"

/* Rows are login and text. */
static gboolean keep_agent(sqlite3_stmt *row, void *data, GError **error)
{
	const char *login = index_column(row, 0);
	const char *text = index_column(row, 1);
	g_autofree char *file = g_strdup_printf("agents/%s.yaml", login);
	Agent *agent = agent_parse(login, text, strlen(text), file, error);
	if (agent)
		g_ptr_array_add(data, agent);
	return agent != NULL;
}

static GPtrArray *agents_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)agent_free);
}

gboolean index_agent(Index *index, const char *login, Agent **agent,
	GError **error)
{
	g_autoptr(GPtrArray) found = agents_new();
	*agent = NULL;
	if (!index_each(index, keep_agent, found, error,
		    "SELECT login, text FROM agent WHERE login = ?", "t",
		    login))
		return FALSE;
	if (found->len > 0)
		*agent = g_ptr_array_steal_index(found, 0);
	return TRUE;
}

GPtrArray *index_agents(Index *index, gboolean with_left, GError **error)
{
	g_autoptr(GPtrArray) agents = agents_new();
	return index_each(index, keep_agent, agents, error,
		       "SELECT login, text FROM agent WHERE ? OR left = 0"
		       " ORDER BY login", "n", (int)with_left) ?
		g_steal_pointer(&agents) : NULL;
}

static const RecordShape file = {sizeof(AgentFile), {
	RECORD_TEXT(AgentFile, login), RECORD_TEXT(AgentFile, text)}};

GPtrArray *index_agent_files(Index *index, AgentsOf of, const char *word,
	GError **error)
{
	static const char *const questions[] = {
		[AGENTS_OF_LOGIN] = "SELECT login, text FROM agent"
			" WHERE left = 0 AND login = ?1",
		[AGENTS_OF_GROUP] = "SELECT login, text FROM agent"
			" WHERE left = 0 AND login IN (SELECT login"
			" FROM agent_group WHERE name = ?1) ORDER BY login",
		[AGENTS_OF_ANY] = "SELECT login, text FROM agent"
			" WHERE left = 0 AND (login = ?1 OR level = ?1"
			" OR login IN (SELECT login FROM agent_group"
			" WHERE name = ?1) OR login IN (SELECT login"
			" FROM agent_role WHERE name = ?1)) ORDER BY login",
	};
	return index_records(index, &file, error, questions[of], "t", word);
}

gboolean index_first_agent_mail(Index *index, char **mail, GError **error)
{
	return index_text(index, mail, error, "SELECT mail FROM agent_mail"
		" JOIN agent USING (login) WHERE left = 0"
		" ORDER BY login, position LIMIT 1", "");
}

GPtrArray *index_agents_of_role(Index *index, const char *role, GError **error)
{
	g_autoptr(GPtrArray) agents = agents_new();
	return index_each(index, keep_agent, agents, error,
		       "SELECT login, text FROM agent WHERE left = 0 AND login IN"
		       " (SELECT login FROM agent_role WHERE name = ?)"
		       " ORDER BY login", "t", role) ?
		g_steal_pointer(&agents) : NULL;
}

static const RecordShape line = {sizeof(AgentLine), {
	RECORD_TEXT(AgentLine, login), RECORD_TEXT(AgentLine, name),
	RECORD_TEXT(AgentLine, level), RECORD_TEXT(AgentLine, groups),
	RECORD_TEXT(AgentLine, roles), RECORD_TEXT(AgentLine, mails),
	RECORD_NUMBER(AgentLine, open)}};

GPtrArray *index_agent_lines(Index *index, GError **error)
{
	return index_records(index, &line, error,
		"SELECT login, name, level,"
		" (SELECT group_concat(name, char(10)) FROM agent_group g"
		" WHERE g.login = agent.login),"
		" (SELECT group_concat(name, char(10)) FROM agent_role r"
		" WHERE r.login = agent.login),"
		" (SELECT group_concat(mail, char(10)) FROM agent_mail m"
		" WHERE m.login = agent.login),"
		" (SELECT count(*) FROM ticket WHERE assignee = agent.login"
		" AND status NOT IN " INDEX_STATUSES("'solved', 'closed'") ")"
		" FROM agent WHERE left = 0 ORDER BY login", "");
}

gboolean index_agent_is_here(Index *index, const char *login, gboolean *here,
	GError **error)
{
	return index_has(index, here, error,
		"SELECT 1 FROM agent WHERE login = ? AND NOT left", "t", login);
}

gboolean index_agent_has_left(Index *index, const char *login, gboolean *left,
	GError **error)
{
	return index_has(index, left, error,
		"SELECT 1 FROM agent WHERE login = ? AND left", "t", login);
}

gboolean index_agent_name(Index *index, const char *login, char **name,
	GError **error)
{
	return index_text(index, name, error,
		"SELECT name FROM agent WHERE login = ?", "t", login);
}

gboolean index_agent_mentor(Index *index, const char *login, char **mentor,
	GError **error)
{
	return index_text(index, mentor, error, "SELECT trainee FROM agent"
		" WHERE login = ? AND trainee <> ''", "t", login);
}

GPtrArray *index_agent_roles(Index *index, const char *login, GError **error)
{
	return index_texts(index, error, "SELECT name FROM agent_role"
		" WHERE login = ?1 UNION SELECT level FROM agent"
		" WHERE login = ?1 AND level <> '' UNION SELECT 'agent'"
		" FROM agent WHERE login = ?1", "t", login);
}

static gboolean keep_mail(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	g_hash_table_replace(data, g_strdup(index_column(row, 0)),
		g_strdup(index_column(row, 1)));
	return TRUE;
}

/* Whose file is gone, and who has an address that it named. */
#define HEIRS "(SELECT o.login AS login, m.login AS heir FROM agent_past o" \
	" JOIN agent_mail m ON m.mail = o.mail WHERE o.login NOT IN" \
	" (SELECT login FROM agent) ORDER BY o.mail)"

GHashTable *index_agents_known(Index *index, GError **error)
{
	g_autoptr(GHashTable) logins = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, g_free);
	if (!index_each(index, keep_mail, logins, error, "SELECT login, heir"
		    " FROM " HEIRS, "") ||
		!index_each(index, keep_mail, logins, error, "SELECT mail,"
			" coalesce((SELECT heir FROM " HEIRS " AS h"
			" WHERE h.login = agent_past.login LIMIT 1), login)"
			" FROM agent_past ORDER BY seq, login", "") ||
		!index_each(index, keep_mail, logins, error,
			"SELECT mail, login FROM agent_mail"
			" ORDER BY position DESC, login DESC", ""))
		return NULL;
	g_hash_table_replace(logins, g_strdup(AUTOMATION_MAIL),
		g_strdup(AUTOMATION));
	return g_steal_pointer(&logins);
}
