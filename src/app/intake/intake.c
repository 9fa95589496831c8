#include "app/intake/intake.h"

#include <string.h>

#include "app/change/operation_run.h"
#include "app/desk/desk.h"
#include "app/intake/intake_parts.h"
#include "base/automation.h"
#include "base/error.h"
#include "model/ticket.h"
#include "text/yaml.h"

static const struct {
	const char *name;
	Phrase counted; /* %1 of them */
} outcomes[] = {
	{"imported", {"%1 imported", "принято: %1"}},
	{"duplicate", {"%1 duplicate", "повторов: %1"}},
	{"quarantined", {"%1 quarantined", "в карантине: %1"}},
	{"oversize", {"%1 oversize", "слишком больших: %1"}},
	{"ignored", {"%1 ignored", "пропущено: %1"}},
	{"withheld", {"%1 withheld", "не отдано: %1"}},
	{"doubtful", {"%1 doubtful", "под вопросом: %1"}},
	{"known", {"%1 known", "уже известно: %1"}},
};

const char *intake_outcome_name(IntakeOutcome outcome)
{
	return outcomes[outcome].name;
}

const Phrase *intake_outcome_counted(IntakeOutcome outcome)
{
	return &outcomes[outcome].counted;
}

IntakeSettings intake_settings_of(const char *verb, const char *name,
	const Account *account)
{
	IntakeSettings settings = {
		.verb = verb,
		.account = name,
		.since = INSTANT_NONE,
	};
	if (!account)
		return settings;
	settings.account = account->mail->name;
	settings.category = account->category;
	settings.level = account->level;
	settings.own_addresses = (char **)account->addresses->pdata;
	settings.authserv_ids = (char **)account->authserv_ids->pdata;
	settings.limit_bytes = account->mail->limit_bytes;
	return settings;
}

void intake_mail_free(IntakeMail *mail)
{
	g_clear_pointer(&mail->raw, g_bytes_unref);
	g_free(mail->folder);
	g_free(mail->uidvalidity);
	g_free(mail->uid);
	g_free(mail->original);
	g_free(mail->ticket);
	g_free(mail->whole_of);
	g_free(mail);
}

void intake_report_withheld(IntakeReport *report, const char *folder,
	const char *uid, const Phrase *what)
{
	static const Phrase withheld = {"withheld %1/%2: %3 is not given; the "
			"next pull asks again",
		"задержано %1/%2: сервер не даёт %3; следующий pull спросит "
		"снова"};
	report->counts[INTAKE_WITHHELD]++;
	GError *remark = NULL;
	desk_refuse_take(&remark, DESK_ERROR_PARTLY,
		phrase_fill(&withheld, "en", folder, uid,
			phrase_in(what, "en"), NULL),
		phrase_fill(&withheld, "ru", folder, uid,
			phrase_in(what, "ru"), NULL));
	g_ptr_array_add(report->notes, remark);
}

void intake_report_clear(IntakeReport *report)
{
	g_clear_pointer(&report->notes, g_ptr_array_unref);
}

/* --- a mail, read ---------------------------------------------------- */

static void incoming_free(void *data)
{
	Incoming *incoming = data;
	g_clear_pointer(&incoming->message, message_free);
	g_clear_error(&incoming->problem);
	g_free(incoming->digest);
	g_free(incoming->key);
	g_free(incoming);
}

static Incoming *incoming_read(IntakeMail *mail, const MailLimits *limits)
{
	Incoming *incoming = g_new0(Incoming, 1);
	incoming->mail = mail;
	incoming->digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256,
		mail->raw);
	incoming->message = message_parse(mail->raw, limits,
		&incoming->problem);
	if (!incoming->message)
		return incoming;
	const char *id = incoming->message->message_id;
	incoming->key = g_strconcat(id ? id : "", "\n",
		incoming->message->content_hash, NULL);
	return incoming;
}

/* --- the operation --------------------------------------------------- */

/* --- quarantine ------------------------------------------------------ */

