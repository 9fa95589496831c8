#include "cmd/change.h"

#include <string.h>

#include "app/desk/commit_guard.h"
#include "app/desk/desk.h"
#include "app/desk/merge_driver.h"
#include "app/desk/picture.h"
#include "app/desk/talk.h"
#include "app/sync/gave_way.h"
#include "app/sync/gone.h"
#include "app/sync/refused.h"
#include "app/sync/sync.h"
#include "app/sync/unfinished.h"
#include "base/error.h"

static const Phrase
	one_thing = {"--status, --continue, --abort, --retry-refused, "
			"--drop-refused: one of them at a time",
		"--status, --continue, --abort, --retry-refused, "
		"--drop-refused — только что-то одно"},
	no_number = {"--retry-refused: \"%1\" is neither a number nor all",
		"--retry-refused: «%1» — не номер и не all"},
	no_operand = {"`sync` takes no words", "у `sync` нет слов"},
	done = {"received %1, sent %2, numbered %3",
		"получено %1, отправлено %2, номеров выдано %3"},
	up_to_date = {"up to date", "всё уже синхронизировано"},
	set_aside = {"operations set aside: %1; `desk sync --status` tells "
			"why",
		"отложено операций: %1; почему — `desk sync --status`"},
	no_upstream = {"main has no upstream: this store is alone",
		"у main нет upstream: это хранилище само по себе"};

static const Option options[] = {
	{"status", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"how this clone stands to its upstream; asks nobody",
			"как клон стоит к upstream; никого не спрашивает"}},
	{"continue", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"go on with a merge or rebase of git, then sync",
			"закончить слияние или rebase, затем синхронизировать"}},
	{"abort", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"take a merge or rebase of git back",
			"отменить начатое слияние или rebase"}},
	{"queued", 0, NULL, VALUE_OF_NOTHING, FALSE,
		{"nothing, if another sync waits for its turn already",
			"ничего, если другая синхронизация уже ждёт очереди"}},
	{"retry-refused", 0, "N", VALUE_OF_TEXT, FALSE,
		{"the refused operation N, or all, once more, then sync",
			"отклонённую операцию N или все (all) ещё раз, затем "
			"синхронизировать"}},
	{"drop-refused", 0, "N", VALUE_OF_COUNT, FALSE,
		{"the refused operation N is settled",
			"отклонённая операция N улажена"}},
	OPTION_DRY_RUN,
	{0},
};

static const Member refused_members[] = {
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_ID,
		"for --retry-refused and --drop-refused"},
	{"commit", {"Commit", "Коммит"}, VALUE_TEXT, COLUMN_HIDDEN,
		"of this clone, as it was"},
	{"subject", {"Operation", "Операция"}, VALUE_TEXT, 0,
		"its first line"},
	{"reason", {"Why", "Почему"}, VALUE_TEXT, COLUMN_WRAP,
		"what stands against it"},
	{0},
};
static const Schema refused_schema = {.members = refused_members};

static const Member status_members[] = {
	{"upstream", {"upstream", "upstream"}, VALUE_TEXT, 0,
		"its remote and branch; null: none"},
	{"synced", {"synced", "синхронизируется"}, VALUE_FLAG, 0,
		"this clone is one of many"},
	{"ahead", {"ahead", "впереди"}, VALUE_INTEGER, 0,
		"commits that the upstream had not when it was seen"},
	{"behind", {"behind", "позади"}, VALUE_INTEGER, 0,
		"commits seen there that main has not"},
	{"unnumbered", {"unnumbered", "без номера"}, VALUE_INTEGER, 0,
		"tickets"},
	{"unsent", {"unsent", "не отправлено писем"}, VALUE_INTEGER, 0,
		"mails in the outbox"},
	{"seen", {"seen", "картина от"}, VALUE_INSTANT, 0,
		"when the upstream was seen last; null: never"},
	{"age", {"picture age", "возраст картины"}, VALUE_SPAN, 0,
		"how long that is ago; null: never"},
	{"refused", {"refused", "отклонено"}, VALUE_LIST, 0,
		"operations that were set aside", &refused_schema},
	{0},
};
static const Schema status_schema = {"sync-status/1",
	"desk sync --status: an object", status_members};

static const Member gave_way_members[] = {
	{"ticket", {NULL}, VALUE_TEXT, 0, "its number, or the handle"},
	{"uid", {NULL}, VALUE_TEXT, 0, "of the ticket"},
	{"field", {NULL}, VALUE_TEXT, 0, "merged-into, with nothing of yours: "
		"one merged what another changed"},
	{"yours", {NULL}, VALUE_TEXT, 0, "what you gave it"},
	{"stands", {NULL}, VALUE_TEXT, 0, "what others gave it"},
	{0},
};
static const Schema gave_way_schema = {.members = gave_way_members};

