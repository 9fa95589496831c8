/* The repository that the clones of a team share, and its guard. */
#include "cmd/frame.h"

#include <unistd.h>

#include "app/check/hub.h"
#include "app/check/push_judge.h"
#include "store/tip.h"
#include "system/clock.h"
#include "system/file.h"

#define PUSH_LIMIT_BYTES (16 * 1024 * 1024)

static const Phrase
	shared = {"%1 is the hub of this store now, and its upstream\n\n"
			"Next, for each person:\n  desk clone %1",
		"%1 теперь хаб этого хранилища и его upstream\n\n"
		"Дальше, каждому сотруднику:\n  desk clone %1"},
	made = {"%1 is a hub with a new store\n\n"
			"Next, for each person:\n  desk clone %1",
		"%1 — хаб с новым хранилищем\n\n"
		"Дальше, каждому сотруднику:\n  desk clone %1"},
	installed = {"%1 asks the regulation about each push now",
		"%1 теперь спрашивает регламент о каждой отправке"},
	left_alone = {"%1 is a hook of others and stays; add the line `desk hub "
			"check || exit 1` to it",
		"%1 — чужой хук, он остаётся; добавьте в него строку `desk hub "
		"check || exit 1`"};

#define OPTION_PUSHER \
	{"pusher", 0, "HOW", VALUE_OF_PUSHER, FALSE, \
		{"who pushes: unix, or env:NAME; they push their own commits", \
			"кто отправляет: unix или env:ИМЯ; каждый — только " \
			"свои коммиты"}}

static const Option pusher_options[] = {
	OPTION_PUSHER,
	{0},
};

static const Option create_options[] = {
	OPTION_PUSHER,
	OPTION_DRY_RUN,
	{0},
};

static const Option install_options[] = {
	OPTION_PUSHER,
	OPTION_DRY_RUN,
	{"print", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"print the hook, for a server that keeps hooks elsewhere",
			"вывести хук для сервера, где хуки лежат отдельно"}},
	{0},
};

static const Member members[] = {
	{"folder", {NULL}, VALUE_TEXT, 0, "of the hub"},
	{"hook", {NULL}, VALUE_TEXT, 0,
		"that judges what is pushed; null = there is no folder yet (-n)"},
	{"installed", {NULL}, VALUE_FLAG, 0,
		"false: a hook of others stands there, and stays"},
	{"upstream", {NULL}, VALUE_FLAG, 0,
		"it is the upstream of the store one is in"},
	{0},
};
static const Schema hub_schema = {"hub/1",
	"desk hub create, hub install: an object", members};

static const Member columns[] = {
	{"what", {"What", "Что"}, VALUE_TEXT, 0, "kind of finding"},
	{"place", {"Where", "Где"}, VALUE_TEXT, COLUMN_ID,
		"file; empty for a commit or a ref"},
	{"text", {"Finding", "Что не так"}, VALUE_TEXT, COLUMN_WRAP,
		"for people; may change"},
	{0},
};
static const Schema check_schema = {"push-finding/1",
	"desk hub check: an array", columns, .findings = TRUE};

static HubSettings settings_of(Context *context, const char *program)
{
	return (HubSettings){
		.folder = context->operand_count > 0 ? context->operands[0] :
			context->folder ? context->folder : ".",
		.pusher = option_text(context, "pusher"),
		.program = program,
		.language = context->language,
		.now = clock_now(),
		.dry_run = context->dry_run,
	};
}

static void answer(Context *context, const HubResult *result)
{
	context->done = !context->dry_run;
	Page *page = context_page(context, PAGE_OBJECT, &hub_schema);
	Block *fields = page_add_fields(page, NULL);
	fields->machines = TRUE;
	block_set(fields, "folder", value_text(result->folder));
	block_set(fields, "hook", value_word(result->hook));
	block_set(fields, "installed", value_flag(result->installed));
	block_set(fields, "upstream", value_flag(result->pushed));
}

