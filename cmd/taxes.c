#include "cmd/taxes.h"

static const Member members[] = {
	{"rate", {NULL}, VALUE_TEXT, 0, "20, of a hundred; null = without tax"},
	{"amount", {NULL}, VALUE_TEXT, 0, "the sum of such lines, 1250.00"},
	{"vat", {NULL}, VALUE_TEXT, 0, "in it"},
	{0},
};
const Schema taxes_schema = {.members = members};

Value *taxes_value(const GArray *taxes, const Billing *billing)
{
	gint64 vat;
	return bill_vat(taxes, &vat) ? billing_money(billing, vat) :
		value_none();
}

/* NULL: no row has a figure there. */
static Value *sum_of(const Block *bills, guint place)
{
	Value *sum = NULL;
	for (guint i = 0; i < bills->rows->len; i++) {
		const GPtrArray *row = bills->rows->pdata[i];
		const Value *value = row->pdata[place];
		if (value->type == VALUE_WORK || value->type == VALUE_INTEGER ||
			value->type == VALUE_MONEY)
			value_add(&sum, value);
	}
	return sum;
}

void taxes_add_sums(Block *bills)
{
	static const Phrase all = {"All", "Всего"};
	GPtrArray *row = block_add_total(bills);
	for (guint i = 0; i < bills->columns->len; i++) {
		const Column *column = bills->columns->pdata[i];
		gboolean names = g_str_equal(column->name, "customer");
		Value *sum = column->flags & COLUMN_NUMBER ? NULL :
			sum_of(bills, i);
		row_add(row, sum ? sum : !names ? value_none() :
			value_phrase(&all, bills->page->language));
	}
}

static Value *records(const GArray *taxes, const Billing *billing)
{
	Value *list = value_list();
	for (guint i = 0; i < taxes->len; i++) {
		const BillTax *tax = &g_array_index(taxes, BillTax, i);
		Value *record = value_record();
		value_record_set(record, "rate", tax->rate == VAT_NONE ?
			value_none() : value_text_take(vat_format(tax->rate)));
		value_record_set(record, "amount", billing_money(billing,
			tax->amount));
		value_record_set(record, "vat", billing_money(billing,
			tax->vat));
		value_list_add(list, record);
	}
	return list;
}

static void add_line(Block *shown, const BillTax *tax, const Billing *billing,
	const char *language)
{
	static const Phrase
		title = {"VAT %1%% in it", "В том числе НДС %1\u00a0%%"},
		none = {"Without VAT", "Без НДС"};
	g_autofree char *rate = vat_format(tax->rate);
	g_autofree char *text = tax->rate == VAT_NONE ? g_strdup(phrase_in(&none,
		language)) : phrase_fill(&title, language, rate, NULL);
	g_autofree char *name = g_strconcat("vat.", rate, NULL);
	block_set_titled(shown, name, text, billing_money(billing,
		tax->rate == VAT_NONE ? tax->amount : tax->vat));
}

void taxes_add(Block *hidden, const GArray *taxes, gint64 total,
	const Billing *billing)
{
	gint64 vat;
	bill_vat(taxes, &vat);
	block_set(hidden, "net", billing_money(billing, total - vat));
	block_set(hidden, "vat", taxes_value(taxes, billing));
	block_set(hidden, "taxes", records(taxes, billing));
}

void taxes_show(Block *shown, const GArray *taxes, const Billing *billing)
{
	static const Phrase none = {"none", "без НДС"};
	const char *language = shown->page->language;
	gint64 vat;
	if (!bill_vat(taxes, &vat)) {
		block_set(shown, "vat", value_text(phrase_in(&none, language)));
		return;
	}
	for (guint i = 0; i < taxes->len; i++)
		add_line(shown, &g_array_index(taxes, BillTax, i), billing,
			language);
}
