#include "cmd/frame.h"

#include <string.h>

#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/lease.h"
#include "app/desk/talk.h"
#include "app/time/cron.h"
#include "model/regulation.h"
#include "store/tip.h"

static const Phrase which_kind = {"cron install --print systemd or --print "
		"crontab?",
	"cron install --print systemd или --print crontab?"};

static const Option install_options[] = {
	{"print", 0, "KIND", VALUE_OF_TIMER_KIND, FALSE,
		{"systemd or crontab", "systemd или crontab"}},
	{0},
};

static const Option run_options[] = {OPTION_DRY_RUN, {0}};

static const Member trial_columns[] = {
	{"job", {"Job", "Задание"}, VALUE_TEXT, COLUMN_ID, "its name"},
	{"code", {"Status", "Код"}, VALUE_INTEGER, 0, "exit status of its -n"},
	{"answer", {"Would", "Сделает"}, VALUE_TEXT, COLUMN_WRAP,
		"a line of what that answered; null = nothing"},
	{0},
};
static const Schema trial_schema = {"cron-trial/1",
	"desk cron run -n: columns of -O tsv and the like", trial_columns};

static void add_trial(Block *table, const CronRun *run)
{
	const char *line = run->said;
	do {
		const char *end = strchrnul(line, '\n');
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(run->job));
		row_add(row, value_integer(run->code));
		row_add(row, end > line ? value_text_take(g_strndup(line,
			(gsize)(end - line))) : value_none());
		line = *end ? end + 1 : NULL;
	} while (line);
}

/* People read what each job would do, a line each. */
static void add_trials(Context *context, const CronReport *report)
{
	Block *table = page_add_rows(context_page(context, PAGE_LIST,
		&trial_schema), "jobs", trial_columns);
	for (guint i = 0; i < report->runs->len; i++)
		add_trial(table, report->runs->pdata[i]);
}

static const Member job_members[] = {
	{"job", {NULL}, VALUE_TEXT, COLUMN_ID, "pull, remind …"},
	{"state", {NULL}, VALUE_TEXT, 0,
		"ran; idle: nothing was due; busy: the last run is still at it; "
		"unset: no setting says what to do"},
	{"code", {NULL}, VALUE_INTEGER, 0, "its exit status"},
	{"said", {NULL}, VALUE_TEXT, 0, "by it; null = nothing"},
	{0},
};
static const Schema job_schema = {.members = job_members};

static const Member run_members[] = {
	{"ours", {NULL}, VALUE_FLAG, 0,
		"false: another host has the lease, so this clone was packed "
		"alone; null with -n, which asks for none"},
	{"jobs", {NULL}, VALUE_LIST, 0, "each in its order", &job_schema},
	{0},
};
static const Schema run_schema = {"cron-run/1", "desk cron run: an object",
	run_members};

static void say_run(Context *context, const CronRun *run)
{
	static const Phrase states[] = {
		{"busy", "прошлый запуск ещё идёт"},
		{"idle", "делать нечего"},
		{"unset", "не настроено"},
	}, ended = {"cron: %1: ran (%2)", "cron: %1: выполнено (код %2)"},
		other = {"cron: %1: %2", "cron: %1: %2"};
	const Phrase *state = NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(states); i++)
		if (strcmp(states[i].en, run->state) == 0)
			state = &states[i];
	desk_say(context->desk, state ? &other : &ended, run->job, state ?
		in_language(context, state) : PHRASE_NUMBER(run->code), NULL);
}

/* Cron mails what is said, so people hear of failures alone. */
static void answer(Context *context, const CronReport *report)
{
	for (guint i = 0; context->verbose && !context->dry_run &&
		i < report->runs->len; i++)
		say_run(context, report->runs->pdata[i]);
	if (!present_json(context)) {
		if (context->dry_run)
			add_trials(context, report);
		return;
	}
	Page *page = context_page(context, PAGE_OBJECT, &run_schema);
	block_set(page_add_fields(page, NULL), "ours", context->dry_run ?
		value_none() : value_flag(report->ours));
	Block *table = page_add_list(page, "jobs");
	for (guint i = 0; i < report->runs->len; i++) {
		const CronRun *run = report->runs->pdata[i];
		Value *cells[] = {
			value_text(run->job), value_text(run->state),
			value_integer(run->code), value_word(run->said),
		};
		block_add_cells(table, cells, G_N_ELEMENTS(cells));
	}
}

