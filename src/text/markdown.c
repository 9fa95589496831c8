#include "text/markdown.h"

#include <cmark.h>
#include <string.h>

#include "text/escape.h"

/* Beyond it the parser could take long over a hostile text. */
#define LIMIT_MARKDOWN (64 * 1024)

/* What may stand before the ":" of a link. */
static const char *const schemes[] = {"http://", "https://", "mailto:", "tel:"};

static gboolean is_safe_link(const char *url)
{
	for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++)
		if (g_ascii_strncasecmp(url, schemes[i],
			    strlen(schemes[i])) == 0)
			return TRUE;
	return FALSE;
}

static cmark_node *text_node(const char *text, gsize size)
{
	g_autofree char *copy = g_strndup(text, size);
	cmark_node *node = cmark_node_new(CMARK_NODE_TEXT);
	cmark_node_set_literal(node, copy);
	return node;
}

static cmark_node *link_node(const char *url, gsize size)
{
	g_autofree char *copy = g_strndup(url, size);
	cmark_node *link = cmark_node_new(CMARK_NODE_LINK);
	cmark_node_set_url(link, copy);
	cmark_node_append_child(link, text_node(url, size));
	return link;
}

/* Backslashes are letters in \\server\share and C:\.git: they protect only what
 * would mark text up, and stand twice where they do not. */
#define ESCAPABLE "*`[#<"

static char *double_backslashes(const char *source)
{
	GString *out = g_string_sized_new(strlen(source));
	for (const char *c = source; *c; c++) {
		gboolean escape = c[0] == '\\' && c[1] &&
			strchr(ESCAPABLE, c[1]) &&
			(c == source || c[-1] != '\\');
		g_string_append_c(out, *c);
		if (*c == '\\' && !escape)
			g_string_append_c(out, *c);
	}
	return g_string_free(out, FALSE);
}

/* In code nobody takes the second one away. */
static void undouble_backslashes(cmark_node *code)
{
	const char *text = cmark_node_get_literal(code);
	g_autoptr(GString) out = g_string_new(NULL);
	for (const char *c = text; *c; c++) {
		g_string_append_c(out, *c);
		if (c[0] == '\\' && c[1] == '\\')
			c++;
	}
	cmark_node_set_literal(code, out->str);
}

/* Raw HTML as the text that it is, line by line. */
static void html_to_text(cmark_node *node, gboolean block)
{
	cmark_node *place = node;
	if (block) {
		place = cmark_node_new(CMARK_NODE_PARAGRAPH);
		cmark_node_insert_before(node, place);
	}
	undouble_backslashes(node);
	g_auto(GStrv) lines = g_strsplit(cmark_node_get_literal(node), "\n",
		-1);
	for (guint i = 0; lines[i]; i++) {
		cmark_node *text = text_node(lines[i], strlen(lines[i]));
		cmark_node *end = cmark_node_new(CMARK_NODE_SOFTBREAK);
		gboolean last = !lines[i + 1] || (block && !lines[i + 2]);
		if (block) {
			cmark_node_append_child(place, text);
			cmark_node_append_child(place, end);
		} else {
			cmark_node_insert_before(place, text);
			cmark_node_insert_before(place, end);
		}
		if (last) {
			cmark_node_free(end);
			break;
		}
	}
	cmark_node_free(node);
}

/* A link that may not be one: its words, and where it would have gone. */
static void link_to_text(cmark_node *link)
{
	cmark_node *child;
	while ((child = cmark_node_first_child(link)))
		cmark_node_insert_before(link, child);
	g_autofree char *url = g_strdup_printf(" (%s)",
		cmark_node_get_url(link));
	cmark_node_insert_before(link, text_node(url, strlen(url)));
	cmark_node_free(link);
}

/* Pictures from elsewhere tell who reads when: a link in their place. */
static void image_to_link(cmark_node *image)
{
	cmark_node *child;
	if (!is_safe_link(cmark_node_get_url(image))) {
		link_to_text(image);
		return;
	}
	cmark_node *link = cmark_node_new(CMARK_NODE_LINK);
	cmark_node_set_url(link, cmark_node_get_url(image));
	while ((child = cmark_node_first_child(image)))
		cmark_node_append_child(link, child);
	if (!cmark_node_first_child(link))
		cmark_node_append_child(link,
			text_node(cmark_node_get_url(image),
				strlen(cmark_node_get_url(image))));
	cmark_node_replace(image, link);
	cmark_node_free(image);
}

