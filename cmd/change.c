#include "cmd/change.h"

#include <string.h>

#include "app/change/operation_run.h"
#include "app/desk/current_index.h"
#include "app/desk/identity.h"
#include "app/desk/in_force.h"
#include "app/desk/people_words.h"
#include "app/desk/talk.h"
#include "app/desk/ticket_name.h"
#include "app/show/view.h"
#include "app/sync/auto.h"
#include "base/error.h"
#include "base/identifier.h"
#include "index/tickets.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "model/verb.h"
#include "rules/billing.h"
#include "system/file.h"
#include "text/date.h"

#define ASK_FROM 10
#define ATTACHMENT_LIMIT_BYTES (50 * 1024 * 1024)

/* --- the answer ------------------------------------------------------ */

static Value *changes_value(const Context *context,
	const OperationTicket *told)
{
	const Regulation *regulation = desk_read_regulation(context->desk);
	Value *list = value_list();
	for (guint i = 0; i < told->changes->len; i++) {
		const OperationChange *change = g_ptr_array_index(told->changes, i);
		Value *record = value_record();
		if (change->field) {
			value_record_set(record, "field", value_text(change->field));
			value_record_set(record, "old", regulation_field_value(
				regulation, change->field, change->old_text));
			value_record_set(record, "new", regulation_field_value(
				regulation, change->field, change->new_text));
		} else {
			value_record_set(record, "entry", value_text(change->entry_id));
			value_record_set(record, "kind", value_text(change->entry_kind));
		}
		value_list_add(list, record);
	}
	return list;
}

static char *told_name(const OperationTicket *told)
{
	return uid_short_name(told->uid, told->number);
}

static gboolean is_new(const OperationTicket *told)
{
	for (guint i = 0; i < told->changes->len; i++) {
		const OperationChange *change = g_ptr_array_index(told->changes, i);
		if (g_strcmp0(change->field, "uid") == 0 ||
			(g_strcmp0(change->field, "created") == 0 &&
				*change->old_text == '\0'))
			return TRUE;
	}
	return FALSE;
}

/* A name for machines, its title on a terminal. */
static const char *titled(Context *context, const Ticket *ticket,
	const char *field)
{
	const char *name = ticket_get(ticket, field);
	return context->machine || !*name ? name : regulation_title(
		desk_read_regulation(context->desk), field, name,
		context->language);
}

static void tell_new(Context *context, GString *out,
	const OperationTicket *told, const char *name)
{
	const Ticket *ticket = told->ticket;
	const char *assignee = ticket_get(ticket, "assignee");
	g_string_append_printf(out, "%s %s (%s, %s%s%s)\n", name,
		ticket_get(ticket, "subject"), titled(context, ticket, "status"),
		titled(context, ticket, "level"), *assignee ? ", " : "",
		assignee);
}

static void tell_entry(Context *context, GString *out, const char *name,
	const char *kind)
{
	static const Phrase added = {"%1 %2 added\n", "%1 добавлено: %2\n"};
	g_autofree char *text = fill_in_language(context, &added, name,
		kind_title(context, kind), NULL);
	g_string_append(out, text);
}

/* The entry that a change added, if it is a mail that will leave. */
static const Entry *mail_of(const OperationTicket *told,
	const OperationChange *change)
{
	const Entry *entry = change->entry_id && told->ticket ?
		ticket_entry_by_id(told->ticket, change->entry_id) : NULL;
	const char *hold = entry ? entry_get(entry, "hold") : "";
	return entry && (!*hold || strcmp(hold, ENTRY_HOLD_APPROVAL) == 0) &&
		g_str_has_prefix(entry_get(entry, "message-id"),
			ENTRY_OWN_ID_PREFIX) ? entry : NULL;
}

static char *held_text(const Context *context, const char *hold)
{
	static const Phrase unapproved = {" (waits for approval)",
		" (ждёт согласования)"}, held = {" (held: %1)",
		" (не уйдёт: %1)"};
	return !*hold ? g_strdup("") : fill_in_language(context,
		strcmp(hold, ENTRY_HOLD_APPROVAL) == 0 ? &unapproved : &held,
		hold, NULL);
}

static char *joined(const Entry *mail, const char *key)
{
	g_autoptr(GPtrArray) list = entry_get_list(mail, key);
	g_ptr_array_add(list, NULL);
	return g_strjoinv(", ", (char **)list->pdata);
}

