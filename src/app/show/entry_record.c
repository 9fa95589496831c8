#include "app/show/entry_record.h"

#include <string.h>

#include "text/date.h"

static const Phrase minutes = {"minutes", "мин"};

static const Member attachment_members[] = {
	{"name", {NULL}, VALUE_TEXT, 0, "as the sender called it"},
	{"type", {NULL}, VALUE_TEXT, 0, "media type"},
	{"size", {NULL}, VALUE_BYTES, 0, "of the file"},
	{"part", {NULL}, VALUE_INTEGER, COLUMN_NUMBER,
		"of the mail that has it; a text, as 2.1, inside of another"},
	{"original", {NULL}, VALUE_TEXT, 0,
		"where the store has it; absent = in the mail of its entry"},
	{0},
};
static const Schema attachment_schema = {.members = attachment_members};

static const Member members[] = {
	{"again", {"once more", "ещё раз"}, VALUE_TEXT, 0,
		"id of the mail that failed"},
	{"by-hand", {"another way", "другим путём"}, VALUE_FLAG, 0,
		"true: a person handed it over"},
	{"direction", {"direction", "направление"}, VALUE_TEXT, 0, "in out"},
	{"contact", {"contact", "контакт"}, VALUE_TEXT, 0, "of a call"},
	{"talked", {"talked", "разговор"}, VALUE_INTEGER, 0,
		"minutes of a call", .unit = &minutes},
	{"minutes", {"time", "время"}, VALUE_INTEGER, 0, "of work",
		.unit = &minutes},
	{"missed", {"missed", "пропущен"}, VALUE_FLAG, 0,
		"true: nobody took the call"},
	{"planned", {"planned", "назначен на"}, VALUE_INSTANT, 0,
		"when a visit begins"},
	{"agent", {"agent", "исполнитель"}, VALUE_TEXT, 0, "who goes there"},
	{"sent", {"sent", "отправлено"}, VALUE_INSTANT, 0,
		"as its sender says"},
	{"automatic", {"automatic", "автоматическое"}, VALUE_FLAG, 0,
		"true: no person wrote it"},
	{"unverified", {"unverified", "не подтверждено"}, VALUE_FLAG, 0,
		"true: nothing proves its sender"},
	{"redacted", {"redacted", "вымарано"}, VALUE_INSTANT, 0,
		"when a text was taken out of it"},
	{"warning", {"warning", "внимание"}, VALUE_TEXT, 0, "for people"},
	{"reply-to", {"answers go to", "отвечать на"}, VALUE_TEXT, 0,
		"where its sender asks for answers"},
	{"to", {"to", "кому"}, VALUE_LIST, 0, "addresses, or a login"},
	{"cc", {"copy to", "копия"}, VALUE_LIST, 0, "addresses"},
	{"rest", {"rest", "остальные"}, VALUE_LIST, 0,
		"addresses that still wait"},
	{"rule", {"rule", "правило"}, VALUE_TEXT, 0, "that said it"},
	{"why", {"because of", "основание"}, VALUE_TEXT, 0,
		"what made the rule act: its query, or a clock and its due"},
	{"hold", {"held", "придержано"}, VALUE_TEXT, 0,
		"why the mail does not leave: approval …"},
	{"value", {"rating", "оценка"}, VALUE_INTEGER, 0, "1 to 5"},
	{"state", {"state", "состояние"}, VALUE_TEXT, 0,
		"sent failed cancelled reported; approved …; done; ok not-ok"},
	{"recipient", {"recipient", "получатель"}, VALUE_TEXT, 0,
		"that a report speaks of"},
	{"code", {"code", "код"}, VALUE_INTEGER, 0, "of the server"},
	{"said", {"said", "ответ сервера"}, VALUE_TEXT, 0, "by the server"},
	{"forwarded-by", {"forwarded by", "переслал"}, VALUE_TEXT, 0, "login"},
	{"of", {"of", "к записи"}, VALUE_TEXT, 0, "id of another entry"},
	{"about", {"with", "к команде"}, VALUE_TEXT, 0,
		"the verb that it gives the reason of"},
	{"onsite", {"on site", "на месте"}, VALUE_INTEGER, 0,
		"minutes of a visit", .unit = &minutes},
	{"onsite", {"on site", "на месте"}, VALUE_FLAG, 0,
		"of work: true: at the customer's"},
	{"travel", {"travel", "дорога"}, VALUE_INTEGER, 0,
		"minutes of the way to a visit", .unit = &minutes},
	{"field", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"that two clones changed at once"},
	{"kept", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"the value that it has now"},
	{"lost", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"the value that gave way"},

	{"id", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "unique in its ticket"},
	{"kind", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"message reply comment call work … (desk fields entries)"},
	{"at", {NULL}, VALUE_INSTANT, COLUMN_HIDDEN, "when"},
	{"by", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "login, or a mail address"},
	{"body", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "Markdown; absent = none"},
	{"retracted", {NULL}, VALUE_FLAG, COLUMN_HIDDEN,
		"true: taken back, else absent"},
	{"account", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "that it came by"},
	{"action", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"of a report: failed delayed delivered"},
	{"asked", {NULL}, VALUE_LIST, COLUMN_HIDDEN,
		"the questions that it puts"},
	{"attachments", {NULL}, VALUE_LIST, COLUMN_HIDDEN, "its files",
		&attachment_schema},
	{"automatic-reason", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"what says so: rule schedule monitoring, or a header"},
	{"awaits", {NULL}, VALUE_LIST, COLUMN_HIDDEN,
		"ids of mails that it answers and that are not here yet"},
	{"away", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "login of who is away"},
	{"back", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "login of who is back"},
	{"began", {NULL}, VALUE_INSTANT, COLUMN_HIDDEN, "of work, of a visit"},
	{"billable", {NULL}, VALUE_FLAG, COLUMN_HIDDEN,
		"false: nobody pays for it"},
	{"clocks", {NULL}, VALUE_FLAG, COLUMN_HIDDEN,
		"true: a schedule whose tickets have targets"},
	{"content-hash", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "of the mail"},
	{"edit-of", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"id of the mail that was edited"},
	{"folder", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "of the account"},
	{"for", {NULL}, VALUE_INTEGER, COLUMN_HIDDEN,
		"minutes that a visit may take", .unit = &minutes},
	{"imported", {NULL}, VALUE_FLAG, COLUMN_HIDDEN,
		"true: from an old mailbox"},
	{"key", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "makes it be said once"},
	{"language", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "of the mail"},
	{"message-id", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "of the mail"},
	{"not-before", {NULL}, VALUE_INSTANT, COLUMN_HIDDEN,
		"when the mail leaves"},
	{"occurrence", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"of the schedule: its day"},
	{"original", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"the mail as it came, in the store"},
	{"oversize", {NULL}, VALUE_BYTES, COLUMN_HIDDEN,
		"of a mail whose header alone is here"},
	{"permanent", {NULL}, VALUE_FLAG, COLUMN_HIDDEN,
		"true: the address is no good"},
	{"schedule", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "that made it"},
	{"sequence", {NULL}, VALUE_INTEGER, COLUMN_HIDDEN,
		"how often a visit was moved"},
	{"status", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "of a report: 5.1.1"},
	{"subject", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"of the mail, where it is not the ticket's"},
	{"tell", {NULL}, VALUE_FLAG, COLUMN_HIDDEN,
		"true: the requester is told of the ticket"},
	{"template", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "that it was made from"},
	{"uid", {NULL}, VALUE_INTEGER, COLUMN_HIDDEN | COLUMN_NUMBER,
		"of the mail in its folder; a text where mailboxes have none"},
	{"uidvalidity", {NULL}, VALUE_INTEGER, COLUMN_HIDDEN | COLUMN_NUMBER,
		"of the folder; as above"},
	{"until", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"of a wait that is over"},
	{"version", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"of desk.yaml that the rule stood in: git's name for its bytes"},
	{"whole-of", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"id of the entry that has its header alone"},
	{0},
};
const Schema entry_schema = {.members = members};

