#include "cmd/change.h"

#include "app/change/rate.h"
#include "rules/rating.h"

static const Phrase
	which = {"how was it? a number from 1 to 5",
		"как всё прошло? нужно число от 1 до 5"},
	no_rating = {"how was it? a number from 1 to 5, not \"%1\"",
		"как всё прошло? нужно число от 1 до 5, а не «%1»"};

static const Option options[] = {
	OPTIONS_OF_TEXT,
	{0},
};

typedef struct {
	int rating;
	const char *text;
} Rating;

static gboolean rate(Operation *op, Ticket *ticket, void *data, GError **error)
{
	const Rating *wanted = data;
	return change_rate(op, ticket, wanted->rating, wanted->text, error);
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, TRUE, error);
	g_autofree char *text = NULL;
	if (!uids)
		return -1;
	g_autofree char *words = context->operand_count < 2 ? g_strdup("") :
		g_strjoinv(" ", context->operands + 1);
	Rating wanted = {.rating = rating_read(words)};
	if (wanted.rating == 0)
		return usage_error(context, error, *words ? &no_rating :
			&which, words, NULL);
	if (!optional_message(context, &text, error))
		return -1;
	wanted.text = text;
	return change_tickets(context, "rate", uids, rate, &wanted, error);
}

const Command rate_command = {
	.name = "rate",
	.group = GROUP_DAILY,
	.synopsis = "rate TICKETS 1-5 [-m TEXT | -F FILE]",
	.summary = {"what the requester thinks of it, as they told you",
		"записать оценку, которую заявитель назвал на словах"},
	.options = options,
	.operand = VALUE_OF_TEXT,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
