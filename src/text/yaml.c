#include "text/yaml.h"

#include <string.h>
#include <yaml.h>

#include "base/error.h"
#include "text/yaml_lines.h"
#include "text/yaml_quick.h"

static const Phrase
	no_byte = {"the byte 0x%1 is not text; save the file as UTF-8 without "
			"control characters",
		"байт 0x%1 — не текст; сохраните файл в UTF-8 без "
		"управляющих символов"},
	byte_order_mark = {"a byte order mark; save the file as UTF-8 without "
			"one",
		"метка порядка байтов (BOM); сохраните файл в UTF-8 без неё"},
	directive = {"a line that begins with %% (a YAML directive) is not "
			"allowed; remove the line",
		"строка, которая начинается с %% (директива YAML), здесь не "
		"допускается; уберите её"},
	second_document = {"a second document begins here; this place holds "
			"one: remove the line, or let it be three dashes "
			"alone where a ticket's next entry begins",
		"здесь начинается второй документ, а место — для одного: "
		"уберите строку; если дальше следующая запись заявки, строка "
		"— ровно три дефиса"},
	unreadable = {"cannot be read as YAML after this place (%1)",
		"после этого места не читается как YAML (%1)"},
	no_yaml = {"not valid YAML: %1; check indentation, quotes and brackets",
		"не YAML: %1; проверьте отступы, кавычки и скобки"},
	long_key = {"a key must be one word, not a list or mapping",
		"ключ — одно слово, а не список и не блок"},
	merge_key = {"merge keys (<<) are not allowed; write the keys out",
		"ключи слияния (<<) не допускаются; выпишите ключи целиком"},
	empty_key = {"an empty key; write a word before the \":\"",
		"пустой ключ; напишите слово перед «:»"},
	key_again = {"the key \"%1\" stands here a second time; keep one",
		"ключ «%1» стоит здесь второй раз; оставьте один"},
	many_keys = {"more than %1 keys in one mapping",
		"больше %1 ключей в одном блоке"},
	deep = {"nested deeper than %1 levels; nothing here needs that",
		"вложенность больше %1 уровней; здесь столько не нужно"},
	zero = {"a text with \\0 in it; remove the escape",
		"текст с \\0 внутри; уберите эту последовательность"},
	no_alias = {"aliases (*name) are not allowed; write the value out, or "
			"quote it",
		"ссылки (*имя) не допускаются; выпишите значение или "
		"возьмите его в кавычки"},
	no_anchor = {"anchors (&name) are not allowed; quote the value",
		"якоря (&имя) не допускаются; возьмите значение в кавычки"},
	no_tag = {"tags (!name) are not allowed; quote the value",
		"теги (!имя) не допускаются; возьмите значение в кавычки"},
	many_values = {"more than %1 values in one document; split the file",
		"больше %1 значений в одном документе; разделите файл"},
	too_large = {"larger than %1 MiB; that is no file of a help desk",
		"больше %1 МиБ; у службы поддержки таких файлов не бывает"};

/* A place in the text. libyaml counts characters and takes U+2028 for a line
 * end; offsets are bytes here and lines are what an editor shows. */
typedef struct {
	gsize characters, bytes;
	guint line, column;
} Place;

typedef struct {
	YamlNode *node;
	YamlNode *key;	   /* of a map: waits for its value; owned by node */
	GHashTable *names; /* of a large map: its keys */
} Frame;

typedef struct {
	yaml_parser_t parser;
	const char *text;
	gsize size;
	const char *name;
	guint first_line;
	Place place;
	Frame frames[YAML_LIMIT_DEPTH];
	guint depth, nodes;
	YamlNode *root;
	GError **error;
} Reader;

/* From this many keys on a hash finds duplicates. */
#define LINEAR_KEYS 24

/* --- errors -------------------------------------------------------------- */

static gboolean error_at(GError **error, const char *name, guint line,
	guint column, const Phrase *phrase, va_list texts)
{
	desk_refuse_list(error, DESK_ERROR_DATA, phrase, texts);
	g_prefix_error(error, "%s:%u:%u: ", name, line, column);
	return FALSE;
}

gboolean yaml_error(GError **error, const char *name, const YamlNode *node,
	const Phrase *phrase, ...)
{
	va_list texts;
	va_start(texts, phrase);
	error_at(error, name, node ? node->line : 1, node ? node->column : 1,
		phrase, texts);
	va_end(texts);
	return FALSE;
}

