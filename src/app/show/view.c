#include "app/show/view.h"

#include <string.h>

#include "app/show/clocks.h"
#include "base/error.h"
#include "model/field.h"
#include "text/fold.h"
#include "text/json.h"

typedef struct {
	Desk *desk;
	Index *index;
	const ViewSettings *settings;
	const char *id; /* of the row of table ticket */
} View;

static gboolean is_russian(const View *view)
{
	return g_strcmp0(view->settings->language, "ru") == 0;
}

/* --- the head -------------------------------------------------------- */

static char *column_of(const Field *field)
{
	g_autofree char *column = g_strdelimit(g_strdup(field->name), "-", '_');
	return g_strdup_printf("\"%s\"", column);
}

static gboolean is_column(const Field *field)
{
	return field->type != FIELD_LIST && field->type != FIELD_MAP;
}

static Value *value_of(const Field *field, const char *text)
{
	if (*text == '\0')
		return value_none();
	if (field->type == FIELD_INTEGER)
		return value_integer(g_ascii_strtoll(text, NULL, 10));
	if (field->type == FIELD_INSTANT)
		return value_instant(g_ascii_strtoll(text, NULL, 10));
	return value_text(text);
}

/* The columns of the ticket row in head order, then what is derived. */
static const struct {
	const char *name, *column, *title_en, *title_ru;
} derived[] = {
	{"updated", "updated", "updated", "изменена"},
	{"first-response", "first_response_at", "first response",
		"первый ответ"},
	{"solved", "solved_at", "solved", "решена"},
};

static char *head_query(void)
{
	GString *sql = g_string_new("SELECT ticket.id");
	for (gsize i = 0; i < fields_count; i++) {
		const Field *field = field_at((guint)i);
		g_autofree char *column = is_column(field) ? column_of(field) :
			NULL;
		if (column)
			g_string_append_printf(sql, ", ticket.%s", column);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(derived); i++)
		g_string_append_printf(sql, ", ticket.%s", derived[i].column);
	g_string_append(sql, ", coalesce(customer.title, ''),"
		" coalesce(contact.full_name, '') FROM ticket"
		" LEFT JOIN customer ON customer.name = ticket.customer"
		" LEFT JOIN contact ON contact.customer ="
		" substr(requester, 1, instr(requester, '/') - 1)"
		" AND contact.name = substr(requester, instr(requester, '/') + 1)"
		" WHERE ticket.uid = ?");
	return g_string_free(sql, FALSE);
}

static Value *list_value(const View *view, const char *field)
{
	const char *values[] = {view->id, field, NULL};
	g_autoptr(GPtrArray) rows = index_rows(view->index,
		"SELECT value FROM ticket_list WHERE ticket = ? AND field = ?"
		" ORDER BY position", values, NULL);
	Value *list = value_list();
	for (guint i = 0; rows && i < rows->len; i++)
		value_list_add(list,
			value_text(((char **)g_ptr_array_index(rows, i))[0]));
	return list;
}

static void add_custom_fields(const View *view, Block *card)
{
	const char *values[] = {view->id, NULL};
	g_autoptr(GPtrArray) rows = index_rows(view->index,
		"SELECT name, value FROM ticket_field WHERE ticket = ?"
		" ORDER BY name", values, NULL);
	for (guint i = 0; rows && i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		block_set(card, row[0], row[0], value_text(row[1]));
	}
}

static void add_head(const View *view, Block *card, char **row)
{
	guint column = 1;
	for (gsize i = 0; i < fields_count; i++) {
		const Field *field = field_at((guint)i);
		const char *label = phrase_in(&field->title,
			view->settings->language);
		if (is_column(field))
			block_set(card, field->name, label,
				value_of(field, row[column++]));
		else if (field->type == FIELD_LIST)
			block_set(card, field->name, label,
				list_value(view, field->name));
	}
	for (gsize i = 0; i < G_N_ELEMENTS(derived); i++, column++)
		block_set(card, derived[i].name, is_russian(view) ?
			derived[i].title_ru : derived[i].title_en,
			*row[column] ? value_instant(g_ascii_strtoll(row[column],
				NULL, 10)) : value_none());
	block_set(card, "customer-title", is_russian(view) ? "Клиент" :
		"Customer's name", value_text(*row[column] ? row[column] : NULL));
	column++;
	block_set(card, "requester-name", is_russian(view) ? "Заявитель" :
		"Requester's name",
		value_text(*row[column] ? row[column] : NULL));
	add_custom_fields(view, card);
}

