#include "rules/query.h"

#include "model/field.h"

#include <string.h>

/* Besides the ticket fields, and those that are asked for in another way than
 * their type says. */
static const QueryField own[] = {
	{"age", "span", {"age", "возраст"},
		{"time since it was opened: age:3d.. age:..4h",
		"сколько прошло с открытия: age:3d.. age:..4h"}},
	{"body", "text", {"body", "переписка"},
		{"words of messages, replies and calls",
		"слова писем, ответов и звонков"}},
	{"by", "agent", {"by", "кто"},
		{"who said or did something in it",
		"кто что-то сказал или сделал в ней"}},
	{"calls", "count", {"calls", "звонки"},
		{"number of calls", "число звонков"}},
	{"closed", "date", {"closed", "закрыта"},
		{"when it was closed", "когда закрыта"}},
	{"comments", "count", {"comments", "заметки"},
		{"number of internal comments", "число заметок"}},
	{"due", "date", {"due", "срок"},
		{"the first of target and promise, or the end of the wait",
		"что раньше — норма или обещание; иначе конец ожидания"}},
	{"escalated", "count", {"escalated", "эскалации"},
		{"how often it went a level up",
		"сколько раз ушла на линию выше"}},
	{"from", "contact", {"from", "от"},
		{"who wrote: a contact, an address, @acme.example",
		"кто писал: контакт, адрес, @acme.example"}},
	{"has", "field", {"has", "есть"},
		{"a field with a value, or: attachment, message, reply, "
		"comment, call, visit, work",
		"поле со значением или: attachment, message, reply, "
		"comment, call, visit, work"}},
	{"in-status", "span", {"in status", "в статусе"},
		{"time in the present status: in-status:2d..",
		"сколько она в этом статусе: in-status:2d.."}},
	{"is", "flag", {"is", "это"},
		{"a state: is:open, is:mine, is:unread …",
		"состояние: is:open, is:mine, is:unread …"}},
	{"last-message", "date", {"last message", "последнее сообщение"},
		{"when the requester's side last wrote",
		"когда сторона заявителя писала в последний раз"}},
	{"links", "string", {"links", "связи"},
		{"a ticket that it is linked with, whichever of them says so",
		"заявка, с которой она связана, с какой бы стороны"}},
	{"messages", "count", {"messages", "сообщения"},
		{"number of messages from the requester's side",
		"число сообщений со стороны заявителя"}},
	{"no", "field", {"no", "нет"},
		{"a field without a value; as has:",
		"поле без значения; как has:"}},
	{"note", "text", {"note", "заметка"},
		{"words of internal comments", "слова заметок"}},
	{"parent", "string", {"parent", "главная"},
		{"the ticket that it is a child of",
		"заявка, дочерней которой она является"}},
	{"query", "query", {"query", "запрос"},
		{"a named query: desk config set query.NAME",
		"именованный запрос: desk config set query.ИМЯ"}},
	{"rating", "count", {"rating", "оценка"},
		{"the requester's rating, 1 to 5",
		"оценка заявителя, от 1 до 5"}},
	{"reassigned", "count", {"reassigned", "переназначения"},
		{"how often the assignee changed",
		"сколько раз менялся исполнитель"}},
	{"reopened", "count", {"reopened", "переоткрытия"},
		{"how often it was reopened", "сколько раз открывали снова"}},
	{"replies", "count", {"replies", "ответы"},
		{"number of replies to the requester",
		"число ответов заявителю"}},
	{"sla", "sla", {"SLA", "SLA"},
		{"a clock of it is met, breached, running, at-risk, paused; "
		"or the policy by its name",
		"её часы: met, breached, running, at-risk, paused; или имя "
		"политики"}},
	{"solved", "date", {"solved", "решена"},
		{"when it was solved", "когда решена"}},
	{"subject", "text", {"subject", "тема"},
		{"words of the subject", "слова темы"}},
	{"text", "text", {"text", "текст"},
		{"words anywhere: as a bare word",
		"слова где угодно: то же, что просто слово"}},
	{"updated", "date", {"updated", "изменена"},
		{"when anything last happened",
		"когда в ней что-то происходило в последний раз"}},
	{"wait", "span", {"waits", "ждёт"},
		{"time that the requester has waited for an answer",
		"сколько заявитель ждёт ответа"}},
	{"was", "count", {"former numbers", "прежние номера"},
		{"a number that it had before",
		"номер, который был у неё прежде"}},
	{"worked", "span", {"worked", "время"},
		{"time worked on it: worked:1h..",
		"сколько над ней работали: worked:1h.."}},
};

