#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/error.h"
#include "mail/address.h"
#include "mail/compose.h"

#define ID "<desk.k3f9x2ab@acme.example>"

/* A mail that lacks nothing, for cases to change. */
typedef struct {
	OutgoingMail mail;
	GPtrArray *to, *cc, *references, *files;
} Fixture;

static GPtrArray *mailboxes(const char *name, const char *address)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(
		(GDestroyNotify)mail_address_free);
	g_ptr_array_add(list, mail_address_new(g_strdup(name),
		g_strdup(address)));
	return list;
}

static void fixture_open(Fixture *fixture)
{
	*fixture = (Fixture){
		.to = mailboxes("Мария Иванова", "buh@romashka.example"),
		.cc = mailboxes("", "dir@romashka.example"),
		.references = g_ptr_array_new_with_free_func(g_free),
		.files = g_ptr_array_new(),
	};
	g_ptr_array_add(fixture->references, g_strdup("<a1@romashka.example>"));
	fixture->mail = (OutgoingMail){
		.from = {(char *)"ACME Поддержка",
			(char *)"support@acme.example"},
		.reply_to = "support+7mq2@acme.example",
		.to = fixture->to,
		.cc = fixture->cc,
		.subject = "[ACME#1042] Нет связи с сервером 1С",
		.topic = "Нет связи",
		.message_id = ID,
		.in_reply_to = "<a1@romashka.example>",
		.references = fixture->references,
		.date = 1795324443,
		.zone = g_time_zone_new_offset(3 * 3600),
		.language = "ru",
		.markdown = "Здравствуйте!\n\nСделано: **да**.\n.\nFrom here\n",
		.files = fixture->files,
	};
}

static void fixture_close(Fixture *fixture)
{
	g_ptr_array_unref(fixture->to);
	g_ptr_array_unref(fixture->cc);
	g_ptr_array_unref(fixture->references);
	g_ptr_array_unref(fixture->files);
	g_time_zone_unref(fixture->mail.zone);
}

/* What holds for every mail; the text is NUL-terminated. */
static char *compose(const OutgoingMail *mail)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = mail_compose(mail, &error);
	assert_null(error);
	g_autoptr(GBytes) again = mail_compose(mail, NULL);
	assert_true(g_bytes_equal(bytes, again));
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	gsize column = 0;
	for (gsize i = 0; i < size; i++) {
		assert_true(text[i] > 0 && text[i] < 0x7F);
		assert_true((text[i] == '\n') == (i > 0 && text[i - 1] == '\r'));
		column = text[i] == '\n' ? 0 : column + 1;
		assert_true(column <= 998);
	}
	assert_true(size > 0 && text[size - 1] == '\n');
	return g_strndup(text, size);
}

static MailMessage *parse(const char *text)
{
	g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
	g_autoptr(GError) error = NULL;
	MailMessage *message = message_parse(raw, NULL, &error);
	assert_null(error);
	assert_int_equal(message->warnings->len, 0);
	return message;
}

static void test_round_trip(G_GNUC_UNUSED void **state)
{
	Fixture fixture;
	fixture_open(&fixture);
	g_autofree char *text = compose(&fixture.mail);
	g_autoptr(MailMessage) message = parse(text);
	assert_string_equal(message->from.name, "ACME Поддержка");
	assert_string_equal(message->from.address, "support@acme.example");
	MailAddress *to = message->to->pdata[0], *cc = message->cc->pdata[0];
	assert_string_equal(to->name, "Мария Иванова");
	assert_string_equal(to->address, "buh@romashka.example");
	assert_string_equal(cc->address, "dir@romashka.example");
	MailAddress *back = message->reply_to->pdata[0];
	assert_string_equal(back->address, "support+7mq2@acme.example");
	assert_string_equal(message->subject, fixture.mail.subject);
	assert_string_equal(message->message_id, ID);
	assert_int_equal(message->references->len, 1);
	assert_string_equal(message->references->pdata[0],
		"<a1@romashka.example>");
	assert_string_equal(message->sent, "2026-11-22T08:14:03+03:00");
	assert_string_equal(message->text, fixture.mail.markdown);
	assert_int_equal(message->attachments->len, 0);
	assert_non_null(strstr(text, "\r\nSubject: [ACME#1042] =?utf-8?B?"));
	assert_non_null(strstr(text, "\r\nContent-Language: ru\r\n"));
	assert_non_null(strstr(text, "\r\nThread-Topic: =?utf-8?B?"));
	assert_non_null(strstr(text,
		"\r\nIn-Reply-To: <a1@romashka.example>\r\n"));
	assert_null(strstr(text, "Auto-Submitted"));
	assert_null(strstr(text, "Precedence"));
	assert_null(strstr(text, MAIL_LOOP_HEADER));
	fixture_close(&fixture);
}

