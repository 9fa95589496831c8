/*
 * A desk for the tests of rooms: a store as `desk init` makes it, with files of
 * its own, opened in this process. Made once for a group of tests.
 */
#ifndef TESTS_DESK_FIXTURE_H
#define TESTS_DESK_FIXTURE_H

#include "store_fixture.h"

#include "app/change/operation_run.h"
#include "app/check/init.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"

typedef struct {
	const char *path, *text;
} FixtureFile;

/* Opens it as Anna; `files` end with a NULL path, and are committed. */
G_GNUC_UNUSED static Desk *fixture_desk(const FixtureFile *files)
{
	g_setenv("DESK_NOW", "2026-11-21T06:14:03Z", TRUE);
	run("git config --global user.name 'Anna Petrova' && "
	    "git config --global user.email anna@desk.test");
	g_autofree char *folder = fixture_path();
	InitSettings settings = {.folder = folder, .preset = "it-outsourcing",
		.language = "en", .now = FIXTURE_NOW};
	g_auto(InitResult) result = {0};
	GError *error = NULL;
	if (!init_store(&settings, &result, &error))
		fail_msg("%s", error->message);
	for (; files->path; files++) {
		g_autofree char *path = g_build_filename(folder, files->path,
			NULL);
		g_autofree char *parent = g_path_get_dirname(path);
		assert_int_equal(g_mkdir_with_parents(parent, 0755), 0);
		assert_true(g_file_set_contents(path, files->text, -1, NULL));
	}
	run("cd %s && git add -A && git commit -qm files", folder);
	DeskOptions options = {.folder = folder};
	Desk *desk = desk_open(&options, &error);
	if (!desk)
		fail_msg("%s", error->message);
	return desk;
}

/* One operation that must succeed. */
G_GNUC_UNUSED static void fixture_operate(Desk *desk,
	const OperationSettings *settings, OperationApply apply, void *data)
{
	g_autoptr(GError) error = NULL;
	g_auto(OperationResult) result = {0};
	if (!operation_run(desk, settings, apply, data, &result, &error))
		fail_msg("%s", error->message);
	desk_forget_index(desk);
}

#endif
