#include "app/check/demo.h"

#include <string.h>

#include "app/desk/presets.h"
#include "base/error.h"
#include "base/texts.h"
#include "store/store.h"
#include "system/file.h"
#include "system/process.h"

#define OUTPUT_LIMIT_BYTES (4 * 1024 * 1024)
#define DAYS_BACK 7
#define DAY_SECONDS (24 * 60 * 60)
#define ACCOUNT "support@desk.example"

typedef struct {
	const DemoSettings *settings;
	char *program;	/* this one */
	char *mailbox;	/* path of the mbox that grows */
	Instant start;	/* midnight of day 0 */
} Demo;

static gint64 number(const char *digits)
{
	return (digits[0] - '0') * 10 + digits[1] - '0';
}

/* "2 14:00" → that time; `*rest` behind it. */
static gboolean read_time(const Demo *demo, const char *line, Instant *at,
	const char **rest)
{
	if (!g_regex_match_simple("^[0-9] [0-9]{2}:[0-9]{2}", line, 0, 0))
		return FALSE;
	*at = demo->start + (line[0] - '0') * DAY_SECONDS +
		number(line + 2) * 3600 + number(line + 5) * 60;
	*rest = line + strlen("2 14:00");
	return TRUE;
}

/* --- the mailbox, as it stands at a time ----------------------------- */

static gboolean write_mailbox(const Demo *demo, Instant now, GError **error)
{
	g_autofree char *text = g_strdup(presets_find("demo/mailbox"));
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GString) out = g_string_new(NULL);
	gboolean arrived = FALSE;
	for (char **line = lines; *line; line++) {
		Instant at;
		const char *rest;
		if (**line == '@' && read_time(demo, *line + 1, &at, &rest)) {
			arrived = at <= now;
			g_autoptr(GDateTime) time = instant_to_date_time(at, utc);
			g_autofree char *from = g_date_time_format(time,
				"%a %b %e %H:%M:%S %Y");
			g_autofree char *date = g_date_time_format(time,
				"%a, %d %b %Y %H:%M:%S +0000");
			if (arrived)
				g_string_append_printf(out, "From demo %s\n"
					"Date: %s\n", from, date);
		} else if (arrived) {
			g_string_append_printf(out, "%s\n", *line);
		}
	}
	return file_write(demo->mailbox, out->str, out->len, FALSE, error);
}

/* --- steps ----------------------------------------------------------- */

/* The program as `agent` (NULL: as git says) at `at`. */
static gboolean play(const Demo *demo, const char *agent, Instant at,
	const char *const *words, GBytes **output, GError **error)
{
	g_autofree char *time = instant_format(at);
	g_autofree char *now = g_strconcat("DESK_NOW=", time, NULL);
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	const char *const *word = words;
	/* What is shown of it is as wide as any terminal. */
	const char *const head[] = {"env", now, "DESK_FORCE_TTY=80",
		"NO_COLOR=1", "PAGER=cat", demo->program, "-C",
		demo->settings->folder, "--no-input"};
	for (guint i = 0; i < G_N_ELEMENTS(head); i++)
		g_ptr_array_add(argv, (gpointer)head[i]);
	if (agent) {
		g_ptr_array_add(argv, (gpointer)"--as");
		g_ptr_array_add(argv, (gpointer)agent);
	}
	for (; *word; word++)
		g_ptr_array_add(argv, (gpointer)*word);
	g_ptr_array_add(argv, NULL);
	g_autofree char *said = NULL;
	int status;
	if (!process_run((const char *const *)argv->pdata, NULL, NULL,
		OUTPUT_LIMIT_BYTES, output, &said, &status, error))
		return FALSE;
	if (status == 0)
		return TRUE;
	g_autofree char *line = g_strjoinv(" ", (char **)words);
	static const Phrase ended = {"demo: `desk %1` ended with status %2: %3",
		"демонстрация: `desk %1` закончилась с кодом %2: %3"};
	return desk_refuse(error, DESK_ERROR_BUG, &ended, line,
		PHRASE_NUMBER(status), g_strstrip(said), NULL);
}

static gboolean play_line(const Demo *demo, const char *line, GError **error)
{
	Instant at;
	const char *rest;
	if (!read_time(demo, line, &at, &rest))
		return TRUE;
	g_auto(GStrv) words = process_split(rest, error);
	if (!words)
		return FALSE;
	const char *agent = strcmp(words[0], "-") == 0 ? NULL : words[0];
	if (strcmp(words[1], "pull") == 0 && !write_mailbox(demo, at, error))
		return FALSE;
	if (demo->settings->tell) {
		g_autofree char *when = instant_format(at);
		g_autofree char *told = g_strdup_printf("%.10s %.5s %-5s desk%s",
			when, when + 11, agent ? agent : "you",
			strchr(rest + 1, ' '));
		demo->settings->tell(demo->settings->data, told);
	}
	return play(demo, agent, at, (const char *const *)words + 1, NULL,
		error);
}

static gboolean add_account(const Demo *demo, GError **error)
{
	g_autofree char *url = g_strconcat("mbox:", demo->mailbox, NULL);
	const char *const words[] = {"mail", "add", ACCOUNT, "--url", url, "--all",
		"--no-test", NULL};
	return play(demo, NULL, demo->start, words, NULL, error);
}

/* What a command prints to people. */
static gboolean add_output(const Demo *demo, const char *const *words, Instant now,
	GError **error)
{
	g_autoptr(GBytes) output = NULL;
	if (!play(demo, NULL, now, words, &output, error))
		return FALSE;
	g_autofree char *text = text_of_bytes(output);
	g_autofree char *line = g_strjoinv(" ", (char **)words);
	demo->settings->show(demo->settings->data, line, g_strchomp(text));
	return TRUE;
}

static gboolean add_figures(const Demo *demo, Instant now, GError **error)
{
	g_autofree char *from = instant_format(demo->start);
	from[10] = '\0';
	g_autofree char *period = g_strndup(from, strlen("2026-11"));
	const char *const month[] = {"report", "month", "-c", "romashka",
		"--period", period, "-O", "table", NULL};
	const char *const list[] = {"list", "-O", "table", NULL};
	const char *const kpi[] = {"report", "kpi", "--since", from, "-O", "table", NULL};
	const char *const levels[] = {"report", "levels", "--since", from, "-O", "table",
		NULL};
	return add_output(demo, list, now, error) &&
		add_output(demo, levels, now, error) &&
		add_output(demo, kpi, now, error) &&
		add_output(demo, month, now, error);
}

static gboolean play_week(const Demo *demo, Instant now, GError **error)
{
	g_autofree char *script = g_strdup(presets_find("demo/script"));
	g_auto(GStrv) lines = g_strsplit(script, "\n", -1);
	if (!write_mailbox(demo, demo->start, error) || !add_account(demo, error))
		return FALSE;
	for (char **line = lines; *line; line++)
		if (!play_line(demo, *line, error))
			return FALSE;
	return write_mailbox(demo, now, error) && add_figures(demo, now, error);
}

gboolean demo_play(const DemoSettings *settings, GError **error)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autofree char *program = g_file_read_link("/proc/self/exe", error);
	g_autoptr(StorePlace) place = program ? store_find(settings->folder,
		STORE_EXACTLY, error) : NULL;
	if (!place)
		return FALSE;
	g_autofree char *mailbox = g_build_filename(place->desk_folder,
		"demo.mbox", NULL);
	Demo demo = {settings, program, mailbox,
		instant_day_start(settings->now, utc, -DAYS_BACK)};
	return play_week(&demo, settings->now, error);
}
