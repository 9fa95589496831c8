#include "cmd/change.h"

#include <string.h>

#include "app/desk/cron_state.h"
#include "app/desk/outbox_address.h"
#include "app/send/direct_mail.h"
#include "app/desk/lease.h"
#include "app/outbox/outbox.h"
#include "app/change/rules_due.h"
#include "cmd/frame.h"
#include "cmd/table.h"
#include "system/file.h"
#include "system/lock.h"
#include "system/process.h"

#define OUTPUT_LIMIT_BYTES (16 * 1024 * 1024)
/* A failure that may pass is nobody's news before. */
#define PATIENCE_SECONDS (30 * 60)
#define DAY_SECONDS (24 * 60 * 60)
#define STATE_WAIT_MS 10000
#define LEASE 0 /* its place among the jobs */
#define SMTP_BEGINS "desk.account."
#define SMTP_ENDS ".smtp"

static const Option install_options[] = {
	{"print", 0, "KIND", VALUE_OF_TEXT, FALSE,
		{"systemd or crontab", "systemd или crontab"}},
	{0},
};

/* The program for rules is the large one, and they seldom have anything to do.
 * What goes wrong here goes wrong there, and is told. */
static gboolean rules_are_due(Desk *desk)
{
	desk_forget_index(desk);
	g_autoptr(RulesDue) due = rules_due(desk, NULL);
	return !due || rules_due_tickets(due)->len > 0 ||
		!rules_due_done(due, NULL);
}

/* In the order of the work. */
static const struct {
	const char *name;
	const char *words[4]; /* none: done here */
	/* The setting without which it has nothing to do: how its name begins
	 * and ends. */
	const char *begins, *ends;
	/* FALSE: there is nothing to do, so no process is needed. May be NULL. */
	gboolean (*is_due)(Desk *desk);
} jobs[] = {
	{"lease", {NULL}, NULL, NULL, NULL},
	{"pull", {"pull"}, "desk.account.", "", NULL},
	{"rules", {"rules", "run", "--due"}, NULL, NULL, rules_are_due},
	{"schedule", {"schedule", "run"}, NULL, NULL, NULL},
	{"remind", {"remind"}, NULL, NULL, NULL},
	{"sla", {"sla", "escalate"}, NULL, NULL, NULL},
	{"alert", {"alert", "--due"}, "desk.notifier", "notifier", NULL},
	{"send", {"send"}, SMTP_BEGINS, SMTP_ENDS, NULL},
};

typedef struct {
	Context *context;
	Desk *desk;
	char *folder; /* <gitdir>/desk */
	GPtrArray *states; /* CronState* */
	gboolean told;
} Cron;

static CronState *state_of(const Cron *cron, gsize job)
{
	return cron_state_of(cron->states, jobs[job].name);
}

static void read_states(Cron *cron)
{
	g_clear_pointer(&cron->states, g_ptr_array_unref);
	cron->states = cron_states_read(cron->desk);
}

/* --- who is told --------------------------------------------------------- */

typedef struct {
	const char *begins, *ends;
	gboolean found;
} Wanted;

static void find_setting(const char *key, const char *value, void *data)
{
	Wanted *wanted = data;
	(void)value;
	wanted->found |= g_str_has_prefix(key, wanted->begins) &&
		g_str_has_suffix(key, wanted->ends);
}

static gboolean has_setting(Desk *desk, const char *begins, const char *ends)
{
	Wanted wanted = {begins, ends, FALSE};
	store_config_each(desk_place(desk), find_setting, &wanted);
	return wanted.found;
}

static gboolean write_to(Cron *cron, const char *login, const char *key,
	const char *subject, const char *body)
{
	Instant now = desk_now(cron->desk);
	DirectMail mail = {
		.key = g_strjoin("/", "cron", key, login, NULL),
		.to = outbox_address_of(desk_index(cron->desk, NULL), login),
		.subject = (char *)subject,
		.body = (char *)body,
		.language = (char *)"en",
		.at = now,
		.until = now + DAY_SECONDS,
	};
	gboolean good = !mail.to || direct_add(cron->desk, &mail, NULL);
	g_free(mail.key);
	g_free(mail.to);
	return good;
}

