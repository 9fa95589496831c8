#include "cmd/frame.h"

#include "app/check/demo.h"
#include "app/check/init.h"
#include "app/desk/commit_guard.h"
#include "system/clock.h"

#define DEMO_AGE_DAYS 8

static const Phrase
	made = {"%1 is a store now; you are agent %2\n\nNext:\n  cd %1\n"
			"  desk new Printer does not print %%printers +high\n"
			"  desk list\n"
			"Mail comes in after `desk mail add ADDRESS` by `desk "
			"pull`; `man desk-tutorial` goes on.",
		"Хранилище в %1 готово; вы — сотрудник %2\n\nДальше:\n  cd %1\n"
		"  desk new Принтер не печатает %%printers +high\n"
		"  desk list\n"
		"Почту после `desk mail add АДРЕС` забирает `desk pull`; "
		"продолжение — `man desk-tutorial`."},
	try_next = {"Try next:\n  cd %1\n"
			"  desk show 2          a ticket with all that happened\n"
			"  desk search принтер  full text, any form of a word\n"
			"  desk now             how things stand\n"
			"  desk card romashka   everything about a customer\n"
			"  desk report agents -O html -o report.html\n"
			"  git log --stat       it is all in git",
		"Попробуйте:\n  cd %1\n"
		"  desk show 2          заявка и всё, что с ней было\n"
		"  desk search принтер  полный текст, любая форма слова\n"
		"  desk now             как дела сейчас\n"
		"  desk card romashka   всё о клиенте\n"
		"  desk report agents -O html -o report.html\n"
		"  git log --stat       всё это лежит в git"},
	one_folder = {"one folder at a time", "по одной папке за раз"},
	would_be = {"%1 would be a store; you would be agent %2",
		"%1 станет хранилищем, вы — сотрудником %2"},
	unchanged = {"%1 is a store already; nothing was changed",
		"%1 — уже хранилище; ничего не изменено"},
	hook_installed = {"%1 is a store already; the hook that checks what is "
			"changed by hand before a commit was installed",
		"%1 — уже хранилище; установлен хук, который проверяет ручные "
		"правки перед коммитом"},
	driver_installed = {"%1 is a store already; the driver by which git "
			"merges tickets was registered",
		"%1 — уже хранилище; подключён драйвер, которым git сливает "
		"заявки"};

static const Option options[] = {
	{"preset", 0, "NAME", VALUE_OF_TEXT, FALSE,
		{"the regulation to begin with: it-outsourcing",
			"исходный регламент: it-outsourcing"}},
	{"lang", 0, "LANGUAGE", VALUE_OF_LANGUAGE, FALSE,
		{"of mail and reports: en, ru",
			"язык писем и отчётов: en, ru"}},
	{"bare", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"without a work tree", "без рабочего дерева"}},
	{"demo", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"with a small company's week of tickets",
			"с недельным потоком заявок небольшой фирмы"}},
	OPTION_DRY_RUN,
	{0},
};

static void tell_unguarded(const Context *context, const InitResult *result)
{
	if (!result->unguarded || context->quiet)
		return;
	g_autofree char *text = fill_in_language(context, &commit_guard_line,
		result->unguarded, NULL);
	terminal_say(text, arguments_want_json(context->arguments));
}

static void tell_next(Context *context, const InitResult *result)
{
	if (!result->existed)
		context_add_prose(context, &made, result->folder, result->login,
			NULL);
	else if (!result->hook && !result->driver)
		context_add_prose(context, &unchanged, result->folder, NULL);
	if (result->existed && result->hook)
		context_add_prose(context, &hook_installed, result->folder,
			NULL);
	if (result->existed && result->driver)
		context_add_prose(context, &driver_installed, result->folder,
			NULL);
}

/* --- the demo -------------------------------------------------------- */

static void tell_step(void *data, const char *step)
{
	(void)data;
	terminal_say(step, FALSE);
}

static void show_output(void *data, const char *command, const char *output)
{
	const Context *context = data;
	page_add_prose(context->page, "$ desk %s\n%s", command, output);
}

static int play_demo(Context *context, const char *folder, GError **error)
{
	const DemoSettings settings = {
		.folder = folder,
		.now = clock_now(),
		.tell = context->quiet ? NULL : tell_step,
		.show = show_output,
		.data = context,
	};
	if (!demo_play(&settings, error))
		return -1;
	context_add_prose(context, &try_next, folder, NULL);
	return 0;
}
static const Member members[] = {
	{"folder", {NULL}, VALUE_TEXT, 0, "of the store"},
	{"created", {NULL}, VALUE_FLAG, 0, "false: it was one already"},
	{"agent", {NULL}, VALUE_TEXT, 0, "login of the first agent"},
	{0},
};
static const Schema schema = {"init/1", "desk init: an object", members};

static int run(Context *context, GError **error)
{
	const char *preset = option_text(context, "preset");
	const char *language = option_text(context, "lang");
	if (context->operand_count > 1)
		return usage_error(context, error, &one_folder, NULL);
	/* For the hook, which may run where desk is not on PATH. */
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	InitSettings settings = {
		.folder = context->operand_count > 0 ? context->operands[0] :
			context->folder ? context->folder : ".",
		.preset = preset ? preset : "it-outsourcing",
		.language = language ? language : context->language,
		.bare = option_given(context, "bare"),
		.dry_run = context->dry_run,
		.now = clock_now(),
		.program = program,
	};
	/* The demo's week has happened already. */
	gboolean demo = option_given(context, "demo");
	if (demo)
		settings.now -= DEMO_AGE_DAYS * 24 * 60 * 60;
	g_auto(InitResult) result = {0};
	if (!init_store(&settings, &result, error))
		return -1;
	context->done = !context->dry_run;
	tell_unguarded(context, &result);
	Page *page = context_page(context, PAGE_OBJECT, &schema);
	Block *fields = page_add_fields(page, NULL);
	fields->machines = TRUE;
	block_set(fields, "folder", value_text(result.folder));
	block_set(fields, "created", value_flag(!result.existed));
	block_set(fields, "agent", value_text(result.login));
	if (context->dry_run && !result.existed) {
		context_add_prose(context, &would_be, result.folder,
			result.login, NULL);
		return 0;
	}
	if (demo && !result.existed)
		return play_demo(context, result.folder, error);
	tell_next(context, &result);
	return 0;
}

const Command init_command = {
	.name = "init",
	.group = GROUP_STORE,
	.synopsis = "init [FOLDER] [--preset NAME] [--lang en|ru] [--bare] [--demo] [-n]",
	.summary = {"make a store that works at once",
		"создать хранилище, готовое к работе"},
	.options = options,
	.operand = VALUE_OF_FOLDER,
	.flags = COMMAND_NO_STORE,
	.answers = (const Schema *const[]){&schema, NULL},
	.run = run,
};
