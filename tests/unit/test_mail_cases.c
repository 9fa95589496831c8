/*
 * Each tests/mail/NAME.eml was written for one defect; NAME.expect says what
 * must be read from it. With DESK_MAIL_EXPECT set to a folder the answers are
 * written there instead, to be compared by a person.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

#include "mail/message.h"

#define FOLDER "tests/mail"

static void dump_line(GString *out, const char *name, const char *value)
{
	if (value && *value)
		g_string_append_printf(out, "%s: %s\n", name, value);
}

static void dump_addresses(GString *out, const char *name, GPtrArray *list)
{
	for (guint i = 0; i < list->len; i++) {
		const MailAddress *a = list->pdata[i];
		g_string_append_printf(out, "%s: %s <%s>\n", name, a->name,
			a->address);
	}
}

static void dump_strings(GString *out, const char *name, GPtrArray *list)
{
	for (guint i = 0; i < list->len; i++)
		dump_line(out, name, list->pdata[i]);
}

static void dump_attachment(GString *out, const MailAttachment *a, GBytes *raw)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = message_part(raw, a->part, &error);
	assert_null(error);
	g_autofree char *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256,
		bytes);
	assert_string_equal(sum, a->sha256);
	assert_int_equal(g_bytes_get_size(bytes), a->size);
	g_string_append_printf(out, "attachment: %u %s %s %" G_GINT64_FORMAT
		" %s%s\n", a->part, a->name, a->type, a->size, a->sha256,
		a->is_inline ? " inline" : "");
}

static void dump_text(GString *out, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i] && (lines[i][0] || lines[i + 1]); i++)
		g_string_append_printf(out, "| %s\n", lines[i]);
}

static void dump_report(GString *out, const MailReport *r)
{
	if (r)
		g_string_append_printf(out, "report: %s%s <%s> %s \"%s\" %s\n",
			r->action, r->permanent ? " for good" : "",
			r->recipient, r->status, r->words,
			r->about ? r->about : "");
}

static char *dump(GBytes *raw)
{
	g_auto(GStrv) authserv_ids = g_strsplit("mx.desk.example", " ", 0);
	g_auto(GStrv) own = g_strsplit("support@desk.example", " ", 0);
	MailLimits limits;
	mail_limits_default(&limits);
	limits.authserv_ids = authserv_ids;
	limits.own_addresses = own;
	g_autoptr(GError) error = NULL;
	g_autoptr(MailMessage) m = message_parse(raw, &limits, &error);
	if (!m)
		return g_strdup_printf("error: %s\n", error->message);
	GString *out = g_string_new(NULL);
	g_string_append_printf(out, "from: %s <%s>\n", m->from.name,
		m->from.address);
	dump_addresses(out, "reply-to", m->reply_to);
	dump_line(out, "answers to", m->answer_to ? m->answer_to->address :
		NULL);
	dump_addresses(out, "to", m->to);
	dump_addresses(out, "cc", m->cc);
	dump_strings(out, "delivered-to", m->delivered_to);
	dump_line(out, "subject", m->subject);
	dump_line(out, "message-id", m->message_id);
	dump_strings(out, "reference", m->references);
	dump_line(out, "sent", m->sent);
	dump_report(out, m->report);
	dump_line(out, "automatic", m->automatic_reason);
	dump_line(out, "reopens", m->may_reopen ? NULL : "no");
	dump_line(out, "verified", m->delivered_by);
	dump_strings(out, "warning", m->warnings);
	for (guint i = 0; i < m->attachments->len; i++)
		dump_attachment(out, m->attachments->pdata[i], raw);
	dump_text(out, m->text);
	return g_string_free(out, FALSE);
}

static void test_case(void **state)
{
	const char *name = *state;
	g_autofree char *path = g_strdup_printf(FOLDER "/%s", name);
	g_autofree char *expect = g_strdup_printf("%.*s.expect",
		(int)strlen(path) - 4, path);
	g_autofree char *bytes = NULL;
	gsize size;
	assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	g_autoptr(GBytes) raw = g_bytes_new_static(bytes, size);
	g_autofree char *got = dump(raw);
	assert_true(g_utf8_validate(got, -1, NULL));
	const char *folder = g_getenv("DESK_MAIL_EXPECT");
	if (folder) {
		g_autofree char *base = g_path_get_basename(expect);
		g_autofree char *to = g_build_filename(folder, base, NULL);
		assert_true(g_file_set_contents(to, got, -1, NULL));
		return;
	}
	g_autofree char *wanted = NULL;
	g_file_get_contents(expect, &wanted, NULL, NULL);
	assert_string_equal(got, wanted ? wanted : "");
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int main(void)
{
	mail_start();
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir = g_dir_open(FOLDER, 0, NULL);
	const char *name;
	while (dir && (name = g_dir_read_name(dir)))
		if (g_str_has_suffix(name, ".eml"))
			g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, by_name);
	g_autofree struct CMUnitTest *tests = g_new0(struct CMUnitTest,
		names->len);
	for (guint i = 0; i < names->len; i++)
		tests[i] = (struct CMUnitTest){names->pdata[i], test_case, NULL,
			NULL, names->pdata[i]};
	return _cmocka_run_group_tests("mail cases", tests, names->len, NULL,
		NULL);
}
