#include "index/select_parts.h"

#include "base/error.h"
#include "index/database.h"
#include "index/rows.h"
#include "model/field.h"
#include "model/regulation.h"

#include <string.h>

static const Phrase
	no_ticket = {"there is no ticket %1", "заявки %1 нет"};

enum { SNIPPET_LIMIT = 100 };

/* What stands before the columns in each row. */
enum { ROW_ID, ROW_STATUS, ROW_WARN, ROW_LISTS, ROW_FIELDS, ROW_COLUMNS };

static const char *const default_columns[] = {"number", "priority", "status",
	"level", "customer", "assignee", "subject", "due", "age", NULL};

/* Between elements and within one: no text of a ticket has them. */
#define ELEMENT "\x1e"
#define PART "\x1f"

typedef struct {
	const Select *select;
	const QueryContext *context;
	GPtrArray *columns; /* const SelectColumn*, in order */
	GPtrArray *titled;  /* of each: has its values titles? NULL = no */
	guint shown;	    /* that many of them are not hidden */
	gboolean lists, fields;
} Selection;

static void selection_clear(Selection *selection)
{
	g_clear_pointer(&selection->columns, g_ptr_array_unref);
	g_clear_pointer(&selection->titled, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Selection, selection_clear)

/* --- statements -------------------------------------------------------------- */

static void append_where(Sql *sql, const QueryNode *query)
{
	if (query->kind == QUERY_ALL)
		return;
	sql_text(sql, " WHERE ");
	query_sql(sql, query);
}

static void append_limit(Sql *sql, gint64 limit)
{
	if (limit <= 0)
		return;
	sql_text(sql, " LIMIT ");
	sql_bind_integer(sql, limit);
}

/* --- which columns --------------------------------------------------------------- */

static gboolean choose_columns(Selection *selection, GError **error)
{
	const Select *select = selection->select;
	char **names = select->columns ? select->columns :
					 (char **)default_columns;
	selection->columns = g_ptr_array_new();
	for (guint i = 0; names[i]; i++) {
		if (select->snippet && strcmp(names[i], "match") == 0)
			continue;
		const SelectColumn *column = select_column_need(names[i],
			"--fields", error);
		if (!column)
			return FALSE;
		if (!g_ptr_array_find(selection->columns, column, NULL))
			g_ptr_array_add(selection->columns, (void *)column);
	}
	selection->shown = selection->columns->len;
	guint count;
	const SelectColumn *columns = select_columns(&count);
	for (guint i = 0; i < count; i++) {
		const SelectColumn *column = &columns[i];
		if ((!select->lean || column->flags & COLUMN_ID ||
			(select->families && strcmp(column->name, "parent") ==
				0)) && !g_ptr_array_find(selection->columns, column, NULL))
			g_ptr_array_add(selection->columns, (void *)column);
	}
	selection->titled = g_ptr_array_new();
	for (guint i = 0; i < selection->columns->len; i++) {
		const SelectColumn *column =
			g_ptr_array_index(selection->columns, i);
		const Field *field = field_find(column->name);
		gboolean titled = (field && field->values) || regulation_terms(
			selection->context->regulation, column->name);
		g_ptr_array_add(selection->titled, GINT_TO_POINTER(titled));
		selection->lists |= column->type == VALUE_LIST;
		selection->fields |= column->type == VALUE_RECORD;
	}
	return TRUE;
}

static void add_columns(const Selection *selection, Block *table)
{
	static const Phrase match = {"match", "найдено"};
	const char *language = selection->select->language;
	for (guint i = 0; i < selection->columns->len; i++) {
		const SelectColumn *column =
			g_ptr_array_index(selection->columns, i);
		guint hidden = i < selection->shown ? 0 : COLUMN_HIDDEN;
		const Field *field = field_find(column->name);
		block_add_column(table, column->name,
			phrase_in(&column->title, language),
			column->flags | hidden)->called =
			field ? field->title : column->title;
	}
	if (selection->select->snippet)
		block_add_column(table, "match", phrase_in(&match, language),
			COLUMN_SHRINK);
}

static void append_columns(Sql *sql, const Selection *selection)
{
	sql_text(sql, "SELECT ticket.id, ticket.status, ticket.sla_warn, ");
	/* One look for all lists of a ticket, in the order of its elements. */
	sql_text(sql, selection->lists ?
		"(SELECT group_concat(field || '" PART "' || value, '" ELEMENT
		"') FROM ticket_list WHERE ticket_list.ticket = ticket.id), " :
		"NULL, ");
	sql_text(sql, selection->fields ?
		"(SELECT group_concat(name || '" PART "' || value, '" ELEMENT
		"') FROM ticket_field WHERE ticket_field.ticket = ticket.id"
		" AND name GLOB 'fields.*')" :
		"NULL");
	for (guint i = 0; i < selection->columns->len; i++) {
		const SelectColumn *column =
			g_ptr_array_index(selection->columns, i);
		sql_text(sql, ", ");
		sql_text(sql, column->sql ? column->sql : "NULL");
	}
	sql_text(sql, " FROM ticket");
}

/* --- cells ------------------------------------------------------------------------- */

static Value *list_cell(const char *name, const char *lists)
{
	Value *list = value_list();
	g_auto(GStrv) elements = g_strsplit(lists, ELEMENT, -1);
	for (guint i = 0; elements[i]; i++) {
		char *part = strstr(elements[i], PART);
		if (!part)
			continue;
		*part = '\0';
		if (strcmp(elements[i], name) == 0)
			value_list_add(list, value_text(part + 1));
	}
	return list;
}

/* Of the regulation's own fields. */
static Value *record_cell(const Regulation *regulation, const char *custom)
{
	Value *record = value_record();
	g_auto(GStrv) elements = g_strsplit(custom, ELEMENT, -1);
	for (guint i = 0; elements[i]; i++) {
		char *part = strstr(elements[i], PART);
		if (!part)
			continue;
		*part = '\0';
		value_record_set(record, elements[i] + strlen("fields."),
			regulation_field_value(regulation, elements[i],
				part + 1));
	}
	return record;
}

/* People read the title of a term. */
static Value *text_cell(const Selection *selection, const SelectColumn *column,
	int place, const char *text)
{
	return !selection->titled->pdata[place - ROW_COLUMNS] ?
		value_word(text) : value_titled(text, regulation_title(
			selection->context->regulation, column->name, text,
			selection->select->language));
}

static Value *cell(const Selection *selection, const SelectColumn *column,
	sqlite3_stmt *rows, int place)
{
	if (column->type == VALUE_LIST)
		return list_cell(column->name, index_column(rows, ROW_LISTS));
	if (column->type == VALUE_RECORD)
		return record_cell(selection->context->regulation,
			index_column(rows, ROW_FIELDS));
	if (sqlite3_column_type(rows, place) == SQLITE_NULL)
		return value_none();
	if (column->type == VALUE_TEXT ||
		sqlite3_column_type(rows, place) == SQLITE_TEXT)
		return text_cell(selection, column, place,
			index_column(rows, place));
	gint64 number = sqlite3_column_int64(rows, place);
	if (column->type == VALUE_SPAN && column->flags & COLUMN_AGE)
		return value_span(MAX(selection->context->now - number, 0));
	switch (column->type) {
	case VALUE_INSTANT:
		return value_instant(number);
	case VALUE_SPAN:
		return value_span(number);
	case VALUE_WORK:
		return value_work(number);
	case VALUE_FLAG:
		return value_flag(number != 0);
	default:
		return value_integer(number);
	}
}

static gboolean is_over(sqlite3_stmt *rows, int place, Instant now)
{
	return sqlite3_column_type(rows, place) != SQLITE_NULL &&
		sqlite3_column_int64(rows, place) < now;
}

/* Urgency and what is late; words say the same. */
static ValueStyle style_of(const Selection *selection,
	const SelectColumn *column, sqlite3_stmt *rows, int place)
{
	const Regulation *regulation = selection->context->regulation;
	if (strcmp(column->name, "priority") == 0) {
		int rank = regulation_rank(regulation, "priority",
			index_column(rows, place));
		int top = (int)regulation->priorities->len - 1;
		return rank < 0 || rank < top - 1 ? STYLE_NONE :
			rank == top		  ? STYLE_BAD :
						    STYLE_WARN;
	}
	if (!g_str_has_suffix(column->name, "due") || regulation_status_class(
			regulation, index_column(rows, ROW_STATUS)) >=
			CLASS_SOLVED)
		return STYLE_NONE;
	if (is_over(rows, place, selection->context->now))
		return STYLE_BAD;
	return is_over(rows, ROW_WARN, selection->context->now) ? STYLE_WARN :
		STYLE_NONE;
}

static void add_row(const Selection *selection, Block *table,
	sqlite3_stmt *rows)
{
	GPtrArray *row = block_add_row(table);
	for (guint i = 0; i < selection->columns->len; i++) {
		const SelectColumn *column =
			g_ptr_array_index(selection->columns, i);
		int place = ROW_COLUMNS + (int)i;
		Value *value = cell(selection, column, rows, place);
		value->style = style_of(selection, column, rows, place);
		row_add(row, value);
	}
}

/* The last column: `ids` are those of the first rows. */
static gboolean add_snippets(Index *index, const Select *select, Block *table,
	const GArray *ids, GError **error)
{
	g_autoptr(GHashTable) texts = select_snippets(index, select->query,
		ids, error);
	for (guint i = 0; texts && i < table->rows->len; i++) {
		const char *text = i < ids->len ? g_hash_table_lookup(texts,
			&g_array_index(ids, gint64, i)) : NULL;
		row_add(table->rows->pdata[i], value_text(text));
	}
	return texts != NULL;
}

/* --- the module ------------------------------------------------------------------------ */

typedef struct {
	const Selection *selection;
	Block *table;
	GArray *ids; /* of the first rows */
} Rows;

static gboolean take_row(sqlite3_stmt *row, void *data, GError **error)
{
	const Rows *rows = data;
	gint64 id = sqlite3_column_int64(row, ROW_ID);
	(void)error;
	if (rows->ids->len < SNIPPET_LIMIT)
		g_array_append_val(rows->ids, id);
	add_row(rows->selection, rows->table, row);
	return TRUE;
}

/* All rows of one statement. */
static gboolean add_rows(Index *index, const Sql *sql,
	const Selection *selection, Block *table, GError **error)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	Rows rows = {selection, table, ids};
	return sql_each(index, sql, take_row, &rows, error) &&
		(!selection->select->snippet || add_snippets(index,
			selection->select, table, ids, error));
}

