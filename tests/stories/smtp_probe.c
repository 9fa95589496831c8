/*
 * Sends mails by SMTP from the command line, for stories:
 *
 *	smtp_probe URL [name=value]…
 *
 * user password bearer ca helo; timeout= ms; sender= envelope ("" by default);
 * from= to= (ADDRESS,ADDRESS) subject= text= id= of the mail; size= bytes of a
 * file in it; repeat= times on the same connection, wait= ms between them;
 * test=1 to connect and log in only.
 * Prints a line a recipient: "sent|later|failed CODE ADDRESS WORDS"; exits as
 * desk would.
 */
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "mail/compose.h"
#include "mail/smtp.h"

static GHashTable *options;

static const char *option(const char *name, const char *otherwise)
{
	const char *text = g_hash_table_lookup(options, name);
	return text ? text : otherwise;
}

static int number(const char *name)
{
	return (int)g_ascii_strtoll(option(name, "0"), NULL, 10);
}

static GBytes *mail_new(char **to, int turn, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	for (guint i = 0; to[i]; i++) {
		MailAddress *address = g_new0(MailAddress, 1);
		address->address = to[i];
		g_ptr_array_add(list, address);
	}
	g_autofree char *id = g_strdup_printf("<desk.%s.%d@desk.test>",
		option("id", "probe"), turn);
	g_autofree void *blob = g_malloc0((gsize)number("size"));
	g_autoptr(GBytes) bytes = g_bytes_new(blob, (gsize)number("size"));
	OutgoingFile file = {"blob.bin", NULL, bytes};
	if (number("size") > 0)
		g_ptr_array_add(files, &file);
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	OutgoingMail mail = {
		.from = {(char *)"", (char *)option("from", "desk@desk.test")},
		.to = list,
		.subject = option("subject", "Probe"),
		.message_id = id,
		.date = 1795324443,
		.zone = utc,
		.markdown = option("text", "Text.\n"),
		.files = files,
	};
	return mail_compose(&mail, error);
}

static gboolean send_mail(SmtpSession *session, int turn, GError **error)
{
	static const char *const names[] = {"sent", "later", "failed"};
	g_auto(GStrv) to = g_strsplit(option("to", "desk@desk.test"), ",", -1);
	g_autoptr(GBytes) mail = mail_new(to, turn, error);
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	for (guint i = 0; to[i]; i++)
		g_ptr_array_add(list, to[i]);
	gboolean maybe_sent = FALSE;
	g_autoptr(GPtrArray) results = mail
		? smtp_send(session, option("sender", ""), list, mail,
			  &maybe_sent, error)
		: NULL;
	for (guint i = 0; results && i < results->len; i++) {
		const SmtpRecipient *one = results->pdata[i];
		g_autofree char *words = desk_kept_text(one->words, "en");
		printf("%s %d %s %s\n", names[one->state], one->code,
			one->address, words);
	}
	if (maybe_sent)
		printf("maybe sent\n");
	fflush(stdout);
	return results != NULL;
}

/* A line from that descriptor, where the server says what it did. */
static void heed(int descriptor)
{
	char byte = 0;
	while (byte != '\n' && read(descriptor, &byte, 1) == 1)
		;
}

static int answer(const SmtpServer *server)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(SmtpSession) session = smtp_open(server);
	int repeat = MAX(1, number("repeat"));
	if (number("test"))
		smtp_test(session, &error);
	else
		for (int i = 0; i < repeat; i++) {
			if (i > 0 && number("heed"))
				heed(number("heed"));
			if (!send_mail(session, i, &error))
				break;
		}
	if (!error)
		return 0;
	printf("error: %s\n", error->message);
	return desk_error_exit_status(error);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return DESK_ERROR_USAGE;
	options = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (int i = 2; i < argc; i++) {
		g_auto(GStrv) pair = g_strsplit(argv[i], "=", 2);
		g_hash_table_insert(options, g_strdup(pair[0]),
			g_strdup(pair[1] ? pair[1] : ""));
	}
	mail_start();
	SmtpServer *server = g_new0(SmtpServer, 1);
	server->url = g_strdup(argv[1]);
	server->user = g_strdup(option("user", NULL));
	server->password = g_strdup(option("password", NULL));
	server->bearer = g_strdup(option("bearer", NULL));
	server->ca_file = g_strdup(option("ca", NULL));
	server->helo = g_strdup(option("helo", NULL));
	server->timeout_ms = number("timeout");
	int status = answer(server);
	smtp_server_free(server);
	g_hash_table_unref(options);
	return status;
}
