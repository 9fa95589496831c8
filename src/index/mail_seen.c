#include "index/mail_seen.h"

#include "index/database.h"
#include "index/records.h"
#include "index/rows.h"
#include "model/ticket.h"

gboolean index_has_mail(Index *index, const MailPlace *place, gboolean *has,
	GError **error)
{
	return index_has(index, has, error, "SELECT 1 FROM entry"
		" WHERE account = ? AND folder = ? AND uidvalidity = ?"
		" AND uid = ? LIMIT 1", "tttt", place->account, place->folder,
		place->uidvalidity, place->uid);
}

GPtrArray *index_mails_of(Index *index, const MailPlace *folder,
	GError **error)
{
	return index_texts(index, error, "SELECT uid FROM entry"
		" WHERE account = ? AND folder = ? AND uidvalidity = ?", "ttt",
		folder->account, folder->folder, folder->uidvalidity);
}

typedef struct {
	char **uid, **entry;
} Found;

static gboolean keep_found(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	const Found *found = data;
	*found->uid = g_strdup(index_column(row, 0));
	*found->entry = g_strdup(index_column(row, 1));
	return TRUE;
}

gboolean index_mail_by_content(Index *index, const char *message_id,
	const char *content_hash, char **uid, char **entry, GError **error)
{
	Found found = {uid, entry};
	*uid = *entry = NULL;
	return index_each(index, keep_found, &found, error,
		"SELECT ticket.uid, entry.entry_id FROM entry"
		" JOIN ticket ON ticket.id = entry.ticket"
		" WHERE entry.content_hash = ? AND entry.message_id = ?"
		" ORDER BY ticket.uid, entry.position LIMIT 1", "tt",
		content_hash, message_id ? message_id : "");
}

gboolean index_has_original(Index *index, const char *path, gboolean *has,
	GError **error)
{
	return index_has(index, has, error,
		"SELECT 1 FROM entry WHERE original = ? LIMIT 1", "t", path);
}

/* --- what mail belongs to -------------------------------------------------- */

/* A Message-ID of ours on an entry that desk itself sends. */
#define IS_OWN "(entry.kind IN ('notice', 'reply', 'vendor')" \
	" AND entry.message_id GLOB '" ENTRY_OWN_ID_PREFIX "*')"
#define OF_MESSAGE(columns, which, limit) "SELECT DISTINCT ticket.uid" columns \
	" FROM entry JOIN ticket ON ticket.id = entry.ticket" \
	" WHERE entry.message_id = ? AND " which \
	" ORDER BY ticket.uid LIMIT " limit
#define MOST "20"

GPtrArray *index_tickets_of_mail(Index *index, const char *message_id,
	gboolean own, GError **error)
{
	return index_texts(index, error, own ? OF_MESSAGE("", IS_OWN, "1") :
		OF_MESSAGE("", "NOT " IS_OWN, MOST), "t", message_id);
}

GPtrArray *index_tickets_awaiting(Index *index, const char *message_id,
	GError **error)
{
	return index_texts(index, error, "SELECT DISTINCT ticket.uid"
		" FROM awaited JOIN entry ON entry.id = awaited.entry"
		" JOIN ticket ON ticket.id = entry.ticket"
		" WHERE awaited.message_id = ? AND entry.retracted = 0"
		" ORDER BY ticket.uid LIMIT " MOST, "t", message_id);
}

static void apart_mail_free(void *data)
{
	ApartMail *apart = data;
	g_free(apart->answer);
	g_free(apart->asked);
	g_free(apart);
}

static gboolean keep_apart(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	ApartMail *apart = g_new0(ApartMail, 1);
	apart->answer = g_strdup(index_column(row, 0));
	apart->asked = g_strdup(index_column(row, 1));
	apart->same = sqlite3_column_int(row, 2) != 0;
	g_ptr_array_add(data, apart);
	return TRUE;
}

/* In this order, or SQLite goes through all tickets that are not merged, or all
 * entries: most have no Message-ID, and it takes a rare one for one of them. */
#define FROM_ANSWER " FROM ticket AS answering" \
	" CROSS JOIN entry AS answer ON answer.ticket = answering.id" \
	" CROSS JOIN awaited ON awaited.entry = answer.id" \
	" CROSS JOIN entry AS asked INDEXED BY entry_message" \
	" ON asked.message_id = awaited.message_id" \
	" CROSS JOIN ticket AS asking ON asking.id = asked.ticket" \
	" WHERE answering.uid = ?"
#define FROM_ASKED " FROM ticket AS asking" \
	" CROSS JOIN entry AS asked ON asked.ticket = asking.id" \
	" CROSS JOIN awaited ON awaited.message_id = asked.message_id" \
	" CROSS JOIN entry AS answer ON answer.id = awaited.entry" \
	" CROSS JOIN ticket AS answering ON answering.id = answer.ticket" \
	" WHERE asking.uid = ?"
