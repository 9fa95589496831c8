#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "app/desk/presets.h"
#include "base/error.h"
#include "model/canned.h"

static CannedReply *parse(const char *text)
{
	g_autoptr(GError) error = NULL;
	CannedReply *reply = canned_reply_parse("x", text, strlen(text), "ru",
		&error);
	if (error)
		fail_msg("%s", error->message);
	return reply;
}

static void test_fields(G_GNUC_UNUSED void **state)
{
	for (gsize i = 0; i < canned_fields_count; i++) {
		assert_true(i == 0 || strcmp(canned_fields[i - 1].name,
			canned_fields[i].name) < 0);
		assert_true(*canned_fields[i].help.en &&
			*canned_fields[i].help.ru);
	}
}

static void test_languages(G_GNUC_UNUSED void **state)
{
	g_autoptr(CannedReply) one = parse("title: T\nbody: |\n  B\n");
	assert_int_equal(one->texts->len, 1);
	const CannedText *text = canned_reply_text(one, "en", "de");
	assert_string_equal(text->language, "ru");
	assert_string_equal(text->title, "T");
	assert_string_equal(text->body, "B\n");
	assert_null(text->subject);
	g_autoptr(CannedReply) two = parse("en: {title: A, body: B}\n"
		"de: {body: C, subject: D}\n");
	assert_string_equal(canned_reply_text(two, "de", "en")->body, "C");
	assert_string_equal(canned_reply_text(two, "fr", "de")->body, "C");
	assert_string_equal(canned_reply_text(two, NULL, "fr")->body, "B");
}

static void test_mistakes(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{"", "templates/x.yaml:1:1: no canned reply"},
		{"- a\n", "templates/x.yaml:1:1: a canned reply is a mapping"},
		{"title: x\n", "templates/x.yaml:1:1: no body"},
		{"title: x\ntext: y\n", "templates/x.yaml:2:1: unknown key \"text\""},
		{"body: [a]\n", "templates/x.yaml:1:7: body is a text"},
		{"en: x\n", "templates/x.yaml:1:1: \"en\" is no language with"},
		{"en: {body: x}\nEng: {body: x}\n",
			"templates/x.yaml:2:1: \"Eng\" is no language"},
		{"body: a %(numbr) b\n",
			"templates/x.yaml:1:11: unknown field \"numbr\"; one of agent"},
		{"body: |\n  a\n  b %(number:big)\n",
			"templates/x.yaml:3:14: unknown modifier \"big\""},
		{"en:\n  body: |\n    a\n    50% off\n",
			"templates/x.yaml:4:7: write %(name)"},
		{"subject: '%(x)'\nbody: a\n",
			"templates/x.yaml:1:13: unknown field \"x\""},
		{"body: |\n  %(number\n  )\n",
			"templates/x.yaml:2:3: write %(name)"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		assert_null(canned_reply_parse("x", cases[i].text,
			strlen(cases[i].text), "ru", &error));
		assert_true(g_error_matches(error, DESK_ERROR, DESK_ERROR_DATA));
		if (!g_str_has_prefix(error->message, cases[i].message))
			fail_msg("%s\nis not\n%s", error->message,
				cases[i].message);
	}
}

static char *fill(const char *source, const char *name, const char *value,
	char **subject)
{
	g_autoptr(CannedReply) reply = parse(source);
	g_autoptr(Value) record = value_record();
	g_autoptr(GError) error = NULL;
	char *body = NULL;
	value_record_set(record, name, value_text(value));
	assert_true(canned_reply_fill(reply, reply->texts->pdata[0], record,
		subject, &body, &error));
	return body;
}

static void test_values(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *name, *value, *body;
	} cases[] = {
		{"subject", "Нет связи", "Нет связи\n"},
		{"subject", "%(number) %% %(", "%(number) %% %(\n"},
		{"subject", "a\r\nBcc: b@c.example\n\nd", "a Bcc: b@c.example d\n"},
		{"subject", "[a](http://b.example)", "[a] (http://b.example)\n"},
		{"subject", "[a]: http://b.example", "[a] : http://b.example\n"},
		{"subject", "C:\\new\\table", "C:\\new\\table\n"},
		{"message", "> a\n> [b](c)", "> a\n> [b] (c)\n"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *source = g_strdup_printf("subject: 'S %%(%s)'\n"
			"body: |\n  %%(%s)\n", cases[i].name, cases[i].name);
		g_autofree char *subject = NULL;
		g_autofree char *body = fill(source, cases[i].name,
			cases[i].value, &subject);
		assert_string_equal(body, cases[i].body);
		assert_null(strchr(subject, '\n'));
	}
}

static void test_lines(G_GNUC_UNUSED void **state)
{
	static const char source[] = "body: |\n  a\\n\n\n  by %(eta:line).\n\n"
		"  %(ask:line)\n\n  100%% %(team:default(we))\n  %(agent:line)\n";
	g_autofree char *subject = NULL;
	g_autofree char *body = fill(source, "number", "1", &subject);
	assert_null(subject);
	assert_string_equal(body, "a\\n\n\n100% we\n");
	g_autofree char *with = fill(source, "eta", "noon", &subject);
	assert_string_equal(with, "a\\n\n\nby noon.\n\n100% we\n");
}

/* Whatever is shipped can be read, in both languages. */
static void test_shipped(G_GNUC_UNUSED void **state)
{
	guint count, found = 0;
	const Preset *presets = presets_all(&count);
	for (guint i = 0; i < count; i++) {
		if (!strstr(presets[i].path, "/templates/"))
			continue;
		g_autofree char *name = g_path_get_basename(presets[i].path);
		*strrchr(name, '.') = '\0';
		g_autoptr(GError) error = NULL;
		g_autoptr(CannedReply) reply = canned_reply_parse(name,
			presets[i].text, strlen(presets[i].text), "ru", &error);
		if (error)
			fail_msg("%s", error->message);
		assert_int_equal(reply->texts->len, 2);
		for (guint k = 0; k < 2; k++) {
			const CannedText *text = reply->texts->pdata[k];
			assert_string_equal(text->language, k ? "en" : "ru");
			assert_true(text->title && *text->title);
		}
		found++;
	}
	assert_true(found >= 26);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_shipped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
