/* Judging desk.yaml by tables; model/regulation_shape.h. */
#include "model/regulation_shape.h"

#include <string.h>

#include "base/texts.h"
#include "text/date.h"

static const Phrase
	whole_number = {"\"%1\" is a whole number from %2 to %3",
		"«%1» — целое число от %2 до %3"},
	a_share = {"\"%1\" is a share from 0%% to 100%%, such as 75%%",
		"«%1» — доля от 0%% до 100%%, например 75%%"},
	calendar_time = {"\"%1\" counts calendar time; such as 30m, 4h or 14d",
		"«%1» считает обычное время, например 30m, 4h или 14d"},
	work_or_time = {"\"%1\" is a length of time, such as 30m, 2h, 1d, or "
			"of working time: 4bh, 3bd",
		"«%1» — длительность, например 30m, 2h, 1d, или рабочее "
		"время: 4bh, 3bd"},
	some_time = {"\"%1\" is a length of time, such as 30m, 2h or 14d",
		"«%1» — длительность, например 30m, 2h или 14d"},
	no_template = {"\"%.1\" is no name of a template; the file "
			"templates/ack.yaml is named ack",
		"«%.1» — не имя шаблона; файл templates/ack.yaml называется "
		"ack"},
	takes_nothing = {"\"%1\" takes nothing after it",
		"после «%1» ничего не нужно"},
	needs_operand = {"\"%1\" needs %2 after it", "после «%1» нужно сказать, кого или что"},
	many_rows = {"\"%1\" has more than %2 rows", "в «%1» больше %2 строк"},
	is_list = {"\"%1\" is a list: [a, b], or a line \"- …\" for each",
		"«%1» — список: [a, b] или строка «- …» на каждый"},
	is_mapping = {"\"%1\" is a mapping: {key: value}, or a line \"key: "
			"value\" for each",
		"«%1» — блок: {ключ: значение} или строка «ключ: значение» "
		"на каждый"},
	has_none = {"\"%1\" has no \"%2\": %3", "в «%1» нет «%2»"};

#define MOST_ITEMS 1000
#define MOST_COUNT 1000000

void regulation_refer(RegulationReader *reader, RegulationReferenceKind kind,
	const YamlNode *node, const char *text)
{
	RegulationReference reference = {kind, text, node};
	g_array_append_val(reader->regulation->references, reference);
}

/* --- single values ------------------------------------------------------- */

static const char *text_of(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	return regulation_text(reader, node, shape->what);
}

static void check_text(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	text_of(reader, shape, node);
}

static void check_word(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	regulation_word(reader, node, shape->what, shape->words);
}

static void check_flag(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	gboolean flag;
	mapping_flag(&reader->mapping, node, shape->what, &flag);
}

static void check_count(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	gint64 most = shape->most ? shape->most : MOST_COUNT, value;
	if (node->kind != YAML_SCALAR || !g_ascii_string_to_signed(node->value,
		10, shape->least, most, &value, NULL))
		regulation_complain(reader, node, &whole_number, shape->what,
			PHRASE_NUMBER(shape->least), PHRASE_NUMBER(most), NULL);
}

static gboolean is_number(const char *text)
{
	gsize digits = strspn(text, "0123456789");
	gsize point = digits > 0 && text[digits] == '.';
	gsize after = point ? strspn(text + digits + 1, "0123456789") : 0;
	return digits > 0 && digits < 10 && after < 10 && (!point || after) &&
		text[digits + point + after] == '\0';
}

static void check_percent(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	const char *text = yaml_text(node);
	char *end;
	guint64 value = g_ascii_strtoull(text, &end, 10);
	if (!g_ascii_isdigit(*text) || strcmp(end, "%") != 0 || value > 100)
		regulation_complain(reader, node, &a_share, shape->what, NULL);
}

/* "4bh", "3bd", "1.5bh" */
static gboolean is_business_span(const char *text)
{
	gsize digits = strspn(text, "0123456789.");
	g_autofree char *number = g_strndup(text, digits);
	return is_number(number) && (strcmp(text + digits, "bh") == 0 ||
		strcmp(text + digits, "bd") == 0);
}

