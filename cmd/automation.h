/*
 * What automation answers: people and pipes read what was done to each ticket,
 * machines one object of the run, also where nothing was due.
 */
#ifndef CMD_AUTOMATION_H
#define CMD_AUTOMATION_H

#include "cmd/command.h"

/* Under JSON the page, which may be NULL, becomes an object of `schema`; its
 * rows go into the list `rows`, their number into `count` unless that is NULL.
 * The fields of it, to be filled; NULL: no JSON, the page stands. That nothing
 * was due is said on a terminal, elsewhere with -v. */
Block *automation_answer(Context *context, const Schema *schema,
	const char *rows, const char *count);
/* The rows of one page go to the end of another's, which has such columns. */
void automation_move_rows(Page *from, Page *to);

#endif
