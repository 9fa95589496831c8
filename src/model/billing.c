#include "model/billing.h"

#include <string.h>

#include "model/day_words.h"
#include "text/date.h"

/* %1 is the key. */
static const Phrase
	night_is = {"\"%1\" is a number from 1 to 10, such as 1.5, or {from: "
			"22:00, to: 06:00, times: 1.5}",
		"«%1» — число от 1 до 10, например 1.5, или {from: 22:00, to: "
		"06:00, times: 1.5}"},
	weekend_is = {"\"%1\" is a number from 1 to 10, such as 2.0",
		"«%1» — число от 1 до 10, например 2.0"},
	currency_is = {"\"%1\" is a code of three letters, such as RUB or EUR",
		"«%1» — код из трёх букв, например RUB или EUR"},
	rate_is = {"\"%1\" is the price of an hour, such as 2500 or 99.90",
		"«%1» — цена часа, например 2500 или 99.90"},
	vat_is = {"\"%1\" is the percent that prices contain, such as 20, or none",
		"«%1» — процент налога в ценах, например 20, или none"},
	span_is = {"\"%1\" is whole minutes, at most a day, such as 15m or 1h",
		"«%1» — целые минуты, не больше суток, например 15m или 1h"};

#define MOST_TIMES 1000
#define NIGHT_FROM (22 * 60)
#define NIGHT_UNTIL (6 * 60)

/* Currencies whose smallest unit is not the hundredth. */
static const struct {
	const char *name;
	guint digits;
} currencies[] = {
	{"BHD", 3}, {"BIF", 0}, {"CLP", 0}, {"DJF", 0}, {"GNF", 0},
	{"IQD", 3}, {"ISK", 0}, {"JOD", 3}, {"JPY", 0}, {"KMF", 0},
	{"KRW", 0}, {"KWD", 3}, {"LYD", 3}, {"OMR", 3}, {"PYG", 0},
	{"RWF", 0}, {"TND", 3}, {"UGX", 0}, {"VND", 0}, {"VUV", 0},
	{"XAF", 0}, {"XOF", 0}, {"XPF", 0},
};

/* --- values ---------------------------------------------------------- */

/* "2", "1.5", "1.25"; from 1 to 10. */
static gboolean read_times(const YamlNode *node, guint *times)
{
	const char *text = yaml_text(node);
	gint64 price;
	if (!price_parse(text, &price) || price % (PRICE_UNIT / TIMES_ONE) != 0)
		return FALSE;
	gint64 hundredths = price / (PRICE_UNIT / TIMES_ONE);
	if (hundredths < TIMES_ONE || hundredths > MOST_TIMES)
		return FALSE;
	*times = (guint)hundredths;
	return TRUE;
}

static gboolean read_minutes(const YamlNode *node, guint *minutes)
{
	gint64 seconds;
	if (!duration_parse(yaml_text(node), &seconds, NULL) ||
		seconds % 60 != 0 || seconds > DAY_MINUTES * 60)
		return FALSE;
	*minutes = (guint)(seconds / 60);
	return TRUE;
}

static gboolean read_night(const YamlNode *node, Billing *billing)
{
	static const char *const keys[] = {"from", "to", "times", NULL};
	guint from, until;
	if (node->kind != YAML_MAP)
		return read_times(node, &billing->night_times);
	for (guint i = 0; i < node->keys->len; i++)
		if (!g_strv_contains(keys,
			((YamlNode *)node->keys->pdata[i])->value))
			return FALSE;
	if (!minute_parse(yaml_text(yaml_get(node, "from")), &from) ||
		!minute_parse(yaml_text(yaml_get(node, "to")), &until) || from == until ||
		!read_times(yaml_get(node, "times"), &billing->night_times))
		return FALSE;
	billing->night_from = from;
	billing->night_until = until;
	return TRUE;
}

static gboolean take_currency(const char *text, Billing *billing)
{
	if (strlen(text) != 3 || !g_ascii_isupper(text[0]) ||
		!g_ascii_isupper(text[1]) || !g_ascii_isupper(text[2]))
		return FALSE;
	g_strlcpy(billing->currency, text, sizeof billing->currency);
	for (gsize i = 0; i < G_N_ELEMENTS(currencies); i++)
		if (strcmp(currencies[i].name, text) == 0)
			billing->digits = currencies[i].digits;
	return TRUE;
}

/* --- the section ----------------------------------------------------- */

void billing_read(Billing *billing, const YamlNode *section)
{
	const YamlNode *night = yaml_get(section, "night");
	const char *calendar = yaml_get_text(section, "calendar", "");
	memset(billing, 0, sizeof *billing);
	billing->round = 1;
	billing->night_from = NIGHT_FROM;
	billing->night_until = NIGHT_UNTIL;
	billing->night_times = billing->weekend_times = TIMES_ONE;
	billing->digits = 2;
	billing->rate = PRICE_NONE;
	billing->vat = VAT_NONE;
	if (!section)
		return;
	read_minutes(yaml_get(section, "round"), &billing->round);
	read_minutes(yaml_get(section, "minimum"), &billing->minimum);
	/* On site is never cheaper than a call, unless that is said. */
	if (!read_minutes(yaml_get(section, "onsite-min"),
		&billing->onsite_minimum))
		billing->onsite_minimum = billing->minimum;
	billing->round = MAX(billing->round, 1);
	if (night)
		read_night(night, billing);
	read_times(yaml_get(section, "weekend"), &billing->weekend_times);
	take_currency(yaml_get_text(section, "currency", ""), billing);
	price_parse(yaml_text(yaml_get(section, "rate")), &billing->rate);
	vat_parse(yaml_get_text(section, "vat", ""), &billing->vat);
	billing->travel = strcmp(yaml_get_text(section, "travel", ""), "true") == 0;
	billing->calendar = *calendar ? g_strdup(calendar) : NULL;
}

void billing_of_currency(Billing *billing, const char *currency)
{
	billing_read(billing, NULL);
	take_currency(currency, billing);
}

void billing_clear(Billing *billing)
{
	g_clear_pointer(&billing->calendar, g_free);
}

const Phrase *billing_night_expected(const YamlNode *node)
{
	Billing billing;
	return read_night(node, &billing) ? NULL : &night_is;
}

const Phrase *billing_weekend_expected(const YamlNode *node)
{
	guint times;
	return read_times(node, &times) ? NULL : &weekend_is;
}

const Phrase *billing_currency_expected(const YamlNode *node)
{
	Billing billing;
	return take_currency(yaml_text(node), &billing) ? NULL : &currency_is;
}

const Phrase *billing_rate_expected(const YamlNode *node)
{
	gint64 price;
	return price_parse(yaml_text(node), &price) ? NULL : &rate_is;
}

const Phrase *billing_vat_expected(const YamlNode *node)
{
	gint64 rate;
	return vat_parse(yaml_text(node), &rate) ? NULL : &vat_is;
}

const Phrase *billing_span_expected(const YamlNode *node)
{
	guint minutes;
	return read_minutes(node, &minutes) ? NULL : &span_is;
}

/* --- money ----------------------------------------------------------- */

Value *billing_money(const Billing *billing, gint64 amount)
{
	return value_money(amount, billing->digits, billing->currency);
}

Value *billing_price(const Billing *billing, gint64 price)
{
	guint digits = 4;
	for (; digits > billing->digits && price % 10 == 0; digits--)
		price /= 10;
	return value_money(price, digits, billing->currency);
}
