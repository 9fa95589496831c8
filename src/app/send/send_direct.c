#include "app/send/send_direct.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/lease.h"
#include "app/desk/letters.h"
#include "app/desk/outbox_address.h"
#include "app/send/direct_mail.h"
#include "app/send/send_mail.h"
#include "app/send/send_record.h"
#include "app/send/send_road.h"
#include "base/identifier.h"
#include "mail/compose.h"
#include "model/regulation.h"
#include "model/ticket.h"

#define ID_LENGTH 26
#define ID_BYTES 17

char *send_direct_note(const char *key)
{
	return send_key("letter", key);
}

/* --- the bytes ------------------------------------------------------------- */

static char *message_id(const Regulation *regulation, const char *from,
	const char *key)
{
	guint8 digest[32];
	const char *at = strrchr(from, '@');
	identifier_derive(regulation->id ? regulation->id : "", "letter", key,
		strlen(key), digest);
	g_autofree char *name = identifier_from_bytes(digest, ID_BYTES,
		ID_LENGTH);
	return g_strdup_printf(ENTRY_OWN_ID_PREFIX "%s@%s>", name,
		at ? at + 1 : "localhost");
}

static MailAddress address_of(const char *text, char **name, char **bare)
{
	const char *open = strrchr(text, '<');
	*bare = outbox_bare_address(text);
	*name = g_strstrip(g_strndup(text, open ? (gsize)(open - text) : 0));
	return (MailAddress){*name, *bare};
}

static GBytes *compose(Send *send, const Account *account,
	const DirectMail *letter, GError **error)
{
	const Regulation *regulation = desk_regulation(send->desk, error);
	if (!regulation)
		return NULL;
	const char *from = send_from_address(account);
	const char *team = account->from ? account->from : regulation->team;
	g_autofree char *id = message_id(regulation, from, letter->key);
	g_autofree char *name = NULL, *bare = NULL;
	MailAddress recipient = address_of(letter->to, &name, &bare);
	g_autoptr(GPtrArray) to = g_ptr_array_new();
	g_ptr_array_add(to, &recipient);
	g_autoptr(GBytes) bytes = g_bytes_new(letter->file,
		strlen(letter->file));
	OutgoingFile file = {letter->file_name, NULL, bytes};
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	g_ptr_array_add(files, &file);
	OutgoingMail mail = {
		.from = {(char *)(team ? team : ""), (char *)from},
		.to = to,
		.subject = letter->subject,
		.message_id = id,
		.date = letter->at,
		.zone = regulation->zone,
		.language = *letter->language ? letter->language : NULL,
		.markdown = letter->body,
		.files = *letter->file_name ? files : NULL,
		.automatic = "auto-generated",
		.loop = regulation->mark,
	};
	return mail_compose(&mail, error);
}

/* --- one letter ------------------------------------------------------------ */

static gboolean fail(Send *send, const DirectMail *letter, int code,
	const char *words, GError **error)
{
	send_tell_failure(send, letter->key, letter->to, code, words);
	send->report->failed++;
	return direct_settle(send->desk, letter->key, "failed", error);
}

static void put_off(Send *send, const DirectMail *letter,
	const SmtpRecipient *answer)
{
	g_autofree char *key = send_direct_note(letter->key);
	SendNote *note = send_note_of(send->notes, key);
	Instant now = desk_now(send->desk);
	note->tries++;
	if (note->first == INSTANT_NONE)
		note->first = now;
	note->next = now + send_delay_after(note->tries);
	g_free(note->said);
	note->said = answer ? send_answer(answer->code, answer->words) : NULL;
	send->report->later++;
}

static gboolean take_answer(Send *send, const DirectMail *letter,
	const GPtrArray *answers, gboolean maybe_sent, GError **error)
{
	const SmtpRecipient *answer = answers->len > 0 ?
		g_ptr_array_index(answers, 0) : NULL;
	if (maybe_sent || !answer || answer->state == SMTP_LATER) {
		put_off(send, letter, answer);
		return TRUE;
	}
	if (answer->state == SMTP_FAILED)
		return fail(send, letter, answer->code, answer->words, error);
	send->report->sent++;
	return direct_settle(send->desk, letter->key, "sent", error);
}

static gboolean send_letter(Send *send, const DirectMail *letter,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	Road *road = send_road(send, NULL);
	if (!road)
		return TRUE;
	g_autoptr(GBytes) bytes = compose(send, road->account, letter, &problem);
	if (!bytes)
		return fail(send, letter, 0, problem->message, error);
	g_autoptr(GPtrArray) recipients = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(recipients, outbox_bare_address(letter->to));
	gboolean maybe_sent = FALSE;
	g_autoptr(GPtrArray) answers = send_by_road(send, road, "", recipients,
		bytes, &maybe_sent);
	return !answers || take_answer(send, letter, answers, maybe_sent, error);
}

/* ------------------------------------------------------------------------- */

static gboolean is_due(const Send *send, const DirectMail *letter)
{
	g_autofree char *key = send_direct_note(letter->key);
	const SendNote *note = g_hash_table_lookup(send->notes, key);
	return send->settings->at_once || !note || note->next == INSTANT_NONE ||
		note->next <= desk_now(send->desk);
}

gboolean send_direct(Send *send, GError **error)
{
	g_autoptr(GPtrArray) letters = direct_list(send->desk, error);
	gboolean any = FALSE;
	for (guint i = 0; letters && i < letters->len; i++) {
		const DirectMail *letter = g_ptr_array_index(letters, i);
		if (!is_due(send, letter))
			continue;
		if (!send_keep_lease(send, error))
			return FALSE;
		gboolean said, useless = letter->until < desk_now(send->desk);
		/* By a host that had the lease meanwhile, say. */
		if (!letters_have(send->desk, letter->key, &said, error))
			return FALSE;
		if (said || useless ? !direct_settle(send->desk, letter->key,
			"late", error) : !send_letter(send, letter, error))
			return FALSE;
		any = TRUE;
	}
	g_autoptr(GError) unshared = NULL;
	if (any && !lease_share(send->desk, &unshared))
		g_ptr_array_add(send->report->notes,
			g_steal_pointer(&unshared));
	return letters != NULL;
}
