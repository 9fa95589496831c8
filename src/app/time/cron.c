#include "app/time/cron.h"

#include <string.h>

#include "app/change/rules_due.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/lease.h"
#include "app/desk/outbox_address.h"
#include "app/desk/setting.h"
#include "app/desk/talk.h"
#include "app/desk/upstream.h"
#include "app/outbox/audience.h"
#include "app/send/direct_mail.h"
#include "base/error.h"
#include "index/agents.h"
#include "store/store.h"
#include "store/tip.h"
#include "system/file.h"
#include "system/lock.h"
#include "system/process.h"

#define OUTPUT_LIMIT_BYTES (16 * 1024 * 1024)
/* A failure that may pass is nobody's news before. */
#define PATIENCE_SECONDS (30 * 60)
/* So much of causes that were said is kept: who fails in ever new ways is heard
 * once a day. */
#define MOST_CAUSES_LENGTH 60
#define DAY_SECONDS (24 * 60 * 60)
#define STATE_WAIT_MS 10000
#define SMTP_BEGINS "desk.account."
#define SMTP_ENDS ".smtp"
#define SYNC "desk.sync"

/* The program for rules is the large one, and they seldom have anything to do.
 * What goes wrong here goes wrong there, and is told. */
static gboolean rules_are_due(Desk *desk)
{
	desk_forget_index(desk);
	g_autoptr(RulesDue) due = rules_due(desk, NULL);
	return !due || rules_due_tickets(due)->len > 0 ||
		!rules_due_done(due, NULL);
}

static gboolean pack_is_due(Desk *desk)
{
	return store_pack_is_due(desk_place(desk)) ||
		store_left_overs(desk_place(desk), FALSE) > 0;
}

static gboolean pack(Desk *desk, GError **error)
{
	store_left_overs(desk_place(desk), TRUE);
	return !store_pack_is_due(desk_place(desk)) ||
		store_pack(desk_place(desk), error);
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
	/* Mail cannot tell of its failure. */
	gboolean unmailed;
	/* Without words. */
	gboolean (*act)(Desk *desk, GError **error);
	/* Of each clone, whoever has the lease. */
	gboolean everywhere;
} jobs[] = {
	{"lease", {NULL}, NULL, NULL, NULL, TRUE, NULL},
	{"sync", {"sync"}, SYNC, SYNC, upstream_is_synced, TRUE, NULL, TRUE},
	{"pull", {"pull"}, "desk.account.", "", NULL, FALSE, NULL},
	{"rules", {"rules", "run", "--due"}, NULL, NULL, rules_are_due, FALSE,
		NULL},
	{"schedule", {"schedule", "run"}, NULL, NULL, NULL, FALSE, NULL},
	{"remind", {"remind"}, NULL, NULL, NULL, FALSE, NULL},
	{"sla", {"sla", "escalate"}, NULL, NULL, NULL, FALSE, NULL},
	{"alert", {"alert", "--due"}, "desk.notifier", "notifier", NULL, FALSE,
		NULL},
	{"send", {"send"}, SMTP_BEGINS, SMTP_ENDS, NULL, TRUE, NULL},
	{"share", {"sync"}, SYNC, SYNC, upstream_is_synced, TRUE, NULL},
	{"pack", {NULL}, NULL, NULL, pack_is_due, FALSE, pack, TRUE},
};

guint cron_job_count(void)
{
	return G_N_ELEMENTS(jobs);
}

const char *cron_job_name(guint place)
{
	return jobs[place].name;
}

char *cron_job_command(guint place)
{
	if (!jobs[place].words[0])
		return g_strdup("desk cron run");
	g_autofree char *words = g_strjoinv(" ", (char **)jobs[place].words);
	return g_strconcat("desk ", words, NULL);
}

typedef struct {
	Desk *desk;
	GPtrArray *states; /* CronState* */
	CronReport *report;
} Cron;

static CronState *state_of(const Cron *cron, guint job)
{
	return cron_state_of(cron->states, jobs[job].name);
}

static gboolean read_states(Cron *cron, GError **error)
{
	GPtrArray *states = cron_states_read(cron->desk, error);
	if (!states)
		return FALSE;
	g_clear_pointer(&cron->states, g_ptr_array_unref);
	cron->states = states;
	return TRUE;
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
	store_config_each(desk_place(desk), find_setting, &wanted, NULL);
	return wanted.found;
}

/* What there is to say of a job, on stderr and to the leads. %1 of the phrases
 * is the job; of the subject %2 the host, of the text %2 the words and %3 how
 * long it has been so. */
typedef struct {
	const Phrase *subject, *text;
	const char *job, *words, *span;
	const char *state; /* "fails", "well" */
} News;

