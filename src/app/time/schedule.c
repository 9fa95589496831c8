#include "app/time/schedule.h"

#include <string.h>

#include "app/change/change.h"
#include "app/desk/agents.h"
#include "base/error.h"
#include "base/identifier.h"

#define UID_LENGTH 8
#define NOON_MINUTE (12 * 60)

/* --- the files ----------------------------------------------------------- */

static void file_free(void *data)
{
	ScheduleFile *file = data;
	g_free(file->name);
	g_free(file->problem);
	g_clear_pointer(&file->schedule, schedule_free);
	g_free(file);
}

/* "schedules/closing.yaml" → "closing" */
static char *name_of(const char *path)
{
	const char *name = path + strlen("schedules/");
	return g_strndup(name, strlen(name) - strlen(".yaml"));
}

GPtrArray *schedules_read(Desk *desk, GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	Index *index = regulation ? desk_index(desk, error) : NULL;
	g_autoptr(GPtrArray) rows = index ? index_rows(index,
		"SELECT path, error, (SELECT text FROM schedule"
		" WHERE path = 'schedules/' || name || '.yaml')"
		" FROM people_file WHERE path LIKE 'schedules/%' ORDER BY path",
		NULL, error) : NULL;
	if (!rows)
		return NULL;
	GPtrArray *files = g_ptr_array_new_with_free_func(file_free);
	for (guint i = 0; i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		ScheduleFile *file = g_new0(ScheduleFile, 1);
		file->name = name_of(row[0]);
		file->problem = *row[1] ? g_strdup(row[1]) : NULL;
		if (*row[2])
			file->schedule = schedule_parse(file->name, row[2],
				strlen(row[2]), row[0], regulation->zone, NULL,
				NULL);
		g_ptr_array_add(files, file);
	}
	return files;
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
	g_set_error(error, DESK_ERROR, DESK_ERROR_NOT_FOUND,
		"there is no schedules/%s.yaml%s%s%s; `desk schedule list` shows "
		"what there is, `desk schedule edit %s` begins one", name,
		near ? "; did you mean \"" : "", near ? near : "",
		near ? "\"?" : "", name);
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

gboolean schedule_was_made(Index *index, const char *uid)
{
	g_autofree char *path = uid_to_path(uid);
	const char *values[] = {path, path, NULL};
	g_autoptr(GPtrArray) rows = index_rows(index,
		"SELECT 1 FROM file WHERE path = ? UNION ALL"
		" SELECT 1 FROM unreadable WHERE path = ?", values, NULL);
	return rows && rows->len > 0;
}

/* The day of its newest ticket, "20261201"; NULL if there is none. */
static char *newest_of(Index *index, const char *name)
{
	const char *values[] = {name, NULL};
	g_autoptr(GPtrArray) rows = index_rows(index,
		"SELECT substr(max(uid), 1, 8) FROM ticket WHERE schedule <> ''"
		" AND schedule = ?", values, NULL);
	const char *day = rows && rows->len > 0 ?
		((char **)rows->pdata[0])[0] : "";
	return *day ? g_strdup(day) : NULL;
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
static gboolean is_past(const Schedule *schedule, const char *newest,
	const char *uid)
{
	return schedule->catch_up != CATCH_UP_ALL && newest &&
		strncmp(uid, newest, strlen(newest)) < 0;
}

static gboolean plan_one(SchedulePlan *plan, Desk *desk,
	const Schedule *schedule, GError **error)
{
	Index *index = desk_index(desk, error);
	const Calendar *calendar;
	g_autoptr(GArray) due = NULL;
	if (!index || !schedule_find_calendar(desk, schedule, &calendar, error) ||
		!(due = schedule_due(schedule, calendar, desk_now(desk), error)))
		return FALSE;
	g_autofree char *newest = newest_of(index, schedule->name);
	for (guint i = 0; i < due->len; i++) {
		const Occurrence *one = &g_array_index(due, Occurrence, i);
		g_autofree char *uid = schedule_uid(desk_regulation(desk, NULL),
			schedule, one);
		if (is_past(schedule, newest, uid) ||
			schedule_was_made(index, uid))
			continue;
		DueTicket *ticket = g_new0(DueTicket, 1);
		ticket->schedule = schedule;
		ticket->occurrence = *one;
		ticket->uid = g_steal_pointer(&uid);
		g_ptr_array_add(plan->tickets, ticket);
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

SchedulePlan *schedule_plan(Desk *desk, GError **error)
{
	g_autoptr(SchedulePlan) plan = g_new0(SchedulePlan, 1);
	plan->tickets = g_ptr_array_new_with_free_func(due_free);
	plan->problems = g_ptr_array_new_with_free_func(g_free);
	plan->files = schedules_read(desk, error);
	if (!plan->files)
		return NULL;
	for (guint i = 0; i < plan->files->len; i++) {
		const ScheduleFile *file = g_ptr_array_index(plan->files, i);
		g_autoptr(GError) problem = NULL;
		if (file->problem)
			g_ptr_array_add(plan->problems,
				g_strdup(file->problem));
		if (file->schedule && !plan_one(plan, desk, file->schedule,
			&problem))
			g_ptr_array_add(plan->problems,
				g_strdup(problem->message));
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

static void leave_out(Making *making, const char *field, const char *value,
	const char *why)
{
	g_string_append_printf(making->left_out, "%s %s: %s\n", field, value,
		why);
	desk_say(making->desk, "schedules/%s.yaml: %s \"%s\" is left out: %s",
		making->schedule->name, field, value, why);
}

static gboolean is_row(Desk *desk, const char *sql, const char *one,
	const char *two)
{
	const char *values[] = {one, two, NULL};
	g_autoptr(GPtrArray) rows = index_rows(desk_index(desk, NULL), sql,
		values, NULL);
	return rows && rows->len > 0;
}

static gboolean is_contact(Desk *desk, const char *requester)
{
	g_autofree char *customer = customer_of_contact(requester);
	return !customer || is_row(desk, "SELECT 1 FROM contact"
		" WHERE customer = ? AND name = ?", customer,
		strchr(requester, '/') + 1);
}

/* Why the value serves no more; NULL if it does. */
static const char *why_not(Making *making, const char *field, const char *value)
{
	const Regulation *regulation = operation_regulation(making->op);
	Desk *desk = making->desk;
	if (regulation_terms(regulation, field))
		return regulation_rank(regulation, field, value) >= 0 ? NULL :
			"desk.yaml does not know it";
	if (strcmp(field, "assignee") == 0)
		return is_row(desk, "SELECT 1 FROM agent WHERE login = ?"
			" AND NOT left", value, NULL) ? NULL :
			"no such agent, or they have left";
	if (strcmp(field, "customer") == 0)
		return is_row(desk, "SELECT 1 FROM customer WHERE name = ?",
			value, NULL) ? NULL : "no such customer";
	if (strcmp(field, "requester") == 0)
		return is_contact(desk, value) ? NULL : "no such contact";
	return NULL;
}

static gboolean set_values(Making *making, GError **error)
{
	const GArray *values = making->schedule->values;
	for (guint i = 0; i < values->len; i++) {
		const ScheduleValue *value = &g_array_index(values,
			ScheduleValue, i);
		const char *why = why_not(making, value->field, value->value);
		if (why)
			leave_out(making, value->field, value->value, why);
		else if (strcmp(value->field, "category") != 0)
			ticket_set(making->ticket, value->field, value->value);
		else if (!change_category(making->op, making->ticket,
			value->value, error))
			return FALSE;
	}
	g_autofree char *customer = customer_of_contact(
		ticket_get(making->ticket, "requester"));
	if (customer && !*ticket_get(making->ticket, "customer"))
		ticket_set(making->ticket, "customer", customer);
	if (!*ticket_get(making->ticket, "priority") && regulation_rank(
		operation_regulation(making->op), "priority", "normal") >= 0)
		ticket_set(making->ticket, "priority", "normal");
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
			leave_out(making, "due", text, problem->message);
			return;
		}
	}
	ticket_set_instant(making->ticket, "eta", at);
}

static void say(Making *making, const Occurrence *occurrence)
{
	g_autofree char *key = occurrence_key(occurrence);
	Entry *entry = operation_say(making->op, making->ticket, "comment",
		making->schedule->text, NULL, "desk", INSTANT_NONE);
	entry_set(entry, "about", "schedule");
	entry_set(entry, "schedule", making->schedule->name);
	entry_set(entry, "occurrence", key);
	entry_set(entry, "automatic", "schedule");
	if (making->schedule->tell)
		entry_set_flag(entry, "tell");
	if (making->left_out->len == 0)
		return;
	entry = operation_say(making->op, making->ticket, "comment",
		making->left_out->str, NULL, "desk", INSTANT_NONE);
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
	GPtrArray *problems = data;
	g_autoptr(SchedulePlan) plan = schedule_plan(operation_desk(op), error);
	if (!plan)
		return FALSE;
	g_ptr_array_set_size(problems, 0);
	for (guint i = 0; i < plan->problems->len; i++)
		g_ptr_array_add(problems,
			g_strdup(g_ptr_array_index(plan->problems, i)));
	for (guint i = 0; i < plan->tickets->len; i++) {
		const DueTicket *due = g_ptr_array_index(plan->tickets, i);
		g_autoptr(GError) problem = NULL;
		if (make(op, due, &problem))
			continue;
		operation_discard(op, due->uid);
		g_ptr_array_add(problems, g_strdup_printf(
			"schedules/%s.yaml: %s", due->schedule->name,
			problem->message));
	}
	return TRUE;
}
