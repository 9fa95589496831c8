#include "mail/smtp.h"

#include <string.h>

#include "base/error.h"
#include "mail/address.h"
#include "mail/header.h"
#include "mail/wire.h"
#include "system/step.h"

#define TIMEOUT_MS 60000
/* RFC 5321, 4.5.3.2.6: a server may think long about a whole mail. */
#define PATIENCE 5
#define LIMIT_LINES 100
#define LIMIT_WORDS 500

static const Phrase
	no_smtp = {"%1 does not speak SMTP", "%1 не говорит по SMTP"},
	no_stop = {"%1 does not stop talking",
		"%1 присылает слишком много строк"},
	takes_none = {"%1 takes no mail", "%1 не принимает почту"},
	ends = {"%1 ends the connection: %2", "%1 закрывает соединение: %2"},
	no_login = {"%1 offers no login; leave the user out if it needs none, "
			"or use the port for submission (465, 587)",
		"%1 не предлагает входа; уберите логин, если он не нужен, или "
		"возьмите порт для отправки (465, 587)"},
	wants_login = {"%1 wants a login: %2 %3", "%1 требует входа: %2 %3"},
	no_address = {"no address that mail can go to",
		"на такой адрес почту не отправить"},
	no_utf8 = {"the server has no SMTPUTF8", "сервер не умеет SMTPUTF8"},
	no_utf8_to = {"the server has no SMTPUTF8, which this address needs",
		"сервер не умеет SMTPUTF8, а этому адресу он нужен"},
	no_utf8_from = {"the server has no SMTPUTF8, which our own address needs",
		"сервер не умеет SMTPUTF8, а он нужен нашему адресу"},
	bad_sender = {"the sender is no address; name@domain is",
		"отправитель — не адрес; адрес выглядит так: name@domain"};

struct SmtpSession {
	const SmtpServer *server;
	MailWire *wire; /* NULL: not connected */
	gboolean used;	/* a mail went through this connection */
	gboolean has_dsn, has_size, has_utf8;
};

/* What the server answers to a command. */
typedef struct {
	int code; /* 0: no answer */
	char *words;
} Reply;

static void reply_clear(Reply *reply)
{
	g_clear_pointer(&reply->words, g_free);
	reply->code = 0;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reply, reply_clear)

void smtp_server_free(SmtpServer *server)
{
	if (!server)
		return;
	char *texts[] = {server->url, server->user, server->password,
		server->bearer, server->ca_file, server->helo};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_free(server);
}

static void recipient_free(gpointer data)
{
	SmtpRecipient *recipient = data;
	g_free(recipient->address);
	g_free(recipient->words);
	g_free(recipient);
}

SmtpSession *smtp_open(const SmtpServer *server)
{
	SmtpSession *session = g_new0(SmtpSession, 1);
	session->server = server;
	return session;
}

static void disconnect(SmtpSession *session)
{
	g_clear_pointer(&session->wire, wire_close);
}

static char *clean_words(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *line = header_clean_line(valid, LIMIT_WORDS);
	while (strlen(line) > LIMIT_WORDS)
		*g_utf8_prev_char(line + strlen(line)) = '\0';
	return g_steal_pointer(&line);
}

/* The code that a line of a reply begins with; -1 if it is none. */
static int line_code(const char *line)
{
	for (gsize i = 0; i < 3; i++)
		if (!g_ascii_isdigit(line[i]))
			return -1;
	if (line[3] != ' ' && line[3] != '-' && line[3] != '\0')
		return -1;
	int code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
	return code >= 200 && code < 600 ? code : -1;
}

static gboolean fail_reply(SmtpSession *session, const Phrase *what,
	GError **error)
{
	return desk_refuse(error, DESK_ERROR_TEMPORARY, what,
		wire_host(session->wire), NULL);
}

static gboolean read_reply(SmtpSession *session, Reply *reply, GError **error)
{
	g_autoptr(GString) words = g_string_new(NULL);
	for (guint i = 0; i < LIMIT_LINES; i++) {
		const char *line = wire_line(session->wire, error);
		if (!line)
			return FALSE;
		int code = line_code(line);
		if (code < 0 || (i > 0 && code != reply->code))
			return fail_reply(session, &no_smtp, error);
		reply->code = code;
		if (words->len < 4 * LIMIT_WORDS && line[3])
			g_string_append_printf(words, "%s%s", i ? " " : "",
				line + 4);
		if (line[3] != '-') {
			reply->words = clean_words(words->str);
			return TRUE;
		}
	}
	return fail_reply(session, &no_stop, error);
}

