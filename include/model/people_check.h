/*
 * What the files of people say that no one file shows: a group, policy or
 * person that is not there, days that end before they begin, an address that
 * two have. The files themselves are readable (model/people.h). Commands that
 * write such files, `config check`, `fsck` and the pre-commit hook ask here.
 */
#ifndef MODEL_PEOPLE_CHECK_H
#define MODEL_PEOPLE_CHECK_H

#include "model/people.h"
#include "model/regulation.h"

typedef struct {
	const Regulation *regulation; /* NULL: what it names is not judged */
	const GPtrArray *agents;      /* Agent*, whoever has left, too */
	const GPtrArray *customers;   /* Customer* */
	/* char*: logins whose files cannot be read; may be NULL */
	const GPtrArray *unread;
} People;

/* GError*, one a file that has mistakes, with lines "agents/anna.yaml:5:9: …" and
 * what would be right; in the order of the files. What two files share is told of both. Free with
 * g_ptr_array_unref(). */
GPtrArray *people_check(const People *people);

#endif
