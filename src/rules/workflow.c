#include "rules/workflow.h"

#include <string.h>

#include "base/texts.h"
#include "model/verb.h"
#include "text/date.h"

void workflow_answer_clear(WorkflowAnswer *answer)
{
	g_clear_pointer(&answer->missing, g_ptr_array_unref);
	g_clear_pointer(&answer->roles, g_ptr_array_unref);
}

/* --- which transition ---------------------------------------------------- */

typedef struct {
	const Regulation *regulation;
	const WorkflowQuestion *question;
	const Ticket *before, *after;
	const char *from, *to; /* statuses; to NULL: unchanged */
	const char *verb;      /* as it looks; NULL: like none */
} Transition;

static StatusClass class_of(const Regulation *regulation, const Ticket *ticket)
{
	return regulation_class_of(regulation, ticket);
}

static const char *verb_of_status(const Regulation *regulation,
	const Ticket *before, const Ticket *after)
{
	static const char *const verbs[] = {[CLASS_PENDING] = "wait",
		[CLASS_ON_HOLD] = "wait", [CLASS_SOLVED] = "solve",
		[CLASS_CLOSED] = "close"};
	StatusClass old = before ? class_of(regulation, before) : CLASS_NEW;
	StatusClass now = class_of(regulation, after);
	if (old == now)
		return NULL;
	if (now == CLASS_NEW || now == CLASS_OPEN)
		return old >= CLASS_SOLVED ? "reopen" : NULL;
	return verbs[now];
}

/* The verb that a change of the head looks like, whoever made it: escalate,
 * return (the level), solve, close, reopen, wait (the class of the status);
 * NULL for other changes. */
static const char *workflow_verb_of(const Regulation *regulation,
	const Ticket *before, const Ticket *after)
{
	const char *verb = verb_of_status(regulation, before, after);
	if (verb || !before)
		return verb;
	int old = regulation_rank(regulation, "level",
		ticket_get(before, "level"));
	int now = regulation_rank(regulation, "level",
		ticket_get(after, "level"));
	if (old < 0 || now < 0 || old == now)
		return NULL;
	return now > old ? "escalate" : "return";
}

static gboolean is_status(const Regulation *regulation, const char *wanted,
	const char *status)
{
	if (regulation_is_same(regulation, "status", wanted, status))
		return TRUE;
	const char *name = *status ? status_class_name(
		regulation_status_class(regulation, status)) : "";
	return regulation_rank(regulation, "status", wanted) < 0 &&
		strcmp(wanted, name) == 0;
}

static gboolean row_matches(const Transition *transition, const YamlNode *row)
{
	const WorkflowQuestion *question = transition->question;
	const Regulation *regulation = transition->regulation;
	const char *from = yaml_get_text(row, "from", NULL);
	const char *to = yaml_get_text(row, "to", NULL);
	const char *verb = yaml_get_text(row, "do", NULL);
	if (strcmp(yaml_get_text(row, "by", "agent"), question->by) != 0)
		return FALSE;
	if (verb && g_strcmp0(verb, question->verb) != 0 &&
		g_strcmp0(verb, transition->verb) != 0)
		return FALSE;
	if (from && !is_status(regulation, from, transition->from))
		return FALSE;
	if (to && (!transition->to ||
		!is_status(regulation, to, transition->to)))
		return FALSE;
	return verb || transition->to;
}

/* --- who, and for how long ----------------------------------------------- */

static gboolean each_text(const YamlNode *node,
	gboolean (*each)(const char *text, void *data), void *data)
{
	if (!node)
		return TRUE;
	if (node->kind == YAML_SCALAR)
		return each(node->value, data);
	for (guint i = 0; node->kind == YAML_LIST && i < node->items->len; i++) {
		const YamlNode *item = node->items->pdata[i];
		if (item->kind == YAML_SCALAR && !each(item->value, data))
			return FALSE;
	}
	return TRUE;
}

static gboolean is_other_role(const char *text, void *data)
{
	const char *const *roles = data;
	return !g_strv_contains(roles, text);
}