/* FALSE: the connection is of no more use. */
static gboolean command(SmtpSession *session, const char *text, Reply *reply,
	GError **error)
{
	reply_clear(reply);
	if (wire_send(session->wire, text, error) &&
		read_reply(session, reply, error) && reply->code != 421)
		return TRUE;
	if (reply->code == 421)
		desk_refuse(error, DESK_ERROR_TEMPORARY, &ends,
			wire_host(session->wire), reply->words, NULL);
	return FALSE;
}

void smtp_close(SmtpSession *session)
{
	if (!session)
		return;
	if (session->wire) {
		g_auto(Reply) reply = {0};
		wire_hurry(session->wire);
		command(session, "QUIT\r\n", &reply, NULL);
	}
	disconnect(session);
	g_free(session);
}

static gboolean is_host_name(const char *text)
{
	return text && text[0] &&
		text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")] == '\0';
}

/* Whether the server's last EHLO offers `name`. */
static gboolean offers(const char *greeting, const char *name)
{
	g_auto(GStrv) lines = g_strsplit(greeting, "\n", 500);
	gsize length = strlen(name);
	for (guint i = 0; lines[i]; i++)
		if (strncmp(lines[i], "250", 3) == 0 && lines[i][3] &&
			g_ascii_strncasecmp(lines[i] + 4, name, length) == 0 &&
			strchr(" =\r", lines[i][4 + length]))
			return TRUE;
	return FALSE;
}

static int timeout_of(const SmtpServer *server)
{
	return server->timeout_ms > 0 ? server->timeout_ms : TIMEOUT_MS;
}

/* curl goes on without a login where a server offers none. */
static gboolean check_login(SmtpSession *session, const char *greeting,
	GError **error)
{
	if (!session->server->user || offers(greeting, "AUTH"))
		return TRUE;
	return desk_refuse(error, DESK_ERROR_UNAVAILABLE, &no_login,
		wire_host(session->wire), NULL);
}

static gboolean connect_to(SmtpSession *session, GError **error)
{
	const SmtpServer *server = session->server;
	WireSettings settings = {
		.protocol = WIRE_SMTP,
		.url = server->url,
		.user = server->user,
		.password = server->password,
		.bearer = server->bearer,
		.ca_file = server->ca_file,
		.helo = is_host_name(server->helo) ? server->helo : NULL,
		.timeout_ms = timeout_of(server),
	};
	session->used = FALSE;
	session->wire = wire_open(&settings, error);
	if (!session->wire)
		return FALSE;
	const char *greeting = wire_greeting(session->wire);
	session->has_dsn = offers(greeting, "DSN");
	session->has_size = offers(greeting, "SIZE");
	session->has_utf8 = offers(greeting, "SMTPUTF8");
	if (check_login(session, greeting, error))
		return TRUE;
	disconnect(session);
	return FALSE;
}

gboolean smtp_test(SmtpSession *session, GError **error)
{
	return session->wire || connect_to(session, error);
}

gboolean smtp_takes_utf8(const SmtpSession *session)
{
	return session->wire && session->has_utf8;
}

static SmtpState state_of(int code)
{
	if (code >= 200 && code < 300)
		return SMTP_SENT;
	return code >= 500 ? SMTP_FAILED : SMTP_LATER;
}

static void answer(SmtpRecipient *recipient, int code, const char *words)
{
	recipient->state = state_of(code);
	recipient->code = code;
	g_free(recipient->words);
	recipient->words = g_strdup(words ? words : "");
}

static void answer_kept(SmtpRecipient *recipient, int code, const Phrase *words)
{
	g_autofree char *kept = desk_words_keep(words, NULL);
	answer(recipient, code, kept);
}

/* For all that no answer of their own decides. */
static void answer_all(GPtrArray *results, int code, const char *words)
{
	for (guint i = 0; i < results->len; i++) {
		SmtpRecipient *recipient = results->pdata[i];
		if (recipient->state != SMTP_FAILED)
			answer(recipient, code, words);
	}
}

static void answer_taken(GPtrArray *results, int code, const char *words)
{
	for (guint i = 0; i < results->len; i++) {
		SmtpRecipient *recipient = results->pdata[i];
		if (recipient->state == SMTP_SENT)
			answer(recipient, code, words);
	}
}

/* "login first": about us, not about the mail. */
static gboolean is_about_login(int code)
{
	return code == 530 || code == 534 || code == 535 || code == 538;
}

static gboolean fail_login(SmtpSession *session, const Reply *reply,
	GError **error)
{
	return desk_refuse(error, DESK_ERROR_UNAVAILABLE, &wants_login,
		wire_host(session->wire), PHRASE_NUMBER(reply->code),
		reply->words, NULL);
}

static gboolean is_ascii(const char *address)
{
	g_autofree char *wire = mail_address_wire(address);
	return !wire || g_str_is_ascii(wire);
}

