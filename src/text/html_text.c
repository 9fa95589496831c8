#include "text/html_text.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#include "text/html_link.h"
#include "text/html_thin.h"

/*
 * The parser's events are rendered as they come; there is no tree, so a
 * hostile document costs no memory. Each end tag is compared with all open
 * elements, which is why depth and number of tags are limited.
 */
#define LIMIT_INPUT (8 * 1024 * 1024)
#define LIMIT_DEPTH 300
#define LIMIT_TAGS 200000
#define LIMIT_QUOTES 20
#define LIMIT_INDENT 10
#define LIMIT_CELLS 30

#define TOO_DEEP "[the rest of this HTML is too deep or too long to show]"

typedef enum {
	KIND_INLINE,
	KIND_BLOCK,	/* on lines of its own */
	KIND_PARAGRAPH, /* and blank lines around */
	KIND_BREAK,
	KIND_RULE,
	KIND_LINK,
	KIND_IMAGE,
	KIND_LIST,
	KIND_NUMBERED,
	KIND_ITEM,
	KIND_DEFINITION,
	KIND_QUOTE,
	KIND_PREFORMATTED,
	KIND_ROW,
	KIND_CELL,
	KIND_HIDDEN,
} ElementKind;

static const struct {
	const char *name;
	ElementKind kind;
} elements[] = {
	{"a", KIND_LINK},
	{"address", KIND_BLOCK},
	{"article", KIND_BLOCK},
	{"aside", KIND_BLOCK},
	{"blockquote", KIND_QUOTE},
	{"br", KIND_BREAK},
	{"caption", KIND_BLOCK},
	{"center", KIND_BLOCK},
	{"dd", KIND_DEFINITION},
	{"div", KIND_BLOCK},
	{"dl", KIND_PARAGRAPH},
	{"dt", KIND_BLOCK},
	{"fieldset", KIND_BLOCK},
	{"figcaption", KIND_BLOCK},
	{"figure", KIND_BLOCK},
	{"footer", KIND_BLOCK},
	{"form", KIND_BLOCK},
	{"h1", KIND_PARAGRAPH},
	{"h2", KIND_PARAGRAPH},
	{"h3", KIND_PARAGRAPH},
	{"h4", KIND_PARAGRAPH},
	{"h5", KIND_PARAGRAPH},
	{"h6", KIND_PARAGRAPH},
	{"head", KIND_HIDDEN},
	{"header", KIND_BLOCK},
	{"hr", KIND_RULE},
	{"iframe", KIND_HIDDEN},
	{"img", KIND_IMAGE},
	{"li", KIND_ITEM},
	{"main", KIND_BLOCK},
	{"nav", KIND_BLOCK},
	{"noscript", KIND_HIDDEN},
	{"object", KIND_HIDDEN},
	{"ol", KIND_NUMBERED},
	{"p", KIND_PARAGRAPH},
	{"pre", KIND_PREFORMATTED},
	{"section", KIND_BLOCK},
	{"select", KIND_HIDDEN},
	{"svg", KIND_HIDDEN},
	{"table", KIND_PARAGRAPH},
	{"td", KIND_CELL},
	{"template", KIND_HIDDEN},
	{"textarea", KIND_PREFORMATTED},
	{"th", KIND_CELL},
	{"tr", KIND_ROW},
	{"ul", KIND_LIST},
};

/* An element that is open. */
typedef struct {
	ElementKind kind;
	gboolean hidden, preformatted;
	char *link;	/* KIND_LINK: where to */
	gsize start;	/* KIND_LINK: of its text in `out` */
	guint items;	/* KIND_NUMBERED: so far */
	guint outer_row; /* KIND_ROW: the row around it, as Renderer.row */
	gboolean wrote, many_lines; /* KIND_ROW: text so far */
} Element;

/* `out` never ends in a line end; those that are due are in `breaks`. */
typedef struct {
	htmlParserCtxtPtr parser;
	GString *out;
	gsize limit;
	GArray *open; /* Element */
	guint hidden, preformatted, quotes, indent;
	guint line_quotes; /* of the line written last */
	guint row;	  /* index in `open` plus 1 of the innermost row */
	guint breaks;	  /* line ends to write before the next text */
	guint cells;	  /* cell borders to write before the next text */
	gboolean space;	  /* a space to write before the next text */
	gboolean in_fresh_cell; /* no text yet: its blocks start no line */
	char marker[16];  /* of a list item, written before its first text */
	gboolean too_deep;
} Renderer;

