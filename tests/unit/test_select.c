#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/identifier.h"
#include "cases.h"
#include "index/people.h"
#include "index/query_sql.h"
#include "index/rows.h"
#include "index/select.h"
#include "model/field.h"
#include "model/people.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "rules/history.h"
#include "system/process.h"

static const char desk_yaml[] =
	"desk: 1\nid: test\nteam: Test\nlanguage: ru\ntimezone: Europe/Moscow\n"
	"levels: [L1, L2, L3]\n"
	"groups:\n  support: {level: L1}\n  network: {level: L2}\n"
	"statuses:\n"
	"  new: {class: new, title: Новая}\n"
	"  open: {class: open, title: В работе}\n"
	"  pending: {class: pending, title: Ждём клиента}\n"
	"  vendor: {class: on-hold, title: Ждём поставщика}\n"
	"  solved: {class: solved, title: Решена}\n"
	"  closed: {class: closed, title: Закрыта}\n"
	"types: [incident, request]\n"
	"priorities: [low, normal, high, critical]\n"
	"resolutions: [solved, duplicate, spam]\n"
	"categories:\n  network: {title: Сеть}\n  network/vpn: {title: VPN}\n"
	"  printers: {title: Печать}\n  networking: {title: Курсы}\n"
	"fields:\n  floor: {type: number}\n  renewal: {type: date}\n";

static const char acme[] = "name: ACME\ndomains: [acme.example]\ncontacts:\n"
	"  ivan: {name: Иван Петров, mails: [ivan@acme.example]}\n";

#define ENTRY(id, kind, at, by, body) "---\nid: " id "\nkind: " kind "\nat: " \
	at "\nby: " by "\nbody: |\n  " body "\n"

