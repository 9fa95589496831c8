#include "rules/query_values.h"

#include "base/called.h"
#include "base/error.h"
#include "base/texts.h"
#include "model/field.h"
#include "model/regulation.h"
#include "model/sla.h"
#include "text/date.h"

#include <string.h>

static const Phrase
	unknown = {"unknown %1 \"%2\"; one of %3",
		"%4: нет значения «%2»; есть: %3"},
	like = {"unknown %1 \"%2\"; did you mean \"%5\"? Known: %3",
		"%4: нет значения «%2»; может быть, «%5»? Есть: %3"},
	no_range_here = {"%1: takes no range; several values are written a,b",
		"%1: диапазон здесь не годится; несколько значений пишут через "
		"запятую: a,b"},
	falling = {"%1:%2..%3 ends before it begins; from low to high it is "
			"%3..%2",
		"%1:%2..%3 кончается раньше, чем начинается; от низшего к "
		"высшему: %3..%2"},
	nobody = {"@me is nobody: git's user.email is not an agent's; name one "
			"with --as",
		"@me — никто: user.email в git не принадлежит сотруднику; "
		"назовите себя: --as ЛОГИН"},
	nobody_has = {"is:mine: git's user.email is not an agent's; name one "
			"with --as",
		"is:mine: user.email в git не принадлежит сотруднику; назовите "
		"себя: --as ЛОГИН"},
	no_field = {"%1: \"%2\" is neither a field nor one of attachment, call, "
			"comment, message, reply, visit, work",
		"%1: «%2» — не поле и не attachment, call, comment, message, "
		"reply, visit, work"},
	like_field = {"%1: \"%2\" is neither a field nor one of attachment, "
			"call, comment, message, reply, visit, work; did you "
			"mean \"%3\"?",
		"%1: «%2» — не поле и не attachment, call, comment, message, "
		"reply, visit, work; может быть, «%3»?"},
	no_letter = {"\"%1\" has no letter or digit to look for",
		"в «%1» нет ни буквы, ни цифры, искать нечего"};

void query_raw_clear(QueryRaw *raw)
{
	g_free(raw->from);
	g_free(raw->until);
}

void query_value_free(QueryValue *value)
{
	if (!value)
		return;
	g_free(value->text);
	g_free(value->until);
	g_free(value);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QueryValue, query_value_free)

/* An unknown word among known ones. */
static gboolean fail_among(const QueryCheck *check, const char *what,
	const GPtrArray *names, GError **error)
{
	const char *word = check->raw->from, *field = check->target->name;
	guint column = check->raw->column;
	const char *near = query_suggest(word, names);
	g_autofree char *known = texts_join(names);
	return near ?
		query_fail(error, column, &like, what, word, known, field, near,
			NULL) :
		query_fail(error, column, &unknown, what, word, known, field,
			NULL);
}

/* --- values ----------------------------------------------------------------- */

static gboolean no_range(const QueryCheck *check, GError **error)
{
	if (!check->raw->has_range)
		return TRUE;
	return query_fail(error, check->raw->column, &no_range_here,
		check->target->name, NULL);
}

static void take_text(const QueryCheck *check, char *text)
{
	g_free(check->value->text);
	check->value->text = text;
}

static gboolean is_in_use(const QueryCheck *check, const char *field,
	const char *word, gboolean *used, GError **error)
{
	const QueryContext *context = check->context;
	*used = FALSE;
	return !context->in_use || *word == '\0' ||
		context->in_use(context->resolve_data, field, word, used,
			error);
}

/* The name of a person that resolve() knows, or that tickets still have. */
static gboolean take_person(const QueryCheck *check, const char *field,
	const char *word, GError **error)
{
	const QueryContext *context = check->context;
	g_autoptr(GError) problem = NULL;
	gboolean used = FALSE;
	char *name = context->resolve(context->resolve_data, field, word,
		&problem);
	if (!name && g_error_matches(problem, DESK_ERROR, DESK_ERROR_PERSON) &&
		!is_in_use(check, field, word, &used, error))
		return FALSE;
	if (used)
		name = g_strdup(word);
	if (name) {
		take_text(check, name);
		return TRUE;
	}
	g_propagate_error(error, g_steal_pointer(&problem));
	return query_fail_here(error, check->raw->column);
}

/* A name of the regulation, by name or title. "" stays open in a range. */
static char *term_name(const QueryCheck *check, const char *word, gboolean quoted,
	GError **error)
{
	if (*word == '\0' && !quoted)
		return g_strdup("");
	g_autoptr(GError) problem = NULL;
	const Term *term = regulation_need(check->context->regulation,
		check->target->values, word, &problem);
	if (term)
		return g_strdup(term->name);
	gboolean used = FALSE;
	if (!check->raw->has_range && !check->value->and_up &&
		!is_in_use(check, check->target->values, word, &used, error))
		return NULL;
	if (used)
		return g_strdup(word);
	g_propagate_error(error, g_steal_pointer(&problem));
	query_fail_here(error, check->raw->column);
	return NULL;
}

