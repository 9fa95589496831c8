#include "cmd/command.h"

#ifdef DESK_MAIL
#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/talk.h"
#include "app/desk/ticket_name.h"
#include "app/desk/upstream.h"
#include "app/outbox/send_note.h"
#include "app/send/direct_mail.h"
#include "app/send/send.h"
#include "app/send/send_again.h"
#include "app/send/send_direct.h"
#include "app/sync/sync.h"
#include "base/error.h"
#include "cmd/change.h"
#include "cmd/frame.h"
#include "model/ticket.h"
#endif

static const Member outbox_columns[] = {
	{"mail", {"Mail", "Письмо"}, VALUE_TEXT, COLUMN_ID,
		"TICKET/ENTRY or a letter's key, for `desk send`"},
	{"kind", {"Kind", "Вид"}, VALUE_TEXT, 0,
		"reply, notice, vendor or letter"},
	{"to", {"To", "Кому"}, VALUE_LIST, COLUMN_SHRINK, "addresses"},
	{"subject", {"Subject", "Тема"}, VALUE_TEXT, COLUMN_SHRINK,
		"without the ticket's tag"},
	{"written", {"Age", "Возраст"}, VALUE_INSTANT, COLUMN_AGE, "when"},
	{"state", {"State", "Состояние"}, VALUE_TEXT, 0,
		"due, unapproved, undoable, later or doubtful"},
	{"next", {"Next", "Когда"}, VALUE_INSTANT, COLUMN_AGE,
		"it leaves then; null = as soon as it can"},
	{"tries", {"Tries", "Попыток"}, VALUE_INTEGER, 0, "so far"},
	{"said", {"Answer", "Ответ"}, VALUE_TEXT, COLUMN_SHRINK,
		"the last answer of the server"},
	{"uid", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "the ticket"},
	{"message-id", {"Message-ID", "Message-ID"}, VALUE_TEXT, COLUMN_HIDDEN,
		"that it has, whenever it leaves"},
	{0},
};
static const Schema outbox_schema = {"outbox/1",
	"desk send --list: an array", outbox_columns};

static const Member send_members[] = {
	{"sent", {NULL}, VALUE_INTEGER, 0, "mails"},
	{"failed", {NULL}, VALUE_INTEGER, 0, "refused for good by a server"},
	{"later", {NULL}, VALUE_INTEGER, 0, "put off: tried again"},
	{"doubtful", {NULL}, VALUE_INTEGER, 0, "sent or not, nobody knows"},
	{"notes", {NULL}, VALUE_LIST, 0, "what a person should read"},
	{"mails", {NULL}, VALUE_LIST, 0,
		"what waits, with -n; else empty",
		&outbox_schema},
	{0},
};
static const Schema send_schema = {"send/1",
	"desk send: an object", send_members};

static const Option options[] = {
	{"list", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"what waits, and for what", "что ждёт отправки и почему"}},
	{"cancel", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"never send these", "не отправлять никогда"}},
	{"now", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"without waiting for the time of undo or another try",
			"не ждать конца времени на отмену и следующей "
			"попытки"}},
	{"retry", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"send once more what failed for good",
			"ещё раз отправить окончательно не доставленное"}},
	{"to", 0, "ADDRESS", VALUE_OF_CONTACT, FALSE,
		{"with --retry: there instead", "с --retry: на этот адрес"}},
	{"by-hand", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"they reached whom they are for another way",
			"переданы адресату другим путём"}},
	{"max", 0, "N", VALUE_OF_COUNT, FALSE,
		{"at most N mails", "не больше N писем"}},
	{0},
};

#ifdef DESK_MAIL
static const Phrase
	one_way = {"one of --list, --now, --cancel, --by-hand and --retry",
		"что-то одно: --list, --now, --cancel, --by-hand или --retry"},
	which_failed = {"which mail? --retry needs TICKET or TICKET/ENTRY; "
			"`desk list is:undelivered` finds them",
		"какое письмо? --retry нужна ЗАЯВКА или ЗАЯВКА/ЗАПИСЬ; их "
		"находит `desk list is:undelivered`"},
	to_retries = {"--to says where --retry sends",
		"--to указывает, куда отправит --retry"},
	which_mail = {"which mail? `desk send --list` shows them",
		"какое письмо? их показывает `desk send --list`"},
	named_mail = {"--now sends the mail that is named, --cancel never does, "
			"--retry sends it once more",
		"--now отправит названное письмо, --cancel — никогда, --retry — "
		"ещё раз"},
	doubtful = {"may have been sent, nobody knows: %1%2",
		"неизвестно, отправлено ли: %1%2"},
	undelivered = {"not delivered: %1%2", "не доставлено: %1%2"},
	tried_later = {"waiting for another try: %1; `desk send --list` says why%2",
		"ждёт ещё одной попытки: %1; почему — `desk send --list`%2"},
	waits_for_lead = {"%1/%2 waits for the approval of a lead; `desk "
			"approve %1/%2` gives it",
		"%1/%2 ждёт согласования lead; его даёт `desk approve %1/%2`"},
	waits_for_mentor = {"%1/%2 waits for the approval of %3 or a lead; "
			"`desk approve %1/%2` gives it",
		"%1/%2 ждёт согласования %3 или lead; его даёт `desk approve "
		"%1/%2`"},
	never_sent = {"mails that are never sent: %1. Go on?",
		"Писем, которые никогда не уйдут: %1. Продолжить?"};

