/*
 * Limits before parsing: one pass over the lines that follows the structure
 * closely enough to find where it gets out of hand. A MIME parser compares
 * each line with all boundaries that are open, so depth times lines is what a
 * hostile mail can make it do.
 */
#include <gmime/gmime.h>
#include <string.h>

#include "mail/reading.h"

/* Comparisons of a line that starts with "--" with an open boundary. */
#define LIMIT_WORK 20000000
#define LIMIT_LINE (256 * 1024) /* of a header, folded lines included */

typedef struct {
	const char *bytes;
	gsize size;
	const MailLimits *limits;
	GPtrArray *open;     /* char* "--boundary", outermost first */
	GHashTable *opened;  /* the same, to how often it is open */
	GArray *around;	     /* guint: messages around each of them */
	guint parts, messages;
	gsize work;
	gsize body;	     /* where the mail's own header ends */
	gboolean first;	     /* it is being read */
	guint headers;	     /* of this part */
	GString *type;	     /* its Content-Type, folded */
	gboolean in_header, in_type;
	gsize header_size;   /* of this header */
	GString *copy;	     /* once something was left out; else NULL */
	gsize copied;	     /* up to here `bytes` is in `copy` */
	const char *what;
} Guard;

/* Leaves out bytes [from, to). */
static void leave_out(Guard *guard, gsize from, gsize to, const char *what)
{
	if (!guard->copy)
		guard->copy = g_string_sized_new(guard->size);
	g_string_append_len(guard->copy, guard->bytes + guard->copied,
		(gssize)(from - guard->copied));
	guard->copied = to;
	if (!guard->what)
		guard->what = what;
}

static void start_header(Guard *guard)
{
	guard->in_header = TRUE;
	guard->in_type = FALSE;
	guard->headers = 0;
	g_string_truncate(guard->type, 0);
}

static void close_boundaries(Guard *guard, guint keep)
{
	while (guard->open->len > keep) {
		const char *last = guard->open->pdata[guard->open->len - 1];
		guint count = GPOINTER_TO_UINT(
			g_hash_table_lookup(guard->opened, last));
		if (count > 1)
			g_hash_table_insert(guard->opened, g_strdup(last),
				GUINT_TO_POINTER(count - 1));
		else
			g_hash_table_remove(guard->opened, last);
		guard->messages = g_array_index(guard->around, guint,
			guard->open->len - 1);
		g_ptr_array_set_size(guard->open, (int)guard->open->len - 1);
		g_array_set_size(guard->around, guard->open->len);
	}
}

static guint depth(const Guard *guard)
{
	return guard->open->len + guard->messages;
}

static void open_boundary(Guard *guard, const char *boundary)
{
	char *line = g_strconcat("--", boundary, NULL);
	guint count = GPOINTER_TO_UINT(
		g_hash_table_lookup(guard->opened, line));
	g_hash_table_insert(guard->opened, g_strdup(line),
		GUINT_TO_POINTER(count + 1));
	g_ptr_array_add(guard->open, line);
	g_array_append_val(guard->around, guard->messages);
}

/* The empty line after the header of a part: what follows it? */
static void end_header(Guard *guard)
{
	guard->in_header = FALSE;
	if (guard->type->len == 0)
		return;
	GMimeContentType *type = g_mime_content_type_parse(NULL,
		guard->type->str);
	const char *boundary = g_mime_content_type_get_parameter(type,
		"boundary");
	if (g_mime_content_type_is_type(type, "message", "*")) {
		guard->messages++;
		start_header(guard);
	} else if (g_mime_content_type_is_type(type, "multipart", "*") &&
		boundary) {
		open_boundary(guard, boundary);
	}
	g_object_unref(type);
}

/* The index of the open boundary that the line is, -1 if it is none. */
static int boundary_at(Guard *guard, const char *line, gsize size,
	gboolean *closing)
{
	if (size < 3 || line[0] != '-' || line[1] != '-' || size > 1000)
		return -1;
	g_autofree char *text = g_strchomp(g_strndup(line, size));
	*closing = FALSE;
	gsize length = strlen(text);
	if (!g_hash_table_contains(guard->opened, text)) {
		if (length < 4 || !g_str_has_suffix(text, "--"))
			return -1;
		text[length - 2] = '\0';
		*closing = TRUE;
		if (!g_hash_table_contains(guard->opened, text))
			return -1;
	}
	for (guint i = guard->open->len; i > 0; i--)
		if (strcmp(guard->open->pdata[i - 1], text) == 0)
			return (int)i - 1;
	return -1;
}