/* Versions of a ticket, each a commit by `who` at `at`. */
static const struct {
	const char *uid, *at, *who, *text;
} versions[] = {
	{"20261117-k3f9aaaa", "2026-11-17T06:00:00Z", "desk@x.example",
		"number: 1\nsubject: VPN не работает\n"
		"created: 2026-11-17T06:00:00Z\nstatus: new\nchannel: email\n"
		"priority: high\nrequester: acme/ivan\ncategory: network/vpn\n"
		"customer: acme\nlevel: L1\ntype: incident\ngroup: support\n"
		"tags:\n  - vpn\n  - Срочно\n"
		ENTRY("m1", "message", "2026-11-17T06:00:00Z",
			"Иван Петров <ivan@acme.example>",
			"Туннель не поднимается, принтеры тоже молчат.")},
	{"20261117-k3f9aaaa", "2026-11-17T07:00:00Z", "anna@x.example",
		"number: 1\nsubject: VPN не работает\n"
		"created: 2026-11-17T06:00:00Z\nstatus: open\nchannel: email\n"
		"assignee: anna\npriority: high\nrequester: acme/ivan\n"
		"category: network/vpn\ncustomer: acme\nlevel: L2\n"
		"type: incident\ngroup: network\neta: 2026-11-18T05:00:00Z\n"
		"tags:\n  - vpn\n  - Срочно\n"
		ENTRY("m1", "message", "2026-11-17T06:00:00Z",
			"Иван Петров <ivan@acme.example>",
			"Туннель не поднимается, принтеры тоже молчат.")
		ENTRY("c1", "comment", "2026-11-17T07:00:00Z", "anna",
			"Проверить сертификат.")},
	{"20261118-b2c3aaaa", "2026-11-18T05:00:00Z", "desk@x.example",
		"number: 2\nsubject: Не печатает принтер\n"
		"created: 2026-11-18T05:00:00Z\nstatus: new\nchannel: email\n"
		"priority: normal\nrequester: buh@romashka.example\n"
		"category: printers\ncustomer: romashka\nlevel: L1\n"
		"type: request\ngroup: support\ncc:\n  - boss@bank.example\n"
		"---\nid: m2\nkind: message\nat: 2026-11-18T05:00:00Z\n"
		"by: buh@romashka.example\nattachments:\n"
		"  - {name: a.png, size: 1}\nbody: |\n  Принтер стоит.\n"},
	{"20261110-p3aaaaaa", "2026-11-10T06:00:00Z", "ivan@x.example",
		"number: 3\nsubject: Printers are slow\n"
		"created: 2026-11-10T06:00:00Z\nstatus: pending\n"
		"channel: phone\nassignee: ivan\npriority: low\n"
		"requester: \"+74951234732\"\ncategory: networking\n"
		"customer: acme\nlevel: L2\nuntil: 2026-11-20T06:00:00Z\n"
		"vendor-ref: ABC-1\nlinks:\n  - related 20261117-k3f9aaaa\n"
		ENTRY("c3", "comment", "2026-11-10T06:00:00Z", "ivan",
			"Позвонить про vpn \"завтра\".")},
	{"20261101-s4aaaaaa", "2026-11-01T06:00:00Z", "anna@x.example",
		"number: 4\nsubject: Router\ncreated: 2026-11-01T06:00:00Z\n"
		"status: open\nassignee: ivan\npriority: critical\n"
		"requester: acme/ivan\ncategory: network\ncustomer: acme\n"
		"level: L3\n"},
	{"20261101-s4aaaaaa", "2026-11-02T06:00:00Z", "anna@x.example",
		"number: 4\nsubject: Router\ncreated: 2026-11-01T06:00:00Z\n"
		"status: solved\nassignee: anna\npriority: critical\n"
		"requester: acme/ivan\ncategory: network\ncustomer: acme\n"
		"level: L3\nresolution: solved\nwas:\n  - 40\n"
		"---\nid: w4\nkind: work\nat: 2026-11-02T06:00:00Z\nby: anna\n"
		"minutes: 90\n"
		"---\nid: r4\nkind: rating\nat: 2026-11-02T07:00:00Z\n"
		"by: acme/ivan\nvalue: 5\n"},
	{"20261105-x5aaaaaa", "2026-11-05T06:00:00Z", "anna@x.example",
		"number: 5\nsubject: Buy now\ncreated: 2026-11-05T06:00:00Z\n"
		"status: closed\npriority: low\nrequester: spam@spam.example\n"
		"level: L1\nresolution: spam\n"},
	{"20261106-m6aaaaaa", "2026-11-06T06:00:00Z", "anna@x.example",
		"number: 6\nsubject: Same again\ncreated: 2026-11-06T06:00:00Z\n"
		"status: closed\npriority: low\ncustomer: acme\nlevel: L1\n"
		"merged-into: 20261117-k3f9aaaa\n"},
	{"20261107-k3f9bbbb", "2026-11-07T06:00:00Z", "anna@x.example",
		"subject: Say \"hi\" OR (bye)\n"
		"created: 2026-11-07T06:00:00Z\nstatus: frozen\n"
		"priority: normal\nasset: SRV-014\nlevel: L1\n"
		"fields:\n  floor: \"3\"\n  renewal: 2026-12-01\n"
		ENTRY("m7", "message", "2026-11-07T06:00:00Z",
			"someone@else.example", "Nothing about NEAR things*")
		"---\nid: x7\nkind: retract\nat: 2026-11-07T06:30:00Z\n"
		"by: anna\nof: m7\n"},
};

typedef struct {
	char *folder;
	Index *index;
	Regulation *regulation;
	GTimeZone *zone;
} Sandbox;

static Sandbox sandbox;

#define check(done, error) do { \
	if (!(done)) \
		fail_msg("%s", (error) ? (error)->message : "no error set"); \
} while (0)

static Ticket *parse(const char *uid, const char *text)
{
	g_autofree char *whole = g_strdup_printf("uid: %s\n%s", uid, text);
	g_autoptr(GError) error = NULL;
	Ticket *ticket = ticket_parse(whole, strlen(whole), uid, &error);
	check(ticket, error);
	return ticket;
}

static void add_version(guint i)
{
	GError *error = NULL;
	const char *uid = versions[i].uid;
	gboolean again = i > 0 && strcmp(uid, versions[i - 1].uid) == 0;
	g_autofree char *oid = g_strdup_printf("%040u", i + 1);
	g_autofree char *path = uid_to_path(uid);
	IndexCommit row = {oid, "", TRUE, 0, 0, "X", versions[i].who, "", ""};
	assert_true(instant_parse(versions[i].at, &row.at));
	row.recorded = row.at;
	g_autoptr(Ticket) old = again ? parse(uid, versions[i - 1].text) : NULL;
	g_autoptr(Ticket) now = parse(uid, versions[i].text);
	g_autoptr(GPtrArray) events = history_compare(old, old, now, row.at);
	check(index_add_commit(sandbox.index, &row, &error), error);
	for (guint k = 0; k < events->len; k++)
		check(index_add_event(sandbox.index, path, events->pdata[k],
			&error), error);
	/* A rebuild writes each ticket once, as it stands. */
	if (i + 1 < G_N_ELEMENTS(versions) &&
		strcmp(uid, versions[i + 1].uid) == 0)
		return;
	check(index_put_ticket(sandbox.index, path, oid, now, &error), error);
}

