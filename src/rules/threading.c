#include "rules/threading.h"

#include <string.h>

#define MERGE_STEPS 20 /* a chain of merges, or a circle made by hand */
#define TOKEN_MIN 8
#define LIMIT_CANDIDATES 20

void thread_answer_clear(ThreadAnswer *answer)
{
	g_clear_pointer(&answer->uid, g_free);
	g_clear_pointer(&answer->linked, g_free);
}

/* --- tags ------------------------------------------------------------ */

#define NAME_CHARACTERS "0123456789abcdefghjkmnpqrstvwxyz"
#define HANDLE_LEAST 4

/* A number, or the handle that a ticket has before it: "1042", "k3f9". */
static gboolean is_name(const char *text, gsize size)
{
	if (strspn(text, "0123456789") == size)
		return g_ascii_strtoll(text, NULL, 10) > 0;
	return size >= HANDLE_LEAST && g_ascii_isalpha(text[0]);
}

/* The span of "[PREFIX#NAME]". */
static const char *find_tag(const char *subject, const char *prefix,
	char **name, const char **end)
{
	gsize length = strlen(prefix);
	for (const char *at = strchr(subject, '['); at; at = strchr(at + 1, '[')) {
		if (g_ascii_strncasecmp(at + 1, prefix, length) != 0 ||
			at[1 + length] != '#')
			continue;
		const char *start = at + 2 + length;
		gsize size = strspn(start, NAME_CHARACTERS);
		if (start[size] != ']' || !is_name(start, size))
			continue;
		if (name)
			*name = g_strndup(start, size);
		*end = start + size + 1;
		return at;
	}
	return NULL;
}

static const char *skip_reply_marks(const char *text)
{
	static const char *const marks[] = {"re:", "aw:", "fwd:", "fw:", "wg:",
		"sv:", "отв:", "ответ:", "на:"};
	for (guint i = 0; i < G_N_ELEMENTS(marks);) {
		gsize length = strlen(marks[i]);
		while (*text == ' ')
			text++;
		g_autofree char *start = g_strndup(text, length);
		g_autofree char *small = g_utf8_strdown(start, -1);
		if (strcmp(small, marks[i]) != 0) {
			i++;
			continue;
		}
		text += length;
		i = 0;
	}
	return text;
}

char *subject_without_tag(const char *subject, const char *prefix)
{
	const char *end;
	const char *at = *prefix ? find_tag(subject, prefix, NULL, &end) : NULL;
	if (!at)
		return g_strstrip(g_strdup(subject));
	g_autofree char *before = g_strndup(subject, (gsize)(at - subject));
	g_autofree char *joined = g_strconcat(before, end, NULL);
	return g_strstrip(g_strdup(skip_reply_marks(joined)));
}

/* --- steps ----------------------------------------------------------- */

static char *follow_merges(const ThreadStore *store, void *data, char *uid)
{
	for (guint i = 0; uid && i < MERGE_STEPS; i++) {
		char *target = store->merged_into(data, uid);
		if (!target)
			break;
		g_free(uid);
		uid = target;
	}
	return uid;
}

static char *by_plus_address(const ThreadMail *mail, const ThreadStore *store,
	void *data)
{
	for (guint i = 0; mail->recipients && i < mail->recipients->len; i++) {
		const char *address = g_ptr_array_index(mail->recipients, i);
		const char *plus = strchr(address, '+');
		const char *at = strrchr(address, '@');
		if (!plus || !at || at < plus + 1 + TOKEN_MIN)
			continue;
		g_autofree char *token = g_ascii_strdown(plus + 1,
			at - plus - 1);
		char *uid = store->by_token(data, token);
		if (uid)
			return uid;
	}
	return NULL;
}

static char *by_tag(const ThreadMail *mail, const ThreadStore *store, void *data)
{
	const char *end;
	g_autofree char *name = NULL;
	return *mail->prefix && find_tag(mail->subject, mail->prefix, &name,
		&end) ? store->by_name(data, name) : NULL;
}

