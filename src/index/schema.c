#include "index/schema.h"

#include "index/field_sql.h"
#include "index/rows.h"

#include <stddef.h>

/* Before and after the columns of fields (field_sql.h). */
#define TICKET_FILE \
	"id INTEGER PRIMARY KEY," \
	"path TEXT NOT NULL," \
	"blob TEXT NOT NULL,"

#define TICKET_DERIVED \
	"updated INTEGER," \
	"status_since INTEGER," \
	"assignee_since INTEGER," \
	"level_since INTEGER," \
	"group_since INTEGER," \
	"message_at INTEGER," \
	"waiting_since INTEGER," \
	"answered_at INTEGER," \
	"first_response_at INTEGER," \
	"acted_at INTEGER," \
	"solved_at INTEGER," \
	"solved_event INTEGER," \
	"first_solved_at INTEGER," \
	"closed_at INTEGER," \
	"sla_due INTEGER," \
	"sla_warn INTEGER," \
	"due INTEGER," \
	"reopened INTEGER NOT NULL DEFAULT 0," \
	"escalated INTEGER NOT NULL DEFAULT 0," \
	"reassigned INTEGER NOT NULL DEFAULT 0," \
	"worked INTEGER NOT NULL DEFAULT 0," \
	"messages INTEGER NOT NULL DEFAULT 0," \
	"replies INTEGER NOT NULL DEFAULT 0," \
	"comments INTEGER NOT NULL DEFAULT 0," \
	"calls INTEGER NOT NULL DEFAULT 0," \
	"unsent INTEGER NOT NULL DEFAULT 0," \
	"undelivered INTEGER NOT NULL DEFAULT 0," \
	"rating INTEGER," \
	"verified TEXT NOT NULL DEFAULT ''," \
	"unread INTEGER NOT NULL DEFAULT 0"

/* FIELDS stands for the columns of fields. */
#define FIELDS "%s"
#define TICKET_TABLE "ticket (" TICKET_FILE FIELDS TICKET_DERIVED ")"

#define LIST_COLUMNS \
	"ticket INTEGER NOT NULL," \
	"field TEXT NOT NULL," \
	"position INTEGER NOT NULL," \
	"value TEXT NOT NULL," \
	"PRIMARY KEY (ticket, field, position)"

#define FIELD_COLUMNS \
	"ticket INTEGER NOT NULL," \
	"name TEXT NOT NULL," \
	"value TEXT NOT NULL," \
	"PRIMARY KEY (ticket, name)"

#define ENTRY_COLUMNS \
	"id INTEGER PRIMARY KEY," \
	"ticket INTEGER NOT NULL," \
	"position INTEGER NOT NULL," \
	"entry_id TEXT NOT NULL," \
	"kind TEXT NOT NULL," \
	"at INTEGER," \
	"by TEXT NOT NULL," \
	"body TEXT," \
	"sent INTEGER," \
	"message_id TEXT NOT NULL," \
	"original TEXT NOT NULL," \
	"attachments INTEGER NOT NULL DEFAULT 0," \
	"minutes INTEGER," \
	"direction TEXT NOT NULL," \
	"missed INTEGER NOT NULL DEFAULT 0," \
	"automatic INTEGER NOT NULL DEFAULT 0," \
	"retracted INTEGER NOT NULL DEFAULT 0," \
	"held INTEGER NOT NULL DEFAULT 0," \
	"of TEXT NOT NULL," \
	"state TEXT NOT NULL," \
	"account TEXT NOT NULL," \
	"folder TEXT NOT NULL," \
	"uidvalidity TEXT NOT NULL," \
	"uid TEXT NOT NULL," \
	"content_hash TEXT NOT NULL," \
	"extra TEXT NOT NULL," \
	"digest INTEGER NOT NULL DEFAULT 0"