static void add_agent(const char *login)
{
	GError *error = NULL;
	g_autofree char *text = g_strdup_printf(
		"name: %s\nmails: [%s@x.example]\nlevel: L1\n", login, login);
	g_autoptr(Agent) agent = agent_parse(login, text, strlen(text), "agent",
		&error);
	check(agent, error);
	check(index_put_agent(sandbox.index, agent, &error), error);
}

static int start(void **state)
{
	(void)state;
	GError *error = NULL;
	sandbox.folder = g_dir_make_tmp("desk-select-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(sandbox.folder, "index.db",
		NULL);
	sandbox.regulation = regulation_parse(desk_yaml, strlen(desk_yaml),
		"desk.yaml", &error);
	check(sandbox.regulation, error);
	sandbox.zone = g_time_zone_new_identifier("Europe/Moscow");
	sandbox.index = index_open(path, INDEX_WRITE, &error);
	check(sandbox.index, error);
	check(index_begin(sandbox.index, 0, &error), error);
	check(index_begin_rebuild(sandbox.index, &error), error);
	add_agent("anna");
	add_agent("ivan");
	g_autoptr(Customer) customer = customer_parse("acme", acme,
		strlen(acme), "customers/acme.yaml", &error);
	check(customer, error);
	check(index_put_customer(sandbox.index, customer, &error), error);
	check(index_put_terms(sandbox.index, sandbox.regulation, NULL, &error), error);
	for (guint i = 0; i < G_N_ELEMENTS(versions); i++)
		add_version(i);
	check(index_commit(sandbox.index, "x", &error), error);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	index_free(sandbox.index);
	regulation_free(sandbox.regulation);
	g_time_zone_unref(sandbox.zone);
	const char *argv[] = {"rm", "-rf", sandbox.folder, NULL};
	process_run(argv, NULL, NULL, 0, NULL, NULL, NULL, NULL);
	g_free(sandbox.folder);
	return 0;
}

static QueryContext context_make(void)
{
	QueryContext context = {.regulation = sandbox.regulation,
		.zone = sandbox.zone, .me = "anna"};
	instant_parse("2026-11-18T06:00:00Z", &context.now);
	return context;
}

/* --- rows: a query ==> the numbers of its tickets ------------------------------ */

static char *numbers(const Block *table)
{
	GString *text = g_string_new(table->rows->len > 0 ? "" : "nothing");
	for (guint i = 0; i < table->rows->len; i++) {
		const GPtrArray *row = g_ptr_array_index(table->rows, i);
		g_autofree char *number = value_to_text(row->pdata[0]);
		g_string_append_printf(text, "%s%s", i > 0 ? " " : "", number);
	}
	return g_string_free(text, FALSE);
}

/* Every way to ask must give the same. */
static void compare_ways(const QueryNode *query, const QueryContext *context,
	const char *sort, guint rows)
{
	GError *error = NULL;
	gint64 count;
	check(select_count(sandbox.index, query, context, &count, &error), error);
	assert_int_equal(count, rows);
	g_autoptr(GPtrArray) uids = select_uids(sandbox.index, query, context,
		sort, 0, &error);
	check(uids, error);
	assert_int_equal(uids->len, rows);
	g_autoptr(GHashTable) ids = select_rows(sandbox.index, query, context,
		&error);
	check(ids, error);
	assert_int_equal(g_hash_table_size(ids), rows);
	gboolean has;
	for (guint i = 0; i < uids->len; i++) {
		check(select_has(sandbox.index, query, context,
			uids->pdata[i], &has, &error), error);
		assert_true(has);
	}
	check(select_has(sandbox.index, query, context, "20260101-nobody00",
		&has, &error), error);
	assert_false(has);
}

