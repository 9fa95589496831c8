/* What grew, and by which ticket. */
#include "report/tally.h"

void tally_add_id(Tally *tally, gint64 ticket)
{
	g_hash_table_add(tally->ids, g_memdup2(&ticket, sizeof ticket));
}

void tally_note(const Tally *tally, gint64 ticket, const Group *group,
	const void *place)
{
	const ReportSettings *settings = tally->groups->settings;
	if (!settings->drill &&
		(!settings->linked || tally->cells->len > LINKED_MOST))
		return;
	const Cell cell = {group, (gsize)((const char *)place -
		(const char *)group), ticket};
	g_array_append_val(tally->cells, cell);
}

void tally_count(const Tally *tally, gint64 ticket, Group *group,
	gint64 *figure, gint64 by)
{
	*figure += by;
	tally_note(tally, ticket, group, figure);
}
