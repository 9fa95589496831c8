/*
 * A mail source from the command line, for stories:
 *
 *	imap_probe URL [name=value]…
 *
 * user password bearer ca folder move-to; after=keep|seen|flag|move|delete;
 * limit= bytes, timeout= ms, max=; seen=UID,UID; repeat= times on the same
 * connection; act=1 to act on what was fetched; wait= ms for new mail after
 * it; quiet=1 for sums only.
 * Prints a line a mail: "mail UID SIZE RECEIVED SHA256"; exits as desk would.
 */
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "mail/source.h"

typedef struct {
	GHashTable *options;
	guint count;
	guint64 bytes;
} Probe;

static const char *option(Probe *probe, const char *name)
{
	return g_hash_table_lookup(probe->options, name);
}

static int number(Probe *probe, const char *name)
{
	const char *text = option(probe, name);
	return text ? (int)g_ascii_strtoll(text, NULL, 10) : 0;
}

static MailAfter after(Probe *probe)
{
	static const char *const names[] = {"keep", "seen", "flag", "move",
		"delete"};
	const char *name = option(probe, "after");
	for (guint i = 0; name && i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i], name) == 0)
			return (MailAfter)i;
	return AFTER_FLAG;
}

static gboolean seen(G_GNUC_UNUSED guint32 uidvalidity, const char *uid,
	void *data)
{
	const char *list = option(data, "seen");
	g_auto(GStrv) uids = g_strsplit(list ? list : "", ",", -1);
	return g_strv_contains((const char *const *)uids, uid);
}

static gboolean each(const MailItem *item, void *data,
	G_GNUC_UNUSED GError **error)
{
	Probe *probe = data;
	if (item->withheld) {
		printf("withheld %s: %s\n", item->uid, item->withheld->en);
		return TRUE;
	}
	probe->count++;
	probe->bytes += g_bytes_get_size(item->raw);
	if (option(probe, "quiet"))
		return TRUE;
	g_autofree char *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256,
		item->raw);
	g_autofree char *received = instant_format(item->received);
	printf("mail %s %" G_GSIZE_FORMAT " %s %s%s\n", item->uid, item->size,
		received, sum, item->oversize ? " oversize" : "");
	return TRUE;
}

static gboolean wait_for_mail(Probe *probe, MailSource *source, GError **error)
{
	gboolean changed;
	if (!option(probe, "wait"))
		return TRUE;
	fflush(stdout);
	if (!mail_source_wait(source, number(probe, "wait"), &changed, error))
		return FALSE;
	printf("%s\n", changed ? "new mail" : "no new mail");
	return TRUE;
}

static gboolean run(Probe *probe, MailSource *source, GError **error)
{
	guint32 uidvalidity;
	const char *folder = option(probe, "folder");
	if (!mail_source_select(source, folder ? folder : "INBOX",
		    &uidvalidity, error))
		return FALSE;
	printf("uidvalidity %" G_GUINT32_FORMAT "\n", uidvalidity);
	g_autoptr(GPtrArray) uids = mail_source_list(source, seen, probe,
		(guint)number(probe, "max"), error);
	return uids && mail_source_fetch(source, uids, each, probe, error) &&
		(!option(probe, "act") ||
			mail_source_act(source, uids, error)) &&
		wait_for_mail(probe, source, error);
}

static void fill_account(Probe *probe, MailAccount *account, const char *url)
{
	account->url = g_strdup(url);
	account->user = g_strdup(option(probe, "user"));
	account->password = g_strdup(option(probe, "password"));
	account->bearer = g_strdup(option(probe, "bearer"));
	account->ca_file = g_strdup(option(probe, "ca"));
	account->move_to = g_strdup(option(probe, "move-to"));
	account->after = after(probe);
	account->limit_bytes = (gsize)number(probe, "limit");
	account->timeout_ms = number(probe, "timeout");
}

static int answer(Probe *probe, const MailAccount *account)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(MailSource) source = mail_source_open(account, &error);
	int repeat = MAX(1, number(probe, "repeat"));
	for (int i = 0; source && !error && i < repeat; i++)
		if (!run(probe, source, &error))
			break;
	printf("mails %u bytes %" G_GUINT64_FORMAT "\n", probe->count,
		probe->bytes);
	if (!error)
		return 0;
	printf("error: %s\n", error->message);
	return desk_error_exit_status(error);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return DESK_ERROR_USAGE;
	Probe probe = {.options = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, g_free)};
	for (int i = 2; i < argc; i++) {
		g_auto(GStrv) pair = g_strsplit(argv[i], "=", 2);
		g_hash_table_insert(probe.options, g_strdup(pair[0]),
			g_strdup(pair[1] ? pair[1] : ""));
	}
	MailAccount *account = g_new0(MailAccount, 1);
	fill_account(&probe, account, argv[1]);
	int status = answer(&probe, account);
	mail_account_free(account);
	g_hash_table_unref(probe.options);
	return status;
}