/* What people look at first, in this order; empty ones are left out. */
static const char *const card_fields[] = {"status", "priority", "level",
	"assignee", "group", "category", "customer-title", "requester-name",
	"requester", "type", "resolution", "channel", "created", "updated",
	"eta", "until", "first-response", "solved", "asset", "vendor-ref",
	"merged-into", "cc", "participants", "tags", "links", "schedule", "checklist"};

static const char *label_of(const Block *block, const char *name)
{
	for (guint i = 0; i < block->record->names->len; i++)
		if (strcmp(g_ptr_array_index(block->record->names, i), name) == 0)
			return g_ptr_array_index(block->labels, i);
	return name;
}

static gboolean is_empty(const Value *value)
{
	return !value || value->type == VALUE_NONE ||
		(value->type == VALUE_LIST && value->items->len == 0);
}

static char *card_title(const Value *record)
{
	const Value *number = value_record_get(record, "number");
	const Value *uid = value_record_get(record, "uid");
	const Value *subject = value_record_get(record, "subject");
	g_autofree char *name = is_empty(number) ? g_strndup(uid->text + 9, 4) :
		value_to_text(number);
	return g_strdup_printf("#%s  %s", name,
		is_empty(subject) ? "–" : subject->text);
}

static void add_card(Page *page, const Block *all)
{
	g_autofree char *title = card_title(all->record);
	Block *card = page_add_fields(page, title);
	card->people = TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(card_fields); i++) {
		const Value *value = value_record_get(all->record, card_fields[i]);
		if (!is_empty(value))
			block_set(card, card_fields[i],
				label_of(all, card_fields[i]), value_copy(value));
	}
	for (guint i = 0; i < all->record->names->len; i++) {
		const char *name = g_ptr_array_index(all->record->names, i);
		const Value *value = g_ptr_array_index(all->record->items, i);
		if (g_str_has_prefix(name, "fields.") && !is_empty(value))
			block_set(card, name, name + strlen("fields."),
				value_copy(value));
	}
}

/* --- entries --------------------------------------------------------- */

enum {
	ENTRY_ID, ENTRY_KIND, ENTRY_AT, ENTRY_BY, ENTRY_BODY, ENTRY_EXTRA,
	ENTRY_RETRACTED, ENTRY_AUTOMATIC, ENTRY_HELD
};

static GPtrArray *entry_rows(const View *view, GError **error)
{
	const char *values[] = {view->id, NULL};
	return index_rows(view->index,
		"SELECT entry_id, kind, at, by, body, extra, retracted,"
		" automatic, held FROM entry WHERE ticket = ? AND kind <> 'subject'"
		" ORDER BY position", values, error);
}

/* Does an entry of kind and state stand about a mail that needs an approval? */
static gboolean is_settled(const View *view, char **row, const char *kind,
	const char *state)
{
	const char *values[] = {view->id, row[ENTRY_ID], kind, state, NULL};
	g_autoptr(GPtrArray) rows = index_rows(view->index, "SELECT 1 FROM entry"
		" WHERE ticket = ? AND of = ? AND kind = ?"
		" AND state LIKE ? AND retracted = 0", values, NULL);
	return rows && rows->len > 0;
}

/* To the requester's eyes: a mail that waits for an approval was not said yet. */
static gboolean is_public(const View *view, char **row)
{
	const EntryKind *kind = entry_kind_find(row[ENTRY_KIND]);
	return kind && kind->is_public &&
		strcmp(row[ENTRY_RETRACTED], "0") == 0 &&
		(*row[ENTRY_HELD] == '0' ||
			is_settled(view, row, "delivery", "sent"));
}

static gboolean is_shown(const View *view, char **row)
{
	return !view->settings->only_public || is_public(view, row);
}

static Instant at_of(const char *text)
{
	return *text ? g_ascii_strtoll(text, NULL, 10) : INSTANT_NONE;
}

