/* What people type for a person, a customer or a field, and what is meant. */
#include "desk_fixture.h"

#include "app/desk/desk.h"
#include "app/desk/people_words.h"

static Desk *desk;

static int begin(void **state)
{
	static const FixtureFile files[] = {
		{"agents/ivan.yaml", "name: Ivan Sidorov\n"
			"mails: [ivan@desk.test]\n"},
		{"agents/irina.yaml", "name: Irina Sidorova\n"
			"mails: [irina@desk.test]\n"},
		{"customers/romashka.yaml", "name: OOO Romashka\ncontacts:\n"
			"  bob: {name: Bob Ivanov, mails: [bob@acme.example]}\n"},
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

static char *assignee(Desk *of, const char *word, GError **error)
{
	return words_assignee(of, word, FALSE, error);
}

static char *assignee_or_group(Desk *of, const char *word, GError **error)
{
	return words_assignee(of, word, TRUE, error);
}

static char *status(Desk *of, const char *word, GError **error)
{
	return g_strdup(words_term(of, "status", word, error));
}

static char *category(Desk *of, const char *word, GError **error)
{
	return g_strdup(words_term(of, "category", word, error));
}

static void test_words(G_GNUC_UNUSED void **state)
{
	static const struct {
		char *(*find)(Desk *, const char *, GError **);
		const char *word, *meant; /* NULL: refused */
	} rows[] = {
		{words_agent, "@me", "anna"},
		{words_agent, "ivan", "ivan"},
		{words_agent, "Ivan Sidorov", "ivan"},
		{words_agent, "Ivan Sid", NULL}, /* a guess */
		{words_agent, "ivan@desk.test", "ivan"},
		{words_agent, "none", ""},
		{words_agent, "Sidorov", NULL}, /* two of them */
		{words_agent, "nobody", NULL},
		{words_agent, "", NULL},
		{assignee_or_group, " ", NULL},
		{words_customer, "", NULL},
		{words_customer, "none", ""},
		{words_requester, "\t", NULL},
		{words_requester, "-", ""},
		{assignee, "irina", "irina"},
		{assignee, "network", NULL},
		{assignee_or_group, "network", "network"},
		{words_customer, "romashka", "romashka"},
		{words_customer, "gone", NULL},
		{words_requester, "bob@acme.example", "romashka/bob"},
		{words_requester, "Bob Ivanov", "romashka/bob"},
		{words_requester, "x@y.example", "x@y.example"},
		{words_requester, "nobody known", NULL},
		{status, "open", "open"},
		{status, "In work", "open"},
		{status, "opened", NULL},
		{category, "Printing", "printers"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *meant = rows[i].find(desk, rows[i].word,
			&error);
		if (g_strcmp0(meant, rows[i].meant) != 0 ||
			(meant == NULL) != (error != NULL))
			fail_msg("row %u \"%s\": %s", (guint)i, rows[i].word,
				meant ? meant : error->message);
	}
}

static void test_marks_of_a_new_ticket(G_GNUC_UNUSED void **state)
{
	char *words[] = {g_strdup("romashka: it does not print %printers "
		"+high @ivan"), NULL};
	g_autoptr(GError) error = NULL;
	g_auto(NewMarks) marks = {0};
	if (!words_new_marks(desk, words, &marks, &error))
		fail_msg("%s", error->message);
	assert_string_equal(marks.subject, "it does not print");
	assert_string_equal(marks.customer, "romashka");
	assert_string_equal(marks.category, "printers");
	assert_string_equal(marks.priority, "high");
	assert_string_equal(marks.assignee, "ivan");
	g_free(words[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_marks_of_a_new_ticket),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
