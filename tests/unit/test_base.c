#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "base/called.h"
#include "base/error.h"
#include "base/identifier.h"
#include "base/instant.h"
#include "base/library.h"
#include "base/phrase.h"
#include "base/system_words.h"

static void instants_round_trip(void **state)
{
	(void)state;
	static const struct {
		const char *in, *out;
	} rows[] = {
		{"2026-11-21T06:14:03Z", "2026-11-21T06:14:03Z"},
		{"2026-11-21T09:14:03+03:00", "2026-11-21T06:14:03Z"},
		{"2026-11-21T06:14:03.999Z", "2026-11-21T06:14:03Z"},
		{"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		Instant at;
		assert_true(instant_parse(rows[i].in, &at));
		g_autofree char *text = instant_format(at);
		assert_string_equal(text, rows[i].out);
	}
}

static void bad_instants_are_refused(void **state)
{
	(void)state;
	static const char *const rows[] = {"", "2026-11-21", "2026-11-21T06:14Z",
		"2026-02-30T00:00:00Z", "2026-11-21T25:00:00Z",
		"2026-11-21T06:14:03", "2026-11-21T06:14:03+3"};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		Instant at = 7;
		assert_false(instant_parse(rows[i], &at));
		assert_true(at == 7);
	}
}

static void periods_are_said_in_words(void **state)
{
	(void)state;
	static const struct {
		const char *from, *until, *language, *text;
	} rows[] = {
		{"2026-11-01", "2026-12-01", "en", "November 2026"},
		{"2026-12-01", "2027-01-01", "ru", "декабрь 2026"},
		{"2026-10-01", "2027-01-01", "ru", "01.10.2026 – 31.12.2026"},
		{"2026-11-02", "2026-12-02", NULL, "2026-11-02 – 2026-12-01"},
	};
	/* With a change of the clock in it. */
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Berlin");
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *const days[] = {rows[i].from, rows[i].until};
		Instant bounds[2];
		for (int k = 0; k < 2; k++) {
			g_autofree char *text = g_strconcat(days[k],
				"T00:00:00", NULL);
			g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(
				text, zone);
			bounds[k] = instant_from_date_time(at);
		}
		g_autofree char *said = instant_period_in_language(bounds[0],
			bounds[1], zone, rows[i].language);
		assert_string_equal(said, rows[i].text);
	}
}

static void spans_are_short(void **state)
{
	(void)state;
	static const struct {
		gint64 seconds;
		const char *shortly, *longer;
	} rows[] = {
		{0, "0s", "0s"},
		{90, "1m", "1m 30s"},
		{5400, "90m", "1h 30m"},
		{3 * 86400, "3d", "3d"},
		{-7200, "-2h", "-2h"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *a = span_format_short(rows[i].seconds);
		g_autofree char *b = span_format(rows[i].seconds);
		assert_string_equal(a, rows[i].shortly);
		assert_string_equal(b, rows[i].longer);
	}
}

static void spans_are_read_in_two_languages(void **state)
{
	(void)state;
	static const char *const rows[][4] = {
		{"3.45bd", "en", "3.45bd", "3.45\u00a0working\u00a0d"},
		{"3.45bd", "ru", "3,45 раб. д", "3,45 раб. д"},
		{"4bh 30m", "en", "4bh 30m",
			"4\u00a0working\u00a0h 30\u00a0min"},
		{"1h 30m", "ru", "1ч 30мин", "1\u00a0ч 30\u00a0мин"},
		{"-2h", "en", "-2h", "-2\u00a0h"},
		{"", "en", "", ""},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *said = span_in_language(rows[i][0], rows[i][1]);
		g_autofree char *spelt = span_spelt(said);
		assert_string_equal(said, rows[i][2]);
		assert_string_equal(spelt, rows[i][3]);
	}
}

static void uids_and_paths_agree(void **state)
{
	(void)state;
	guint8 digest[32];
	identifier_derive("store", "uid", "mail", 4, digest);
	g_autofree char *name = identifier_letter_first(digest, 32, 8);
	Instant at;
	assert_true(instant_parse("2026-11-21T23:59:59Z", &at));
	g_autofree char *uid = uid_make(at, name);
	assert_true(uid_is_valid(uid));
	g_autofree char *path = uid_to_path(uid);
	g_autofree char *back = uid_from_path(path);
	assert_string_equal(back, uid);
	assert_null(uid_from_path("tickets/2026/11/21/k3f9x2ab.yml"));
	assert_null(uid_from_path("tickets/2026/11/21/../x2ab.yaml"));
	assert_null(uid_from_path("desk.yaml"));
}

static void a_missing_library_names_its_package(void **state)
{
	(void)state;
	static const struct {
		const char *file, *says;
	} rows[] = {
		{"libnowhere2.so.1.5", "apt install libnowhere2-1.5)"},
		{"libnowhere.so.1", "apt install libnowhere1)"},
	};
	static const char *const names[] = {"nowhere"};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		void (*nowhere)(void) = NULL;
		g_autoptr(GError) error = NULL;
		Library library = {rows[i].file, names, 1, &nowhere, FALSE};
		assert_false(library_load(&library, &error));
		assert_true(g_error_matches(error, DESK_ERROR,
			DESK_ERROR_UNAVAILABLE));
		assert_non_null(strstr(error->message, rows[i].says));
	}
}

