/* The registry of columns: a row each, and one of each ticket field. */
#include "index/select.h"

#include "index/field_sql.h"

#include <stdlib.h>
#include <string.h>

#define REQUESTER_NAME \
	"coalesce((SELECT full_name FROM contact WHERE contact.customer =" \
	" substr(ticket.requester, 1, instr(ticket.requester, '/') - 1)" \
	" AND contact.name = substr(ticket.requester," \
	" instr(ticket.requester, '/') + 1)), ticket.requester)"

#define AGE COLUMN_AGE

/* Besides the ticket fields, and those that look another way in a table. */
static const SelectColumn own[] = {
	{"age", {"age", "возраст"}, "ticket.created", VALUE_SPAN, AGE,
		{"time since it was opened", "сколько прошло с открытия"}},
	{"answered", {"answered", "ответ"}, "ticket.answered_at", VALUE_INSTANT,
		AGE, {"the last public reply", "последний ответ заявителю"}},
	{"assignee-name", {"assignee", "исполнитель"}, "coalesce((SELECT"
		" agent.name FROM agent WHERE agent.login = ticket.assignee),"
		" ticket.assignee)", VALUE_TEXT, 0, {"who has it, by full name",
		"у кого она, полным именем"}},
	{"attachments", {"files", "файлы"},
		"(SELECT coalesce(sum(attachments), 0)"
		" FROM entry WHERE entry.ticket = ticket.id"
		" AND retracted = 0)", VALUE_INTEGER, 0, {"number of files",
		"число файлов"}},
	{"calls", {"calls", "звонки"}, "ticket.calls", VALUE_INTEGER, 0,
		{"number of calls", "число звонков"}},
	{"children", {"children", "дочерние"}, "(SELECT count(*) FROM"
		" ticket_list WHERE field = 'links' AND value = 'parent ' ||"
		" ticket.uid)", VALUE_INTEGER, 0, {"number of tickets that are "
		"its children", "число дочерних заявок"}},
	{"closed", {"closed", "закрыта"}, "ticket.closed_at", VALUE_INSTANT, 0,
		{"when it was closed", "когда закрыта"}},
	{"comments", {"comments", "комментарии"}, "ticket.comments",
		VALUE_INTEGER, 0, {"number of internal comments",
		"число заметок"}},
	{"customer-title", {"customer", "клиент"}, "coalesce((SELECT"
		" customer.title FROM customer WHERE customer.name ="
		" ticket.customer), ticket.customer)", VALUE_TEXT, 0,
		{"the organisation, by its title", "организация, по названию"}},
	{"due", {"due", "срок"}, "ticket.due", VALUE_INSTANT, AGE | COLUMN_DUE,
		{"the first of target and promise, or the end of the wait",
		"что раньше — норма или обещание; иначе конец ожидания"}},
	{"escalated", {"escalated", "эскалации"}, "ticket.escalated",
		VALUE_INTEGER, 0, {"how often it went a level up",
		"сколько раз ушла на линию выше"}},
	{"first-response", {"first response", "первый ответ"},
		"ticket.first_response_at", VALUE_INSTANT, 0,
		{"the first public reply", "первый ответ заявителю"}},
	{"id", {"id", "код"}, "coalesce(ticket.number, ticket.uid)",
		VALUE_INTEGER, COLUMN_ID | COLUMN_NUMBER,
		{"what names it for good: the number, else the uid",
		"что называет её навсегда: номер, иначе код"}},
	{"in-status", {"in status", "в статусе"}, "ticket.status_since",
		VALUE_SPAN, AGE, {"time in the present status",
		"сколько она в этом статусе"}},
	{"last-message", {"last message", "сообщение"}, "ticket.message_at",
		VALUE_INSTANT, AGE, {"when the requester's side last wrote",
		"когда сторона заявителя писала в последний раз"}},
	{"messages", {"messages", "сообщения"}, "ticket.messages",
		VALUE_INTEGER, 0,
		{"number of messages from the requester's side",
		"число сообщений со стороны заявителя"}},
	{"number", {"#", "№"}, "coalesce(ticket.number,"
		" short_name(ticket.uid))", VALUE_INTEGER, COLUMN_RIGHT,
		{"what people call it: number, else the start of the uid",
		"как её называют: номер, иначе начало кода"}},
	{"parent", {"parent", "главная"}, "(SELECT coalesce(parent.number,"
		" parent.uid) FROM ticket_list AS link JOIN ticket AS parent"
		" ON parent.uid = substr(link.value, length('parent ') + 1)"
		" WHERE link.ticket = ticket.id AND link.field = 'links'"
		" AND link.value GLOB 'parent *' LIMIT 1)", VALUE_INTEGER,
		COLUMN_RIGHT | COLUMN_NUMBER, {"the ticket whose child it is: "
		"its number, else the uid",
		"чья она дочерняя: номер той заявки, иначе код"}},
	{"priority", {"P", "П"}, "ticket.priority",
		VALUE_TEXT, 0, {"how urgent it is", "насколько срочно"}},
	{"rating", {"rating", "оценка"}, "ticket.rating", VALUE_INTEGER, 0,
		{"the requester's rating", "оценка заявителя"}},
	{"reassigned", {"reassigned", "переназначения"}, "ticket.reassigned",
		VALUE_INTEGER, 0, {"how often the assignee changed",
		"сколько раз менялся исполнитель"}},
	{"reopened", {"reopened", "переоткрытия"}, "ticket.reopened",
		VALUE_INTEGER, 0, {"how often it was reopened",
		"сколько раз открывали снова"}},
	{"replies", {"replies", "ответы"}, "ticket.replies", VALUE_INTEGER, 0,
		{"number of replies to the requester",
		"число ответов заявителю"}},
	{"requester-name", {"requester", "заявитель"}, REQUESTER_NAME,
		VALUE_TEXT, 0, {"who asks, by full name",
		"кто просит, полным именем"}},
	{"sla-due", {"target", "по SLA"}, "ticket.sla_due", VALUE_INSTANT, AGE |
		COLUMN_DUE, {"when the first of its open clocks is due",
		"срок ближайших из её открытых часов"}},
	{"solved", {"solved", "решена"}, "ticket.solved_at", VALUE_INSTANT, 0,
		{"when it was solved", "когда решена"}},
	{"status-since", {"since", "с"}, "ticket.status_since", VALUE_INSTANT,
		0, {"when the present status began",
		"когда начался этот статус"}},
	{"subject", {"subject", "тема"}, "ticket.subject", VALUE_TEXT,
		COLUMN_SHRINK, {"what it is about, in a line",
		"о чём она, одной строкой"}},
	{"undelivered", {"undelivered", "не доставлено"}, "ticket.undelivered",
		VALUE_INTEGER, 0, {"mails that failed since one left last",
		"письма, не дошедшие с последнего ушедшего"}},
	{"unread", {"unread", "новое"}, "ticket.unread", VALUE_FLAG, 0,
		{"a message after the last thing an agent did",
		"сообщение после последнего действия сотрудника"}},
	{"unsent", {"unsent", "не ушло"}, "ticket.unsent", VALUE_INTEGER, 0,
		{"mails that have not left yet",
		"письма, которые ещё не ушли"}},
	{"updated", {"updated", "изменена"}, "ticket.updated", VALUE_INSTANT,
		AGE, {"when anything last happened",
		"когда в ней что-то происходило в последний раз"}},
	{"verified", {"called back", "контрольный звонок"},
		"nullif(ticket.verified, '')", VALUE_TEXT, 0,
		{"what a call-back about the solution found: ok, not-ok",
		"что показал звонок о решении: ok, not-ok"}},
	{"wait", {"waits", "ждёт"}, "ticket.waiting_since", VALUE_SPAN, AGE,
		{"time that the requester has waited for an answer",
		"сколько заявитель ждёт ответа"}},
	{"worked", {"worked", "время"}, "ticket.worked * 60", VALUE_WORK, 0,
		{"time worked on it", "сколько над ней работали"}},
};

