#include "app/time/digest.h"

#include <string.h>

#include "app/desk/agents.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/outbox_address.h"
#include "app/desk/talk.h"
#include "app/outbox/audience.h"
#include "app/outbox/template.h"
#include "base/texts.h"
#include "index/calendars.h"
#include "index/tickets.h"
#include "model/absence.h"
#include "model/notify.h"
#include "model/ticket.h"

#define MOST_LINES 40

/* In the order of the letter; each ticket stands in the first that fits. */
enum { OVERDUE, TODAY, UNANSWERED, APPROVAL, SECTIONS };
static const Phrase titles[SECTIONS] = {
	{"Overdue", "Просрочено"},
	{"Due today", "Срок сегодня"},
	{"Waiting for your answer", "Ждут вашего ответа"},
	{"Waiting for your approval", "Ждут вашего одобрения"},
};

typedef struct {
	Desk *desk;
	const Regulation *regulation;
	Index *index;
	GPtrArray *agents; /* Agent* */
	Instant now, day, tomorrow;
	char *date; /* "2026-11-24" */
	GPtrArray *letters;
} Digest;

static void digest_clear(Digest *digest)
{
	g_clear_pointer(&digest->agents, g_ptr_array_unref);
	g_clear_pointer(&digest->date, g_free);
	g_clear_pointer(&digest->letters, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Digest, digest_clear)

/* --- when ------------------------------------------------------------------ */

/* Without any calendar Saturday and Sunday are free. */
static gboolean is_working_day(const Digest *digest, gboolean *working,
	GError **error)
{
	g_autoptr(GDateTime) local = instant_to_date_time(digest->day,
		digest->regulation->zone);
	WorkCalendars *calendars = desk_calendars(digest->desk, error);
	Worktime *work;
	if (!calendars || !work_calendars_if_any(calendars, &work, error))
		return FALSE;
	*working = g_date_time_get_day_of_week(local) < 6;
	if (!work)
		return TRUE;
	GDate day;
	g_date_clear(&day, 1);
	g_date_set_dmy(&day, (GDateDay)g_date_time_get_day_of_month(local),
		(GDateMonth)g_date_time_get_month(local),
		(GDateYear)g_date_time_get_year(local));
	const Calendar *calendar = worktime_calendar(work);
	*working = calendar->always || calendar_hours(calendar, &day)->len > 0;
	return TRUE;
}

/* By the clock on the wall: an hour that is skipped does not move it. */
static gboolean has_come(const Digest *digest, const NotifyRow *row)
{
	g_autoptr(GDateTime) local = instant_to_date_time(digest->now,
		digest->regulation->zone);
	return g_date_time_get_hour(local) * 60 +
		g_date_time_get_minute(local) >= (int)row->at_minute;
}

/* --- to whom --------------------------------------------------------------- */

static gboolean is_meant(const Digest *digest, const Agent *agent,
	const char *who)
{
	Absence absence;
	if (agent->mails->len == 0 || notify_is_off(yaml_get(agent->root,
		"notify"), NOTIFY_DIGEST) || absence_at(agent,
		digest->regulation->zone, digest->now, &absence))
		return FALSE;
	if (strcmp(who, NOTIFY_AGENTS) == 0)
		return !texts_have(agent->roles, "automation");
	return strcmp(agent->login, who) == 0 ||
		g_strcmp0(agent->level, who) == 0 ||
		texts_have(agent->roles, who) || texts_have(agent->groups, who);
}

/* --- what ------------------------------------------------------------------ */

typedef struct {
	GString *lines[SECTIONS];
	guint counts[SECTIONS];
} Sections;

static void sections_clear(Sections *sections)
{
	for (guint i = 0; i < SECTIONS; i++)
		g_string_free(sections->lines[i], TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sections, sections_clear)

static char *when(const Digest *digest, Instant at, const char *language)
{
	GTimeZone *zone = digest->regulation->zone;
	return at >= digest->day && at < digest->tomorrow ?
		instant_format_in(at, zone, "%H:%M") :
		instant_in_language(at, zone, language);
}

static void add_line(Sections *sections, guint section, const char *number,
	const char *subject, const char *more)
{
	g_autofree char *line = g_strdelimit(g_strdup(subject), "\r\n\t", ' ');
	if (sections->counts[section]++ < MOST_LINES)
		g_string_append_printf(sections->lines[section],
			"- %s %s%s%s%s\n", number, line, more ? " (" : "",
			more ? more : "", more ? ")" : "");
}

static void add_ticket(const Digest *digest, Sections *sections,
	const TicketLine *line, const char *language)
{
	gboolean has_due = line->due != INSTANT_NONE;
	guint section = has_due && line->due <= digest->now ? OVERDUE :
		has_due && line->due < digest->tomorrow ? TODAY :
		line->waiting != INSTANT_NONE ? UNANSWERED : SECTIONS;
	if (section == SECTIONS)
		return;
	g_autofree char *more = section == UNANSWERED ? NULL :
		when(digest, line->due, language);
	add_line(sections, section, line->name, line->subject, more);
}

static gboolean add_tickets(const Digest *digest, Sections *sections,
	const char *login, const char *language, GError **error)
{
	g_autoptr(GPtrArray) lines = index_open_of(digest->index, login, error);
	for (guint i = 0; lines && i < lines->len; i++)
		add_ticket(digest, sections, lines->pdata[i], language);
	return lines != NULL;
}

/* Mail of the agent's trainees that is held until it is approved. */
static gboolean add_approvals(const Digest *digest, Sections *sections,
	const char *login, GError **error)
{
	for (guint i = 0; i < digest->agents->len; i++) {
		const Agent *trainee = digest->agents->pdata[i];
		if (g_strcmp0(trainee->mentor, login) != 0)
			continue;
		g_autoptr(GPtrArray) lines = index_unapproved_of(digest->index,
			trainee->login, error);
		if (!lines)
			return FALSE;
		for (guint k = 0; k < lines->len; k++) {
			const TicketLine *line = lines->pdata[k];
			add_line(sections, APPROVAL, line->name, line->subject,
				trainee->name);
		}
	}
	return TRUE;
}

/* NULL: there is nothing to say. */
static char *joined(const Sections *sections, const char *language)
{
	static const Phrase more = {"- … and %1 more\n", "- … и ещё %1\n"};
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < SECTIONS; i++) {
		guint count = sections->counts[i];
		if (count == 0)
			continue;
		g_string_append_printf(text, "%s**%s: %u**\n\n%s",
			text->len ? "\n" : "", phrase_in(&titles[i], language),
			count, sections->lines[i]->str);
		g_autofree char *rest = phrase_fill(&more, language,
			PHRASE_NUMBER((gint64)count - MOST_LINES), NULL);
		if (count > MOST_LINES)
			g_string_append(text, rest);
	}
	return text->len > 0 ? g_strndup(text->str, text->len) : NULL;
}

static gboolean list_for(const Digest *digest, const Agent *agent, char **list,
	GError **error)
{
	const char *language = audience_language(digest->regulation, agent);
	g_auto(Sections) sections = {0};
	for (guint i = 0; i < SECTIONS; i++)
		sections.lines[i] = g_string_new(NULL);
	if (!add_tickets(digest, &sections, agent->login, language, error) ||
		!add_approvals(digest, &sections, agent->login, error))
		return FALSE;
	*list = joined(&sections, language);
	return TRUE;
}

/* --- one letter ------------------------------------------------------------ */

static gboolean write_letter(const Digest *digest, const NotifyRow *row,
	const Agent *agent, const char *list, DirectMail *letter,
	GError **error)
{
	g_auto(TemplateText) text = {0};
	if (!list)
		return TRUE;
	g_autoptr(Ticket) none = ticket_new("00000000-000000", digest->now);
	TemplateFacts facts = {
		.language = audience_language(digest->regulation, agent),
		.by = agent->login,
		.list = list,
		.answer_by = INSTANT_NONE,
	};
	if (!template_render(digest->desk, row->template_name, none, &facts,
		&text, error))
		return FALSE;
	letter->subject = g_strdup(text.subject ? text.subject :
		row->template_name);
	letter->body = g_steal_pointer(&text.body);
	letter->language = g_steal_pointer(&text.language);
	return TRUE;
}

static void say_unsent(const Digest *digest, const GError *problem)
{
	static const Phrase unsent = {"notify digest: %1; nothing is sent",
		"notify digest: %1; ничего не отправлено"};
	g_autofree char *words = desk_problem_text(digest->desk, problem);
	desk_say(digest->desk, &unsent, words, NULL);
}

/* A template that cannot be used is said once: `*usable` FALSE. */
static gboolean add_letter(Digest *digest, const NotifyRow *row,
	guint place, const Agent *agent, gboolean *usable, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(DirectMail) letter = g_new0(DirectMail, 1);
	g_autofree char *list = NULL;
	letter->key = place == 0 ? g_strdup_printf("digest/%s/%s", agent->login,
		digest->date) : g_strdup_printf("digest-%u/%s/%s", place + 1,
		agent->login, digest->date);
	gboolean known;
	if (!direct_knows(digest->desk, letter->key, &known, error))
		return FALSE;
	if (known)
		return TRUE;
	letter->at = digest->now;
	letter->until = digest->tomorrow;
	if (!outbox_address_of(digest->index, agent->login, &letter->to, error))
		return FALSE;
	if (!letter->to)
		return TRUE;
	if (!list_for(digest, agent, &list, error))
		return FALSE;
	*usable = write_letter(digest, row, agent, list, letter, &problem);
	if (*usable)
		g_ptr_array_add(digest->letters, g_steal_pointer(&letter));
	else
		say_unsent(digest, problem);
	return TRUE;
}

static gboolean add_letters(Digest *digest, const NotifyRow *row, guint place,
	GError **error)
{
	gboolean usable = TRUE;
	for (guint i = 0; usable && i < digest->agents->len; i++) {
		const Agent *agent = g_ptr_array_index(digest->agents, i);
		if (is_meant(digest, agent, row->to) &&
			!add_letter(digest, row, place, agent, &usable, error))
			return FALSE;
	}
	return TRUE;
}

/* ------------------------------------------------------------------------- */

static gboolean any_has_come(const Digest *digest, const GArray *rows)
{
	for (guint i = 0; i < rows->len; i++)
		if (has_come(digest, &g_array_index(rows, NotifyRow, i)))
			return TRUE;
	return FALSE;
}

GPtrArray *digest_due(Desk *desk, GError **error)
{
	g_auto(Digest) digest = {.desk = desk, .now = desk_now(desk),
		.regulation = desk_regulation(desk, error)};
	if (!digest.regulation)
		return NULL;
	digest.letters = g_ptr_array_new_with_free_func(
		(GDestroyNotify)direct_mail_free);
	digest.day = instant_day_start(digest.now, digest.regulation->zone, 0);
	digest.tomorrow = instant_day_start(digest.now, digest.regulation->zone,
		1);
	digest.date = instant_format_in(digest.now, digest.regulation->zone,
		"%Y-%m-%d");
	g_autoptr(GArray) rows = notify_rows(digest.regulation, NOTIFY_DIGEST);
	gboolean working;
	if (!any_has_come(&digest, rows))
		return g_steal_pointer(&digest.letters);
	if (!is_working_day(&digest, &working, error))
		return NULL;
	if (!working)
		return g_steal_pointer(&digest.letters);
	digest.index = desk_index(desk, error);
	digest.agents = digest.index ? assign_agents(desk, error) : NULL;
	if (!digest.agents)
		return NULL;
	for (guint i = 0; i < rows->len; i++)
		if (has_come(&digest, &g_array_index(rows, NotifyRow, i)) &&
			!add_letters(&digest, &g_array_index(rows, NotifyRow,
				i), i, error))
			return NULL;
	return g_steal_pointer(&digest.letters);
}

gboolean digest_add(Desk *desk, const GPtrArray *letters, GError **error)
{
	for (guint i = 0; i < letters->len; i++) {
		const DirectMail *letter = g_ptr_array_index(letters, i);
		if (letter->body ? !direct_add(desk, letter, error) :
			!direct_settle(desk, letter->key, "empty", error))
			return FALSE;
	}
	return TRUE;
}