static void phrases_speak_two_languages(void **state)
{
	(void)state;
	static const Phrase closed = {"%1 closed by %2 at 100%%",
		"%2: %1 закрыта на 100%%"};
	static const Phrase same = {"L1", NULL};
	g_autofree char *english = phrase_fill(&closed, "en", "#1", "anna", NULL);
	g_autofree char *russian = phrase_fill(&closed, "ru", "#1", "anna", NULL);
	assert_string_equal(english, "#1 closed by anna at 100%");
	assert_string_equal(russian, "anna: #1 закрыта на 100%");
	assert_string_equal(phrase_in(&same, "ru"), "L1");
	static const Phrase brief = {"%.1, %2", "%2: %.1"};
	g_autofree char *long_word = g_strnfill(PHRASE_SHORT - 1, 'x');
	g_autofree char *word = g_strconcat(long_word, "ыы", NULL);
	g_autofree char *cut = phrase_fill(&brief, "ru", word,
		PHRASE_NUMBER(-1042), NULL);
	g_autofree char *wanted = g_strconcat("-1042: ", long_word, NULL);
	assert_string_equal(cut, wanted);
	assert_string_equal(phrase_in(&closed, NULL), closed.en);
}

static void things_are_counted(void **state)
{
	(void)state;
	static const Phrase tickets = {"ticket|tickets",
		"заявка|заявки|заявок"};
	static const struct {
		gint64 count;
		const char *en, *ru;
	} rows[] = {
		{0, "0 tickets", "0 заявок"}, {1, "1 ticket", "1 заявка"},
		{2, "2 tickets", "2 заявки"}, {5, "5 tickets", "5 заявок"},
		{11, "11 tickets", "11 заявок"}, {12, "12 tickets", "12 заявок"},
		{21, "21 tickets", "21 заявка"}, {111, "111 tickets", "111 заявок"},
		{104, "104 tickets", "104 заявки"}, {-1, "-1 tickets", "-1 заявка"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *en = phrase_count(&tickets, "en", rows[i].count);
		g_autofree char *ru = phrase_count(&tickets, "ru", rows[i].count);
		assert_string_equal(en, rows[i].en);
		assert_string_equal(ru, rows[i].ru);
	}
}

/* The message is English and for machines; readers have words of their own. */
static void errors_speak_two_languages(void **state)
{
	(void)state;
	static const Phrase none = {"no ticket %1", "нет заявки %1"},
		usage = {"%1\nusage: %2", "%1\nиспользование: %2"};
	GError *error = NULL;
	assert_false(desk_refuse(&error, DESK_ERROR_NOT_FOUND, &none, "#7",
		NULL));
	g_prefix_error(&error, "%s: ", "romashka");
	g_autoptr(GError) copy = g_error_copy(error);
	assert_string_equal(copy->message, "romashka: no ticket #7");
	g_autofree char *russian = desk_error_text(copy, "ru");
	assert_string_equal(russian, "romashka: нет заявки #7");
	g_autofree char *english = desk_error_text(copy, NULL);
	assert_string_equal(english, copy->message);
	desk_error_reword(&error, &usage, "show", NULL);
	g_autofree char *reworded = desk_error_text(error, "ru");
	assert_string_equal(reworded,
		"romashka: нет заявки #7\nиспользование: show");
	assert_string_equal(error->message,
		"romashka: no ticket #7\nusage: show");
	assert_int_equal(error->code, DESK_ERROR_NOT_FOUND);
	g_clear_error(&error);
	desk_error_reword(&error, &usage, "show", NULL);
	assert_null(error);
	/* Said in English alone, or by somebody else. */
	g_autoptr(GError) plain = g_error_new_literal(DESK_ERROR, 65, "plain");
	g_autoptr(GError) foreign = g_error_new_literal(G_FILE_ERROR, 1, "foreign");
	g_autofree char *of_foreign = desk_error_text(foreign, "ru");
	assert_string_equal(of_foreign, "foreign");
	g_autoptr(GPtrArray) problems = g_ptr_array_new();
	assert_true(desk_error_of_many(&error, 0, problems));
	assert_null(error);
	g_ptr_array_add(problems, copy);
	g_ptr_array_add(problems, plain);
	assert_false(desk_error_of_many(&error, 0, problems));
	assert_int_equal(error->code, DESK_ERROR_NOT_FOUND);
	assert_string_equal(error->message, "romashka: no ticket #7\nplain");
	g_autofree char *many = desk_error_text(error, "ru");
	assert_string_equal(many, "romashka: нет заявки #7\nplain");
	g_clear_error(&error);
}

/* Without setlocale() the C library speaks English. */
static void the_system_refuses_in_two_languages(void **state)
{
	(void)state;
	static const int known[] = {ENOENT, EACCES, ENOSPC, EEXIST, EISDIR,
		ENOTDIR, EMFILE, EIO, EROFS, ECONNREFUSED, ETIMEDOUT};
	static const Phrase phrase = {"cannot read %2: %1", "не прочитать %2: %1"};
	for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
		g_autoptr(GError) error = NULL;
		assert_false(desk_refuse_system(&error, DESK_ERROR_DATA,
			known[i], &phrase, "x", NULL));
		g_autofree char *english = g_strconcat("cannot read x: ",
			strerror(known[i]), NULL);
		g_autofree char *russian = desk_error_text(error, "ru");
		assert_string_equal(error->message, english);
		assert_true(g_str_has_prefix(russian, "не прочитать x: "));
		assert_null(strstr(russian, strerror(known[i])));
	}
	g_autoptr(GError) error = NULL;
	desk_refuse_errno(&error, DESK_ERROR_WRITE, "a/b", ENOENT);
	g_autofree char *text = desk_error_text(error, "ru");
	assert_string_equal(text, "a/b: нет такого файла или папки");
	for (int number = 1; number < 200; number++)
		assert_string_equal(system_words(number, "en"),
			strerror(number));
}