typedef struct {
	GArray *ids; /* the first `limit` */
	gint64 limit, total;
} FirstIds;

static gboolean take_first(sqlite3_stmt *row, void *data, GError **error)
{
	FirstIds *first = data;
	gint64 id = sqlite3_column_int64(row, 0);
	(void)error;
	if (first->total++ < first->limit)
		g_array_append_val(first->ids, id);
	return TRUE;
}

/* With a limit the condition is asked once, for ids alone: they tell how many
 * there are, and only the first ones are read. */
static gboolean first_ids(Index *index, const Select *select,
	const QueryContext *context, GArray *ids, gint64 *total, GError **error)
{
	g_auto(Sql) sql = {0};
	sql_init(&sql, context);
	g_autofree char *match = query_match_all(select->query, "AND");
	FirstIds first = {ids, select->limit, 0};
	sql_text(&sql, "SELECT ticket.id FROM ticket");
	append_where(&sql, select->query);
	if (!select_order(&sql, select->sort, match, error) ||
		!sql_each(index, &sql, take_first, &first, error))
		return FALSE;
	*total = first.total;
	return TRUE;
}

/* The tickets of `ids`, in that order. */
static void append_ids(Sql *sql, const GArray *ids)
{
	g_autoptr(GString) list = g_string_new("[");
	for (guint i = 0; i < ids->len; i++)
		g_string_append_printf(list, "%s%" G_GINT64_FORMAT,
			i > 0 ? "," : "", g_array_index(ids, gint64, i));
	g_string_append_c(list, ']');
	sql_text(sql, " JOIN json_each(");
	sql_bind(sql, list->str);
	sql_text(sql, ") AS wanted ON wanted.value = ticket.id"
		" ORDER BY wanted.key");
}