/* Has the header other letters than ASCII, as they are? */
static gboolean is_header_wide(GBytes *mail)
{
	gsize size;
	const char *bytes = g_bytes_get_data(mail, &size);
	for (gsize i = 0; i < size; i++) {
		if ((guchar)bytes[i] > 0x7F)
			return TRUE;
		if (i >= 2 && bytes[i] == '\n' && bytes[i - 1] == '\r' &&
			bytes[i - 2] == '\n')
			return FALSE;
	}
	return FALSE;
}

/* Does it need SMTPUTF8 (RFC 6531, 3.4)? */
static gboolean is_wide(const char *sender, const GPtrArray *results,
	GBytes *mail)
{
	for (guint i = 0; i < results->len; i++)
		if (!is_ascii(((SmtpRecipient *)results->pdata[i])->address))
			return TRUE;
	return !is_ascii(sender) || is_header_wide(mail);
}

static char *mail_from(const SmtpSession *session, const char *sender,
	const GPtrArray *results, GBytes *mail)
{
	GString *line = g_string_new(NULL);
	g_autofree char *wire = mail_address_wire(sender);
	g_string_printf(line, "MAIL FROM:<%s>", wire ? wire : "");
	if (session->has_utf8 && is_wide(sender, results, mail))
		g_string_append(line, " SMTPUTF8");
	if (session->has_size)
		g_string_append_printf(line, " SIZE=%" G_GSIZE_FORMAT,
			g_bytes_get_size(mail));
	if (session->has_dsn && sender[0])
		g_string_append(line, " RET=HDRS");
	g_string_append(line, "\r\n");
	return g_string_free(line, FALSE);
}

/* A server may have hung up since the last mail: then once more. */
static gboolean begin(SmtpSession *session, const char *sender,
	const GPtrArray *results, GBytes *mail, Reply *reply, GError **error)
{
	g_autoptr(GError) gone = NULL;
	gboolean used = session->used;
	g_autofree char *line = mail_from(session, sender, results, mail);
	if (command(session, line, reply, &gone))
		return TRUE;
	disconnect(session);
	if (!used)
		return desk_error_pass(error, &gone);
	if (!connect_to(session, error))
		return FALSE;
	g_autofree char *again = mail_from(session, sender, results, mail);
	return command(session, again, reply, error);
}

static gboolean name_recipients(SmtpSession *session, GPtrArray *results,
	gboolean reports, guint *taken, GError **error)
{
	for (guint i = 0; i < results->len; i++) {
		SmtpRecipient *recipient = results->pdata[i];
		if (recipient->state == SMTP_FAILED)
			continue;
		g_auto(Reply) reply = {0};
		g_autofree char *wire = mail_address_wire(recipient->address);
		g_autofree char *line = g_strdup_printf("RCPT TO:<%s>%s\r\n",
			wire, reports ? " NOTIFY=FAILURE" : "");
		if (!command(session, line, &reply, error))
			return FALSE;
		if (is_about_login(reply.code))
			return fail_login(session, &reply, error);
		answer(recipient, reply.code, reply.words);
		*taken += recipient->state == SMTP_SENT;
	}
	return TRUE;
}

/* RFC 5321, 4.5.2: a line that begins with a dot gets another one. The last
 * line, the dot alone, is not in it. */
static char *stuff(GBytes *mail)
{
	gsize size;
	const char *bytes = g_bytes_get_data(mail, &size);
	GString *out = g_string_sized_new(size + size / 50);
	gboolean start = TRUE;
	for (gsize i = 0; i < size; i++) {
		if (start && bytes[i] == '.')
			g_string_append_c(out, '.');
		if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r'))
			g_string_append_c(out, '\r');
		/* NUL would end the text; composed mail has none. */
		g_string_append_c(out, bytes[i] ? bytes[i] : ' ');
		start = bytes[i] == '\n';
	}
	if (!start)
		g_string_append(out, "\r\n");
	return g_string_free(out, FALSE);
}

/* Sends the mail itself. From the last dot on it may be there. */
static gboolean send_data(SmtpSession *session, GBytes *mail, Reply *reply,
	gboolean *maybe_sent, GError **error)
{
	if (!command(session, "DATA\r\n", reply, error))
		return FALSE;
	if (reply->code != 354)
		return reply->code >= 400 ||
			fail_reply(session, &takes_none, error);
	g_autofree char *text = stuff(mail);
	if (!wire_send(session->wire, text, error))
		return FALSE;
	step("smtp: the end of a mail");
	*maybe_sent = TRUE;
	wire_set_timeout(session->wire,
		PATIENCE * timeout_of(session->server));
	if (!command(session, ".\r\n", reply, error) && reply->code != 421)
		return FALSE;
	*maybe_sent = FALSE;
	wire_set_timeout(session->wire, timeout_of(session->server));
	return TRUE;
}

