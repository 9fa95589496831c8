/* Two clones of one store: what a sync answers, and what stands aside. */
#include "desk_fixture.h"

#include "app/change/operation_run.h"
#include "app/desk/upstream.h"
#include "app/sync/auto.h"
#include "app/sync/refused.h"
#include "app/sync/sync.h"
#include "app/sync/unfinished.h"
#include "model/ticket.h"

static Desk *desks[2];
static const FixtureFile files[] = {
	{"customers/acme.yaml", "name: ACME\n"},
	{0},
};

static Desk *open_clone(const char *hub)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = fixture_path();
	run("git clone -q %s %s && git -C %s config desk.sync manual", hub,
		folder, folder);
	DeskOptions options = {.folder = folder};
	Desk *desk = desk_open(&options, &error);
	if (!desk)
		fail_msg("%s", error->message);
	return desk;
}

static int start(void **state)
{
	if (fixture_begin(state))
		return -1;
	desks[0] = fixture_desk(files);
	g_autofree char *source = g_strdup_printf("%s/r%d", fixture_folder,
		fixture_count);
	g_autofree char *hub = fixture_path();
	run("git clone -q --bare %s %s", source, hub);
	desk_free(desks[0]);
	for (guint i = 0; i < 2; i++)
		desks[i] = open_clone(hub);
	return 0;
}

static int stop(void **state)
{
	for (guint i = 0; i < 2; i++)
		g_clear_pointer(&desks[i], desk_free);
	return fixture_end(state);
}

static gboolean make(Operation *op, void *data, GError **error)
{
	Ticket *ticket = operation_create(op, NULL, FIXTURE_NOW, error);
	(void)data;
	if (!ticket)
		return FALSE;
	ticket_set(ticket, "subject", "Printer");
	ticket_set(ticket, "status", "new");
	return TRUE;
}

static void add_ticket(Desk *desk)
{
	OperationSettings settings = {.verb = "new"};
	fixture_operate(desk, &settings, make, NULL);
}

static void synced(Desk *desk, guint received, guint numbered)
{
	g_autoptr(GError) error = NULL;
	SyncSettings settings = {0};
	g_auto(SyncResult) result = {0};
	g_auto(SyncStatus) status = {0};
	if (!sync_run(desk, &settings, &result, &error) ||
		!sync_look(desk, &status, &error))
		fail_msg("%s", error->message);
	assert_int_equal(result.received, received);
	assert_int_equal(result.numbered, numbered);
	assert_int_equal(result.refused, 0);
	assert_int_equal(result.gave_way ? result.gave_way->len : 0, 0);
	assert_int_equal(status.ahead, 0);
	assert_int_equal(status.behind, 0);
	assert_int_equal(status.unnumbered, 0);
	assert_true(status.synced);
}

static void both_end_alike(void **state)
{
	(void)state;
	g_autoptr(GError) error = NULL;
	g_auto(SyncStatus) before = {0};
	add_ticket(desks[0]);
	add_ticket(desks[1]);
	assert_true(sync_look(desks[1], &before, &error));
	assert_int_equal(before.ahead, 1);
	assert_int_equal(before.unnumbered, 1);
	/* Who came first has the number; its commit of numbers travels, too. */
	synced(desks[0], 0, 1);
	synced(desks[1], 2, 1);
	synced(desks[0], 2, 0);
	synced(desks[1], 0, 0);
}

/* What names nothing that stands aside, and a merge that nobody began. */
static void nothing_is_refused_by_name(void **state)
{
	static gboolean (*const acts[])(Desk *, guint, GError **) = {
		refused_drop, refused_retry};
	(void)state;
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) list = refused_list(desks[0], &error);
	assert_non_null(list);
	assert_int_equal(list->len, 0);
	for (gsize i = 0; i < G_N_ELEMENTS(acts); i++) {
		assert_false(acts[i](desks[0], 1, &error));
		assert_true(g_error_matches(error, DESK_ERROR,
			DESK_ERROR_NOT_FOUND));
		g_clear_error(&error);
	}
	assert_true(refused_retry_all(desks[0], &error));
	for (int on = 0; on <= 1; on++) {
		assert_false(unfinished_end(desks[0], on, &error));
		assert_true(g_error_matches(error, DESK_ERROR,
			DESK_ERROR_USAGE));
		g_clear_error(&error);
	}
	assert_false(sync_is_automatic(desks[0]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_end_alike),
		cmocka_unit_test(nothing_is_refused_by_name),
	};
	return cmocka_run_group_tests_name("sync", tests, start, stop);
}