static gboolean is_ranked(const char *values)
{
	const Field *field = field_find(values);
	return field && field->flags & FIELD_RANKED;
}

static gboolean rank_rises(const QueryCheck *check, GError **error)
{
	const Regulation *regulation = check->context->regulation;
	const char *field = check->target->values;
	const char *from = check->value->text, *until = check->value->until;
	if (*from == '\0' || *until == '\0' ||
		regulation_rank(regulation, field, from) <=
			regulation_rank(regulation, field, until))
		return TRUE;
	return query_fail(error, check->raw->column, &falling, field, from,
		until, NULL);
}

static gboolean check_term(const QueryCheck *check, GError **error)
{
	const QueryRaw *raw = check->raw;
	QueryValue *value = check->value;
	gboolean ranked = is_ranked(check->target->values);
	if (!ranked && !no_range(check, error))
		return FALSE;
	g_autofree char *word = g_strdup(raw->from);
	gsize length = strlen(word);
	if (ranked && !raw->has_range && !raw->from_quoted && length > 1 &&
		word[length - 1] == '+') {
		word[length - 1] = '\0';
		value->and_up = TRUE;
	}
	char *name = term_name(check, word, raw->from_quoted, error);
	if (!name)
		return FALSE;
	take_text(check, name);
	if (!raw->has_range)
		return TRUE;
	value->until = term_name(check, raw->until, raw->until_quoted, error);
	return value->until && rank_rises(check, error);
}

static gboolean check_agent(const QueryCheck *check, GError **error)
{
	const QueryContext *context = check->context;
	const char *word = check->raw->from;
	if (!no_range(check, error))
		return FALSE;
	if (!check->raw->from_quoted && strcmp(word, "@me") == 0) {
		if (context->me) {
			take_text(check, g_strdup(context->me));
			return TRUE;
		}
		desk_refuse(error, DESK_ERROR_CONFIG, &nobody, NULL);
		return query_fail_here(error, check->raw->column);
	}
	if (*word == '@')
		word++;
	if (context->resolve)
		return take_person(check, "assignee", word, error);
	take_text(check, g_strdup(word));
	return TRUE;
}

/* What a ticket may carry without the address book knowing it: an address,
 * "@acme.example", "customer/contact", a phone number. */
static gboolean is_reachable(const char *word)
{
	return strpbrk(word, "@/*") != NULL ||
		(strlen(word) > 2 &&
			strspn(word, "+0123456789 ()-.") == strlen(word));
}

static gboolean check_contact(const QueryCheck *check, GError **error)
{
	const QueryContext *context = check->context;
	const char *word = check->raw->from;
	if (!no_range(check, error))
		return FALSE;
	if (!context->resolve || *word == '@' || strchr(word, '*'))
		return TRUE;
	g_autoptr(GError) problem = NULL;
	if (take_person(check, "requester", word, &problem) ||
		is_reachable(word))
		return TRUE;
	return desk_error_pass(error, &problem);
}

static gboolean check_customer(const QueryCheck *check, GError **error)
{
	const QueryContext *context = check->context;
	if (!no_range(check, error))
		return FALSE;
	return !context->resolve ||
		take_person(check, "customer", check->raw->from, error);
}

static GPtrArray *flag_names(void)
{
	GPtrArray *names = g_ptr_array_new();
	for (gsize i = 0; i < query_flags_count; i++)
		g_ptr_array_add(names, (char *)query_flags[i].name);
	return names;
}

/* By name; who types knows them by title, too. NULL: none. */
static const char *flag_meant(const QueryCheck *check)
{
	g_autoptr(GArray) all = called_new();
	g_autofree char *several = NULL;
	const char *word = check->raw->from;
	for (gsize i = 0; i < query_flags_count; i++) {
		const QueryFlag *flag = &query_flags[i];
		if (strcmp(flag->name, word) == 0)
			return flag->name;
		called_add(all, flag->name, flag->title.en, flag->title.ru);
	}
	return check->context->typed ? called_find(all, word, &several) : NULL;
}

static gboolean check_flag(const QueryCheck *check, GError **error)
{
	if (!no_range(check, error))
		return FALSE;
	const char *name = flag_meant(check);
	if (name && strcmp(name, "mine") == 0 && !check->context->me) {
		desk_refuse(error, DESK_ERROR_CONFIG, &nobody_has, NULL);
		return query_fail_here(error, check->raw->column);
	}
	if (name) {
		take_text(check, g_strdup(name));
		return TRUE;
	}
	g_autoptr(GPtrArray) names = flag_names();
	return fail_among(check, "value of is:", names, error);
}

/* has: knows things besides fields. */
static const char *const things[] = {"attachment", "call", "comment",
	"message", "reply", "visit", "work", NULL};

static gboolean may_be_empty(const QueryTarget *target)
{
	static const char *const never[] = {"is", "no", "has", "query", "text",
		"body", "age", "in-status", NULL};
	return !g_strv_contains(never, target->name);
}