/* --- the list ---------------------------------------------------------- */

static const struct {
	const char *name;
	Phrase title;
} states[] = {
	{"doubtful", {"doubtful", "под вопросом"}},
	{"due", {"due", "пора"}},
	{"later", {"later", "позже"}},
	{"unapproved", {"unapproved", "ждёт согласования"}},
	{"undoable", {"undoable", "можно отменить"}},
};

static Value *state_value(const Context *context, const char *state,
	const SendNote *note)
{
	gsize place = 0;
	while (strcmp(states[place].name, state) != 0)
		place++;
	return value_styled(value_titled(state, in_language(context,
		&states[place].title)), note ? STYLE_WARN : STYLE_NONE);
}

static const char *state_of(Context *context, const OutboxMail *mail,
	const SendNote *note, Instant *when)
{
	Instant now = desk_now(context->desk);
	*when = INSTANT_NONE;
	if (note && note->doubtful)
		return "doubtful";
	if (mail->unapproved)
		return "unapproved";
	if (note && note->next != INSTANT_NONE && note->next > now) {
		*when = note->next;
		return "later";
	}
	if (mail->not_before != INSTANT_NONE && mail->not_before > now) {
		*when = mail->not_before;
		return "undoable";
	}
	return "due";
}

static Value *said_value(Context *context, const SendNote *note)
{
	return note && note->said ? value_text_take(desk_kept_text(note->said,
		context->machine ? "en" : context->language)) : value_none();
}

static void add_row(Context *context, Block *table, const OutboxMail *mail,
	GHashTable *notes)
{
	g_autofree char *key = send_key(mail->uid, mail->entry);
	const SendNote *note = g_hash_table_lookup(notes, key);
	Instant when;
	const char *state = state_of(context, mail, note, &when);
	GPtrArray *row = block_add_row(table);
	row_add(row, value_text_take(g_strconcat(mail->ticket, "/", mail->entry,
		NULL)));
	const EntryKind *kind = entry_kind_find(mail->kind);
	row_add(row, value_titled(mail->kind, kind ? in_language(context,
		&kind->title) : mail->kind));
	row_add(row, value_texts(mail->to));
	row_add(row, value_text(mail->subject));
	row_add(row, value_instant(mail->at));
	row_add(row, state_value(context, state, note));
	row_add(row, value_instant(when));
	row_add(row, value_integer(note ? note->tries : 0));
	row_add(row, said_value(context, note));
	row_add(row, value_text(mail->uid));
	row_add(row, value_text(mail->message_id));
}

/* Mail about no ticket. */
static void add_letter(Context *context, Block *table, const DirectMail *letter,
	GHashTable *notes)
{
	g_autofree char *key = send_direct_note(letter->key);
	const SendNote *note = g_hash_table_lookup(notes, key);
	gboolean later = note && note->next > desk_now(context->desk);
	GPtrArray *row = block_add_row(table);
	row_add(row, value_text(letter->key));
	static const Phrase a_letter = {"letter", "письмо"};
	row_add(row, value_titled(a_letter.en, in_language(context, &a_letter)));
	row_add(row, value_split(letter->to, "\n"));
	row_add(row, value_text(letter->subject));
	row_add(row, value_instant(letter->at));
	row_add(row, state_value(context, later ? "later" : "due", note));
	row_add(row, value_instant(later ? note->next : INSTANT_NONE));
	row_add(row, value_integer(note ? note->tries : 0));
	row_add(row, said_value(context, note));
	row_add(row, value_none());
	row_add(row, value_none());
}

static void add_counts(Page *page, const SendReport *report)
{
	const struct {
		const char *name;
		guint count;
	} rows[] = {{"sent", report->sent}, {"failed", report->failed},
		{"later", report->later}, {"doubtful", report->doubtful}};
	Block *fields = page_add_fields(page, NULL);
	fields->machines = TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		block_set(fields, rows[i].name,
			value_integer(rows[i].count));
	Value *notes = value_list();
	for (guint i = 0; report->notes && i < report->notes->len; i++)
		value_list_add(notes,
			value_text(((GError *)g_ptr_array_index(report->notes,
				i))->message));
	block_set(fields, "notes", notes);
}

