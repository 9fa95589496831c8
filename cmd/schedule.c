/* Recurring tickets. */
#include "cmd/automation.h"
#include "cmd/change.h"

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/lease.h"
#include "app/desk/talk.h"
#include "app/desk/ticket_name.h"
#include "app/time/schedule.h"
#include "index/schedules.h"

enum { DEFAULT_COUNT = 10, MOST_COUNT = 1000 };
#define FAR_AHEAD ((gint64)SCHEDULE_MOST_DAYS_AHEAD * 24 * 60 * 60)

static const Phrase
	bad_count = {"--count: from 1 to %1", "--count: от 1 до %1"},
	last_readable = {"%1; its last readable version stands",
		"%1; действует последняя, которую удалось прочитать"},
	no_more = {"it comes no more", "больше не наступит"},
	none_yet = {"there is no schedule; `desk schedule edit NAME` begins one",
		"расписаний нет; `desk schedule edit ИМЯ` начинает первое"},
	excepted = {"except: nothing is made", "except: не создаётся"},
	shifted = {"shift: %1, %2 is no working day of %3",
		"shift: %1, %2 — нерабочий день календаря %3"},
	shifted_by = {"shift: %1, %2 is no working day of %3 (%4)",
		"shift: %1, %2 — нерабочий день календаря %3 (%4)"},
	bad_catch_up = {"--catch-up: from 1 to %1", "--catch-up: от 1 до %1"},
	early = {"left out, for they are older than their schedules: %1; "
			"--catch-up N makes the newest N of each",
		"не созданы, так как старше своих расписаний: %1; "
		"--catch-up N создаст последние N по каждому"};

static const Option run_options[] = {
	{"catch-up", 0, "N", VALUE_OF_COUNT, FALSE,
		{"the newest N that were missed, of each schedule",
			"последние N пропущенных каждого расписания"}},
	{0},
};

static const Option preview_options[] = {
	{"count", 0, "N", VALUE_OF_COUNT, FALSE,
		{"so many of them; default 10",
			"сколько показать; по умолчанию 10"}},
	{"until", 0, "DATE", VALUE_OF_DATE, FALSE,
		{"none after DATE", "не позже ДАТА"}},
	{0},
};

/* --- words --------------------------------------------------------------- */

static const char *weekday(const Context *context, const GDate *day)
{
	static const Phrase days[] = {{"mon", "пн"}, {"tue", "вт"},
		{"wed", "ср"}, {"thu", "чт"}, {"fri", "пт"}, {"sat", "сб"},
		{"sun", "вс"}};
	const Phrase *name = &days[g_date_get_weekday(day) - 1];
	return context->machine ? name->en : in_language(context, name);
}

static Value *day_value(const GDate *day)
{
	char text[16];
	g_snprintf(text, sizeof text, "%04u-%02u-%02u", g_date_get_year(day),
		(guint)g_date_get_month(day), g_date_get_day(day));
	return value_text(text);
}

/* --- list ---------------------------------------------------------------- */

/* The next one that is made; FALSE without error: none is. */
static gboolean find_next(Context *context, const Schedule *schedule,
	Occurrence *next, GError **error)
{
	Instant now = desk_now(context->desk);
	const Calendar *calendar;
	if (!schedule_find_calendar(context->desk, schedule, &calendar, error))
		return FALSE;
	for (guint count = 1; count <= MOST_COUNT; count *= 10) {
		g_autoptr(GArray) ahead = schedule_ahead(schedule, calendar,
			now, now + FAR_AHEAD, count, error);
		for (guint i = 0; ahead && i < ahead->len; i++) {
			*next = g_array_index(ahead, Occurrence, i);
			if (!next->excepted)
				return TRUE;
		}
		if (!ahead || ahead->len < count)
			return FALSE;
	}
	return FALSE;
}

/* NULL: it made none. */
static gboolean newest_name(Context *context, const char *schedule, char **name,
	GError **error)
{
	g_autofree char *uid = NULL;
	Index *index = desk_index(context->desk, error);
	if (!index || !index_newest_of_schedule(index, schedule, &uid, error))
		return FALSE;
	*name = uid ? desk_ticket_name(context->desk, uid, error) : NULL;
	return *name || !uid;
}

