/*
 * Old mailboxes: their mails become tickets as they would have, but nothing is
 * sent, nothing is reopened, and what our own people wrote is a reply. Done
 * again, it goes on where it stopped.
 */
#ifndef APP_INTAKE_IMPORT_H
#define APP_INTAKE_IMPORT_H

#include "app/intake/intake.h"

typedef struct {
	const char *url;      /* "mbox:PATH", "maildir:PATH" */
	const char *category; /* of new tickets; may be NULL */
	char **own_addresses; /* more addresses of ours; may be NULL */
	gint64 closed_age;    /* seconds: tickets without mail for that long are
				 closed afterwards; 0 = none */
	gboolean dry_run;
	/* After each batch; may be NULL. */
	void (*progress)(guint done, guint total, void *data);
	void *data;
} ImportSettings;

/* Adds to `report`; `closed` counts the tickets that were closed. */
gboolean import_mailbox(Desk *desk, const ImportSettings *settings,
	IntakeReport *report, guint *closed, GError **error);

#endif
