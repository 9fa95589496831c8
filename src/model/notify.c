#include "model/notify.h"

#include <string.h>

#define STATUS "status/"
#define DIGEST_MINUTE (9 * 60)

const NotifyOccasion notify_occasions[] = {
	{"assigned", "assignee", "it has another assignee"},
	{"closed", "requester", "it was closed"},
	{NOTIFY_COMPLAINT, "lead", "it is a complaint; told unless it is off"},
	{"created", "requester", "a mail made it"},
	{NOTIFY_DIGEST, NOTIFY_AGENTS, "a working day: what cannot wait"},
	{NOTIFY_DUE, "assignee", "the time of one of its clocks runs out"},
	{"escalated", "group", "it went to a higher level"},
	{"merged", "requester", "it became a part of another one"},
	{"planned", "requester", "its schedule made it, and tells of it"},
	{"rated", "assignee", "the requester rated it"},
	{"reopened", "assignee", "it was solved, and is open again"},
	{"replied", "assignee", "the requester wrote"},
	{"solved", "requester", "it was solved"},
	{STATUS, "requester", "status/NAME: it has this status"},
};
const gsize notify_occasions_count = G_N_ELEMENTS(notify_occasions);

const NotifyOccasion *notify_occasion_find(const char *name)
{
	gboolean status = g_str_has_prefix(name, STATUS);
	for (gsize i = 0; i < notify_occasions_count; i++)
		if (strcmp(notify_occasions[i].name, status ? STATUS : name) == 0)
			return &notify_occasions[i];
	return NULL;
}

static gboolean is_off(const YamlNode *node)
{
	return node->kind == YAML_SCALAR && (strcmp(node->value, "off") == 0 ||
		strcmp(node->value, "false") == 0);
}

gboolean notify_parse_time(const char *text, guint *minute)
{
	if (strlen(text) != 5 || text[2] != ':' || !g_ascii_isdigit(text[0]) ||
		!g_ascii_isdigit(text[1]) || !g_ascii_isdigit(text[3]) ||
		!g_ascii_isdigit(text[4]))
		return FALSE;
	guint hours = (guint)g_ascii_strtoull(text, NULL, 10);
	guint minutes = (guint)g_ascii_strtoull(text + 3, NULL, 10);
	*minute = hours * 60 + minutes;
	return hours < 24 && minutes < 60;
}

static void add_row(GArray *rows, const NotifyOccasion *occasion,
	const YamlNode *node)
{
	NotifyRow row = {occasion->to, NULL, NULL, DIGEST_MINUTE};
	if (node->kind == YAML_SCALAR && !is_off(node)) {
		row.template_name = node->value;
	} else if (node->kind == YAML_MAP) {
		row.to = yaml_get_text(node, "to", occasion->to);
		row.template_name = yaml_get_text(node, "template", NULL);
		row.out_of_hours = yaml_get_text(node, "out-of-hours", NULL);
		notify_parse_time(yaml_get_text(node, "at", ""), &row.at_minute);
	}
	if (row.template_name && *row.template_name)
		g_array_append_val(rows, row);
}

GArray *notify_rows(const Regulation *regulation, const char *occasion)
{
	GArray *rows = g_array_new(FALSE, FALSE, sizeof(NotifyRow));
	const YamlNode *section = yaml_get(regulation->root, "notify");
	const YamlNode *node = yaml_get(section, occasion);
	const NotifyOccasion *known = notify_occasion_find(occasion);
	if (!node && strcmp(occasion, NOTIFY_COMPLAINT) == 0) {
		const NotifyRow row = {"lead", NULL, NULL, DIGEST_MINUTE};
		g_array_append_val(rows, row);
	}
	if (!node || !known)
		return rows;
	if (node->kind != YAML_LIST)
		add_row(rows, known, node);
	for (guint i = 0; node->kind == YAML_LIST && i < node->items->len; i++)
		add_row(rows, known, g_ptr_array_index(node->items, i));
	return rows;
}

gboolean notify_is_wish(const char *text)
{
	static const char *const known[] = {"false", "off", "on", "true", NULL};
	return g_strv_contains(known, text);
}

gboolean notify_is_off(const YamlNode *settings, const char *occasion)
{
	if (!settings)
		return FALSE;
	const YamlNode *row = yaml_get(settings, occasion);
	return is_off(settings) || (row && is_off(row));
}