static int list(Context *context, const GPtrArray *mails, gboolean letters,
	GError **error)
{
	g_autoptr(GHashTable) notes = send_notes_read(context->desk, error);
	g_autoptr(GPtrArray) direct = notes ? direct_list(context->desk, error) :
		NULL;
	if (!direct)
		return -1;
	/* As a run, it answers with the object of one. */
	gboolean is_run = !option_given(context, "list") && present_json(context);
	Page *page = context_page(context, is_run ? PAGE_OBJECT : PAGE_LIST,
		is_run ? &send_schema : &outbox_schema);
	page->now = desk_now(context->desk);
	if (is_run)
		add_counts(page, &(SendReport){0});
	Block *table = is_run ? page_add_list(page, "mails") :
		page_add_rows(page, "mails", outbox_columns);
	for (guint i = 0; i < mails->len; i++)
		add_row(context, table, g_ptr_array_index(mails, i), notes);
	for (guint i = 0; letters && i < direct->len; i++)
		add_letter(context, table, direct->pdata[i], notes);
	return 0;
}

/* --- sending ------------------------------------------------------------- */

static char *answer_in(const char *language, const Phrase *words, guint count,
	const SendReport *report)
{
	g_autoptr(GString) notes = g_string_new(NULL);
	for (guint i = 0; i < report->notes->len; i++) {
		g_autofree char *note = desk_error_text(
			g_ptr_array_index(report->notes, i), language);
		g_string_append_printf(notes, "\n%s", note);
	}
	return phrase_fill(words, language, PHRASE_NUMBER(count), notes->str,
		NULL);
}

/* The worst of what came of it is the answer. */
static int judge(const SendReport *report, GError **error)
{
	const struct {
		guint count;
		DeskError code;
		const Phrase *words;
	} rows[] = {
		{report->doubtful, DESK_ERROR_CONFLICT, &doubtful},
		{report->failed, DESK_ERROR_PARTLY, &undelivered},
		{report->later, DESK_ERROR_TEMPORARY, &tried_later},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		if (rows[i].count == 0)
			continue;
		desk_refuse_take(error, rows[i].code, answer_in("en",
			rows[i].words, rows[i].count, report), answer_in("ru",
			rows[i].words, rows[i].count, report));
		return -1;
	}
	return 0;
}

static gboolean are_approved(const GPtrArray *mails, GError **error)
{
	for (guint i = 0; i < mails->len; i++) {
		const OutboxMail *mail = g_ptr_array_index(mails, i);
		if (!mail->unapproved)
			continue;
		return desk_refuse(error, DESK_ERROR_FORBIDDEN, *mail->mentor ?
			&waits_for_mentor : &waits_for_lead, mail->ticket,
			mail->entry, mail->mentor, NULL);
	}
	return TRUE;
}

static void tell_sent(Context *context, guint count)
{
	static const Phrase sent = {"sent: %1", "отправлено: %1"};
	g_autofree char *number = g_strdup_printf("%u", count);
	context_add_footer(context, &sent, number, NULL);
}

/* So that a letter carries the number of its ticket; what cannot get one in time
 * leaves with the handle. */
static void sync_before(Context *context)
{
	const SyncSettings settings = {0};
	g_auto(SyncResult) result = {0};
	g_autoptr(GError) problem = NULL;
	if (upstream_is_synced(context->desk) &&
		!sync_run(context->desk, &settings, &result, &problem))
		desk_say_problem(context->desk, problem);
}

static int send_mails(Context *context, const GPtrArray *only, GError **error)
{
	if (only && !are_approved(only, error))
		return -1;
	SendSettings settings = {
		.at_once = option_given(context, "now"),
		.only = only,
		.progress = context_progress,
		.data = context,
	};
	if (!option_count(context, "max", &settings.limit, error))
		return -1;
	g_auto(SendReport) report = {
		.notes = remarks_new()};
	sync_before(context);
	gboolean good = send_run(context->desk, &settings, &report, error);
	context_page(context, PAGE_OBJECT, &send_schema);
	if (present_json(context)) {
		add_counts(context->page, &report);
		page_add_list(context->page, "mails");
	}
	if (report.sent > 0)
		tell_sent(context, report.sent);
	return good ? judge(&report, error) : -1;
}

static int settle(Context *context, const GPtrArray *mails, GError **error)
{
	g_auto(OperationResult) result = {0};
	gboolean by_hand = option_given(context, "by-hand");
	g_autofree char *count = g_strdup_printf("%u", mails->len);
	if ((!by_hand && !context_confirm(context, "-y", error, &never_sent,
			count, NULL)) ||
		!send_settle(context->desk, mails, by_hand,
		context->dry_run, &result, error))
		return -1;
	if (present_json(context))
		answer_commit(context, result.commit);
	return 0;
}

