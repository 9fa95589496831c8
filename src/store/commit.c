#include "store/commit.h"

#include "store/internal.h"

#include <string.h>

static const Phrase
	malformed = {"commit %1 is malformed; see `git fsck`",
		"коммит %1 испорчен; проверьте: `git fsck`"};

/* One after the other they are read several times by what a sync does. */
#define MOST_HELD 8192
#define HELD_BYTES 4096

#define TREE_LINE 46   /* "tree <40>\n" */
#define PARENT_LINE 48 /* "parent <40>\n" */

/* 0001-01-01 and 9999-12-31 */
#define EARLIEST G_GINT64_CONSTANT(-62135596800)
#define LATEST G_GINT64_CONSTANT(253402300799)

gboolean commit_parse(GBytes *raw, CommitHead *head)
{
	gsize size;
	const char *at = g_bytes_get_data(raw, &size);
	head->parent_count = 0;
	if (size < TREE_LINE)
		return FALSE;
	head->end = at + size;
	if (memcmp(at, "tree ", 5) != 0 ||
		git_oid_fromstrn(&head->tree, at + 5, GIT_OID_HEXSZ))
		return FALSE;
	at += TREE_LINE;
	head->parents = at;
	git_oid parent;
	for (; head->end - at >= PARENT_LINE && memcmp(at, "parent ", 7) == 0;
		at += PARENT_LINE) {
		if (git_oid_fromstrn(&parent, at + 7, GIT_OID_HEXSZ))
			return FALSE;
		head->parent_count++;
	}
	head->rest = at;
	return TRUE;
}

typedef struct {
	git_oid oid; /* first: the key of the table */
	GBytes *raw;
} Held;

static void held_free(void *data)
{
	Held *held = data;
	g_bytes_unref(held->raw);
	g_free(held);
}

GHashTable *commit_table(void)
{
	return g_hash_table_new_full(oid_hash, oid_same, NULL, held_free);
}

static void hold(GHashTable *table, const git_oid *oid, GBytes *raw)
{
	if (g_bytes_get_size(raw) > HELD_BYTES)
		return;
	if (g_hash_table_size(table) >= MOST_HELD)
		g_hash_table_remove_all(table);
	Held *held = g_new(Held, 1);
	*held = (Held){*oid, g_bytes_ref(raw)};
	g_hash_table_add(table, held);
}

GBytes *commit_read(Store *store, const git_oid *oid, CommitHead *head,
	GError **error)
{
	const Held *held = g_hash_table_lookup(store->commits, oid);
	if (held) {
		commit_parse(held->raw, head);
		return g_bytes_ref(held->raw);
	}
	g_autoptr(GBytes) raw = odb_read(store->odb, oid, GIT_OBJECT_COMMIT,
		error);
	if (!raw)
		return NULL;
	if (commit_parse(raw, head)) {
		hold(store->commits, oid, raw);
		return g_steal_pointer(&raw);
	}
	char name[41];
	git_oid_tostr(name, sizeof(name), oid);
	desk_refuse(error, DESK_ERROR_DATA, &malformed, name, NULL);
	return NULL;
}

void commit_parent(const CommitHead *head, guint number, git_oid *oid)
{
	git_oid_fromstrn(oid, head->parents + number * PARENT_LINE + 7,
		GIT_OID_HEXSZ);
}

/* --- words -------------------------------------------------------------- */

/* UTF-8 from bytes of the encoding that the commit names. */
static char *clean(const char *text, gsize size, const char *encoding)
{
	g_autofree char *converted = NULL;
	gsize length = 0;
	if (encoding && !g_utf8_validate(text, (gssize)size, NULL))
		converted = g_convert(text, (gssize)size, "UTF-8", encoding,
			NULL, &length, NULL);
	return converted ? g_utf8_make_valid(converted, (gssize)length) :
		g_utf8_make_valid(text, (gssize)size);
}

/* The value of the header `key` before the message; NULL if absent. */
static const char *find_header(const CommitHead *head, const char *key,
	gsize *size)
{
	gsize key_size = strlen(key);
	const char *at = head->rest;
	while (at < head->end && *at != '\n') {
		const char *stop = memchr(at, '\n', (gsize)(head->end - at));
		if (!stop)
			stop = head->end;
		if ((gsize)(stop - at) > key_size && at[key_size] == ' ' &&
			memcmp(at, key, key_size) == 0) {
			*size = (gsize)(stop - at) - key_size - 1;
			return at + key_size + 1;
		}
		at = stop + (stop < head->end);
	}
	return NULL;
}

const char *commit_message(const CommitHead *head)
{
	const char *at = head->rest;
	while (at < head->end && *at != '\n') {
		const char *stop = memchr(at, '\n', (gsize)(head->end - at));
		at = stop ? stop + 1 : head->end;
	}
	return at < head->end ? at + 1 : at;
}

