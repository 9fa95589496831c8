#include "report/groups.h"

#include <string.h>

#include "base/automation.h"

enum { ENDS_DAYS = 20000 }; /* before the last one: they have a stock */

static void group_free(void *data)
{
	Group *group = data;
	g_free(group->name);
	group_clear(group);
	g_free(group);
}

gboolean groups_init(Groups *groups, const ReportSettings *settings,
	const Regulation *regulation, GError **error)
{
	const char *by = settings->by ? settings->by : settings->report->by;
	*groups = (Groups){
		.settings = settings,
		.regulation = regulation,
		.groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
			NULL),
		.order = g_ptr_array_new_with_free_func(group_free),
		.ends = g_array_new(FALSE, FALSE, sizeof(Instant)),
		.rises = g_array_new(FALSE, TRUE, sizeof(gint64[STOCKS])),
	};
	return grouping_find(settings->report, by, &groups->by, error) &&
		grouping_as_was(&groups->by, settings->as_was, &groups->as_was,
		error);
}

void groups_clear(Groups *groups)
{
	g_clear_pointer(&groups->groups, g_hash_table_unref);
	g_clear_pointer(&groups->order, g_ptr_array_unref);
	g_clear_pointer(&groups->ends, g_array_unref);
	g_clear_pointer(&groups->rises, g_array_unref);
}

Group *groups_named(Groups *groups, const char *name)
{
	Group *group = g_hash_table_lookup(groups->groups, name);
	if (group)
		return group;
	group = g_new0(Group, 1);
	group->name = g_strdup(name);
	g_hash_table_insert(groups->groups, g_strdup(name), group);
	g_ptr_array_add(groups->order, group);
	return group;
}

/* A clock changes at whole hours of before, so none lies between. */
static Instant hour_end(Instant at, GTimeZone *zone)
{
	g_autoptr(GDateTime) local = instant_to_date_time(at, zone);
	return at + 3600 - g_date_time_get_minute(local) * 60 -
		g_date_time_get_second(local);
}

/* A day or an hour is looked up once for all facts of that day that follow each other. */
static Group *group_at(Groups *groups, Instant at)
{
	if (groups->span_group && at >= groups->span_from &&
		at < groups->span_until)
		return groups->span_group;
	GTimeZone *zone = groups->settings->zone;
	g_autofree char *name = instant_format_in(at, zone, groups->by.format);
	groups->span_from = groups->by.hours ? at : instant_day_start(at, zone,
		0);
	groups->span_until = groups->by.hours ? hour_end(at, zone) :
		instant_day_start(at, zone, 1);
	groups->span_group = groups_named(groups, name);
	return groups->span_group;
}

/* A word that was renamed stands with what it is called now. */
static Group *group_of_word(Groups *groups, const char *word)
{
	const char *field = groups->by.field->name;
	Group *group = g_hash_table_lookup(groups->groups, word);
	int place = group ? -1 : regulation_rank(groups->regulation, field,
		word);
	if (place < 0)
		return group ? group : groups_named(groups, word);
	const Term *term = regulation_terms(groups->regulation,
		field)->pdata[place];
	group = groups_named(groups, term->name);
	if (strcmp(word, term->name) != 0)
		g_hash_table_insert(groups->groups, g_strdup(word), group);
	return group;
}

Group *groups_find(Groups *groups, const FactTicket *ticket, Instant at,
	const char *agent, const char *by)
{
	const char *name;
	switch (groups->by.kind) {
	case KEY_AGENT:
	case KEY_FIELD:
		name = groups->by.kind == KEY_AGENT ? agent :
			groups->as_was == AS_WAS_THEN ? by :
			fact_ticket_as(ticket, TICKET_BY, groups->as_was);
		/* What follows each other is mostly of one. */
		if (!groups->span_group ||
			strcmp(groups->span_group->name, name) != 0)
			groups->span_group = groups->by.kind == KEY_AGENT ?
				groups_named(groups, name) :
				group_of_word(groups, name);
		return groups->span_group;
	case KEY_TIME:
		return group_at(groups, at);
	default:
		if (!groups->span_group)
			groups->span_group = groups_named(groups, "");
		return groups->span_group;
	}
}

