#include "app/intake.h"

#include <string.h>

#include "app/change.h"
#include "app/intake_store.h"
#include "base/error.h"
#include "base/identifier.h"
#include "index/people.h"
#include "mail/message.h"
#include "rules/threading.h"

#define DEFAULT_REOPEN_DAYS 14
#define DAY_SECONDS (24 * 60 * 60)
#define SUBJECT_LIMIT 300

static const char *const outcome_names[] = {"imported", "duplicate",
	"quarantined", "oversize", "ignored", "known"};

const char *intake_outcome_name(IntakeOutcome outcome)
{
	return outcome_names[outcome];
}

void intake_mail_free(IntakeMail *mail)
{
	g_clear_pointer(&mail->raw, g_bytes_unref);
	g_free(mail->folder);
	g_free(mail->uidvalidity);
	g_free(mail->uid);
	g_free(mail->original);
	g_free(mail);
}

void intake_report_clear(IntakeReport *report)
{
	g_clear_pointer(&report->notes, g_ptr_array_unref);
}

/* --- a mail, read ---------------------------------------------------- */

typedef struct {
	const IntakeMail *mail;
	MailMessage *message; /* NULL: quarantine */
	char *problem;
	char *digest;	      /* sha256 of the bytes */
	char *key;	      /* what uid, entry id and token derive from */
} Incoming;

static void incoming_free(void *data)
{
	Incoming *incoming = data;
	g_clear_pointer(&incoming->message, message_free);
	g_free(incoming->problem);
	g_free(incoming->digest);
	g_free(incoming->key);
	g_free(incoming);
}

static Incoming *incoming_read(const IntakeMail *mail, const MailLimits *limits)
{
	Incoming *incoming = g_new0(Incoming, 1);
	g_autoptr(GError) problem = NULL;
	incoming->mail = mail;
	incoming->digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256,
		mail->raw);
	incoming->message = message_parse(mail->raw, limits, &problem);
	if (!incoming->message) {
		incoming->problem = g_strdup(problem->message);
		return incoming;
	}
	const char *id = incoming->message->message_id;
	incoming->key = g_strconcat(id ? id : "", "\n",
		incoming->message->content_hash, NULL);
	return incoming;
}

/* --- the operation --------------------------------------------------- */

typedef struct {
	Desk *desk;
	const IntakeSettings *settings;
	GPtrArray *incoming;
	IntakeStore *store; /* what index and this batch know */
	Operation *op;
	IntakeReport *report;
} Intake;

static void note(Intake *intake, const Incoming *incoming, const char *what,
	const char *why)
{
	g_ptr_array_add(intake->report->notes, g_strdup_printf("%s %s/%s: %s",
		what, incoming->mail->folder, incoming->mail->uid, why));
}

static char *derived_name(Intake *intake, const Incoming *incoming,
	const char *purpose, guint length)
{
	guint8 digest[32];
	const char *secret = operation_regulation(intake->op)->id;
	identifier_derive(secret ? secret : "", purpose, incoming->key,
		strlen(incoming->key), digest);
	return identifier_letter_first(digest, sizeof digest, length);
}

static char *original_path(const Incoming *incoming)
{
	if (incoming->mail->original)
		return g_strdup(incoming->mail->original);
	g_autofree char *day = instant_format(incoming->mail->received);
	return g_strdup_printf("%.4s/%.2s/%.2s/%s", day, day + 5, day + 8,
		incoming->digest);
}

static void add_source(const Intake *intake, const Incoming *incoming,
	Entry *entry)
{
	entry_set(entry, "account", intake->settings->account);
	if (*incoming->mail->folder)
		entry_set(entry, "folder", incoming->mail->folder);
	if (*incoming->mail->uidvalidity)
		entry_set(entry, "uidvalidity", incoming->mail->uidvalidity);
	if (*incoming->mail->uid)
		entry_set(entry, "uid", incoming->mail->uid);
}

/* --- quarantine ------------------------------------------------------ */

