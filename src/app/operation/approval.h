/*
 * The mail of trainees (`trainee: MENTOR` in agents/LOGIN.yaml) waits until the
 * mentor or a lead approves it: it is an entry with `hold: approval`, and an
 * entry `approval` (of, state: approved, rejected or edited) ends the waiting.
 *
 * What leaves is judged by the store alone, when it leaves: who committed the
 * mail and who committed the approval count, not what the file says of them. So
 * a mail without that hold waits as well, if a trainee committed it, and an
 * approval by somebody who may not give one is none.
 *
 * A rejected mail and one that was edited get a `delivery` cancelled; the
 * edited text is another mail, by who edited it, that names the first
 * (`edit-of`).
 */
#ifndef APP_OPERATION_APPROVAL_H
#define APP_OPERATION_APPROVAL_H

#include "base/instant.h"

typedef struct Desk Desk;

/* Why a mail that `login` writes waits: ENTRY_HOLD_APPROVAL; `hold` NULL: it
 * does not. `to`, `cc`: char* addresses; NULL: none. */
gboolean approval_hold(Desk *desk, const char *login, const GPtrArray *to,
	const GPtrArray *cc, const char **hold, GError **error);
/* Colleagues may be written to without being asked. */
gboolean approval_is_agent(Desk *desk, const char *address, gboolean *is,
	GError **error);

/* Has somebody who may approved the mail `entry` that `author` committed?
 * `not_before` follows the approval, and stays as it is without one. */
gboolean approval_given(Desk *desk, const char *uid, const char *entry,
	const char *author, gboolean *given, Instant *not_before,
	GError **error);

/* The login of the mentor; NULL: no trainee, or nobody. g_free(). */
gboolean approval_mentor(Desk *desk, const char *login, char **mentor,
	GError **error);

/* May `who` (NULL: nobody known) approve what `author` wrote? The mentor, while
 * the mentor is away the deputy, and leads; nobody their own, no trainee. */
gboolean approval_may(Desk *desk, const char *who, const char *author,
	Instant at, gboolean *may, GError **error);

#endif
