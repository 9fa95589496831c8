#include "app/send/account_trial.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/outbox/send_note.h"
#include "app/send/send_mail.h"
#include "base/error.h"
#include "base/identifier.h"
#include "mail/compose.h"
#include "model/regulation.h"
#include "system/clock.h"

static const Phrase
	not_arrived = {"%1 took the letter to %2, but it did not come into "
			"the mailbox within %3 s: is the address delivered "
			"there, to another folder, as spam? `desk config set "
			"account.%4.timeout 5m` waits longer",
		"%1 принял письмо для %2, но за %3 с оно в ящик не пришло: "
		"доставляется ли туда этот адрес, не в другую ли папку, не в "
		"спам? Ждать дольше: `desk config set account.%4.timeout 5m`"};

#define TOKEN_BYTES 17 /* 26 characters */
#define TOKEN_LENGTH 26
#define LOOK_MS 1000

static const Phrase refused = {"%2 does not take a letter to %3: %1",
	"%2 не принимает письмо на %3: %1"};

typedef struct {
	Desk *desk;
	Account *account;
	const AccountTrial *trial;
	MailSource *source; /* NULL while it is closed */
	GHashTable *before; /* "FOLDER\nUID" of what was there */
	const char *folder; /* that is looked at */
	char *token;	    /* of the letter */
	char *found;	    /* its uid */
} Trial;

static const Phrase results[] = {{"open", "открыта"}, {"login", "вход"},
	{"sent", "отправлено"}, {"found", "найдено"}};

const Phrase *trial_result_title(TrialResult result)
{
	return &results[result];
}

static void step_free(void *data)
{
	TrialStep *step = data;
	g_free(step->place);
	g_free(step);
}

GPtrArray *trial_steps_new(void)
{
	return g_ptr_array_new_with_free_func(step_free);
}

static void add_step(const Trial *trial, const char *place, gint64 mails,
	TrialResult result)
{
	TrialStep *step = g_new0(TrialStep, 1);
	step->place = g_strdup(place);
	step->mails = mails;
	step->result = result;
	g_ptr_array_add(trial->trial->steps, step);
}

static void trial_clear(Trial *trial)
{
	g_clear_pointer(&trial->source, mail_source_close);
	g_clear_pointer(&trial->before, g_hash_table_unref);
	g_free(trial->token);
	g_free(trial->found);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Trial, trial_clear)

/* --- where mail comes from ------------------------------------------- */

/* What is asked for once is known from then on. */
static gboolean was_there(G_GNUC_UNUSED guint32 uidvalidity, const char *uid,
	void *data)
{
	Trial *trial = data;
	return !g_hash_table_add(trial->before,
		g_strconcat(trial->folder, "\n", uid, NULL));
}

static GPtrArray *new_mails(Trial *trial, const char *folder, GError **error)
{
	guint32 uidvalidity;
	trial->folder = folder;
	return mail_source_select(trial->source, folder, &uidvalidity, error) ?
		mail_source_list(trial->source, was_there, trial, 0, error) :
		NULL;
}

static gboolean open_source(Trial *trial, GError **error)
{
	const MailAccount *mail = trial->account->mail;
	if (!mail->password && !mail->bearer &&
		!account_unlock(trial->desk, trial->account, error))
		return FALSE;
	trial->source = mail_source_open(mail, error);
	if (!trial->source)
		return FALSE;
	for (guint i = 0; i < mail->folders->len; i++) {
		const char *folder = g_ptr_array_index(mail->folders, i);
		g_autoptr(GPtrArray) uids = new_mails(trial, folder, error);
		if (!uids)
			return FALSE;
		add_step(trial, folder, uids->len, TRIAL_OPEN);
	}
	account_remember(trial->desk, trial->account);
	return TRUE;
}

/* --- the letter ------------------------------------------------------ */

static GBytes *compose(const Trial *trial, GError **error)
{
	static const Phrase subject = {"Test letter", "Пробное письмо"},
		body = {"`desk mail test` has sent this; it becomes no "
			"ticket.\n", "Письмо отправила команда `desk mail "
			"test`; заявки из него не будет.\n"};
	const Regulation *regulation = desk_regulation(trial->desk, error);
	if (!regulation)
		return NULL;
	const char *from = send_from_address(trial->account);
	MailAddress self = {(char *)"", (char *)from};
	g_autoptr(GPtrArray) to = g_ptr_array_new();
	g_ptr_array_add(to, &self);
	g_autofree char *id = g_strdup_printf(MAIL_TRIAL_ID_PREFIX "%s%s>",
		trial->token, strrchr(from, '@'));
	OutgoingMail mail = {
		.from = {(char *)(regulation->team ? regulation->team : ""),
			(char *)from},
		.to = to,
		.subject = phrase_in(&subject, regulation->language),
		.message_id = id,
		.date = desk_now(trial->desk),
		.zone = regulation->zone,
		.language = regulation->language,
		.markdown = phrase_in(&body, regulation->language),
		.automatic = "auto-generated",
		.loop = regulation->mark,
		.trial = trial->token,
	};
	return mail_compose(&mail, error);
}