static void tell_mail(Context *context, GString *out, const char *name,
	const OperationTicket *told, const Entry *mail)
{
	g_autofree char *to = joined(mail, "to");
	g_autofree char *cc = joined(mail, "cc");
	const char *own = entry_get(mail, "subject");
	const Regulation *regulation = desk_read_regulation(context->desk);
	g_autofree char *subject = *own || !regulation ? g_strdup(own) :
		outbox_subject(regulation, told->ticket);
	g_autofree char *files = joined(mail, "attachments");
	g_autofree char *held = held_text(context, entry_get(mail, "hold"));
	g_string_append_printf(out, "%s %s → %s%s%s%s\n", name,
		kind_title(context, mail->kind), to, *cc ? ", " : "", cc, held);
	if (!context->dry_run)
		return;
	static const Phrase attached = {"Attached", "Вложено"};
	g_string_append_printf(out, "\nTo: %s\n", to);
	if (*cc)
		g_string_append_printf(out, "Cc: %s\n", cc);
	g_string_append_printf(out, "Subject: %s\n", subject);
	if (*files)
		g_string_append_printf(out, "%s: %s\n", in_language(context,
			&attached), files);
	g_string_append_printf(out, "\n%s\n\n", mail->body ? mail->body : "");
}

static void tell_field(Context *context, GString *out, const char *name,
	const OperationChange *change)
{
	g_autofree char *text = view_change_text(context->desk,
		change->field, change->old_text, change->new_text,
		context->language);
	g_string_append_printf(out, "%s %s\n", name, text);
}

static void tell_changes(Context *context, GString *out,
	const OperationTicket *told, const char *name)
{
	for (guint i = 0; i < told->changes->len; i++) {
		const OperationChange *change = g_ptr_array_index(told->changes, i);
		const Entry *mail = mail_of(told, change);
		if (mail)
			tell_mail(context, out, name, told, mail);
		else if (change->field)
			tell_field(context, out, name, change);
		else
			tell_entry(context, out, name, change->entry_kind);
	}
}

static Value *list_value(const Entry *entry, const char *key)
{
	g_autoptr(GPtrArray) texts = entry_get_list(entry, key);
	Value *list = value_list();
	for (guint i = 0; i < texts->len; i++)
		value_list_add(list, value_text(g_ptr_array_index(texts, i)));
	return list;
}

static Value *mails_value(Context *context, const OperationTicket *told)
{
	Value *list = value_list();
	const Regulation *regulation = desk_read_regulation(context->desk);
	for (guint i = 0; i < told->changes->len; i++) {
		const Entry *mail = mail_of(told,
			g_ptr_array_index(told->changes, i));
		if (!mail)
			continue;
		const char *own = entry_get(mail, "subject");
		const char *until = entry_get(mail, "not-before");
		Value *record = value_record();
		value_record_set(record, "entry", value_text(mail->id));
		value_record_set(record, "kind", value_text(mail->kind));
		value_record_set(record, "to", list_value(mail, "to"));
		value_record_set(record, "cc", list_value(mail, "cc"));
		value_record_set(record, "subject", *own || !regulation ?
			value_text(own) : value_text_take(
				outbox_subject(regulation, told->ticket)));
		value_record_set(record, "message-id",
			value_text(entry_get(mail, "message-id")));
		value_record_set(record, "not-before",
			value_text(*until ? until : NULL));
		const char *hold = entry_get(mail, "hold");
		value_record_set(record, "hold", value_text(*hold ? hold :
			NULL));
		value_record_set(record, "body", value_text(mail->body));
		value_list_add(list, record);
	}
	return list;
}

static const Member change_members[] = {
	{"field", {NULL}, VALUE_TEXT, 0, "of the head that changed"},
	{"old", {NULL}, VALUE_NONE, 0, "before, as the field is typed"},
	{"new", {NULL}, VALUE_NONE, 0, "after; null = nothing"},
	{"entry", {NULL}, VALUE_TEXT, 0, "that was added: its id"},
	{"kind", {NULL}, VALUE_TEXT, 0, "of the entry"},
	{0},
};
static const Schema change = {.members = change_members};

