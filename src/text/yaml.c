#include "text/yaml.h"

#include <string.h>
#include <yaml.h>

#include "base/error.h"
#include "text/yaml_lines.h"
#include "text/yaml_quick.h"

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

static void error_at(GError **error, const char *name, guint line,
	guint column, const char *format, va_list list) G_GNUC_PRINTF(5, 0);

static void error_at(GError **error, const char *name, guint line,
	guint column, const char *format, va_list list)
{
	g_autofree char *text = g_strdup_vprintf(format, list);
	/* A long word may have been cut inside a letter. */
	g_autofree char *message = g_utf8_make_valid(text, -1);
	g_set_error(error, DESK_ERROR, DESK_ERROR_DATA, "%s:%u:%u: %s", name,
		line, column, message);
}

void yaml_error(GError **error, const char *name, const YamlNode *node,
	const char *format, ...)
{
	va_list list;
	va_start(list, format);
	error_at(error, name, node ? node->line : 1, node ? node->column : 1,
		format, list);
	va_end(list);
}

static gboolean fail(Reader *reader, const Place *place, const char *format,
	...) G_GNUC_PRINTF(3, 4);

static gboolean fail(Reader *reader, const Place *place, const char *format,
	...)
{
	va_list list;
	va_start(list, format);
	error_at(reader->error, reader->name, place->line, place->column,
		format, list);
	va_end(list);
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
			return fail(reader, &place,
				"the byte 0x%02X is not text; save the file as "
				"UTF-8 without control characters",
				c);
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
		return fail(reader, &reader->place,
			"a byte order mark; save the file as UTF-8 without one");
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
	return fail(reader, &place,
		"a line that begins with %% (a YAML directive) is not allowed; "
		"remove the line");
}

static gboolean check_single(Reader *reader)
{
	gsize from = yaml_second_document(reader->text, reader->size);
	if (from == reader->size)
		return TRUE;
	Place place = place_of_offset(reader, from);
	return fail(reader, &place,
		"a second document begins here; this place holds one: remove "
		"the line, or let it be three dashes alone where a ticket's "
		"next entry begins");
}

/* --- what libyaml says, for people --------------------------------------- */

static const struct {
	const char *problem;	/* prefix of libyaml's */
	gboolean at_context;	/* its context is nearer to the mistake */
	const char *message;
} problems[] = {
	{"could not find expected ':'", TRUE,
		"a line without \"key:\"; write \"key: value\", or indent the "
		"line if it continues a text"},
	{"mapping values are not allowed", FALSE,
		"a \":\" where no key can stand; quote the value, "
		"as in key: \"a: b\", or check the indentation"},
	{"block sequence entries are not allowed", FALSE,
		"a \"- \" where no list can stand; put it on a line of its own "
		"below its key"},
	{"mapping keys are not allowed", FALSE,
		"a \"? \" where no key can stand; quote the value"},
	{"found character that cannot start any token", FALSE,
		"a value cannot begin with this character; quote the value "
		"(and indent with spaces, not tabs)"},
	{"found unexpected end of stream", TRUE,
		"the quote that opens here is never closed; add it"},
	{"found unexpected document indicator", TRUE,
		"the quote that opens here is not closed before \"---\"; add it"},
	{"found a tab character", FALSE, "a tab; indent with spaces"},
	{"did not find expected comment or line break", FALSE,
		"text after \"|\" or \">\"; begin it on the next line, indented"},
	{"found unknown escape character", FALSE,
		"an unknown escape after \"\\\"; write \"\\\\\" for a "
		"backslash, or use single quotes"},
	{"did not find expected hexdecimal number", FALSE,
		"a bad \\x, \\u or \\U; it needs 2, 4 or 8 hexadecimal digits"},
	{"found invalid Unicode character", FALSE,
		"an escape for a character that does not exist; remove it"},
	{"did not find expected key", FALSE,
		"this line does not fit; give the keys of one mapping the same "
		"indentation and close quotes and brackets above"},
	{"did not find expected '-' indicator", FALSE,
		"this line does not fit into the list above; begin it with "
		"\"- \" or check the indentation"},
	{"did not find expected ',' or ']'", FALSE,
		"a list in [ ] is not closed; add \",\" or \"]\""},
	{"did not find expected ',' or '}'", FALSE,
		"a mapping in { } is not closed; add \",\" or \"}\""},
	{"did not find expected node content", FALSE,
		"a value is missing here; write one or remove the \",\""},
	{"did not find expected <document start>", FALSE,
		"text after the end of the document; remove it or check the "
		"indentation"},
};

static gboolean fail_by_libyaml(Reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	const char *problem = parser->problem ? parser->problem : "out of memory";
	if (parser->error != YAML_SCANNER_ERROR &&
		parser->error != YAML_PARSER_ERROR)
		return fail(reader, &reader->place, "cannot be read as YAML "
			"after this place (%s)", problem);
	Place place = place_of_mark(reader, parser->problem_mark.index);
	for (gsize i = 0; i < G_N_ELEMENTS(problems); i++) {
		if (!g_str_has_prefix(problem, problems[i].problem))
			continue;
		if (problems[i].at_context && parser->context)
			place = place_of_mark(reader,
				parser->context_mark.index);
		return fail(reader, &place, "%s", problems[i].message);
	}
	return fail(reader, &place, "not valid YAML: %s; check indentation, "
		"quotes and brackets", problem);
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
		return fail(reader, &place,
			"a key must be one word, not a list or mapping");
	if (key->plain && strcmp(key->value, "<<") == 0)
		return fail(reader, &place,
			"merge keys (<<) are not allowed; write the keys out");
	if (key->value[0] == '\0')
		return fail(reader, &place,
			"an empty key; write a word before the \":\"");
	if (known)
		return fail(reader, &place,
			"the key \"%s\" stands here a second time; keep one",
			key->value);
	if (frame->node->keys->len > YAML_LIMIT_KEYS)
		return fail(reader, &place, "more than %d keys in one mapping",
			YAML_LIMIT_KEYS);
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
		return fail(reader, &reader->place,
			"nested deeper than %d levels; nothing here needs that",
			YAML_LIMIT_DEPTH);
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
		return fail(reader, &place,
			"a text with \\0 in it; remove the escape");
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
		return fail(reader, &reader->place,
			"aliases (*name) are not allowed; write the value out, "
			"or quote it");
	if (anchor)
		return fail(reader, &reader->place,
			"anchors (&name) are not allowed; quote the value");
	return fail(reader, &reader->place,
		"tags (!name) are not allowed; quote the value");
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
		return fail(reader, &reader->place,
			"more than %d values in one document; split the file",
			YAML_LIMIT_NODES);
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
		return fail(reader, &reader->place,
			"larger than %d MiB; that is no file of a help desk",
			YAML_LIMIT_BYTES / 1024 / 1024);
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
