#include "base/error.h"
#include "base/texts.h"
#include "cmd/letter.h"

#include <string.h>

#include "app/change/approval_act.h"
#include "app/desk/desk.h"
#include "app/desk/identity.h"
#include "app/desk/talk.h"
#include "app/desk/ticket_name.h"
#include "app/operation/approval.h"
#include "base/texts.h"
#include "model/ticket.h"

static const Phrase
	one_mail = {"-e is for one mail at a time: TICKET/ENTRY, as `desk "
			"approve` shows it",
		"-e — для одного письма: ЗАЯВКА/ЗАПИСЬ, как показывает `desk "
		"approve`"},
	empty_text = {"the text is empty: nothing was done; --reject -m WHY "
			"gives the mail back",
		"текст пуст: ничего не сделано; --reject -m ПОЧЕМУ вернёт письмо "
		"автору"},
	one_way = {"--reject or -e", "либо --reject, либо -e"},
	which_mail = {"which mail? `desk approve` shows them",
		"какое письмо? их показывает `desk approve`"},
	none_waits = {"%1: nothing of it waits for an approval; `desk approve` "
			"shows what does",
		"%1: ничего не ждёт согласования; что ждёт, показывает "
		"`desk approve`"},
	waits_for_lead = {"%1/%2: what %3 wrote waits for a lead, not for %4",
		"%1/%2: письмо %3 ждёт lead, а не %4"},
	waits_for_mentor = {"%1/%2: what %3 wrote waits for %5 or a lead, not "
			"for %4",
		"%1/%2: письмо %3 ждёт %5 или lead, а не %4"};

static const Option options[] = {
	{"list", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"show what waits, change nothing",
			"показать, что ждёт; ничего не менять"}},
	{"reject", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"it never leaves; -m says why",
			"не отправлять никогда; -m говорит почему"}},
	OPTIONS_OF_TEXT,
	OPTION_NOW,
	{"query", 'Q', "QUERY", VALUE_OF_QUERY, FALSE,
		{"the tickets that match", "подходящие заявки"}},
	{0},
};

/* --- which ----------------------------------------------------------------- */

/* What waits for the approval of who acts; `all`: of anybody. */
static GPtrArray *waiting(Context *context, gboolean all, GError **error)
{
	Desk *desk = context->desk;
	const char *me;
	g_autoptr(GPtrArray) mails = desk_me_if_any(desk, &me, error) ?
		outbox_list(desk, error) : NULL;
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(
		(GDestroyNotify)outbox_mail_free);
	for (guint i = 0; mails && i < mails->len;) {
		const OutboxMail *mail = g_ptr_array_index(mails, i);
		gboolean may = all;
		if (mail->unapproved && !all && !approval_may(desk, me,
			mail->author, desk_now(desk), &may, error))
			return NULL;
		if (mail->unapproved && may)
			g_ptr_array_add(found,
				g_ptr_array_steal_index(mails, i));
		else
			i++;
	}
	return mails ? g_steal_pointer(&found) : NULL;
}

/* The mails of `all` (borrowed) that the operands or -Q mean; all without. */
static GPtrArray *named(Context *context, GPtrArray *all, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new();
	if (option_given(context, "query")) {
		g_autoptr(GPtrArray) uids = context_tickets(context, FALSE,
			error);
		if (!uids)
			return NULL;
		for (guint i = 0; i < all->len; i++) {
			OutboxMail *mail = g_ptr_array_index(all, i);
			if (texts_have(uids, mail->uid))
				g_ptr_array_add(found, mail);
		}
		return g_steal_pointer(&found);
	}
	for (guint i = 0; i < context->operand_count; i++) {
		g_autoptr(GError) problem = NULL;
		g_autoptr(GPtrArray) some = outbox_find(context->desk, all,
			context->operands[i], &problem);
		if (!some) {
			desk_refuse(error, problem->code == 0 ?
				DESK_ERROR_NOT_FOUND : problem->code,
				&none_waits, context->operands[i], NULL);
			return NULL;
		}
		g_ptr_array_extend(found, some, NULL, NULL);
	}
	return g_steal_pointer(&found);
}

/* --- the list ---------------------------------------------------------------- */

