/*
 * When an agent is away, and who stands in: `away:` of agents/LOGIN.yaml.
 *
 *	away:
 *	  - {from: 2026-11-24, until: 2026-12-08, to: olga}
 *
 * Both days are included; they begin and end in the team's zone.
 */
#ifndef MODEL_ABSENCE_H
#define MODEL_ABSENCE_H

#include "base/instant.h"
#include "model/people.h"

typedef struct {
	const char *first, *last; /* "2026-11-24", borrowed */
	const char *deputy;	  /* login, borrowed; NULL = nobody */
	Instant from, until;	  /* [from, until) */
} Absence;

/* Rows that cannot be read are left out. Free with g_array_unref(). */
GArray *absences_of(const Agent *agent, GTimeZone *zone);
/* The one that holds at `at`; FALSE if the agent is there. */
gboolean absence_at(const Agent *agent, GTimeZone *zone, Instant at,
	Absence *absence);

/* Who does the work of `agent` at `at`: they themselves; while they are away their
 * deputy, or the deputy's. Without a deputy of `agents` (Agent*) who is there it
 * stays with the agent. Borrowed. */
const Agent *absence_stand_in(const GPtrArray *agents, const Agent *agent,
	GTimeZone *zone, Instant at);

/* The text of an agent's file with one more row, or without the row that
 * begins at `from`; every other line is kept. NULL with DESK_ERROR_NOT_FOUND
 * if there is no such row. g_free(). */
char *absence_text_add(const char *text, const char *first, const char *last,
	const char *deputy);
char *absence_text_remove(const char *text, const char *first, GError **error);

#endif