static gboolean add_file(Context *context, Block *table,
	const ScheduleFile *file, GError **error)
{
	const Schedule *schedule = file->schedule;
	g_autoptr(GError) problem = NULL;
	g_autofree char *newest = NULL;
	Occurrence next;
	if (!newest_name(context, file->name, &newest, error))
		return FALSE;
	gboolean any = schedule && find_next(context, schedule, &next,
		&problem);
	const GError *wrong = file->problem ? file->problem : problem;
	g_autofree char *why = wrong ? desk_error_text(wrong,
		context->machine ? NULL : context->language) : any ? NULL :
		g_strdup(in_language(context, &no_more));
	GPtrArray *row = block_add_row(table);
	row_add(row, value_text(file->name));
	row_add(row, any ? value_instant(next.at) : value_none());
	row_add(row, any ? value_text(weekday(context, &next.moved)) :
		value_none());
	row_add(row, schedule ? value_text(schedule->subject) : value_none());
	row_add(row, schedule && schedule->repeat ?
		value_text(recurrence_text(schedule->repeat)) : value_none());
	row_add(row, newest ? value_ticket_name(newest) : value_none());
	row_add(row, value_styled(value_text(why), any ? STYLE_BAD :
		STYLE_DIM));
	return TRUE;
}

static const Member schedule_columns[] = {
	{"name", {"Schedule", "Расписание"}, VALUE_TEXT, COLUMN_ID,
		"of the file"},
	{"next", {"Next", "Следующая"}, VALUE_INSTANT, 0,
		"when a ticket is made next"},
	{"weekday", {""}, VALUE_TEXT, 0, "of that: mon"},
	{"subject", {"Subject", "Тема"}, VALUE_TEXT, COLUMN_SHRINK,
		"of the tickets"},
	{"repeat", {"Rule", "Правило"}, VALUE_TEXT, COLUMN_SHRINK,
		"the rule; null = once"},
	{"newest", {"Newest", "Последняя"}, VALUE_INTEGER, COLUMN_NUMBER,
		"the newest ticket; null = none was made"},
	{"problem", {"Problem", "Ошибка"}, VALUE_TEXT, COLUMN_SHRINK,
		"why it makes none; for people"},
	{0},
};
static const Schema schedule_schema = {"schedule/1",
	"desk schedule list: an array", schedule_columns};

static int run_list(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(GPtrArray) files = desk ? schedules_read(desk, error) : NULL;
	if (!files)
		return -1;
	Block *table = context_list(context, &schedule_schema, "schedules");
	for (guint i = 0; i < files->len; i++)
		if (!add_file(context, table, g_ptr_array_index(files, i),
			error))
			return -1;
	if (files->len == 0)
		context_add_footer(context, &none_yet, NULL);
	return 0;
}

/* --- preview ------------------------------------------------------------- */

/* Why it is not made on the day of the rule; NULL: it is. g_free() */
static char *why_of(const Context *context, const Schedule *schedule,
	const Calendar *calendar, const Occurrence *one)
{
	if (one->excepted)
		return g_strdup(in_language(context, &excepted));
	if (g_date_compare(&one->day, &one->moved) == 0)
		return NULL;
	const char *title = calendar_title_of(calendar, &one->day);
	return fill_in_language(context, title ? &shifted_by : &shifted,
		schedule_shift_name(schedule->shift),
		weekday(context, &one->day), calendar->name, title, NULL);
}

static const struct {
	const char *name;
	Phrase title;
} states[] = {
	{"planned", {"planned", "по плану"}},
	{"shifted", {"shifted", "перенесена"}},
	{"excepted", {"excepted", "исключена"}},
	{"made", {"made", "создана"}},
};

/* The place of it; -1: error. */
static int state_of(Context *context, const Schedule *schedule,
	const Occurrence *one, GError **error)
{
	Index *index = desk_index(context->desk, error);
	const Regulation *regulation = index ? desk_regulation(context->desk,
		error) : NULL;
	if (!regulation)
		return -1;
	g_autofree char *uid = schedule_uid(regulation, schedule, one);
	gboolean made;
	return !schedule_was_made(index, uid, &made, error) ? -1 :
		made ? 3 : one->excepted ? 2 :
		g_date_compare(&one->day, &one->moved) != 0;
}

static gboolean add_occurrence(Context *context, Block *table,
	const Schedule *schedule, const Calendar *calendar,
	const Occurrence *one, GError **error)
{
	int state = state_of(context, schedule, one, error);
	if (state < 0)
		return FALSE;
	GPtrArray *row = block_add_row(table);
	row_add(row, day_value(&one->day));
	row_add(row, value_text(weekday(context, &one->day)));
	row_add(row, one->excepted ? value_none() : value_instant(one->at));
	row_add(row, one->excepted ? value_none() :
		value_text(weekday(context, &one->moved)));
	row_add(row, value_titled(states[state].name, in_language(context,
		&states[state].title)));
	row_add(row, value_text_take(why_of(context, schedule, calendar, one)));
	return TRUE;
}

