#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "text/html_text.h"

#define LIMIT 100000

static const struct {
	const char *html, *text;
} cases[] = {
	{"", ""},
	{"plain", "plain"},
	{"a  b\n\tc", "a b c"},
	{"a<br>b<br/>c", "a\nb\nc"},
	{"a<br><br><br><br><br>b", "a\n\n\nb"},
	{"<p>one</p><p>two</p>three", "one\n\ntwo\n\nthree"},
	{"<div>one</div><div>two</div>", "one\ntwo"},
	{"<div><div><p></p></div></div>x", "x"},
	{"1 &lt; 2 &amp;&nbsp;3 &copy; &#1055;", "1 < 2 & 3 © П"},
	{"1 < 2 and 3 <4", "1 < 2 and 3 <4"},
	{"x <b>bold</b>, <i>it</i>.", "x bold, it."},
	{"so<b>ft</b>", "soft"},
	/* links */
	{"<a href='http://a.example/x'>here</a>!",
		"here <http://a.example/x>!"},
	{"<a href='http://a.example/'>http://a.example</a>",
		"http://a.example"},
	{"<a href='https://a.example/'>a.example</a>", "a.example"},
	{"<a href='http://evil.example/'>http://bank.example</a>",
		"http://bank.example <http://evil.example/>"},
	{"<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example"},
	{"<a href='mailto:a@b.example'>Ivan</a>", "Ivan <mailto:a@b.example>"},
	{"<a href='javascript:alert(1)'>x</a>", "x"},
	{"<a href=' java\nscript:alert(1)'>x</a>", "x"},
	{"<a href='data:text/html,x'>x</a>", "x"},
	{"<a href='#top'>top</a>", "top"},
	{"<a href='http://a.example/\r\n<b>'>x</a>", "x <http://a.example/b>"},
	{"<p><a href='http://a.example/'><div>block</div></a></p>",
		"block <http://a.example/>"},
	/* images */
	{"<img src='cid:1'> <img src='http://t.example/1.gif'>", "[image]"},
	{"<img src='cid:1' alt='screen'>", "[screen]"},
	{"a<img alt='b c'>d", "a[b c]d"},
	/* lists */
	{"<ul><li>a<li>b</ul>c", "- a\n- b\n\nc"},
	{"<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"},
	{"<ul><li>a<br>b<ul><li>c</ul></ul>", "- a\n  b\n  - c"},
	{"<ul><li><p>a</p></li><li><p>b</p></li></ul>", "- a\n\n- b"},
	{"<dl><dt>k<dd>v<dt>l<dd>w</dl>", "k\n  v\nl\n  w"},
	{"<li>alone", "- alone"},
	/* tables */
	{"<table><tr><th>A<th>B<tr><td>1<td>2</table>", "A | B\n1 | 2"},
	{"<table><tr><td><p>1</p></td><td><p>2</p></td></tr>"
	 "<tr><td><p>3</p><td><div>4</div></table>x", "1 | 2\n3 | 4\n\nx"},
	{"<table><tr><td>1<td><td>3</table>", "1 |  | 3"},
	{"<table><tr><td><td>2</table>", "2"},
	{"<table><tr><td>a<br>b<td>c</table>", "a\nb\nc"},
	{"<table><tr><td><table><tr><td>1<td>2<tr><td>3</table><td>4</table>",
		"1 | 2\n3\n\n4"},
	/* quotes */
	{"me<blockquote>you<blockquote>me</blockquote></blockquote>end",
		"me\n\n> you\n>\n> > me\n\nend"},
	{"<blockquote>a<br><br>b</blockquote>", "> a\n>\n> b"},
	{"<blockquote><ul><li>a<li>b</ul></blockquote>", "> - a\n> - b"},
	/* preformatted */
	{"<pre>a\n  b\n\n c</pre>d", "a\n  b\n\n c\n\nd"},
	{"<div style='WHITE-SPACE: Pre-Wrap'>a\n b</div>", "a\n b"},
	/* what is not to be seen */
	{"<head><title>t</title></head>x", "x"},
	{"<script>if (a<b) '</p>'</script>x<style>p{}</style>", "x"},
	{"<SCRIPT SRC=x>y</SCRIPT >x", "x"},
	{"<!-- a > <b> -->x<!--[if mso]><p>no</p><![endif]-->", "x"},
	{"<![if !mso]>seen<![endif]>", "seen"},
	{"<div style='display : none'>no<b>no</b></div>x", "x"},
	{"<div hidden>no</div>x", "x"},
	{"a\xE2\x80\x8B\xC2\xAD" "b", "ab"},
	/* damage */
	{"<p>open <b>bold <i>both", "open bold both"},
	{"</p></div>x</b>", "x"},
	{"<p", ""},
	{"<p a='x", ""},
	{"x<!-- never closed", "x"},
	{"<a href=\"x>y</a>", ""},
	{"<p a=b c='d>' e>x", "x"},
	{"\xFF\xFE" "x", "\xEF\xBF\xBD\xEF\xBF\xBDx"},
	{"&#0;&#xD800;&bogus;&#99999999;", "&bogus;"},
	{"<o:p>word</o:p>", "word"},
};