static char *text_of(const News *news, const char *language)
{
	return phrase_fill(news->text, language, news->job, news->words,
		news->span, NULL);
}

/* Words of programs and servers are not Markdown. */
static char *body_of(const News *news, const char *language)
{
	g_autofree char *text = text_of(news, language);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autofree char *quoted = g_strjoinv("\n    ", lines);
	return g_strconcat("    ", quoted, "\n", NULL);
}

static gboolean write_to(Cron *cron, Index *index, const Agent *lead,
	const News *news, GError **error)
{
	Instant now = desk_now(cron->desk);
	const char *language = audience_language(desk_regulation(cron->desk,
		NULL), lead);
	g_autofree char *own_key = g_strdup_printf("cron/%s-%s/%"
		G_GINT64_FORMAT "/%s", news->job, news->state, now,
		lead->login);
	g_autofree char *host = desk_setting(cron->desk, "cron.host");
	g_autofree char *subject = phrase_fill(news->subject, language,
		news->job, host ? host : g_get_host_name(), NULL);
	g_autofree char *body = body_of(news, language);
	g_autofree char *to = NULL;
	if (!outbox_address_of(index, lead->login, &to, error))
		return FALSE;
	DirectMail mail = {
		.key = own_key,
		.to = to,
		.subject = subject,
		.body = body,
		.language = (char *)language,
		.at = now,
		.until = now + DAY_SECONDS,
	};
	return !to || direct_add(cron->desk, &mail, error);
}

static gboolean write_to_all(Cron *cron, Index *index, const News *news,
	GError **error)
{
	g_autoptr(GPtrArray) leads = index_agents_of_role(index, "lead", error);
	for (guint i = 0; leads && i < leads->len; i++)
		if (!write_to(cron, index, leads->pdata[i], news, error))
			return FALSE;
	return leads != NULL;
}

static void say_problem(const Cron *cron, const GError *problem)
{
	static const Phrase unmailed = {"cron: no mail to the leads: %1",
		"cron: руководителям не написать: %1"};
	g_autofree char *words = desk_problem_text(cron->desk, problem);
	desk_say(cron->desk, &unmailed, words, NULL);
}

/* What stderr says goes to the leads, too, where mail leaves from here. */
static void write_to_leads(Cron *cron, guint job, const News *news)
{
	if (jobs[job].unmailed || !has_setting(cron->desk, SMTP_BEGINS,
		SMTP_ENDS))
		return;
	g_autoptr(GError) problem = NULL;
	Index *index = desk_index(cron->desk, &problem);
	if (!index || !write_to_all(cron, index, news, &problem))
		say_problem(cron, problem);
}

/* --- one job ------------------------------------------------------------- */

/* Once a day; at once if it fails for another reason than was said. */
static gboolean is_news(CronState *state, const char *words, Instant now)
{
	g_autofree char *cause = cron_cause(state->code, words);
	gboolean again = state->told == 0 || now - state->told >= DAY_SECONDS;
	gboolean known = strstr(state->causes, cause) != NULL ||
		strlen(state->causes) > MOST_CAUSES_LENGTH;
	if (!again && known)
		return FALSE;
	g_autofree char *before = g_steal_pointer(&state->causes);
	state->causes = again || !*before ? g_steal_pointer(&cause) :
		g_strjoin(",", before, cause, NULL);
	return TRUE;
}

/* `words` "": it said nothing. */
static void tell_failure(Cron *cron, guint job, const char *words)
{
	CronState *state = state_of(cron, job);
	Instant now = desk_now(cron->desk);
	gboolean passing = state->code == DESK_ERROR_TEMPORARY;
	if (passing && now - state->failing < PATIENCE_SECONDS)
		return;
	if (!is_news(state, words, now))
		return;
	static const Phrase subject = {"desk on %2: %1 fails",
		"desk на %2: %1 не удаётся"},
		fails[2] = {{"cron: %1 fails: %2", "cron: %1 не удаётся: %2"},
			{"cron: %1 fails for %3: %2",
				"cron: %1 не удаётся уже %3: %2"}},
		silent[2] = {{"cron: %1 fails: it ended with %2 and said "
				"nothing",
				"cron: %1 не удаётся: код %2, и ни слова"},
			{"cron: %1 fails for %3: it ended with %2 and said "
				"nothing",
				"cron: %1 не удаётся уже %3: код %2, и ни "
				"слова"}};
	gboolean longer = now > state->failing;
	g_autofree char *span = span_format(now - state->failing);
	News news = {&subject, *words ? &fails[longer] : &silent[longer],
		jobs[job].name, *words ? words : PHRASE_NUMBER(state->code),
		span, "fails"};
	desk_say(cron->desk, news.text, news.job, news.words, span, NULL);
	write_to_leads(cron, job, &news);
	state->told = now;
	cron->report->told = TRUE;
}

