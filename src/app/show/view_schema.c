/* What `desk show` answers of a ticket. */
#include "app/show/view.h"

#include <string.h>

#include "app/show/clocks_parts.h"
#include "app/show/entry_record.h"
#include "app/show/relations.h"
#include "app/show/touched.h"
#include "index/select.h"
#include "model/field.h"

static const ValueType field_types[] = {
	[FIELD_TEXT] = VALUE_TEXT, [FIELD_INTEGER] = VALUE_INTEGER,
	[FIELD_INSTANT] = VALUE_INSTANT, [FIELD_ENUM] = VALUE_TEXT,
	[FIELD_AGENT] = VALUE_TEXT, [FIELD_CONTACT] = VALUE_TEXT,
	[FIELD_CUSTOMER] = VALUE_TEXT, [FIELD_LIST] = VALUE_LIST,
	[FIELD_MAP] = VALUE_RECORD,
};

/* What its file has, then what lists derive from it. */
static GArray *make_columns(void)
{
	GArray *all = g_array_new(TRUE, TRUE, sizeof(Member));
	for (gsize i = 0; i < fields_count; i++) {
		const Field *field = &fields[i];
		const Member member = {field->name, field->title,
			field_types[field->type], strcmp(field->name,
			"number") == 0 ? COLUMN_NUMBER : 0,
			field->help.en, NULL};
		g_array_append_val(all, member);
	}
	guint count;
	const SelectColumn *columns = select_columns(&count);
	for (guint i = 0; i < count; i++) {
		const Member member = {columns[i].name, columns[i].title,
			columns[i].type, columns[i].flags, columns[i].help.en};
		if (!field_find(columns[i].name))
			g_array_append_val(all, member);
	}
	return all;
}

static void each_column(MemberEach each, void *data)
{
	static GArray *all;
	if (g_once_init_enter(&all))
		g_once_init_leave(&all, make_columns());
	for (guint i = 0; i < all->len; i++)
		each(&g_array_index(all, Member, i), data);
}

static const Member change_members[] = {
	{"at", {NULL}, VALUE_INSTANT, 0, "when"},
	{"by", {NULL}, VALUE_TEXT, 0, "login, or a mail address"},
	{"field", {NULL}, VALUE_TEXT, 0, "that changed"},
	{"old", {NULL}, VALUE_NONE, 0, "before, as the field is typed"},
	{"new", {NULL}, VALUE_NONE, 0, "after; null = nothing"},
	{"commit", {NULL}, VALUE_TEXT, 0, "that did it"},
	{0},
};
static const Schema change_schema = {.members = change_members};

static const Member members[] = {
	{"match", {"Match", "Совпадение"}, VALUE_TEXT, 0,
		"of a search: the words around it"},
	{"clocks", {NULL}, VALUE_LIST, 0, "of one ticket", &clock_schema},
	{"entries", {NULL}, VALUE_LIST, 0,
		"of one ticket: what was said, as in its file", &entry_schema},
	{"relations", {NULL}, VALUE_LIST, 0,
		"of one ticket: what it is linked with", &relation_schema},
	{"changes", {NULL}, VALUE_LIST, 0, "of one ticket", &change_schema},
	{"touched", {NULL}, VALUE_LIST, 0, "of one ticket: what its history was "
		"touched up by, or dated back", &touched_schema},
	{0},
};
const Schema ticket_schema = {"ticket/1",
	"desk list, desk search: an array; desk show: an object", members, NULL,
	each_column};