/* Of "Name <mail> 1732180443 +0300"; 0: there is none. */
static Instant time_of(const char *line, gsize size)
{
	const char *shut = line ? g_strrstr_len(line, (gssize)size, ">") : NULL;
	if (!shut)
		return 0;
	g_autofree char *time = g_strndup(shut + 1,
		(gsize)(line + size - shut - 1));
	gint64 at = g_ascii_strtoll(time, NULL, 10);
	return at < EARLIEST || at > LATEST ? 0 : at;
}

static void parse_author(const char *line, gsize size, const char *encoding,
	CommitWords *words)
{
	const char *open = memchr(line, '<', size);
	const char *shut = g_strrstr_len(line, (gssize)size, ">");
	if (!open || !shut || shut < open)
		return;
	g_free(words->name);
	g_free(words->mail);
	words->name = g_strstrip(clean(line, (gsize)(open - line), encoding));
	words->mail = g_strstrip(clean(open + 1, (gsize)(shut - open - 1),
		encoding));
	words->dated = time_of(line, size);
}

void commit_words(const CommitHead *head, CommitWords *words)
{
	gsize size;
	const char *encoding = find_header(head, "encoding", &size);
	g_autofree char *named = encoding ? g_strndup(encoding, size) : NULL;
	*words = (CommitWords){g_strdup(""), g_strdup(""), NULL, 0, 0, 0};
	const char *author = find_header(head, "author", &size);
	if (author)
		parse_author(author, size, named, words);
	const char *committer = find_header(head, "committer", &size);
	words->recorded = time_of(committer, size);
	words->at = instant_is_ahead(words->dated, words->recorded) ?
		words->recorded : words->dated;
	const char *message = commit_message(head);
	words->message = clean(message, (gsize)(head->end - message), named);
}

void commit_words_clear(CommitWords *words)
{
	g_clear_pointer(&words->name, g_free);
	g_clear_pointer(&words->mail, g_free);
	g_clear_pointer(&words->message, g_free);
}

/* --- making ------------------------------------------------------------- */

char *commit_clean_person(const char *text)
{
	char *cleaned = g_utf8_make_valid(text ? text : "", -1);
	g_strdelimit(cleaned, "<>\n\r", ' ');
	return g_strstrip(cleaned);
}

static void append_person(GString *out, const char *role,
	const StoreMessage *message)
{
	g_autofree char *name = commit_clean_person(message->name);
	g_autofree char *mail = commit_clean_person(message->mail);
	int offset = ABS(message->zone_offset_minutes);
	g_string_append_printf(out, "%s %s <%s> %" G_GINT64_FORMAT " %c%02d%02d\n",
		role, *name ? name : "desk", mail, MAX(message->at, 0),
		message->zone_offset_minutes < 0 ? '-' : '+', offset / 60,
		offset % 60);
}

static void append_head(GString *out, const git_oid *tree,
	const git_oid *parents, guint count)
{
	char name[41];
	g_string_append_printf(out, "tree %s\n",
		git_oid_tostr(name, sizeof(name), tree));
	for (guint i = 0; i < count; i++)
		if (!git_oid_is_zero(&parents[i]))
			g_string_append_printf(out, "parent %s\n",
				git_oid_tostr(name, sizeof(name), &parents[i]));
}

static gboolean is_kept(const char *line, gsize size)
{
	static const char *const kept[] = {"author ", "committer ",
		"encoding "};
	for (gsize i = 0; i < G_N_ELEMENTS(kept); i++)
		if (size > strlen(kept[i]) &&
			memcmp(line, kept[i], strlen(kept[i])) == 0)
			return TRUE;
	return FALSE;
}

GBytes *commit_move(const CommitHead *head, const git_oid *tree,
	const git_oid *parents, guint count, const char *message)
{
	GString *out = g_string_new(NULL);
	append_head(out, tree, parents, count);
	const char *at = head->rest;
	while (at < head->end && *at != '\n') {
		const char *stop = memchr(at, '\n', (gsize)(head->end - at));
		stop = stop ? stop + 1 : head->end;
		if (is_kept(at, (gsize)(stop - at)))
			g_string_append_len(out, at, stop - at);
		at = stop;
	}
	if (message)
		g_string_append_printf(out, "\n%s", message);
	else
		g_string_append_len(out, at, head->end - at);
	return g_string_free_to_bytes(out);
}

GBytes *commit_format(const git_oid *tree, const git_oid *parent,
	const StoreMessage *message)
{
	GString *out = g_string_new(NULL);
	append_head(out, tree, parent, 1);
	append_person(out, "author", message);
	append_person(out, "committer", message);
	g_autofree char *text = g_utf8_make_valid(message->message, -1);
	g_strchomp(text);
	g_string_append_printf(out, "\n%s\n", text);
	return g_string_free_to_bytes(out);
}
