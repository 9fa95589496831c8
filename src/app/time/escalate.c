#include "app/time/escalate.h"

#include <string.h>

#include "app/change/automatic.h"
#include "app/change/operation_run.h"
#include "app/change/rules.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/talk.h"
#include "app/outbox/audience.h"
#include "app/outbox/notice.h"
#include "base/automation.h"
#include "base/error.h"
#include "index/clocks.h"
#include "index/entries.h"
#include "model/notify.h"
#include "model/ticket.h"
#include "text/escape.h"

#define DAY_SECONDS ((gint64)24 * 60 * 60)

static void notice_free(void *data)
{
	ClockNotice *notice = data;
	g_free(notice->uid);
	g_free(notice->action);
	g_free(notice->rule);
	g_free(notice->who);
	g_free(notice->template_name);
	g_free(notice->key);
	g_free(notice);
}

/* --- what is due --------------------------------------------------------- */

typedef struct {
	Desk *desk;
	Index *index;
	const Regulation *regulation;
	Instant now;
	GPtrArray *notices;
	GHashTable *people; /* "who\nassignee\ngroup" → GPtrArray of Colleague */
	GHashTable *known;  /* "UID/KEY" of the notices */
} Search;

/* What nobody has is the leads'. */
static GPtrArray *find_recipients(const Search *search, const char *who,
	const OpenClock *clock, GError **error)
{
	AudienceQuestion question = {.word = who, .assignee = clock->assignee,
		.group = clock->group, .at = search->now};
	g_autoptr(GPtrArray) people = audience_find(search->desk, &question,
		error);
	question.word = "lead";
	return people && people->len == 0 ? audience_find(search->desk,
		&question, error) : g_steal_pointer(&people);
}

/* Colleague*, borrowed. */
static const GPtrArray *recipients(const Search *search, const char *who,
	const OpenClock *clock, GError **error)
{
	g_autofree char *name = g_strjoin("\n", who, clock->assignee,
		clock->group, NULL);
	GPtrArray *people = g_hash_table_lookup(search->people, name);
	if (people || !(people = find_recipients(search, who, clock, error)))
		return people;
	g_hash_table_insert(search->people, g_steal_pointer(&name), people);
	return people;
}

/* When a clock began says which it is, however often its due instant moves. */
static char *key_of(const OpenClock *clock, gboolean breach, const char *who)
{
	return g_strdup_printf("sla/%s/%u/%" G_GINT64_FORMAT "/%s/%s",
		clock->name, (guint)clock->run, clock->started,
		breach ? "breach" : "warn", who);
}

/* Before, or in this run. */
static gboolean was_done(const Search *search, const OpenClock *clock,
	const char *key, gboolean *done, GError **error)
{
	g_autofree char *known = g_strjoin("/", clock->uid, key, NULL);
	*done = g_hash_table_contains(search->known, known);
	return *done || index_has_key(search->index, clock->ticket, key, done,
		error);
}

/* `*notice` NULL: it was done. */
static gboolean add(Search *search, const OpenClock *clock, gboolean breach,
	const char *what, ClockNotice **notice, GError **error)
{
	g_autofree char *key = key_of(clock, breach, what);
	gboolean done;
	*notice = NULL;
	if (!was_done(search, clock, key, &done, error) || done)
		return done;
	*notice = g_new0(ClockNotice, 1);
	g_hash_table_add(search->known, g_strjoin("/", clock->uid, key, NULL));
	(*notice)->uid = g_strdup(clock->uid);
	(*notice)->clock = clock->kind;
	(*notice)->run = (guint)clock->run;
	(*notice)->due = clock->due;
	(*notice)->breach = breach;
	(*notice)->key = g_steal_pointer(&key);
	g_ptr_array_add(search->notices, *notice);
	return TRUE;
}

static gboolean add_notice(Search *search, const OpenClock *clock,
	gboolean breach, const char *who, const char *template_name,
	GError **error)
{
	ClockNotice *notice;
	if (!add(search, clock, breach, who, &notice, error))
		return FALSE;
	if (notice) {
		notice->who = g_strdup(who);
		notice->template_name = g_strdup(template_name);
	}
	return TRUE;
}

static gboolean add_action(Search *search, const OpenClock *clock,
	gboolean breach, const char *action, const SlaPolicy *policy,
	GError **error)
{
	ClockNotice *notice;
	if (!add(search, clock, breach, action, &notice, error))
		return FALSE;
	if (notice) {
		notice->action = g_strdup(action);
		notice->rule = g_strconcat("sla ", policy->name, NULL);
	}
	return TRUE;
}

