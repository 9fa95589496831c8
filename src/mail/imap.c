/* An IMAP account as a source of mail. */
#include <curl/curl.h>
#include <string.h>

#include "base/error.h"
#include "mail/imap_fetch.h"
#include "mail/imap_name.h"
#include "mail/imap_session.h"
#include "mail/source_kind.h"
#include "system/step.h"

/* Messages asked for by one SEARCH: a line of the answer stays short. */
#define SEARCH_WINDOW 50000
#define ACT_WINDOW 500
#define LIMIT_EXISTS 20000000

static const Phrase
	cannot_delete = {"%1 cannot delete single mails (UIDPLUS); `desk config "
			"set account.%2.after flag` marks them instead",
		"%1 не умеет удалять отдельные письма (UIDPLUS); с `desk "
		"config set account.%2.after flag` они будут помечаться"},
	cannot_move = {"%1 cannot move mails (MOVE or UIDPLUS); `desk config "
			"set account.%2.after flag` marks them instead",
		"%1 не умеет перемещать письма (MOVE или UIDPLUS); с `desk "
		"config set account.%2.after flag` они будут помечаться"},
	bad_folder = {"a folder name is UTF-8 without control characters",
		"имя папки — UTF-8 без управляющих символов"},
	of_folder = {"folder \"%2\": %1", "папка «%2»: %1"},
	no_uids = {"folder \"%1\": the server has no lasting UIDs for it",
		"папка «%1»: у сервера нет для неё постоянных UID"};

typedef struct {
	GArray *uids; /* guint32 */
	guint limit;
} SearchAnswer;

static gboolean check_abilities(ImapSession *session, GError **error)
{
	MailAfter after = session->account->after;
	const Phrase *lacks = NULL;
	if (after == AFTER_DELETE && !session->can_expunge_uids)
		lacks = &cannot_delete;
	if (after == AFTER_MOVE && !session->can_move &&
		!session->can_expunge_uids)
		lacks = &cannot_move;
	return !lacks || desk_refuse(error, DESK_ERROR_CONFIG, lacks,
		wire_host(session->wire),
		session->account->name ? session->account->name : "NAME", NULL);
}

static gpointer imap_open(const MailAccount *account,
	G_GNUC_UNUSED const char *path, GError **error)
{
	static gsize started;
	if (g_once_init_enter(&started)) {
		curl_global_init(CURL_GLOBAL_DEFAULT);
		g_once_init_leave(&started, 1);
	}
	if (!mail_source_moves_somewhere(account, error))
		return NULL;
	ImapSession *session = imap_session_open(account, account->url, error);
	if (session && !check_abilities(session, error))
		g_clear_pointer(&session, imap_session_close);
	return session;
}

static void imap_close(gpointer source)
{
	imap_session_close(source);
}

static char *quote_folder(const char *folder, GError **error)
{
	char *name = imap_name_quote(folder);
	if (!name)
		desk_refuse(error, DESK_ERROR_CONFIG, &bad_folder, NULL);
	return name;
}

static gboolean imap_select(gpointer source, const char *folder,
	guint32 *uidvalidity, GError **error)
{
	ImapSession *session = source;
	if (!folder || !*folder)
		folder = MAIL_FOLDER_DEFAULT;
	g_autofree char *name = quote_folder(folder, error);
	if (!name)
		return FALSE;
	g_autofree char *command = g_strdup_printf("%s %s",
		session->account->after == AFTER_KEEP ? "EXAMINE" : "SELECT",
		name);
	session->uidvalidity = 0;
	session->exists = 0;
	session->can_keyword = FALSE;
	session->read_only = FALSE;
	g_clear_pointer(&session->folder, g_free);
	if (!imap_session_command(session, command, NULL, NULL,
		    DESK_ERROR_CONFIG, error)) {
		desk_error_reword(error, &of_folder, folder, NULL);
		return FALSE;
	}
	if (session->uidvalidity == 0)
		return desk_refuse(error, DESK_ERROR_UNAVAILABLE, &no_uids,
			folder, NULL);
	session->listed = session->exists;
	session->folder = g_strdup(folder);
	*uidvalidity = session->uidvalidity;
	return TRUE;
}

static gboolean take_search(G_GNUC_UNUSED ImapSession *session,
	ImapResponse *response, void *data, gboolean *taken,
	G_GNUC_UNUSED GError **error)
{
	SearchAnswer *answer = data;
	const char *rest;
	if (!imap_response_is(response, "SEARCH", NULL, &rest))
		return TRUE;
	*taken = TRUE;
	while (*rest && answer->uids->len < answer->limit) {
		char *end;
		guint64 value = g_ascii_strtoull(rest, &end, 10);
		if (end == rest)
			break;
		guint32 uid = (guint32)value;
		if (value > 0 && value <= G_MAXUINT32)
			g_array_append_val(answer->uids, uid);
		rest = end + strspn(end, " ");
	}
	return TRUE;
}

static int by_number(gconstpointer a, gconstpointer b)
{
	guint32 left = *(const guint32 *)a, right = *(const guint32 *)b;
	return left < right ? -1 : left > right;
}

