/*
 * Solutions that nobody has called back about yet.
 */
#ifndef INDEX_SOLVED_H
#define INDEX_SOLVED_H

#include "base/instant.h"
#include "index/index.h"

typedef struct {
	char *name; /* number, else the start of the uid */
	char *uid, *subject, *category, *assignee, *resolution, *customer;
	char *requester; /* customer/contact, an address or a number */
	char *full_name; /* of a contact, else the requester */
	Instant solved;
} SolvedTicket;
/* SolvedTicket*, those that stand solved since `since` or later, the oldest
 * first; g_ptr_array_unref(). */
GPtrArray *index_unverified(Index *index, Instant since, GError **error);

#endif
