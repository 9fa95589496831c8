#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/error.h"
#include "index/database.h"
#include "index/entries.h"
#include "index/index.h"
#include "index/people.h"
#include "index/records.h"
#include "index/regulation.h"
#include "index/timelines.h"
#include "model/people.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "rules/history.h"
#include "system/process.h"
#include "text/json.h"

#define UID "20261121-k3f9x2ab"
#define PATH "tickets/2026/11/21/k3f9x2ab.yaml"
#define OTHER "20261121-k3g0aaaa"
#define OTHER_PATH "tickets/2026/11/21/k3g0aaaa.yaml"
#define HEAD(uid, number) "uid: " uid "\nnumber: " number "\n" \
	"subject: Не печатает принтер\ncreated: 2026-11-21T06:00:00Z\n"
#define BLOB "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define MESSAGE "---\nid: m1\nkind: message\nat: 2026-11-21T06:00:00Z\n" \
	"by: ivan@acme.example\nmessage-id: <a@acme.example>\n" \
	"account: support\nfolder: INBOX\nuidvalidity: 7\nuid: 12\n" \
	"content-hash: ff00\nsubject: Printer\n" \
	"attachments:\n  - {name: a.png, size: 1}\n  - {name: b.png, size: 2}\n" \
	"body: |\n  Принтеры в бухгалтерии стоят, VPN не работает. 1С тоже.\n"
#define REPLY "---\nid: r1\nkind: reply\nat: 2026-11-21T07:00:00Z\nby: anna\n" \
	"message-id: <desk.b@desk.example>\nto:\n  - ivan@acme.example\nbody: |\n  Смотрю.\n"
#define SENT "---\nid: d1\nkind: delivery\nat: 2026-11-21T07:02:00Z\n" \
	"by: desk\nof: r1\nstate: sent\n"
#define WORK "---\nid: w1\nkind: work\nat: 2026-11-21T08:00:00Z\nby: anna\n" \
	"minutes: 25\n"
#define AGAIN "---\nid: m2\nkind: message\nat: 2026-11-21T09:00:00Z\n" \
	"by: ivan@acme.example\nbody: |\n  Still nothing.\n"
#define RETRACT "---\nid: x1\nkind: retract\nat: 2026-11-21T09:30:00Z\n" \
	"by: anna\nof: m2\n"

typedef struct {
	char *folder, *path;
	Index *index;
	guint commits;
} Sandbox;

static int start(void **state)
{
	Sandbox *sandbox = g_new0(Sandbox, 1);
	sandbox->folder = g_dir_make_tmp("desk-index-XXXXXX", NULL);
	sandbox->path = g_build_filename(sandbox->folder, "index.db", NULL);
	sandbox->index = index_open(sandbox->path, INDEX_WRITE, NULL);
	*state = sandbox;
	return sandbox->index ? 0 : -1;
}

static int stop(void **state)
{
	Sandbox *sandbox = *state;
	index_free(sandbox->index);
	const char *argv[] = {"rm", "-rf", sandbox->folder, NULL};
	process_run(argv, NULL, NULL, 0, NULL, NULL, NULL, NULL);
	g_free(sandbox->folder);
	g_free(sandbox->path);
	g_free(sandbox);
	return 0;
}

#define check(done, error) do { \
	if (!(done)) \
		fail_msg("%s", (error) ? (error)->message : "no error set"); \
} while (0)

static Ticket *parse(const char *text)
{
	GError *error = NULL;
	Ticket *ticket = text ? ticket_parse(text, strlen(text), PATH, &error) :
		NULL;
	check(!text || ticket, error);
	return ticket;
}

/* One refresh: a commit that turns `before` into `after`. */
static void commit(Sandbox *sandbox, const char *path, const char *before,
	const char *after, const char *mail, Instant at)
{
	GError *error = NULL;
	Index *index = sandbox->index;
	g_autofree char *oid = g_strdup_printf("%040u", ++sandbox->commits);
	IndexCommit row = {oid, "", TRUE, at, at, "Anna", mail, "Subject", ""};
	g_autoptr(Ticket) old = parse(before);
	g_autoptr(Ticket) now = parse(after);
	g_autoptr(GPtrArray) events = history_compare(old, old, now, at);
	check(index_begin(index, 0, &error), error);
	check(index_add_commit(index, &row, &error), error);
	for (guint i = 0; i < events->len; i++)
		check(index_add_event(index, path, events->pdata[i], &error),
			error);
	check(now ? index_put_ticket(index, path, BLOB, now, &error) :
		index_delete_ticket(index, path, &error), error);
	check(index_commit(index, oid, &error), error);
}