#define CLOCK_COLUMNS \
	"ticket INTEGER NOT NULL," \
	"kind TEXT NOT NULL," \
	"run INTEGER NOT NULL," \
	"state TEXT NOT NULL," \
	"started INTEGER NOT NULL," \
	"stopped INTEGER," \
	"due INTEGER," \
	"warn INTEGER," \
	"target TEXT NOT NULL," \
	"unit INTEGER NOT NULL," \
	"amount INTEGER NOT NULL," \
	"used INTEGER NOT NULL," \
	"counted INTEGER," \
	"paused INTEGER NOT NULL," \
	"policy TEXT NOT NULL," \
	"measure TEXT NOT NULL," \
	"calendar TEXT NOT NULL," \
	"priority TEXT NOT NULL," \
	"PRIMARY KEY (ticket, kind, run)"

#define TIMELINE_COLUMNS \
	"ticket INTEGER PRIMARY KEY," \
	"settled INTEGER," \
	"unasked INTEGER NOT NULL," \
	"rating INTEGER NOT NULL," \
	"worked INTEGER NOT NULL," \
	"clocks BLOB NOT NULL," \
	"work BLOB NOT NULL," \
	"events BLOB NOT NULL"

static const char *const tables[] = {
	"CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)"
	" WITHOUT ROWID",
	"CREATE TABLE walk (seq INTEGER PRIMARY KEY, oid TEXT NOT NULL UNIQUE,"
	" parent TEXT NOT NULL, mainline INTEGER NOT NULL,"
	" at INTEGER NOT NULL, name TEXT NOT NULL, mail TEXT NOT NULL,"
	" subject TEXT NOT NULL, op TEXT NOT NULL,"
	" first_event INTEGER NOT NULL)",
	"CREATE INDEX walk_undo ON walk (seq) WHERE op = 'undo'",
	"CREATE TABLE file (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE)",
	/* Reports read all of it: what they need stands first. */
	"CREATE TABLE event (id INTEGER PRIMARY KEY,"
	" code INTEGER NOT NULL, ticket INTEGER NOT NULL,"
	" seq INTEGER NOT NULL, at INTEGER NOT NULL, old TEXT NOT NULL,"
	" new TEXT NOT NULL, entry_id TEXT NOT NULL, by TEXT NOT NULL,"
	" kind TEXT NOT NULL, field TEXT NOT NULL, entry_kind TEXT NOT NULL,"
	" late INTEGER NOT NULL,"
	/* It counts for nothing: index_void_events(). */
	" void INTEGER NOT NULL DEFAULT 0)",
	"CREATE TABLE " TICKET_TABLE,
	"CREATE UNIQUE INDEX ticket_uid ON ticket (uid)",
	"CREATE TABLE ticket_list (" LIST_COLUMNS ") WITHOUT ROWID",
	"CREATE TABLE ticket_field (" FIELD_COLUMNS ") WITHOUT ROWID",
	"CREATE TABLE clock (" CLOCK_COLUMNS ") WITHOUT ROWID",
	"CREATE TABLE timeline (" TIMELINE_COLUMNS ")",
	"CREATE TABLE contract (seq INTEGER NOT NULL, customer TEXT NOT NULL,"
	" place INTEGER NOT NULL, number TEXT NOT NULL, sla TEXT NOT NULL,"
	" first INTEGER NOT NULL, last INTEGER NOT NULL, text TEXT NOT NULL,"
	" PRIMARY KEY (customer, seq, place)) WITHOUT ROWID",
	/* Whose address was whose: of all versions of agents' files. */
	"CREATE TABLE agent_past (mail TEXT NOT NULL, login TEXT NOT NULL,"
	" seq INTEGER NOT NULL, PRIMARY KEY (mail, login)) WITHOUT ROWID",
	"CREATE TABLE closed_bill (name TEXT PRIMARY KEY,"
	" customer TEXT NOT NULL, month TEXT NOT NULL,"
	" number INTEGER NOT NULL, text TEXT NOT NULL) WITHOUT ROWID",
	"CREATE TABLE calendar (path TEXT PRIMARY KEY, text TEXT NOT NULL)"
	" WITHOUT ROWID",
	"CREATE TABLE schedule (name TEXT PRIMARY KEY, text TEXT NOT NULL)"
	" WITHOUT ROWID",
	"CREATE TABLE schedule_begin (name TEXT NOT NULL, seq INTEGER NOT NULL,"
	" PRIMARY KEY (name, seq)) WITHOUT ROWID",
	"CREATE TABLE entry (" ENTRY_COLUMNS ")",
	/* Message-IDs that a mail answers and that were not here. */
	"CREATE TABLE awaited (entry INTEGER NOT NULL,"
	" message_id TEXT NOT NULL, PRIMARY KEY (entry, message_id))"
	" WITHOUT ROWID",
	/* Of one kind: the others are not read. */
	"CREATE INDEX entry_ticket ON entry (ticket, position, kind)",
	"CREATE VIRTUAL TABLE words USING fts5 (body, content='entry',"
	" content_rowid='id', tokenize='desk')",
	"CREATE TABLE unreadable (path TEXT PRIMARY KEY, blob TEXT NOT NULL,"
	" reason TEXT NOT NULL) WITHOUT ROWID",
	"CREATE TABLE regulation (seq INTEGER PRIMARY KEY, blob TEXT NOT NULL,"
	" text TEXT NOT NULL, error TEXT NOT NULL)",
	"CREATE TABLE term (field TEXT NOT NULL, name TEXT NOT NULL,"
	" rank INTEGER NOT NULL, class TEXT NOT NULL,"
	" age INTEGER NOT NULL,"
	" PRIMARY KEY (field, name)) WITHOUT ROWID",
	"CREATE TABLE agent (login TEXT PRIMARY KEY, name TEXT NOT NULL,"
	" level TEXT NOT NULL, trainee TEXT NOT NULL,"
	" left INTEGER NOT NULL, text TEXT NOT NULL)"
	" WITHOUT ROWID",
	"CREATE TABLE agent_mail (mail TEXT NOT NULL, login TEXT NOT NULL,"
	" position INTEGER NOT NULL, PRIMARY KEY (mail, login)) WITHOUT ROWID",
	"CREATE TABLE agent_alias (alias TEXT NOT NULL, login TEXT NOT NULL,"
	" PRIMARY KEY (alias, login)) WITHOUT ROWID",
	"CREATE TABLE agent_group (login TEXT NOT NULL, name TEXT NOT NULL,"
	" PRIMARY KEY (login, name)) WITHOUT ROWID",
	"CREATE TABLE agent_role (login TEXT NOT NULL, name TEXT NOT NULL,"
	" PRIMARY KEY (login, name)) WITHOUT ROWID",
	"CREATE TABLE customer (name TEXT PRIMARY KEY, title TEXT NOT NULL,"
	" language TEXT NOT NULL, text TEXT NOT NULL) WITHOUT ROWID",
	"CREATE TABLE customer_domain (domain TEXT NOT NULL,"
	" customer TEXT NOT NULL, PRIMARY KEY (domain, customer))"
	" WITHOUT ROWID",
	"CREATE TABLE contact (customer TEXT NOT NULL, name TEXT NOT NULL,"
	" full_name TEXT NOT NULL, vip INTEGER NOT NULL,"
	" language TEXT NOT NULL, PRIMARY KEY (customer, name)) WITHOUT ROWID",
	"CREATE TABLE contact_mail (mail TEXT NOT NULL,"
	" customer TEXT NOT NULL, contact TEXT NOT NULL,"
	" PRIMARY KEY (mail, customer, contact)) WITHOUT ROWID",
	"CREATE TABLE contact_phone (phone TEXT NOT NULL,"
	" customer TEXT NOT NULL, contact TEXT NOT NULL,"
	" PRIMARY KEY (phone, customer, contact)) WITHOUT ROWID",
	/* A file of people that cannot be read keeps its last readable rows. */
	"CREATE TABLE people_file (path TEXT PRIMARY KEY, blob TEXT NOT NULL,"
	" error TEXT NOT NULL) WITHOUT ROWID",
	"CREATE VIEW action AS SELECT event.*, walk.mail AS mail,"
	" " INDEX_WHO " AS who"
	" FROM event JOIN walk ON walk.seq = event.seq",
	NULL};

