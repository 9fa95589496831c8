#include "app/desk/letters.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/desk_parts.h"
#include "base/error.h"
#include "base/texts.h"
#include "store/tip.h"
#include "system/file.h"
#include "system/lock.h"
#include "system/step.h"

#define JOURNAL_LIMIT_BYTES (16 * 1024 * 1024)
#define KEPT_SECONDS (60 * 24 * 60 * 60)
#define TRAVEL_SECONDS (3 * 24 * 60 * 60)
#define TRAVEL_BYTES (32 * 1024)
#define LOCK_TIMEOUT_MS 5000

static char *path_of(Desk *desk, const char *name)
{
	return g_build_filename(desk_place(desk)->desk_folder, name, NULL);
}

FileLock *letters_lock(Desk *desk, GError **error)
{
	g_autofree char *path = path_of(desk, "letters.lock");
	return file_make_folder(desk_place(desk)->desk_folder, error) ?
		file_lock_take(path, "desk: letters", LOCK_TIMEOUT_MS, error) :
		NULL;
}

/* --- the journal: "TIME STATE KEY" ----------------------------------------- */

/* Lines with their ends taken off. */
static char **journal_lines(Desk *desk, GError **error)
{
	g_autofree char *path = path_of(desk, "letters.sent");
	GBytes *read;
	if (!file_read_any(path, JOURNAL_LIMIT_BYTES, &read, error))
		return NULL;
	g_autoptr(GBytes) bytes = read;
	g_autofree char *text = text_of_bytes(bytes);
	return g_strsplit(text, "\n", -1);
}

static const char *key_of_line(const char *line, Instant *at)
{
	const char *state = strchr(line, ' ');
	const char *key = state ? strchr(state + 1, ' ') : NULL;
	g_autofree char *time = state ? g_strndup(line,
		(gsize)(state - line)) : NULL;
	return key && instant_parse(time, at) ? key + 1 : NULL;
}

gboolean letters_have(Desk *desk, const char *key, gboolean *have, GError **error)
{
	g_auto(GStrv) lines = journal_lines(desk, error);
	*have = FALSE;
	for (char **line = lines; lines && *line; line++) {
		Instant at;
		*have |= g_strcmp0(key_of_line(*line, &at), key) == 0;
	}
	return lines != NULL;
}

static gboolean write_lines(Desk *desk, GString *text, GError **error)
{
	g_autofree char *path = path_of(desk, "letters.sent");
	step("the journal of letters");
	return file_write(path, text->str, text->len, TRUE, error);
}

/* Those that are younger. */
static GString *lines_since(Desk *desk, Instant since, GError **error)
{
	Instant at;
	g_auto(GStrv) lines = journal_lines(desk, error);
	GString *text = lines ? g_string_new(NULL) : NULL;
	for (char **line = lines; lines && *line; line++)
		if (key_of_line(*line, &at) && at > since)
			g_string_append_printf(text, "%s\n", *line);
	return text;
}

gboolean letters_add(Desk *desk, const char *key, const char *state,
	GError **error)
{
	g_autoptr(GString) text = lines_since(desk, desk_now(desk) -
		KEPT_SECONDS, error);
	if (!text)
		return FALSE;
	g_autofree char *time = instant_format(desk_now(desk));
	g_string_append_printf(text, "%s %s %s\n", time, state, key);
	return write_lines(desk, text, error);
}

/* --- beside the lease ------------------------------------------------------ */

char *letters_recent(Desk *desk, GError **error)
{
	g_autoptr(GString) text = lines_since(desk, desk_now(desk) -
		TRAVEL_SECONDS, error);
	gsize from = text && text->len > TRAVEL_BYTES ?
		text->len - TRAVEL_BYTES : 0;
	/* Whole lines. */
	while (from && text->str[from - 1] != '\n')
		from++;
	return text ? g_strdup(text->str + from) : NULL;
}

gboolean letters_take_over(Desk *desk, const char *lines, GError **error)
{
	g_auto(GStrv) theirs = g_strsplit(lines, "\n", -1);
	g_autoptr(FileLock) lock = letters_lock(desk, error);
	g_autoptr(GString) text = lock ? lines_since(desk, desk_now(desk) -
		KEPT_SECONDS, error) : NULL;
	gsize known = text ? text->len : 0;
	for (char **line = theirs; text && *line; line++) {
		Instant at;
		gboolean have;
		const char *key = key_of_line(*line, &at);
		if (!key)
			continue;
		if (!letters_have(desk, key, &have, error))
			return FALSE;
		if (!have)
			g_string_append_printf(text, "%s\n", *line);
	}
	return text && (text->len == known || write_lines(desk, text, error));
}
