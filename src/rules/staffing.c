#include "rules/staffing.h"

#include <math.h>

/* What binary fractions add to a whole number of people. */
#define DUST 1e-9

static double load_of(const StaffingQuestion *question)
{
	return question->arrivals * question->handle / 3600;
}

/* Of `slots` all are busy, and who comes goes away: Erlang B, one slot more. */
static double next_busy(double busy, double load, guint slots)
{
	return load * busy / (slots + load * busy);
}

static double busy_of(double load, guint slots)
{
	double busy = 1;
	for (guint i = 1; i <= slots; i++)
		busy = next_busy(busy, load, i);
	return busy;
}

static void judge(const StaffingQuestion *question, guint agents, double busy,
	Staffing *answer)
{
	guint slots = agents * question->concurrency;
	double load = load_of(question), spare = slots - load;
	*answer = (Staffing){.load = load, .agents = agents,
		.stable = spare > 0 || load <= 0};
	if (!answer->stable)
		return;
	answer->level = 1;
	if (load <= 0)
		return;
	answer->waiting = slots * busy / (slots - load * (1 - busy));
	answer->level = 1 - answer->waiting *
		exp(-spare * question->within / question->handle);
	answer->wait = answer->waiting * question->handle / spare;
	answer->occupancy = load / slots;
}

void staffing_judge(const StaffingQuestion *question, guint agents,
	Staffing *answer)
{
	judge(question, agents, busy_of(load_of(question),
		agents * question->concurrency), answer);
}

static gboolean is_enough(const StaffingQuestion *question,
	const Staffing *answer)
{
	return answer->stable && answer->level >= question->target &&
		answer->occupancy <= question->occupancy + DUST;
}

gboolean staffing_find(const StaffingQuestion *question, Staffing *answer)
{
	double load = load_of(question), busy = 1;
	guint slots = 0;
	for (guint agents = 0; agents <= STAFFING_AGENTS_LIMIT; agents++) {
		judge(question, agents, busy, answer);
		if (is_enough(question, answer))
			return TRUE;
		for (guint i = 0; i < question->concurrency; i++)
			busy = next_busy(busy, load, ++slots);
	}
	return FALSE;
}

/* The more arrive the worse it is, so halves of what is left will find it. */
double staffing_carried(const StaffingQuestion *question, guint agents)
{
	double low = 0;
	double high = agents * question->concurrency * 3600 / question->handle;
	for (guint i = 0; i < 100 && high - low > high * 1e-15; i++) {
		StaffingQuestion tried = *question;
		Staffing answer;
		tried.arrivals = low + (high - low) / 2;
		staffing_judge(&tried, agents, &answer);
		if (is_enough(&tried, &answer))
			low = tried.arrivals;
		else
			high = tried.arrivals;
	}
	return low;
}

guint staffing_roster(const StaffingQuestion *question, guint agents)
{
	return (guint)ceil(agents / (1 - question->shrinkage) - DUST);
}

guint staffing_naive(const StaffingQuestion *question)
{
	return (guint)ceil(load_of(question) / question->concurrency -
		DUST);
}
