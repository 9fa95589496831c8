/*
 * What the files of the clocks share.
 */
#ifndef RULES_SLA_PARTS_H
#define RULES_SLA_PARTS_H

#include "rules/sla.h"

/* Fields that clocks ask for, sorted by name. */
enum {
	SLA_ASSIGNEE, SLA_CATEGORY, SLA_CUSTOMER, SLA_ETA, SLA_LEVEL,
	SLA_MERGED, SLA_PRIORITY, SLA_REQUESTER, SLA_RESOLUTION, SLA_STATUS,
	SLA_TYPE,
	SLA_FIELDS
};

/* The ticket as a commit left it. */
typedef struct {
	Instant at;
	gint64 seq;
	const char *fields[SLA_FIELDS]; /* never NULL */
} Moment;

/* The requester's side wrote, or was answered. */
typedef struct {
	Instant at;
	gint64 seq;
	gboolean answer;
} Mark;

struct SlaTicket {
	GStringChunk *texts;
	GArray *moments; /* Moment, in order */
	GArray *marks;	 /* Mark, in order */
	Instant created; /* INSTANT_NONE: it is not there */
	gboolean unasked;
};

/* Measures a clock whose kind, start and stop and their commits are known.
 * FALSE: nothing is promised. With `stretches` (may be NULL) it is explained
 * until `now`. */
gboolean sla_measure(SlaTicket *ticket, const SlaSource *source, Clock *clock,
	GArray *stretches, Instant now);

#endif
