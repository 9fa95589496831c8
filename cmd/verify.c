#include "cmd/change.h"

#include "app/change/verify.h"
#include "app/show/unverified.h"

static const Phrase
	which = {"what did they say: --ok, or --not-ok -m WHAT?",
		"что ответили: --ok или --not-ok -m ЧТО?"},
	why = {"what is not ok? say it with -m",
		"что не в порядке? скажите: -m ЧТО"},
	nobody = {"Nobody is to be called back.", "Перезванивать некому."},
	say = {"`desk verify done TICKET --ok`, or `--not-ok -m WHAT`",
		"`desk verify done ЗАЯВКА --ok` или `--not-ok -m ЧТО`"};

static const Option done_options[] = {
	{"ok", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"it is solved, they say", "говорят, решено"}},
	{"not-ok", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"it is not: it is open again, as desk.yaml says",
			"говорят, нет: заявка снова открыта, как велит "
			"desk.yaml"}},
	OPTIONS_OF_TEXT,
	{0},
};

/* --- next ---------------------------------------------------------------- */

static int run_next(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	if (!desk)
		return -1;
	context_page(context, PAGE_LIST, &unverified_schema);
	if (!unverified_show(desk, context->page, error))
		return -1;
	const Block *table = context->page->blocks->pdata[0];
	context_add_footer(context, table->rows->len > 0 ? &say : &nobody, NULL);
	return 0;
}

/* --- done ---------------------------------------------------------------- */

typedef struct {
	gboolean ok;
	const char *text;
} Verified;

static gboolean verify(Operation *op, Ticket *ticket, void *data,
	GError **error)
{
	const Verified *verified = data;
	return change_verify(op, ticket, verified->ok, verified->text, error);
}

static int run_done(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = operand_ticket(context, 0, error);
	g_autofree char *text = NULL;
	Verified verified = {.ok = option_given(context, "ok")};
	if (!uids)
		return -1;
	if (verified.ok == option_given(context, "not-ok"))
		return usage_error(context, error, &which, NULL);
	if (!optional_message(context, &text, error))
		return -1;
	if (!verified.ok && !text)
		return usage_error(context, error, &why, NULL);
	verified.text = text;
	return change_tickets(context, "verify done", uids, verify, &verified,
		error);
}

static const Subcommand subcommands[] = {
	{"done", "TICKET", {"what the requester said",
		"записать, что ответил заявитель"}, {VALUE_OF_TICKET},
		done_options, run_done, FALSE},
	{"next", NULL, {"whom to call back", "кому перезвонить"},
		{VALUE_OF_NOTHING}, NULL, run_next, TRUE},
	{0},
};

const Command verify_command = {
	.name = "verify",
	.group = GROUP_CUSTOMERS,
	.synopsis = "verify",
	.summary = {"call back to ask whether what was solved is",
		"контрольные звонки: решено ли решённое?"},
	.flags = COMMAND_READS | COMMAND_CHANGES,
	.subcommands = subcommands,
	.answers = (const Schema *const[]){&unverified_schema, NULL},
};
