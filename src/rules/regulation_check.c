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

/* The place stands before the first ": ", in each language. */
static char *without_place(const char *message)
{
	const char *colon = strstr(message, ": ");
	return g_strdup(colon ? colon + strlen(": ") : message);
}

static void add_fault(GPtrArray *faults, const char *name,
	const RegulationReference *reference, const GError *problem)
{
	const char *why;
	guint column = column_of(problem->message, &why);
	gboolean placed = why != problem->message;
	g_autofree char *other = desk_error_text(problem, "ru");
	const YamlNode *node = reference->node;
	GError *fault = NULL;
	desk_refuse_take(&fault, DESK_ERROR_CONFIG, g_strdup(why),
		placed ? without_place(other) : g_strdup(other));
	g_prefix_error(&fault, "%s:%u:%u: ", name, node->line,
		node->column + column - 1 + !node->plain);
	g_ptr_array_add(faults, fault);
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
	g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_error_free);
	for (guint i = 0; i < regulation->references->len; i++) {
		const RegulationReference *reference = &g_array_index(
			regulation->references, RegulationReference, i);
		g_autoptr(GError) problem = NULL;
		g_autoptr(QueryNode) query =
			reference->kind == REFERENCE_QUERY ?
			query_parse(reference->text, &context, &problem) : NULL;
		if (problem)
			add_fault(faults, name, reference, problem);
	}
	return desk_error_of_many(error, DESK_ERROR_CONFIG, faults) ?
		g_steal_pointer(&regulation) : NULL;
}