static void test_html(G_GNUC_UNUSED void **state)
{
	Fixture fixture;
	fixture_open(&fixture);
	fixture.mail.markdown = "Please *look* at <b>x</b>: a=b\n"
		"https://acme.example/long/path/that/goes/on/and/on/over/the/end/"
		"of/any/line/that/mail/has?and=more\n";
	g_autofree char *text = compose(&fixture.mail);
	assert_non_null(strstr(text,
		"Content-Type: multipart/alternative;"));
	assert_non_null(strstr(text, "look</em> at &lt;b&gt;x&lt;/b&gt;: a=3Db"));
	assert_non_null(strstr(text, "Content-Type: text/html; charset=utf-8"));
	assert_non_null(strstr(text, "<html lang=3D\"ru\">"));
	g_autoptr(MailMessage) message = parse(text);
	assert_string_equal(message->text, fixture.mail.markdown);
	fixture_close(&fixture);
}

static void test_files(G_GNUC_UNUSED void **state)
{
	Fixture fixture;
	fixture_open(&fixture);
	guint8 blob[3000];
	for (gsize i = 0; i < sizeof(blob); i++)
		blob[i] = (guint8)(i * 7);
	g_autoptr(GBytes) bytes = g_bytes_new_static(blob, sizeof(blob));
	static const struct {
		const char *name, *type, *name_read, *type_read;
	} files[] = {
		{"screen.png", NULL, "screen.png", "image/png"},
		{"Счёт на оплату № 15 от 21 ноября 2026 года, ООО «Ромашка».pdf",
			NULL, "Счёт на оплату № 15 от 21 ноября 2026 года, "
			"ООО «Ромашка».pdf", "application/pdf"},
		{"a\"b;c=d.txt", "text/plain", "a_b;c=d.txt", "text/plain"},
		{"x\r\nBcc: evil@evil.example\r\n\r\n.bin", NULL,
			"x Bcc_ evil@evil.example .bin",
			"application/octet-stream"},
		{"eml", "message/rfc822", "eml", "application/octet-stream"},
		{"y", "text/plain\r\nX: y", "y", "application/octet-stream"},
		{"z", "bad", "z", "application/octet-stream"},
	};
	OutgoingFile list[G_N_ELEMENTS(files)];
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		list[i] = (OutgoingFile){files[i].name, files[i].type, bytes};
		g_ptr_array_add(fixture.files, &list[i]);
	}
	g_autofree char *text = compose(&fixture.mail);
	assert_null(strstr(text, "\nBcc:"));
	g_autoptr(MailMessage) message = parse(text);
	assert_string_equal(message->text, fixture.mail.markdown);
	assert_int_equal(message->attachments->len, G_N_ELEMENTS(files));
	g_autofree char *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256,
		bytes);
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		MailAttachment *file = message->attachments->pdata[i];
		assert_string_equal(file->name, files[i].name_read);
		assert_string_equal(file->type, files[i].type_read);
		assert_string_equal(file->sha256, sum);
		assert_false(file->is_inline);
	}
	fixture_close(&fixture);
}

