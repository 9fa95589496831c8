/* What waits to be sent, by the index alone, and what settles it. */

#include "app/outbox/outbox.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/outbox_address.h"
#include "app/desk/ticket_name.h"
#include "app/operation/approval.h"
#include "base/error.h"
#include "model/ticket.h"

static const Phrase none_waits = {"%1: no mail of it waits; `desk send --list` "
		"shows what does, `desk show %2` what became of the rest",
	"%1: ни одно её письмо не ждёт; что ждёт, показывает `desk send "
	"--list`, что стало с остальными — `desk show %2`"};

gboolean outbox_settles(const Entry *entry, const char *of)
{
	return strcmp(entry->kind, "delivery") == 0 &&
		strcmp(entry_get(entry, "of"), of) == 0 &&
		strcmp(entry_get(entry, "state"), "reported") != 0;
}

/* Does a mail wait for an approval, and until when after it? */
static gboolean judge_approval(Desk *desk, OutboxMail *mail, GError **error)
{
	gboolean inside = !mail->held, given;
	if (!mail->held && !*mail->mentor)
		return TRUE;
	for (guint i = 0; inside && i < mail->to->len; i++)
		if (!approval_is_agent(desk, mail->to->pdata[i], &inside, error))
			return FALSE;
	if (inside)
		return TRUE;
	if (!approval_given(desk, mail->uid, mail->entry, mail->author, &given,
		&mail->not_before, error))
		return FALSE;
	mail->unapproved = !given;
	return TRUE;
}

static GPtrArray *read_mails(Desk *desk, const char *uid, const char *entry,
	GError **error)
{
	Index *index = desk_index(desk, error);
	g_autoptr(GPtrArray) mails = index ? index_outbox(index, uid, entry,
		error) : NULL;
	for (guint i = 0; mails && i < mails->len; i++) {
		OutboxMail *mail = mails->pdata[i];
		if (!judge_approval(desk, mail, error))
			return NULL;
		for (guint to = 0; to < mail->to->len; to++) {
			g_autofree char *written = mail->to->pdata[to];
			mail->to->pdata[to] = outbox_bare_address(written);
		}
	}
	return g_steal_pointer(&mails);
}

GPtrArray *outbox_list(Desk *desk, GError **error)
{
	return read_mails(desk, NULL, NULL, error);
}

OutboxMail *outbox_get(Desk *desk, const char *uid, const char *entry,
	GError **error)
{
	g_autoptr(GPtrArray) mails = read_mails(desk, uid, entry, error);
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
	OutboxCounts counts;
	Index *index = desk_index(desk, error);
	if (!index || !index_outbox_counts(index, &counts, error))
		return FALSE;
	*unsent = counts.unsent;
	*undelivered = counts.undelivered;
	*unapproved = 0;
	return counts.unsent == 0 || !counts.approvals ||
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
	desk_refuse(error, DESK_ERROR_NOT_FOUND, &none_waits, name, ticket,
		NULL);
	return NULL;
}
