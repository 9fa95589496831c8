/*
 * May this automatic mail go out? Pure: what was
 * sent before is given. Every reason to hold back is a named row, shown by
 * `desk log`; a mail that is held stands in the ticket and is never sent.
 *
 * The caps count what goes to an address whatever for, so two help desks that
 * acknowledge each other stop even if they know no mark of each other.
 */
#ifndef RULES_LOOP_GUARD_H
#define RULES_LOOP_GUARD_H

#include "base/instant.h"
#include "base/phrase.h"

typedef struct {
	const char *name; /* "automatic", "cap-3h" …; sorted */
	Phrase help;
} HoldReason;
#define HOLD_DIGEST "digest"
extern const HoldReason hold_reasons[];
extern const gsize hold_reasons_count;
const HoldReason *hold_reason_find(const char *name);

typedef struct {
	const char *to;		 /* address, lower case */
	gboolean answers_mail;	 /* it is about a mail that came in: */
	const char *automatic_reason; /* of that mail (MailMessage); NULL = a person's */
	gboolean to_own_address; /* of an account of ours */
	gboolean address_failed; /* a permanent failure stands against it */
	gboolean silent;	 /* old mail, import */
	gboolean switched_off;	 /* by the customer */
	gboolean spam;		 /* the ticket was closed as such */
	gboolean unverified;	 /* it would pass on what nobody proved to have said */
	Instant now;
	const Instant *sent;	 /* automatic mails to that address, any order */
	gsize sent_count;
	guint cap_3h, cap_day;	 /* 0 = the defaults 10 and 40 */
} LoopQuestion;

/* NULL = it may go. Borrowed. */
const HoldReason *loop_guard(const LoopQuestion *question);

#endif
