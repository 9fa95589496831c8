/*
 * Taking mail in from accounts, in an order that loses nothing (mail/source.h).
 */
#ifndef APP_INTAKE_PULL_H
#define APP_INTAKE_PULL_H

#include "app/desk/account.h"
#include "app/intake/intake.h"

typedef struct {
	gint64 max;	 /* mails a folder; 0 = all */
	gboolean all;	 /* old mail too */
	gboolean silent; /* an old mailbox, see app/intake/intake.h */
	gboolean whole;	 /* not new mail, but the rest of mails that were over the
			   limit: app/intake/pull_whole.h */
	gboolean dry_run;
	/* After each batch; may be NULL. */
	void (*progress)(guint done, guint total, void *data);
	void *data;
} PullSettings;

/* One account, all its folders. Adds to `report` also when it fails half way:
 * what was counted is safe. */
gboolean pull_account(Desk *desk, Account *account,
	const PullSettings *settings, IntakeReport *report, GError **error);

/* Quarantined mail once more. */
gboolean pull_retry(Desk *desk, GPtrArray *accounts, gboolean dry_run,
	IntakeReport *report, GError **error);

#endif