static void test_long_name(G_GNUC_UNUSED void **state)
{
	Fixture fixture;
	fixture_open(&fixture);
	g_autoptr(GString) name = g_string_new(NULL);
	for (guint i = 0; i < 400; i++)
		g_string_append(name, "😀");
	g_string_append(name, ".pdf");
	g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
	OutgoingFile file = {name->str, NULL, bytes};
	g_ptr_array_add(fixture.files, &file);
	g_autofree char *text = compose(&fixture.mail);
	g_autoptr(MailMessage) message = parse(text);
	MailAttachment *read = message->attachments->pdata[0];
	assert_true(g_str_has_suffix(read->name, "😀.pdf"));
	fixture_close(&fixture);
}

static void test_calendar(G_GNUC_UNUSED void **state)
{
	static const char invite[] = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
	Fixture fixture;
	fixture_open(&fixture);
	g_autoptr(GBytes) bytes = g_bytes_new_static(invite, strlen(invite));
	fixture.mail.calendar = bytes;
	fixture.mail.calendar_method = "REQUEST";
	g_autofree char *text = compose(&fixture.mail);
	assert_non_null(strstr(text,
		"Content-Type: text/calendar; charset=utf-8; method=REQUEST"));
	g_autoptr(MailMessage) message = parse(text);
	assert_string_equal(message->text, fixture.mail.markdown);
	fixture_close(&fixture);
}

static void test_automatic(G_GNUC_UNUSED void **state)
{
	Fixture fixture;
	fixture_open(&fixture);
	fixture.mail.automatic = "auto-replied";
	fixture.mail.loop = "store-1";
	g_autofree char *text = compose(&fixture.mail);
	assert_non_null(strstr(text, "\r\nAuto-Submitted: auto-replied\r\n"));
	assert_non_null(strstr(text, "\r\n" MAIL_LOOP_HEADER ": store-1\r\n"));
	assert_non_null(strstr(text, "\r\nX-Auto-Response-Suppress: All\r\n"));
	assert_null(strstr(text, "Precedence"));
	g_autoptr(MailMessage) message = parse(text);
	assert_true(message->automatic);
	assert_false(message->may_reopen);
	fixture_close(&fixture);
}

static void test_many_references(G_GNUC_UNUSED void **state)
{
	Fixture fixture;
	fixture_open(&fixture);
	for (guint i = 2; i <= 100; i++)
		g_ptr_array_add(fixture.references,
			g_strdup_printf("<a%u@romashka.example>", i));
	g_ptr_array_add(fixture.references, g_strdup("<x\r\nBcc: y@z.example>"));
	g_ptr_array_add(fixture.references, g_strdup("none"));
	g_autofree char *text = compose(&fixture.mail);
	assert_non_null(strstr(text, "References: <a1@romashka.example> "
		"<a81@romashka.example>\r\n <a82@romashka.example>"));
	assert_non_null(strstr(text, "<a100@romashka.example>\r\n"));
	assert_null(strstr(text, "Bcc"));
	fixture_close(&fixture);
}

/* Whatever a subject or a name is, it comes back as one line, and adds no
 * header. */