const char *const index_schema_indices[] = {
	INDEX_EVENT_TICKET,
	"CREATE INDEX IF NOT EXISTS event_field ON event (field, at)",
	"CREATE INDEX IF NOT EXISTS event_kind ON event (kind, at)",
	"CREATE INDEX IF NOT EXISTS event_born"
	" ON event (kind, at, ticket, void) WHERE kind = 'created' AND NOT void",
	"CREATE INDEX IF NOT EXISTS event_late ON event (seq) WHERE late",
	"CREATE INDEX IF NOT EXISTS event_retract ON event (seq)"
	" WHERE entry_kind = 'retract'",
	"CREATE INDEX IF NOT EXISTS event_redated ON event (field, seq)"
	" WHERE field = 'created' AND old <> ''",
	"CREATE INDEX IF NOT EXISTS event_moved ON event (old, ticket)"
	" WHERE field = 'customer' AND old <> ''",
	"CREATE INDEX IF NOT EXISTS event_number"
	" ON event (CAST(new AS INTEGER)) WHERE field = 'number'",
	"CREATE INDEX IF NOT EXISTS ticket_status ON ticket (status, assignee)",
	"CREATE INDEX IF NOT EXISTS ticket_since"
	" ON ticket (status, status_since)",
	/* index_stocks() reads nothing else. */
	"CREATE INDEX IF NOT EXISTS ticket_assignee"
	" ON ticket (assignee, status, customer, level, priority, sla_due,"
	" eta, waiting_since, acted_at, number, uid, subject)",
	"CREATE INDEX IF NOT EXISTS ticket_number ON ticket (number)",
	"CREATE INDEX IF NOT EXISTS ticket_created ON ticket (created)",
	"CREATE INDEX IF NOT EXISTS ticket_solved ON ticket (solved_at)"
	" WHERE solved_at IS NOT NULL",
	"CREATE INDEX IF NOT EXISTS ticket_untold ON ticket (solved_at)"
	" WHERE solved_at IS NOT NULL AND " INDEX_UNTOLD(""),
	"CREATE INDEX IF NOT EXISTS ticket_updated ON ticket (updated)",
	"CREATE INDEX IF NOT EXISTS ticket_customer"
	" ON ticket (customer, status, updated)",
	"CREATE INDEX IF NOT EXISTS ticket_requester"
	" ON ticket (requester, status, updated)",
	"CREATE INDEX IF NOT EXISTS ticket_name ON ticket (substr(uid, 10))",
	"CREATE INDEX IF NOT EXISTS ticket_token ON ticket (token)",
	"CREATE INDEX IF NOT EXISTS ticket_dedupe ON ticket (dedupe_key)",
	"CREATE INDEX IF NOT EXISTS ticket_merged ON ticket (merged_into)"
	" WHERE merged_into <> ''",
	"CREATE INDEX IF NOT EXISTS ticket_schedule ON ticket (schedule, uid)"
	" WHERE schedule <> ''",
	"CREATE INDEX IF NOT EXISTS ticket_unsent ON ticket (id)"
	" WHERE unsent > 0",
	"CREATE INDEX IF NOT EXISTS timeline_settled ON timeline (settled)",
	"CREATE INDEX IF NOT EXISTS clock_open ON clock (state, due)"
	" WHERE state IN ('running', 'paused')",
	"CREATE INDEX IF NOT EXISTS ticket_undelivered ON ticket (id)"
	" WHERE undelivered > 0",
	"CREATE INDEX IF NOT EXISTS ticket_list_value"
	" ON ticket_list (field, value)",
	"CREATE INDEX IF NOT EXISTS ticket_field_value"
	" ON ticket_field (name, value)",
	"CREATE INDEX IF NOT EXISTS entry_marked ON entry (id)"
	" WHERE retracted OR missed OR automatic OR held",
	"CREATE INDEX IF NOT EXISTS entry_retracted ON entry (id)"
	" WHERE retracted = 1",
	"CREATE INDEX IF NOT EXISTS entry_held ON entry (id) WHERE held = 1",
	"CREATE INDEX IF NOT EXISTS entry_message ON entry (message_id)",
	"CREATE INDEX IF NOT EXISTS awaited_message ON awaited (message_id)",
	"CREATE INDEX IF NOT EXISTS entry_hash ON entry (content_hash)",
	"CREATE INDEX IF NOT EXISTS entry_source"
	" ON entry (account, folder, uidvalidity, uid)",
	"CREATE INDEX IF NOT EXISTS entry_kind ON entry (kind, at)",
	"CREATE INDEX IF NOT EXISTS entry_by ON entry (\"by\", ticket)",
	"CREATE INDEX IF NOT EXISTS entry_failed ON entry (ticket)"
	" WHERE kind = 'delivery' AND state = 'failed'",
	/* What stands in for somebody, and comes back. */
	"CREATE INDEX IF NOT EXISTS entry_away ON entry (ticket, position)"
	" WHERE " INDEX_IS_ABSENCE,
	/* What rules have done, under which key. */
	"CREATE INDEX IF NOT EXISTS entry_key ON entry (ticket, position)"
	" WHERE " INDEX_HAS_KEY,
	"CREATE INDEX IF NOT EXISTS agent_mail_login ON agent_mail (login)",
	"CREATE INDEX IF NOT EXISTS contact_mail_of"
	" ON contact_mail (customer, contact)",
	"CREATE INDEX IF NOT EXISTS contact_phone_of"
	" ON contact_phone (customer, contact)",
	NULL};