/* Who hears of the breach needs no warning any more. */
static gboolean warn_one(Search *search, const OpenClock *clock,
	const char *login, const NotifyRow *notify, GError **error)
{
	g_autofree char *breach = key_of(clock, TRUE, login);
	gboolean done;
	return was_done(search, clock, breach, &done, error) && (done ||
		add_notice(search, clock, FALSE, login, notify->template_name,
			error));
}

/* The rows `due` of `notify`. Promises are a matter of reminders; what has been
 * late for long is no news. */
static gboolean take_notify(Search *search, const OpenClock *clock,
	GError **error)
{
	g_autoptr(GArray) rows = notify_rows(search->regulation, NOTIFY_DUE);
	if (clock->kind == CLOCK_PROMISE ||
		search->now - clock->due > DAY_SECONDS)
		return TRUE;
	for (guint i = 0; i < rows->len; i++) {
		const NotifyRow *notify = &g_array_index(rows, NotifyRow, i);
		const GPtrArray *people = recipients(search, notify->to, clock,
			error);
		for (guint j = 0; people && j < people->len; j++)
			if (!warn_one(search, clock, ((Colleague *)
				people->pdata[j])->login, notify, error))
				return FALSE;
		if (!people)
			return FALSE;
	}
	return TRUE;
}

static gboolean take_action(Search *search, const OpenClock *clock,
	gboolean breach, const char *words, const SlaPolicy *policy,
	GError **error)
{
	const char *who = NULL;
	const RegulationAction *action = regulation_action_find(words, &who);
	if (!action)
		return TRUE;
	if (!action->tells || !who ||
		strcmp(who, "requester") == 0)
		return add_action(search, clock, breach, words, policy, error);
	const GPtrArray *people = recipients(search, who, clock, error);
	for (guint i = 0; people && i < people->len; i++)
		if (!add_notice(search, clock, breach, ((Colleague *)
			people->pdata[i])->login, NULL, error))
			return FALSE;
	return people != NULL;
}

static gboolean take_actions(Search *search, const OpenClock *clock,
	gboolean breach, GError **error)
{
	const SlaPolicy *policy = sla_policy_find(search->regulation->sla,
		clock->policy);
	if (!policy)
		policy = sla_policy_find(search->regulation->sla, SLA_STANDARD);
	const GPtrArray *actions = !policy ? NULL :
		breach ? policy->on_breach : policy->on_warn;
	for (guint i = 0; actions && i < actions->len; i++)
		if (!take_action(search, clock, breach, actions->pdata[i],
			policy, error))
			return FALSE;
	return TRUE;
}

/* A row of `notify` has words of its own, so it goes before the warning of the
 * policy: nobody is warned twice of the same. */
static gboolean take_clock(Search *search, const OpenClock *clock,
	GError **error)
{
	gboolean breach = clock->due < search->now;
	return (!breach || take_actions(search, clock, TRUE, error)) &&
		take_notify(search, clock, error) &&
		(breach || clock->warn == INSTANT_NONE ||
			take_actions(search, clock, FALSE, error));
}

GPtrArray *escalate_due(Desk *desk, GError **error)
{
	g_autoptr(GPtrArray) notices = g_ptr_array_new_with_free_func(
		notice_free);
	g_autoptr(GHashTable) people = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	Search search = {desk, desk_index(desk, error), NULL, desk_now(desk),
		notices, people, known};
	if (!search.index || !(search.regulation = desk_regulation(desk, error)))
		return NULL;
	OpenClockQuestion question = {.now = search.now, .until = search.now,
		.warn = TRUE};
	g_autoptr(IndexHold) hold = index_hold(search.index);
	g_autoptr(GPtrArray) clocks = index_open_clocks(search.index, &question,
		error);
	for (guint i = 0; clocks && i < clocks->len; i++)
		if (!take_clock(&search, clocks->pdata[i], error))
			return NULL;
	return clocks ? g_steal_pointer(&notices) : NULL;
}

/* --- telling ------------------------------------------------------------- */

static char *line_of(const Regulation *regulation, const Ticket *ticket,
	const ClockNotice *notice, const char *language)
{
	static const Phrase past = {"%1: %2 was due at %3.",
		"%1: %2. Срок прошёл %3."},
		near = {"%1: %2 is due at %3.", "%1: %2. Срок подходит: %3."};
	g_autofree char *due = instant_in_language(notice->due,
		regulation->zone, language);
	g_autofree char *subject = escape_links(ticket_get(ticket, "subject"));
	return phrase_fill(notice->breach ? &past : &near, language, subject,
		phrase_in(&clock_names[notice->clock].title, language), due,
		NULL);
}

typedef struct {
	Operation *op;
	const Ticket *ticket;
	const ClockNotice *notice;
} Told;

