/*
 * The IMAP source against servers that lie: a thread answers each command by
 * a row. "@" in an answer is the tag of the command.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gio/gio.h>
#include <string.h>

#include "base/error.h"
#include "mail/imap_name.h"
#include "mail/source.h"

#define MUTE "(mute)"
#define CLOSE "(close)"

typedef struct {
	const char *command; /* its start */
	const char *answer;
	guint repeat; /* the first line of the answer so often, 0 once */
} Rule;

typedef struct {
	GSocketListener *listener;
	GThread *thread;
	guint16 port;
	const Rule *rules; /* up to one without command; before the usual */
	GString *log;	   /* commands, a line each */
	char idle[40];	   /* the answer to DONE, which has no tag */
} Server;

#define OK "@ OK done\r\n"
#define AT "INTERNALDATE \"02-Jan-2026 10:00:00 +0300\""

static const Rule usual[] = {
	{"CAPABILITY", "* CAPABILITY IMAP4rev1 UIDPLUS MOVE\r\n" OK, 0},
	{"LOGIN", OK, 0},
	{"SELECT", "* 2 EXISTS\r\n* OK [UIDVALIDITY 77] x\r\n"
		   "* OK [PERMANENTFLAGS (\\Seen \\*)] x\r\n"
		   "@ OK [READ-WRITE] done\r\n", 0},
	{"UID SEARCH", "* SEARCH 5 7\r\n" OK, 0},
	{"UID FETCH 5,7 (UID RFC822.SIZE)",
		"* 1 FETCH (UID 5 RFC822.SIZE 10)\r\n"
		"* 2 FETCH (RFC822.SIZE 20 UID 7)\r\n" OK, 0},
	{"UID FETCH 5,7 (UID INTERNALDATE",
		"* 1 FETCH (UID 5 INTERNALDATE \" 1-Jan-2026 10:00:00 +0300\" "
		"BODY[] {3}\r\none)\r\n"
		"* 2 FETCH (BODY[] {3}\r\ntwo UID 7 " AT " FLAGS (\\Seen a))\r\n"
		OK, 0},
	{"LOGOUT", "* BYE bye\r\n" OK, 0},
	{"", OK, 0},
};

static const Rule *find_rule(const Rule *rules, const char *command)
{
	for (; rules && rules->command; rules++)
		if (g_str_has_prefix(command, rules->command))
			return rules;
	return NULL;
}

static gboolean send_text(GOutputStream *out, const char *text, gsize size)
{
	return g_output_stream_write_all(out, text, size, NULL, NULL, NULL);
}

static gboolean answer_with(GOutputStream *out, const Rule *rule,
	const char *tag)
{
	const char *line_end = strstr(rule->answer, "\r\n");
	gsize first = line_end ? (gsize)(line_end - rule->answer) + 2 : 0;
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 1; i < rule->repeat; i++) {
		g_string_append_len(text, rule->answer, (gssize)first);
		if (text->len > 100000) {
			if (!send_text(out, text->str, text->len))
				return FALSE;
			g_string_truncate(text, 0);
		}
	}
	g_auto(GStrv) parts = g_strsplit(rule->answer, "@", -1);
	g_autofree char *tagged = g_strjoinv(tag, parts);
	g_string_append(text, tagged);
	return send_text(out, text->str, text->len);
}

/* FALSE ends the connection. */
static gboolean serve_line(Server *server, GOutputStream *out, char *line)
{
	if (strcmp(line, "DONE") == 0)
		return send_text(out, server->idle, strlen(server->idle));
	char *command = strchr(line, ' ');
	if (!command)
		return FALSE;
	*command++ = '\0';
	g_snprintf(server->idle, sizeof server->idle, "%s OK done\r\n", line);
	g_string_append_printf(server->log, "%s\n", command);
	const Rule *rule = find_rule(server->rules, command);
	rule = rule ? rule : find_rule(usual, command);
	if (strcmp(rule->answer, MUTE) == 0)
		return TRUE;
	return strcmp(rule->answer, CLOSE) != 0 && answer_with(out, rule, line);
}