static ElementKind element_kind(const char *name)
{
	gsize low = 0, high = G_N_ELEMENTS(elements);
	while (low < high) {
		gsize middle = (low + high) / 2;
		int order = g_ascii_strcasecmp(name, elements[middle].name);
		if (order == 0)
			return elements[middle].kind;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return KIND_INLINE;
}

static Element *element_at(Renderer *r, guint index)
{
	return &g_array_index(r->open, Element, index);
}

/* At least `count` line ends before the next text: 1 a new line, 2 a blank
 * line between. */
static void want_breaks(Renderer *r, guint count)
{
	if (r->in_fresh_cell)
		return;
	r->breaks = MAX(r->breaks, count);
	r->space = FALSE;
	r->cells = 0;
}

static void write_quotes(Renderer *r, guint count, const char *mark)
{
	for (guint i = 0; i < count; i++)
		g_string_append(r->out, mark);
}

/* A blank line belongs to the quote only if both its neighbours do. */
static void write_breaks(Renderer *r)
{
	guint quotes = MIN(r->quotes, LIMIT_QUOTES);
	for (guint i = 0; i < r->breaks && r->out->len > 0; i++) {
		g_string_append_c(r->out, '\n');
		if (i + 1 < r->breaks)
			write_quotes(r, MIN(quotes, r->line_quotes), ">");
	}
	write_quotes(r, quotes, "> ");
	r->line_quotes = quotes;
	guint indent = MIN(r->indent, LIMIT_INDENT);
	if (indent > 0 && r->marker[0])
		indent--;
	for (guint i = 0; i < indent; i++)
		g_string_append(r->out, "  ");
	g_string_append(r->out, r->marker);
	r->marker[0] = '\0';
}

/* Everything that was waiting for text to come. */
static void before_text(Renderer *r)
{
	gboolean new_line = r->out->len == 0 || r->breaks > 0;
	if (new_line)
		write_breaks(r);
	else if (r->cells > 0)
		for (guint i = 0; i < MIN(r->cells, LIMIT_CELLS); i++)
			g_string_append(r->out, " | ");
	else if (r->space)
		g_string_append_c(r->out, ' ');
	if (r->row > 0) {
		Element *row = element_at(r, r->row - 1);
		row->many_lines |= new_line && row->wrote;
		row->wrote = TRUE;
	}
	r->breaks = 0;
	r->cells = 0;
	r->space = FALSE;
	r->in_fresh_cell = FALSE;
}

/* Characters that show nothing and only fill. */
static gboolean is_filler(gunichar c)
{
	return c == 0x200B || c == 0xFEFF || c == 0x00AD || c == 0x034F ||
		c == 0x2060;
}

static void add_preformatted(Renderer *r, const char *text, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		if (text[i] == '\n') {
			r->breaks++;
			continue;
		}
		if (text[i] == '\r')
			continue;
		if (r->breaks > 0 || r->out->len == 0 || r->cells > 0 ||
			r->space)
			before_text(r);
		g_string_append_c(r->out, text[i]);
	}
}

static void add_flowing(Renderer *r, const char *text, gsize size)
{
	const char *end = text + size;
	for (const char *at = text; at < end; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		if (g_unichar_isspace(c)) {
			r->space = r->breaks == 0 && r->cells == 0 &&
				r->out->len > 0;
			continue;
		}
		if (is_filler(c))
			continue;
		if (r->breaks > 0 || r->cells > 0 || r->space ||
			r->in_fresh_cell || r->out->len == 0)
			before_text(r);
		g_string_append_unichar(r->out, c);
	}
}

static void add_text(Renderer *r, const char *text, gsize size)
{
	if (r->hidden > 0 || r->out->len > r->limit)
		return;
	if (r->preformatted > 0)
		add_preformatted(r, text, size);
	else
		add_flowing(r, text, size);
	if (r->out->len > r->limit)
		xmlStopParser(r->parser);
}

static const char *attribute(const xmlChar **attributes, const char *name)
{
	for (guint i = 0; attributes && attributes[i]; i += 2)
		if (g_ascii_strcasecmp((const char *)attributes[i], name) == 0)
			return (const char *)attributes[i + 1];
	return NULL;
}

/* Whether the element's own style says "property: value…", spaces aside. */
static gboolean style_says(const xmlChar **attributes, const char *what)
{
	const char *style = attribute(attributes, "style");
	if (!style)
		return FALSE;
	GString *dense = g_string_new(NULL);
	for (guint i = 0; style[i] && i < 4096; i++)
		if (!g_ascii_isspace(style[i]))
			g_string_append_c(dense, g_ascii_tolower(style[i]));
	gboolean found = strstr(dense->str, what) != NULL;
	g_string_free(dense, TRUE);
	return found;
}

