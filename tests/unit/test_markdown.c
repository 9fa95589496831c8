#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "text/markdown.h"

static void test_cases(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *source, *html;
	} cases[] = {
		{"", ""},
		{"Здравствуйте!\nКак дела?\n",
			"<p>Здравствуйте!<br />\nКак дела?</p>\n"},
		{"a **b** *c*", "<p>a <strong>b</strong> <em>c</em></p>\n"},
		{"- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"},
		{"> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"},
		{"#1042 is no heading", "<p>#1042 is no heading</p>\n"},
		{"Regards\n-- \nIvan",
			"<p>Regards</p>\n<p>--<br />\nIvan</p>\n"},
		/* Backslashes. */
		{"\\\\server\\share\\.git C:\\$x a\\_b",
			"<p>\\\\server\\share\\.git C:\\$x a\\_b</p>\n"},
		{"\\*a* \\[b](http://c.example) `\\\\d\\e\\*`",
			"<p>*a* [b](<a href=\"http://c.example\">"
			"http://c.example</a>) <code>\\\\d\\e\\*</code></p>\n"},
		{"<b a=\"\\\\x\">", "<p>&lt;b a=&quot;\\\\x&quot;&gt;</p>\n"},
		{"a\\\nb", "<p>a\\<br />\nb</p>\n"},
		{"    \\\\a\\*", "<pre><code>\\\\a\\*\n</code></pre>\n"},
		/* Links. */
		{"[a](https://b.example/)",
			"<p><a href=\"https://b.example/\">a</a></p>\n"},
		{"[a](mailto:b@c.example)",
			"<p><a href=\"mailto:b@c.example\">a</a></p>\n"},
		{"[a](javascript:alert(1))", "<p>a (javascript:alert(1))</p>\n"},
		{"[a](JaVaScRiPt:x)", "<p>a (JaVaScRiPt:x)</p>\n"},
		{"[a](data:text/html,x)", "<p>a (data:text/html,x)</p>\n"},
		{"[a](file:///etc/passwd)", "<p>a (file:///etc/passwd)</p>\n"},
		{"[a](//b.example)", "<p>a (//b.example)</p>\n"},
		{"![a](https://b.example/x.png)",
			"<p><a href=\"https://b.example/x.png\">a</a></p>\n"},
		{"![](https://b.example/x.png)",
			"<p><a href=\"https://b.example/x.png\">"
			"https://b.example/x.png</a></p>\n"},
		{"![a](data:image/png;base64,AA)",
			"<p>a (data:image/png;base64,AA)</p>\n"},
		{"[![a](javascript:x)](vbscript:y)",
			"<p>a (javascript:x) (vbscript:y)</p>\n"},
		/* URLs. */
		{"See https://b.example/x?a=1&b=2.",
			"<p>See <a href=\"https://b.example/x?a=1&amp;b=2\">"
			"https://b.example/x?a=1&amp;b=2</a>.</p>\n"},
		{"(http://b.example)",
			"<p>(<a href=\"http://b.example\">http://b.example</a>)"
			"</p>\n"},
		{"http://b.example/a_(b)",
			"<p><a href=\"http://b.example/a_(b)\">"
			"http://b.example/a_(b)</a></p>\n"},
		{"«https://b.example»",
			"<p>«<a href=\"https://b.example\">https://b.example</a>»"
			"</p>\n"},
		{"https://a.example, https://b.example",
			"<p><a href=\"https://a.example\">https://a.example</a>, "
			"<a href=\"https://b.example\">https://b.example</a></p>\n"},
		{"https:// http:// xhttp://a", "<p>https:// http:// xhttp://a</p>\n"},
		{"[https://a.example](https://b.example)",
			"<p><a href=\"https://b.example\">https://a.example</a>"
			"</p>\n"},
		{"`https://a.example`",
			"<p><code>https://a.example</code></p>\n"},
		{"<https://a.example>",
			"<p><a href=\"https://a.example\">https://a.example</a>"
			"</p>\n"},
		/* HTML is text. */
		{"a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n"},
		{"<script>\nalert(1)\n</script>\n\nx",
			"<p>&lt;script&gt;<br />\nalert(1)<br />\n"
			"&lt;/script&gt;</p>\n<p>x</p>\n"},
		{"<!-- a\nb -->", "<p>&lt;!-- a<br />\nb --&gt;</p>\n"},
		{"a <img\nsrc=x>", "<p>a &lt;img<br />\nsrc=x&gt;</p>\n"},
		{"a & b \"c\"", "<p>a &amp; b &quot;c&quot;</p>\n"},
		{"\xFF", "<p>\xEF\xBF\xBD</p>\n"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *html = markdown_to_html(cases[i].source);
		if (strcmp(html, cases[i].html) != 0)
			fail_msg("%s\ngives\n%s\nnot\n%s", cases[i].source, html,
				cases[i].html);
	}
}

static char *repeated(const char *text, guint count)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < count; i++)
		g_string_append(out, text);
	return g_string_free(out, FALSE);
}

static void test_hostile(G_GNUC_UNUSED void **state)
{
	static const char *const pieces[] = {"<b>", "[", "![", "> ", "*a ",
		"`", "- ", "](", "<", "&", "[a](b", "_*", "http://a ", "\\",
		"<!--", "https://", "[a]: b\n"};
	for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autofree char *source = repeated(pieces[i],
			65000 / (guint)strlen(pieces[i]));
		g_autofree char *html = markdown_to_html(source);
		assert_null(strstr(html, "<b>"));
		assert_true(g_utf8_validate(html, -1, NULL));
	}
	g_autofree char *large = repeated("<b>x\n", 100000);
	g_autofree char *html = markdown_to_html(large);
	assert_null(strstr(html, "<b>"));
	assert_non_null(strstr(html, "&lt;b&gt;x<br />\n&lt;b&gt;"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_hostile),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
