/*
 * Closing a month: what is to be mended before, and the bills that become facts
 * (rules/closed_bill.h).
 */
#ifndef APP_SHOW_MONTH_H
#define APP_SHOW_MONTH_H

#include "app/show/bill.h"

typedef enum {
	MONTH_NO_CUSTOMER, MONTH_NO_PRICE, /* these stop it */
	MONTH_TOO_LONG, MONTH_OVERLAP, MONTH_NO_CATEGORY, MONTH_NO_TIME,
	MONTH_UNSENT,
	MONTH_NO_OPENING, MONTH_EARLIER_OPEN,
	MONTH_NO_REQUISITES, MONTH_NO_OWN_REQUISITES,
	MONTH_PROBLEMS
} MonthProblem;

typedef struct {
	MonthProblem problem;
	char *customer;	/* "" of nobody's */
	char *about;	/* tickets "1,5", a time, a month, requisites */
} MonthFault;
const char *month_problem_name(MonthProblem problem);
gboolean month_problem_stops(MonthProblem problem);
/* What it is, and the command that mends it. g_free(). */
char *month_fault_text(const MonthFault *fault, const char *language);
char *month_fault_mend(const MonthFault *fault);

typedef struct {
	char *customer, *title, *path, *text;
	gint64 number; /* of the act; 0: nothing was billed */
	Value *total;
	char *currency;
} MonthBill;

typedef struct {
	char *month;	   /* "2026-11" */
	GPtrArray *bills;  /* MonthBill* */
	GPtrArray *faults; /* MonthFault* */
	gboolean stops;	   /* one of them does */
} MonthPlan;

/* The bills of [from, until), one month, that are not closed yet; of one
 * customer, or all (NULL). DESK_ERROR_NO: it is not over, or all are closed. */
gboolean month_plan(Desk *desk, Instant from, Instant until,
	const char *customer, MonthPlan *plan, GError **error);
void month_plan_clear(MonthPlan *plan);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MonthPlan, month_plan_clear)
#endif
