/*
 * Mails of which only the header was taken in, since they were over the limit:
 * once that was raised, the whole mail becomes another entry of their ticket,
 * `whole-of` the first one.
 */
#ifndef APP_INTAKE_PULL_WHOLE_H
#define APP_INTAKE_PULL_WHOLE_H

#include "app/intake/pull.h"

/* Those of one account that its limit admits now; connects only if there are
 * any. What is not in the mailbox any more is noted in `report`. */
gboolean pull_whole(Desk *desk, Account *account, gboolean dry_run,
	IntakeReport *report, GError **error);

#endif
