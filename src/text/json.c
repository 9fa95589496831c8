#include "text/json.h"

#include <math.h>
#include <string.h>

#include "base/digits.h"
#include "base/error.h"
#include "text/escape.h"
#include "text/jq.h"

static const Phrase
	zero_in_key = {"a key holds the character U+0000",
		"в ключе стоит символ U+0000"},
	deep = {"nested more than 32 deep", "вложенность больше 32"},
	zero_in_text = {"a string holds the character U+0000",
		"в строке стоит символ U+0000"},
	too_large = {"too large for one JSON text",
		"слишком большой текст JSON"},
	empty = {"empty; a JSON text is expected", "пусто; нужен текст JSON"},
	several = {"more than one JSON text; put them into an array, or give "
			"them one by one",
		"больше одного текста JSON; сложите их в массив или давайте "
		"по одному"},
	foreign_byte = {"%1: byte %2 is not UTF-8; JSON must be",
		"%1: байт %2 не в UTF-8, а JSON бывает только в ней"},
	said_by_jq = {"%1", "%1"},
	no_json = {"not JSON: %1", "не JSON: %1"},
	no_program = {"not a jq program", "не программа jq"},
	no_environment = {"$ENV is not available here",
		"$ENV здесь недоступна"},
	cannot_start = {"jq cannot start", "jq не запускается"};

#define DEPTH_LIMIT 32
/* Whole numbers up to 2^53 are exact in a double, which is what libjq has. */
#define EXACT_LIMIT 9007199254740992.0

/* --- writing ------------------------------------------------------------- */

static void append_value(GString *out, const Value *value, gboolean pretty,
	guint depth);

static void append_string(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	escape_json(out, text);
	g_string_append_c(out, '"');
}

static void append_break(GString *out, gboolean pretty, guint depth)
{
	if (!pretty)
		return;
	g_string_append_c(out, '\n');
	for (guint i = 0; i < depth; i++)
		g_string_append(out, "  ");
}

static void append_items(GString *out, const Value *value, gboolean pretty,
	guint depth)
{
	for (guint i = 0; i < value->items->len; i++) {
		if (i > 0)
			g_string_append_c(out, ',');
		append_break(out, pretty, depth + 1);
		if (value->names) {
			append_string(out, value->names->pdata[i]);
			g_string_append(out, pretty ? ": " : ":");
		}
		append_value(out, value->items->pdata[i], pretty, depth + 1);
	}
	if (value->items->len > 0)
		append_break(out, pretty, depth);
}

static void append_plain(GString *out, const Value *value, gboolean quoted)
{
	g_autofree char *text = value_to_text(value);
	if (quoted)
		append_string(out, text);
	else
		g_string_append(out, text);
}

static void append_value(GString *out, const Value *value, gboolean pretty,
	guint depth)
{
	switch (value->type) {
	case VALUE_NONE:
		g_string_append(out, "null");
		break;
	case VALUE_TEXT:
		append_string(out, value->text);
		break;
	case VALUE_INSTANT:
	case VALUE_MONEY:
		append_plain(out, value, TRUE);
		break;
	case VALUE_INTEGER:
	case VALUE_SPAN:
	case VALUE_WORK:
	case VALUE_BYTES:
		digits_append(out, value->integer);
		break;
	case VALUE_REAL:
	case VALUE_SHARE:
	case VALUE_FLAG:
		append_plain(out, value, FALSE);
		break;
	case VALUE_LIST:
		g_string_append_c(out, '[');
		append_items(out, value, pretty, depth);
		g_string_append_c(out, ']');
		break;
	case VALUE_RECORD:
		g_string_append_c(out, '{');
		append_items(out, value, pretty, depth);
		g_string_append_c(out, '}');
		break;
	}
}

void json_append(GString *out, const Value *value, gboolean pretty)
{
	append_value(out, value, pretty, 0);
}

/* --- reading ------------------------------------------------------------- */

