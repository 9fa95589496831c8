/* What waits to be sent, by the index alone. */

#include "app/outbox/outbox.h"

#include <string.h>

#include "app/desk/outbox_address.h"
#include "app/operation/approval.h"
#include "base/error.h"
#include "text/json.h"

void outbox_mail_free(OutboxMail *mail)
{
	g_free(mail->uid);
	g_free(mail->ticket);
	g_free(mail->entry);
	g_free(mail->kind);
	g_free(mail->by);
	g_free(mail->subject);
	g_free(mail->message_id);
	g_free(mail->to);
	g_free(mail->author);
	g_free(mail->mentor);
	g_free(mail);
}

enum { UID, NUMBER, ENTRY, KIND, BY, SUBJECT, MESSAGE_ID, TO, CC, AT,
	NOT_BEFORE, AUTOMATIC, AUTHOR, MENTOR, HELD };

/* "Ivan <ivan@acme.example>" in a JSON array → "ivan@acme.example". */
static void append_addresses(GString *out, const char *json)
{
	g_autoptr(Value) list = *json ? json_parse(json, strlen(json), "to",
		NULL) : NULL;
	for (guint i = 0; list && list->items && i < list->items->len; i++) {
		g_autofree char *text = value_to_text(
			g_ptr_array_index(list->items, i));
		g_autofree char *bare = outbox_bare_address(text);
		g_string_append_printf(out, "%s%s", out->len > 0 ? ", " : "",
			bare);
	}
}

static OutboxMail *mail_of(char **row)
{
	OutboxMail *mail = g_new0(OutboxMail, 1);
	g_autoptr(GString) to = g_string_new(NULL);
	append_addresses(to, row[TO]);
	append_addresses(to, row[CC]);
	mail->uid = g_strdup(row[UID]);
	mail->numbered = *row[NUMBER] != '\0';
	mail->ticket = mail->numbered ? g_strdup(row[NUMBER]) :
		g_strndup(row[UID] + 9, 4);
	mail->entry = g_strdup(row[ENTRY]);
	mail->kind = g_strdup(row[KIND]);
	mail->by = g_strdup(row[BY]);
	mail->subject = g_strdup(row[SUBJECT]);
	mail->message_id = g_strdup(row[MESSAGE_ID]);
	mail->to = g_strdup(to->str);
	mail->at = g_ascii_strtoll(row[AT], NULL, 10);
	mail->not_before = INSTANT_NONE;
	instant_parse(row[NOT_BEFORE], &mail->not_before);
	mail->automatic = *row[AUTOMATIC] == '1';
	mail->author = g_strdup(row[AUTHOR]);
	mail->mentor = g_strdup(row[MENTOR]);
	return mail;
}

/* Not over: no delivery without `rest`, as index/derive.h counts `unsent`. */
#define WAITING " FROM ticket t JOIN entry e ON e.ticket = t.id" \
	" WHERE t.unsent > 0 AND e.kind IN ('notice', 'reply', 'vendor')" \
	" AND e.message_id GLOB '" ENTRY_OWN_ID_PREFIX "*' AND e.retracted = 0" \
	" AND (e.held OR json_extract(e.extra, '$.hold') IS NULL)" \
	" AND NOT EXISTS (SELECT 1 FROM entry d WHERE d.ticket = e.ticket" \
	" AND d.kind = 'delivery' AND d.of = e.entry_id AND d.retracted = 0" \
	" AND d.state <> 'reported'" \
	" AND json_extract(d.extra, '$.rest') IS NULL)"

/* Of an outbox mail: does it wait for an approval, and until when after it? */
static void judge_approval(Desk *desk, OutboxMail *mail, gboolean held)
{
	if (!held && !*mail->mentor)
		return;
	g_auto(GStrv) to = g_strsplit(mail->to, ", ", -1);
	gboolean outside = held;
	for (char **address = to; !outside && *address; address++)
		outside = !approval_is_agent(desk, *address);
	mail->unapproved = outside && !approval_given(desk, mail->uid,
		mail->entry, mail->author, &mail->not_before);
}