static char *answer(const char *input, void *data)
{
	GHashTable *settings = data;
	QueryContext context = context_make();
	const char *sort = g_hash_table_lookup(settings, "sort");
	const char *limit = g_hash_table_lookup(settings, "limit");
	static char *columns[] = {(char *)"number", NULL};
	g_autoptr(GError) error = NULL;
	g_autoptr(QueryNode) query = query_parse(input, &context, &error);
	if (!query)
		return g_strdup_printf("error: %s", error->message);
	if (g_strcmp0(sort, "none") == 0)
		sort = NULL;
	Select select = {.query = query, .columns = columns, .sort = sort,
		.limit = limit ? g_ascii_strtoll(limit, NULL, 10) : 0,
		.lean = TRUE, .language = "en"};
	g_autoptr(Page) page = page_new(PAGE_LIST, NULL, NULL);
	gint64 total;
	if (!select_tickets(sandbox.index, &select, &context, page, &total,
		&error))
		return g_strdup_printf("error: %s", error->message);
	const Block *table = g_ptr_array_index(page->blocks, 0);
	compare_ways(query, &context, sort, (guint)total);
	return numbers(table);
}

static void cases_pass(void **state)
{
	(void)state;
	assert_int_equal(cases_run_settings("select", answer), 0);
}

/* --- columns -------------------------------------------------------------------- */

static void registry_is_sorted_and_titled(void **state)
{
	(void)state;
	guint count;
	const SelectColumn *columns = select_columns(&count);
	for (guint i = 0; i < count; i++) {
		const SelectColumn *column = &columns[i];
		assert_true(*column->title.en && *column->title.ru &&
			*column->help.en && *column->help.ru);
		assert_ptr_equal(select_column_find(column->name), column);
		if (i > 0)
			assert_true(strcmp(column[-1].name, column->name) < 0);
	}
	for (gsize i = 0; i < fields_count; i++)
		assert_non_null(select_column_find(fields[i].name));
}

static Page *all_columns(const char *text, gint64 *total)
{
	QueryContext context = context_make();
	GError *error = NULL;
	g_autoptr(QueryNode) query = query_parse(text, &context, &error);
	check(query, error);
	Select select = {.query = query, .snippet = TRUE, .language = "ru"};
	Page *page = page_new(PAGE_LIST, NULL, NULL);
	check(select_tickets(sandbox.index, &select, &context, page, total,
		&error), error);
	return page;
}

static char *cell(const Page *page, guint row, const char *name)
{
	const Block *table = g_ptr_array_index(page->blocks, 0);
	const GPtrArray *values = g_ptr_array_index(table->rows, row);
	for (guint i = 0; i < table->columns->len; i++) {
		const Column *column = g_ptr_array_index(table->columns, i);
		if (strcmp(column->name, name) == 0)
			return value_to_text(values->pdata[i]);
	}
	fail_msg("no column %s", name);
	return NULL;
}

static void every_column_has_its_value(void **state)
{
	(void)state;
	static const struct {
		const char *query, *column, *value;
	} rows[] = {
		{"number:1", "number", "1"},
		{"number:1", "id", "1"},
		{"number:1", "tags", "vpn,Срочно"},
		{"number:1", "age", "86400"},
		{"number:1", "due", "2026-11-18T05:00:00Z"},
		{"number:1", "requester-name", "Иван Петров"},
		{"number:1", "customer-title", "ACME"},
		{"number:1", "assignee-name", "anna"},
		{"number:1", "in-status", "82800"},
		{"number:1", "comments", "1"},
		{"number:1", "unread", "false"},
		{"number:2", "attachments", "1"},
		{"number:2", "unread", "true"},
		{"number:2", "requester-name", "buh@romashka.example"},
		{"number:2", "customer-title", "romashka"},
		{"number:2", "due", ""},
		{"number:4", "worked", "5400"},
		{"number:4", "was", "40"},
		{"number:4", "solved", "2026-11-02T06:00:00Z"},
		{"no:number", "number", "k3f9b"},
		{"no:number", "id", "20261107-k3f9bbbb"},
		{"text:туннели", "match",
			"Туннель не поднимается, принтеры тоже молчат."},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gint64 total;
		g_autoptr(Page) page = all_columns(rows[i].query, &total);
		assert_int_equal(total, 1);
		g_autofree char *value = cell(page, 0, rows[i].column);
		if (strcmp(value, rows[i].value) != 0)
			fail_msg("%s of %s: is \"%s\", expected \"%s\"",
				rows[i].column, rows[i].query, value,
				rows[i].value);
	}
}