static void test_cases(G_GNUC_UNUSED void **state)
{
	guint failed = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = html_to_text(cases[i].html,
			strlen(cases[i].html), LIMIT);
		if (strcmp(text, cases[i].text) == 0)
			continue;
		print_error("%s\n  gives  [%s]\n  wanted [%s]\n",
			cases[i].html, text, cases[i].text);
		failed++;
	}
	assert_int_equal(failed, 0);
}

static void test_limit(G_GNUC_UNUSED void **state)
{
	const char *html = "<p>Привет, <a href='http://a.example/'>мир</a></p>";
	for (gsize limit = 0; limit < 60; limit++) {
		g_autofree char *text = html_to_text(html, strlen(html), limit);
		assert_true(strlen(text) <= limit);
		assert_true(g_utf8_validate(text, -1, NULL));
	}
}

static char *repeat(const char *start, const char *piece, guint count)
{
	GString *out = g_string_new(start);
	for (guint i = 0; i < count; i++)
		g_string_append(out, piece);
	return g_string_free(out, FALSE);
}

/* What is hostile takes no time: these would take minutes or overflow a
 * stack. */
static void test_bombs(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *start, *piece;
		guint count;
	} bombs[] = {
		{"", "<div>", 500000},
		{"", "<blockquote>x", 200000},
		{"<table>", "<tr><td><table>", 100000},
		{"<p ", "a=b c ", 500000},
		{"<p ", "a=\"b\" ", 500000},
		{"<b><b><b>", "</i>", 700000},
		{"", "<!--", 500000},
		{"", "<", 2000000},
		{"", "&", 1000000},
		{"", "<a href='", 300000},
		{"", "<ol><li>", 100000},
		{"<style>", "</", 1000000},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(bombs); i++) {
		g_autofree char *html = repeat(bombs[i].start, bombs[i].piece,
			bombs[i].count);
		g_autofree char *text = html_to_text(html, strlen(html), LIMIT);
		assert_true(strlen(text) <= LIMIT);
	}
}

/* What follows too much is said to be missing. */
static void test_too_deep(G_GNUC_UNUSED void **state)
{
	g_autofree char *html = repeat("<p>first", "<blockquote>", 1000);
	g_autofree char *text = html_to_text(html, strlen(html), LIMIT);
	assert_true(g_str_has_prefix(text, "first\n["));
}

/* Threads of mail nest hundreds of them, and are read all the same. */
static void test_nested(G_GNUC_UNUSED void **state)
{
	static const char *const names[] = {"div", "span", "font", "section"};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *open = g_strdup_printf("<%s style=\"x\">",
			names[i]);
		g_autofree char *close = g_strdup_printf("</%s>", names[i]);
		g_autofree char *before = repeat("<p>first</p>", open, 800);
		g_autofree char *after = repeat("<p>deep</p>", close, 800);
		g_autofree char *html = g_strconcat(before, after, "last", NULL);
		g_autofree char *text = html_to_text(html, strlen(html), LIMIT);
		g_strdelimit(text, "\n", ' ');
		assert_true(g_str_has_prefix(text, "first"));
		assert_non_null(strstr(text, "deep"));
		assert_non_null(strstr(text, "last"));
		assert_true(strlen(text) < 40);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_bombs),
		cmocka_unit_test(test_too_deep),
		cmocka_unit_test(test_nested),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
