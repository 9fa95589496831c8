/* Files of people and settings: shown, edited, listed. */

#include "base/texts.h"
#include "cmd/change.h"

#include <string.h>

#include "app/change/operation_run.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "store/store.h"
#include "system/file.h"

#define CSV_LIMIT_BYTES (32 * 1024 * 1024)

static const Phrase
	was_changed = {"%1 was changed while you edited it; your "
			"text is kept (`desk draft`), edit again",
		"%1 изменили, пока вы правили; ваш текст сохранён (`desk draft`), "
		"повторите правку"},
	no_file = {"there is no %1; `desk %2 list` shows what there is",
		"нет %1; что есть, показывает `desk %2 list`"};

/* --- changing them --------------------------------------------------- */

static const Member commit_members[] = {
	{"commit", {NULL}, VALUE_TEXT, 0,
		"null with -n, or if nothing changed"},
	{0},
};
const Schema commit_schema = {"commit/1",
	"every other command that changes the store: an object", commit_members};

void answer_commit(Context *context, const char *commit)
{
	Page *page = context_page(context, PAGE_OBJECT, &commit_schema);
	Block *fields = page_add_fields(page, NULL);
	fields->machines = TRUE;
	block_set(fields, "commit", value_word(commit));
}

int run_file_change(Context *context, const char *verb, OperationApply apply,
	void *data, GError **error)
{
	Desk *desk = context_desk(context, error);
	if (!desk)
		return -1;
	OperationSettings settings = {.verb = verb, .dry_run = context->dry_run};
	g_auto(OperationResult) result = {0};
	if (!operation_run(desk, &settings, apply, data, &result, error))
		return -1;
	answer_commit(context, result.commit);
	return 0;
}

/* --- from CSV -------------------------------------------------------- */

typedef struct {
	FileImport import;
	GBytes *bytes;
	const char *name;
	guint rows;
} Import;

static gboolean import(Operation *op, void *data, GError **error)
{
	Import *wanted = data;
	gsize size;
	const char *text = g_bytes_get_data(wanted->bytes, &size);
	return wanted->import(op, text ? text : "", size, wanted->name,
		&wanted->rows, error);
}

int import_file(Context *context, const char *verb, FileImport import_rows,
	const Phrase *taken_in, GError **error)
{
	const char *name = context->operands[0];
	g_autoptr(GBytes) bytes = strcmp(name, "-") == 0 ?
		file_read_descriptor(0, standard_input_name(context),
			CSV_LIMIT_BYTES, error) :
		file_read(name, CSV_LIMIT_BYTES, TRUE, error);
	if (!bytes)
		return -1;
	Import wanted = {import_rows, bytes, name, 0};
	if (run_file_change(context, verb, import, &wanted, error) != 0)
		return -1;
	context_add_prose(context, taken_in, PHRASE_NUMBER(wanted.rows), NULL);
	return 0;
}

static char *path_of(const char *folder, const char *name)
{
	return g_strdup_printf("%s/%s.yaml", folder, name);
}

/* --- showing --------------------------------------------------------- */

static char *read_file(Context *context, const char *folder, const char *name,
	GError **error)
{
	Desk *desk = context_desk(context, error);
	Store *store = desk ? desk_store(desk, error) : NULL;
	if (!store)
		return NULL;
	g_autofree char *path = path_of(folder, name);
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = strchr(name, '/') ? NULL :
		store_read(store, NULL, path, &problem);
	if (problem && !g_error_matches(problem, DESK_ERROR,
		DESK_ERROR_NOT_FOUND)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return NULL;
	}
	if (!bytes) {
		g_autofree char *command = g_strndup(folder, strlen(folder) - 1);
		desk_refuse(error, strcmp(folder, "calendars") == 0 ?
				DESK_ERROR_NOT_FOUND : DESK_ERROR_PERSON,
			&no_file, path, command, NULL);
		return NULL;
	}
	return text_of_bytes(bytes);
}

static const Member file_members[] = {
	{"name", {NULL}, VALUE_TEXT, 0, "of the agent, customer, schedule or template"},
	{"text", {NULL}, VALUE_TEXT, 0, "of its file"},
	{0},
};
const Schema file_schema = {"file/1",
	"desk agent show, customer show, schedule show, template show: an object",
	file_members};

int show_file(Context *context, const char *folder, const char *name,
	GError **error)
{
	g_autofree char *text = read_file(context, folder, name, error);
	if (!text)
		return -1;
	context_page(context, PAGE_OBJECT, &file_schema);
	Block *fields = page_add_fields(context->page, NULL);
	fields->machines = TRUE;
	block_set(fields, "name", value_text(name));
	block_set(fields, "text", value_text(text));
	page_add_prose(context->page, "%s", text);
	return 0;
}

int list_files(Context *context, const Schema *schema,
	GPtrArray *(*lines_of)(Index *index, GError **error),
	void (*add)(Block *table, gconstpointer line), GError **error)
{
	Desk *desk = context_desk(context, error);
	Index *index = desk ? desk_index(desk, error) : NULL;
	g_autoptr(GPtrArray) lines = index ? lines_of(index, error) : NULL;
	if (!lines)
		return -1;
	Block *table = context_list(context, schema, "rows");
	for (guint i = 0; i < lines->len; i++)
		add(table, lines->pdata[i]);
	return 0;
}

/* --- editing --------------------------------------------------------- */

typedef struct {
	const char *folder, *name;
	const char *seen; /* NULL: there was none */
	const char *text;
} FileEdit;

/* What the editor began with must still stand there. */
static char *edited(Operation *op, const char *path, const char *text,
	void *data, GError **error)
{
	const FileEdit *edit = data;
	(void)op;
	if (g_strcmp0(text, edit->seen) == 0)
		return g_strdup(edit->text);
	desk_refuse(error, DESK_ERROR_CONFLICT, &was_changed, path, NULL);
	return NULL;
}

static gboolean replace_file(Operation *op, void *data, GError **error)
{
	const FileEdit *edit = data;
	g_autofree char *path = path_of(edit->folder, edit->name);
	return operation_edit_file(op, path, edited, data, error);
}

static int edit_from(Context *context, const char *folder, const char *name,
	const char *seen, const char *initial, GError **error)
{
	g_autofree char *key = g_strdup_printf("%s-%s", folder, name);
	g_autofree char *text = context_edit(context, key, ".yaml", initial,
		error);
	if (!text)
		return -1;
	FileEdit edit = {folder, name, seen, text};
	return run_file_change(context, "edit", replace_file, &edit, error);
}

int edit_file(Context *context, const char *folder, const char *name,
	GError **error)
{
	g_autofree char *seen = read_file(context, folder, name, error);
	return seen ? edit_from(context, folder, name, seen, seen, error) : -1;
}

int edit_file_or_new(Context *context, const char *folder, const char *name,
	const char *initial, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *seen = read_file(context, folder, name, &problem);
	if (!seen && (strchr(name, '/') ||
		!g_error_matches(problem, DESK_ERROR, DESK_ERROR_PERSON))) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return -1;
	}
	return edit_from(context, folder, name, seen, seen ? seen : initial,
		error);
}
