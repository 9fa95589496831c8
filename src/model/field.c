#include "model/field.h"

#include <stdlib.h>
#include <string.h>

#include "base/called.h"

#define KEPT FIELD_ALWAYS
#define SET FIELD_SETTABLE
#define RULE FIELD_RULED
#define FOLD FIELD_FOLDED
#define ORDER FIELD_ORDERED
#define RANK (FIELD_ORDERED | FIELD_RANKED)
#define COUNT FIELD_COUNTED
#define GIVEN FIELD_GIVEN

static const FieldValue channels[] = {
	{"chat", {"Chat", "Чат"}},
	{"email", {"Mail", "Почта"}},
	{"monitoring", {"Monitoring", "Мониторинг"}},
	{"phone", {"Phone", "Телефон"}},
	{"portal", {"Portal", "Портал"}},
	{"schedule", {"Schedule", "Расписание"}},
	{"shell", {"Shell", "Консоль"}},
	{NULL, {NULL, NULL}},
};

const Field fields[] = {
	{"about", FIELD_AGENT, SET, 30, {"complained about",
		"жалоба на"},
		.help = {"of a complaint: the agent who does not end it",
		"у жалобы: сотрудник, который её не закрывает"}},
	{"asset", FIELD_TEXT, SET | RULE | FOLD | COUNT, 18, {"asset", "устройство"},
		.help =
		{"the device that it is about, a key of the customer's assets",
		"устройство, о котором речь: ключ из assets клиента"}},
	{"assignee", FIELD_AGENT, KEPT | SET | RULE | COUNT, 6, {"assignee",
		"исполнитель"}, .follows = "level",
		.help = {"the agent who works on it; empty: nobody yet",
		"кто ей занят; пусто — пока никто"}},
	{"category", FIELD_ENUM, KEPT | SET | RULE | COUNT, 10, {"category",
		"категория"},
		.help = {"what it is about, of desk.yaml; \"/\" goes deeper",
		"о чём она, из desk.yaml; «/» — вглубь"},
		.section = "categories"},
	{"cc", FIELD_LIST, SET | FIELD_PEOPLE, 23, {"copy to", "копия"},
		.help = {"addresses that get a copy of each reply",
		"адреса, куда уходит копия каждого ответа"}},
	{"channel", FIELD_TEXT, KEPT | SET | FOLD | COUNT, 5, {"channel",
		"канал"},
		.help = {"how it came: email, phone, shell, monitoring …",
		"как пришла: email, phone, shell, monitoring …"},
		.values = channels},
	{"checklist", FIELD_LIST, SET, 26, {"checklist", "чек-лист"},
		.help = {"steps to do; a done one begins with \"[x] \"",
		"что сделать; сделанное начинается с «[x] »"}},
	{"created", FIELD_INSTANT, KEPT | GIVEN, 3, {"created", "создана"},
		.help = {"when it was received or opened",
		"когда получена или открыта"}},
	{"customer", FIELD_CUSTOMER, KEPT | SET | RULE | COUNT, 11, {"customer",
		"клиент"}, .help = {"the organisation, a file of customers/",
		"организация: файл в customers/"}},
	{"dedupe-key", FIELD_TEXT, GIVEN, 20, {"key", "ключ события"},
		.help = {"the event of a monitoring system that it stands for",
		"событие мониторинга, которому она отвечает"}},
	{"eta", FIELD_INSTANT, SET, 16, {"promised", "обещано"},
		.help = {"the time promised to the requester",
		"срок, обещанный заявителю"}},
	{"fields", FIELD_MAP, SET, 28, {"fields", "поля"},
		.help = {"custom fields of desk.yaml, as fields.NAME",
		"свои поля из desk.yaml, как fields.ИМЯ"}},
	{"group", FIELD_ENUM, KEPT | SET | RULE | COUNT, 14, {"group",
		"группа"}, .follows = "level",
		.help = {"the group that answers for it",
		"группа, которая за неё отвечает"},
		.section = "groups"},
	{"level", FIELD_ENUM, KEPT | SET | RULE | RANK | COUNT, 12, {"level",
		"линия"}, .help = {"the support level that has it now",
		"линия, на которой она сейчас"},
		.section = "levels"},
	{"links", FIELD_LIST, 0, 27, {"links", "связи"},
		.help = {"other tickets: \"related UID\", \"parent UID\" …",
		"другие заявки: «related UID», «parent UID» …"}},
	{"merged-into", FIELD_TEXT, 0, 22, {"merged into", "объединена с"},
		.help = {"uid of the ticket that goes on in its place",
		"код заявки, которая идёт вместо неё"}},
	{"number", FIELD_INTEGER, KEPT | GIVEN, 1, {"number", "номер"},
		.help = {"what people say; empty until one is given",
		"номер, который называют; пусто, пока его нет"}},
	{"participants", FIELD_LIST, SET | FIELD_PEOPLE, 24, {"participants",
		"участники"},
		.help = {"others who may write: vendors, colleagues",
		"кто ещё может писать: поставщики, коллеги"}},
	{"priority", FIELD_ENUM, KEPT | SET | RULE | RANK | COUNT, 8,
		{"priority", "приоритет"},
		.help = {"how urgent it is, of desk.yaml",
		"насколько срочно, из desk.yaml"},
		.section = "priorities"},
	{"requester", FIELD_CONTACT, KEPT | SET | COUNT, 9, {"requester",
		"заявитель"}, .help =
		{"who asks: customer/contact, else an address or a phone "
		"number",
		"кто просит: клиент/контакт, иначе адрес или телефон"}},
	{"resolution", FIELD_ENUM, SET | COUNT, 15, {"resolution", "итог"},
		.follows = "status",
		.help = {"how it ended, of desk.yaml",
		"чем кончилась, из desk.yaml"}, .section = "resolutions"},
	{"schedule", FIELD_TEXT, GIVEN, 29, {"schedule", "расписание"},
		.help = {"the recurring ticket that it is one of",
		"регулярная заявка, из которой она"}},
	{"status", FIELD_ENUM, KEPT | SET | RULE | ORDER | COUNT, 4, {"status",
		"статус"}, .help = {"where it stands, of desk.yaml",
		"на какой она стадии, из desk.yaml"},
		.section = "statuses"},
	{"subject", FIELD_TEXT, KEPT | SET, 2, {"subject", "тема"},
		.help = {"one line that says what it is about",
		"одна строка о том, в чём дело"}},
	{"tags", FIELD_LIST, SET | RULE, 25, {"tags", "метки"},
		.help = {"free words to find it by",
		"любые слова, чтобы находить"}},
	{"token", FIELD_TEXT, KEPT | GIVEN, 7, {"token", "ключ"},
		.help = {"random; makes the plus address of outgoing mail",
		"случайный; из него плюс-адрес исходящих писем"}},
	{"type", FIELD_ENUM, KEPT | SET | RULE | COUNT, 13, {"type", "тип"},
		.help = {"incident, request, question …, of desk.yaml",
		"инцидент, запрос, вопрос …, из desk.yaml"},
		.section = "types"},
	{"uid", FIELD_TEXT, KEPT | GIVEN, 0, {"uid", "код"},
		.help = {"day and random name: the file's path, never changes",
		"день и случайное имя: путь файла, не меняется"}},
	{"until", FIELD_INSTANT, SET, 17, {"waits until", "ждём до"},
		.follows = "status",
		.help = {"when a waiting ticket comes back by itself",
		"когда отложенная заявка вернётся сама"}},
	{"vendor-ref", FIELD_TEXT, SET | FOLD, 19, {"vendor's number",
		"номер у поставщика"},
		.help = {"the number that a vendor gave to it",
		"номер, который дал поставщик"}},
	{"was", FIELD_LIST, 0, 21, {"former numbers", "прежние номера"},
		.help = {"numbers that it carried before",
		"номера, которые были у неё прежде"}},
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

const char *field_value_title(const Field *field, const char *value,
	const char *language)
{
	for (const FieldValue *one = field->values; one && one->name; one++)
		if (strcmp(one->name, value) == 0)
			return phrase_in(&one->title, language);
	return NULL;
}

const char *field_value_meant(const Field *field, const char *word)
{
	g_autoptr(GArray) all = called_new();
	g_autofree char *several = NULL;
	for (const FieldValue *one = field->values; one && one->name; one++)
		called_add(all, one->name, one->title.en, one->title.ru);
	const char *name = called_find(all, word, &several);
	return name ? name : word;
}
