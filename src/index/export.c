#include "index/export.h"

#include <string.h>

#include "index/database.h"
#include "index/field_sql.h"
#include "index/rows.h"
#include "index/sql.h"

/* tickets/2026/11/21/k3f9….yaml */
#define UID(path) "substr(" path ", 9, 4) || substr(" path ", 14, 2)" \
	" || substr(" path ", 17, 2) || '-' || substr(" path ", 20, 8)"

/* --- what is written of each thing ------------------------------------ */

/* Behind the fields. */
static const ExportColumn derived[] = {
	{"updated_at", VALUE_INSTANT, {"last event", "последнее событие"},
		"ticket.updated"},
	{"status_since", VALUE_INSTANT, {"begin of the present status",
		"с какого времени нынешний статус"}, "ticket.status_since"},
	{"message_at", VALUE_INSTANT, {"last message of the requester's side",
		"последнее письмо со стороны заявителя"}, "ticket.message_at"},
	{"waiting_since", VALUE_INSTANT, {"oldest message without an answer",
		"самое старое письмо без ответа"}, "ticket.waiting_since"},
	{"first_response_at", VALUE_INSTANT, {"first public answer",
		"первый ответ заявителю"}, "ticket.first_response_at"},
	{"answered_at", VALUE_INSTANT, {"last public answer",
		"последний ответ заявителю"}, "ticket.answered_at"},
	{"first_solved_at", VALUE_INSTANT, {"solved for the first time",
		"решена впервые"}, "ticket.first_solved_at"},
	{"solved_at", VALUE_INSTANT, {"since when it is solved",
		"с какого времени решена"}, "ticket.solved_at"},
	{"closed_at", VALUE_INSTANT, {"since when it is closed",
		"с какого времени закрыта"}, "ticket.closed_at"},
	{"sla_due", VALUE_INSTANT, {"when the first of its open clocks is due",
		"когда истекают ближайшие из её часов"}, "ticket.sla_due"},
	{"reopened", VALUE_INTEGER, {"times", "сколько раз"},
		"ticket.reopened"},
	{"escalated", VALUE_INTEGER, {"times", "сколько раз"},
		"ticket.escalated"},
	{"reassigned", VALUE_INTEGER, {"times", "сколько раз"},
		"ticket.reassigned"},
	{"messages", VALUE_INTEGER, {"of the requester's side",
		"от заявителя и его коллег"}, "ticket.messages"},
	{"replies", VALUE_INTEGER, {"to the requester", "заявителю"},
		"ticket.replies"},
	{"comments", VALUE_INTEGER, {"internal notes", "внутренние заметки"},
		"ticket.comments"},
	{"calls", VALUE_INTEGER, {"on the phone", "по телефону"},
		"ticket.calls"},
	{"worked", VALUE_SPAN, {"work, calls and visits",
		"работа, звонки и выезды"}, "ticket.worked * 60"},
	{"rating", VALUE_INTEGER, {"the requester's last one",
		"последняя от заявителя"}, "ticket.rating"},
	{"verified", VALUE_TEXT,
		{"ok, not-ok: what a call-back about the solution found",
		"ok, not-ok: что сказали, когда перезвонили"},
		"nullif(ticket.verified, '')"},
	{0},
};

static const ExportColumn entry_columns[] = {
	{"ticket", VALUE_TEXT, {"its uid", "её uid"}, "ticket.uid"},
	{"position", VALUE_INTEGER, {"place in the ticket", "место в заявке"},
		"entry.position"},
	{"entry", VALUE_TEXT, {"its id", "её id"}, "entry.entry_id"},
	{"kind", VALUE_TEXT, {"message, reply, comment, call, work …",
		"вид: message, reply, comment, call, work…"}, "entry.kind"},
	{"at", VALUE_INSTANT, {"when it was said", "когда сказано"},
		"entry.at"},
	{"by", VALUE_TEXT, {"a login, a contact, an address",
		"логин, контакт или адрес"}, "entry.by"},
	{"body", VALUE_TEXT, {"the text", "текст"}, "entry.body"},
	{"message_id", VALUE_TEXT, {"of its mail", "её письма"},
		"entry.message_id"},
	{"attachments", VALUE_INTEGER, {"how many", "сколько"},
		"entry.attachments"},
	{"spent", VALUE_SPAN, {"worked, talked, on site",
		"работали, говорили, были на месте"}, "entry.minutes * 60"},
	{"direction", VALUE_TEXT, {"of a call", "звонка"}, "entry.direction"},
	{"missed", VALUE_FLAG, {"a call that nobody took",
		"пропущенный звонок"}, "entry.missed"},
	{"automatic", VALUE_FLAG, {"a machine wrote it", "писала программа"},
		"entry.automatic"},
	{"retracted", VALUE_FLAG, {"taken back", "отозвана"},
		"entry.retracted"},
	{"held", VALUE_FLAG, {"waits for an approval", "ждёт одобрения"},
		"entry.held"},
	{"about", VALUE_TEXT, {"id of the entry that it is about",
		"id записи, о которой речь"}, "entry.of"},
	{"state", VALUE_TEXT, {"of a delivery", "доставки"}, "entry.state"},
	{"extra", VALUE_RECORD, {"its other keys", "прочие её ключи"},
		"entry.extra"},
	{0},
};