static const Member occurrence_columns[] = {
	{"day", {"Day of the rule", "День по правилу"}, VALUE_TEXT, COLUMN_ID,
		"that the rule says"},
	{"weekday", {""}, VALUE_TEXT, 0, "of that day: mon"},
	{"at", {"Made", "Создаётся"}, VALUE_INSTANT, 0,
		"when the ticket is made; null = it is not"},
	{"weekday-made", {""}, VALUE_TEXT, 0, "of that"},
	{"state", {"State", "Состояние"}, VALUE_TEXT, 0,
		"planned shifted excepted made"},
	{"why", {"Why", "Почему"}, VALUE_TEXT, COLUMN_SHRINK,
		"it is not made on the day of the rule; for people"},
	{0},
};
static const Schema occurrence_schema = {"schedule-occurrence/1",
	"desk schedule preview: an array", occurrence_columns};

static Block *occurrence_table(Context *context)
{
	Block *table = context_list(context, &occurrence_schema, "occurrences");
	return table;
}

static int preview(Context *context, const ScheduleFile *file, guint count,
	Instant until, GError **error)
{
	const Schedule *schedule = file->schedule;
	const Calendar *calendar;
	g_autofree char *problem = file->problem ? desk_problem_text(
		context->desk, file->problem) : NULL;
	if (problem && schedule)
		desk_say(context->desk, &last_readable, problem, NULL);
	if (!schedule) {
		g_propagate_error(error, g_error_copy(file->problem));
		return -1;
	}
	if (!schedule_find_calendar(context->desk, schedule, &calendar, error))
		return -1;
	g_autoptr(GArray) ahead = schedule_ahead(schedule, calendar,
		desk_now(context->desk), until, count, error);
	if (!ahead)
		return -1;
	Block *table = occurrence_table(context);
	for (guint i = 0; i < ahead->len; i++)
		if (!add_occurrence(context, table, schedule, calendar,
			&g_array_index(ahead, Occurrence, i), error))
			return -1;
	return 0;
}

static int run_preview(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(GPtrArray) files = desk ? schedules_read(desk, error) : NULL;
	const ScheduleFile *file = files ? schedules_find(files,
		context->operands[0], error) : NULL;
	gint64 count = option_given(context, "until") ? MOST_COUNT :
		DEFAULT_COUNT;
	Instant until;
	if (!file || !option_count(context, "count", &count, error) ||
		!option_date(context, "until", TRUE, &until, error))
		return -1;
	if (count < 1 || count > MOST_COUNT) {
		g_autofree char *most = g_strdup_printf("%d", MOST_COUNT);
		return usage_error(context, error, &bad_count, most, NULL);
	}
	return preview(context, file, (guint)count, until != INSTANT_NONE ?
		until : desk_now(desk) + FAR_AHEAD, error);
}

/* --- run ----------------------------------------------------------------- */

static int say_problems(const GPtrArray *problems, int answer, GError **error)
{
	return answer != 0 || desk_error_of_many(error, DESK_ERROR_PARTLY,
		problems) ? answer : -1;
}

static void tell_early(Context *context, const SchedulePlan *plan)
{
	g_autofree char *count = g_strdup_printf("%u", plan->early);
	if (plan->early > 0 && !context->machine)
		desk_say(context->desk, &early, count, NULL);
}

static const Member run_members[] = {
	{"made", {NULL}, VALUE_INTEGER, 0, "tickets"},
	{"early", {NULL}, VALUE_INTEGER, 0,
		"left out: older than their schedules"},
	{"problems", {NULL}, VALUE_LIST, 0,
		"why a schedule cannot be followed; for people"},
	{"tickets", {NULL}, VALUE_LIST, 0,
		"what was done to each, as in change/1", &change_schema},
	{0},
};
static const Schema run_schema = {"schedule-run/1",
	"desk schedule run: an object", run_members};

static int answer(Context *context, const SchedulePlan *plan,
	const GPtrArray *problems, int done, GError **error)
{
	Block *fields = automation_answer(context, &run_schema, "tickets",
		"made");
	if (fields) {
		block_set(fields, "early", value_integer(plan->early));
		block_set(fields, "problems", value_texts(problems));
	}
	return say_problems(problems, done, error);
}

static int run_due(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	gint64 most = 0;
	if (!desk || !option_count(context, "catch-up", &most, error))
		return -1;
	if (option_given(context, "catch-up") &&
		(most < 1 || most > SCHEDULE_MOST_CATCH_UP)) {
		g_autofree char *limit = g_strdup_printf("%d",
			SCHEDULE_MOST_CATCH_UP);
		return usage_error(context, error, &bad_catch_up, limit, NULL);
	}
	g_autoptr(SchedulePlan) plan = schedule_plan(desk, (guint)most, error);
	if (!plan)
		return -1;
	tell_early(context, plan);
	if (plan->tickets->len == 0)
		return answer(context, plan, plan->problems, 0, error);
	g_auto(Lease) lease = {0};
	if (!context->dry_run && !lease_need(desk, &lease, error))
		return -1;
	g_autoptr(GPtrArray) problems = remarks_new();
	ScheduleRun due = {problems, (guint)most};
	int done = change_run_by_rule(context, "schedule", schedule_apply,
		&due, error);
	lease_give_back(desk, &lease);
	return answer(context, plan, problems, done, error);
}

