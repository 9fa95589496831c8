/* Words of servers that refuse a login. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mail/refusal.h"

#define TOKEN "ya29.geheim"

static void secrets_are_hidden(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *said, *shown;
	} cases[] = {
		{"", ""},
		{"535 no", "535 no"},
		{"535 " TOKEN " is wrong", "535 … is wrong"},
		{TOKEN TOKEN, "……"},
		/* user=a^Aauth=Bearer ya29.geheim^A^A */
		{"535 bad dXNlcj1hAWF1dGg9QmVhcmVyIHlhMjkuZ2VoZWltAQE=.",
			"535 bad …."},
		/* ^@a^@ya29.geheim */
		{"AGEAeWEyOS5nZWhlaW0=", "…"},
		{"334 eyJzdGF0dXMiOiI0MDEifQ==",
			"334 eyJzdGF0dXMiOiI0MDEifQ=="},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GString) text = g_string_new(cases[i].said);
		refusal_hide(text, TOKEN);
		refusal_hide(text, NULL);
		refusal_hide(text, "");
		assert_string_equal(text->str, cases[i].shown);
	}
}

static void words_of_a_refusal(G_GNUC_UNUSED void **state)
{
	static const struct {
		WireProtocol protocol;
		const char *said, *words;
		gboolean for_now;
	} cases[] = {
		{WIRE_SMTP, "", "", FALSE},
		{WIRE_SMTP, "220 hi\r\n250 AUTH\r\n", "", FALSE},
		{WIRE_SMTP, "220 hi\r\n535 5.7.8 No.\r\n", "535 5.7.8 No",
			FALSE},
		{WIRE_SMTP, "454 4.7.0 later\r\n", "454 4.7.0 later", TRUE},
		{WIRE_SMTP, "334 eyJzdGF0dXMiOiI0MDEifQ==\r\n",
			"{\"status\":\"401\"}", FALSE},
		{WIRE_SMTP, "334 eyJzdGF0dXMiOiI0MDEifQ==\r\n535 no\r\n",
			"535 no", FALSE},
		{WIRE_SMTP, "334 VXNlcm5hbWU6\r\n", "", FALSE},
		{WIRE_SMTP, "334 eyJ\r\n334 \xff\xff\r\n334", "", FALSE},
		{WIRE_IMAP, "* OK hi\r\nA002 NO [UNAVAILABLE] soon\r\n",
			"[UNAVAILABLE] soon", TRUE},
		{WIRE_IMAP, "+ eyJzdGF0dXMiOiI0MDEifQ==\r\n",
			"{\"status\":\"401\"}", FALSE},
		/* A server that sends an escape is not obeyed. */
		{WIRE_IMAP, "+ exshW1swbQ==\r\n", "{\357\277\275![[0m",
			FALSE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *words = refusal_words(cases[i].protocol,
			cases[i].said);
		assert_string_equal(words, cases[i].words);
		assert_int_equal(refusal_is_for_now(cases[i].protocol, words),
			cases[i].for_now);
	}
}

static void last_words(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *said, *words;
	} cases[] = {
		{"", NULL},
		{"* OK hi\r\nA1 NO bye\r\n", NULL},
		{"* BYE too many of you\r\n", "too many of you"},
		{"* OK hi\r\n* bye \x1b[0m one\r\nA1 BAD\r\n",
			"\357\277\275[0m one"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *words = refusal_farewell(cases[i].said);
		if (g_strcmp0(words, cases[i].words) != 0)
			fail_msg("%s gives %s", cases[i].said,
				words ? words : "nothing");
	}
}

static void tokens_are_offered(G_GNUC_UNUSED void **state)
{
	assert_true(refusal_offers_tokens("250 AUTH PLAIN XOAUTH2\r\n"));
	assert_true(refusal_offers_tokens("* OK [CAPABILITY AUTH=oauthbearer]"));
	assert_false(refusal_offers_tokens("250 AUTH PLAIN LOGIN\r\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secrets_are_hidden),
		cmocka_unit_test(words_of_a_refusal),
		cmocka_unit_test(last_words),
		cmocka_unit_test(tokens_are_offered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
