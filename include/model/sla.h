/*
 * The sections `calendars` and `sla` of desk.yaml: what is promised in which
 * time. rules/sla.h turns them into clocks.
 *
 *	calendars: {office: calendars/office.yaml, always: 24x7}
 *	sla:
 *	  standard:
 *	    calendar: office
 *	    pause: [pending, on-hold]     # classes or names of statuses
 *	    targets:
 *	      high: {first-response: 1bh, resolution: 8bh}
 *	    handover: 30m                 # the same for every priority
 *	    warn: 75%                     # of the target
 *	    on-warn: [notify assignee]
 *	    on-breach: [notify lead]
 *
 * The policy `standard` holds where nothing else is said. What another policy
 * leaves out it takes from `standard`; a target that it leaves out is measured
 * as there, too: by the calendar and the pauses of `standard`.
 */
#ifndef MODEL_SLA_H
#define MODEL_SLA_H

#include "base/phrase.h"
#include "base/work_span.h"
#include "text/yaml.h"

#define SLA_STANDARD "standard"

/* Sorted by name. A promise (`eta`) has no target here: it is one. */
typedef enum {
	CLOCK_FIRST_RESPONSE, /* opened → first public answer */
	CLOCK_HANDOVER,	      /* escalated → taken */
	CLOCK_NEXT_REPLY,     /* requester wrote → public answer */
	CLOCK_PROMISE,	      /* promised → solved */
	CLOCK_RESOLUTION,     /* opened → solved */
	CLOCK_UPDATE,	      /* public answer → the next one, while open */
	CLOCK_KINDS
} ClockKind;
typedef struct {
	const char *name; /* "first-response" */
	Phrase title;
	const char *help;
} ClockName;
extern const ClockName clock_names[CLOCK_KINDS];
/* Ours alone: no customer was promised it, or reads of it. */
gboolean clock_is_internal(ClockKind kind);
/* FALSE if `name` is none of them. */
gboolean clock_kind_find(const char *name, ClockKind *kind);

typedef struct {
	gboolean given;
	WorkSpan span;
} SlaTarget;

typedef struct {
	char *priority;
	SlaTarget targets[CLOCK_KINDS];
} SlaTargets;

typedef struct {
	char *name;
	char *calendar;
	GPtrArray *pause;   /* char*: classes or names of statuses */
	GPtrArray *targets; /* SlaTargets* */
	SlaTarget all[CLOCK_KINDS]; /* for every priority: handover, update */
	int warn_percent; /* 0: nobody is warned */
	GPtrArray *on_warn, *on_breach; /* char*: "notify lead" */
} SlaPolicy;
void sla_policy_free(SlaPolicy *policy);

/* A calendar by name. */
typedef struct {
	char *name;
	char *file; /* "calendars/office.yaml"; NULL = 24x7 */
} CalendarName;
void calendar_name_free(CalendarName *name);

/* NULL if unknown. Borrowed. */
const SlaPolicy *sla_policy_find(const GPtrArray *policies, const char *name);
/* What the policy says for a priority; `*by` is the policy that names it. FALSE:
 * neither it nor `standard` does. */
gboolean sla_target_find(const GPtrArray *policies, const SlaPolicy *policy,
	const char *priority, ClockKind kind, WorkSpan *span,
	const SlaPolicy **by);

#endif