static void append_line(GString *out, const char *key, const char *value)
{
	if (!value || !*value)
		return;
	g_autofree char *clean = yaml_clean_text(value, -1);
	g_string_append_printf(out, "%s: ", key);
	yaml_append_scalar(out, clean, FALSE);
	g_string_append_c(out, '\n');
}

static void quarantine(Intake *intake, const Incoming *incoming)
{
	const IntakeMail *mail = incoming->mail;
	if (mail->original) {
		note(intake, incoming, "still in quarantine", incoming->problem);
		return;
	}
	g_autofree char *path = g_strconcat("quarantine/", incoming->digest,
		NULL);
	g_autofree char *received = instant_format(mail->received);
	g_autoptr(GString) text = g_string_new(NULL);
	append_line(text, "reason", incoming->problem);
	append_line(text, "received", received);
	append_line(text, "account", intake->settings->account);
	append_line(text, "folder", mail->folder);
	append_line(text, "uidvalidity", mail->uidvalidity);
	append_line(text, "uid", mail->uid);
	g_autofree char *yaml = g_strconcat(path, ".yaml", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new(text->str, text->len);
	operation_add_original(intake->op, path, mail->raw);
	operation_add_original(intake->op, yaml, bytes);
	note(intake, incoming, "quarantined", incoming->problem);
}

/* --- who wrote ------------------------------------------------------- */

static char *sender_text(const MailMessage *message)
{
	const MailAddress *from = &message->from;
	if (!from->name || !*from->name)
		return g_strdup(*from->address ? from->address : "unknown");
	return g_strdup_printf("%s <%s>", from->name, from->address);
}

static void set_people(Intake *intake, Ticket *ticket,
	const MailMessage *message)
{
	Index *index = desk_index(intake->desk, NULL);
	const char *address = message->from.address;
	const char *at = strrchr(address, '@');
	g_autofree char *contact = people_contact_by_mail(index, address);
	g_autofree char *customer = contact ? customer_of_contact(contact) :
		at ? people_customer_by_domain(index, at + 1) : NULL;
	ticket_set(ticket, "requester", contact ? contact : address);
	ticket_set(ticket, "customer", customer);
}

/* --- the message entry ----------------------------------------------- */

static void add_attachments(Entry *entry, const MailMessage *message)
{
	for (guint i = 0; i < message->attachments->len; i++) {
		const MailAttachment *file =
			g_ptr_array_index(message->attachments, i);
		g_autofree char *size = g_strdup_printf("%" G_GINT64_FORMAT,
			file->size);
		g_autofree char *part = g_strdup_printf("%u", file->part);
		entry_add_record(entry, "attachments", "name", file->name,
			"type", file->type, "size", size, "part", part, NULL);
	}
}

static char *body_of(const Incoming *incoming)
{
	if (!incoming->mail->oversize)
		return g_strdup(incoming->message->text);
	return g_strdup_printf("(This mail of %" G_GSIZE_FORMAT " bytes is over "
		"the limit; only its header was fetched. It is still in the "
		"mailbox.)\n", incoming->mail->size);
}

static void add_message(Intake *intake, Ticket *ticket,
	const Incoming *incoming, const ThreadAnswer *thread, gboolean verified)
{
	const MailMessage *message = incoming->message;
	g_autofree char *id = derived_name(intake, incoming, "entry", 6);
	g_autofree char *by = sender_text(message);
	g_autofree char *body = body_of(incoming);
	g_autofree char *original = original_path(incoming);
	Entry *entry = operation_say(intake->op, ticket, "message", body, id, by,
		incoming->mail->received);
	if (message->sent)
		entry_set(entry, "sent", message->sent);
	if (message->message_id)
		entry_set(entry, "message-id", message->message_id);
	if (strcmp(message->subject, ticket_get(ticket, "subject")) != 0 &&
		*message->subject)
		entry_set(entry, "subject", message->subject);
	entry_set(entry, "original", original);
	entry_set(entry, "content-hash", message->content_hash);
	add_source(intake, incoming, entry);
	if (message->automatic)
		entry_set(entry, "automatic", message->automatic_reason);
	if (!verified)
		entry_set_flag(entry, "unverified");
	if (thread->linked)
		entry_set(entry, "warning", "the sender does not belong to the "
			"ticket that the mail answers");
	else if (message->message_id && intake_store_knows_id(intake->store,
		message->message_id))
		entry_set(entry, "warning",
			"another mail with this Message-ID was taken in");
	add_attachments(entry, message);
	if (!incoming->mail->original)
		operation_add_original(intake->op, original, incoming->mail->raw);
	intake_store_add(intake->store, message->message_id,
		message->content_hash, ticket_get(ticket, "uid"), id,
		ticket_get(ticket, "token"));
}

/* --- a new ticket ---------------------------------------------------- */

static Ticket *new_ticket(Intake *intake, const Incoming *incoming,
	const ThreadAnswer *thread, GError **error)
{
	const MailMessage *message = incoming->message;
	const Regulation *regulation = operation_regulation(intake->op);
	g_autofree char *name = derived_name(intake, incoming, "uid", 8);
	g_autofree char *uid = uid_make(incoming->mail->received, name);
	Ticket *ticket = operation_create(intake->op, uid,
		incoming->mail->received, error);
	if (!ticket)
		return NULL;
	g_autofree char *token = derived_name(intake, incoming, "token", 16);
	g_autofree char *subject = subject_without_tag(message->subject,
		regulation->prefix ? regulation->prefix : "");
	g_autofree char *cut = g_utf8_strlen(subject, -1) > SUBJECT_LIMIT ?
		g_utf8_substring(subject, 0, SUBJECT_LIMIT) : g_strdup(subject);
	ticket_set(ticket, "token", token);
	ticket_set(ticket, "subject", cut);
	ticket_set(ticket, "channel", "email");
	if (regulation_find(regulation, "priority", "normal"))
		ticket_set(ticket, "priority", "normal");
	set_people(intake, ticket, message);
	if (intake->settings->level)
		ticket_set(ticket, "level", intake->settings->level);
	if (intake->settings->category && !change_category(intake->op, ticket,
		intake->settings->category, error))
		return NULL;
	if (thread->linked) {
		g_autofree char *link = g_strconcat("related ", thread->linked,
			NULL);
		ticket_list_add(ticket, "links", link);
	}
	intake->report->new_tickets++;
	return ticket;
}

/* --- an answer ------------------------------------------------------- */

/* `within` of the row {from: closed, to: open, by: mail} of the workflow. */
static gint64 reopen_seconds(const Regulation *regulation)
{
	const YamlNode *rows = yaml_get(regulation->root, "workflow");
	for (guint i = 0; rows && rows->kind == YAML_LIST && i < rows->items->len;
		i++) {
		const YamlNode *row = g_ptr_array_index(rows->items, i);
		const char *within = yaml_get_text(row, "within", "");
		gint64 days = g_ascii_strtoll(within, NULL, 10);
		if (strcmp(yaml_get_text(row, "from", ""), "closed") == 0 &&
			strcmp(yaml_get_text(row, "by", ""), "mail") == 0 &&
			days > 0 && g_str_has_suffix(within, "d"))
			return days * DAY_SECONDS;
	}
	return DEFAULT_REOPEN_DAYS * DAY_SECONDS;
}

/* Closed for so long that an answer is a new matter. */
static gboolean is_past(Intake *intake, const Ticket *ticket,
	const Incoming *incoming)
{
	const Regulation *regulation = operation_regulation(intake->op);
	if (regulation_status_class(regulation, ticket_get(ticket, "status")) !=
		CLASS_CLOSED)
		return FALSE;
	Instant closed = intake_store_closed_at(intake->store,
		ticket_get(ticket, "uid"));
	return closed != INSTANT_NONE && incoming->mail->received - closed >
		reopen_seconds(regulation);
}

static void wake(Intake *intake, Ticket *ticket)
{
	const Regulation *regulation = operation_regulation(intake->op);
	StatusClass now = regulation_status_class(regulation,
		ticket_get(ticket, "status"));
	if (now == CLASS_NEW || now == CLASS_OPEN)
		return;
	ticket_set(ticket, "status", regulation_status_of(regulation,
		CLASS_OPEN));
	ticket_set(ticket, "until", NULL);
	if (now >= CLASS_SOLVED)
		ticket_set(ticket, "resolution", NULL);
}

static GPtrArray *recipients_of(const MailMessage *message)
{
	GPtrArray *all = g_ptr_array_new();
	const GPtrArray *lists[] = {message->to, message->cc};
	for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
		for (guint j = 0; lists[i] && j < lists[i]->len; j++) {
			const MailAddress *address =
				g_ptr_array_index(lists[i], j);
			g_ptr_array_add(all, address->address);
		}
	for (guint i = 0; message->delivered_to &&
		i < message->delivered_to->len; i++)
		g_ptr_array_add(all, g_ptr_array_index(message->delivered_to, i));
	return all;
}

static void find_thread(Intake *intake, const MailMessage *message,
	ThreadAnswer *thread)
{
	const Regulation *regulation = operation_regulation(intake->op);
	g_autoptr(GPtrArray) recipients = recipients_of(message);
	ThreadMail mail = {
		.references = message->references,
		.recipients = recipients,
		.subject = message->subject,
		.sender = message->from.address,
		.prefix = regulation->prefix ? regulation->prefix : "",
	};
	thread_find(&mail, &intake_thread_store, intake->store, thread);
}

/* DMARC speaks for the domain of From, and for one mailbox only. */
static gboolean is_verified(const MailMessage *message,
	const ThreadAnswer *thread)
{
	const char *at = strrchr(message->from.address, '@');
	return thread->is_proof || (message->delivered_by && at &&
		message->from_count == 1 &&
		g_ascii_strcasecmp(message->delivered_by, at + 1) == 0);
}

static gboolean import(Intake *intake, const Incoming *incoming, GError **error)
{
	const MailMessage *message = incoming->message;
	g_auto(ThreadAnswer) thread = {0};
	find_thread(intake, message, &thread);
	gboolean verified = is_verified(message, &thread);
	Ticket *ticket = thread.uid ? operation_ticket(intake->op, thread.uid,
		error) : NULL;
	if (thread.uid && !ticket)
		return FALSE;
	if (ticket && is_past(intake, ticket, incoming)) {
		thread.linked = g_steal_pointer(&thread.uid);
		ticket = NULL;
	}
	gboolean answer = ticket != NULL;
	if (!ticket && !(ticket = new_ticket(intake, incoming, &thread, error)))
		return FALSE;
	add_message(intake, ticket, incoming, &thread, verified);
	if (answer && verified && message->may_reopen)
		wake(intake, ticket);
	return TRUE;
}

/* --- one mail after the other ---------------------------------------- */

/* The same mail by another road: noted at the entry that it repeats. */
static gboolean add_duplicate(Intake *intake, const Incoming *incoming,
	const char *uid, const char *entry_id, GError **error)
{
	Ticket *ticket = operation_ticket(intake->op, uid, error);
	if (!ticket)
		return FALSE;
	g_autofree char *where = g_strjoin("\n", "duplicate", incoming->key,
		intake->settings->account, incoming->mail->folder,
		incoming->mail->uidvalidity, incoming->mail->uid, NULL);
	guint8 digest[32];
	const char *secret = operation_regulation(intake->op)->id;
	identifier_derive(secret ? secret : "", "entry", where, strlen(where),
		digest);
	g_autofree char *id = identifier_letter_first(digest, sizeof digest, 6);
	if (ticket_entry_by_id(ticket, id))
		return TRUE;
	Entry *entry = operation_say(intake->op, ticket, "duplicate", NULL, id,
		"desk", incoming->mail->received);
	entry_set(entry, "of", entry_id);
	add_source(intake, incoming, entry);
	return TRUE;
}

static gboolean is_old(const Intake *intake, const Incoming *incoming)
{
	return intake->settings->since != INSTANT_NONE &&
		incoming->mail->received < intake->settings->since &&
		!incoming->mail->original;
}

static gboolean take_in(Intake *intake, const Incoming *incoming,
	IntakeOutcome *outcome, GError **error)
{
	g_autofree char *uid = NULL;
	g_autofree char *entry_id = NULL;
	if (intake_store_has_copy(intake->store, intake->settings->account,
		incoming->mail)) {
		*outcome = INTAKE_KNOWN;
	} else if (is_old(intake, incoming)) {
		*outcome = INTAKE_IGNORED;
	} else if (!incoming->message) {
		*outcome = INTAKE_QUARANTINED;
		quarantine(intake, incoming);
	} else if (intake_store_find(intake->store,
			incoming->message->message_id,
			incoming->message->content_hash, &uid, &entry_id)) {
		*outcome = INTAKE_DUPLICATE;
		return add_duplicate(intake, incoming, uid, entry_id, error);
	} else {
		*outcome = incoming->mail->oversize ? INTAKE_OVERSIZE :
			INTAKE_IMPORTED;
		return import(intake, incoming, error);
	}
	return TRUE;
}

static gboolean apply(Operation *op, void *data, GError **error)
{
	Intake *intake = data;
	IntakeReport *report = intake->report;
	g_autoptr(IntakeStore) store = intake_store_new(op, error);
	if (!store)
		return FALSE;
	intake->op = op;
	intake->store = store;
	/* The branch may have moved: the report of the first attempt is void. */
	memset(report->counts, 0, sizeof report->counts);
	report->new_tickets = 0;
	g_ptr_array_set_size(report->notes, 0);
	for (guint i = 0; i < intake->incoming->len; i++) {
		const Incoming *incoming = g_ptr_array_index(intake->incoming, i);
		IntakeOutcome outcome;
		if (!take_in(intake, incoming, &outcome, error)) {
			g_prefix_error(error, "%s/%s: ", incoming->mail->folder,
				incoming->mail->uid);
			return FALSE;
		}
		report->counts[outcome]++;
	}
	return TRUE;
}

static void report_join(IntakeReport *all, IntakeReport *batch)
{
	for (guint i = 0; i < INTAKE_OUTCOMES; i++)
		all->counts[i] += batch->counts[i];
	all->new_tickets += batch->new_tickets;
	if (!all->notes)
		all->notes = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < batch->notes->len; i++)
		g_ptr_array_add(all->notes,
			g_strdup(g_ptr_array_index(batch->notes, i)));
}

gboolean intake_run(Desk *desk, const IntakeSettings *settings,
	GPtrArray *mails, IntakeReport *report, GError **error)
{
	MailLimits limits;
	mail_limits_default(&limits);
	limits.authserv_ids = settings->authserv_ids;
	limits.own_addresses = settings->own_addresses;
	if (settings->limit_bytes > 0)
		limits.limit_bytes = settings->limit_bytes;
	mail_start();
	g_autoptr(GPtrArray) incoming =
		g_ptr_array_new_with_free_func(incoming_free);
	for (guint i = 0; i < mails->len; i++)
		g_ptr_array_add(incoming,
			incoming_read(g_ptr_array_index(mails, i), &limits));
	g_auto(IntakeReport) batch = {
		.notes = g_ptr_array_new_with_free_func(g_free)};
	Intake intake = {desk, settings, incoming, NULL, NULL, &batch};
	OperationSettings operation = {
		.verb = settings->verb,
		.dry_run = settings->dry_run,
		.durable = TRUE,
		.automation = TRUE,
		.by = "mail",
	};
	g_auto(OperationResult) result = {0};
	if (!operation_run(desk, &operation, apply, &intake, &result, error))
		return FALSE;
	report_join(report, &batch);
	return TRUE;
}