gboolean groups_in_period(const Groups *groups, Instant at)
{
	return at >= groups->settings->from && at < groups->settings->until;
}

Instant groups_end(const Groups *groups)
{
	return MIN(groups->settings->until - 1, groups->settings->as_of);
}

/* --- the stock at the end of each day, week or month ------------------ */

static void find_ends(Groups *groups)
{
	GTimeZone *zone = groups->settings->zone;
	Instant last = groups_end(groups);
	Instant day = instant_day_start(MAX(groups->settings->from, last -
		(Instant)ENDS_DAYS * 24 * 60 * 60), zone, 0);
	g_autofree char *name = NULL;
	while (day <= last) {
		Instant next = instant_day_start(day, zone, 1);
		Instant end = MIN(next - 1, last);
		g_autofree char *own = instant_format_in(day, zone,
			groups->by.format);
		if (g_strcmp0(own, name) == 0)
			g_array_index(groups->ends, Instant,
				groups->ends->len - 1) = end;
		else
			g_array_append_val(groups->ends, end);
		g_free(g_steal_pointer(&name));
		name = g_steal_pointer(&own);
		day = next;
	}
	g_array_set_size(groups->rises, groups->ends->len + 1);
}

/* The first end that is not before `at`. */
static guint end_from(const Groups *groups, Instant at)
{
	guint low = 0, high = groups->ends->len;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		if (g_array_index(groups->ends, Instant, middle) < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* In the stock at each end in [since, until). */
static void rise(Groups *groups, guint stock, Instant since, Instant until)
{
	gint64 *rises = (gint64 *)(gpointer)groups->rises->data;
	if (since >= until)
		return;
	rises[end_from(groups, since) * STOCKS + stock]++;
	rises[end_from(groups, until) * STOCKS + stock]--;
}

/* More seconds than that. */
static const gint64 ages[STOCKS] = {
	[STOCK_WEEK] = (gint64)24 * 60 * 60,
	[STOCK_MONTH] = (gint64)7 * 24 * 60 * 60,
	[STOCK_OLDER] = (gint64)30 * 24 * 60 * 60,
};

Stocked stock_of_age(gint64 seconds)
{
	Stocked age = STOCK_OLDER;
	while (age > STOCK_DAY && seconds <= ages[age])
		age--;
	return age;
}

void groups_add_stay(Groups *groups, const FactTicket *ticket, const Fact *stay)
{
	Instant until = stay->at == INSTANT_NONE ? G_MAXINT64 : stay->at;
	if (stay->stood >= CLASS_SOLVED || groups->by.hours)
		return;
	if (groups->rises->len == 0)
		find_ends(groups);
	rise(groups, stay->stood, stay->since, until);
	for (guint age = STOCK_DAY; age < STOCKS; age++)
		rise(groups, age, age == STOCK_DAY ? stay->since :
			MAX(stay->since, ticket->created + ages[age] + 1),
			age == STOCK_OLDER ? until : MIN(until,
			ticket->created + ages[age + 1] + 1));
}

void groups_stock(Groups *groups)
{
	const gint64 *rises = (const gint64 *)(gconstpointer)groups->rises->data;
	gint64 stock[STOCKS] = {0};
	for (guint i = 0; i < groups->ends->len; i++) {
		gboolean any = FALSE;
		for (guint k = 0; k < STOCKS; k++) {
			stock[k] += rises[i * STOCKS + k];
			any |= stock[k] > 0;
		}
		if (any)
			memcpy(group_at(groups, g_array_index(groups->ends,
				Instant, i))->stock, stock, sizeof stock);
	}
}

gboolean groups_is_apart(const Groups *groups, const Group *group)
{
	return groups->by.kind == KEY_AGENT &&
		strcmp(group->name, AUTOMATION) == 0;
}

static int by_name(gconstpointer a, gconstpointer b, gpointer groups)
{
	const Group *left = *(const Group *const *)a;
	const Group *right = *(const Group *const *)b;
	int apart = groups_is_apart(groups, left) -
		groups_is_apart(groups, right);
	return apart != 0 ? apart : strcmp(left->name, right->name);
}

void groups_sort(Groups *groups)
{
	g_ptr_array_sort_with_data(groups->order, by_name, groups);
}
