/* The one policy of automatic notices, over a store of its own. */
#include "store_fixture.h"

#include "app/change/operation_run.h"
#include "app/desk/desk.h"
#include "app/outbox/audience.h"
#include "app/outbox/notice.h"
#include "model/ticket.h"

#define KEY "test/1"

static Desk *desk;

static const struct {
	const char *path, *text;
} files[] = {
	{"desk.yaml", "desk: 1\nid: test\nteam: Test\nlanguage: en\n"
		"levels: [L1]\npriorities: [normal]\n"
		"statuses:\n  new: {class: new, title: New}\n"
		"  open: {class: open, title: Open}\n"
		"  solved: {class: solved, title: Solved}\n"
		"  closed: {class: closed, title: Closed}\n"
		"mail: {cap-3h: 3}\n"},
	{"agents/anna.yaml", "name: Anna\nmails: [anna@desk.test]\n"},
	{"agents/boris.yaml", "name: Boris\nmails: [boris@desk.test]\n"
		"language: ru\n"},
	{"agents/mute.yaml", "name: Mute\n"},
	{"customers/acme.yaml", "name: Acme\ncontacts:\n"
		"  ivan: {name: Ivan, mail: ivan@acme.test}\n"
		"  olga: {name: Olga, mail: olga@acme.test,"
		" notify: {reminders: off}}\n"},
	{"customers/quiet.yaml", "name: Quiet\nnotify: off\ncontacts:\n"
		"  bob: {name: Bob, mail: bob@quiet.test}\n"},
};

static int start(void **state)
{
	GError *error = NULL;
	if (fixture_begin(state))
		return -1;
	g_setenv("DESK_NOW", "2026-11-21T06:14:03Z", TRUE);
	g_autofree char *path = fixture_path();
	run("git init -q -b main %s && cd %s && mkdir agents customers", path,
		path);
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *file = g_build_filename(path, files[i].path,
			NULL);
		if (!g_file_set_contents(file, files[i].text, -1, &error))
			fail_msg("%s", error->message);
	}
	run("cd %s && git add -A && git commit -qm store", path);
	DeskOptions options = {.folder = path};
	desk = desk_open(&options, &error);
	if (!desk)
		fail_msg("%s", error->message);
	return 0;
}

static int stop(void **state)
{
	g_clear_pointer(&desk, desk_free);
	return fixture_end(state);
}

/* --- one notice ----------------------------------------------------------- */

typedef struct {
	guint asked; /* how often the words were wanted */
	const char *body;
} Said;

static gboolean words_of(const char *language, void *data, TemplateText *text,
	GError **error)
{
	Said *said = data;
	said->asked++;
	text->language = g_strdup(language ? language : "-");
	text->body = g_strdup(said->body);
	if (!said->body)
		return TRUE;
	if (*said->body)
		return TRUE;
	g_set_error_literal(error, DESK_ERROR, DESK_ERROR_CONFIG, "no words");
	return FALSE;
}

static GPtrArray *list_of(const char *words)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) parts = g_strsplit(words, " ", -1);
	for (char **part = parts; *part; part++)
		g_ptr_array_add(list, g_strdup(*part));
	return list;
}

static char *joined(const Entry *entry, const char *key)
{
	g_autoptr(GPtrArray) list = entry_get_list(entry, key);
	g_ptr_array_add(list, NULL);
	return g_strjoinv(" ", (char **)list->pdata);
}

/* "hold | to | cc", with - for none; "nothing" without an entry. */
static char *answer_of(const Entry *entry)
{
	if (!entry)
		return g_strdup("nothing");
	const char *hold = entry_get(entry, "hold");
	g_autofree char *to = joined(entry, "to");
	g_autofree char *cc = joined(entry, "cc");
	assert_string_equal(entry->kind, "notice");
	assert_string_equal(entry_get(entry, "automatic"), "true");
	return g_strdup_printf("%s | %s | %s", *hold ? hold : "-", to,
		*cc ? cc : "-");
}

