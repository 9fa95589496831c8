/*
 * What a policy says for warnings and breaches of clocks (`on-warn`,
 * `on-breach`), and what the rows `due` of `notify` say of clocks that run out,
 * is done once for a clock that began. Who is to be notified gets a notice (a
 * row `due` and a warning are the same); any other action of app/change/rules.h is done
 * under `by: rule` with "sla POLICY" as the reason, and leaves a comment under
 * its key. One that is refused says so there, and is not tried again.
 */
#ifndef APP_TIME_ESCALATE_H
#define APP_TIME_ESCALATE_H

#include "base/instant.h"
#include "model/sla.h"

typedef struct Desk Desk;

typedef struct {
	char *uid;
	ClockKind clock;
	gint64 run;
	Instant due;
	gboolean breach; /* else a warning */
	char *who;	 /* login that is notified; NULL: an action */
	char *action, *rule; /* "escalate", "sla standard"; else NULL */
	char *template_name; /* NULL: one line */
	char *key;
} ClockNotice;

/* What is to be done now and was not yet: ClockNotice*, by what is due first.
 * From the index alone. Free with g_ptr_array_unref(). */
GPtrArray *escalate_due(Desk *desk, GError **error);
/* Does it: one commit, under the automation identity. What was done meanwhile is
 * left out. `commit` is "" if nothing was. */
gboolean escalate_tell(Desk *desk, const GPtrArray *notices, gboolean dry_run,
	char commit[41], GError **error);

#endif
