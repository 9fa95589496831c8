#include "app/check/fsck.h"

#include <string.h>
#include <unistd.h>

#include "app/desk/desk.h"
#include "app/desk/files_judge.h"
#include "app/desk/files_rights.h"
#include "app/desk/refresh.h"
#include "app/operation/judge.h"
#include "base/error.h"
#include "base/identifier.h"
#include "index/agents.h"
#include "index/faults.h"
#include "store/walk.h"
#include "system/environment.h"
#include "system/file.h"

/* Who commits for rules, mail and time. */
#define AUTOMATION "desk@localhost"

/* The last commit of the main line that the walk came to. */
typedef struct {
	char oid[41], *mail;
	Instant recorded;
} Seen;

typedef struct {
	Desk *desk;
	Store *store;
	Index *index;
	Seen before;
	GPtrArray *findings;
	Finding *index_differs;
	GHashTable *harms; /* "path entry" → Harm, the first in history */
	GHashTable *gone;    /* addresses of agents who have left by now */
	GHashTable *breaches; /* path → Finding, until a lead takes the file on */
	GPtrArray *in_order; /* Harm*, borrowed */
} Check;

static Finding *found(Check *check, const char *kind, const char *file,
	const char *format, ...) G_GNUC_PRINTF(4, 5);
static Finding *found(Check *check, const char *kind, const char *file,
	const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return findings_add(check->findings, kind, file, SEVERITY_WRONG, text);
}

/* --- files at the tip ------------------------------------------------ */

static const struct {
	const char *kind, *fix;
	Severity severity;
} faults[FAULTS] = {
	[FAULT_UNREADABLE] = {"unreadable", NULL, SEVERITY_BROKEN},
	[FAULT_STATUS] = {"unknown-status", "desk set status=open",
		SEVERITY_WRONG},
	[FAULT_NUMBER] = {"number", NULL, SEVERITY_WRONG},
	[FAULT_ASSIGNEE] = {"person", "desk assign", SEVERITY_WRONG},
	[FAULT_CUSTOMER] = {"person", "desk set customer=NAME", SEVERITY_WRONG},
	[FAULT_REQUESTER] = {"person", "desk set requester=WHO",
		SEVERITY_WRONG},
	[FAULT_AHEAD] = {"time", NULL, SEVERITY_WARNING},
};

static char *ahead_text(const IndexFault *fault)
{
	g_autofree char *at = instant_format(fault->count);
	return g_strdup_printf("%s is dated %s, after the commit that brought "
		"it; it counts as of that", fault->value, at);
}

static char *fault_text(Fault kind, const IndexFault *fault)
{
	const char *value = fault->value;
	switch (kind) {
	case FAULT_STATUS:
		return g_strdup_printf("status %s is none of desk.yaml's",
			value);
	case FAULT_NUMBER:
		return g_strdup_printf("number %s is carried by %"
			G_GINT64_FORMAT " tickets: %s", value, fault->count,
			fault->uids);
	case FAULT_ASSIGNEE:
		return g_strdup_printf("assignee \"%s\" is no agent: no file "
			"agents/%s.yaml", value, value);
	case FAULT_CUSTOMER:
		return g_strdup_printf("customer \"%s\" is none: no file "
			"customers/%s.yaml", value, value);
	case FAULT_AHEAD:
		return ahead_text(fault);
	case FAULT_REQUESTER:
		return g_strdup_printf("requester \"%s\" is no contact",
			value);
	default:
		return g_strdup(value);
	}
}

typedef struct {
	Check *check;
	Fault kind;
} FaultReport;

static void report_fault(const IndexFault *fault, void *data)
{
	const FaultReport *report = data;
	g_autofree char *text = fault_text(report->kind, fault);
	Finding *finding = findings_add_line(report->check->findings,
		faults[report->kind].kind, fault->path,
		faults[report->kind].severity, text);
	finding->fix = g_strdup(faults[report->kind].fix);
}

