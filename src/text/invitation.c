#include "text/invitation.h"

#include <string.h>

#define LINE_BYTES 75
#define ANSWER_BYTES ((gsize)64 * 1024)

/* Folded between letters, never inside of one. */
static void add_line(GString *out, const char *name, const char *value)
{
	g_autofree char *line = g_strconcat(name, ":", value, NULL);
	gsize used = 0;
	for (const char *at = line; *at;) {
		gsize length = (gsize)(g_utf8_next_char(at) - at);
		if (used + length > LINE_BYTES) {
			g_string_append(out, "\r\n ");
			used = 1;
		}
		g_string_append_len(out, at, (gssize)length);
		used += length;
		at += length;
	}
	g_string_append(out, "\r\n");
}

/* TEXT of RFC 5545, 3.3.11; other controls are left out. */
static void add_text(GString *out, const char *name, const char *text)
{
	if (!text || !*text)
		return;
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autoptr(GString) escaped = g_string_new(NULL);
	for (const char *at = valid; *at; at++) {
		if (*at == '\n')
			g_string_append(escaped, "\\n");
		else if (strchr("\\;,", *at))
			g_string_append_printf(escaped, "\\%c", *at);
		else if ((guchar)*at >= ' ' && *at != 0x7f)
			g_string_append_c(escaped, *at);
	}
	add_line(out, name, escaped->str);
}

static void add_time(GString *out, const char *name, Instant at)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autofree char *text = instant_format_in(at, utc, "%Y%m%dT%H%M%SZ");
	add_line(out, name, text);
}

/* A parameter in quotes holds no quotes and no controls. */
static char *parameter(const char *text)
{
	GString *out = g_string_new(NULL);
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	for (const char *at = valid; *at; at++)
		if ((guchar)*at >= ' ' && *at != '"' && *at != 0x7f)
			g_string_append_c(out, *at);
	return g_string_free(out, FALSE);
}

static void add_address(GString *out, const char *name, const char *mail)
{
	if (!mail || !*mail || strpbrk(mail, " \t\r\n<>\""))
		return;
	g_autofree char *value = g_strconcat("mailto:", mail, NULL);
	add_line(out, name, value);
}

GString *invitation_write(const Invitation *invitation)
{
	GString *out = g_string_new(NULL);
	g_autofree char *sequence = g_strdup_printf("%u", invitation->sequence);
	g_autofree char *name = parameter(invitation->attendee_name ?
		invitation->attendee_name : "");
	g_autofree char *attendee = g_strdup_printf("ATTENDEE;CN=\"%s\";"
		"ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION%s", name,
		invitation->cancelled ? "" : ";RSVP=TRUE");
	add_line(out, "BEGIN", "VCALENDAR");
	add_line(out, "VERSION", "2.0");
	add_line(out, "PRODID", "-//desk//visit//EN");
	add_line(out, "METHOD", invitation->cancelled ? "CANCEL" : "REQUEST");
	add_line(out, "BEGIN", "VEVENT");
	add_text(out, "UID", invitation->uid);
	add_line(out, "SEQUENCE", sequence);
	add_time(out, "DTSTAMP", invitation->made);
	add_time(out, "DTSTART", invitation->from);
	add_time(out, "DTEND", invitation->until);
	add_line(out, "STATUS", invitation->cancelled ? "CANCELLED" :
		"CONFIRMED");
	add_text(out, "SUMMARY", invitation->summary);
	add_text(out, "LOCATION", invitation->place);
	add_text(out, "DESCRIPTION", invitation->description);
	add_address(out, "ORGANIZER", invitation->organizer);
	add_address(out, attendee, invitation->attendee);
	add_line(out, "END", "VEVENT");
	add_line(out, "END", "VCALENDAR");
	return out;
}

GString *invitation_by(const char *file, gsize size, const char *name,
	const char *mail)
{
	g_autofree char *clean = parameter(name ? name : "");
	g_autofree char *organizer = g_strdup_printf("ORGANIZER;CN=\"%s\"",
		clean);
	const char *end = g_strstr_len(file, (gssize)size, "END:VEVENT");
	GString *out = g_string_new_len(file, end ? end - file : (gssize)size);
	if (!end)
		return out;
	add_address(out, organizer, mail);
	g_string_append_len(out, end, (gssize)(file + size - end));
	return out;
}

const char *invitation_method(const char *file, gsize size)
{
	return g_strstr_len(file, (gssize)size, "METHOD:CANCEL\r\n") ?
		"CANCEL" : "REQUEST";
}

/* Lines that go on in the next one are one (RFC 5545, 3.1). */
static char *unfold(const char *file, gsize size)
{
	GString *text = g_string_new(NULL);
	for (gsize i = 0; i < size && file[i]; i++) {
		if (file[i] == '\r')
			continue;
		if (file[i] == '\n' && i + 1 < size &&
			(file[i + 1] == ' ' || file[i + 1] == '\t'))
			i++;
		else
			g_string_append_c(text, file[i]);
	}
	return g_string_free(text, FALSE);
}

char *invitation_answered(const char *file, gsize size)
{
	g_autofree char *text = unfold(file, MIN(size, ANSWER_BYTES));
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	gboolean answers = FALSE;
	const char *uid = NULL;
	for (char **line = lines; *line; line++) {
		answers |= g_ascii_strcasecmp(*line, "METHOD:REPLY") == 0;
		if (!uid && g_ascii_strncasecmp(*line, "UID:", 4) == 0)
			uid = *line + 4;
	}
	return answers && uid ? g_strstrip(g_strdup(uid)) : NULL;
}