static Value *entry_record(char **row)
{
	Value *record = value_record();
	value_record_set(record, "id", value_text(row[ENTRY_ID]));
	value_record_set(record, "kind", value_text(row[ENTRY_KIND]));
	value_record_set(record, "at", value_instant(at_of(row[ENTRY_AT])));
	value_record_set(record, "by", value_text(row[ENTRY_BY]));
	g_autoptr(Value) extra = *row[ENTRY_EXTRA] ? json_parse(row[ENTRY_EXTRA],
		strlen(row[ENTRY_EXTRA]), "entry", NULL) : NULL;
	for (guint i = 0; extra && extra->type == VALUE_RECORD &&
		i < extra->names->len; i++) {
		const char *name = g_ptr_array_index(extra->names, i);
		if (!value_record_get(record, name))
			value_record_set(record, name, value_copy(
				g_ptr_array_index(extra->items, i)));
	}
	if (strcmp(row[ENTRY_RETRACTED], "0") != 0)
		value_record_set(record, "retracted", value_flag(TRUE));
	if (*row[ENTRY_BODY])
		value_record_set(record, "body", value_text(row[ENTRY_BODY]));
	return record;
}

typedef enum { NOTE_TEXT, NOTE_MINUTES, NOTE_TIME, NOTE_MARK } NoteKind;

static const struct {
	const char *key, *title_en, *title_ru;
	NoteKind kind;
} shown_keys[] = {
	{"direction", "direction", "направление", NOTE_TEXT},
	{"contact", "contact", "контакт", NOTE_TEXT},
	{"talked", "talked", "разговор", NOTE_MINUTES},
	{"minutes", "time", "время", NOTE_MINUTES},
	{"missed", "missed", "пропущен", NOTE_MARK},
	{"planned", "planned", "назначен на", NOTE_TIME},
	{"agent", "agent", "исполнитель", NOTE_TEXT},
	{"sent", "sent", "отправлено", NOTE_TIME},
	{"automatic", "automatic", "автоматическое", NOTE_MARK},
	{"unverified", "unverified", "не подтверждено", NOTE_MARK},
	{"warning", "warning", "внимание", NOTE_TEXT},
	{"to", "to", "кому", NOTE_TEXT},
	{"cc", "copy to", "копия", NOTE_TEXT},
	{"rest", "rest", "остальные", NOTE_TEXT},
	{"rule", "rule", "правило", NOTE_TEXT},
	{"hold", "held", "придержано", NOTE_TEXT},
	{"value", "rating", "оценка", NOTE_TEXT},
	{"state", "state", "состояние", NOTE_TEXT},
	{"recipient", "recipient", "получатель", NOTE_TEXT},
	{"code", "code", "код", NOTE_TEXT},
	{"said", "said", "ответ сервера", NOTE_TEXT},
	{"forwarded-by", "forwarded by", "переслал", NOTE_TEXT},
	{"of", "of", "к записи", NOTE_TEXT},
	{"about", "with", "к команде", NOTE_TEXT},
	{"onsite", "on site", "на месте", NOTE_MINUTES},
	{"travel", "travel", "дорога", NOTE_MINUTES},
};

/* By hand anything may stand in an entry: what is no time or mark is shown as
 * it is. */
static void add_note(const View *view, TimelineItem *item, const char *title,
	NoteKind kind, const char *text)
{
	Instant at;
	if (kind == NOTE_MARK && strcmp(text, "true") == 0) {
		timeline_note(item, "%s", title);
	} else if (kind == NOTE_TIME && instant_parse(text, &at)) {
		g_autofree char *time = desk_time_text(view->desk, at);
		timeline_note(item, "%s: %s", title, time);
	} else {
		timeline_note(item, "%s: %s%s", title, text,
			kind != NOTE_MINUTES ? "" :
			is_russian(view) ? " мин" : " min");
	}
}

static void add_notes(const View *view, TimelineItem *item,
	const Value *record)
{
	gboolean russian = is_russian(view);
	for (guint i = 0; i < G_N_ELEMENTS(shown_keys); i++) {
		const Value *value = value_record_get(record, shown_keys[i].key);
		g_autofree char *text = value ? value_to_text(value) : NULL;
		if (text && *text && strcmp(text, ENTRY_HOLD_APPROVAL) != 0)
			add_note(view, item, russian ? shown_keys[i].title_ru :
				shown_keys[i].title_en, shown_keys[i].kind,
				text);
	}
	const Value *files = value_record_get(record, "attachments");
	for (guint i = 0; files && files->type == VALUE_LIST &&
		i < files->items->len; i++) {
		const Value *file = g_ptr_array_index(files->items, i);
		const Value *name = value_record_get(file, "name");
		const Value *size = value_record_get(file, "size");
		g_autofree char *name_text = name ? value_to_text(name) : NULL;
		g_autofree char *size_text = size ? value_to_text(size) : NULL;
		timeline_note(item, russian ? "файл: %s (%s байт)" :
			"attachment: %s (%s bytes)",
			name_text ? name_text : "?", size_text ? size_text : "?");
	}
}

