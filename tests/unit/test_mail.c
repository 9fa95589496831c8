#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/error.h"
#include "mail/address.h"
#include "mail/attachment.h"
#include "mail/automatic.h"
#include "mail/charset.h"
#include "mail/flowed.h"
#include "mail/header.h"
#include "mail/message.h"

static MailMessage *parse(const char *text)
{
	g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
	g_autoptr(GError) error = NULL;
	MailMessage *message = message_parse(raw, NULL, &error);
	assert_null(error);
	return message;
}

static void test_dates(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *value, *date;
	} cases[] = {
		{"Sat, 21 Nov 2026 09:13:58 +0300", "2026-11-21T09:13:58+03:00"},
		{"21 Nov 2026 09:13 -0330", "2026-11-21T09:13:00-03:30"},
		{"Sat,21 Nov 2026 09:13:58 GMT", "2026-11-21T09:13:58+00:00"},
		{"sat nov 21 09:13:58 2026", "2026-11-21T09:13:58+00:00"},
		{"Sat Nov 21 09:13:58 MSK 2026", "2026-11-21T09:13:58+03:00"},
		{" 1-Jan-2026 10:00:00 +0000", "2026-01-01T10:00:00+00:00"},
		{"1 Jan 99 00:00:00 EST", "1999-01-01T00:00:00-05:00"},
		{"1 January 2026 00:00:00 Z (comment (x))",
			"2026-01-01T00:00:00+00:00"},
		{"29 Feb 2028 23:59:60 +0000", "2028-02-29T23:59:59+00:00"},
		{"1 Jan 2026 10:00 +0300 MSK", "2026-01-01T10:00:00+03:00"},
		{"29 Feb 2026 10:00:00 +0000", NULL},
		{"31 Apr 2026 10:00:00 +0000", NULL},
		{"0 Apr 2026 10:00:00 +0000", NULL},
		{"1 Apr 2026 24:00:00 +0000", NULL},
		{"1 Apr 2026 10:60:00 +0000", NULL},
		{"1 Apr 2026 10:00:00 +2500", NULL},
		{"1 Apr 2026 10:00:00 +3", "2026-04-01T10:00:00+03:00"},
		{"1 Apr 2026 10:00:00 -600", "2026-04-01T10:00:00-06:00"},
		{"1 Apr 2026 10:00:00 +05:30", "2026-04-01T10:00:00+05:30"},
		{"1 Apr 2026 10:00:00 PM", "2026-04-01T22:00:00+00:00"},
		{"2026-11-21T09:13:58+03:00", "2026-11-21T09:13:58+03:00"},
		{"2026-11-21 09:13:58 -0500", "2026-11-21T09:13:58-05:00"},
		{"2026-11-21T09:13:58Z", "2026-11-21T09:13:58+00:00"},
		{"2026-11-31 09:13:58", NULL},
		{"Wed Apr  1 12:05:00 AM JST 2026", "2026-04-01T00:05:00+09:00"},
		{"1 Apr 2026 10:00:00 XQZ", "2026-04-01T10:00:00+00:00"},
		{"1 Apr 2026 10:00:00 +12345", NULL},
		{"1 Apr 20260 10:00:00 +0000", NULL},
		{"1 Apr 1970 10:00:00 +0000", NULL},
		{"1 Apr 2026", NULL},
		{"10:00:00", NULL},
		{"Apr", NULL},
		{"", NULL},
		{"(", NULL},
		{"1 2 3 4 5 6", NULL},
		{"Пт, 21 Ноя 2026 09:13:58 +0300", "2026-11-21T09:13:58+03:00"},
		{"1 мая 2026 09:13:58 +0300", "2026-05-01T09:13:58+03:00"},
		{"21 τος 2026 09:13:58 +0300", NULL},
		{"Sat Nov 21 2026 09:13:58 GMT+0300 (Moscow Standard Time)",
			"2026-11-21T09:13:58+03:00"},
		{"21 Nov 2026 09:13:58 UTC-5", "2026-11-21T09:13:58-05:00"},
		{"21 Nov 2026 09:13:58 GMT +0300", "2026-11-21T09:13:58+03:00"},
		{"21 Nov 2026 09:13:58 GMT+99", "2026-11-21T09:13:58+00:00"},
		{"21 Nov 2026 09.13.58 +0300", "2026-11-21T09:13:58+03:00"},
		{"21.11.2026 09:13:58", "2026-11-21T09:13:58+00:00"},
		{"21.13.2026 09:13:58", NULL},
		{"21.11.2026 09:13:58 1.2.2026", NULL},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *date = header_date(cases[i].value);
		if (g_strcmp0(date, cases[i].date) != 0)
			fail_msg("%s gives %s", cases[i].value,
				date ? date : "nothing");
		Instant at;
		assert_true(!date || instant_parse(date, &at));
	}
}

