/* What an export has: all, one table, what changed since; and what it refuses. */
#include "desk_fixture.h"

#include "app/change/operation_run.h"
#include "app/desk/current_index.h"
#include "app/export/export.h"
#include "model/ticket.h"

static Desk *desk;
static const FixtureFile files[] = {
	{"customers/acme.yaml", "name: ACME\n"},
	{0},
};
static char *none[] = {NULL};

static gboolean make(Operation *op, void *subject, GError **error)
{
	Ticket *ticket = operation_create(op, NULL, FIXTURE_NOW, error);
	if (!ticket)
		return FALSE;
	ticket_set(ticket, "subject", subject);
	ticket_set(ticket, "status", "new");
	return TRUE;
}

static void add_ticket(const char *subject)
{
	OperationSettings settings = {.verb = "new"};
	fixture_operate(desk, &settings, make, (void *)subject);
}

static int start(void **state)
{
	if (fixture_begin(state))
		return -1;
	desk = fixture_desk(files);
	add_ticket("Printer");
	add_ticket("\"Mail\"\nis slow");
	return 0;
}

static int stop(void **state)
{
	g_clear_pointer(&desk, desk_free);
	return fixture_end(state);
}

static gboolean take(const char *bytes, gsize size, void *data, GError **error)
{
	(void)error;
	g_string_append_len(data, bytes, (gssize)size);
	return TRUE;
}

static gint64 count_of(const ExportResult *result, const char *table)
{
	for (guint i = 0; result->counts[i].table; i++)
		if (strcmp(result->counts[i].table, table) == 0)
			return result->counts[i].rows;
	return -1;
}

static guint lines_of(const char *text, const char *start)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint count = 0;
	for (char **line = lines; *line; line++)
		count += g_str_has_prefix(*line, start);
	return count;
}

static void what_is_refused_writes_nothing(void **state)
{
	static char known_name[] = "tickets", unknown_name[] = "nonsense";
	static char *tickets[] = {known_name, NULL};
	static char *unknown[] = {unknown_name, NULL};
	const struct {
		const char *format, *since;
		char **tables;
		int code;
	} rows[] = {
		{"xml", NULL, none, DESK_ERROR_USAGE},
		{"", NULL, none, DESK_ERROR_USAGE},
		{"jsonl", NULL, unknown, DESK_ERROR_USAGE},
		{"csv", NULL, none, DESK_ERROR_USAGE},
		{"jsonl", "1234567", tickets, DESK_ERROR_USAGE},
		{"jsonl", "1234567890123456789012345678901234567890", none,
			DESK_ERROR_CONFLICT},
	};
	(void)state;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		g_autoptr(GError) error = NULL;
		ExportResult result;
		ExportSettings settings = {.format = rows[i].format,
			.since = rows[i].since, .tables = rows[i].tables,
			.write = take, .data = out};
		assert_false(export_run(desk, &settings, &result, &error));
		if (!g_error_matches(error, DESK_ERROR, rows[i].code))
			fail_msg("row %zu: %d: %s", i, error->code,
				error->message);
		assert_string_equal(out->str, "");
	}
}

static void export_now(const char *format, const char *since, gboolean dry_run,
	GString *out, ExportResult *result)
{
	g_autoptr(GError) error = NULL;
	ExportSettings settings = {.format = format, .since = since,
		.tables = none, .dry_run = dry_run, .write = take, .data = out};
	if (!export_run(desk, &settings, result, &error))
		fail_msg("%s", error->message);
}

static void what_changed_since_comes_alone(void **state)
{
	g_autoptr(GString) all = g_string_new(NULL);
	g_autoptr(GString) news = g_string_new(NULL);
	g_autoptr(GString) counted = g_string_new(NULL);
	ExportResult first, second, trial;
	(void)state;
	export_now("jsonl", NULL, FALSE, all, &first);
	assert_true(first.whole);
	assert_int_equal(count_of(&first, "tickets"), 2);
	assert_int_equal(lines_of(all->str,
		"{\"table\":\"tickets\",\"uid\""), 2);
	assert_non_null(strstr(all->str, "\"\\\"Mail\\\"\\nis slow\""));
	add_ticket("A third");
	export_now("jsonl", first.commit, FALSE, news, &second);
	assert_false(second.whole);
	assert_int_equal(second.replaced, 1);
	assert_int_equal(count_of(&second, "tickets"), 1);
	assert_non_null(strstr(news->str, "\"A third\""));
	assert_null(strstr(news->str, "\"Printer\""));
	export_now("csv", NULL, TRUE, counted, &trial);
	assert_int_equal(count_of(&trial, "tickets"), 3);
	assert_string_equal(counted->str, "");
	assert_string_equal(trial.commit, second.commit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_refused_writes_nothing),
		cmocka_unit_test(what_changed_since_comes_alone),
	};
	return cmocka_run_group_tests_name("export", tests, start, stop);
}
