#include "report/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- a group ---------------------------------------------------------- */

static gint64 span_count(const Group *group, SpanKind kind)
{
	return group->spans[kind][0] ? group->spans[kind][0]->len : 0;
}

/* What came to life again counts as coming in, so the stock adds up. */
void group_sum(Group *group)
{
	const gint64 *counts = group->counts;
	group->open = group->worked_all = 0;
	group->all_met = group->all_breached = 0;
	for (int i = CLASS_NEW; i < CLASS_SOLVED; i++)
		group->open += group->stock[i];
	group->left = counts[FACT_SOLVED] + counts[FACT_UNSOLVED] +
		counts[FACT_MERGED] + counts[FACT_DELETED];
	group->net = counts[FACT_CREATED] + counts[FACT_REOPENED] +
		counts[FACT_REVIVED] - group->left;
	group->worked_all = group->worked[WORKED_REMOTE] +
		group->worked[WORKED_CALLS] + group->worked[WORKED_ONSITE];
	for (int i = 0; i < CLOCK_KINDS; i++) {
		group->judged[i] = group->met[i] + group->breached[i];
		group->all_met += group->met[i];
		group->all_breached += group->breached[i];
	}
	group->all_judged = group->all_met + group->all_breached;
	group->responses = span_count(group, SPAN_FIRST_RESPONSE);
	group->solved_standing = span_count(group, SPAN_RESOLUTION);
}

void group_add_span(Group *group, SpanKind kind, gboolean working,
	gint64 seconds)
{
	GArray **spans = &group->spans[kind][working ? 1 : 0];
	if (!*spans)
		*spans = g_array_new(FALSE, FALSE, sizeof seconds);
	g_array_set_size(*spans, (*spans)->len + 1);
	g_array_index(*spans, gint64, (*spans)->len - 1) = seconds;
}

void group_clear(Group *group)
{
	for (guint i = 0; i < SPANS; i++)
		for (guint k = 0; k < 2; k++)
			g_clear_pointer(&group->spans[i][k], g_array_unref);
}

/* --- its figures ------------------------------------------------------ */

/* What is less than the middle one of three comes before what is more: up to
 * `right`, and from `left` on. Between them all are equal to it. */
static void part(gint64 *seconds, guint first, guint last, guint *left,
	guint *right)
{
	gint64 a = seconds[first], b = seconds[last];
	gint64 middle = CLAMP(seconds[first + (last - first) / 2], MIN(a, b),
		MAX(a, b));
	guint low = first, high = last;
	while (low <= high) {
		while (seconds[low] < middle)
			low++;
		while (seconds[high] > middle)
			high--;
		if (low > high)
			break;
		gint64 own = seconds[low];
		seconds[low++] = seconds[high];
		seconds[high] = own;
		if (high == first)
			break;
		high--;
	}
	*left = low;
	*right = high;
}

/* By rank from 1. The order changes: of the many only one is asked for. */
static gint64 span_at(const GArray *spans, guint rank)
{
	gint64 *seconds = (gint64 *)(gpointer)spans->data;
	guint place = MAX(rank, 1) - 1, first = 0, last = spans->len - 1;
	while (first < last) {
		guint left, right;
		part(seconds, first, last, &left, &right);
		if (place >= left)
			first = left;
		else if (place <= right)
			last = right;
		else
			break;
	}
	return seconds[place];
}

/* Of an even number the mean of the two in the middle. */
static gint64 median(const GArray *spans)
{
	return (span_at(spans, (spans->len + 1) / 2) +
		span_at(spans, spans->len / 2 + 1)) / 2;
}

static gint64 mean(const GArray *spans)
{
	gint64 sum = 0;
	for (guint i = 0; i < spans->len; i++)
		sum += g_array_index(spans, gint64, i);
	return sum / spans->len;
}

static Value *span_of(const GArray *spans, FigureKind kind)
{
	if (!spans)
		return value_none();
	if (kind == FIGURE_MEAN)
		return value_span(mean(spans));
	/* Nearest rank. */
	return value_span(kind == FIGURE_MEDIAN ? median(spans) :
		span_at(spans, (guint)ceil(0.9 * spans->len)));
}

static gint64 count_at(const Group *group, gsize offset)
{
	return G_STRUCT_MEMBER(gint64, group, offset);
}

static Value *share(gint64 part, gint64 whole)
{
	return whole == 0 ? value_none() :
		value_share((double)part / (double)whole);
}

