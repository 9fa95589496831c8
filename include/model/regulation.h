/*
 * desk.yaml as the program obeys it (desk-store(5)): levels, groups, statuses,
 * types, priorities, categories, resolutions, custom fields, team, language,
 * zone, store id. The other sections (workflow, sla, routing, …) are judged by
 * the shape that their row of regulation_sections gives, and are read from
 * `root` by those who obey them.
 */
#ifndef MODEL_REGULATION_H
#define MODEL_REGULATION_H

#include "model/sla.h"
#include "text/value.h"

typedef struct Ticket Ticket;

typedef enum {
	CLASS_NEW, CLASS_OPEN, CLASS_PENDING, CLASS_ON_HOLD, CLASS_SOLVED,
	CLASS_CLOSED
} StatusClass;
const char *status_class_name(StatusClass status_class);

typedef struct {
	char *name;
	char *title; /* in the regulation's language; = name if none */
	char *other_title; /* in the other one, NULL if the file has none */
	StatusClass status_class; /* statuses */
	char *level;		  /* groups */
	char *group;		  /* categories; NULL = inherit from parent, none */
	char *priority;		  /* categories */
	char *kind;		  /* categories: a type; NULL = none */
	char *sla;		  /* categories, types: a policy; NULL = the default */
	GPtrArray *ask;		  /* categories: char* */
	GPtrArray *was;		  /* char*: former names, which tickets and
				     history may hold; NULL = none */
	const char *type;	  /* custom fields: text enum number date agent asset */
	GPtrArray *values;	  /* custom fields of type enum */
} Term;

/* What a section names that lies outside of desk.yaml or above this module:
 * queries are parsed by rules/regulation_check.h, the rest is looked for by
 * `desk config check`. */
typedef enum {
	REFERENCE_QUERY,    /* text of a query */
	REFERENCE_TEMPLATE, /* templates/TEXT.yaml */
	REFERENCE_FILE,	    /* a path in the store */
	REFERENCE_ROLE,	    /* a role that agents have */
	REFERENCE_WHO,	    /* a role or a login */
	REFERENCE_ASSIGNEE, /* who gets a ticket: a login, or another word for one */
	REFERENCE_GOAL,	    /* what a figure of reports is to be */
} RegulationReferenceKind;
typedef struct {
	RegulationReferenceKind kind;
	const char *text;     /* borrowed from root */
	const YamlNode *node; /* borrowed from root */
} RegulationReference;

typedef struct Regulation {
	char version[13]; /* of desk.yaml: the beginning of git's name for these
			     bytes; "" without a file */
	char *id;	/* random, made by init: key of derived names, the tokens
			   of tickets too, so it never leaves by mail */
	char *mark;	/* what mail says instead: derived from it */
	char *team;
	char *language; /* "ru", "en" */
	char *prefix;	/* of mail subjects: "ACME" */
	GTimeZone *zone;
	GPtrArray *levels;	/* Term*, first to last */
	GPtrArray *groups;
	GPtrArray *statuses;
	GPtrArray *types;
	GPtrArray *priorities;	/* lowest first */
	GPtrArray *resolutions;
	GPtrArray *categories;
	GPtrArray *fields;
	GPtrArray *calendars;	/* CalendarName*, in the order of the file */
	GPtrArray *sla;		/* SlaPolicy* */
	GPtrArray *values;	/* by position: GPtrArray* of Term* of fields
				   whose row names their values, else NULL */
	YamlNode *root;
	GArray *references;	/* RegulationReference */
	guint shares;		/* regulation_share() that were not freed */
} Regulation;

/* Precise: reports every mistake it can (one a line: "desk.yaml:12:3: …; one of …") in one
 * error, DESK_ERROR_CONFIG. */
Regulation *regulation_parse(const char *text, gsize size, const char *name,
	GError **error);
/* What holds where a store has no desk.yaml or never had a valid one. */
Regulation *regulation_default(void);
/* One more holder of it, who frees it, too; from now on nobody changes it. */
Regulation *regulation_share(Regulation *regulation);
void regulation_free(Regulation *regulation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Regulation, regulation_free)

/* Sections of desk.yaml, sorted by name. */
typedef struct {
	const char *name;
	const char *help;
} RegulationSection;
extern const RegulationSection regulation_sections[];
extern const gsize regulation_sections_count;

