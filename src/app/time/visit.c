#include "app/time/visit.h"

#include <string.h>

#include "app/change/change.h"
#include "app/desk/current_index.h"
#include "app/desk/in_force.h"
#include "app/desk/people_words.h"
#include "app/desk/talk.h"
#include "app/outbox/audience.h"
#include "app/outbox/notice.h"
#include "base/error.h"
#include "index/agents.h"
#include "index/customers.h"
#include "index/entries.h"
#include "model/people.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "text/escape.h"
#include "text/invitation.h"

#define USUAL_MINUTES 60
#define STATUS "visit"

static const Phrase
	over = {"the ticket is over, nobody need go there; `desk reopen` first",
		"заявка завершена, ехать незачем; сначала `desk reopen`"},
	no_visit = {"no visit is planned for %1; `desk visit list` shows "
			"all",
		"выезд по %1 не назначен; все — `desk visit list`"},
	too_early = {"%1 is more than a day before ticket %2 was made; is the "
			"year right?",
		"%1 — больше чем за сутки до появления заявки %2; верно ли "
		"указана дата?"},
	how_long = {"how long was it there? like --onsite 1h30",
		"сколько заняло на месте? например, --onsite 1h30"};

static void visit_free(Visit *visit)
{
	g_free(visit->uid);
	g_free(visit->ticket);
	g_free(visit->subject);
	g_free(visit->customer);
	g_free(visit->id);
	g_free(visit->agent);
	g_free(visit->note);
	g_free(visit);
}

static void free_visit(gpointer visit)
{
	visit_free(visit);
}

/* --- reading --------------------------------------------------------- */

typedef struct {
	GHashTable *by_id; /* "UID/ENTRY" → Visit */
	GPtrArray *visits;
} Reading;

static Visit *visit_of(Reading *reading, const VisitEntry *entry)
{
	g_autofree char *key = g_strconcat(entry->uid, "/", *entry->of ?
		entry->of : entry->id, NULL);
	Visit *visit = g_hash_table_lookup(reading->by_id, key);
	if (visit) {
		visit->sequence++;
		return visit;
	}
	visit = g_new0(Visit, 1);
	visit->uid = g_strdup(entry->uid);
	visit->ticket = g_strdup(entry->ticket);
	visit->subject = g_strdup(entry->subject);
	visit->customer = g_strdup(entry->customer);
	visit->id = g_strdup(entry->id);
	visit->planned = visit->began = INSTANT_NONE;
	visit->minutes = USUAL_MINUTES;
	g_ptr_array_add(reading->visits, visit);
	g_hash_table_insert(reading->by_id, g_steal_pointer(&key), visit);
	return visit;
}

static void take(const VisitEntry *entry, void *data)
{
	Visit *visit = visit_of(data, entry);
	g_free(visit->agent);
	visit->agent = g_strdup(entry->agent);
	if (*entry->text) {
		g_free(visit->note);
		visit->note = g_strchomp(g_strdup(entry->text));
	}
	if (entry->planned != INSTANT_NONE)
		visit->planned = entry->planned;
	if (entry->began != INSTANT_NONE)
		visit->began = entry->began;
	if (entry->minutes > 0)
		visit->minutes = entry->minutes;
	visit->changed = entry->at;
	visit->cancelled = entry->cancelled;
	visit->onsite += entry->onsite;
	visit->travel += entry->travel;
	visit->done = entry->done || visit->onsite > 0;
}

static Instant time_of(const Visit *visit)
{
	return visit->began != INSTANT_NONE ? visit->began : visit->planned;
}

static int by_time(gconstpointer a, gconstpointer b)
{
	const Visit *left = *(const Visit *const *)a;
	const Visit *right = *(const Visit *const *)b;
	if (time_of(left) != time_of(right))
		return time_of(left) < time_of(right) ? -1 : 1;
	int order = strcmp(left->uid, right->uid);
	return order ? order : strcmp(left->id, right->id);
}

GPtrArray *visits_read(Desk *desk, const char *ticket, GError **error)
{
	Index *index = desk_index(desk, error);
	g_autoptr(GPtrArray) visits = g_ptr_array_new_with_free_func(free_visit);
	g_autoptr(GHashTable) by_id = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	Reading reading = {by_id, visits};
	if (!index || !index_each_visit(index, ticket, take, &reading, error))
		return NULL;
	g_ptr_array_sort(visits, by_time);
	return g_steal_pointer(&visits);
}

const Visit *visit_planned(const GPtrArray *visits)
{
	for (guint i = visits->len; i-- > 0;) {
		const Visit *visit = visits->pdata[i];
		if (!visit->cancelled && !visit->done &&
			visit->planned != INSTANT_NONE)
			return visit;
	}
	return NULL;
}

/* --- the invitation -------------------------------------------------- */

gboolean visit_place(Index *index, const char *customer, char **place,
	GError **error)
{
	g_autoptr(Customer) file = NULL;
	*place = NULL;
	if (!index_customer(index, customer, &file, error))
		return FALSE;
	const YamlNode *sites = file ? yaml_get(file->root, "sites") : NULL;
	if (!sites || sites->kind != YAML_MAP || sites->items->len == 0)
		return TRUE;
	const char *address = yaml_get_text(sites->items->pdata[0], "address",
		"");
	*place = *address ? g_strdup(address) : NULL;
	return TRUE;
}

