#include "app/time/escalate.h"

#include <string.h>

#include "app/change/operation_run.h"
#include "app/desk/outbox_address.h"
#include "app/outbox/audience.h"
#include "app/outbox/guard.h"
#include "app/outbox/outbox.h"
#include "app/change/rules.h"
#include "app/outbox/tell.h"
#include "app/outbox/template.h"
#include "base/error.h"
#include "model/notify.h"
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

enum { ROW_TICKET, ROW_UID, ROW_KIND, ROW_RUN, ROW_DUE, ROW_WARN, ROW_POLICY,
	ROW_ASSIGNEE, ROW_GROUP, ROW_STARTED };

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
	char **row)
{
	AudienceQuestion question = {.word = who, .assignee = row[ROW_ASSIGNEE],
		.group = row[ROW_GROUP], .at = search->now};
	GPtrArray *people = audience_find(search->desk, &question, NULL);
	if (people && people->len > 0)
		return people;
	g_clear_pointer(&people, g_ptr_array_unref);
	question.word = "lead";
	people = audience_find(search->desk, &question, NULL);
	return people ? people : g_ptr_array_new();
}

static const GPtrArray *recipients(const Search *search, const char *who,
	char **row)
{
	g_autofree char *name = g_strjoin("\n", who, row[ROW_ASSIGNEE],
		row[ROW_GROUP], NULL);
	GPtrArray *people = g_hash_table_lookup(search->people, name);
	if (!people) {
		people = find_recipients(search, who, row);
		g_hash_table_insert(search->people, g_steal_pointer(&name),
			people);
	}
	return people;
}

/* When a clock began says which it is, however often its due instant moves. */
static char *key_of(char **row, gboolean breach, const char *who)
{
	return g_strdup_printf("sla/%s/%s/%s/%s/%s", row[ROW_KIND],
		row[ROW_RUN], row[ROW_STARTED], breach ? "breach" : "warn", who);
}

/* Before, or in this run. Also what was retracted was done. */
static gboolean was_done(const Search *search, char **row, const char *key)
{
	const char *values[] = {row[ROW_TICKET], key, NULL};
	g_autofree char *known = g_strjoin("/", row[ROW_UID], key, NULL);
	if (g_hash_table_contains(search->known, known))
		return TRUE;
	g_autoptr(GPtrArray) rows = index_rows(search->index, "SELECT 1 FROM "
		INDEX_KEYED_ENTRIES " WHERE ticket = CAST(? AS INTEGER)"
		" AND " INDEX_HAS_KEY " AND json_extract(extra, '$.key') = ?",
		values, NULL);
	return rows && rows->len > 0;
}

/* NULL: it was done. */
static ClockNotice *add(Search *search, char **row, gboolean breach,
	const char *what)
{
	g_autofree char *key = key_of(row, breach, what);
	if (was_done(search, row, key))
		return NULL;
	ClockNotice *notice = g_new0(ClockNotice, 1);
	g_hash_table_add(search->known,
		g_strjoin("/", row[ROW_UID], key, NULL));
	notice->uid = g_strdup(row[ROW_UID]);
	clock_kind_find(row[ROW_KIND], &notice->clock);
	notice->run = g_ascii_strtoll(row[ROW_RUN], NULL, 10);
	notice->due = g_ascii_strtoll(row[ROW_DUE], NULL, 10);
	notice->breach = breach;
	notice->key = g_steal_pointer(&key);
	g_ptr_array_add(search->notices, notice);
	return notice;
}

static void add_notice(Search *search, char **row, gboolean breach,
	const char *who, const char *template_name)
{
	ClockNotice *notice = add(search, row, breach, who);
	if (!notice)
		return;
	notice->who = g_strdup(who);
	notice->template_name = g_strdup(template_name);
}

static void add_action(Search *search, char **row, gboolean breach,
	const char *action, const SlaPolicy *policy)
{
	ClockNotice *notice = add(search, row, breach, action);
	if (!notice)
		return;
	notice->action = g_strdup(action);
	notice->rule = g_strconcat("sla ", policy->name, NULL);
}

/* Who hears of the breach needs no warning any more. */
static void warn(Search *search, char **row, const NotifyRow *notify)
{
	const GPtrArray *people = recipients(search, notify->to, row);
	for (guint i = 0; i < people->len; i++) {
		const Colleague *one = people->pdata[i];
		g_autofree char *breach = key_of(row, TRUE, one->login);
		if (!was_done(search, row, breach))
			add_notice(search, row, FALSE, one->login,
				notify->template_name);
	}
}