static const Member mail_members[] = {
	{"entry", {NULL}, VALUE_TEXT, 0, "its id"},
	{"kind", {NULL}, VALUE_TEXT, 0, "of the entry"},
	{"to", {NULL}, VALUE_LIST, 0, "addresses"},
	{"cc", {NULL}, VALUE_LIST, 0, "addresses"},
	{"subject", {NULL}, VALUE_TEXT, 0, "of the mail"},
	{"message-id", {NULL}, VALUE_TEXT, 0, "that it will have"},
	{"not-before", {NULL}, VALUE_TEXT, 0,
		"when it leaves; null = at once"},
	{"hold", {NULL}, VALUE_TEXT, 0,
		"approval: it waits for one; null = nothing holds it"},
	{"body", {NULL}, VALUE_TEXT, 0, "Markdown"},
	{0},
};
static const Schema mail = {.members = mail_members};

static const Member columns[] = {
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_ID | COLUMN_NUMBER,
		"the uid's beginning, a text, while it has none"},
	{"uid", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "the ticket"},
	{"changes", {NULL}, VALUE_LIST, COLUMN_HIDDEN, "one a field or entry",
		&change},
	{"commit", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"null with -n, or if nothing changed"},
	{"mails", {NULL}, VALUE_LIST, COLUMN_HIDDEN, "that go out by it",
		&mail},
	{"known", {NULL}, VALUE_FLAG, COLUMN_HIDDEN,
		"it was there already, by --dedupe-key"},
	{"dry-run", {NULL}, VALUE_FLAG, COLUMN_HIDDEN, "true with -n"},
	{0},
};
const Schema change_schema = {"change/1",
	"every command that changes tickets: an array", columns};

static const Phrase already_so = {"already so, nothing changed",
	"уже так, ничего не изменено"};

static void answer(Context *context, const OperationResult *result)
{
	Page *page = context_page(context, PAGE_LIST, &change_schema);
	g_autoptr(GString) talk = g_string_new(NULL);
	Block *table = NULL;
	for (guint i = 0; i < result->tickets->len; i++) {
		const OperationTicket *told = g_ptr_array_index(result->tickets, i);
		g_autofree char *name = told_name(told);
		if (is_new(told))
			tell_new(context, talk, told, name);
		else
			tell_changes(context, talk, told, name);
	}
	if (result->tickets->len == 0)
		g_string_append_printf(talk, "%s\n", in_language(context,
			&already_so));
	if (talk->len > 0)
		g_string_truncate(talk, talk->len - 1);
	page_add_prose(page, "%s", talk->str);
	table = page_add_table(page, "tickets", NULL);
	table->machines = TRUE;
	block_add_columns(table, columns);
	for (guint i = 0; i < result->tickets->len; i++) {
		const OperationTicket *told = g_ptr_array_index(result->tickets, i);
		GPtrArray *row = block_add_row(table);
		row_add(row, told->number > 0 ? value_integer(told->number) :
			value_text_take(told_name(told)));
		row_add(row, value_text(told->uid));
		row_add(row, changes_value(context, told));
		row_add(row, value_word(result->commit));
		row_add(row, mails_value(context, told));
		row_add(row, value_flag(FALSE));
		row_add(row, value_flag(context->dry_run));
	}
}

void change_mark_known(Context *context)
{
	const Block *table = context->page->blocks->pdata[1];
	for (guint i = 0; i < table->rows->len; i++) {
		GPtrArray *row = table->rows->pdata[i];
		Value *known = row->pdata[row->len - 2];
		known->integer = TRUE;
	}
}

void change_answer_found(Context *context, const char *uid, gint64 number)
{
	g_autoptr(GPtrArray) tickets = g_ptr_array_new();
	g_autoptr(GPtrArray) changes = g_ptr_array_new();
	OperationTicket found = {.uid = (char *)uid, .number = number,
		.changes = changes};
	OperationResult result = {.tickets = tickets};
	g_ptr_array_add(tickets, &found);
	g_clear_pointer(&context->page, page_free);
	answer(context, &result);
}

static void remember(Context *context, const OperationResult *result)
{
	if (context->dry_run || result->tickets->len != 1)
		return;
	const OperationTicket *told = g_ptr_array_index(result->tickets, 0);
	desk_remember_ticket(context->desk, told->uid);
}

/* Numbers come with the sync, and a ticket that somebody else took first is
 * theirs: those are added to `lost` (GError*). */
