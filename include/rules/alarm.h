/*
 * Who is called next for a ticket that wakes people. Pure: the ticket's
 * entries say what was done.
 *
 * An alarm is one occurrence of waking for one ticket: the first, and after
 * each acknowledgement a further one. In it each person is called once at
 * most: the people on the rota in their order, then those whom `then` names;
 * the next one when `repeat` has passed without an acknowledgement, or at once
 * when the call failed.
 *
 * Entries: `notice` with rule `oncall`, key `alarm/N/LOGIN` (a call, claimed
 * before it is made) or `alarm/N/ack`; `delivery` of a call with state sent or
 * failed.
 */
#ifndef RULES_ALARM_H
#define RULES_ALARM_H

#include "model/ticket.h"

#define ALARM_RULE "oncall"

typedef enum {
	ALARM_CALL,	 /* `login` is to be called now */
	ALARM_WAIT,	 /* `login` was called and has time until `at` */
	ALARM_NOBODY,	 /* everybody was called, nobody acknowledged */
} AlarmStep;

typedef struct {
	guint occurrence; /* acknowledgements so far */
	guint calls;	  /* in this occurrence */
	const char *last; /* login called last, borrowed; NULL if none */
	Instant last_at;
	gboolean last_failed;
} AlarmState;

AlarmState alarm_state(const Ticket *ticket);
/* `chain`: char*, in calling order. */
AlarmStep alarm_next(const Ticket *ticket, const AlarmState *state,
	const GPtrArray *chain, gint64 repeat, Instant now, const char **login,
	Instant *at);
/* "alarm/0/ivan". Free with g_free(). */
char *alarm_key(guint occurrence, const char *login);

#endif
