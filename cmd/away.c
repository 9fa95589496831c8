#include "base/error.h"
#include "cmd/change.h"

#include <string.h>

#include "app/desk/agents.h"
#include "app/desk/desk.h"
#include "app/desk/in_force.h"
#include "app/desk/people_words.h"
#include "model/absence.h"
#include "model/regulation.h"
#include "text/date.h"

static const Phrase
	already = {"%1 is away %2 – %3 already; `desk away end %1 %2` takes "
			"that back",
		"%1 уже отсутствует %2 – %3; `desk away end %1 %2` отменит "
		"это"},
	grammar = {"away AGENT FROM-UNTIL --to AGENT",
		"away СОТРУДНИК НАЧАЛО-КОНЕЦ --to СОТРУДНИК"},
	for_oneself = {"nobody stands in for themselves",
		"сам себя никто не замещает"},
	no_agent = {"there is no agent %1; `desk agent list` shows who is there",
		"агента %1 нет; кто есть, показывает `desk agent list`"},
	is_here = {"%1 is here; `desk away list` shows who will be away",
		"%1 на месте; кого не будет, показывает `desk away list`"};

static const Option options[] = {
	{"to", 0, "AGENT", VALUE_OF_AGENT, FALSE,
		{"who stands in", "кто замещает"}},
	{0},
};

typedef struct {
	char *login, *first, *last, *deputy;
	gboolean end;
} Away;

static void away_clear(Away *away)
{
	g_free(away->login);
	g_free(away->first);
	g_free(away->last);
	g_free(away->deputy);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Away, away_clear)

static char *day_text(Instant at, GTimeZone *zone)
{
	return instant_format_in(at, zone, "%Y-%m-%d");
}

/* Nobody says that they have been away for so long. */
#define LONG_SECONDS (180 * 24 * 60 * 60)

/* One word, or two around a gap at `at` of that width. A day without a year is
 * the next one; a time that ends soon may have begun before today. */
static gboolean read_range(Desk *desk, const char *word, gsize at, gsize width,
	Instant *from, Instant *until, GError **error)
{
	GTimeZone *zone = desk_read_regulation(desk)->zone;
	Instant now = desk_now(desk), earlier, end;
	g_autofree char *first = g_strstrip(g_strndup(word, at));
	g_autofree char *last = g_strstrip(g_strdup(width ? word + at + width :
		first));
	if (!date_parse_between(first, last, now, zone, DATE_FUTURE, from,
		until, error))
		return FALSE;
	if (width && date_parse_range(last, now, zone, DATE_FUTURE, &end,
			&end, NULL) && end > now &&
		date_parse_range(first, now, zone, DATE_PAST, &earlier,
			&(Instant){0}, NULL) &&
		earlier < now && end - earlier <= *until - *from &&
		end - earlier < LONG_SECONDS) {
		*from = earlier;
		*until = end;
	}
	return TRUE;
}

static gboolean parts_days(Desk *desk, const char *word, const char *dash)
{
	GTimeZone *zone = desk_read_regulation(desk)->zone;
	Instant now = desk_now(desk), from, until;
	g_autofree char *first = g_strndup(word, (gsize)(dash - word));
	return date_parse_range(first, now, zone, DATE_FUTURE, &from, &until,
			NULL) &&
		date_parse_range(dash + 1, now, zone, DATE_FUTURE, &from,
			&until, NULL);
}

/* "24.11-8.12", "24.11..8.12", "mon", "mon-fri", "2026-11-24..2026-12-08": the
 * dash that parts two days is the first that leaves two. */
static gboolean read_days(Desk *desk, const char *word, Away *away,
	GError **error)
{
	const Regulation *regulation = desk_regulation(desk, error);
	const char *gap = strstr(word, "..");
	g_autoptr(GError) problem = NULL;
	Instant from, until;
	if (!regulation)
		return FALSE;
	gboolean good = read_range(desk, word, gap ? (gsize)(gap - word) :
		strlen(word), gap ? 2 : 0, &from, &until, &problem);
	for (const char *dash = gap ? NULL : strchr(word, '-'); !good && dash;
		dash = strchr(dash + 1, '-')) {
		g_autoptr(GError) own = NULL;
		good = read_range(desk, word, (gsize)(dash - word), 1, &from,
			&until, &own);
		/* Two days are there, but the wrong way round. */
		if (own && parts_days(desk, word, dash)) {
			g_clear_error(&problem);
			problem = g_steal_pointer(&own);
		}
	}
	if (!good)
		return desk_error_pass(error, &problem);
	if (!words_is_near(desk, until, error))
		return FALSE;
	away->first = day_text(from, regulation->zone);
	away->last = day_text(until - 1, regulation->zone);
	return TRUE;
}

/* Two absences at once would name two deputies. */
static gboolean forbid_overlap(const Away *away, const char *text, gsize size,
	const char *path, GTimeZone *zone, GError **error)
{
	g_autoptr(Agent) agent = agent_parse(away->login, text, size, path,
		error);
	if (!agent)
		return FALSE;
	g_autoptr(GArray) known = absences_of(agent, zone);
	for (guint i = 0; i < known->len; i++) {
		const Absence *other = &g_array_index(known, Absence, i);
		if (strcmp(away->first, other->last) > 0 ||
			strcmp(away->last, other->first) < 0)
			continue;
		return desk_refuse(error, DESK_ERROR_CONFLICT, &already,
			away->login, other->first, other->last, NULL);
	}
	return TRUE;
}

