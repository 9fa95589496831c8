#include "cmd/automation.h"

#include "app/desk/talk.h"
#include "cmd/change.h"
#include "cmd/frame.h"

static void move_rows(const Block *from, const Block *to)
{
	while (from && from->rows->len > 0)
		g_ptr_array_add(to->rows,
			g_ptr_array_steal_index(from->rows, 0));
}

void automation_move_rows(Page *from, Page *to)
{
	move_rows(page_rows(from), page_rows(to));
}

Block *automation_answer(Context *context, const Schema *schema,
	const char *rows, const char *count)
{
	static const Phrase nothing_due = {"nothing is due",
		"сейчас ничего не нужно"};
	/* What changes tickets tells people itself that it did nothing. */
	gboolean told_already = context->page != NULL &&
		page_rows(context->page)->machines;
	if (!context->page)
		page_add_rows(context_page(context, PAGE_LIST, &change_schema),
			rows, change_schema.members)->machines = TRUE;
	Block *told = (Block *)page_rows(context->page);
	if (told->rows->len == 0 && !context->quiet &&
		(context->verbose || !(context->machine || told_already)))
		desk_say(context->desk, &nothing_due, NULL);
	told->machines |= told->rows->len == 0;
	if (!present_json(context))
		return NULL;
	g_autoptr(Page) before = g_steal_pointer(&context->page);
	Page *page = context_page(context, PAGE_OBJECT, schema);
	Block *fields = page_add_fields(page, NULL);
	Block *list = page_add_list(page, rows);
	move_rows(told, list);
	if (count)
		block_set(fields, count, value_integer(list->rows->len));
	return fields;
}
