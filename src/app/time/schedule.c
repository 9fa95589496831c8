#include "app/time/schedule.h"

#include <string.h>

#include "app/change/change.h"
#include "app/desk/agents.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/talk.h"
#include "base/automation.h"
#include "base/error.h"
#include "base/identifier.h"
#include "index/agents.h"
#include "index/calendars.h"
#include "index/customers.h"
#include "index/schedules.h"
#include "index/tickets.h"
#include "model/ticket.h"
#include "rules/worktime.h"

static const Phrase
	like_schedule = {"there is no schedules/%1.yaml; did you mean \"%2\"?; "
			"`desk schedule list` shows what there is, `desk "
			"schedule edit %1` begins one",
		"schedules/%1.yaml нет; может быть, «%2»? Что есть, покажет "
		"`desk schedule list`, начать новое: `desk schedule edit %1`"},
	no_schedule = {"there is no schedules/%1.yaml; `desk schedule list` "
			"shows what there is, `desk schedule edit %1` begins "
			"one",
		"schedules/%1.yaml нет; что есть, покажет `desk schedule list`, "
		"начать новое: `desk schedule edit %1`"};

#define UID_LENGTH 8
#define NOON_MINUTE (12 * 60)

/* --- the files ----------------------------------------------------------- */

static void file_free(void *data)
{
	ScheduleFile *file = data;
	g_free(file->name);
	g_clear_error(&file->problem);
	g_clear_pointer(&file->schedule, schedule_free);
	g_free(file);
}

/* "schedules/closing.yaml" → "closing" */
static char *name_of(const char *path)
{
	const char *name = path + strlen("schedules/");
	return g_strndup(name, strlen(name) - strlen(".yaml"));
}

static ScheduleFile *file_of(const ScheduleText *from, GTimeZone *zone)
{
	ScheduleFile *file = g_new0(ScheduleFile, 1);
	file->name = name_of(from->path);
	if (*from->problem)
		desk_refuse_kept(&file->problem, DESK_ERROR_DATA,
			from->problem);
	file->since = from->since;
	/* The last version that could be read, beside what is wrong now. */
	if (*from->text)
		file->schedule = schedule_parse(file->name, from->text,
			strlen(from->text), from->path, zone, NULL,
			file->problem ? NULL : &file->problem);
	return file;
}

GPtrArray *schedules_read(Desk *desk, GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	Index *index = regulation ? desk_index(desk, error) : NULL;
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(file_free);
	g_autoptr(GPtrArray) texts = index ? index_schedules(index, error) :
		NULL;
	for (guint i = 0; texts && i < texts->len; i++)
		g_ptr_array_add(files, file_of(texts->pdata[i],
			regulation->zone));
	return texts ? g_steal_pointer(&files) : NULL;
}

const ScheduleFile *schedules_find(const GPtrArray *files, const char *name,
	GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; i < files->len; i++) {
		const ScheduleFile *file = g_ptr_array_index(files, i);
		if (strcmp(file->name, name) == 0)
			return file;
		g_ptr_array_add(names, file->name);
	}
	const char *near = nearest_name(name, names);
	desk_refuse(error, DESK_ERROR_NOT_FOUND, near ? &like_schedule :
		&no_schedule, name, near, NULL);
	return NULL;
}

gboolean schedule_find_calendar(Desk *desk, const Schedule *schedule,
	const Calendar **calendar, GError **error)
{
	*calendar = NULL;
	if (schedule->shift == SHIFT_NONE)
		return TRUE;
	WorkCalendars *calendars = desk_calendars(desk, error);
	Worktime *hours = !calendars ? NULL : schedule->calendar ?
		work_calendars_get(calendars, schedule->calendar, error) :
		work_calendars_default(calendars, error);
	if (!hours) {
		g_prefix_error(error, "schedules/%s.yaml: ", schedule->name);
		return FALSE;
	}
	*calendar = worktime_calendar(hours);
	return TRUE;
}

/* --- what there was ------------------------------------------------------ */