static void test_addresses(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *text, *address;
	} cases[] = {
		{"ivan@ACME.Example", "ivan@acme.example"},
		{" Ivan@acme.example. ", "Ivan@acme.example"},
		{"\"ivan\"@acme.example", "ivan@acme.example"},
		{"a..b@acme.example", "a..b@acme.example"},
		{"ivan+tag@acme.example", "ivan+tag@acme.example"},
		{"root@localhost", "root@localhost"},
		{"root@[127.0.0.1]", "root@[127.0.0.1]"},
		{"иван@пример.example", "иван@xn--e1afmkfd.example"},
		{"@relay.example:ivan@acme.example", "ivan@acme.example"},
		{"ivan", NULL},
		{"@acme.example", NULL},
		{"ivan@", NULL},
		{"ivan@-acme.example", NULL},
		{"ivan@acme..example", NULL},
		{"ivan@acme example", NULL},
		{"i van@acme.example", NULL},
		{"\"i van\"@acme.example", NULL},
		{"a@b@acme.example", NULL},
		{"ivan@[../../x]", NULL},
		{"ivan\n@acme.example", "ivan@acme.example"},
		{"iv\nan@acme.example", NULL},
		{"<ivan@acme.example>", NULL},
		{"", NULL},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *address = mail_address_normalise(
			cases[i].text);
		if (g_strcmp0(address, cases[i].address) != 0)
			fail_msg("%s gives %s", cases[i].text,
				address ? address : "nothing");
	}
}

static void test_clean_names(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *name, *clean;
	} cases[] = {
		{"bill.pdf", "bill.pdf"},
		{"../../etc/passwd", "passwd"},
		{"..\\..\\x.exe", "x.exe"},
		{"/", NULL},
		{"a/", NULL},
		{"..", NULL},
		{" . . ", NULL},
		{"aux", "_aux"},
		{"Com1.txt", "_Com1.txt"},
		{"com10", "com10"},
		{"console.log", "console.log"},
		{"a\nb", "a b"},
		{"~x", "_x"},
		{"-x", "_x"},
		{"x:y", "x_y"},
		{"e\xCC\x81", "\xC3\xA9"},
		{"", NULL},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *clean = mail_attachment_clean_name(
			cases[i].name);
		if (g_strcmp0(clean, cases[i].clean) != 0)
			fail_msg("%s gives %s", cases[i].name,
				clean ? clean : "nothing");
	}
}

static void test_words(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *value, *text;
	} cases[] = {
		{"plain", "plain"},
		{"=?utf-8?q?a_b=21?=", "a b!"},
		{"=?UTF-8?B?0Ys=?= =?utf-8?Q?=D1=8B?=", "ыы"},
		{"=?utf-8*ru?q?x?= y =?utf-8?q?z?=", "x y z"},
		{"a=?utf-8?q?b?=c", "abc"},
		{"=?utf-8?q?" "?=", ""},
		{"=?utf-8?q?=4?=", "=4"},
		{"=?utf-8?q?=?=", "="},
		{"=?utf-8?b?", "=?utf-8?b?"},
		{"=?" "?q?x?=", "=?" "?q?x?="},
		{"=?no-such-charset?q?=CF=D2?=", "ор"},
		{"=?utf-8?b?!!!!?=", ""},
		{"=?utf-8?q?a=00b?=", "a b"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = header_decode_words(cases[i].value);
		assert_string_equal(text, cases[i].text);
	}
}

/* Every octet string comes out as UTF-8, whatever the label. */
static void test_charset_never_fails(G_GNUC_UNUSED void **state)
{
	static const char *const labels[] = {NULL, "utf-8", "koi8-r", "gb2312",
		"iso-2022-jp", "iso-2022-kr", "utf-16", "utf-7", "hz-gb-2312",
		"big5", "nonsense", "", "us-ascii", "../../x", "utf-32"};
	g_autoptr(GRand) random = g_rand_new_with_seed(7);
	for (guint round = 0; round < 3000; round++) {
		guint8 bytes[64];
		gsize size = (gsize)g_rand_int_range(random, 0, sizeof bytes);
		for (gsize i = 0; i < size; i++)
			bytes[i] = (guint8)g_rand_int_range(random, 0, 256);
		const char *label = labels[round % G_N_ELEMENTS(labels)];
		g_autoptr(GString) text = charset_decode(bytes, size, label,
			NULL, NULL, NULL);
		for (gsize i = 0; i < text->len; i++)
			if (text->str[i] == '\0')
				text->str[i] = ' ';
		assert_true(g_utf8_validate(text->str, (gssize)text->len,
			NULL));
	}
}

