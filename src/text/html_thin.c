#include "text/html_thin.h"

#include <string.h>

#define LIMIT_NAME 40
#define SPACES " \t\r\n\f"

/* The attributes that matter, and how much of them. */
static const struct {
	const char *name;
	gsize limit;
} attributes[] = {
	{"alt", 1000},
	{"hidden", 10},
	{"href", 4000},
	{"src", 20},
	{"style", 4000},
};

/* Elements whose content is no HTML. */
static const char *const raw_elements[] = {"script", "style", "title", "xmp",
	NULL};

/* Elements that mean nothing but, some of them, a new line. Long threads nest
 * hundreds of them; below PLAIN_DEPTH only the line is left. */
static const struct {
	const char *name;
	gboolean is_block;
} plain_elements[] = {
	{"center", TRUE}, {"div", TRUE}, {"font", FALSE}, {"section", TRUE},
	{"span", FALSE},
};
#define PLAIN_COUNT G_N_ELEMENTS(plain_elements)
#define PLAIN_DEPTH 40

typedef struct {
	const char *at;
	GString *out;
	guint open[PLAIN_COUNT], dropped[PLAIN_COUNT];
} Thinner;

static gsize plain_element(const char *name)
{
	gsize i = 0;
	while (i < PLAIN_COUNT && strcmp(plain_elements[i].name, name) != 0)
		i++;
	return i;
}

static void append_line(Thinner *thinner, gsize plain)
{
	if (plain_elements[plain].is_block)
		g_string_append(thinner->out, "<p></p>");
}

/* The tag that was written from `start` on, if it is one too many. */
static void drop_plain(Thinner *thinner, const char *name, gsize start)
{
	gsize plain = plain_element(name);
	if (plain == PLAIN_COUNT)
		return;
	const char *tag = thinner->out->str + start;
	if (thinner->open[plain] < PLAIN_DEPTH || strstr(tag, "hidden") ||
		strstr(tag, "none")) {
		thinner->open[plain]++;
		return;
	}
	thinner->dropped[plain]++;
	g_string_truncate(thinner->out, start);
	append_line(thinner, plain);
}

/* What was dropped was opened last. */
static gboolean end_dropped(Thinner *thinner, const char *name)
{
	gsize plain = plain_element(name);
	if (plain == PLAIN_COUNT)
		return FALSE;
	if (thinner->dropped[plain] == 0) {
		thinner->open[plain] -= thinner->open[plain] > 0;
		return FALSE;
	}
	thinner->dropped[plain]--;
	append_line(thinner, plain);
	return TRUE;
}

static void append_value(GString *out, const char *value, gsize size,
	gsize limit)
{
	if (size > limit) {
		size = limit;
		while (size > 0 && ((guchar)value[size] & 0xC0) == 0x80)
			size--;
	}
	for (gsize i = 0; i < size; i++)
		if (value[i] == '"')
			g_string_append(out, "&quot;");
		else if (value[i] == '<')
			g_string_append(out, "&lt;");
		else
			g_string_append_c(out, value[i]);
}

/* The value after "=", if there is one: its start and size. */
static const char *read_value(Thinner *thinner, gsize *size)
{
	const char *at = thinner->at + strspn(thinner->at, SPACES);
	*size = 0;
	if (*at != '=')
		return at;
	at++;
	at += strspn(at, SPACES);
	if (*at == '"' || *at == '\'') {
		const char quote[] = {*at, '\0'};
		*size = strcspn(++at, quote);
		thinner->at = at + *size + (at[*size] != '\0');
	} else {
		*size = strcspn(at, SPACES ">");
		thinner->at = at + *size;
	}
	return at;
}

