/* Plumbing: git's merge driver. */

#include "cmd/frame.h"

#include "app/desk/file_merge.h"
#include "base/texts.h"
#include "system/file.h"

#define REGULATION_LIMIT_BYTES (4 * 1024 * 1024)
#define LONGEST_MARKER 100

static const Phrase
	which = {"three files: the common version, ours, theirs; then what "
			"the file is called in the store",
		"нужны три файла: общий предок, наш и их; затем путь в "
		"хранилище"},
	both_fields = {"%1: both sides changed %2; settle it between the "
			"markers",
		"%1: обе стороны изменили %2; решите между пометками"},
	both_lines = {"%1: both sides changed the same lines; settle them "
			"between the markers",
		"%1: обе стороны изменили одни и те же строки; решите между "
		"пометками"};

/* That of the work tree which git merges; where there is none, or one that git
 * has just put markers into, what desk brings along. */
static Regulation *regulation_here(GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = file_read("desk.yaml",
		REGULATION_LIMIT_BYTES, TRUE, &problem);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	Regulation *regulation = text ? regulation_parse(text, size,
		"desk.yaml", &problem) : NULL;
	if (!desk_error_finding(error, &problem))
		return NULL;
	return regulation ? regulation : regulation_default();
}

static void tell_open(const Context *context, const GPtrArray *open)
{
	const char *path = context->operand_count > 3 ? context->operands[3] :
		context->operands[1];
	g_autofree char *fields = texts_join(open);
	g_autofree char *text = *fields ? fill_in_language(context,
		&both_fields, path, fields, NULL) : fill_in_language(context,
		&both_lines, path, NULL);
	terminal_say(text, arguments_want_json(context->arguments));
}

static int merge_files(Context *context, GBytes *const files[3],
	GError **error)
{
	gint64 size = 0;
	if (!option_count(context, "marker-size", &size, error))
		return -1;
	g_autoptr(Regulation) regulation = regulation_here(error);
	if (!regulation)
		return -1;
	g_autoptr(GPtrArray) open = NULL;
	/* git gives an empty one where there is none. */
	FileMerge merge = {
		.base = g_bytes_get_size(files[0]) ? files[0] : NULL,
		.ours = files[1], .theirs = files[2],
		.path = context->operand_count > 3 ? context->operands[3] :
			NULL,
		.regulation = regulation, .at = INSTANT_NONE,
		.marker_size = (guint)MIN(size, LONGEST_MARKER),
	};
	g_autoptr(GBytes) bytes = file_merge(&merge, &open, error);
	if (!bytes || !file_write(context->operands[1],
		g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), FALSE,
		error))
		return -1;
	if (open->len > 0)
		tell_open(context, open);
	return open->len > 0;
}

static int run(Context *context, GError **error)
{
	GBytes *files[] = {NULL, NULL, NULL};
	if (context->operand_count < 3 || context->operand_count > 4)
		return usage_error(context, error, &which, NULL);
	gboolean fine = TRUE;
	for (guint i = 0; fine && i < G_N_ELEMENTS(files); i++)
		fine = (files[i] = file_read(context->operands[i],
			YAML_LIMIT_BYTES, FALSE, error)) != NULL;
	int answer = fine ? merge_files(context, files, error) : -1;
	for (guint i = 0; i < G_N_ELEMENTS(files); i++)
		g_clear_pointer(&files[i], g_bytes_unref);
	return answer;
}

static const Option options[] = {
	{"marker-size", 0, "N", VALUE_OF_COUNT, FALSE,
		{"of how many signs conflict markers are (7)",
			"сколько знаков в пометках расхождения (7)"}},
	{0},
};

const Command merge_file_command = {
	.name = "merge-file",
	.group = GROUP_PLUMBING,
	.synopsis = "merge-file [--marker-size N] BASE OURS THEIRS [PATH]",
	.summary = {"git's merge driver: three versions of a file as one",
		"драйвер слияния для git: три версии файла в одну"},
	.options = options,
	.operand = VALUE_OF_FILE,
	.flags = COMMAND_NO_STORE | COMMAND_PLUMBING,
	.run = run,
};