static char *one(Sandbox *sandbox, const char *sql)
{
	GError *error = NULL;
	g_autoptr(GPtrArray) rows = index_rows(sandbox->index, sql, NULL,
		&error);
	check(rows != NULL, error);
	if (rows->len == 0)
		return g_strdup("nothing");
	return g_strjoinv("|", rows->pdata[0]);
}

static void expect(Sandbox *sandbox, const char *sql, const char *expected)
{
	g_autofree char *is = one(sandbox, sql);
	if (strcmp(is, expected) != 0)
		fail_msg("%s\nis       %s\nexpected %s", sql, is, expected);
}

static Instant at(const char *time)
{
	g_autofree char *text = g_strdup_printf("2026-11-21T%s:00Z", time);
	Instant instant = INSTANT_NONE;
	assert_true(instant_parse(text, &instant));
	return instant;
}

static void test_rows(void **state)
{
	Sandbox *sandbox = *state;
	commit(sandbox, PATH, NULL, HEAD(UID, "12") "status: new\n"
		"group: support\ntags:\n  - b\n  - a\nfields:\n  x: y\n"
		"strange: 1\n" MESSAGE, "robot@desk.example", at("06:01"));
	expect(sandbox, "SELECT number, status, \"group\", created, assignee"
		" FROM ticket", "12|new|support|1795240800|");
	expect(sandbox, "SELECT group_concat(value) FROM (SELECT value FROM"
		" ticket_list WHERE field = 'tags' ORDER BY position)", "b,a");
	expect(sandbox, "SELECT group_concat(name || value) FROM ticket_field",
		"fields.xy,strange1");
	expect(sandbox, "SELECT message_id, attachments, account, folder,"
		" uidvalidity, uid, content_hash,"
		" json_extract(extra, '$.subject'),"
		" json_array_length(extra, '$.attachments') FROM entry"
		" WHERE kind = 'message'", "<a@acme.example>|2|support|INBOX|"
		"7|12|ff00|Printer|2");
	expect(sandbox, "SELECT count(*) FROM entry WHERE kind = 'subject'",
		"1");
}

static void test_other_keys(void **state)
{
	Sandbox *sandbox = *state;
	commit(sandbox, PATH, NULL, HEAD(UID, "12") "---\nid: c1\n"
		"kind: comment\nat: 2026-11-21T06:00:00Z\nby: anna\n"
		"plain: 12\nodd: \"a \\\"b\\\" \\\\\"\n"
		"rows:\n  - {name: a, of: [x, y]}\n  - z\nnone: []\n"
		"map: {k: {l: m}, n: {}}\nlast: \"\"\nbody: Said\n", "r@x",
		at("06:01"));
	g_autoptr(GPtrArray) entries = index_ticket_entries(sandbox->index, 1,
		NULL);
	assert_non_null(entries);
	assert_int_equal(entries->len, 1);
	const IndexEntry *entry = entries->pdata[0];
	g_autoptr(GString) json = g_string_new(NULL);
	json_append(json, entry->extra, FALSE);
	assert_string_equal(json->str, "{\"plain\":\"12\","
		"\"odd\":\"a \\\"b\\\" \\\\\",\"rows\":[{\"name\":\"a\","
		"\"of\":[\"x\",\"y\"]},\"z\"],\"none\":[],"
		"\"map\":{\"k\":{\"l\":\"m\"},\"n\":{}},\"last\":\"\"}");
}

