#include "rules/path.h"

#include <string.h>

typedef struct {
	const Regulation *regulation;
	PathStop now;	     /* as it stands after the events so far */
	gboolean levelled;   /* the level changed in this commit */
	GHashTable *former;  /* who had it and gave it away */
	GArray *stops;
} Walk;

static gboolean is_over(const Walk *walk, const char *status)
{
	return *status && regulation_status_class(walk->regulation, status) >=
		CLASS_SOLVED;
}

static void take(Walk *walk, const PathEvent *event)
{
	const struct {
		const char *name;
		const char **text;
	} fields[] = {{"assignee", &walk->now.holder},
		{"group", &walk->now.group}, {"level", &walk->now.level},
		{"status", &walk->now.status}};
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
		if (strcmp(event->field, fields[i].name) == 0)
			*fields[i].text = event->new_text;
	walk->levelled |= strcmp(event->field, "level") == 0;
	walk->now.from = event->at;
	walk->now.over = is_over(walk, walk->now.status);
}

static gboolean same_place(const PathStop *a, const PathStop *b)
{
	return a->over == b->over && strcmp(a->level, b->level) == 0 &&
		strcmp(a->group, b->group) == 0 &&
		strcmp(a->holder, b->holder) == 0;
}

/* Who has it now: back again, or from hand to hand? */
static void mark(Walk *walk, PathStop *stop, const PathStop *before,
	gboolean levelled)
{
	const char *login = stop->holder;
	if (*login && strcmp(login, before ? before->holder : "") != 0) {
		stop->returned = g_hash_table_contains(walk->former, login);
		stop->hop = before && *before->holder && !levelled;
	}
	if (before && *before->holder && strcmp(before->holder, login) != 0)
		g_hash_table_add(walk->former, (gpointer)before->holder);
}

/* The commit is at its end. */
static void step(Walk *walk)
{
	PathStop *before = walk->stops->len > 0 ? &g_array_index(walk->stops,
		PathStop, walk->stops->len - 1) : NULL;
	PathStop stop = walk->now;
	gboolean levelled = walk->levelled;
	walk->levelled = FALSE;
	if (before && same_place(before, &stop))
		return;
	mark(walk, &stop, before, levelled);
	if (before)
		before->until = stop.from;
	if (before && before->from == stop.from && !*before->holder)
		g_array_set_size(walk->stops, walk->stops->len - 1);
	g_array_append_val(walk->stops, stop);
}

GArray *path_stops(const GArray *events, const Regulation *regulation)
{
	g_autoptr(GHashTable) former = g_hash_table_new(g_str_hash,
		g_str_equal);
	Walk walk = {
		.regulation = regulation,
		.now = {.level = "", .group = "", .holder = "", .status = "",
			.from = INSTANT_NONE, .until = INSTANT_NONE},
		.former = former,
		.stops = g_array_new(FALSE, FALSE, sizeof(PathStop)),
	};
	for (guint i = 0; i < events->len; i++) {
		const PathEvent *event = &g_array_index(events, PathEvent, i);
		take(&walk, event);
		if (i + 1 == events->len || g_array_index(events, PathEvent,
			i + 1).seq != event->seq)
			step(&walk);
	}
	return walk.stops;
}
