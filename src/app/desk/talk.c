#include "app/desk/talk.h"

#include "app/desk/desk_parts.h"
#include "app/desk/desk_state.h"
#include "base/error.h"
#include "base/phrase.h"
#include "base/work_span.h"
#include "system/clock.h"

void desk_say(const Desk *desk, const Phrase *phrase, ...)
{
	if (!desk->say)
		return;
	va_list texts;
	va_start(texts, phrase);
	g_autofree char *text = phrase_fill_list(phrase, desk->language, texts);
	va_end(texts);
	desk->say(desk->data, text);
}

void desk_say_once(Desk *desk, const Phrase *phrase, ...)
{
	va_list texts;
	va_start(texts, phrase);
	char *text = phrase_fill_list(phrase, desk->language, texts);
	va_end(texts);
	if (g_hash_table_add(desk->said, text) && desk->say)
		desk->say(desk->data, text);
}

char *desk_problem_text(const Desk *desk, const GError *problem)
{
	return desk_error_text(problem, desk->language);
}

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

GTimeZone *desk_zone(Desk *desk)
{
	if (!desk->zone)
		desk->zone = clock_local_zone();
	return desk->zone;
}

char *desk_time_text(Desk *desk, Instant at)
{
	return instant_format_in(at, desk_zone(desk), "%Y-%m-%d %H:%M");
}

char *desk_hours_text(const Desk *desk, gint64 seconds)
{
	g_autofree char *span = span_format_hours(seconds);
	return span_in_language(span, desk->language);
}