/* Those of the outbox that `also` allows, in the order of sending. */
static GPtrArray *read_mails(Desk *desk, const char *also,
	const char *const *values, GError **error)
{
	Index *index = desk_index(desk, error);
	g_autofree char *sql = g_strdup_printf("SELECT uid, number, entry_id, kind, by, subject,"
		" message_id, rcpt, cc, at, not_before, automatic, author,"
		" coalesce((SELECT trainee FROM agent"
		" WHERE login = m.author), ''), m.held FROM (SELECT t.uid,"
		" t.number, e.entry_id, e.kind, e.by,"
		" coalesce(json_extract(e.extra, '$.subject'), t.subject) AS subject,"
		" e.message_id, json_extract(e.extra, '$.to') AS rcpt,"
		" json_extract(e.extra, '$.cc') AS cc, e.at,"
		" json_extract(e.extra, '$.not-before') AS not_before,"
		" e.automatic,"
		" " APPROVAL_AUTHOR ("e") " AS author, e.held, e.position"
		WAITING "%s) m ORDER BY m.at, m.uid, m.position", also);
	g_autoptr(GPtrArray) rows = index ? index_rows(index, sql, values,
		error) : NULL;
	if (!rows)
		return NULL;
	GPtrArray *mails = g_ptr_array_new_with_free_func(
		(GDestroyNotify)outbox_mail_free);
	for (guint i = 0; i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		OutboxMail *mail = mail_of(row);
		g_ptr_array_add(mails, mail);
		judge_approval(desk, mail, *row[HELD] == '1');
	}
	return mails;
}

GPtrArray *outbox_list(Desk *desk, GError **error)
{
	return read_mails(desk, "", NULL, error);
}

OutboxMail *outbox_get(Desk *desk, const char *uid, const char *entry,
	GError **error)
{
	const char *values[] = {uid, entry, NULL};
	g_autoptr(GPtrArray) mails = read_mails(desk,
		" AND t.uid = ? AND e.entry_id = ?", values, error);
	return mails && mails->len > 0 ?
		g_ptr_array_steal_index(mails, 0) : NULL;
}

static gboolean count_unapproved(Desk *desk, guint *unapproved, GError **error)
{
	g_autoptr(GPtrArray) mails = outbox_list(desk, error);
	for (guint i = 0; mails && i < mails->len; i++)
		*unapproved +=
			((OutboxMail *)g_ptr_array_index(mails, i))->unapproved;
	return mails != NULL;
}

gboolean outbox_count(Desk *desk, guint *unsent, guint *unapproved,
	guint *undelivered, GError **error)
{
	Index *index = desk_index(desk, error);
	g_autoptr(GPtrArray) rows = index ? index_rows(index,
		"SELECT (SELECT coalesce(sum(unsent), 0) FROM ticket"
		" WHERE unsent > 0), (SELECT count(*) FROM ticket"
		" WHERE undelivered > 0 AND status IN " INDEX_OPEN_STATUSES "),"
		" EXISTS (SELECT 1 FROM agent WHERE trainee <> '')"
		" OR EXISTS (SELECT 1 FROM entry WHERE held = 1)",
		NULL, error) : NULL;
	if (!rows)
		return FALSE;
	char **row = g_ptr_array_index(rows, 0);
	*unsent = (guint)g_ascii_strtoull(row[0], NULL, 10);
	*undelivered = (guint)g_ascii_strtoull(row[1], NULL, 10);
	*unapproved = 0;
	return *unsent == 0 || *row[2] == '0' ||
		count_unapproved(desk, unapproved, error);
}

/* --- by name --------------------------------------------------------- */

static void add_matching(GPtrArray *found, GPtrArray *all, const char *uid,
	const char *entry)
{
	for (guint i = 0; i < all->len; i++) {
		OutboxMail *mail = g_ptr_array_index(all, i);
		if ((!uid || strcmp(mail->uid, uid) == 0) &&
			(!entry || strcmp(mail->entry, entry) == 0))
			g_ptr_array_add(found, mail);
	}
}

GPtrArray *outbox_find(Desk *desk, GPtrArray *all, const char *name,
	GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new();
	const char *slash = strchr(name, '/');
	if (!slash)
		add_matching(found, all, NULL, name);
	g_autofree char *ticket = slash ?
		g_strndup(name, (gsize)(slash - name)) : g_strdup(name);
	g_autoptr(GPtrArray) uids = found->len == 0 ?
		desk_find_tickets(desk, ticket, error) : NULL;
	if (found->len == 0 && !uids)
		return NULL;
	for (guint i = 0; uids && i < uids->len; i++)
		add_matching(found, all, g_ptr_array_index(uids, i),
			slash ? slash + 1 : NULL);
	if (found->len > 0)
		return g_steal_pointer(&found);
	g_set_error(error, DESK_ERROR, DESK_ERROR_NOT_FOUND,
		"%s: no mail of it waits; `desk send --list` shows what does, "
		"`desk show %s` what became of the rest", name, ticket);
	return NULL;
}