static gpointer serve(gpointer data)
{
	Server *server = data;
	g_autoptr(GSocketConnection) connection = g_socket_listener_accept(
		server->listener, NULL, NULL, NULL);
	if (!connection)
		return NULL;
	GOutputStream *out = g_io_stream_get_output_stream(
		G_IO_STREAM(connection));
	g_autoptr(GDataInputStream) in = g_data_input_stream_new(
		g_io_stream_get_input_stream(G_IO_STREAM(connection)));
	g_data_input_stream_set_newline_type(in,
		G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
	send_text(out, "* OK ready\r\n", strlen("* OK ready\r\n"));
	for (;;) {
		g_autofree char *line = g_data_input_stream_read_line(in, NULL,
			NULL, NULL);
		if (!line || !serve_line(server, out, line))
			return NULL;
	}
}

static Server *server_start(const Rule *rules)
{
	Server *server = g_new0(Server, 1);
	server->listener = g_socket_listener_new();
	server->rules = rules;
	server->log = g_string_new(NULL);
	g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback(
		G_SOCKET_FAMILY_IPV4);
	g_autoptr(GSocketAddress) any = g_inet_socket_address_new(loopback, 0);
	g_autoptr(GSocketAddress) bound = NULL;
	assert_true(g_socket_listener_add_address(server->listener, any,
		G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound,
		NULL));
	server->port = g_inet_socket_address_get_port(
		G_INET_SOCKET_ADDRESS(bound));
	server->thread = g_thread_new("server", serve, server);
	return server;
}

/* Its log, once it has ended. */
static char *server_stop(Server *server)
{
	g_thread_join(server->thread);
	char *log = g_string_free(server->log, FALSE);
	g_object_unref(server->listener);
	g_free(server);
	return log;
}

static gboolean nothing_seen(G_GNUC_UNUSED guint32 uidvalidity,
	G_GNUC_UNUSED const char *uid, G_GNUC_UNUSED void *data)
{
	return FALSE;
}

static gboolean collect(const MailItem *item, void *data,
	G_GNUC_UNUSED GError **error)
{
	if (item->withheld) {
		g_string_append_printf(data, "%s without %s;", item->uid,
			item->withheld->en);
		return TRUE;
	}
	gsize size;
	const char *bytes = g_bytes_get_data(item->raw, &size);
	g_string_append_printf(data, "%s=%.*s%s;", item->uid, (int)size, bytes,
		item->oversize ? " oversize" : "");
	return TRUE;
}

typedef struct {
	MailAfter after;
	gsize limit;
	const char *move_to;
	gboolean act;
} Wish;

/* Everything a pull does, into `out`. */
static gboolean pull(const MailAccount *account, const Wish *wish, GString *out,
	GError **error)
{
	g_autoptr(MailSource) source = mail_source_open(account, error);
	guint32 uidvalidity;
	if (!source ||
		!mail_source_select(source, "INBOX", &uidvalidity, error))
		return FALSE;
	g_autoptr(GPtrArray) uids = mail_source_list(source, nothing_seen, NULL,
		0, error);
	return uids && mail_source_fetch(source, uids, collect, out, error) &&
		(!wish->act || mail_source_act(source, uids, error));
}

static MailAccount *account_for(const Server *server, const Wish *wish)
{
	MailAccount *account = g_new0(MailAccount, 1);
	account->url = g_strdup_printf("imap://127.0.0.1:%u/", server->port);
	account->user = g_strdup("desk");
	account->password = g_strdup("secret");
	account->after = wish->after;
	account->limit_bytes = wish->limit;
	account->move_to = g_strdup(wish->move_to);
	account->timeout_ms = 2000;
	return account;
}

/* What came; the error's code in `code`, the commands in `log`. */
static char *run(const Rule *rules, const Wish *wish, int *code, char **log)
{
	Server *server = server_start(rules);
	MailAccount *account = account_for(server, wish);
	g_autoptr(GError) error = NULL;
	GString *out = g_string_new(NULL);
	gboolean done = pull(account, wish, out, &error);
	assert_int_equal(done, error == NULL);
	*code = error ? error->code : 0;
	if (error)
		assert_true(error->domain == DESK_ERROR);
	mail_account_free(account);
	g_autofree char *commands = server_stop(server);
	if (log)
		*log = g_steal_pointer(&commands);
	return g_string_free(out, FALSE);
}

static void test_pull(G_GNUC_UNUSED void **state)
{
	int code;
	g_autofree char *log = NULL;
	g_autofree char *mails = run(NULL, &(Wish){.after = AFTER_FLAG,
		.act = TRUE}, &code, &log);
	assert_int_equal(code, 0);
	assert_string_equal(mails, "5=one;7=two;");
	assert_non_null(strstr(log,
		"UID STORE 5,7 +FLAGS.SILENT ($DeskImported)\nLOGOUT\n"));
	assert_null(strstr(log, "BODY["));
}

#define FETCH(answer) {"UID FETCH 5,7 (UID INTERNALDATE", answer, 0}

#define NOTHING "5 without its text;7 without its text;"

/* What a server may say, and what comes of it. */
static void test_answers(G_GNUC_UNUSED void **state)
{
	static const struct {
		Rule rule;
		const char *mails;
		int code;
	} cases[] = {
		/* A mail that looks like answers is a mail. */
		{FETCH("* 1 FETCH (UID 5 " AT " BODY[] {24}\r\n)\r\nd6 OK done\r\n"
		       "* BYE\r\n\r\n)\r\n" OK),
			"5=)\r\nd6 OK done\r\n* BYE\r\n\r\n;7 without its text;",
			0},
		/* Not asked for, twice, without a body, without a UID. */
		{FETCH("* 1 FETCH (UID 6 " AT " BODY[] {1}\r\nx)\r\n"
		       "* 1 FETCH (UID 5 " AT " BODY[] {1}\r\na)\r\n"
		       "* 1 FETCH (UID 5 " AT " BODY[] {1}\r\nb)\r\n"
		       "* 2 FETCH (FLAGS (\\Seen))\r\n"
		       "* 2 FETCH (UID 7 " AT " BODY[] NIL)\r\n"
		       "* 3 EXISTS\r\n* 1 EXPUNGE\r\n" OK),
			"5=a;7 without its text;", 0},
		/* Later ones wait for those before, which may be gone. */
		{FETCH("* 2 FETCH (UID 7 " AT " BODY[] {1}\r\nb)\r\n"
		       "* 1 FETCH (UID 5 " AT " BODY[] {1}\r\na)\r\n" OK),
			"5=a;7=b;", 0},
		{FETCH("* 2 FETCH (UID 7 " AT " BODY[] {1}\r\nb)\r\n"
		       "* 1 EXPUNGE\r\n" OK), "7=b;", 0},
		{FETCH("* 1 FETCH (UID 5 BODY[] {1}\r\na)\r\n"
		       "* 2 FETCH (UID 7 INTERNALDATE NIL BODY[] \"b\")\r\n" OK),
			"5 without the time when it was received;"
			"7 without the time when it was received;", 0},
		{{"UID FETCH 5,7 (UID RFC822.SIZE)",
			 "* 2 FETCH (RFC822.SIZE 1 UID 7)\r\n* 1 EXPUNGE\r\n" OK, 0},
			"", 0},
		{FETCH("* 1 FETCH (UID 5 " AT " BODY[] \"a\\\"b\")\r\n"
		       "* 2 FETCH (UID 7 " AT " BODY[] \"\")\r\n" OK),
			"5=a\"b;7 without its text;", 0},
		{FETCH("* 1 FETCH (UID 5 " AT " X-THING ((\"a)\" (b)) c) BODY[] {0}"
		       "\r\n)\r\n* 1 EXPUNGE\r\n" OK), "5 without its text;", 0},
		{FETCH("* 1 FETCH (UID 5 " AT " BODY[] {5}\r\na"), "",
			DESK_ERROR_TEMPORARY},
		{FETCH("* 1 FETCH (UID 5 " AT " BODY[] {99999999999999}\r\n"), "",
			DESK_ERROR_TEMPORARY},
		{FETCH("* 1 FETCH (UID 5 " AT " BODY[] {2000000000}\r\n"), "",
			DESK_ERROR_UNAVAILABLE},
		/* What cannot be understood says nothing of a mail. */
		{FETCH("* 1 FETCH (UID 5 " AT " BODY[]\r\n" OK), NOTHING, 0},
		{FETCH("* 1 FETCH (((((((((((((((((((((((((((((\r\n" OK), NOTHING, 0},
		{FETCH("* 1 FETCH UID 5\r\n" OK), NOTHING, 0},
		{FETCH("* 1 FETCH (UID 99999999999 BODY[] {1}\r\nx)\r\n" OK),
			NOTHING, 0},
		{FETCH("@ NO [UNAVAILABLE] later\r\n"), "",
			DESK_ERROR_TEMPORARY},
		{FETCH("@ BAD what\r\n"), "", DESK_ERROR_TEMPORARY},
		{FETCH(CLOSE), "", DESK_ERROR_TEMPORARY},
		{FETCH("* BYE shutting down\r\n"), "", DESK_ERROR_TEMPORARY},
		{{"UID FETCH 5,7 (UID INTERNALDATE", "* OK still here\r\n",
			 3000000}, "", DESK_ERROR_UNAVAILABLE},
		{{"UID SEARCH", "* SEARCH\r\n" OK, 0}, "", 0},
		{{"UID SEARCH", OK, 0}, "", 0},
		{{"UID SEARCH", "* SEARCH 7 5 0 x\r\n" OK, 0}, "5=one;7=two;", 0},
		{{"UID SEARCH", "* SEARCH 99999999999999999999 -1\r\n" OK, 0}, "",
			0},
		{{"SELECT", "* OK [UIDVALIDITY 77] x\r\n" OK, 0}, "", 0},
		{{"SELECT", "* 2 EXISTS\r\n" OK, 0}, "",
			DESK_ERROR_UNAVAILABLE},
		{{"SELECT", "@ NO no such folder\r\n", 0}, "",
			DESK_ERROR_CONFIG},
		{{"SELECT", "@ NO [NOPERM] no\r\n", 0}, "",
			DESK_ERROR_UNAVAILABLE},
		{{"SELECT", "@ NO [INUSE] wait\r\n", 0}, "",
			DESK_ERROR_TEMPORARY},
		{{"LOGIN", "@ NO [AUTHENTICATIONFAILED] bad\r\n", 0}, "",
			DESK_ERROR_UNAVAILABLE},
		{{"LOGIN", "@ NO [UNAVAILABLE] later\r\n", 0}, "",
			DESK_ERROR_TEMPORARY},
		{{"LOGIN", "@ NO go away\r\n", 0}, "",
			DESK_ERROR_UNAVAILABLE},
		{{"LOGIN", CLOSE, 0}, "", DESK_ERROR_TEMPORARY},
		{{"UID SEARCH", MUTE, 0}, "", DESK_ERROR_TEMPORARY},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		const Rule rules[] = {cases[i].rule, {NULL, NULL, 0}};
		int code;
		g_autofree char *mails = run(rules, &(Wish){AFTER_FLAG, .limit = 1000},
			&code, NULL);
		if (code != cases[i].code || strcmp(mails, cases[i].mails) != 0)
			fail_msg("%.60s gives %d and \"%s\"",
				cases[i].rule.answer, code, mails);
	}
}

static void test_long_line(G_GNUC_UNUSED void **state)
{
	g_autofree char *line = g_strnfill(5000000, 'x');
	const Rule rules[] = {{"UID SEARCH", line, 0}, {NULL, NULL, 0}};
	int code;
	g_autofree char *mails = run(rules, &(Wish){AFTER_FLAG, .limit = 1000}, &code, NULL);
	assert_int_equal(code, DESK_ERROR_UNAVAILABLE);
}

/* A mail over the limit is asked for its header only, in its place. */
static void test_oversize(G_GNUC_UNUSED void **state)
{
	static const Rule rules[] = {
		{"UID FETCH 5 (UID INTERNALDATE BODY.PEEK[]",
			"* 1 FETCH (UID 5 " AT " BODY[] {1}\r\na)\r\n" OK, 0},
		{"UID FETCH 7 (UID INTERNALDATE BODY.PEEK[HEADER]<0.",
			"* 2 FETCH (UID 7 " AT " BODY[HEADER]<0> {1}\r\nb)\r\n" OK, 0},
		{NULL, NULL, 0},
	};
	int code;
	g_autofree char *mails = run(rules, &(Wish){AFTER_FLAG, .limit = 15}, &code, NULL);
	assert_int_equal(code, 0);
	assert_string_equal(mails, "5=a;7=b oversize;");
}

static void test_after(G_GNUC_UNUSED void **state)
{
	static const struct {
		Wish wish;
		Rule rule;
		const char *commands; /* NULL: refused as configuration */
	} cases[] = {
		{{AFTER_KEEP, 0, NULL, TRUE},
			{"EXAMINE", "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n" OK,
				0}, "BODY.PEEK[])\nLOGOUT\n"},
		{{AFTER_SEEN, 0, NULL, TRUE}, {"X", "", 0},
			"UID STORE 5,7 +FLAGS.SILENT (\\Seen)\nLOGOUT\n"},
		{{AFTER_FLAG, 0, NULL, TRUE},
			{"SELECT", "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n"
				   "* OK [PERMANENTFLAGS (\\Seen)] x\r\n" OK, 0},
			"UID STORE 5,7 +FLAGS.SILENT (\\Seen)\nLOGOUT\n"},
		{{AFTER_MOVE, 0, "Done \"&", TRUE}, {"X", "", 0},
			"UID MOVE 5,7 \"Done \\\"&-\"\nLOGOUT\n"},
		{{AFTER_MOVE, 0, "Done", TRUE},
			{"CAPABILITY", "* CAPABILITY UIDPLUS\r\n" OK, 0},
			"UID COPY 5,7 \"Done\"\n"
			"UID STORE 5,7 +FLAGS.SILENT (\\Deleted)\n"
			"UID EXPUNGE 5,7\nLOGOUT\n"},
		{{AFTER_DELETE, 0, NULL, TRUE}, {"X", "", 0},
			"UID STORE 5,7 +FLAGS.SILENT (\\Deleted)\n"
			"UID EXPUNGE 5,7\nLOGOUT\n"},
		{{AFTER_DELETE, 0, NULL, TRUE},
			{"CAPABILITY", "* CAPABILITY MOVE\r\n" OK, 0}, NULL},
		{{AFTER_MOVE, 0, "Done", TRUE},
			{"CAPABILITY", "* CAPABILITY IDLE\r\n" OK, 0}, NULL},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		const Rule rules[] = {cases[i].rule, {NULL, NULL, 0}};
		int code;
		g_autofree char *log = NULL;
		g_autofree char *mails = run(rules, &cases[i].wish, &code, &log);
		assert_int_equal(code,
			cases[i].commands ? 0 : DESK_ERROR_CONFIG);
		if (cases[i].commands && !strstr(log, cases[i].commands))
			fail_msg("case %u: %s", (guint)i, log);
		assert_null(strstr(log, "\nEXPUNGE"));
		assert_null(strstr(log, "CLOSE"));
	}
}

/* New mail ends the wait; deleted mail and chatter do not. */
static void test_wait(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *abilities, *idle, *noop;
		gboolean changed;
		int code;
	} cases[] = {
		{"IDLE", "+ idling\r\n* 3 EXISTS\r\n", OK, TRUE, 0},
		{"IDLE", "+ idling\r\n* OK here\r\n* 2 EXISTS\r\n", OK, FALSE, 0},
		{"IDLE", "+ idling\r\n* 1 EXPUNGE\r\n* 2 EXISTS\r\n", OK, TRUE, 0},
		{"IDLE", "+ idling\r\n* 1 EXPUNGE\r\n", OK, FALSE, 0},
		{"IDLE", "+ idling\r\n* BYE\r\n", OK, FALSE,
			DESK_ERROR_TEMPORARY},
		{"IDLE", "@ NO not now\r\n", OK, FALSE, DESK_ERROR_TEMPORARY},
		{"IDLE", CLOSE, OK, FALSE, DESK_ERROR_TEMPORARY},
		{"NONE", "", "* 3 EXISTS\r\n" OK, TRUE, 0},
		{"NONE", "", OK, FALSE, 0},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *abilities = g_strdup_printf(
			"* CAPABILITY %s\r\n" OK, cases[i].abilities);
		const Rule rules[] = {{"CAPABILITY", abilities, 0},
			{"IDLE", cases[i].idle, 0}, {"NOOP", cases[i].noop, 0},
			{NULL, NULL, 0}};
		Server *server = server_start(rules);
		MailAccount *account = account_for(server, &(Wish){AFTER_FLAG,
			0, NULL, FALSE});
		g_autoptr(GError) error = NULL;
		MailSource *source = mail_source_open(account, &error);
		guint32 uidvalidity;
		gboolean changed;
		assert_true(mail_source_select(source, "INBOX", &uidvalidity,
			&error));
		mail_source_wait(source, 50, &changed, &error);
		assert_int_equal(changed, cases[i].changed);
		assert_int_equal(error ? error->code : 0, cases[i].code);
		mail_source_close(source);
		mail_account_free(account);
		g_autofree char *log = server_stop(server);
	}
}