static void test_hostile_texts(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *text, *read;
	} cases[] = {
		{"", ""},
		{" a  b ", "a b"},
		{"x\r\nBcc: evil@evil.example", "x Bcc: evil@evil.example"},
		{"x\n\n<html>", "x <html>"},
		{"x\rBcc: y", "x Bcc: y"},
		{"=?utf-8?B?eA==?=", "=?utf-8?B?eA==?="},
		{"a =?utf-8?Q?x_y?= b", "a =?utf-8?Q?x_y?= b"},
		{"Ж=?utf-8?Q?x?=", "Ж=?utf-8?Q?x?="},
		{"\"quoted\" \\ (comment) <a@b.example>, c;",
			"\"quoted\" \\ (comment) <a@b.example>, c;"},
		{"Re: Ж a Ж b", "Re: Ж a Ж b"},
		{"a Ж", "a Ж"},
		{"Ж a", "Ж a"},
		{"😀 🇷🇺 e\xCC\x81", "😀 🇷🇺 e\xCC\x81"},
		{"x\xE2\x80\xA8y", "x y"},
		{"a\tb", "a b"},
		{"averylongwordthatdoesnotfitonalineofmailandhasnoplacetobreak"
		 "itbutmustarriveinonepieceanyway",
			"averylongwordthatdoesnotfitonalineofmailandhasnoplaceto"
			"breakitbutmustarriveinonepieceanyway"},
		{"Очень длинная тема, которая не помещается в одну строку письма "
		 "и потому занимает несколько закодированных слов подряд",
			"Очень длинная тема, которая не помещается в одну строку "
			"письма и потому занимает несколько закодированных слов "
			"подряд"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		Fixture fixture;
		fixture_open(&fixture);
		fixture.mail.subject = cases[i].text;
		fixture.mail.from.name = (char *)cases[i].text;
		g_autofree char *text = compose(&fixture.mail);
		assert_null(strstr(text, "\nBcc"));
		for (const char *line = text; line; line = strstr(line, "\r\n")) {
			line += line == text ? 0 : 2;
			const char *end = strstr(line, "\r\n");
			assert_true(!end || end - line <= 78);
		}
		g_autoptr(MailMessage) message = parse(text);
		assert_string_equal(message->subject, cases[i].read);
		if (i < 15 && i != 8)
			assert_string_equal(message->from.name, cases[i].read);
		assert_string_equal(message->from.address,
			"support@acme.example");
		assert_int_equal(message->from_count, 1);
		fixture_close(&fixture);
	}
}

static void test_texts(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *markdown, *read;
	} cases[] = {
		{"", ""},
		{"a", "a\n"},
		{"a\r\nb\r\n", "a\nb\n"},
		{".\n..\n.\n", ".\n..\n.\n"},
		{"--=_x\nFrom a\n", "--=_x\nFrom a\n"},
		{"  a  b\n", "  a  b\n"},
		{"a\x01\x02z", "az\n"},
		{"\xFF", "\xEF\xBF\xBD\n"},
		{"строка\n\nещё\n", "строка\n\nещё\n"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		Fixture fixture;
		fixture_open(&fixture);
		fixture.mail.markdown = cases[i].markdown;
		g_autofree char *text = compose(&fixture.mail);
		g_autoptr(MailMessage) message = parse(text);
		assert_string_equal(message->text, cases[i].read);
		fixture_close(&fixture);
	}
}

static void refuse(const OutgoingMail *mail, const char *words)
{
	g_autoptr(GError) error = NULL;
	assert_null(mail_compose(mail, &error));
	assert_true(g_error_matches(error, DESK_ERROR, DESK_ERROR_DATA));
	if (!strstr(error->message, words))
		fail_msg("\"%s\" does not say \"%s\"", error->message, words);
	assert_null(strpbrk(error->message, "\r\n"));
}

static void test_refusals(G_GNUC_UNUSED void **state)
{
	Fixture fixture;
	fixture_open(&fixture);
	OutgoingMail mail = fixture.mail;
	mail.reply_to = "a@b.example>\r\nBcc: <c@d.example";
	refuse(&mail, "Reply-To");
	mail = fixture.mail;
	mail.in_reply_to = "<a@b>\r\nBcc: <c@d.example>";
	refuse(&mail, "no Message-ID");
	mail = fixture.mail;
	mail.message_id = "x";
	refuse(&mail, "\"x\" is no Message-ID");
	mail = fixture.mail;
	mail.to = fixture.files;
	refuse(&mail, "to nobody");
	mail = fixture.mail;
	mail.from.address = (char *)"";
	refuse(&mail, "From: \"\"");
	mail = fixture.mail;
	MailAddress *to = fixture.to->pdata[0];
	g_free(to->address);
	to->address = g_strdup("a@b.example, c@d.example");
	refuse(&mail, "To: \"a@b.example, c@d.example\"");
	fixture_close(&fixture);
}