static void test_flowed(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *text, *unfolded;
		gboolean delete_space;
	} cases[] = {
		{"", "", FALSE},
		{"a \nb\n", "a b\n", FALSE},
		{"a \nb\n", "ab\n", TRUE},
		{"a \n", "a \n", FALSE},
		{"> a \n> b\n>> c\n", "> a b\n>> c\n", FALSE},
		{"> a \nb\n", "> a \nb\n", FALSE},
		{" From\n >x\n", "From\n>x\n", FALSE},
		{"x \n-- \ny\n", "x \n-- \ny\n", FALSE},
		{"a\n\nb\n", "a\n\nb\n", FALSE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = flowed_unfold(cases[i].text,
			cases[i].delete_space);
		assert_string_equal(text, cases[i].unfolded);
	}
}

#define MAIL_HEAD \
	"From: Ivan <ivan@acme.example>\nSubject: Printer\n" \
	"Date: Sat, 21 Nov 2026 09:13:58 +0300\nMessage-ID: <1@acme.example>\n"

static char *hash_of(const char *text)
{
	g_autoptr(MailMessage) message = parse(text);
	return g_strdup(message->content_hash);
}

/* What happens to a mail on its way does not make it another mail. */
static void test_hash_same(G_GNUC_UNUSED void **state)
{
	static const char *const copies[] = {
		MAIL_HEAD "\nПривет\nмир\n",
		MAIL_HEAD "\r\nПривет\r\nмир\r\n",
		"Received: from a by b; Sat, 21 Nov 2026 09:14:00 +0300\n"
		"Delivered-To: sales@desk.example\n" MAIL_HEAD
		"\nПривет\nмир\n\n\n",
		MAIL_HEAD "Content-Type: text/plain; charset=utf-8\n"
			  "Content-Transfer-Encoding: base64\n\n"
			  "0J/RgNC40LLQtdGCDQrQvNC40YANCg==\n",
		MAIL_HEAD "Content-Type: text/plain; charset=utf-8\n"
			  "Content-Transfer-Encoding: quoted-printable\n\n"
			  "=D0=9F=D1=80=D0=B8=D0=B2=D0=B5=D1=82\nмир",
	};
	g_autofree char *first = hash_of(copies[0]);
	for (gsize i = 1; i < G_N_ELEMENTS(copies); i++) {
		g_autofree char *hash = hash_of(copies[i]);
		assert_string_equal(hash, first);
	}
}

static void test_hash_differs(G_GNUC_UNUSED void **state)
{
	static const char *const mails[] = {
		MAIL_HEAD "\ntext\n",
		MAIL_HEAD "\ntext!\n",
		"From: Eve <eve@acme.example>\nSubject: Printer\n"
		"Date: Sat, 21 Nov 2026 09:13:58 +0300\n\ntext\n",
		"From: Ivan <ivan@acme.example>\nSubject: Printers\n"
		"Date: Sat, 21 Nov 2026 09:13:58 +0300\n\ntext\n",
		"From: Ivan <ivan@acme.example>\nSubject: Printer\n"
		"Date: Sat, 21 Nov 2026 09:13:59 +0300\n\ntext\n",
		MAIL_HEAD "Content-Type: text/html\n\ntext\n",
		MAIL_HEAD "\ntext\rx\n",
		MAIL_HEAD "\ntextx\n",
	};
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(mails); i++)
		assert_true(g_hash_table_add(seen, hash_of(mails[i])));
}

static GString *repeat(const char *start, const char *format, guint count)
{
	GString *out = g_string_new(start);
	g_auto(GStrv) halves = g_strsplit(format, "#", 0);
	for (guint i = 0; i < count; i++)
		for (guint k = 0; halves[k]; k++) {
			if (k > 0)
				g_string_append_printf(out, "%u", i + k - 1);
			g_string_append(out, halves[k]);
		}
	return out;
}

