/*
 * What may stand at a place of desk.yaml, as tables: a section says what shape
 * it has, one function judges it and names file, line, column, what is wrong
 * and the nearest name.
 *
 *	static const Shape rota = {SHAPE_FILE, .what = "rota"};
 *	static const ShapeKey keys[] = {
 *		{"rota", &rota, TRUE, "who is on call when"},
 *		{NULL},
 *	};
 *	static const Shape oncall = {SHAPE_MAP, .what = "oncall", .keys = keys};
 *
 * and a row in regulation_sections.c. Sections are judged after the terms
 * (levels, groups … fields) have been read.
 */
#ifndef MODEL_REGULATION_SHAPE_H
#define MODEL_REGULATION_SHAPE_H

#include "model/regulation_parts.h"

typedef enum {
	SHAPE_TEXT,
	SHAPE_WORD,	/* one of `words` */
	SHAPE_FLAG,	/* true, false */
	SHAPE_COUNT,	/* a whole number from `least` to `most` */
	SHAPE_PERCENT,	/* 75% */
	SHAPE_SPAN,	/* 30m 14d; 4bh 3bd where `business` */
	SHAPE_TERM,	/* a name of the regulation: `field` "status" */
	SHAPE_OF,	/* a key of another section: `field` "calendars" */
	SHAPE_QUERY,	/* parsed by rules/regulation_check.h */
	SHAPE_TEMPLATE, /* templates/NAME.yaml */
	SHAPE_FILE,	/* a file of the store, ending in `ending` */
	SHAPE_ROLE,	/* lead agent office observer automation trainee, a
			   level, or a role that an agent has */
	SHAPE_WHO,	/* requester assignee lead …, a group, role, login */
	SHAPE_ACTION,	/* a verb of regulation_actions and what it needs */
	SHAPE_LIST,	/* of `of`; with `or_one` a single one, too */
	SHAPE_MAP,	/* of `keys` */
	SHAPE_NAMED,	/* names → `of`; names are judged by `name` */
	SHAPE_OWN,	/* `check` alone */
} ShapeKind;

typedef struct Shape Shape;
typedef struct ShapeKey ShapeKey;

struct Shape {
	ShapeKind kind;
	const char *what; /* in complaints: "priority" */
	const char *field;
	const char *const *words;
	const char *ending;
	gint64 least, most; /* most 0 = 1,000,000 */
	gboolean business, or_one;
	const ShapeKey *keys; /* ends with {NULL} */
	const Shape *name, *of;
	/* Called after all else went well; complains itself. */
	void (*check)(RegulationReader *reader, const YamlNode *node);
};

struct ShapeKey {
	const char *name;
	const Shape *shape;
	gboolean needed;
	const char *help;
};

/* Judges `node`; TRUE if nothing was wrong. */
gboolean shape_check(RegulationReader *reader, const Shape *shape,
	const YamlNode *node);

/* The shape of a section; NULL where its own reader judges it. */
const Shape *regulation_section_shape(const char *section);

/* Sections with a file of their own. */
extern const Shape regulation_company_shape, regulation_monitoring_shape,
	regulation_verify_shape;
/* What a category says of its share. */
extern const Shape regulation_category_verify_shape;

/* For `check` functions. */
void regulation_refer(RegulationReader *reader, RegulationReferenceKind kind,
	const YamlNode *node, const char *text);

#endif