static gboolean fail(Reader *reader, const Place *place, const Phrase *phrase,
	...) G_GNUC_NULL_TERMINATED;

static gboolean fail(Reader *reader, const Place *place, const Phrase *phrase,
	...)
{
	va_list texts;
	va_start(texts, phrase);
	error_at(reader->error, reader->name, place->line, place->column,
		phrase, texts);
	va_end(texts);
	return FALSE;
}

/* --- places -------------------------------------------------------------- */

static void place_step(Place *place, const char *text)
{
	const char *here = text + place->bytes;
	if (*here == '\n') {
		place->line++;
		place->column = 1;
	} else {
		place->column++;
	}
	place->bytes += (gsize)(g_utf8_next_char(here) - here);
	place->characters++;
}

/* Never walks back: a mark before the last one gives the last one. */
static void place_advance(Reader *reader, gsize characters)
{
	while (reader->place.characters < characters &&
		reader->place.bytes < reader->size)
		place_step(&reader->place, reader->text);
}

static Place place_of_mark(const Reader *reader, gsize characters)
{
	Place place = {0, 0, reader->first_line, 1};
	while (place.characters < characters && place.bytes < reader->size)
		place_step(&place, reader->text);
	return place;
}

static Place place_of_offset(const Reader *reader, gsize bytes)
{
	Place place = {0, 0, reader->first_line, 1};
	while (place.bytes < bytes)
		place_step(&place, reader->text);
	return place;
}

/* --- the text before libyaml sees it ------------------------------------- */

static gboolean is_allowed(gunichar c)
{
	return c == 0x85 || (c >= 0xA0 && c <= 0xFFFD) || c >= 0x10000;
}

/* Length of the character at `text`, 0 if it is none or YAML forbids it. */
static gsize allowed_length(const char *text, gsize left)
{
	gunichar c = g_utf8_get_char_validated(text, (gssize)left);
	if (c == (gunichar)-1 || c == (gunichar)-2 || !is_allowed(c))
		return 0;
	return (gsize)g_unichar_to_utf8(c, NULL);
}

static gboolean check_characters(Reader *reader)
{
	const char *text = reader->text;
	for (gsize i = 0; i < reader->size;) {
		guchar c = (guchar)text[i];
		gsize length = 1;
		if (c >= 0x80)
			length = allowed_length(text + i, reader->size - i);
		else if ((c < 0x20 && c != '\n' && c != '\t' && c != '\r') ||
			c == 0x7F)
			length = 0;
		if (length == 0) {
			Place place = place_of_offset(reader, i);
			char code[4];
			g_snprintf(code, sizeof code, "%02X", (guint)c);
			return fail(reader, &place, &no_byte, code, NULL);
		}
		i += length;
	}
	return TRUE;
}

/* A directive before the document would let a file declare a million tag
 * handles, which libyaml compares with each other. */
