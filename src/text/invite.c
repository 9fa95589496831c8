#include "text/invite.h"

#include <string.h>

#define LIMIT_BYTES (256 * 1024)
#define VALUE_CHARACTERS 300

typedef struct {
	char *method, *summary, *start, *end, *zone, *place, *organizer, *answer;
	gboolean is_all_day;
	gboolean found; /* an event */
} Invite;

static void invite_clear(Invite *invite)
{
	char *texts[] = {invite->method, invite->summary, invite->start,
		invite->end, invite->zone, invite->place, invite->organizer,
		invite->answer};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Invite, invite_clear)

/* --- lines ----------------------------------------------------------- */

/* A line that goes on behind a blank is one. */
static char *unfold(const char *text, gsize size)
{
	g_autofree char *copy = g_strndup(text, MIN(size, LIMIT_BYTES));
	char *valid = g_utf8_make_valid(copy, -1);
	char *to = valid;
	for (const char *from = valid; *from; from++) {
		gsize end = *from == '\r' && from[1] == '\n' ? 2 :
			*from == '\n' ? 1 : 0;
		if (end > 0 && (from[end] == ' ' || from[end] == '\t'))
			from += end;
		else if (*from != '\r')
			*to++ = *from;
	}
	*to = '\0';
	return valid;
}

/* "NAME;a=b;c=\"x:y\":value": the value, and the parameters between. */
static const char *split_line(const char *line, char **name, char **parameters)
{
	gboolean quoted = FALSE;
	const char *at = line;
	for (; *at && (quoted || *at != ':'); at++)
		quoted ^= *at == '"';
	if (*at != ':')
		return NULL;
	gsize size = strcspn(line, ";:");
	*name = g_ascii_strup(line, (gssize)size);
	*parameters = g_strndup(line + size, (gsize)(at - line) - size);
	return at + 1;
}

static char *parameter(const char *parameters, const char *wanted)
{
	g_autofree char *upper = g_ascii_strup(parameters, -1);
	g_autofree char *key = g_strdup_printf(";%s=", wanted);
	const char *at = strstr(upper, key);
	if (!at)
		return NULL;
	const char *value = parameters + (at - upper) + strlen(key);
	if (*value == '"')
		return g_strndup(value + 1, strcspn(value + 1, "\""));
	return g_strndup(value, strcspn(value, ";"));
}

/* One line without escapes. */
static char *plain(const char *value)
{
	g_autoptr(GString) out = g_string_new(NULL);
	for (const char *c = value; *c; c++) {
		gboolean escaped = *c == '\\' && c[1];
		if (escaped)
			c++;
		if (escaped && (*c == 'n' || *c == 'N'))
			g_string_append(out, ", ");
		else
			g_string_append_c(out, (guchar)*c < ' ' ? ' ' : *c);
	}
	g_autofree char *valid = g_utf8_make_valid(g_strstrip(out->str), -1);
	return g_utf8_strlen(valid, -1) > VALUE_CHARACTERS ?
		g_utf8_substring(valid, 0, VALUE_CHARACTERS) :
		g_steal_pointer(&valid);
}

/* --- values ---------------------------------------------------------- */

/* "20261125T100000Z" → "2026-11-25 10:00"; NULL if it is none. */
static char *time_text(const char *value)
{
	gsize date = strspn(value, "0123456789");
	if (date != 8)
		return NULL;
	if (value[8] == '\0')
		return g_strdup_printf("%.4s-%.2s-%.2s", value, value + 4,
			value + 6);
	if (value[8] != 'T' || strspn(value + 9, "0123456789") != 6)
		return NULL;
	return g_strdup_printf("%.4s-%.2s-%.2s %.2s:%.2s", value, value + 4,
		value + 6, value + 9, value + 11);
}

static char *person(const char *parameters, const char *value)
{
	g_autofree char *name = parameter(parameters, "CN");
	g_autofree char *clean = plain(name ? name : "");
	const char *address = g_ascii_strncasecmp(value, "mailto:", 7) == 0 ?
		value + 7 : value;
	g_autofree char *mail = plain(address);
	return *clean ? g_strdup_printf("%s <%s>", clean, mail) :
		g_steal_pointer(&mail);
}