static void quarantine(Intake *intake, const Incoming *incoming)
{
	static const Phrase quarantined = {"quarantined %2/%3: %1",
			"в карантине %2/%3: %1"},
		handed = {"quarantined: %1", "в карантине: %1"}, /* deliver */
		still = {"still in quarantine %2/%3: %1",
			"по-прежнему в карантине %2/%3: %1"};
	const IntakeMail *mail = incoming->mail;
	GError *remark = g_error_copy(incoming->problem);
	desk_error_reword(&remark, mail->original ? &still :
		*mail->folder ? &quarantined : &handed, mail->folder, mail->uid, NULL);
	g_ptr_array_add(intake->report->notes, remark);
	if (mail->original)
		return;
	g_autofree char *path = g_strconcat("quarantine/", incoming->digest,
		NULL);
	g_autofree char *received = instant_format(mail->received);
	g_autoptr(GString) text = g_string_new(NULL);
	yaml_append_line(text, "reason", incoming->problem->message);
	yaml_append_line(text, "received", received);
	yaml_append_line(text, "account", intake->settings->account);
	yaml_append_line(text, "folder", mail->folder);
	yaml_append_line(text, "uidvalidity", mail->uidvalidity);
	yaml_append_line(text, "uid", mail->uid);
	g_autofree char *yaml = g_strconcat(path, ".yaml", NULL);
	g_autoptr(GBytes) bytes = g_bytes_new(text->str, text->len);
	operation_add_original(intake->op, path, mail->raw);
	operation_add_original(intake->op, yaml, bytes);
}

/* --- whose it is ----------------------------------------------------- */

/* DMARC speaks for the domain of From, and for one mailbox only. */
static gboolean is_verified(const MailMessage *message,
	const ThreadAnswer *thread)
{
	const char *at = strrchr(message->from.address, '@');
	return thread->is_proof || (message->delivered_by && at &&
		message->from_count == 1 &&
		g_ascii_strcasecmp(message->delivered_by, at + 1) == 0);
}

static void arrival_clear(Arrival *arrival)
{
	g_clear_pointer(&arrival->new_uid, g_free);
	thread_answer_clear(&arrival->thread);
	own_mail_clear(&arrival->own);
	g_free(arrival->agent);
	g_free(arrival->invitation);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Arrival, arrival_clear)

static gboolean find_ticket(Intake *intake, Arrival *arrival, GError **error)
{
	ThreadAnswer *thread = &arrival->thread;
	intake_find_thread(intake, arrival);
	if (!thread->uid && !thread->linked)
		arrival->ticket = intake_vendor_ticket(intake, arrival);
	if (!thread->uid)
		return TRUE;
	arrival->ticket = operation_ticket(intake->op, thread->uid, error);
	if (!arrival->ticket)
		return FALSE;
	/* What reopens nothing is no new matter either. */
	arrival->is_past = arrival->message->may_reopen &&
		!intake->settings->silent && intake_is_past(intake,
			arrival->ticket, arrival->incoming);
	return TRUE;
}

/* A mail of the requester's side, and whatever no other road takes. */
static Road take_message(Intake *intake, Arrival *arrival, GError **error)
{
	const MailMessage *message = arrival->message;
	gboolean wakes = arrival->ticket && arrival->verified &&
		message->may_reopen && !intake->settings->silent;
	if (arrival->is_past || (wakes && !intake_wake(intake, arrival->ticket,
		arrival->incoming))) {
		arrival->is_past = TRUE;
		arrival->thread.linked = g_steal_pointer(&arrival->thread.uid);
		arrival->ticket = NULL;
	}
	gboolean may_add = !message->automatic && (!arrival->ticket ||
		arrival->verified);
	Ticket *ticket = arrival->ticket ? arrival->ticket :
		intake_new_ticket(intake, arrival, intake_writer(intake, message),
			message->subject, error);
	if (!ticket)
		return ROAD_FAILED;
	Entry *entry = intake_say(intake, arrival, ticket, "message", NULL,
		NULL);
	intake_keep_people(intake, message, entry);
	if (may_add)
		intake_add_people(intake, message, ticket);
	return ROAD_TAKEN;
}

