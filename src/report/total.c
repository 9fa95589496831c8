#include "report/total.h"

static void add_all(gint64 *into, const gint64 *from, guint count)
{
	for (guint i = 0; i < count; i++)
		into[i] += from[i];
}

static void add_spans(Group *total, const Group *group)
{
	for (guint kind = 0; kind < SPANS; kind++)
		for (guint working = 0; working < 2; working++) {
			const GArray *from = group->spans[kind][working];
			GArray **into = &total->spans[kind][working];
			if (!from)
				continue;
			if (!*into)
				*into = g_array_new(FALSE, FALSE,
					sizeof(gint64));
			g_array_append_vals(*into, from->data, from->len);
		}
}

static void add(Group *total, const Group *group)
{
	add_all(total->counts, group->counts, COUNTS);
	add_all(total->met, group->met, CLOCK_KINDS);
	add_all(total->breached, group->breached, CLOCK_KINDS);
	add_all(total->stock, group->stock, STOCKS);
	add_all(total->worked, group->worked, WORKED_KINDS);
	add_all(total->flaws, group->flaws, FLAWS);
	total->ratings += group->ratings;
	total->running += group->running;
	total->weighted += group->weighted;
	total->broken_before += group->broken_before;
	total->back_dated += group->back_dated;
	add_spans(total, group);
}

void groups_total(Groups *groups, Group *total)
{
	const GPtrArray *order = groups->order;
	groups_sort(groups);
	for (guint i = 0; i < order->len; i++)
		add(total, order->pdata[i]);
	if (groups->by.kind == KEY_TIME && order->len > 0) {
		const Group *last = order->pdata[order->len - 1];
		for (guint i = 0; i < STOCKS; i++)
			total->stock[i] = last->stock[i];
	}
	total->all_solved = groups->solved;
	total->one_end = groups->by.kind != KEY_TIME;
	group_sum(total);
}

gboolean metric_has_total(const Metric *metric)
{
	return metric->whole != G_STRUCT_OFFSET(Group, all_solved) &&
		metric->offset != G_STRUCT_OFFSET(Group,
			counts[COUNT_TOUCHED]);
}