/* A template that is missing or wrong is said, and less is told. */
static gboolean words_of(const char *language, void *data, TemplateText *text,
	GError **error)
{
	const Told *told = data;
	const ClockNotice *notice = told->notice;
	Desk *desk = operation_desk(told->op);
	g_autoptr(GError) wrong = NULL;
	TemplateFacts facts = {.language = language, .answer_by = INSTANT_NONE,
		.clock = &clock_names[notice->clock],
		.clock_due = notice->due};
	if (notice->template_name && !template_render_if_good(desk,
		notice->template_name, told->ticket, &facts, text, &wrong,
		error))
		return FALSE;
	if (text->body)
		return TRUE;
	g_prefix_error(&wrong, "notify due: ");
	if (wrong)
		desk_say_problem(desk, wrong);
	g_free(text->language);
	text->language = g_strdup(language);
	text->body = line_of(operation_regulation(told->op), told->ticket,
		notice, language);
	return TRUE;
}

static gboolean tell_one(Operation *op, Ticket *ticket,
	const ClockNotice *about, GError **error)
{
	g_autoptr(GPtrArray) people = audience_agent(operation_desk(op),
		about->who, error);
	Told told = {op, ticket, about};
	Notice notice = {
		.words = words_of,
		.data = &told,
		.rule = about->breach ? "on-breach" : about->template_name ?
			"notify/" NOTIFY_DUE : "on-warn",
		.key = about->key,
	};
	return people && notice_to_agents(op, ticket, &notice, people, NULL,
		error);
}

/* --- doing ----------------------------------------------------------------- */

/* %1 is the rule, %2 the clock, %3 its title, %4 what is done, %5 why not. */
static const Phrase marks[2][2] = {
	{{"%1, %2 at risk: %4", "%1, «%3» под угрозой: %4"},
		{"%1, %2 at risk: %4; refused: %5",
		"%1, «%3» под угрозой: %4; отказано: %5"}},
	{{"%1, %2 breached: %4", "%1, «%3»: срок нарушен: %4"},
		{"%1, %2 breached: %4; refused: %5",
		"%1, «%3»: срок нарушен: %4; отказано: %5"}},
};

/* That it was done, or why not, in the language of the store. */
static char *text_of(Operation *op, const GError *refusal, void *data)
{
	const ClockNotice *notice = data;
	const char *language = operation_regulation(op)->language;
	g_autofree char *why = refusal ? desk_error_text(refusal, language) :
		g_strdup("");
	return phrase_fill(&marks[notice->breach != 0][refusal != NULL],
		language, notice->rule, clock_names[notice->clock].name,
		phrase_in(&clock_names[notice->clock].title, language),
		notice->action, why, NULL);
}

static gboolean apply(Operation *op, Ticket *ticket, void *data, GError **error)
{
	const ClockNotice *notice = data;
	return rules_act(op, ticket, notice->action, notice->rule, notice->key,
		error);
}

static gboolean act(Operation *op, ClockNotice *notice, GError **error)
{
	g_autofree char *due = instant_format(notice->due);
	g_autofree char *why = g_strdup_printf("%s %s",
		clock_names[notice->clock].name, due);
	g_autofree char *what = g_strdup_printf("%s: %s", notice->rule,
		notice->action);
	Automatic act = {notice->rule, why, notice->key, what};
	return automatic_once(op, notice->uid, &act, apply, text_of, notice,
		error);
}

static gboolean do_one(Operation *op, ClockNotice *notice, GError **error)
{
	Ticket *ticket = operation_ticket(op, notice->uid, error);
	if (!ticket)
		return FALSE;
	if (notice->who)
		return tell_one(op, ticket, notice, error);
	g_autofree char *id = notice_entry_id(op, ticket, notice->key);
	return ticket_entry_by_id(ticket, id) || act(op, notice, error);
}

static gboolean tell_all(Operation *op, void *data, GError **error)
{
	const GPtrArray *notices = data;
	for (guint i = 0; i < notices->len; i++)
		if (!do_one(op, notices->pdata[i], error))
			return FALSE;
	return TRUE;
}

gboolean escalate_tell(Desk *desk, const GPtrArray *notices, gboolean dry_run,
	char commit[41], GError **error)
{
	OperationSettings settings = {.verb = "sla escalate",
		.dry_run = dry_run, .automation = TRUE, .by = "rule"};
	g_auto(OperationResult) result = {0};
	commit[0] = '\0';
	if (notices->len == 0)
		return TRUE;
	if (!operation_run(desk, &settings, tell_all, (void *)notices, &result,
		    error))
		return FALSE;
	g_strlcpy(commit, result.commit, 41);
	return TRUE;
}