/* The length of the URL at `at`, without what ends a sentence. */
static gsize url_length(const char *at)
{
	gsize scheme = g_str_has_prefix(at, "https://") ? 8
		: g_str_has_prefix(at, "http://")	? 7
							: 0;
	gsize size = scheme ? strcspn(at, " \t\n<>\"`|") : 0;
	const char *quote = g_strstr_len(at, (gssize)size, "»");
	if (quote)
		size = (gsize)(quote - at);
	while (size > scheme && (strchr(".,;:!?'*_", at[size - 1]) ||
		(at[size - 1] == ')' && !memchr(at, '(', size))))
		size--;
	return size > scheme ? size : 0;
}

static const char *next_url(const char *text)
{
	const char *at = text;
	while ((at = strstr(at, "http"))) {
		if (url_length(at) > 0 &&
			(at == text || !g_ascii_isalnum(at[-1])))
			return at;
		at += 4;
	}
	return NULL;
}

static void link_urls(cmark_node *node)
{
	const char *text = cmark_node_get_literal(node);
	const char *at = next_url(text);
	if (!at)
		return;
	for (; at; at = next_url(text)) {
		gsize size = url_length(at);
		if (at > text)
			cmark_node_insert_before(node,
				text_node(text, (gsize)(at - text)));
		cmark_node_insert_before(node, link_node(at, size));
		text = at + size;
	}
	if (*text)
		cmark_node_insert_before(node, text_node(text, strlen(text)));
	cmark_node_free(node);
}

static void clean_node(cmark_node *node, guint links)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_HTML_BLOCK:
		html_to_text(node, TRUE);
		break;
	case CMARK_NODE_CODE:
	case CMARK_NODE_CODE_BLOCK:
		undouble_backslashes(node);
		break;
	case CMARK_NODE_HTML_INLINE:
		html_to_text(node, FALSE);
		break;
	case CMARK_NODE_LINK:
		if (!is_safe_link(cmark_node_get_url(node)))
			link_to_text(node);
		break;
	case CMARK_NODE_IMAGE:
		image_to_link(node);
		break;
	case CMARK_NODE_TEXT:
		if (links == 0)
			link_urls(node);
		break;
	default:
		break;
	}
}

/* Leaves, and others on the way out: their children are clean then, and the
 * iterator allows it. */
static void clean(cmark_node *document)
{
	cmark_consolidate_text_nodes(document);
	cmark_iter *iter = cmark_iter_new(document);
	cmark_event_type event;
	guint links = 0;
	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		cmark_node_type type = cmark_node_get_type(node);
		gboolean leaf = type == CMARK_NODE_TEXT ||
			type == CMARK_NODE_CODE ||
			type == CMARK_NODE_CODE_BLOCK ||
			type == CMARK_NODE_HTML_INLINE ||
			type == CMARK_NODE_HTML_BLOCK;
		gboolean is_link = type == CMARK_NODE_LINK ||
			type == CMARK_NODE_IMAGE;
		if (event == CMARK_EVENT_ENTER && is_link)
			links++;
		if (event == CMARK_EVENT_EXIT && is_link)
			links--;
		if (leaf || event == CMARK_EVENT_EXIT)
			clean_node(node, links);
	}
	cmark_iter_free(iter);
}

/* "-- ", which begins a signature, would make the line before it a heading. */
static char *free_signature(const char *source)
{
	GString *out = g_string_sized_new(strlen(source) + 2);
	g_auto(GStrv) lines = g_strsplit(source, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		g_autofree char *line = g_strchomp(g_strdup(lines[i]));
		if (i > 0 && strcmp(line, "--") == 0)
			g_string_append_c(out, '\n');
		g_string_append_printf(out, "%s%s", lines[i],
			lines[i + 1] ? "\n" : "");
	}
	return g_string_free(out, FALSE);
}

static char *plain_to_html(const char *source)
{
	g_autofree char *escaped = escape_html(source);
	g_auto(GStrv) lines = g_strsplit(escaped, "\n", -1);
	g_autofree char *joined = g_strjoinv("<br />\n", lines);
	return g_strdup_printf("<p>%s</p>\n", joined);
}

char *markdown_to_html(const char *source)
{
	g_autofree char *valid = g_utf8_make_valid(source, -1);
	if (strlen(valid) > LIMIT_MARKDOWN)
		return plain_to_html(valid);
	g_autofree char *freed = free_signature(valid);
	g_autofree char *text = double_backslashes(freed);
	cmark_node *document = cmark_parse_document(text, strlen(text),
		CMARK_OPT_DEFAULT);
	clean(document);
	char *html = cmark_render_html(document, CMARK_OPT_HARDBREAKS);
	cmark_node_free(document);
	char *copy = g_strdup(html);
	cmark_get_default_mem_allocator()->free(html);
	return copy;
}
