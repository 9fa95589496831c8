/*
 * Warnings and breaches of clocks are told to those whom the policy names
 * (`on-warn`, `on-breach`), and what runs out to those of the rows `due` of
 * `notify`, once each: a notice is keyed by the clock, its due instant, warning
 * or breach, and the recipient. A row `due` and a warning are the same.
 */
#ifndef APP_ESCALATE_H
#define APP_ESCALATE_H

#include "app/desk.h"
#include "model/sla.h"

typedef struct {
	char *uid;
	ClockKind clock;
	gint64 run;
	Instant due;
	gboolean breach; /* else a warning */
	char *who;	 /* login */
	char *template_name; /* NULL: one line */
	char *key;
} ClockNotice;

/* What is to be told now and was not yet: ClockNotice*, by what is due first.
 * From the index alone. Free with g_ptr_array_unref(). */
GPtrArray *escalate_due(Desk *desk, GError **error);
/* Puts them into the outbox: one commit, under the automation identity. What
 * was told meanwhile is left out. `commit` is "" if nothing was. */
gboolean escalate_tell(Desk *desk, const GPtrArray *notices, gboolean dry_run,
	char commit[41], GError **error);

#endif