static void columns_shown_are_the_default_ones(void **state)
{
	(void)state;
	gint64 total;
	g_autoptr(Page) page = all_columns("", &total);
	assert_int_equal(total, 7);
	const Block *table = g_ptr_array_index(page->blocks, 0);
	g_autoptr(GString) shown = g_string_new(NULL);
	for (guint i = 0; i < table->columns->len; i++) {
		const Column *column = g_ptr_array_index(table->columns, i);
		if (!(column->flags & COLUMN_HIDDEN))
			g_string_append_printf(shown, "%s ", column->name);
	}
	assert_string_equal(shown->str, "number priority status level customer "
		"assignee subject due age match ");
	guint count;
	select_columns(&count);
	assert_int_equal(table->columns->len, count + 1);
}

/* A thousand terms are allowed: SQLite must take them, too. */
static void the_longest_query_runs(void **state)
{
	(void)state;
	static const char *const chains[] = {"a ", "is:open ", "a or ",
		"number:1 or "};
	QueryContext context = context_make();
	for (gsize i = 0; i < G_N_ELEMENTS(chains); i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		for (int k = 0; k < 500; k++)
			g_string_append(text, chains[i]);
		g_string_append(text, "vpn");
		GError *error = NULL;
		gint64 count;
		g_autoptr(QueryNode) query = query_parse(text->str, &context,
			&error);
		check(query, error);
		check(select_count(sandbox.index, query, &context, &count,
			&error), error);
		g_autoptr(GPtrArray) uids = select_uids(sandbox.index, query,
			&context, NULL, 0, &error);
		check(uids, error);
	}
}

static gint64 count_of(const char *text)
{
	QueryContext context = context_make();
	g_autoptr(QueryNode) query = query_parse(text, &context, NULL);
	if (!query)
		return -1;
	GError *error = NULL;
	gint64 count = 0;
	check(select_count(sandbox.index, query, &context, &count, &error),
		error);
	return count;
}

/* Whatever the parser takes, SQLite takes; and a ticket matches a query or its
 * negation, never both, never neither. */
static guint runs(const char *input)
{
	gint64 count = count_of(input);
	g_autofree char *negation = g_strdup_printf("not (%s)", input);
	if (count < 0 || *input == '\0')
		return 0;
	assert_int_equal(count + count_of(negation), 7);
	return 1;
}

static void every_query_that_parses_runs(void **state)
{
	(void)state;
	guint count = 0;
	g_autofree char *text = NULL;
	assert_true(g_file_get_contents("tests/cases/query.case", &text, NULL,
		NULL));
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		char *arrow = strstr(lines[i], " ==> ");
		if (arrow)
			*arrow = '\0';
		count += runs(lines[i]);
	}
	assert_true(count > 100);
}

/* The plan of a condition: no step may read the whole table. */
static void common_questions_use_indices(void **state)
{
	(void)state;
	static const char *const rows[] = {"is:mine is:open", "is:open",
		"number:1", "uid:k3f9", "customer:acme is:open",
		"created:today", "assignee:anna", "status:new,open", "vpn"};
	QueryContext context = context_make();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		GError *error = NULL;
		g_autoptr(QueryNode) query = query_parse(rows[i], &context,
			&error);
		check(query, error);
		g_auto(Sql) sql = {0};
		sql_init(&sql, &context);
		sql_text(&sql, "EXPLAIN QUERY PLAN SELECT subject FROM ticket"
			" WHERE ");
		query_sql(&sql, query);
		g_ptr_array_add(sql.values, NULL);
		g_autoptr(GPtrArray) plan = index_rows(sandbox.index,
			sql.text->str, (const char *const *)sql.values->pdata,
			&error);
		check(plan, error);
		for (guint k = 0; k < plan->len; k++) {
			char **step = plan->pdata[k];
			if (g_str_has_prefix(step[3], "SCAN ticket"))
				fail_msg("%s: %s", rows[i], step[3]);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases_pass),
		cmocka_unit_test(registry_is_sorted_and_titled),
		cmocka_unit_test(every_column_has_its_value),
		cmocka_unit_test(columns_shown_are_the_default_ones),
		cmocka_unit_test(the_longest_query_runs),
		cmocka_unit_test(every_query_that_parses_runs),
		cmocka_unit_test(common_questions_use_indices),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
