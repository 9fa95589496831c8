#include "cmd/visit.h"

#include <string.h>

static const char *act_word(gboolean russian, const char *english,
	const char *in_russian)
{
	return russian ? in_russian : english;
}

static char *one_text(Index *index, const char *sql, const char *value)
{
	const char *values[] = {value, NULL};
	g_autoptr(GPtrArray) rows = index_rows(index, sql, values, NULL);
	return g_strdup(rows && rows->len > 0 ? ((char **)rows->pdata[0])[0] :
		"");
}

static gboolean is_russian(Desk *desk, const char *customer)
{
	g_autofree char *language = one_text(desk_index(desk, NULL),
		"SELECT language FROM customer WHERE name = ?", customer);
	return strcmp(*language ? language :
		desk_regulation(desk, NULL)->language, "ru") == 0;
}

static gboolean add_act_head(Context *context, const Visit *visit, gboolean ru,
	GError **error)
{
	Desk *desk = context->desk;
	Index *index = desk_index(desk, error);
	g_autofree char *place = NULL;
	if (!index || !visit_place(index, visit->customer, &place, error))
		return FALSE;
	GTimeZone *zone = desk_regulation(desk, NULL)->zone;
	g_autofree char *customer = one_text(index,
		"SELECT title FROM customer WHERE name = ?", visit->customer);
	g_autofree char *agent = one_text(index,
		"SELECT name FROM agent WHERE login = ?", visit->agent);
	Block *head = page_add_fields(context->page, NULL);
	block_set(head, "number", act_word(ru, "Ticket", "Заявка"),
		value_text(visit->ticket));
	block_set(head, "subject", act_word(ru, "Subject", "Тема"),
		value_text(visit->subject));
	block_set(head, "customer", act_word(ru, "Customer", "Заказчик"),
		value_text(*customer ? customer : visit->customer));
	block_set(head, "place", act_word(ru, "Place", "Адрес"),
		value_text(place));
	block_set(head, "by", act_word(ru, "Contractor", "Исполнитель"),
		value_text(desk_regulation(desk, NULL)->team));
	block_set(head, "agent", act_word(ru, "Done by", "Выполнил"),
		value_text(*agent ? agent : visit->agent));
	block_set(head, "date", act_word(ru, "Date", "Дата"),
		value_text_take(instant_format_in(visit->began, zone,
			ru ? "%d.%m.%Y" : "%Y-%m-%d")));
	block_set(head, "from", act_word(ru, "From", "Начало"),
		value_text_take(instant_format_in(visit->began, zone,
			"%H:%M")));
	block_set(head, "until", act_word(ru, "Until", "Окончание"),
		value_text_take(instant_format_in(visit->began +
			visit->onsite * 60, zone, "%H:%M")));
	block_set(head, "onsite", act_word(ru, "Time on site",
		"Время на месте"), value_span(visit->onsite * 60));
	block_set(head, "work", act_word(ru, "Work", "Выполненные работы"),
		value_text(visit->note));
	return TRUE;
}

/* --- as Markdown ----------------------------------------------------- */

/* What people typed marks nothing up. */
static void append_escaped(GString *out, const char *text)
{
	for (const char *at = text; *at; at++) {
		if (strchr("\\`*_[]<>#|~", *at))
			g_string_append_c(out, '\\');
		g_string_append_c(out, *at == '\n' || *at == '\r' ? ' ' : *at);
	}
}

static char *text_of(const Value *value)
{
	return value->type == VALUE_SPAN ? span_format(value->integer) :
		value_to_text(value);
}

static void append_signatures(GString *out, gboolean ru)
{
	g_string_append_printf(out, "\n%s \\_\\_\\_\\_\\_\\_\\_\\_\\_\\_"
		" %s \\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\n", act_word(ru,
			"Contractor", "Исполнитель"), act_word(ru, "Customer",
			"Заказчик"));
}

static void append_act(GString *out, const Block *head, const char *title,
	gboolean ru)
{
	g_string_append(out, "# ");
	append_escaped(out, title);
	g_string_append(out, "\n\n");
	for (guint i = 0; i < head->record->names->len; i++) {
		const Value *value = g_ptr_array_index(head->record->items, i);
		g_autofree char *text = text_of(value);
		if (!text || !*text)
			continue;
		g_string_append_printf(out, "- **%s:** ",
			(char *)g_ptr_array_index(head->labels, i));
		append_escaped(out, text);
		g_string_append_c(out, '\n');
	}
	append_signatures(out, ru);
}

/* --------------------------------------------------------------------- */

gboolean visit_act(Context *context, const Visit *visit, gboolean markdown,
	GError **error)
{
	gboolean ru = is_russian(context->desk, visit->customer);
	g_autofree char *title = g_strdup_printf("%s %s", act_word(ru,
		"Act of work", "Акт выполненных работ"), visit->ticket);
	context->page = page_new(PAGE_OBJECT, "act/1");
	if (!add_act_head(context, visit, ru, error))
		return FALSE;
	if (markdown) {
		Page *text = page_new(PAGE_TEXT, NULL);
		append_act(text->bytes, g_ptr_array_index(
			context->page->blocks, 0), title, ru);
		page_free(context->page);
		context->page = text;
		return TRUE;
	}
	context->page->title = g_steal_pointer(&title);
	page_add_prose(context->page, "\n%s ____________________   "
		"%s ____________________", act_word(ru, "Contractor",
			"Исполнитель"), act_word(ru, "Customer", "Заказчик"));
	return TRUE;
}
