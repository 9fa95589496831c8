/* Maildir and mbox as sources, in a folder of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "mail/source.h"

static char *folder; /* of this test */

static char *path_of(const char *name)
{
	return g_build_filename(folder, name, NULL);
}

static void put(const char *name, const char *text)
{
	g_autofree char *path = path_of(name);
	g_autofree char *dir = g_path_get_dirname(path);
	assert_int_equal(g_mkdir_with_parents(dir, 0700), 0);
	assert_true(g_file_set_contents(path, text, -1, NULL));
}

static gboolean exists(const char *name)
{
	g_autofree char *path = path_of(name);
	return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void remove_all(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;
	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *inner = g_build_filename(path, name, NULL);
		if (!g_file_test(inner, G_FILE_TEST_IS_SYMLINK) &&
			g_file_test(inner, G_FILE_TEST_IS_DIR))
			remove_all(inner);
		else
			g_unlink(inner);
	}
	g_rmdir(path);
}

static int set_up(G_GNUC_UNUSED void **state)
{
	folder = g_dir_make_tmp("desk-mail-XXXXXX", NULL);
	return folder ? 0 : -1;
}

static int tear_down(G_GNUC_UNUSED void **state)
{
	remove_all(folder);
	g_clear_pointer(&folder, g_free);
	return 0;
}

static void make_maildir(const char *name)
{
	static const char *const subs[] = {"cur", "new", "tmp"};
	for (gsize i = 0; i < G_N_ELEMENTS(subs); i++) {
		g_autofree char *path = g_build_filename(folder, name, subs[i],
			NULL);
		assert_int_equal(g_mkdir_with_parents(path, 0700), 0);
	}
}

static MailAccount *account_for(const char *scheme, const char *name,
	MailAfter after)
{
	MailAccount *account = g_new0(MailAccount, 1);
	account->name = g_strdup("test");
	account->url = g_strdup_printf("%s%s/%s", scheme, folder, name);
	account->after = after;
	account->timeout_ms = 200;
	return account;
}

static gboolean seen(G_GNUC_UNUSED guint32 uidvalidity, const char *uid,
	void *data)
{
	return data && g_strv_contains((const char *const *)data, uid);
}

static gboolean collect(const MailItem *item, void *data,
	G_GNUC_UNUSED GError **error)
{
	gsize size;
	const char *bytes = g_bytes_get_data(item->raw, &size);
	g_autofree char *at = instant_format(item->received);
	g_string_append_printf(data, "[%s%s %.*s]", at,
		item->oversize ? " oversize" : "", (int)size, bytes);
	for (guint i = 0; item->doubts && i < item->doubts->len; i++) {
		const MailDoubt *doubt = item->doubts->pdata[i];
		g_string_append_printf(data, "{line %u, \"%s\"}", doubt->line,
			doubt->text);
	}
	return TRUE;
}

/* All mails of a folder as one text. */
static char *read_folder(MailSource *source, const char *name,
	const char *const *known, GPtrArray **uids)
{
	guint32 uidvalidity;
	g_autoptr(GError) error = NULL;
	assert_true(mail_source_select(source, name, &uidvalidity, &error));
	assert_int_equal(uidvalidity, 1);
	g_autoptr(GPtrArray) list = mail_source_list(source, seen,
		(void *)known, 0, &error);
	GString *out = g_string_new(NULL);
	assert_true(mail_source_fetch(source, list, collect, out, &error));
	assert_null(error);
	if (uids)
		*uids = g_steal_pointer(&list);
	return g_string_free(out, FALSE);
}

