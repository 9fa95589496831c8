#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/loop_guard.h"

#define NOW 1795324443
#define HOUR 3600

static const char *reason(const LoopQuestion *question)
{
	const HoldReason *held = loop_guard(question);
	return held ? held->name : "";
}

static void test_rows(G_GNUC_UNUSED void **state)
{
	for (gsize i = 0; i < hold_reasons_count; i++) {
		const HoldReason *row = &hold_reasons[i];
		assert_true(i == 0 ||
			strcmp(hold_reasons[i - 1].name, row->name) < 0);
		assert_true(*row->help.en && *row->help.ru);
		assert_ptr_equal(hold_reason_find(row->name), row);
	}
	assert_null(hold_reason_find("none"));
}

static void test_reasons(G_GNUC_UNUSED void **state)
{
	static const struct {
		LoopQuestion question;
		const char *reason;
	} cases[] = {
		{{.to = "a@b.example"}, ""},
		{{.to = "a@b.example", .answers_mail = TRUE}, ""},
		{{.to = "a@b.example", .answers_mail = TRUE,
			.automatic_reason = "list"}, "automatic"},
		{{.to = "a@b.example", .automatic_reason = "list"}, ""},
		{{.to = "a@b.example", .to_own_address = TRUE}, "own-address"},
		{{.to = "a@b.example", .address_failed = TRUE}, "bad-address"},
		{{.to = "a"}, "bad-address"},
		{{.to = "noreply@b.example"}, "noreply"},
		{{.to = "mailer-daemon@b.example"}, "noreply"},
		{{.to = "no-reply+x@b.example"}, "noreply"},
		{{.to = "noreplying@b.example"}, ""},
		{{.to = "a@b.example", .silent = TRUE}, "old-mail"},
		{{.to = "a@b.example", .spam = TRUE}, "spam"},
		{{.to = "a@b.example", .unverified = TRUE}, "unverified"},
		{{.to = "a@b.example", .switched_off = TRUE, .silent = TRUE},
			"switched-off"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_string_equal(reason(&cases[i].question), cases[i].reason);
}

static void test_caps(G_GNUC_UNUSED void **state)
{
	Instant sent[60];
	LoopQuestion question = {.to = "a@b.example", .now = NOW, .sent = sent};
	for (gsize i = 0; i < G_N_ELEMENTS(sent); i++)
		sent[i] = NOW - 3 * HOUR + 1;
	question.sent_count = 9;
	assert_string_equal(reason(&question), "");
	question.sent_count = 10;
	assert_string_equal(reason(&question), "cap-3h");
	sent[3] = NOW - 3 * HOUR;
	assert_string_equal(reason(&question), "");
	question.cap_3h = 9;
	assert_string_equal(reason(&question), "cap-3h");
	question.cap_3h = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(sent); i++)
		sent[i] = NOW - 24 * HOUR + 1;
	question.sent_count = 39;
	assert_string_equal(reason(&question), "");
	question.sent_count = 40;
	assert_string_equal(reason(&question), "cap-day");
	sent[39] = NOW - 24 * HOUR;
	assert_string_equal(reason(&question), "");
	question.cap_day = 3;
	assert_string_equal(reason(&question), "cap-day");
}

/* However often it is asked, no more than the cap of the day goes. */
static void test_endless(G_GNUC_UNUSED void **state)
{
	Instant sent[1000];
	LoopQuestion question = {.to = "a@b.example", .now = NOW, .sent = sent};
	for (guint minute = 0; minute < 24 * 60; minute++) {
		question.now = NOW + minute * 60;
		if (!loop_guard(&question))
			sent[question.sent_count++] = question.now;
	}
	assert_int_equal(question.sent_count, 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_caps),
		cmocka_unit_test(test_endless),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
