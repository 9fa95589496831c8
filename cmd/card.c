#include "app/show/card.h"

#include "app/desk/people_words.h"
#include "base/error.h"
#include "cmd/command.h"

static const Phrase whose = {"whose card? a customer, contact, address or "
		"phone number",
	"чья карточка? клиент, контакт, адрес или номер телефона"};

static char *read_who(Context *context, GError **error)
{
	g_autofree char *word = g_strjoinv(" ", context->operands);
	g_autoptr(GError) problem = NULL;
	char *customer = words_customer(context->desk, word, &problem);
	if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_PERSON)) {
		desk_error_pass(error, &problem);
		return customer;
	}
	return words_requester(context->desk, word, error);
}

static int run(Context *context, GError **error)
{
	if (context->operand_count == 0 || !*context->operands[0])
		return usage_error(context, error, &whose, NULL);
	if (!context_desk(context, error))
		return -1;
	g_autofree char *who = read_who(context, error);
	if (!who)
		return -1;
	context->page = card_page(context->desk, who, context->language,
		error);
	return context->page ? 0 : -1;
}

const Command card_command = {
	.name = "card",
	.group = GROUP_DAILY,
	.synopsis = "card WHO",
	.summary = {"everything about a person or customer",
		"всё о человеке или клиенте"},
	.operand = VALUE_OF_CONTACT,
	.flags = COMMAND_READS | COMMAND_PAGED,
	.answers = (const Schema *const[]){&card_schema, NULL},
	.run = run,
};