static gboolean check_start(Reader *reader)
{
	const char *text = reader->text;
	if (reader->size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		return fail(reader, &reader->place, &byte_order_mark, NULL);
	gsize from = 0;
	while (from < reader->size) {
		gsize end = yaml_next_line(text, reader->size, from);
		if (!yaml_line_is_blank(text, from, end))
			break;
		from = end;
	}
	if (from == reader->size || text[from] != '%')
		return TRUE;
	Place place = place_of_offset(reader, from);
	return fail(reader, &place, &directive, NULL);
}

static gboolean check_single(Reader *reader)
{
	gsize from = yaml_second_document(reader->text, reader->size);
	if (from == reader->size)
		return TRUE;
	Place place = place_of_offset(reader, from);
	return fail(reader, &place, &second_document, NULL);
}

/* --- what libyaml says, for people --------------------------------------- */

static const struct {
	const char *problem;	/* prefix of libyaml's */
	gboolean at_context;	/* its context is nearer to the mistake */
	Phrase message;
} problems[] = {
	{"could not find expected ':'", TRUE,
		{"a line without \"key:\"; write \"key: value\", or indent "
			"the line if it continues a text",
		"строка без «ключ:»; напишите «ключ: значение» или "
		"сдвиньте её вправо, если она продолжает текст"}},
	{"mapping values are not allowed", FALSE,
		{"a \":\" where no key can stand; quote the value, as in "
			"key: \"a: b\", or check the indentation",
		"двоеточие там, где ключа быть не может; возьмите значение "
		"в кавычки, например ключ: \"a: b\", или проверьте отступ"}},
	{"block sequence entries are not allowed", FALSE,
		{"a \"- \" where no list can stand; put it on a line of its "
			"own below its key",
		"«- » там, где списка быть не может; перенесите его на "
		"отдельную строку под ключом"}},
	{"mapping keys are not allowed", FALSE,
		{"a \"? \" where no key can stand; quote the value",
		"«? » там, где ключа быть не может; возьмите значение в "
		"кавычки"}},
	{"found character that cannot start any token", FALSE,
		{"a value cannot begin with this character; quote the value "
			"(and indent with spaces, not tabs)",
		"с этого символа значение начинаться не может; возьмите "
		"его в кавычки (а отступы делайте пробелами, не табуляцией)"}},
	{"found unexpected end of stream", TRUE,
		{"the quote that opens here is never closed; add it",
		"кавычка, открытая здесь, не закрыта; закройте её"}},
	{"found unexpected document indicator", TRUE,
		{"the quote that opens here is not closed before \"---\"; "
			"add it",
		"кавычка, открытая здесь, не закрыта до «---»; закройте её"}},
	{"found a tab character", FALSE,
		{"a tab; indent with spaces",
		"табуляция; отступы делайте пробелами"}},
	{"did not find expected comment or line break", FALSE,
		{"text after \"|\" or \">\"; begin it on the next line, "
			"indented",
		"текст после «|» или «>»; начните его со следующей строки, "
		"с отступом"}},
	{"found unknown escape character", FALSE,
		{"an unknown escape after \"\\\"; write \"\\\\\" for a "
			"backslash, or use single quotes",
		"неизвестная последовательность после «\\»; для самой "
		"обратной косой черты пишите «\\\\» или берите текст в "
		"одинарные кавычки"}},
	{"did not find expected hexdecimal number", FALSE,
		{"a bad \\x, \\u or \\U; it needs 2, 4 or 8 hexadecimal "
			"digits",
		"неверное \\x, \\u или \\U; за ним нужно 2, 4 или 8 "
		"шестнадцатеричных цифр"}},
	{"found invalid Unicode character", FALSE,
		{"an escape for a character that does not exist; remove it",
		"код символа, которого не существует; уберите его"}},
	{"did not find expected key", FALSE,
		{"this line does not fit; give the keys of one mapping the "
			"same indentation and close quotes and brackets above",
		"эта строка сюда не подходит; у ключей одного блока отступ "
		"одинаковый, кавычки и скобки выше должны быть закрыты"}},
	{"did not find expected '-' indicator", FALSE,
		{"this line does not fit into the list above; begin it with "
			"\"- \" or check the indentation",
		"эта строка не подходит к списку выше; начните её с «- » "
		"или проверьте отступ"}},
	{"did not find expected ',' or ']'", FALSE,
		{"a list in [ ] is not closed; add \",\" or \"]\"",
		"список в [ ] не закрыт; добавьте «,» или «]»"}},
	{"did not find expected ',' or '}'", FALSE,
		{"a mapping in { } is not closed; add \",\" or \"}\"",
		"блок в { } не закрыт; добавьте «,» или «}»"}},
	{"did not find expected node content", FALSE,
		{"a value is missing here; write one or remove the \",\"",
		"здесь не хватает значения; напишите его или уберите "
		"запятую"}},
	{"did not find expected <document start>", FALSE,
		{"text after the end of the document; remove it or check the "
			"indentation",
		"текст после конца документа; уберите его или проверьте "
		"отступ"}},
};

static gboolean fail_by_libyaml(Reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	const char *problem = parser->problem ? parser->problem : "out of memory";
	if (parser->error != YAML_SCANNER_ERROR &&
		parser->error != YAML_PARSER_ERROR)
		return fail(reader, &reader->place, &unreadable, problem, NULL);
	Place place = place_of_mark(reader, parser->problem_mark.index);
	for (gsize i = 0; i < G_N_ELEMENTS(problems); i++) {
		if (!g_str_has_prefix(problem, problems[i].problem))
			continue;
		if (problems[i].at_context && parser->context)
			place = place_of_mark(reader,
				parser->context_mark.index);
		return fail(reader, &place, &problems[i].message, NULL);
	}
	return fail(reader, &place, &no_yaml, problem, NULL);
}

/* --- events → tree ------------------------------------------------------- */

static YamlNode *node_new(Reader *reader, YamlKind kind,
	const yaml_event_t *event)
{
	place_advance(reader, event->start_mark.index);
	YamlNode *node = g_new0(YamlNode, 1);
	node->kind = kind;
	node->line = reader->place.line;
	node->column = reader->place.column;
	node->start = node->end = reader->place.bytes;
	if (kind != YAML_SCALAR)
		node->items = g_ptr_array_new_with_free_func(
			(GDestroyNotify)yaml_node_free);
	if (kind == YAML_MAP)
		node->keys = g_ptr_array_new_with_free_func(
			(GDestroyNotify)yaml_node_free);
	return node;
}

static gboolean frame_has_key(Frame *frame, const YamlNode *key)
{
	GPtrArray *keys = frame->node->keys;
	if (!frame->names && keys->len >= LINEAR_KEYS) {
		frame->names = g_hash_table_new(g_str_hash, g_str_equal);
		for (guint i = 0; i < keys->len; i++)
			g_hash_table_add(frame->names,
				((YamlNode *)keys->pdata[i])->value);
	}
	if (frame->names)
		return !g_hash_table_add(frame->names, key->value);
	for (guint i = 0; i < keys->len; i++)
		if (strcmp(((YamlNode *)keys->pdata[i])->value, key->value) == 0)
			return TRUE;
	return FALSE;
}

/* `key` is owned by the map afterwards, also on failure. */
static gboolean add_key(Reader *reader, Frame *frame, YamlNode *key)
{
	Place place = {0, 0, key->line, key->column};
	gboolean known = key->value && frame_has_key(frame, key);
	g_ptr_array_add(frame->node->keys, key);
	frame->key = key;
	if (key->kind != YAML_SCALAR)
		return fail(reader, &place, &long_key, NULL);
	if (key->plain && strcmp(key->value, "<<") == 0)
		return fail(reader, &place, &merge_key, NULL);
	if (key->value[0] == '\0')
		return fail(reader, &place, &empty_key, NULL);
	if (known)
		return fail(reader, &place, &key_again, key->value, NULL);
	if (frame->node->keys->len > YAML_LIMIT_KEYS)
		return fail(reader, &place, &many_keys,
			PHRASE_NUMBER(YAML_LIMIT_KEYS), NULL);
	return TRUE;
}

/* Puts `node` where it belongs; owned by the tree afterwards. */
static gboolean attach(Reader *reader, YamlNode *node)
{
	if (reader->depth == 0) {
		reader->root = node;
		return TRUE;
	}
	Frame *frame = &reader->frames[reader->depth - 1];
	if (frame->node->kind == YAML_MAP && !frame->key)
		return add_key(reader, frame, node);
	g_ptr_array_add(frame->node->items, node);
	frame->key = NULL;
	return TRUE;
}

static gboolean open_node(Reader *reader, YamlKind kind,
	const yaml_event_t *event)
{
	YamlNode *node = node_new(reader, kind, event);
	if (!attach(reader, node))
		return FALSE;
	if (reader->depth == YAML_LIMIT_DEPTH)
		return fail(reader, &reader->place, &deep,
			PHRASE_NUMBER(YAML_LIMIT_DEPTH), NULL);
	reader->frames[reader->depth++] = (Frame){node, NULL, NULL};
	return TRUE;
}

static void close_node(Reader *reader, const yaml_event_t *event)
{
	Frame *frame = &reader->frames[--reader->depth];
	YamlNode *node = frame->node;
	GPtrArray *items = node->items;
	g_clear_pointer(&frame->names, g_hash_table_unref);
	/* A block ends where its last value does; what libyaml marks is the
	 * next token. */
	if (event->start_mark.index == event->end_mark.index) {
		const YamlNode *last =
			items->len ? items->pdata[items->len - 1] : NULL;
		node->end = last ? last->end : node->start;
		return;
	}
	place_advance(reader, event->end_mark.index);
	node->end = reader->place.bytes;
}

static gboolean add_scalar(Reader *reader, const yaml_event_t *event)
{
	YamlNode *node = node_new(reader, YAML_SCALAR, event);
	node->value = g_strndup((const char *)event->data.scalar.value,
		event->data.scalar.length);
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	gsize length = strlen(node->value);
	Place place = reader->place;
	place_advance(reader, event->end_mark.index);
	node->end = reader->place.bytes;
	if (!attach(reader, node))
		return FALSE;
	if (length != event->data.scalar.length)
		return fail(reader, &place, &zero, NULL);
	return TRUE;
}

/* Anchors and tags could make a file mean something else than it shows. */
static gboolean check_plain_event(Reader *reader, const yaml_event_t *event)
{
	const yaml_char_t *anchor = NULL, *tag = NULL;
	if (event->type == YAML_ALIAS_EVENT)
		anchor = event->data.alias.anchor;
	else if (event->type == YAML_SCALAR_EVENT)
		anchor = event->data.scalar.anchor, tag = event->data.scalar.tag;
	else if (event->type == YAML_SEQUENCE_START_EVENT)
		anchor = event->data.sequence_start.anchor,
		tag = event->data.sequence_start.tag;
	else if (event->type == YAML_MAPPING_START_EVENT)
		anchor = event->data.mapping_start.anchor,
		tag = event->data.mapping_start.tag;
	if (!anchor && !tag)
		return TRUE;
	place_advance(reader, event->start_mark.index);
	if (event->type == YAML_ALIAS_EVENT)
		return fail(reader, &reader->place, &no_alias, NULL);
	if (anchor)
		return fail(reader, &reader->place, &no_anchor, NULL);
	return fail(reader, &reader->place, &no_tag, NULL);
}

static gboolean take_event(Reader *reader, const yaml_event_t *event,
	gboolean *done)
{
	if (!check_plain_event(reader, event))
		return FALSE;
	switch (event->type) {
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		*done = TRUE;
		return TRUE;
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		close_node(reader, event);
		return TRUE;
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_START_EVENT:
		return TRUE;
	default:
		break;
	}
	if (++reader->nodes > YAML_LIMIT_NODES) {
		place_advance(reader, event->start_mark.index);
		return fail(reader, &reader->place, &many_values,
			PHRASE_NUMBER(YAML_LIMIT_NODES), NULL);
	}
	if (event->type == YAML_SCALAR_EVENT)
		return add_scalar(reader, event);
	return open_node(reader, event->type == YAML_MAPPING_START_EVENT
		? YAML_MAP : YAML_LIST, event);
}

static gboolean read_events(Reader *reader)
{
	gboolean done = FALSE, good = TRUE;
	while (!done && good) {
		yaml_event_t event;
		if (!yaml_parser_parse(&reader->parser, &event))
			return fail_by_libyaml(reader);
		good = take_event(reader, &event, &done);
		yaml_event_delete(&event);
	}
	return good;
}

static gboolean check_text(Reader *reader, gboolean single)
{
	if (reader->size > YAML_LIMIT_BYTES)
		return fail(reader, &reader->place, &too_large,
			PHRASE_NUMBER(YAML_LIMIT_BYTES / 1024 / 1024), NULL);
	return check_characters(reader) && check_start(reader) &&
		(!single || check_single(reader));
}

static YamlNode *empty_map(const Reader *reader)
{
	YamlNode *node = g_new0(YamlNode, 1);
	node->kind = YAML_MAP;
	node->line = reader->first_line;
	node->column = 1;
	node->keys = g_ptr_array_new();
	node->items = g_ptr_array_new();
	return node;
}

static YamlNode *parse(const char *text, gsize size, const char *name,
	guint first_line, gboolean single, GError **error)
{
	Reader reader = {.text = text, .size = size, .name = name,
		.first_line = first_line, .place = {0, 0, first_line, 1},
		.error = error};
	if (!check_text(&reader, single))
		return NULL;
	if (!yaml_parser_initialize(&reader.parser))
		g_error("out of memory");
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, (const guchar *)text, size);
	gboolean good = read_events(&reader);
	yaml_parser_delete(&reader.parser);
	for (guint i = 0; i < reader.depth; i++)
		g_clear_pointer(&reader.frames[i].names, g_hash_table_unref);
	if (good && yaml_is_null(reader.root)) {
		yaml_node_free(reader.root);
		return empty_map(&reader);
	}
	if (!good)
		g_clear_pointer(&reader.root, yaml_node_free);
	return reader.root;
}

YamlNode *yaml_parse(const char *text, gsize size, const char *name,
	guint first_line, GError **error)
{
	YamlNode *node = yaml_quick_parse(text, size, first_line);
	return node ? node : parse(text, size, name, first_line, FALSE, error);
}

YamlNode *yaml_full_parse(const char *text, gsize size, const char *name,
	guint first_line, GError **error)
{
	return parse(text, size, name, first_line, TRUE, error);
}

YamlNode *yaml_parse_single(const char *text, gsize size, const char *name,
	guint first_line, GError **error)
{
	YamlNode *node = yaml_quick_parse(text, size, first_line);
	return node ? node :
		yaml_full_parse(text, size, name, first_line, error);
}
