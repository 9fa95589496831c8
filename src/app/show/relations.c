#include "app/show/relations.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/in_force.h"
#include "app/desk/talk.h"
#include "app/desk/ticket_name.h"
#include "app/show/view.h"
#include "base/error.h"
#include "base/texts.h"
#include "index/entries.h"
#include "index/tickets.h"
#include "model/regulation.h"
#include "model/relation.h"

static const Member columns[] = {
	{"relation", {"Linked", "Связь"}, VALUE_TEXT, 0,
		"what the other one is to it: parent, child, blocks, "
		"blocked by, duplicate, duplicate of, related, merged, "
		"goes on in"},
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_RIGHT | COLUMN_NUMBER,
		"of the other; a text while it has none"},
	{"status", {"Status", "Статус"}, VALUE_TEXT, 0, "of the other"},
	{"assignee", {"Assignee", "Исполнитель"}, VALUE_TEXT, 0,
		"of the other"},
	{"subject", {"Subject", "Тема"}, VALUE_TEXT, COLUMN_SHRINK,
		"of the other"},
	{"uid", {"uid", "код"}, VALUE_TEXT, COLUMN_HIDDEN, "the other"},
	{0},
};
const Schema relation_schema = {.members = columns};

static const Phrase
	merged = {"merged", "влита в неё"},
	goes_on = {"goes on in", "продолжение"};

typedef struct {
	Index *index;
	const Regulation *regulation;
	const char *language;
	Block *tables[2]; /* for people, for machines */
	guint count;
} Relations;

static void add(Relations *beside, const Phrase *title,
	const TicketLine *line)
{
	beside->count++;
	for (guint i = 0; i < G_N_ELEMENTS(beside->tables); i++) {
		Value *cells[] = {
			value_titled(title->en, phrase_in(title,
				beside->language)),
			value_ticket_name(line->name),
			value_titled(line->status, regulation_title(
				beside->regulation, "status", line->status,
				beside->language)),
			value_word(line->assignee),
			value_word(line->subject),
			value_text(line->uid),
		};
		block_add_cells(beside->tables[i], cells,
			G_N_ELEMENTS(cells));
	}
}

/* One that is not there, as in a clone of some years, is left out. */
static gboolean add_uid(Relations *beside, const Phrase *title,
	const char *uid, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autofree TicketLine *line = index_ticket_line(beside->index, uid,
		&problem);
	if (line)
		add(beside, title, line);
	if (line || g_error_matches(problem, DESK_ERROR, DESK_ERROR_NOT_FOUND))
		return TRUE;
	return desk_error_pass(error, &problem);
}

static gboolean add_lines(Relations *beside, const Phrase *title,
	GPtrArray *lines)
{
	for (guint i = 0; lines && i < lines->len; i++)
		add(beside, title, lines->pdata[i]);
	g_clear_pointer(&lines, g_ptr_array_unref);
	return TRUE;
}

static gboolean add_own(Relations *beside, const Value *head, GError **error)
{
	const Value *links = value_record_get(head, "links");
	const Value *target = value_record_get(head, "merged-into");
	if (target && target->type == VALUE_TEXT && *target->text &&
		!add_uid(beside, &goes_on, target->text, error))
		return FALSE;
	for (guint i = 0; links && links->type == VALUE_LIST &&
		i < links->items->len; i++) {
		const Value *link = links->items->pdata[i];
		const char *other = NULL;
		const Relation *relation = link->text ?
			relation_of_link(link->text, &other) : NULL;
		if (relation && !add_uid(beside, &relation->title, other,
			error))
			return FALSE;
	}
	return TRUE;
}

static gboolean add_others(Relations *beside, const char *uid,
	GError **error)
{
	for (gsize i = 0; i < relations_count; i++) {
		g_autofree char *link = relation_link(&relations[i], uid);
		GPtrArray *lines = index_tickets_linked(beside->index, link,
			error);
		if (!lines)
			return FALSE;
		add_lines(beside, &relations[i].from, lines);
	}
	GPtrArray *lines = index_tickets_merged_into(beside->index, uid,
		error);
	return lines && add_lines(beside, &merged, lines);
}

gboolean relations_beside(Desk *desk, const char *uid, const Block *head,
	Page *page, Value **list, GError **error)
{
	g_autoptr(Page) machines = page_new(PAGE_LIST, NULL, NULL);
	Relations beside = {desk_index(desk, error),
		desk_regulation(desk, error), page->language,
		{page_add_table(page, NULL, NULL),
		page_add_table(machines, "relations", NULL)}, 0};
	beside.tables[0]->people = TRUE;
	block_add_columns(beside.tables[0], columns);
	block_add_columns(beside.tables[1], columns);
	if (!beside.index || !beside.regulation ||
		!add_own(&beside, head->record, error) ||
		!add_others(&beside, uid, error))
		return FALSE;
	*list = block_records(beside.tables[1]);
	return TRUE;
}

/* --- how a change reads --------------------------------------------------- */

/* One that is not here keeps its uid. */
static char *called(Desk *desk, const char *uid)
{
	char *name = desk_ticket_name(desk, uid, NULL);
	return name ? name : g_strdup(uid);
}

static char *link_text(Desk *desk, const char *link, const char *language)
{
	const char *uid;
	const Relation *relation = relation_of_link(link, &uid);
	g_autofree char *name = relation ? called(desk, uid) : NULL;
	return !relation ? g_strdup(link) : g_strdup_printf("%s %s",
		phrase_in(&relation->title, language), name);
}

/* Tickets in the value of a field by what people call them. */
static char *named(Desk *desk, const char *field, const char *text,
	const char *language)
{
	if (strcmp(field, "merged-into") == 0 && *text)
		return called(desk, text);
	if (strcmp(field, "links") != 0)
		return g_strdup(text);
	g_autoptr(Value) list = regulation_field_value(NULL, field, text);
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; list->type == VALUE_LIST && i < list->items->len; i++) {
		g_autofree char *link = value_to_text(list->items->pdata[i]);
		g_ptr_array_add(words, link_text(desk, link, language));
	}
	return list->type == VALUE_LIST ? texts_join(words) : g_strdup(text);
}

char *view_change_text(Desk *desk, const char *field, const char *old_text,
	const char *new_text, const char *language)
{
	g_autofree char *before = named(desk, field, old_text, language);
	g_autofree char *after = named(desk, field, new_text, language);
	return regulation_change_text(desk_read_regulation(desk), field, before,
		after, desk_zone(desk), language);
}

/* --- what was said there -------------------------------------------------- */

static int compare_times(const void *one, const void *other)
{
	Instant a = (*(IndexEntry *const *)one)->at;
	Instant b = (*(IndexEntry *const *)other)->at;
	return a < b ? -1 : a > b;
}

gboolean relations_add_entries(Desk *desk, const char *uid, GPtrArray *entries,
	GHashTable *origin, GError **error)
{
	Index *index = desk_index(desk, error);
	g_autoptr(GPtrArray) lines = index ? index_tickets_merged_into(index,
		uid, error) : NULL;
	for (guint i = 0; lines && i < lines->len; i++) {
		const TicketLine *line = lines->pdata[i];
		GPtrArray *said = index_ticket_entries(index, line->row, error);
		if (!said)
			return FALSE;
		for (guint k = 0; k < said->len; k++)
			g_hash_table_insert(origin, said->pdata[k],
				g_strdup(line->name));
		g_ptr_array_extend_and_steal(entries, said);
	}
	if (lines && lines->len > 0)
		g_ptr_array_sort(entries, compare_times);
	return lines != NULL;
}
