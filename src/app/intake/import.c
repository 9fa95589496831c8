#include "app/intake/import.h"

#include "app/change/operation_run.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/intake/pull.h"
#include "base/error.h"
#include "index/mail_seen.h"
#include "model/people.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "system/ending.h"

#define ACCOUNT "import"
#define CLOSE_BATCH 500

static const Phrase stopped = {"stopped before the end; the same command goes "
		"on from here",
	"остановлено до конца; та же команда продолжит с этого места"};

/* --- taking in ------------------------------------------------------- */

static Account *import_account(const ImportSettings *settings)
{
	Account *account = account_new(ACCOUNT);
	account->mail->url = g_strdup(settings->url);
	account->mail->user = g_strdup(ACCOUNT);
	account->mail->after = AFTER_KEEP;
	account->mail->by_content = TRUE;
	account->category = g_strdup(settings->category);
	g_ptr_array_add(account->mail->folders, g_strdup("INBOX"));
	for (guint i = 0; settings->own_addresses && settings->own_addresses[i];
		i++)
		g_ptr_array_add(account->addresses, mail_ascii(
			settings->own_addresses[i]));
	g_ptr_array_add(account->addresses, NULL);
	g_ptr_array_add(account->authserv_ids, NULL);
	return account;
}

/* --- closing --------------------------------------------------------- */

typedef struct {
	GPtrArray *uids;
	guint from, to;
} Closing;

static gboolean close_some(Operation *op, void *data, GError **error)
{
	const Closing *closing = data;
	const Regulation *regulation = operation_regulation(op);
	for (guint i = closing->from; i < closing->to; i++) {
		Ticket *ticket = operation_ticket(op,
			g_ptr_array_index(closing->uids, i), error);
		if (!ticket)
			return FALSE;
		ticket_set(ticket, "status", regulation_status_of(regulation,
			CLASS_CLOSED));
		if (regulation_find(regulation, "resolution", "solved"))
			ticket_set(ticket, "resolution", "solved");
	}
	return TRUE;
}

/* Tickets that an import made, open, and quiet since `before`. */
static GPtrArray *quiet_tickets(Desk *desk, Instant before, GError **error)
{
	Index *index = desk_index(desk, error);
	return index ? index_quiet_tickets(index, ACCOUNT, before, error) : NULL;
}

static gboolean close_quiet(Desk *desk, const ImportSettings *settings,
	guint *closed, GError **error)
{
	g_autoptr(GPtrArray) uids = quiet_tickets(desk,
		desk_now(desk) - settings->closed_age, error);
	if (!uids)
		return FALSE;
	OperationSettings operation = {.verb = "import", .durable = TRUE,
		.dry_run = settings->dry_run, .automation = TRUE, .by = "mail"};
	for (guint i = 0; i < uids->len && !ending_is_asked();
		i += CLOSE_BATCH) {
		Closing closing = {uids, i, MIN(i + CLOSE_BATCH, uids->len)};
		g_auto(OperationResult) result = {0};
		if (!operation_run(desk, &operation, close_some, &closing,
			&result, error))
			return FALSE;
		*closed += closing.to - closing.from;
	}
	return TRUE;
}

gboolean import_mailbox(Desk *desk, const ImportSettings *settings,
	IntakeReport *report, guint *closed, GError **error)
{
	*closed = 0;
	g_autoptr(Account) account = import_account(settings);
	PullSettings pull = {
		.all = TRUE,
		.silent = TRUE,
		.dry_run = settings->dry_run,
		.progress = settings->progress,
		.data = settings->data,
	};
	if (!ending_listen(error) ||
		!pull_account(desk, account, &pull, report, error) ||
		(settings->closed_age > 0 && !ending_is_asked() &&
			!close_quiet(desk, settings, closed, error)))
		return FALSE;
	if (!ending_is_asked())
		return TRUE;
	return desk_refuse(error, DESK_ERROR_TEMPORARY, &stopped, NULL);
}
