/*
 * Reminders with `digest: true`. The letter is a notice in the oldest of its
 * tickets and not mail about no ticket: so the outbox sends it exactly once and
 * knows what became of it, it waits for the upstream as other mail does, and an
 * answer to it finds a ticket. Every ticket, that one too, has a notice under
 * the key that it would have without a digest, held for the reason "digest":
 * that is what repeat, times and then go by. All of it is one commit, so there
 * is no letter without its marks and no mark without a letter.
 */
#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/outbox_address.h"
#include "app/outbox/notice.h"
#include "app/outbox/outbox.h"
#include "app/outbox/tell.h"
#include "app/time/remind_parts.h"
#include "index/entries.h"
#include "model/notify.h"
#include "model/ticket.h"
#include "rules/loop_guard.h"
#include "text/escape.h"

#define DAY_SECONDS (24 * 60 * 60)

/* One who is told of a ticket. */
typedef struct {
	char *address, *language;
} Reader;

static void reader_free(void *data)
{
	Reader *reader = data;
	g_free(reader->address);
	g_free(reader->language);
	g_free(reader);
}

/* What one recipient is told of. */
typedef struct {
	char *address, *language;
	GPtrArray *tickets; /* Ticket*, borrowed from the operation */
	GString *list;
} Letter;

typedef struct {
	Operation *op;
	RemindPlan *plan;
	const Reminder *reminder;
	const char *who, *template_name;
	char *date; /* the period: a day of the team's zone */
	GPtrArray *letters; /* in the order of their first tickets */
} Round;

static void letter_free(void *data)
{
	Letter *letter = data;
	g_free(letter->address);
	g_free(letter->language);
	g_ptr_array_unref(letter->tickets);
	g_string_free(letter->list, TRUE);
	g_free(letter);
}

static Letter *letter_to(Round *round, const Reader *reader)
{
	for (guint i = 0; i < round->letters->len; i++) {
		Letter *letter = round->letters->pdata[i];
		if (strcmp(letter->address, reader->address) == 0)
			return letter;
	}
	Letter *letter = g_new0(Letter, 1);
	letter->address = g_strdup(reader->address);
	letter->language = g_strdup(reader->language);
	letter->tickets = g_ptr_array_new();
	letter->list = g_string_new(NULL);
	g_ptr_array_add(round->letters, letter);
	return letter;
}

static char *letter_key(const Round *round, const char *address)
{
	g_autofree char *bare = outbox_bare_address(address);
	return g_strjoin("/", round->reminder->key, "digest", bare,
		round->date, NULL);
}

/* One letter a day: what falls due after it is in that of tomorrow. */
static gboolean any_had_one(const Round *round, const GPtrArray *readers,
	gboolean *had, GError **error)
{
	Instant since = operation_now(round->op) - 2 * DAY_SECONDS;
	Index *index = desk_index(operation_desk(round->op), error);
	*had = FALSE;
	for (guint i = 0; index && i < readers->len && !*had; i++) {
		g_autofree char *key = letter_key(round,
			((Reader *)readers->pdata[i])->address);
		if (!index_has_notice(index, key, since, had, error))
			return FALSE;
	}
	return index != NULL;
}

/* --- the readers ----------------------------------------------------------- */

static void take_reader(GPtrArray *readers, const char *address, char *language)
{
	Reader *reader = g_new0(Reader, 1);
	reader->address = g_strdup(address);
	reader->language = language;
	g_ptr_array_add(readers, reader);
}

static gboolean is_to_requester(const Round *round)
{
	return strcmp(round->who, "requester") == 0;
}

/* Those with an address; Reader*. */
static GPtrArray *readers_of(const Round *round, Ticket *ticket, GError **error)
{
	g_autoptr(GPtrArray) readers = g_ptr_array_new_with_free_func(
		reader_free);
	if (is_to_requester(round)) {
		g_autoptr(GPtrArray) to = NULL, cc = NULL;
		Desk *desk = operation_desk(round->op);
		Index *index = desk_index(desk, error);
		char *language;
		if (!index || !outbox_recipients_if_any(index, ticket, &to, &cc,
				error) ||
			(to && !template_language(desk, ticket, &language,
				error)))
			return NULL;
		if (to)
			take_reader(readers, to->pdata[0], language);
		return g_steal_pointer(&readers);
	}
	g_autoptr(GPtrArray) people = tell_whom(round->op, ticket, round->who,
		error);
	for (guint i = 0; people && i < people->len; i++) {
		const Colleague *colleague = people->pdata[i];
		if (colleague->address)
			take_reader(readers, colleague->address,
				g_strdup(colleague->language));
	}
	return people ? g_steal_pointer(&readers) : NULL;
}

/* --- the tickets ----------------------------------------------------------- */

static char *line_of(const Ticket *ticket)
{
	g_autofree char *name = ticket_short_name(ticket);
	g_autofree char *subject = escape_links(ticket_get(ticket, "subject"));
	g_strdelimit(subject, "\r\n\t", ' ');
	return g_strdup_printf("- %s %s", name, subject);
}

static Notice notice_of(const Round *round, NoticeWords words, void *data,
	const char *key)
{
	return (Notice){
		.words = words,
		.data = data,
		.rule = round->reminder->name,
		.key = key,
		.occasion = is_to_requester(round) ? NOTIFY_REMINDERS : NULL,
	};
}

