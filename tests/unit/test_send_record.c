/* What the answers of servers become in the store, and when a mail is tried
 * again. */
#include "desk_fixture.h"

#include "app/change/operation_run.h"
#include "app/desk/current_index.h"
#include "app/desk/ticket_name.h"
#include "app/send/send_record.h"
#include "base/error.h"
#include "mail/smtp.h"
#include "model/ticket.h"

#define DAYS (24 * 60 * 60)

static Desk *desk;
static char *uid, *mails[4]; /* their entries */

static const char *const addresses[] = {"bob@acme.test", "eve@acme.test"};

/* Two recipients each: what the server said of them, and what is told. */
static const struct {
	int states[2];
	gint64 trying; /* for so many seconds already; 0: the first try */
	const char *sent, *failed;
	guint counts[3]; /* sent, failed, later */
	guint tries; /* that are noted; 0: no note */
} rows[] = {
	{{SMTP_SENT, SMTP_SENT}, 0, "bob@acme.test, eve@acme.test", "",
		{1, 0, 0}, 0},
	{{SMTP_SENT, SMTP_FAILED}, 0, "bob@acme.test", "eve@acme.test",
		{0, 1, 0}, 0},
	{{SMTP_SENT, SMTP_LATER}, 4 * DAYS, "bob@acme.test", "", {1, 0, 1}, 2},
	{{SMTP_LATER, SMTP_LATER}, 5 * DAYS, "", "bob@acme.test, eve@acme.test",
		{0, 1, 0}, 0},
};

static gboolean make(Operation *op, void *data, GError **error)
{
	g_autoptr(GPtrArray) to = g_ptr_array_new();
	Ticket *ticket = operation_create(op, NULL, FIXTURE_NOW, error);
	(void)data;
	if (!ticket)
		return FALSE;
	ticket_set(ticket, "subject", "Printer");
	uid = g_strdup(ticket_get(ticket, "uid"));
	for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++)
		g_ptr_array_add(to, (char *)addresses[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		Outgoing mail = {.kind = "reply", .to = to, .body = "Done.",
			.not_before = INSTANT_NONE};
		Entry *entry = outbox_add(op, ticket, &mail, error);
		if (!entry)
			return FALSE;
		mails[i] = g_strdup(entry->id);
	}
	return TRUE;
}

static int start(void **state)
{
	static const FixtureFile files[] = {
		{"customers/acme.yaml", "name: Acme\n"}, {0},
	};
	OperationSettings settings = {.verb = "reply"};
	if (fixture_begin(state))
		return -1;
	desk = fixture_desk(files);
	fixture_operate(desk, &settings, make, NULL);
	return 0;
}

static int stop(void **state)
{
	g_clear_pointer(&desk, desk_free);
	g_free(uid);
	for (gsize i = 0; i < G_N_ELEMENTS(mails); i++)
		g_free(mails[i]);
	return fixture_end(state);
}

/* To whom the deliveries of a mail with that state say it went. */
static char *delivered(const char *entry, const char *state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Ticket) ticket = desk_load_ticket(desk, uid, &error);
	GString *out = g_string_new(NULL);
	assert_non_null(ticket);
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *one = ticket_entry(ticket, i);
		if (strcmp(one->kind, "delivery") != 0 ||
			strcmp(entry_get(one, "of"), entry) != 0 ||
			strcmp(entry_get(one, "state"), state) != 0)
			continue;
		g_autoptr(GPtrArray) to = entry_get_list(one, "to");
		for (guint k = 0; k < to->len; k++)
			g_string_append_printf(out, "%s%s", out->len ? ", " : "",
				(char *)to->pdata[k]);
	}
	return g_string_free(out, FALSE);
}

static void answers_become_deliveries(void **state)
{
	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *key = send_key(uid, mails[i]);
		g_autoptr(GHashTable) notes = send_notes_read(desk, NULL);
		g_autoptr(GPtrArray) left = g_ptr_array_new(),
			batch = g_ptr_array_new();
		g_auto(SendReport) report = {.notes = remarks_new()};
		Send send = {.desk = desk, .report = &report, .notes = notes,
			.left = left};
		JournalMail *mail = journal_mail_new(uid, mails[i]);
		mail->state = JOURNAL_DONE;
		for (gsize k = 0; k < G_N_ELEMENTS(addresses); k++)
			journal_add_answer(mail, addresses[k],
				rows[i].states[k], 250, "so it is");
		if (rows[i].trying) {
			SendNote *note = send_note_of(notes, key);
			note->tries = 1;
			note->first = FIXTURE_NOW - rows[i].trying;
		}
		g_ptr_array_add(batch, mail);
		if (!send_record(&send, batch, &error))
			fail_msg("%s", error->message);
		journal_mail_free(mail);
		desk_forget_index(desk);
		g_autofree char *sent = delivered(mails[i], "sent");
		g_autofree char *failed = delivered(mails[i], "failed");
		assert_string_equal(sent, rows[i].sent);
		assert_string_equal(failed, rows[i].failed);
		assert_int_equal(report.sent, rows[i].counts[0]);
		assert_int_equal(report.failed, rows[i].counts[1]);
		assert_int_equal(report.later, rows[i].counts[2]);
		g_autoptr(GHashTable) kept = send_notes_read(desk, NULL);
		const SendNote *note = g_hash_table_lookup(kept, key);
		assert_int_equal(note ? note->tries : 0, rows[i].tries);
		if (note)
			assert_int_equal(note->next, FIXTURE_NOW +
				send_delay_after(note->tries));
	}
}

/* Somebody works at the file by hand: the others are recorded, it comes after. */
static void what_cannot_be_written_is_left(void **state)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) notes = send_notes_read(desk, NULL);
	g_autoptr(GPtrArray) left = g_ptr_array_new_with_free_func(
		(GDestroyNotify)journal_mail_free), batch = g_ptr_array_new();
	g_auto(SendReport) report = {.notes = remarks_new()};
	Send send = {.desk = desk, .report = &report, .notes = notes,
		.left = left};
	JournalMail *mail = journal_mail_new("20260101-aaaaaaaa", "r1");
	(void)state;
	mail->state = JOURNAL_DONE;
	journal_add_answer(mail, addresses[0], SMTP_SENT, 250, "taken");
	g_ptr_array_add(batch, mail);
	if (!send_record(&send, batch, &error))
		fail_msg("%s", error->message);
	journal_mail_free(mail);
	assert_int_equal(left->len, 1);
	assert_int_equal(report.later, 1);
	assert_int_equal(report.sent, 0);
	assert_true(send_journal_has(desk, "20260101-aaaaaaaa", "r1"));
}

static void tries_grow_rare(void **state)
{
	(void)state;
	for (guint tries = 1; tries < 10; tries++)
		assert_true(send_delay_after(tries + 1) >=
			send_delay_after(tries));
	assert_int_equal(send_delay_after(1), 300);
	assert_int_equal(send_delay_after(99), 4 * 60 * 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_become_deliveries),
		cmocka_unit_test(what_cannot_be_written_is_left),
		cmocka_unit_test(tries_grow_rare),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
