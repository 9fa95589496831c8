#include "cmd/change.h"

static const Member columns[] = {
	{"place", {"#", "№"}, VALUE_INTEGER, COLUMN_ID,
		"for `desk attach get`"},
	{"name", {"Name", "Имя"}, VALUE_TEXT, COLUMN_SHRINK,
		"as the sender called it"},
	{"type", {"Type", "Тип"}, VALUE_TEXT, 0, "media type"},
	{"size", {"Size", "Размер"}, VALUE_BYTES, 0, "of the file"},
	{"at", {"When", "Когда"}, VALUE_INSTANT, COLUMN_AGE, "of the entry"},
	{"entry", {"Entry", "Запись"}, VALUE_TEXT, COLUMN_HIDDEN, "its id"},
	{0},
};

static const Member file_members[] = {
	{"file", {"File", "Файл"}, VALUE_TEXT, 0, "where it was written to"},
	{0},
};
static const Schema schema = {"attachment/1",
	"desk attach: an array, or the file that was written", columns,
	file_members};

#ifdef DESK_MAIL
#include <string.h>

#include "app/desk/attachment.h"
#include "app/desk/desk.h"
#include "app/desk/setting.h"
#include "app/desk/ticket_name.h"
#include "system/environment.h"
#include "system/file.h"
#include "system/process.h"

static const Phrase
	one_ticket = {"one ticket at a time", "по одной заявке за раз"},
	no_such_file = {"%1 has no attachment \"%2\"; `desk attach list %1` "
			"shows them",
		"у %1 нет вложения «%2»; их показывает `desk attach list %1`"},
	exists = {"%1 exists already; -o FILE names another place",
		"%1 уже есть; -o ФАЙЛ назовёт другое место"},
	no_opener = {"no program to open files with; `git config --global "
			"desk.opener xdg-open` names one, `desk attach get` "
			"writes the file",
		"нечем открывать файлы; программу назовёт `git config --global "
		"desk.opener xdg-open`, а `desk attach get` запишет файл"},
	which_file = {"which file?", "какой файл?"},
	bad_end = {"%1 ended with status %2; the file is %3",
		"%1: код завершения %2; файл — %3"};

#endif

static const Option get_options[] = {
	{"output", 'o', "FILE", VALUE_OF_FILE, FALSE,
		{"write there; a folder keeps the name; - is standard output",
			"записать туда; в папку — под своим именем; «-» — "
			"стандартный вывод"}},
	{0},
};

static const Option add_options[] = {
	{"attach", 'A', "FILE", VALUE_OF_FILE, TRUE,
		{"add FILE", "приложить ФАЙЛ"}},
	OPTIONS_OF_TEXT,
	{0},
};

#ifdef DESK_MAIL

static GPtrArray *list_of(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(GPtrArray) uids = desk ? desk_find_tickets(desk,
		context->operands[0], error) : NULL;
	if (!uids)
		return NULL;
	if (uids->len != 1) {
		usage_error(context, error, &one_ticket, NULL);
		return NULL;
	}
	return attachments_of(desk, g_ptr_array_index(uids, 0), error);
}

static int run_list(Context *context, GError **error)
{
	g_autoptr(GPtrArray) files = list_of(context, error);
	if (!files)
		return -1;
	Block *table = context_list(context, &schema, "attachments");
	for (guint i = 0; i < files->len; i++) {
		const Attachment *file = g_ptr_array_index(files, i);
		GPtrArray *row = block_add_row(table);
		row_add(row, value_integer(i + 1));
		row_add(row, value_text(file->name));
		row_add(row, value_text(file->type));
		row_add(row, value_bytes(file->size));
		row_add(row, value_instant(file->at));
		row_add(row, value_text(file->entry));
	}
	return 0;
}

/* By its place in the list or by its name. */
static const Attachment *pick(Context *context, const GPtrArray *files,
	GError **error)
{
	const char *word = context->operands[1];
	guint64 place = g_ascii_strtoull(word, NULL, 10);
	for (guint i = 0; i < files->len; i++) {
		const Attachment *file = g_ptr_array_index(files, i);
		if (place == i + 1 || strcmp(file->name, word) == 0)
			return file;
	}
	desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_such_file,
		context->operands[0], word, NULL);
	return NULL;
}

static gboolean write_file(Context *context, const Attachment *file,
	GBytes *bytes, GError **error)
{
	const char *output = option_text(context, "output");
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	if (g_strcmp0(output, "-") == 0) {
		context->page = page_new(PAGE_TEXT, NULL, NULL);
		g_string_append_len(context->page->bytes, data ? data : "",
			(gssize)size);
		return TRUE;
	}
	g_autofree char *name = g_path_get_basename(file->name);
	g_autofree char *path = !output ? g_strdup(name) :
		g_file_test(output, G_FILE_TEST_IS_DIR) ?
		g_build_filename(output, name, NULL) : g_strdup(output);
	if (!output && g_file_test(path, G_FILE_TEST_EXISTS))
		return desk_refuse(error, DESK_ERROR_WRITE, &exists, path,
			NULL);
	g_autoptr(GString) text = g_string_new_len(data ? data : "",
		(gssize)size);
	if (!output_write(path, text, error))
		return FALSE;
	context_page(context, PAGE_OBJECT, &schema);
	Block *fields = page_add_fields(context->page, NULL);
	block_set(fields, "file", value_text(path));
	block_set(fields, "size", value_bytes((gint64)size));
	return TRUE;
}

