#include "cmd/visit.h"

#include "app/desk/current_index.h"
#include "app/desk/in_force.h"
#include "index/agents.h"
#include "index/customers.h"
#include "model/people.h"
#include "model/regulation.h"

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

static const Member members[] = {
	{"number", {"Ticket", "Заявка"}, VALUE_INTEGER, COLUMN_NUMBER,
		"of the ticket"},
	{"subject", {"Subject", "Тема"}, VALUE_TEXT, 0, "of the ticket"},
	{"customer", {"Customer", "Заказчик"}, VALUE_TEXT, 0, "for people"},
	{"place", {"Place", "Адрес"}, VALUE_TEXT, 0,
		"address of the customer's first site"},
	{"by", {"Contractor", "Исполнитель"}, VALUE_TEXT, 0, "the team"},
	{"agent", {"Done by", "Выполнил"}, VALUE_TEXT, 0, "who was there"},
	{"date", {"Date", "Дата"}, VALUE_TEXT, 0,
		"day; as people of the customer write it"},
	{"from", {"From", "Начало"}, VALUE_TEXT, 0, "begin"},
	{"until", {"Until", "Окончание"}, VALUE_TEXT, 0, "end"},
	{"onsite", {"Time on site", "Время на месте"}, VALUE_SPAN, 0,
		"between them"},
	{"work", {"Work", "Выполненные работы"}, VALUE_TEXT, 0,
		"what was done"},
	{0},
};
const Schema act_schema = {"act/1", "desk visit act: an object", members};

static void add_head(Page *page, const Visit *visit, const Act *act)
{
	const Customer *customer = act->customer;
	Block *head = page_add_fields(page, NULL);
	block_set(head, "number", value_ticket_name(visit->ticket));
	block_set(head, "subject", value_text(visit->subject));
	block_set(head, "customer", value_text(customer && customer->title &&
		*customer->title ? customer->title : visit->customer));
	block_set(head, "place", value_text(act->place));
	block_set(head, "by", value_text(act->regulation->team));
	block_set(head, "agent", value_text(act->agent && *act->agent ?
		act->agent : visit->agent));
	block_set(head, "date", time_of(act, visit->began,
		phrase_in(&day_format, act->language)));
	block_set(head, "from", time_of(act, visit->began, "%H:%M"));
	block_set(head, "until", time_of(act, visit->began +
		visit->onsite * 60, "%H:%M"));
	block_set(head, "onsite", value_span(visit->onsite * 60));
	block_set(head, "work", value_text(visit->note));
}

gboolean visit_act(Context *context, const Visit *visit, GError **error)
{
	g_auto(Act) act = {0};
	if (!read_act(context->desk, visit, &act, error))
		return FALSE;
	Page *page = context->page = page_new(PAGE_OBJECT, &act_schema,
		g_intern_string(act.language));
	g_autofree char *below = phrase_fill(&signatures, act.language,
		phrase_in(&contractor, act.language),
		phrase_in(&client, act.language), NULL);
	page->title = phrase_fill(&title, act.language, visit->ticket, NULL);
	add_head(page, visit, &act);
	page_add_prose(page, "%s", below);
	return TRUE;
}