/* As one text and back; a prefix is the same in both. */
static void an_error_is_kept_in_both_languages(void **state)
{
	(void)state;
	static const Phrase no_key = {"no key \"%1\"", "нет ключа «%1»"},
		plain = {"%1", NULL};
	g_autoptr(GError) error = NULL;
	desk_refuse(&error, DESK_ERROR_DATA, &no_key, "a", NULL);
	g_prefix_error(&error, "b.yaml:1: ");
	g_autofree char *kept = desk_error_keep(error);
	assert_true(g_str_has_prefix(kept, "b.yaml:1: no key \"a\""));
	g_autofree char *russian = desk_kept_text(kept, "ru");
	assert_string_equal(russian, "b.yaml:1: нет ключа «a»");
	g_autoptr(GError) again = NULL;
	assert_false(desk_refuse_kept(&again, DESK_ERROR_DATA, kept));
	assert_string_equal(again->message, "b.yaml:1: no key \"a\"");
	g_autofree char *same = desk_words_keep(&plain, "x", NULL);
	assert_string_equal(same, "x");
	g_autofree char *read = desk_kept_text("of another's making", "ru");
	assert_string_equal(read, "of another's making");
}

static void things_are_called_in_both_languages(void **state)
{
	(void)state;
	static const struct {
		const char *word, *name, *several;
	} rows[] = {
		{"priority", "priority", NULL},
		{"Приоритет", "priority", NULL},
		{"PROMISED", "eta", NULL},
		{"обещано", "eta", NULL},
		{"ждём до", "until", NULL},
		{"ЖДЕМ-ДО", "until", NULL},
		{"жде\u0308м_до", "until", NULL},
		{"waits until", "until", NULL},
		{"исполнитель", "assignee", NULL},
		{"код", NULL, "uid, id"},
		{"срок", "due", NULL},
		{"приоритета", NULL, NULL},
		{"", NULL, NULL},
		{"\xff", NULL, NULL},
	};
	g_autoptr(GArray) all = called_new();
	called_add(all, "assignee-name", "assignee", "исполнитель");
	called_add(all, "assignee", "assignee", "исполнитель");
	called_add(all, "uid", "uid", "код");
	called_add(all, "id", "id", "код");
	called_add(all, "priority", "P", "П");
	called_add(all, "priority", "priority", "приоритет");
	called_add(all, "eta", "promised", "обещано");
	called_add(all, "until", "waits until", "ждём до");
	called_add(all, "due", NULL, "срок");
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *several = NULL;
		const char *name = called_find(all, rows[i].word, &several);
		if (g_strcmp0(name, rows[i].name) != 0 ||
			g_strcmp0(several, rows[i].several) != 0)
			fail_msg("%s: %s, %s", rows[i].word, name, several);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(instants_round_trip),
		cmocka_unit_test(bad_instants_are_refused),
		cmocka_unit_test(periods_are_said_in_words),
		cmocka_unit_test(spans_are_short),
		cmocka_unit_test(spans_are_read_in_two_languages),
		cmocka_unit_test(uids_and_paths_agree),
		cmocka_unit_test(a_missing_library_names_its_package),
		cmocka_unit_test(phrases_speak_two_languages),
		cmocka_unit_test(errors_speak_two_languages),
		cmocka_unit_test(the_system_refuses_in_two_languages),
		cmocka_unit_test(an_error_is_kept_in_both_languages),
		cmocka_unit_test(things_are_counted),
		cmocka_unit_test(things_are_called_in_both_languages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
