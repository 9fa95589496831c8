#include "rules/query.h"

#include "base/error.h"
#include "rules/query_values.h"

#include <string.h>

#define LENGTH_LIMIT 65536
#define VALUE_LIMIT 1000

static const Phrase
	open_quote = {"the quote that begins here does not end",
		"кавычка, открытая здесь, не закрыта"},
	no_value = {"%1: a value is missing; none asks for an empty one",
		"%1: нет значения; пустое ищут словом none"},
	many_values = {"more than " G_STRINGIFY(VALUE_LIMIT) " values; that is "
			"too much for one query",
		"больше " G_STRINGIFY(VALUE_LIMIT) " значений; для одного "
		"запроса это слишком много"},
	not_named = {"no query is named \"%1\"; to name one: `desk config set "
			"query.NAME 'is:open priority:high'`",
		"запроса с именем «%1» нет; завести его: `desk config set "
		"query.ИМЯ 'is:open priority:high'`"},
	circle = {"query:%1: named queries lead in a circle or too deep",
		"query:%1: именованные запросы ссылаются друг на друга по кругу "
		"или слишком глубоко"},
	empty_named = {"query:%1 is empty or no query",
		"query:%1 пуст или не запрос"},
	nothing_inside = {"nothing is in the parentheses",
		"в скобках ничего нет"},
	open_parenthesis = {"the parenthesis that opens here is not closed",
		"скобка, открытая здесь, не закрыта"},
	not_opened = {"a parenthesis closes that was not opened",
		"закрывается скобка, которую не открывали"},
	no_term = {"a term is missing here; to look for the word \"or\" or "
			"\"not\", quote it",
		"здесь не хватает условия; чтобы искать само слово or или not, "
		"возьмите его в кавычки"},
	deep = {"nested too deep", "слишком глубокая вложенность"},
	too_long = {"the query is longer than " G_STRINGIFY(LENGTH_LIMIT) " bytes or not UTF-8",
		"запрос длиннее " G_STRINGIFY(LENGTH_LIMIT) " байт или не в UTF-8"},
	foreign_word = {"word %1 of the query is not UTF-8",
		"слово %1 запроса не в UTF-8"};

enum {
	DEPTH_LIMIT = 64,
	NAMED_LIMIT = 8, /* named queries within named queries */
};

typedef struct {
	const char *text, *at;
	const QueryContext *context;
	guint depth, values, named;
	GError **error;
} Parser;

static QueryNode *parse_or(Parser *parser);

/* --- nodes ------------------------------------------------------------------ */

static QueryNode *node_new(QueryKind kind, guint column)
{
	QueryNode *node = g_new0(QueryNode, 1);
	node->kind = kind;
	node->column = column;
	node->children = g_ptr_array_new_with_free_func(
		(GDestroyNotify)query_free);
	node->values = g_ptr_array_new_with_free_func(
		(GDestroyNotify)query_value_free);
	return node;
}

void query_free(QueryNode *node)
{
	if (!node)
		return;
	g_ptr_array_unref(node->children);
	g_ptr_array_unref(node->values);
	g_free(node->field);
	g_free(node);
}

QueryNode *query_and(QueryNode *a, QueryNode *b)
{
	if (a->kind == QUERY_ALL) {
		query_free(a);
		return b;
	}
	if (b->kind == QUERY_ALL) {
		query_free(b);
		return a;
	}
	QueryNode *both = node_new(QUERY_AND, a->column);
	g_ptr_array_add(both->children, a);
	g_ptr_array_add(both->children, b);
	return both;
}

gboolean query_mentions(const QueryNode *node, const char *name)
{
	if (node->field && strcmp(node->field, name) == 0)
		return TRUE;
	for (guint i = 0; i < node->children->len; i++)
		if (query_mentions(g_ptr_array_index(node->children, i), name))
			return TRUE;
	return FALSE;
}

/* --- the text --------------------------------------------------------------- */

static guint column_of(const Parser *parser, const char *at)
{
	return (guint)g_utf8_pointer_to_offset(parser->text, at) + 1;
}

static gboolean is_space(const char *at)
{
	return *at != '\0' && g_unichar_isspace(g_utf8_get_char(at));
}

static void skip_spaces(Parser *parser)
{
	while (is_space(parser->at))
		parser->at = g_utf8_next_char(parser->at);
}

/* A bare word ends here. */
static gboolean is_end(const char *at)
{
	return *at == '\0' || strchr("()\"", *at) || is_space(at);
}