const QueryFlag query_flags[] = {
	{"all", {"all", "все"},
		{"any ticket, solved and closed ones, too",
		"любая заявка, и решённые, и закрытые"}},
	{"assigned", {"assigned", "назначена"},
		{"somebody has it", "у неё есть исполнитель"}},
	{"atrisk", {"at risk", "под угрозой"},
		{"open, and a target of it is nearly used up",
		"открыта, и норма почти исчерпана"}},
	{"bounced", {"bounced", "футбол"},
		{"a football: it came back, or hopped, too often",
		"футбол: слишком часто возвращалась или прыгала"}},
	{"breached", {"breached", "нарушена"},
		{"open, and past a target of its SLA",
		"открыта, и норма SLA нарушена"}},
	{"closed", {"closed", "закрыта"},
		{"its status is of class closed",
		"её статус класса closed"}},
	{"escalated", {"escalated", "эскалирована"},
		{"it went a level up and is above the first",
		"ушла на линию выше и стоит не на первой"}},
	{"merged", {"merged", "объединена"},
		{"it was merged into another", "объединена с другой"}},
	{"mine", {"mine", "моя"},
		{"I have it", "она у меня"}},
	{"new", {"new", "новая"},
		{"its status is of class new", "её статус класса new"}},
	{"not-ok", {"not ok", "не в порядке"},
		{"called back about: what was done is not ok",
		"контрольный звонок показал: сделано не то"}},
	{"on-hold", {"on hold", "отложена"},
		{"its status is of class on-hold",
		"её статус класса on-hold"}},
	{"open", {"open", "открыта"},
		{"neither solved nor closed", "не решена и не закрыта"}},
	{"overdue", {"overdue", "просрочена"},
		{"open, and past a target, its promise or its wait",
		"открыта, и прошла норма, обещанный срок или ожидание"}},
	{"pending", {"pending", "ждёт клиента"},
		{"its status is of class pending",
		"её статус класса pending"}},
	{"reopened", {"reopened", "переоткрыта"},
		{"it was reopened at least once", "её открывали снова"}},
	{"solved", {"solved", "решена"},
		{"its status is of class solved",
		"её статус класса solved"}},
	{"spam", {"spam", "спам"},
		{"closed as spam", "закрыта как спам"}},
	{"unassigned", {"unassigned", "не назначена"},
		{"nobody has it", "у неё нет исполнителя"}},
	{"undelivered", {"undelivered", "не доставлено"},
		{"mail of it failed, and none has left since",
		"письмо по ней не дошло, и с тех пор ни одно не ушло"}},
	{"unread", {"unread", "не прочитана"},
		{"a requester's message after the last thing an agent did",
		"заявитель написал после последнего действия сотрудника"}},
	{"unsent", {"unsent", "не отправлено"},
		{"mail of it has not left yet",
		"письмо по ней ещё не ушло"}},
	{"verified", {"verified", "проверена"},
		{"called back about: what was done is ok",
		"контрольный звонок показал: всё в порядке"}},
	{"waiting", {"waiting", "ждёт ответа"},
		{"open, and the requester waits for an answer",
		"открыта, и заявитель ждёт ответа"}},
};
const gsize query_flags_count = G_N_ELEMENTS(query_flags);

static const struct {
	const char *alias, *name;
} aliases[] = {
	{"agent", "assignee"},
	{"tag", "tags"},
};

static const QueryField *own_find(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(own); i++)
		if (strcmp(own[i].name, name) == 0)
			return &own[i];
	return NULL;
}

static QueryField of_field(const Field *field)
{
	static const char *const values[] = {
		[FIELD_TEXT] = "string", [FIELD_INTEGER] = "count",
		[FIELD_INSTANT] = "date", [FIELD_AGENT] = "agent",
		[FIELD_CONTACT] = "contact", [FIELD_CUSTOMER] = "customer",
		[FIELD_LIST] = "string", [FIELD_MAP] = "string",
	};
	return (QueryField){field->name, field->type == FIELD_ENUM ?
		field->name : values[field->type], field->title,
		field->help};
}

gboolean query_field_find(const char *name, QueryField *found)
{
	for (gsize i = 0; i < G_N_ELEMENTS(aliases); i++)
		if (strcmp(aliases[i].alias, name) == 0)
			name = aliases[i].name;
	const QueryField *row = own_find(name);
	const Field *field = row ? NULL : field_find(name);
	if (found && row)
		*found = *row;
	else if (found && field)
		*found = of_field(field);
	return row || field;
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(((const QueryField *)a)->name,
		((const QueryField *)b)->name);
}

GArray *query_fields(void)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(QueryField));
	g_array_append_vals(all, own, G_N_ELEMENTS(own));
	for (gsize i = 0; i < fields_count; i++) {
		QueryField row = of_field(&fields[i]);
		if (!own_find(row.name))
			g_array_append_val(all, row);
	}
	g_array_sort(all, by_name);
	return all;
}