/* The store one is in; NULL without error: none. */
static Desk *store_here(Context *context, GError **error)
{
	g_autoptr(GError) problem = NULL;
	Desk *desk = context_desk(context, &problem);
	if (problem && !g_error_matches(problem, DESK_ERROR,
		DESK_ERROR_NOT_FOUND))
		g_propagate_error(error, g_steal_pointer(&problem));
	return desk;
}

static int run_create(Context *context, GError **error)
{
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	const HubSettings settings = settings_of(context, program);
	g_autoptr(GError) problem = NULL;
	Desk *desk = store_here(context, &problem);
	g_auto(HubResult) result = {0};
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return -1;
	}
	if (!hub_create(desk, &settings, &result, error))
		return -1;
	answer(context, &result);
	if (!context->dry_run)
		context_add_prose(context, desk ? &shared : &made, result.folder,
			NULL);
	return 0;
}

static int run_install(Context *context, GError **error)
{
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	const HubSettings settings = settings_of(context, program);
	g_auto(HubResult) result = {0};
	if (option_given(context, "print")) {
		g_autofree char *text = hub_hook_text(program, settings.pusher,
			error);
		if (!text)
			return -1;
		context->page = page_new(PAGE_TEXT, NULL, NULL);
		g_string_append(context->page->bytes, text);
		return 0;
	}
	if (!hub_install(&settings, &result, error))
		return -1;
	answer(context, &result);
	if (!context->dry_run)
		context_add_prose(context, result.installed ? &installed :
			&left_alone, result.hook, NULL);
	return 0;
}

static GPtrArray *read_refs(GError **error)
{
	g_autoptr(GBytes) bytes = file_read_descriptor(STDIN_FILENO,
		"standard input", PUSH_LIMIT_BYTES, error);
	gsize size = 0;
	const char *raw = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	g_autofree char *text = g_strndup(raw ? raw : "", size);
	return bytes ? pushed_refs_read(text, error) : NULL;
}

static int run_check(Context *context, GError **error)
{
	g_autoptr(GPtrArray) refs = read_refs(error);
	g_autoptr(GPtrArray) findings = findings_new();
	g_autofree char *pusher = NULL;
	Desk *desk = refs ? context_desk(context, error) : NULL;
	if (!desk || !hub_pusher(desk, option_text(context, "pusher"), &pusher,
			error) ||
		!push_judge(desk, refs, pusher, findings, error))
		return -1;
	Block *table = context_list(context, &check_schema, "findings");
	for (guint i = 0; i < findings->len; i++) {
		const Finding *finding = findings->pdata[i];
		GPtrArray *row = block_add_row(table);
		g_autofree char *text = finding_line(finding, NULL);
		g_autofree char *said = finding_line(finding,
			context->language);
		row_add(row, value_text(finding->kind));
		row_add(row, value_text_take(finding_place(finding)));
		row_add(row, value_titled(text, said));
	}
	return findings_stop(findings);
}

static const Subcommand subcommands[] = {
	{"check", NULL,
		{"judge what is pushed; a pre-receive hook asks",
			"проверить отправленное; спрашивает хук pre-receive"},
		{VALUE_OF_NOTHING}, pusher_options, run_check},
	{"create", "FOLDER",
		{"make a bare repository for a team, with this store in it",
			"создать общий репозиторий команды с этим хранилищем"},
		{VALUE_OF_FOLDER}, create_options, run_create},
	{"install", "[FOLDER]",
		{"let a bare repository refuse what the regulation does",
			"научить общий репозиторий отказывать по регламенту"},
		{VALUE_OF_FOLDER}, install_options, run_install},
	{0},
};

const Command hub_command = {
	.name = "hub",
	.group = GROUP_STORE,
	.synopsis = "hub",
	.summary = {"the repository that clones share",
		"репозиторий, общий для клонов"},
	.operand = VALUE_OF_TEXT,
	.flags = COMMAND_NO_STORE | COMMAND_READS,
	.subcommands = subcommands,
	.answers = (const Schema *const[]){&check_schema, &hub_schema, NULL},
};