static const Member columns[] = {
	{"mail", {"Mail", "Письмо"}, VALUE_TEXT, COLUMN_ID, "ticket/entry"},
	{"author", {"Author", "Автор"}, VALUE_TEXT, 0, "login of the trainee"},
	{"mentor", {"Mentor", "Наставник"}, VALUE_TEXT, 0,
		"login; null = only leads"},
	{"to", {"To", "Кому"}, VALUE_LIST, COLUMN_SHRINK, "addresses"},
	{"subject", {"Subject", "Тема"}, VALUE_TEXT, COLUMN_SHRINK,
		"of the mail"},
	{"written", {"Age", "Возраст"}, VALUE_INSTANT, COLUMN_AGE, "when"},
	{"kind", {"Kind", "Вид"}, VALUE_TEXT, COLUMN_HIDDEN,
		"reply notice vendor"},
	{"uid", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "the ticket"},
	{0},
};
static const Schema schema = {"approval/1", "desk approve: an array", columns};

static int list(Context *context, const GPtrArray *mails)
{
	context_page(context, PAGE_LIST, &schema);
	context->page->now = desk_now(context->desk);
	Block *table = page_add_rows(context->page, "mails", columns);
	for (guint i = 0; i < mails->len; i++) {
		const OutboxMail *mail = g_ptr_array_index(mails, i);
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text_take(g_strconcat(mail->ticket, "/",
			mail->entry, NULL)));
		row_add(row, value_text(mail->author));
		row_add(row, value_text(*mail->mentor ? mail->mentor : NULL));
		row_add(row, value_texts(mail->to));
		row_add(row, value_text(mail->subject));
		row_add(row, value_instant(mail->at));
		row_add(row, value_text(mail->kind));
		row_add(row, value_text(mail->uid));
	}
	return 0;
}

/* --- approving ----------------------------------------------------------------- */

typedef struct {
	const GPtrArray *mails; /* OutboxMail* */
	Approval approval;
} Wanted;

static gboolean check_may(Context *context, const OutboxMail *mail,
	GError **error)
{
	const char *me;
	gboolean may;
	if (!desk_me_if_any(context->desk, &me, error) ||
		!approval_may(context->desk, me, mail->author,
			desk_now(context->desk), &may, error))
		return FALSE;
	return may || desk_refuse(error, DESK_ERROR_FORBIDDEN, *mail->mentor ?
		&waits_for_mentor : &waits_for_lead, mail->ticket, mail->entry,
		mail->author, me ? me : "?", mail->mentor, NULL);
}

static gboolean apply(Operation *op, Ticket *ticket, void *data, GError **error)
{
	const Wanted *wanted = data;
	const char *uid = ticket_get(ticket, "uid");
	for (guint i = 0; i < wanted->mails->len; i++) {
		const OutboxMail *mail = g_ptr_array_index(wanted->mails, i);
		if (strcmp(mail->uid, uid) == 0 && !change_approve(op, ticket,
			mail->entry, &wanted->approval, error))
			return FALSE;
	}
	return TRUE;
}

static char *body_of(Context *context, const OutboxMail *mail, GError **error)
{
	g_autoptr(Ticket) ticket = desk_load_ticket(context->desk, mail->uid,
		error);
	const Entry *entry = ticket ? ticket_entry_by_id(ticket, mail->entry) :
		NULL;
	return entry ? g_strdup(entry->body ? entry->body : "") : NULL;
}

static void show_mails(Context *context, const GPtrArray *mails)
{
	for (guint i = 0; i < mails->len; i++) {
		const OutboxMail *mail = g_ptr_array_index(mails, i);
		g_autoptr(GError) problem = NULL;
		g_autofree char *body = body_of(context, mail, &problem);
		g_autofree char *to = texts_join(mail->to);
		page_add_prose(context->page, "\n%s/%s  %s → %s\n%s\n\n%s",
			mail->ticket, mail->entry, mail->author, to,
			mail->subject, body ? body : "");
		if (problem)
			desk_say_problem(context->desk, problem);
	}
}

