/* The same texts taken out of all history, and the mails they came with. */
#include "app/change/redact.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/redacted.h"
#include "app/desk/upstream.h"
#include "base/error.h"
#include "base/identifier.h"
#include "model/redact.h"
#include "store/rewrite.h"

static const Phrase
	at_the_hub = {"history is rewritten where it is shared: `desk -C HUB "
			"redact --history` at the upstream, and clones follow "
			"at their next `desk sync`",
		"историю переписывают там, где она общая: `desk -C ХАБ redact "
		"--history` в upstream, а клоны последуют при следующем `desk "
		"sync`"};

typedef struct {
	const Redaction *redaction;
	GHashTable *mails; /* paths in originals of redacted entries */
	Instant now;
	Desk *desk;
	void (*progress)(guint done, guint total, void *data);
	void *data;
} Rewriting;

/* --- files of main ------------------------------------------------------------ */

static char *without(const Rewriting *rewriting, const char *path,
	const char *text, gsize size)
{
	g_autofree char *uid = uid_from_path(path);
	g_autoptr(GError) problem = NULL;
	char *left = uid ? redact_ticket(text, size, path,
		rewriting->redaction->secrets, rewriting->now, &problem) : NULL;
	/* A version that nobody could read has words all the same. */
	return left || (uid && !problem) ? left :
		redact_text(text, size, rewriting->redaction->secrets);
}

static GBytes *rewrite_main(const char *path, GBytes *bytes, void *data,
	GError **error)
{
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	char *left = text ? without(data, path, text, size) : NULL;
	(void)error;
	return left ? g_bytes_new_take(left, strlen(left)) : NULL;
}

static char *rewrite_message(const char *text, gsize size, void *data)
{
	const Rewriting *rewriting = data;
	return redact_text(text, size, rewriting->redaction->secrets);
}

/* --- originals ------------------------------------------------------------------ */

static gboolean has_secret(const Rewriting *rewriting, GBytes *bytes)
{
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	g_autofree char *left = text ? redact_text(text, size,
		rewriting->redaction->secrets) : NULL;
	return left != NULL;
}

/* A mail may have it in base64: that of a redacted entry goes as a whole. */
static GBytes *rewrite_original(const char *path, GBytes *bytes, void *data,
	GError **error)
{
	static const char stub[] = "X-Desk: redacted\r\n\r\n";
	const Rewriting *rewriting = data;
	(void)error;
	if (!g_hash_table_contains(rewriting->mails, path) &&
		!has_secret(rewriting, bytes))
		return NULL;
	return g_bytes_new_static(stub, strlen(stub));
}

static void add_mails(GHashTable *mails, const Ticket *ticket)
{
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		const char *original = entry_get(entry, "original");
		if (*original && *entry_get(entry, "redacted"))
			g_hash_table_add(mails, g_strdup(original));
	}
}

/* Of what was redacted now or ever. */
static gboolean find_mails(Rewriting *rewriting, Desk *desk, GError **error)
{
	g_auto(Redaction) marked = {0};
	Store *store = desk_store(desk, error);
	if (!store || !redaction_add_text(&marked, "redacted: ", error) ||
		!redaction_find(&marked, desk, error))
		return FALSE;
	for (guint i = 0; i < marked.paths->len; i++) {
		const char *path = marked.paths->pdata[i];
		g_autoptr(GBytes) bytes = store_read(store, NULL, path, error);
		if (!bytes)
			return FALSE;
		g_autoptr(Ticket) ticket = ticket_of_bytes(bytes, path, error);
		if (!ticket)
			return FALSE;
		add_mails(rewriting->mails, ticket);
	}
	return TRUE;
}

/* --- the whole --------------------------------------------------------------------- */

static void tell(guint done, guint total, void *data)
{
	const Rewriting *rewriting = data;
	rewriting->progress(done, total, rewriting->data);
}

/* Before main moves: who is ended in between finds nothing to rewrite next time,
 * and nobody would know what must not come back. */
static gboolean note_tip(const StoreRewritten *done, void *data, GError **error)
{
	const Rewriting *rewriting = data;
	RedactedTip tip;
	Store *store = desk_store(rewriting->desk, error);
	memcpy(tip.first, done->first, sizeof tip.first);
	memcpy(tip.tip, done->tip, sizeof tip.tip);
	return store && (!*tip.first || redacted_note(store, &tip,
		rewriting->now, error));
}

gboolean redaction_check_history(Desk *desk, GError **error)
{
	return !upstream_find(desk, NULL) || desk_refuse(error,
		DESK_ERROR_CONFIG, &at_the_hub, NULL);
}

gboolean redaction_rewrite(const Redaction *redaction, Desk *desk,
	void (*progress)(guint done, guint total, void *data), void *data,
	guint *commits, GError **error)
{
	g_autoptr(GHashTable) mails = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	Rewriting rewriting = {redaction, mails, desk_now(desk), desk, progress,
		data};
	const StoreRewrite how = {.main = rewrite_main,
		.originals = rewrite_original, .message = rewrite_message,
		.moving = note_tip, .progress = progress ? tell : NULL, .data = &rewriting};
	StoreRewritten done = {0};
	gboolean moved;
	Store *store = desk_store(desk, error);
	if (!store || !find_mails(&rewriting, desk, error) ||
		!store_rewrite(store, &how, &done, &moved, error))
		return FALSE;
	*commits = done.commits;
	desk_forget_index(desk);
	return TRUE;
}