static Value *ratio(gint64 sum, gint64 count)
{
	return count == 0 ? value_none() :
		value_real((double)sum / (double)count);
}

Value *metric_value(const Metric *metric, const Group *group)
{
	const GArray *spans = metric->kind < FIGURE_MEDIAN ? NULL :
		G_STRUCT_MEMBER(GArray *, group, metric->offset);
	switch (metric->kind) {
	case FIGURE_MINUTES:
		return value_work(count_at(group, metric->offset) * 60);
	case FIGURE_SHARE:
		return share(count_at(group, metric->offset),
			count_at(group, metric->whole));
	case FIGURE_RATIO:
		return ratio(count_at(group, metric->offset),
			count_at(group, metric->whole));
	case FIGURE_MEDIAN:
	case FIGURE_P90:
	case FIGURE_MEAN:
		return span_of(spans, metric->kind);
	case FIGURE_TIMES:
		return value_integer(spans ? spans->len : 0);
	default:
		return metric->whole && count_at(group, metric->whole) == 0 ?
			value_none() :
			value_integer(count_at(group, metric->offset));
	}
}

/* --- the registry ---------------------------------------------------- */

#define AT(field) G_STRUCT_OFFSET(Group, field)

static const Phrase calls = {"calls", "звонки"},
	changes = {"changes", "изменения"},
	contacts = {"contacts", "обращения"},
	entries = {"entries", "записи"},
	files = {"files", "файлы"},
	messages = {"messages", "сообщения"},
	notes = {"notes", "заметки"},
	points = {"points", "баллы"},
	promises = {"promises", "обещания"},
	targets = {"targets", "нормы"},
	times = {"times", "случаи"},
	tickets = {"tickets", "заявки"};

/* Of a span: the rows in their order, by the calendar and in working time. */
#define SPAN_OF(name, span, en, ru, help, shown) \
	{name "-bh-mean", {en " mean, working", ru " в среднем, раб. время"}, \
		FIGURE_MEAN, AT(spans[span][1]), NULL, BETTER_LESS, \
		help " in working hours, their mean", .flags = COLUMN_HIDDEN}, \
	{name "-bh-median", {en ", working", ru ", раб. время"}, FIGURE_MEDIAN, \
		AT(spans[span][1]), NULL, BETTER_LESS, \
		help " in working hours, half are shorter", \
		.flags = COLUMN_HIDDEN}, \
	{name "-bh-p90", {en " 90%, working", ru " 90%, раб. время"}, FIGURE_P90, \
		AT(spans[span][1]), NULL, BETTER_LESS, \
		help " in working hours, nine of ten are shorter", \
		.flags = COLUMN_HIDDEN}, \
	{name "-mean", {en " mean", ru " в среднем"}, FIGURE_MEAN, \
		AT(spans[span][0]), NULL, BETTER_LESS, help ", their mean", \
		.flags = COLUMN_HIDDEN}, \
	{name "-median", {en, ru}, FIGURE_MEDIAN, AT(spans[span][0]), NULL, \
		BETTER_LESS, help ", half are shorter", .flags = (shown)}, \
	{name "-n", {en ", n", ru ", n"}, FIGURE_TIMES, AT(spans[span][0]), \
		&times, BETTER_NONE, help ", how many they are", \
		.flags = COLUMN_HIDDEN}, \
	{name "-p90", {en " 90%", ru " 90%"}, FIGURE_P90, AT(spans[span][0]), \
		NULL, BETTER_LESS, help ", nine of ten are shorter", \
		.flags = (shown) & COLUMN_HIDDEN}

#define STOCK_OF(name, age, en, ru, help) \
	{name, {en, ru}, FIGURE_COUNT, AT(stock[age]), &tickets, BETTER_NONE, \
		"open at the end of the day, " help, \
		.flags = COLUMN_STOCK | COLUMN_AGED}

