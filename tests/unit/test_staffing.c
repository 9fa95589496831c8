/* Erlang C: the figures of printed tables, its edges, and its inverse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <cmocka.h>

#include "rules/staffing.h"

#define PLAIN .target = 0.8, .occupancy = 1, .concurrency = 1

static void near(double got, double wanted, double by)
{
	if (!(fabs(got - wanted) <= by))
		fail_msg("%.9f is not %.9f", got, wanted);
}

static void test_tables(G_GNUC_UNUSED void **state)
{
	static const struct {
		StaffingQuestion question;
		guint agents;
		double waiting, level, wait, occupancy;
	} cases[] = {
		{{200, 180, 20, PLAIN}, 14, 0.174132, 0.888350, 7.835937,
			10.0 / 14},
		{{1000, 120, 20, PLAIN}, 40, 0.190737, 0.937211, 3.433271,
			1000.0 / 30 / 40},
		/* One agent: M/M/1, whose C is the load itself. */
		{{30, 60, 0, PLAIN}, 1, 0.5, 0.5, 60, 0.5},
		/* Two agents: C is 2 r² / (1 + r), r the load of each. */
		{{60, 60, 0, PLAIN}, 2, 1.0 / 3, 2.0 / 3, 20, 0.5},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		Staffing answer;
		staffing_judge(&cases[i].question, cases[i].agents, &answer);
		assert_true(answer.stable);
		near(answer.waiting, cases[i].waiting, 1e-6);
		near(answer.level, cases[i].level, 1e-6);
		near(answer.wait, cases[i].wait, 1e-6);
		near(answer.occupancy, cases[i].occupancy, 1e-9);
	}
}

static void test_fewest(G_GNUC_UNUSED void **state)
{
	static const struct {
		StaffingQuestion question;
		guint agents;
	} cases[] = {
		{{200, 180, 20, PLAIN}, 14},
		{{200, 180, 20, .target = 0.79, .occupancy = 1,
			.concurrency = 1}, 13},
		/* Busy at most so much of their time. */
		{{200, 180, 20, .target = 0.8, .occupancy = 0.5,
			.concurrency = 1}, 20},
		{{0, 180, 20, PLAIN}, 0},
		/* Ten erlangs of chats, three with each: 14 are to be there. */
		{{200, 180, 20, .target = 0.8, .occupancy = 1,
			.concurrency = 3}, 5},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		Staffing answer, fewer;
		assert_true(staffing_find(&cases[i].question, &answer));
		assert_int_equal(answer.agents, cases[i].agents);
		staffing_judge(&cases[i].question, answer.agents, &fewer);
		near(answer.level, fewer.level, 0);
		if (answer.agents == 0)
			continue;
		staffing_judge(&cases[i].question, answer.agents - 1, &fewer);
		assert_true(!fewer.stable ||
			fewer.level < cases[i].question.target ||
			fewer.occupancy > cases[i].question.occupancy);
	}
}

/* With as much work as agents the queue only grows; of nothing nobody waits. */
static void test_edges(G_GNUC_UNUSED void **state)
{
	StaffingQuestion question = {200, 180, 20, PLAIN};
	Staffing answer;
	for (guint agents = 0; agents <= 10; agents++) {
		staffing_judge(&question, agents, &answer);
		assert_false(answer.stable);
		near(answer.level + answer.wait + answer.occupancy, 0, 0);
		near(answer.load, 10, 1e-12);
	}
	question.arrivals = 0;
	for (guint agents = 0; agents < 2; agents++) {
		staffing_judge(&question, agents, &answer);
		assert_true(answer.stable);
		near(answer.level, 1, 0);
		near(answer.wait + answer.waiting + answer.occupancy, 0, 0);
	}
	/* Thousands of them overflow nothing. */
	question.arrivals = 180000;
	assert_true(staffing_find(&question, &answer));
	assert_in_range(answer.agents, 9001, 9200);
	assert_true(answer.level >= 0.8 && answer.level < 1);
	question.arrivals = 1e9;
	assert_false(staffing_find(&question, &answer));
}

static void test_carried(G_GNUC_UNUSED void **state)
{
	StaffingQuestion question = {0, 270, 20, .target = 0.76,
		.occupancy = 1, .concurrency = 1};
	near(staffing_carried(&question, 24), 269.0481692888, 1e-6);
	near(staffing_carried(&question, 0), 0, 0);
	question.arrivals = staffing_carried(&question, 24);
	Staffing answer;
	staffing_judge(&question, 24, &answer);
	near(answer.level, 0.76, 1e-9);
	/* Who may be busy half of the time carries half at the most. */
	question.occupancy = 0.5;
	near(staffing_carried(&question, 24), 160, 1e-6);
}

static void test_people(G_GNUC_UNUSED void **state)
{
	StaffingQuestion question = {200, 180, 20, PLAIN};
	assert_int_equal(staffing_roster(&question, 14), 14);
	question.shrinkage = 0.3;
	assert_int_equal(staffing_roster(&question, 14), 20);
	assert_int_equal(staffing_roster(&question, 7), 10);
	assert_int_equal(staffing_naive(&question), 10);
	question.concurrency = 3;
	assert_int_equal(staffing_naive(&question), 4);
	question.arrivals = 0;
	assert_int_equal(staffing_naive(&question), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_fewest),
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_carried),
		cmocka_unit_test(test_people),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
