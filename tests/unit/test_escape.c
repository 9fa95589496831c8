#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <cmark.h>

#include "text/escape.h"

typedef struct {
	const char *in, *out;
} Row;

static void assert_rows(char *(*escape)(const char *), const Row *rows,
	gsize count)
{
	for (gsize i = 0; i < count; i++) {
		g_autofree char *out = escape(rows[i].in);
		assert_string_equal(out, rows[i].out);
	}
}

static char *terminal_cell(const char *text)
{
	return escape_terminal(text, FALSE);
}

static char *terminal_body(const char *text)
{
	return escape_terminal(text, TRUE);
}

static void terminals_see_no_controls(void **state)
{
	(void)state;
	static const Row cells[] = {
		{"plain", "plain"},
		{"Привет, 日本 🙂", "Привет, 日本 🙂"},
		{"\033[31mred\033]0;x\007", "␛[31mred␛]0;x␇"},
		{"a\nb\tc\rd", "a␊b␉c␍d"},
		{"\177", "␡"},
		{"\302\233" "2J", "⟨U+009B⟩2J"},
		{"evil\342\200\256gpj.exe", "evil⟨U+202E⟩gpj.exe"},
		{"a\342\200\213b\342\201\246", "a⟨U+200B⟩b⟨U+2066⟩"},
		{"a\342\200\250b", "a⟨U+2028⟩b"},
		{"\357\273\277bom", "⟨U+FEFF⟩bom"},
		{"\363\240\201\201", "⟨U+E0041⟩"},
		{"\377\300\257", "⟨xFF⟩⟨xC0⟩⟨xAF⟩"},
		{"cut \320", "cut ⟨xD0⟩"},
		/* Emoji that terminals may or may not join. */
		{"👩‍💻 ❤️ 👍🏽", "👩💻 ❤ 👍🏽"},
		{"a\342\200\215b", "a⟨U+200D⟩b"},
		{"й combining: и\314\206", "й combining: и\314\206"},
	};
	static const Row bodies[] = {
		{"one\n\ttwo\nab\tc", "one\n        two\nab      c"},
		{"\n\n", "\n\n"},
		{"Да\t.", "Да      ."},
		{"12345678\t.", "12345678        ."},
		{"a\r\nb", "a␍\nb"},
	};
	assert_rows(terminal_cell, cells, G_N_ELEMENTS(cells));
	assert_rows(terminal_body, bodies, G_N_ELEMENTS(bodies));
}

/* Whatever the bytes: valid UTF-8 without anything a terminal obeys. */
static void any_bytes_are_made_safe(void **state)
{
	(void)state;
	g_autoptr(GRand) rand = g_rand_new_with_seed(1);
	for (int round = 0; round < 20000; round++) {
		char text[24];
		for (gsize i = 0; i < sizeof text - 1; i++)
			text[i] = (char)(g_rand_int_range(rand, 0, 3) ?
				g_rand_int_range(rand, 1, 256) :
				"\033\302\340\200\n\t\342\200"[i % 8]);
		text[sizeof text - 1] = '\0';
		g_autofree char *out = escape_terminal(text, round % 2);
		assert_true(g_utf8_validate(out, -1, NULL));
		for (const char *at = out; *at; at = g_utf8_next_char(at)) {
			gunichar c = g_utf8_get_char(at);
			assert_true(c >= 0x20 || (c == '\n' && round % 2));
			assert_false(c >= 0x7f && c < 0xa0);
			assert_int_not_equal(g_unichar_type(c), G_UNICODE_FORMAT);
		}
		g_autofree char *html = escape_html(text);
		assert_true(g_utf8_validate(html, -1, NULL));
		assert_null(strpbrk(html, "<>\"'\033"));
		g_autofree char *tsv = escape_tsv(text);
		assert_true(g_utf8_validate(tsv, -1, NULL));
		assert_null(strpbrk(tsv, "\t\n\r\033"));
		g_autofree char *line = escape_line(text);
		assert_true(g_utf8_validate(line, -1, NULL));
		assert_null(strpbrk(line, "\t\n\r\033"));
	}
}

