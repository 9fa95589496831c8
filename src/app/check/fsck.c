#include "app/check/fsck.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "app/check/fsck_parts.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/files_judge.h"
#include "app/desk/merge_driver.h"
#include "app/desk/originals.h"
#include "app/desk/refresh.h"
#include "app/desk/ticket_name.h"
#include "app/operation/judge.h"
#include "base/error.h"
#include "index/closed_bills.h"
#include "index/faults.h"
#include "index/index.h"
#include "system/environment.h"
#include "system/file.h"

/* --- files at the tip ------------------------------------------------ */

/* %1 is the value, %2 how many, %3 which, %4 when, %5 what is dated so, for
 * Russian readers, %6 the field. */
static const struct {
	const char *kind;
	Severity severity;
	Phrase text;
} faults[FAULTS] = {
	/* It says itself why. */
	[FAULT_UNREADABLE] = {"unreadable", SEVERITY_BROKEN, {NULL, NULL}},
	[FAULT_STATUS] = {"unknown-status", SEVERITY_WRONG,
		{"status \"%1\" is none of desk.yaml's; `desk set %3 "
		"status=open`",
		"статуса «%1» нет в desk.yaml; `desk set %3 status=open`"}},
	[FAULT_VALUE] = {"unknown-value", SEVERITY_WARNING,
		{"%6 \"%1\" of open tickets (%2) is none of desk.yaml's; "
		"`desk set %3 %6=VALUE`",
		"%6 «%1» у открытых заявок (%2), а в desk.yaml такого нет; "
		"`desk set %3 %6=ЗНАЧЕНИЕ`"}},
	[FAULT_NUMBER] = {"number", SEVERITY_WRONG,
		{"number %1 is carried by %2 tickets: %3",
		"номер %1 носит не одна заявка (%2): %3"}},
	[FAULT_ASSIGNEE] = {"person", SEVERITY_WRONG,
		{"assignee \"%1\" is no agent: no file agents/%1.yaml; "
		"`desk assign %3 WHO`",
		"исполнитель «%1» — не сотрудник: нет файла agents/%1.yaml; "
		"`desk assign %3 КОМУ`"}},
	[FAULT_CUSTOMER] = {"person", SEVERITY_WRONG,
		{"customer \"%1\" is none: no file customers/%1.yaml; `desk "
		"set %3 customer=NAME`",
		"клиента «%1» нет: нет файла customers/%1.yaml; `desk set "
		"%3 customer=ИМЯ`"}},
	[FAULT_REQUESTER] = {"person", SEVERITY_WRONG,
		{"requester \"%1\" is no contact; `desk set %3 requester=WHO`",
		"заявитель «%1» — не контакт; `desk set %3 requester=КТО`"}},
	[FAULT_PARENTS] = {"relation", SEVERITY_WRONG,
		{"it has %2 parents; `desk unlink %3 OTHER`",
		"главных у неё %2; `desk unlink %3 ДРУГАЯ`"}},
	[FAULT_CIRCLE] = {"relation", SEVERITY_WRONG,
		{"by \"%1\" it comes back to itself; `desk unlink %3 "
		"OTHER`, or `desk edit %3`",
		"по «%1» она возвращается к самой себе; `desk unlink %3 "
		"ДРУГАЯ` или `desk edit %3`"}},
	[FAULT_MAIL] = {"mail", SEVERITY_WARNING,
		{"the Message-ID %1 is that of mails in %2 tickets: where that "
		"is one mail, `desk merge %3` joins them, else `desk link` "
		"keeps them apart",
		"Message-ID %1 — у писем в %2 заявках; если это одно письмо, "
		"их соединит `desk merge %3`, если нет — разведёт `desk link`"}},
	[FAULT_AHEAD] = {"time", SEVERITY_WARNING,
		{"%1 is dated %4, after the commit that brought it; it counts "
		"as of that",
		"%5: время %4, позже коммита, с которым это пришло; считается "
		"по коммиту"}},
};

/* Of FAULT_AHEAD: "entry k3f9x2", else the ticket. */
static char *dated_in_russian(const char *value)
{
	return g_str_has_prefix(value, "entry ") ?
		g_strconcat("запись", strchr(value, ' '), NULL) :
		g_strdup("заявка");
}