/* What stands for the letter in the ticket. */
typedef struct {
	const Round *round;
	const char *line;
} Mark;

static gboolean words_of_mark(const char *language, void *data,
	TemplateText *text, GError **error)
{
	const Mark *mark = data;
	(void)language;
	(void)error;
	text->name = mark->round->template_name;
	text->body = g_strdup(mark->line);
	return TRUE;
}

/* `*told` FALSE: the customer does not want it. */
static gboolean mark_ticket(const Round *round, Ticket *ticket,
	const char *key, const GPtrArray *readers, const char *line,
	gboolean *told, GError **error)
{
	g_autoptr(GPtrArray) to = g_ptr_array_new();
	Mark mark = {round, line};
	Notice notice = notice_of(round, words_of_mark, &mark, key);
	notice.hold = HOLD_DIGEST;
	Entry *entry;
	for (guint i = 0; i < readers->len; i++)
		g_ptr_array_add(to, ((Reader *)readers->pdata[i])->address);
	if (!notice_send(round->op, ticket, &notice, to, NULL, NULL, &entry,
		error))
		return FALSE;
	*told = entry && strcmp(entry_get(entry, "hold"), HOLD_DIGEST) == 0;
	return TRUE;
}

static gboolean add_ticket(Round *round, const char *uid, GError **error)
{
	Ticket *ticket = operation_ticket(round->op, uid, error);
	if (!ticket)
		return FALSE;
	g_autofree char *key = NULL;
	if (!remind_key(round->plan, round->reminder, ticket, &key, error))
		return FALSE;
	if (!key)
		return TRUE;
	g_autoptr(GPtrArray) readers = readers_of(round, ticket, error);
	gboolean had;
	if (!readers || !any_had_one(round, readers, &had, error))
		return FALSE;
	if (readers->len == 0 || had)
		return TRUE;
	g_autofree char *line = line_of(ticket);
	gboolean told;
	if (!mark_ticket(round, ticket, key, readers, line, &told, error))
		return FALSE;
	for (guint i = 0; told && i < readers->len; i++) {
		Letter *letter = letter_to(round, readers->pdata[i]);
		g_ptr_array_add(letter->tickets, ticket);
		g_string_append_printf(letter->list, "%s\n", line);
	}
	return TRUE;
}

/* --- the letters ----------------------------------------------------------- */

/* A template that has no place for them gets them at its end. */
static gboolean put_list(const Round *round, TemplateText *text,
	const char *list, GError **error)
{
	g_autoptr(CannedReply) reply = template_load(operation_desk(round->op),
		round->template_name, error);
	if (!reply)
		return FALSE;
	if (strstr(canned_reply_text(reply, text->language, text->language)->
		body, "%(list)"))
		return TRUE;
	char *whole = g_strconcat(g_strchomp(text->body), "\n\n", list, NULL);
	g_free(text->body);
	text->body = whole;
	return TRUE;
}

typedef struct {
	const Round *round;
	const Letter *letter;
} Written;

static gboolean words_of(const char *language, void *data, TemplateText *text,
	GError **error)
{
	const Written *written = data;
	const Round *round = written->round;
	const char *list = written->letter->list->str;
	TemplateFacts facts = {
		.language = language,
		.reason = round->reminder->name,
		.list = list,
		.answer_by = INSTANT_NONE,
	};
	return template_render(operation_desk(round->op), round->template_name,
		written->letter->tickets->pdata[0], &facts, text, error) &&
		put_list(round, text, list, error);
}

static gboolean add_letter(const Round *round, const Letter *letter,
	GError **error)
{
	g_autofree char *key = letter_key(round, letter->address);
	g_autoptr(GPtrArray) to = g_ptr_array_new();
	Written written = {round, letter};
	Notice notice = notice_of(round, words_of, &written, key);
	g_ptr_array_add(to, letter->address);
	return notice_send(round->op, letter->tickets->pdata[0], &notice, to,
		NULL, letter->language, NULL, error);
}

static gboolean tell_round(Round *round, GError **error)
{
	for (guint i = 0; i < round->reminder->uids->len; i++)
		if (!add_ticket(round, round->reminder->uids->pdata[i], error))
			return FALSE;
	for (guint i = 0; i < round->letters->len; i++)
		if (!add_letter(round, round->letters->pdata[i], error))
			return FALSE;
	return TRUE;
}

gboolean remind_digests(Operation *op, void *data, GError **error)
{
	RemindPlan *plan = data;
	g_autofree char *date = instant_format_in(operation_now(op),
		operation_regulation(op)->zone, "%Y-%m-%d");
	for (guint i = 0; i < plan->reminders->len; i++) {
		const Reminder *reminder = plan->reminders->pdata[i];
		const char *who = yaml_get_text(reminder->row, "to", NULL);
		if (!reminder->digest || !who)
			continue;
		g_autoptr(GPtrArray) letters =
			g_ptr_array_new_with_free_func(letter_free);
		Round round = {op, plan, reminder, who, yaml_get_text(
			reminder->row, "template", NULL), date, letters};
		if (!tell_round(&round, error))
			return FALSE;
	}
	return TRUE;
}