/* A keyword, in any case, that is a whole word. */
static gboolean is_keyword(const Parser *parser, const char *word)
{
	gsize length = strlen(word);
	return g_ascii_strncasecmp(parser->at, word, length) == 0 &&
		is_end(parser->at + length);
}

static gboolean take_keyword(Parser *parser, const char *word)
{
	if (!is_keyword(parser, word))
		return FALSE;
	parser->at += strlen(word);
	skip_spaces(parser);
	return TRUE;
}

/* "…" with \" and \\; NULL and error if it does not end. */
static char *take_quoted(Parser *parser)
{
	guint column = column_of(parser, parser->at);
	g_autoptr(GString) text = g_string_new(NULL);
	for (parser->at++; *parser->at != '"'; parser->at++) {
		if (*parser->at == '\\' && strchr("\\\"", parser->at[1]) &&
			parser->at[1] != '\0')
			parser->at++;
		if (*parser->at == '\0') {
			query_fail(parser->error, column, &open_quote, NULL);
			return NULL;
		}
		g_string_append_c(text, *parser->at);
	}
	parser->at++;
	return g_strdup(text->str);
}

/* The length of the field name that stands before a colon, 0 if none does. */
static gsize field_length(const char *at)
{
	if (!g_unichar_isalpha(g_utf8_get_char(at)))
		return 0;
	const char *end = at;
	while (g_unichar_isalnum(g_utf8_get_char(end)) ||
		(*end != '\0' && strchr("-_.", *end)))
		end = g_utf8_next_char(end);
	return *end == ':' ? (gsize)(end - at) : 0;
}

/* --- values ----------------------------------------------------------------- */

/* One end of a value: quoted, or up to a blank, comma, bracket or "..". */
static char *take_piece(Parser *parser, gboolean *quoted)
{
	*quoted = *parser->at == '"';
	if (*quoted)
		return take_quoted(parser);
	const char *start = parser->at;
	while (!is_end(parser->at) && *parser->at != ',' &&
		strncmp(parser->at, "..", 2) != 0)
		parser->at = g_utf8_next_char(parser->at);
	return g_strndup(start, (gsize)(parser->at - start));
}

static gboolean take_value(Parser *parser, const char *field, QueryRaw *raw)
{
	raw->column = column_of(parser, parser->at);
	raw->from = take_piece(parser, &raw->from_quoted);
	if (!raw->from)
		return FALSE;
	if (strncmp(parser->at, "..", 2) == 0) {
		raw->has_range = TRUE;
		parser->at += 2;
		raw->until = take_piece(parser, &raw->until_quoted);
		if (!raw->until)
			return FALSE;
	}
	if (*raw->from != '\0' || raw->has_range || raw->from_quoted)
		return TRUE;
	return query_fail(parser->error, raw->column, &no_value, field, NULL);
}

static gboolean count_value(Parser *parser, guint column)
{
	return ++parser->values <= VALUE_LIMIT ||
		query_fail(parser->error, column, &many_values, NULL);
}

static gboolean parse_values(Parser *parser, const QueryTarget *target,
	QueryNode *node)
{
	do {
		g_auto(QueryRaw) raw = {0};
		if (node->values->len > 0)
			parser->at++;
		if (!take_value(parser, target->name, &raw) ||
			!count_value(parser, raw.column))
			return FALSE;
		QueryValue *value = query_value_make(target, &raw,
			parser->context, parser->error);
		if (!value)
			return FALSE;
		node->phrase |= value->quoted;
		g_ptr_array_add(node->values, value);
	} while (*parser->at == ',');
	return TRUE;
}

/* --- terms ------------------------------------------------------------------ */

/* query:NAME stands for its text in parentheses. */
static QueryNode *parse_named(Parser *parser, guint column)
{
	g_auto(QueryRaw) raw = {0};
	const QueryContext *context = parser->context;
	if (!take_value(parser, "query", &raw))
		return NULL;
	g_autofree char *text = context->named && !raw.has_range ?
		context->named(context->resolve_data, raw.from) : NULL;
	if (!text) {
		query_fail(parser->error, raw.column, &not_named, raw.from,
			NULL);
		return NULL;
	}
	if (parser->named >= NAMED_LIMIT) {
		query_fail(parser->error, column, &circle, raw.from, NULL);
		return NULL;
	}
	Parser inner = *parser;
	inner.text = inner.at = text;
	inner.named++;
	skip_spaces(&inner);
	QueryNode *node = strlen(text) <= LENGTH_LIMIT &&
			g_utf8_validate(text, -1, NULL) && *inner.at != '\0' ?
		parse_or(&inner) : NULL;
	parser->values = inner.values;
	if (node && *inner.at == '\0')
		return node;
	query_free(node);
	if (*parser->error && parser->named == 0)
		g_prefix_error(parser->error, "query:%s: ", raw.from);
	else if (!*parser->error)
		query_fail(parser->error, column, &empty_named, raw.from, NULL);
	return NULL;
}

