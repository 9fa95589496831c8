#include "app/escalate.h"

#include <string.h>

#include "app/outbox.h"
#include "base/error.h"

static void notice_free(void *data)
{
	ClockNotice *notice = data;
	g_free(notice->uid);
	g_free(notice->clock);
	g_free(notice->who);
	g_free(notice->key);
	g_free(notice);
}

/* --- whom ---------------------------------------------------------------- */

static GPtrArray *logins(Index *index, const char *sql, const char *word)
{
	const char *values[] = {word, NULL};
	g_autoptr(GPtrArray) rows = index_rows(index, sql, values, NULL);
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; rows && i < rows->len; i++)
		g_ptr_array_add(found, g_strdup(((char **)rows->pdata[i])[0]));
	return found;
}

/* "assignee", a role such as "lead", a group or a login. What nobody has is
 * the lead's. */
static GPtrArray *recipients(Index *index, const char *who,
	const char *assignee)
{
	static const char *const questions[] = {
		"SELECT login FROM agent WHERE left = 0 AND login = ?",
		"SELECT login FROM agent_role JOIN agent USING (login)"
		" WHERE left = 0 AND agent_role.name = ? ORDER BY login",
		"SELECT login FROM agent_group JOIN agent USING (login)"
		" WHERE left = 0 AND agent_group.name = ? ORDER BY login",
	};
	if (strcmp(who, "assignee") == 0)
		who = *assignee ? assignee : "lead";
	for (guint i = 0; i < G_N_ELEMENTS(questions); i++) {
		GPtrArray *found = logins(index, questions[i], who);
		if (found->len > 0)
			return found;
		g_ptr_array_unref(found);
	}
	return g_ptr_array_new_with_free_func(g_free);
}

/* --- what is due --------------------------------------------------------- */

enum { ROW_TICKET, ROW_UID, ROW_KIND, ROW_RUN, ROW_DUE, ROW_POLICY,
	ROW_ASSIGNEE };

typedef struct {
	Desk *desk;
	Index *index;
	const Regulation *regulation;
	Instant now;
	GPtrArray *notices;
	GHashTable *people; /* "who\nassignee" → GPtrArray of logins */
} Search;

/* Also one that was retracted was told. */
static gboolean was_told(Search *search, char **row, const char *key)
{
	const char *values[] = {row[ROW_TICKET], key, NULL};
	g_autoptr(GPtrArray) rows = index_rows(search->index, "SELECT 1 FROM"
		" entry WHERE ticket = CAST(? AS INTEGER) AND kind = 'notice'"
		" AND json_extract(extra, '$.key') = ?", values, NULL);
	return rows && rows->len > 0;
}

static void add_notice(Search *search, char **row, gboolean breach,
	const char *who)
{
	g_autofree char *key = g_strdup_printf("sla/%s/%s/%s/%s/%s",
		row[ROW_KIND], row[ROW_RUN], row[ROW_DUE],
		breach ? "breach" : "warn", who);
	if (was_told(search, row, key))
		return;
	ClockNotice *notice = g_new0(ClockNotice, 1);
	notice->uid = g_strdup(row[ROW_UID]);
	notice->clock = g_strdup(row[ROW_KIND]);
	notice->run = g_ascii_strtoll(row[ROW_RUN], NULL, 10);
	notice->due = g_ascii_strtoll(row[ROW_DUE], NULL, 10);
	notice->breach = breach;
	notice->who = g_strdup(who);
	notice->key = g_steal_pointer(&key);
	g_ptr_array_add(search->notices, notice);
}

static const GPtrArray *people_of(Search *search, const char *who,
	const char *assignee)
{
	g_autofree char *name = g_strjoin("\n", who, assignee, NULL);
	GPtrArray *people = g_hash_table_lookup(search->people, name);
	if (!people) {
		people = recipients(search->index, who, assignee);
		g_hash_table_insert(search->people, g_steal_pointer(&name),
			people);
	}
	return people;
}

static void take_row(Search *search, char **row)
{
	gboolean breach = g_ascii_strtoll(row[ROW_DUE], NULL, 10) <
		search->now;
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
		if (!action || strcmp(action->name, "notify") != 0 || !who)
			continue;
		const GPtrArray *people = people_of(search, who,
			row[ROW_ASSIGNEE]);
		for (guint j = 0; j < people->len; j++)
			add_notice(search, row, breach, people->pdata[j]);
	}
}

GPtrArray *escalate_due(Desk *desk, GError **error)
{
	g_autoptr(GPtrArray) notices = g_ptr_array_new_with_free_func(
		notice_free);
	g_autoptr(GHashTable) people = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
	Search search = {desk, desk_index(desk, error),
		desk_regulation(desk, error), desk_now(desk), notices, people};
	if (!search.index || !search.regulation)
		return NULL;
	g_autofree char *now = g_strdup_printf("%" G_GINT64_FORMAT, search.now);
	const char *values[] = {now, NULL};
	g_autoptr(IndexHold) hold = index_hold(search.index);
	g_autoptr(GPtrArray) rows = index_rows(search.index, "SELECT ticket.id,"
		" ticket.uid, clock.kind, clock.run, clock.due, clock.policy,"
		" ticket.assignee FROM clock JOIN ticket ON ticket.id ="
		" clock.ticket WHERE " INDEX_OPEN_CLOCKS " AND"
		" clock.due IS NOT NULL AND ((clock.state = 'running' AND"
		" clock.warn <= CAST(?1 AS INTEGER)) OR"
		" clock.due < CAST(?1 AS INTEGER))"
		" ORDER BY clock.due, ticket.uid, clock.kind", values, error);
	for (guint i = 0; rows && i < rows->len; i++)
		take_row(&search, rows->pdata[i]);
	return rows ? g_steal_pointer(&notices) : NULL;
}

/* --- telling ------------------------------------------------------------- */

static char *text_of(Operation *op, const Ticket *ticket,
	const ClockNotice *notice)
{
	const Regulation *regulation = operation_regulation(op);
	gboolean russian = strcmp(regulation->language, "ru") == 0;
	g_autofree char *due = instant_format_in(notice->due, regulation->zone,
		"%Y-%m-%d %H:%M");
	ClockKind kind = CLOCK_RESOLUTION;
	clock_kind_find(notice->clock, &kind);
	const char *subject = ticket_get(ticket, "subject");
	if (russian)
		return g_strdup_printf("%s: %s. Срок %s %s.", subject,
			clock_names[kind].title_ru,
			notice->breach ? "прошёл" : "подходит:", due);
	return g_strdup_printf("%s: %s %s %s.", subject,
		clock_names[kind].title_en,
		notice->breach ? "was due at" : "is due at", due);
}

static gboolean tell(Operation *op, const ClockNotice *notice, GError **error)
{
	Index *index = desk_index(operation_desk(op), error);
	Ticket *ticket = index ? operation_ticket(op, notice->uid, error) :
		NULL;
	if (!ticket)
		return FALSE;
	char *address = outbox_address_of(index, notice->who);
	if (!address)
		return TRUE;
	g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(to, address);
	g_autofree char *body = text_of(op, ticket, notice);
	Outgoing mail = {
		.kind = "notice",
		.to = to,
		.body = body,
		.language = operation_regulation(op)->language,
		.rule = notice->breach ? "on-breach" : "on-warn",
		.key = notice->key,
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

static gboolean tell_all(Operation *op, void *data, GError **error)
{
	const GPtrArray *notices = data;
	for (guint i = 0; i < notices->len; i++)
		if (!tell(op, notices->pdata[i], error))
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
