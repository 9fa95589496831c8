#include "app/show/view.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/talk.h"
#include "app/show/clocks_parts.h"
#include "app/show/entry_record.h"
#include "app/show/relations.h"
#include "app/show/touched.h"
#include "index/entries.h"
#include "index/select.h"
#include "index/tickets.h"
#include "model/field.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "rules/loop_guard.h"
#include "text/fold.h"

typedef struct {
	Desk *desk;
	Index *index;
	const Regulation *regulation;
	const ViewSettings *settings;
	const char *language;
	GPtrArray *entries; /* IndexEntry* */
	GHashTable *origin; /* of those of other tickets: their names */
	Touched *touched;
} View;

/* --- the head -------------------------------------------------------- */

/* Terms have titles. */
static Value *titled(const View *view, const char *field, const Value *value)
{
	return value->type != VALUE_TEXT ? value_copy(value) :
		value_titled(value->text, regulation_title(view->regulation,
			field, value->text, view->language));
}

static void add_times(const View *view, Block *card, const Value *ticket)
{
	static const struct {
		const char *name;
		Phrase title;
	} times[] = {
		{"updated", {"updated", "изменена"}},
		{"first-response", {"first response", "первый ответ"}},
		{"solved", {"solved", "решена"}},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(times); i++)
		block_set_titled(card, times[i].name, phrase_in(&times[i].title,
			view->language), value_copy(value_record_get(ticket,
			times[i].name)));
}

/* Where nothing is known but the key, that stands already. */
static void add_name(const View *view, Block *card, const Value *ticket,
	const char *name, const char *key, const Phrase *title)
{
	const Value *known = value_record_get(ticket, name);
	const Value *is = value_record_get(ticket, key);
	block_set_titled(card, name, phrase_in(title, view->language),
		g_strcmp0(known->text, is->text) == 0 ? value_none() :
		value_copy(known));
}

static void add_head(const View *view, Block *card, const Value *ticket)
{
	static const Phrase customer = {"Customer's name", "Клиент"},
		requester = {"Requester's name", "Заявитель"};
	for (guint i = 0; i < fields_count; i++) {
		const Field *field = field_at(i);
		if (field->type != FIELD_MAP)
			block_set_titled(card, field->name, phrase_in(&field->title,
				view->language), titled(view, field->name,
				value_record_get(ticket, field->name)));
	}
	add_times(view, card, ticket);
	add_name(view, card, ticket, "customer-title", "customer", &customer);
	add_name(view, card, ticket, "requester-name", "requester", &requester);
	const Value *custom = value_record_get(ticket, "fields");
	for (guint i = 0; i < custom->names->len; i++) {
		g_autofree char *name = g_strconcat("fields.",
			custom->names->pdata[i], NULL);
		block_set_titled(card, name, regulation_field_title(view->regulation,
			name, view->language), value_copy(custom->items->pdata[i]));
	}
}

/* What people look at first, in this order; other fields follow. Empty ones are
 * left out. */
static const char *const card_fields[] = {"status", "priority", "level",
	"assignee", "group", "category", "customer-title", "requester-name",
	"requester", "type", "resolution", "channel", "created", "updated",
	"eta", "until", "first-response", "solved", "asset", "vendor-ref",
	"cc", "participants", "tags", "schedule", "checklist", NULL};
/* What the title says, or the table of relations, and what is for machines. */
static const char *const card_leaves_out[] = {"uid", "number", "subject",
	"token", "dedupe-key", "was", "links", "merged-into", NULL};

static const char *label_of(const Block *block, const char *name)
{
	for (guint i = 0; i < block->record->names->len; i++)
		if (strcmp(g_ptr_array_index(block->record->names, i), name) == 0)
			return ((Column *)block->members->pdata[i])->title;
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
	const Value *subject = value_record_get(record, "subject");
	g_autofree char *name = value_to_text(number);
	return g_strdup_printf("#%s  %s", name,
		is_empty(subject) ? "–" : subject->text);
}

