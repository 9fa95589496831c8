#include "cmd/demand.h"
#include "cmd/frame.h"

#include <string.h>

#include "app/change/operation_run.h"
#include "app/desk/in_force.h"
#include "app/desk/people_words.h"
#include "app/desk/talk.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "text/date.h"
#include "text/yaml.h"

static const Phrase lines = {"the form has lines like \"category: network\"",
	"в форме строки вида «category: network»"};

void demands_clear(Demands *demands)
{
	g_clear_pointer(&demands->text, g_free);
	g_clear_pointer(&demands->resolution, g_free);
	g_clear_pointer(&demands->fields, g_ptr_array_unref);
	g_clear_pointer(&demands->values, g_ptr_array_unref);
}

static void add_field(Demands *demands, const char *field, const char *value)
{
	g_ptr_array_add(demands->fields, g_strdup(field));
	g_ptr_array_add(demands->values, g_strdup(value));
}

gboolean demands_are_met(Operation *op, const Ticket *ticket,
	StatusClass wanted)
{
	return regulation_class_of(operation_regulation(op), ticket) == wanted;
}

static gboolean count_work(Operation *op, Ticket *ticket, gint64 work,
	StatusClass wanted, GError **error)
{
	if (!demands_are_met(op, ticket, wanted))
		return change_work(op, ticket, work, error);
	if (work) {
		static const Phrase already = {"%1 is %2 already, so no time was "
				"added; `desk time add %1 TIME` does that",
			"%1 уже завершена, время не добавлено; добавит "
			"`desk time add %1 ВРЕМЯ`"};
		g_autofree char *name = ticket_short_name(ticket);
		desk_say(operation_desk(op), &already, name,
			ticket_get(ticket, "status"), NULL);
	}
	return TRUE;
}

gboolean demands_apply(Operation *op, Ticket *ticket, const Demands *demands,
	StatusClass wanted, GError **error)
{
	for (guint i = 0; i < demands->fields->len; i++) {
		const char *field = g_ptr_array_index(demands->fields, i);
		const char *value = g_ptr_array_index(demands->values, i);
		if (strcmp(field, "category") == 0 ?
			!change_category(op, ticket, value, error) :
			!change_set(op, ticket, field, SET_VALUE, value, error))
			return FALSE;
	}
	return count_work(op, ticket, demands->work, wanted, error);
}

/* --- options ------------------------------------------------------------- */

static gboolean need_term(Context *context, const char *field, const char *word,
	char **name, GError **error)
{
	const char *found = words_term(context->desk, field, word, error);
	g_free(*name);
	*name = g_strdup(found);
	return found != NULL;
}

static gboolean read_options(Context *context, Demands *demands, GError **error)
{
	static const char *const names[] = {"category", "priority"};
	demands->fields = g_ptr_array_new_with_free_func(g_free);
	demands->values = g_ptr_array_new_with_free_func(g_free);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *word = option_text(context, names[i]);
		g_autofree char *name = NULL;
		if (!word)
			continue;
		if (!need_term(context, names[i], word, &name, error))
			return FALSE;
		add_field(demands, names[i], name);
	}
	const Option *own = option_by_name(context->command, "as");
	const char *as = own && own->value == VALUE_OF_RESOLUTION ?
		option_text(context, "as") : NULL;
	return option_work(context, &demands->work, error) &&
		(!as || need_term(context, "resolution", as,
			&demands->resolution, error));
}

/* --- the form ------------------------------------------------------------ */

typedef struct {
	const char *uid;
	ChangeTicket each;
	void *data;
} Probe;

static gboolean try_one(Operation *op, void *data, GError **error)
{
	const Probe *probe = data;
	Ticket *ticket = operation_ticket(op, probe->uid, error);
	return ticket && probe->each(op, ticket, probe->data, error);
}

/* What the workflow would still ask for; NULL: it does not. */
static GPtrArray *find_missing(Context *context, const char *verb,
	const Probe *probe)
{
	g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
	OperationSettings settings = {.verb = verb, .dry_run = TRUE,
		.missing = missing};
	g_auto(OperationResult) result = {0};
	Desk *desk = context_desk(context, NULL);
	if (!desk || operation_run(desk, &settings, try_one, (void *)probe,
		&result, NULL) || missing->len == 0)
		return NULL;
	return g_steal_pointer(&missing);
}