static const Member gone_members[] = {
	{"field", {NULL}, VALUE_TEXT, 0,
		"of the tickets: assignee, customer, requester"},
	{"name", {NULL}, VALUE_TEXT, 0, "of who went"},
	{"tickets", {NULL}, VALUE_LIST, 0, "some that name them: texts"},
	{0},
};
static const Schema gone_schema = {.members = gone_members};

static const Member members[] = {
	{"received", {NULL}, VALUE_INTEGER, 0, "commits that came"},
	{"sent", {NULL}, VALUE_INTEGER, 0, "commits that went"},
	{"numbered", {NULL}, VALUE_INTEGER, 0, "tickets that got a number"},
	{"refused", {NULL}, VALUE_INTEGER, 0,
		"operations set aside by this sync"},
	{"gave_way", {NULL}, VALUE_LIST, 0,
		"what you did and others did otherwise meanwhile",
		&gave_way_schema},
	{"gone", {NULL}, VALUE_LIST, 0,
		"who went from the files while tickets name them", &gone_schema},
	{0},
};
static const Schema schema = {"sync/1", "desk sync: an object", members};

/* --- how it stands --------------------------------------------------------- */

static void add_refused(Block *table, const GPtrArray *list,
	const char *language)
{
	for (guint i = 0; i < list->len; i++) {
		const Refused *refused = list->pdata[i];
		const Phrase why = {refused->reason, refused->russian};
		g_auto(GStrv) lines = g_strsplit(phrase_in(&why, language),
			"\n", -1);
		g_autofree char *line = g_strjoinv("; ", lines);
		Value *cells[] = {value_integer(refused->number),
			value_text(refused->commit), value_text(refused->subject),
			value_titled(refused->reason, line)};
		block_add_cells(table, cells, G_N_ELEMENTS(cells));
	}
}

static int show_status(Context *context, GError **error)
{
	g_auto(SyncStatus) status = {0};
	Desk *desk = context_desk(context, error);
	if (!desk || !sync_look(desk, &status, error))
		return -1;
	g_autoptr(GPtrArray) refused = refused_list(desk, error);
	if (!refused)
		return -1;
	Page *page = context_page(context, PAGE_OBJECT, &status_schema);
	Block *fields = page_add_fields(page, NULL);
	g_autofree char *upstream = status.remote ? g_strconcat(status.remote,
		"/", status.branch, NULL) : NULL;
	gboolean seen = status.seen != INSTANT_NONE;
	block_set(fields, "upstream", upstream ? value_text(upstream) :
		value_none());
	block_set(fields, "synced", value_flag(status.synced));
	block_set(fields, "ahead", value_integer(status.ahead));
	block_set(fields, "behind", value_integer(status.behind));
	block_set(fields, "unnumbered", value_integer(status.unnumbered));
	block_set(fields, "unsent", value_integer(status.unsent));
	block_set(fields, "seen", seen ? value_instant(status.seen) :
		value_none());
	block_set(fields, "age", seen ? value_span(desk_now(desk) -
		status.seen) : value_none());
	add_refused(page_add_list(page, "refused"), refused,
		context->language);
	picture_say_failure(desk, TRUE);
	if (!upstream)
		context_add_footer(context, &no_upstream, NULL);
	return 0;
}

/* git falls back to lines without a word, and asks nobody before a commit. */
static void say_unguarded(Desk *desk)
{
	const StorePlace *place = desk_place(desk);
	g_autofree char *path = commit_guard_path(place);
	if (commit_guard_is_missing(place))
		desk_say(desk, commit_guard_advice(place), path, NULL);
	if (merge_driver_is_missing(place))
		desk_say(desk, &merge_driver_advice, NULL);
}

static void add_gave_way(Block *table, const GPtrArray *list)
{
	for (guint i = 0; list && i < list->len; i++) {
		const GaveWay *gave = list->pdata[i];
		Value *cells[] = {value_text(gave->ticket),
			value_text(gave->uid), value_text(gave->field),
			value_text(gave->yours), value_text(gave->stands)};
		block_add_cells(table, cells, G_N_ELEMENTS(cells));
	}
}

static void add_gone(Block *table, const GPtrArray *list)
{
	for (guint i = 0; list && i < list->len; i++) {
		const Gone *gone = list->pdata[i];
		Value *cells[] = {value_text(gone->field),
			value_text(gone->name), value_texts(gone->tickets)};
		block_add_cells(table, cells, G_N_ELEMENTS(cells));
	}
}