static QueryNode *parse_field(Parser *parser, gsize length)
{
	guint column = column_of(parser, parser->at);
	g_autofree char *name = g_utf8_casefold(parser->at, (gssize)length);
	g_auto(QueryTarget) target = {0};
	if (!query_target_find(name, parser->context, column, &target,
		parser->error))
		return NULL;
	parser->at += length + 1;
	if (strcmp(target.values, "query") == 0)
		return parse_named(parser, column);
	g_autoptr(QueryNode) node = node_new(QUERY_TERM, column);
	node->field = g_strdup(target.name);
	if (!parse_values(parser, &target, node))
		return NULL;
	return g_steal_pointer(&node);
}

/* "#1042" is a number. */
static gboolean is_number(const char *word)
{
	return *word == '#' && word[1] != '\0' &&
		word[1 + strspn(word + 1, "0123456789")] == '\0';
}

static QueryNode *parse_word(Parser *parser)
{
	g_auto(QueryRaw) raw = {.column = column_of(parser, parser->at),
		.from_quoted = *parser->at == '"'};
	if (raw.from_quoted) {
		raw.from = take_quoted(parser);
		if (!raw.from)
			return NULL;
	} else {
		const char *start = parser->at;
		while (!is_end(parser->at))
			parser->at = g_utf8_next_char(parser->at);
		raw.from = g_strndup(start, (gsize)(parser->at - start));
	}
	gboolean number = !raw.from_quoted && is_number(raw.from);
	g_auto(QueryTarget) target = {0};
	if (!query_target_find(number ? "number" : "text", parser->context,
		raw.column, &target, parser->error) ||
		!count_value(parser, raw.column))
		return NULL;
	g_autoptr(QueryNode) node = node_new(QUERY_TERM, raw.column);
	QueryValue *value = query_value_make(&target, &raw, parser->context,
		parser->error);
	if (!value)
		return NULL;
	node->field = g_strdup(target.name);
	node->phrase = raw.from_quoted;
	g_ptr_array_add(node->values, value);
	return g_steal_pointer(&node);
}

static QueryNode *parse_group(Parser *parser)
{
	guint column = column_of(parser, parser->at);
	parser->at++;
	skip_spaces(parser);
	if (*parser->at == ')') {
		query_fail(parser->error, column, &nothing_inside, NULL);
		return NULL;
	}
	QueryNode *node = parse_or(parser);
	if (!node)
		return NULL;
	if (*parser->at == ')') {
		parser->at++;
		return node;
	}
	query_free(node);
	query_fail(parser->error, column, &open_parenthesis, NULL);
	return NULL;
}

static QueryNode *parse_primary(Parser *parser)
{
	guint column = column_of(parser, parser->at);
	if (*parser->at == '(')
		return parse_group(parser);
	if (*parser->at == ')') {
		query_fail(parser->error, column, &not_opened, NULL);
		return NULL;
	}
	if (*parser->at == '\0' || is_keyword(parser, "or")) {
		query_fail(parser->error, column, &no_term, NULL);
		return NULL;
	}
	gsize length = field_length(parser->at);
	return length > 0 ? parse_field(parser, length) : parse_word(parser);
}

static QueryNode *parse_not(Parser *parser)
{
	guint column = column_of(parser, parser->at);
	gboolean negated = take_keyword(parser, "not");
	if (!negated && *parser->at == '-' && parser->at[1] != '\0' &&
		parser->at[1] != ')' && !is_space(parser->at + 1)) {
		negated = TRUE;
		parser->at++;
	}
	if (!negated)
		return parse_primary(parser);
	if (++parser->depth > DEPTH_LIMIT) {
		query_fail(parser->error, column, &deep, NULL);
		return NULL;
	}
	QueryNode *inner = parse_not(parser);
	parser->depth--;
	if (!inner)
		return NULL;
	QueryNode *node = node_new(QUERY_NOT, column);
	g_ptr_array_add(node->children, inner);
	return node;
}

