#include "app/change/regulation_print.h"

#include <string.h>

#include "app/desk/agents.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "base/error.h"
#include "base/texts.h"
#include "model/people.h"
#include "rules/route.h"
#include "store/store.h"
#include "text/markdown.h"

#define VERSION_LENGTH 12

/* --- the files ----------------------------------------------------------- */

static gboolean add_path(const char *path, const char *oid, guint mode,
	void *data)
{
	(void)oid;
	(void)mode;
	if (g_str_has_suffix(path, ".md"))
		g_ptr_array_add(data, g_strdup(path));
	return TRUE;
}

/* Empty where there is no such file. */
static char *read_text(Store *store, const char *path, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = store_read(store, NULL, path, &problem);
	if (!bytes && !g_error_matches(problem, DESK_ERROR,
		DESK_ERROR_NOT_FOUND)) {
		desk_error_pass(error, &problem);
		return NULL;
	}
	g_autofree char *raw = text_of_bytes(bytes);
	return g_utf8_make_valid(raw, -1);
}

/* The texts of the folder regulation in the order of their names: char*. */
static GPtrArray *texts_of(Store *store, GError **error)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	if (!store_each(store, NULL, "regulation", add_path, paths, error))
		return NULL;
	texts_sort(paths);
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < paths->len; i++) {
		char *text = read_text(store, paths->pdata[i], error);
		if (!text)
			return NULL;
		g_ptr_array_add(texts, text);
	}
	return g_steal_pointer(&texts);
}

static char *version_of(Store *store, GError **error)
{
	g_autoptr(GPtrArray) texts = texts_of(store, error);
	g_autofree char *settings = texts ? read_text(store, "desk.yaml",
		error) : NULL;
	if (!settings)
		return NULL;
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_checksum_update(sum, (const guchar *)settings, -1);
	for (guint i = 0; i < texts->len; i++) {
		const char *text = g_ptr_array_index(texts, i);
		g_checksum_update(sum, (const guchar *)text,
			(gssize)strlen(text) + 1);
	}
	return g_strndup(g_checksum_get_string(sum), VERSION_LENGTH);
}

/* --- the settings, in words ---------------------------------------------- */

static const struct {
	const char *field;
	Phrase title;
} term_lists[] = {
	{"level", {"Levels", "Линии"}},
	{"group", {"Groups", "Группы"}},
	{"status", {"Statuses", "Статусы"}},
	{"priority", {"Priorities", "Приоритеты"}},
	{"category", {"Categories", "Категории"}},
	{"resolution", {"Resolutions", "Чем кончается заявка"}},
};

/* A line of a table must not end a cell. */
static void append_cell(GString *out, const char *text)
{
	g_string_append(out, "| ");
	for (const char *c = text ? text : ""; *c; c++) {
		if (*c == '|')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *c == '\n' ? ' ' : *c);
	}
	g_string_append_c(out, ' ');
}

static void append_terms(GString *out, const GPtrArray *terms)
{
	for (guint i = 0; i < terms->len; i++) {
		const Term *term = g_ptr_array_index(terms, i);
		const char *more = term->level ? term->level : term->group;
		g_string_append_printf(out, "* **%s**", term->name);
		if (strcmp(term->title, term->name) != 0)
			g_string_append_printf(out, " — %s", term->title);
		if (more)
			g_string_append_printf(out, " (%s)", more);
		g_string_append_c(out, '\n');
	}
}

/* "a, b" of a list, "a: b, c: d" of a mapping, the text of a scalar. */
static void append_value(GString *out, const YamlNode *node)
{
	if (node->kind == YAML_SCALAR) {
		g_string_append(out, node->value);
		return;
	}
	for (guint i = 0; i < node->items->len; i++) {
		g_string_append(out, i ? ", " : "");
		if (node->kind == YAML_MAP)
			g_string_append_printf(out, "%s: ",
				((YamlNode *)node->keys->pdata[i])->value);
		append_value(out, node->items->pdata[i]);
	}
}

static void append_section(GString *out, const YamlNode *node)
{
	for (guint i = 0; node->kind != YAML_SCALAR && i < node->items->len;
		i++) {
		g_autoptr(GString) value = g_string_new(NULL);
		append_value(value, node->items->pdata[i]);
		append_cell(out, node->kind == YAML_MAP ?
			((YamlNode *)node->keys->pdata[i])->value : "");
		append_cell(out, value->str);
		g_string_append(out, "|\n");
	}
	if (node->kind == YAML_SCALAR)
		g_string_append_printf(out, "%s\n", node->value);
}