static void test_words(void **state)
{
	Sandbox *sandbox = *state;
	commit(sandbox, PATH, NULL, HEAD(UID, "12") MESSAGE, "r@x", at("06:01"));
	static const char *const found[] = {"принтера", "принтером AND vpn",
		"бухгалтерия", "\"1С\"", "\"1c\"", "ПРИНТЕР*", "works",
		"\"не печатает\""};
	for (gsize i = 0; i < G_N_ELEMENTS(found); i++) {
		const char *values[] = {found[i], NULL};
		g_autoptr(GPtrArray) rows = index_rows(sandbox->index,
			"SELECT entry.kind FROM words JOIN entry"
			" ON entry.id = words.rowid WHERE words MATCH ?",
			values, NULL);
		if (strcmp(found[i], "works") == 0)
			assert_int_equal(rows->len, 0);
		else if (!rows || rows->len == 0)
			fail_msg("%s: not found", found[i]);
	}
	/* A changed text leaves no word behind. */
	commit(sandbox, PATH, HEAD(UID, "12") MESSAGE, HEAD(UID, "12") AGAIN,
		"r@x", at("06:01"));
	expect(sandbox, "SELECT count(*) FROM words WHERE words MATCH 'vpn'",
		"0");
	expect(sandbox, "SELECT count(*) FROM words WHERE words MATCH 'принтер'",
		"1");
	commit(sandbox, PATH, HEAD(UID, "12") AGAIN, NULL, "r@x", at("06:01"));
	expect(sandbox, "SELECT count(*) FROM words WHERE words MATCH 'принтер'",
		"0");
}

static void add_anna(Sandbox *sandbox)
{
	static const char text[] = "name: Анна Седова\n"
		"mails: [Anna@firm.example, a.sedova@firm.example]\n"
		"aliases: [ann]\ngroups: [support]\nroles: [lead]\nlevel: L1\n";
	GError *error = NULL;
	g_autoptr(Agent) agent = agent_parse("anna", text, strlen(text),
		"agents/anna.yaml", &error);
	check(agent != NULL, error);
	g_autoptr(Regulation) regulation = regulation_default();
	check(index_begin(sandbox->index, 0, &error), error);
	check(index_put_agent(sandbox->index, agent, &error), error);
	check(index_put_terms(sandbox->index, regulation, NULL, &error), error);
	check(index_commit(sandbox->index, "", &error), error);
}

static const char *const figures = "SELECT messages, replies, worked, unsent,"
	" unread, strftime('%H:%M', message_at, 'unixepoch'),"
	" strftime('%H:%M', answered_at, 'unixepoch'),"
	" strftime('%H:%M', first_response_at, 'unixepoch'),"
	" strftime('%H:%M', waiting_since, 'unixepoch'),"
	" strftime('%H:%M', updated, 'unixepoch') FROM ticket";

static void test_figures(void **state)
{
	Sandbox *sandbox = *state;
	add_anna(sandbox);
	static const struct {
		const char *text, *mail, *time, *figures;
	} steps[] = {
		{HEAD(UID, "1") "status: new\n" MESSAGE, "robot@x", "06:01",
			"1|0|0|0|1|06:00|||06:00|06:00"},
		{HEAD(UID, "1") "status: open\n" MESSAGE, "ANNA@firm.example",
			"06:10", "1|0|0|0|0|06:00|||06:00|06:10"},
		{HEAD(UID, "1") "status: open\n" MESSAGE REPLY,
			"anna@firm.example", "07:00",
			"1|1|0|1|0|06:00|||06:00|07:00"},
		{HEAD(UID, "1") "status: open\n" MESSAGE REPLY SENT, "robot@x",
			"07:02", "1|1|0|0|0|06:00|07:02|07:02||07:02"},
		{HEAD(UID, "1") "status: open\n" MESSAGE REPLY SENT WORK,
			"anna@firm.example", "08:00",
			"1|1|25|0|0|06:00|07:02|07:02||08:00"},
		{HEAD(UID, "1") "status: open\n" MESSAGE REPLY SENT WORK AGAIN,
			"robot@x", "09:00",
			"2|1|25|0|1|09:00|07:02|07:02|09:00|09:00"},
		{HEAD(UID, "1") "status: open\n" MESSAGE REPLY SENT WORK AGAIN
			RETRACT, "anna@firm.example", "09:30",
			"1|1|25|0|0|06:00|07:02|07:02||09:30"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
		commit(sandbox, PATH, i ? steps[i - 1].text : NULL,
			steps[i].text, steps[i].mail, at(steps[i].time));
		expect(sandbox, figures, steps[i].figures);
	}
	/* And as it was: the same code over the past. */
	for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
		GError *error = NULL;
		check(index_as_of(sandbox->index, at(steps[i].time), &error),
			error);
		expect(sandbox, figures, steps[i].figures);
	}
}

