/*
 * The digests of agents: rows `digest` of `notify` in desk.yaml.
 *
 *	notify:
 *	  digest: {to: agents, at: '09:00', template: digest}
 *
 * Each agent that a row names gets one letter a working day with the open
 * tickets that are theirs and cannot wait: overdue, due today, a requester who
 * waits for an answer, a trainee's mail that waits for them. Never an empty
 * one, none while away, none on a day without work. It is mail about no ticket
 * (app/send/direct_mail.h), keyed by row, agent and day.
 */
#ifndef APP_TIME_DIGEST_H
#define APP_TIME_DIGEST_H

#include "app/send/direct_mail.h"

/* The letters that are due now, and those of which there is nothing to say:
 * their body is NULL. Elements: DirectMail*. Cheap when none is. A template
 * that is missing or wrong is said. */
GPtrArray *digest_due(Desk *desk, GError **error);

/* Lets them wait for `desk send`. */
gboolean digest_add(Desk *desk, const GPtrArray *letters, GError **error);

#endif
