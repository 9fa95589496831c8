#include "app/check/entry_judge.h"

#include <string.h>

#include "app/desk/findings.h"
#include "base/automation.h"
#include "base/error.h"
#include "base/identifier.h"
#include "index/agents.h"
#include "index/entries.h"
#include "model/relation.h"
#include "rules/billing.h"
#include "rules/grown.h"
#include "rules/verification.h"

static const Phrase
	altered = {"entry %1 was removed or altered; entries only grow, `git "
			"checkout %2` takes the file back",
		"запись %1 удалена или изменена; записи только добавляются, "
		"вернуть файл: `git checkout %2`"},
	moved = {"entry %1 stands before what was said earlier; entries are "
			"added at the end",
		"запись %1 стоит раньше сказанного до неё; записи добавляются "
		"в конец"},
	ahead = {"entry %1: at: %2 is still to come",
		"запись %1: at: %2 ещё не наступило"},
	of_another = {"entry %1 is by %2, but %3 commits it; each commits what "
			"they said and did, or has the role automation",
		"запись %1 от имени %2, но её коммитит %3; каждый коммитит "
		"сказанное и сделанное им самим или имеет роль automation"},
	rated = {"entry %1: only the requester rates; a rating comes by mail, "
			"from who has the role automation, or by `desk rate` "
			"from somebody whose ticket it is not",
		"запись %1: оценивает только заявитель; оценка приходит "
		"письмом, от того, у кого роль automation, или командой `desk "
		"rate` от того, у кого заявки нет"},
	verified = {"entry %1: somebody else calls back about a solution, by "
			"`desk verify done`, or who has the role lead",
		"запись %1: о решении перезванивает другой сотрудник, командой "
		"`desk verify done`, или тот, у кого роль lead"},
	retracted = {"entry %1 takes back what %2 said or did; they do it "
			"themselves, by `desk undo`, or who has the role lead",
		"запись %1 отзывает сказанное или сделанное %2; это делают они "
		"сами командой `desk undo` или тот, у кого роль lead"},
	delivered = {"entry %1: what became of a mail says who sends it: `desk "
			"send`, or who has the role automation",
		"запись %1: что стало с письмом, говорит тот, кто его шлёт: "
		"`desk send` или тот, у кого роль automation"},
	too_early = {"entry %1: at: %2 is before the ticket was made",
		"запись %1: at: %2 — раньше, чем появилась заявка"},
	no_rating = {"entry %1: value: %2 is no rating, which is 1 to 5",
		"запись %1: value: %2 — не оценка, это от 1 до 5"},
	no_state = {"entry %1: state: %2 is not what a call-back finds: ok, "
			"not-ok",
		"запись %1: state: %2 — контрольный звонок показывает ok или "
		"not-ok"},
	no_time = {"entry %1: minutes: %2 is no time spent, which is 1 to %3",
		"запись %1: minutes: %2 — не потраченное время, это от 1 до "
		"%3"};

static void found(const EntryQuestion *question, GPtrArray *findings,
	const char *kind, const Phrase *phrase, const char *one,
	const char *two, const char *three)
{
	findings_add(findings, kind, question->path, SEVERITY_WRONG, phrase, one,
		two, three, NULL);
}

/* --- whose ----------------------------------------------------------------- */

static gboolean is_in_source(const EntryQuestion *question, const Entry *entry,
	const char *uid)
{
	g_autofree char *path = uid_is_valid(uid) ? uid_to_path(uid) : NULL;
	g_autoptr(GBytes) bytes = path ? file_source_read(question->source,
		path, NULL) : NULL;
	g_autoptr(Ticket) source = ticket_of_bytes(bytes, path, NULL);
	return source && entry_is_copy(entry, source);
}

/* Of a ticket that it was split from, or sent again. */
static gboolean is_copied(const EntryQuestion *question, const Entry *entry)
{
	if (question->before && entry_is_copy(entry, question->before))
		return TRUE;
	GPtrArray *links = ticket_get_list(question->after, "links");
	for (guint i = 0; i < links->len; i++) {
		const char *uid = NULL;
		if (relation_of_link(links->pdata[i], &uid) &&
			is_in_source(question, entry, uid))
			return TRUE;
	}
	return FALSE;
}

/* What stood there once may be brought back by anybody. */
static gboolean stood_there(const EntryQuestion *question, const Entry *entry,
	gboolean *did, GError **error)
{
	return index_entry_was_said(question->index,
		ticket_get(question->after, "uid"), entry->id, did, error);
}

/* Of another who is an agent; a login that nobody has any more may be the
 * former one of whoever worked on elsewhere. */
static gboolean is_of_another(const EntryQuestion *question, const Entry *entry,
	GError **error)
{
	g_autofree char *path = g_strdup_printf("agents/%s.yaml", entry->by);
	return entry_is_of_another(entry, question->login) &&
		file_source_has(question->source, path, error);
}

/* Whose entry of another does it take back? NULL: none, or but a copy. */
static const char *takes_from(const EntryQuestion *question, const Entry *entry,
	GError **error)
{
	const Entry *of = strcmp(entry->kind, "retract") == 0 &&
		question->before && !question->lead ? ticket_entry_by_id(
		question->before, entry_get(entry, "of")) : NULL;
	return of && is_of_another(question, of, error) && !is_copied(question, of) ?
		of->by : NULL;
}

