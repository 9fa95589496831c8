/*
 * Section `notify` of desk.yaml: which mail goes out when something happens to
 * a ticket. A row for each occasion:
 *
 *	notify:
 *	  created: {template: ack, out-of-hours: out-of-hours}
 *	  status/vendor: waiting-vendor    # template, to whom it usually goes
 *	  assigned: assigned
 *	  escalated: {to: group, template: escalated}
 *	  solved: [solved, {to: lead, template: solved-lead}]
 *	  closed: off
 *	  digest: {to: agents, at: '09:00', template: digest}
 *
 * A customer, or one contact, switches rows off in its file: `notify: off`, or
 * `notify: {created: off}`.
 */
#ifndef MODEL_NOTIFY_H
#define MODEL_NOTIFY_H

#include "model/regulation.h"

/* By time: no change makes it (app/time/escalate.h). */
#define NOTIFY_DUE "due"

/* Sorted by name. */
typedef struct {
	const char *name; /* "created"; "status/" stands for all of them */
	const char *to;	  /* who is told if the row does not say */
	const char *help;
} NotifyOccasion;
extern const NotifyOccasion notify_occasions[];
extern const gsize notify_occasions_count;
/* NULL if unknown. "status/vendor" gives the row "status/". */
const NotifyOccasion *notify_occasion_find(const char *name);

#define NOTIFY_COMPLAINT "complaint" /* without a row the lead is told, too */
#define NOTIFY_DIGEST "digest"
#define NOTIFY_AGENTS "agents" /* `to` of a digest: every agent */

typedef struct {
	const char *to;	      /* requester, assignee, group, lead … */
	const char *template_name;
	const char *out_of_hours; /* template of `created` then; may be NULL */
	guint at_minute;      /* of the day, of a digest */
} NotifyRow;

/* "09:00" → minutes of the day. */
gboolean notify_parse_time(const char *text, guint *minute);

/* The rows of an occasion, in their order; none if it is off. Borrowed from the
 * regulation, which has been checked. Free with g_array_unref(). */
GArray *notify_rows(const Regulation *regulation, const char *occasion);

/* By this word a customer switches the mails of `reminders` off. */
#define NOTIFY_REMINDERS "reminders"
/* on, off; true, false, as older files have it. */
gboolean notify_is_wish(const char *text);

/* Do these settings (`notify` of a customer or contact, may be NULL) switch the
 * occasion off? */
gboolean notify_is_off(const YamlNode *settings, const char *occasion);

#endif