static void test_maildir_reads(G_GNUC_UNUSED void **state)
{
	make_maildir("box");
	put("box/cur/1790000002.M1.host:2,S", "Subject: two\n\n");
	put("box/new/1790000001.M1.host", "Subject: one\n\n");
	put("box/tmp/1790000003.M1.host", "Subject: half\n\n");
	put("box/new/.hidden", "no\n");
	g_autofree char *inside = path_of("box/new/17900000004.dir");
	assert_int_equal(g_mkdir(inside, 0700), 0);
	g_autofree char *link = path_of("box/new/1790000005.link");
	assert_int_equal(symlink("/etc/passwd", link), 0);
	MailAccount *account = account_for("maildir:", "box", AFTER_KEEP);
	g_autoptr(GError) error = NULL;
	g_autoptr(MailSource) source = mail_source_open(account, &error);
	assert_non_null(source);
	g_autofree char *all = read_folder(source, "INBOX", NULL, NULL);
	assert_string_equal(all,
		"[2026-09-21T14:13:21Z Subject: one\n\n]"
		"[2026-09-21T14:13:22Z Subject: two\n\n]");
	static const char *const known[] = {"1790000001.M1.host", NULL};
	g_autofree char *rest = read_folder(source, "INBOX", known, NULL);
	assert_non_null(strstr(rest, "two"));
	assert_null(strstr(rest, "one"));
	mail_account_free(account);
}

static void test_maildir_oversize(G_GNUC_UNUSED void **state)
{
	make_maildir("box");
	put("box/new/1790000001.a", "Subject: x\n\n01234567890123456789\n");
	MailAccount *account = account_for("maildir:", "box", AFTER_KEEP);
	account->limit_bytes = 20;
	g_autoptr(MailSource) source = mail_source_open(account, NULL);
	g_autofree char *all = read_folder(source, NULL, NULL, NULL);
	assert_string_equal(all,
		"[2026-09-21T14:13:21Z oversize Subject: x\n\n]");
	mail_account_free(account);
}

static void test_maildir_after(G_GNUC_UNUSED void **state)
{
	static const struct {
		MailAfter after;
		const char *from, *to;
	} cases[] = {
		{AFTER_KEEP, "box/new/1790000001.a", "box/new/1790000001.a"},
		{AFTER_FLAG, "box/new/1790000001.a", "box/cur/1790000001.a:2,S"},
		{AFTER_SEEN, "box/cur/1790000001.a:2,FT",
			"box/cur/1790000001.a:2,FST"},
		{AFTER_SEEN, "box/cur/1790000001.a:2,S",
			"box/cur/1790000001.a:2,S"},
		{AFTER_MOVE, "box/new/1790000001.a",
			"box/.Done/cur/1790000001.a:2,S"},
		{AFTER_DELETE, "box/new/1790000001.a", NULL},
	};
	make_maildir("box");
	make_maildir("box/.Done");
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		put(cases[i].from, "Subject: x\n\n");
		MailAccount *account = account_for("maildir:", "box",
			cases[i].after);
		account->move_to = g_strdup("Done");
		g_autoptr(GError) error = NULL;
		g_autoptr(MailSource) source = mail_source_open(account, &error);
		g_autoptr(GPtrArray) uids = NULL;
		g_autofree char *all = read_folder(source, "INBOX", NULL, &uids);
		assert_int_equal(uids->len, 1);
		for (int again = 0; again < 2; again++)
			assert_true(mail_source_act(source, uids, &error));
		assert_int_equal(exists(cases[i].from),
			g_strcmp0(cases[i].from, cases[i].to) == 0);
		assert_true(!cases[i].to || exists(cases[i].to));
		if (cases[i].to) {
			g_autofree char *path = path_of(cases[i].to);
			g_unlink(path);
		}
		mail_account_free(account);
	}
}

