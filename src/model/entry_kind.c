#include "model/ticket.h"

#include <stdlib.h>
#include <string.h>

/* Public is only what the requester has certainly seen or said: a notice may
 * have gone to an agent. */
const EntryKind entry_kinds[] = {
	{"approval", FALSE, FALSE, TRUE, {"approval", "согласование"},
		{"whether a trainee's mail leaves: of, state",
		"уйдёт ли письмо стажёра: of, state"}},
	{"call", TRUE, TRUE, TRUE, {"call", "звонок"},
		{"a phone call: direction, waited, talked, missed, recording",
		"телефонный звонок: direction, waited, talked, missed, "
		"recording"}},
	{"comment", FALSE, FALSE, TRUE, {"comment", "заметка"},
		{"an internal note, never shown to the requester",
		"внутренняя заметка, заявитель её не увидит"}},
	{"conflict", FALSE, FALSE, FALSE, {"conflict", "расхождение"},
		{"what a merge of two clones decided",
		"что решило слияние двух копий"}},
	{"delivery", FALSE, FALSE, FALSE, {"delivery", "доставка"},
		{"whether a reply or notice left: of, state, what was said",
		"ушёл ли ответ или уведомление: of, state и что сказано"}},
	{"duplicate", FALSE, FALSE, FALSE, {"duplicate", "повтор"},
		{"the same mail came by another road: of, account, folder, uid",
		"то же письмо другим путём: of, account, folder, uid"}},
	{"message", TRUE, TRUE, TRUE, {"message", "сообщение"},
		{"from the requester's side, through any channel",
		"со стороны заявителя, по любому каналу"}},
	{"notice", FALSE, FALSE, TRUE, {"notice", "уведомление"},
		{"automatic mail: to, rule, key",
		"автоматическое письмо: to, rule, key"}},
	{"rating", TRUE, TRUE, TRUE, {"rating", "оценка"},
		{"what the requester thinks of the work",
		"что заявитель думает о работе"}},
	{"reply", TRUE, FALSE, TRUE, {"reply", "ответ"},
		{"to the requester's side", "стороне заявителя"}},
	{"retract", FALSE, FALSE, FALSE, {"retract", "отзыв"},
		{"takes back an entry (of): not shown, counted or sent any "
		"more",
		"отзывает запись (of): её больше не показывают, не считают "
		"и не шлют"}},
	{"vendor", FALSE, FALSE, TRUE, {"vendor", "поставщик"},
		{"from or to a third party", "от третьей стороны или ей"}},
	{"verify", FALSE, FALSE, TRUE, {"call-back", "контрольный звонок"},
		{"what the requester says of a solution when asked: state",
		"что заявитель сказал о решении, когда спросили: state"}},
	{"visit", TRUE, FALSE, TRUE, {"visit", "выезд"},
		{"work on site: planned, onsite, travel",
		"работа на месте: planned, onsite, travel"}},
	{"work", FALSE, FALSE, TRUE, {"work", "работа"},
		{"time spent: minutes, billable",
		"потраченное время: minutes, billable"}},
};
const gsize entry_kinds_count = G_N_ELEMENTS(entry_kinds);

static int compare(const void *name, const void *kind)
{
	return strcmp(name, ((const EntryKind *)kind)->name);
}

const EntryKind *entry_kind_find(const char *name)
{
	return bsearch(name, entry_kinds, entry_kinds_count,
		sizeof entry_kinds[0], compare);
}