/* What stderr says goes to the leads, too, where mail leaves from here; not
 * that mail does not leave. */
static void write_to_leads(Cron *cron, gsize job, const char *what,
	const char *text)
{
	Index *index = job == LEASE || strcmp(jobs[job].name, "send") == 0 ||
		!has_setting(cron->desk, SMTP_BEGINS, SMTP_ENDS) ? NULL :
		desk_index(cron->desk, NULL);
	g_autoptr(GPtrArray) rows = index ? index_rows(index, "SELECT login"
		" FROM agent WHERE left = 0 AND login IN (SELECT login FROM"
		" agent_role WHERE name = 'lead') ORDER BY login", NULL, NULL) :
		NULL;
	g_autofree char *host = desk_setting(cron->desk, "cron.host");
	g_autofree char *subject = g_strdup_printf("desk on %s: %s %s",
		host ? host : g_get_host_name(), jobs[job].name, what);
	g_autofree char *key = g_strdup_printf("%s-%s/%" G_GINT64_FORMAT,
		jobs[job].name, *what == 'f' ? "fails" : "well",
		desk_now(cron->desk));
	/* Words of programs and servers are not Markdown. */
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autofree char *quoted = g_strjoinv("\n    ", lines);
	g_autofree char *body = g_strconcat("    ", quoted, "\n", NULL);
	for (guint i = 0; rows && i < rows->len; i++)
		write_to(cron, ((char **)rows->pdata[i])[0], key, subject, body);
}

/* --- one job ------------------------------------------------------------- */

static void tell_failure(Cron *cron, gsize job, const char *words)
{
	CronState *state = state_of(cron, job);
	Instant now = desk_now(cron->desk);
	gboolean passing = state->code == DESK_ERROR_TEMPORARY;
	if (passing && now - state->failing < PATIENCE_SECONDS)
		return;
	if (state->told != 0 && now - state->told < DAY_SECONDS)
		return;
	g_autofree char *span = span_format(now - state->failing);
	g_autofree char *text = g_strdup_printf("cron: %s fails%s%s: %s",
		jobs[job].name, now > state->failing ? " for " : "",
		now > state->failing ? span : "", words);
	desk_say(cron->desk, "%s", text);
	write_to_leads(cron, job, "fails", text);
	state->told = now;
	cron->told = TRUE;
}

static void set_result(Cron *cron, gsize job, int code, const char *words)
{
	CronState *state = state_of(cron, job);
	Instant now = desk_now(cron->desk);
	/* 1 is an answer, 3 names what a person must look at. */
	if (code == 0 || code == DESK_ERROR_NO) {
		if (state->told != 0) {
			g_autofree char *text = g_strdup_printf(
				"cron: %s has recovered", jobs[job].name);
			desk_say(cron->desk, "%s", text);
			write_to_leads(cron, job, "has recovered", text);
		}
		state->well = now;
		state->failing = state->told = 0;
		state->code = 0;
		return;
	}
	if (state->failing == 0)
		state->failing = now;
	state->code = code;
	g_autofree char *status = g_strdup_printf("it ended with %d and said "
		"nothing", code);
	tell_failure(cron, job, *words ? words : status);
}

/* Another run may note other jobs at the same time: each is read and written
 * anew, so that nothing is forgotten or said twice. */
static gboolean note_result(Cron *cron, gsize job, int code, const char *words,
	GError **error)
{
	g_autofree char *path = g_build_filename(cron->folder, "cron.lock",
		NULL);
	g_autoptr(FileLock) lock = file_lock_take(path, "cron", STATE_WAIT_MS,
		error);
	if (!lock)
		return FALSE;
	read_states(cron);
	set_result(cron, job, code, words);
	return cron_states_write(cron->desk, cron->states, error);
}

