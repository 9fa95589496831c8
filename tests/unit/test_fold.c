/* What is folded of a mail's text, what was forwarded in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

#include "rules/vendor_number.h"
#include "text/fold.h"
#include "text/forward.h"

static void test_fold(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *text, *folded;
	} cases[] = {
		{"", ""},
		{"Help\n", "Help\n"},
		/* Nothing else would be left. */
		{"> a\n> b\n> c\n> d\n> e\n", "> a\n> b\n> c\n> d\n> e\n"},
		{"-- \nIvan\n", "-- \nIvan\n"},
		{"It works.\n\nOn Sat, 21 Nov 2026 at 10:00, Anna <a@desk.example>\n"
		 "wrote:\n\n> one\n> two\n>\n> three\n",
			"It works.\n\n[… quote, lines: 7]\n"},
		{"Работает.\n\nсб, 21 нояб. 2026 г. в 10:00, Анна <a@desk.example>:\n"
		 "\n> один\n> два\n> три\n",
			"Работает.\n\n[… quote, lines: 5]\n"},
		{"Да.\n\n21.11.2026 10:00, Анна пишет:\n> один\n> два\n> три\n> четыре\n",
			"Да.\n\n[… quote, lines: 5]\n"},
		/* Short quotes between own lines stay. */
		{"> Which printer?\nThe red one.\n> Since when?\nToday.\n",
			"> Which printer?\nThe red one.\n> Since when?\nToday.\n"},
		{"Still dead.\n\n-----Original Message-----\nFrom: Anna\n"
		 "Sent: Saturday\nTo: Ivan\nSubject: x\n\nTry again.\n",
			"Still dead.\n\n[… quote, lines: 7]\n"},
		{"Не помогло.\n\n________________________________\nОт: Анна <a@d.example>\n"
		 "Отправлено: 21 ноября 2026 г. 10:00\nКому: Иван\nТема: x\n\nПопробуйте.\n",
			"Не помогло.\n\n[… quote, lines: 7]\n"},
		{"Не помогло.\n\nFrom: Anna <a@d.example>\nSent: Saturday\n"
		 "To: Ivan\nSubject: x\n\nTry.\n",
			"Не помогло.\n\n[… quote, lines: 6]\n"},
		/* What is forwarded is to be read. */
		{"See below.\n\n---------- Forwarded message ---------\n"
		 "From: Petr <p@acme.example>\nDate: today\nSubject: x\n\nText\n",
			"See below.\n\n---------- Forwarded message ---------\n"
			"From: Petr <p@acme.example>\nDate: today\nSubject: x\n\nText\n"},
		{"Печать стоит.\n\nС уважением,\nИван Петров\nООО «Ромашка»\n",
			"Печать стоит.\n\n[… signature, lines: 3]\n"},
		{"Help\n-- \nIvan\n+7 495\n", "Help\n[… signature, lines: 3]\n"},
		{"Help\n\nSent from my iPhone\n", "Help\n\n[… footer, lines: 1]\n"},
		{"Не печатает\n\n--\nОтправлено из Mail.ru для Android\n",
			"Не печатает\n\n[… signature, lines: 1]\n[… footer, lines: 1]\n"},
		{"Help\n\nThis email and any files transmitted with it are\n"
		 "confidential and intended solely for you.\n",
			"Help\n\n[… footer, lines: 2]\n"},
		{"Помогите\n\nНастоящее сообщение и любые приложения к нему\n"
		 "конфиденциальны.\n", "Помогите\n\n[… footer, lines: 2]\n"},
		/* Words that only look like it. */
		{"This message and any other are lost.\nTo: is empty:\n",
			"This message and any other are lost.\nTo: is empty:\n"},
		{"From: what\nTo: where\n", "From: what\nTo: where\n"},
		{"Regards, but no\nmore of this line is long "
		 "enough to be a text, and it goes on and on and on, until it "
		 "is wider than any signature that a person would ever write, "
		 "which is a lot of letters for one line\n",
		 "Regards, but no\nmore of this line is long "
		 "enough to be a text, and it goes on and on and on, until it "
		 "is wider than any signature that a person would ever write, "
		 "which is a lot of letters for one line\n"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *folded = fold_text(cases[i].text, "en");
		assert_string_equal(folded, cases[i].folded);
	}
	g_autofree char *russian = fold_text("Да\n> 1\n> 2\n> 3\n> 4\n", "ru");
	assert_string_equal(russian, "Да\n[… цитата, строк: 4]\n");
}

