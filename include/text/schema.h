/*
 * What machines read of an answer, declared where the answer is made: a member
 * is the column or field of people, too. `desk schema` lists all of it.
 *
 *	static const Member columns[] = {
 *		{"name", {"Job", "Задание"}, VALUE_TEXT, COLUMN_ID,
 *			"of the job"},
 *		{"well", {"Went well", "Прошло"}, VALUE_INSTANT, COLUMN_AGE,
 *			"last time; null = never"},
 *		{0},
 *	};
 *	static const Schema cron_schema = {"cron/1", "desk cron status: an array",
 *		columns};
 */
#ifndef TEXT_SCHEMA_H
#define TEXT_SCHEMA_H

#include "base/phrase.h"
#include "text/value.h"

typedef enum { BETTER_NONE, BETTER_MORE, BETTER_LESS } Better;

typedef struct Member Member;
typedef struct Schema Schema;

struct Member {
	const char *name;  /* JSON key, --fields, --sort; "fields.*": any that
			      begins so */
	Phrase title;	   /* for people; {NULL} = the name */
	ValueType type;	   /* NONE: any; SPAN: WORK, too */
	guint flags;	   /* ColumnFlags of text/page.h */
	const char *help;  /* a line, in English as JSON itself is: it is read
			      by those who write programs */
	const Schema *of;  /* the records in it; NULL: it has none, or any */
	const Phrase *unit; /* of a figure: "tickets"; NULL: the type says it */
	Better better;	   /* which figure is */
};

typedef void (*MemberEach)(const Member *member, void *data);

struct Schema {
	const char *name;	/* "cron/1"; NULL inside of a member */
	const char *help;	/* who answers it, and in which shape */
	const Member *members;	/* ends with {0} */
	const Member *more;	/* the same; may be NULL */
	/* Members that are rows of another table; may be NULL. */
	void (*others)(MemberEach each, void *data);
	gboolean findings;	/* its rows are what is wrong: none is well */
};

/* What any record of an answer may have, beside "schema". */
extern const Member schema_trial;

/* All of them, in this order. */
void schema_each(const Schema *schema, MemberEach each, void *data);
gboolean schema_find(const Schema *schema, const char *name, Member *found);

/* "text", "integer" … as `desk schema` calls it. */
const char *value_type_name(ValueType type);
/* "more", "less"; NULL where none is. */
const char *better_name(Better better);

#endif
