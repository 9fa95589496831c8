#include "app/desk/in_force.h"
#include "cmd/change.h"
#include "model/regulation.h"

#include <string.h>

static const Phrase
	no_assignment = {"%1: write field=value, field+=value or field-=value",
		"%1: пишите поле=значение, поле+=значение или поле-=значение"},
	what = {"set what?", "что изменить?"};

typedef struct {
	char *field;
	SetKind kind;
	const char *value; /* into the operand */
} Assignment;

static void assignment_clear(void *data)
{
	Assignment *assignment = data;
	g_free(assignment->field);
}

static gboolean set(Operation *op, Ticket *ticket, void *data, GError **error)
{
	GArray *assignments = data;
	for (guint i = 0; i < assignments->len; i++) {
		const Assignment *row = &g_array_index(assignments, Assignment, i);
		if (!change_set(op, ticket, row->field, row->kind, row->value,
			error))
			return FALSE;
	}
	return TRUE;
}

static gboolean assignment_parse(const char *word, Assignment *assignment)
{
	const char *equals = strchr(word, '=');
	if (!equals || equals == word)
		return FALSE;
	const char *end = equals;
	assignment->kind = SET_VALUE;
	if (end[-1] == '+' || end[-1] == '-') {
		assignment->kind = end[-1] == '+' ? SET_ADD : SET_REMOVE;
		end--;
	}
	assignment->field = g_strndup(word, (gsize)(end - word));
	assignment->value = equals + 1;
	return TRUE;
}

/* By name, or by title in either language. */
static gboolean mean_field(Context *context, Assignment *assignment,
	GError **error)
{
	const Regulation *regulation = desk_regulation(context->desk, error);
	char *field = regulation ? regulation_field_meant(regulation,
		assignment->field, error) : NULL;
	if (field) {
		g_free(assignment->field);
		assignment->field = field;
	}
	return field != NULL;
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, TRUE, error);
	if (!uids)
		return -1;
	g_autoptr(GArray) assignments = g_array_new(FALSE, TRUE,
		sizeof(Assignment));
	g_array_set_clear_func(assignments, assignment_clear);
	for (guint i = 1; i < context->operand_count; i++) {
		Assignment assignment = {0};
		if (!assignment_parse(context->operands[i], &assignment))
			return usage_error(context, error, &no_assignment,
				context->operands[i], NULL);
		g_array_append_val(assignments, assignment);
		if (!mean_field(context, &g_array_index(assignments,
			Assignment, i - 1), error))
			return -1;
	}
	if (assignments->len == 0)
		return usage_error(context, error, &what, NULL);
	return change_tickets(context, "set", uids, set, assignments, error);
}

const Command set_command = {
	.name = "set",
	.group = GROUP_TICKETS,
	.synopsis = "set TICKETS FIELD=VALUE FIELD+=VALUE FIELD-=VALUE...",
	.summary = {"change fields", "изменить поля"},
	.operand = VALUE_OF_ASSIGNMENT,
	.flags = COMMAND_CHANGES | COMMAND_TICKETS,
	.run = run,
};