static gboolean add_once(const char *text, void *data)
{
	if (!texts_have(data, text))
		g_ptr_array_add(data, g_strdup(text));
	return TRUE;
}

static gint64 within_of(const YamlNode *row)
{
	gint64 seconds = 0;
	const char *text = yaml_get_text(row, "within", NULL);
	return text && duration_parse(text, &seconds, NULL) ? seconds : 0;
}

static gboolean has_role(const Transition *transition, const YamlNode *row)
{
	return !each_text(yaml_get(row, "roles"), is_other_role,
		(void *)(gpointer)transition->question->roles);
}

/* Does the row let this actor, at this time? What would is noted. */
static gboolean row_fits(const Transition *transition, const YamlNode *row,
	WorkflowAnswer *answer)
{
	const WorkflowQuestion *question = transition->question;
	gint64 within = within_of(row);
	if (yaml_get(row, "roles") && !has_role(transition, row)) {
		each_text(yaml_get(row, "roles"), add_once, answer->roles);
		return FALSE;
	}
	if (within > 0 && question->status_since != INSTANT_NONE &&
		question->now - question->status_since > within) {
		answer->within = within;
		return FALSE;
	}
	return TRUE;
}

/* --- what is missing ----------------------------------------------------- */

gint64 workflow_worked(const Ticket *ticket)
{
	static const struct {
		const char *kind, *key;
	} rows[] = {{"work", "minutes"}, {"call", "talked"},
		{"visit", "onsite"}, {"visit", "travel"}};
	gint64 minutes = 0;
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		if (ticket_entry_is_retracted(ticket, entry->id))
			continue;
		for (gsize k = 0; k < G_N_ELEMENTS(rows); k++)
			if (strcmp(entry->kind, rows[k].kind) == 0)
				minutes += g_ascii_strtoll(
					entry_get(entry, rows[k].key), NULL, 10);
	}
	return minutes;
}

static gboolean says_something(const Transition *transition)
{
	guint old = transition->before ?
		ticket_entry_count(transition->before) : 0;
	for (guint i = ticket_entry_count(transition->after); i > old; i--) {
		const Entry *entry = ticket_entry(transition->after, i - 1);
		if (entry->body && *entry->body)
			return TRUE;
	}
	return FALSE;
}

static gboolean is_there(const Transition *transition, const char *name)
{
	if (strcmp(name, "reason") == 0)
		return says_something(transition);
	if (strcmp(name, "worked") == 0)
		return workflow_worked(transition->after) > 0;
	g_autofree char *text = ticket_get_as_text(transition->after, name);
	return *text && strcmp(text, "[]") != 0;
}

typedef struct {
	const Transition *transition;
	GPtrArray *missing;
} Requirements;

static gboolean need(const char *name, void *data)
{
	Requirements *requirements = data;
	if (!is_there(requirements->transition, name))
		add_once(name, requirements->missing);
	return TRUE;
}

/* What is asked for without any row. */
static void need_always(Requirements *requirements, const char *verb)
{
	if (verb_is(verb, VERB_REASONED) &&
		strcmp(requirements->transition->question->by, "agent") == 0)
		need("reason", requirements);
}

/* --- the answer ---------------------------------------------------------- */

static gboolean judge_rows(const Transition *transition, WorkflowAnswer *answer)
{
	const YamlNode *rows = yaml_get(transition->regulation->root,
		"workflow");
	Requirements requirements = {transition, answer->missing};
	guint limits = 0, fits = 0;
	need_always(&requirements, answer->verb);
	for (guint i = 0; rows && rows->kind == YAML_LIST &&
		i < rows->items->len; i++) {
		const YamlNode *row = rows->items->pdata[i];
		if (!row_matches(transition, row))
			continue;
		gboolean limit = yaml_get(row, "roles") || within_of(row) > 0;
		limits += limit;
		if (!row_fits(transition, row, answer))
			continue;
		fits += limit;
		each_text(yaml_get(row, "require"), need, &requirements);
	}
	if (limits == 0 || fits > 0) {
		g_ptr_array_set_size(answer->roles, 0);
		answer->within = 0;
		return answer->missing->len == 0;
	}
	return FALSE;
}

