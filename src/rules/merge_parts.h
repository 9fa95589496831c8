/* What the files of rules/merge share. */
#ifndef RULES_MERGE_PARTS_H
#define RULES_MERGE_PARTS_H

#include "model/field.h"
#include "rules/merge.h"

/* One of three texts that hold a block mapping. */
typedef struct {
	const char *text;
	gsize size;
	const YamlNode *map; /* NULL: there is none */
} MappingText;

/* Whose lines stand where both changed the value of `path` ("fields.asset").
 * UNKNOWN: a conflict. A node is NULL where the side lacks it. */
typedef MergeSide (*MappingChoose)(const char *path, const YamlNode *base,
	const YamlNode *ours, const YamlNode *theirs, void *data);

/* Where what only ours has stands beside what only theirs has. */
typedef int (*MergeCompare)(const char *ours, const char *theirs, void *data);

/* base, ours, theirs. NULL: a conflict, or the text is not of that shape. */
GString *mapping_merge_texts(const MappingText texts[3], MergeCompare compare,
	MappingChoose choose, void *data);
/* The lines of a key: "status", "fields.asset". FALSE: it has none. */
gboolean mapping_lines(const MappingText *text, const char *path, gsize *from,
	gsize *to);

/* Both in one order, which is that of each: what only one has stands by
 * `compare` among what only the other has. Borrowed texts. */
GPtrArray *merge_union(const GPtrArray *ours, const GPtrArray *theirs,
	MergeCompare compare, void *data);

/* What is to stand in a field that the two have otherwise. */
typedef struct {
	char *field;
	MergeSide side;	 /* whose lines stand; UNKNOWN: undecided */
	char *text;	 /* NULL: a list */
	GPtrArray *list; /* char* */
} MergeChoice;

typedef struct {
	const MergeQuestion *question;
	GHashTable *known;	      /* ticket_known_new() */
	Ticket *base, *ours, *theirs; /* base NULL: none */
	GHashTable *choices;	      /* field → MergeChoice* */
	GPtrArray *order;	      /* MergeChoice*, as they are to be set */
	MergeAnswer *answer;
} Merge;

void merge_choose_fields(Merge *merge);
/* Notes that `lost` gave way to `kept`. */
void merge_decide(Merge *merge, const char *field, const char *kept,
	const char *lost);

/* Whose status stands by the table; UNKNOWN: the later one's. `*status`:
 * borrowed, what it is. `*on_its_way`: the other one was a step towards it. */
MergeSide merge_status(const Merge *merge, const char **status,
	gboolean *on_its_way);

/* Appends the documents of all entries. */
void merge_entries(Merge *merge, GString *out);

#endif