static void check_span(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	const char *text = yaml_text(node);
	gint64 seconds;
	if (duration_parse(text, &seconds, NULL) && *text != '0')
		return;
	gboolean business = is_business_span(text);
	if (business && shape->business)
		return;
	if (business)
		regulation_complain(reader, node, &calendar_time, shape->what,
			NULL);
	else if (shape->business)
		regulation_complain(reader, node, &work_or_time, shape->what,
			NULL);
	else
		regulation_complain(reader, node, &some_time, shape->what,
			NULL);
}

/* --- names --------------------------------------------------------------- */

static GPtrArray *names_of_terms(const GPtrArray *terms)
{
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; terms && i < terms->len; i++)
		g_ptr_array_add(names, ((Term *)terms->pdata[i])->name);
	return names;
}

static gboolean need_name(RegulationReader *reader, const Shape *shape,
	const YamlNode *node, const GPtrArray *names)
{
	const char *text = text_of(reader, shape, node);
	if (!text)
		return FALSE;
	if (texts_have(names, text))
		return TRUE;
	regulation_complain_unknown(reader, node, shape->what, text, names);
	return FALSE;
}

static void check_term(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	g_autoptr(GPtrArray) names = names_of_terms(
		regulation_terms(reader->regulation, shape->field));
	need_name(reader, shape, node, names);
}

static void check_of(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	const YamlNode *section = yaml_get(reader->regulation->root,
		shape->field);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; section && section->keys && i < section->keys->len;
		i++)
		g_ptr_array_add(names,
			((YamlNode *)section->keys->pdata[i])->value);
	need_name(reader, shape, node, names);
}

static void check_query(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	const char *text = text_of(reader, shape, node);
	if (text)
		regulation_refer(reader, REFERENCE_QUERY, node, text);
}

static gboolean is_plain_name(const char *text)
{
	return g_ascii_isalnum(*text) && strlen(text) <= 64 &&
		strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV"
			"WXYZ0123456789-_.") == strlen(text);
}

static void check_template(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	const char *text = text_of(reader, shape, node);
	if (text && is_plain_name(text))
		regulation_refer(reader, REFERENCE_TEMPLATE, node, text);
	else if (text)
		regulation_complain(reader, node, &no_template, text, NULL);
}

static void check_file(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	const char *text = mapping_file(&reader->mapping, node, shape->what,
		shape->ending);
	if (text)
		regulation_refer(reader, REFERENCE_FILE, node, text);
}

/* --- people -------------------------------------------------------------- */

static gboolean is_term(const Regulation *regulation, const char *field,
	const char *name)
{
	return regulation_rank(regulation, field, name) >= 0;
}

static void check_role(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	static const char *const known[] = {"agent", "automation", "lead",
		"observer", "office", "trainee", NULL};
	const char *text = text_of(reader, shape, node);
	if (text && !g_strv_contains(known, text) &&
		!is_term(reader->regulation, "level", text))
		regulation_refer(reader, REFERENCE_ROLE, node, text);
}

static void check_who_text(RegulationReader *reader, const YamlNode *node,
	const char *text)
{
	static const char *const known[] = {"assignee", "group", "lead",
		"requester", NULL};
	if (!g_strv_contains(known, text) &&
		!is_term(reader->regulation, "level", text) &&
		!is_term(reader->regulation, "group", text))
		regulation_refer(reader, REFERENCE_WHO, node, text);
}

static void check_who(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	const char *text = text_of(reader, shape, node);
	if (text)
		check_who_text(reader, node, text);
}

static void check_action(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	const char *text = text_of(reader, shape, node), *operand;
	if (!text)
		return;
	const RegulationAction *action = regulation_action_find(text, &operand);
	if (!action) {
		g_autoptr(GPtrArray) names = g_ptr_array_new();
		for (gsize i = 0; i < regulation_actions_count; i++)
			g_ptr_array_add(names,
				(gpointer)regulation_actions[i].name);
		gsize length = strcspn(text, " ");
		g_autofree char *verb = g_strndup(text, length);
		regulation_complain_unknown(reader, node, "action", verb, names);
	} else if (!action->operand && *operand) {
		regulation_complain(reader, node, &takes_nothing, action->name,
			NULL);
	} else if (action->operand && !*operand) {
		regulation_complain(reader, node, &needs_operand, action->name,
			action->operand, NULL);
	} else if (g_strcmp0(action->operand, "WHO") == 0) {
		check_who_text(reader, node, operand);
	} else if (g_strcmp0(action->operand, "AGENT|GROUP") == 0 &&
		strcmp(operand, "none") != 0) {
		check_who_text(reader, node, operand);
	}
}