static const Metric metrics[] = {
	STOCK_OF("age-day", STOCK_DAY, "Up to 1 day", "До 1 дня",
		"created at most 1 day before"),
	STOCK_OF("age-month", STOCK_MONTH, "8-30 days", "8–30 дней",
		"created more than 7 and at most 30 days before"),
	STOCK_OF("age-older", STOCK_OLDER, "Over 30 days", "Старше 30 дней",
		"created more than 30 days before"),
	STOCK_OF("age-week", STOCK_WEEK, "2-7 days", "2–7 дней",
		"created more than 1 and at most 7 days before"),
	SPAN_OF("agent-work", SPAN_AGENT_WORK,
		"In our hands", "У нас", "new or open until solved", COLUMN_HIDDEN),
	{"automatic", {"Automatic", "Автоматические"}, FIGURE_COUNT,
		AT(counts[FACT_AUTOMATIC]), &messages, BETTER_NONE,
		"messages and replies of machines", .flags = COLUMN_HIDDEN},
	{"back-dated", {"Back-dated", "Задним числом"},
		FIGURE_COUNT, AT(flaws[FLAW_BACK_DATED]), &entries, BETTER_LESS,
		"work, calls, visits written down more than a day after they began",
		.flags = COLUMN_KEY},
	{"back-dated-time", {"Their time", "Их время"},
		FIGURE_MINUTES, AT(back_dated), NULL, BETTER_LESS,
		"minutes of what was back-dated"},
	{"backlog", {"Backlog", "Остаток"}, FIGURE_COUNT, AT(open), &tickets,
		BETTER_LESS, "open at the end of the day",
		.flags = COLUMN_KEY | COLUMN_STOCK},
	{"calls", {"Calls", "Звонки"}, FIGURE_COUNT, AT(counts[FACT_CALL]),
		&calls, BETTER_NONE, "phone calls that were taken"},
	{"calls-in", {"Incoming calls", "Входящие звонки"}, FIGURE_COUNT,
		AT(counts[COUNT_CALLED_IN]), &calls, BETTER_NONE,
		"calls from the requester's side, also those that nobody took"},
	{"calls-missed", {"Missed calls", "Пропущенные"}, FIGURE_COUNT,
		AT(counts[FACT_MISSED]), &calls, BETTER_LESS,
		"phone calls that nobody took", .flags = COLUMN_HIDDEN},
	{"closed-unsolved", {"Closed unsolved", "Закрыто без решения"},
		FIGURE_COUNT, AT(counts[FACT_UNSOLVED]), &tickets, BETTER_NONE,
		"duplicates, misdirected, no answer, spam"},
	{"comments", {"Notes", "Заметки"}, FIGURE_COUNT,
		AT(counts[FACT_COMMENT]), &notes, BETTER_NONE,
		"internal notes"},
	{"complaints", {"Complaints", "Жалобы"}, FIGURE_COUNT,
		AT(counts[COUNT_COMPLAINTS]), &tickets, BETTER_LESS,
		"complaints that were created; of an agent: about them"},
	{"contacts", {"Contacts", "Обращения"}, FIGURE_COUNT,
		AT(counts[COUNT_CONTACTS]), &contacts, BETTER_NONE,
		"messages and calls from the requester's side",
		.flags = COLUMN_KEY},
	{"created", {"Created", "Создано"}, FIGURE_COUNT,
		AT(counts[FACT_CREATED]), &tickets, BETTER_NONE, "new tickets",
		.flags = COLUMN_KEY | COLUMN_IN},
	{"created-edited", {"Creation changed", "Дата создания изменена"},
		FIGURE_COUNT, AT(flaws[FLAW_CREATED_EDITED]), &changes, BETTER_LESS,
		"when a ticket was created says something else than before",
		.flags = COLUMN_KEY},
	{"csat", {"Rating", "Оценка"}, FIGURE_RATIO, AT(ratings), NULL,
		BETTER_MORE,
		"last ratings of the tickets that were solved, their mean, 1 "
		"to 5", AT(counts[COUNT_RATED]), .flags = COLUMN_KEY},
	{"csat-bad", {"Rated 1-2", "Оценка 1–2"}, FIGURE_COUNT,
		AT(counts[COUNT_RATED_BADLY]), &tickets, BETTER_LESS,
		"tickets that were solved and rated 1 or 2",
		.flags = COLUMN_KEY},
	{"csat-good", {"Rated 4-5", "Оценка 4–5"}, FIGURE_SHARE,
		AT(counts[COUNT_RATED_WELL]), NULL, BETTER_MORE,
		"share of 4 and 5 among these ratings",
		AT(counts[COUNT_RATED]),
		.flags = COLUMN_KEY},
	{"csat-response", {"Were rated", "Оценили"}, FIGURE_SHARE,
		AT(counts[COUNT_RATED]), NULL, BETTER_MORE,
		"of the tickets that were solved, those that were rated",
		AT(counts[COUNT_SOLVED_TICKETS]),
		.flags = COLUMN_KEY},
	{"edited", {"Texts changed", "Тексты изменены"},
		FIGURE_COUNT, AT(flaws[FLAW_EDITED]), &changes, BETTER_LESS,
		"texts of a ticket were changed by hand or redacted",
		.flags = COLUMN_KEY},
	{"escalated-in", {"Escalated in", "Принято"}, FIGURE_COUNT,
		AT(counts[FACT_ARRIVED]), &tickets, BETTER_NONE,
		"held first after an escalation"},
	{"escalated-out", {"Escalated out", "Передано выше"}, FIGURE_COUNT,
		AT(counts[FACT_ESCALATED]), &tickets, BETTER_LESS,
		"escalations to a higher level"},
	{"fcr", {"Solved at once", "Решено с первого раза"}, FIGURE_SHARE,
		AT(counts[COUNT_ONE_CONTACT]), NULL, BETTER_MORE,
		"solved by one answer and not reopened within 7 days, of those "
		"solved as long ago",
		AT(counts[COUNT_FCR_JUDGED]),
		.flags = COLUMN_HIDDEN},
	{"fcr-early", {"Too early for it", "Рано судить"}, FIGURE_COUNT,
		AT(counts[COUNT_FCR_EARLY]), &tickets, BETTER_NONE,
		"solved less than 7 days ago",
		.flags = COLUMN_HIDDEN},
	SPAN_OF("first-resolution", SPAN_FIRST_RESOLUTION,
		"First resolution", "Первое решение", "creation to first solved", COLUMN_HIDDEN),
	SPAN_OF("first-response", SPAN_FIRST_RESPONSE,
		"Response", "Ответ", "creation to first answer", COLUMN_KEY),
	{"handle-mean", {"Handled in, mean", "Затрачено в среднем"}, FIGURE_MEAN,
		AT(spans[SPAN_HANDLE][0]), NULL, BETTER_LESS,
		"time written down for a solved ticket, its mean",
		.flags = COLUMN_HIDDEN},
	{"handle-median", {"Handled in", "Затрачено"}, FIGURE_MEDIAN,
		AT(spans[SPAN_HANDLE][0]), NULL, BETTER_LESS,
		"time written down for a solved ticket, half have less",
		.flags = COLUMN_HIDDEN},
	{"handle-n", {"Handled, n", "Затрачено, n"}, FIGURE_TIMES,
		AT(spans[SPAN_HANDLE][0]), &tickets, BETTER_NONE,
		"solved tickets with time written down",
		.flags = COLUMN_HIDDEN},
	{"handled", {"With time", "С трудозатратами"}, FIGURE_SHARE,
		AT(counts[COUNT_HANDLED]), NULL, BETTER_MORE,
		"of the tickets that stand solved those with time written down",
		AT(solved_standing),
		.flags = COLUMN_HIDDEN},
	{"late-entries", {"Late entries", "Поздние записи"},
		FIGURE_COUNT, AT(flaws[FLAW_LATE_ENTRY]), &entries, BETTER_LESS,
		"other entries dated more than an hour before their commit",
		.flags = COLUMN_KEY},
	{"late-tickets", {"Late tickets", "Поздние заявки"},
		FIGURE_COUNT, AT(flaws[FLAW_LATE_TICKET]), &tickets, BETTER_LESS,
		"dated more than an hour before their commit"},
	{"messages", {"Messages", "Письма"}, FIGURE_COUNT,
		AT(counts[FACT_MESSAGE]), &messages, BETTER_NONE,
		"from requesters"},
	{"misdirected", {"Misdirected", "Не по адресу"}, FIGURE_SHARE,
		AT(counts[COUNT_MISDIRECTED]), NULL, BETTER_LESS,
		"closed as misdirected / created",
		AT(counts[FACT_CREATED]),
		.flags = COLUMN_HIDDEN},
	{"net", {"Net", "Прирост"}, FIGURE_COUNT, AT(net), &tickets,
		BETTER_LESS, "came minus left"},
	SPAN_OF("next-reply", SPAN_NEXT_REPLY,
		"Next reply", "Следующий ответ", "a later message to its answer", COLUMN_HIDDEN),
	{"no-category", {"Without a category", "Без категории"},
		FIGURE_COUNT, AT(flaws[FLAW_NO_CATEGORY]), &tickets, BETTER_LESS,
		"solved without a category"},
	{"no-customer", {"Without a customer", "Без клиента"},
		FIGURE_COUNT, AT(flaws[FLAW_NO_CUSTOMER]), &tickets, BETTER_LESS,
		"solved without a customer"},
	{"no-time", {"Without time", "Без трудозатрат"},
		FIGURE_COUNT, AT(flaws[FLAW_NO_TIME]), &tickets, BETTER_LESS,
		"solved without time written down"},
	{"older-scheduled", {"Of schedules", "Из них по расписанию"},
		FIGURE_COUNT, AT(flaws[FLAW_OLDER_SCHEDULED]), &tickets, BETTER_LESS,
		"of those older than the store, made by schedules"},
	{"older-than-store", {"Older than the store", "Старше хранилища"},
		FIGURE_COUNT, AT(flaws[FLAW_OLDER]), &tickets, BETTER_LESS,
		"dated before the first commit"},
	{"on-hold", {"On hold", "Отложено"}, FIGURE_COUNT,
		AT(stock[CLASS_ON_HOLD]), &tickets, BETTER_NONE,
		"stood on hold at the end of the day",
		.flags = COLUMN_STOCK | COLUMN_PART},
	SPAN_OF("on-hold-time", SPAN_ON_HOLD,
		"On hold for", "Отложено на", "on hold until solved", COLUMN_HIDDEN),
	{"open", {"Open", "Открыто"}, FIGURE_COUNT, AT(open), &tickets,
		BETTER_LESS, "open at the end of the period, of one that runs now",
		.flags = COLUMN_KEY | COLUMN_STOCK},
	{"out", {"Out", "Ушло"}, FIGURE_COUNT, AT(left), &tickets, BETTER_MORE,
		"solved or closed",
		.flags = COLUMN_KEY | COLUMN_OUT},
	{"pending", {"Pending", "Ждут"}, FIGURE_COUNT, AT(stock[CLASS_PENDING]),
		&tickets, BETTER_NONE, "stood pending at the end of the day",
		.flags = COLUMN_STOCK | COLUMN_PART},
	SPAN_OF("pending-time", SPAN_PENDING,
		"Pending for", "Ждали заявителя", "pending until solved", COLUMN_HIDDEN),
	{"ping-pong", {"Returned", "Вернулось"}, FIGURE_COUNT,
		AT(counts[COUNT_RETURNED]), &tickets, BETTER_LESS,
		"reassigned to who had it before",
		.flags = COLUMN_HIDDEN},
	{"promises-broken", {"Promises broken", "Нарушено обещаний"},
		FIGURE_COUNT, AT(breached[CLOCK_PROMISE]), &promises, BETTER_LESS,
		"last promises that were broken"},
	{"promises-broken-before", {"Broken before", "Нарушено раньше"},
		FIGURE_COUNT, AT(broken_before), &promises, BETTER_LESS,
		"promises that were broken before the last one",
		.flags = COLUMN_HIDDEN},
	{"promises-kept", {"Promises kept", "Выполнено обещаний"}, FIGURE_SHARE,
		AT(met[CLOCK_PROMISE]), NULL, BETTER_MORE,
		"last promises that were kept", AT(judged[CLOCK_PROMISE])},
	{"rated", {"Ratings", "Оценок"}, FIGURE_COUNT,
		AT(counts[COUNT_RATED]), &tickets, BETTER_MORE,
		"tickets that were solved and rated"},
	{"reassigned", {"Reassigned", "Сменили исполнителя"}, FIGURE_COUNT,
		AT(counts[FACT_REASSIGNED]), &tickets, BETTER_LESS,
		"assignee changes after the first"},
	{"removed", {"Removed", "Удалено"},
		FIGURE_COUNT, AT(flaws[FLAW_REMOVED]), &changes, BETTER_LESS,
		"entries and whole tickets that were taken out of the files",
		.flags = COLUMN_KEY},
	{"reopen-rate", {"Reopen rate", "Доля возвратов"}, FIGURE_SHARE,
		AT(counts[COUNT_REOPENED_TICKETS]), NULL, BETTER_LESS,
		"of the tickets that were solved, those that were reopened later",
		AT(counts[COUNT_SOLVED_TICKETS]),
		.flags = COLUMN_KEY},
	{"reopened", {"Reopened", "Снова открыто"}, FIGURE_COUNT,
		AT(counts[FACT_REOPENED]), &tickets, BETTER_LESS,
		"solved, then open again"},
	{"reopened-thanks", {"Reopened by thanks", "Снова открыто благодарностью"},
		FIGURE_COUNT, AT(counts[COUNT_THANKS]), &tickets, BETTER_NONE,
		"of those reopened, solved again without an answer",
		.flags = COLUMN_HIDDEN},
	{"repeats", {"Repeats", "Повторы"}, FIGURE_COUNT,
		AT(counts[COUNT_REPEATS]), &tickets, BETTER_LESS,
		"created within 30 days of another one of the same asset, or of "
		"the same requester and category", .flags = COLUMN_HIDDEN},
	{"replies", {"Replies", "Ответы"}, FIGURE_COUNT, AT(counts[FACT_REPLY]),
		&messages, BETTER_NONE, "to requesters"},
	SPAN_OF("requester-wait", SPAN_REQUESTER_WAIT,
		"Waited for us", "Ждали нас", "new, open or on hold until solved", COLUMN_HIDDEN),
	SPAN_OF("resolution", SPAN_RESOLUTION,
		"Resolution", "Решение", "creation to last solved", COLUMN_KEY),
	{"responded", {"Responded", "Отвечено"}, FIGURE_COUNT,
		AT(counts[FACT_RESPONDED]), &tickets, BETTER_MORE,
		"first answers to requesters"},
	{"retracted", {"Retracted", "Отозвано"},
		FIGURE_COUNT, AT(flaws[FLAW_RETRACTED]), &entries, BETTER_LESS,
		"entries that were taken back",
		.flags = COLUMN_KEY},
	{"sla-attainment", {"SLA", "SLA"}, FIGURE_SHARE, AT(all_met), NULL,
		BETTER_MORE,
		"met / (met + breached); open and past its due is breached",
		AT(all_judged),
		.flags = COLUMN_KEY},
	{"sla-breached", {"Breached", "Нарушено"}, FIGURE_COUNT,
		AT(all_breached), &targets, BETTER_LESS,
		"targets that were missed",
		.flags = COLUMN_KEY},
	{"sla-first-response", {"SLA response", "SLA ответа"}, FIGURE_SHARE,
		AT(met[CLOCK_FIRST_RESPONSE]), NULL, BETTER_MORE,
		"first responses in time", AT(judged[CLOCK_FIRST_RESPONSE])},
	{"sla-met", {"Met", "Выдержано"}, FIGURE_COUNT, AT(all_met), &targets,
		BETTER_MORE, "targets that were met",
		.flags = COLUMN_KEY},
	{"sla-next-reply", {"SLA reply", "SLA переписки"}, FIGURE_SHARE,
		AT(met[CLOCK_NEXT_REPLY]), NULL, BETTER_MORE,
		"later answers in time", AT(judged[CLOCK_NEXT_REPLY])},
	{"sla-resolution", {"SLA resolution", "SLA решения"}, FIGURE_SHARE,
		AT(met[CLOCK_RESOLUTION]), NULL, BETTER_MORE, "solved in time",
		AT(judged[CLOCK_RESOLUTION])},
	{"sla-running", {"Not due", "Идут"}, FIGURE_COUNT, AT(running),
		&targets, BETTER_NONE, "open clocks whose target is ahead, at the "
		"end of the period or now; of no day", AT(one_end),
		.flags = COLUMN_KEY},
	{"solved", {"Solved", "Решено"}, FIGURE_COUNT, AT(counts[FACT_SOLVED]),
		&tickets, BETTER_MORE, "became solved",
		.flags = COLUMN_KEY | COLUMN_OUT},
	{"solved-share", {"Solved %", "Доля решений"}, FIGURE_SHARE,
		AT(counts[FACT_SOLVED]), NULL, BETTER_MORE,
		"of all that were solved", AT(all_solved),
		.flags = COLUMN_KEY},
	{"stock-new", {"New", "Новые"}, FIGURE_COUNT, AT(stock[CLASS_NEW]),
		&tickets, BETTER_NONE, "stood new at the end of the day",
		.flags = COLUMN_STOCK | COLUMN_PART},
	{"stock-open", {"In work", "В работе"}, FIGURE_COUNT,
		AT(stock[CLASS_OPEN]), &tickets, BETTER_NONE,
		"stood open at the end of the day",
		.flags = COLUMN_STOCK | COLUMN_PART},
	{"taken", {"Taken", "Взято"}, FIGURE_COUNT, AT(counts[FACT_TAKEN]),
		&tickets, BETTER_NONE, "first assigned"},
	{"touched", {"Tickets", "Заявок"}, FIGURE_COUNT,
		AT(counts[COUNT_TOUCHED]), &tickets, BETTER_NONE,
		"tickets in which somebody did something, each once"},
	{"travel", {"Travel", "Дорога"}, FIGURE_MINUTES,
		AT(worked[WORKED_TRAVEL]), NULL, BETTER_NONE,
		"the way to visits"},
	{"undone", {"Undone", "Отменено"},
		FIGURE_COUNT, AT(flaws[FLAW_UNDONE]), &changes, BETTER_LESS,
		"taken back by undo, once a ticket"},
	{"unreadable", {"Unreadable", "Не читаются"},
		FIGURE_COUNT, AT(flaws[FLAW_UNREADABLE]), &files, BETTER_LESS,
		"files of tickets, of a period that runs now"},
	{"verified", {"Called back", "Перезвонили"}, FIGURE_COUNT,
		AT(counts[COUNT_VERIFIED]), &tickets, BETTER_MORE,
		"tickets that were solved and called back about"},
	{"verified-ok", {"Found ok", "Подтвердили"}, FIGURE_SHARE,
		AT(counts[COUNT_VERIFIED_OK]), NULL, BETTER_MORE,
		"share of what was called back about that was found ok",
		AT(counts[COUNT_VERIFIED]),
		.flags = COLUMN_KEY},
	{"verified-share", {"Called back %", "Доля проверенных"}, FIGURE_SHARE,
		AT(counts[COUNT_VERIFIED]), NULL, BETTER_MORE,
		"of the tickets that were solved, those called back about",
		AT(counts[COUNT_SOLVED_TICKETS])},
	{"within", {"In time", "Вовремя"}, FIGURE_SHARE,
		AT(counts[COUNT_WITHIN]), NULL, BETTER_MORE,
		"first responses within the time of --within",
		AT(responses),
		.flags = COLUMN_HIDDEN},
	{"worked", {"Worked", "Отработано"}, FIGURE_MINUTES, AT(worked_all),
		NULL, BETTER_NONE, "work, calls and time on site",
		.flags = COLUMN_KEY},
	{"worked-calls", {"Talked", "Разговоры"}, FIGURE_MINUTES,
		AT(worked[WORKED_CALLS]), NULL, BETTER_NONE,
		"minutes of calls"},
	{"worked-onsite", {"On site", "На месте"}, FIGURE_MINUTES,
		AT(worked[WORKED_ONSITE]), NULL, BETTER_NONE,
		"visits and other work on site"},
	{"worked-remote", {"Remote", "Удалённо"}, FIGURE_MINUTES,
		AT(worked[WORKED_REMOTE]), NULL, BETTER_NONE,
		"work that was not on site"},
	{"workload", {"Workload", "Загрузка"}, FIGURE_COUNT,
		AT(weighted), &points, BETTER_LESS,
		"open tickets, each by the place of its priority, the lowest is 1",
		.flags = COLUMN_HIDDEN},
};

static int compare_name(const void *name, const void *metric)
{
	return strcmp(name, ((const Metric *)metric)->name);
}

const Metric *metric_find(const char *name)
{
	return bsearch(name, metrics, G_N_ELEMENTS(metrics), sizeof metrics[0],
		compare_name);
}

Member metric_member(const Metric *metric)
{
	static const ValueType types[FIGURES] = {
		[FIGURE_COUNT] = VALUE_INTEGER, [FIGURE_MINUTES] = VALUE_WORK,
		[FIGURE_SHARE] = VALUE_SHARE, [FIGURE_RATIO] = VALUE_REAL,
		[FIGURE_MEDIAN] = VALUE_SPAN,
		[FIGURE_P90] = VALUE_SPAN, [FIGURE_TIMES] = VALUE_INTEGER,
		[FIGURE_MEAN] = VALUE_SPAN,
	};
	return (Member){metric->name, metric->title, types[metric->kind],
		metric->flags | COLUMN_RIGHT, metric->help, NULL, metric->unit,
		metric->better};
}

void metrics_each(MemberEach each, void *data)
{
	for (gsize i = 0; i < G_N_ELEMENTS(metrics); i++) {
		const Member member = metric_member(&metrics[i]);
		each(&member, data);
	}
}