/* "1042/8h2k4m" → "UID/8h2k4m" */
static gboolean add_failed(Context *context, const char *word,
	GPtrArray *names, GError **error)
{
	const char *slash = strchr(word, '/');
	g_autofree char *ticket = g_strndup(word, slash ?
		(gsize)(slash - word) : strlen(word));
	g_autoptr(GPtrArray) uids = desk_find_tickets(context->desk, ticket,
		error);
	for (guint i = 0; uids && i < uids->len; i++)
		g_ptr_array_add(names, g_strconcat(uids->pdata[i],
			slash ? slash : "", NULL));
	return uids != NULL;
}

static int retry(Context *context, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) to = g_ptr_array_new();
	SendAgain again = {names, NULL};
	OperationSettings settings = {.verb = "send --retry",
		.dry_run = context->dry_run};
	for (guint i = 0; i < context->operand_count; i++)
		if (!add_failed(context, context->operands[i], names, error))
			return -1;
	if (option_given(context, "to")) {
		g_ptr_array_add(to, (char *)option_text(context, "to"));
		again.to = to;
	}
	return change_run_with(context, &settings, send_again, &again, error);
}

/* --- which ---------------------------------------------------------------- */

/* Takes letters off the operands that are to be cancelled. */
static gboolean cancel_letters(Context *context, GError **error)
{
	g_autoptr(GPtrArray) letters = direct_list(context->desk, error);
	guint left = 0;
	if (!letters)
		return FALSE;
	for (guint i = 0; i < context->operand_count; i++) {
		const char *word = context->operands[i];
		gboolean found = FALSE;
		for (guint k = 0; k < letters->len && !found; k++)
			found = strcmp(((DirectMail *)letters->pdata[k])->key,
				word) == 0;
		if (!found)
			context->operands[left++] = context->operands[i];
		else if (!context->dry_run && !direct_settle(context->desk, word,
			"cancelled", error))
			return FALSE;
	}
	context->operand_count = left;
	return TRUE;
}

/* The mails that operands name; NULL without error: none are named. */
static GPtrArray *named(Context *context, GPtrArray *all, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new();
	for (guint i = 0; i < context->operand_count; i++) {
		g_autoptr(GPtrArray) some = outbox_find(context->desk, all,
			context->operands[i], error);
		if (!some)
			return NULL;
		g_ptr_array_extend(found, some, NULL, NULL);
	}
	return context->operand_count > 0 ? g_steal_pointer(&found) : NULL;
}

static gboolean check_words(Context *context, GError **error)
{
	gboolean settles = option_given(context, "cancel") ||
		option_given(context, "by-hand");
	int ways = option_given(context, "list") +
		option_given(context, "cancel") + option_given(context, "now") +
		option_given(context, "by-hand") + option_given(context, "retry");
	if (ways > 1)
		usage_error(context, error, &one_way, NULL);
	else if (settles && context->operand_count == 0)
		usage_error(context, error, &which_mail, NULL);
	else if (option_given(context, "retry") && context->operand_count == 0)
		usage_error(context, error, &which_failed, NULL);
	else if (option_given(context, "to") && !option_given(context, "retry"))
		usage_error(context, error, &to_retries, NULL);
	else if (context->operand_count > 0 && ways == 0)
		usage_error(context, error, &named_mail, NULL);
	else
		return TRUE;
	return FALSE;
}

static int run(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	if (!desk || !check_words(context, error))
		return -1;
	if (option_given(context, "retry"))
		return retry(context, error);
	if (option_given(context, "cancel")) {
		if (!cancel_letters(context, error))
			return -1;
		if (context->operand_count == 0)
			return 0;
	}
	g_autoptr(GPtrArray) all = outbox_list(desk, error);
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) some = all ? named(context, all, &problem) : NULL;
	if (problem)
		g_propagate_error(error, g_steal_pointer(&problem));
	else if (all && (option_given(context, "cancel") ||
		option_given(context, "by-hand")))
		return settle(context, some, error);
	else if (all && (option_given(context, "list") || context->dry_run))
		return list(context, some ? some : all, some == NULL, error);
	else if (all)
		return send_mails(context, some, error);
	return -1;
}
#endif

const Command send_command = {
	.name = "send",
	.group = GROUP_STORE,
	.synopsis = "send [--list | --now [MAIL...] | --cancel MAIL... | "
		"--by-hand MAIL... | --retry MAIL...] [--to ADDRESS] [--max N]",
	.summary = {"send the mail that waits",
		"отправить письма, которые ждут"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_READS | COMMAND_CHANGES | COMMAND_MAIL,
	.answers = (const Schema *const[]){&outbox_schema, &send_schema, NULL},
	.run = MAIL_RUN(run),
};
