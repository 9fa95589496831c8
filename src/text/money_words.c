#include "text/money_words.h"

#include <string.h>

#include "base/phrase.h"

typedef struct {
	const char *code;
	gboolean feminine; /* in Russian */
	Phrase unit, part; /* forms as phrase_count() wants them */
} Currency;

static const Currency currencies[] = {
	{"RUB", FALSE, {"ruble|rubles", "рубль|рубля|рублей"},
		{"kopeck|kopecks", "копейка|копейки|копеек"}},
	{"BYN", FALSE, {"Belarusian ruble|Belarusian rubles",
		"белорусский рубль|белорусских рубля|белорусских рублей"},
		{"kopeck|kopecks", "копейка|копейки|копеек"}},
	{"KZT", FALSE, {"tenge|tenge", "тенге|тенге|тенге"},
		{"tiyn|tiyn", "тиын|тиына|тиынов"}},
	{"UAH", TRUE, {"hryvnia|hryvnias", "гривна|гривны|гривен"},
		{"kopeck|kopecks", "копейка|копейки|копеек"}},
	{"USD", FALSE, {"US dollar|US dollars",
		"доллар США|доллара США|долларов США"},
		{"cent|cents", "цент|цента|центов"}},
	{"EUR", FALSE, {"euro|euros", "евро|евро|евро"},
		{"cent|cents", "цент|цента|центов"}},
	{"GBP", FALSE, {"pound sterling|pounds sterling",
		"фунт стерлингов|фунта стерлингов|фунтов стерлингов"},
		{"penny|pence", "пенс|пенса|пенсов"}},
};

static const struct {
	gboolean feminine;
	Phrase forms;
} thousands[] = {
	{FALSE, {NULL, NULL}}, /* the currency itself */
	{TRUE, {"thousand|thousand", "тысяча|тысячи|тысяч"}},
	{FALSE, {"million|million", "миллион|миллиона|миллионов"}},
	{FALSE, {"billion|billion", "миллиард|миллиарда|миллиардов"}},
	{FALSE, {"trillion|trillion", "триллион|триллиона|триллионов"}},
	{FALSE, {"quadrillion|quadrillion",
		"квадриллион|квадриллиона|квадриллионов"}},
	{FALSE, {"quintillion|quintillion",
		"квинтиллион|квинтиллиона|квинтиллионов"}},
};

static const Phrase ones[] = {
	{"zero", "ноль"}, {"one", "один"}, {"two", "два"}, {"three", "три"},
	{"four", "четыре"}, {"five", "пять"}, {"six", "шесть"},
	{"seven", "семь"}, {"eight", "восемь"}, {"nine", "девять"},
	{"ten", "десять"}, {"eleven", "одиннадцать"}, {"twelve", "двенадцать"},
	{"thirteen", "тринадцать"}, {"fourteen", "четырнадцать"},
	{"fifteen", "пятнадцать"}, {"sixteen", "шестнадцать"},
	{"seventeen", "семнадцать"}, {"eighteen", "восемнадцать"},
	{"nineteen", "девятнадцать"},
};
static const Phrase tens[] = {
	{NULL, NULL}, {NULL, NULL}, {"twenty", "двадцать"},
	{"thirty", "тридцать"}, {"forty", "сорок"}, {"fifty", "пятьдесят"},
	{"sixty", "шестьдесят"}, {"seventy", "семьдесят"},
	{"eighty", "восемьдесят"}, {"ninety", "девяносто"},
};
static const Phrase hundreds[] = {
	{NULL, NULL}, {"one hundred", "сто"}, {"two hundred", "двести"},
	{"three hundred", "триста"}, {"four hundred", "четыреста"},
	{"five hundred", "пятьсот"}, {"six hundred", "шестьсот"},
	{"seven hundred", "семьсот"}, {"eight hundred", "восемьсот"},
	{"nine hundred", "девятьсот"},
};

static void add(GString *out, const char *word)
{
	g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", word);
}

/* The form alone that phrase_count() says; more than a thousand is many, and of
 * the rest the last digits decide. */
static void add_form(GString *out, const Phrase *forms, const char *language,
	guint64 count)
{
	g_autofree char *text = phrase_count(forms, language,
		(gint64)(count % 1000 + (count >= 1000 ? 1000 : 0)));
	add(out, strchr(text, ' ') + 1);
}

static const char *one_of(guint number, gboolean feminine, const char *language)
{
	static const Phrase feminine_ones[] = {{NULL, NULL}, {"one", "одна"},
		{"two", "две"}};
	return phrase_in(feminine && (number == 1 || number == 2) ?
		&feminine_ones[number] : &ones[number], language);
}

/* 1 to 999. */
static void add_group(GString *out, guint number, gboolean feminine,
	const char *language)
{
	static const Phrase between = {"-", " "};
	guint rest = number % 100;
	if (number >= 100)
		add(out, phrase_in(&hundreds[number / 100], language));
	if (rest == 0)
		return;
	if (rest < 20) {
		add(out, one_of(rest, feminine, language));
		return;
	}
	add(out, phrase_in(&tens[rest / 10], language));
	if (rest % 10 > 0)
		g_string_append_printf(out, "%s%s", phrase_in(&between, language),
			one_of(rest % 10, feminine, language));
}

static void add_number(GString *out, guint64 number, gboolean feminine,
	const char *language)
{
	guint64 power = 1000000000000000000u;
	if (number == 0)
		add(out, phrase_in(&ones[0], language));
	for (guint i = G_N_ELEMENTS(thousands); i-- > 0; power /= 1000) {
		guint group = (guint)(number / power % 1000);
		if (group == 0)
			continue;
		add_group(out, group, i > 0 ? thousands[i].feminine : feminine,
			language);
		if (i > 0)
			add_form(out, &thousands[i].forms, language, group);
	}
}

static const Currency *find(const char *code)
{
	for (gsize i = 0; i < G_N_ELEMENTS(currencies); i++)
		if (g_strcmp0(currencies[i].code, code) == 0)
			return &currencies[i];
	return NULL;
}

static char *capitalise(const char *text)
{
	gunichar first = g_unichar_toupper(g_utf8_get_char(text));
	GString *out = g_string_new(NULL);
	g_string_append_unichar(out, first);
	g_string_append(out, g_utf8_next_char(text));
	return g_string_free(out, FALSE);
}

char *money_words(gint64 amount, const char *currency, guint digits,
	const char *language)
{
	static const Phrase minus = {"minus", "минус"};
	const Currency *known = digits == 2 ? find(currency) : NULL;
	guint64 value = amount < 0 ? -(guint64)amount : (guint64)amount;
	guint64 parts = 1;
	g_autoptr(GString) out = g_string_new(NULL);
	for (guint i = 0; i < digits; i++)
		parts *= 10;
	if (amount < 0)
		add(out, phrase_in(&minus, language));
	add_number(out, value / parts, known && known->feminine, language);
	if (known)
		add_form(out, &known->unit, language, value / parts);
	else if (currency && *currency)
		add(out, currency);
	if (digits > 0)
		g_string_append_printf(out, " %0*" G_GUINT64_FORMAT, (int)digits,
			value % parts);
	if (known)
		add_form(out, &known->part, language, value % parts);
	else if (digits > 0)
		g_string_append_printf(out, "/%" G_GUINT64_FORMAT, parts);
	return capitalise(out->str);
}
