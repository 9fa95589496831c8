#include "base/work_span.h"

#include "base/instant.h"

static char *days_format(gint64 amount)
{
	gint64 rest = ABS(amount) % WORKDAY;
	const char *sign = amount < 0 ? "-" : "";
	gint64 days = ABS(amount) / WORKDAY;
	if (rest == 0)
		return g_strdup_printf("%s%" G_GINT64_FORMAT "bd", sign, days);
	gint64 hundredths = (rest + WORKDAY / 200) / (WORKDAY / 100);
	days += hundredths / 100;
	return g_strdup_printf("%s%" G_GINT64_FORMAT ".%02dbd", sign, days,
		(int)(hundredths % 100));
}

char *work_span_format(WorkSpan span)
{
	if (span.unit == WORK_DAYS)
		return days_format(span.amount);
	if (span.unit == WORK_CALENDAR)
		return span_format(span.amount);
	const char *sign = span.amount < 0 ? "-" : "";
	gint64 minutes = ABS(span.amount) / 60, hours = minutes / 60;
	if (minutes % 60 == 0 && hours > 0)
		return g_strdup_printf("%s%" G_GINT64_FORMAT "bh", sign, hours);
	if (hours > 0)
		return g_strdup_printf("%s%" G_GINT64_FORMAT "bh %dm", sign,
			hours, (int)(minutes % 60));
	return g_strdup_printf("%s%dbm", sign, (int)(minutes % 60));
}