static const ExportColumn event_columns[] = {
	{"ticket", VALUE_TEXT, {"its uid, of a deleted one, too",
		"её uid, и у удалённой"}, UID("file.path")},
	{"position", VALUE_INTEGER, {"place in the ticket's history",
		"место в истории заявки"},
		"row_number() OVER (PARTITION BY event.ticket"
		" ORDER BY event.id)"},
	{"at", VALUE_INSTANT, {"when it happened", "когда случилось"},
		"event.at"},
	{"kind", VALUE_TEXT,
		{"created, changed, said, removed, deleted, edited",
		"вид: created, changed, said, removed, deleted, edited"},
		"event.kind"},
	{"field", VALUE_TEXT, {"that changed", "которое изменилось"},
		"event.field"},
	{"old", VALUE_TEXT, {"value before", "прежнее значение"}, "event.old"},
	{"new", VALUE_TEXT, {"value since", "новое значение"}, "event.new"},
	{"entry", VALUE_TEXT, {"id of what was said", "id сказанного"},
		"event.entry_id"},
	{"entry_kind", VALUE_TEXT, {"of what was said", "сказанного"},
		"event.entry_kind"},
	{"who", VALUE_TEXT, {"a login, else an address", "логин, иначе адрес"},
		INDEX_WHO},
	{"commit_id", VALUE_TEXT, {"that brought it", "который это принёс"},
		"walk.oid"},
	{0},
};

static const ExportColumn clock_columns[] = {
	{"ticket", VALUE_TEXT, {"its uid", "её uid"}, "ticket.uid"},
	{"kind", VALUE_TEXT,
		{"first-response, next-reply, resolution, promise …",
		"вид: first-response, next-reply, resolution, promise…"},
		"clock.kind"},
	{"run", VALUE_INTEGER, {"of that kind, from 0",
		"по счёту этого вида, с 0"}, "clock.run"},
	{"state", VALUE_TEXT,
		{"running, paused, met, breached, void; what runs and "
		"is past its due is breached",
		"running, paused, met, breached, void; что идёт "
		"дольше срока — breached"}, "clock.state"},
	{"started", VALUE_INSTANT, {"begin", "начало"}, "clock.started"},
	{"stopped", VALUE_INSTANT, {"end", "конец"}, "clock.stopped"},
	{"due", VALUE_INSTANT, {"the target", "норма"}, "clock.due"},
	{"warn", VALUE_INSTANT, {"at risk from then on",
		"с этого времени под угрозой"}, "clock.warn"},
	{"target", VALUE_TEXT, {"as the policy says it",
		"как она записана в политике"}, "clock.target"},
	{"policy", VALUE_TEXT, {"of desk.yaml", "из desk.yaml"},
		"clock.policy"},
	{"calendar", VALUE_TEXT, {"that it is measured by",
		"по которому считают"}, "clock.calendar"},
	{"priority", VALUE_TEXT, {"whose target it is", "чья это норма"},
		"clock.priority"},
	{"followed", VALUE_FLAG, {"a promise in whose place another one came",
		"обещание, вместо которого дали другое"},
		"clock.kind = 'promise' AND EXISTS (SELECT 1 FROM clock AS"
		" later WHERE later.ticket = clock.ticket AND later.kind ="
		" clock.kind AND later.run > clock.run AND later.state <>"
		" 'void')"},
	{0},
};

static const ExportColumn customer_columns[] = {
	{"customer", VALUE_TEXT, {"its name", "его имя"}, "customer.name"},
	{"title", VALUE_TEXT, {"what people call it", "как его называют"},
		"customer.title"},
	{"language", VALUE_TEXT, {"of its letters", "писем ему"},
		"customer.language"},
	{"domains", VALUE_LIST, {"of its mail", "её письма"},
		"(SELECT json_group_array("
		"domain) FROM (SELECT domain FROM customer_domain WHERE"
		" customer_domain.customer = customer.name ORDER BY domain))"},
	{0},
};