char *schedule_uid(const Regulation *regulation, const Schedule *schedule,
	const Occurrence *occurrence)
{
	const char *secret = regulation->id;
	g_autofree char *key = occurrence_key(occurrence);
	g_autofree char *content = g_strjoin("\n", schedule->name, key, NULL);
	guint8 digest[32];
	identifier_derive(secret ? secret : "", "schedule", content,
		strlen(content), digest);
	g_autofree char *name = identifier_letter_first(digest, sizeof digest,
		UID_LENGTH);
	/* The day of the rule, in whatever zone. */
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	return uid_make(schedule_instant(&occurrence->day, NOON_MINUTE, utc),
		name);
}

gboolean schedule_was_made(Index *index, const char *uid, gboolean *made,
	GError **error)
{
	g_autofree char *path = uid_to_path(uid);
	return index_was_ticket(index, path, made, error);
}

/* --- what is due --------------------------------------------------------- */

static void due_free(void *data)
{
	DueTicket *due = data;
	g_free(due->uid);
	g_free(due);
}

void schedule_plan_free(SchedulePlan *plan)
{
	if (!plan)
		return;
	g_clear_pointer(&plan->tickets, g_ptr_array_unref);
	g_clear_pointer(&plan->problems, g_ptr_array_unref);
	g_clear_pointer(&plan->files, g_ptr_array_unref);
	g_free(plan);
}

/* Of those missed only the last is wanted: none before one that was made. */
static gboolean is_past(const SchedulePlan *plan, const Schedule *schedule,
	const char *newest, const char *uid)
{
	return plan->catch_up == 0 &&
		schedule->catch_up != CATCH_UP_ALL && newest &&
		strncmp(uid, newest, strlen(newest)) < 0;
}

static void add_due(SchedulePlan *plan, const Schedule *schedule,
	const Occurrence *occurrence, char *uid)
{
	DueTicket *ticket = g_new0(DueTicket, 1);
	ticket->schedule = schedule;
	ticket->occurrence = *occurrence;
	ticket->uid = uid;
	g_ptr_array_add(plan->tickets, ticket);
}

/* Those of before the schedule was written, as long as it has made none. */
static gboolean count_early(SchedulePlan *plan, Desk *desk,
	const ScheduleFile *file, const Calendar *calendar, GError **error)
{
	g_autoptr(GArray) all = schedule_due(file->schedule, calendar,
		file->since, desk_now(desk), SCHEDULE_MOST_CATCH_UP, error);
	for (guint i = 0; all && i < all->len; i++)
		if (g_array_index(all, Occurrence, i).at < file->since)
			plan->early++;
	return all != NULL;
}

static gboolean plan_one(SchedulePlan *plan, Desk *desk,
	const ScheduleFile *file, GError **error)
{
	const Schedule *schedule = file->schedule;
	Index *index = desk_index(desk, error);
	const Regulation *regulation = index ? desk_regulation(desk, error) :
		NULL;
	const Calendar *calendar;
	g_autoptr(GArray) due = NULL;
	g_autofree char *newest = NULL;
	if (!regulation ||
		!schedule_find_calendar(desk, schedule, &calendar, error) ||
		!(due = schedule_due(schedule, calendar, file->since,
			desk_now(desk), plan->catch_up, error)) ||
		!index_schedule_newest(index, schedule->name, &newest, error) ||
		(!newest && plan->catch_up == 0 &&
			!count_early(plan, desk, file, calendar, error)))
		return FALSE;
	for (guint i = 0; i < due->len; i++) {
		const Occurrence *one = &g_array_index(due, Occurrence, i);
		g_autofree char *uid = schedule_uid(regulation, schedule, one);
		gboolean made;
		if (is_past(plan, schedule, newest, uid))
			continue;
		if (!schedule_was_made(index, uid, &made, error))
			return FALSE;
		if (!made)
			add_due(plan, schedule, one, g_steal_pointer(&uid));
	}
	return TRUE;
}

/* Numbers are given in this order, on every host the same. */
static int by_time(const void *a, const void *b)
{
	const DueTicket *one = *(DueTicket *const *)a;
	const DueTicket *other = *(DueTicket *const *)b;
	gint64 gap = one->occurrence.at - other->occurrence.at;
	return gap != 0 ? (gap > 0) - (gap < 0) : strcmp(one->uid, other->uid);
}