static void end_link(Renderer *r, const Element *element)
{
	if (!element->link || r->hidden > 0 || r->out->len > r->limit)
		return;
	gsize start = MIN(element->start, r->out->len);
	g_autofree char *text = g_strstrip(g_strdup(r->out->str + start));
	if (html_link_is_shown(text, element->link))
		return;
	/* Text and link stay on one line, whatever the text ended with. */
	gboolean spaced = r->space;
	guint breaks = r->breaks;
	if (text[0]) {
		r->breaks = 0;
		r->cells = 0;
		r->space = TRUE;
	}
	before_text(r);
	g_string_append_printf(r->out, "<%s>", element->link);
	r->space = spaced;
	r->breaks = text[0] ? breaks : 0;
}

static void add_image(Renderer *r, const xmlChar **attributes)
{
	const char *alt = attribute(attributes, "alt");
	const char *source = attribute(attributes, "src");
	if (style_says(attributes, "display:none"))
		return;
	if (alt && alt[strspn(alt, " \t\r\n")]) {
		add_text(r, "[", 1);
		add_text(r, alt, strlen(alt));
		r->space = FALSE;
		add_text(r, "]", 1);
	} else if (source && g_ascii_strncasecmp(source, "cid:", 4) == 0) {
		add_text(r, "[image]", strlen("[image]"));
	}
}

static void start_item(Renderer *r)
{
	want_breaks(r, 1);
	g_strlcpy(r->marker, "- ", sizeof r->marker);
	for (guint i = r->open->len; i > 0; i--) {
		Element *list = element_at(r, i - 1);
		if (list->kind == KIND_LIST)
			return;
		if (list->kind != KIND_NUMBERED)
			continue;
		g_snprintf(r->marker, sizeof r->marker, "%u. ", ++list->items);
		return;
	}
}

static void start_cell(Renderer *r)
{
	Element *row = r->row > 0 ? element_at(r, r->row - 1) : NULL;
	if (row && row->wrote && row->many_lines)
		want_breaks(r, 1);
	else if (row && row->wrote)
		r->cells++;
	r->space = FALSE;
	r->in_fresh_cell = row != NULL;
}

static void end_cell(Renderer *r)
{
	Element *row = r->row > 0 ? element_at(r, r->row - 1) : NULL;
	if (row && row->wrote && !row->many_lines)
		r->breaks = 0;
	r->in_fresh_cell = FALSE;
}

static void end_row(Renderer *r, const Element *element)
{
	r->row = element->outer_row;
	if (r->row > 0 && element->wrote) {
		Element *outer = element_at(r, r->row - 1);
		outer->wrote = outer->many_lines = TRUE;
	}
	want_breaks(r, 1);
}

static void start_kind(Renderer *r, Element *element,
	const xmlChar **attributes)
{
	switch (element->kind) {
	case KIND_BREAK:
		if (!r->in_fresh_cell && r->breaks < 3)
			r->breaks++;
		r->space = FALSE;
		break;
	case KIND_RULE:
		want_breaks(r, 1);
		add_text(r, "----", 4);
		want_breaks(r, 1);
		break;
	case KIND_IMAGE:
		add_image(r, attributes);
		break;
	case KIND_LINK:
		element->link = html_link_clean(attribute(attributes, "href"));
		element->start = r->out->len;
		break;
	case KIND_LIST:
	case KIND_NUMBERED:
		want_breaks(r, r->indent > 0 ? 1 : 2);
		r->indent++;
		break;
	case KIND_ITEM:
		start_item(r);
		break;
	case KIND_DEFINITION:
		want_breaks(r, 1);
		r->indent++;
		break;
	case KIND_QUOTE:
		want_breaks(r, 2);
		r->quotes++;
		break;
	case KIND_PREFORMATTED:
		want_breaks(r, 2);
		element->preformatted = TRUE;
		break;
	case KIND_ROW:
		want_breaks(r, 1);
		element->outer_row = r->row;
		r->row = r->open->len + 1;
		break;
	case KIND_CELL:
		start_cell(r);
		break;
	case KIND_PARAGRAPH:
		want_breaks(r, 2);
		break;
	case KIND_BLOCK:
		want_breaks(r, 1);
		break;
	case KIND_HIDDEN:
	case KIND_INLINE:
		break;
	}
}

