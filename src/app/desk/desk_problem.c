/* What is told aside of what went wrong. */
#include "app/desk/desk.h"

#include "base/phrase.h"

void desk_say_unreadable(const Desk *desk, gint64 count)
{
	static const Phrase unreadable = {"%1 unreadable, see `desk fsck`",
		"не читается заявок: %1, подробности — `desk fsck`"};
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, count);
	desk_say(desk, &unreadable, number, NULL);
}

void desk_say_problem(const Desk *desk, const GError *problem)
{
	static const Phrase said = {"%1", NULL};
	g_autofree char *text = desk_problem_text(desk, problem);
	desk_say(desk, &said, text, NULL);
}
