/* What figures say of what was counted, and what they say of nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "report/report.h"
#include "report/threshold.h"


static void expect(Group *group, const char *name, const char *wanted)
{
	const Metric *metric = metric_find(name);
	assert_non_null(metric);
	group_sum(group);
	g_autoptr(Value) value = metric_value(metric, group);
	g_autofree char *text = value_to_text(value);
	if (strcmp(text, wanted) != 0)
		fail_msg("%s is %s, not %s", name, text, wanted);
}

static void test_counts(G_GNUC_UNUSED void **state)
{
	g_auto(Group) counted = {0};
	Group *group = &counted;
	group->counts[FACT_CREATED] = 7;
	group->counts[FACT_REOPENED] = 1;
	group->counts[FACT_SOLVED] = 4;
	group->counts[FACT_UNSOLVED] = 1;
	group->counts[COUNT_SOLVED_TICKETS] = 4;
	group->counts[COUNT_REOPENED_TICKETS] = 1;
	group->all_solved = 16;
	group->stock[CLASS_NEW] = 2;
	group->stock[CLASS_ON_HOLD] = 3;
	expect(group, "created", "7");
	/* What came to life again came in. */
	expect(group, "net", "3");
	expect(group, "out", "5");
	expect(group, "backlog", "5");
	expect(group, "open", "5");
	expect(group, "on-hold", "3");
	/* Of those that are open no age adds to them. */
	group->stock[STOCK_OLDER] = 5;
	expect(group, "age-older", "5");
	expect(group, "open", "5");
	group->one_end = 1;
	expect(group, "sla-running", "0");
	expect(group, "reopen-rate", "0.25");
	expect(group, "solved-share", "0.25");
}

/* Of nothing there is no share and no median. */
static void test_nothing(G_GNUC_UNUSED void **state)
{
	g_auto(Group) counted = {0};
	static const char *const names[] = {"reopen-rate", "solved-share",
		"promises-kept", "first-response-median", "resolution-bh-p90",
		"sla-running"};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		expect(&counted, names[i], "");
	expect(&counted, "backlog", "0");
}

static void test_median_and_nearest_rank(G_GNUC_UNUSED void **state)
{
	static const struct {
		guint count;
		const char *median, *p90, *n, *mean;
	} rows[] = {{1, "10", "10", "1", "10"}, {2, "15", "20", "2", "15"},
		{3, "20", "30", "3", "20"}, {9, "50", "90", "9", "50"},
		{10, "55", "90", "10", "55"}, {11, "60", "100", "11", "60"}};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(Group) counted = {0};
		/* In no order. */
		for (guint n = rows[i].count; n > 0; n--) {
			group_add_span(&counted, SPAN_RESOLUTION, FALSE,
				10 * n);
		}
		expect(&counted, "resolution-median", rows[i].median);
		expect(&counted, "resolution-p90", rows[i].p90);
		expect(&counted, "resolution-n", rows[i].n);
		expect(&counted, "resolution-mean", rows[i].mean);
	}
}

static void test_promises(G_GNUC_UNUSED void **state)
{
	g_auto(Group) counted = {0};
	counted.met[CLOCK_PROMISE] = 3;
	counted.breached[CLOCK_PROMISE] = 1;
	counted.met[CLOCK_RESOLUTION] = 1;
	counted.broken_before = 2;
	expect(&counted, "promises-kept", "0.75");
	expect(&counted, "promises-broken", "1");
	expect(&counted, "promises-broken-before", "2");
}

/* Each name that a report shows is a figure. */
static void test_reports_name_figures(G_GNUC_UNUSED void **state)
{
	assert_null(metric_find("nothing"));
	for (gsize i = 0; i < reports_count; i++) {
		g_auto(GStrv) names = g_strsplit(reports[i].metrics, " ", -1);
		for (guint n = 0; names[n]; n++)
			if (*names[n] && !metric_find(names[n]))
				fail_msg("%s: %s", reports[i].name, names[n]);
		assert_ptr_equal(report_find(reports[i].name), &reports[i]);
	}
}

static void test_thresholds(G_GNUC_UNUSED void **state)
{
	const Report *sla = report_find("sla"), *kpi = report_find("kpi");
	g_autoptr(Value) share = value_share(0.949);
	g_autoptr(Value) count = value_integer(5);
	g_autoptr(Value) span = value_span(4 * 3600);
	g_autoptr(Value) none = value_none();
	const struct {
		const Report *report;
		const char *text;
		const Value *value;
		gboolean holds;
	} rows[] = {
		{sla, "sla<95", share, TRUE},
		{sla, "SLA < 94.9%", share, FALSE},
		{sla, "sla-attainment<=95%", share, TRUE},
		{kpi, "sla>94", share, TRUE},
		{sla, "sla<95", none, FALSE},
		{sla, "нарушено>=5", count, TRUE},
		{sla, "sla-breached>5", count, FALSE},
		{sla, "sla-breached=5", count, TRUE},
		{sla, "sla-breached==4", count, FALSE},
		{kpi, "resolution-p90>3h59m", span, TRUE},
		{kpi, "resolution-p90>4h", span, FALSE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		Threshold threshold;
		if (!threshold_parse(rows[i].report, rows[i].text, &threshold,
				NULL) ||
			threshold_holds(&threshold, rows[i].value) !=
				rows[i].holds)
			fail_msg("%s", rows[i].text);
	}
	static const char *const wrong[] = {"", "sla", "<95", "sla<", "sla<x",
		"sla<95%%", "worked>1", "sla!95", "resolution-p90>4"};
	for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
		Threshold threshold;
		g_autoptr(GError) error = NULL;
		if (threshold_parse(i + 1 < G_N_ELEMENTS(wrong) ? sla : kpi,
			wrong[i], &threshold, &error))
			fail_msg("%s", wrong[i]);
		assert_non_null(error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_median_and_nearest_rank),
		cmocka_unit_test(test_promises),
		cmocka_unit_test(test_reports_name_figures),
		cmocka_unit_test(test_thresholds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