static char *changed_agent(Operation *op, const char *path, const char *text,
	void *data, GError **error)
{
	const Away *away = data;
	if (!text) {
		desk_refuse(error, DESK_ERROR_PERSON, &no_agent, away->login,
			NULL);
		return NULL;
	}
	if (!away->end && !forbid_overlap(away, text, strlen(text), path,
		operation_regulation(op)->zone, error))
		return NULL;
	g_autofree char *changed = away->end ?
		absence_text_remove(text, away->first, error) :
		absence_text_add(text, away->first, away->last, away->deputy);
	g_autoptr(Agent) agent = changed ? agent_parse(away->login, changed,
		strlen(changed), path, error) : NULL;
	return agent ? g_steal_pointer(&changed) : NULL;
}

static gboolean write_away(Operation *op, void *data, GError **error)
{
	const Away *away = data;
	g_autofree char *path = g_strdup_printf("agents/%s.yaml", away->login);
	return operation_edit_file(op, path, changed_agent, data, error);
}

static int run_add(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	const char *to = option_text(context, "to");
	g_auto(Away) away = {0};
	if (!desk)
		return -1;
	if (context->operand_count != 2)
		return usage_error(context, error, &grammar, NULL);
	away.login = words_agent(desk, context->operands[0], error);
	if (!away.login || !read_days(desk, context->operands[1], &away, error))
		return -1;
	if (to && !(away.deputy = words_assignee(desk, to, FALSE, error)))
		return -1;
	if (g_strcmp0(away.deputy, away.login) == 0)
		return usage_error(context, error, &for_oneself, NULL);
	if (run_file_change(context, "away", write_away, &away, error) != 0)
		return -1;
	static const Phrase answer = {"%1: %2 – %3, deputy %4",
		"%1: %2 – %3, заместитель %4"};
	context_add_prose(context, &answer, away.login, away.first, away.last,
		away.deputy ? away.deputy : "–", NULL);
	return 0;
}

static int run_end(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	g_auto(Away) away = {.end = TRUE};
	if (!desk)
		return -1;
	const char *from = context->operands[1];
	away.login = words_agent(desk, context->operands[0], error);
	g_autoptr(GPtrArray) agents = away.login ?
		assign_agents(desk, error) : NULL;
	if (!agents)
		return -1;
	const Regulation *regulation = desk_regulation(desk, error);
	for (guint i = 0; !from && i < agents->len; i++) {
		const Agent *agent = g_ptr_array_index(agents, i);
		Absence absence;
		if (strcmp(agent->login, away.login) == 0 && absence_at(agent,
			regulation->zone, desk_now(desk), &absence))
			away.first = g_strdup(absence.first);
	}
	if (from && !read_days(desk, from, &away, error))
		return -1;
	if (!away.first) {
		desk_refuse(error, DESK_ERROR_NOT_FOUND, &is_here, away.login,
			NULL);
		return -1;
	}
	return run_file_change(context, "away", write_away, &away, error);
}

static void add_row(Block *table, const Agent *agent, const Absence *absence,
	Instant now)
{
	GPtrArray *row = block_add_row(table);
	row_add(row, value_text(agent->login));
	row_add(row, value_text(absence->first));
	row_add(row, value_text(absence->last));
	row_add(row, value_text(absence->deputy));
	row_add(row, value_flag(absence->from <= now && now < absence->until));
}

static const Member columns[] = {
	{"agent", {"Agent", "Сотрудник"}, VALUE_TEXT, COLUMN_ID, "login"},
	{"from", {"From", "С"}, VALUE_TEXT, 0, "the first day"},
	{"until", {"Until", "По"}, VALUE_TEXT, 0, "the last day"},
	{"deputy", {"Deputy", "Заместитель"}, VALUE_TEXT, 0,
		"who stands in; null = nobody"},
	{"now", {"Now", "Сейчас"}, VALUE_FLAG, 0, "it holds now"},
	{0},
};
static const Schema schema = {"absence/1", "desk away: an array", columns};

static int run_list(Context *context, GError **error)
{
	Desk *desk = context_desk(context, error);
	const Regulation *regulation = desk ? desk_regulation(desk, error) :
		NULL;
	g_autoptr(GPtrArray) agents = regulation ? assign_agents(desk, error) :
		NULL;
	if (!agents)
		return -1;
	Block *table = context_list(context, &schema, "absences");
	for (guint i = 0; i < agents->len; i++) {
		const Agent *agent = g_ptr_array_index(agents, i);
		g_autoptr(GArray) absences = absences_of(agent,
			regulation->zone);
		for (guint k = 0; k < absences->len; k++) {
			const Absence *absence = &g_array_index(absences,
				Absence, k);
			if (absence->until > desk_now(desk))
				add_row(table, agent, absence, desk_now(desk));
		}
	}
	return 0;
}

static const Subcommand subcommands[] = {
	{"end", "AGENT [FROM]", {"somebody is back, or stays here",
		"вернулся или остаётся"}, {VALUE_OF_AGENT, VALUE_OF_DATE}, NULL,
		run_end, FALSE},
	{"list", NULL, {"who is away, and when", "кто и когда отсутствует"},
		{VALUE_OF_NOTHING}, NULL, run_list, TRUE},
	{0},
};

const Command away_command = {
	.name = "away",
	.group = GROUP_REGULATION,
	.synopsis = "away [AGENT FROM-UNTIL [--to AGENT]]",
	.summary = {"who is away, and who stands in",
		"кто отсутствует и кто замещает"},
	.options = options,
	.operand = VALUE_OF_AGENT,
	.more = {VALUE_OF_DATE},
	.flags = COMMAND_CHANGES | COMMAND_READS,
	.subcommands = subcommands,
	.answers = (const Schema *const[]){&schema, NULL},
	.run = run_add,
};