static gboolean look_again(Context *context, const char *verb,
	const OperationResult *result, GPtrArray *lost, GError **error)
{
	static const Phrase taken = {"%1 is %2's, who took it first",
		"заявку %1 раньше взял сотрудник %2"};
	Index *index = desk_index(context->desk, error);
	const char *me = index ? desk_me(context->desk, error) : NULL;
	for (guint i = 0; me && i < result->tickets->len; i++) {
		OperationTicket *told = g_ptr_array_index(result->tickets, i);
		if (!index_ticket_number(index, told->uid, &told->number, error))
			return FALSE;
		if (!verb_is(verb, VERB_TAKES))
			continue;
		g_autofree TicketLine *line = index_ticket_line(index, told->uid,
			error);
		if (!line)
			return FALSE;
		if (!*line->assignee || strcmp(line->assignee, me) == 0)
			continue;
		GError *problem = NULL;
		g_autofree char *name = told_name(told);
		desk_refuse(&problem, DESK_ERROR_CONFLICT, &taken, name,
			line->assignee, NULL);
		g_ptr_array_add(lost, problem);
	}
	return me != NULL;
}

static gboolean sync_first(Context *context, const char *verb,
	const OperationResult *result, GError **error)
{
	g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_error_free);
	if (!(context->command->flags & COMMAND_SYNCS) ||
		result->commit[0] == '\0' ||
		!sync_is_automatic(context->desk) ||
		!sync_at_once(context->desk))
		return TRUE;
	/* It is done, also where its number cannot be told. */
	g_autoptr(GError) problem = NULL;
	if (!look_again(context, verb, result, lost, &problem))
		desk_say_problem(context->desk, problem);
	return desk_error_of_many(error, 0, lost);
}

int change_run_with(Context *context, const OperationSettings *settings,
	OperationApply apply, void *data, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_auto(OperationResult) result = {0};
	if (!desk || !operation_run(desk, settings, apply, data, &result, error))
		return -1;
	gboolean good = sync_first(context, settings->verb, &result, error);
	if (good)
		answer(context, &result);
	remember(context, &result);
	hours_warn(context, &result);
	return good ? 0 : -1;
}

int change_run(Context *context, const char *verb, OperationApply apply,
	void *data, GError **error)
{
	OperationSettings settings = {.verb = verb, .dry_run = context->dry_run};
	return change_run_with(context, &settings, apply, data, error);
}

int change_run_by_rule(Context *context, const char *verb,
	OperationApply apply, void *data, GError **error)
{
	OperationSettings settings = {.verb = verb, .dry_run = context->dry_run,
		.automation = TRUE, .by = "rule"};
	g_clear_pointer(&context->page, page_free);
	return change_run_with(context, &settings, apply, data, error);
}

/* --- the same to each ticket ----------------------------------------- */

typedef struct {
	GPtrArray *uids;
	ChangePlan plan; /* NULL: `uids` stand */
	ChangeTicket each;
	void *data;
	GPtrArray *refused; /* GError* */
	GPtrArray *failed;  /* char*: names of those tickets */
} Bulk;

static gboolean apply_one(Operation *op, Bulk *bulk, const char *uid)
{
	g_autoptr(GError) problem = NULL;
	Ticket *ticket = operation_ticket(op, uid, &problem);
	if (ticket && bulk->each(op, ticket, bulk->data, &problem) &&
		operation_judge(op, uid, INSTANT_NONE, &problem))
		return TRUE;
	g_ptr_array_add(bulk->failed, ticket ? ticket_short_name(ticket) :
		uid_short_name(uid, 0));
	operation_discard(op, uid);
	g_ptr_array_add(bulk->refused, g_steal_pointer(&problem));
	return FALSE;
}

static gboolean apply_all(Operation *op, void *data, GError **error)
{
	Bulk *bulk = data;
	GPtrArray *refused = bulk->refused;
	g_ptr_array_set_size(refused, 0);
	g_ptr_array_set_size(bulk->failed, 0);
	if (bulk->plan && !(bulk->uids = bulk->plan(op, bulk->data, error)))
		return FALSE;
	for (guint i = 0; i < bulk->uids->len; i++)
		apply_one(op, bulk, g_ptr_array_index(bulk->uids, i));
	if (refused->len < bulk->uids->len || bulk->uids->len == 0)
		return TRUE;
	return desk_error_of_many(error, 0, refused);
}

/* What was refused beside what was done. */
static int answer_refused(const Bulk *bulk, GError **error)
{
	return desk_error_of_many(error, DESK_ERROR_PARTLY, bulk->refused) ? 0 :
		-1;
}