/* Told by the requester, and written down by who has no part in it. */
static gboolean is_told(const EntryQuestion *question, const Entry *entry)
{
	return g_strcmp0(entry->by, question->login) == 0 &&
		(question->lead || g_strcmp0(ticket_get(question->before ?
			question->before : question->after, "assignee"),
			question->login) != 0);
}

/* What only the automation says; NULL: others say it, too. */
static const Phrase *of_automation(const EntryQuestion *question,
	const Entry *entry)
{
	return strcmp(entry->kind, "rating") == 0 &&
		!is_told(question, entry) ? &rated :
		strcmp(entry->kind, "verify") == 0 &&
		!is_told(question, entry) ? &verified :
		strcmp(entry->kind, "delivery") == 0 &&
			strcmp(entry->by, AUTOMATION) == 0 ? &delivered : NULL;
}

static gboolean judge_author(const EntryQuestion *question, const Entry *entry,
	GPtrArray *findings, GError **error)
{
	const Phrase *refusal = of_automation(question, entry);
	const char *created = ticket_get(question->after, "created");
	/* Clocks differ by less. */
	gboolean early = *created && ticket_get_instant(question->after,
		"created") - entry->at > CLOCK_TOLERANCE_SECONDS;
	g_autoptr(GError) problem = NULL;
	const char *other = takes_from(question, entry, &problem);
	gboolean known = FALSE;
	if (other)
		refusal = &retracted;
	else if (!problem && !refusal &&
		is_of_another(question, entry, &problem))
		refusal = &of_another;
	if (!desk_error_pass(error, &problem))
		return FALSE;
	if (!refusal && early && g_strcmp0(entry->by, question->login) == 0)
		refusal = &too_early;
	if (!refusal || is_copied(question, entry))
		return TRUE;
	if (!stood_there(question, entry, &known, error))
		return FALSE;
	g_autofree char *at = instant_format(entry->at);
	if (!known)
		found(question, findings, "author", refusal, entry->id,
			refusal == &too_early ? at : other ? other : entry->by,
			question->login);
	return TRUE;
}

static void judge_minutes(const EntryQuestion *question, const Entry *entry,
	GPtrArray *findings)
{
	gint64 minutes;
	const char *text = entry_get(entry, "minutes");
	if (strcmp(entry->kind, "work") == 0 && *text &&
		(!g_ascii_string_to_signed(text, 10, 1, BILL_MOST_MINUTES,
			&minutes, NULL)))
		found(question, findings, "value", &no_time, entry->id, text,
			PHRASE_NUMBER(BILL_MOST_MINUTES));
}

static void judge_found(const EntryQuestion *question, const Entry *entry,
	GPtrArray *findings)
{
	gint64 rating;
	const char *value = entry_get(entry, "value");
	const char *state = entry_get(entry, "state");
	if (strcmp(entry->kind, "rating") == 0 &&
		!g_ascii_string_to_signed(value, 10, 1, 5, &rating, NULL))
		found(question, findings, "value", &no_rating, entry->id, value,
			NULL);
	if (strcmp(entry->kind, "verify") == 0 &&
		strcmp(state, VERIFIED_OK) != 0 &&
		strcmp(state, VERIFIED_NOT_OK) != 0)
		found(question, findings, "value", &no_state, entry->id, state,
			NULL);
}

/* Who has the role automation brings what others said. */
static gboolean asks_authors(const EntryQuestion *question, gboolean *asks,
	GError **error)
{
	*asks = question->authors && question->login;
	if (!*asks)
		return TRUE;
	g_autoptr(GPtrArray) roles = index_agent_roles(question->index,
		question->login, error);
	for (guint i = 0; roles && i < roles->len; i++)
		*asks &= strcmp(roles->pdata[i], "automation") != 0;
	return roles != NULL;
}

/* --- each ------------------------------------------------------------------ */

static gboolean is_known(const Ticket *ticket, const Entry *entry)
{
	return ticket && ticket_entry_by_id(ticket, entry->id);
}

static gboolean judge_new(const EntryQuestion *question, GPtrArray *findings,
	GError **error)
{
	gboolean asks;
	if (!asks_authors(question, &asks, error))
		return FALSE;
	for (guint i = 0; i < ticket_entry_count(question->after); i++) {
		const Entry *entry = ticket_entry(question->after, i);
		if (is_known(question->before, entry) ||
			is_known(question->beside, entry))
			continue;
		g_autofree char *at = instant_is_ahead(entry->at, question->at) ?
			instant_format(entry->at) : NULL;
		if (at)
			found(question, findings, "value", &ahead, entry->id, at,
				NULL);
		judge_minutes(question, entry, findings);
		judge_found(question, entry, findings);
		if (asks && !judge_author(question, entry, findings, error))
			return FALSE;
	}
	return TRUE;
}

gboolean entries_judge(const EntryQuestion *question, GPtrArray *findings,
	GError **error)
{
	const char *broken;
	const Ticket *before = question->before;
	const Entry *odd = before ? grown_out_of_order(before, question->after,
		question->beside) : NULL;
	if (before && !ticket_only_grew(before, question->after, &broken))
		found(question, findings, "altered-entry", &altered, broken,
			question->path, NULL);
	else if (odd)
		found(question, findings, "altered-entry", &moved, odd->id, NULL,
			NULL);
	return judge_new(question, findings, error);
}