static void tell_recovery(Cron *cron, guint job)
{
	static const Phrase subject = {"desk on %2: %1 has recovered",
		"desk на %2: %1 снова удаётся"}, recovered = {
		"cron: %1 has recovered", "cron: %1 снова удаётся"};
	News news = {&subject, &recovered, jobs[job].name, "", "", "well"};
	desk_say(cron->desk, &recovered, news.job, NULL);
	write_to_leads(cron, job, &news);
}

static void set_result(Cron *cron, guint job, int code, const char *words)
{
	CronState *state = state_of(cron, job);
	Instant now = desk_now(cron->desk);
	cron_state_say(state, code == 0 || code == DESK_ERROR_NO ? "" : words);
	/* 1 is an answer, 3 names what a person must look at. */
	if (code == 0 || code == DESK_ERROR_NO) {
		if (state->told != 0)
			tell_recovery(cron, job);
		state->well = now;
		state->failing = state->told = 0;
		state->code = 0;
		g_clear_pointer(&state->causes, g_free);
		state->causes = g_strdup("");
		return;
	}
	if (state->failing == 0)
		state->failing = now;
	state->code = code;
	tell_failure(cron, job, words);
}

/* Another run may note other jobs at the same time: each is read and written
 * anew, so that nothing is forgotten or said twice. */
static FileLock *lock_states(const Cron *cron, GError **error)
{
	g_autofree char *path = g_build_filename(
		desk_place(cron->desk)->desk_folder, "cron.lock", NULL);
	return file_lock_take(path, "cron", STATE_WAIT_MS, error);
}

static void report_run(const Cron *cron, guint job, const char *state, int code,
	const char *words)
{
	CronRun *run = g_new0(CronRun, 1);
	*run = (CronRun){jobs[job].name, state, code, g_strdup(words)};
	g_ptr_array_add(cron->report->runs, run);
}

static gboolean note_result(Cron *cron, guint job, int code, const char *words,
	GError **error)
{
	g_autoptr(FileLock) lock = lock_states(cron, error);
	if (!lock || !read_states(cron, error))
		return FALSE;
	set_result(cron, job, code, words);
	return cron_states_write(cron->desk, cron->states, error);
}

static gboolean run_program(const Cron *cron, guint job, const char *program,
	const char *const *more, GBytes **output, char **words, int *status,
	GError **error)
{
	const StorePlace *place = desk_place(cron->desk);
	const char *folder = place->work_tree ? place->work_tree :
		place->git_folder;
	GPtrArray *argv = g_ptr_array_new();
	const char *first[] = {program, "-C", folder, "--no-input"};
	for (guint i = 0; i < G_N_ELEMENTS(first); i++)
		g_ptr_array_add(argv, (gpointer)first[i]);
	/* Each job would start a sync of its own. */
	if (upstream_is_synced(cron->desk)) {
		g_ptr_array_add(argv, (gpointer)"--config");
		g_ptr_array_add(argv, (gpointer)"sync=manual");
	}
	for (guint i = 0; jobs[job].words[i]; i++)
		g_ptr_array_add(argv, (gpointer)jobs[job].words[i]);
	for (; more && *more; more++)
		g_ptr_array_add(argv, (gpointer)*more);
	g_ptr_array_add(argv, NULL);
	gboolean good = process_run((const char *const *)argv->pdata, NULL,
		NULL, OUTPUT_LIMIT_BYTES, output, words, status, error);
	g_ptr_array_unref(argv);
	return good;
}

static gboolean act(Cron *cron, guint job, GError **error)
{
	g_autoptr(GError) problem = NULL;
	gboolean good = jobs[job].act(cron->desk, &problem);
	int status = good ? 0 : desk_error_exit_status(problem);
	const char *said = good ? "" : problem->message;
	report_run(cron, job, "ran", status, said);
	return note_result(cron, job, status, said, error);
}

static gboolean run_job(Cron *cron, guint job, const char *program,
	GError **error)
{
	g_autofree char *name = g_strdup_printf("cron-%s.lock", jobs[job].name);
	g_autofree char *path = g_build_filename(
		desk_place(cron->desk)->desk_folder, name, NULL);
	g_autoptr(GError) busy = NULL;
	g_autoptr(FileLock) lock = file_lock_take(path, jobs[job].name, 0,
		&busy);
	if (!lock) {
		report_run(cron, job, "busy", 0, busy->message);
		return TRUE;
	}
	if (jobs[job].is_due && !jobs[job].is_due(cron->desk)) {
		report_run(cron, job, "idle", 0, "");
		return note_result(cron, job, 0, "", error);
	}
	if (jobs[job].act)
		return act(cron, job, error);
	g_autoptr(GBytes) output = NULL;
	g_autofree char *words = NULL;
	int status = 0;
	if (!run_program(cron, job, program, NULL, &output, &words, &status,
		error))
		return FALSE;
	const char *said = words ? g_strstrip(words) : "";
	report_run(cron, job, "ran", status, said);
	return note_result(cron, job, status, said, error);
}

