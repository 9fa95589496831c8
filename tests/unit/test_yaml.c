#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "base/error.h"
#include "text/yaml.h"
#include "text/yaml_quick.h"

static YamlNode *parse(const char *text)
{
	g_autoptr(GError) error = NULL;
	YamlNode *node = yaml_parse(text, strlen(text), "t.yaml", 1, &error);
	if (!node)
		fail_msg("%s: %s", text, error->message);
	return node;
}

static void trees_keep_order_and_places(void **state)
{
	(void)state;
	const char *text = "# я\n"
			   "имя: Анна # это\n"
			   "tags:\n"
			   "  - vpn\n"
			   "  - 'a b'\n"
			   "flow: {a: [1, 2], b: x}\n"
			   "empty:\n"
			   "last: |\n"
			   "  one\n"
			   "\n"
			   "# end\n";
	g_autoptr(YamlNode) root = parse(text);
	assert_int_equal(root->kind, YAML_MAP);
	assert_int_equal(root->keys->len, 5);
	static const struct {
		const char *key;
		guint line, column;
		const char *source;
	} rows[] = {
		{"имя", 2, 6, "Анна"},
		{"tags", 4, 3, "- vpn\n  - 'a b'"},
		{"flow", 6, 7, "{a: [1, 2], b: x}"},
		{"empty", 7, 7, ""},
		{"last", 8, 7, "|\n  one\n\n"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const YamlNode *node = yaml_get(root, rows[i].key);
		assert_non_null(node);
		assert_string_equal(
			((YamlNode *)root->keys->pdata[i])->value, rows[i].key);
		g_autofree char *source =
			g_strndup(text + node->start, node->end - node->start);
		assert_string_equal(source, rows[i].source);
		assert_int_equal(node->line, rows[i].line);
		assert_int_equal(node->column, rows[i].column);
	}
	assert_string_equal(yaml_get_text(root, "last", ""), "one\n");
	assert_string_equal(yaml_get_text(root, "empty", "none"), "none");
	assert_string_equal(yaml_get_text(root, "flow", "none"), "none");
	assert_null(yaml_get(root, "nothing"));
	assert_null(yaml_get(NULL, "nothing"));
}

static void empty_documents_are_empty_maps(void **state)
{
	(void)state;
	static const char *const rows[] = {"", "\n", "# x\n", "---\n", "~\n",
		"---\n---\n", "null"};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(YamlNode) root = parse(rows[i]);
		assert_int_equal(root->kind, YAML_MAP);
		assert_int_equal(root->keys->len, 0);
	}
}

static void null_is_only_plain(void **state)
{
	(void)state;
	g_autoptr(YamlNode) root = parse("{a: ~, b: null, c: , d: '', e: 'null', "
					 "f: []}");
	assert_true(yaml_is_null(yaml_get(root, "a")));
	assert_true(yaml_is_null(yaml_get(root, "b")));
	assert_true(yaml_is_null(yaml_get(root, "c")));
	assert_true(yaml_is_null(yaml_get(root, "absent")));
	assert_false(yaml_is_null(yaml_get(root, "d")));
	assert_false(yaml_is_null(yaml_get(root, "e")));
	assert_false(yaml_is_null(yaml_get(root, "f")));
}

