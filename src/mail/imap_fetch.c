#include "mail/imap_fetch.h"

#include <string.h>

#include "mail/imap_name.h"
#include "mail/source_kind.h"

#define CHUNK_MAILS 500
#define CHUNK_BYTES (8 * 1024 * 1024)
/* RFC 7162 recommends to keep command lines under 8192 octets. */
#define CHUNK_TEXT 7000
#define HEADER_BYTES (256 * 1024)

/* What came of one mail; it may wait for those before it. */
typedef struct {
	gsize size;
	gboolean known;	   /* the server has told its size */
	gboolean answered; /* and what it gives of it */
	Instant received;
	GBytes *body;	   /* NULL: nothing */
} Wanted;

typedef struct {
	GHashTable *wanted; /* decimal UID (borrowed) to Wanted */
	GPtrArray *uids;    /* in the order in which they are given on */
	guint next;	    /* the first that was not */
	GArray *ends;	    /* guint for each command: where in uids it ends */
	guint expunged;	    /* before all */
	MailEach each;
	void *data;
	gboolean stopped;
} Fetch;

static void wanted_free(gpointer data)
{
	Wanted *wanted = data;
	g_clear_pointer(&wanted->body, g_bytes_unref);
	g_free(wanted);
}

static Wanted *find(Fetch *fetch, guint32 uid)
{
	char text[16];
	g_snprintf(text, sizeof text, "%" G_GUINT32_FORMAT, uid);
	return g_hash_table_lookup(fetch->wanted, text);
}

static gboolean oversize(const ImapSession *session, gsize size)
{
	gsize limit = session->account->limit_bytes;
	return limit > 0 && size > limit;
}

/* The mail that a FETCH speaks of, if it was asked for. One that cannot be
 * understood says nothing: its lines are read, and the others go on. */
static Wanted *read_fetch(Fetch *fetch, ImapResponse *response,
	ImapFetch *answer)
{
	const char *rest;
	return imap_response_is(response, "FETCH", NULL, &rest) &&
			imap_response_fetch(response, rest, answer)
		? find(fetch, answer->uid)
		: NULL;
}

static gboolean take_size(G_GNUC_UNUSED ImapSession *session,
	ImapResponse *response, void *data, gboolean *taken,
	G_GNUC_UNUSED GError **error)
{
	ImapFetch answer;
	Wanted *wanted = read_fetch(data, response, &answer);
	if (!wanted || wanted->known)
		return TRUE;
	wanted->known = *taken = TRUE;
	wanted->size = answer.size;
	return TRUE;
}

/* A mail that the server did not speak of is gone, if it said that any is. */
static gboolean is_gone(const ImapSession *session, const Fetch *fetch,
	const Wanted *wanted)
{
	return !wanted->answered && session->expunged > fetch->expunged;
}

static gboolean deliver(ImapSession *session, Fetch *fetch, const char *uid,
	const Wanted *wanted, GError **error)
{
	MailItem item = {
		.uidvalidity = session->uidvalidity,
		.uid = (char *)uid,
		.received = wanted->received,
		.size = wanted->size,
		.oversize = oversize(session, wanted->size),
		.raw = wanted->body,
		.withheld = !wanted->body ? &mail_withheld_text
			: wanted->received == INSTANT_NONE
			? &mail_withheld_time
			: NULL,
	};
	GError *failure = NULL;
	fetch->stopped = !fetch->each(&item, fetch->data, &failure);
	if (!failure)
		return TRUE;
	/* The rest of the chunk is still on its way. */
	session->broken = TRUE;
	g_propagate_error(error, failure);
	return FALSE;
}

/* Gives on what has come up to `end`; `all`: what has not will not. */
static gboolean deliver_until(ImapSession *session, Fetch *fetch, guint end,
	gboolean all, GError **error)
{
	for (; fetch->next < end && !fetch->stopped; fetch->next++) {
		const char *uid = fetch->uids->pdata[fetch->next];
		Wanted *wanted = g_hash_table_lookup(fetch->wanted, uid);
		if (!wanted->answered && !all)
			return TRUE;
		if (!is_gone(session, fetch, wanted) &&
			!deliver(session, fetch, uid, wanted, error))
			return FALSE;
		g_clear_pointer(&wanted->body, g_bytes_unref);
	}
	return TRUE;
}

/* Each mail once, whatever the server repeats or invents. */
static gboolean take_body(ImapSession *session, ImapResponse *response,
	void *data, gboolean *taken, GError **error)
{
	Fetch *fetch = data;
	ImapFetch answer;
	Wanted *wanted = read_fetch(fetch, response, &answer);
	if (!wanted || !answer.has_body || wanted->answered)
		return TRUE;
	wanted->answered = *taken = TRUE;
	wanted->received = answer.received;
	if (answer.body && !fetch->stopped)
		wanted->body = g_bytes_ref(answer.body);
	return deliver_until(session, fetch, fetch->uids->len, FALSE, error);
}

