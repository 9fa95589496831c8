/*
 * Words that a shell may complete, with what they stand for.
 */
#ifndef INDEX_CANDIDATES_H
#define INDEX_CANDIDATES_H

#include "index/index.h"

typedef enum {
	CANDIDATE_AGENTS, /* who are here */
	CANDIDATE_CUSTOMERS, CANDIDATE_CONTACTS, CANDIDATE_SCHEDULES,
	CANDIDATE_TICKETS, /* that are not over, the last changed first: 100 */
} Candidates;

/* `word` and `help` ("" = none) are borrowed for the call. */
typedef void (*CandidateEach)(const char *word, const char *help, void *data);
gboolean index_each_candidate(Index *index, Candidates which,
	CandidateEach each, void *data, GError **error);
/* What goes with the ticket that has this uid. */
typedef enum {
	CANDIDATE_LINKED, /* tickets, from either side */
	CANDIDATE_SAID,	  /* its entries that may be split off, by id */
} TicketCandidates;
gboolean index_each_of_ticket(Index *index, TicketCandidates which,
	const char *uid, CandidateEach each, void *data, GError **error);
/* Names of a field's terms, in their order. */
gboolean index_each_term(Index *index, const char *field, CandidateEach each,
	void *data, GError **error);

#endif