/* What tickets say that nobody else has. */
static gboolean check_tickets(Check *check, GError **error)
{
	for (Fault kind = 0; kind < FAULTS; kind++) {
		FaultReport report = {check, kind};
		if (!index_each_fault(check->index, kind, report_fault, &report,
			error))
			return FALSE;
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

static gboolean add_path(const char *path, const char *oid, guint mode, void *data)
{
	(void)oid;
	(void)mode;
	g_hash_table_add(data, g_strdup(path));
	return TRUE;
}

typedef struct {
	Check *check;
	GHashTable *paths; /* of the branch */
} Originals;

static void report_original(const NamedOriginal *named, void *data)
{
	const Originals *originals = data;
	if (g_hash_table_contains(originals->paths, named->original))
		return;
	Finding *finding = found(originals->check, "original", named->original,
		"entry %s of %s names it, but the branch originals has no such "
		"file", named->entry, named->uid);
	finding->fix = g_strdup("fetch it from where the mail came in");
}

static gboolean check_originals(Check *check, GError **error)
{
	char tip[41];
	if (!store_tip(desk_place(check->desk), STORE_ORIGINALS, tip, NULL))
		return TRUE; /* a clone without them is a whole store */
	g_autoptr(GHashTable) paths = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	if (!store_each(check->store, tip, "", add_path, paths, error))
		return FALSE;
	Originals originals = {check, paths};
	return index_each_original(check->index, report_original, &originals,
		error);
}

/* --- entries only grow ----------------------------------------------- */

static gboolean walk_everything(const char *oid, void *data)
{
	(void)oid;
	(void)data;
	return FALSE;
}

static gboolean walk_start(const char *from, guint commits, void *data,
	GError **error)
{
	(void)from;
	(void)commits;
	(void)data;
	(void)error;
	return TRUE;
}

/* Appending is by far the most common change and needs no parsing. */
static gboolean only_appended(GBytes *before, GBytes *after)
{
	gsize before_size = g_bytes_get_size(before);
	return g_bytes_get_size(after) >= before_size && before_size > 0 &&
		memcmp(g_bytes_get_data(before, NULL),
			g_bytes_get_data(after, NULL), before_size) == 0;
}

/* What one commit took from a ticket. What history had first counts: who
 * brings that back mends it, who alters it again makes nothing worse. */
typedef struct {
	char *path, *entry; /* "" = the whole ticket */
	char *mail;
	char commit[41], before[41];
} Harm;

static void harm_free(void *data)
{
	Harm *harm = data;
	g_free(harm->path);
	g_free(harm->entry);
	g_free(harm->mail);
	g_free(harm);
}

static void add_harm(Check *check, const WalkCommit *commit,
	const WalkFile *file, const char *entry)
{
	g_autofree char *key = g_strdup_printf("%s %s", file->path, entry);
	if (g_hash_table_contains(check->harms, key))
		return;
	Harm *harm = g_new0(Harm, 1);
	harm->path = g_strdup(file->path);
	harm->entry = g_strdup(entry);
	harm->mail = g_strdup(commit->mail);
	g_strlcpy(harm->commit, commit->oid, sizeof harm->commit);
	g_strlcpy(harm->before, file->before, sizeof harm->before);
	g_hash_table_insert(check->harms, g_steal_pointer(&key), harm);
	g_ptr_array_add(check->in_order, harm);
}

static gboolean is_mended(const Check *check, const Harm *harm)
{
	const char *broken;
	g_autoptr(GBytes) old = store_read_blob(check->store, harm->before,
		NULL);
	g_autoptr(GBytes) bytes = store_read(check->store, NULL, harm->path,
		NULL);
	g_autoptr(Ticket) before = ticket_of_bytes(old, harm->path, NULL);
	g_autoptr(Ticket) now = ticket_of_bytes(bytes, harm->path, NULL);
	if (!before || !now)
		return FALSE;
	const Entry *entry = *harm->entry ? ticket_entry_by_id(before,
		harm->entry) : NULL;
	return entry ? ticket_keeps(now, entry) :
		ticket_only_grew(before, now, &broken);
}

static void tell_harm(Check *check, const Harm *harm)
{
	gboolean whole = *harm->entry == '\0';
	Finding *finding = found(check, whole ? "deleted" : "altered-entry",
		harm->path, "commit %.10s by %s removed%s%s", harm->commit,
		harm->mail, whole ? " this ticket" : " or altered entry ",
		harm->entry);
	if (is_mended(check, harm)) {
		finding->severity = SEVERITY_MENDED;
		finding->fix = g_strdup("it stands again as it was");
	} else {
		finding->fix = g_strdup_printf(whole ?
			"`git checkout %.10s^ -- %s` brings it back" :
			"`git show %.10s^:%s` has it", harm->commit,
			harm->path);
	}
}

/* --- who may change what ---------------------------------------------- */

static void add_breach(Check *check, const WalkCommit *commit, const char *path,
	const char *text)
{
	Finding *finding = g_hash_table_lookup(check->breaches, path);
	if (!finding) {
		finding = found(check, "rights", path, "commit %.10s: %s",
			commit->oid, text);
		finding->fix = g_strdup_printf("`git show %.10s` has it; what "
			"a lead commits to the file then stands", commit->oid);
		g_hash_table_insert(check->breaches, g_strdup(path), finding);
	}
}

/* Whoever may change it has seen what it had become. */
static void take_on(Check *check, const char *path)
{
	Finding *finding = g_hash_table_lookup(check->breaches, path);
	if (!finding)
		return;
	g_hash_table_remove(check->breaches, path);
	g_ptr_array_remove(check->findings, finding);
}

static void check_number(Check *check, const WalkCommit *commit,
	const char *path, const Ticket *before, const Ticket *after)
{
	const char *was = ticket_get(before, "number");
	const char *is = ticket_get(after, "number");
	if (*was == '\0' || strcmp(was, is) == 0 ||
		strcmp(commit->mail, AUTOMATION) == 0)
		return;
	g_autoptr(GError) problem = NULL;
	g_autoptr(FileSource) source = file_source_commit(check->desk,
		commit->parent, &problem);
	g_autoptr(Rights) rights = source ? files_rights(source, &problem) :
		NULL;
	g_autofree char *text = g_strdup_printf("number %s became %s; only "
		"who has the role lead gives a ticket another one", was, is);
	if (!rights)
		found(check, "unreadable", path, "commit %.10s: %s",
			commit->oid, problem->message);
	else if (rights_standing(rights, NULL, commit->mail, NULL) ==
		RIGHTS_LEAD)
		take_on(check, path);
	else
		add_breach(check, commit, path, text);
}

static void check_grown(Check *check, const WalkCommit *commit,
	const WalkFile *file)
{
	g_autofree char *uid = uid_from_path(file->path);
	if (!uid || file->before[0] == '\0')
		return;
	if (file->after[0] == '\0') {
		add_harm(check, commit, file, "");
		return;
	}
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) old = store_read_blob(check->store, file->before,
		&problem);
	g_autoptr(GBytes) new = old ? store_read_blob(check->store, file->after,
		&problem) : NULL;
	if (!new) {
		found(check, "unreadable", file->path, "commit %.10s: %s",
			commit->oid, problem->message);
		return;
	}
	if (only_appended(old, new))
		return;
	g_autoptr(Ticket) before = ticket_of_bytes(old, file->path, NULL);
	g_autoptr(Ticket) after = ticket_of_bytes(new, file->path, NULL);
	if (before && after && !commit->merge)
		check_number(check, commit, file->path, before, after);
	for (guint i = 0; before && after && i < ticket_entry_count(before);
		i++) {
		const Entry *entry = ticket_entry(before, i);
		if (!ticket_keeps(after, entry))
			add_harm(check, commit, file, entry->id);
	}
}

/* --- each commit ------------------------------------------------------ */

static GHashTable *judged_paths(const WalkCommit *commit, gboolean tickets)
{
	GHashTable *paths = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < commit->files->len; i++) {
		const WalkFile *file = &g_array_index(commit->files, WalkFile,
			i);
		if (files_rights_asks(file->path) || (tickets &&
			g_str_has_prefix(file->path, "tickets/")))
			g_hash_table_add(paths, (gpointer)file->path);
	}
	return paths;
}

