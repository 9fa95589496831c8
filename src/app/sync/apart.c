/* Two hosts took in a mail and its answer, or two texts of one mail, neither of
 * which knew of the other. */
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/ticket_name.h"
#include "app/sync/sync_parts.h"
#include "base/error.h"
#include "base/identifier.h"
#include "index/mail_seen.h"
#include "store/replay.h"

#define MOST_TICKETS 1000
#define MOST_LINES 5

static const Phrase
	same = {"#%1 and #%2 came under one Message-ID with other texts: where "
			"that is one mail, `desk merge %1 %2` joins them, else "
			"`desk link %1 relates %2` keeps them apart",
		"#%1 и #%2 пришли под одним Message-ID с разными текстами; если "
		"это одно письмо, их соединит `desk merge %1 %2`, если нет — "
		"разведёт `desk link %1 relates %2`"},
	apart = {"#%1 answers a mail of #%2, which another host took in: "
			"where that is one conversation, `desk merge %1 %2` joins "
			"them, else `desk link %1 relates %2` keeps them apart",
		"#%1 отвечает на письмо из #%2, принятое другой машиной; если "
		"это один разговор, их соединит `desk merge %1 %2`, если нет — "
		"разведёт `desk link %1 relates %2`"};

static void add_ticket(const StoreDifference *difference, void *data)
{
	GHashTable *uids = data;
	char *uid = uid_from_path(difference->path);
	if (uid && *difference->after &&
		g_hash_table_size(uids) < MOST_TICKETS)
		g_hash_table_add(uids, uid);
	else
		g_free(uid);
}

static gboolean add_line(Desk *desk, const ApartMail *mail, GHashTable *told,
	GPtrArray *lines, GError **error)
{
	char *pair = g_strjoin(" ", mail->answer, mail->asked, NULL);
	if (lines->len >= MOST_LINES) {
		g_free(pair);
		return TRUE;
	}
	if (!g_hash_table_add(told, pair))
		return TRUE;
	g_autofree char *answer = desk_ticket_name(desk, mail->answer, error);
	g_autofree char *asked = answer ? desk_ticket_name(desk, mail->asked,
		error) : NULL;
	if (asked)
		g_ptr_array_add(lines, desk_words_keep(mail->same ? &same :
			&apart, answer, asked, NULL));
	return asked != NULL;
}

GPtrArray *apart_lines(Desk *desk, const char *before, const char *after,
	GError **error)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) uids = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	Index *index = desk_index(desk, error);
	if (!index || !store_compare(desk_store(desk, NULL), before, after,
		add_ticket, uids, error))
		return NULL;
	GHashTableIter iterator;
	gpointer uid;
	g_hash_table_iter_init(&iterator, uids);
	while (g_hash_table_iter_next(&iterator, &uid, NULL)) {
		g_autoptr(GPtrArray) mails = index_apart_mails(index, uid, error);
		for (guint i = 0; mails && i < mails->len; i++)
			if (!add_line(desk, mails->pdata[i], told, lines, error))
				return NULL;
		if (!mails)
			return NULL;
	}
	return g_steal_pointer(&lines);
}