static void end_kind(Renderer *r, const Element *element)
{
	switch (element->kind) {
	case KIND_LINK:
		end_link(r, element);
		break;
	case KIND_LIST:
	case KIND_NUMBERED:
		r->indent--;
		want_breaks(r, r->indent > 0 ? 1 : 2);
		break;
	case KIND_ITEM:
		r->marker[0] = '\0';
		want_breaks(r, 1);
		break;
	case KIND_DEFINITION:
		r->indent--;
		want_breaks(r, 1);
		break;
	case KIND_QUOTE:
		r->quotes--;
		want_breaks(r, 2);
		break;
	case KIND_ROW:
		end_row(r, element);
		break;
	case KIND_CELL:
		end_cell(r);
		break;
	case KIND_PARAGRAPH:
	case KIND_PREFORMATTED:
		want_breaks(r, 2);
		break;
	case KIND_BLOCK:
		want_breaks(r, 1);
		break;
	case KIND_BREAK:
	case KIND_RULE:
	case KIND_IMAGE:
	case KIND_HIDDEN:
	case KIND_INLINE:
		break;
	}
}

static void start_element(void *data, const xmlChar *name,
	const xmlChar **attributes)
{
	Renderer *r = data;
	if (r->too_deep)
		return;
	if (r->open->len >= LIMIT_DEPTH) {
		r->too_deep = TRUE;
		xmlStopParser(r->parser);
		return;
	}
	Element element = {.kind = element_kind((const char *)name)};
	element.hidden = element.kind == KIND_HIDDEN ||
		attribute(attributes, "hidden") ||
		(element.kind != KIND_IMAGE &&
			style_says(attributes, "display:none"));
	r->hidden += element.hidden;
	if (r->hidden > 0)
		element.kind = KIND_HIDDEN;
	start_kind(r, &element, attributes);
	element.preformatted |= style_says(attributes, "white-space:pre");
	r->preformatted += element.preformatted;
	g_array_append_val(r->open, element);
}

static void end_element(void *data, G_GNUC_UNUSED const xmlChar *name)
{
	Renderer *r = data;
	if (r->too_deep || r->open->len == 0)
		return;
	Element element = *element_at(r, r->open->len - 1);
	end_kind(r, &element);
	g_array_set_size(r->open, r->open->len - 1);
	r->hidden -= element.hidden;
	r->preformatted -= element.preformatted;
	g_free(element.link);
}

static void characters(void *data, const xmlChar *text, int size)
{
	add_text(data, (const char *)text, (gsize)size);
}

static void render(Renderer *r, const char *html, gsize size)
{
	htmlSAXHandler handler = {
		.startElement = start_element,
		.endElement = end_element,
		.characters = characters,
		.ignorableWhitespace = characters,
	};
	r->parser = htmlNewParserCtxt();
	*r->parser->sax = handler;
	r->parser->userData = r;
	htmlDocPtr document = htmlCtxtReadMemory(r->parser, html, (int)size,
		NULL, "UTF-8",
		HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
			HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
	if (document)
		xmlFreeDoc(document);
	htmlFreeParserCtxt(r->parser);
	for (guint i = 0; i < r->open->len; i++)
		g_free(element_at(r, i)->link);
}

/* At most `limit` bytes, whole characters. */
static void cut_to(GString *text, gsize limit)
{
	if (text->len <= limit)
		return;
	while (limit > 0 && ((guchar)text->str[limit] & 0xC0) == 0x80)
		limit--;
	g_string_truncate(text, limit);
}

char *html_to_text(const char *html, gsize size, gsize limit_bytes)
{
	Renderer r = {
		.out = g_string_new(NULL),
		.limit = limit_bytes,
		.open = g_array_new(FALSE, FALSE, sizeof(Element)),
		.too_deep = FALSE,
	};
	gboolean cut;
	g_autofree char *valid = g_utf8_make_valid(html,
		(gssize)MIN(size, LIMIT_INPUT));
	g_autoptr(GString) thin = html_thin(valid, LIMIT_TAGS, &cut);
	cut |= size > LIMIT_INPUT;
	render(&r, thin->str, thin->len);
	if ((r.too_deep || cut) && r.out->len < limit_bytes)
		g_string_append(r.out,
			r.out->len > 0 ? "\n" TOO_DEEP : TOO_DEEP);
	cut_to(r.out, limit_bytes);
	g_array_unref(r.open);
	return g_string_free(r.out, FALSE);
}
