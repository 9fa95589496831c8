/* Who is meant by a word of the regulation, and how they are written to. */
#include "desk_fixture.h"

#include "app/desk/desk.h"
#include "app/outbox/outbox_parts.h"

static Desk *desk;

static int begin(void **state)
{
	static const FixtureFile files[] = {
		{"agents/ivan.yaml", "name: Ivan\nmails: [ivan@desk.test]\n"
			"level: L2\ngroups: [network]\nlanguage: ru\n"},
		{"agents/olga.yaml", "name: Olga\nmails: [olga@desk.test]\n"
			"level: L2\ngroups: [network]\n"},
		{"agents/pavel.yaml", "name: Pavel\nlevel: L3\n"},
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

/* "ivan Ivan <ivan@desk.test> ru; ..." */
static char *found(const AudienceQuestion *question)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) people = audience_find(desk, question, &error);
	if (!people)
		fail_msg("%s", error->message);
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < people->len; i++) {
		const Colleague *one = people->pdata[i];
		g_string_append_printf(out, "%s%s %s %s", i ? "; " : "",
			one->login, one->address ? one->address : "-",
			one->language);
	}
	return g_string_free(out, FALSE);
}

static void test_who_is_meant(G_GNUC_UNUSED void **state)
{
#define IVAN "ivan Ivan <ivan@desk.test> ru"
#define OLGA "olga Olga <olga@desk.test> en"
	static const struct {
		AudienceQuestion question;
		const char *people;
	} rows[] = {
		{{"assignee", "ivan", "", NULL, FIXTURE_NOW}, IVAN},
		/* Who did it need not be told. */
		{{"assignee", "ivan", "", "ivan", FIXTURE_NOW}, ""},
		{{"assignee", "", "network", NULL, FIXTURE_NOW}, ""},
		{{"assignee", "nobody", "", NULL, FIXTURE_NOW}, ""},
		{{"group", "", "network", NULL, FIXTURE_NOW}, IVAN "; " OLGA},
		{{"group", "", "network", "olga", FIXTURE_NOW}, IVAN},
		{{"group", "ivan", "", NULL, FIXTURE_NOW}, ""},
		{{"L2", "", "", NULL, FIXTURE_NOW}, IVAN "; " OLGA},
		{{"olga", "ivan", "", NULL, FIXTURE_NOW}, OLGA},
		{{"pavel", "", "", NULL, FIXTURE_NOW}, "pavel - en"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *people = found(&rows[i].question);
		if (strcmp(people, rows[i].people) != 0)
			fail_msg("row %u: \"%s\", not \"%s\"", (guint)i, people,
				rows[i].people);
	}
}

static void test_a_letter_for_each_language(G_GNUC_UNUSED void **state)
{
	static char ann[] = "a@x", bob[] = "b@x", dan[] = "d@x", none[] = "",
		    en[] = "en", ru[] = "ru", de[] = "de";
	Colleague people[] = {{none, ann, en}, {none, bob, ru},
		{none, NULL, de}, {none, dan, en}};
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	for (gsize i = 0; i < G_N_ELEMENTS(people); i++)
		g_ptr_array_add(list, &people[i]);
	g_autoptr(GPtrArray) letters = audience_letters(list);
	assert_int_equal(letters->len, 2);
	const AudienceLetter *english = letters->pdata[0];
	const AudienceLetter *russian = letters->pdata[1];
	assert_string_equal(english->language, "en");
	assert_int_equal(english->to->len, 2);
	assert_string_equal(english->to->pdata[1], "d@x");
	assert_string_equal(russian->language, "ru");
	assert_int_equal(russian->to->len, 1);
}

static void test_keys_of_letters(G_GNUC_UNUSED void **state)
{
	g_autofree char *first = audience_key("k", 0, "en");
	g_autofree char *second = audience_key("k", 1, "ru");
	assert_string_equal(first, "k");
	assert_string_equal(second, "k/ru");
	assert_null(audience_key(NULL, 1, "ru"));
}

static void test_an_agent_alone(G_GNUC_UNUSED void **state)
{
	g_autoptr(GPtrArray) ivan = audience_agent(desk, "ivan", NULL);
	assert_int_equal(ivan->len, 1);
	const Colleague *one = ivan->pdata[0];
	assert_string_equal(one->address, "Ivan <ivan@desk.test>");
	assert_string_equal(one->language, "ru");
	g_autoptr(GPtrArray) nobody = audience_agent(desk, "nobody", NULL);
	assert_int_equal(nobody->len, 1);
	one = nobody->pdata[0];
	assert_null(one->address);
	assert_string_equal(one->language, "en");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_is_meant),
		cmocka_unit_test(test_a_letter_for_each_language),
		cmocka_unit_test(test_keys_of_letters),
		cmocka_unit_test(test_an_agent_alone),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