/* --- the sync -------------------------------------------------------------- */

static int run_sync(Context *context, GError **error)
{
	g_auto(SyncResult) result = {0};
	const SyncSettings settings = {
		.queued = option_given(context, "queued")};
	Desk *desk = context_desk(context, error);
	if (!desk || !sync_run(desk, &settings, &result, error))
		return -1;
	context->done = TRUE;
	say_unguarded(desk);
	Page *page = context_page(context, PAGE_OBJECT, &schema);
	Block *fields = page_add_fields(page, NULL);
	fields->machines = TRUE;
	block_set(fields, "received", value_integer(result.received));
	block_set(fields, "sent", value_integer(result.sent));
	block_set(fields, "numbered", value_integer(result.numbered));
	block_set(fields, "refused", value_integer(result.refused));
	Block *gave_way = page_add_list(page, "gave_way");
	gave_way->machines = TRUE;
	add_gave_way(gave_way, result.gave_way);
	Block *gone = page_add_list(page, "gone");
	gone->machines = TRUE;
	add_gone(gone, result.gone);
	if (result.received || result.sent || context->verbose)
		context_add_prose(context, &done, PHRASE_NUMBER(result.received),
			PHRASE_NUMBER(result.sent),
			PHRASE_NUMBER(result.numbered), NULL);
	/* A queued one may have left it to another. */
	else if (!settings.queued && !result.refused)
		context_add_footer(context, &up_to_date, NULL);
	if (result.refused == 0)
		return 0;
	desk_refuse(error, DESK_ERROR_CONFLICT, &set_aside,
		PHRASE_NUMBER(result.refused), NULL);
	return -1;
}

static int settle(Context *context, const char *option,
	gboolean (*way)(Desk *desk, guint number, GError **error), GError **error)
{
	gint64 number = 0;
	Desk *desk = context_desk(context, error);
	if (!desk || !option_count(context, option, &number, error) ||
		!way(desk, (guint)number, error))
		return -1;
	context->done = TRUE;
	return 0;
}

/* What can stand goes out, whatever else cannot. */
static int retry_all(Context *context, Desk *desk, GError **error)
{
	g_autoptr(GError) still = NULL;
	if (!refused_retry_all(desk, &still) && !g_error_matches(still,
		DESK_ERROR, DESK_ERROR_CONFLICT)) {
		g_propagate_error(error, g_steal_pointer(&still));
		return -1;
	}
	int status = run_sync(context, error);
	if (!still)
		return status;
	if (status == 0)
		g_propagate_error(error, g_steal_pointer(&still));
	else
		desk_say_problem(desk, still);
	return -1;
}

static int retry(Context *context, GError **error)
{
	const char *which = option_text(context, "retry-refused");
	guint64 number;
	gboolean all = strcmp(which, "all") == 0;
	if (!all && !g_ascii_string_to_unsigned(which, 10, 1, G_MAXUINT,
		&number, NULL))
		return usage_error(context, error, &no_number, which, NULL);
	Desk *desk = context_desk(context, error);
	if (!desk)
		return -1;
	context->done = TRUE;
	if (all)
		return retry_all(context, desk, error);
	return refused_retry(desk, (guint)number, error) ?
		run_sync(context, error) : -1;
}

static int run(Context *context, GError **error)
{
	gboolean status = option_given(context, "status");
	gboolean on = option_given(context, "continue");
	gboolean back = option_given(context, "abort");
	gboolean retries = option_given(context, "retry-refused");
	gboolean drops = option_given(context, "drop-refused");
	if (context->operand_count > 0)
		return usage_error(context, error, &no_operand, NULL);
	if (status + on + back + retries + drops > 1)
		return usage_error(context, error, &one_thing, NULL);
	if (status || context->dry_run)
		return show_status(context, error);
	if (drops)
		return settle(context, "drop-refused", refused_drop, error);
	if (retries)
		return retry(context, error);
	Desk *desk = context_desk(context, error);
	if (!desk || ((on || back) && !unfinished_end(desk, on, error)))
		return -1;
	return back ? 0 : run_sync(context, error);
}

const Command sync_command = {
	.name = "sync",
	.group = GROUP_STORE,
	.synopsis = "sync [--queued | --status | --continue | --abort | "
		"--retry-refused N|all | --drop-refused N] [-n]",
	.summary = {"join with the upstream: fetch, merge, number, push",
		"синхронизироваться с upstream: взять, слить, дать номера, "
		"отправить"},
	.options = options,
	.flags = COMMAND_READS,
	.answers = (const Schema *const[]){&schema, &status_schema, NULL},
	.run = run,
};
