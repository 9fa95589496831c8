#include "cmd/frame.h"

#include "app/sync/clone.h"

static const Phrase
	what = {"a clone of what? give a URL or a path",
		"клон чего? назовите URL или путь"},
	no_year = {"--since: a year, 2026", "--since: год, 2026"},
	cloned = {"%1 is a clone of %2; you are agent %3",
		"%1 — клон %2; вы — сотрудник %3"},
	would_be = {"%1 would be a clone of %2", "%1 станет клоном %2"},
	cloned_by_nobody = {"%1 is a clone of %2; its agents do not know the "
			"mail address that git has of you; if they know "
			"another one: `git -C %1 config user.email "
			"YOU@EXAMPLE`, else a lead adds you: `desk agent add "
			"LOGIN --mail YOU@EXAMPLE`",
		"%1 — клон %2; адреса, под которым вас знает git, у его "
		"сотрудников нет; если там вас знают по другому: `git -C %1 "
		"config user.email ВЫ@EXAMPLE`, иначе вас добавит "
		"руководитель: `desk agent add ЛОГИН --mail ВЫ@EXAMPLE`"};

static const Member members[] = {
	{"folder", {NULL}, VALUE_TEXT, 0, "of the clone"},
	{"agent", {NULL}, VALUE_TEXT, 0,
		"login of who you are there; null = nobody"},
	{0},
};
static const Schema schema = {"clone/1", "desk clone: an object", members};

static const Option options[] = {
	{"originals", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"the original mails and attached files now, not when needed",
			"оригиналы писем и вложения сразу, а не по надобности"}},
	{"since", 0, "YEAR", VALUE_OF_COUNT, FALSE,
		{"lay out no files of tickets from earlier years",
			"не выкладывать файлы заявок прошлых лет"}},
	OPTION_DRY_RUN,
	{0},
};

static int run(Context *context, GError **error)
{
	gint64 since = 0;
	if (context->operand_count < 1 || context->operand_count > 2)
		return usage_error(context, error, &what, NULL);
	if (!option_count(context, "since", &since, error))
		return -1;
	if (option_given(context, "since") && (since < 1000 || since > 9999))
		return usage_error(context, error, &no_year, NULL);
	/* For the hook and the driver, which may run where desk is not on PATH. */
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	const CloneSettings settings = {
		.source = context->operands[0],
		.folder = context->operand_count > 1 ? context->operands[1] :
			context->folder,
		.since = (guint)since,
		.originals = option_given(context, "originals"),
		.program = program,
		.dry_run = context->dry_run,
	};
	g_auto(CloneResult) result = {0};
	if (!clone_store(&settings, &result, error))
		return -1;
	context->done = !context->dry_run;
	Page *page = context_page(context, PAGE_OBJECT, &schema);
	Block *fields = page_add_fields(page, NULL);
	fields->machines = TRUE;
	block_set(fields, "folder", value_text(result.folder));
	block_set(fields, "agent", value_text(result.login));
	context_add_prose(context, context->dry_run ? &would_be :
		result.login ? &cloned : &cloned_by_nobody, result.folder,
		settings.source, result.login, NULL);
	return 0;
}

const Command clone_command = {
	.name = "clone",
	.group = GROUP_STORE,
	.synopsis = "clone URL|PATH [FOLDER] [--since YEAR] [--originals] [-n]",
	.summary = {"make a clone of a store that works at once",
		"клонировать хранилище, клон готов к работе"},
	.options = options,
	.operand = VALUE_OF_FOLDER,
	.flags = COMMAND_NO_STORE,
	.answers = (const Schema *const[]){&schema, NULL},
	.run = run,
};