static Ticket *ticket_of(Operation *op, const char *requester, GError **error)
{
	Ticket *ticket = operation_create(op, NULL, INSTANT_NONE, error);
	if (!ticket)
		fail_msg("%s", (*error)->message);
	g_autofree char *customer = g_strndup(requester,
		strcspn(requester, "/@"));
	ticket_set(ticket, "subject", "Printer");
	ticket_set(ticket, "requester", requester);
	if (strchr(requester, '/'))
		ticket_set(ticket, "customer", customer);
	return ticket;
}

/* Each is a ticket of its own; nothing is committed. */
static gboolean decide(Operation *op, void *data, GError **error)
{
	static const struct {
		const char *requester, *occasion, *hold, *to, *cc, *answer;
	} rows[] = {
		{"acme/ivan", "created", NULL, "ivan@acme.test", NULL,
			"- | ivan@acme.test | -"},
		{"acme/olga", "created", NULL, "olga@acme.test", NULL,
			"- | olga@acme.test | -"},
		{"acme/olga", "reminders", NULL, "olga@acme.test", NULL,
			"switched-off | olga@acme.test | -"},
		{"quiet/bob", "created", NULL, "bob@quiet.test", NULL,
			"switched-off | bob@quiet.test | -"},
		/* Wishes before all else; then who only stands there. */
		{"quiet/bob", "reminders", "digest", "bob@quiet.test", NULL,
			"switched-off | bob@quiet.test | -"},
		{"acme/ivan", "reminders", "digest", "noreply@acme.test", NULL,
			"digest | noreply@acme.test | -"},
		/* The guard asks for each by themselves. */
		{"acme/ivan", "created", NULL, "noreply@acme.test", NULL,
			"noreply | noreply@acme.test | -"},
		{"acme/ivan", "created", NULL, "noreply@acme.test x@acme.test",
			NULL, "- | x@acme.test | -"},
		{"acme/ivan", "created", NULL, "y@acme.test",
			"noreply@acme.test z@acme.test",
			"- | y@acme.test | z@acme.test"},
		{"acme/ivan", "created", NULL, "v@acme.test",
			"noreply@acme.test", "- | v@acme.test | -"},
		/* Agents switch off nothing, but know the guard, too. */
		{"quiet/bob", NULL, NULL, "anna@desk.test", NULL,
			"- | anna@desk.test | -"},
		{"acme/ivan", NULL, NULL, "noreply@desk.test", NULL,
			"noreply | noreply@desk.test | -"},
	};
	(void)data;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		Said said = {.body = "Text."};
		Notice notice = {.words = words_of, .data = &said,
			.rule = "test", .occasion = rows[i].occasion,
			.hold = rows[i].hold};
		Ticket *ticket = ticket_of(op, rows[i].requester, error);
		g_autoptr(GPtrArray) to = list_of(rows[i].to);
		g_autoptr(GPtrArray) cc = rows[i].cc ? list_of(rows[i].cc) :
			NULL;
		Entry *entry;
		if (!notice_send(op, ticket, &notice, to, cc, NULL, &entry,
			error))
			fail_msg("%zu: %s", i, (*error)->message);
		g_autofree char *answer = answer_of(entry);
		assert_string_equal(answer, rows[i].answer);
		assert_int_equal(said.asked, 1);
	}
	return TRUE;
}

/* What was said under a key asks for no words and counts for no cap. */
static gboolean say_once(Operation *op, void *data, GError **error)
{
	Said said = {.body = "Text."};
	Notice notice = {.words = words_of, .data = &said, .rule = "test",
		.key = KEY, .occasion = "created"};
	Ticket *ticket = ticket_of(op, "acme/ivan", error);
	(void)data;
	for (int i = 0; i < 5; i++) {
		g_autoptr(GPtrArray) to = list_of("once@acme.test");
		Entry *entry;
		assert_true(notice_send(op, ticket, &notice, to, NULL, NULL,
			&entry, error));
		assert_int_equal(entry != NULL, i == 0);
	}
	assert_int_equal(said.asked, 1);
	g_autofree char *id = notice_entry_id(op, ticket, KEY);
	assert_non_null(ticket_entry_by_id(ticket, id));
	/* Nothing to say, and words that fail. */
	g_autoptr(GPtrArray) to = list_of("once@acme.test");
	Entry *entry;
	said.body = NULL;
	notice.key = NULL;
	assert_true(notice_send(op, ticket, &notice, to, NULL, NULL, &entry,
		error));
	assert_null(entry);
	said.body = "";
	assert_false(notice_send(op, ticket, &notice, to, NULL, NULL, &entry,
		error));
	assert_null(entry);
	g_clear_error(error);
	assert_int_equal(ticket_entry_count(ticket), 1);
	return TRUE;
}

