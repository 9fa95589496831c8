#include "rules/regulation_check.h"

#include <string.h>

#include "base/error.h"
#include "model/regulation.h"
#include "text/yaml.h"

/* Any moment does: relative dates parse alike at all of them. */
#define SOME_MOMENT 1767225600

/* Nobody is "me". */
static void query_context(const Regulation *regulation, Instant now,
	QueryContext *context)
{
	*context = (QueryContext){
		.regulation = regulation,
		.now = now,
		.zone = regulation->zone,
	};
}

/* "query, column 7: why" → 7 and "why". */
static guint column_of(const char *message, const char **why)
{
	static const char start[] = "query, column ";
	*why = message;
	if (!g_str_has_prefix(message, start))
		return 1;
	char *end;
	guint64 column = g_ascii_strtoull(message + strlen(start), &end, 10);
	if (*end == ':')
		*why = end + 1 + strspn(end + 1, " ");
	return (guint)CLAMP(column, 1, G_MAXINT);
}

static void append_fault(GString *faults, const char *name,
	const RegulationReference *reference, const char *message)
{
	const char *why;
	guint column = column_of(message, &why);
	const YamlNode *node = reference->node;
	g_string_append_printf(faults, "%s%s:%u:%u: %s",
		faults->len > 0 ? "\n" : "", name, node->line,
		node->column + column - 1 + !node->plain, why);
}

Regulation *regulation_read(const char *text, gsize size, const char *name,
	GError **error)
{
	g_autoptr(Regulation) regulation = regulation_parse(text, size, name,
		error);
	if (!regulation)
		return NULL;
	QueryContext context;
	query_context(regulation, SOME_MOMENT, &context);
	g_autoptr(GString) faults = g_string_new(NULL);
	for (guint i = 0; i < regulation->references->len; i++) {
		const RegulationReference *reference = &g_array_index(
			regulation->references, RegulationReference, i);
		g_autoptr(GError) problem = NULL;
		g_autoptr(QueryNode) query =
			reference->kind == REFERENCE_QUERY ?
			query_parse(reference->text, &context, &problem) : NULL;
		if (problem)
			append_fault(faults, name, reference, problem->message);
	}
	if (faults->len == 0)
		return g_steal_pointer(&regulation);
	g_set_error_literal(error, DESK_ERROR, DESK_ERROR_CONFIG, faults->str);
	return NULL;
}
