#include "app/send/send_mail.h"

#include <string.h>

#include "app/desk/attachment.h"
#include "app/desk/current_index.h"
#include "app/desk/in_force.h"
#include "app/desk/outbox_address.h"
#include "app/desk/setting.h"
#include "app/desk/upstream.h"
#include "base/error.h"
#include "base/identifier.h"
#include "base/texts.h"
#include "index/people.h"
#include "mail/address.h"
#include "mail/compose.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "rules/threading.h"
#include "text/invitation.h"

static const Phrase
	no_accounts = {"no account that mail could leave by; `desk mail add "
			"ADDRESS` makes one",
		"нет учётной записи, через которую отправлять почту; заведите: "
		"`desk mail add АДРЕС`"},
	which_account = {"which account does mail leave by? `desk config set "
			"send.account NAME` says so; NAME needs `desk config "
			"set account.NAME.smtp smtps://HOST`",
		"через какую учётную запись отправлять почту? Укажите: `desk "
		"config set send.account ИМЯ`; ей нужен и сервер: `desk config "
		"set account.ИМЯ.smtp smtps://СЕРВЕР`"};

static const Phrase bad_account = {"desk.send.account = \"%1\": there is no "
		"such account, or it has no smtp; `desk mail list` shows them",
	"desk.send.account = «%1»: такого ящика нет или у него нет smtp; их "
	"показывает `desk mail list`"};

/* --- recipients ------------------------------------------------------ */

static void add_bare(GPtrArray *list, const Entry *entry, const char *key)
{
	g_autoptr(GPtrArray) texts = entry_get_list(entry, key);
	for (guint i = 0; i < texts->len; i++)
		g_ptr_array_add(list,
			outbox_bare_address(g_ptr_array_index(texts, i)));
}

GPtrArray *send_recipients(const Ticket *ticket, const Entry *entry)
{
	g_autoptr(GPtrArray) rest = NULL;
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *said = ticket_entry(ticket, i);
		if (!outbox_settles(said, entry->id) ||
			ticket_entry_is_retracted(ticket, said->id))
			continue;
		g_clear_pointer(&rest, g_ptr_array_unref);
		rest = entry_get_list(said, "rest");
	}
	if (rest)
		return g_steal_pointer(&rest);
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
	add_bare(all, entry, "to");
	add_bare(all, entry, "cc");
	return all;
}

gboolean send_is_over(const Ticket *ticket, const Entry *entry)
{
	const char *hold = entry_get(entry, "hold");
	if (ticket_entry_is_retracted(ticket, entry->id) ||
		(*hold && strcmp(hold, ENTRY_HOLD_APPROVAL) != 0))
		return TRUE;
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *said = ticket_entry(ticket, i);
		if (!outbox_settles(said, entry->id) ||
			ticket_entry_is_retracted(ticket, said->id))
			continue;
		g_autoptr(GPtrArray) rest = entry_get_list(said, "rest");
		if (rest->len == 0)
			return TRUE;
	}
	return FALSE;
}

/* --- the account ----------------------------------------------------- */

const char *send_from_address(const Account *account)
{
	/* The name stands last, before the NULL. */
	guint own = strchr(account->mail->name, '@') ?
		account->addresses->len - 2 : 0;
	return g_ptr_array_index(account->addresses, own);
}

static Account *account_named(GPtrArray *accounts, const char *name)
{
	for (guint i = 0; i < accounts->len; i++) {
		Account *account = g_ptr_array_index(accounts, i);
		if (account->smtp && strcmp(account->mail->name, name) == 0)
			return account;
	}
	return NULL;
}

static Account *only_account(GPtrArray *accounts)
{
	Account *only = NULL;
	for (guint i = 0; i < accounts->len; i++) {
		Account *account = g_ptr_array_index(accounts, i);
		if (!account->smtp)
			continue;
		if (only)
			return NULL;
		only = account;
	}
	return only;
}

static gboolean no_account(GPtrArray *accounts, const char *setting,
	GError **error)
{
	return desk_refuse(error, DESK_ERROR_CONFIG, setting ? &bad_account :
		accounts->len == 0 ? &no_accounts : &which_account, setting,
		NULL);
}

Account *send_account(Desk *desk, GPtrArray *accounts, const Ticket *ticket,
	GError **error)
{
	for (guint i = ticket ? ticket_entry_count(ticket) : 0; i-- > 0;) {
		const char *name = entry_get(ticket_entry(ticket, i), "account");
		Account *account = *name ? account_named(accounts, name) : NULL;
		if (account)
			return account;
	}
	g_autofree char *setting = desk_setting(desk, "send.account");
	Account *account = setting ? account_named(accounts, setting) :
		only_account(accounts);
	if (!account)
		no_account(accounts, setting, error);
	return account;
}

/* --- what it answers --------------------------------------------------- */