/* What rules, reminders and clocks may do (`do:`, `then:`, `on-warn:`), sorted
 * by name. */
typedef struct {
	const char *name;
	const char *operand; /* NULL = none; "WHO", "AGENT|GROUP", "TAG" … */
	const char *help;
	gboolean tells;	     /* it changes nothing of the ticket */
	gboolean waits;	     /* a reminder does it in working hours alone, some
				working days after what it is about */
} RegulationAction;
extern const RegulationAction regulation_actions[];
extern const gsize regulation_actions_count;
/* The row of "notify lead"; `*operand` is "lead", inside `text`. NULL if the
 * verb is unknown. */
const RegulationAction *regulation_action_find(const char *text,
	const char **operand);

/* The terms that a field's values come from: those of its section ("status",
 * "priority" …) or of its row; NULL if it has none. Borrowed. */
const GPtrArray *regulation_terms(const Regulation *regulation,
	const char *field);
/* By name or title in either language, as people compare words
 * (base/called.h); NULL if it is none, or may be several. */
const Term *regulation_find(const Regulation *regulation, const char *field,
	const char *text);
/* What people who read `language` call a term: its title, where that is in
 * their language; else the one by which it is known, or its name. Of no term:
 * as it is. Borrowed. */
const char *regulation_title(const Regulation *regulation, const char *field,
	const char *name, const char *language);
/* The same for a field ("status", "fields.asset"). */
const char *regulation_field_title(const Regulation *regulation,
	const char *field, const char *language);
/* The field that a person means, by name or title in either language; `word`
 * itself if it is none. DESK_ERROR_USAGE names those that it may be. g_free(). */
char *regulation_field_meant(const Regulation *regulation, const char *word,
	GError **error);
/* What ticket_get_as_text() gives, as machines read it: a number, an instant, a
 * list, a text; "" is none. What is not of its field's type stays a text. */
Value *regulation_field_value(const Regulation *regulation, const char *field,
	const char *text);
/* A change as one line for people: "status New → Open", "waits until – →
 * 2026-11-23 21:00". The values are as ticket_get_as_text() gives them. Without
 * a zone it is for machines: the names, as a file has them. g_free(). */
char *regulation_change_text(const Regulation *regulation, const char *field,
	const char *old_value, const char *new_value, GTimeZone *zone,
	const char *language);
/* regulation_find() or DESK_ERROR_USAGE with those that it may be, or the
 * nearest and all known. */
const Term *regulation_need(const Regulation *regulation, const char *field,
	const char *text, GError **error);
/* May the field, or the custom field "fields.NAME", hold this value as a file
 * has it? "" is none. DESK_ERROR_USAGE. Fields that are not known hold anything. */
gboolean regulation_check_value(const Regulation *regulation, const char *field,
	const char *value, GError **error);
/* Place of a name, or a former one, among its terms, from 0; -1 if unknown. */
int regulation_rank(const Regulation *regulation, const char *field,
	const char *name);
/* Do two names of a field mean the same term? */
gboolean regulation_is_same(const Regulation *regulation, const char *field,
	const char *one, const char *other);
StatusClass regulation_status_class(const Regulation *regulation,
	const char *status); /* unknown: CLASS_OPEN */
/* The same of the status that a ticket has. */
StatusClass regulation_class_of(const Regulation *regulation,
	const Ticket *ticket);
/* Is it of the type `complaint`, whatever that is called now? */
gboolean type_is_complaint(const Regulation *regulation, const char *type);
/* What ends a ticket that was not solved: duplicate, misdirected, no-answer,
 * spam. */
gboolean resolution_is_unsolved(const char *resolution);
/* The first status of a class; never NULL for new, open, solved, closed. */
const char *regulation_status_of(const Regulation *regulation,
	StatusClass status_class);
/* The group that answers for `category` at `level`: the category's own group
 * (or its parent's) when it is of that level, else the only group of that level,
 * else NULL. */
const char *regulation_group_for(const Regulation *regulation,
	const char *category, const char *level);
/* The nearest of NULL-terminated or array names by edit distance, NULL if
 * none is near. */
const char *nearest_name(const char *word, const GPtrArray *names);

#endif