/* Random words of what means something somewhere in Markdown. */
static char *marks(GRand *rand)
{
	static const char *const parts[] = {"*", "_", "`", "[", "]", "(", ")",
		"<", ">", "<b>", "#", "|", "~~", "&amp;", "&#33;", "!", "\\",
		"http://x.example", "-", "1.", "a", " ", "ж", "://", "\"", "@",
		"](x)", "```", "<!--", "---"};
	GString *out = g_string_new("a");
	for (int i = 0; i < 8; i++)
		g_string_append(out, parts[g_rand_int_range(rand, 0,
			G_N_ELEMENTS(parts))]);
	return g_string_free(g_string_append_c(out, 'z'), FALSE);
}

/* It leaves ' as it is. */
static char *as_cmark(const char *text)
{
	g_autofree char *html = escape_html(text);
	g_auto(GStrv) parts = g_strsplit(html, "&#39;", -1);
	return g_strjoinv("'", parts);
}

static void markdown_marks_nothing_up(void **state)
{
	(void)state;
	g_autoptr(GRand) rand = g_rand_new_with_seed(2);
	for (int round = 0; round < 5000; round++) {
		g_autofree char *text = marks(rand);
		g_autofree char *safe = escape_markdown(text);
		g_autofree char *html = cmark_markdown_to_html(safe,
			strlen(safe), CMARK_OPT_UNSAFE);
		g_autofree char *inner = as_cmark(text);
		g_autofree char *plain = g_strdup_printf("<p>%s</p>\n", inner);
		if (strcmp(html, plain) != 0)
			fail_msg("%s: %s", text, html);
	}
}

static void data_formats_are_escaped(void **state)
{
	(void)state;
	static const Row tsv[] = {
		{"plain", "plain"},
		{"a\tb\nc\rd\\e", "a\\tb\\nc\\rd\\\\e"},
		{"a\001\033b\302\205", "ab"},
		{"\377", "\357\277\275"},
	};
	static const Row csv[] = {
		{"", ""},
		{"plain", "plain"},
		{"a,b", "\"a,b\""},
		{"say \"no\"", "\"say \"\"no\"\"\""},
		{"two\nlines", "\"two\nlines\""},
		{" spaced", "\" spaced\""},
		{"=1+1", "'=1+1"},
		{"=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\""},
		{"@SUM(A1)", "'@SUM(A1)"},
		{"+7 495 123", "'+7 495 123"},
		{"\tx", "\"'\tx\""},
		{"-", "'-"},
		{"-12.5", "-12.5"},
		{"+3", "+3"},
		{"-1+1", "'-1+1"},
		{"-1.", "'-1."},
	};
	static const Row html[] = {
		{"<script>alert('x')</script> & \"q\"",
			"&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; "
			"&quot;q&quot;"},
		{"a\001b\nc", "ab\nc"},
	};
	static const Row line[] = {
		{"1042 assign", "1042 assign"},
		{"  a\r\n\tb  ", "a b"},
		{"x\nDesk-Op: forged", "x Desk-Op: forged"},
		{"a\342\200\256b\342\200\250c", "ab c"},
	};
	static const Row links[] = {
		{"see http://a.example", "see http://a.example"},
		{"[bank](http://evil.example)", "[bank] (http://evil.example)"},
		{"[bank][1]\n[1]: http://evil", "[bank][1]\n[1] : http://evil"},
		{"![x](cid:y)", "![x] (cid:y)"},
	};
	assert_rows(escape_links, links, G_N_ELEMENTS(links));
	assert_rows(escape_tsv, tsv, G_N_ELEMENTS(tsv));
	assert_rows(escape_csv, csv, G_N_ELEMENTS(csv));
	assert_rows(escape_html, html, G_N_ELEMENTS(html));
	assert_rows(escape_line, line, G_N_ELEMENTS(line));
}

