/*
 * Which agents a word of the regulation means for a ticket, and how they are
 * written to: where they read mail, in which language. Who is away is replaced
 * by who stands in (model/absence.h), as their tickets are.
 */
#ifndef APP_OUTBOX_AUDIENCE_H
#define APP_OUTBOX_AUDIENCE_H

#include "base/instant.h"

typedef struct Agent Agent;
typedef struct Desk Desk;
typedef struct Regulation Regulation;

typedef struct {
	const char *word; /* assignee, group; a login, level, role or group */
	const char *assignee, *group; /* of the ticket; "" = none */
	const char *except; /* login of who need not be told; NULL = nobody */
	Instant at;	    /* who is away then */
} AudienceQuestion;

typedef struct {
	char *login;
	char *address;	/* "Name <a@b>"; NULL: they have none */
	char *language; /* their own, else that of the store */
} Colleague;

/* Each once, sorted by login; none without error if nobody is meant. Elements:
 * Colleague*. */
GPtrArray *audience_find(Desk *desk, const AudienceQuestion *question,
	GError **error);

/* The agent alone, there or away; without an address if nobody has that login. */
GPtrArray *audience_agent(Desk *desk, const char *login, GError **error);

/* The agent's own, else that of the store. Both may be NULL. Borrowed. */
const char *audience_language(const Regulation *regulation, const Agent *agent);

#endif