static void report_fault(Check *check, Fault kind, const IndexFault *fault)
{
	g_autofree char *at = instant_format(fault->count);
	g_autofree char *dated = dated_in_russian(fault->value);
	const char *value = kind == FAULT_VALUE ?
		strchr(fault->value, ':') + 1 : fault->value;
	g_autofree char *field = g_strndup(fault->value,
		strcspn(fault->value, ":"));
	g_autoptr(GError) problem = NULL;
	if (kind == FAULT_UNREADABLE)
		desk_refuse_kept(&problem, DESK_ERROR_DATA, fault->value);
	else
		desk_refuse(&problem, DESK_ERROR_DATA, &faults[kind].text,
			value, PHRASE_NUMBER(fault->count), fault->uids, at,
			dated, field, NULL);
	findings_add_refusal(check->findings, faults[kind].kind, fault->path,
		faults[kind].severity, problem);
}

/* Two stores may have closed a month each: an act's number stands once a year. */
static gboolean check_acts(Check *check, GError **error)
{
	static const Phrase twice = {"the number %1 is that of the act %2, too; "
			"who sent the later one closes its month anew",
		"номер %1 стоит и в акте %2; более поздний надо закрыть заново"};
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, g_free);
	g_autoptr(GPtrArray) bills = index_closed_bills(check->index, NULL, NULL,
		error);
	for (guint i = 0; bills && i < bills->len; i++) {
		const ClosedBill *bill = bills->pdata[i];
		g_autofree char *key = g_strdup_printf("%.4s %" G_GINT64_FORMAT,
			bill->month, bill->number);
		char *path = closed_bill_path(bill->month, bill->customer);
		const char *other = g_hash_table_lookup(seen, key);
		if (other && bill->number)
			findings_add(check->findings, "bill", path,
				SEVERITY_WRONG, &twice,
				PHRASE_NUMBER(bill->number), other, NULL);
		g_hash_table_replace(seen, g_steal_pointer(&key), path);
	}
	return bills != NULL;
}

/* What tickets say that nobody else has. */
static gboolean check_tickets(Check *check, GError **error)
{
	for (Fault kind = 0; kind < FAULTS; kind++) {
		g_autoptr(GPtrArray) list = index_faults(check->index, kind,
			error);
		if (!list)
			return FALSE;
		for (guint i = 0; i < list->len; i++)
			report_fault(check, kind, list->pdata[i]);
	}
	return TRUE;
}

static gboolean check_written(Check *check, const char *tip, GError **error)
{
	g_autoptr(FileSource) source = file_source_commit(check->desk,
		*tip ? tip : NULL, error);
	return source && files_judge(source, check->findings, error);
}

/* --- what entries name in originals ---------------------------------- */

static gboolean add_path(const char *path, const char *oid, guint mode,
	void *data)
{
	(void)oid;
	(void)mode;
	g_hash_table_add(data, g_strdup(path));
	return TRUE;
}

static const Phrase no_original = {"entry %1 of %2 names it, but the branch "
		"originals has no such file; fetch it from where the mail came "
		"in",
	"его называет запись %1 в %2, но в ветке originals такого файла нет; "
	"заберите его оттуда, куда приходила почта"};

static gboolean check_originals(Check *check, GError **error)
{
	char tip[41];
	gboolean here;
	g_autoptr(GError) problem = NULL;
	if (!originals_are_here(check->desk, &here, error))
		return FALSE;
	/* A clone without them is a whole store. */
	if (!here)
		return TRUE;
	if (!store_tip(desk_place(check->desk), STORE_ORIGINALS, tip, &problem))
		return desk_error_pass(error, &problem);
	g_autoptr(GHashTable) paths = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	if (!store_each(check->store, tip, "", add_path, paths, error))
		return FALSE;
	g_autoptr(GPtrArray) list = index_originals(check->index, error);
	for (guint i = 0; list && i < list->len; i++) {
		const NamedOriginal *named = list->pdata[i];
		if (!g_hash_table_contains(paths, named->original))
			findings_add(check->findings, "original",
				named->original, SEVERITY_WRONG, &no_original,
				named->entry, named->uid, NULL);
	}
	return list != NULL;
}

/* --- hand edits and the workflow ---------------------------------------- */

/* The hook was not there or was passed by: what a status that was set by hand
 * under the present regulation still lacks. */
static gboolean check_hand_edit(Check *check, const HandEdit *edit,
	GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Ticket) now = desk_load_ticket(check->desk, edit->uid,
		&problem);
	/* A file that cannot be read has been told of. */
	if (g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA))
		return TRUE;
	if (problem)
		return desk_error_pass(error, &problem);
	g_autoptr(Ticket) before = ticket_copy(now);
	g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
	ticket_set(before, "status", edit->before);
	Judge judge = {.login = edit->who, .at = INSTANT_NONE,
		.missing = missing};
	if (judge_change(check->desk, &judge, before, now, &problem))
		return TRUE;
	if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_FORBIDDEN))
		return desk_error_pass(error, &problem);
	for (guint i = missing->len; i > 0; i--)
		if (strcmp(g_ptr_array_index(missing, i - 1), "reason") == 0)
			g_ptr_array_remove_index(missing, i - 1);
	if (missing->len > 0)
		findings_add_refusal(check->findings, "workflow", edit->path,
			SEVERITY_WRONG, problem);
	return TRUE;
}