gboolean select_tickets(Index *index, const Select *select,
	const QueryContext *context, Page *page, gint64 *total, GError **error)
{
	g_auto(Selection) selection = {.select = select, .context = context};
	g_auto(Sql) sql = {0};
	sql_init(&sql, context);
	if (!choose_columns(&selection, error))
		return FALSE;
	append_columns(&sql, &selection);
	if (select->limit > 0) {
		g_autoptr(GArray) ids = g_array_new(FALSE, FALSE,
			sizeof(gint64));
		if (!first_ids(index, select, context, ids, total, error))
			return FALSE;
		append_ids(&sql, ids);
	} else {
		g_autofree char *match = query_match_all(select->query, "AND");
		append_where(&sql, select->query);
		if (!select_order(&sql, select->sort, match, error))
			return FALSE;
	}
	Block *table = page_add_table(page, "tickets", NULL);
	add_columns(&selection, table);
	if (!add_rows(index, &sql, &selection, table, error))
		return FALSE;
	if (select->limit <= 0)
		*total = table->rows->len;
	if (select->families)
		block_nest(table, "id", "parent", "subject");
	return TRUE;
}

Value *select_ticket(Index *index, const QueryContext *context, const char *uid,
	gint64 *row, GError **error)
{
	const Select select = {.limit = 1};
	g_auto(Selection) selection = {.select = &select, .context = context};
	g_auto(Sql) sql = {0};
	g_autoptr(Page) page = page_new(PAGE_LIST, NULL, NULL);
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	Block *table = page_add_table(page, "tickets", NULL);
	sql_init(&sql, context);
	if (!choose_columns(&selection, error))
		return NULL;
	append_columns(&sql, &selection);
	sql_text(&sql, " WHERE ticket.uid = ");
	sql_bind(&sql, uid);
	add_columns(&selection, table);
	Rows rows = {&selection, table, ids};
	if (!sql_each(index, &sql, take_row, &rows, error))
		return NULL;
	if (table->rows->len == 0) {
		desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_ticket, uid, NULL);
		return NULL;
	}
	*row = g_array_index(ids, gint64, 0);
	Value *record = value_record();
	const GPtrArray *cells = table->rows->pdata[0];
	for (guint i = 0; i < cells->len; i++)
		value_record_set(record,
			((Column *)table->columns->pdata[i])->name,
			value_copy(cells->pdata[i]));
	return record;
}