static void append_known(GString *form, const GPtrArray *terms)
{
	for (guint i = 0; terms && i < MIN(terms->len, 30); i++)
		g_string_append_printf(form, "%s%s", i ? " " : "    # ",
			((const Term *)terms->pdata[i])->name);
}

static char *empty_form(Context *context, const GPtrArray *missing)
{
	const Regulation *regulation = desk_read_regulation(context->desk);
	GString *form = g_string_new(NULL);
	for (guint i = 0; i < missing->len; i++) {
		const char *name = g_ptr_array_index(missing, i);
		if (strcmp(name, "reason") == 0)
			continue;
		g_string_append_printf(form, "%s:", name);
		if (strcmp(name, "worked") == 0)
			g_string_append(form, "    # 15m, 1h30");
		else if (regulation)
			append_known(form, regulation_terms(regulation, name));
		g_string_append_c(form, '\n');
	}
	g_string_append(form, "text: |\n  \n");
	return g_string_free(form, FALSE);
}

static gboolean read_row(Context *context, Demands *demands, const char *name,
	const char *value, GError **error)
{
	if (strcmp(name, "text") == 0) {
		g_autofree char *text = g_strstrip(g_strdup(value));
		if (*text) {
			g_free(demands->text);
			demands->text = g_strconcat(text, "\n", NULL);
		}
		return TRUE;
	}
	if (*value == '\0')
		return TRUE;
	if (strcmp(name, "worked") == 0)
		return duration_parse(value, &demands->work, error);
	if (strcmp(name, "resolution") == 0)
		return need_term(context, name, value, &demands->resolution,
			error);
	g_autofree char *term = NULL;
	if (strcmp(name, "category") == 0 &&
		!need_term(context, name, value, &term, error))
		return FALSE;
	add_field(demands, name, term ? term : value);
	return TRUE;
}

static gboolean read_form(Context *context, Demands *demands, const char *form,
	GError **error)
{
	g_autoptr(YamlNode) root = yaml_parse_single(form, strlen(form), "form",
		1, error);
	if (!root)
		return FALSE;
	if (root->kind != YAML_MAP)
		return desk_refuse(error, DESK_ERROR_DATA, &lines, NULL);
	for (guint i = 0; i < root->keys->len; i++) {
		const YamlNode *key = root->keys->pdata[i];
		if (!read_row(context, demands, key->value,
			yaml_get_text(root, key->value, ""), error))
			return FALSE;
	}
	return TRUE;
}

static gboolean can_be_mended(const GError *problem)
{
	static const int codes[] = {DESK_ERROR_DATA, DESK_ERROR_USAGE,
		DESK_ERROR_PERSON, DESK_ERROR_FORBIDDEN};
	for (gsize i = 0; i < G_N_ELEMENTS(codes); i++)
		if (g_error_matches(problem, DESK_ERROR, codes[i]))
			return TRUE;
	return FALSE;
}

/* Until the form is complete, or closed without having been changed. */
static int run_form(Context *context, const char *verb, GPtrArray *uids,
	const Probe *probe, GPtrArray *missing, GError **error)
{
	Demands *demands = probe->data;
	g_autofree char *initial = empty_form(context, missing);
	g_autofree char *form = context_edit(context, verb, ".yaml", initial,
		error);
	guint kept = demands->fields->len;
	while (form) {
		g_autoptr(GError) problem = NULL;
		g_ptr_array_set_size(demands->fields, (int)kept);
		g_ptr_array_set_size(demands->values, (int)kept);
		if (read_form(context, demands, form, &problem)) {
			int answer = change_tickets(context, verb, uids,
				probe->each, probe->data, &problem);
			if (answer >= 0)
				return answer;
		}
		if (!can_be_mended(problem)) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return -1;
		}
		g_free(form);
		form = context_edit_again(context, problem, error);
	}
	return -1;
}

int demands_run(Context *context, const char *verb, GPtrArray *uids,
	ChangeTicket each, void *data, GError **error)
{
	Demands *demands = data;
	if (!read_options(context, demands, error))
		return -1;
	gboolean form = option_given(context, "edit") && context_can_edit(context) &&
		uids->len == 1;
	Probe probe = {form ? g_ptr_array_index(uids, 0) : NULL, each, data};
	g_autoptr(GPtrArray) missing = form ?
		find_missing(context, verb, &probe) : NULL;
	if (missing)
		return run_form(context, verb, uids, &probe, missing, error);
	if (!optional_message(context, &demands->text, error))
		return -1;
	return change_tickets(context, verb, uids, each, data, error);
}
