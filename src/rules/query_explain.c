/* A query's tree as text. */
#include "rules/query_values.h"

#include <string.h>

void query_append_quoted(GString *text, const char *word)
{
	g_string_append_c(text, '"');
	for (; *word != '\0'; word++) {
		if (strchr("\"\\", *word))
			g_string_append_c(text, '\\');
		g_string_append_c(text, *word);
	}
	g_string_append_c(text, '"');
}

static gboolean is_plain(const char *word)
{
	for (const char *s = word; *s != '\0'; s = g_utf8_next_char(s))
		if (strchr("()\",\\", *s) || g_unichar_isspace(g_utf8_get_char(s)))
			return FALSE;
	return *word != '\0' && !strstr(word, "..");
}

static void explain_text(GString *out, const QueryValue *value)
{
	if (*value->text == '\0' && !value->quoted)
		g_string_append(out, "none");
	else if (value->quoted || !is_plain(value->text))
		query_append_quoted(out, value->text);
	else
		g_string_append(out, value->text);
}

static void explain_instant(GString *out, Instant at)
{
	g_autofree char *text = at == INSTANT_NONE ? g_strdup("") :
						     instant_format(at);
	g_string_append(out, text);
}

static void explain_span(GString *out, gint64 seconds)
{
	g_autofree char *text = seconds < 0 ? g_strdup("") : span_format(seconds);
	g_string_append(out, g_strdelimit(text, " ", '_'));
}

static void explain_count(GString *out, gint64 count)
{
	if (count >= 0)
		g_string_append_printf(out, "%" G_GINT64_FORMAT, count);
}

static void explain_value(GString *out, const QueryNode *node,
	const QueryValue *value)
{
	QueryField field;
	const char *values = query_field_find(node->field, &field) ?
		field.values : "";
	if (value->from_at != INSTANT_NONE || value->until_at != INSTANT_NONE) {
		explain_instant(out, value->from_at);
		g_string_append(out, "..");
		explain_instant(out, value->until_at);
	} else if (value->from_span >= 0 || value->until_span >= 0) {
		void (*tell)(GString *, gint64) = strcmp(values, "span") == 0 ?
			explain_span : explain_count;
		tell(out, value->from_span);
		if (!value->is_range)
			return;
		g_string_append(out, "..");
		tell(out, value->until_span);
	} else if (value->is_range) {
		g_string_append_printf(out, "%s..%s", value->text, value->until);
	} else {
		explain_text(out, value);
		if (value->and_up)
			g_string_append_c(out, '+');
	}
}

static void explain_node(GString *out, const QueryNode *node)
{
	static const char *const names[] = {[QUERY_AND] = "and",
		[QUERY_OR] = "or", [QUERY_NOT] = "not", [QUERY_ALL] = "all"};
	g_string_append_printf(out, "(%s",
		node->kind == QUERY_TERM ? node->field : names[node->kind]);
	for (guint i = 0; i < node->children->len; i++) {
		g_string_append_c(out, ' ');
		explain_node(out, g_ptr_array_index(node->children, i));
	}
	for (guint i = 0; i < node->values->len; i++) {
		g_string_append_c(out, i > 0 ? ',' : ' ');
		explain_value(out, node, g_ptr_array_index(node->values, i));
	}
	g_string_append_c(out, ')');
}

char *query_explain(const QueryNode *node)
{
	GString *out = g_string_new(NULL);
	explain_node(out, node);
	return g_string_free(out, FALSE);
}