/* The rows `due` of `notify`. Promises are a matter of reminders; what has been
 * late for long is no news. */
static void take_notify(Search *search, char **row)
{
	g_autoptr(GArray) rows = notify_rows(search->regulation, NOTIFY_DUE);
	Instant due = g_ascii_strtoll(row[ROW_DUE], NULL, 10);
	if (strcmp(row[ROW_KIND], clock_names[CLOCK_PROMISE].name) == 0 ||
		search->now - due > DAY_SECONDS)
		return;
	for (guint i = 0; i < rows->len; i++)
		warn(search, row, &g_array_index(rows, NotifyRow, i));
}

static void take_actions(Search *search, char **row, gboolean breach)
{
	const SlaPolicy *policy = sla_policy_find(search->regulation->sla,
		row[ROW_POLICY]);
	if (!policy)
		policy = sla_policy_find(search->regulation->sla, SLA_STANDARD);
	const GPtrArray *actions = !policy ? NULL :
		breach ? policy->on_breach : policy->on_warn;
	for (guint i = 0; actions && i < actions->len; i++) {
		const char *who = NULL;
		const RegulationAction *action = regulation_action_find(
			actions->pdata[i], &who);
		if (!action)
			continue;
		if (strcmp(action->name, "notify") != 0 || !who ||
			strcmp(who, "requester") == 0) {
			add_action(search, row, breach, actions->pdata[i],
				policy);
			continue;
		}
		const GPtrArray *people = recipients(search, who, row);
		for (guint j = 0; j < people->len; j++)
			add_notice(search, row, breach,
				((Colleague *)people->pdata[j])->login, NULL);
	}
}

/* A row of `notify` has words of its own, so it goes before the warning of the
 * policy: nobody is warned twice of the same. */
static void take_row(Search *search, char **row)
{
	if (g_ascii_strtoll(row[ROW_DUE], NULL, 10) < search->now)
		take_actions(search, row, TRUE);
	take_notify(search, row);
	if (g_ascii_strtoll(row[ROW_DUE], NULL, 10) >= search->now &&
		*row[ROW_WARN])
		take_actions(search, row, FALSE);
}

GPtrArray *escalate_due(Desk *desk, GError **error)
{
	g_autoptr(GPtrArray) notices = g_ptr_array_new_with_free_func(
		notice_free);
	g_autoptr(GHashTable) people = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	Search search = {desk, desk_index(desk, error),
		desk_regulation(desk, error), desk_now(desk), notices, people,
		known};
	if (!search.index || !search.regulation)
		return NULL;
	g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, search.now);
	const char *values[] = {now, NULL};
	g_autoptr(IndexHold) hold = index_hold(search.index);
	g_autoptr(GPtrArray) rows = index_rows(search.index, "SELECT ticket.id,"
		" ticket.uid, clock.kind, clock.run, clock.due,"
		" coalesce(clock.warn, ''), clock.policy, ticket.assignee,"
		" ticket.\"group\", clock.started FROM clock JOIN ticket ON ticket.id ="
		" clock.ticket WHERE " INDEX_OPEN_CLOCKS " AND"
		" clock.due IS NOT NULL AND ((clock.state = 'running' AND"
		" coalesce(clock.warn, clock.due) <= CAST(?1 AS INTEGER)) OR"
		" clock.due < CAST(?1 AS INTEGER))"
		" ORDER BY clock.due, ticket.uid, clock.kind", values, error);
	for (guint i = 0; rows && i < rows->len; i++)
		take_row(&search, rows->pdata[i]);
	return rows ? g_steal_pointer(&notices) : NULL;
}

/* --- telling ------------------------------------------------------------- */

static char *line_of(const Regulation *regulation, const Ticket *ticket,
	const ClockNotice *notice, gboolean russian)
{
	g_autofree char *due = instant_format_in(notice->due, regulation->zone,
		"%Y-%m-%d %H:%M");
	const ClockName *clock = &clock_names[notice->clock];
	g_autofree char *subject = escape_links(ticket_get(ticket, "subject"));
	if (russian)
		return g_strdup_printf("%s: %s. Срок %s %s.", subject,
			clock->title.ru,
			notice->breach ? "прошёл" : "подходит:", due);
	return g_strdup_printf("%s: %s %s %s.", subject, clock->title.en,
		notice->breach ? "was due at" : "is due at", due);
}