static void add_to_card(Block *card, const Block *all, const char *name)
{
	const Value *value = value_record_get(all->record, name);
	if (!is_empty(value))
		block_set_titled(card, name, label_of(all, name), value_copy(value));
}

static void add_card(Page *page, const Block *all)
{
	g_autofree char *title = card_title(all->record);
	Block *card = page_add_fields(page, title);
	card->people = TRUE;
	for (guint i = 0; card_fields[i]; i++)
		add_to_card(card, all, card_fields[i]);
	for (guint i = 0; i < fields_count; i++) {
		const char *name = field_at(i)->name;
		if (!g_strv_contains(card_fields, name) &&
			!g_strv_contains(card_leaves_out, name))
			add_to_card(card, all, name);
	}
	for (guint i = 0; i < all->record->names->len; i++) {
		const char *name = g_ptr_array_index(all->record->names, i);
		const Value *value = g_ptr_array_index(all->record->items, i);
		if (g_str_has_prefix(name, "fields.") && !is_empty(value))
			block_set_titled(card, name, label_of(all, name),
				value_copy(value));
	}
}

/* --- entries --------------------------------------------------------- */

/* Does an entry of this kind stand about a mail that needs an approval? `state`
 * NULL: any. */
static gboolean is_settled(const View *view, const IndexEntry *mail,
	const char *kind, const char *state)
{
	for (guint i = 0; i < view->entries->len; i++) {
		const IndexEntry *entry = g_ptr_array_index(view->entries, i);
		if (!entry->retracted && strcmp(entry->of, mail->id) == 0 &&
			strcmp(entry->kind, kind) == 0 &&
			(!state || strcmp(entry->state, state) == 0))
			return TRUE;
	}
	return FALSE;
}

/* A mail of ours that no server has been asked about yet. */
static gboolean is_unsent(const View *view, const IndexEntry *entry)
{
	static const char *const kinds[] = {"notice", "reply", "vendor", NULL};
	const Value *id = value_record_get(entry->extra, "message-id");
	return g_strv_contains(kinds, entry->kind) && id && id->text &&
		g_str_has_prefix(id->text, ENTRY_OWN_ID_PREFIX) &&
		!value_record_get(entry->extra, "hold") &&
		!is_settled(view, entry, "delivery", NULL);
}

/* To the requester's eyes: a mail that waits for an approval was not said yet. */
static gboolean is_public(const View *view, const IndexEntry *entry)
{
	const EntryKind *kind = entry_kind_find(entry->kind);
	return kind && kind->is_public && !entry->retracted &&
		(!entry->held || is_settled(view, entry, "delivery", "sent"));
}

static gboolean is_shown(const View *view, const IndexEntry *entry)
{
	return !view->settings->only_public || is_public(view, entry);
}

/* What the program itself writes into an entry. */
static const struct {
	const char *key, *word;
	Phrase title;
} shown_words[] = {
	{"direction", "in", {"in", "входящий"}},
	{"direction", "out", {"out", "исходящий"}},
	{"state", "approved", {"approved", "согласовано"}},
	{"state", "cancelled", {"cancelled", "отменено"}},
	{"state", "done", {"done", "состоялся"}},
	{"state", "edited", {"edited", "согласовано с правками"}},
	{"state", "failed", {"failed", "не удалось"}},
	{"state", "not-ok", {"not solved", "не решено"}},
	{"state", "ok", {"solved", "решено"}},
	{"state", "rejected", {"rejected", "отклонено"}},
	{"state", "reported", {"reported", "сервер сообщил"}},
	{"state", "sent", {"sent", "отправлено"}},
};
static const Phrase
	attachment_note = {"attachment: %1 (%2 bytes)", "файл: %1 (%2 байт)"},
	minutes_note = {"%1: %2 min", "%1: %2 мин"},
	retracted_note = {"retracted", "отозвано"},
	waits_note = {"waits for approval (`desk approve`)",
		"ждёт согласования (`desk approve`)"},
	unpaid_note = {"not billed", "без оплаты"},
	unsent_note = {"not sent yet (`desk send --list`)",
		"ещё не отправлено (`desk send --list`)"};