static gboolean check_field(const QueryCheck *check, GError **error)
{
	const char *word = check->raw->from;
	guint column = check->raw->column;
	if (!no_range(check, error))
		return FALSE;
	if (g_strv_contains(things, word))
		return TRUE;
	g_auto(QueryTarget) target = {0};
	g_autoptr(GError) problem = NULL;
	if (query_target_find(word, check->context, column, &target, &problem) &&
		may_be_empty(&target)) {
		take_text(check, g_strdup(target.name));
		return TRUE;
	}
	g_autoptr(GPtrArray) names = query_field_names(check->context);
	for (gsize i = 0; things[i]; i++)
		g_ptr_array_add(names, (char *)things[i]);
	const char *near = query_suggest(word, names);
	return near ? query_fail(error, column, &like_field,
		check->target->name, word, near, NULL) :
		query_fail(error, column, &no_field, check->target->name, word,
			NULL);
}

/* Standings of clocks, and the names of policies. */
static gboolean check_sla(const QueryCheck *check, GError **error)
{
	static const char *const standings[] = {"at-risk", "breached", "met",
		"paused", "running", "void"};
	const GPtrArray *policies = check->context->regulation->sla;
	const char *word = check->raw->from;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	if (!no_range(check, error))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(standings); i++)
		g_ptr_array_add(names, (char *)standings[i]);
	for (guint i = 0; i < policies->len; i++)
		g_ptr_array_add(names, ((SlaPolicy *)g_ptr_array_index(policies,
			i))->name);
	return texts_have(names, word) ||
		fail_among(check, "value of sla:", names, error);
}

static gboolean check_enum(const QueryCheck *check, GError **error)
{
	const GPtrArray *values = check->target->term->values;
	if (!no_range(check, error))
		return FALSE;
	for (guint i = 0; values && i < values->len; i++) {
		const char *known = g_ptr_array_index(values, i);
		g_autofree char *a = g_utf8_casefold(known, -1);
		g_autofree char *b = g_utf8_casefold(check->raw->from, -1);
		if (strcmp(a, b) != 0)
			continue;
		take_text(check, g_strdup(known));
		return TRUE;
	}
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	return fail_among(check, check->target->name, values ?
		values : none, error);
}

/* Dots in text are text. */
static void rejoin(const QueryCheck *check)
{
	if (!check->raw->has_range)
		return;
	take_text(check, g_strconcat(check->raw->from, "..", check->raw->until,
		NULL));
	check->value->is_range = FALSE;
}

static gboolean check_string(const QueryCheck *check, GError **error)
{
	const Field *field = field_find(check->target->name);
	(void)error;
	rejoin(check);
	if (check->context->typed && field && field->values)
		take_text(check, g_strdup(field_value_meant(field,
			check->value->text)));
	return TRUE;
}

static gboolean check_words(const QueryCheck *check, GError **error)
{
	rejoin(check);
	for (const char *s = check->value->text; *s != '\0';
		s = g_utf8_next_char(s))
		if (g_unichar_isalnum(g_utf8_get_char(s)))
			return TRUE;
	return query_fail(error, check->raw->column, &no_letter,
		check->value->text, NULL);
}

static const struct {
	const char *values;
	gboolean (*check)(const QueryCheck *check, GError **error);
	gboolean may_be_none, is_text;
} kinds[] = {
	{"agent", check_agent, TRUE, FALSE},
	{"contact", check_contact, TRUE, TRUE},
	{"count", query_check_count, TRUE, FALSE},
	{"customer", check_customer, TRUE, FALSE},
	{"date", query_check_date, TRUE, FALSE},
	{"enum", check_enum, TRUE, FALSE},
	{"field", check_field, FALSE, FALSE},
	{"flag", check_flag, FALSE, FALSE},
	{"sla", check_sla, TRUE, FALSE},
	{"span", query_check_span, FALSE, FALSE},
	{"string", check_string, TRUE, TRUE},
	{"text", check_words, FALSE, TRUE},
	{NULL, check_term, TRUE, FALSE},
};

QueryValue *query_value_make(const QueryTarget *target, const QueryRaw *raw,
	const QueryContext *context, GError **error)
{
	g_autoptr(QueryValue) value = g_new0(QueryValue, 1);
	value->text = g_strdup(raw->from);
	value->quoted = raw->from_quoted;
	value->is_range = raw->has_range;
	value->from_at = value->until_at = INSTANT_NONE;
	value->from_span = value->until_span = -1;
	guint i = 0;
	while (kinds[i].values && strcmp(kinds[i].values, target->values) != 0)
		i++;
	if (kinds[i].may_be_none && !raw->has_range && !raw->from_quoted &&
		strcmp(raw->from, "none") == 0) {
		*value->text = '\0';
		return g_steal_pointer(&value);
	}
	QueryCheck check = {target, raw, context, value};
	if (!kinds[i].check(&check, error))
		return NULL;
	/* A name is a name, however it was written. */
	value->quoted &= kinds[i].is_text || *value->text == '\0';
	if (value->is_range && !value->until)
		value->until = g_strdup(raw->until ? raw->until : "");
	return g_steal_pointer(&value);
}