/* `kept` has a bit for each attribute that the tag has already. */
static void read_attribute(Thinner *thinner, guint *kept)
{
	const char *name = thinner->at;
	gsize length = strcspn(name, SPACES "=>/");
	thinner->at += length > 0 ? length : 1;
	gsize size;
	const char *value = read_value(thinner, &size);
	for (gsize i = 0; i < G_N_ELEMENTS(attributes); i++) {
		if (strlen(attributes[i].name) != length || *kept & 1u << i ||
			g_ascii_strncasecmp(name, attributes[i].name, length))
			continue;
		*kept |= 1u << i;
		g_string_append_c(thinner->out, ' ');
		g_string_append(thinner->out, attributes[i].name);
		g_string_append(thinner->out, "=\"");
		append_value(thinner->out, value, size, attributes[i].limit);
		g_string_append_c(thinner->out, '"');
	}
}

/* To the end tag of a raw element, or to the end. */
static void skip_raw(Thinner *thinner, const char *name)
{
	gsize length = strlen(name);
	const char *at = thinner->at;
	for (; (at = strchr(at, '<')); at++) {
		if (at[1] != '/' ||
			g_ascii_strncasecmp(at + 2, name, length) != 0)
			continue;
		at += strcspn(at, ">");
		thinner->at = at + (*at == '>');
		return;
	}
	thinner->at += strlen(thinner->at);
}

/* A name of letters and digits, in lower case; NULL if it is none. */
static char *read_name(const char *at)
{
	gsize length = strspn(at, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:");
	if (length == 0 || length > LIMIT_NAME || !g_ascii_isalpha(*at))
		return NULL;
	return g_ascii_strdown(at, (gssize)length);
}

static void read_end_tag(Thinner *thinner)
{
	g_autofree char *name = read_name(thinner->at + 2);
	thinner->at += strcspn(thinner->at, ">");
	thinner->at += *thinner->at == '>';
	if (!name || g_strv_contains(raw_elements, name) ||
		end_dropped(thinner, name))
		return;
	g_string_append(thinner->out, "</");
	g_string_append(thinner->out, name);
	g_string_append_c(thinner->out, '>');
}

static void read_start_tag(Thinner *thinner, const char *name)
{
	gsize start = thinner->out->len;
	guint kept = 0;
	thinner->at += 1 + strlen(name);
	g_string_append_c(thinner->out, '<');
	g_string_append(thinner->out, name);
	for (;;) {
		thinner->at += strspn(thinner->at, SPACES "/");
		if (*thinner->at == '\0' || *thinner->at == '>')
			break;
		read_attribute(thinner, &kept);
	}
	thinner->at += *thinner->at == '>';
	g_string_append_c(thinner->out, '>');
	if (!g_strv_contains(raw_elements, name)) {
		drop_plain(thinner, name, start);
		return;
	}
	g_string_truncate(thinner->out, start);
	skip_raw(thinner, name);
}

/* A comment, declaration or instruction. */
static void skip_declaration(Thinner *thinner)
{
	gboolean comment = g_str_has_prefix(thinner->at, "<!--");
	const char *end = strstr(thinner->at + (comment ? 4 : 1),
		comment ? "-->" : ">");
	if (end)
		thinner->at = end + (comment ? 3 : 1);
	else
		thinner->at += strlen(thinner->at);
}

static void read_tag(Thinner *thinner)
{
	const char *at = thinner->at;
	g_autofree char *name = read_name(at + 1);
	if (name) {
		read_start_tag(thinner, name);
	} else if (at[1] == '/') {
		read_end_tag(thinner);
	} else if (at[1] == '!' || at[1] == '?') {
		skip_declaration(thinner);
	} else {
		g_string_append(thinner->out, "&lt;");
		thinner->at++;
	}
}

GString *html_thin(const char *html, guint limit_tags, gboolean *cut)
{
	Thinner thinner = {
		.at = html,
		.out = g_string_sized_new(strlen(html) / 2),
	};
	guint tags = 0;
	while (*thinner.at && tags < limit_tags) {
		gsize text = strcspn(thinner.at, "<");
		g_string_append_len(thinner.out, thinner.at, (gssize)text);
		thinner.at += text;
		if (*thinner.at == '\0')
			break;
		const char *before = thinner.at;
		read_tag(&thinner);
		/* A lone "<" is text. */
		tags += thinner.at - before > 1;
	}
	*cut = *thinner.at != '\0';
	return thinner.out;
}
