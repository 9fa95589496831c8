/* The way of a ticket: what is a stop, who had it before, what is a hop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "rules/path.h"
#include "model/regulation.h"

static Regulation *rules(void)
{
	static const char text[] = "desk: 1\nlevels: [L1, L2]\n";
	g_autoptr(GError) problem = NULL;
	Regulation *result = regulation_parse(text, strlen(text), "desk.yaml",
		&problem);
	assert_null(problem ? problem->message : NULL);
	return result;
}

/* "L1 anna 20 r" a stop; r: returned, h: hop, o: over. */
static char *way_of(const PathEvent *events, guint count)
{
	g_autoptr(Regulation) regulation = rules();
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(PathEvent));
	g_array_append_vals(list, events, count);
	g_autoptr(GArray) stops = path_stops(list, regulation);
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < stops->len; i++) {
		const PathStop *stop = &g_array_index(stops, PathStop, i);
		g_string_append_printf(out, "%s%s/%s/%s", i ? " " : "",
			stop->level, stop->group, stop->holder);
		if (stop->until != INSTANT_NONE)
			g_string_append_printf(out, ":%d",
				(int)(stop->until - stop->from));
		g_string_append_printf(out, "%s%s%s", stop->over ? "o" : "",
			stop->returned ? "r" : "", stop->hop ? "h" : "");
	}
	return g_string_free(out, FALSE);
}

static void honest_way(void **state)
{
	static const PathEvent events[] = {
		{1, 0, "status", "new"}, {1, 0, "level", "L1"},
		{2, 0, "assignee", "anna"}, {2, 0, "status", "open"},
		{3, 20, "assignee", ""}, {3, 20, "level", "L2"},
		{3, 20, "group", "net"}, {4, 30, "assignee", "ivan"},
		{5, 60, "status", "solved"}, {6, 90, "status", "open"},
	};
	(void)state;
	g_autofree char *way = way_of(events, G_N_ELEMENTS(events));
	assert_string_equal(way, "L1//anna:20 L2/net/:10 L2/net/ivan:30 "
		"L2/net/ivan:30o L2/net/ivan");
}

static void football(void **state)
{
	static const PathEvent events[] = {
		{1, 0, "level", "L1"}, {1, 0, "assignee", "anna"},
		{2, 10, "assignee", "ivan"}, {3, 20, "assignee", "anna"},
		{4, 30, "assignee", "olga"}, {4, 30, "level", "L2"},
		{5, 40, "status", "open"}, {6, 50, "assignee", ""},
		{7, 60, "assignee", "ivan"},
	};
	(void)state;
	g_autofree char *way = way_of(events, G_N_ELEMENTS(events));
	assert_string_equal(way, "L1//anna:10 L1//ivan:10h L1//anna:10rh "
		"L2//olga:20 L2//:10 L2//ivanr");
}

static void nothing_happened(void **state)
{
	(void)state;
	g_autofree char *way = way_of(NULL, 0);
	assert_string_equal(way, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(honest_way),
		cmocka_unit_test(football),
		cmocka_unit_test(nothing_happened),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