static const ExportColumn agent_columns[] = {
	{"login", VALUE_TEXT, {"the name of the file", "имя файла"},
		"agent.login"},
	{"name", VALUE_TEXT, {"in full", "полностью"}, "agent.name"},
	{"level", VALUE_TEXT, {"of support", "поддержки"}, "agent.level"},
	{"gone", VALUE_FLAG, {"has left", "здесь больше не работает"},
		"agent.left"},
	{"mails", VALUE_LIST, {"addresses", "адреса"},
		"(SELECT json_group_array(mail)"
		" FROM (SELECT mail FROM agent_mail WHERE agent_mail.login ="
		" agent.login ORDER BY position, mail))"},
	{"groups", VALUE_LIST, {"that they are in", "в которых состоит"},
		"(SELECT json_group_array("
		"name) FROM (SELECT name FROM agent_group WHERE"
		" agent_group.login = agent.login ORDER BY name))"},
	{0},
};

static const ExportColumn replaced_columns[] = {
	{"ticket", VALUE_TEXT, {"uid; earlier rows of it are no more",
		"uid; прежних её строк больше нет"}, "touched.uid"},
	{0},
};

const ExportTable export_tickets = {"tickets", "a ticket each, as it stands",
	NULL, "uid", "uid", "ticket", "ticket.id", "ticket.uid"};
const ExportTable export_entries = {"entries", "what was said in tickets",
	entry_columns, "ticket, position", "ticket",
	"ticket JOIN entry ON entry.ticket = ticket.id"
	" AND entry.kind <> 'subject'",
	"ticket.id", "ticket.id, entry.position"};
const ExportTable export_events = {"events", "what happened to tickets",
	event_columns, "ticket, position", "ticket",
	"event JOIN file ON file.id = event.ticket"
	" JOIN walk ON walk.seq = event.seq",
	"event.ticket", "event.ticket, event.id"};
const ExportTable export_clocks = {"clocks", "targets of the regulation, and "
		"how they were kept",
	clock_columns, "ticket, kind, run", "ticket",
	"clock JOIN ticket ON ticket.id = clock.ticket",
	"clock.ticket", "clock.ticket, clock.kind, clock.run"};
const ExportTable export_customers = {"customers", "the organisations",
	customer_columns, "customer", NULL, "customer", NULL, "customer.name"};
const ExportTable export_agents = {"agents", "the staff", agent_columns,
	"login", NULL, "agent", NULL, "agent.login"};
const ExportTable export_replaced = {"replaced",
	"the tickets whose rows come anew", replaced_columns, "ticket", NULL,
	"temp.touched", NULL, "touched.uid"};

/* --- fields are columns ----------------------------------------------- */

static ExportColumn of_field(const Field *field)
{
	static const ValueType types[] = {
		[FIELD_INTEGER] = VALUE_INTEGER, [FIELD_INSTANT] = VALUE_INSTANT,
		[FIELD_LIST] = VALUE_LIST, [FIELD_MAP] = VALUE_RECORD,
	};
	ValueType type = field->type < G_N_ELEMENTS(types) ?
		types[field->type] : VALUE_NONE;
	char *name = g_strdelimit(g_strdup(field->name), "-", '_');
	const char *sql = field_sql_of_ticket(field);
	if (field->type == FIELD_LIST)
		sql = g_strdup_printf("(SELECT json_group_array(value) FROM"
			" (SELECT value FROM ticket_list WHERE ticket ="
			" ticket.id AND field = '%s' ORDER BY position))",
			field->name);
	else if (field->type == FIELD_MAP)
		sql = g_strdup_printf("(SELECT json_group_object(substr(name,"
			" %d), value) FROM ticket_field AS own WHERE own.ticket"
			" = ticket.id AND name GLOB '%s.*')",
			(int)strlen(field->name) + 2, field->name);
	return (ExportColumn){name, type == VALUE_NONE ? VALUE_TEXT : type,
		field->help, sql};
}

static ExportColumn *of_tickets(void)
{
	GArray *all = g_array_new(TRUE, TRUE, sizeof(ExportColumn));
	for (guint i = 0; i < fields_count; i++) {
		ExportColumn column = of_field(field_at(i));
		g_array_append_val(all, column);
	}
	for (const ExportColumn *column = derived; column->name; column++)
		g_array_append_val(all, *column);
	g_assert(all->len <= EXPORT_COLUMNS);
	return (ExportColumn *)(gpointer)g_array_free(all, FALSE);
}