/* The parts are the text, whatever it is. */
static void check_cover(const char *text)
{
	g_autoptr(GArray) parts = fold_parts(text);
	gsize at = 0;
	for (guint i = 0; i < parts->len; i++) {
		const FoldPart *part = &g_array_index(parts, FoldPart, i);
		assert_int_equal(part->start, at);
		assert_true(part->end > at);
		at = part->end;
	}
	assert_int_equal(at, strlen(text));
}

static void test_fold_covers(G_GNUC_UNUSED void **state)
{
	static const char *const pieces[] = {"> quoted\n", "\n", "-- \n", "x\n",
		"From: a@b.example\n", "Date: x\n", "Subject: y\n", "____________\n",
		"21.11, a@b пишет:\n", "С уважением,\n", "Sent from my x\n",
		"-----Original Message-----\n", ">>>> \n", "  > x\n", "no end"};
	GRand *random = g_rand_new_with_seed(7);
	for (guint round = 0; round < 2000; round++) {
		g_autoptr(GString) text = g_string_new(NULL);
		for (gint32 n = g_rand_int_range(random, 0, 12); n > 0; n--)
			g_string_append(text, pieces[g_rand_int_range(random, 0,
				G_N_ELEMENTS(pieces))]);
		check_cover(text->str);
	}
	g_rand_free(random);
	g_autoptr(GString) deep = g_string_new(NULL);
	for (guint i = 0; i < 100000; i++)
		g_string_append(deep, "From: a\n");
	check_cover(deep->str);
}

static void test_own_text(G_GNUC_UNUSED void **state)
{
	g_autofree char *own = fold_own_text("Сделано.\n\n> Что?\nВот что.\n\n"
		"С уважением,\nАнна\n\n21.11.2026 10:00, Иван пишет:\n> a\n> b\n");
	assert_string_equal(own, "Сделано.\n\n> Что?\nВот что.\n");
	g_autofree char *none = fold_own_text("");
	assert_string_equal(none, "");
}

static void test_forward(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *text, *name, *address, *subject, *body;
		gboolean is_said;
	} cases[] = {
		/* Gmail, English and Russian */
		{"FYI\n\n---------- Forwarded message ---------\n"
		 "From: Ivan Petrov <ivan@ACME.example>\n"
		 "Date: Sat, Nov 21, 2026 at 9:13 AM\nSubject: Printer\n"
		 "To: <anna@desk.example>\n\n\nIt is on fire.\n",
		 "Ivan Petrov", "ivan@acme.example", "Printer", "It is on fire.\n", TRUE},
		{"---------- Пересылаемое сообщение ---------\nОт: Иван <ivan@acme.example>\n"
		 "Date: сб, 21 нояб. 2026 г. в 09:13\nSubject: Fwd: Принтер\nTo: a\n\nГорит.\n",
		 "Иван", "ivan@acme.example", "Принтер", "Горит.\n", TRUE},
		/* Outlook */
		{"-----Original Message-----\nFrom: Ivan Petrov [mailto:ivan@acme.example] \n"
		 "Sent: Saturday, November 21, 2026 9:13 AM\nTo: Anna\n"
		  "Subject: Printer\n\nFire.\n",
		 "Ivan Petrov", "ivan@acme.example", "Printer", "Fire.\n", FALSE},
		{"см. ниже\n\n________________________________\n"
		 "От: Иван Петров <ivan@acme.example>\n"
		 "Отправлено: 21 ноября 2026 г. 9:13:58\nКому: Анна\nТема: Принтер\n\nГорит.\n",
		 "Иван Петров", "ivan@acme.example", "Принтер", "Горит.\n", FALSE},
		{"*From:* Ivan Petrov <ivan@acme.example>\n*Sent:* Saturday\n*To:* Anna\n"
		 "*Subject:* Printer\n\nFire.\n",
		 "Ivan Petrov", "ivan@acme.example", "Printer", "Fire.\n", FALSE},
		/* Apple Mail, quoted or not */
		{"Begin forwarded message:\n\nFrom: Ivan Petrov <ivan@acme.example>\n"
		 "Subject: Printer\nDate: 21 November 2026 at 09:13:58 GMT+3\n"
		 "To: anna@desk.example\n\nFire.\n",
		 "Ivan Petrov", "ivan@acme.example", "Printer", "Fire.\n", TRUE},
		{"Начало переадресованного сообщения:\n\n> От: Иван <ivan@acme.example>\n"
		 "> Тема: Принтер\n> Дата: 21 ноября 2026\n"
		  "> Кому: anna@desk.example\n> \n> Горит.\n> Совсем.\n",
		 "Иван", "ivan@acme.example", "Принтер", "Горит.\nСовсем.\n", TRUE},
		/* Yandex, mail.ru, Yahoo, Thunderbird */
		{"-------- Пересылаемое сообщение --------\n"
		 "21.11.2026, 09:13, \"Иван Петров\" <ivan@acme.example>:\n\nГорит.\n\n"
		 "-------- Конец пересылаемого сообщения --------\nМоя подпись\n",
		 "Иван Петров", "ivan@acme.example", "", "Горит.\n\n", TRUE},
		{"-------- Пересылаемое сообщение --------\nОт кого: Иван <ivan@acme.example>\n"
		 "Кому: anna@desk.example\n"
		  "Дата: Суббота, 21 ноября 2026, 9:13 +03:00\nТема: Принтер\n\nГорит.\n",
		 "Иван", "ivan@acme.example", "Принтер", "Горит.\n", TRUE},
		{"----- Forwarded Message -----\nFrom: \"Ivan Petrov\" <ivan@acme.example>\n"
		 "To: Anna\nSent: Saturday\nSubject: Printer\n\nFire.\n",
		 "Ivan Petrov", "ivan@acme.example", "Printer", "Fire.\n", TRUE},
		{"-------- Перенаправленное сообщение --------\nТема: Принтер\nДата: Sat\n"
		 "От: ivan@acme.example\nКому: Анна\n\nГорит.\n",
		 "", "ivan@acme.example", "Принтер", "Горит.\n", TRUE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(Forward) got = {0};
		assert_true(forward_find(cases[i].text, &got));
		assert_string_equal(got.address, cases[i].address);
		assert_string_equal(got.name, cases[i].name);
		assert_string_equal(got.subject, cases[i].subject);
		assert_string_equal(got.body, cases[i].body);
		assert_int_equal(got.is_said, cases[i].is_said);
	}
}

