/*
 * What `desk report staffing` takes, and no other report; and --within, which
 * others have, too.
 */
#ifndef CMD_REPORT_STAFFING_H
#define CMD_REPORT_STAFFING_H

#include "cmd/command.h"
#include "report/report.h"

#define OPTIONS_OF_STAFFING \
	{"arrivals", 0, "N/TIME", VALUE_OF_TEXT, FALSE, \
		{"staffing: contacts that come, 200/h, 60/day", \
			"staffing: сколько обращений приходит, 200/h, 60/day"}}, \
	{"handle", 0, "TIME", VALUE_OF_DURATION, FALSE, \
		{"staffing: work on one contact, 180s", \
			"staffing: работа над одним обращением, 180s"}}, \
	{"target", 0, "PERCENT", VALUE_OF_TEXT, FALSE, \
		{"staffing: share that is to be; default 80%", \
			"staffing: на какую долю; по умолчанию 80%"}}, \
	{"agents", 0, "N", VALUE_OF_COUNT, FALSE, \
		{"staffing: judge so many agents", \
			"staffing: оценить столько сотрудников"}}, \
	{"concurrency", 0, "N", VALUE_OF_COUNT, FALSE, \
		{"staffing: chats that one has at a time", \
			"staffing: сколько чатов один ведёт сразу"}}, \
	{"shrinkage", 0, "PERCENT", VALUE_OF_TEXT, FALSE, \
		{"staffing: paid time for breaks, leave, training", \
			"staffing: доля времени на перерывы, отпуск, учёбу"}}, \
	{"occupancy", 0, "PERCENT", VALUE_OF_TEXT, FALSE, \
		{"staffing: the most that agents may be busy", \
			"staffing: какую долю времени можно быть занятым"}}

/* Refuses them all where `wanted` is FALSE. */
gboolean report_staffing_options(Context *context, gboolean wanted,
	StaffingSettings *settings, GError **error);

#endif