static const char *word_title(const View *view, const char *key,
	const char *word)
{
	for (guint i = 0; i < G_N_ELEMENTS(shown_words); i++)
		if (strcmp(shown_words[i].key, key) == 0 &&
			strcmp(shown_words[i].word, word) == 0)
			return phrase_in(&shown_words[i].title, view->language);
	const HoldReason *reason = strcmp(key, "hold") == 0 ?
		hold_reason_find(word) : NULL;
	return reason ? phrase_in(&reason->help, view->language) : word;
}

/* By hand anything may stand in an entry: what is no time or mark is shown as
 * it is. */
static void add_note(const View *view, TimelineItem *item,
	const Member *member, const char *text)
{
	const char *title = phrase_in(&member->title, view->language);
	Instant at;
	if (member->type == VALUE_FLAG && strcmp(text, "true") == 0) {
		timeline_note(item, "%s", title);
	} else if (member->type == VALUE_INSTANT && instant_parse(text, &at)) {
		g_autofree char *time = desk_time_text(view->desk, at);
		timeline_note(item, "%s: %s", title, time);
	} else if (entry_is_minutes(member)) {
		g_autofree char *minutes = phrase_fill(&minutes_note,
			view->language, title, text, NULL);
		timeline_note(item, "%s", minutes);
	} else {
		timeline_note(item, "%s: %s", title, word_title(view,
			member->name, text));
	}
}

static void add_notes(const View *view, TimelineItem *item,
	const Value *record)
{
	const Member *member = entry_schema.members;
	for (; !(member->flags & COLUMN_HIDDEN); member++) {
		const Value *value = value_record_get(record, member->name);
		g_autofree char *text = value ? value_to_text(value) : NULL;
		if (text && *text && strcmp(text, ENTRY_HOLD_APPROVAL) != 0 &&
			member == entry_member(member->name, text))
			add_note(view, item, member, text);
	}
	/* The one mark that speaks by being false. */
	const Value *billable = value_record_get(record, "billable");
	g_autofree char *paid = billable ? value_to_text(billable) : NULL;
	if (g_strcmp0(paid, "false") == 0)
		timeline_note(item, "%s", phrase_in(&unpaid_note,
			view->language));
	const Value *files = value_record_get(record, "attachments");
	for (guint i = 0; files && files->type == VALUE_LIST &&
		i < files->items->len; i++) {
		const Value *file = g_ptr_array_index(files->items, i);
		const Value *name = value_record_get(file, "name");
		const Value *size = value_record_get(file, "size");
		g_autofree char *name_text = name ? value_to_text(name) : NULL;
		g_autofree char *size_text = size ? value_to_text(size) : NULL;
		g_autofree char *note = phrase_fill(&attachment_note,
			view->language, name_text ? name_text : "?",
			size_text ? size_text : "?", NULL);
		timeline_note(item, "%s", note);
	}
}

static ValueStyle style_of(const IndexEntry *entry)
{
	const EntryKind *kind = entry_kind_find(entry->kind);
	if (entry->retracted)
		return STYLE_DIM;
	return kind && kind->by_requester ? STYLE_STRONG : STYLE_NONE;
}

/* Mail is shown without what it repeats; the text itself stays whole. */
static char *shown_body(const View *view, const IndexEntry *entry)
{
	gboolean is_mail = value_record_get(entry->extra, "original") != NULL;
	if (entry->retracted || !*entry->body)
		return entry_conflict_text(entry, view->regulation,
			desk_zone(view->desk), view->language);
	return is_mail && !view->settings->full ?
		fold_text(entry->body, view->language) :
		g_strdup(entry->body);
}

