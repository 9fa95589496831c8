#include "app/show/touched.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/talk.h"
#include "index/flaws.h"

typedef struct {
	Flaw kind;
	Instant at;
	char *who, *entry;
} Touch;

struct Touched {
	Desk *desk;
	const char *language;
	GPtrArray *all; /* Touch* */
};

/* %1 when, %2 who. */
static const struct {
	const char *name;
	Phrase text;
} words[FLAWS] = {
	[FLAW_CREATED_EDITED] = {"created-edited", {
		"when it was created was changed on %1 by %2",
		"время создания изменено %1: %2"}},
	[FLAW_OLDER] = {"older-than-store", {
		"dated before this store began; recorded on %1 by %2",
		"датирована раньше начала хранилища; записана %1: %2"}},
	[FLAW_OLDER_SCHEDULED] = {"older-scheduled", {
		"made by a schedule for a time before this store began; recorded "
		"on %1", "создана по расписанию за время до начала хранилища; "
		"записана %1"}},
	[FLAW_LATE_ENTRY] = {"late-entry", {"dated back; recorded on %1",
		"задним числом; записано %1"}},
	[FLAW_BACK_DATED] = {"back-dated", {"dated back; recorded on %1",
		"задним числом; записано %1"}},
};

static const Member columns[] = {
	{"what", {NULL}, VALUE_TEXT, 0, "created-edited older-than-store "
		"older-scheduled late-entry back-dated"},
	{"at", {NULL}, VALUE_INSTANT, 0, "of the commit"},
	{"by", {NULL}, VALUE_TEXT, 0, "login, or a mail address"},
	{"entry", {NULL}, VALUE_TEXT, 0, "its id; null = it is about the ticket"},
	{0},
};
const Schema touched_schema = {.members = columns};

static void touch_free(void *data)
{
	Touch *touch = data;
	g_free(touch->who);
	g_free(touch->entry);
	g_free(touch);
}

static void take(const IndexTouch *from, void *data)
{
	Touched *touched = data;
	Touch *touch = g_new0(Touch, 1);
	*touch = (Touch){from->kind, from->at, g_strdup(from->who),
		g_strdup(from->entry)};
	g_ptr_array_add(touched->all, touch);
}

Touched *touched_read(Desk *desk, gint64 row, const char *language,
	GError **error)
{
	g_autoptr(Touched) touched = g_new0(Touched, 1);
	Index *index = desk_index(desk, error);
	touched->desk = desk;
	touched->language = language;
	touched->all = g_ptr_array_new_with_free_func(touch_free);
	return index && index_each_touch(index, row, take, touched, error) ?
		g_steal_pointer(&touched) : NULL;
}

void touched_free(Touched *touched)
{
	if (!touched)
		return;
	g_ptr_array_unref(touched->all);
	g_free(touched);
}

Value *touched_value(const Touched *touched)
{
	Value *list = value_list();
	for (guint i = 0; i < touched->all->len; i++) {
		const Touch *touch = touched->all->pdata[i];
		Value *record = value_record();
		value_record_set(record, "what", value_text(
			words[touch->kind].name));
		value_record_set(record, "at", value_instant(touch->at));
		value_record_set(record, "by", value_word(touch->who));
		value_record_set(record, "entry", value_word(touch->entry));
		value_list_add(list, record);
	}
	return list;
}

static char *text_of(const Touched *touched, const Touch *touch)
{
	g_autofree char *at = desk_time_text(touched->desk, touch->at);
	return phrase_fill(&words[touch->kind].text, touched->language, at,
		touch->who, NULL);
}

void touched_tell(const Touched *touched, Page *page)
{
	g_autoptr(GString) lines = g_string_new(NULL);
	for (guint i = 0; i < touched->all->len; i++) {
		const Touch *touch = touched->all->pdata[i];
		g_autofree char *text = text_of(touched, touch);
		if (!*touch->entry)
			g_string_append_printf(lines, "%s! %s", lines->len ?
				"\n" : "", text);
	}
	if (lines->len > 0)
		page_add_prose(page, "%s", lines->str);
}

void touched_note(const Touched *touched, const char *entry,
	TimelineItem *item)
{
	for (guint i = 0; i < touched->all->len; i++) {
		const Touch *touch = touched->all->pdata[i];
		g_autofree char *text = strcmp(touch->entry, entry) != 0 ? NULL :
			text_of(touched, touch);
		if (text)
			timeline_note(item, "! %s", text);
	}
}
