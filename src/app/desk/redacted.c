#include "app/desk/redacted.h"

#include <string.h>

#include "store/replay.h"

/* A line of the note: "redacted: FIRST TIP". */
#define LINE "redacted: "

static gboolean is_name(const char *word)
{
	return strlen(word) == 40 && strspn(word, "0123456789abcdef") == 40;
}

static void read_line(GArray *tips, const char *line)
{
	g_auto(GStrv) words = g_str_has_prefix(line, LINE) ?
		g_strsplit(line + strlen(LINE), " ", 3) : NULL;
	RedactedTip tip;
	if (!words || g_strv_length(words) != 2 || !is_name(words[0]) ||
		!is_name(words[1]))
		return;
	g_strlcpy(tip.first, words[0], sizeof tip.first);
	g_strlcpy(tip.tip, words[1], sizeof tip.tip);
	g_array_append_val(tips, tip);
}

GArray *redacted_tips(Store *store, const char *ref, GError **error)
{
	char oid[41];
	g_autoptr(GError) problem = NULL;
	g_auto(StoreCommit) note = {0};
	g_autoptr(GArray) tips = g_array_new(FALSE, FALSE, sizeof(RedactedTip));
	if (!store_tip(store_place(store), ref, oid, &problem)) {
		if (!problem)
			return g_steal_pointer(&tips);
		g_propagate_error(error, g_steal_pointer(&problem));
		return NULL;
	}
	if (!store_commit_read(store, oid, &note, error))
		return NULL;
	g_auto(GStrv) lines = g_strsplit(note.message, "\n", -1);
	for (char **line = lines; *line; line++)
		read_line(tips, *line);
	return g_steal_pointer(&tips);
}

static void append(GString *text, const RedactedTip *tip)
{
	g_string_append_printf(text, LINE "%s %s\n", tip->first, tip->tip);
}

gboolean redacted_note(Store *store, const RedactedTip *tip, Instant now,
	GError **error)
{
	g_autoptr(GArray) tips = redacted_tips(store, REDACTED_REF, error);
	g_autofree char *name = store_author_name(store_place(store));
	g_autofree char *mail = store_author_mail(store_place(store));
	g_autoptr(GString) text = g_string_new("what was redacted\n\n");
	if (!tips)
		return FALSE;
	/* Begun before and ended in between, it led elsewhere. */
	for (guint i = 0; i < tips->len; i++)
		if (strcmp(g_array_index(tips, RedactedTip, i).first,
			tip->first) != 0)
			append(text, &g_array_index(tips, RedactedTip, i));
	append(text, tip);
	const StoreMessage message = {.message = text->str, .name = name,
		.mail = mail, .at = now};
	return store_note_about(store, REDACTED_REF, tip->tip, &message, error);
}