/* All UIDs of the folder, ascending. */
static GArray *search_all(ImapSession *session, GError **error)
{
	if (!imap_session_command(session, "NOOP", NULL, NULL,
		    DESK_ERROR_TEMPORARY, error))
		return NULL;
	SearchAnswer answer = {
		.uids = g_array_new(FALSE, FALSE, sizeof(guint32)),
	};
	guint32 exists = MIN(session->exists, LIMIT_EXISTS);
	session->listed = session->exists;
	for (guint64 from = 1; from <= exists; from += SEARCH_WINDOW) {
		guint64 to = MIN(from + SEARCH_WINDOW - 1, exists);
		answer.limit = answer.uids->len + (guint)(to - from + 1);
		g_autofree char *command = g_strdup_printf("UID SEARCH %"
			G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, from, to);
		if (!imap_session_command(session, command, take_search,
			    &answer, DESK_ERROR_TEMPORARY, error)) {
			g_array_unref(answer.uids);
			return NULL;
		}
		/* A server that lies about how many there are says nothing. */
		if (answer.uids->len == 0)
			break;
	}
	g_array_sort(answer.uids, by_number);
	return answer.uids;
}

static GPtrArray *imap_list(gpointer source, MailSeen seen, void *data,
	guint max, GError **error)
{
	ImapSession *session = source;
	g_autoptr(GArray) all = search_all(session, error);
	if (!all)
		return NULL;
	GPtrArray *uids = g_ptr_array_new_with_free_func(g_free);
	guint32 last = 0;
	for (guint i = 0; i < all->len && (max == 0 || uids->len < max); i++) {
		guint32 uid = g_array_index(all, guint32, i);
		if (uid == last)
			continue;
		last = uid;
		g_autofree char *text = g_strdup_printf("%" G_GUINT32_FORMAT,
			uid);
		if (!seen(session->uidvalidity, text, data))
			g_ptr_array_add(uids, g_steal_pointer(&text));
	}
	return uids;
}

static gboolean imap_fetch(gpointer source, GPtrArray *uids, MailEach each,
	void *data, GError **error)
{
	return imap_fetch_mails(source, uids, each, data, error);
}

static gboolean act_command(ImapSession *session, const char *what,
	const char *command, GError **error)
{
	GError *problem = NULL;
	step(what);
	if (imap_session_command(session, command, NULL, NULL,
		DESK_ERROR_UNAVAILABLE, &problem))
		return TRUE;
	mail_source_may_not(session->account, &problem);
	g_propagate_error(error, problem);
	return FALSE;
}

static gboolean store_flag(ImapSession *session, const char *set,
	const char *flag, GError **error)
{
	g_autofree char *command = g_strdup_printf(
		"UID STORE %s +FLAGS.SILENT (%s)", set, flag);
	return act_command(session, "imap flag", command, error);
}

/* Only these: a plain EXPUNGE would take what others have marked. */
static gboolean delete_set(ImapSession *session, const char *set,
	GError **error)
{
	g_autofree char *command = g_strdup_printf("UID EXPUNGE %s", set);
	return store_flag(session, set, "\\Deleted", error) &&
		act_command(session, "imap delete", command, error);
}

static gboolean move_set(ImapSession *session, const char *set, GError **error)
{
	g_autofree char *to = quote_folder(session->account->move_to, error);
	if (!to)
		return FALSE;
	g_autofree char *command = g_strdup_printf("UID %s %s %s",
		session->can_move ? "MOVE" : "COPY", set, to);
	if (!act_command(session, "imap move", command, error)) {
		desk_error_reword(error, &of_folder, session->account->move_to,
			NULL);
		return FALSE;
	}
	return session->can_move || delete_set(session, set, error);
}

static gboolean act_set(ImapSession *session, const char *set, GError **error)
{
	switch (session->account->after) {
	case AFTER_SEEN:
		return store_flag(session, set, "\\Seen", error);
	case AFTER_FLAG:
		return store_flag(session, set,
			session->can_keyword ? "$DeskImported" : "\\Seen",
			error);
	case AFTER_MOVE:
		return move_set(session, set, error);
	case AFTER_DELETE:
		return delete_set(session, set, error);
	case AFTER_KEEP:
		break;
	}
	return TRUE;
}

static gboolean imap_act(gpointer source, GPtrArray *uids, GError **error)
{
	for (guint from = 0; from < uids->len; from += ACT_WINDOW) {
		guint to = MIN(from + ACT_WINDOW, uids->len);
		g_autofree char *set = imap_uid_set(uids, from, to);
		if (!act_set(source, set, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean imap_wait(gpointer source, int timeout_ms, gboolean *changed,
	GError **error)
{
	return imap_session_idle(source, timeout_ms, changed, error);
}

static gboolean imap_is_read_only(gpointer source)
{
	return ((const ImapSession *)source)->read_only;
}

const MailSourceKind mail_source_imap = {
	imap_open,
	imap_close,
	imap_select,
	imap_list,
	imap_fetch,
	imap_act,
	imap_wait,
	imap_is_read_only,
};