static ValueStyle style_of(char **row)
{
	const EntryKind *kind = entry_kind_find(row[ENTRY_KIND]);
	if (strcmp(row[ENTRY_RETRACTED], "0") != 0)
		return STYLE_DIM;
	return kind && kind->by_requester ? STYLE_STRONG : STYLE_NONE;
}

/* Mail is shown without what it repeats; the text itself stays whole. */
static char *shown_body(const View *view, char **row, const Value *record)
{
	gboolean is_mail = value_record_get(record, "original") != NULL;
	if (strcmp(row[ENTRY_RETRACTED], "0") != 0 || !*row[ENTRY_BODY])
		return NULL;
	return is_mail && !view->settings->full ?
		fold_text(row[ENTRY_BODY], view->settings->language) :
		g_strdup(row[ENTRY_BODY]);
}

static void add_entry_item(const View *view, Block *timeline, char **row)
{
	const EntryKind *kind = entry_kind_find(row[ENTRY_KIND]);
	const char *what = !kind ? row[ENTRY_KIND] :
		phrase_in(&kind->title, view->settings->language);
	g_autoptr(Value) record = entry_record(row);
	g_autofree char *body = shown_body(view, row, record);
	TimelineItem *item = timeline_add(timeline, at_of(row[ENTRY_AT]),
		row[ENTRY_BY], what, body);
	item->style = style_of(row);
	if (strcmp(row[ENTRY_RETRACTED], "0") != 0)
		timeline_note(item, "retracted");
	else if (*row[ENTRY_HELD] != '0' &&
		!is_settled(view, row, "approval", "%") &&
		!is_settled(view, row, "delivery", "%"))
		timeline_note(item, "%s", is_russian(view) ?
			"ждёт согласования (`desk approve`)" :
			"waits for approval (`desk approve`)");
	add_notes(view, item, record);
}

/* --- changes --------------------------------------------------------- */

enum {
	CHANGE_AT, CHANGE_WHO, CHANGE_FIELD, CHANGE_OLD, CHANGE_NEW, CHANGE_SEQ,
	CHANGE_OID
};

static GPtrArray *change_rows(const View *view, GError **error)
{
	const char *values[] = {view->id, NULL};
	return index_rows(view->index,
		"SELECT a.at, a.who, a.field, a.old, a.new, a.seq, w.oid"
		" FROM action a JOIN walk w ON w.seq = a.seq"
		" WHERE a.ticket = ? AND a.kind = 'changed'"
		" AND a.field NOT IN ('uid', 'number', 'token', 'created')"
		" ORDER BY a.id", values, error);
}

static Value *change_record(char **row)
{
	Value *record = value_record();
	value_record_set(record, "at", value_instant(at_of(row[CHANGE_AT])));
	value_record_set(record, "by", value_text(row[CHANGE_WHO]));
	value_record_set(record, "field", value_text(row[CHANGE_FIELD]));
	value_record_set(record, "old", value_word(row[CHANGE_OLD]));
	value_record_set(record, "new", value_word(row[CHANGE_NEW]));
	value_record_set(record, "commit", value_text(row[CHANGE_OID]));
	return record;
}

/* The changes of one commit are one item. */
static guint add_change_item(const View *view, Block *timeline,
	GPtrArray *rows, guint first)
{
	char **row = g_ptr_array_index(rows, first);
	g_autoptr(GString) what = g_string_new(NULL);
	guint i = first;
	for (; i < rows->len; i++) {
		char **next = g_ptr_array_index(rows, i);
		if (strcmp(next[CHANGE_SEQ], row[CHANGE_SEQ]) != 0)
			break;
		g_autofree char *change = field_change_text(next[CHANGE_FIELD],
			next[CHANGE_OLD], next[CHANGE_NEW],
			desk_zone(view->desk));
		g_string_append_printf(what, "%s%s", i > first ? ", " : "",
			change);
	}
	TimelineItem *item = timeline_add(timeline, at_of(row[CHANGE_AT]),
		row[CHANGE_WHO], what->str, NULL);
	item->style = STYLE_DIM;
	return i;
}