static void take_boundary(Guard *guard, int index, gboolean closing)
{
	close_boundaries(guard, (guint)index + (closing ? 0 : 1));
	if (!closing)
		guard->messages = g_array_index(guard->around, guint, index);
	if (closing) {
		guard->in_header = FALSE;
		return;
	}
	guard->parts++;
	start_header(guard);
}

static void take_header_line(Guard *guard, gsize at, gsize end)
{
	const char *line = guard->bytes + at;
	gboolean folded = line[0] == ' ' || line[0] == '\t';
	if (!folded) {
		guard->headers++;
		guard->header_size = 0;
		guard->in_type = g_ascii_strncasecmp(line, "content-type:",
					 MIN(end - at, 13)) == 0;
		if (guard->in_type)
			g_string_truncate(guard->type, 0);
	}
	gsize before = guard->header_size;
	guard->header_size += end - at;
	if (guard->headers > guard->limits->limit_headers) {
		leave_out(guard, at, end, "headers");
		return;
	}
	if (guard->header_size > LIMIT_LINE) {
		gsize keep = before < LIMIT_LINE ? LIMIT_LINE - before : 0;
		gsize to = keep > 0 && line[end - at - 1] == '\n' ? end - 1
								  : end;
		leave_out(guard, MIN(at + keep, to), to, "long header");
		end = MIN(at + keep, to);
	}
	if (!guard->in_type || guard->type->len > 8192)
		return;
	gsize skip = folded ? 0 : MIN(end - at, 13);
	for (gsize i = at + skip; i < end; i++)
		if (guard->bytes[i] && !strchr("\r\n", guard->bytes[i]))
			g_string_append_c(guard->type, guard->bytes[i]);
}

static gboolean is_empty(const char *line, gsize size)
{
	return size == 0 || line[0] == '\n' ||
		(size == 2 && line[0] == '\r' && line[1] == '\n');
}

/* FALSE where the mail must end. */
static gboolean leave_header(Guard *guard, gsize at)
{
	end_header(guard);
	if (depth(guard) <= guard->limits->limit_depth)
		return TRUE;
	leave_out(guard, at, guard->size, "depth");
	return FALSE;
}

/* FALSE where the mail must end. */
static gboolean take_line(Guard *guard, gsize at, gsize end)
{
	gboolean closing;
	if (guard->first && at < guard->body) {
		if (!is_empty(guard->bytes + at, end - at))
			take_header_line(guard, at, end);
		return TRUE;
	}
	if (guard->first) {
		guard->first = FALSE;
		if (!leave_header(guard, at))
			return FALSE;
	}
	int index = boundary_at(guard, guard->bytes + at, end - at, &closing);
	if (index >= 0) {
		if (guard->parts >= guard->limits->limit_parts) {
			leave_out(guard, at, guard->size, "parts");
			return FALSE;
		}
		take_boundary(guard, index, closing);
		return TRUE;
	}
	if (end - at > 2 && memcmp(guard->bytes + at, "--", 2) == 0)
		guard->work += guard->open->len;
	if (guard->work > LIMIT_WORK) {
		leave_out(guard, at, guard->size, "lines like boundaries");
		return FALSE;
	}
	if (!guard->in_header)
		return TRUE;
	if (!is_empty(guard->bytes + at, end - at)) {
		take_header_line(guard, at, end);
		return TRUE;
	}
	return leave_header(guard, at);
}

GBytes *mail_guard(GBytes *raw, const MailLimits *limits, const char **what)
{
	Guard guard = {
		.limits = limits,
		.open = g_ptr_array_new_with_free_func(g_free),
		.opened = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
			NULL),
		.around = g_array_new(FALSE, FALSE, sizeof(guint)),
		.type = g_string_new(NULL),
	};
	guard.bytes = g_bytes_get_data(raw, &guard.size);
	g_autoptr(MailHeaders) own = mail_headers_read(guard.bytes, guard.size,
		0);
	guard.body = own->body;
	guard.first = TRUE;
	start_header(&guard);
	for (gsize at = 0, end; at < guard.size; at = end) {
		const char *newline = memchr(guard.bytes + at, '\n',
			guard.size - at);
		end = newline ? (gsize)(newline - guard.bytes) + 1 : guard.size;
		if (!take_line(&guard, at, end))
			break;
	}
	if (guard.copy && guard.copied < guard.size)
		g_string_append_len(guard.copy, guard.bytes + guard.copied,
			(gssize)(guard.size - guard.copied));
	g_string_free(guard.type, TRUE);
	g_array_unref(guard.around);
	g_hash_table_unref(guard.opened);
	g_ptr_array_unref(guard.open);
	if (what)
		*what = guard.what;
	return guard.copy ? g_string_free_to_bytes(guard.copy)
			  : g_bytes_ref(raw);
}