static void test_safe_addresses(G_GNUC_UNUSED void **state)
{
	static const char *const good[] = {"a@b.example", "A.b+c@B.example",
		"a..b@acme.example", "root@localhost", "a@[127.0.0.1]",
		"a@xn--e1afmkfd.example"};
	static const char *const bad[] = {"", "a", "@b", "a@", "a b@c.example",
		"a@b.example\r\nRCPT TO:<c@d.example>", "a@b.example\n",
		" a@b.example", "<a@b.example>", "a@b.example>", "a,b@c.example",
		"\"a b\"@c.example", "a@b@c.example", "a\x01@b.example",
		"a@b.example NOTIFY=x", "@relay.example:a@b.example",
		"a\u202eb@b.example", "a\302\205@b.example", "a\u00a0b@b.example",
		"a\u200b@b.example", "a\xff@b.example", "a@\xff.example"};
	static const char *const wide[][2] = {
		{"ящик@acme.example", "ящик@acme.example"},
		{"a@пример.example", "a@xn--e1afmkfd.example"},
		{"ящик@Пример.example", "ящик@xn--e1afmkfd.example"},
		{"用户@例子.example", "用户@xn--fsqu00a.example"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autofree char *wire = mail_address_wire(good[i]);
		if (!wire || g_ascii_strcasecmp(wire, good[i]) != 0)
			fail_msg("%s is refused", good[i]);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *wire = mail_address_wire(bad[i]);
		if (wire)
			fail_msg("%s is taken", bad[i]);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(wide); i++) {
		g_autofree char *wire = mail_address_wire(wide[i][0]);
		assert_string_equal(wire, wide[i][1]);
	}
	assert_null(mail_address_wire(NULL));
}

/* RFC 6532 for servers with SMTPUTF8; for others every byte is ASCII. */
static void test_wide_addresses(G_GNUC_UNUSED void **state)
{
	Fixture fixture;
	fixture_open(&fixture);
	g_ptr_array_add(fixture.to, mail_address_new(g_strdup("Ящик, почтовый"),
		g_strdup("ящик@пример.example")));
	g_ptr_array_add(fixture.cc, mail_address_new(NULL,
		g_strdup("почта@acme.example")));
	g_autoptr(GBytes) wide = mail_compose(&fixture.mail, NULL);
	g_autoptr(MailMessage) message = message_parse(wide, NULL, NULL);
	MailAddress *to = message->to->pdata[1], *cc = message->cc->pdata[1];
	assert_string_equal(to->name, "Ящик, почтовый");
	assert_string_equal(to->address, "ящик@xn--e1afmkfd.example");
	assert_string_equal(cc->address, "почта@acme.example");
	fixture.mail.ascii = TRUE;
	g_autofree char *text = compose(&fixture.mail);
	assert_non_null(strstr(text, "\r\nTo: =?utf-8?B?"));
	assert_non_null(strstr(text, "= :;\r\n"));
	g_autoptr(MailMessage) plain = parse(text);
	to = plain->to->pdata[0];
	assert_string_equal(to->address, "buh@romashka.example");
	cc = plain->cc->pdata[0];
	assert_string_equal(cc->address, "dir@romashka.example");
	assert_int_equal(plain->to->len, 1);
	assert_int_equal(plain->cc->len, 1);
	fixture.mail.from.address = (char *)"мы@acme.example";
	g_autoptr(GError) error = NULL;
	assert_null(mail_compose(&fixture.mail, &error));
	assert_int_equal(error->code, DESK_ERROR_DATA);
	fixture_close(&fixture);
}

static int start(G_GNUC_UNUSED void **state)
{
	mail_start();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_html),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_long_name),
		cmocka_unit_test(test_calendar),
		cmocka_unit_test(test_automatic),
		cmocka_unit_test(test_many_references),
		cmocka_unit_test(test_hostile_texts),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_safe_addresses),
		cmocka_unit_test(test_wide_addresses),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