static int run_jobs(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_auto(CronReport) report = {0};
	if (!desk)
		return -1;
	gboolean good = context->dry_run ? cron_try(desk,
		present_people(context), &report, error) :
		cron_run(desk, &report, error);
	answer(context, &report);
	context->done = !context->dry_run;
	return good ? report.told : -1;
}

/* --- how it stands ------------------------------------------------------- */

/* For people, below the table. */
static void say_lease(Context *context, const Lease *lease)
{
	g_autofree char *until = lease->until == INSTANT_NONE ? NULL :
		instant_format_in(lease->until, desk_read_regulation(
			context->desk)->zone, "%Y-%m-%d %H:%M");
	static const Phrase
		nobody = {"nobody has it", "ни у кого"},
		ours = {"this host, %1", "этот узел, %1"},
		its = {"%1", NULL},
		ends = {" until %1", " до %1"},
		silent = {" (the upstream does not answer; as last seen)",
			" (сервер не отвечает; по последним данным)"},
		said = {"cron lease: %1%2%3", "право на cron: %1%2%3"};
	g_autofree char *who = fill_in_language(context, lease->ours ? &ours :
		&its, lease->host ? lease->host : in_language(context, &nobody),
		NULL);
	g_autofree char *end = until ? fill_in_language(context, &ends, until,
		NULL) : g_strdup("");
	context_add_footer(context, &said, who, end, lease->confirmed ? "" :
		in_language(context, &silent), NULL);
}

static void add_lease(GPtrArray *row, const Lease *lease)
{
	row_add(row, value_text(lease->host));
	row_add(row, lease->until == INSTANT_NONE ? value_none() :
		value_instant(lease->until));
	row_add(row, value_flag(lease->ours));
	row_add(row, value_flag(lease->confirmed));
}

static const Member columns[] = {
	{"job", {"Job", "Работа"}, VALUE_TEXT, COLUMN_ID,
		"lease, pull, remind …"},
	{"well", {"Went well", "Удалась"}, VALUE_INSTANT, 0,
		"when it last went well; null = never"},
	{"failing", {"Fails since", "Не удаётся с"}, VALUE_INSTANT, 0,
		"since when it fails; null = it does not"},
	{"code", {"Status", "Код"}, VALUE_INTEGER, 0, "its exit status then"},
	{"said", {"Said", "Сообщение"}, VALUE_TEXT, COLUMN_HIDDEN,
		"the last line of that failure; null = it said nothing"},
	{"command", {"Again", "Повторить"}, VALUE_TEXT, COLUMN_HIDDEN,
		"what runs it by hand, once that is mended"},
	{"holder", {"Holder", "У кого"}, VALUE_TEXT, COLUMN_HIDDEN,
		"of the lease, with an upstream; else null"},
	{"until", {"Until", "До"}, VALUE_INSTANT, COLUMN_HIDDEN,
		"of the lease"},
	{"ours", {"Ours", "У нас"}, VALUE_FLAG, COLUMN_HIDDEN,
		"this clone holds it"},
	{"confirmed", {"Confirmed", "Подтверждена"}, VALUE_FLAG, COLUMN_HIDDEN,
		"the upstream says so; else as last seen"},
	{0},
};
static const Schema schema = {"cron/1", "desk cron status: an array", columns};

static void say_failing(Context *context, guint job, const CronState *state)
{
	static const Phrase
		fails = {"%1: %2; once that is mended: `%3`",
			"%1: %2; когда исправите: `%3`"},
		silent = {"%1: it ended with %2 and said nothing; by hand: `%3`",
			"%1: код %2, и ни слова; вручную: `%3`"};
	g_autofree char *command = cron_job_command(job);
	context_add_footer(context, *state->said ? &fails : &silent,
		cron_job_name(job), *state->said ? state->said :
		PHRASE_NUMBER(state->code), command, NULL);
}

