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

#include "app/desk/desk.h"

/* Why a mail that `login` writes waits: ENTRY_HOLD_APPROVAL; NULL: it does not.
 * `to`, `cc`: char* addresses; NULL: none. */
const char *approval_hold(Desk *desk, const char *login, const GPtrArray *to,
	const GPtrArray *cc);
/* Colleagues may be written to without being asked. */
gboolean approval_is_agent(Desk *desk, const char *address);

/* Has somebody who may approved the mail `entry` that `author` committed?
 * `not_before` follows the approval. */
gboolean approval_given(Desk *desk, const char *uid, const char *entry,
	const char *author, Instant *not_before);

/* SQL: the login of who committed the entry `e`, else its `by`. */
#define APPROVAL_AUTHOR(e) "coalesce((SELECT a.login FROM event v" \
	" JOIN walk w ON w.seq = v.seq" \
	" JOIN agent_mail a ON a.mail = lower(w.mail)" \
	" WHERE v.ticket = " e ".ticket AND v.kind = 'said'" \
	" AND v.entry_id = " e ".entry_id" \
	" ORDER BY v.id, a.position, a.login LIMIT 1), " e ".by)"

/* The login of the mentor; NULL: no trainee. g_free(). */
char *approval_mentor(Desk *desk, const char *login);

/* May `who` approve what `author` wrote? The mentor, while the mentor is away
 * the deputy, and leads; nobody their own, no trainee. */
gboolean approval_may(Desk *desk, const char *who, const char *author,
	Instant at);

/* DESK_ERROR_FORBIDDEN if `after` has an approval that `before` has not and that
 * `login` may not give. For judge_change(). */
gboolean approval_check(Desk *desk, const char *login, const Ticket *before,
	const Ticket *after, GError **error);

#endif