static gboolean take_uid(sqlite3_stmt *row, void *data, GError **error)
{
	(void)error;
	g_ptr_array_add(data, g_strdup(index_column(row, 0)));
	return TRUE;
}

GPtrArray *select_uids(Index *index, const QueryNode *query,
	const QueryContext *context, const char *sort, gint64 limit,
	GError **error)
{
	g_auto(Sql) sql = {0};
	sql_init(&sql, context);
	g_autofree char *match = query_match_all(query, "AND");
	g_autoptr(GPtrArray) uids = g_ptr_array_new_with_free_func(g_free);
	sql_text(&sql, "SELECT ticket.uid FROM ticket");
	append_where(&sql, query);
	if (!select_order(&sql, sort, match, error))
		return NULL;
	append_limit(&sql, limit);
	return sql_each(index, &sql, take_uid, uids, error) ?
		g_steal_pointer(&uids) : NULL;
}

static gboolean take_id(sqlite3_stmt *row, void *data, GError **error)
{
	gint64 *id = g_new(gint64, 1);
	*id = sqlite3_column_int64(row, 0);
	(void)error;
	g_hash_table_add(data, id);
	return TRUE;
}

GHashTable *select_rows(Index *index, const QueryNode *query,
	const QueryContext *context, GError **error)
{
	g_auto(Sql) sql = {0};
	sql_init(&sql, context);
	g_autoptr(GHashTable) ids = g_hash_table_new_full(g_int64_hash,
		g_int64_equal, g_free, NULL);
	sql_text(&sql, "SELECT ticket.id FROM ticket");
	append_where(&sql, query);
	return sql_each(index, &sql, take_id, ids, error) ?
		g_steal_pointer(&ids) : NULL;
}

static gboolean keep_count(const char *const *columns, guint width, void *data)
{
	(void)width;
	*(gint64 *)data = g_ascii_strtoll(columns[0], NULL, 10);
	return TRUE;
}

/* Rules ask the same of one ticket after the other: the statement is kept. */
gboolean select_count(Index *index, const QueryNode *query,
	const QueryContext *context, gint64 *count, GError **error)
{
	g_auto(Sql) sql = {0};
	sql_init(&sql, context);
	sql_text(&sql, "SELECT count(*) FROM ticket");
	append_where(&sql, query);
	g_ptr_array_add(sql.values, NULL);
	return index_query(index, sql.text->str,
		(const char *const *)sql.values->pdata, keep_count, count,
		error);
}

static gboolean note_found(const char *const *columns, guint width, void *data)
{
	(void)columns;
	(void)width;
	*(gboolean *)data = TRUE;
	return FALSE;
}

gboolean select_has(Index *index, const QueryNode *query,
	const QueryContext *context, const char *uid, gboolean *has,
	GError **error)
{
	g_auto(Sql) sql = {0};
	sql_init(&sql, context);
	sql_text(&sql, "SELECT 1 FROM ticket WHERE uid = ");
	sql_bind(&sql, uid);
	sql_text(&sql, " AND (");
	query_sql(&sql, query);
	sql_text(&sql, ")");
	g_ptr_array_add(sql.values, NULL);
	*has = FALSE;
	return index_query(index, sql.text->str,
		(const char *const *)sql.values->pdata, note_found, has, error);
}