/* May this host do the jobs? Where it is another's business, silence. */
static gboolean has_lease(Cron *cron, gboolean *ours, GError **error)
{
	g_auto(Lease) lease = {0};
	g_autoptr(GError) problem = NULL;
	gboolean taken = lease_take(cron->desk, &lease, &problem);
	*ours = taken && lease.ours;
	return taken ? note_result(cron, CRON_LEASE, 0, "", error) :
		note_result(cron, CRON_LEASE, desk_error_exit_status(problem),
			problem->message, error);
}

/* Once a day: cron mails whatever is said. */
static gboolean say_alone(Cron *cron, GError **error)
{
	g_autoptr(FileLock) lock = lock_states(cron, error);
	if (!lock || !read_states(cron, error))
		return FALSE;
	CronState *state = cron_state_of(cron->states, "upstream");
	Instant now = desk_now(cron->desk);
	if (now - state->told < DAY_SECONDS || !upstream_say_alone(cron->desk))
		return TRUE;
	state->told = now;
	return cron_states_write(cron->desk, cron->states, error);
}

static gboolean run_or_note(Cron *cron, guint job, const char *program,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	guint before = cron->report->runs->len;
	if (run_job(cron, job, program, &problem))
		return TRUE;
	int code = desk_error_exit_status(problem);
	if (cron->report->runs->len == before)
		report_run(cron, job, "ran", code, problem->message);
	return note_result(cron, job, code, problem->message, error);
}

static gboolean is_wanted(const Cron *cron, guint job)
{
	return !jobs[job].begins || has_setting(cron->desk, jobs[job].begins,
		jobs[job].ends);
}

static gboolean run_all(Cron *cron, GError **error)
{
	g_autofree char *program = g_file_read_link("/proc/self/exe", error);
	gboolean ours = FALSE;
	if (!program || !file_make_folder(desk_place(cron->desk)->desk_folder,
		error) || !has_lease(cron, &ours, error) ||
		(ours && !say_alone(cron, error)))
		return FALSE;
	cron->report->ours = ours;
	for (guint i = CRON_FIRST_JOB; i < G_N_ELEMENTS(jobs); i++)
		if (!ours && !jobs[i].everywhere)
			continue;
		else if (!is_wanted(cron, i))
			report_run(cron, i, "unset", 0, "");
		else if (!run_or_note(cron, i, program, error))
			return FALSE;
	return TRUE;
}

static void free_run(gpointer data)
{
	CronRun *run = data;
	g_free(run->said);
	g_free(run);
}

void cron_report_clear(CronReport *report)
{
	g_clear_pointer(&report->runs, g_ptr_array_unref);
}

gboolean cron_run(Desk *desk, CronReport *report, GError **error)
{
	Cron cron = {.desk = desk, .report = report};
	report->runs = g_ptr_array_new_with_free_func(free_run);
	gboolean good = run_all(&cron, error);
	g_clear_pointer(&cron.states, g_ptr_array_unref);
	return good;
}

static gboolean try_job(const Cron *cron, guint job, const char *program,
	gboolean people, GError **error)
{
	const char *const more[] = {"--dry-run", "--quiet", "--color=never",
		people ? "-O" : NULL, "table", NULL};
	g_autoptr(GBytes) output = NULL;
	g_autofree char *words = NULL;
	int status = 0;
	if (!run_program(cron, job, program, more, &output, &words, &status,
		error))
		return FALSE;
	gsize size;
	const char *bytes = g_bytes_get_data(output, &size);
	g_autofree char *answer = size > 0 ? g_utf8_make_valid(bytes,
		(gssize)size) : g_strdup("");
	g_autofree char *all = g_strconcat(answer, words, NULL);
	report_run(cron, job, "ran", status, g_strstrip(all));
	return TRUE;
}

gboolean cron_try(Desk *desk, gboolean people, CronReport *report,
	GError **error)
{
	const Cron cron = {.desk = desk, .report = report};
	report->runs = g_ptr_array_new_with_free_func(free_run);
	g_autofree char *program = g_file_read_link("/proc/self/exe", error);
	for (guint i = CRON_FIRST_JOB; program && i < G_N_ELEMENTS(jobs); i++)
		if (is_wanted(&cron, i) && jobs[i].words[0] &&
			strcmp(jobs[i].words[0], "sync") != 0 &&
			!try_job(&cron, i, program, people, error))
			return FALSE;
	return program != NULL;
}