GString *visit_invitation(Desk *desk, const Visit *visit, GError **error)
{
	Index *index = desk_index(desk, error);
	const Regulation *regulation = index ? desk_regulation(desk, error) :
		NULL;
	g_autofree char *place = NULL;
	g_autoptr(Agent) agent = NULL;
	if (!regulation ||
		!visit_place(index, visit->customer, &place, error) ||
		!index_agent(index, visit->agent, &agent, error))
		return NULL;
	gboolean has_mail = agent && agent->mails->len > 0;
	g_autofree char *uid = g_strdup_printf("%s-%s@%s", visit->uid, visit->id,
		regulation->mark);
	g_autofree char *summary = g_strdup_printf("%s %s", visit->ticket,
		visit->subject);
	Invitation invitation = {
		.uid = uid,
		.sequence = visit->sequence,
		.cancelled = visit->cancelled,
		.made = visit->changed,
		.from = visit->planned,
		.until = visit->planned + visit->minutes * 60,
		.summary = summary,
		.description = visit->note,
		.place = place,
		.attendee = has_mail ? agent->mails->pdata[0] : NULL,
		.attendee_name = !has_mail ? NULL : agent->name ? agent->name :
			visit->agent,
	};
	return invitation_write(&invitation);
}

/* --- changes --------------------------------------------------------- */

static Entry *say(Operation *op, Ticket *ticket, const Visit *visit,
	const char *agent, const char *text)
{
	Entry *entry = operation_say(op, ticket, "visit", text, NULL, NULL,
		INSTANT_NONE);
	if (visit)
		entry_set(entry, "of", visit->id);
	entry_set(entry, "agent", agent);
	return entry;
}

/* An own status of the regulation for it, on the way there and back. */
static void set_status(Operation *op, Ticket *ticket, gboolean ahead)
{
	const Regulation *regulation = operation_regulation(op);
	gboolean stands = strcmp(ticket_get(ticket, "status"), STATUS) == 0;
	if (!regulation_find(regulation, "status", STATUS) || stands == ahead)
		return;
	StatusClass now = regulation_class_of(regulation, ticket);
	if (now < CLASS_SOLVED)
		ticket_set(ticket, "status", ahead ? STATUS :
			regulation_status_of(regulation, CLASS_OPEN));
}

/* The visit that is planned, by the index of this moment. */
static gboolean find_planned(Operation *op, const Ticket *ticket,
	GPtrArray **visits, const Visit **visit, GError **error)
{
	*visits = visits_read(operation_desk(op), ticket_get(ticket, "uid"),
		error);
	*visit = *visits ? visit_planned(*visits) : NULL;
	return *visits != NULL;
}

typedef struct {
	const Visit *visit;
	GTimeZone *zone;
	const char *text;
} Told;

static gboolean words_of(const char *language, void *data, TemplateText *text,
	GError **error)
{
	const Told *told = data;
	static const Phrase planned = {"Visit: %1\n\n%2\n%3\n",
		"Выезд: %1\n\n%2\n%3\n"},
		cancelled = {"Visit cancelled: %1\n\n%2\n%3\n",
		"Выезд отменён: %1\n\n%2\n%3\n"};
	g_autofree char *subject = escape_links(told->visit->subject);
	g_autofree char *when = instant_in_language(told->visit->planned,
		told->zone, language);
	(void)error;
	text->language = g_strdup(language);
	text->body = phrase_fill(told->visit->cancelled ? &cancelled : &planned,
		language, when, subject, told->text ? told->text : "", NULL);
	return TRUE;
}

/* Tells the agent, who need not have an address. */
static gboolean invite(Operation *op, Ticket *ticket, const Visit *visit,
	const char *text, GError **error)
{
	Desk *desk = operation_desk(op);
	g_autoptr(GPtrArray) people = audience_agent(desk, visit->agent, error);
	g_autofree char *key = g_strdup_printf("visit/%s/%u/%s", visit->id,
		visit->sequence, visit->agent);
	Told told = {visit, operation_regulation(op)->zone, text};
	Notice notice = {.words = words_of, .data = &told,
		.rule = ENTRY_VISIT_RULE, .key = key};
	Entry *entry;
	if (!people || !notice_to_agents(op, ticket, &notice, people, &entry,
		error))
		return FALSE;
	if (!entry)
		return TRUE;
	GString *file = visit_invitation(desk, visit, error);
	if (!file)
		return FALSE;
	g_autoptr(GBytes) bytes = g_string_free_to_bytes(file);
	return change_attach(op, entry, ENTRY_VISIT_FILE, bytes, error);
}

static void fill(Visit *visit, Operation *op, const Ticket *ticket,
	const Visit *before)
{
	visit->uid = (char *)(gpointer)ticket_get(ticket, "uid");
	visit->ticket = ticket_short_name(ticket);
	visit->subject = (char *)(gpointer)ticket_get(ticket, "subject");
	visit->customer = (char *)(gpointer)ticket_get(ticket, "customer");
	visit->sequence = before ? before->sequence + 1 : 0;
	visit->changed = operation_now(op);
}

