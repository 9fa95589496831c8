#include "index/outbox.h"

#include "base/identifier.h"
#include "index/database.h"
#include "index/records.h"
#include "index/rows.h"
#include "model/ticket.h"

void outbox_mail_free(OutboxMail *mail)
{
	g_free(mail->uid);
	g_free(mail->ticket);
	g_free(mail->entry);
	g_free(mail->kind);
	g_free(mail->by);
	g_free(mail->subject);
	g_free(mail->message_id);
	g_ptr_array_unref(mail->to);
	g_free(mail->author);
	g_free(mail->mentor);
	g_free(mail);
}

/* --- what waits ------------------------------------------------------------ */

/* The login of who committed the entry `e`, else its `by`. */
#define AUTHOR "coalesce((SELECT a.login FROM event v" \
	" JOIN walk w ON w.seq = v.seq" \
	" JOIN agent_mail a ON a.mail = lower(w.mail)" \
	" WHERE v.ticket = e.ticket AND v.kind = 'said'" \
	" AND v.entry_id = e.entry_id" \
	" ORDER BY v.id, a.position, a.login LIMIT 1), e.by)"

/* Not over: no delivery without `rest`. */
#define WAITING " FROM ticket t JOIN entry e ON e.ticket = t.id" \
	" WHERE t.unsent > 0 AND e.kind IN ('notice', 'reply', 'vendor')" \
	" AND e.message_id GLOB '" ENTRY_OWN_ID_PREFIX "*' AND e.retracted = 0" \
	" AND (e.held OR json_extract(e.extra, '$.hold') IS NULL)" \
	" AND NOT EXISTS (SELECT 1 FROM entry d WHERE d.ticket = e.ticket" \
	" AND d.kind = 'delivery' AND d.of = e.entry_id AND d.retracted = 0" \
	" AND d.state <> 'reported'" \
	" AND json_extract(d.extra, '$.rest') IS NULL)"

#define MAILS(which) "SELECT uid, number, entry_id, kind, by, subject," \
	" message_id, rcpt, cc, at, not_before, automatic, author," \
	" coalesce((SELECT trainee FROM agent" \
	" WHERE login = m.author), ''), m.held FROM (SELECT t.uid," \
	" t.number, e.entry_id, e.kind, e.by," \
	" coalesce(json_extract(e.extra, '$.subject'), t.subject) AS subject," \
	" e.message_id, json_extract(e.extra, '$.to') AS rcpt," \
	" json_extract(e.extra, '$.cc') AS cc, e.at," \
	" json_extract(e.extra, '$.not-before') AS not_before," \
	" e.automatic, " AUTHOR " AS author, e.held, e.position" \
	WAITING which ") m ORDER BY m.at, m.uid, m.position"

static gboolean keep_mail(sqlite3_stmt *row, void *data, GError **error)
{
	OutboxMail *mail = g_new0(OutboxMail, 1);
	g_ptr_array_add(data, mail);
	mail->uid = g_strdup(index_column(row, 0));
	mail->ticket = uid_short_name(mail->uid, sqlite3_column_int64(row, 1));
	mail->entry = g_strdup(index_column(row, 2));
	mail->kind = g_strdup(index_column(row, 3));
	mail->by = g_strdup(index_column(row, 4));
	mail->subject = g_strdup(index_column(row, 5));
	mail->message_id = g_strdup(index_column(row, 6));
	mail->to = g_ptr_array_new_with_free_func(g_free);
	mail->at = sqlite3_column_int64(row, 9);
	mail->not_before = INSTANT_NONE;
	instant_parse(index_column(row, 10), &mail->not_before);
	mail->automatic = sqlite3_column_int(row, 11) != 0;
	mail->author = g_strdup(index_column(row, 12));
	mail->mentor = g_strdup(index_column(row, 13));
	mail->held = sqlite3_column_int(row, 14) != 0;
	return index_add_list(mail->to, index_column(row, 7), error) &&
		index_add_list(mail->to, index_column(row, 8), error);
}

GPtrArray *index_outbox(Index *index, const char *uid, const char *entry,
	GError **error)
{
	g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func(
		(GDestroyNotify)outbox_mail_free);
	gboolean done = uid ? index_each(index, keep_mail, mails, error,
		MAILS(" AND t.uid = ? AND e.entry_id = ?"), "tt", uid, entry) :
		index_each(index, keep_mail, mails, error, MAILS(""), "");
	return done ? g_steal_pointer(&mails) : NULL;
}

static gboolean keep_counts(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	*(OutboxCounts *)data = (OutboxCounts){
		(guint)sqlite3_column_int(row, 0),
		(guint)sqlite3_column_int(row, 1),
		sqlite3_column_int(row, 2) != 0};
	return TRUE;
}