/* Mails built to keep a reader busy: read in a moment, and said to be cut. */
static void test_bombs(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *start, *piece;
		guint count;
		gboolean cut;
	} bombs[] = {
		{MAIL_HEAD "Content-Type: multipart/mixed; boundary=b0\n\n",
			"--b#\nContent-Type: multipart/mixed; boundary=b#\n\n",
			20000, TRUE},
		{MAIL_HEAD "Content-Type: message/rfc822\n\n",
			"Content-Type: message/rfc822\n\n", 20000, TRUE},
		{MAIL_HEAD "Content-Type: multipart/mixed; boundary=b\n\n",
			"--b\n\nx\n", 200000, TRUE},
		{MAIL_HEAD, "X-#: v\n", 200000, TRUE},
		{MAIL_HEAD "To: ", "a@b.example,\n ", 400000, TRUE},
		{MAIL_HEAD "X: ", "yyyyyyyyyy", 500000, TRUE},
		{MAIL_HEAD "References: ", "<#@b.example> ", 250000, TRUE},
		{MAIL_HEAD "X-Words: ", "=?utf-8?B?", 500000, TRUE},
		{MAIL_HEAD "Comments: ", "(", 100000, FALSE},
		{MAIL_HEAD "Content-Type: text/plain", "; a#=b", 20000, FALSE},
		{MAIL_HEAD "Content-Disposition: attachment",
			"; filename*#=b", 10000, FALSE},
		{MAIL_HEAD "\n", "Текст строки\n", 400000, TRUE},
		{MAIL_HEAD "Content-Type: text/html\n\n", "<p a=b>", 1000000,
			FALSE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(bombs); i++) {
		g_autoptr(GString) text = repeat(bombs[i].start, bombs[i].piece,
			bombs[i].count);
		g_string_append(text, "\n\nend\n");
		g_autoptr(MailMessage) message = parse(text->str);
		assert_string_equal(message->from.address, "ivan@acme.example");
		assert_int_equal(message->warnings->len > 0, bombs[i].cut);
		assert_true(strlen(message->text) < 1100 * 1024);
		assert_true(message->references->len <= 100);
		assert_true(message->attachments->len <= 1000);
	}
}

/* The same part has the same number when limits cut the mail. */
static void test_limits(G_GNUC_UNUSED void **state)
{
	MailLimits limits;
	mail_limits_default(&limits);
	limits.limit_parts = 3;
	g_autoptr(GString) text = repeat(MAIL_HEAD
		"Content-Type: multipart/mixed; boundary=b\n\n",
		"--b\nContent-Type: image/png; name=#.png\n\n#\n", 10);
	g_autoptr(GBytes) raw = g_bytes_new(text->str, text->len);
	g_autoptr(MailMessage) message = message_parse(raw, &limits, NULL);
	assert_int_equal(message->attachments->len, 3);
	const MailAttachment *last = message->attachments->pdata[2];
	assert_string_equal(last->name, "2.png");
	g_autoptr(GBytes) part = message_part(raw, last->part, NULL);
	gsize size;
	assert_memory_equal(g_bytes_get_data(part, &size), "3", 1);
	limits.limit_bytes = 100;
	g_autoptr(GError) error = NULL;
	assert_null(message_parse(raw, &limits, &error));
	assert_true(g_error_matches(error, DESK_ERROR, DESK_ERROR_DATA));
}

static void test_no_part(G_GNUC_UNUSED void **state)
{
	g_autoptr(GBytes) raw = g_bytes_new_static(MAIL_HEAD "\nx",
		strlen(MAIL_HEAD "\nx"));
	for (guint part = 0; part < 5; part++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GBytes) bytes = message_part(raw, part, &error);
		assert_int_equal(bytes != NULL, part == 1);
		assert_int_equal(error != NULL, part != 1);
	}
}

static void test_text_limit(G_GNUC_UNUSED void **state)
{
	MailLimits limits;
	mail_limits_default(&limits);
	limits.limit_text_bytes = 2048;
	g_autoptr(GString) text = repeat(MAIL_HEAD "\n", "строка #\n", 1000);
	g_autoptr(GBytes) raw = g_bytes_new(text->str, text->len);
	g_autoptr(MailMessage) message = message_parse(raw, &limits, NULL);
	assert_true(strlen(message->text) < 2048 + 200);
	assert_non_null(strstr(message->text, "\n[cut here"));
	assert_true(g_utf8_validate(message->text, -1, NULL));
}

/* Rows are found by name in logs and help. */
static void test_automatic_rows(G_GNUC_UNUSED void **state)
{
	const AutomaticRow *rows = automatic_rows;
	assert_true(automatic_rows_count > 5);
	for (gsize i = 0; i < automatic_rows_count; i++) {
		assert_true(rows[i].help[0] != '\0');
		assert_non_null(rows[i].matches);
		if (i > 0)
			assert_true(strcmp(rows[i - 1].name, rows[i].name) < 0);
	}
}

int main(void)
{
	mail_start();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_clean_names),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_charset_never_fails),
		cmocka_unit_test(test_flowed),
		cmocka_unit_test(test_hash_same),
		cmocka_unit_test(test_hash_differs),
		cmocka_unit_test(test_bombs),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_no_part),
		cmocka_unit_test(test_text_limit),
		cmocka_unit_test(test_automatic_rows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
