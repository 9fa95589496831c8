#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "text/money.h"
#include "text/money_words.h"

static void sums_stand_in_figures(void **state)
{
	(void)state;
	static const struct {
		gint64 amount;
		guint digits;
		const char *currency, *plain, *en, *ru;
	} rows[] = {
		{0, 2, "RUB", "0.00", "RUB_0.00", "0,00_₽"},
		{123450, 2, "RUB", "1234.50", "RUB_1,234.50", "1_234,50_₽"},
		{-5, 2, "EUR", "-0.05", "-EUR_0.05", "-0,05_€"},
		{1234567, 0, "JPY", "1234567", "JPY_1,234,567", "1_234_567_JPY"},
		{100, 3, NULL, "0.100", "0.100", "0,100"},
		{G_MININT64, 2, "", "-92233720368547758.08",
			"-92,233,720,368,547,758.08", "-92_233_720_368_547_758,08"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *plain = money_plain(rows[i].amount,
			rows[i].digits);
		g_autofree char *en = money_text(rows[i].amount, rows[i].digits,
			rows[i].currency, "en");
		g_autofree char *ru = money_text(rows[i].amount, rows[i].digits,
			rows[i].currency, "ru");
		g_autoptr(GString) shown_en = g_string_new(en);
		g_autoptr(GString) shown_ru = g_string_new(ru);
		g_string_replace(shown_en, "\u00a0", "_", 0);
		g_string_replace(shown_ru, "\u00a0", "_", 0);
		assert_string_equal(plain, rows[i].plain);
		assert_string_equal(shown_en->str, rows[i].en);
		assert_string_equal(shown_ru->str, rows[i].ru);
	}
}

static void sums_are_said_in_words(void **state)
{
	(void)state;
	static const struct {
		gint64 amount;
		const char *currency;
		guint digits;
		const char *ru, *en;
	} rows[] = {
		{0, "RUB", 2, "Ноль рублей 00 копеек", "Zero rubles 00 kopecks"},
		{1, "RUB", 2, "Ноль рублей 01 копейка", "Zero rubles 01 kopeck"},
		{102, "RUB", 2, "Один рубль 02 копейки", "One ruble 02 kopecks"},
		{200, "RUB", 2, "Два рубля 00 копеек", "Two rubles 00 kopecks"},
		{511, "RUB", 2, "Пять рублей 11 копеек", "Five rubles 11 kopecks"},
		{1121, "RUB", 2, "Одиннадцать рублей 21 копейка",
			"Eleven rubles 21 kopecks"},
		{1414, "RUB", 2, "Четырнадцать рублей 14 копеек",
			"Fourteen rubles 14 kopecks"},
		{2122, "RUB", 2, "Двадцать один рубль 22 копейки",
			"Twenty-one rubles 22 kopecks"},
		{11100, "RUB", 2, "Сто одиннадцать рублей 00 копеек",
			"One hundred eleven rubles 00 kopecks"},
		{100000, "RUB", 2, "Одна тысяча рублей 00 копеек",
			"One thousand rubles 00 kopecks"},
		{200100, "RUB", 2, "Две тысячи один рубль 00 копеек",
			"Two thousand one rubles 00 kopecks"},
		{1234567, "RUB", 2, "Двенадцать тысяч триста сорок пять рублей "
			"67 копеек", "Twelve thousand three hundred forty-five "
			"rubles 67 kopecks"},
		{2100000, "RUB", 2, "Двадцать одна тысяча рублей 00 копеек",
			"Twenty-one thousand rubles 00 kopecks"},
		{100000000, "RUB", 2, "Один миллион рублей 00 копеек",
			"One million rubles 00 kopecks"},
		{200200002, "RUB", 2, "Два миллиона две тысячи рублей 02 копейки",
			"Two million two thousand rubles 02 kopecks"},
		{101100000000, "RUB", 2, "Один миллиард одиннадцать миллионов "
			"рублей 00 копеек", "One billion eleven million rubles "
			"00 kopecks"},
		{-150, "RUB", 2, "Минус один рубль 50 копеек",
			"Minus one ruble 50 kopecks"},
		{4299, "USD", 2, "Сорок два доллара США 99 центов",
			"Forty-two US dollars 99 cents"},
		{100, "EUR", 2, "Один евро 00 центов", "One euro 00 cents"},
		{10200, "UAH", 2, "Сто две гривны 00 копеек",
			"One hundred two hryvnias 00 kopecks"},
		{50, "GBP", 2, "Ноль фунтов стерлингов 50 пенсов",
			"Zero pounds sterling 50 pence"},
		{1250, "CHF", 2, "Двенадцать CHF 50/100", "Twelve CHF 50/100"},
		{7, "JPY", 0, "Семь JPY", "Seven JPY"},
		{1250, "", 2, "Двенадцать 50/100", "Twelve 50/100"},
		{1001, "KWD", 3, "Один KWD 001/1000", "One KWD 001/1000"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *ru = money_words(rows[i].amount,
			rows[i].currency, rows[i].digits, "ru");
		g_autofree char *en = money_words(rows[i].amount,
			rows[i].currency, rows[i].digits, NULL);
		assert_string_equal(ru, rows[i].ru);
		assert_string_equal(en, rows[i].en);
	}
	g_autofree char *most = money_words(G_MAXINT64, "RUB", 2, "ru");
	assert_string_equal(most, "Девяносто два квадриллиона двести тридцать три "
		"триллиона семьсот двадцать миллиардов триста шестьдесят восемь "
		"миллионов пятьсот сорок семь тысяч семьсот пятьдесят восемь "
		"рублей 07 копеек");
	g_autofree char *least = money_words(G_MININT64, "JPY", 0, "en");
	assert_true(g_str_has_prefix(least, "Minus nine quintillion two hundred"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_stand_in_figures),
		cmocka_unit_test(sums_are_said_in_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