/* --- chains ----------------------------------------------------------------- */

/* One child stands for itself. */
static QueryNode *chain_end(QueryNode *chain)
{
	if (chain->children->len != 1)
		return chain;
	QueryNode *only = g_ptr_array_steal_index(chain->children, 0);
	query_free(chain);
	return only;
}

static QueryNode *parse_and(Parser *parser)
{
	g_autoptr(QueryNode) chain = node_new(QUERY_AND,
		column_of(parser, parser->at));
	do {
		if (chain->children->len > 0)
			take_keyword(parser, "and");
		QueryNode *node = parse_not(parser);
		if (!node)
			return NULL;
		g_ptr_array_add(chain->children, node);
		skip_spaces(parser);
	} while (*parser->at != '\0' && *parser->at != ')' &&
		!is_keyword(parser, "or"));
	return chain_end(g_steal_pointer(&chain));
}

static QueryNode *parse_or(Parser *parser)
{
	if (++parser->depth > DEPTH_LIMIT) {
		query_fail(parser->error, column_of(parser, parser->at), &deep,
			NULL);
		return NULL;
	}
	g_autoptr(QueryNode) chain = node_new(QUERY_OR,
		column_of(parser, parser->at));
	do {
		QueryNode *node = parse_and(parser);
		if (!node)
			return NULL;
		g_ptr_array_add(chain->children, node);
	} while (take_keyword(parser, "or"));
	parser->depth--;
	return chain_end(g_steal_pointer(&chain));
}

QueryNode *query_parse(const char *text, const QueryContext *context,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	Parser parser = {.text = text, .at = text, .context = context,
		.error = &problem};
	if (strlen(text) > LENGTH_LIMIT || !g_utf8_validate(text, -1, NULL)) {
		desk_refuse(error, DESK_ERROR_USAGE, &too_long, NULL);
		return NULL;
	}
	skip_spaces(&parser);
	if (*parser.at == '\0')
		return node_new(QUERY_ALL, 1);
	QueryNode *node = parse_or(&parser);
	if (node && *parser.at != '\0') {
		query_free(node);
		node = NULL;
		query_fail(&problem, column_of(&parser, parser.at), &not_opened,
			NULL);
	}
	if (!node)
		g_propagate_error(error, g_steal_pointer(&problem));
	return node;
}

/* --- words of a command line ------------------------------------------------ */

static gboolean is_field(const char *name, const QueryContext *context)
{
	g_auto(QueryTarget) target = {0};
	return query_target_find(name, context, 1, &target, NULL);
}

/* TRUE if another field, a quote, a bracket or a keyword stands in `text`. */
static gboolean has_syntax(const char *text, const QueryContext *context)
{
	if (strpbrk(text, "\"()"))
		return TRUE;
	g_auto(GStrv) words = g_strsplit_set(text, " \t\r\n", -1);
	for (guint i = 0; words[i]; i++) {
		const char *word = words[i] + (*words[i] == '-');
		gsize length = field_length(word);
		g_autofree char *name = g_utf8_casefold(word, (gssize)length);
		if ((length > 0 && (is_field(name, context) ||
			g_str_has_prefix(name, "fields."))) ||
			g_ascii_strcasecmp(word, "or") == 0 ||
			g_ascii_strcasecmp(word, "not") == 0)
			return TRUE;
	}
	return FALSE;
}

static void append_word(GString *text, const char *word,
	const QueryContext *context)
{
	gboolean spaced = FALSE;
	for (const char *s = word; *s != '\0' && !spaced;
		s = g_utf8_next_char(s))
		spaced = is_space(s);
	gsize sign = *word == '-';
	gsize field = spaced ? field_length(word + sign) : 0;
	gsize skip = field > 0 ? sign + field + 1 : 0;
	if (!spaced || has_syntax(word + skip, context)) {
		g_string_append(text, word);
		return;
	}
	g_string_append_len(text, word, (gssize)skip);
	query_append_quoted(text, word + skip);
}

QueryNode *query_parse_words(char **words, const QueryContext *context,
	GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; words && words[i]; i++) {
		if (!g_utf8_validate(words[i], -1, NULL)) {
			g_autofree char *place = g_strdup_printf("%u", i + 1);
			desk_refuse(error, DESK_ERROR_USAGE, &foreign_word,
				place, NULL);
			return NULL;
		}
		if (text->len > 0)
			g_string_append_c(text, ' ');
		append_word(text, words[i], context);
	}
	return query_parse(text->str, context, error);
}