static gboolean check_workflow(Check *check, GError **error)
{
	g_autoptr(GPtrArray) edits = index_hand_edits(check->index, error);
	for (guint i = 0; edits && i < edits->len; i++)
		if (!check_hand_edit(check, edits->pdata[i], error))
			return FALSE;
	return edits != NULL;
}

/* --- the index equals a rebuild -------------------------------------- */

/* A store that may only be read is proved all the same. */
static char *scratch_folder(const Desk *desk)
{
	const char *own = desk_place(desk)->desk_folder;
	return access(own, W_OK) == 0 ? g_strdup(own) :
		environment_cache_folder();
}

static const Phrase differs = {"differs from a rebuild: %1",
	"отличается от построенного заново: %1"};

static gboolean check_index(Check *check, const char *tip, gboolean fix,
	gboolean *differ, GError **error)
{
	g_autofree char *folder = scratch_folder(check->desk);
	if (!file_make_folder(folder, error))
		return FALSE;
	g_autofree char *name = g_build_filename(folder, "fsck", NULL);
	g_autofree char *path = NULL;
	file_left_overs(folder, "fsck", TRUE);
	int fd = file_open_beside(name, 0666, &path);
	if (fd < 0)
		return desk_refuse_errno(error, DESK_ERROR_WRITE, folder, errno);
	close(fd);
	g_autoptr(Index) fresh = index_open(path, INDEX_WRITE, error);
	g_autoptr(GString) report = g_string_new(NULL);
	RefreshResult result;
	gboolean equal = FALSE;
	g_autoptr(GError) problem = NULL;
	gboolean good = fresh && refresh_index(check->store, fresh, tip, NULL,
		NULL, &result, error);
	if (good)
		equal = index_equal(check->index, fresh, report, &problem);
	g_clear_pointer(&fresh, index_free);
	index_remove(path, NULL);
	if (problem)
		return desk_error_pass(error, &problem);
	*differ = good && !equal;
	if (*differ)
		findings_add(check->findings, "index", "index.db",
			fix ? SEVERITY_MENDED : SEVERITY_WRONG, &differs,
			g_strstrip(report->str), NULL);
	return good;
}

static void check_left_overs(const Check *check, gboolean fix)
{
	static const Phrase left = {"files of processes that were killed lie in "
			"it: %1; `desk fsck --fix` takes them away, and so "
			"does `desk cron run`",
		"здесь лежат файлы убитых процессов: %1; их уберёт `desk fsck "
		"--fix` или `desk cron run`"};
	const StorePlace *place = desk_place(check->desk);
	guint count = store_left_overs(place, fix);
	if (count > 0)
		findings_add(check->findings, "left-over", place->git_folder,
			fix ? SEVERITY_MENDED : SEVERITY_WARNING, &left,
			PHRASE_NUMBER(count), NULL);
}

/* One state of the index, whatever others write meanwhile. */
static gboolean check_all(Check *check, gboolean fix, gboolean quick,
	gboolean *differ, GError **error)
{
	g_autoptr(IndexHold) hold = index_hold(check->index);
	char tip[41];
	return index_tip(check->index, tip, error) &&
		check_written(check, tip, error) &&
		check_tickets(check, error) && check_acts(check, error) &&
		check_originals(check, error) && check_workflow(check, error) &&
		(quick || fsck_history(check, tip, error)) &&
		check_index(check, tip, fix, differ, error);
}

GPtrArray *fsck_store(Desk *desk, gboolean fix, gboolean quick, GError **error)
{
	g_autoptr(GPtrArray) findings = findings_new();
	Check check = {.desk = desk, .store = desk_store(desk, error),
		.findings = findings};
	gboolean differ = FALSE;
	if (!check.store || !(check.index = desk_index(desk, error)) ||
		!check_all(&check, fix, quick, &differ, error) ||
		(fix && differ && !desk_rebuild_index(desk, error)))
		return NULL;
	check_left_overs(&check, fix);
	if (merge_driver_is_missing(desk_place(desk)))
		findings_add(findings, "driver", "", SEVERITY_WARNING,
			&merge_driver_advice, NULL);
	return g_steal_pointer(&findings);
}