static void test_names(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *folder, *name;
	} cases[] = {
		{"INBOX", "\"INBOX\""},
		{"Входящие", "\"&BBIERQQ+BDQETwRJBDgENQ-\""},
		{"~peter/mail/台北/日本語", "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\""},
		{"a&b", "\"a&-b\""},
		{"a\"b\\c", "\"a\\\"b\\\\c\""},
		{"😀", "\"&2D3eAA-\""},
		{"", "\"\""},
		{"a\nb", NULL},
		{"a\xFF", NULL},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *name = imap_name_quote(cases[i].folder);
		if (g_strcmp0(name, cases[i].name) != 0)
			fail_msg("%s gives %s", cases[i].folder,
				name ? name : "nothing");
	}
}

static void test_sets(G_GNUC_UNUSED void **state)
{
	static const char *const cases[][2] = {
		{"1", "1"},
		{"1 2 3", "1:3"},
		{"1 3 4 9", "1,3:4,9"},
		{"4294967294 4294967295", "4294967294:4294967295"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_auto(GStrv) words = g_strsplit(cases[i][0], " ", 0);
		g_autoptr(GPtrArray) uids = g_ptr_array_new();
		for (guint k = 0; words[k]; k++)
			g_ptr_array_add(uids, words[k]);
		g_autofree char *set = imap_uid_set(uids, 0, uids->len);
		assert_string_equal(set, cases[i][1]);
	}
}

static void test_urls(G_GNUC_UNUSED void **state)
{
	static const char *const bad[] = {"imap://", "imap:",
		"imap://a b/", "imap://[::1", "imap://host:99999/"};
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		MailAccount *account = g_new0(MailAccount, 1);
		account->url = g_strdup(bad[i]);
		account->user = g_strdup("desk");
		account->password = g_strdup("secret");
		g_autoptr(GError) error = NULL;
		assert_null(mail_source_open(account, &error));
		if (!g_error_matches(error, DESK_ERROR, DESK_ERROR_CONFIG))
			fail_msg("%s: %s", bad[i], error->message);
		mail_account_free(account);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pull),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_oversize),
		cmocka_unit_test(test_after),
		cmocka_unit_test(test_wait),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_urls),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