gboolean index_outbox_counts(Index *index, OutboxCounts *counts,
	GError **error)
{
	return index_each(index, keep_counts, counts, error,
		"SELECT (SELECT coalesce(sum(unsent), 0) FROM ticket"
		" WHERE unsent > 0), (SELECT count(*) FROM ticket"
		/* Of all that are open few are undelivered: the plus. */
		" WHERE undelivered > 0 AND +status IN " INDEX_OPEN_STATUSES
		"),"
		" EXISTS (SELECT 1 FROM agent WHERE trainee <> '')"
		" OR EXISTS (SELECT 1 FROM entry WHERE held = 1)", "");
}

/* --- approvals ------------------------------------------------------------- */

gboolean index_mail_author(Index *index, const char *uid, const char *entry,
	char **author, GError **error)
{
	return index_text(index, author, error, "SELECT " AUTHOR
		" FROM ticket t JOIN entry e ON e.ticket = t.id"
		" WHERE t.uid = ? AND e.entry_id = ?", "tt", uid, entry);
}

static const RecordShape given_approval = {sizeof(GivenApproval), {
	RECORD_TEXT(GivenApproval, who), RECORD_NUMBER(GivenApproval, at),
	RECORD_DATE(GivenApproval, not_before)}};

GPtrArray *index_approvals(Index *index, const char *uid, const char *entry,
	GError **error)
{
	return index_records(index, &given_approval, error, "SELECT " AUTHOR
		", e.at, json_extract(e.extra, '$.not-before')"
		" FROM ticket t JOIN entry e ON e.ticket = t.id"
		" WHERE t.uid = ? AND e.kind = 'approval' AND e.of = ?"
		" AND e.state = 'approved' AND e.retracted = 0", "tt", uid,
		entry);
}

/* --- what guards ask ------------------------------------------------------- */

static gboolean keep_instant(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	Instant at = sqlite3_column_int64(row, 0);
	g_array_append_val((GArray *)data, at);
	return TRUE;
}

/* `v` without name and brackets. */
#define BARE "(CASE WHEN instr(v, '<') > 0" \
	" THEN rtrim(substr(v, instr(v, '<') + 1), '>') ELSE v END)"
/* The mailbox ?1, with "+something" or without. */
#define IS_MAILBOX "(" BARE " = ?1 OR (substr(" BARE ", 1, instr(?1, '@'))" \
	" = substr(?1, 1, instr(?1, '@') - 1) || '+'" \
	" AND substr(" BARE ", -length(substr(?1, instr(?1, '@'))))" \
	" = substr(?1, instr(?1, '@'))))"

GArray *index_notices_to(Index *index, const char *address, Instant since,
	GError **error)
{
	g_autoptr(GArray) sent = g_array_new(FALSE, FALSE, sizeof(Instant));
	return index_each(index, keep_instant, sent, error, "SELECT at"
		       " FROM entry WHERE kind = 'notice' AND at > ?2"
		       " AND retracted = 0"
		       " AND (held OR json_extract(extra, '$.hold') IS NULL)"
		       " AND EXISTS (SELECT 1 FROM (SELECT lower(value) AS v"
		       " FROM json_each(extra, '$.to')) WHERE " IS_MAILBOX ")",
		       "ti",
		       address, since) ? g_steal_pointer(&sent) : NULL;
}

gboolean index_address_failed(Index *index, const char *address,
	gboolean *failed, GError **error)
{
	return index_has(index, failed, error,
		"SELECT 1 FROM entry f, json_each(f.extra, '$.to') a"
		" WHERE f.kind = 'delivery' AND f.state = 'failed'"
		" AND f.retracted = 0 AND a.value = ?1"
		" AND json_extract(f.extra, '$.permanent') IS NOT NULL"
		" AND NOT EXISTS (SELECT 1 FROM entry s,"
		" json_each(s.extra, '$.to') b WHERE s.kind = 'delivery'"
		" AND s.at > f.at AND s.state = 'sent' AND b.value = ?1)"
		" LIMIT 1", "t", address);
}

gboolean index_is_account(Index *index, const char *name, gboolean *is,
	GError **error)
{
	return index_has(index, is, error,
		"SELECT 1 FROM entry WHERE account = ? LIMIT 1", "t", name);
}

gboolean index_first_account(Index *index, char **name, GError **error)
{
	/* From account to account by the index: they are few. */
	return index_text(index, name, error,
		"WITH RECURSIVE used (name) AS (SELECT min(account) FROM entry"
		" WHERE account > '' UNION ALL SELECT (SELECT min(account)"
		" FROM entry WHERE account > used.name) FROM used"
		" WHERE used.name IS NOT NULL) SELECT name FROM used"
		" WHERE name LIKE '%@%' ORDER BY name LIMIT 1", "");
}
