#include "model/field.h"

#include <stdlib.h>
#include <string.h>

#define KEPT FIELD_ALWAYS
#define SET FIELD_SETTABLE
#define SORT FIELD_SORTABLE
#define FIND FIELD_FILTER

const Field fields[] = {
	{"asset", FIELD_TEXT, SET | SORT | FIND, 18, {"asset", "устройство"},
		"the device that it is about, a key of the customer's assets"},
	{"assignee", FIELD_AGENT, KEPT | SET | SORT | FIND, 6, {"assignee",
		"исполнитель"}, "the agent who works on it; empty: nobody yet"},
	{"category", FIELD_ENUM, KEPT | SET | SORT | FIND, 10, {"category",
		"категория"},
		"what it is about, of desk.yaml; \"/\" goes deeper"},
	{"cc", FIELD_LIST, SET | FIND, 23, {"copy to", "копия"},
		"addresses that get a copy of each reply"},
	{"channel", FIELD_TEXT, KEPT | SET | SORT | FIND, 5, {"channel",
		"канал"}, "how it came: email, phone, shell, monitoring …"},
	{"checklist", FIELD_LIST, SET, 26, {"checklist", "чек-лист"},
		"steps to do; a done one begins with \"[x] \""},
	{"created", FIELD_INSTANT, KEPT | SORT | FIND, 3, {"created",
		"создана"}, "when it was received or opened"},
	{"customer", FIELD_CUSTOMER, KEPT | SET | SORT | FIND, 11, {"customer",
		"клиент"}, "the organisation, a file of customers/"},
	{"dedupe-key", FIELD_TEXT, FIND, 20, {"key", "ключ события"},
		"the event of a monitoring system that it stands for"},
	{"eta", FIELD_INSTANT, SET | SORT | FIND, 16, {"promised", "обещано"},
		"the time promised to the requester"},
	{"fields", FIELD_MAP, SET, 28, {"fields", "поля"},
		"custom fields of desk.yaml, as fields.NAME"},
	{"group", FIELD_ENUM, KEPT | SET | SORT | FIND, 14, {"group", "группа"},
		"the group that answers for it"},
	{"level", FIELD_ENUM, KEPT | SET | SORT | FIND, 12, {"level", "линия"},
		"the support level that has it now"},
	{"links", FIELD_LIST, SET | FIND, 27, {"links", "связи"},
		"other tickets: \"related UID\", \"parent UID\" …"},
	{"merged-into", FIELD_TEXT, FIND, 22, {"merged into", "объединена с"},
		"uid of the ticket that goes on in its place"},
	{"number", FIELD_INTEGER, KEPT | SORT | FIND, 1, {"number", "номер"},
		"what people say; empty until one is given"},
	{"participants", FIELD_LIST, SET | FIND, 24, {"participants",
		"участники"}, "others who may write: vendors, colleagues"},
	{"priority", FIELD_ENUM, KEPT | SET | SORT | FIND, 8, {"priority",
		"приоритет"}, "how urgent it is, of desk.yaml"},
	{"requester", FIELD_CONTACT, KEPT | SET | SORT | FIND, 9, {"requester",
		"заявитель"},
		"who asks: customer/contact, else an address or a phone number"},
	{"resolution", FIELD_ENUM, SET | SORT | FIND, 15, {"resolution",
		"итог"}, "how it ended, of desk.yaml"},
	{"schedule", FIELD_TEXT, SORT | FIND, 29, {"schedule", "расписание"},
		"the recurring ticket that it is one of"},
	{"status", FIELD_ENUM, KEPT | SET | SORT | FIND, 4, {"status",
		"статус"}, "where it stands, of desk.yaml"},
	{"subject", FIELD_TEXT, KEPT | SET | SORT | FIND, 2, {"subject",
		"тема"}, "one line that says what it is about"},
	{"tags", FIELD_LIST, SET | FIND, 25, {"tags", "метки"},
		"free words to find it by"},
	{"token", FIELD_TEXT, KEPT, 7, {"token", "ключ"},
		"random; makes the plus address of outgoing mail"},
	{"type", FIELD_ENUM, KEPT | SET | SORT | FIND, 13, {"type", "тип"},
		"incident, request, question …, of desk.yaml"},
	{"uid", FIELD_TEXT, KEPT | SORT | FIND, 0, {"uid", "код"},
		"day and random name: the file's path, never changes"},
	{"until", FIELD_INSTANT, SET | SORT | FIND, 17, {"waits until",
		"ждём до"}, "when a waiting ticket comes back by itself"},
	{"vendor-ref", FIELD_TEXT, SET | SORT | FIND, 19, {"vendor's number",
		"номер у поставщика"}, "the number that a vendor gave to it"},
	{"was", FIELD_LIST, FIND, 21, {"former numbers", "прежние номера"},
		"numbers that it carried before"},
};
const gsize fields_count = G_N_ELEMENTS(fields);

static int compare(const void *name, const void *field)
{
	return strcmp(name, ((const Field *)field)->name);
}

const Field *field_find(const char *name)
{
	return bsearch(name, fields, fields_count, sizeof fields[0], compare);
}

const Field *field_at(guint position)
{
	for (gsize i = 0; i < fields_count; i++)
		if (fields[i].position == position)
			return &fields[i];
	return NULL;
}