/* --- show and edit ------------------------------------------------------- */

static const char example_en[] =
	"# A ticket is made at each of these times; man desk-schedule.\n"
	"subject: Month's closing\n"
	"text: |\n"
	"  Add up the hours and send the acts.\n"
	"start: 2027-01-01 09:00        # the first; the time of each\n"
	"repeat: FREQ=MONTHLY;BYMONTHDAY=1\n"
	"shift: next                    # to a working day: none, next, previous\n"
	"#calendar: office              # of this calendar\n"
	"#catch-up: last                # of those missed: last, all, none\n"
	"#except: [2027-05-01]          # days of the rule without a ticket\n"
	"#due: 2bd                      # promised so long after it is made\n"
	"#category: billing\n"
	"#priority: normal\n"
	"#group: office                 # or assignee: LOGIN\n"
	"#customer: acme\n"
	"#requester: acme/ivanova\n"
	"#tell: true                    # the requester hears of it by mail\n"
	"#clocks: true                  # it has targets as a question has\n"
	"#tags: [closing]\n"
	"#checklist: [Add up the hours, Send the acts]\n";

static const char example_ru[] =
	"# Заявка создаётся каждый раз в это время; man desk-schedule.\n"
	"subject: Закрытие месяца\n"
	"text: |\n"
	"  Свести часы и отправить акты.\n"
	"start: 2027-01-01 09:00        # первая; время каждой\n"
	"repeat: FREQ=MONTHLY;BYMONTHDAY=1\n"
	"shift: next                    # на рабочий день: none, next, previous\n"
	"#calendar: office              # по этому календарю\n"
	"#catch-up: last                # из пропущенных: last, all, none\n"
	"#except: [2027-05-01]          # дни правила, когда заявки нет\n"
	"#due: 2bd                      # обещанный срок после создания\n"
	"#category: billing\n"
	"#priority: normal\n"
	"#group: office                 # или assignee: ЛОГИН\n"
	"#customer: romashka\n"
	"#requester: romashka/ivanova\n"
	"#tell: true                    # заявитель узнает письмом\n"
	"#clocks: true                  # нормы как у обращения клиента\n"
	"#tags: [закрытие]\n"
	"#checklist: [Свести часы, Отправить акты]\n";

static int run_edit(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	const Regulation *regulation = desk ? desk_regulation(desk, error) :
		NULL;
	if (!regulation)
		return -1;
	return edit_file_or_new(context, "schedules", context->operands[0],
		g_strcmp0(regulation->language, "ru") ? example_en : example_ru,
		error);
}

static int run_show(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(GPtrArray) files = desk ? schedules_read(desk, error) : NULL;
	if (!files || !schedules_find(files, context->operands[0], error))
		return -1;
	return show_file(context, "schedules", context->operands[0], error);
}

static const Subcommand subcommands[] = {
	{"edit", "NAME", {"change one, or begin it", "изменить или завести"},
		{VALUE_OF_SCHEDULE}, NULL, run_edit, FALSE},
	{"list", NULL, {"which there are, and what comes next",
		"какие есть и когда следующая заявка"}, {VALUE_OF_NOTHING}, NULL,
		run_list, TRUE},
	{"preview", "NAME", {"when its tickets come", "когда придут её заявки"},
		{VALUE_OF_SCHEDULE}, preview_options, run_preview, FALSE},
	{"run", NULL, {"make the tickets that are due",
		"создать заявки, которым пора"}, {VALUE_OF_NOTHING},
		run_options, run_due, FALSE},
	{"show", "NAME", {"its file", "файл расписания"},
		{VALUE_OF_SCHEDULE}, NULL, run_show, FALSE},
	{0},
};

const Command schedule_command = {
	.name = "schedule",
	.group = GROUP_REGULATION,
	.synopsis = "schedule",
	.summary = {"recurring tickets: when they come, and those that are due",
		"регулярные заявки: когда наступят и каким пора"},
	.flags = COMMAND_READS | COMMAND_CHANGES,
	.answers = (const Schema *const[]){&occurrence_schema,
		&run_schema, &schedule_schema, NULL},
	.subcommands = subcommands,
};
