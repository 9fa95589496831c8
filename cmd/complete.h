/*
 * What may stand where: candidates for the shell, by the kind of value. Private
 * to `desk __complete`.
 */
#ifndef CMD_COMPLETE_H
#define CMD_COMPLETE_H

#include "cmd/frame.h"
#include "index/index.h"
#include "store/store.h"

typedef struct {
	GString *out;
	StorePlace *place;    /* NULL: no store here */
	Index *index;	      /* NULL: none, or none yet */
	const Command *command;
	const Subcommand *subcommand;
	const Arguments *arguments;
	const char *first;    /* operand; NULL: none */
	const char *language; /* of descriptions */
	const char *kept;     /* what stands before the value: "--color=" */
	const char *word;     /* what the value begins with */
} Completion;

/* If it begins with the word; `help` may be NULL. */
void completion_offer(const Completion *completion, const char *value,
	const char *help);
/* Those of a kind. */
void completion_offer_values(Completion *completion, OptionValue value);
void completion_offer_commands(const Completion *completion);

#endif