static gboolean only_looks(const WorkflowQuestion *question)
{
	const char *const *roles = question->roles;
	return g_strv_contains(roles, "observer") &&
		!g_strv_contains(roles, "lead") &&
		strcmp(question->by, "agent") == 0 &&
		!verb_is(question->verb, VERB_OBSERVED);
}

gboolean workflow_allows(const Regulation *regulation,
	const WorkflowQuestion *question, const Ticket *before,
	const Ticket *after, WorkflowAnswer *answer)
{
	workflow_answer_clear(answer);
	*answer = (WorkflowAnswer){
		.missing = g_ptr_array_new_with_free_func(g_free),
		.roles = g_ptr_array_new_with_free_func(g_free),
	};
	const char *old = before ? ticket_get(before, "status") : "";
	const char *now = ticket_get(after, "status");
	Transition transition = {regulation, question, before, after, old,
		strcmp(old, now) != 0 ? now : NULL,
		workflow_verb_of(regulation, before, after)};
	answer->verb = transition.verb ? transition.verb : question->verb;
	answer->observer = only_looks(question);
	if (answer->observer)
		return FALSE;
	if (verb_is(question->verb, VERB_FREE))
		return TRUE;
	return judge_rows(&transition, answer);
}

gboolean workflow_has_row(const Regulation *regulation, const char *from,
	const char *to, const char *by, gint64 *within)
{
	const YamlNode *rows = yaml_get(regulation->root, "workflow");
	for (guint i = 0; rows && rows->kind == YAML_LIST &&
		i < rows->items->len; i++) {
		const YamlNode *row = rows->items->pdata[i];
		const char *wanted = yaml_get_text(row, "from", NULL);
		const char *target = yaml_get_text(row, "to", NULL);
		if (!wanted || !target ||
			!is_status(regulation, wanted, from) ||
			!is_status(regulation, target, to) ||
			strcmp(yaml_get_text(row, "by", "agent"), by) != 0)
			continue;
		*within = within_of(row);
		return TRUE;
	}
	return FALSE;
}

/* --- in words ------------------------------------------------------------ */

/* How a command is told what is missing. */
static const struct {
	const char *name;
	Phrase option;
	const char *verbs;
} options[] = {
	{"category", {"-k CATEGORY", "-k КАТЕГОРИЯ"}, " solve close escalate "},
	{"priority", {"-p PRIORITY", "-p ПРИОРИТЕТ"}, " solve close escalate "},
	{"resolution", {"--as RESOLUTION", "--as ИТОГ"}, " solve close "},
	{"worked", {"-w 15m", NULL}, " solve close escalate comment "},
	{"reason", {"-m 'WHY'", "-m 'ПОЧЕМУ'"}, " solve close escalate return "
		"assign wait reopen drop comment "},
};

static const char *option_for(const char *name, const char *verb,
	const char *language)
{
	g_autofree char *word = g_strdup_printf(" %s ", verb ? verb : "");
	for (gsize i = 0; i < G_N_ELEMENTS(options); i++)
		if (strcmp(options[i].name, name) == 0 &&
			strstr(options[i].verbs, word))
			return phrase_in(&options[i].option, language);
	return NULL;
}

static const struct {
	const char *name;
	Phrase words;
} names[] = {
	{"category", {"category", "категория"}},
	{"priority", {"priority", "приоритет"}},
	{"reason", {"a reason", "причина"}},
	{"resolution", {"resolution", "итог"}},
	{"worked", {"working time", "рабочее время"}},
};

static const char *in_words(const char *name, const char *language)
{
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i].name, name) == 0)
			return phrase_in(&names[i].words, language);
	return name;
}

static char *joined_names(const GPtrArray *list, const Phrase *last,
	const char *language)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < list->len; i++)
		g_string_append_printf(out, "%s%s", i == 0 ? "" :
			i + 1 < list->len ? ", " : phrase_in(last, language),
			in_words(g_ptr_array_index(list, i), language));
	return g_string_free(out, FALSE);
}

