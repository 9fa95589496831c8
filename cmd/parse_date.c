#include "cmd/command.h"

#include "system/clock.h"
#include "text/date.h"

static const Phrase which = {"which dates?", "какие даты?"};

static gboolean add_instant(GString *out, const char *text,
	const DateSetting *setting, DateDirection direction, GError **error)
{
	Instant at;
	if (!date_read(text, setting, direction, &at, error))
		return FALSE;
	g_autofree char *answer = instant_format(at);
	g_string_append_printf(out, "%s\n", answer);
	return TRUE;
}

static gboolean add_range(GString *out, const char *text,
	const DateSetting *setting, DateDirection direction, GError **error)
{
	Instant from, until;
	if (!date_read_range(text, setting, direction, &from, &until, error))
		return FALSE;
	g_autofree char *first = instant_format(from);
	g_autofree char *last = instant_format(until);
	g_string_append_printf(out, "%s\t%s\n", first, last);
	return TRUE;
}

static int run(Context *context, GError **error)
{
	if (context->operand_count == 0)
		return usage_error(context, error, &which, NULL);
	g_autoptr(GTimeZone) zone = clock_local_zone();
	DateDirection direction = option_given(context, "past") ?
		DATE_PAST : DATE_FUTURE;
	gboolean (*add)(GString *, const char *, const DateSetting *,
		DateDirection, GError **) =
		option_given(context, "range") ? add_range : add_instant;
	const DateWork work = context_work(context);
	const DateSetting setting = {clock_now(), zone, &work};
	context->page = page_new(PAGE_TEXT, NULL, NULL);
	for (char **word = context->operands; *word; word++)
		if (!add(context->page->bytes, *word, &setting, direction,
			    error))
			return -1;
	return 0;
}

static const Option options[] = {
	{"past", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"3d is three days ago, not three days ahead",
			"3d — три дня назад, а не вперёд"}},
	{"range", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"begin and end (the first instant after it), TAB between them",
			"начало и конец (первый момент после), через TAB"}},
	{0},
};

const Command parse_date_command = {
	.name = "parse-date",
	.group = GROUP_PLUMBING,
	.synopsis = "parse-date [--past] [--range] DATE...",
	.summary = {"what desk takes a date for, in RFC 3339",
		"как desk понимает дату, в RFC 3339"},
	.options = options,
	.operand = VALUE_OF_DATE,
	.flags = COMMAND_NO_STORE | COMMAND_PLUMBING,
	.run = run,
};