/* --- lists and mappings -------------------------------------------------- */

static gboolean too_many(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	if (node->items->len <= MOST_ITEMS)
		return FALSE;
	regulation_complain(reader, node, &many_rows, shape->what,
		PHRASE_NUMBER(MOST_ITEMS), NULL);
	return TRUE;
}

static void check_list(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	if (node->kind != YAML_LIST && shape->or_one) {
		shape_check(reader, shape->of, node);
		return;
	}
	if (node->kind != YAML_LIST) {
		regulation_complain(reader, node, &is_list, shape->what, NULL);
		return;
	}
	for (guint i = 0; !too_many(reader, shape, node) &&
		i < node->items->len; i++)
		shape_check(reader, shape->of, node->items->pdata[i]);
}

static const ShapeKey *find_key(const Shape *shape, const char *name)
{
	for (const ShapeKey *key = shape->keys; key->name; key++)
		if (strcmp(key->name, name) == 0)
			return key;
	return NULL;
}

static gboolean need_map(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	if (node->kind == YAML_MAP)
		return TRUE;
	regulation_complain(reader, node, &is_mapping, shape->what, NULL);
	return FALSE;
}

static void check_map(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	if (!need_map(reader, shape, node))
		return;
	guint before = reader->mapping.error_count;
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	for (const ShapeKey *key = shape->keys; key->name; key++)
		g_ptr_array_add(known, (gpointer)key->name);
	for (guint i = 0; i < node->keys->len; i++) {
		const YamlNode *name = node->keys->pdata[i];
		const ShapeKey *key = find_key(shape, name->value);
		if (key)
			shape_check(reader, key->shape, node->items->pdata[i]);
		else
			regulation_complain_unknown(reader, name, "key",
				name->value, known);
	}
	for (const ShapeKey *key = shape->keys; key->name; key++)
		if (key->needed && reader->mapping.error_count == before &&
			!yaml_get(node, key->name))
			regulation_complain(reader, node, &has_none,
				shape->what, key->name, key->help, NULL);
}

static void check_named(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	if (!need_map(reader, shape, node) || too_many(reader, shape, node))
		return;
	for (guint i = 0; i < node->keys->len; i++) {
		if (shape->name)
			shape_check(reader, shape->name, node->keys->pdata[i]);
		shape_check(reader, shape->of, node->items->pdata[i]);
	}
}

static void check_nothing(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	(void)reader;
	(void)shape;
	(void)node;
}

typedef void (*CheckShape)(RegulationReader *reader, const Shape *shape,
	const YamlNode *node);
static const CheckShape checks[] = {
	[SHAPE_TEXT] = check_text, [SHAPE_WORD] = check_word,
	[SHAPE_FLAG] = check_flag, [SHAPE_COUNT] = check_count,
	[SHAPE_PERCENT] = check_percent, [SHAPE_SPAN] = check_span,
	[SHAPE_TERM] = check_term, [SHAPE_OF] = check_of,
	[SHAPE_QUERY] = check_query, [SHAPE_TEMPLATE] = check_template,
	[SHAPE_FILE] = check_file, [SHAPE_ROLE] = check_role,
	[SHAPE_WHO] = check_who, [SHAPE_ACTION] = check_action,
	[SHAPE_LIST] = check_list, [SHAPE_MAP] = check_map,
	[SHAPE_NAMED] = check_named, [SHAPE_OWN] = check_nothing,
};

gboolean shape_check(RegulationReader *reader, const Shape *shape,
	const YamlNode *node)
{
	guint before = reader->mapping.error_count;
	checks[shape->kind](reader, shape, node);
	if (shape->check && reader->mapping.error_count == before)
		shape->check(reader, node);
	return reader->mapping.error_count == before;
}