SchedulePlan *schedule_plan(Desk *desk, guint catch_up, GError **error)
{
	g_autoptr(SchedulePlan) plan = g_new0(SchedulePlan, 1);
	plan->catch_up = catch_up;
	plan->tickets = g_ptr_array_new_with_free_func(due_free);
	plan->problems = remarks_new();
	plan->files = schedules_read(desk, error);
	if (!plan->files)
		return NULL;
	for (guint i = 0; i < plan->files->len; i++) {
		const ScheduleFile *file = g_ptr_array_index(plan->files, i);
		g_autoptr(GError) problem = NULL;
		if (file->problem)
			g_ptr_array_add(plan->problems,
				g_error_copy(file->problem));
		if (file->schedule && !plan_one(plan, desk, file, &problem))
			g_ptr_array_add(plan->problems,
				g_steal_pointer(&problem));
	}
	g_ptr_array_sort(plan->tickets, by_time);
	return g_steal_pointer(&plan);
}

/* --- one ticket ---------------------------------------------------------- */

typedef struct {
	Operation *op;
	Desk *desk;
	const Schedule *schedule;
	Ticket *ticket;
	GString *left_out; /* a line for each */
} Making;

static const Phrase
	unknown_term = {"desk.yaml does not know it", "desk.yaml его не знает"},
	no_agent = {"no such agent, or they have left",
		"такого сотрудника нет или он здесь больше не работает"},
	no_customer = {"no such customer", "такого клиента нет"},
	no_contact = {"no such contact", "такого контакта нет"};

/* Noted in the language of the store, for all who read the ticket. */
static void leave_out(Making *making, const char *field, const char *value,
	const GError *why)
{
	static const Phrase left_out = {
		"schedules/%1.yaml: %2 \"%3\" is left out: %4",
		"schedules/%1.yaml: %2 «%3» пропущено: %4"};
	g_autofree char *noted = desk_error_text(why,
		operation_regulation(making->op)->language);
	g_autofree char *said = desk_problem_text(making->desk, why);
	g_string_append_printf(making->left_out, "%s %s: %s\n", field, value,
		noted);
	desk_say(making->desk, &left_out, making->schedule->name, field, value,
		said, NULL);
}

/* `*why`: why the value serves no more; NULL if it does. */
static gboolean why_not(Making *making, const char *field, const char *value,
	const Phrase **why, GError **error)
{
	const Regulation *regulation = operation_regulation(making->op);
	Index *index = desk_index(making->desk, error);
	gboolean serves = TRUE;
	*why = NULL;
	if (!index)
		return FALSE;
	if (regulation_terms(regulation, field)) {
		*why = regulation_rank(regulation, field, value) >= 0 ? NULL :
			&unknown_term;
	} else if (strcmp(field, "assignee") == 0) {
		if (!index_agent_is_here(index, value, &serves, error))
			return FALSE;
		*why = serves ? NULL : &no_agent;
	} else if (strcmp(field, "customer") == 0) {
		if (!index_is_customer(index, value, &serves, error))
			return FALSE;
		*why = serves ? NULL : &no_customer;
	} else if (strcmp(field, "requester") == 0) {
		g_autofree char *customer = customer_of_contact(value);
		if (customer && !index_is_contact(index, customer,
			strchr(value, '/') + 1, &serves, error))
			return FALSE;
		*why = serves ? NULL : &no_contact;
	}
	return TRUE;
}

static gboolean set_value(Making *making, const ScheduleValue *value,
	GError **error)
{
	const Phrase *why;
	g_autoptr(GError) unfit = NULL;
	if (!why_not(making, value->field, value->value, &why, error))
		return FALSE;
	if (why) {
		desk_refuse(&unfit, DESK_ERROR_DATA, why, NULL);
		leave_out(making, value->field, value->value, unfit);
	} else if (strcmp(value->field, "category") == 0) {
		return change_category(making->op, making->ticket,
			value->value, error);
	} else {
		ticket_set(making->ticket, value->field, value->value);
	}
	return TRUE;
}

static gboolean set_values(Making *making, GError **error)
{
	const GArray *values = making->schedule->values;
	for (guint i = 0; i < values->len; i++)
		if (!set_value(making, &g_array_index(values, ScheduleValue, i),
			error))
			return FALSE;
	g_autofree char *customer = NULL;
	Index *index = desk_index(making->desk, error);
	if (!index || !customer_of_requester(index,
		ticket_get(making->ticket, "requester"), &customer, error))
		return FALSE;
	if (customer && !*ticket_get(making->ticket, "customer"))
		ticket_set(making->ticket, "customer", customer);
	return TRUE;
}