/* "`desk set 12 asset=…`", then "`desk solve 12 -w 15m`" */
static void append_way(GString *out, const WorkflowAnswer *answer,
	const char *name, const char *language)
{
	static const Phrase
		what_phrase = {"WHAT", "ЧТО"},
		then = {"then ", "затем "};
	g_autoptr(GString) first = g_string_new(NULL);
	g_autoptr(GString) command = g_string_new(NULL);
	for (guint i = 0; i < answer->missing->len; i++) {
		const char *what = g_ptr_array_index(answer->missing, i);
		const char *option = option_for(what, answer->verb,
			language);
		if (option)
			g_string_append_printf(command, " %s", option);
		else if (strcmp(what, "worked") == 0)
			g_string_append_printf(first, "`desk comment %s -m "
				"%s -w 15m`, ", name,
				phrase_in(&what_phrase, language));
		else
			g_string_append_printf(first, "`desk set %s %s=…`, ",
				name, what);
	}
	g_string_append_printf(out, "; %s", first->str);
	if (command->len > 0)
		g_string_append_printf(out, "%s`desk %s %s%s`",
			first->len > 0 ? phrase_in(&then, language) : "",
			answer->verb ? answer->verb : "edit", name,
			command->str);
	else
		g_string_truncate(out, out->len - 2);
}

static void append_values(GString *out, const Regulation *regulation,
	const GPtrArray *missing, const char *language)
{
	for (guint i = 0; i < missing->len; i++) {
		const char *field = g_ptr_array_index(missing, i);
		const GPtrArray *terms = regulation_terms(regulation, field);
		if (!terms || terms->len == 0)
			continue;
		g_string_append_printf(out, "\n%s: ", in_words(field, language));
		for (guint k = 0; k < MIN(terms->len, 30); k++)
			g_string_append_printf(out, "%s%s", k ? ", " : "",
				((const Term *)terms->pdata[k])->name);
	}
}

static const Phrase
	this_change = {"this change", "это изменение"},
	observes = {"%1: an observer looks and comments; `desk comment %1 -m "
			"'TEXT'`",
		"%1: наблюдатель смотрит и пишет заметки; `desk comment %1 -m "
		"'ТЕКСТ'`"},
	too_late = {"%1: %2 is possible within %3 only, which have passed; "
			"`desk new` makes another ticket",
		"%1: %2 возможно только в течение %3, и они прошли; `desk new` "
		"создаст другую заявку"},
	for_roles = {"%1: %2 is for %3; desk.yaml says so (workflow), "
			"`desk agent list` shows who is that",
		"%1: %2 — только для %3; так сказано в desk.yaml (workflow), "
		"кто это, показывает `desk agent list`"},
	needs = {"%1: %2 needs %3", "%1: для %2 нужно: %3"},
	or = {" or ", " или "},
	and = {" and ", " и "};

char *workflow_explain(const Regulation *regulation,
	const WorkflowAnswer *answer, const char *name, const char *language)
{
	const char *verb = answer->verb ? answer->verb :
		phrase_in(&this_change, language);
	if (answer->observer)
		return phrase_fill(&observes, language, name, NULL);
	if (answer->within > 0 && answer->roles->len == 0) {
		g_autofree char *span = span_format(answer->within);
		g_autofree char *told = span_in_language(span, language);
		return phrase_fill(&too_late, language, name, verb, told, NULL);
	}
	if (answer->roles->len > 0) {
		g_autofree char *roles = joined_names(answer->roles, &or,
			language);
		return phrase_fill(&for_roles, language, name, verb, roles,
			NULL);
	}
	g_autofree char *missing = joined_names(answer->missing, &and, language);
	g_autofree char *begin = phrase_fill(&needs, language, name, verb,
		missing, NULL);
	GString *out = g_string_new(begin);
	append_way(out, answer, name, language);
	append_values(out, regulation, answer->missing, language);
	return g_string_free(out, FALSE);
}
