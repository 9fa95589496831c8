/* The values of is: → SQL. */
#include "index/query_sql.h"
#include "model/regulation.h"
#include "rules/verification.h"
#include "text/yaml.h"

#include <string.h>

static void status_names(Sql *sql, StatusClass first, StatusClass last)
{
	const GPtrArray *statuses = sql->context->regulation->statuses;
	const char *comma = "";
	for (guint i = 0; i < statuses->len; i++) {
		const Term *term = g_ptr_array_index(statuses, i);
		if (term->status_class < first || term->status_class > last)
			continue;
		sql_text(sql, comma);
		sql_term(sql, term);
		comma = ", ";
	}
}

static void status_in(Sql *sql, StatusClass first, StatusClass last)
{
	sql_text(sql, "ticket.status IN (");
	status_names(sql, first, last);
	sql_text(sql, ")");
}

/* All statuses but those that end a ticket, one that the regulation does not
 * know included. Named one by one, so that the index on status serves: the
 * statuses in use are few, and found by as many steps. */
static void status_open(Sql *sql)
{
	sql_text(sql, "ticket.status IN (WITH RECURSIVE used (name) AS"
		" (SELECT min(status) FROM ticket UNION ALL"
		" SELECT (SELECT min(status) FROM ticket WHERE"
		" status > used.name) FROM used WHERE used.name IS NOT NULL)"
		" SELECT name FROM used WHERE name NOT IN (");
	status_names(sql, CLASS_SOLVED, CLASS_CLOSED);
	sql_text(sql, "))");
}

static void flag_open(Sql *sql)
{
	status_open(sql);
}

static void flag_overdue(Sql *sql)
{
	status_open(sql);
	sql_text(sql, " AND ticket.due < ");
	sql_bind_integer(sql, sql->context->now);
}

static void flag_breached(Sql *sql)
{
	status_open(sql);
	sql_text(sql, " AND ticket.sla_due < ");
	sql_bind_integer(sql, sql->context->now);
}

/* A clock that runs is to warn, and its due is ahead; what sla:at-risk is of a
 * ticket that is open. */
static void flag_atrisk(Sql *sql)
{
	status_open(sql);
	sql_text(sql, " AND ticket.sla_warn <= ");
	sql_bind_integer(sql, sql->context->now);
	sql_text(sql, " AND EXISTS (SELECT 1 FROM clock WHERE clock.ticket ="
		" ticket.id AND state = 'running' AND clock.warn <= ");
	sql_bind_integer(sql, sql->context->now);
	sql_text(sql, " AND clock.due >= ");
	sql_bind_integer(sql, sql->context->now);
	sql_text(sql, ")");
}

static gint64 bounced_limit(const Sql *sql, const char *key)
{
	const YamlNode *bounced = yaml_get(sql->context->regulation->root,
		"bounced");
	const char *text = yaml_get_text(bounced, key, NULL);
	return text ? g_ascii_strtoll(text, NULL, 10) : G_MAXINT32;
}

/* Came back to a former holder, or went from hand to hand within a level, more
 * often than the regulation allows. */
static void flag_bounced(Sql *sql)
{
	status_open(sql);
	sql_text(sql, " AND ((SELECT count(*) FROM event came WHERE"
		" came.ticket = ticket.id AND came.field = 'assignee'"
		" AND came.new <> '' AND NOT came.void AND EXISTS (SELECT 1 FROM event went"
		" WHERE went.ticket = came.ticket AND went.id < came.id"
		" AND NOT went.void"
		" AND went.field = 'assignee' AND went.old = came.new)) > ");
	sql_bind_integer(sql, bounced_limit(sql, "returns"));
	sql_text(sql, " OR (SELECT count(*) FROM event hop WHERE"
		" hop.ticket = ticket.id AND hop.field = 'assignee'"
		" AND hop.old <> '' AND hop.new <> '' AND NOT hop.void"
		" AND NOT EXISTS"
		" (SELECT 1 FROM event step WHERE step.ticket = hop.ticket"
		" AND step.seq = hop.seq AND step.field = 'level')) > ");
	sql_bind_integer(sql, bounced_limit(sql, "same-level-hops"));
	sql_text(sql, ")");
}

static void flag_waiting(Sql *sql)
{
	status_open(sql);
	sql_text(sql, " AND ticket.waiting_since IS NOT NULL");
}

static void flag_escalated(Sql *sql)
{
	const GPtrArray *levels = sql->context->regulation->levels;
	sql_text(sql, "ticket.escalated > 0");
	if (levels->len == 0)
		return;
	const Term *first = g_ptr_array_index(levels, 0);
	sql_text(sql, " AND ticket.level <> ");
	sql_bind(sql, first->name);
}

static void flag_mine(Sql *sql)
{
	sql_text(sql, "ticket.assignee = ");
	sql_bind(sql, sql->context->me);
}

static void flag_new(Sql *sql)
{
	status_in(sql, CLASS_NEW, CLASS_NEW);
}

static void flag_pending(Sql *sql)
{
	status_in(sql, CLASS_PENDING, CLASS_PENDING);
}

static void flag_on_hold(Sql *sql)
{
	status_in(sql, CLASS_ON_HOLD, CLASS_ON_HOLD);
}

static void flag_solved(Sql *sql)
{
	status_in(sql, CLASS_SOLVED, CLASS_SOLVED);
}

static void flag_closed(Sql *sql)
{
	status_in(sql, CLASS_CLOSED, CLASS_CLOSED);
}

static const struct {
	const char *name;
	void (*write)(Sql *sql);
	const char *text; /* if there is no function */
} flags[] = {
	{"all", NULL, "1"},
	{"assigned", NULL, "ticket.assignee <> ''"},
	{"atrisk", flag_atrisk, NULL},
	{"bounced", flag_bounced, NULL},
	{"breached", flag_breached, NULL},
	{"closed", flag_closed, NULL},
	{"escalated", flag_escalated, NULL},
	{"merged", NULL, "ticket.merged_into <> ''"},
	{"mine", flag_mine, NULL},
	{"new", flag_new, NULL},
	{"not-ok", NULL, "ticket.verified = '" VERIFIED_NOT_OK "'"},
	{"on-hold", flag_on_hold, NULL},
	{"open", flag_open, NULL},
	{"overdue", flag_overdue, NULL},
	{"pending", flag_pending, NULL},
	{"reopened", NULL, "ticket.reopened > 0"},
	{"solved", flag_solved, NULL},
	{"spam", NULL, "ticket.resolution = 'spam'"},
	{"unassigned", NULL, "ticket.assignee = ''"},
	{"undelivered", NULL, "ticket.undelivered > 0"},
	{"unread", NULL, "ticket.unread = 1"},
	{"unsent", NULL, "ticket.unsent > 0"},
	{"verified", NULL, "ticket.verified = '" VERIFIED_OK "'"},
	{"waiting", flag_waiting, NULL},
};

void query_sql_flag(Sql *sql, const char *name)
{
	gsize i = 0;
	while (strcmp(flags[i].name, name) != 0)
		g_assert(++i < G_N_ELEMENTS(flags));
	if (flags[i].write)
		flags[i].write(sql);
	else
		sql_text(sql, flags[i].text);
}