/* A reader renames a mail between listing and fetching. */
static void test_maildir_renamed(G_GNUC_UNUSED void **state)
{
	make_maildir("box");
	put("box/new/1790000001.a", "Subject: x\n\n");
	put("box/new/1790000002.b", "Subject: gone\n\n");
	MailAccount *account = account_for("maildir:", "box", AFTER_KEEP);
	g_autoptr(GError) error = NULL;
	g_autoptr(MailSource) source = mail_source_open(account, &error);
	guint32 uidvalidity;
	assert_true(mail_source_select(source, "INBOX", &uidvalidity, &error));
	g_autoptr(GPtrArray) uids = mail_source_list(source, seen, NULL, 0,
		&error);
	assert_int_equal(uids->len, 2);
	g_autofree char *old = path_of("box/new/1790000001.a");
	g_autofree char *new = path_of("box/cur/1790000001.a:2,S");
	g_autofree char *gone = path_of("box/new/1790000002.b");
	assert_int_equal(g_rename(old, new), 0);
	assert_int_equal(g_unlink(gone), 0);
	g_autoptr(GString) out = g_string_new(NULL);
	assert_true(mail_source_fetch(source, uids, collect, out, &error));
	assert_string_equal(out->str, "[2026-09-21T14:13:21Z Subject: x\n\n]");
	mail_account_free(account);
}

/* Mails, one after the other, until one was seen. */
static gpointer put_more(gpointer seen_one)
{
	int n = 0;
	do {
		g_autofree char *name = g_strdup_printf(
			"box/new/1790000009.%d", n++);
		put(name, "Subject: x\n\n");
	} while (!g_async_queue_timeout_pop(seen_one, 50 * 1000));
	return NULL;
}

static void test_wait(G_GNUC_UNUSED void **state)
{
	make_maildir("box");
	MailAccount *account = account_for("maildir:", "box", AFTER_KEEP);
	g_autoptr(GError) error = NULL;
	g_autoptr(MailSource) source = mail_source_open(account, &error);
	guint32 uidvalidity;
	gboolean changed;
	assert_true(mail_source_select(source, "INBOX", &uidvalidity, &error));
	assert_true(mail_source_wait(source, 30, &changed, &error));
	assert_false(changed);
	g_autoptr(GAsyncQueue) seen_one = g_async_queue_new();
	GThread *thread = g_thread_new("more", put_more, seen_one);
	assert_true(mail_source_wait(source, 600000, &changed, &error));
	assert_true(changed);
	g_async_queue_push(seen_one, GINT_TO_POINTER(1));
	g_thread_join(thread);
	mail_account_free(account);
}

static void test_folders(G_GNUC_UNUSED void **state)
{
	make_maildir("box");
	make_maildir("box/.Work.2026");
	make_maildir("box/plain");
	put("box/.Work.2026/new/1790000001.a", "Subject: w\n\n");
	MailAccount *account = account_for("maildir:", "box", AFTER_KEEP);
	g_autoptr(MailSource) source = mail_source_open(account, NULL);
	g_autofree char *all = read_folder(source, "Work/2026", NULL, NULL);
	assert_non_null(strstr(all, "Subject: w"));
	static const char *const bad[] = {"Nope", "..", "../box", "/", "/etc",
		"a/../../box"};
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		guint32 uidvalidity;
		g_autoptr(GError) error = NULL;
		assert_false(mail_source_select(source, bad[i], &uidvalidity,
			&error));
		assert_true(g_error_matches(error, DESK_ERROR,
			DESK_ERROR_CONFIG));
	}
	mail_account_free(account);
}

#define MBOX \
	"From ivan@acme.example Sat Nov 21 09:13:58 2026\n" \
	"Subject: one\n\nFrom here on it is text.\n\n>From quoted\n" \
	">>From twice\n\nFrom\n\n" \
	"From - Sat Nov 21 10:00:00 2026\n" \
	"Subject: two\n\nsecond\n\n\n" \
	"From MAILER-DAEMON Sat Nov 21 11:00:00 +0300 2026\n" \
	"Subject: three\n\nlast without newline"

