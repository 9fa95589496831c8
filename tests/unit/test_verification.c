#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "rules/verification.h"

#define TEXT "desk: 1\nid: abcdefghijklmnop\nteam: T\nlanguage: en\n" \
	"timezone: UTC\n" \
	"levels: [L1]\ngroups: {support: {level: L1}}\n" \
	"categories:\n" \
	"  access: {verify: call-back}\n" \
	"  network: {verify: 20%}\n" \
	"  network/vpn: {title: VPN}\n" \
	"  phones: {verify: code}\n" \
	"  spam: {verify: 0%}\n"

static Regulation *regulation(const char *more)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = g_strconcat(TEXT, more, NULL);
	Regulation *made = regulation_parse(text, strlen(text), "desk.yaml",
		&error);
	g_assert_no_error(error);
	return made;
}

static void a_share_of_ones_own_holds_and_the_greater_of_two(void **state)
{
	(void)state;
	static const struct {
		const char *agent, *category;
		guint share;
	} cases[] = {
		{"", "", 10}, {"anna", "phones", 10}, {"anna", "access", 100},
		{"anna", "network", 20}, {"anna", "network/vpn", 20},
		{"anna", "network/gone", 20}, {"anna", "spam", 0},
		{"ivan", "phones", 50}, {"ivan", "network", 50},
		{"ivan", "spam", 50}, {"olga", "phones", 0},
		{"olga", "network", 20},
	};
	g_autoptr(Regulation) own = regulation("verify: {share: 10%, agents: "
		"{ivan: 50%, olga: 0%}}\n");
	g_autoptr(Regulation) none = regulation("");
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		assert_int_equal(verification_share(own, cases[i].agent,
			cases[i].category), cases[i].share);
	assert_int_equal(verification_share(none, "ivan", "phones"), 0);
	assert_int_equal(verification_share(none, "ivan", "access"), 100);
}

static void what_is_drawn_is_the_share_and_grows_with_it(void **state)
{
	(void)state;
	g_autoptr(Regulation) own = regulation("");
	guint drawn = 0;
	for (int i = 0; i < 2000; i++) {
		g_autofree char *uid = g_strdup_printf("20261121-%08d", i);
		gboolean is = verification_is_drawn(own, uid, 1000, 25);
		drawn += is;
		assert_false(verification_is_drawn(own, uid, 1000, 0));
		assert_true(verification_is_drawn(own, uid, 1000, 100));
		assert_true(!is || verification_is_drawn(own, uid, 1000, 26));
	}
	assert_in_range(drawn, 400, 600);
}

static void the_rest_is_usual_unless_said(void **state)
{
	(void)state;
	g_autoptr(Regulation) none = regulation("");
	g_autoptr(Regulation) own = regulation(
		"verify: {within: 2h, not-ok: record}\n");
	assert_int_equal(verification_within(none), 14 * 86400);
	assert_true(verification_reopens(none));
	assert_int_equal(verification_within(own), 7200);
	assert_false(verification_reopens(own));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_share_of_ones_own_holds_and_the_greater_of_two),
		cmocka_unit_test(what_is_drawn_is_the_share_and_grows_with_it),
		cmocka_unit_test(the_rest_is_usual_unless_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