static Road import(Intake *intake, const Incoming *incoming, GError **error)
{
	static Road (*const roads[])(Intake *, Arrival *, GError **) = {
		intake_take_trial, intake_take_sent, intake_take_report,
		intake_take_monitoring, intake_take_agent, intake_take_vendor, intake_take_rating,
		take_message};
	const MailMessage *message = incoming->message;
	g_auto(Arrival) arrival = {
		.incoming = incoming,
		.message = message,
		.agent = intake_store_agent(intake->store,
			message->from.address),
	};
	if (!find_ticket(intake, &arrival, error))
		return ROAD_FAILED;
	arrival.verified = is_verified(message, &arrival.thread);
	intake_store_own_mail(intake->store, message->references, &arrival.own);
	Road road = ROAD_OTHER;
	for (gsize i = 0; road == ROAD_OTHER && i < G_N_ELEMENTS(roads); i++)
		road = roads[i](intake, &arrival, error);
	return road;
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
	g_autofree char *id = intake_name(intake, "entry", where, 6);
	if (ticket_entry_by_id(ticket, id))
		return TRUE;
	Entry *entry = operation_say(intake->op, ticket, "duplicate", NULL, id,
		AUTOMATION, incoming->mail->received);
	entry_set(entry, "of", entry_id);
	intake_add_source(intake, incoming, entry);
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
	if (incoming->mail->whole_of && incoming->message) {
		*outcome = INTAKE_IMPORTED;
		return intake_take_whole(intake, incoming, error);
	}
	if (intake_store_has_copy(intake->store, intake->settings->account,
		incoming->mail)) {
		*outcome = INTAKE_KNOWN;
	} else if (is_old(intake, incoming)) {
		*outcome = INTAKE_IGNORED;
		incoming->mail->ignored = TRUE;
	} else if (!incoming->message) {
		*outcome = INTAKE_QUARANTINED;
		quarantine(intake, incoming);
	} else if (intake_store_find(intake->store,
			incoming->message->message_id,
			incoming->message->content_hash, &uid, &entry_id)) {
		*outcome = INTAKE_DUPLICATE;
		return intake->settings->silent || add_duplicate(intake,
			incoming, uid, entry_id, error);
	} else {
		Road road = import(intake, incoming, error);
		incoming->mail->ignored = road == ROAD_IGNORED;
		*outcome = road == ROAD_IGNORED ? INTAKE_IGNORED :
			incoming->mail->oversize ? INTAKE_OVERSIZE :
			INTAKE_IMPORTED;
		return road != ROAD_FAILED;
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
		if (!take_in(intake, incoming, &outcome, error) ||
			!intake_store_check(store, error)) {
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
		all->notes = remarks_new();
	for (guint i = 0; i < batch->notes->len; i++)
		g_ptr_array_add(all->notes,
			g_error_copy(g_ptr_array_index(batch->notes, i)));
}

/* Those of the account that the mail comes by, and of all others. */
static GPtrArray *own_addresses(Desk *desk, char **own, GError **error)
{
	g_autoptr(GPtrArray) accounts = accounts_read(desk, error);
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; own && own[i]; i++)
		g_ptr_array_add(all, g_strdup(own[i]));
	for (guint i = 0; accounts && i < accounts->len; i++) {
		const Account *account = g_ptr_array_index(accounts, i);
		for (guint k = 0; k + 1 < account->addresses->len; k++)
			g_ptr_array_add(all, g_strdup(g_ptr_array_index(
				account->addresses, k)));
	}
	g_ptr_array_add(all, NULL);
	if (!accounts)
		g_clear_pointer(&all, g_ptr_array_unref);
	return all;
}

gboolean intake_run(Desk *desk, const IntakeSettings *given, GPtrArray *mails,
	IntakeReport *report, GError **error)
{
	MailLimits limits;
	IntakeSettings all = *given;
	const IntakeSettings *settings = &all;
	g_autoptr(GPtrArray) own = own_addresses(desk, given->own_addresses,
		error);
	if (!own)
		return FALSE;
	all.own_addresses = (char **)own->pdata;
	mail_limits_default(&limits);
	limits.authserv_ids = settings->authserv_ids;
	limits.own_addresses = settings->own_addresses;
	if (settings->limit_bytes > 0)
		limits.limit_bytes = settings->limit_bytes;
	mail_start();
	g_autoptr(GPtrArray) incoming =
		g_ptr_array_new_with_free_func(incoming_free);
	for (guint i = 0; i < mails->len; i++) {
		IntakeMail *mail = g_ptr_array_index(mails, i);
		/* Files and servers date mail, too, by clocks of their own. */
		if (instant_is_ahead(mail->received, desk_now(desk)))
			mail->received = desk_now(desk);
		Incoming *one = incoming_read(mail, &limits);
		g_ptr_array_add(incoming, one);
		if (!desk_error_finding(error, &one->problem))
			return FALSE;
	}
	g_auto(IntakeReport) batch = {
		.notes = remarks_new()};
	Intake intake = {desk, settings, incoming, NULL, NULL, &batch};
	OperationSettings operation = {
		.verb = settings->verb,
		.dry_run = settings->dry_run,
		.durable = TRUE,
		.automation = TRUE,
		.silent = settings->silent || settings->tell_nobody,
		.by = "mail",
	};
	g_auto(OperationResult) result = {0};
	if (!operation_run(desk, &operation, apply, &intake, &result, error))
		return FALSE;
	report_join(report, &batch);
	return TRUE;
}