/* The later one of a pair is the answer. */
#define FROM_SAME " FROM ticket AS told" \
	" CROSS JOIN entry AS mine ON mine.ticket = told.id" \
	" AND mine.kind = 'message' AND mine.message_id <> ''" \
	" CROSS JOIN entry AS answer INDEXED BY entry_message" \
	" ON answer.message_id = mine.message_id AND answer.kind = 'message'" \
	" CROSS JOIN ticket AS answering ON answering.id = answer.ticket" \
	" CROSS JOIN entry AS asked INDEXED BY entry_message" \
	" ON asked.message_id = mine.message_id AND asked.kind = 'message'" \
	" CROSS JOIN ticket AS asking ON asking.id = asked.ticket" \
	" WHERE told.uid = ? AND told.id IN (answering.id, asking.id)" \
	" AND (asking.created, asking.number, asking.uid) <" \
	" (answering.created, answering.number, answering.uid)"
#define APART(from, same) "SELECT answering.uid, asking.uid, " same from \
	" AND answering.id <> asking.id" \
	" AND answer.retracted = 0 AND asked.retracted = 0" \
	" AND answering.merged_into = '' AND asking.merged_into = ''" \
	" AND NOT EXISTS (SELECT 1 FROM ticket_list AS link" \
	" WHERE link.field = 'links' AND ((link.ticket = answering.id" \
	" AND link.value LIKE '% ' || asking.uid) OR (link.ticket = asking.id" \
	" AND link.value LIKE '% ' || answering.uid)))"

GPtrArray *index_apart_mails(Index *index, const char *uid, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(
		apart_mail_free);
	return index_each(index, keep_apart, list, error,
		APART(FROM_ANSWER, "0") " UNION " APART(FROM_ASKED, "0")
		" UNION " APART(FROM_SAME, "1") " ORDER BY 1, 2, 3 DESC LIMIT "
		MOST, "ttt", uid, uid, uid) ? g_steal_pointer(&list) : NULL;
}

void sent_mail_free(SentMail *mail)
{
	g_free(mail->uid);
	g_free(mail->entry);
	g_free(mail->kind);
	g_ptr_array_unref(mail->to);
	g_free(mail);
}

static gboolean keep_sent(sqlite3_stmt *row, void *data, GError **error)
{
	SentMail *mail = *(SentMail **)data = g_new0(SentMail, 1);
	mail->uid = g_strdup(index_column(row, 0));
	mail->entry = g_strdup(index_column(row, 1));
	mail->kind = g_strdup(index_column(row, 2));
	mail->to = g_ptr_array_new_with_free_func(g_free);
	return index_add_list(mail->to, index_column(row, 3), error) &&
		index_add_list(mail->to, index_column(row, 4), error);
}

gboolean index_sent_mail(Index *index, const char *message_id, SentMail **mail,
	GError **error)
{
	*mail = NULL;
	if (index_each(index, keep_sent, mail, error,
		OF_MESSAGE(", entry.entry_id, entry.kind,"
			" json_extract(entry.extra, '$.to'),"
			" json_extract(entry.extra, '$.cc')", IS_OWN, "1"), "t",
		message_id))
		return TRUE;
	g_clear_pointer(mail, sent_mail_free);
	return FALSE;
}

/* --- headers alone --------------------------------------------------------- */

static const RecordShape header_mail = {sizeof(HeaderMail), {
	RECORD_TEXT(HeaderMail, ticket), RECORD_TEXT(HeaderMail, entry),
	RECORD_TEXT(HeaderMail, folder), RECORD_TEXT(HeaderMail, uidvalidity),
	RECORD_TEXT(HeaderMail, uid), RECORD_NUMBER(HeaderMail, size)}};

GPtrArray *index_header_mails(Index *index, const char *account,
	GError **error)
{
	return index_records(index, &header_mail, error,
		"SELECT ticket.uid, e.entry_id, e.folder, e.uidvalidity,"
		" e.uid, json_extract(e.extra, '$.oversize')"
		" FROM entry AS e JOIN ticket ON ticket.id = e.ticket"
		" WHERE e.account = ? AND e.retracted = 0 AND e.uid <> ''"
		" AND e.kind IN ('comment', 'message')"
		" AND instr(e.extra, '\"oversize\"') > 0"
		" AND NOT EXISTS (SELECT 1 FROM entry AS w"
		" WHERE w.ticket = e.ticket"
		" AND instr(w.extra, '\"whole-of\"') > 0"
		" AND json_extract(w.extra, '$.whole-of') = e.entry_id)"
		" ORDER BY e.folder, e.uidvalidity, e.at, e.entry_id",
		"t", account);
}

GPtrArray *index_quiet_tickets(Index *index, const char *account,
	Instant before, GError **error)
{
	return index_texts(index, error, "SELECT uid FROM ticket"
		" WHERE status IN " INDEX_OPEN_STATUSES
		" AND (SELECT account FROM entry WHERE entry.ticket = ticket.id"
		" AND kind <> 'subject' ORDER BY position LIMIT 1) = ?"
		" AND (SELECT max(at) FROM entry WHERE entry.ticket = ticket.id)"
		" < ? ORDER BY uid", "ti", account, before);
}
