#include "cmd/command.h"

#include "app/desk/desk.h"
#include "base/identifier.h"
#include "store/store.h"

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	Store *store = uids ? desk_store(context->desk, error) : NULL;
	if (!store)
		return -1;
	context->page = page_new(PAGE_TEXT, NULL, NULL);
	for (guint i = 0; i < uids->len; i++) {
		g_autofree char *path = uid_to_path(g_ptr_array_index(uids, i));
		g_autoptr(GBytes) bytes = store_read(store, NULL, path, error);
		if (!bytes)
			return -1;
		gsize size;
		const char *text = g_bytes_get_data(bytes, &size);
		g_string_append_len(context->page->bytes, text, (gssize)size);
	}
	return 0;
}

const Command cat_command = {
	.name = "cat",
	.group = GROUP_PLUMBING,
	.synopsis = "cat TICKETS",
	.summary = {"the bytes of ticket files", "файлы заявок, байт в байт"},
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_TICKETS | COMMAND_PLUMBING,
	.run = run,
};