static gboolean share(const GPtrArray *some, const GPtrArray *others)
{
	for (guint i = 0; i < some->len; i++)
		if (texts_have(others, g_ptr_array_index(some, i)))
			return TRUE;
	return FALSE;
}

/* Does `said` belong to the thread that these people see? A reply also answers
 * what anybody else wrote to the ticket. */
static gboolean is_in_thread(const Entry *said, const Entry *entry,
	const GPtrArray *people)
{
	if (g_str_has_prefix(entry_get(said, "message-id"),
		ENTRY_OWN_ID_PREFIX)) {
		g_autoptr(GPtrArray) theirs =
			g_ptr_array_new_with_free_func(g_free);
		add_bare(theirs, said, "to");
		add_bare(theirs, said, "cc");
		return share(theirs, people);
	}
	g_autofree char *by = outbox_bare_address(said->by ? said->by : "");
	return texts_have(people, by) || (strcmp(entry->kind, "reply") == 0 &&
		strcmp(said->kind, "message") == 0);
}

/* Message-IDs of the thread, oldest first; what somebody else wrote last is
 * `*answers`, else our own last. */
static GPtrArray *thread_of(const Ticket *ticket, const Entry *entry,
	const char **answers)
{
	g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func(g_free);
	add_bare(people, entry, "to");
	add_bare(people, entry, "cc");
	GPtrArray *ids = g_ptr_array_new();
	const char *theirs = NULL;
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *said = ticket_entry(ticket, i);
		const char *id = entry_get(said, "message-id");
		if (strcmp(said->id, entry->id) == 0)
			break;
		if (*id == '\0' || ticket_entry_is_retracted(ticket, said->id) ||
			!is_in_thread(said, entry, people) || texts_have(ids, id))
			continue;
		g_ptr_array_add(ids, (gpointer)id);
		if (!g_str_has_prefix(id, ENTRY_OWN_ID_PREFIX))
			theirs = id;
	}
	*answers = theirs ? theirs : ids->len > 0 ?
		g_ptr_array_index(ids, ids->len - 1) : NULL;
	return ids;
}

/* --- parts ------------------------------------------------------------- */

static void address_free(void *data)
{
	MailAddress *address = data;
	g_free(address->name);
	g_free(address->address);
	g_free(address);
}

static GPtrArray *addresses(const Entry *entry, const char *key)
{
	g_autoptr(GPtrArray) texts = entry_get_list(entry, key);
	GPtrArray *list = g_ptr_array_new_with_free_func(address_free);
	for (guint i = 0; i < texts->len; i++) {
		const char *text = g_ptr_array_index(texts, i);
		const char *open = strrchr(text, '<');
		MailAddress *address = g_new0(MailAddress, 1);
		address->address = outbox_bare_address(text);
		address->name = g_strstrip(g_strndup(text,
			open ? (gsize)(open - text) : 0));
		g_ptr_array_add(list, address);
	}
	return list;
}

static void file_free(void *data)
{
	OutgoingFile *file = data;
	g_free((char *)file->name);
	g_free((char *)file->type);
	g_bytes_unref(file->bytes);
	g_free(file);
}

static GPtrArray *files_of(Desk *desk, const char *uid, const Entry *entry,
	GError **error)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(file_free);
	const YamlNode *list = yaml_get(entry->node, "attachments");
	g_autoptr(GPtrArray) all = list ? attachments_of(desk, uid, error) :
		NULL;
	if (list && !all)
		return NULL;
	for (guint i = 0; all && i < all->len; i++) {
		const Attachment *attachment = g_ptr_array_index(all, i);
		if (strcmp(attachment->entry, entry->id) != 0)
			continue;
		GBytes *bytes = attachment_read(desk, attachment, error);
		if (!bytes)
			return NULL;
		OutgoingFile *file = g_new0(OutgoingFile, 1);
		file->name = g_strdup(attachment->name);
		file->type = g_strdup(attachment->type);
		file->bytes = bytes;
		g_ptr_array_add(files, file);
	}
	return g_steal_pointer(&files);
}

/* support@acme.example → support+TOKEN@acme.example */
static char *plus_address(const Account *account, const Ticket *ticket)
{
	const char *address = send_from_address(account);
	const char *token = ticket_get(ticket, "token");
	const char *at = strrchr(address, '@');
	if (!account->plus || !at || *token == '\0')
		return g_strdup(address);
	return g_strdup_printf("%.*s+%s%s", (int)(at - address), address, token,
		at);
}

/* NULL for a person's mail. What answers a requester's mail says so. */
static gboolean automatic(Desk *desk, const Entry *entry, const char **how,
	GError **error)
{
	*how = NULL;
	if (strcmp(entry->kind, "notice") != 0 &&
		*entry_get(entry, "automatic") == '\0')
		return TRUE;
	Index *index = desk_index(desk, error);
	g_autofree char *agent = NULL;
	g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func(g_free);
	add_bare(to, entry, "to");
	if (!index || (to->len > 0 && !people_agent_by_mail(index,
			g_ptr_array_index(to, 0), &agent, error)))
		return FALSE;
	*how = agent ? "auto-generated" : "auto-replied";
	return TRUE;
}