static void test_statuses(void **state)
{
	Sandbox *sandbox = *state;
	add_anna(sandbox);
	static const struct {
		const char *head, *time, *figures;
	} steps[] = {
		{"status: new\nlevel: L1\n", "06:00", "06:00|||0|0|0"},
		{"status: open\nassignee: anna\nlevel: L1\n", "06:10",
			"06:10|||0|0|0"},
		{"status: open\nassignee:\nlevel: L2\n", "06:20",
			"06:10|||0|1|0"},
		{"status: open\nassignee: olga\nlevel: L2\n", "06:30",
			"06:10|||0|1|1"},
		{"status: solved\nassignee: olga\nlevel: L2\n", "06:40",
			"06:40|06:40||0|1|1"},
		{"status: closed\nassignee: olga\nlevel: L2\n", "06:50",
			"06:50|06:40|06:50|0|1|1"},
		{"status: open\nassignee: olga\nlevel: L1\n", "07:00",
			"07:00|||1|1|1"},
		{"status: closed\nassignee: olga\nlevel: L1\n", "07:10",
			"07:10||07:10|1|1|1"},
	};
	g_autofree char *before = NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
		char *text = g_strconcat(HEAD(UID, "1"), steps[i].head, NULL);
		commit(sandbox, PATH, before, text, "anna@firm.example",
			at(steps[i].time));
		g_free(before);
		before = text;
		expect(sandbox, "SELECT"
			" strftime('%H:%M', status_since, 'unixepoch'),"
			" strftime('%H:%M', solved_at, 'unixepoch'),"
			" strftime('%H:%M', closed_at, 'unixepoch'), reopened,"
			" escalated, reassigned FROM ticket", steps[i].figures);
	}
}

static void test_times_ascend(void **state)
{
	Sandbox *sandbox = *state;
	commit(sandbox, PATH, NULL, HEAD(UID, "1") "status: new\n", "a@b",
		at("06:00"));
	commit(sandbox, PATH, HEAD(UID, "1") "status: new\n",
		HEAD(UID, "1") "status: open\n", "a@b", at("09:00"));
	commit(sandbox, PATH, HEAD(UID, "1") "status: open\n",
		HEAD(UID, "1") "status: pending\n", "a@b", at("08:00"));
	expect(sandbox, "SELECT min(at), count(DISTINCT at) FROM event"
		" WHERE seq > 1", "1795251600|1");
}

static char *found(Sandbox *sandbox, const char *name)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) uids = index_find_ticket(sandbox->index, name,
		&error);
	if (!uids)
		return g_strdup_printf("%d", error->code);
	g_ptr_array_add(uids, NULL);
	return g_strjoinv(" ", (char **)uids->pdata);
}

