#include "cmd/intake_page.h"

#ifdef DESK_MAIL
#include <unistd.h>

#include "app/intake/deliver.h"
#include "cmd/intake_page.h"
#include "system/file.h"
#endif

static const Option options[] = {
	{"account", 0, "NAME", VALUE_OF_ACCOUNT, FALSE,
		{"as mail of this account; default: by recipient",
			"как почту этого ящика; по умолчанию: по адресу "
			"получателя"}},
	{"to", 0, "ADDRESS", VALUE_OF_TEXT, FALSE,
		{"the envelope's recipient; 67 if it is none of ours",
			"получатель на конверте; 67, если он не наш"}},
	{0},
};

#ifdef DESK_MAIL
static const Phrase one_mail = {"one mail comes on standard input",
	"письмо ждут на стандартном вводе, одно"};

static gboolean deliver(Context *context, IntakeReport *report, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(GBytes) raw = desk ? file_read_descriptor(STDIN_FILENO,
		standard_input_name(context), DELIVER_LIMIT_BYTES, error) : NULL;
	const Delivered delivered = {
		.raw = raw,
		.account = option_text(context, "account"),
		.to = option_text(context, "to"),
		.dry_run = context->dry_run,
	};
	return raw && deliver_mail(desk, &delivered, report, error);
}

/* An MTA bounces what it is not told to keep: only "not ours" and "safe" are
 * final answers. */
static int run(Context *context, GError **error)
{
	g_auto(IntakeReport) report = {
		.notes = remarks_new()};
	g_autoptr(GError) problem = NULL;
	if (isatty(STDIN_FILENO))
		return usage_error(context, error, &one_mail, NULL);
	if (deliver(context, &report, &problem)) {
		/* In quarantine it is as safe as in a ticket. */
		intake_page(context, &report, TRUE, NULL);
		return 0;
	}
	if (problem->code != DESK_ERROR_PERSON &&
		problem->code != DESK_ERROR_USAGE)
		problem->code = DESK_ERROR_TEMPORARY;
	g_propagate_error(error, g_steal_pointer(&problem));
	return -1;
}
#endif

const Command deliver_command = {
	.name = "deliver",
	.group = GROUP_PLUMBING,
	.synopsis = "deliver [--account NAME] [--to ADDRESS] < MAIL",
	.summary = {"take one mail in from standard input, for an MTA",
		"принять письмо со стандартного ввода, для почтового сервера"},
	.options = options,
	.operand = VALUE_OF_NOTHING,
	.flags = COMMAND_CHANGES | COMMAND_READS | COMMAND_MAIL,
	.answers = (const Schema *const[]){&intake_schema, NULL},
	.run = MAIL_RUN(run),
};