static gboolean run_job(Cron *cron, gsize job, const char *program,
	GError **error)
{
	const StorePlace *place = desk_place(cron->desk);
	const char *folder = place->work_tree ? place->work_tree :
		place->git_folder;
	const char *argv[] = {program, "-C", folder, "--no-input",
		jobs[job].words[0], jobs[job].words[1], jobs[job].words[2],
		NULL};
	g_autofree char *name = g_strdup_printf("cron-%s.lock", jobs[job].name);
	g_autofree char *path = g_build_filename(cron->folder, name, NULL);
	g_autoptr(GError) busy = NULL;
	g_autoptr(FileLock) lock = file_lock_take(path, jobs[job].name, 0,
		&busy);
	if (!lock)
		return TRUE; /* the last run is still at it */
	if (jobs[job].is_due && !jobs[job].is_due(cron->desk))
		return note_result(cron, job, 0, "", error);
	g_autoptr(GBytes) output = NULL;
	g_autofree char *words = NULL;
	int status = 0;
	if (!process_run(argv, NULL, NULL, OUTPUT_LIMIT_BYTES, &output, &words,
		&status, error))
		return FALSE;
	return note_result(cron, job, status, words ? g_strstrip(words) : "",
		error);
}

/* May this host do the jobs? Where it is another's business, silence. */
static gboolean has_lease(Cron *cron, gboolean *ours, GError **error)
{
	g_auto(Lease) lease = {0};
	g_autoptr(GError) problem = NULL;
	gboolean taken = lease_take(cron->desk, &lease, &problem);
	*ours = taken && lease.ours;
	return taken ? note_result(cron, LEASE, 0, "", error) :
		note_result(cron, LEASE, desk_error_exit_status(problem),
			problem->message, error);
}

static int run_all(Cron *cron, GError **error)
{
	g_autofree char *program = g_file_read_link("/proc/self/exe", error);
	if (!program || !file_make_folder(cron->folder, error))
		return -1;
	gboolean ours;
	if (!has_lease(cron, &ours, error))
		return -1;
	for (gsize i = LEASE + 1; ours && i < G_N_ELEMENTS(jobs); i++) {
		g_autoptr(GError) problem = NULL;
		if ((!jobs[i].begins || has_setting(cron->desk, jobs[i].begins,
			jobs[i].ends)) && !run_job(cron, i, program, &problem) &&
			!note_result(cron, i, desk_error_exit_status(problem),
				problem->message, error))
			return -1;
	}
	store_maintain(desk_place(cron->desk));
	return cron->told ? 1 : 0;
}

/* --- how it stands ------------------------------------------------------- */

/* For people, below the table. */
static void say_lease(Cron *cron, const Lease *lease)
{
	Context *context = cron->context;
	g_autofree char *until = lease->until == INSTANT_NONE ? NULL :
		instant_format_in(lease->until, desk_regulation(cron->desk,
			NULL)->zone, "%Y-%m-%d %H:%M");
	const char *nobody = in_language(context, "nobody has it", "ни у кого");
	page_add_footer(context->page, "%s: %s%s%s%s%s",
		in_language(context, "cron lease", "право на cron"),
		lease->ours ? in_language(context, "this host, ",
		"этот узел, ") : "", lease->host ? lease->host : nobody,
		until ? in_language(context, " until ", " до ") : "",
		until ? until : "", lease->confirmed ? "" :
		in_language(context, " (the upstream does not answer; as last "
		"seen)", " (сервер не отвечает; по последним данным)"));
}

static void add_lease(GPtrArray *row, const Lease *lease)
{
	row_add(row, value_text(lease->host));
	row_add(row, lease->until == INSTANT_NONE ? value_none() :
		value_instant(lease->until));
	row_add(row, value_flag(lease->ours));
	row_add(row, value_flag(lease->confirmed));
}