static int run_get(Context *context, GError **error)
{
	g_autoptr(GPtrArray) files = list_of(context, error);
	const Attachment *file = files ? pick(context, files, error) : NULL;
	g_autoptr(GBytes) bytes = file ? attachment_read(context->desk, file,
		error) : NULL;
	return bytes && write_file(context, file, bytes, error) ? 0 : -1;
}

/* --- open ------------------------------------------------------------ */

/* A place of its own for each file, the same one each time: what a viewer that
 * returns at once still reads is not taken away. */
static char *open_path(Context *context, const Attachment *file)
{
	g_autofree char *cache = environment_cache_folder();
	g_autofree char *key = g_strdup_printf("%s/%s/%u",
		context->operands[0], file->original, file->part);
	g_autofree char *digest = g_compute_checksum_for_string(
		G_CHECKSUM_SHA256, key, -1);
	g_autofree char *name = g_path_get_basename(file->name);
	return g_build_filename(cache, "open", digest, name, NULL);
}

/* Customers' files are not kept beyond the day of their last use. */
static void sweep_opened(Instant now)
{
	g_autofree char *cache = environment_cache_folder();
	g_autofree char *opened = g_build_filename(cache, "open", NULL);
	g_autoptr(GDir) folder = g_dir_open(opened, 0, NULL);
	for (const char *name; folder && (name = g_dir_read_name(folder));) {
		g_autofree char *own = g_build_filename(opened, name, NULL);
		file_remove_old(own, now - 24 * 60 * 60);
	}
}

/* What names a program is local: nothing in the store says what opens it. */
static char **opener_argv(Context *context, const char *path, GError **error)
{
	g_autofree char *command = desk_setting(context->desk, "opener");
	if (!command) {
		desk_refuse(error, DESK_ERROR_CONFIG, &no_opener, NULL);
		return NULL;
	}
	g_auto(GStrv) words = process_split(command, error);
	if (!words)
		return NULL;
	guint count = g_strv_length(words);
	char **argv = g_new0(char *, count + 2);
	for (guint i = 0; i < count; i++)
		argv[i] = g_steal_pointer(&words[i]);
	argv[count] = g_strdup(path);
	return argv;
}

static int run_open(Context *context, GError **error)
{
	g_autoptr(GPtrArray) files = list_of(context, error);
	const Attachment *file = files ? pick(context, files, error) : NULL;
	g_autofree char *path = file ? open_path(context, file) : NULL;
	g_auto(GStrv) argv = path ? opener_argv(context, path, error) : NULL;
	g_autoptr(GBytes) bytes = argv ? attachment_read(context->desk, file,
		error) : NULL;
	if (!bytes)
		return -1;
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);
	int status;
	sweep_opened(desk_now(context->desk));
	if (!file_write_private(path, data, size, error) ||
		!process_run_interactive((const char *const *)argv, &status,
			error))
		return -1;
	if (status == 0)
		return 0;
	g_autofree char *number = g_strdup_printf("%d", status);
	desk_refuse(error, DESK_ERROR_UNAVAILABLE, &bad_end, argv[0], number,
		path, NULL);
	return -1;
}

typedef struct {
	const char *text;
	Attachments files;
} Addition;

static gboolean add(Operation *op, Ticket *ticket, void *data, GError **error)
{
	const Addition *addition = data;
	Entry *entry = operation_say(op, ticket, "comment", addition->text, NULL,
		NULL, INSTANT_NONE);
	return attachments_add(op, entry, &addition->files, error);
}

/* Files are operands behind the ticket, or -A. */
static int run_add(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_autoptr(GPtrArray) uids = desk ? desk_find_tickets(desk,
		context->operands[0], error) : NULL;
	g_auto(Attachments) files = {0};
	g_autofree char *text = NULL;
	if (!uids || !attachments_read(context, &files, error) ||
		!attachments_read_named(context->operands + 1, &files, error) ||
		!optional_message(context, &text, error))
		return -1;
	if (files.files->len == 0)
		return usage_error(context, error, &which_file, NULL);
	Addition addition = {text, files};
	return change_tickets(context, "attach", uids, add, &addition, error);
}

#endif

static const Subcommand subcommands[] = {
	{"add", "TICKET [FILE...]", {"add files to a ticket",
		"добавить файлы к заявке"}, {VALUE_OF_TICKET, VALUE_OF_FILE},
		add_options, MAIL_RUN(run_add), FALSE},
	{"get", "TICKET NAME", {"write one here", "сохранить файл"},
		{VALUE_OF_TICKET, VALUE_OF_TEXT}, get_options,
		MAIL_RUN(run_get), FALSE},
	{"list", "TICKET", {"which there are", "какие есть"},
		{VALUE_OF_TICKET}, NULL, MAIL_RUN(run_list), FALSE},
	{"open", "TICKET NAME", {"show one", "открыть файл"},
		{VALUE_OF_TICKET, VALUE_OF_TEXT}, NULL, MAIL_RUN(run_open),
		FALSE},
	{0},
};

const Command attach_command = {
	.name = "attach",
	.group = GROUP_TICKETS,
	.synopsis = "attach",
	.summary = {"files of a ticket, byte for byte",
		"файлы заявки, байт в байт"},
	.flags = COMMAND_READS | COMMAND_CHANGES | COMMAND_MAIL,
	.answers = (const Schema *const[]){&schema, NULL},
	.subcommands = subcommands,
};