static char *by_own_id(const ThreadMail *mail, const ThreadStore *store,
	void *data)
{
	for (guint i = mail->references ? mail->references->len : 0; i-- > 0;) {
		g_autoptr(GPtrArray) uids = store->by_message_id(data,
			g_ptr_array_index(mail->references, i), TRUE);
		if (uids->len > 0)
			return g_strdup(uids->pdata[0]);
	}
	return NULL;
}

/* --- without a proof --------------------------------------------------- */

typedef struct {
	const ThreadMail *mail;
	const ThreadStore *store;
	void *data;
	ThreadAnswer *answer;
	GHashTable *asked; /* uids */
} Search;

static gboolean belongs(const Search *search, ThreadStep step, const char *uid)
{
	const GPtrArray *others = search->mail->others;
	if (search->store->belongs(search->data, uid, search->mail->sender))
		return TRUE;
	for (guint i = 0; step == THREAD_AWAITED && others && i < others->len;
		i++)
		if (search->store->belongs(search->data, uid, others->pdata[i]))
			return TRUE;
	return FALSE;
}

/* Takes `uid`, or its target, if the sender belongs to it: TRUE. */
static gboolean take(Search *search, ThreadStep step, const char *uid)
{
	if (!uid || g_hash_table_size(search->asked) >= LIMIT_CANDIDATES ||
		!g_hash_table_add(search->asked, g_strdup(uid)))
		return FALSE;
	g_autofree char *target = follow_merges(search->store, search->data,
		g_strdup(uid));
	ThreadAnswer *answer = search->answer;
	if (belongs(search, step, target)) {
		g_clear_pointer(&answer->linked, g_free);
		answer->uid = g_steal_pointer(&target);
		answer->step = step;
		return TRUE;
	}
	if (!answer->linked)
		answer->linked = g_steal_pointer(&target);
	return FALSE;
}

static gboolean take_any(Search *search, ThreadStep step, GPtrArray *uids)
{
	gboolean taken = FALSE;
	for (guint i = 0; i < uids->len && !taken; i++)
		taken = take(search, step, uids->pdata[i]);
	g_ptr_array_unref(uids);
	return taken;
}

static gboolean search_references(Search *search, ThreadStep step)
{
	const GPtrArray *ids = search->mail->references;
	for (guint i = ids ? ids->len : 0; i-- > 0;)
		if (take_any(search, step, step == THREAD_AWAITED ?
			search->store->awaiting(search->data, ids->pdata[i]) :
			search->store->by_message_id(search->data,
				ids->pdata[i], FALSE)))
			return TRUE;
	return FALSE;
}

static void search_all(Search *search)
{
	const ThreadMail *mail = search->mail;
	if (search_references(search, THREAD_FOREIGN_ID) ||
		take(search, THREAD_INVITATION, mail->invitation) ||
		(mail->message_id && take_any(search, THREAD_AWAITED,
			search->store->awaiting(search->data,
				mail->message_id))) ||
		search_references(search, THREAD_AWAITED))
		return;
	g_autofree char *tagged = by_tag(mail, search->store, search->data);
	take(search, THREAD_TAG, tagged);
}

void thread_find(const ThreadMail *mail, const ThreadStore *store, void *data,
	ThreadAnswer *answer)
{
	memset(answer, 0, sizeof *answer);
	answer->step = THREAD_OWN_ID;
	answer->uid = by_own_id(mail, store, data);
	if (!answer->uid) {
		answer->step = THREAD_TOKEN;
		answer->uid = by_plus_address(mail, store, data);
	}
	answer->is_proof = answer->uid != NULL;
	answer->uid = follow_merges(store, data, answer->uid);
	if (answer->uid)
		return;
	g_autoptr(GHashTable) asked = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	Search search = {mail, store, data, answer, asked};
	answer->step = THREAD_NEW;
	search_all(&search);
}
