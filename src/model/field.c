#include "model/field.h"

#include <stdlib.h>
#include <string.h>

#define KEPT FIELD_ALWAYS
#define SET FIELD_SETTABLE
#define RULE FIELD_RULED
#define FOLD FIELD_FOLDED
#define ORDER FIELD_ORDERED
#define RANK (FIELD_ORDERED | FIELD_RANKED)
#define COUNT FIELD_COUNTED

const Field fields[] = {
	{"asset", FIELD_TEXT, SET | RULE | FOLD, 18, {"asset", "устройство"},
		.help = "the device that it is about, a key of the customer's assets"},
	{"assignee", FIELD_AGENT, KEPT | SET | RULE | COUNT, 6, {"assignee",
		"исполнитель"},
		.help = "the agent who works on it; empty: nobody yet"},
	{"category", FIELD_ENUM, KEPT | SET | RULE | COUNT, 10, {"category",
		"категория"},
		.help = "what it is about, of desk.yaml; \"/\" goes deeper",
		.section = "categories"},
	{"cc", FIELD_LIST, SET, 23, {"copy to", "копия"},
		.help = "addresses that get a copy of each reply"},
	{"channel", FIELD_TEXT, KEPT | SET | FOLD | COUNT, 5, {"channel",
		"канал"},
		.help = "how it came: email, phone, shell, monitoring …"},
	{"checklist", FIELD_LIST, SET, 26, {"checklist", "чек-лист"},
		.help = "steps to do; a done one begins with \"[x] \""},
	{"created", FIELD_INSTANT, KEPT, 3, {"created", "создана"},
		.help = "when it was received or opened"},
	{"customer", FIELD_CUSTOMER, KEPT | SET | RULE | COUNT, 11, {"customer",
		"клиент"}, .help = "the organisation, a file of customers/"},
	{"dedupe-key", FIELD_TEXT, 0, 20, {"key", "ключ события"},
		.help = "the event of a monitoring system that it stands for"},
	{"eta", FIELD_INSTANT, SET, 16, {"promised", "обещано"},
		.help = "the time promised to the requester"},
	{"fields", FIELD_MAP, SET, 28, {"fields", "поля"},
		.help = "custom fields of desk.yaml, as fields.NAME"},
	{"group", FIELD_ENUM, KEPT | SET | RULE | COUNT, 14, {"group",
		"группа"}, .help = "the group that answers for it",
		.section = "groups"},
	{"level", FIELD_ENUM, KEPT | SET | RULE | RANK | COUNT, 12, {"level",
		"линия"}, .help = "the support level that has it now",
		.section = "levels"},
	{"links", FIELD_LIST, SET, 27, {"links", "связи"},
		.help = "other tickets: \"related UID\", \"parent UID\" …"},
	{"merged-into", FIELD_TEXT, 0, 22, {"merged into", "объединена с"},
		.help = "uid of the ticket that goes on in its place"},
	{"number", FIELD_INTEGER, KEPT, 1, {"number", "номер"},
		.help = "what people say; empty until one is given"},
	{"participants", FIELD_LIST, SET, 24, {"participants", "участники"},
		.help = "others who may write: vendors, colleagues"},
	{"priority", FIELD_ENUM, KEPT | SET | RULE | RANK | COUNT, 8,
		{"priority", "приоритет"},
		.help = "how urgent it is, of desk.yaml",
		.section = "priorities"},
	{"requester", FIELD_CONTACT, KEPT | SET | COUNT, 9, {"requester",
		"заявитель"},
		.help = "who asks: customer/contact, else an address or a phone number"},
	{"resolution", FIELD_ENUM, SET | COUNT, 15, {"resolution", "итог"},
		.help = "how it ended, of desk.yaml", .section = "resolutions"},
	{"schedule", FIELD_TEXT, 0, 29, {"schedule", "расписание"},
		.help = "the recurring ticket that it is one of"},
	{"status", FIELD_ENUM, KEPT | SET | RULE | ORDER | COUNT, 4, {"status",
		"статус"}, .help = "where it stands, of desk.yaml",
		.section = "statuses"},
	{"subject", FIELD_TEXT, KEPT | SET, 2, {"subject", "тема"},
		.help = "one line that says what it is about"},
	{"tags", FIELD_LIST, SET | RULE, 25, {"tags", "метки"},
		.help = "free words to find it by"},
	{"token", FIELD_TEXT, KEPT, 7, {"token", "ключ"},
		.help = "random; makes the plus address of outgoing mail"},
	{"type", FIELD_ENUM, KEPT | SET | RULE | COUNT, 13, {"type", "тип"},
		.help = "incident, request, question …, of desk.yaml",
		.section = "types"},
	{"uid", FIELD_TEXT, KEPT, 0, {"uid", "код"},
		.help = "day and random name: the file's path, never changes"},
	{"until", FIELD_INSTANT, SET, 17, {"waits until", "ждём до"},
		.help = "when a waiting ticket comes back by itself"},
	{"vendor-ref", FIELD_TEXT, SET | FOLD, 19, {"vendor's number",
		"номер у поставщика"},
		.help = "the number that a vendor gave to it"},
	{"was", FIELD_LIST, 0, 21, {"former numbers", "прежние номера"},
		.help = "numbers that it carried before"},
};
const gsize fields_count = G_N_ELEMENTS(fields);

G_STATIC_ASSERT(G_N_ELEMENTS(fields) <= FIELDS_LIMIT);

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

gboolean field_is_single(const Field *field)
{
	return field->type != FIELD_LIST && field->type != FIELD_MAP;
}