/* How many of the changes are the ticket's first values: those stand in the
 * card and would only be noise. */
static guint first_change(GPtrArray *rows)
{
	guint i = 0;
	char **first = rows->len > 0 ? g_ptr_array_index(rows, 0) : NULL;
	while (i < rows->len && strcmp(((char **)g_ptr_array_index(rows, i))
		[CHANGE_SEQ], first[CHANGE_SEQ]) == 0)
		i++;
	return i;
}

static void add_timeline(const View *view, Page *page, GPtrArray *entries,
	GPtrArray *changes)
{
	/* Without a name it is not in JSON, where entries and changes are. */
	Block *timeline = page_add_timeline(page, NULL, NULL);
	guint change = changes ? first_change(changes) : 0;
	guint count = changes ? changes->len : 0;
	for (guint i = 0; i <= entries->len; i++) {
		char **row = i < entries->len ? g_ptr_array_index(entries, i) :
			NULL;
		Instant until = row ? at_of(row[ENTRY_AT]) : G_MAXINT64;
		while (change < count && at_of(((char **)g_ptr_array_index(
			changes, change))[CHANGE_AT]) < until)
			change = add_change_item(view, timeline, changes,
				change);
		if (row && is_shown(view, row))
			add_entry_item(view, timeline, row);
	}
}

/* --- both ------------------------------------------------------------ */

static Value *entries_value(const View *view, GPtrArray *rows)
{
	Value *list = value_list();
	for (guint i = 0; i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		if (is_shown(view, row))
			value_list_add(list, entry_record(row));
	}
	return list;
}

static Value *changes_value(GPtrArray *rows)
{
	Value *list = value_list();
	for (guint i = 0; rows && i < rows->len; i++)
		value_list_add(list, change_record(g_ptr_array_index(rows, i)));
	return list;
}

/* For machines only: a block that is nothing but one key of the object. */
static void add_list(Page *page, const char *name, Value *list)
{
	Block *block = page_add_fields(page, NULL);
	block->machines = TRUE;
	block_set(block, name, name, list);
}

gboolean view_ticket(Desk *desk, const char *uid, const ViewSettings *settings,
	Page *page, GError **error)
{
	View view = {desk, desk_index(desk, error), settings, NULL};
	if (!view.index)
		return FALSE;
	const char *values[] = {uid, NULL};
	g_autofree char *sql = head_query();
	g_autoptr(GPtrArray) heads = index_rows(view.index, sql, values, error);
	if (!heads)
		return FALSE;
	if (heads->len == 0) {
		g_set_error(error, DESK_ERROR, DESK_ERROR_NOT_FOUND,
			"%s: no such ticket", uid);
		return FALSE;
	}
	char **head = g_ptr_array_index(heads, 0);
	view.id = head[0];
	g_autoptr(GPtrArray) entries = entry_rows(&view, error);
	g_autoptr(GPtrArray) changes = settings->changes ?
		change_rows(&view, error) : NULL;
	if (!entries || (settings->changes && !changes))
		return FALSE;
	Block *all = page_add_fields(page, NULL);
	all->machines = TRUE;
	add_head(&view, all, head);
	add_card(page, all);
	Value *clocks;
	if (!clocks_beside(desk, g_ascii_strtoll(view.id, NULL, 10),
		settings->only_public, settings->language, page, &clocks, error))
		return FALSE;
	add_list(page, "clocks", clocks);
	add_list(page, "entries", entries_value(&view, entries));
	if (settings->changes)
		add_list(page, "changes", changes_value(changes));
	add_timeline(&view, page, entries, changes);
	return TRUE;
}

Value *view_ticket_record(Desk *desk, const char *uid,
	const ViewSettings *settings, GError **error)
{
	g_autoptr(Page) page = page_new(PAGE_OBJECT, "ticket/1");
	if (!view_ticket(desk, uid, settings, page, error))
		return NULL;
	Value *record = value_record();
	for (guint i = 0; i < page->blocks->len; i++) {
		const Block *block = g_ptr_array_index(page->blocks, i);
		/* The card for people repeats some of it in their words. */
		for (guint j = 0; block->machines &&
			j < block->record->names->len; j++)
			value_record_set(record,
				g_ptr_array_index(block->record->names, j),
				value_copy(g_ptr_array_index(
					block->record->items, j)));
	}
	return record;
}
