/*
 * Agents, as their files stand at the commit of the index; of a file that
 * cannot be read, as it last could. Whom a word means: index/people.h.
 *
 * FALSE and NULL are errors of the index, never "none": what was found is in
 * the parameter before the last.
 */
#ifndef INDEX_AGENTS_H
#define INDEX_AGENTS_H

#include "index/index.h"

/* `agent` NULL: nobody has that login. agent_free(). */
gboolean index_agent(Index *index, const char *login, Agent **agent,
	GError **error);
/* Agent* by login, those who have left only if wanted. g_ptr_array_unref(). */
GPtrArray *index_agents(Index *index, gboolean with_left, GError **error);
/* Agent* by login, of those who are here. g_ptr_array_unref(). */
GPtrArray *index_agents_of_role(Index *index, const char *role, GError **error);
/* An agent's file that need not be read: most say nothing of what is asked. */
typedef struct {
	char *login;
	char *text; /* for agent_parse() */
} AgentFile;
typedef enum {
	AGENTS_OF_LOGIN,
	AGENTS_OF_GROUP,
	AGENTS_OF_ANY, /* login, group, role or level */
} AgentsOf;
/* Of those who are here whom `word` names, which is not empty: AgentFile* by
 * login. g_ptr_array_unref(). */
GPtrArray *index_agent_files(Index *index, AgentsOf of, const char *word,
	GError **error);

/* Of those who are here: an agent in a list, words a line each. */
typedef struct {
	char *login, *name, *level, *groups, *roles, *mails;
	gint64 open; /* tickets that are not over */
} AgentLine;
/* AgentLine*, by login. g_ptr_array_unref(). */
GPtrArray *index_agent_lines(Index *index, GError **error);

/* FALSE: unknown, or has left. */
gboolean index_agent_is_here(Index *index, const char *login, gboolean *here,
	GError **error);
gboolean index_agent_has_left(Index *index, const char *login, gboolean *left,
	GError **error);
/* The name in the file, "" if it has none; NULL: nobody has that login.
 * g_free(). */
gboolean index_agent_name(Index *index, const char *login, char **name,
	GError **error);
/* The first address of the first agent who is here; NULL: there is none.
 * g_free(). */
gboolean index_first_agent_mail(Index *index, char **mail, GError **error);
/* Who approves their mail; NULL: no trainee. g_free(). */
gboolean index_agent_mentor(Index *index, const char *login, char **mentor,
	GError **error);
/* What the workflow knows them by: roles, level, and "agent"; none for nobody.
 * char*. g_ptr_array_unref(). */
GPtrArray *index_agent_roles(Index *index, const char *login, GError **error);
/* address → login of whose it is, of several the one who names it first; else of
 * whose it was last; automation's, too. A login that is gone → the one who has
 * its address now.
 * g_hash_table_unref(). */
GHashTable *index_agents_known(Index *index, GError **error);

#endif
