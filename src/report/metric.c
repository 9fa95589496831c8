#include "report/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- figures of a group ---------------------------------------------- */

#define COUNT(function, kind) \
	static Value *function(const Group *group) \
	{ \
		return value_integer(group->counts[kind]); \
	}

COUNT(created, FACT_CREATED)
COUNT(taken, FACT_TAKEN)
COUNT(solved, FACT_SOLVED)
COUNT(escalated_in, FACT_ARRIVED)
COUNT(escalated_out, FACT_ESCALATED)
COUNT(reassigned, FACT_REASSIGNED)
COUNT(reopened, FACT_REOPENED)
COUNT(messages, FACT_MESSAGE)
COUNT(replies, FACT_REPLY)
COUNT(calls, FACT_CALL)
COUNT(comments, FACT_COMMENT)
COUNT(responded, FACT_RESPONDED)

static Value *open_now(const Group *group)
{
	return value_integer(group->open_now);
}

static Value *stock_new(const Group *group)
{
	return value_integer(group->stock[CLASS_NEW]);
}

static Value *stock_open(const Group *group)
{
	return value_integer(group->stock[CLASS_OPEN]);
}

static Value *stock_pending(const Group *group)
{
	return value_integer(group->stock[CLASS_PENDING]);
}

static Value *stock_on_hold(const Group *group)
{
	return value_integer(group->stock[CLASS_ON_HOLD]);
}

static gint64 whole_stock(const Group *group)
{
	gint64 all = 0;
	for (int i = CLASS_NEW; i < CLASS_SOLVED; i++)
		all += group->stock[i];
	return all;
}

static Value *backlog(const Group *group)
{
	return value_integer(whole_stock(group));
}

static Value *out(const Group *group)
{
	return value_integer(group->left);
}

/* What came to life again counts as coming in, so the stock adds up. */
static Value *net(const Group *group)
{
	return value_integer(group->counts[FACT_CREATED] +
		group->counts[FACT_REOPENED] - group->left);
}

static Value *solved_share(const Group *group)
{
	return group->all_solved == 0 ? value_none() :
		value_share((double)group->counts[FACT_SOLVED] /
			(double)group->all_solved);
}

static Value *reopen_rate(const Group *group)
{
	gint64 all = group->counts[FACT_SOLVED];
	return all == 0 ? value_none() :
		value_share((double)group->counts[FACT_REOPENED] / (double)all);
}

/* --- time ------------------------------------------------------------ */

#define WORKED(function, kind) \
	static Value *function(const Group *group) \
	{ \
		return value_work(group->worked[kind] * 60); \
	}

WORKED(worked_remote, WORKED_REMOTE)
WORKED(worked_calls, WORKED_CALLS)
WORKED(worked_onsite, WORKED_ONSITE)
WORKED(worked_travel, WORKED_TRAVEL)

static Value *worked(const Group *group)
{
	return value_work((group->worked[WORKED_REMOTE] +
		group->worked[WORKED_CALLS] + group->worked[WORKED_ONSITE]) *
		60);
}

/* --- clocks ---------------------------------------------------------- */

static Value *kept(gint64 met, gint64 breached)
{
	return met + breached == 0 ? value_none() :
		value_share((double)met / (double)(met + breached));
}

#define KEPT(function, kind) \
	static Value *function(const Group *group) \
	{ \
		return kept(group->met[kind], group->breached[kind]); \
	}

KEPT(kept_first_response, CLOCK_FIRST_RESPONSE)
KEPT(kept_next_reply, CLOCK_NEXT_REPLY)
KEPT(kept_resolution, CLOCK_RESOLUTION)
KEPT(kept_promises, CLOCK_PROMISE)

static gint64 sum_of(const gint64 counts[CLOCK_KINDS])
{
	gint64 sum = 0;
	for (int i = 0; i < CLOCK_KINDS; i++)
		sum += counts[i];
	return sum;
}

static Value *clocks_met(const Group *group)
{
	return value_integer(sum_of(group->met));
}

static Value *clocks_breached(const Group *group)
{
	return value_integer(sum_of(group->breached));
}

static Value *clocks_kept(const Group *group)
{
	return kept(sum_of(group->met), sum_of(group->breached));
}

static Value *clocks_running(const Group *group)
{
	return value_integer(group->running);
}

static Value *broken_before(const Group *group)
{
	return value_integer(group->broken_before);
}

/* --- percentiles, nearest rank --------------------------------------- */

static int compare_spans(const void *a, const void *b)
{
	gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
	return left < right ? -1 : left > right;
}

static Value *percentile(const GArray *spans, double share)
{
	if (spans->len == 0)
		return value_none();
	/* The array is the group's own; sorting it twice is harmless. */
	qsort(spans->data, spans->len, sizeof(gint64), compare_spans);
	guint rank = (guint)ceil(share * spans->len);
	return value_span(g_array_index(spans, gint64, MAX(rank, 1) - 1));
}

#define PERCENTILE(function, field, share) \
	static Value *function(const Group *group) \
	{ \
		return percentile(group->field, share); \
	}

PERCENTILE(first_response_median, first_response, 0.5)
PERCENTILE(first_response_p90, first_response, 0.9)
PERCENTILE(resolution_median, resolution, 0.5)
PERCENTILE(resolution_p90, resolution, 0.9)
PERCENTILE(first_response_work_median, first_response_work, 0.5)
PERCENTILE(first_response_work_p90, first_response_work, 0.9)
PERCENTILE(resolution_work_median, resolution_work, 0.5)
PERCENTILE(resolution_work_p90, resolution_work, 0.9)

/* --- the registry ---------------------------------------------------- */

