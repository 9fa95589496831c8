#include "model/redact.h"

#include <string.h>

#include "base/error.h"
#include "model/ticket_parts.h"

static const Phrase
	identifies = {"%1: the text stands in what identifies the ticket or an "
			"entry of it (uid, id, kind, at), which stays; take a "
			"longer one",
		"%1: текст входит в то, по чему узнают заявку или её запись "
		"(uid, id, kind, at), а оно остаётся; возьмите текст длиннее"};

/* The longest that begins here, so that a part does not spoil the whole. */
static gsize length_at(const char *text, gsize left, const GPtrArray *secrets)
{
	gsize longest = 0;
	for (guint i = 0; i < secrets->len; i++) {
		const char *secret = secrets->pdata[i];
		gsize length = strlen(secret);
		if (length > longest && length <= left &&
			g_ascii_strncasecmp(text, secret, length) == 0)
			longest = length;
	}
	return longest;
}

char *redact_text(const char *text, gsize size, const GPtrArray *secrets)
{
	GString *out = g_string_sized_new(size);
	gboolean found = FALSE;
	for (gsize at = 0; at < size;) {
		gsize length = length_at(text + at, size - at, secrets);
		if (length > 0)
			g_string_append(out, REDACT_MARK);
		else
			g_string_append_c(out, text[at]);
		found |= length > 0;
		at += length > 0 ? length : 1;
	}
	return g_string_free(out, !found);
}

static gboolean is_redacted(const char *before, const char *after,
	gboolean *taken)
{
	return strcmp(before, after) != 0 && strstr(after, REDACT_MARK) &&
		text_is_redaction(before, after, taken);
}

void redact_find(const char *before, const char *after, GPtrArray *secrets)
{
	g_autofree gboolean *taken = g_new0(gboolean, strlen(before) + 1);
	if (!is_redacted(before, after, taken))
		return;
	for (gsize from = 0, to; before[from]; from = to) {
		for (to = from; taken[from] && taken[to]; to++)
			;
		g_autofree char *secret = g_strndup(before + from, to - from);
		if (to - from >= REDACT_SHORTEST &&
			!strstr(secret, REDACT_MARK))
			g_ptr_array_add(secrets, g_steal_pointer(&secret));
		to += to == from;
	}
}

char *redact_twice(const char *before, const char *one, const char *other)
{
	g_autofree gboolean *taken = g_new0(gboolean, strlen(before) + 1);
	return is_redacted(before, one, taken) &&
		is_redacted(before, other, taken) ?
		text_without(before, taken) : NULL;
}

/* --- a ticket's file -------------------------------------------------------- */

/* The key before the body, which is the last. */
static void append_marked(GString *out, const char *document, Instant at)
{
	const char *body = g_str_has_prefix(document, "body:") ? document :
		strstr(document, "\nbody:");
	gsize head = !body ? strlen(document) : (gsize)(body - document) +
		(*body == '\n');
	g_string_append_len(out, document, (gssize)head);
	if (head > 0 && document[head - 1] != '\n')
		g_string_append_c(out, '\n');
	g_autofree char *time = instant_format(at);
	if (!strstr(document, "\n" REDACT_KEY))
		g_string_append_printf(out, REDACT_KEY "%s\n", time);
	g_string_append(out, document + head);
}

static void append_document(GString *out, const char *bytes, gsize size,
	const GPtrArray *secrets, Instant at, gboolean *found)
{
	g_autofree char *without = redact_text(bytes, size, secrets);
	*found |= without != NULL;
	if (without)
		append_marked(out, without, at);
	else
		g_string_append_len(out, bytes, (gssize)size);
}

static gboolean stays_itself(const Ticket *before, const Ticket *after)
{
	guint count = ticket_entry_count(before);
	gboolean same = count == ticket_entry_count(after) &&
		strcmp(ticket_get(before, "uid"), ticket_get(after, "uid")) == 0;
	for (guint i = 0; same && i < count; i++)
		same = entry_is_named_alike(ticket_entry(before, i),
			ticket_entry(after, i));
	return same;
}

char *redact_ticket(const char *bytes, gsize size, const char *name,
	const GPtrArray *secrets, Instant at, GError **error)
{
	g_autoptr(Ticket) before = ticket_parse(bytes, size, name, error);
	if (!before)
		return NULL;
	gsize head = ticket_head_size(bytes, size);
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *plain = redact_text(bytes, head, secrets);
	gboolean found = plain != NULL;
	if (plain)
		g_string_append(out, plain);
	else
		g_string_append_len(out, bytes, (gssize)head);
	for (guint i = 0; i < ticket_entry_count(before); i++) {
		gsize length;
		const char *document = g_bytes_get_data(
			ticket_entry(before, i)->bytes, &length);
		g_string_append(out, "---\n");
		append_document(out, document, length, secrets, at, &found);
	}
	if (!found)
		return NULL;
	g_autoptr(Ticket) after = ticket_parse(out->str, out->len, name, NULL);
	if (after && stays_itself(before, after))
		return g_strndup(out->str, out->len);
	desk_refuse(error, DESK_ERROR_USAGE, &identifies, name, NULL);
	return NULL;
}

char *redact_both(const Entry *before, const Entry *one, const Entry *other)
{
	Instant at = INSTANT_NONE, other_at = INSTANT_NONE;
	g_autofree char *text = entry_without_both(before, one, other);
	if (!text || !instant_parse(entry_get(one, "redacted"), &at) ||
		!instant_parse(entry_get(other, "redacted"), &other_at))
		return NULL;
	GString *out = g_string_new(NULL);
	append_marked(out, text, MAX(at, other_at));
	return g_string_free(out, FALSE);
}

gboolean redact_was_done(const Ticket *before, const Ticket *after)
{
	for (guint i = 0; i < ticket_entry_count(before); i++) {
		const Entry *old = ticket_entry(before, i);
		const Entry *new = ticket_entry_by_id(after, old->id);
		if (new && new != old && !entry_is_same(old, new) &&
			entry_is_redaction(old, new))
			return TRUE;
	}
	return FALSE;
}