static gboolean end_chunk(ImapSession *session, guint number, void *data,
	GError **error)
{
	Fetch *fetch = data;
	return deliver_until(session, fetch,
		g_array_index(fetch->ends, guint, number), TRUE, error);
}

/* Where the chunk that starts at `from` ends: by number, bytes, and length of
 * the command. `bytes` NULL: sizes are not known. */
static guint chunk_end(ImapSession *session, Fetch *fetch, GPtrArray *uids,
	guint from, gboolean sized)
{
	gsize bytes = 0, text = 0;
	guint to = from;
	while (to < uids->len && to - from < CHUNK_MAILS) {
		Wanted *wanted = g_hash_table_lookup(fetch->wanted,
			uids->pdata[to]);
		gboolean large = sized && oversize(session, wanted->size);
		if (to > from && large)
			break;
		bytes += sized ? wanted->size : 0;
		text += strlen(uids->pdata[to]) + 1;
		if (to > from && (bytes > CHUNK_BYTES || text > CHUNK_TEXT))
			break;
		to++;
		if (large)
			break;
	}
	return to;
}

static GPtrArray *size_commands(ImapSession *session, Fetch *fetch,
	GPtrArray *uids)
{
	GPtrArray *commands = g_ptr_array_new_with_free_func(g_free);
	for (guint from = 0, to; from < uids->len; from = to) {
		to = chunk_end(session, fetch, uids, from, FALSE);
		g_autofree char *set = imap_uid_set(uids, from, to);
		g_ptr_array_add(commands, g_strdup_printf(
			"UID FETCH %s (UID RFC822.SIZE)", set));
	}
	return commands;
}

static GPtrArray *body_commands(ImapSession *session, Fetch *fetch,
	GPtrArray *uids)
{
	GPtrArray *commands = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *header = g_strdup_printf("BODY.PEEK[HEADER]<0.%d>",
		HEADER_BYTES);
	for (guint from = 0, to; from < uids->len; from = to) {
		to = chunk_end(session, fetch, uids, from, TRUE);
		Wanted *first = g_hash_table_lookup(fetch->wanted,
			uids->pdata[from]);
		g_autofree char *set = imap_uid_set(uids, from, to);
		g_array_append_val(fetch->ends, to);
		g_ptr_array_add(commands, g_strdup_printf(
			"UID FETCH %s (UID INTERNALDATE %s)", set,
			oversize(session, first->size) ? header
						       : "BODY.PEEK[]"));
	}
	return commands;
}

/* Those that are not gone. */
static GPtrArray *present_uids(const ImapSession *session, Fetch *fetch,
	GPtrArray *uids)
{
	GPtrArray *present = g_ptr_array_new();
	for (guint i = 0; i < uids->len; i++) {
		Wanted *wanted = g_hash_table_lookup(fetch->wanted,
			uids->pdata[i]);
		if (wanted->known || !is_gone(session, fetch, wanted))
			g_ptr_array_add(present, uids->pdata[i]);
	}
	return present;
}

static gboolean fetch_all(ImapSession *session, Fetch *fetch, GPtrArray *uids,
	GError **error)
{
	g_autoptr(GPtrArray) sizes = size_commands(session, fetch, uids);
	if (!imap_session_pipeline(session, sizes, take_size, NULL, fetch, NULL,
		    error))
		return FALSE;
	g_autoptr(GPtrArray) present = present_uids(session, fetch, uids);
	g_autoptr(GPtrArray) bodies = body_commands(session, fetch, present);
	fetch->uids = present;
	return imap_session_pipeline(session, bodies, take_body, end_chunk,
		fetch, &fetch->stopped, error) && !fetch->stopped;
}

gboolean imap_fetch_mails(ImapSession *session, GPtrArray *uids, MailEach each,
	void *data, GError **error)
{
	Fetch fetch = {
		.wanted = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
			wanted_free),
		.ends = g_array_new(FALSE, FALSE, sizeof(guint)),
		.expunged = session->expunged,
		.each = each,
		.data = data,
	};
	for (guint i = 0; i < uids->len; i++)
		g_hash_table_insert(fetch.wanted, uids->pdata[i],
			g_new0(Wanted, 1));
	gboolean done = fetch_all(session, &fetch, uids, error);
	g_hash_table_unref(fetch.wanted);
	g_array_unref(fetch.ends);
	return done;
}