/* --- all of them ---------------------------------------------------------- */

static const SelectColumn *own_find(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(own); i++)
		if (strcmp(own[i].name, name) == 0)
			return &own[i];
	return NULL;
}

static SelectColumn of_field(const Field *field)
{
	static const ValueType types[] = {
		[FIELD_TEXT] = VALUE_TEXT, [FIELD_INTEGER] = VALUE_INTEGER,
		[FIELD_INSTANT] = VALUE_INSTANT, [FIELD_ENUM] = VALUE_TEXT,
		[FIELD_AGENT] = VALUE_TEXT, [FIELD_CONTACT] = VALUE_TEXT,
		[FIELD_CUSTOMER] = VALUE_TEXT, [FIELD_LIST] = VALUE_LIST,
		[FIELD_MAP] = VALUE_RECORD,
	};
	return (SelectColumn){field->name, field->title,
		field_sql_of_ticket(field), types[field->type], 0, field->help};
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(((const SelectColumn *)a)->name,
		((const SelectColumn *)b)->name);
}

static GArray *make(void)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(SelectColumn));
	g_array_append_vals(all, own, G_N_ELEMENTS(own));
	for (gsize i = 0; i < fields_count; i++) {
		SelectColumn column = of_field(&fields[i]);
		if (!own_find(column.name))
			g_array_append_val(all, column);
	}
	g_array_sort(all, by_name);
	return all;
}

const SelectColumn *select_columns(guint *count)
{
	static GArray *all;
	if (g_once_init_enter(&all))
		g_once_init_leave(&all, make());
	*count = all->len;
	return (const SelectColumn *)(gpointer)all->data;
}

const SelectColumn *select_column_find(const char *name)
{
	guint count;
	const SelectColumn *columns = select_columns(&count);
	const SelectColumn wanted = {.name = name};
	return bsearch(&wanted, columns, count, sizeof *columns, by_name);
}
