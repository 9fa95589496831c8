/* Whose mail waits for an approval, and who may give it. */
#include "desk_fixture.h"

#include "app/desk/agents.h"
#include "app/desk/desk.h"
#include "app/operation/approval.h"

static Desk *desk;

static int begin(void **state)
{
	static const FixtureFile files[] = {
		{"agents/olga.yaml", "name: Olga\nmails: [olga@desk.test]\n"},
		{"agents/petr.yaml", "name: Petr\nmails: [petr@desk.test]\n"},
		{"agents/ivan.yaml", "name: Ivan\nmails: [ivan@desk.test]\n"
			"trainee: olga\n"},
		{"agents/dima.yaml", "name: Dima\nmails: [dima@desk.test]\n"
			"trainee: olga\n"},
		{NULL, NULL},
	};
	if (fixture_begin(state) != 0)
		return -1;
	desk = fixture_desk(files);
	return 0;
}

static int end(void **state)
{
	desk_free(desk);
	return fixture_end(state);
}

static void test_whose_mail_waits(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *login, *to, *cc;
		gboolean waits;
	} rows[] = {
		{"ivan", "bob@acme.example", NULL, TRUE},
		{"olga", "bob@acme.example", NULL, FALSE},
		{"anna", "bob@acme.example", NULL, FALSE},
		/* Colleagues may be written to. */
		{"ivan", "Petr <petr@desk.test>", NULL, FALSE},
		{"ivan", "petr@desk.test", "bob@acme.example", TRUE},
		{"nobody", "bob@acme.example", NULL, FALSE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func(g_free);
		g_autoptr(GPtrArray) cc = g_ptr_array_new_with_free_func(g_free);
		g_ptr_array_add(to, g_strdup(rows[i].to));
		if (rows[i].cc)
			g_ptr_array_add(cc, g_strdup(rows[i].cc));
		g_autoptr(GError) error = NULL;
		const char *hold;
		if (!approval_hold(desk, rows[i].login, to, cc, &hold, &error))
			fail_msg("row %u: %s", (guint)i, error->message);
		if ((hold != NULL) != rows[i].waits)
			fail_msg("row %u: %s", (guint)i, hold ? hold : "none");
	}
}

static void test_who_may_approve(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *who, *author;
		gboolean may;
	} rows[] = {
		{"olga", "ivan", TRUE},	 /* the mentor */
		{"anna", "ivan", TRUE},	 /* a lead */
		{"petr", "ivan", FALSE}, /* a colleague */
		{"ivan", "ivan", FALSE}, /* nobody their own */
		{"dima", "ivan", FALSE}, /* another trainee */
		{NULL, "ivan", FALSE},
		{"nobody", "ivan", FALSE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		gboolean may = !rows[i].may;
		if (!approval_may(desk, rows[i].who, rows[i].author,
			    FIXTURE_NOW, &may, &error))
			fail_msg("row %u: %s", (guint)i, error->message);
		if (may != rows[i].may)
			fail_msg("row %u", (guint)i);
	}
}

static void test_mentors(G_GNUC_UNUSED void **state)
{
	g_autofree char *mentor = NULL, *none = NULL;
	assert_true(approval_mentor(desk, "ivan", &mentor, NULL));
	assert_string_equal(mentor, "olga");
	assert_true(approval_mentor(desk, "petr", &none, NULL));
	assert_null(none);
}

static void test_customer_of_contact(G_GNUC_UNUSED void **state)
{
	g_autofree char *customer = customer_of_contact("acme/ivan");
	assert_string_equal(customer, "acme");
	assert_null(customer_of_contact("ivan@acme.example"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whose_mail_waits),
		cmocka_unit_test(test_who_may_approve),
		cmocka_unit_test(test_mentors),
		cmocka_unit_test(test_customer_of_contact),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