/* A template that is missing or wrong is said, and less is told. */
static void words_of(Operation *op, const Ticket *ticket,
	const ClockNotice *notice, TemplateText *text)
{
	Desk *desk = operation_desk(op);
	g_autofree char *language = audience_language(desk, notice->who);
	g_autoptr(GError) problem = NULL;
	TemplateFacts facts = {.language = language, .answer_by = INSTANT_NONE,
		.clock = &clock_names[notice->clock],
		.clock_due = notice->due};
	if (notice->template_name && template_render(desk,
		notice->template_name, ticket, &facts, text, &problem))
		return;
	if (problem)
		desk_say(desk, "notify due: %s", problem->message);
	text->language = g_strdup(language);
	text->body = line_of(operation_regulation(op), ticket, notice,
		strcmp(language, "ru") == 0);
}

static gboolean tell_one(Operation *op, Ticket *ticket,
	const ClockNotice *notice, GError **error)
{
	Index *index = desk_index(operation_desk(op), error);
	if (!index)
		return FALSE;
	char *address = outbox_address_of(index, notice->who);
	if (!address)
		return TRUE;
	g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(to, address);
	GuardQuestion question = {op, ticket, TRUE, operation_now(op)};
	g_auto(TemplateText) text = {0};
	words_of(op, ticket, notice, &text);
	Outgoing mail = {
		.kind = "notice",
		.to = to,
		.subject = text.subject,
		.body = text.body,
		.language = text.language,
		.template_name = text.name,
		.rule = notice->breach ? "on-breach" : notice->template_name ?
			"notify/" NOTIFY_DUE : "on-warn",
		.key = notice->key,
		.hold = guard_recipients(&question, to),
		.automatic = TRUE,
		.not_before = INSTANT_NONE,
	};
	g_autoptr(GError) problem = NULL;
	outbox_add(op, ticket, &mail, &problem);
	if (!problem)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&problem));
	return FALSE;
}

/* --- doing ----------------------------------------------------------------- */

/* Notes under its key that it was done, or why not. */
static void mark(Operation *op, Ticket *ticket, const ClockNotice *notice,
	const char *refusal)
{
	g_autofree char *id = tell_entry_id(op, ticket, notice->key);
	g_autofree char *text = g_strdup_printf("%s, %s %s: %s%s%s",
		notice->rule, clock_names[notice->clock].name, notice->breach ? "breached" :
		"at risk", notice->action, refusal ? "; refused: " : "",
		refusal ? refusal : "");
	Entry *entry = operation_say(op, ticket, "comment", text, id, "desk",
		INSTANT_NONE);
	entry_set(entry, "about", "rule");
	entry_set(entry, "rule", notice->rule);
	entry_set(entry, "key", notice->key);
	entry_set(entry, "automatic", "rule");
}

/* What no other time will mend. */
static gboolean is_refusal(const GError *problem)
{
	static const int codes[] = {DESK_ERROR_CONFIG, DESK_ERROR_CONFLICT,
		DESK_ERROR_FORBIDDEN, DESK_ERROR_PERSON, DESK_ERROR_USAGE};
	for (gsize i = 0; i < G_N_ELEMENTS(codes); i++)
		if (g_error_matches(problem, DESK_ERROR, codes[i]))
			return TRUE;
	return FALSE;
}

/* An action that is refused leaves the ticket as it was. */
static gboolean act(Operation *op, Ticket *ticket, const ClockNotice *notice,
	GError **error)
{
	g_autoptr(Ticket) before = ticket_copy(ticket);
	g_autoptr(GError) problem = NULL;
	if (rules_act(op, ticket, notice->action, notice->rule, notice->key,
		    &problem) &&
		operation_judge(op, notice->uid, INSTANT_NONE, &problem)) {
		mark(op, ticket, notice, NULL);
		return TRUE;
	}
	if (!is_refusal(problem)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	desk_say(operation_desk(op), "%s: %s: %s", notice->rule,
		notice->action, problem->message);
	if (!operation_replace(op, notice->uid, g_steal_pointer(&before),
		error))
		return FALSE;
	ticket = operation_ticket(op, notice->uid, error);
	if (ticket)
		mark(op, ticket, notice, problem->message);
	return ticket != NULL;
}

static gboolean do_one(Operation *op, const ClockNotice *notice, GError **error)
{
	Ticket *ticket = operation_ticket(op, notice->uid, error);
	if (!ticket)
		return FALSE;
	if (notice->who)
		return tell_one(op, ticket, notice, error);
	g_autofree char *id = tell_entry_id(op, ticket, notice->key);
	return ticket_entry_by_id(ticket, id) || act(op, ticket, notice, error);
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
