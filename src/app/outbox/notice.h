/*
 * Notices: the mail about a ticket that desk writes by itself. Whoever tells
 * somebody something (rows of `notify`, rules, reminders, clocks, approvals,
 * failed mail, visits) gives the words; whether, to whom and in which language
 * they leave is decided here alone, in this order:
 *
 *  1. Once. What was said under a key is not said again, on whatever host; it is
 *     not even written.
 *  2. Wishes. What a customer or contact has switched off (`notify` in the file,
 *     by the occasion) stands in the ticket, held as "switched-off": who looks
 *     sees that the requester was not told, and what counts it goes on. Agents
 *     switch off nothing here.
 *  3. The guard (app/outbox/guard.h), each recipient by themselves: who may not
 *     be written to is left out; if it is all of them, the notice stands, held
 *     with the reason. What only stands there (`hold`) asks and counts nobody.
 *  4. Caps: in the guard, for mail of whatever sort to an address; agents may
 *     be told ten times as much as others.
 *  5. Language. Agents get a letter for each language that they read; the
 *     requester is written to in the contact's, the customer's, else the
 *     store's. Words that do not have it say so in `language` of their text.
 *  6. Mail that a trainee causes waits for an approval as theirs does
 *     (app/operation/approval.h).
 *
 * An error is no leave: it ends the operation.
 */
#ifndef APP_OUTBOX_NOTICE_H
#define APP_OUTBOX_NOTICE_H

#include "app/operation/operation.h"
#include "app/outbox/template.h"

/* What is said in `language` (NULL: that of the requester). A `body` that stays
 * NULL: nothing is. What becomes of a template that is missing or wrong is the
 * teller's business. */
typedef gboolean (*NoticeWords)(const char *language, void *data,
	TemplateText *text, GError **error);

typedef struct {
	NoticeWords words;
	void *data;
	const char *rule; /* on what account; shown with the entry */
	const char *key;  /* NULL: it is said each time */
	const char *occasion; /* to the requester: by which it is switched off
				 (model/notify.h); NULL: to agents */
	const char *hold; /* it only stands there, for this HoldReason; or NULL */
	Instant at;	  /* 0: when what is done to the ticket happens */
	const char *cause; /* the entry that it stands behind; or NULL */
} Notice;

/* `*entry` (may be NULL; borrowed): the entry, NULL where nothing was to be
 * said. `cc` may be NULL. Both lists lose who may not be written to. */
gboolean notice_send(Operation *op, Ticket *ticket, const Notice *notice,
	GPtrArray *to, GPtrArray *cc, const char *language, Entry **entry,
	GError **error);
/* To `people` (Colleague*), a letter for each language; those without an address
 * get none. The first letter has the key itself; `*entry` is its entry. */
gboolean notice_to_agents(Operation *op, Ticket *ticket, const Notice *notice,
	const GPtrArray *people, Entry **entry, GError **error);

/* The entry id that a key makes. g_free(). */
char *notice_entry_id(Operation *op, const Ticket *ticket, const char *key);

#endif
