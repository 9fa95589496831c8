/*
 * Waking who is on call (desk-oncall(1)): rules/alarm.h decides,
 * the local notifier is run.
 *
 * The notifier is a program of local git configuration, `desk.notifier`,
 * never of the store; no shell runs. It gets its own words, then the login,
 * the phone number ("" if none) and the ticket's name, and on standard input
 * the text for the person. A notifier that hangs (desk.notifier.timeout) is
 * stopped with all that it started, and its call has failed.
 *
 * A call is claimed by a commit (an entry whose id derives from ticket,
 * alarm and person) before the notifier runs, so that of two that run at once
 * one calls. Whoever is stopped between the claim and the call does not call
 * again: the next person is called when `repeat` has passed. So in one store
 * each call is made once at most. The outcome is a second commit.
 */
#ifndef APP_TIME_ALERT_H
#define APP_TIME_ALERT_H

#include "app/operation/operation.h"
#include "model/oncall.h"

/* oncall.yaml, or the file that the regulation names, at the tip. An absent
 * file is an empty rota. */
Rota *alert_rota(Desk *desk, GError **error);
/* Logins in calling order at `at`: the rota, then whom `oncall: then` names
 * (a login, else the agents with that role). Who left is left out. char*. */
GPtrArray *alert_chain(Desk *desk, const Rota *rota, Instant at,
	GError **error);

/* Open tickets that match `oncall: when`, and those with an alarm that nobody
 * has acknowledged: char* uids. After an acknowledgement a ticket wakes again
 * once it has been reopened. */
GPtrArray *alert_due(Desk *desk, GError **error);

typedef struct {
	char *login;	   /* called now, or last */
	gboolean called;   /* by this run */
	gboolean failed;   /* the notifier said so */
	gboolean nobody;   /* is left to call */
	Instant until;	   /* has time until then; INSTANT_NONE if not known */
} AlertResult;
void alert_result_clear(AlertResult *result);

/* Calls who is next for a ticket, if it is time. DESK_ERROR_CONFIG: no
 * notifier, nobody on call. */
gboolean alert_ticket(Desk *desk, const char *uid, gboolean automation,
	AlertResult *result, GError **error);

#endif
