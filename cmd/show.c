#include "cmd/command.h"

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/talk.h"
#include "app/desk/ticket_name.h"
#include "app/show/view.h"
#include "base/identifier.h"
#include "index/index.h"
#include "store/store.h"
#include "system/process.h"

static const Option options[] = {
	{"full", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"mail with its quotes, signatures and footers",
			"письма с цитатами, подписями и сносками"}},
	{"public", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"only what the requester has seen",
			"только то, что видел заявитель"}},
	{"patch", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"the changes of the file as git shows them",
			"изменения файла, как их показывает git"}},
	{"raw", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"the file as it stands", "файл как есть"}},
	{0},
};

static gboolean add_raw(Desk *desk, const char *uid, Page *page, GError **error)
{
	Store *store = desk_store(desk, error);
	g_autofree char *path = uid_to_path(uid);
	g_autoptr(GBytes) bytes = store ? store_read(store, NULL, path, error) :
		NULL;
	if (!bytes)
		return FALSE;
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	g_string_append_len(page->bytes, text, (gssize)size);
	return TRUE;
}

#define PATCH_LIMIT_BYTES (64 * 1024 * 1024)

static gboolean add_patch(Desk *desk, const char *uid, Page *page,
	GError **error)
{
	g_autofree char *path = uid_to_path(uid);
	g_autofree char *folder = g_strconcat("--git-dir=",
		desk_place(desk)->git_folder, NULL);
	const char *const argv[] = {"git", folder, "log", "--no-ext-diff",
		"--no-textconv", "--no-color", "-p", "--reverse", "refs/heads/main",
		"--", path, NULL};
	g_autoptr(GBytes) output = NULL;
	int status;
	g_autofree char *said = NULL;
	if (!process_run(argv, NULL, NULL, PATCH_LIMIT_BYTES, &output, &said,
		&status, error))
		return FALSE;
	static const Phrase git_failed = {"git log ended with status %1: %2",
		"git log: код завершения %1: %2"};
	g_autofree char *reason = process_git_reason(said, status);
	if (status != 0)
		return desk_refuse(error, DESK_ERROR_UNAVAILABLE, &git_failed,
			PHRASE_NUMBER(status), reason, NULL);
	gsize size;
	const char *text = g_bytes_get_data(output, &size);
	if (text)
		g_string_append_len(page->bytes, text, (gssize)size);
	return TRUE;
}

static int show_bytes(Context *context, GPtrArray *uids,
	gboolean (*add)(Desk *, const char *, Page *, GError **), GError **error)
{
	context->page = page_new(PAGE_TEXT, NULL, NULL);
	for (guint i = 0; i < uids->len; i++)
		if (!add(context->desk, g_ptr_array_index(uids, i),
			context->page, error))
			return -1;
	return 0;
}

/* Several tickets: their pages one after the other for people, an array for
 * machines. */
static gboolean add_record(Context *context, Block *table, const char *uid,
	const ViewSettings *settings, GError **error)
{
	g_autoptr(Value) record = view_ticket_record(context->desk, uid,
		settings, error);
	if (!record)
		return FALSE;
	if (table->columns->len == 0)
		for (guint i = 0; i < record->names->len; i++) {
			const char *name = g_ptr_array_index(record->names, i);
			block_add_column(table, name, name,
				g_str_equal(name, "uid") ? COLUMN_ID : 0);
		}
	GPtrArray *row = block_add_row(table);
	for (guint i = 0; i < table->columns->len; i++) {
		const Column *column = g_ptr_array_index(table->columns, i);
		const Value *value = value_record_get(record, column->name);
		row_add(row, value ? value_copy(value) : value_none());
	}
	return TRUE;
}

static int show_many(Context *context, GPtrArray *uids,
	const ViewSettings *settings, GError **error)
{
	Page *page = context_page(context, PAGE_LIST, &ticket_schema);
	Block *table = page_add_table(page, "tickets", NULL);
	table->machines = TRUE;
	for (guint i = 0; i < uids->len; i++) {
		const char *uid = g_ptr_array_index(uids, i);
		gboolean good = context->machine ?
			add_record(context, table, uid, settings, error) :
			view_ticket(context->desk, uid, settings, page, error);
		if (!good)
			return -1;
	}
	return 0;
}

/* What is shown then is the last version that could be read. */
static gboolean say_unreadable(Context *context, const char *uid,
	GError **error)
{
	Index *index = desk_index(context->desk, error);
	g_autofree char *path = uid_to_path(uid);
	g_autofree char *reason = NULL;
	static const Phrase as_before = {"%1\nThis is the ticket as it was "
			"before; mend the file and commit it",
		"%1\nТак заявка выглядела прежде; исправьте файл и сохраните "
		"его в git"};
	if (!index || !index_why_unreadable(index, path, &reason, error))
		return FALSE;
	g_autofree char *said = reason ? desk_kept_text(reason,
		context->language) : NULL;
	if (said)
		desk_say(context->desk, &as_before, said, NULL);
	return TRUE;
}

static int run(Context *context, GError **error)
{
	g_autoptr(GPtrArray) uids = context_tickets(context, FALSE, error);
	if (!uids)
		return -1;
	for (guint i = 0; i < uids->len; i++)
		if (!say_unreadable(context, g_ptr_array_index(uids, i), error))
			return -1;
	if (uids->len == 1)
		desk_remember_ticket(context->desk, g_ptr_array_index(uids, 0));
	if (option_given(context, "raw"))
		return show_bytes(context, uids, add_raw, error);
	if (option_given(context, "patch"))
		return show_bytes(context, uids, add_patch, error);
	ViewSettings settings = {
		.only_public = option_given(context, "public"),
		.changes = !option_given(context, "public"),
		.full = option_given(context, "full") || context->machine,
		.language = context->language,
	};
	if (uids->len != 1)
		return show_many(context, uids, &settings, error);
	context_page(context, PAGE_OBJECT, &ticket_schema);
	return view_ticket(context->desk, g_ptr_array_index(uids, 0), &settings,
		context->page, error) ? 0 : -1;
}

const Command show_command = {
	.name = "show",
	.group = GROUP_DAILY,
	.synopsis = "show [TICKETS] [--full] [--public | --patch | --raw]",
	.summary = {"a ticket with all that was said and done",
		"заявка со всем, что сказано и сделано"},
	.options = options,
	.operand = VALUE_OF_TICKET,
	.flags = COMMAND_READS | COMMAND_PAGED | COMMAND_TICKETS,
	.answers = (const Schema *const[]){&ticket_schema, NULL},
	.run = run,
};