static void set_lists(Making *making)
{
	const GPtrArray *tags = making->schedule->tags;
	const GPtrArray *steps = making->schedule->checklist;
	for (guint i = 0; i < tags->len; i++)
		ticket_list_add(making->ticket, "tags",
			g_ptr_array_index(tags, i));
	for (guint i = 0; i < steps->len; i++)
		ticket_list_add(making->ticket, "checklist",
			g_ptr_array_index(steps, i));
}

/* The promise, by the working time of the schedule's calendar. */
static void set_due(Making *making, Instant from)
{
	const Schedule *schedule = making->schedule;
	g_autoptr(GError) problem = NULL;
	g_autofree char *text = work_span_format(schedule->due);
	Instant at = from + schedule->due.amount;
	if (!schedule->has_due)
		return;
	if (schedule->due.unit != WORK_CALENDAR) {
		WorkCalendars *calendars = desk_calendars(making->desk,
			&problem);
		Worktime *hours = !calendars ? NULL : schedule->calendar ?
			work_calendars_get(calendars, schedule->calendar,
				&problem) :
			work_calendars_default(calendars, &problem);
		if (!hours || !worktime_add(hours, from, schedule->due, &at,
			&problem)) {
			leave_out(making, "due", text, problem);
			return;
		}
	}
	ticket_set_instant(making->ticket, "eta", at);
}

static void say(Making *making, const Occurrence *occurrence)
{
	g_autofree char *key = occurrence_key(occurrence);
	Entry *entry = operation_say(making->op, making->ticket, "comment",
		making->schedule->text, NULL, AUTOMATION, INSTANT_NONE);
	entry_set(entry, "about", "schedule");
	entry_set(entry, "schedule", making->schedule->name);
	entry_set(entry, "occurrence", key);
	entry_set(entry, "automatic", "schedule");
	if (making->schedule->tell)
		entry_set_flag(entry, "tell");
	if (making->schedule->clocks)
		entry_set_flag(entry, "clocks");
	if (making->left_out->len == 0)
		return;
	entry = operation_say(making->op, making->ticket, "comment",
		making->left_out->str, NULL, AUTOMATION, INSTANT_NONE);
	entry_set(entry, "about", "left-out");
	entry_set(entry, "automatic", "schedule");
}

static gboolean make(Operation *op, const DueTicket *due, GError **error)
{
	g_autoptr(GString) left_out = g_string_new(NULL);
	Making making = {op, operation_desk(op), due->schedule, NULL, left_out};
	g_autoptr(GError) problem = NULL;
	/* By hand, or in a commit that the index has not seen. */
	if (operation_ticket_or_null(op, due->uid, &problem) || problem)
		return TRUE;
	making.ticket = operation_create_derived(op, due->uid,
		due->occurrence.at, error);
	if (!making.ticket)
		return FALSE;
	ticket_set(making.ticket, "subject", due->schedule->subject);
	ticket_set(making.ticket, "channel", "schedule");
	ticket_set(making.ticket, "schedule", due->schedule->name);
	if (!set_values(&making, error))
		return FALSE;
	set_lists(&making);
	set_due(&making, due->occurrence.at);
	say(&making, &due->occurrence);
	return operation_judge(op, due->uid, due->occurrence.at, error);
}

gboolean schedule_apply(Operation *op, void *data, GError **error)
{
	const ScheduleRun *run = data;
	GPtrArray *problems = run->problems;
	g_autoptr(SchedulePlan) plan = schedule_plan(operation_desk(op),
		run->catch_up, error);
	if (!plan)
		return FALSE;
	g_ptr_array_set_size(problems, 0);
	g_ptr_array_extend_and_steal(problems,
		g_steal_pointer(&plan->problems));
	for (guint i = 0; i < plan->tickets->len; i++) {
		const DueTicket *due = g_ptr_array_index(plan->tickets, i);
		g_autoptr(GError) problem = NULL;
		if (make(op, due, &problem))
			continue;
		operation_discard(op, due->uid);
		g_prefix_error(&problem, "schedules/%s.yaml: ",
			due->schedule->name);
		g_ptr_array_add(problems, g_steal_pointer(&problem));
	}
	return TRUE;
}
