/*
 * Repositories for the tests of src/store: made by the real git in a folder of
 * their own, apart from the user's configuration.
 */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include <git2.h>
#include <glib/gstdio.h>

#include "base/error.h"
#include "store/store.h"
#include "system/process.h"

#define FIXTURE_NOW 1795241643 /* 2026-11-21T06:14:03Z */

G_GNUC_UNUSED static char *fixture_folder; /* of this run */
G_GNUC_UNUSED static int fixture_count;

/* Runs a line of shell; its output without the last newline. */
G_GNUC_PRINTF(2, 3) G_GNUC_UNUSED
G_GNUC_UNUSED static char *shell(int *status, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *line = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	const char *argv[] = {"sh", "-c", line, NULL};
	g_autoptr(GBytes) output = NULL;
	g_autofree char *complaint = NULL;
	GError *error = NULL;
	int code = 0;
	if (!process_run(argv, fixture_folder, NULL, 64 * 1024 * 1024, &output,
		&complaint, &code, &error))
		fail_msg("%s: %s", line, error->message);
	if (status)
		*status = code;
	else if (code)
		fail_msg("%s: exit %d: %s", line, code, complaint);
	gsize size;
	const char *data = g_bytes_get_data(output, &size);
	return g_strchomp(g_strndup(size ? data : "", size));
}

#define run(...) g_free(shell(NULL, __VA_ARGS__))

G_GNUC_UNUSED /* In memory where that goes: these tests make thousands of small files. */
G_GNUC_UNUSED static char *fixture_make_folder(void)
{
	if (g_getenv("TMPDIR") || access("/dev/shm", W_OK) != 0)
		return g_dir_make_tmp("desk-store-XXXXXX", NULL);
	return g_mkdtemp(g_strdup("/dev/shm/desk-store-XXXXXX"));
}

static int fixture_begin(void **state)
{
	(void)state;
	fixture_folder = fixture_make_folder();
	g_autofree char *above = g_path_get_dirname(fixture_folder);
	g_setenv("HOME", fixture_folder, TRUE);
	/* No device: a git that writes its settings would replace it. */
	g_autofree char *settings = g_build_filename(fixture_folder, "settings",
		NULL);
	g_setenv("GIT_CONFIG_GLOBAL", settings, TRUE);
	g_setenv("GIT_CONFIG_NOSYSTEM", "1", TRUE);
	g_setenv("GIT_AUTHOR_DATE", "@1795241000 +0000", TRUE);
	g_setenv("GIT_COMMITTER_DATE", "@1795241000 +0000", TRUE);
	g_setenv("GIT_CEILING_DIRECTORIES", above, TRUE);
	g_setenv("GIT_TEMPLATE_DIR", "", TRUE);
	static const char *const identity[] = {"GIT_AUTHOR_NAME",
		"GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"};
	for (guint i = 0; i < G_N_ELEMENTS(identity); i++)
		g_setenv(identity[i], i % 2 ? "anna@desk.test" : "Anna", TRUE);
	git_libgit2_init();
	g_unsetenv("GIT_DIR");
	g_unsetenv("GIT_INDEX_FILE");
	g_unsetenv("GIT_WORK_TREE");
	g_unsetenv("XDG_CONFIG_HOME");
	return fixture_folder ? 0 : -1;
}

G_GNUC_UNUSED static int fixture_end(void **state)
{
	(void)state;
	run("chmod -R u+w . && rm -rf %s", fixture_folder);
	git_libgit2_shutdown();
	g_clear_pointer(&fixture_folder, g_free);
	return 0;
}

/* A new folder's path, not made. */
G_GNUC_UNUSED static char *fixture_path(void)
{
	return g_strdup_printf("%s/r%d", fixture_folder, ++fixture_count);
}

/* A repository with one commit: a.txt and tickets/2026/11/21/kaaaaaaa.yaml. */
G_GNUC_UNUSED static char *fixture_repository(gboolean bare)
{
	char *path = fixture_path();
	g_autofree char *source = bare ? fixture_path() : g_strdup(path);
	run("git init -q -b main %s && cd %s && "
	    "mkdir -p tickets/2026/11/21 && echo one >a.txt && "
	    "echo 'status: new' >tickets/2026/11/21/kaaaaaaa.yaml && "
	    "git add -A && git commit -qm first", source, source);
	if (bare)
		run("git clone -q --bare %s %s", source, path);
	return path;
}

G_GNUC_UNUSED static Store *fixture_open(const char *path)
{
	GError *error = NULL;
	g_autoptr(StorePlace) place = store_find(path, STORE_EXACTLY, &error);
	if (!place)
		fail_msg("%s", error->message);
	Store *store = store_open(place, &error);
	if (!store)
		fail_msg("%s", error->message);
	return store;
}

G_GNUC_UNUSED static StoreChange *fixture_change(Store *store)
{
	GError *error = NULL;
	StoreChange *change = store_change_begin(store, "test", FIXTURE_NOW,
		&error);
	if (!change)
		fail_msg("%s", error->message);
	return change;
}

G_GNUC_UNUSED static void fixture_write(StoreChange *change, const char *path,
	const char *text)
{
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	store_change_write(change, path, bytes);
}

static const StoreMessage fixture_message = {
	.message = "1 test: change\n\nDesk-Op: test", .name = "Anna",
	.mail = "anna@desk.test", .at = FIXTURE_NOW,
	.zone_offset_minutes = 180};

G_GNUC_UNUSED static void fixture_commit(StoreChange *change, char oid[41])
{
	GError *error = NULL;
	char ignored[41];
	gboolean moved;
	if (!store_change_commit(change, &fixture_message, oid ? oid : ignored,
		&moved, &error))
		fail_msg("%s", error->message);
}

/* One file written in one change. */
G_GNUC_UNUSED static void fixture_put(Store *store, const char *path, const char *text)
{
	g_autoptr(StoreChange) change = fixture_change(store);
	fixture_write(change, path, text);
	fixture_commit(change, NULL);
}

G_GNUC_UNUSED static char *bytes_text(GBytes *bytes)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	return g_strndup(size ? data : "", size);
}

G_GNUC_UNUSED static void assert_text(GBytes *bytes, const char *text)
{
	assert_non_null(bytes);
	g_autofree char *got = bytes_text(bytes);
	assert_string_equal(got, text);
}

G_GNUC_UNUSED static void assert_failed(GError **error, int code, const char *words)
{
	assert_non_null(*error);
	if (!g_error_matches(*error, DESK_ERROR, code))
		fail_msg("code %d: %s", (*error)->code, (*error)->message);
	if (!strstr((*error)->message, words))
		fail_msg("\"%s\" lacks \"%s\"", (*error)->message, words);
	g_clear_error(error);
}

/* What a shell line prints. */
#define assert_shell(expected, ...) do { \
	g_autofree char *shell_output = shell(NULL, __VA_ARGS__); \
	assert_string_equal(shell_output, expected); \
} while (0)

/* Git finds nothing wrong and, with a work tree, nothing changed. */
G_GNUC_UNUSED static void assert_sound(const char *path)
{
	run("git -C %s fsck --full --strict", path);
	g_autofree char *bare = shell(NULL,
		"git -C %s rev-parse --is-bare-repository", path);
	if (strcmp(bare, "false") == 0)
		assert_shell("", "git -C %s status --porcelain", path);
}

#endif
