#include "mail/source.h"

#include <string.h>

#include "base/error.h"
#include "mail/source_kind.h"

static const Phrase
	no_source = {"%1: \"%2\" is no mail source; imaps://HOST/, imap://HOST/, "
			"maildir:PATH and mbox:PATH are",
		"%1: «%2» — не источник почты; им может быть imaps://HOST/, "
		"imap://HOST/, maildir:ПУТЬ или mbox:ПУТЬ"};

struct MailSource {
	const MailSourceKind *kind;
	gpointer source;
};

static const struct {
	const char *scheme; /* start of the URL */
	const MailSourceKind *kind;
} kinds[] = {
	{"imap:", &mail_source_imap},
	{"imaps:", &mail_source_imap},
	{"maildir:", &mail_source_maildir},
	{"mbox:", &mail_source_mbox},
};

void mail_account_free(MailAccount *account)
{
	if (!account)
		return;
	char *texts[] = {account->name, account->url, account->user,
		account->password, account->bearer, account->move_to,
		account->ca_file};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_clear_pointer(&account->folders, g_ptr_array_unref);
	g_free(account);
}

MailSource *mail_source_open(const MailAccount *account, GError **error)
{
	const char *url = account->url ? account->url : "";
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		gsize length = strlen(kinds[i].scheme);
		if (g_ascii_strncasecmp(url, kinds[i].scheme, length) != 0)
			continue;
		gpointer source = kinds[i].kind->open(account, url + length,
			error);
		if (!source) {
			g_prefix_error(error, "%s: ",
				account->name ? account->name : url);
			return NULL;
		}
		MailSource *result = g_new0(MailSource, 1);
		result->kind = kinds[i].kind;
		result->source = source;
		return result;
	}
	desk_refuse(error, DESK_ERROR_CONFIG, &no_source,
		account->name ? account->name : "account", url, NULL);
	return NULL;
}

void mail_source_close(MailSource *source)
{
	if (!source)
		return;
	source->kind->close(source->source);
	g_free(source);
}

gboolean mail_source_select(MailSource *source, const char *folder,
	guint32 *uidvalidity, GError **error)
{
	return source->kind->select(source->source, folder, uidvalidity, error);
}

GPtrArray *mail_source_list(MailSource *source, MailSeen seen, void *data,
	guint max, GError **error)
{
	return source->kind->list(source->source, seen, data, max, error);
}

typedef struct {
	MailEach each;
	void *data;
} Fetching;

/* No mail is empty: what is, is not all there yet. */
static gboolean pass_on(const MailItem *item, void *data, GError **error)
{
	const Fetching *fetching = data;
	MailItem given = *item;
	if (!given.withheld && g_bytes_get_size(given.raw) == 0)
		given.withheld = &mail_withheld_text;
	if (given.withheld)
		given.raw = NULL;
	return fetching->each(&given, fetching->data, error);
}

gboolean mail_source_fetch(MailSource *source, GPtrArray *uids, MailEach each,
	void *data, GError **error)
{
	Fetching fetching = {each, data};
	return source->kind->fetch(source->source, uids, pass_on, &fetching,
		error);
}

gboolean mail_source_is_read_only(MailSource *source)
{
	return source->kind->is_read_only &&
		source->kind->is_read_only(source->source);
}

gboolean mail_source_act(MailSource *source, GPtrArray *uids, GError **error)
{
	if (uids->len == 0)
		return TRUE;
	return source->kind->act(source->source, uids, error);
}

gboolean mail_source_wait(MailSource *source, int timeout_ms,
	gboolean *changed, GError **error)
{
	*changed = FALSE;
	return source->kind->wait(source->source, timeout_ms, changed, error);
}