static void jv_clear(jv *json)
{
	jv_free(*json);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(jv, jv_clear)

/* The header's own is compiled against a linked library. */
static gboolean is_valid(jv json)
{
	return jv_get_kind(json) != JV_KIND_INVALID;
}

static gboolean refuse(GError **error, const char *name, const Phrase *what)
{
	desk_refuse(error, DESK_ERROR_DATA, what, NULL);
	g_prefix_error(error, "%s: ", name);
	return FALSE;
}

/* NULL if it holds U+0000, which no text of ours can. */
static char *string_of(jv string)
{
	const char *text = jv_string_value(string);
	gsize size = (gsize)jv_string_length_bytes(jv_copy(string));
	return memchr(text, 0, size) ? NULL : g_strndup(text, size);
}

static Value *value_from(jv json, guint depth, const char *name, GError **error);

static Value *number_from(jv json)
{
	double number = jv_number_value(json);
	if (number == floor(number) && fabs(number) <= EXACT_LIMIT)
		return value_integer((gint64)number);
	return value_real(number);
}

static Value *list_from(jv json, guint depth, const char *name, GError **error)
{
	g_autoptr(Value) list = value_list();
	int length = jv_array_length(jv_copy(json));
	for (int i = 0; i < length; i++) {
		g_auto(jv) element = jv_array_get(jv_copy(json), i);
		Value *item = value_from(element, depth + 1, name, error);
		if (!item)
			return NULL;
		value_list_add(list, item);
	}
	return g_steal_pointer(&list);
}

static Value *record_from(jv json, guint depth, const char *name,
	GError **error)
{
	g_autoptr(Value) record = value_record();
	for (int i = jv_object_iter(json); jv_object_iter_valid(json, i);
		i = jv_object_iter_next(json, i)) {
		g_auto(jv) key = jv_object_iter_key(json, i);
		g_auto(jv) element = jv_object_iter_value(json, i);
		g_autofree char *key_text = string_of(key);
		if (!key_text) {
			refuse(error, name, &zero_in_key);
			return NULL;
		}
		Value *item = value_from(element, depth + 1, name, error);
		if (!item)
			return NULL;
		/* The keys of one object are different already. */
		g_ptr_array_add(record->names, g_steal_pointer(&key_text));
		g_ptr_array_add(record->items, item);
	}
	return g_steal_pointer(&record);
}

static Value *value_from(jv json, guint depth, const char *name, GError **error)
{
	if (depth > DEPTH_LIMIT) {
		refuse(error, name, &deep);
		return NULL;
	}
	switch (jv_get_kind(json)) {
	case JV_KIND_FALSE:
	case JV_KIND_TRUE:
		return value_flag(jv_get_kind(json) == JV_KIND_TRUE);
	case JV_KIND_NUMBER:
		return number_from(json);
	case JV_KIND_ARRAY:
		return list_from(json, depth, name, error);
	case JV_KIND_OBJECT:
		return record_from(json, depth, name, error);
	case JV_KIND_STRING:
		break;
	default:
		return value_none();
	}
	char *text = string_of(json);
	if (!text) {
		refuse(error, name, &zero_in_text);
		return NULL;
	}
	return value_text_take(text);
}

static gboolean check_bytes(const char *text, gsize size, const char *name,
	GError **error)
{
	const char *bad;
	if (size > G_MAXINT / 4)
		return refuse(error, name, &too_large);
	if (g_utf8_validate_len(text, size, &bad))
		return TRUE;
	return desk_refuse(error, DESK_ERROR_DATA, &foreign_byte, name,
		PHRASE_NUMBER(bad - text + 1), NULL);
}

/* The number behind `word` in a message of libjq, 0 if there is none. */
static guint64 number_behind(const char *text, const char *word)
{
	const char *at = g_strrstr(text, word);
	return at ? g_ascii_strtoull(at + strlen(word), NULL, 10) : 0;
}

/* "Invalid literal at line 1, column 5" → "name:1:5: Invalid literal". */
static void refuse_at(GError **error, const char *name, jv invalid)
{
	g_auto(jv) message = jv_invalid_get_msg(invalid);
	if (jv_get_kind(message) != JV_KIND_STRING) {
		refuse(error, name, &empty);
		return;
	}
	const char *text = jv_string_value(message);
	const char *place = g_strrstr(text, " at line ");
	guint64 line = number_behind(text, " at line ");
	guint64 column = number_behind(text, ", column ");
	if (!place || line == 0) {
		desk_refuse(error, DESK_ERROR_DATA, &said_by_jq, text, NULL);
		g_prefix_error(error, "%s: ", name);
		return;
	}
	g_autofree char *what = g_strndup(text, (gsize)(place - text));
	desk_refuse(error, DESK_ERROR_DATA, &no_json, what, NULL);
	g_prefix_error(error, "%s:%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT
		": ", name, line, MAX(column, 1));
}

/* Behind the string that begins at `at`. */
static gsize string_end(const char *text, gsize size, gsize at)
{
	for (at++; at < size && text[at] != '"'; at++)
		if (text[at] == '\\')
			at++;
	return MIN(at + 1, size);
}

/* A string in a container that no separator parts from the value before it, on
 * which libjq 1.6 leaks: where it begins, `size` if there is none. */
static gsize find_unparted(const char *text, gsize size)
{
	guint depth = 0;
	gboolean after_value = FALSE;
	for (gsize at = 0; at < size;) {
		char byte = text[at];
		if (byte == '"' && after_value && depth > 0)
			return at;
		depth += byte == '[' || byte == '{';
		depth -= depth > 0 && (byte == ']' || byte == '}');
		if (!g_ascii_isspace(byte))
			after_value = !strchr("[{,:", byte);
		at = byte == '"' ? string_end(text, size, at) : at + 1;
	}
	return size;
}

static gboolean check_parted(const char *text, gsize size, const char *name,
	GError **error)
{
	gsize at = find_unparted(text, size), line = 1, start = 0;
	if (at == size)
		return TRUE;
	for (gsize i = 0; i < at; i++)
		if (text[i] == '\n') {
			line++;
			start = i + 1;
		}
	desk_refuse(error, DESK_ERROR_DATA, &no_json,
		"Expected separator between values", NULL);
	g_prefix_error(error, "%s:%zu:%zu: ", name, line, at - start + 1);
	return FALSE;
}

static gboolean parse(const char *text, gsize size, const char *name,
	jv *json, GError **error)
{
	if (!check_bytes(text, size, name, error) ||
		!check_parted(text, size, name, error))
		return FALSE;
	struct jv_parser *parser = jv_parser_new(0);
	jv_parser_set_buf(parser, text, (int)size, 0);
	g_auto(jv) first = jv_parser_next(parser);
	gboolean good = is_valid(first);
	if (!good) {
		refuse_at(error, name, jv_copy(first));
	} else {
		g_auto(jv) second = jv_parser_next(parser);
		good = FALSE;
		if (is_valid(second))
			refuse(error, name, &several);
		else if (jv_invalid_has_msg(jv_copy(second)))
			refuse_at(error, name, jv_copy(second));
		else
			good = TRUE;
	}
	jv_parser_free(parser);
	if (good)
		*json = jv_copy(first);
	return good;
}

Value *json_parse(const char *text, gsize size, const char *name,
	GError **error)
{
	if (!jq_load(error))
		return NULL;
	g_auto(jv) json = jv_invalid();
	if (!parse(text, size, name, &json, error))
		return NULL;
	return value_from(json, 0, name, error);
}

/* --- querying ------------------------------------------------------------ */

/* Definitions in front of the program hide what could reach outside of it. As
 * `import` and `include` may stand only before every definition, they are
 * syntax errors. */
static const char prelude[] =
	"def _refused(f): error(f + \" is not available here\");"
	"def env: _refused(\"env\");"
	"def input: _refused(\"input\");"
	"def inputs: _refused(\"inputs\");"
	"def input_filename: _refused(\"input_filename\");"
	"def input_line_number: _refused(\"input_line_number\");"
	"def debug: _refused(\"debug\");"
	"def stderr: _refused(\"stderr\");"
	"def halt: _refused(\"halt\");"
	"def halt_error: _refused(\"halt_error\");"
	"def halt_error(f): _refused(\"halt_error\");"
	"def modulemeta: _refused(\"modulemeta\");"
	"def get_search_list: _refused(\"get_search_list\");"
	"{} as $ENV |\n";

/* Messages of the compiler, without its program text and exit status. */
static void collect_message(void *data, jv message)
{
	GString *said = data;
	g_auto(jv) text = jq_format_error(message);
	const char *line = jv_string_value(text);
	if (g_str_has_prefix(line, "jq: error: "))
		line += strlen("jq: error: ");
	const char *end = strstr(line, " at <top-level>");
	if (!end)
		end = strchrnul(line, '\n');
	if (strstr(line, " compile error"))
		return;
	g_string_append_printf(said, "%s%.*s", said->len ? "; " : "",
		(int)(end - line), line);
}

static void append_result(GString *out, jv result)
{
	g_auto(jv) text = jv_get_kind(result) == JV_KIND_STRING ?
		jv_copy(result) : jv_dump_string(jv_copy(result), 0);
	g_string_append_len(out, jv_string_value(text),
		jv_string_length_bytes(jv_copy(text)));
	g_string_append_c(out, '\n');
}

static gboolean fail_query(GError **error, const char *program,
	const Phrase *what, const char *text)
{
	desk_refuse(error, DESK_ERROR_USAGE, what, text, NULL);
	g_prefix_error(error, "--jq '%s': ", program);
	return FALSE;
}

static gboolean run(jq_state *state, const char *program, jv input,
	GString *out, GError **error)
{
	jq_start(state, jv_copy(input), 0);
	for (;;) {
		g_auto(jv) result = jq_next(state);
		if (is_valid(result)) {
			append_result(out, result);
			continue;
		}
		if (!jv_invalid_has_msg(jv_copy(result)))
			return TRUE;
		g_auto(jv) message = jv_invalid_get_msg(jv_copy(result));
		g_auto(jv) text = jv_get_kind(message) == JV_KIND_STRING ?
			jv_copy(message) : jv_dump_string(jv_copy(message), 0);
		return fail_query(error, program, &said_by_jq,
			jv_string_value(text));
	}
}

static gboolean query(jq_state *state, const char *program, jv input,
	GString *out, GError **error)
{
	g_autoptr(GString) said = g_string_new(NULL);
	g_autofree char *whole = g_strconcat(prelude, program, NULL);
	jq_set_error_cb(state, collect_message, said);
	if (!jq_compile(state, whole))
		return fail_query(error, program,
			said->len ? &said_by_jq : &no_program, said->str);
	return run(state, program, input, out, error);
}

gboolean json_query(const char *program, const char *text, GString *out,
	GError **error)
{
	if (strstr(program, "$ENV"))
		return fail_query(error, program, &no_environment, NULL);
	if (!jq_load(error))
		return FALSE;
	g_auto(jv) input = jv_invalid();
	if (!parse(text, strlen(text), "--jq", &input, error))
		return FALSE;
	jq_state *state = jq_init();
	if (!state)
		return fail_query(error, program, &cannot_start, NULL);
	gsize length = out->len;
	gboolean good = query(state, program, input, out, error);
	if (!good)
		g_string_truncate(out, length);
	jq_teardown(&state);
	return good;
}