static void mistakes_name_the_place(void **state)
{
	(void)state;
	static const struct {
		const char *text, *where, *what;
	} rows[] = {
		{"a: 1\nb: &x 2\n", "t.yaml:2:4: ", "anchors"},
		{"a: 1\nb: *x\n", "t.yaml:2:4: ", "aliases"},
		{"a: !!str 2\n", "t.yaml:1:4: ", "tags"},
		{"!x a: 2\n", "t.yaml:1:1: ", "tags"},
		{"<<: {a: 1}\n", "t.yaml:1:1: ", "merge keys"},
		{"a: 1\nя: 2\na: 3\n", "t.yaml:3:1: ", "\"a\" stands here"},
		{"a: {x: 1, я: 2, x: 3}\n", "t.yaml:1:17: ", "\"x\" stands"},
		{"? [a]\n: 1\n", "t.yaml:1:3: ", "a key must be one word"},
		{"{'': 1}\n", "t.yaml:1:2: ", "an empty key"},
		{"%YAML 1.2\n---\na: 1\n", "t.yaml:1:1: ", "directive"},
		{"# x\n\n%TAG ! a\n---\na: 1\n", "t.yaml:3:1: ", "directive"},
		{"\xEF\xBB\xBF" "a: 1\n", "t.yaml:1:1: ", "byte order mark"},
		{"a: 1\nb: \x01\n", "t.yaml:2:4: ", "0x01"},
		{"a: яя\xFF\n", "t.yaml:1:6: ", "0xFF"},
		{"a: \xED\xA0\x80\n", "t.yaml:1:4: ", "0xED"},
		{"a: b: c\n", "t.yaml:1:5: ", "quote the value"},
		{"a: 1\nword\nb: 2\n", "t.yaml:2:1: ", "without \"key:\""},
		{"a: \"x\nb: 2\n", "t.yaml:1:4: ", "never closed"},
		{"a: 1\n\tb: 2\n", "t.yaml:2:1: ", "a tab; indent with spaces"},
		{"a: @x\n", "t.yaml:1:4: ", "cannot begin with"},
		{"a: [1, 2\nb: 3\n", "t.yaml:2:2: ", "[ ] is not closed"},
		{"a: {x: 1\nb: 3\n", "t.yaml:2:2: ", "{ } is not closed"},
		{"a:\n  - 1\n b: 3\n", "t.yaml:3:2: ", "does not fit"},
		{"a: \"\\q\"\n", "t.yaml:1:5: ", "unknown escape"},
		{"a: \"x\\0y\"\n", "t.yaml:1:4: ", "\\0"},
		{"a: | x\n  y\n", "t.yaml:1:6: ", "next line"},
	};
	guint wrong = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		assert_null(yaml_parse(rows[i].text, strlen(rows[i].text),
			"t.yaml", 1, &error));
		assert_true(g_error_matches(error, DESK_ERROR, DESK_ERROR_DATA));
		if (g_str_has_prefix(error->message, rows[i].where) &&
			strstr(error->message, rows[i].what))
			continue;
		print_error("%s: %s\n", rows[i].text, error->message);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void lines_count_from_the_stream(void **state)
{
	(void)state;
	g_autoptr(GError) error = NULL;
	assert_null(yaml_parse("a: 1\na: 2\n", 10, "x", 40, &error));
	assert_true(g_str_has_prefix(error->message, "x:41:1: "));
}

static void nul_bytes_are_refused(void **state)
{
	(void)state;
	g_autoptr(GError) error = NULL;
	assert_null(yaml_parse("a: 1\nb: \0 2\n", 12, "x", 1, &error));
	assert_true(g_str_has_prefix(error->message, "x:2:4: "));
}

static void one_document_means_one(void **state)
{
	(void)state;
	static const struct {
		const char *text, *where; /* NULL: good */
	} rows[] = {
		{"a: 1\n", NULL},
		{"---\na: 1\n", NULL},
		{"# x\n--- # y\na: 1\n...\n# z\n\n", NULL},
		{"a: |\n  ---\n  ...\n", NULL},
		{"a: 1\n---\nb: 2\n", "t:2:1: "},
		{"a: 1\n--- b\n", "t:2:1: "},
		{"a: 1\n...\nb: 2\n", "t:3:1: "},
		{"a: 1\n---", "t:2:1: "},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(YamlNode) root = yaml_parse_single(rows[i].text,
			strlen(rows[i].text), "t", 1, &error);
		assert_int_equal(root != NULL, rows[i].where == NULL);
		if (rows[i].where)
			assert_true(g_str_has_prefix(error->message,
				rows[i].where));
	}
	g_autoptr(YamlNode) first = parse("a: 1\n---\n[ not yaml\n");
	assert_string_equal(yaml_get_text(first, "a", ""), "1");
}

static char *repeat(const char *text, gsize count)
{
	GString *out = g_string_new(NULL);
	for (gsize i = 0; i < count; i++)
		g_string_append(out, text);
	return g_string_free(out, FALSE);
}

/* Without limits each of these takes from seconds to minutes. */
static void bombs_are_refused_at_once(void **state)
{
	(void)state;
	static const struct {
		const char *piece;
		gsize count;
	} rows[] = {
		{"[", 100000},
		{"{? ", 100000},
		{"- ", 100000},
		{"? ", 100000},
		{"{a: ", 100000},
		{"%TAG !a! b\n", 100000},
		{"- &a x\n", 100000},
		{"- a\n", YAML_LIMIT_NODES + 10},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = repeat(rows[i].piece, rows[i].count);
		g_autoptr(GError) error = NULL;
		clock_t start = clock();
		assert_null(yaml_parse(text, strlen(text), "t", 1, &error));
		clock_t spent = clock() - start;
		assert_true(g_error_matches(error, DESK_ERROR, DESK_ERROR_DATA));
		if (spent > 10 * CLOCKS_PER_SEC)
			fail_msg("%s: %ld s", rows[i].piece,
				(long)(spent / CLOCKS_PER_SEC));
	}
}

static void limits_hold(void **state)
{
	(void)state;
	for (guint extra = 0; extra < 2; extra++) {
		g_autofree char *open = repeat("[", YAML_LIMIT_DEPTH + extra);
		g_autofree char *close = repeat("]", YAML_LIMIT_DEPTH + extra);
		g_autofree char *deep = g_strconcat(open, close, NULL);
		g_autoptr(YamlNode) node =
			yaml_parse(deep, strlen(deep), "t", 1, NULL);
		assert_int_equal(node != NULL, extra == 0);

		g_autoptr(GString) wide = g_string_new(NULL);
		for (guint i = 0; i < YAML_LIMIT_KEYS + extra; i++)
			g_string_append_printf(wide, "k%u: x\n", i);
		g_autoptr(YamlNode) map =
			yaml_parse(wide->str, wide->len, "t", 1, NULL);
		assert_int_equal(map != NULL, extra == 0);
	}
	g_autoptr(GString) twice = g_string_new(NULL);
	for (guint i = 0; i < 100; i++)
		g_string_append_printf(twice, "k%u: x\n", i % 99);
	g_autoptr(GError) error = NULL;
	assert_null(yaml_parse(twice->str, twice->len, "t", 1, &error));
	assert_true(g_str_has_prefix(error->message, "t:100:1: "));

	g_autofree char *large = g_malloc(YAML_LIMIT_BYTES + 1);
	memset(large, '#', YAML_LIMIT_BYTES + 1);
	assert_null(yaml_parse(large, YAML_LIMIT_BYTES + 1, "t", 1, NULL));
}

/* --- writing ------------------------------------------------------------- */

static void scalars_are_plain_where_safe(void **state)
{
	(void)state;
	static const struct {
		const char *value, *block, *flow;
	} rows[] = {
		{"anna", "anna", "anna"},
		{"", "''", "''"},
		{"no", "'no'", "'no'"},
		{"On", "'On'", "'On'"},
		{"null", "'null'", "'null'"},
		{"~", "'~'", "'~'"},
		{"0123", "'0123'", "'0123'"},
		{"12", "'12'", "'12'"},
		{"+7", "'+7'", "'+7'"},
		{"-x", "'-x'", "'-x'"},
		{"1e3", "'1e3'", "'1e3'"},
		{"123e4567", "'123e4567'", "'123e4567'"},
		{"1_000", "'1_000'", "'1_000'"},
		{"0x1F", "'0x1F'", "'0x1F'"},
		{"0o17", "'0o17'", "'0o17'"},
		{".5", "'.5'", "'.5'"},
		{".inf", "'.inf'", "'.inf'"},
		{"1:30", "'1:30'", "'1:30'"},
		{"2024-01-01", "'2024-01-01'", "'2024-01-01'"},
		{"2024-01-01T10:00:00Z", "'2024-01-01T10:00:00Z'",
			"'2024-01-01T10:00:00Z'"},
		{"1c", "1c", "1c"},
		{"7mq2d9xk1v4p", "7mq2d9xk1v4p", "7mq2d9xk1v4p"},
		{"1.2.3.4", "1.2.3.4", "1.2.3.4"},
		{"2026/11/21/3f2a", "2026/11/21/3f2a", "2026/11/21/3f2a"},
		{"<abc@x>", "<abc@x>", "<abc@x>"},
		{"Иван <i@x>", "Иван <i@x>", "Иван <i@x>"},
		{"a: b", "'a: b'", "'a: b'"},
		{"a:b", "a:b", "a:b"},
		{"a:", "'a:'", "'a:'"},
		{"a #b", "'a #b'", "'a #b'"},
		{"a#b", "a#b", "a#b"},
		{"a, b", "a, b", "'a, b'"},
		{"[x] y", "'[x] y'", "'[x] y'"},
		{"x]", "x]", "'x]'"},
		{" a", "' a'", "' a'"},
		{"a ", "'a '", "'a '"},
		{"- a", "'- a'", "'- a'"},
		{"---", "'---'", "'---'"},
		{"it's", "it's", "it's"},
		{"'it'", "\"'it'\"", "\"'it'\""},
		{"a\nb", "\"a\\nb\"", "\"a\\nb\""},
		{"a\tb\x01\\\"", "\"a\\tb\\x01\\\\\\\"\"",
			"\"a\\tb\\x01\\\\\\\"\""},
		{"\xE2\x80\xA8", "\"\\u2028\"", "\"\\u2028\""},
		{"😀", "😀", "😀"},
		{"\xFF", "\xEF\xBF\xBD", "\xEF\xBF\xBD"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) block = g_string_new(NULL);
		g_autoptr(GString) flow = g_string_new(NULL);
		yaml_append_scalar(block, rows[i].value, FALSE);
		yaml_append_scalar(flow, rows[i].value, TRUE);
		assert_string_equal(block->str, rows[i].block);
		assert_string_equal(flow->str, rows[i].flow);
	}
}

static void literals_are_readable(void **state)
{
	(void)state;
	static const struct {
		const char *text, *out;
	} rows[] = {
		{"one\n", "body: |\n  one\n"},
		{"one", "body: |-\n  one\n"},
		{"one\n\n", "body: |+\n  one\n\n"},
		{" one\n", "body: |2\n   one\n"},
		{"\none\n", "body: |2\n\n  one\n"},
		{"\n", "body: |2+\n\n"},
		{"-- \nИван 😀\t\n---\n# x\n",
			"body: |\n  -- \n  Иван 😀\t\n  ---\n  # x\n"},
		{"", "body: ''\n"},
		{"a\rb", "body: \"a\\rb\"\n"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		yaml_append_literal(out, "body", rows[i].text, 0);
		assert_string_equal(out->str, rows[i].out);
	}
}

static char *nasty_text(GRand *random)
{
	static const char *const pieces[] = {" ", "  ", "\t", "\n", "\n\n", "a",
		"слово", "😀", "---", "...", "# x", "- ", ": ", "key: value", "|",
		">", "'", "\"", "\\", "{", "]", "&a", "*a", "!t", "%d", "@", "`",
		"\xC2\xA0", "\xE2\x80\x8D", "-- \n", "> ", "\n---\n", "\r", "\x01",
		"\xE2\x80\xA8", "\xEF\xBB\xBF", "\xC2\x85", "?", ",", "<<", "0",
		"1", ".", "e", "no", "\xEF\xBF\xBE", "\xF0\x9F\xBF\xBF", "\x7F"};
	GString *out = g_string_new(NULL);
	for (gint32 i = g_rand_int_range(random, 0, 8); i > 0; i--)
		g_string_append(out, pieces[g_rand_int_range(random, 0,
			G_N_ELEMENTS(pieces))]);
	return g_string_free(out, FALSE);
}

static void check_value(const GString *yaml, const char *expected)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(YamlNode) root =
		yaml_parse_single(yaml->str, yaml->len, "t", 1, &error);
	if (!root)
		fail_msg("%s in\n%s", error->message, yaml->str);
	const YamlNode *node = yaml_get(root, "outer");
	const YamlNode *value = yaml_get(node, "k");
	assert_non_null(value);
	assert_string_equal(value->value, expected);
	assert_false(yaml_is_null(value));
	assert_string_equal(yaml_get_text(root, "after", ""), "x");
}

static void what_is_written_reads_back(void **state)
{
	(void)state;
	g_autoptr(GRand) random = g_rand_new_with_seed(7);
	for (guint i = 0; i < 20000; i++) {
		g_autofree char *text = nasty_text(random);
		g_autoptr(GString) block = g_string_new("outer:\n  k: ");
		yaml_append_scalar(block, text, FALSE);
		g_string_append(block, "\nafter: x\n");
		check_value(block, text);
		g_autoptr(GString) flow = g_string_new("outer: {a: [");
		yaml_append_scalar(flow, text, TRUE);
		g_string_append(flow, "], k: ");
		yaml_append_scalar(flow, text, TRUE);
		g_string_append(flow, "}\nafter: x\n");
		check_value(flow, text);
		g_autoptr(GString) literal = g_string_new("outer:\n");
		yaml_append_literal(literal, "k", text, 2);
		g_string_append(literal, "# comment\nafter: x\n");
		check_value(literal, text);
	}
}

static void cleaned_text_is_always_a_literal(void **state)
{
	(void)state;
	static const struct {
		const char *in, *out;
	} rows[] = {
		{"a\r\nb\rc\n", "a\nb\nc\n"},
		{"a\xC2\x85" "b\xE2\x80\xA8" "c\xE2\x80\xA9", "a\nb\nc\n"},
		{"\xEF\xBB\xBFx\xEF\xBB\xBF", "x\xEF\xBF\xBD"},
		{"\x01\x7F\xC2\x9F", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
		{"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
		{"я\xD1", "я\xEF\xBF\xBD"},
		{"\xEF\xBF\xBF", "\xEF\xBF\xBD"},
		{"\t😀", "\t😀"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *out = yaml_clean_text(rows[i].in, -1);
		assert_string_equal(out, rows[i].out);
	}
	g_autofree char *nul = yaml_clean_text("a\0b", 3);
	assert_string_equal(nul, "a\xEF\xBF\xBD" "b");

	g_autoptr(GRand) random = g_rand_new_with_seed(3);
	for (guint i = 0; i < 5000; i++) {
		char bytes[24];
		for (gsize k = 0; k < sizeof bytes; k++)
			bytes[k] = (char)g_rand_int_range(random, 0, 256);
		g_autofree char *clean = yaml_clean_text(bytes, sizeof bytes);
		g_autofree char *again = yaml_clean_text(clean, -1);
		assert_string_equal(again, clean);
		g_autoptr(GString) out = g_string_new(NULL);
		yaml_append_literal(out, "k", clean, 0);
		assert_true(g_str_has_prefix(out->str, "k: |"));
	}
}

/* Where the documents begin: gsize. */
static GArray *stream_offsets(const char *text, gsize size)
{
	GArray *offsets = g_array_new(FALSE, FALSE, sizeof(gsize));
	gsize from = yaml_document_begin(text, size), next;
	g_array_append_val(offsets, from);
	while (yaml_document_end(text, size, from, &next) != size) {
		from = next;
		g_array_append_val(offsets, from);
	}
	return offsets;
}

static void streams_are_cut_at_dashes(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		gsize count, offsets[4];
	} rows[] = {
		{"", 1, {0}},
		{"a: 1\n", 1, {0}},
		{"a: 1\n---\nb: 2\n", 2, {0, 9}},
		{"---\na: 1\n---\nb: 2\n", 2, {4, 13}},
		{"# x\n\n---\na: 1\n", 1, {9}},
		{"a: 1\n--- # x\nb: 2\n---", 3, {0, 13, 21}},
		{"a: |\n  ---\n---x\n---\n", 2, {0, 20}},
		{"a: 1\n---\n---\n", 3, {0, 9, 13}},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GArray) offsets = stream_offsets(rows[i].text,
			strlen(rows[i].text));
		assert_int_equal(offsets->len, rows[i].count);
		for (guint k = 0; k < offsets->len; k++)
			assert_int_equal(g_array_index(offsets, gsize, k),
				rows[i].offsets[k]);
	}
}

static gboolean same_tree(const YamlNode *a, const YamlNode *b)
{
	if (a->kind != b->kind || g_strcmp0(a->value, b->value) != 0 ||
		a->plain != b->plain || a->line != b->line ||
		a->column != b->column || a->start != b->start ||
		a->end != b->end)
		return FALSE;
	if (a->kind == YAML_SCALAR)
		return TRUE;
	if (a->items->len != b->items->len)
		return FALSE;
	for (guint i = 0; i < a->items->len; i++)
		if (!same_tree(a->items->pdata[i], b->items->pdata[i]) ||
			(a->keys && !same_tree(a->keys->pdata[i],
				b->keys->pdata[i])))
			return FALSE;
	return TRUE;
}

/* TRUE if the quick reader took it. */
static gboolean check_quick(const char *text, gsize size)
{
	g_autoptr(YamlNode) quick = yaml_quick_parse(text, size, 7);
	if (!quick)
		return FALSE;
	g_autoptr(GError) error = NULL;
	g_autoptr(YamlNode) full = yaml_full_parse(text, size, "t", 7, &error);
	if (!full)
		fail_msg("%.*s: %s", (int)size, text, error->message);
	if (!same_tree(quick, full))
		fail_msg("another tree:\n%.*s", (int)size, text);
	return TRUE;
}

static const char *const quick_samples[] = {
	"uid: 20261121-k3f9x2ab\nnumber: 1042\nsubject: Нет связи\nassignee:\n",
	"a: 1\nbody: |\n  one\n    two\n\n  three # no comment\n\n\nb: <x@y>\n",
	"at: 2026-11-21T06:14:03Z\nby: Иван <i@a.example>\nbody: |\n  —\n  x: y\n",
	"body: |\n  last\n   \n",
	"key: a b:c #d\nother: 'q'\n",
	"uidvalidity: '1'\nphone: '+7 495 123'\nempty: ''\nx: ' a: #b  '\n",
	"x: (a) $b /c _d =e +f <<\ny: no\nz: 0x1F",
};

static void the_quick_reader_agrees(void **state)
{
	(void)state;
	guint taken = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(quick_samples); i++)
		taken += check_quick(quick_samples[i],
			strlen(quick_samples[i]));
	assert_int_equal(taken, 6);
}

/* Samples with a few bytes changed, put in, taken out or doubled. */
static void the_quick_reader_agrees_on_what_is_near(void **state)
{
	(void)state;
	static const char *const pieces[] = {":", " ", "\n", "  ", "#", " #",
		": ", "-", "- ", "|", "'", "\"", "\t", "\r", "\n\n", "\n  ", "|-",
		"---\n", "...", "{", "[", "%", "&a", "*", "!", "?", ",", "a", "1",
		"é", "\xc2\x85", "\xe2\x80\xa8", "\xef\xbb\xbf", "\xff", "~",
		"\xc2\xa0", "😀", "\x7f", "\n ", "\nkey: ", "<<: x", "\n   "};
	g_autoptr(GRand) rand = g_rand_new_with_seed(20261121);
	guint taken = 0;
	for (guint turn = 0; turn < 60000; turn++) {
		g_autoptr(GString) text = g_string_new(quick_samples[
			g_rand_int_range(rand, 0, G_N_ELEMENTS(quick_samples))]);
		for (int k = g_rand_int_range(rand, 1, 4); k > 0; k--) {
			gssize at = g_rand_int_range(rand, 0,
				(gint32)text->len + 1);
			gssize cut = g_rand_int_range(rand, 0, 3);
			g_string_erase(text, at,
				MIN(cut, (gssize)text->len - at));
			g_string_insert(text, at, pieces[g_rand_int_range(rand,
				0, G_N_ELEMENTS(pieces))]);
		}
		taken += check_quick(text->str, text->len);
	}
	assert_true(taken > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trees_keep_order_and_places),
		cmocka_unit_test(empty_documents_are_empty_maps),
		cmocka_unit_test(null_is_only_plain),
		cmocka_unit_test(mistakes_name_the_place),
		cmocka_unit_test(lines_count_from_the_stream),
		cmocka_unit_test(nul_bytes_are_refused),
		cmocka_unit_test(one_document_means_one),
		cmocka_unit_test(bombs_are_refused_at_once),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(scalars_are_plain_where_safe),
		cmocka_unit_test(literals_are_readable),
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(cleaned_text_is_always_a_literal),
		cmocka_unit_test(streams_are_cut_at_dashes),
		cmocka_unit_test(the_quick_reader_agrees),
		cmocka_unit_test(the_quick_reader_agrees_on_what_is_near),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
