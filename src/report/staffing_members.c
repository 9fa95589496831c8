#include "report/staffing.h"

static const Phrase people = {"people", "люди"};

const Member staffing_members[] = {
	{"handle", {"Time of one", "Время на одно"}, VALUE_SPAN, COLUMN_SPELT,
		"work on one contact"},
	{"coverage", {"Contacts with time", "Обращений с временем"},
		VALUE_SHARE, 0,
		"contacts of tickets for which work was logged: those that the "
		"handle time is of"},
	{"answer-in", {"To be answered in", "Ответить за"}, VALUE_SPAN,
		COLUMN_SPELT, "time in which a contact is to be answered"},
	{"target", {"Target", "Норма"}, VALUE_SHARE, 0,
		"share that is to be"},
	{"agent-hours", {"Agent hours a week", "Человеко-часов в неделю"}, VALUE_REAL,
		0, "by hours: all of the roster"},
	{"waiting", {"Have to wait", "Ждут"}, VALUE_SHARE, 0,
		"share that is not answered at once"},
	{"carried", {"They could carry, an hour", "Могли бы принять в час"},
		VALUE_REAL, 0,
		"arrivals an hour at which these agents still reach the target"},
	{"naive-service-level", {"They would answer in time",
		"Столько и ответят вовремя"}, VALUE_SHARE, 0,
		"share that so few would answer within"},
	{0},
};
const Member staffing_hour_members[] = {
	{"arrivals", {"Contacts an hour", "Обращений в час"}, VALUE_REAL, 0,
		"contacts an hour"},
	{"load", {"Load, erlangs", "Нагрузка, эрланг"}, VALUE_REAL, 0,
		"contacts an hour times handle time in hours"},
	{"agents", {"Agents", "Сотрудников"}, VALUE_INTEGER, 0,
		"agents who are there; by hours: the most", NULL, &people,
		BETTER_NONE},
	{"roster", {"On the roster", "В графике"}, VALUE_INTEGER, 0,
		"the same with what shrinkage takes", NULL, &people,
		BETTER_NONE},
	{"stable", {"They carry it", "Справятся"}, VALUE_FLAG, 0,
		"more agents than erlangs; else the queue only grows"},
	{"service-level", {"Answered in time", "Ответят вовремя"}, VALUE_SHARE,
		0, "share that is answered within"},
	{"wait", {"Wait, s", "Ждут в среднем, с"}, VALUE_REAL, 0,
		"mean of all, seconds"},
	{"occupancy", {"Busy", "Заняты"}, VALUE_SHARE, 0,
		"share of their time that agents are busy"},
	{"naive", {"By chat calculators",
		"По формуле для чатов"}, VALUE_INTEGER, 0,
		"arrivals x minutes / 60 / concurrency, as calculators of chat "
		"vendors say", NULL, &people, BETTER_NONE},
	{0},
};
