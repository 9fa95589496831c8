#include "cmd/intake_page.h"

#ifdef DESK_MAIL
#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/lease.h"
#include "app/desk/talk.h"
#include "app/intake/pull_idle.h"
#include "system/clock.h"
#endif

static const Option options[] = {
	{"account", 0, "NAME", VALUE_OF_ACCOUNT, FALSE,
		{"only this account", "только этот ящик"}},
	{"all", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"also mail from before the account was added",
			"и почту, которая пришла до добавления ящика"}},
	{"idle", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"stay up and take mail in as it comes, until interrupted",
			"работать и принимать почту по мере прихода, до "
			"прерывания"}},
	{"max", 0, "N", VALUE_OF_COUNT, FALSE,
		{"at most N mails of a folder", "не больше N писем из папки"}},
	{"retry", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"take mail once more that was set aside, or over the limit",
			"принять ещё раз то, что отложено или было сверх "
			"предела"}},
	{0},
};

#ifdef DESK_MAIL
static const Phrase
	idle_alone = {"--idle takes no --retry and no -n",
		"--idle не сочетается с --retry и -n"},
	no_account = {"there is no account %1", "нет ящика %1"},
	none_yet = {"no mail account yet; `desk mail add ADDRESS` makes one",
		"ящиков ещё нет; добавит `desk mail add АДРЕС`"};

/* A failing account does not stop the others; what it was is said, and the
 * first decides the exit. */
static gboolean pull_accounts(Context *context, GPtrArray *accounts,
	const PullSettings *settings, IntakeReport *report, GError **error)
{
	const char *only = option_text(context, "account");
	g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_error_free);
	guint count = 0;
	for (guint i = 0; i < accounts->len; i++) {
		Account *account = g_ptr_array_index(accounts, i);
		GError *problem = NULL;
		if (only && strcmp(only, account->mail->name) != 0)
			continue;
		count++;
		if (!pull_account(context->desk, account, settings, report,
			&problem)) {
			if (!g_str_has_prefix(problem->message,
				account->mail->name))
				g_prefix_error(&problem, "%s: ",
					account->mail->name);
			g_ptr_array_add(problems, problem);
		}
	}
	if (!desk_error_of_many(error, 0, problems))
		return FALSE;
	if (count == 0)
		desk_refuse(error, only ? DESK_ERROR_NOT_FOUND :
			DESK_ERROR_CONFIG, only ? &no_account : &none_yet,
			only, NULL);
	return count > 0;
}

/* --- staying up ------------------------------------------------------ */

/* Each pull has an index and a time of its own, and keeps the lease. */
static Desk *renew(void *data, GError **error)
{
	Context *context = data;
	g_auto(Lease) lease = {0};
	g_clear_pointer(&context->desk, desk_free);
	clock_renew();
	Desk *desk = context_desk(context, error);
	return desk && lease_need(desk, &lease, error) ? desk : NULL;
}

static void told(void *data, const char *account, const IntakeReport *report,
	const GError *problem)
{
	static const Phrase note = {"%1: %2", NULL},
		well = {"%1: well again", "%1: снова в порядке"},
		taken = {"%1: %2 taken in, %3 new tickets",
			"%1: принято писем: %2, новых заявок: %3"};
	const Desk *desk = ((const Context *)data)->desk;
	if (problem) {
		g_autofree char *words = desk_problem_text(desk, problem);
		desk_say(desk, &note, account, words, NULL);
	} else if (!report) {
		desk_say(desk, &well, account, NULL);
	} else if (!((const Context *)data)->quiet) {
		g_autofree char *mails = g_strdup_printf("%u",
			report->counts[INTAKE_IMPORTED] +
			report->counts[INTAKE_OVERSIZE]);
		g_autofree char *tickets = g_strdup_printf("%u",
			report->new_tickets);
		desk_say(desk, &taken, account, mails, tickets, NULL);
	}
	for (guint i = 0; report && i < report->notes->len; i++) {
		g_autofree char *words = desk_problem_text(desk,
			report->notes->pdata[i]);
		desk_say(desk, &note, account, words, NULL);
	}
}

static gboolean pull_until_asked(Context *context, const PullSettings *pull,
	IntakeReport *report, GError **error)
{
	IdleSettings settings = {
		.renew = renew,
		.told = told,
		.data = context,
		.account = option_text(context, "account"),
		.pull = *pull,
	};
	settings.pull.progress = NULL;
	if (!option_given(context, "retry") && !context->dry_run)
		return pull_idle(&settings, report, error);
	usage_error(context, error, &idle_alone, NULL);
	return FALSE;
}

/* What is in quarantine, then what was over the limit. */
static gboolean retry(Context *context, GPtrArray *accounts,
	PullSettings *settings, IntakeReport *report, GError **error)
{
	settings->whole = TRUE;
	return pull_retry(context->desk, accounts, context->dry_run, report,
		       error) &&
		(accounts->len == 0 || pull_accounts(context, accounts, settings,
			report, error));
}

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(GPtrArray) accounts = desk ? accounts_read(desk, error) : NULL;
	PullSettings settings = {
		.all = option_given(context, "all"),
		.dry_run = context->dry_run,
		.progress = context_progress,
		.data = context,
	};
	g_auto(Lease) lease = {0};
	if (!accounts || !option_count(context, "max", &settings.max, error) ||
		(!context->dry_run && !lease_need(desk, &lease, error)))
		return -1;
	g_auto(IntakeReport) report = {
		.notes = remarks_new()};
	gboolean good = option_given(context, "idle") ?
		pull_until_asked(context, &settings, &report, error) :
		option_given(context, "retry") ?
		retry(context, accounts, &settings, &report, error) :
		pull_accounts(context, accounts, &settings, &report, error);
	if (context->desk)
		lease_give_back(context->desk, &lease);
	return intake_page(context, &report, good, error);
}
#endif

const Command pull_command = {
	.name = "pull",
	.group = GROUP_STORE,
	.synopsis = "pull [--account NAME] [--max N] [--all] [--idle | --retry]",
	.summary = {"take mail in from the accounts",
		"принять почту из ящиков"},
	.options = options,
	.operand = VALUE_OF_NOTHING,
	.flags = COMMAND_CHANGES | COMMAND_READS | COMMAND_MAIL,
	.answers = (const Schema *const[]){&intake_schema, NULL},
	.run = MAIL_RUN(run),
};
