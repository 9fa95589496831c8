/*
 * How many agents it takes to answer soon enough: Erlang C. Pure.
 *
 *	Staffing answer;
 *	const StaffingQuestion calls = {.arrivals = 200, .handle = 180,
 *		.within = 20, .target = 0.8, .occupancy = 1, .concurrency = 1};
 *	staffing_judge(&calls, 14, &answer);	// answer.level is 0.888350
 *
 * The formula (A. K. Erlang 1917; in any book on queues as M/M/N): of `a`
 * erlangs of work, which are arrivals times handle time, N agents keep
 *
 *	B(0) = 1, B(n) = a B(n-1) / (n + a B(n-1))	all of them busy, nobody waits
 *	C = N B / (N - a (1 - B))			a contact has to wait
 *	level = 1 - C e^(-(N - a) within / handle)	it is answered in time
 *	wait = C handle / (N - a)			on average, of all
 *
 * The recursion of B never leaves 0..1, however many they are. It takes
 * arrivals at random, and people who wait until they are answered; with as
 * many erlangs as agents the queue only grows.
 *
 * Who has several chats at a time is as many agents, each of them as slow as
 * `handle` says: the time that one chat lasts beside others.
 */
#ifndef RULES_STAFFING_H
#define RULES_STAFFING_H

#include <glib.h>

#define STAFFING_AGENTS_LIMIT 10000
#define STAFFING_CONCURRENCY_LIMIT 100

typedef struct {
	double arrivals;   /* an hour, >= 0 */
	double handle;	   /* seconds of one, > 0 */
	double within;	   /* seconds in which it is to be answered, >= 0 */
	double target;	   /* share that is, 0..1 */
	double occupancy;  /* the most that agents may be busy, 0..1 */
	double shrinkage;  /* share of paid time without contacts, 0..1, not 1 */
	guint concurrency; /* contacts that an agent has at a time, from 1 */
} StaffingQuestion;

typedef struct {
	double load;	  /* erlangs */
	guint agents;
	gboolean stable;  /* they can carry it; what follows is 0 if not */
	double waiting;	  /* share that has to wait */
	double level;	  /* share that is answered in time */
	double wait;	  /* seconds, mean of all */
	double occupancy; /* share of their time that they are busy */
} Staffing;

void staffing_judge(const StaffingQuestion *question, guint agents,
	Staffing *answer);
/* The fewest that reach target and occupancy; 0 where nothing arrives. FALSE:
 * more than STAFFING_AGENTS_LIMIT. */
gboolean staffing_find(const StaffingQuestion *question, Staffing *answer);
/* The other way round: how many arrivals an hour so many can carry. */
double staffing_carried(const StaffingQuestion *question, guint agents);
/* On the roster, so that `agents` are there in spite of shrinkage. */
guint staffing_roster(const StaffingQuestion *question, guint agents);
/* What calculators of chat vendors say: work by hours, as if arrivals stood in
 * a line: arrivals × minutes / 60 / concurrency. */
guint staffing_naive(const StaffingQuestion *question);

#endif