static gboolean check_answer(const Trial *trial, const SmtpRecipient *answer,
	GError **error)
{
	if (answer->state == SMTP_SENT)
		return TRUE;
	g_autofree char *said = send_answer(answer->code, answer->words);
	g_autoptr(GError) problem = NULL;
	desk_refuse_kept(&problem, answer->state == SMTP_LATER ?
		DESK_ERROR_TEMPORARY : DESK_ERROR_UNAVAILABLE, said);
	desk_error_reword(&problem, &refused, trial->account->smtp,
		answer->address, NULL);
	return desk_error_pass(error, &problem);
}

static gboolean send_letter(Trial *trial, SmtpSession *session, GError **error)
{
	const char *address = send_from_address(trial->account);
	guint8 bytes[TOKEN_BYTES];
	random_bytes(bytes, sizeof bytes);
	trial->token = identifier_from_bytes(bytes, sizeof bytes, TOKEN_LENGTH);
	g_autoptr(GBytes) letter = compose(trial, error);
	g_autoptr(GPtrArray) to = g_ptr_array_new();
	g_ptr_array_add(to, (gpointer)address);
	gboolean maybe_sent;
	g_autoptr(GPtrArray) answers = letter ? smtp_send(session, address, to,
		letter, &maybe_sent, error) : NULL;
	if (!answers || !check_answer(trial, g_ptr_array_index(answers, 0),
		error))
		return FALSE;
	add_step(trial, trial->account->smtp, -1, TRIAL_SENT);
	return TRUE;
}

static gboolean try_smtp(Trial *trial, GError **error)
{
	g_autoptr(SmtpServer) server = account_smtp_server(trial->desk,
		trial->account, error);
	g_autoptr(SmtpSession) session = server ? smtp_open(server) : NULL;
	if (!session || !smtp_test(session, error))
		return FALSE;
	if (trial->trial->letter)
		return send_letter(trial, session, error);
	add_step(trial, trial->account->smtp, -1, TRIAL_LOGIN);
	return TRUE;
}

/* --- finding it ------------------------------------------------------ */

static gboolean is_letter(const MailItem *item, void *data,
	G_GNUC_UNUSED GError **error)
{
	Trial *trial = data;
	g_autoptr(MailMessage) message = item->withheld ? NULL :
		message_parse(item->raw, NULL, NULL);
	if (!message || g_strcmp0(message->trial, trial->token) != 0)
		return TRUE;
	trial->found = g_strdup(item->uid);
	return FALSE;
}

static gboolean look(Trial *trial, const char *folder, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) uids = new_mails(trial, folder, error);
	if (!uids)
		return FALSE;
	if (uids->len > 0 && !mail_source_fetch(trial->source, uids, is_letter,
		trial, &problem) && problem)
		return desk_error_pass(error, &problem);
	if (!trial->found)
		return TRUE;
	add_step(trial, folder, 1, TRIAL_FOUND);
	g_autoptr(GPtrArray) one = g_ptr_array_new();
	g_ptr_array_add(one, trial->found);
	return mail_source_act(trial->source, one, error);
}

static gboolean wait_for_letter(Trial *trial, GError **error)
{
	const MailAccount *mail = trial->account->mail;
	gint64 until = clock_monotonic_ms() + mail->timeout_ms;
	gboolean changed;
	if (trial->trial->waits)
		trial->trial->waits(trial->trial->data, trial->account);
	for (;;) {
		for (guint i = 0; i < mail->folders->len && !trial->found; i++)
			if (!look(trial, g_ptr_array_index(mail->folders, i),
				error))
				return FALSE;
		gint64 left = until - clock_monotonic_ms();
		if (trial->found)
			return TRUE;
		if (left <= 0)
			break;
		if (!mail_source_wait(trial->source, (int)MIN(left, LOOK_MS),
			&changed, error))
			return FALSE;
	}
	desk_refuse(error, DESK_ERROR_TEMPORARY, &not_arrived,
		trial->account->smtp, send_from_address(trial->account),
		PHRASE_NUMBER(mail->timeout_ms / 1000), mail->name, NULL);
	return FALSE;
}

gboolean account_try(Desk *desk, Account *account, const AccountTrial *trial,
	GError **error)
{
	g_auto(Trial) all = {
		.desk = desk,
		.account = account,
		.trial = trial,
		.before = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
			NULL),
	};
	mail_start();
	if (!open_source(&all, error))
		return FALSE;
	if (!account->smtp)
		return TRUE;
	return try_smtp(&all, error) && (!trial->letter ||
		!g_str_has_prefix(account->mail->url, "imap") ||
		wait_for_letter(&all, error));
}