static void test_mbox(G_GNUC_UNUSED void **state)
{
	put("mbox", MBOX);
	MailAccount *account = account_for("mbox:", "mbox", AFTER_FLAG);
	g_autoptr(GError) error = NULL;
	g_autoptr(MailSource) source = mail_source_open(account, &error);
	g_autoptr(GPtrArray) uids = NULL;
	g_autofree char *all = read_folder(source, "INBOX", NULL, &uids);
	/* By age, as they would have come. */
	assert_string_equal(all,
		"[2026-11-21T08:00:00Z Subject: three\n\nlast without newline]"
		"[2026-11-21T09:13:58Z Subject: one\n\n"
		"From here on it is text.\n\nFrom quoted\n>From twice\n\nFrom\n]"
		"[2026-11-21T10:00:00Z Subject: two\n\nsecond\n]");
	assert_int_equal(strlen(uids->pdata[0]), 64);
	assert_true(mail_source_act(source, uids, &error));
	/* A mail that comes later changes no uid. */
	put("mbox", MBOX "\n\nFrom x Sat Nov 21 12:00:00 2026\nSubject: four\n\n");
	const char *const known[] = {uids->pdata[0], uids->pdata[1], NULL};
	g_autofree char *rest = read_folder(source, "INBOX", known, NULL);
	assert_null(strstr(rest, "Subject: one"));
	assert_non_null(strstr(rest, "Subject: four"));
	mail_account_free(account);
}

/* How others write the line before a mail, and what only looks like it. */
static void test_mbox_from_lines(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *line;
		guint mails; /* of two, with that line before the second */
		gboolean doubtful; /* it is named */
	} cases[] = {
		{"From a@b.example Sat Nov 21 09:13:58 MSK 2026\nTo: x\n", 2, FALSE},
		{"From a@b.example Sat Nov 21 09:13:58 MET DST 2026\nTo: x\n", 2, FALSE},
		{"From a@b.example Sat Nov 21 09:13 2026\nTo: x\n", 2, FALSE},
		{"From ivan Sat Nov 21 09:13:58 2026\nTo: x\n", 2, FALSE},
		{"From - Sat Nov 21 09:13:58 2026\r\nTo: x\r\n", 2, FALSE},
		{"From \"a: b\"@c.example Sat Nov 21 09:13:58 2026\nTo: x\n", 2, FALSE},
		{"From ivan Sat Nov 21 09:13 2026 remote from hub\nTo: x\n", 2, FALSE},
		{"From a@b.example Sat, 21 Nov 2026 09:13:58 +0300\nTo: x\n", 2, FALSE},
		{"From a@b.example 21 Nov 2026 09:13:58\nTo: x\n", 2, FALSE},
		{"From MAILER-DAEMON\nTo: x\n", 2, FALSE},
		{"From a@b.example\nTo: x\n", 2, FALSE},
		{"From ivan Sat Nov 21 09:13:58 2026\nno header\n", 2, FALSE},
		{"From a@b.example\n", 1, FALSE},
		{"From a@b.example\nwe have heard nothing.\n", 1, FALSE},
		{"From a@b.example 2026-11-21T09:13:58Z\nTo: x\n", 2, FALSE},
		{"From a@b.example Nov/21/2026\nTo: x\n", 2, FALSE},
		{"From a@b.example, at last.\nTo: x\n", 1, TRUE},
		{"From nobody\nTo: x\n", 1, TRUE},
		{"From nobody\nTo whom\n", 1, FALSE},
		{"From a@b.example:\nTo: x\n", 1, TRUE},
		{"From Monday 2 March 2026 10:00 we are open.\nCome!\n", 1, FALSE},
		{"From here on: text\nTo: x\n", 1, TRUE},
		{">From a@b.example Sat Nov 21 09:13:58 2026\nTo: x\n", 1, FALSE},
		{"text\nFrom a@b.example Sat Nov 21 09:13:58 2026\nTo: x\n", 1,
			TRUE},
	};
	MailAccount *account = account_for("mbox:", "mbox", AFTER_KEEP);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = g_strconcat(
			"From whoever\nSubject: one\n\nfirst\n\n",
			cases[i].line, NULL);
		put("mbox", text);
		g_autoptr(MailSource) source = mail_source_open(account, NULL);
		g_autoptr(GPtrArray) uids = NULL;
		g_autofree char *all = read_folder(source, NULL, NULL, &uids);
		if (uids->len != cases[i].mails)
			fail_msg("%s: %u mails", cases[i].line, uids->len);
		if (strstr(all, "{line ") ? !cases[i].doubtful :
			cases[i].doubtful)
			fail_msg("%s: %s", cases[i].line, all);
		assert_non_null(strstr(all, "Z Subject: one\n\nfirst\n"));
	}
	mail_account_free(account);
}

