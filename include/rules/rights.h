/*
 * What the role `lead` protects in the files of a store: the regulation, who is
 * who and may do what, contracts, numbers. Pure.
 *
 * Where nobody who is there has the role, everybody has its rights: a store
 * must not lock its people out. Who has left, and who is nobody here, changes
 * nothing; an observer only looks.
 */
#ifndef RULES_RIGHTS_H
#define RULES_RIGHTS_H

#include "base/phrase.h"
#include "model/people.h"

/* The agents as they stood before the change. */
typedef struct Rights Rights;
Rights *rights_new(void);
void rights_free(Rights *rights);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rights, rights_free)
void rights_add(Rights *rights, const Agent *agent);
gboolean rights_has_agents(const Rights *rights);

typedef enum {
	RIGHTS_NOBODY, /* no agent, while there are some */
	RIGHTS_LEFT,
	RIGHTS_OBSERVER,
	RIGHTS_AGENT,
	RIGHTS_LEAD,   /* or nobody leads */
} Standing;
/* By login, or by an address of theirs where it is NULL. `*login`: who that is,
 * NULL if nobody; borrowed, may be NULL. */
Standing rights_standing(const Rights *rights, const char *login,
	const char *mail, const char **known);

/* What of an agent's file is for the lead: "roles, level", NULL: nothing.
 * `before` NULL: it is new, `after` NULL: it is gone. `own`: whose file it is
 * makes the change. g_free(). */
char *rights_agent_change(const Agent *before, const Agent *after,
	gboolean own);
/* The same of two files that people write, by their keys. Either may be NULL. */
char *rights_keys_change(const YamlNode *before, const YamlNode *after,
	const char *const *keys);

#endif
