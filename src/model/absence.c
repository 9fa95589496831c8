#include "model/absence.h"

#include <string.h>

#include "base/error.h"
#include "model/day_words.h"

static const Phrase none_begins = {"no absence begins on %1; `desk away list` "
		"shows them",
	"%1 никакое отсутствие не начинается; их показывает `desk away list`"};

/* "2026-11-24" → the midnight that begins it, or the one after it. */
static gboolean day_of(const char *text, GTimeZone *zone, int plus, Instant *at)
{
	GDate day;
	if (!text || !day_parse(text, strlen(text), &day))
		return FALSE;
	g_autoptr(GDateTime) noon = g_date_time_new(zone,
		g_date_get_year(&day), (int)g_date_get_month(&day),
		g_date_get_day(&day), 12, 0, 0);
	if (!noon)
		return FALSE;
	*at = instant_day_start(instant_from_date_time(noon), zone, plus);
	return TRUE;
}

static gboolean read_row(const YamlNode *row, GTimeZone *zone, Absence *absence)
{
	absence->first = yaml_get_text(row, "from", NULL);
	absence->last = yaml_get_text(row, "until", absence->first);
	absence->deputy = yaml_get_text(row, "to", NULL);
	return day_of(absence->first, zone, 0, &absence->from) &&
		day_of(absence->last, zone, 1, &absence->until) &&
		absence->from < absence->until;
}

GArray *absences_of(const Agent *agent, GTimeZone *zone)
{
	GArray *absences = g_array_new(FALSE, FALSE, sizeof(Absence));
	const YamlNode *rows = yaml_get(agent->root, "away");
	for (guint i = 0; rows && rows->kind == YAML_LIST &&
		i < rows->items->len; i++) {
		Absence absence;
		if (read_row(rows->items->pdata[i], zone, &absence))
			g_array_append_val(absences, absence);
	}
	return absences;
}

gboolean absence_at(const Agent *agent, GTimeZone *zone, Instant at,
	Absence *absence)
{
	g_autoptr(GArray) absences = absences_of(agent, zone);
	for (guint i = 0; i < absences->len; i++) {
		*absence = g_array_index(absences, Absence, i);
		if (absence->from <= at && at < absence->until)
			return TRUE;
	}
	return FALSE;
}

static const Agent *find_agent(const GPtrArray *agents, const char *login)
{
	for (guint i = 0; i < agents->len; i++) {
		const Agent *agent = g_ptr_array_index(agents, i);
		if (strcmp(agent->login, login) == 0)
			return agent;
	}
	return NULL;
}

const Agent *absence_stand_in(const GPtrArray *agents, const Agent *agent,
	GTimeZone *zone, Instant at)
{
	const Agent *there = agent;
	Absence absence;
	/* Whoever stands in for each other ends it, too. */
	for (guint i = 0; i <= agents->len; i++) {
		if (!absence_at(there, zone, at, &absence))
			return there;
		there = absence.deputy ? find_agent(agents, absence.deputy) :
			NULL;
		if (!there)
			return agent;
	}
	return agent;
}

/* --- the file ------------------------------------------------------------ */

static char *row_text(const char *first, const char *last, const char *deputy)
{
	GString *out = g_string_new(NULL);
	g_string_append_printf(out, "  - {from: %s, until: %s", first, last);
	if (deputy) {
		g_string_append(out, ", to: ");
		yaml_append_scalar(out, deputy, TRUE);
	}
	g_string_append(out, "}\n");
	return g_string_free(out, FALSE);
}

char *absence_text_add(const char *text, const char *first, const char *last,
	const char *deputy)
{
	g_autofree char *row = row_text(first, last, deputy);
	const char *head = g_str_has_prefix(text, "away:\n") ? text :
		strstr(text, "\naway:\n");
	const char *gap = *text && !g_str_has_suffix(text, "\n") ? "\n" : "";
	if (!head)
		return g_strconcat(text, gap, "away:\n", row, NULL);
	gsize at = (gsize)(strstr(head, "away:\n") - text) + strlen("away:\n");
	g_autofree char *before = g_strndup(text, at);
	return g_strconcat(before, row, text + at, NULL);
}

char *absence_text_remove(const char *text, const char *first, GError **error)
{
	g_autofree char *start = g_strdup_printf("  - {from: %s,", first);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GPtrArray) kept = g_ptr_array_new();
	gboolean found = FALSE;
	guint rows = 0;
	for (char **line = lines; *line; line++) {
		gboolean is_row = g_str_has_prefix(*line, "  - {from: ");
		gboolean is_it = !found && g_str_has_prefix(*line, start);
		found |= is_it;
		rows += is_row && !is_it;
		if (!is_it)
			g_ptr_array_add(kept, *line);
	}
	if (!found) {
		desk_refuse(error, DESK_ERROR_NOT_FOUND, &none_begins, first,
			NULL);
		return NULL;
	}
	for (guint i = kept->len; i > 0 && rows == 0; i--)
		if (strcmp(kept->pdata[i - 1], "away:") == 0)
			g_ptr_array_remove_index(kept, i - 1);
	g_ptr_array_add(kept, NULL);
	return g_strjoinv("\n", (char **)kept->pdata);
}