static int settle(Context *context, const Wanted *wanted, GError **error)
{
	static const char *const verbs[] = {"approve", "approve --reject",
		"approve --edit"};
	g_autoptr(GPtrArray) uids = g_ptr_array_new();
	for (guint i = 0; i < wanted->mails->len; i++) {
		const OutboxMail *mail = g_ptr_array_index(wanted->mails, i);
		if (!texts_have(uids, mail->uid))
			g_ptr_array_add(uids, mail->uid);
	}
	int done = change_tickets(context, verbs[wanted->approval.state], uids,
		apply, (void *)(gpointer)wanted, error);
	if (done == 0 && wanted->approval.state != APPROVAL_EDITED)
		show_mails(context, wanted->mails);
	return done;
}

/* The text of the one mail in the editor; unchanged it is just approved. */
static int edit(Context *context, Wanted *wanted, GError **error)
{
	if (wanted->mails->len != 1)
		return usage_error(context, error, &one_mail, NULL);
	g_autofree char *body = body_of(context,
		g_ptr_array_index(wanted->mails, 0), error);
	g_autofree char *text = body ? context_edit(context, "approve", ".md",
		body, error) : NULL;
	if (!text)
		return -1;
	g_autofree char *clean = entry_clean_body(text);
	if (!clean) {
		desk_refuse(error, DESK_ERROR_NO, &empty_text, NULL);
		return -1;
	}
	gboolean same = strcmp(clean, body) == 0;
	wanted->approval.state = same ? APPROVAL_APPROVED : APPROVAL_EDITED;
	wanted->approval.edited = clean;
	return settle(context, wanted, error);
}

static gboolean read_words(Context *context, Wanted *wanted, char **text,
	GError **error)
{
	gboolean reject = option_given(context, "reject");
	gboolean editor = option_given(context, "edit");
	Approval *approval = &wanted->approval;
	approval->state = reject ? APPROVAL_REJECTED : APPROVAL_APPROVED;
	approval->not_before = INSTANT_NONE;
	if (reject && editor) {
		usage_error(context, error, &one_way, NULL);
		return FALSE;
	}
	g_autoptr(GError) problem = NULL;
	*text = editor && !option_given(context, "message") ? NULL :
		context_message(context, reject, "approve", NULL, &problem);
	approval->text = *text;
	if (problem)
		return desk_error_pass(error, &problem);
	return option_given(context, "now") || outbox_not_before(context->desk,
		&approval->not_before, error);
}

static void tell(Context *context, const Approval *approval)
{
	if (context->dry_run || approval->state == APPROVAL_REJECTED ||
		approval->not_before == INSTANT_NONE)
		return;
	context_tell_departure(context, approval->not_before);
}

static int approve(Context *context, const GPtrArray *mails, GError **error)
{
	Wanted wanted = {.mails = mails};
	g_autofree char *text = NULL;
	for (guint i = 0; i < mails->len; i++)
		if (!check_may(context, g_ptr_array_index(mails, i), error))
			return -1;
	if (!read_words(context, &wanted, &text, error))
		return -1;
	int done = option_given(context, "edit") ? edit(context, &wanted,
		error) : settle(context, &wanted, error);
	if (done == 0)
		tell(context, &wanted.approval);
	return done;
}

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	if (!desk || !desk_me(desk, error))
		return -1;
	gboolean chosen = context->operand_count > 0 ||
		option_given(context, "query");
	if (!chosen && option_given(context, "reject"))
		return usage_error(context, error, &which_mail, NULL);
	g_autoptr(GPtrArray) all = waiting(context, chosen, error);
	g_autoptr(GPtrArray) some = all && chosen ? named(context, all, error) :
		NULL;
	if (!all || (chosen && !some))
		return -1;
	return !chosen || option_given(context, "list") ?
		list(context, chosen ? some : all) :
		approve(context, some, error);
}

const Command approve_command = {
	.name = "approve",
	.group = GROUP_TICKETS,
	.synopsis = "approve [--list] [TICKETS... | -Q QUERY] [--reject -m WHY | "
		"-e] [--now]",
	.summary = {"let the mail of trainees leave, or not",
		"согласовать письма стажёров или отклонить"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_READS | COMMAND_CHANGES,
	.answers = (const Schema *const[]){&schema, NULL},
	.run = run,
};