static void test_mbox_text_before(G_GNUC_UNUSED void **state)
{
	put("mbox", "\n\nno mail\n\nmore\n\n" MBOX);
	MailAccount *account = account_for("mbox:", "mbox", AFTER_KEEP);
	g_autoptr(MailSource) source = mail_source_open(account, NULL);
	g_autoptr(GPtrArray) uids = NULL;
	g_autofree char *all = read_folder(source, NULL, NULL, &uids);
	assert_int_equal(uids->len, 4);
	assert_non_null(strstr(all, "Z no mail\n\nmore\n]"));
	mail_account_free(account);
}

static void test_mbox_long_line(G_GNUC_UNUSED void **state)
{
	g_autoptr(GString) text = g_string_new(
		"From x Sat Nov 21 12:00:00 2026\nSubject: x\n\n");
	for (guint i = 0; i < 300000; i++)
		g_string_append(text, "0123456789");
	g_string_append(text, "\n\nFrom x Sat Nov 21 13:00:00 2026\nA: b\n\n");
	put("mbox", text->str);
	MailAccount *account = account_for("mbox:", "mbox", AFTER_KEEP);
	g_autoptr(MailSource) source = mail_source_open(account, NULL);
	g_autoptr(GPtrArray) uids = NULL;
	g_autofree char *all = read_folder(source, NULL, NULL, &uids);
	assert_int_equal(uids->len, 2);
	assert_true(strlen(all) > 3000000);
	mail_account_free(account);
}

static void test_mbox_changed(G_GNUC_UNUSED void **state)
{
	put("mbox", MBOX);
	MailAccount *account = account_for("mbox:", "mbox", AFTER_KEEP);
	g_autoptr(MailSource) source = mail_source_open(account, NULL);
	g_autoptr(GPtrArray) uids = NULL;
	g_autofree char *all = read_folder(source, NULL, NULL, &uids);
	put("mbox", "From y Sat Nov 21 12:00:00 2026\nSubject: other\n\nx\n");
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	assert_false(mail_source_fetch(source, uids, collect, out, &error));
	assert_true(g_error_matches(error, DESK_ERROR, DESK_ERROR_TEMPORARY));
	assert_string_equal(out->str, "");
	mail_account_free(account);
}

static void test_refused(G_GNUC_UNUSED void **state)
{
	static const struct {
		const char *scheme, *name;
		MailAfter after;
	} cases[] = {
		{"maildir:", "nothing", AFTER_KEEP},
		{"maildir:", "mbox", AFTER_KEEP},
		{"maildir:", "box", AFTER_MOVE},
		{"mbox:", "nothing", AFTER_KEEP},
		{"mbox:", "mbox", AFTER_DELETE},
		{"mbox:", "mbox", AFTER_SEEN},
		{"mbox:", "mbox", AFTER_MOVE},
		{"pop3:", "mbox", AFTER_KEEP},
		{"", "mbox", AFTER_KEEP},
	};
	make_maildir("box");
	put("mbox", MBOX);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		MailAccount *account = account_for(cases[i].scheme,
			cases[i].name, cases[i].after);
		g_autoptr(GError) error = NULL;
		assert_null(mail_source_open(account, &error));
		assert_true(g_error_matches(error, DESK_ERROR,
			DESK_ERROR_CONFIG));
		mail_account_free(account);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_maildir_reads),
		TEST(test_maildir_oversize),
		TEST(test_maildir_after),
		TEST(test_maildir_renamed),
		TEST(test_wait),
		TEST(test_folders),
		TEST(test_mbox),
		TEST(test_mbox_from_lines),
		TEST(test_mbox_text_before),
		TEST(test_mbox_long_line),
		TEST(test_mbox_changed),
		TEST(test_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