static void add_entry_item(const View *view, Block *timeline,
	const IndexEntry *entry)
{
	const EntryKind *kind = entry_kind_find(entry->kind);
	const char *title = !kind ? entry->kind :
		phrase_in(&kind->title, view->language);
	const char *origin = g_hash_table_lookup(view->origin, entry);
	g_autofree char *what = origin ? g_strdup_printf("%s (#%s)", title,
		origin) : g_strdup(title);
	g_autofree char *body = shown_body(view, entry);
	TimelineItem *item = timeline_add(timeline, entry->at,
		entry->by, what, body);
	item->style = style_of(entry);
	if (entry->retracted)
		timeline_note(item, "%s", phrase_in(&retracted_note,
			view->language));
	else if (entry->held &&
		!is_settled(view, entry, "approval", NULL) &&
		!is_settled(view, entry, "delivery", NULL))
		timeline_note(item, "%s", phrase_in(&waits_note,
			view->language));
	else if (is_unsent(view, entry))
		timeline_note(item, "%s", phrase_in(&unsent_note,
			view->language));
	add_notes(view, item, entry->extra);
	touched_note(view->touched, entry->id, item);
}

/* --- changes --------------------------------------------------------- */

/* What a person changed: not what a ticket is known by from its beginning. */
static gboolean is_told(const TicketChange *change)
{
	static const char *const own[] = {"created", "number", "token", "uid",
		NULL};
	return !g_strv_contains(own, change->field);
}

static GPtrArray *told_changes(const View *view, const char *uid,
	GError **error)
{
	g_autoptr(GPtrArray) changes = index_ticket_changes(view->index, uid,
		error);
	for (guint i = changes ? changes->len : 0; i > 0; i--)
		if (!is_told(g_ptr_array_index(changes, i - 1)))
			g_ptr_array_remove_index(changes, i - 1);
	return g_steal_pointer(&changes);
}

static Value *change_record(const Regulation *regulation,
	const TicketChange *change)
{
	Value *record = value_record();
	value_record_set(record, "at", value_instant(change->at));
	value_record_set(record, "by", value_text(change->who));
	value_record_set(record, "field", value_text(change->field));
	value_record_set(record, "old", regulation_field_value(regulation,
		change->field, change->old_text));
	value_record_set(record, "new", regulation_field_value(regulation,
		change->field, change->new_text));
	value_record_set(record, "commit", value_text(change->commit));
	return record;
}

/* The changes of one commit are one item. */
static guint add_change_item(const View *view, Block *timeline,
	const GPtrArray *changes, guint first)
{
	const TicketChange *change = g_ptr_array_index(changes, first);
	g_autoptr(GString) what = g_string_new(NULL);
	guint i = first;
	for (; i < changes->len; i++) {
		const TicketChange *next = g_ptr_array_index(changes, i);
		if (next->seq != change->seq)
			break;
		g_autofree char *text = view_change_text(
			view->desk, next->field, next->old_text, next->new_text,
			view->language);
		g_string_append_printf(what, "%s%s", i > first ? ", " : "",
			text);
	}
	TimelineItem *item = timeline_add(timeline, change->at, change->who,
		what->str, NULL);
	item->style = STYLE_DIM;
	return i;
}

/* How many of the changes are the ticket's first values: those stand in the
 * card and would only be noise. */
static guint first_change(const GPtrArray *changes)
{
	const TicketChange *first = changes->len > 0 ?
		g_ptr_array_index(changes, 0) : NULL;
	guint i = 0;
	while (i < changes->len && ((const TicketChange *)g_ptr_array_index(
		changes, i))->seq == first->seq)
		i++;
	return i;
}

static void add_timeline(const View *view, Page *page, const GPtrArray *changes)
{
	/* Without a name it is not in JSON, where entries and changes are. */
	Block *timeline = page_add_timeline(page, NULL, NULL);
	guint change = changes ? first_change(changes) : 0;
	guint count = changes ? changes->len : 0;
	for (guint i = 0; i <= view->entries->len; i++) {
		const IndexEntry *entry = i < view->entries->len ?
			g_ptr_array_index(view->entries, i) : NULL;
		Instant until = entry ? entry->at : G_MAXINT64;
		while (change < count && ((const TicketChange *)
			g_ptr_array_index(changes, change))->at < until)
			change = add_change_item(view, timeline, changes,
				change);
		if (entry && is_shown(view, entry))
			add_entry_item(view, timeline, entry);
	}
}