const ExportColumn *export_columns(const ExportTable *table)
{
	static ExportColumn *tickets;
	if (table->columns)
		return table->columns;
	if (g_once_init_enter(&tickets))
		g_once_init_leave(&tickets, of_tickets());
	return tickets;
}

/* --- rows -------------------------------------------------------------- */

void export_cell_text(ExportCell *cell, const char *text)
{
	cell->text = text;
	cell->null = !text || *text == '\0';
}

void export_cell_instant(ExportCell *cell, Instant at)
{
	cell->integer = at;
	cell->null = at == INSTANT_NONE;
}

typedef struct {
	const ExportColumn *columns;
	ExportEach each;
	void *data;
} Rows;

static gboolean take(sqlite3_stmt *row, void *data, GError **error)
{
	const Rows *rows = data;
	ExportCell cells[EXPORT_COLUMNS] = {0};
	for (int i = 0; rows->columns[i].name; i++) {
		ValueType type = rows->columns[i].type;
		if (type == VALUE_TEXT || type == VALUE_LIST ||
			type == VALUE_RECORD) {
			export_cell_text(&cells[i], (const char *)
				sqlite3_column_text(row, i));
			continue;
		}
		cells[i].integer = sqlite3_column_int64(row, i);
		cells[i].null = sqlite3_column_type(row, i) == SQLITE_NULL;
	}
	return rows->each(cells, rows->data, error);
}

gboolean index_each_export(Index *index, const ExportTable *table,
	gboolean touched, ExportEach each, void *data, GError **error)
{
	Rows rows = {export_columns(table), each, data};
	g_auto(Sql) sql = {0};
	sql_init(&sql, NULL);
	sql_text(&sql, "SELECT ");
	for (const ExportColumn *column = rows.columns; column->name; column++) {
		sql_text(&sql, column == rows.columns ? "" : ", ");
		sql_text(&sql, column->sql);
	}
	sql_text(&sql, " FROM ");
	sql_text(&sql, table->from);
	if (touched && table->row) {
		sql_text(&sql, " WHERE ");
		sql_text(&sql, table->row);
		sql_text(&sql, " IN (SELECT ticket FROM temp.touched)");
	}
	sql_text(&sql, " ORDER BY ");
	sql_text(&sql, table->order);
	return sql_each(index, &sql, take, &rows, error);
}

gboolean index_export_last(Index *index, gint64 *row, GError **error)
{
	*row = 0;
	return index_number(index, row, error, "SELECT max(id) FROM file", "");
}

gboolean index_export_uid(Index *index, gint64 row, char **uid, GError **error)
{
	return index_text(index, uid, error, "SELECT " UID("path")
		" FROM file WHERE id = ?", "i", row);
}

/* --- those that were touched ------------------------------------------- */

static gboolean touch_each(Index *index, GHashTable *names, const char *sql,
	GError **error)
{
	GHashTableIter each;
	gpointer name;
	g_hash_table_iter_init(&each, names);
	while (g_hash_table_iter_next(&each, &name, NULL))
		if (!index_run(index, error, sql, "t", (const char *)name))
			return FALSE;
	return TRUE;
}

static gboolean keep_row(sqlite3_stmt *row, void *data, GError **error)
{
	gint64 id = sqlite3_column_int64(row, 0);
	(void)error;
	g_hash_table_add(data, g_memdup2(&id, sizeof id));
	return TRUE;
}

gboolean index_export_touch(Index *index, GHashTable *paths,
	GHashTable *customers, GHashTable **rows, GError **error)
{
	g_autoptr(GHashTable) found = g_hash_table_new_full(g_int64_hash,
		g_int64_equal, g_free, NULL);
	if (!index_execute(index, "CREATE TEMP TABLE touched ("
		    "ticket INTEGER PRIMARY KEY, uid TEXT NOT NULL)", error) ||
		!touch_each(index, paths, "INSERT OR IGNORE INTO temp.touched"
			" SELECT id, " UID("path") " FROM file WHERE path = ?",
			error) ||
		!touch_each(index, customers, "INSERT OR IGNORE INTO"
			" temp.touched SELECT id, " UID("path") " FROM file"
			" WHERE id IN (SELECT id FROM ticket WHERE customer ="
			" ?1 UNION SELECT ticket FROM event WHERE field ="
			" 'customer' AND (old = ?1 OR new = ?1))", error) ||
		!index_each(index, keep_row, found, error,
			"SELECT ticket FROM temp.touched", ""))
		return FALSE;
	*rows = g_steal_pointer(&found);
	return TRUE;
}