static gboolean is_mark(const char *text)
{
	return strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
}

const Member *entry_member(const char *name, const char *text)
{
	const Member *found = NULL;
	for (const Member *member = members; member->name; member++)
		if (strcmp(member->name, name) == 0 && (!found ||
			is_mark(text) == (member->type == VALUE_FLAG)))
			found = member;
	return found;
}

gboolean entry_is_minutes(const Member *member)
{
	return member->unit == &minutes;
}

/* --- typed ------------------------------------------------------------ */

static Value *integer_of(const Member *member, const char *text)
{
	gint64 number;
	if (entry_is_minutes(member))
		return value_integer(duration_minutes(text));
	if (g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, &number,
		NULL))
		return member->type == VALUE_BYTES ? value_bytes(number) :
			value_integer(number);
	return member->flags & COLUMN_NUMBER ? value_text(text) : value_none();
}

static Value *typed(const Member *member, const char *text)
{
	Instant at;
	Value *list;
	switch (member->type) {
	case VALUE_INTEGER:
	case VALUE_BYTES:
		return integer_of(member, text);
	case VALUE_INSTANT:
		return instant_parse(text, &at) ? value_instant(at) :
			value_none();
	case VALUE_FLAG:
		return value_flag(strcmp(text, "false") != 0);
	case VALUE_LIST:
		list = value_list();
		value_list_add(list, value_text(text));
		return list;
	default:
		return value_text(text);
	}
}