static gboolean judge_rights(Check *check, const WalkCommit *commit,
	GHashTable *paths, GError **error)
{
	g_autoptr(FileSource) before = file_source_commit(check->desk,
		commit->parent, error);
	g_autoptr(FileSource) after = before ? file_source_commit(check->desk,
		commit->oid, error) : NULL;
	Standing standing = RIGHTS_NOBODY;
	g_autoptr(GPtrArray) breaches = after ? files_rights_breaches(before,
		after, paths, NULL, commit->mail, &standing, error) : NULL;
	for (guint i = 0; breaches && i < breaches->len; i++) {
		const RightsBreach *breach = breaches->pdata[i];
		g_autofree char *text = phrase_fill(
			rights_breach_phrase(breach), "en", breach->path,
			breach->what, breach->who, NULL);
		add_breach(check, commit, breach->path, text);
	}
	GHashTableIter iterator;
	gpointer path;
	g_hash_table_iter_init(&iterator, paths);
	while (standing == RIGHTS_LEAD &&
		g_hash_table_iter_next(&iterator, &path, NULL))
		take_on(check, path);
	return breaches != NULL;
}

/* A merge brings what others were judged for. */
static gboolean check_rights(Check *check, const WalkCommit *commit,
	GError **error)
{
	if (commit->merge || *commit->parent == '\0' ||
		strcmp(commit->mail, AUTOMATION) == 0)
		return TRUE;
	g_autoptr(GHashTable) paths = judged_paths(commit,
		g_hash_table_contains(check->gone, commit->mail));
	return g_hash_table_size(paths) == 0 ||
		judge_rights(check, commit, paths, error);
}

static void tell_date(Check *check, const char *commit, const char *mail,
	Instant dated, const char *why)
{
	g_autofree char *at = instant_format(dated);
	g_autofree char *text = g_strdup_printf("commit %.10s by %s is dated "
		"%s, %s", commit, mail, at, why);
	findings_add(check->findings, "time", "", SEVERITY_WARNING, text);
}