static gboolean is_over(Operation *op, const Ticket *ticket, GError **error)
{
	if (regulation_class_of(operation_regulation(op), ticket) <
		CLASS_SOLVED)
		return FALSE;
	desk_refuse(error, DESK_ERROR_FORBIDDEN, &over, NULL);
	return TRUE;
}

/* One that was made on the way is written down later. */
static gboolean was_asked_for(Operation *op, const Ticket *ticket, Instant at,
	GError **error)
{
	Instant created = ticket_get_instant(ticket, "created");
	if (created == INSTANT_NONE || created - at <= WORK_MEANT_SECONDS)
		return TRUE;
	g_autofree char *when = desk_time_text(operation_desk(op), at);
	g_autofree char *name = ticket_short_name(ticket);
	return desk_refuse(error, DESK_ERROR_USAGE, &too_early, when, name,
		NULL);
}

gboolean change_visit(Operation *op, Ticket *ticket, const VisitPlan *plan,
	GError **error)
{
	g_autoptr(GPtrArray) visits = NULL;
	const Visit *before;
	if (is_over(op, ticket, error) ||
		!find_planned(op, ticket, &visits, &before, error))
		return FALSE;
	gint64 minutes = plan->minutes > 0 ? plan->minutes :
		before ? before->minutes : USUAL_MINUTES;
	if (!change_fits(minutes * 60, error) ||
		!words_is_near(operation_desk(op), plan->at, error) ||
		!was_asked_for(op, ticket, plan->at, error))
		return FALSE;
	if (before && before->planned == plan->at &&
		before->minutes == minutes &&
		strcmp(before->agent, plan->agent) == 0)
		return TRUE;
	Entry *entry = say(op, ticket, before, plan->agent, plan->text);
	g_autofree char *when = instant_format(plan->at);
	entry_set(entry, "planned", when);
	entry_set_integer(entry, "for", minutes);
	set_status(op, ticket, TRUE);
	Visit visit = {.id = before ? before->id : entry->id,
		.agent = (char *)(gpointer)plan->agent, .planned = plan->at,
		.minutes = minutes, .note = (char *)(gpointer)plan->text};
	fill(&visit, op, ticket, before);
	gboolean told = invite(op, ticket, &visit, plan->text, error);
	/* Who does not go any more has it in their calendar. */
	if (told && before && strcmp(before->agent, plan->agent) != 0) {
		visit.agent = before->agent;
		visit.planned = before->planned;
		visit.minutes = before->minutes;
		visit.cancelled = TRUE;
		told = invite(op, ticket, &visit, plan->text, error);
	}
	g_free(visit.ticket);
	return told;
}

static gboolean none_planned(const Ticket *ticket, GError **error)
{
	g_autofree char *name = ticket_short_name(ticket);
	return desk_refuse(error, DESK_ERROR_CONFLICT, &no_visit, name,
		NULL);
}

gboolean change_visit_cancel(Operation *op, Ticket *ticket, const char *text,
	GError **error)
{
	g_autoptr(GPtrArray) visits = NULL;
	const Visit *before;
	if (!find_planned(op, ticket, &visits, &before, error))
		return FALSE;
	if (!before)
		return none_planned(ticket, error);
	Entry *entry = say(op, ticket, before, before->agent, text);
	entry_set(entry, "state", "cancelled");
	set_status(op, ticket, FALSE);
	Visit visit = {.id = before->id, .agent = before->agent,
		.planned = before->planned, .minutes = before->minutes,
		.cancelled = TRUE};
	fill(&visit, op, ticket, before);
	gboolean told = invite(op, ticket, &visit, text, error);
	g_free(visit.ticket);
	return told;
}

gboolean change_visit_done(Operation *op, Ticket *ticket,
	const VisitDone *done, GError **error)
{
	g_autoptr(GPtrArray) visits = NULL;
	const Visit *before;
	if (!find_planned(op, ticket, &visits, &before, error))
		return FALSE;
	if (!change_fits(done->onsite, error) ||
		!change_fits(done->travel, error))
		return FALSE;
	gint64 onsite = (done->onsite + 59) / 60;
	Instant now = operation_now(op);
	if (onsite == 0 && before)
		onsite = before->minutes;
	if (onsite == 0)
		return desk_refuse(error, DESK_ERROR_USAGE, &how_long, NULL);
	Instant began = before && before->planned + onsite * 60 <= now ?
		before->planned : now - onsite * 60;
	Entry *entry = say(op, ticket, before, before ? before->agent :
		operation_me(op), done->text);
	g_autofree char *when = instant_format(began);
	entry_set(entry, "state", "done");
	entry_set(entry, "began", when);
	entry_set_integer(entry, "onsite", onsite);
	if (done->travel > 0)
		entry_set_integer(entry, "travel", (done->travel + 59) / 60);
	set_status(op, ticket, FALSE);
	return TRUE;
}
