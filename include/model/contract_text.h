/*
 * Changing the contracts in the text of a customer's file, every other line
 * kept.
 */
#ifndef MODEL_CONTRACT_TEXT_H
#define MODEL_CONTRACT_TEXT_H

#include <glib.h>

typedef enum {
	CONTRACT_ADD,	 /* one more; the one before ends on the day before */
	CONTRACT_CHANGE, /* from the day on: another one, what it had and `values` */
	CONTRACT_CLOSE,	 /* the day is its last */
} ContractAct;

typedef struct {
	ContractAct act;
	guint day; /* Julian; ADD: 0 = since ever */
	/* As in the file, "rate" and "2500"; the keys are known. */
	GPtrArray *keys, *values; /* const char* */
} ContractEdit;

/* The new text. DESK_ERROR_DATA: what it would say is wrong; DESK_ERROR_NO: no
 * contract holds on the day. g_free(). */
char *customer_text_contract(const char *name, const char *text, gsize size,
	const ContractEdit *edit, GError **error);

#endif