static void check_date(Check *check, const WalkCommit *commit)
{
	Seen *before = &check->before;
	if (instant_is_ahead(commit->dated, commit->recorded))
		tell_date(check, commit->oid, commit->mail, commit->dated,
			"but was made before; it counts as of then");
	else if (commit->at - desk_now(check->desk) > CLOCK_TOLERANCE_SECONDS)
		tell_date(check, commit->oid, commit->mail, commit->at,
			"which is still to come");
	else if (instant_is_ahead(before->recorded, commit->recorded))
		tell_date(check, before->oid, before->mail, before->recorded,
			"after the one that follows it; it moves no time of "
			"that");
	if (!commit->mainline)
		return;
	g_strlcpy(before->oid, commit->oid, sizeof before->oid);
	g_free(before->mail);
	before->mail = g_strdup(commit->mail);
	before->recorded = commit->recorded;
}

static gboolean check_commit(const WalkCommit *commit, void *data,
	GError **error)
{
	check_date(data, commit);
	if (!check_rights(data, commit, error))
		return FALSE;
	for (guint i = 0; i < commit->files->len; i++)
		check_grown(data, commit,
			&g_array_index(commit->files, WalkFile, i));
	return TRUE;
}

static gboolean find_gone(Check *check, GHashTable *gone, GError **error)
{
	g_autoptr(GPtrArray) agents = index_agents(check->index, TRUE, error);
	for (guint i = 0; agents && i < agents->len; i++) {
		const Agent *agent = agents->pdata[i];
		for (guint k = 0; agent->left && k < agent->mails->len; k++)
			g_hash_table_add(gone,
				g_strdup(agent->mails->pdata[k]));
	}
	return agents != NULL;
}

static gboolean check_history(Check *check, const char *tip, GError **error)
{
	g_autoptr(GHashTable) harms = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, harm_free);
	g_autoptr(GPtrArray) in_order = g_ptr_array_new();
	g_autoptr(GHashTable) breaches = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) gone = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	if (!find_gone(check, gone, error))
		return FALSE;
	check->gone = gone;
	check->breaches = breaches;
	check->harms = harms;
	check->in_order = in_order;
	gboolean walked = store_walk(check->store, tip, walk_everything,
		walk_start, check_commit, check, error);
	g_clear_pointer(&check->before.mail, g_free);
	if (!walked)
		return FALSE;
	for (guint i = 0; i < in_order->len; i++)
		tell_harm(check, in_order->pdata[i]);
	return TRUE;
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
	if (problem) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	g_autoptr(Ticket) before = ticket_copy(now);
	g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);
	ticket_set(before, "status", edit->before);
	Judge judge = {.login = edit->who, .at = INSTANT_NONE,
		.missing = missing};
	if (judge_change(check->desk, &judge, before, now, &problem))
		return TRUE;
	if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_FORBIDDEN)) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	for (guint i = missing->len; i > 0; i--)
		if (strcmp(g_ptr_array_index(missing, i - 1), "reason") == 0)
			g_ptr_array_remove_index(missing, i - 1);
	if (missing->len > 0)
		found(check, "workflow", edit->path, "%s", problem->message);
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

static gboolean check_index(Check *check, const char *tip, GError **error)
{
	g_autofree char *folder = scratch_folder(check->desk);
	if (!file_make_folder(folder, error))
		return FALSE;
	g_autofree char *path = g_strdup_printf("%s/fsck-%d.db", folder,
		(int)getpid());
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
		g_propagate_error(error, g_steal_pointer(&problem));
	else if (good && !equal)
		check->index_differs = found(check, "index", "index.db",
			"differs from a rebuild: %s", g_strstrip(report->str));
	return good && !(error && *error);
}

static gboolean fix_index(Check *check, GError **error)
{
	if (!check->index_differs)
		return TRUE;
	if (!desk_rebuild_index(check->desk, error))
		return FALSE;
	check->index_differs->severity = SEVERITY_MENDED;
	return TRUE;
}

GPtrArray *fsck_store(Desk *desk, gboolean fix, gboolean quick, GError **error)
{
	g_autoptr(GPtrArray) findings = findings_new();
	Check check = {.desk = desk, .store = desk_store(desk, error),
		.findings = findings};
	char tip[41];
	if (!check.store || !(check.index = desk_index(desk, error)) ||
		!index_tip(check.index, tip, error))
		return NULL;
	if (!check_written(&check, tip, error) ||
		!check_tickets(&check, error) ||
		!check_originals(&check, error) ||
		!check_workflow(&check, error) ||
		(!quick && !check_history(&check, tip, error)) ||
		!check_index(&check, tip, error) ||
		(fix && !fix_index(&check, error)))
		return NULL;
	return g_steal_pointer(&findings);
}