int change_tickets(Context *context, const char *verb, GPtrArray *uids,
	ChangeTicket each, void *data, GError **error)
{
	static const Phrase question = {"%1 %2 tickets?",
		"%1, заявок: %2. Продолжить?"};
	g_autofree char *count = g_strdup_printf("%u", uids->len);
	if (uids->len >= ASK_FROM && !context->dry_run &&
		!context_confirm(context, "-y", error, &question, verb, count,
			NULL))
		return -1;
	g_autoptr(GPtrArray) refused = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_error_free);
	Bulk bulk = {uids, NULL, each, data, refused, context->failed};
	return change_run(context, verb, apply_all, &bulk, error) != 0 ? -1 :
		answer_refused(&bulk, error);
}

static int bulk_by_rule(Context *context, const char *verb, Bulk *bulk,
	GError **error)
{
	bulk->failed = context->failed;
	g_autoptr(GPtrArray) refused = bulk->refused =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_error_free);
	return change_run_by_rule(context, verb, apply_all, bulk, error) != 0 ?
		-1 : answer_refused(bulk, error);
}

int change_by_rule(Context *context, const char *verb, GPtrArray *uids,
	ChangeTicket each, void *data, GError **error)
{
	Bulk bulk = {.uids = uids, .each = each, .data = data};
	return bulk_by_rule(context, verb, &bulk, error);
}

int change_planned_by_rule(Context *context, const char *verb, ChangePlan plan,
	ChangeTicket each, void *data, GError **error)
{
	Bulk bulk = {.plan = plan, .each = each, .data = data};
	return bulk_by_rule(context, verb, &bulk, error);
}

int change_term(Context *context, const char *field, const Phrase *which,
	ChangeTicket each, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, TRUE, error);
	if (!uids)
		return -1;
	if (context->operand_count != 2)
		return usage_error(context, error, which, NULL);
	const char *value = words_term(context->desk, field,
		context->operands[1], error);
	return value ? change_tickets(context, field, uids, each,
		(void *)value, error) : -1;
}

gboolean optional_message(Context *context, char **text, GError **error)
{
	g_autoptr(GError) problem = NULL;
	*text = context_message(context, FALSE, context->command->name, NULL,
		&problem);
	return desk_error_pass(error, &problem);
}

gboolean confirm_work(Context *context, gint64 seconds, GError **error)
{
	static const Phrase too_long = {"%1 is longer than a day. Is that the "
			"time of one work?",
		"%1 — больше суток. Это время одной работы?"};
	g_autofree char *span = context_hours(context, seconds);
	/* What can be no work at all is refused by the verb. */
	return seconds <= WORK_MEANT_SECONDS || seconds > BILL_MOST_MINUTES * 60 ||
		context_confirm(context, "-y", error, &too_long, span, NULL);
}

gboolean option_work(Context *context, gint64 *seconds, GError **error)
{
	*seconds = 0;
	const char *text = option_text(context, "work");
	return !text || (duration_parse(text, seconds, error) &&
		confirm_work(context, *seconds, error));
}

/* --- attachments ----------------------------------------------------- */

gboolean attachments_read(Context *context, Attachments *attachments,
	GError **error)
{
	attachments->names = g_ptr_array_new_with_free_func(g_free);
	attachments->files = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_bytes_unref);
	return attachments_read_named(option_all(context, "attach"), attachments,
		error);
}

gboolean attachments_read_named(char **names, Attachments *attachments,
	GError **error)
{
	for (char **name = names; *name; name++) {
		GBytes *bytes = file_read(*name, ATTACHMENT_LIMIT_BYTES, TRUE,
			error);
		if (!bytes)
			return FALSE;
		g_ptr_array_add(attachments->names, g_strdup(*name));
		g_ptr_array_add(attachments->files, bytes);
	}
	return TRUE;
}

gboolean attachments_add(Operation *op, Entry *entry,
	const Attachments *attachments, GError **error)
{
	for (guint i = 0; i < attachments->files->len; i++)
		if (!change_attach(op, entry,
			g_ptr_array_index(attachments->names, i),
			g_ptr_array_index(attachments->files, i), error))
			return FALSE;
	return TRUE;
}

void attachments_clear(Attachments *attachments)
{
	g_clear_pointer(&attachments->names, g_ptr_array_unref);
	g_clear_pointer(&attachments->files, g_ptr_array_unref);
}