static void set_once(char **place, char *value)
{
	if (*place)
		g_free(value);
	else
		*place = value;
}

static void read_value(Invite *invite, const char *name, const char *parameters,
	const char *value)
{
	if (strcmp(name, "SUMMARY") == 0) {
		set_once(&invite->summary, plain(value));
	} else if (strcmp(name, "LOCATION") == 0) {
		set_once(&invite->place, plain(value));
	} else if (strcmp(name, "ORGANIZER") == 0) {
		set_once(&invite->organizer, person(parameters, value));
	} else if (strcmp(name, "DTEND") == 0) {
		set_once(&invite->end, time_text(value));
	} else if (strcmp(name, "ATTENDEE") == 0) {
		set_once(&invite->answer, parameter(parameters, "PARTSTAT"));
	} else if (strcmp(name, "DTSTART") == 0 && !invite->start &&
		(invite->start = time_text(value))) {
		char *zone = parameter(parameters, "TZID");
		invite->is_all_day = strlen(value) == 8;
		invite->zone = zone ? zone : g_strdup(
			g_str_has_suffix(value, "Z") ? "UTC" : "");
	}
}

/* Only what stands in the event itself, not in an alarm or a zone. */
static void read_lines(Invite *invite, char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint depth = 0, event = 0;
	for (char **line = lines; *line; line++) {
		g_autofree char *name = NULL;
		g_autofree char *parameters = NULL;
		const char *value = split_line(*line, &name, &parameters);
		if (!value)
			continue;
		gboolean begins = strcmp(name, "BEGIN") == 0;
		depth += begins;
		if (begins && g_ascii_strcasecmp(value, "VEVENT") == 0 && !event)
			event = depth;
		else if (strcmp(name, "END") == 0 && depth > 0 &&
			depth-- == event)
			break;
		else if (strcmp(name, "METHOD") == 0 && !event)
			set_once(&invite->method, plain(value));
		else if (event && depth == event)
			read_value(invite, name, parameters, value);
	}
	invite->found = event > 0;
}

/* --- text ------------------------------------------------------------ */

static const char *method_name(const Invite *invite)
{
	static const char *const names[][2] = {{"CANCEL", "cancelled"},
		{"COUNTER", "other time proposed"}, {"PUBLISH", "event"},
		{"REPLY", "answer to an invitation"},
		{"REQUEST", "invitation"}};
	for (gsize i = 0; invite->method && i < G_N_ELEMENTS(names); i++)
		if (g_ascii_strcasecmp(invite->method, names[i][0]) == 0)
			return names[i][1];
	return "event";
}

static void append_time(GString *out, const Invite *invite)
{
	if (!invite->start)
		return;
	g_string_append(out, invite->start);
	const char *end = invite->is_all_day ? NULL : invite->end;
	/* The same day is not told twice. */
	if (end && strncmp(end, invite->start, 10) == 0 && strlen(end) > 10)
		end += 11;
	if (end)
		g_string_append_printf(out, " – %s", end);
	g_autofree char *zone = plain(invite->zone);
	g_string_append_printf(out, "%s%s\n", *zone ? " " : "", zone);
}

char *invite_text(const char *text, gsize size)
{
	g_auto(Invite) invite = {0};
	g_autofree char *lines = unfold(text, size);
	read_lines(&invite, lines);
	if (!invite.found || (!invite.summary && !invite.start))
		return NULL;
	GString *out = g_string_new(NULL);
	g_string_append_printf(out, "[%s: %s]\n", method_name(&invite),
		invite.summary ? invite.summary : "–");
	if (invite.answer && g_strcmp0(invite.method, "REPLY") == 0) {
		g_autofree char *answer = g_ascii_strdown(invite.answer, -1);
		g_string_append_printf(out, "%s\n", answer);
	}
	append_time(out, &invite);
	if (invite.place && *invite.place)
		g_string_append_printf(out, "%s\n", invite.place);
	if (invite.organizer && *invite.organizer)
		g_string_append_printf(out, "%s\n", invite.organizer);
	return g_string_free(out, FALSE);
}
