#include "app/desk/cron_state.h"

#include <string.h>

#include "app/desk/desk.h"
#include "base/texts.h"
#include "store/tip.h"
#include "system/file.h"

#define LIMIT_BYTES (64 * 1024)
#define LEAST_WORDS 5
#define WORDS 6 /* and what was said, to the end of the line */
#define NO_CAUSE "-"
#define SAID_BYTES 1000
#define CAUSE_LENGTH 6

static void state_free(gpointer data)
{
	CronState *state = data;
	g_free(state->job);
	g_free(state->causes);
	g_free(state->said);
	g_free(state);
}

static char *state_path(const Desk *desk)
{
	return g_build_filename(desk_place(desk)->desk_folder, "cron", NULL);
}

CronState *cron_state_of(GPtrArray *states, const char *job)
{
	for (guint i = 0; i < states->len; i++) {
		CronState *state = g_ptr_array_index(states, i);
		if (strcmp(state->job, job) == 0)
			return state;
	}
	CronState *state = g_new0(CronState, 1);
	state->job = g_strdup(job);
	state->causes = g_strdup("");
	state->said = g_strdup("");
	g_ptr_array_add(states, state);
	return state;
}

static void read_line(GPtrArray *states, const char *line)
{
	g_auto(GStrv) words = g_strsplit(line, " ", WORDS + 1);
	if (g_strv_length(words) < LEAST_WORDS)
		return;
	CronState *state = cron_state_of(states, words[0]);
	state->well = g_ascii_strtoll(words[1], NULL, 10);
	state->failing = g_ascii_strtoll(words[2], NULL, 10);
	state->told = g_ascii_strtoll(words[3], NULL, 10);
	state->code = (int)g_ascii_strtoll(words[4], NULL, 10);
	if (!words[LEAST_WORDS])
		return;
	g_free(state->causes);
	state->causes = g_strdup(strcmp(words[LEAST_WORDS], NO_CAUSE) == 0 ? "" :
		words[LEAST_WORDS]);
	if (words[WORDS])
		cron_state_say(state, words[WORDS]);
}

void cron_state_say(CronState *state, const char *words)
{
	g_autofree char *text = g_strchomp(g_strdup(words));
	const char *last = strrchr(text, '\n');
	g_autofree char *cut = g_strndup(last ? last + 1 : text, SAID_BYTES);
	g_free(state->said);
	state->said = g_utf8_make_valid(cut, -1);
}

/* Words of letters alone: no numbers, addresses, times, identifiers. */
char *cron_cause(int code, const char *words)
{
	g_autoptr(GString) plain = g_string_new(NULL);
	g_auto(GStrv) parts = g_strsplit_set(words, " \t\n", -1);
	for (char **part = parts; *part; part++)
		if (!strpbrk(*part, "0123456789@/<"))
			g_string_append_printf(plain, "%s ", *part);
	g_string_append_printf(plain, "%d", code);
	char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, plain->str,
		-1);
	sum[CAUSE_LENGTH] = '\0';
	return sum;
}

GPtrArray *cron_states_read(const Desk *desk, GError **error)
{
	g_autofree char *path = state_path(desk);
	GBytes *read;
	if (!file_read_any(path, LIMIT_BYTES, &read, error))
		return NULL;
	g_autoptr(GBytes) bytes = read;
	g_autofree char *text = text_of_bytes(bytes);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GPtrArray *states = g_ptr_array_new_with_free_func(state_free);
	for (char **line = lines; *line; line++)
		read_line(states, *line);
	return states;
}

gboolean cron_states_write(const Desk *desk, const GPtrArray *states,
	GError **error)
{
	g_autofree char *path = state_path(desk);
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < states->len; i++) {
		const CronState *state = g_ptr_array_index(states, i);
		g_string_append_printf(text, "%s %" G_GINT64_FORMAT
			" %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d %s %s\n",
			state->job, state->well, state->failing, state->told,
			state->code, *state->causes ? state->causes : NO_CAUSE,
			state->said);
	}
	return file_write(path, text->str, text->len, FALSE, error);
}
