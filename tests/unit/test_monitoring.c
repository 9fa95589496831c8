/* Patterns of monitoring mail, and rows of desk.yaml over them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/error.h"
#include "rules/monitoring.h"

static void test_patterns(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *pattern, *text;
		const char *a, *b; /* what {a} and {b} stand for; NULL: no fit */
	} cases[] = {
		{"", "", "", ""},
		{"x", "x", "", ""},
		{"x", "xy", NULL, NULL},
		{"*", "", "", ""},
		{"{a}", "", NULL, NULL},
		{"{a}", "web1", "web1", ""},
		{"{a}/{b}", "web1/http/2", "web1", "http/2"},
		{"{a}/{b} is *", "web1/disk is full is CRITICAL", "web1", "disk"},
		{"** {a} **", "** x ** **", "x", ""},
		{"*{a}!", "one!", "one", ""},
		{"[{a}] [* Down]*", "[API] [🔴 Down] timeout", "API", ""},
		{"Problem: {a}", "Problem: Высокая нагрузка", "Высокая нагрузка", ""},
		{"{a}{b}", "xy", "x", "y"},
		{"{not a name}", "{not a name}", "", ""},
		{"{}", "{}", "", ""},
		{"{a} end", "the end, and the end", "the end, and the", ""},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash,
			g_str_equal, g_free, g_free);
		gboolean fits = monitoring_pattern(cases[i].pattern,
			cases[i].text, found);
		assert_int_equal(fits, cases[i].a != NULL);
		const char *names[] = {"a", "b"};
		const char *values[] = {cases[i].a, cases[i].b};
		for (guint k = 0; fits && k < 2; k++) {
			const char *got = g_hash_table_lookup(found, names[k]);
			if (values[k])
				assert_string_equal(got ? got : "", values[k]);
		}
	}
}

/* Hundreds of stars over a long line end soon. */
static void test_catastrophe(G_GNUC_UNUSED void **state)
{
	g_autoptr(GString) pattern = g_string_new(NULL);
	for (guint i = 0; i < 200; i++)
		g_string_append(pattern, "*a");
	g_string_append(pattern, "b");
	g_autofree char *text = g_strnfill(2000, 'a');
	assert_false(monitoring_pattern(pattern->str, text, NULL));
	g_autofree char *longer = g_strnfill(2001, 'a');
	assert_false(monitoring_pattern("*", longer, NULL));
}

static const char rows[] =
	"desk: 1\n"
	"monitoring:\n"
	"  - name: zabbix\n"
	"    from: [zabbix@*, alerts@acme.example]\n"
	"    trust: address\n"
	"    problem: 'Problem: {problem}'\n"
	"    recovery: ['Resolved in *: {problem}', 'Resolved: {problem}']\n"
	"    ignore: 'Problem: test*'\n"
	"    lines: ['Host: {host}', 'Severity: {severity}']\n"
	"    key: '{host}/{problem}'\n"
	"    subject: '{host}: {problem} ({severity})'\n"
	"    then: close\n";

static void test_rows(G_GNUC_UNUSED void **state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Regulation) regulation = regulation_parse(rows, strlen(rows),
		"desk.yaml", &error);
	assert_null(error);
	MonitoringMail mail = {"Zabbix@mon.example", "Problem: Disk full",
		"Problem started at 10:00\n  Host: db1\nHost: other\n"
		"Severity: High\n"};
	{
		g_auto(MonitoringMatch) match = {0};
		assert_true(monitoring_match(regulation, &mail, &match));
		assert_int_equal(match.event, MONITORING_PROBLEM);
		assert_string_equal(match.key, "db1/Disk full");
		assert_string_equal(match.subject, "db1: Disk full (High)");
		assert_string_equal(match.then, "close");
		assert_true(match.by_address);
	}
	mail.subject = "Resolved in 5m 2s: Disk full";
	mail.text = "Host: db1\n";
	{
		g_auto(MonitoringMatch) match = {0};
		assert_true(monitoring_match(regulation, &mail, &match));
		assert_int_equal(match.event, MONITORING_RECOVERY);
		assert_string_equal(match.key, "db1/Disk full");
		/* A name that stands for nothing: the mail's own subject. */
		assert_string_equal(match.subject, mail.subject);
	}
	static const struct {
		const char *from, *subject, *text;
	} none[] = {
		{"eve@evil.example", "Problem: Disk full", "Host: db1\n"},
		{"zabbix@mon.example", "Problem: Disk full", "no host\n"},
		{"zabbix@mon.example", "Re: Problem: Disk full", "Host: db1\n"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(none); i++) {
		g_auto(MonitoringMatch) match = {0};
		MonitoringMail other = {none[i].from, none[i].subject,
			none[i].text};
		assert_false(monitoring_match(regulation, &other, &match));
	}
	mail.subject = "Problem: test 1";
	g_auto(MonitoringMatch) match = {0};
	assert_true(monitoring_match(regulation, &mail, &match));
	assert_int_equal(match.event, MONITORING_IGNORE);
}

static void test_mistakes(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *rows, *complaint;
	} cases[] = {
		{"  - {from: a, problem: x}\n", "no \"key\""},
		{"  - {from: a, key: x}\n", "fits no mail"},
		{"  - {problem: a, key: x}\n", "from"},
		{"  - {from: a, problem: a, key: x, trust: all}\n", "trust"},
		{"  - {from: a, problem: a, key: x, then: stop}\n", "then"},
		{"  - {from: a, problem: a, key: x, set: {priority: big}}\n",
			"priority"},
		{"  - {from: a, problem: a, kye: x}\n", "key"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *text = g_strconcat("desk: 1\nmonitoring:\n",
			cases[i].rows, NULL);
		g_autoptr(Regulation) regulation = regulation_parse(text,
			strlen(text), "desk.yaml", &error);
		assert_null(regulation);
		assert_non_null(strstr(error->message, cases[i].complaint));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_catastrophe),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_mistakes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
