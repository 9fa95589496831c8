/* How a mail that is handed over ends, and whose it is. */
#include "desk_fixture.h"

#include "app/desk/current_index.h"
#include "app/intake/deliver.h"
#include "app/intake/quarantine.h"
#include "index/index.h"

static Desk *desk;

static const FixtureFile files[] = {
	{"customers/acme.yaml", "name: ACME\ndomains: [acme.example]\n"
		"contacts:\n  ivan: {name: Ivan, mails: [ivan@acme.example]}\n"},
	{0},
};

#define HEAD(id, more) "From: Ivan <ivan@acme.example>\n" \
	"To: support@desk.example\nSubject: Printer\n" \
	"Date: Sat, 21 Nov 2026 06:00:00 +0000\n" \
	"Message-ID: <" id "@acme.example>\n" more "\n"

static int start(void **state)
{
	if (fixture_begin(state))
		return -1;
	run("git config --global desk.account.support.url imaps://desk.example "
	    "&& git config --global desk.account.support.address "
	    "support@desk.example");
	desk = fixture_desk(files);
	return 0;
}

static int stop(void **state)
{
	g_clear_pointer(&desk, desk_free);
	return fixture_end(state);
}

static gboolean deliver(const char *text, const char *to, gboolean dry_run,
	IntakeReport *report, GError **error)
{
	g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
	Delivered delivered = {.raw = raw, .to = to, .dry_run = dry_run};
	return deliver_mail(desk, &delivered, report, error);
}

static gint64 tickets(void)
{
	g_autoptr(GError) error = NULL;
	desk_forget_index(desk);
	Index *index = desk_index(desk, &error);
	IndexCounts counts;
	if (!index || !index_counts(index, &counts, &error))
		fail_msg("%s", error->message);
	return counts.tickets;
}

/* In order: each stands on what those before it left. */
static void every_mail_ends_as_one_of_these(void **state)
{
	static const struct {
		const char *mail;
		gboolean dry_run;
		IntakeOutcome outcome;
		guint new_tickets, tickets, quarantined;
	} rows[] = {
		{HEAD("1", "") "It burns.\n", TRUE, INTAKE_IMPORTED, 1, 0, 0},
		{HEAD("1", "") "It burns.\n", FALSE, INTAKE_IMPORTED, 1, 1, 0},
		{HEAD("1", "") "It burns.\n", FALSE, INTAKE_DUPLICATE, 0, 1, 0},
		{HEAD("2", "In-Reply-To: <1@acme.example>\n") "Still.\n", FALSE,
			INTAKE_IMPORTED, 0, 1, 0},
		{HEAD("3", "") "The other one, too.\n", FALSE, INTAKE_IMPORTED,
			1, 2, 0},
		{"\nno header at all", FALSE, INTAKE_QUARANTINED, 0, 2, 1},
	};
	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(IntakeReport) report = {.notes = remarks_new()};
		g_autoptr(GError) error = NULL;
		guint quarantined;
		if (!deliver(rows[i].mail, "support@desk.example",
			    rows[i].dry_run, &report, &error))
			fail_msg("row %zu: %s", i, error->message);
		for (guint end = 0; end < INTAKE_OUTCOMES; end++)
			assert_int_equal(report.counts[end],
				end == rows[i].outcome);
		assert_int_equal(report.new_tickets, rows[i].new_tickets);
		assert_int_equal(tickets(), rows[i].tickets);
		if (rows[i].outcome == INTAKE_QUARANTINED)
			assert_true(g_str_has_prefix(((GError *)
				report.notes->pdata[0])->message,
				"quarantined: "));
		assert_true(quarantine_count(desk, &quarantined, &error));
		assert_int_equal(quarantined, rows[i].quarantined);
	}
}

static void what_is_not_ours_is_refused(void **state)
{
	static const struct {
		const char *to;
		gboolean ours;
	} rows[] = {
		{NULL, TRUE},
		{"SUPPORT@desk.example", TRUE},
		{"support+acme@desk.example", TRUE},
		{"sales@desk.example", FALSE},
		{"support@other.example", FALSE},
	};
	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(IntakeReport) report = {.notes = remarks_new()};
		g_autoptr(GError) error = NULL;
		assert_int_equal(deliver(HEAD("9", "") "x\n", rows[i].to, TRUE,
			&report, &error), rows[i].ours);
		assert_true(rows[i].ours || g_error_matches(error, DESK_ERROR,
			DESK_ERROR_PERSON));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_mail_ends_as_one_of_these),
		cmocka_unit_test(what_is_not_ours_is_refused),
	};
	return cmocka_run_group_tests_name("deliver", tests, start, stop);
}
