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

#include "app/outbox/outbox.h"

/* Why a mail that is to be added waits; NULL: it does not. Borrowed. */
const char *approval_hold(Operation *op, const Outgoing *mail);

/* Sets `unapproved`, and `not_before` by the approval, of a mail of the outbox
 * that has `author` and `mentor`. */
void approval_judge(Desk *desk, OutboxMail *mail, gboolean held);

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

/* Tells the mentor of what waits in `now` and was not in `before`. */
gboolean approval_tell(Operation *op, const Ticket *before, Ticket *now,
	GError **error);

typedef enum { APPROVAL_APPROVED, APPROVAL_REJECTED, APPROVAL_EDITED }
	ApprovalState;
typedef struct {
	ApprovalState state;
	const char *text;   /* said to the trainee; may be NULL */
	const char *edited; /* EDITED: the body that leaves instead */
	Instant not_before; /* INSTANT_NONE = at once */
} Approval;
/* DESK_ERROR_FORBIDDEN: not by who acts. A mail that waits no more is left as it
 * is. */
gboolean change_approve(Operation *op, Ticket *ticket, const char *entry,
	const Approval *approval, GError **error);

#endif
