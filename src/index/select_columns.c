/* The registry of columns: a row each. */
#include "index/select.h"

#include <stdlib.h>
#include <string.h>

/* The beginning of a random part that names only one ticket. */
#define SHORT_OF(length) \
	" WHEN NOT EXISTS (SELECT 1 FROM ticket AS other WHERE" \
	" substr(other.uid, 10) >= substr(ticket.uid, 10, " length ")" \
	" AND substr(other.uid, 10) < substr(ticket.uid, 10, " length ")" \
	" || '{' AND other.id <> ticket.id)" \
	" THEN substr(ticket.uid, 10, " length ")"

#define SHORT_NAME \
	"coalesce(ticket.number, CASE" SHORT_OF("4") SHORT_OF("5") \
	SHORT_OF("6") " ELSE substr(ticket.uid, 10) END)"

#define REQUESTER_NAME \
	"coalesce((SELECT full_name FROM contact WHERE contact.customer =" \
	" substr(ticket.requester, 1, instr(ticket.requester, '/') - 1)" \
	" AND contact.name = substr(ticket.requester," \
	" instr(ticket.requester, '/') + 1)), ticket.requester)"

#define AGE COLUMN_AGE

const SelectColumn select_columns[] = {
	{"age", {"age", "возраст"}, "ticket.created", VALUE_SPAN, AGE,
		"time since it was opened"},
	{"answered", {"answered", "ответ"}, "ticket.answered_at", VALUE_INSTANT,
		AGE, "the last public reply"},
	{"asset", {"asset", "устройство"}, "ticket.asset", VALUE_TEXT, 0,
		"the device it is about"},
	{"assignee", {"assignee", "исполнитель"}, "ticket.assignee", VALUE_TEXT,
		0, "who has it"},
	{"assignee-name", {"assignee", "исполнитель"}, "coalesce((SELECT"
		" agent.name FROM agent WHERE agent.login = ticket.assignee),"
		" ticket.assignee)", VALUE_TEXT, 0, "who has it, by full name"},
	{"attachments", {"files", "файлы"},
		"(SELECT coalesce(sum(attachments), 0)"
		" FROM entry WHERE entry.ticket = ticket.id"
		" AND retracted = 0)", VALUE_INTEGER, 0, "number of files"},
	{"calls", {"calls", "звонки"}, "ticket.calls", VALUE_INTEGER, 0,
		"number of calls"},
	{"category", {"category", "категория"}, "ticket.category", VALUE_TEXT,
		0, "what it is about"},
	{"cc", {"copy to", "копия"}, NULL, VALUE_LIST, 0, "addresses in copy"},
	{"channel", {"channel", "канал"}, "ticket.channel", VALUE_TEXT, 0,
		"how it came"},
	{"checklist", {"checklist", "чек-лист"}, NULL, VALUE_LIST, 0,
		"steps to do"},
	{"closed", {"closed", "закрыта"}, "ticket.closed_at", VALUE_INSTANT, 0,
		"when it was closed"},
	{"comments", {"comments", "комментарии"}, "ticket.comments",
		VALUE_INTEGER, 0, "number of internal comments"},
	{"created", {"created", "создана"}, "ticket.created", VALUE_INSTANT, 0,
		"when it was opened"},
	{"customer", {"customer", "клиент"}, "ticket.customer", VALUE_TEXT, 0,
		"the organisation"},
	{"customer-title", {"customer", "клиент"}, "coalesce((SELECT"
		" customer.title FROM customer WHERE customer.name ="
		" ticket.customer), ticket.customer)", VALUE_TEXT, 0,
		"the organisation, by its title"},
	{"dedupe-key", {"key", "ключ события"}, "ticket.dedupe_key", VALUE_TEXT,
		0, "the event of a monitoring system"},
	{"due", {"due", "срок"}, "ticket.due", VALUE_INSTANT, AGE | COLUMN_DUE,
		"the first of target and promise, or the end of the wait"},
	{"escalated", {"escalated", "эскалации"}, "ticket.escalated",
		VALUE_INTEGER, 0, "how often it went a level up"},
	{"eta", {"promised", "обещано"}, "ticket.eta", VALUE_INSTANT, 0,
		"the promise to the requester"},
	{"fields", {"fields", "поля"}, NULL, VALUE_RECORD, 0, "custom fields"},
	{"first-response", {"first response", "первый ответ"},
		"ticket.first_response_at", VALUE_INSTANT, 0,
		"the first public reply"},
	{"group", {"group", "группа"}, "ticket.\"group\"", VALUE_TEXT, 0,
		"the group that answers for it"},
	{"id", {"id", "код"}, "coalesce(ticket.number, ticket.uid)",
		VALUE_INTEGER, COLUMN_ID,
		"what names it for good: the number, else the uid"},
	{"in-status", {"in status", "в статусе"}, "ticket.status_since",
		VALUE_SPAN, AGE, "time in the present status"},
	{"last-message", {"last message", "сообщение"}, "ticket.message_at",
		VALUE_INSTANT, AGE, "when the requester's side last wrote"},
	{"level", {"level", "линия"}, "ticket.level", VALUE_TEXT, 0,
		"support level"},
	{"links", {"links", "связи"}, NULL, VALUE_LIST, 0, "other tickets"},
	{"merged-into", {"merged into", "объединена с"}, "ticket.merged_into",
		VALUE_TEXT, 0, "the ticket that goes on in its place"},
	{"messages", {"messages", "сообщения"}, "ticket.messages",
		VALUE_INTEGER, 0,
		"number of messages from the requester's side"},
	{"number", {"#", "№"}, SHORT_NAME, VALUE_INTEGER, COLUMN_RIGHT,
		"what people call it: number, else the start of the uid"},
	{"participants", {"participants", "участники"}, NULL, VALUE_LIST, 0,
		"others who may write"},
	{"priority", {"P", "П"}, "ticket.priority", VALUE_TEXT, 0, "priority"},
	{"rating", {"rating", "оценка"}, "ticket.rating", VALUE_INTEGER, 0,
		"the requester's rating"},
	{"reassigned", {"reassigned", "переназначения"}, "ticket.reassigned",
		VALUE_INTEGER, 0, "how often the assignee changed"},
	{"reopened", {"reopened", "переоткрытия"}, "ticket.reopened",
		VALUE_INTEGER, 0, "how often it was reopened"},
	{"replies", {"replies", "ответы"}, "ticket.replies", VALUE_INTEGER, 0,
		"number of replies to the requester"},
	{"requester", {"requester", "заявитель"}, "ticket.requester",
		VALUE_TEXT, 0,
		"who asks: customer/contact, an address, a number"},
	{"requester-name", {"requester", "заявитель"}, REQUESTER_NAME,
		VALUE_TEXT, 0, "who asks, by full name"},
	{"resolution", {"resolution", "итог"}, "ticket.resolution", VALUE_TEXT,
		0, "how it ended"},
	{"schedule", {"schedule", "расписание"}, "ticket.schedule", VALUE_TEXT,
		0, "the recurring ticket that it is one of"},
	{"sla-due", {"target", "по SLA"}, "ticket.sla_due", VALUE_INSTANT,
		AGE | COLUMN_DUE,
		"when the first of its open clocks is due"},
	{"solved", {"solved", "решена"}, "ticket.solved_at", VALUE_INSTANT, 0,
		"when it was solved"},
	{"status", {"status", "статус"}, "ticket.status", VALUE_TEXT, 0,
		"status"},
	{"status-since", {"since", "с"}, "ticket.status_since", VALUE_INSTANT,
		0, "when the present status began"},
	{"subject", {"subject", "тема"}, "ticket.subject", VALUE_TEXT,
		COLUMN_SHRINK, "what it is about, in a line"},
	{"tags", {"tags", "метки"}, NULL, VALUE_LIST, 0, "tags"},
	{"token", {"token", "ключ"}, "ticket.token", VALUE_TEXT, 0,
		"makes the plus address of outgoing mail"},
	{"type", {"type", "тип"}, "ticket.type", VALUE_TEXT, 0,
		"incident, request …"},
	{"uid", {"uid", "код"}, "ticket.uid", VALUE_TEXT, 0,
		"the file's name, never changes"},
	{"undelivered", {"undelivered", "не доставлено"},
		"ticket.undelivered", VALUE_INTEGER, 0,
		"mails that failed since one left last"},
	{"unread", {"unread", "новое"}, "ticket.unread", VALUE_FLAG, 0,
		"a message after the last thing an agent did"},
	{"unsent", {"unsent", "не ушло"}, "ticket.unsent", VALUE_INTEGER, 0,
		"mails that have not left yet"},
	{"until", {"waits until", "ждём до"}, "ticket.until", VALUE_INSTANT, 0,
		"when the wait ends"},
	{"updated", {"updated", "изменена"}, "ticket.updated", VALUE_INSTANT,
		AGE, "when anything last happened"},
	{"vendor-ref", {"vendor's number", "номер у поставщика"},
		"ticket.vendor_ref", VALUE_TEXT, 0, "the vendor's number"},
	{"wait", {"waits", "ждёт"}, "ticket.waiting_since", VALUE_SPAN, AGE,
		"time that the requester has waited for an answer"},
	{"was", {"former numbers", "прежние номера"}, NULL, VALUE_LIST, 0,
		"numbers that it had before"},
	{"worked", {"worked", "время"}, "ticket.worked * 60", VALUE_WORK, 0,
		"time worked on it"},
};
const gsize select_columns_count = G_N_ELEMENTS(select_columns);

static int compare(const void *name, const void *column)
{
	return strcmp(name, ((const SelectColumn *)column)->name);
}

const SelectColumn *select_column_find(const char *name)
{
	return bsearch(name, select_columns, select_columns_count,
		sizeof *select_columns, compare);
}
