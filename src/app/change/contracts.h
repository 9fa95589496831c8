/*
 * Changing the contracts of customers.
 */
#ifndef APP_CHANGE_CONTRACTS_H
#define APP_CHANGE_CONTRACTS_H

#include "app/operation/operation.h"
#include "model/contract_text.h"

/* In the customer's file, whose other lines stay. FALSE: it does not fit what
 * stands there. */
gboolean contracts_edit(Operation *op, const char *customer,
	const ContractEdit *edit, GError **error);

/* CSV in UTF-8 with a header row: customer, from and the keys of contracts, in any
 * order. A row is one more contract, or the one of that day anew. Every bad row is
 * named (file:line); nothing is written then. DESK_ERROR_DATA. */
gboolean contracts_import(Operation *op, const char *text, gsize size,
	const char *name, guint *rows, GError **error);

#endif