static void append_settings(GString *out, const Regulation *regulation)
{
	static const char *const sections[] = {"workflow", "calendars", "sla",
		"assignment", "routing", "bounced", "reminders", "notify",
		"oncall", "billing"};
	for (gsize i = 0; i < G_N_ELEMENTS(term_lists); i++) {
		const GPtrArray *terms = regulation_terms(regulation,
			term_lists[i].field);
		if (terms->len == 0)
			continue;
		g_string_append_printf(out, "\n## %s\n\n", phrase_in(
			&term_lists[i].title, regulation->language));
		append_terms(out, terms);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(sections); i++) {
		const YamlNode *node = yaml_get(regulation->root, sections[i]);
		if (!node || yaml_is_null(node))
			continue;
		g_string_append_printf(out, "\n## %s\n\n", sections[i]);
		if (node->kind != YAML_SCALAR)
			g_string_append(out, "| | |\n|---|---|\n");
		append_section(out, node);
	}
}

/* --- the document -------------------------------------------------------- */

static GString *markdown(Desk *desk, const char *version, GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	Store *store = regulation ? desk_store(desk, error) : NULL;
	g_autoptr(GPtrArray) texts = store ? texts_of(store, error) : NULL;
	if (!texts)
		return NULL;
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < texts->len; i++)
		g_string_append_printf(out, "%s%s\n", i ? "\n" : "",
			g_strchomp(g_ptr_array_index(texts, i)));
	append_settings(out, regulation);
	g_string_append_printf(out, "\n---\n\n%s · %s\n", regulation->team,
		version);
	return out;
}

GString *written_report(Desk *desk, gboolean html, GError **error)
{
	Store *store = desk_store(desk, error);
	g_autofree char *version = store ? version_of(store, error) : NULL;
	g_autoptr(GString) text = version ? markdown(desk, version, error) :
		NULL;
	if (!text || !html)
		return g_steal_pointer(&text);
	const Regulation *regulation = desk_regulation(desk, error);
	g_autofree char *body = markdown_to_html(text->str);
	g_autofree char *title = g_markup_escape_text(regulation->team, -1);
	GString *page = g_string_new("<!DOCTYPE html>\n");
	g_string_append_printf(page, "<html lang=\"%s\"><head>"
		"<meta charset=\"utf-8\"><title>%s</title><style>body{max-width:"
		"50em;margin:2em auto;font-family:sans-serif;line-height:1.5}"
		"td{padding:.2em .6em;vertical-align:top}</style></head>\n"
		"<body>\n%s</body></html>\n", regulation->language, title, body);
	return page;
}

/* --- who has read it ----------------------------------------------------- */

static char *read_path(const char *login)
{
	return g_strdup_printf("regulation/read/%s.yaml", login);
}

gboolean written_ack(Operation *op, void *data, GError **error)
{
	(void)data;
	Store *store = desk_store(operation_desk(op), error);
	g_autofree char *version = store ? version_of(store, error) : NULL;
	if (!version)
		return FALSE;
	g_autofree char *path = read_path(operation_me(op));
	g_autofree char *at = instant_format(operation_now(op));
	g_autofree char *text = g_strdup_printf("version: \"%s\"\nat: %s\n",
		version, at);
	g_autofree char *stands = read_text(store, path, error);
	if (!stands)
		return FALSE;
	g_autofree char *start = g_strdup_printf("version: \"%s\"\n", version);
	if (!g_str_has_prefix(stands, start))
		operation_write_file(op, path, text);
	return TRUE;
}

static gboolean add_row(Block *table, Store *store, const char *login,
	const char *version, gboolean *missing, GError **error)
{
	g_autofree char *path = read_path(login);
	g_autofree char *text = read_text(store, path, error);
	if (!text)
		return FALSE;
	/* What is damaged says of no version that it was read. */
	g_autoptr(YamlNode) root = yaml_parse_single(text, strlen(text), path,
		1, NULL);
	const char *read = yaml_get_text(root, "version", "");
	gboolean present = strcmp(read, version) == 0;
	Instant at = INSTANT_NONE;
	instant_parse(yaml_get_text(root, "at", ""), &at);
	*missing |= !present;
	GPtrArray *row = block_add_row(table);
	row_add(row, value_text(login));
	row_add(row, value_flag(present));
	row_add(row, *read ? value_text(read) : value_none());
	row_add(row, at == INSTANT_NONE ? value_none() : value_instant(at));
	return TRUE;
}

gboolean written_list(Desk *desk, Page *page, gboolean *missing,
	GError **error)
{
	Store *store = desk_store(desk, error);
	g_autofree char *version = store ? version_of(store, error) : NULL;
	g_autoptr(GPtrArray) agents = version ? assign_agents(desk, error) :
		NULL;
	if (!agents)
		return FALSE;
	Block *table = page_add_rows(page, "readings", page->schema->members);
	*missing = FALSE;
	for (guint i = 0; i < agents->len; i++)
		if (!add_row(table, store,
			    ((const Agent *)agents->pdata[i])->login, version,
			    missing, error))
			return FALSE;
	static const Phrase present = {"the present version is %1; `desk rules "
		"ack` says that you have read it", "действует версия %1; что вы "
		"её прочли, скажет `desk rules ack`"};
	g_autofree char *text = phrase_fill(&present, page->language, version,
		NULL);
	page_add_footer(page, "%s", text);
	return TRUE;
}
