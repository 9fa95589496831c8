/* What a sender knows of its mails: the notes of tries, and the journal that
 * tells the next one how far a stopped one came. */
#include "desk_fixture.h"

#include "app/desk/desk.h"
#include "app/outbox/send_note.h"

static Desk *desk;

static int begin(void **state)
{
	static const FixtureFile files[] = {
		{"customers/acme.yaml", "name: Acme\n"}, {NULL, NULL},
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

static void test_notes_come_back(G_GNUC_UNUSED void **state)
{
	g_autofree char *key = send_key("20261121-k3f9x2ab", "r1");
	assert_string_equal(key, "20261121-k3f9x2ab/r1");
	g_autoptr(GHashTable) notes = send_notes_read(desk, NULL);
	assert_int_equal(g_hash_table_size(notes), 0);
	SendNote *note = send_note_of(notes, key);
	assert_ptr_equal(send_note_of(notes, key), note);
	note->tries = 3;
	note->first = FIXTURE_NOW;
	note->next = FIXTURE_NOW + 600;
	note->doubtful = TRUE;
	note->said = g_strdup("451 try \"later\"\r\n, please");
	assert_true(send_notes_write(desk, notes, NULL));
	g_autoptr(GHashTable) again = send_notes_read(desk, NULL);
	assert_int_equal(g_hash_table_size(again), 1);
	const SendNote *same = g_hash_table_lookup(again, key);
	assert_non_null(same);
	assert_int_equal(same->tries, 3);
	assert_int_equal(same->first, FIXTURE_NOW);
	assert_int_equal(same->next, FIXTURE_NOW + 600);
	assert_true(same->doubtful);
	assert_non_null(strstr(same->said, "try \"later\""));
}

static void mark(const JournalMail *mail, JournalState state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(SendJournal) journal = send_journal_open(desk, &error);
	if (!journal || !send_journal_mark(journal, mail, state, &error))
		fail_msg("%s", error->message);
}

static void expect_state(JournalState state, guint answers)
{
	g_autoptr(GPtrArray) left = send_journal_read(desk, NULL);
	assert_int_equal(left->len, 1);
	const JournalMail *mail = left->pdata[0];
	assert_string_equal(mail->entry, "r1");
	assert_int_equal(mail->state, state);
	assert_int_equal(mail->answers->len, answers);
}

/* Each mark may be the last thing that a sender does. */
static void test_the_journal_says_how_far(G_GNUC_UNUSED void **state)
{
	g_autoptr(GPtrArray) none = send_journal_read(desk, NULL);
	assert_int_equal(none->len, 0);
	JournalMail *mail = journal_mail_new("20261121-k3f9x2ab", "r1");
	mark(mail, JOURNAL_CLAIMED);
	expect_state(JOURNAL_CLAIMED, 0);
	assert_true(send_journal_has(desk, "20261121-k3f9x2ab", "r1"));
	assert_false(send_journal_has(desk, "20261121-k3f9x2ab", "r2"));
	mark(mail, JOURNAL_SENDING);
	expect_state(JOURNAL_SENDING, 0);
	journal_add_answer(mail, "bob@acme.example", 0, 250, "taken");
	mark(mail, JOURNAL_DONE);
	expect_state(JOURNAL_DONE, 1);
	/* What could not be recorded stays, and goes once it is. */
	g_autoptr(GPtrArray) left = g_ptr_array_new();
	mail->state = JOURNAL_DONE;
	g_ptr_array_add(left, mail);
	assert_true(send_journal_keep(desk, left, NULL));
	expect_state(JOURNAL_DONE, 1);
	g_ptr_array_set_size(left, 0);
	assert_true(send_journal_keep(desk, left, NULL));
	assert_false(send_journal_has(desk, "20261121-k3f9x2ab", "r1"));
	journal_mail_free(mail);
	/* One that cannot be read may name any mail. */
	GError *error = NULL;
	g_autofree char *path = g_build_filename(desk_place(desk)->desk_folder,
		"send.journal", NULL);
	assert_int_equal(g_mkdir(path, 0700), 0);
	assert_null(send_journal_read(desk, &error));
	assert_true(send_journal_has(desk, "20261121-k3f9x2ab", "r1"));
	g_clear_error(&error);
	assert_int_equal(g_rmdir(path), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_notes_come_back),
		cmocka_unit_test(test_the_journal_says_how_far),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
