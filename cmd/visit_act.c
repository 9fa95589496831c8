#include "cmd/visit.h"

#include "index/agents.h"
#include "index/customers.h"

static const Phrase
	title = {"Act of work %1", "Акт выполненных работ %1"},
	signatures = {"\n%1 ____________________   %2 ____________________",
		NULL},
	contractor = {"Contractor", "Исполнитель"},
	client = {"Customer", "Заказчик"},
	day_format = {"%Y-%m-%d", "%d.%m.%Y"};

/* Whom it is for: what desk.yaml and their file say of them. */
typedef struct {
	const Regulation *regulation;
	Customer *customer; /* NULL: none, or gone */
	char *agent, *place;
	const char *language;
} Act;

static void act_clear(Act *act)
{
	customer_free(act->customer);
	g_free(act->agent);
	g_free(act->place);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Act, act_clear)

static gboolean read_act(Desk *desk, const Visit *visit, Act *act,
	GError **error)
{
	Index *index = desk_index(desk, error);
	act->regulation = index ? desk_regulation(desk, error) : NULL;
	if (!act->regulation ||
		!index_customer(index, visit->customer, &act->customer, error) ||
		!index_agent_name(index, visit->agent, &act->agent, error) ||
		!visit_place(index, visit->customer, &act->place, error))
		return FALSE;
	act->language = act->customer && act->customer->language ?
		act->customer->language : act->regulation->language;
	return TRUE;
}

static Value *time_of(const Act *act, Instant at, const char *format)
{
	return value_text_take(instant_format_in(at, act->regulation->zone,
		format));
}

static void add_head(Page *page, const Visit *visit, const Act *act)
{
	const Customer *customer = act->customer;
	const struct {
		const char *name;
		Phrase title;
		Value *value;
	} rows[] = {
		{"number", {"Ticket", "Заявка"}, value_text(visit->ticket)},
		{"subject", {"Subject", "Тема"}, value_text(visit->subject)},
		{"customer", client, value_text(customer && customer->title &&
			*customer->title ? customer->title : visit->customer)},
		{"place", {"Place", "Адрес"}, value_text(act->place)},
		{"by", contractor, value_text(act->regulation->team)},
		{"agent", {"Done by", "Выполнил"}, value_text(act->agent &&
			*act->agent ? act->agent : visit->agent)},
		{"date", {"Date", "Дата"}, time_of(act, visit->began,
			phrase_in(&day_format, act->language))},
		{"from", {"From", "Начало"}, time_of(act, visit->began,
			"%H:%M")},
		{"until", {"Until", "Окончание"}, time_of(act, visit->began +
			visit->onsite * 60, "%H:%M")},
		{"onsite", {"Time on site", "Время на месте"},
			value_span(visit->onsite * 60)},
		{"work", {"Work", "Выполненные работы"},
			value_text(visit->note)},
	};
	Block *head = page_add_fields(page, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		block_set(head, rows[i].name, phrase_in(&rows[i].title,
			act->language), rows[i].value);
}

gboolean visit_act(Context *context, const Visit *visit, GError **error)
{
	g_auto(Act) act = {0};
	if (!read_act(context->desk, visit, &act, error))
		return FALSE;
	Page *page = context->page = page_new(PAGE_OBJECT, "act/1");
	g_autofree char *below = phrase_fill(&signatures, act.language,
		phrase_in(&contractor, act.language),
		phrase_in(&client, act.language), NULL);
	page->title = phrase_fill(&title, act.language, visit->ticket, NULL);
	page->language = g_intern_string(act.language);
	add_head(page, visit, &act);
	page_add_prose(page, "%s", below);
	return TRUE;
}