static void test_no_forward(G_GNUC_UNUSED void **state)
{
	static const char *const texts[] = {"", "Help\n", "From: me\nTo: you\n",
		"From: Ivan Petrov\nSent: today\nTo: Anna\nSubject: x\n\nFire\n",
		"From: a@@b.example\nSent: x\nTo: y\n",
		"From: \"a\r\n\"@b\nSent: x\nTo: y\n",
		"---------- Forwarded message ---------\n",
		"---------- Forwarded message ---------\n\n\n",
		"-------- Пересылаемое сообщение --------\n21.11.2026, Иван:\n"};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_auto(Forward) got = {0};
		assert_false(forward_find(texts[i], &got));
	}
	assert_true(forward_is_subject("FW: x"));
	assert_true(forward_is_subject("Пересл: x"));
	assert_false(forward_is_subject("Forwarding"));
	g_autofree char *plain = forward_plain_subject(" Fwd: WG: Printer ");
	assert_string_equal(plain, "Printer");
}

static void test_vendor_number(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *subject, *number;
	} cases[] = {
		{"[Ticket#2026112110000017] Line down", "2026112110000017"},
		{"[ACME#12] Re: Ticket ID: 4711", "4711"},
		{"Re: [ACME#1042] Нет связи", NULL},
		{"Заявка №12345 зарегистрирована", "12345"},
		{"Ваше обращение 20-445/7 принято", "20-445/7"},
		{"[#8812] Line down", "8812"},
		{"Case 00123456: Line", "00123456"},
		{"[SUP-771] Line", "SUP-771"},
		{"SR-7781 opened", "SR-7781"},
		{"Line down #99 again", "99"},
		{"Printer 2000", NULL},
		{"showcase 12", NULL},
		{"", NULL},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *number = vendor_number(cases[i].subject, "ACME");
		if (cases[i].number)
			assert_string_equal(number, cases[i].number);
		else
			assert_null(number);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_fold_covers),
		cmocka_unit_test(test_own_text),
		cmocka_unit_test(test_forward),
		cmocka_unit_test(test_no_forward),
		cmocka_unit_test(test_vendor_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