static int run_status(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	gboolean failing = FALSE;
	g_auto(Lease) lease = {0};
	if (!desk || !desk_regulation(desk, error))
		return -1;
	g_autoptr(GPtrArray) states = cron_states_read(desk, error);
	if (!states)
		return -1;
	lease_look(desk, &lease);
	Block *table = context_list(context, &schema, "jobs");
	for (guint i = lease.needed ? CRON_LEASE : CRON_FIRST_JOB;
		i < cron_job_count(); i++) {
		const CronState *state = cron_state_of(states,
			cron_job_name(i));
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(cron_job_name(i)));
		row_add(row, state->well ? value_instant(state->well) :
			value_none());
		row_add(row, state->failing ? value_instant(state->failing) :
			value_none());
		row_add(row, state->failing ? value_integer(state->code) :
			value_none());
		row_add(row, state->failing ? value_word(state->said) :
			value_none());
		row_add(row, state->failing ?
			value_text_take(cron_job_command(i)) : value_none());
		if (i == CRON_LEASE)
			add_lease(row, &lease);
		else
			for (guint k = 0; k < 4; k++)
				row_add(row, value_none());
		failing |= state->failing != 0;
		if (state->failing)
			say_failing(context, i, state);
	}
	if (lease.needed)
		say_lease(context, &lease);
	return failing;
}

/* Each of `marks` with what goes before it. */
static char *escaped(const char *text, const char *marks, const char *before)
{
	GString *out = g_string_new(NULL);
	for (; *text; text++) {
		const char *mark = strchr(marks, *text);
		if (mark)
			g_string_append_c(out, before[mark - marks]);
		g_string_append_c(out, *text);
	}
	return g_string_free(out, FALSE);
}

/* To cron a percent sign is the end of the command. */
static char *crontab_word(const char *text)
{
	g_autofree char *quoted = g_shell_quote(text);
	return escaped(quoted, "%", "\\");
}

/* systemd.service(5), "Command lines" */
static char *systemd_word(const char *text)
{
	g_autofree char *inner = escaped(text, "\\\"%$", "\\\\%$");
	return g_strconcat("\"", inner, "\"", NULL);
}

static int run_install(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	if (!desk)
		return -1;
	const char *kind = option_text(context, "print");
	const StorePlace *place = desk_place(desk);
	const char *folder = place->work_tree ? place->work_tree :
		place->git_folder;
	g_autofree char *program = g_file_read_link("/proc/self/exe", error);
	if (!program)
		return -1;
	gboolean for_cron = g_strcmp0(kind, "crontab") == 0;
	char *(*word)(const char *) = for_cron ? crontab_word : systemd_word;
	g_autofree char *quoted_program = word(program);
	g_autofree char *quoted = word(folder);
	context->page = page_new(PAGE_TEXT, NULL, NULL);
	GString *out = context->page->bytes;
	if (for_cron)
		g_string_append_printf(out, "*/5 * * * *  %s -C %s cron run\n",
			quoted_program, quoted);
	else if (g_strcmp0(kind, "systemd") == 0)
		g_string_append_printf(out,
			"# ~/.config/systemd/user/desk.service\n"
			"[Unit]\nDescription=desk: timed jobs\n\n"
			"[Service]\nType=oneshot\n"
			"ExecStart=%s -C %s cron run\n"
			"SuccessExitStatus=1\n\n"
			"# ~/.config/systemd/user/desk.timer\n"
			"[Unit]\nDescription=desk: timed jobs\n\n"
			"[Timer]\nOnCalendar=*:0/5\nPersistent=true\n\n"
			"[Install]\nWantedBy=timers.target\n\n"
			"# systemctl --user enable --now desk.timer\n",
			quoted_program, quoted);
	else
		usage_error(context, error, &which_kind, NULL);
	return error && *error ? -1 : 0;
}

static const Subcommand subcommands[] = {
	{"install", NULL, {"print what lets them run by themselves",
		"напечатать, как запускать их самим"}, {VALUE_OF_NOTHING},
		install_options, run_install, FALSE},
	{"run", NULL, {"run all of them once", "выполнить все один раз"},
		{VALUE_OF_NOTHING}, run_options, run_jobs, FALSE},
	{"status", NULL, {"how each of them fares", "как они идут"},
		{VALUE_OF_NOTHING}, NULL, run_status, FALSE},
	{0},
};

const Command cron_command = {
	.name = "cron",
	.group = GROUP_STORE,
	.synopsis = "cron",
	.summary = {"the timed jobs: pull, rules, schedule, remind, sla, "
		"alert, send",
		"работы по времени: pull, rules, schedule, remind, sla, "
		"alert, send"},
	.answers = (const Schema *const[]){&schema, &run_schema, &trial_schema,
		NULL},
	.subcommands = subcommands,
	.flags = COMMAND_READS,
};
