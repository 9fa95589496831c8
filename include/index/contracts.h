/*
 * The contracts of customers.
 */
#ifndef INDEX_CONTRACTS_H
#define INDEX_CONTRACTS_H

#include "index/index.h"
#include "model/contract.h"

/* The policy of the contract that is in force on a day (Julian), as the files
 * stand; NULL: there is none. g_free(). */
gboolean index_contract_policy(Index *index, const char *customer, guint day,
	char **policy, GError **error);

/* What a customer's file said from a commit on; no Contract: nothing. */
typedef struct {
	Instant at;
	GPtrArray *contracts; /* Contract* */
} ContractVersion;
/* ContractVersion*, the oldest first; what could not be read is none of them.
 * g_ptr_array_unref(). */
GPtrArray *index_contract_versions(Index *index, const char *customer,
	GError **error);

/* A ticket that was a customer's became another's, or nobody's. */
typedef struct {
	char *uid;
	Instant at;
	char *from; /* whose it was … */
	Instant since; /* … from then on */
} CustomerMove;
/* CustomerMove*, the oldest first. g_ptr_array_unref(). */
GPtrArray *index_customer_moves(Index *index, GError **error);

#endif
