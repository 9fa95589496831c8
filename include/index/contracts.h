/*
 * The contracts of customers.
 */
#ifndef INDEX_CONTRACTS_H
#define INDEX_CONTRACTS_H

#include "index/index.h"

/* The policy of the contract that is in force on a day (Julian), as the files
 * stand; NULL: there is none. g_free(). */
gboolean index_contract_policy(Index *index, const char *customer, guint day,
	char **policy, GError **error);

#endif