static void widths_are_those_of_terminals(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		guint width;
	} rows[] = {
		{"", 0}, {"abc", 3}, {"Привет", 6}, {"日本", 4}, {"🙂", 2},
		{"и\314\206", 1}, {"a\342\200\213", 1}, {"한", 2}, {"…–", 2},
		{"\377", 1},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_int_equal(text_width(rows[i].text), rows[i].width);
}

static void long_text_is_truncated(void **state)
{
	(void)state;
	static const struct {
		const char *in;
		guint width;
		const char *out;
	} rows[] = {
		{"abcdef", 6, "abcdef"}, {"abcdef", 5, "abcd…"},
		{"abcdef", 1, "…"}, {"abcdef", 0, ""}, {"", 0, ""},
		{"日本語", 5, "日本…"}, {"日本語", 4, "日…"},
		{"ab cd", 4, "ab…"}, {"и\314\206х!", 2, "и\314\206…"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *out = text_truncate(rows[i].in, rows[i].width);
		assert_string_equal(out, rows[i].out);
	}
}

static void text_is_wrapped(void **state)
{
	(void)state;
	static const struct {
		const char *in;
		guint width, indent;
		const char *out;
	} rows[] = {
		{"one two three", 7, 0, "one two\nthree"},
		{"one two three", 8, 0, "one two\nthree"},
		{"one two\n\nthree\n", 7, 2, "  one\n  two\n\n  three\n"},
		{"abcdefgh", 3, 0, "abc\ndef\ngh"},
		{"see abcdefgh", 5, 0, "see\nabcde\nfgh"},
		{"日本語", 1, 0, "日\n本\n語"},
		{"    code here", 9, 0, "    code\nhere"},
		{"any length", 0, 1, " any length"},
		{"     ", 2, 0, ""},
		{"      x", 3, 0, "x"},
		{"ab", 1, 5, "     a\n     b"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *out = text_wrap(rows[i].in, rows[i].width,
			rows[i].indent);
		assert_string_equal(out, rows[i].out);
	}
}

/* No line is too wide, and nothing but spaces and breaks changes. */
static void wrapping_keeps_the_text(void **state)
{
	(void)state;
	static const char *const parts[] = {" ", "  ", "a", "слово", "日", "🙂",
		"longer-than-the-line", "\n", "и\314\206"};
	g_autoptr(GRand) rand = g_rand_new_with_seed(7);
	for (int round = 0; round < 3000; round++) {
		g_autoptr(GString) text = g_string_new(NULL);
		for (int i = g_rand_int_range(rand, 0, 20); i > 0; i--)
			g_string_append(text, parts[g_rand_int_range(rand, 0,
				G_N_ELEMENTS(parts))]);
		guint width = (guint)g_rand_int_range(rand, 2, 15);
		g_autofree char *out = text_wrap(text->str, width, 0);
		g_auto(GStrv) lines = g_strsplit(out, "\n", -1);
		for (char **line = lines; *line; line++)
			assert_true(text_width(*line) <= width);
		g_auto(GStrv) a = g_strsplit_set(text->str, " \n", -1);
		g_auto(GStrv) b = g_strsplit_set(out, " \n", -1);
		g_autofree char *before = g_strjoinv("", a);
		g_autofree char *after = g_strjoinv("", b);
		assert_string_equal(before, after);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terminals_see_no_controls),
		cmocka_unit_test(any_bytes_are_made_safe),
		cmocka_unit_test(data_formats_are_escaped),
		cmocka_unit_test(markdown_marks_nothing_up),
		cmocka_unit_test(widths_are_those_of_terminals),
		cmocka_unit_test(long_text_is_truncated),
		cmocka_unit_test(text_is_wrapped),
		cmocka_unit_test(wrapping_keeps_the_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
