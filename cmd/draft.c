#include "base/texts.h"
#include "cmd/command.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/desk/desk.h"
#include "store/tip.h"
#include "system/file.h"

#define DRAFT_LIMIT_BYTES (16 * 1024 * 1024)

static const Phrase
	no_draft = {"there is no draft \"%1\"; `desk draft` lists them",
		"нет черновика «%1»; их перечислит `desk draft`"},
	drop_it = {"drop the draft %1 for good?",
		"Удалить черновик %1 насовсем?"};

static char *drafts_folder(Desk *desk)
{
	return g_build_filename(desk_place(desk)->desk_folder, "drafts", NULL);
}

static const Member columns[] = {
	{"name", {"Draft", "Черновик"}, VALUE_TEXT, COLUMN_ID,
		"for `desk draft show`"},
	{"changed", {"Changed", "Изменён"}, VALUE_INSTANT, COLUMN_AGE,
		"last time"},
	{"size", {"Size", "Размер"}, VALUE_BYTES, 0, "of the text"},
	{0},
};
static const Schema schema = {"draft/1", "desk draft: an array", columns};

static int run_list(Context *context, GError **error)
{
	if (!context_desk(context, error))
		return -1;
	g_autofree char *folder = drafts_folder(context->desk);
	g_autoptr(GPtrArray) names = file_names(folder, error);
	if (!names)
		return -1;
	texts_sort(names);
	Block *table = context_list(context, &schema, "drafts");
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autofree char *path = g_build_filename(folder, name, NULL);
		struct stat state;
		gboolean there = stat(path, &state) == 0;
		if (!there && errno != ENOENT) {
			desk_refuse_errno(error, DESK_ERROR_TEMPORARY, path,
				errno);
			return -1;
		}
		if (!there)
			continue;
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(name));
		row_add(row, value_instant(state.st_mtime));
		row_add(row, value_bytes(state.st_size));
	}
	return 0;
}

static char *draft_path(Context *context, GError **error)
{
	const char *name = context->operands[0];
	if (!context_desk(context, error))
		return NULL;
	g_autofree char *folder = drafts_folder(context->desk);
	g_autofree char *path = strchr(name, '/') ? NULL :
		g_build_filename(folder, name, NULL);
	if (path && g_file_test(path, G_FILE_TEST_IS_REGULAR))
		return g_steal_pointer(&path);
	desk_refuse(error, DESK_ERROR_NOT_FOUND, &no_draft, name, NULL);
	return NULL;
}

static int run_show(Context *context, GError **error)
{
	g_autofree char *path = draft_path(context, error);
	g_autoptr(GBytes) bytes = path ? file_read(path, DRAFT_LIMIT_BYTES,
		FALSE, error) : NULL;
	if (!bytes)
		return -1;
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	context->page = page_new(PAGE_TEXT, NULL, NULL);
	if (text)
		g_string_append_len(context->page->bytes, text, (gssize)size);
	return 0;
}

static const Phrase cannot_drop = {"cannot remove %2: %1",
	"не удалось удалить %2: %1"};

static int run_drop(Context *context, GError **error)
{
	g_autofree char *path = draft_path(context, error);
	if (!path || !context_confirm(context, "-y", error, &drop_it, context->operands[0], NULL))
		return -1;
	if (!context->dry_run && unlink(path) != 0) {
		desk_refuse_system(error, DESK_ERROR_WRITE, errno, &cannot_drop,
			path, NULL);
		return -1;
	}
	return 0;
}

static const Subcommand subcommands[] = {
	{"drop", "NAME", {"throw one away", "выбросить черновик"},
		{VALUE_OF_TEXT}, NULL, run_drop, FALSE},
	{"list", NULL, {"which there are", "какие есть"},
		{VALUE_OF_NOTHING}, NULL, run_list, TRUE},
	{"show", "NAME", {"read one", "прочитать черновик"},
		{VALUE_OF_TEXT}, NULL, run_show, FALSE},
	{0},
};

const Command draft_command = {
	.name = "draft",
	.group = GROUP_TICKETS,
	.synopsis = "draft",
	.summary = {"texts that were typed and not sent yet",
		"тексты, набранные и не отправленные"},
	.flags = COMMAND_READS | COMMAND_CHANGES,
	.answers = (const Schema *const[]){&schema, NULL},
	.subcommands = subcommands,
};
