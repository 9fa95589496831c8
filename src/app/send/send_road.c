#include "app/send/send_road.h"

#include "app/send/send_mail.h"
#include "base/error.h"

/* So many mails in a row had no answer: the server is taken for away. */
#define SILENCE_LIMIT 2

void road_free(void *data)
{
	Road *road = data;
	g_clear_pointer(&road->session, smtp_close);
	smtp_server_free(road->server);
	g_free(road);
}

/* Others may still send; takes `problem`, which is said at the end. */
static void give_up_road(Send *send, Road *road, GError *problem)
{
	road->broken = TRUE;
	g_prefix_error(&problem, "%s: ", road->account->mail->name);
	if (!send->worst) {
		send->worst = problem;
		return;
	}
	g_autoptr(GPtrArray) both = remarks_new();
	int code = desk_error_exit_status(send->worst);
	g_ptr_array_add(both, problem);
	g_ptr_array_add(both, g_steal_pointer(&send->worst));
	desk_error_of_many(&send->worst, code, both);
}

/* Made when first asked for; `broken` if it cannot be used. */
static Road *road_of(Send *send, Account *account)
{
	Road *road = g_hash_table_lookup(send->roads, account);
	if (road)
		return road;
	g_autoptr(GError) problem = NULL;
	road = g_new0(Road, 1);
	road->account = account;
	g_hash_table_insert(send->roads, account, road);
	road->server = account_smtp_server(send->desk, account, &problem);
	if (road->server)
		road->session = smtp_open(road->server);
	else
		give_up_road(send, road, g_steal_pointer(&problem));
	return road;
}

Road *send_road(Send *send, const Ticket *ticket)
{
	g_autoptr(GError) problem = NULL;
	Account *account = send_account(send->desk, send->accounts, ticket,
		&problem);
	if (!account) {
		if (!send->worst)
			send->worst = g_steal_pointer(&problem);
		return NULL;
	}
	Road *road = road_of(send, account);
	if (road->broken)
		return NULL;
	if (road->silent < SILENCE_LIMIT)
		return road;
	send->report->later++;
	return NULL;
}

static gboolean is_silent(const GPtrArray *answers)
{
	for (guint i = 0; i < answers->len; i++)
		if (((SmtpRecipient *)g_ptr_array_index(answers, i))->code != 0)
			return FALSE;
	return TRUE;
}

GPtrArray *send_by_road(Send *send, Road *road, const char *sender,
	const GPtrArray *recipients, GBytes *mail, gboolean *maybe_sent)
{
	GError *problem = NULL;
	GPtrArray *answers = smtp_send(road->session, sender, recipients, mail,
		maybe_sent, &problem);
	if (!answers)
		give_up_road(send, road, problem);
	road->silent = answers && is_silent(answers) ? road->silent + 1 : 0;
	return answers;
}

gboolean send_keep_lease(Send *send, GError **error)
{
	g_auto(Lease) lease = {0};
	if (!lease_need(send->desk, &lease, error))
		return FALSE;
	send->lease.needed |= lease.needed;
	send->lease.taken |= lease.taken;
	return TRUE;
}