/* The transaction after MAIL FROM was taken; errors are a lost connection. */
static gboolean transact(SmtpSession *session, gboolean reports, GBytes *mail,
	GPtrArray *results, gboolean *maybe_sent, GError **error)
{
	guint taken = 0;
	g_auto(Reply) reply = {0};
	if (!name_recipients(session, results, reports, &taken, error))
		return FALSE;
	if (taken == 0)
		return command(session, "RSET\r\n", &reply, error);
	if (!send_data(session, mail, &reply, maybe_sent, error))
		return FALSE;
	answer_taken(results, reply.code, reply.words);
	if (reply.code == 421)
		disconnect(session);
	return TRUE;
}

static GPtrArray *results_new(const GPtrArray *recipients)
{
	GPtrArray *results = g_ptr_array_new_with_free_func(recipient_free);
	for (guint i = 0; i < recipients->len; i++) {
		SmtpRecipient *recipient = g_new0(SmtpRecipient, 1);
		recipient->address = g_strdup(recipients->pdata[i]);
		recipient->state = SMTP_LATER;
		recipient->words = g_strdup("");
		g_autofree char *wire = mail_address_wire(recipient->address);
		if (!wire)
			answer_kept(recipient, 553, &no_address);
		g_ptr_array_add(results, recipient);
	}
	return results;
}

static gboolean anybody_left(const GPtrArray *results)
{
	for (guint i = 0; i < results->len; i++)
		if (((SmtpRecipient *)results->pdata[i])->state != SMTP_FAILED)
			return TRUE;
	return FALSE;
}

/* Nobody has the mail, whoever was refused stays so; FALSE if it could not go
 * tomorrow either. Takes `lost`. */
static gboolean give_up(SmtpSession *session, GPtrArray *results, GError *lost,
	GError **error)
{
	gboolean for_now = g_error_matches(lost, DESK_ERROR,
		DESK_ERROR_TEMPORARY);
	disconnect(session);
	if (!for_now) {
		g_propagate_error(error, lost);
		return FALSE;
	}
	g_autofree char *kept = desk_error_keep(lost);
	answer_all(results, 0, kept);
	g_error_free(lost);
	return TRUE;
}

/* What a server without SMTPUTF8 cannot take; FALSE if nobody is left. A header
 * that was written before its abilities were known can be written anew. */
static gboolean refuse_wide(const SmtpSession *session, const char *sender,
	GPtrArray *results, GBytes *mail)
{
	if (session->has_utf8)
		return TRUE;
	for (guint i = 0; i < results->len; i++) {
		SmtpRecipient *recipient = results->pdata[i];
		if (recipient->state != SMTP_FAILED &&
			!is_ascii(recipient->address))
			answer_kept(recipient, 553, &no_utf8_to);
	}
	g_autofree char *from = desk_words_keep(&no_utf8_from, NULL);
	g_autofree char *header = desk_words_keep(&no_utf8, NULL);
	if (!is_ascii(sender))
		answer_all(results, 553, from);
	else if (is_header_wide(mail)) {
		answer_all(results, 0, header);
		return FALSE;
	}
	return anybody_left(results);
}

static gboolean send_to(SmtpSession *session, const char *sender, GBytes *mail,
	GPtrArray *results, gboolean *maybe_sent, GError **error)
{
	g_auto(Reply) reply = {0};
	GError *lost = NULL;
	if (!session->wire && !connect_to(session, &lost))
		return give_up(session, results, lost, error);
	if (!refuse_wide(session, sender, results, mail))
		return TRUE;
	if (!begin(session, sender, results, mail, &reply, &lost))
		return give_up(session, results, lost, error);
	session->used = TRUE;
	if (is_about_login(reply.code))
		return fail_login(session, &reply, error);
	if (reply.code >= 300) {
		answer_all(results, reply.code, reply.words);
		return TRUE;
	}
	return transact(session, session->has_dsn && sender[0], mail, results,
		       maybe_sent, &lost) ||
		give_up(session, results, lost, error);
}

GPtrArray *smtp_send(SmtpSession *session, const char *sender,
	const GPtrArray *recipients, GBytes *mail, gboolean *maybe_sent,
	GError **error)
{
	*maybe_sent = FALSE;
	g_autofree char *wire = mail_address_wire(sender);
	if (sender[0] && !wire) {
		desk_refuse(error, DESK_ERROR_CONFIG, &bad_sender, NULL);
		return NULL;
	}
	g_autoptr(GPtrArray) results = results_new(recipients);
	if (anybody_left(results) &&
		!send_to(session, sender, mail, results, maybe_sent, error))
		return NULL;
	return g_steal_pointer(&results);
}
