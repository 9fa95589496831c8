#include "../cases.h"
#include "base/error.h"
#include "rules/query.h"

static const char desk_yaml[] =
	"desk: 1\n"
	"id: test\n"
	"team: Test\n"
	"language: ru\n"
	"timezone: Europe/Moscow\n"
	"levels: [L1, L2, L3]\n"
	"groups:\n"
	"  support: {level: L1}\n"
	"  network: {level: L2, title: Сетевики}\n"
	"statuses:\n"
	"  new: {class: new, title: Новая}\n"
	"  open: {class: open, title: В работе}\n"
	"  pending: {class: pending, title: Ждём клиента}\n"
	"  solved: {class: solved, title: Решена}\n"
	"  closed: {class: closed, title: Закрыта}\n"
	"types: [incident, request]\n"
	"priorities: [low, normal, high, critical]\n"
	"resolutions: [solved, duplicate, spam]\n"
	"categories:\n"
	"  1c: {title: 1С}\n"
	"  network: {title: Сеть}\n"
	"  network/vpn: {title: VPN}\n"
	"fields:\n"
	"  floor: {type: number, title: Этаж}\n"
	"  colour: {type: enum, values: [red, Синий], title: Цвет}\n"
	"  renewal: {type: date, title: Продление}\n"
	"  Шкаф: {type: text}\n";

static char *resolve(void *data, const char *field, const char *word,
	GError **error)
{
	static const struct {
		const char *field, *word, *name;
	} known[] = {
		{"assignee", "anna", "anna"}, {"assignee", "Анна", "anna"},
		{"assignee", "ivan", "ivan"}, {"customer", "acme", "acme"},
		{"customer", "Ромашка", "romashka"},
		{"requester", "Петров", "acme/ivan"},
		{"requester", "ivan@acme.example", "acme/ivan"},
	};
	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
		if (strcmp(known[i].field, field) == 0 &&
			strcmp(known[i].word, word) == 0)
			return g_strdup(known[i].name);
	g_set_error(error, DESK_ERROR, DESK_ERROR_PERSON, "nobody is \"%s\"",
		word);
	return NULL;
}

static char *named(void *data, const char *name)
{
	(void)data;
	if (strcmp(name, "urgent") == 0)
		return g_strdup("is:open priority:high+ or is:overdue");
	if (strcmp(name, "circle") == 0)
		return g_strdup("is:open query:circle");
	if (strcmp(name, "broken") == 0)
		return g_strdup("is:opn");
	return NULL;
}

/* Words are separated by " | ". */
static QueryNode *parse(const char *input, GHashTable *settings,
	const QueryContext *context, GError **error)
{
	if (g_strcmp0(g_hash_table_lookup(settings, "words"), "yes") != 0)
		return query_parse(input, context, error);
	g_auto(GStrv) words = g_strsplit(input, " | ", -1);
	return query_parse_words(words, context, error);
}

static char *answer(const char *input, GHashTable *settings)
{
	g_autoptr(GError) invalid = NULL;
	g_autoptr(Regulation) regulation = regulation_parse(desk_yaml,
		strlen(desk_yaml), "desk.yaml", &invalid);
	g_assert_no_error(invalid);
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Moscow");
	g_assert(zone);
	const char *me = g_hash_table_lookup(settings, "me");
	QueryContext context = {.regulation = regulation, .zone = zone,
		.me = g_strcmp0(me, "nobody") == 0 ? NULL : "anna",
		.resolve = resolve, .named = named};
	instant_parse("2026-11-18T06:00:00Z", &context.now);
	g_autoptr(GError) error = NULL;
	g_autoptr(QueryNode) node = parse(input, settings, &context, &error);
	g_assert(!node == (error != NULL));
	return node ? query_explain(node) :
		      g_strdup_printf("error %d: %s", error->code,
			      error->message);
}

int main(void)
{
	return cases_main("query", answer);
}