static Value *typed_record(const Schema *schema, const Value *record)
{
	Value *copy = value_record();
	for (guint i = 0; i < record->names->len; i++) {
		const char *name = record->names->pdata[i];
		const Value *value = record->items->pdata[i];
		Member member;
		value_record_set(copy, name, value->type == VALUE_TEXT &&
			schema_find(schema, name, &member) ?
			typed(&member, value->text) : value_copy(value));
	}
	return copy;
}

/* A list of records has members of its own. */
static Value *typed_list(const Member *member, const Value *list)
{
	Value *copy = value_list();
	for (guint i = 0; i < list->items->len; i++) {
		const Value *item = list->items->pdata[i];
		value_list_add(copy, item->type == VALUE_RECORD && member->of ?
			typed_record(member->of, item) : value_copy(item));
	}
	return copy;
}

static void add_key(Value *record, const char *name, const Value *value)
{
	const char *text = value->type == VALUE_TEXT ? value->text : "";
	const Member *member = entry_member(name, text);
	if (value->type == VALUE_TEXT && member) {
		value_record_set(record, name, typed(member, text));
		g_autofree char *reason = g_strconcat(name, "-reason", NULL);
		if (member->type == VALUE_FLAG && !is_mark(text) &&
			entry_member(reason, text))
			value_record_set(record, reason, value_text(text));
	} else {
		value_record_set(record, name, value->type == VALUE_LIST &&
			member ? typed_list(member, value) : value_copy(value));
	}
}

Value *entry_record(const IndexEntry *entry)
{
	Value *record = value_record();
	value_record_set(record, "id", value_text(entry->id));
	value_record_set(record, "kind", value_text(entry->kind));
	value_record_set(record, "at", value_instant(entry->at));
	value_record_set(record, "by", value_text(entry->by));
	for (guint i = 0; i < entry->extra->names->len; i++) {
		const char *name = entry->extra->names->pdata[i];
		if (!value_record_get(record, name))
			add_key(record, name, entry->extra->items->pdata[i]);
	}
	if (entry->retracted)
		value_record_set(record, "retracted", value_flag(TRUE));
	if (*entry->body)
		value_record_set(record, "body", value_text(entry->body));
	return record;
}

static char *member_text(const IndexEntry *entry, const char *name)
{
	const Value *value = value_record_get(entry->extra, name);
	return value ? value_to_text(value) : g_strdup("");
}

char *entry_conflict_text(const IndexEntry *entry,
	const Regulation *regulation, GTimeZone *zone, const char *language)
{
	if (strcmp(entry->kind, "conflict") != 0)
		return NULL;
	g_autofree char *field = member_text(entry, "field");
	g_autofree char *kept = member_text(entry, "kept");
	g_autofree char *lost = member_text(entry, "lost");
	return regulation_change_text(regulation, field, lost, kept, zone,
		language);
}