/* How many of `count` notices leave. */
static guint leave(Operation *op, Ticket *ticket, const char *occasion,
	const char *address, guint count, GError **error)
{
	Said said = {.body = "Text."};
	Notice notice = {.words = words_of, .data = &said, .rule = "test",
		.occasion = occasion};
	guint left = 0;
	for (guint i = 0; i < count; i++) {
		g_autoptr(GPtrArray) to = list_of(address);
		Entry *entry;
		assert_true(notice_send(op, ticket, &notice, to, NULL, NULL,
			&entry, error));
		const char *hold = entry_get(entry, "hold");
		assert_true(*hold == '\0' || strcmp(hold, "cap-3h") == 0);
		left += *hold == '\0';
	}
	return left;
}

static gboolean count_caps(Operation *op, void *data, GError **error)
{
	Ticket *ticket = ticket_of(op, "acme/ivan", error);
	(void)data;
	assert_int_equal(leave(op, ticket, "created", "cap@acme.test", 5,
		error), 3);
	assert_int_equal(leave(op, ticket, NULL, "cap@desk.test", 35, error),
		30);
	return TRUE;
}

/* A letter for each language; without an address there is none. */
static gboolean tell_agents(Operation *op, void *data, GError **error)
{
	Said said = {.body = "Text."};
	Notice notice = {.words = words_of, .data = &said, .rule = "test",
		.key = KEY};
	Ticket *ticket = ticket_of(op, "acme/ivan", error);
	g_autoptr(GPtrArray) people = g_ptr_array_new();
	g_autoptr(GPtrArray) anna = audience_agent(desk, "anna", error);
	g_autoptr(GPtrArray) boris = audience_agent(desk, "boris", error);
	g_autoptr(GPtrArray) mute = audience_agent(desk, "mute", error);
	g_autoptr(GPtrArray) nobody = audience_agent(desk, "nobody", error);
	g_ptr_array_add(people, mute->pdata[0]);
	g_ptr_array_add(people, anna->pdata[0]);
	g_ptr_array_add(people, nobody->pdata[0]);
	g_ptr_array_add(people, boris->pdata[0]);
	(void)data;
	Entry *first;
	assert_true(notice_to_agents(op, ticket, &notice, people, &first,
		error));
	assert_int_equal(ticket_entry_count(ticket), 2);
	assert_ptr_equal(first, ticket_entry(ticket, 0));
	const Entry *second = ticket_entry(ticket, 1);
	assert_string_equal(entry_get(first, "key"), KEY);
	assert_string_equal(entry_get(first, "language"), "en");
	assert_string_equal(entry_get(second, "key"), KEY "/ru");
	assert_string_equal(entry_get(second, "language"), "ru");
	g_autofree char *to = joined(second, "to");
	assert_non_null(strstr(to, "boris@desk.test"));
	return TRUE;
}

static void in_operation(OperationApply apply)
{
	OperationSettings settings = {.verb = "test", .dry_run = TRUE};
	g_auto(OperationResult) result = {0};
	GError *error = NULL;
	if (!operation_run(desk, &settings, apply, NULL, &result, &error))
		fail_msg("%s", error->message);
}

static void each_notice_is_judged(void **state)
{
	(void)state;
	in_operation(decide);
}

static void a_key_is_said_once(void **state)
{
	(void)state;
	in_operation(say_once);
}

static void caps_count_what_leaves(void **state)
{
	(void)state;
	in_operation(count_caps);
}

static void agents_read_their_language(void **state)
{
	(void)state;
	in_operation(tell_agents);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_notice_is_judged),
		cmocka_unit_test(a_key_is_said_once),
		cmocka_unit_test(caps_count_what_leaves),
		cmocka_unit_test(agents_read_their_language),
	};
	return cmocka_run_group_tests_name("notice", tests, start, stop);
}