static void test_find(void **state)
{
	Sandbox *sandbox = *state;
	commit(sandbox, PATH, NULL, HEAD(UID, "12"), "a@b", at("06:00"));
	commit(sandbox, OTHER_PATH, NULL, HEAD(OTHER, "13")
		"was:\n  - 12\n  - 40\n", "a@b", at("06:00"));
	static const struct {
		const char *name, *answer;
	} names[] = {
		{"12", UID " " OTHER}, {"#13", OTHER}, {"013", OTHER},
		{"40", OTHER}, {"14", "66"}, {UID, UID}, {"k3f9", UID},
		{"K3F9X2", UID}, {"k3go", OTHER}, {"20261121-k3g", OTHER},
		{"k3f", "64"}, {"20261121-k3", "64"}, {"zzzz", "66"},
		{"k3f9!", "64"}, {"", "64"}, {"-1", "64"},
		{"99999999999999999999", "66"}, {"k3f9' OR 1", "64"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *answer = found(sandbox, names[i].name);
		if (strcmp(answer, names[i].answer) != 0)
			fail_msg("%s: %s", names[i].name, answer);
	}
	GError *error = NULL;
	gint64 highest;
	check(index_highest_number(sandbox->index, &highest, &error), error);
	assert_int_equal(highest, 40);
}

static void test_truncate(void **state)
{
	Sandbox *sandbox = *state;
	GError *error = NULL;
	commit(sandbox, PATH, NULL, HEAD(UID, "12"), "a@b", at("06:00"));
	commit(sandbox, OTHER_PATH, NULL, HEAD(OTHER, "13"), "a@b", at("06:00"));
	Index *index = sandbox->index;
	const char *first = "0000000000000000000000000000000000000001";
	gboolean known;
	check(index_knows_mainline(index, first, &known, &error), error);
	assert_true(known);
	check(index_begin(index, 0, &error), error);
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	gboolean any;
	check(index_truncate(index, first, paths, &any, &error), error);
	assert_true(any);
	assert_int_equal(paths->len, 1);
	assert_string_equal(paths->pdata[0], OTHER_PATH);
	check(index_delete_ticket(index, OTHER_PATH, &error), error);
	check(index_commit(index, first, &error), error);
	expect(sandbox, "SELECT max(seq) FROM walk", "1");
	expect(sandbox, "SELECT count(*) FROM ticket", "1");
	char tip[41];
	assert_true(index_tip(index, tip, NULL));
	assert_string_equal(tip, first);
}

/* --- the file ------------------------------------------------------------- */

static void test_reader_needs_a_file(void **state)
{
	Sandbox *sandbox = *state;
	g_autoptr(GError) error = NULL;
	g_autofree char *absent = g_strconcat(sandbox->path, ".no", NULL);
	assert_null(index_open(absent, INDEX_READ, &error));
	assert_true(g_error_matches(error, DESK_ERROR, DESK_ERROR_NOT_FOUND));
	g_autoptr(Index) reader = index_open(sandbox->path, INDEX_READ, NULL);
	assert_non_null(reader);
}

static void test_readers_see_the_last_state(void **state)
{
	Sandbox *sandbox = *state;
	GError *error = NULL;
	commit(sandbox, PATH, NULL, HEAD(UID, "12"), "a@b", at("06:00"));
	check(index_begin(sandbox->index, 0, &error), error);
	check(index_begin_rebuild(sandbox->index, &error), error);
	g_autoptr(Index) reader = index_open(sandbox->path, INDEX_READ, NULL);
	g_autoptr(GPtrArray) rows = index_rows(reader, "SELECT uid FROM ticket",
		NULL, NULL);
	assert_int_equal(rows->len, 1);
	g_autoptr(Index) second = index_open(sandbox->path, INDEX_WRITE, NULL);
	g_autoptr(GError) busy = NULL;
	assert_false(index_begin(second, 10, &busy));
	assert_true(g_error_matches(busy, DESK_ERROR, DESK_ERROR_TEMPORARY));
	index_rollback(sandbox->index);
	expect(sandbox, "SELECT count(*) FROM ticket", "1");
}

static void test_a_reader_goes_on_as_writer(void **state)
{
	Sandbox *sandbox = *state;
	GError *error = NULL;
	commit(sandbox, PATH, NULL, HEAD(UID, "12"), "a@b", at("06:00"));
	g_clear_pointer(&sandbox->index, index_free);
	sandbox->index = index_open(sandbox->path, INDEX_READ, NULL);
	expect(sandbox, "SELECT number FROM ticket", "12");
	assert_false(index_can_write(sandbox->index, "/other/index.db"));
	assert_true(index_can_write(sandbox->index, sandbox->path));
	commit(sandbox, PATH, HEAD(UID, "12"), HEAD(UID, "13"), "a@b",
		at("07:00"));
	expect(sandbox, "SELECT number FROM ticket", "13");
	/* Another time's tables stand for the whole of it. */
	check(index_as_of(sandbox->index, at("06:30"), &error), error);
	assert_false(index_can_write(sandbox->index, sandbox->path));
}

static void test_a_regulation_is_parsed_once(void **state)
{
	Sandbox *sandbox = *state;
	static const char text[] = "desk: 1\nlanguage: ru\n";
	g_autofree char *again = g_strdup(text);
	g_autoptr(Regulation) one = index_regulation(sandbox->index, text, NULL);
	g_autoptr(Regulation) same = index_regulation(sandbox->index, again,
		NULL);
	g_autoptr(Regulation) other = index_regulation(sandbox->index,
		"desk: 1\nlanguage: en\n", NULL);
	assert_non_null(one);
	assert_ptr_equal(one, same);
	assert_ptr_not_equal(one, other);
	g_autoptr(GError) error = NULL;
	assert_null(index_regulation(sandbox->index, "levels: [", &error));
	assert_true(g_error_matches(error, DESK_ERROR, DESK_ERROR_CONFIG));
	/* Who has it keeps it. */
	g_clear_pointer(&sandbox->index, index_free);
	assert_string_equal(one->language, "ru");
}

static void overwrite(const char *path, off_t from, const char *text)
{
	int file = open(path, O_WRONLY);
	assert_true(file >= 0);
	for (int i = 0; i < 4096; i += (int)strlen(text))
		assert_true(pwrite(file, text, strlen(text), from + i) > 0);
	close(file);
}

static void test_damage(void **state)
{
	Sandbox *sandbox = *state;
	g_clear_pointer(&sandbox->index, index_free);
	overwrite(sandbox->path, 0, "nonsense");
	g_autoptr(GError) error = NULL;
	assert_null(index_open(sandbox->path, INDEX_READ, &error));
	assert_true(g_error_matches(error, DESK_ERROR, DESK_ERROR_DATA) ||
		g_error_matches(error, DESK_ERROR, DESK_ERROR_NOT_FOUND));
	sandbox->index = index_open(sandbox->path, INDEX_WRITE, NULL);
	assert_non_null(sandbox->index);
	commit(sandbox, PATH, NULL, HEAD(UID, "12"), "a@b", at("06:00"));

	/* Found only when it is read: gone once it is closed. */
	g_autofree char *page = one(sandbox, "SELECT rootpage FROM"
		" sqlite_master WHERE name = 'ticket'");
	g_clear_pointer(&sandbox->index, index_free);
	overwrite(sandbox->path, (atoi(page) - 1) * 4096, "nonsense");
	sandbox->index = index_open(sandbox->path, INDEX_WRITE, NULL);
	assert_non_null(sandbox->index);
	g_autoptr(GPtrArray) rows = index_rows(sandbox->index,
		"SELECT subject FROM ticket", NULL, NULL);
	assert_null(rows);
	assert_true(index_is_damaged(sandbox->index));
	assert_true(index_remake(sandbox->index, NULL));
	expect(sandbox, "SELECT count(*) FROM ticket", "0");
}

/* Counts what a timeline holds. */
static void read_timeline(Timeline *timeline, void *data)
{
	guint *count = data;
	TimelineEvent event;
	TimelineClock clock;
	BillEntry work;
	while (timeline_next_event(timeline, &event))
		++*count;
	while (timeline_next_clock(timeline, &clock))
		++*count;
	while (timeline_next_work(timeline, &work))
		++*count;
}

static void test_damaged_timeline(void **state)
{
	static const char *const damages[] = {
		/* A code that there is none of; an end in the middle of a
		 * number, of a text, of a clock. */
		"UPDATE timeline SET events = x'ff00'",
		"UPDATE timeline SET events = substr(events, 1, 3)",
		"UPDATE timeline SET events = substr(events, 1,"
		" length(events) - 1)",
		"UPDATE timeline SET work = x'0080'",
		"UPDATE timeline SET clocks = x'00'",
	};
	Sandbox *sandbox = *state;
	const TimelineQuery query = {INSTANT_NONE};
	for (gsize i = 0; i < G_N_ELEMENTS(damages); i++) {
		g_autoptr(GError) error = NULL;
		guint count = 0;
		commit(sandbox, PATH, NULL, HEAD(UID, "12") MESSAGE WORK, "a@b",
			at("06:00"));
		check(index_each_timeline(sandbox->index, &query, read_timeline,
			&count, &error), error);
		assert_true(count >= 3);
		check(index_execute(sandbox->index, damages[i], &error), error);
		assert_false(index_each_timeline(sandbox->index, &query,
			read_timeline, &count, &error));
		assert_true(g_error_matches(error, DESK_ERROR,
			DESK_ERROR_DATA));
		assert_non_null(strstr(error->message, "rebuilds"));
		/* What rebuilds it begins with nothing. */
		assert_true(index_is_damaged(sandbox->index));
		assert_true(index_remake(sandbox->index, NULL));
		expect(sandbox, "SELECT count(*) FROM timeline", "0");
	}
}

static void test_truncated_file(void **state)
{
	Sandbox *sandbox = *state;
	commit(sandbox, PATH, NULL, HEAD(UID, "12"), "a@b", at("06:00"));
	g_clear_pointer(&sandbox->index, index_free);
	assert_int_equal(truncate(sandbox->path, 10000), 0);
	sandbox->index = index_open(sandbox->path, INDEX_WRITE, NULL);
	assert_non_null(sandbox->index);
	commit(sandbox, PATH, NULL, HEAD(UID, "12"), "a@b", at("06:00"));
	expect(sandbox, "SELECT count(*) FROM ticket", "1");
}

static void test_read_only_folder(void **state)
{
	Sandbox *sandbox = *state;
	commit(sandbox, PATH, NULL, HEAD(UID, "12"), "a@b", at("06:00"));
	g_clear_pointer(&sandbox->index, index_free);
	chmod(sandbox->path, 0444);
	chmod(sandbox->folder, 0555);
	g_autoptr(Index) reader = index_open(sandbox->path, INDEX_READ, NULL);
	chmod(sandbox->folder, 0755);
	assert_non_null(reader);
	g_autoptr(GPtrArray) rows = index_rows(reader, "SELECT uid FROM ticket",
		NULL, NULL);
	assert_int_equal(rows->len, 1);
}

static void test_equal(void **state)
{
	Sandbox *sandbox = *state;
	Sandbox *other;
	assert_int_equal(start((void **)&other), 0);
	Sandbox *both[] = {sandbox, other};
	for (gsize i = 0; i < 2; i++)
		commit(both[i], PATH, NULL, HEAD(UID, "12") MESSAGE, "a@b",
			at("06:00"));
	g_autoptr(GString) report = g_string_new(NULL);
	assert_true(index_equal(sandbox->index, other->index, report, NULL));
	commit(other, PATH, HEAD(UID, "12") MESSAGE, HEAD(UID, "13") MESSAGE,
		"a@b", at("06:00"));
	assert_false(index_equal(sandbox->index, other->index, report, NULL));
	assert_non_null(strstr(report->str, "ticket is"));
	stop((void **)&other);
}

/* --- people --------------------------------------------------------------- */

static void add_acme(Sandbox *sandbox)
{
	static const char text[] = "name: ООО «Акме»\ndomains: [acme.example]\n"
		"contacts:\n"
		"  ivanova:\n    name: Мария Иванова\n"
		"    phones: ['+7 (495) 123-45-67']\n"
		"    mails: [buh@acme.example]\n"
		"  ivan:\n    name: Иван Петров\n"
		"    mails: [ivan@acme.example, ip@acme.example]\n";
	GError *error = NULL;
	g_autoptr(Customer) customer = customer_parse("acme", text,
		strlen(text), "customers/acme.yaml", &error);
	check(customer != NULL, error);
	check(index_begin(sandbox->index, 0, &error), error);
	check(index_put_customer(sandbox->index, customer, &error), error);
	check(index_commit(sandbox->index, "", &error), error);
}

typedef char *(*Find)(Index *index, const char *word, gboolean guess,
	GError **error);

static void test_people(void **state)
{
	Sandbox *sandbox = *state;
	add_anna(sandbox);
	add_acme(sandbox);
	static const struct {
		Find find;
		const char *word, *answer; /* NULL: 67 */
		gboolean by_guess;	   /* else by no part of a name */
	} cases[] = {
		{people_find_agent, "anna", "anna"},
		{people_find_agent, "ANN", "anna"},
		{people_find_agent, "anna@FIRM.example", "anna"},
		{people_find_agent, "седова", "anna", TRUE},
		{people_find_agent, "анна седова", "anna"},
		{people_find_agent, "bob", NULL},
		{people_find_agent, "", NULL},
		{people_find_customer, "acme", "acme"},
		{people_find_customer, "акме", "acme", TRUE},
		{people_find_customer, "acme.example", "acme"},
		{people_find_contact, "ivan", "acme/ivan"},
		{people_find_contact, "acme/ivanova", "acme/ivanova"},
		{people_find_contact, "84951234567", "acme/ivanova"},
		{people_find_contact, "мария", "acme/ivanova", TRUE},
		{people_find_contact, "ip@acme.example", "acme/ivan"},
		{people_find_contact, "иван", NULL}, /* both */
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *answer = cases[i].find(sandbox->index,
			cases[i].word, TRUE, &error);
		if (g_strcmp0(answer, cases[i].answer) != 0)
			fail_msg("%s: %s", cases[i].word, answer);
		if (!cases[i].answer)
			assert_int_equal(error->code, DESK_ERROR_PERSON);
		g_autoptr(GError) refused = NULL;
		g_autofree char *exact = cases[i].find(sandbox->index,
			cases[i].word, FALSE, &refused);
		if (g_strcmp0(exact, cases[i].by_guess ? NULL :
			cases[i].answer) != 0)
			fail_msg("exactly %s: %s", cases[i].word, exact);
		/* Who was meant is told all the same. */
		if (cases[i].by_guess && !strstr(refused->message,
			cases[i].answer))
			fail_msg("%s: %s", cases[i].word, refused->message);
	}
	g_autofree char *name = NULL;
	g_autofree char *mail = NULL;
	GError *error = NULL;
	check(people_agent_identity(sandbox->index, "anna", &name, &mail,
		&error), error);
	assert_string_equal(name, "Анна Седова");
	assert_string_equal(mail, "anna@firm.example");
	g_autofree char *contact = NULL;
	g_autofree char *customer = NULL;
	check(people_contact_by_mail(sandbox->index, "Ivan@acme.example",
		&contact, &error), error);
	assert_string_equal(contact, "acme/ivan");
	check(people_customer_by_domain(sandbox->index, "ACME.example",
		&customer, &error), error);
	assert_string_equal(customer, "acme");
}

typedef struct {
	gint64 number;
	char *text, *none;
	gboolean yes, no;
	Instant at, never, day, no_day;
} Record;

static void a_row_becomes_a_record(void **state)
{
	static const RecordShape shape = {sizeof(Record), {
		RECORD_TEXT(Record, text), RECORD_NUMBER(Record, number),
		RECORD_TEXT(Record, none), RECORD_FLAG(Record, yes),
		RECORD_FLAG(Record, no), RECORD_INSTANT(Record, at),
		RECORD_INSTANT(Record, never), RECORD_DATE(Record, day),
		RECORD_DATE(Record, no_day)}};
	Sandbox *sandbox = *state;
	GError *error = NULL;
	g_autoptr(GPtrArray) list = index_records(sandbox->index, &shape, &error,
		"SELECT ?, 7, NULL, 2, NULL, 5, NULL, '1970-01-01T00:00:09Z',"
		" 'soon' UNION ALL SELECT 'b', 8, '', 0, 0, 0, 0, '', ''", "t",
		"принтер");
	check(list, error);
	assert_int_equal(list->len, 2);
	const Record *first = list->pdata[0], *second = list->pdata[1];
	assert_string_equal(first->text, "принтер");
	assert_string_equal(first->none, "");
	assert_int_equal(first->number, 7);
	assert_true(first->yes);
	assert_false(first->no);
	assert_int_equal(first->at, 5);
	assert_int_equal(first->never, INSTANT_NONE);
	assert_int_equal(first->day, 9);
	assert_int_equal(first->no_day, INSTANT_NONE);
	assert_string_equal(second->text, "b");
	assert_int_equal(second->number, 8);
	assert_null(index_records(sandbox->index, &shape, &error,
		"SELECT no FROM where_ever", ""));
	assert_non_null(error);
	g_error_free(error);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)
	const struct CMUnitTest tests[] = {
		TEST(test_rows), TEST(test_other_keys), TEST(test_words),
		TEST(test_figures), TEST(a_row_becomes_a_record),
		TEST(test_statuses), TEST(test_times_ascend), TEST(test_find),
		TEST(test_truncate), TEST(test_reader_needs_a_file),
		TEST(test_readers_see_the_last_state), TEST(test_damage),
		TEST(test_a_reader_goes_on_as_writer),
		TEST(test_a_regulation_is_parsed_once),
		TEST(test_damaged_timeline),
		TEST(test_truncated_file), TEST(test_read_only_folder),
		TEST(test_equal), TEST(test_people),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
