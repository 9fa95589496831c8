/*
 * desk.yaml with the queries in it (`if:`, `when:`) judged by the one parser
 * of the query language.
 */
#ifndef RULES_REGULATION_CHECK_H
#define RULES_REGULATION_CHECK_H

#include "rules/query.h"

/* regulation_parse(), and each query must parse: its mistakes are told as
 * "desk.yaml:12:18: …", the column being that of the fault in the file. People
 * in queries are not looked up. DESK_ERROR_CONFIG with a line a mistake. */
Regulation *regulation_read(const char *text, gsize size, const char *name,
	GError **error);

#endif