static const char *const as_of[] = {
	"CREATE TEMP TABLE " TICKET_TABLE,
	"CREATE TEMP TABLE clock (" CLOCK_COLUMNS ") WITHOUT ROWID",
	"CREATE TEMP TABLE timeline (" TIMELINE_COLUMNS ")",
	"CREATE TEMP TABLE ticket_list (" LIST_COLUMNS ") WITHOUT ROWID",
	"CREATE TEMP TABLE ticket_field (" FIELD_COLUMNS ") WITHOUT ROWID",
	NULL};

static char **with_fields(const char *const *statements)
{
	g_autoptr(GStrvBuilder) all = g_strv_builder_new();
	for (; *statements; statements++) {
		g_auto(GStrv) parts = g_strsplit(*statements, FIELDS, 2);
		g_autofree char *text = g_strjoinv(field_sql_definitions(),
			parts);
		g_strv_builder_add(all, text);
	}
	return g_strv_builder_end(all);
}

char **index_schema_tables(void)
{
	return with_fields(tables);
}

char **index_schema_as_of(void)
{
	return with_fields(as_of);
}

int index_schema_version(void)
{
	guint hash = 0;
	for (gsize i = 0; i < fields_count; i++) {
		const FieldValue *value = fields[i].values;
		hash = hash * 33 + g_str_hash(fields[i].name) +
			fields[i].position + (guint)fields[i].type;
		for (; value && value->name; value++)
			hash = hash * 33 + g_str_hash(value->name);
	}
	return INDEX_SCHEMA << 20 | (int)(hash & 0xFFFFF);
}

char **index_statements(void)
{
	g_autoptr(GStrvBuilder) all = g_strv_builder_new();
	g_auto(GStrv) made = index_schema_tables();
	g_strv_builder_addv(all, (const char **)made);
	g_strv_builder_addv(all, (const char **)index_schema_indices);
	return g_strv_builder_end(all);
}
