/*
 * How tickets stand to each other: an element "KEY UID" of the list `links` of
 * the one, read from the other's side, too.
 */
#ifndef MODEL_RELATION_H
#define MODEL_RELATION_H

#include <glib.h>

#include "base/phrase.h"

typedef struct {
	const char *name; /* as people type it: "child-of" */
	const char *key;  /* in the file: "parent" */
	gboolean single;  /* a ticket has it with one other at most */
	gboolean ordered; /* it must not come back to where it began */
	Phrase title;	  /* of the other, as this one sees it: "parent" */
	Phrase from;	  /* of this one, as the other sees it: "child" */
} Relation;

/* Sorted by name. */
extern const Relation relations[];
extern const gsize relations_count;

/* By name, key or a title of it; NULL: there is none such, or several. */
const Relation *relation_find(const char *word);
/* "child-of, blocks …" for messages. g_free(). */
char *relation_names(void);

/* "parent 20261121-k3f9x2ab" → the relation and the uid (borrowed from
 * `link`); NULL for what says something else. */
const Relation *relation_of_link(const char *link, const char **uid);
/* g_free() */
char *relation_link(const Relation *relation, const char *uid);

#endif