static gboolean is_wide(const char *address)
{
	g_autofree char *wire = mail_address_wire(address);
	return wire && !g_str_is_ascii(wire);
}

gboolean send_is_wide(const Account *account, const Entry *entry)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);
	add_bare(all, entry, "to");
	add_bare(all, entry, "cc");
	for (guint i = 0; i < all->len; i++)
		if (is_wide(g_ptr_array_index(all, i)))
			return TRUE;
	return is_wide(send_from_address(account));
}

/* --- an invitation ------------------------------------------------------ */

static OutgoingFile *invitation_of(const Entry *entry, const GPtrArray *files)
{
	if (strcmp(entry->kind, "notice") != 0 ||
		strcmp(entry_get(entry, "rule"), ENTRY_VISIT_RULE) != 0)
		return NULL;
	for (guint i = 0; i < files->len; i++) {
		OutgoingFile *file = g_ptr_array_index(files, i);
		if (strcmp(file->name, ENTRY_VISIT_FILE) == 0)
			return file;
	}
	return NULL;
}

/* As a part that Outlook and Gmail show with its buttons, and as a file for the
 * others. Calendars answer to the ticket. */
static void invite(OutgoingMail *mail, OutgoingFile *file)
{
	gsize size;
	const char *text = g_bytes_get_data(file->bytes, &size);
	GString *full = invitation_by(text, size, mail->from.name,
		mail->reply_to);
	g_bytes_unref(file->bytes);
	file->bytes = g_string_free_to_bytes(full);
	g_free((char *)file->type);
	file->type = g_strdup("application/ics");
	mail->calendar = file->bytes;
	text = g_bytes_get_data(file->bytes, &size);
	mail->calendar_method = invitation_method(text, size);
}

/* Written before the ticket had a number, which it has now. The handle is a word
 * of its own. */
static char *with_number(Desk *desk, const Ticket *ticket, const char *text)
{
	g_autofree char *handle = uid_short_name(ticket_get(ticket, "uid"), 0);
	g_autofree char *name = ticket_short_name(ticket);
	g_autoptr(GString) words = g_string_new(NULL);
	gsize size = strlen(handle);
	if (strcmp(handle, name) == 0 || !upstream_is_synced(desk))
		return g_strdup(text);
	for (const char *at = text; *at;) {
		gboolean starts = at == text || !g_ascii_isalnum(at[-1]);
		if (starts && strncmp(at, handle, size) == 0 &&
			!g_ascii_isalnum(at[size])) {
			g_string_append(words, name);
			at += size;
		} else {
			g_string_append_c(words, *at++);
		}
	}
	return g_string_free(g_steal_pointer(&words), FALSE);
}

GBytes *send_compose(Desk *desk, const Account *account, const Ticket *ticket,
	const Entry *entry, gboolean ascii, GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	const char *answers = NULL;
	g_autoptr(GPtrArray) thread = thread_of(ticket, entry, &answers);
	g_autoptr(GPtrArray) to = addresses(entry, "to");
	g_autoptr(GPtrArray) cc = addresses(entry, "cc");
	g_autoptr(GPtrArray) files = regulation ? files_of(desk,
		ticket_get(ticket, "uid"), entry, error) : NULL;
	const char *how;
	if (!files || !automatic(desk, entry, &how, error))
		return NULL;
	const char *own = entry_get(entry, "subject");
	const char *language = entry_get(entry, "language");
	const char *name = account->from ? account->from : regulation->team;
	g_autofree char *subject = *own ? with_number(desk, ticket, own) :
		outbox_subject(regulation, ticket);
	g_autofree char *body = with_number(desk, ticket, entry->body ?
		entry->body : "");
	g_autofree char *reply_to = plus_address(account, ticket);
	OutgoingMail mail = {
		.from = {(char *)(name ? name : ""),
			(char *)send_from_address(account)},
		.reply_to = reply_to,
		.to = to,
		.cc = cc->len > 0 ? cc : NULL,
		.subject = subject,
		.topic = ticket_get(ticket, "subject"),
		.message_id = entry_get(entry, "message-id"),
		.in_reply_to = answers,
		.references = thread,
		.date = entry->at,
		.zone = regulation->zone,
		.language = *language ? language : NULL,
		.markdown = body,
		.files = files->len > 0 ? files : NULL,
		.automatic = how,
		.loop = regulation->mark,
		.ascii = ascii,
	};
	OutgoingFile *invitation = invitation_of(entry, files);
	if (invitation)
		invite(&mail, invitation);
	return mail_compose(&mail, error);
}