static const Metric metrics[] = {
	{"backlog", {"Backlog", "Остаток"}, BETTER_LESS,
		"tickets that were open at the end of the day", backlog},
	{"calls", {"Calls", "Звонки"}, BETTER_NONE, "phone calls", calls},
	{"comments", {"Notes", "Заметки"}, BETTER_NONE, "internal notes",
		comments},
	{"created", {"Created", "Создано"}, BETTER_NONE, "new tickets",
		created},
	{"escalated-in", {"Escalated in", "Принято"}, BETTER_NONE,
		"held first after an escalation", escalated_in},
	{"escalated-out", {"Escalated out", "Передано выше"}, BETTER_LESS,
		"escalations to a higher level", escalated_out},
	{"first-response-bh-median", {"Response, working", "Ответ, раб. время"},
		BETTER_LESS, "the same in working hours, half are faster",
		first_response_work_median},
	{"first-response-bh-p90", {"Response 90%, working",
		"Ответ 90%, раб. время"}, BETTER_LESS,
		"the same in working hours, nine of ten are faster",
		first_response_work_p90},
	{"first-response-median", {"Response", "Ответ"}, BETTER_LESS,
		"creation to first answer, half are faster",
		first_response_median},
	{"first-response-p90", {"Response 90%", "Ответ 90%"}, BETTER_LESS,
		"creation to first answer, nine of ten are faster",
		first_response_p90},
	{"messages", {"Messages", "Письма"}, BETTER_NONE,
		"from requesters", messages},
	{"net", {"Net", "Прирост"}, BETTER_LESS, "came minus left", net},
	{"on-hold", {"On hold", "Отложено"}, BETTER_NONE,
		"stood on hold at the end of the day", stock_on_hold},
	{"open", {"Open", "Открыто"}, BETTER_LESS, "open at the end of the "
		"knowledge", open_now},
	{"out", {"Out", "Ушло"}, BETTER_MORE, "solved or closed", out},
	{"pending", {"Pending", "Ждут"}, BETTER_NONE,
		"stood pending at the end of the day", stock_pending},
	{"promises-broken", {"Promises broken", "Нарушено обещаний"},
		BETTER_LESS, "promises that were broken before the last one",
		broken_before},
	{"promises-kept", {"Promises kept", "Выполнено обещаний"}, BETTER_MORE,
		"last promises that were kept", kept_promises},
	{"reassigned", {"Reassigned", "Сменили исполнителя"}, BETTER_LESS,
		"assignee changes after the first", reassigned},
	{"reopen-rate", {"Reopen rate", "Доля возвратов"}, BETTER_LESS,
		"reopened / solved", reopen_rate},
	{"reopened", {"Reopened", "Снова открыто"}, BETTER_LESS,
		"solved or closed, then open again", reopened},
	{"replies", {"Replies", "Ответы"}, BETTER_NONE, "to requesters",
		replies},
	{"resolution-bh-median", {"Resolution, working", "Решение, раб. время"},
		BETTER_LESS, "the same in working hours, half are faster",
		resolution_work_median},
	{"resolution-bh-p90", {"Resolution 90%, working",
		"Решение 90%, раб. время"}, BETTER_LESS,
		"the same in working hours, nine of ten are faster",
		resolution_work_p90},
	{"resolution-median", {"Resolution", "Решение"}, BETTER_LESS,
		"creation to last solved, half are faster",
		resolution_median},
	{"resolution-p90", {"Resolution 90%", "Решение 90%"}, BETTER_LESS,
		"creation to last solved, nine of ten are faster",
		resolution_p90},
	{"responded", {"Responded", "Отвечено"}, BETTER_MORE,
		"first answers to requesters", responded},
	{"sla-attainment", {"SLA", "SLA"}, BETTER_MORE,
		"met / (met + breached); open and past its due is breached",
		clocks_kept},
	{"sla-breached", {"Breached", "Нарушено"}, BETTER_LESS,
		"targets that were missed", clocks_breached},
	{"sla-first-response", {"SLA response", "SLA ответа"}, BETTER_MORE,
		"first responses in time", kept_first_response},
	{"sla-met", {"Met", "Выдержано"}, BETTER_MORE,
		"targets that were met", clocks_met},
	{"sla-next-reply", {"SLA reply", "SLA переписки"}, BETTER_MORE,
		"later answers in time", kept_next_reply},
	{"sla-resolution", {"SLA resolution", "SLA решения"}, BETTER_MORE,
		"solved in time", kept_resolution},
	{"sla-running", {"Not due", "Идут"}, BETTER_NONE,
		"open clocks whose target is ahead", clocks_running},
	{"solved", {"Solved", "Решено"}, BETTER_MORE, "became solved", solved},
	{"solved-share", {"Solved %", "Доля решений"}, BETTER_MORE,
		"of all that were solved", solved_share},
	{"stock-new", {"New", "Новые"}, BETTER_NONE,
		"stood new at the end of the day", stock_new},
	{"stock-open", {"In work", "В работе"}, BETTER_NONE,
		"stood open at the end of the day", stock_open},
	{"taken", {"Taken", "Взято"}, BETTER_NONE, "first assigned", taken},
	{"travel", {"Travel", "Дорога"}, BETTER_NONE, "the way to visits",
		worked_travel},
	{"worked", {"Worked", "Отработано"}, BETTER_NONE,
		"work, calls and time on site", worked},
	{"worked-calls", {"Talked", "Разговоры"}, BETTER_NONE,
		"minutes of calls", worked_calls},
	{"worked-onsite", {"On site", "На месте"}, BETTER_NONE,
		"visits and other work on site", worked_onsite},
	{"worked-remote", {"Remote", "Удалённо"}, BETTER_NONE,
		"work that was not on site", worked_remote},
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