/* --- both ------------------------------------------------------------ */

static Value *entries_value(const View *view)
{
	Value *list = value_list();
	for (guint i = 0; i < view->entries->len; i++) {
		const IndexEntry *entry = g_ptr_array_index(view->entries, i);
		if (is_shown(view, entry) &&
			!g_hash_table_contains(view->origin, entry))
			value_list_add(list, entry_record(entry));
	}
	return list;
}

static Value *changes_value(const View *view, const GPtrArray *changes)
{
	Value *list = value_list();
	for (guint i = 0; i < changes->len; i++)
		value_list_add(list,
			change_record(desk_read_regulation(view->desk),
				g_ptr_array_index(changes, i)));
	return list;
}

/* For machines: what a listing says of it. */
static void add_columns(Page *page, const Value *ticket)
{
	Block *block = page_add_fields(page, NULL);
	block->machines = TRUE;
	for (guint i = 0; i < ticket->names->len; i++)
		block_set(block, ticket->names->pdata[i],
			value_copy(ticket->items->pdata[i]));
}

/* For machines only: a block that is nothing but one key of the object. */
static void add_list(Page *page, const char *name, Value *list)
{
	Block *block = page_add_fields(page, NULL);
	block->machines = TRUE;
	block_set(block, name, list);
}

gboolean view_ticket(Desk *desk, const char *uid, const ViewSettings *settings,
	Page *page, GError **error)
{
	g_autoptr(GHashTable) origin = g_hash_table_new_full(NULL, NULL, NULL,
		g_free);
	View view = {desk, desk_index(desk, error),
		desk_regulation(desk, error), settings, settings->language,
		NULL, origin, NULL};
	const QueryContext query = {.regulation = view.regulation,
		.now = desk_now(desk)};
	gint64 row;
	g_autoptr(Value) ticket = view.index && view.regulation ?
		select_ticket(view.index, &query, uid, &row, error) : NULL;
	if (!ticket)
		return FALSE;
	g_autoptr(GPtrArray) entries = index_ticket_entries(view.index, row,
		error);
	g_autoptr(GPtrArray) changes = entries && settings->changes ?
		told_changes(&view, uid, error) : NULL;
	if (!entries || (settings->changes && !changes))
		return FALSE;
	view.entries = entries;
	g_autoptr(Touched) touched = touched_read(desk, row, settings->language,
		error);
	if (!touched)
		return FALSE;
	view.touched = touched;
	/* They may be another's, who is not to read of this one. */
	if (!settings->only_public && !relations_add_entries(desk, uid, entries,
		origin, error))
		return FALSE;
	g_autoptr(Page) words = page_new(PAGE_OBJECT, NULL, view.language);
	Block *all = page_add_fields(words, NULL);
	add_head(&view, all, ticket);
	add_columns(page, ticket);
	add_card(page, all);
	Value *clocks;
	if (!clocks_beside(desk, row, settings->only_public,
		settings->language, page, &clocks, error))
		return FALSE;
	Value *relations;
	if (!relations_beside(desk, uid, all, page, &relations, error))
		return FALSE;
	add_list(page, "clocks", clocks);
	add_list(page, "relations", relations);
	add_list(page, "entries", entries_value(&view));
	add_list(page, "touched", touched_value(touched));
	touched_tell(touched, page);
	if (settings->changes)
		add_list(page, "changes", changes_value(&view, changes));
	add_timeline(&view, page, changes);
	return TRUE;
}

Value *view_ticket_record(Desk *desk, const char *uid,
	const ViewSettings *settings, GError **error)
{
	g_autoptr(Page) page = page_new(PAGE_OBJECT, &ticket_schema,
		settings->language);
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