static int show_states(Cron *cron, GError **error)
{
	gboolean failing = FALSE;
	g_auto(Lease) lease = {0};
	if (!desk_regulation(cron->desk, error))
		return -1;
	read_states(cron);
	lease_look(cron->desk, &lease);
	cron->context->page = page_new(PAGE_LIST, "cron/1");
	static const TableColumn columns[] = {
		{"job", "Job", "Работа", COLUMN_ID},
		{"well", "Went well", "Удалась", 0},
		{"failing", "Fails since", "Не удаётся с", 0},
		{"code", "Status", "Код", 0},
		{"holder", "Holder", "Holder", COLUMN_HIDDEN},
		{"until", "Until", "Until", COLUMN_HIDDEN},
		{"ours", "Ours", "Ours", COLUMN_HIDDEN},
		{"confirmed", "Confirmed", "Confirmed", COLUMN_HIDDEN},
	};
	Block *table = table_new(cron->context, "jobs", columns,
		G_N_ELEMENTS(columns));
	for (gsize i = lease.needed ? 0 : LEASE + 1; i < G_N_ELEMENTS(jobs);
		i++) {
		const CronState *state = state_of(cron, i);
		GPtrArray *row = block_add_row(table);
		row_add(row, value_text(jobs[i].name));
		row_add(row, state->well ? value_instant(state->well) :
			value_none());
		row_add(row, state->failing ? value_instant(state->failing) :
			value_none());
		row_add(row, state->failing ? value_integer(state->code) :
			value_none());
		if (i == LEASE)
			add_lease(row, &lease);
		else
			for (guint k = 0; k < 4; k++)
				row_add(row, value_none());
		failing |= state->failing != 0;
	}
	if (lease.needed)
		say_lease(cron, &lease);
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

static int print_install(Cron *cron, GError **error)
{
	const char *kind = option_text(cron->context, "print");
	const StorePlace *place = desk_place(cron->desk);
	const char *folder = place->work_tree ? place->work_tree :
		place->git_folder;
	g_autofree char *program = g_file_read_link("/proc/self/exe", error);
	if (!program)
		return -1;
	gboolean for_cron = g_strcmp0(kind, "crontab") == 0;
	char *(*word)(const char *) = for_cron ? crontab_word : systemd_word;
	g_autofree char *quoted_program = word(program);
	g_autofree char *quoted = word(folder);
	cron->context->page = page_new(PAGE_TEXT, "cron-install/1");
	GString *out = cron->context->page->bytes;
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
		usage_error(cron->context, error,
			"cron install --print systemd or --print crontab?");
	return error && *error ? -1 : 0;
}

static int with_cron(Context *context, int (*act)(Cron *cron, GError **error),
	GError **error)
{
	Desk *desk = context_desk(context, error);
	if (!desk)
		return -1;
	Cron cron = {.context = context, .desk = desk,
		.folder = desk_place(desk)->desk_folder};
	int answer = act(&cron, error);
	g_clear_pointer(&cron.states, g_ptr_array_unref);
	return answer;
}

static int run_install(Context *context, GError **error)
{
	return with_cron(context, print_install, error);
}

static int run_run(Context *context, GError **error)
{
	return with_cron(context, run_all, error);
}

static int run_status(Context *context, GError **error)
{
	return with_cron(context, show_states, error);
}

static const Subcommand subcommands[] = {
	{"install", NULL, {"print what lets them run by themselves",
		"напечатать, как запускать их самим"}, {VALUE_OF_NOTHING},
		install_options, run_install, FALSE},
	{"run", NULL, {"run all of them once", "выполнить все один раз"},
		{VALUE_OF_NOTHING}, NULL, run_run, FALSE},
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
	.subcommands = subcommands,
	.flags = COMMAND_READS,
};
