#include "app/desk/refresh_tip.h"

#include <string.h>

#include "base/error.h"
#include "base/texts.h"
#include "index/closed_bills.h"
#include "index/history.h"
#include "model/calendar.h"
#include "model/people.h"
#include "model/schedule.h"
#include "rules/regulation_check.h"

typedef struct {
	char blob[41];
	guint mode; /* 0: there is no such file */
} TreeFile;

/* --- tickets -------------------------------------------------------------- */

/* The last version on the main line that can be read, since the file appeared;
 * NULL in `ticket` if there is none. */
static gboolean last_readable(const RefreshTip *tip, const char *path,
	char blob[41], Ticket **ticket, GError **error)
{
	*ticket = NULL;
	g_autoptr(GPtrArray) commits = index_mainline_touching(tip->index,
		path, error);
	if (!commits)
		return FALSE;
	for (guint i = 0; i < commits->len && !*ticket; i++) {
		TreeFile file;
		g_autofree char *reason = NULL;
		if (!store_entry(tip->store, commits->pdata[i], path, &file.mode,
			    file.blob, error))
			return FALSE;
		if (file.mode == 0)
			return TRUE;
		if (!ticket_versions_read(tip->versions, path, file.blob,
			    file.mode, ticket, &reason, error))
			return FALSE;
		g_strlcpy(blob, file.blob, 41);
	}
	return TRUE;
}

static gboolean put_broken(const RefreshTip *tip, const char *path,
	const char *blob, const char *reason, GError **error)
{
	char readable[41] = "";
	Ticket *last = NULL;
	if (!last_readable(tip, path, readable, &last, error))
		return FALSE;
	g_autoptr(Ticket) ticket = last;
	gboolean done = ticket ?
		index_put_ticket(tip->index, path, readable, ticket, error) :
		index_delete_ticket(tip->index, path, error);
	return done && index_put_unreadable(tip->index, path, blob, reason,
		error);
}

static gboolean put_file(const RefreshTip *tip, const char *path,
	const TreeFile *file, GError **error)
{
	Ticket *read = NULL;
	g_autofree char *reason = NULL;
	if (file->mode == 0)
		return index_delete_ticket(tip->index, path, error);
	if (!ticket_versions_read(tip->versions, path, file->blob, file->mode,
		    &read, &reason, error))
		return FALSE;
	g_autoptr(Ticket) ticket = read;
	if (!ticket)
		return put_broken(tip, path, file->blob, reason, error);
	return index_put_ticket(tip->index, path, file->blob, ticket, error);
}

typedef struct {
	const RefreshTip *tip;
	GHashTable *files; /* path → TreeFile, of one folder */
	GError **error;
	gboolean failed;
} Putting;

static gboolean put_each(const char *path, const char *oid, guint mode,
	void *data)
{
	Putting *putting = data;
	const char *name = strrchr(path, '/');
	/* Names that the walk passes over. */
	if (!name || name[1] == '.' || !g_utf8_validate(path, -1, NULL))
		return TRUE;
	TreeFile file = {.mode = mode};
	g_strlcpy(file.blob, oid, sizeof file.blob);
	putting->failed = !put_file(putting->tip, path, &file, putting->error);
	return !putting->failed;
}

static gboolean put_all(const RefreshTip *tip, GError **error)
{
	if (*tip->tip == '\0')
		return TRUE;
	Putting putting = {tip, NULL, error, FALSE};
	return store_each(tip->store, tip->tip, "tickets", put_each, &putting,
		error) && !putting.failed &&
		index_derive_all_gone(tip->index, error);
}

static gboolean note_file(const char *path, const char *oid, guint mode,
	void *data)
{
	GHashTable *files = data;
	TreeFile *file = g_hash_table_lookup(files, path);
	if (file) {
		g_strlcpy(file->blob, oid, sizeof file->blob);
		file->mode = mode;
	}
	return TRUE;
}

/* The tickets of one day: its tree is read once. */
static gboolean put_folder(const RefreshTip *tip, const char *folder,
	const GPtrArray *paths, guint from, guint until, GError **error)
{
	g_autoptr(GHashTable) files = g_hash_table_new_full(g_str_hash,
		g_str_equal, NULL, g_free);
	for (guint i = from; i < until; i++)
		g_hash_table_insert(files, paths->pdata[i], g_new0(TreeFile, 1));
	if (!store_each(tip->store, tip->tip, folder, note_file, files, error))
		return FALSE;
	for (guint i = from; i < until; i++)
		if (!put_file(tip, paths->pdata[i],
			    g_hash_table_lookup(files, paths->pdata[i]), error))
			return FALSE;
	return TRUE;
}

static gboolean put_touched(const RefreshTip *tip, GError **error)
{
	g_autoptr(GPtrArray) paths = texts_sorted_keys(tip->touched);
	for (guint from = 0, until; from < paths->len; from = until) {
		g_autofree char *folder = g_path_get_dirname(
			paths->pdata[from]);
		for (until = from + 1; until < paths->len; until++) {
			g_autofree char *other = g_path_get_dirname(
				paths->pdata[until]);
			if (strcmp(folder, other) != 0)
				break;
		}
		if (!put_folder(tip, folder, paths, from, until, error))
			return FALSE;
	}
	return TRUE;
}

/* --- the regulation ------------------------------------------------------- */

/* Which calendars clocks are measured by. */
static char *calendars_of(const Regulation *regulation)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; regulation && i < regulation->calendars->len; i++) {
		const CalendarName *name = regulation->calendars->pdata[i];
		g_string_append_printf(text, "%s %s\n", name->name,
			name->file ? name->file : "24x7");
	}
	if (regulation)
		g_string_append(text, g_time_zone_get_identifier(
			regulation->zone));
	return g_string_free(text, FALSE);
}

static gboolean put_regulation(const RefreshTip *tip, gboolean *derive,
	GError **error)
{
	Index *index = tip->index;
	g_autofree char *text = NULL, *problem = NULL, *stands = NULL;
	g_autofree char *versions = NULL, *known = NULL;
	if (!index_last_regulation(index, &text, &problem, error) ||
		!index_get_meta(index, "regulation", &stands, error) ||
		!index_regulation_versions(index, &versions, error) ||
		!index_get_meta(index, "regulation.versions", &known, error) ||
		!index_put_meta(index, "regulation.error",
		    problem && *problem ? problem : NULL, error))
		return FALSE;
	if (!tip->rebuild && g_strcmp0(text, stands) == 0 &&
		g_strcmp0(versions, known) == 0)
		return TRUE;
	g_autoptr(Regulation) regulation = text ? regulation_read(text,
		strlen(text), "desk.yaml", error) : regulation_default();
	gboolean changed;
	if (!regulation || !index_put_meta(index, "regulation", text, error) ||
		!index_put_meta(index, "regulation.versions", versions,
			error) ||
		!index_put_terms(index, regulation, &changed, error))
		return FALSE;
	*derive |= changed;
	/* One that is read no more is another. */
	g_autoptr(Regulation) old = stands ? regulation_parse(stands,
		strlen(stands), "desk.yaml", NULL) : NULL;
	g_autofree char *calendars_before = calendars_of(old);
	g_autofree char *calendars_after = calendars_of(regulation);
	*derive |= strcmp(calendars_before, calendars_after) != 0;
	return TRUE;
}

/* --- people --------------------------------------------------------------- */

/* `problem` is what the file cannot be read for, which is no error. */
typedef gboolean (*PutPerson)(Index *index, const char *name, const char *text,
	gsize size, const char *path, GError **problem, GError **error);

static gboolean put_agent(Index *index, const char *name, const char *text,
	gsize size, const char *path, GError **problem, GError **error)
{
	g_autoptr(Agent) agent = agent_parse(name, text, size, path, problem);
	return !agent || index_put_agent(index, agent, error);
}

static gboolean put_customer(Index *index, const char *name, const char *text,
	gsize size, const char *path, GError **problem, GError **error)
{
	g_autoptr(Customer) customer = customer_parse(name, text, size, path,
		problem);
	return !customer || index_put_customer(index, customer, error);
}

/* By itself: what it includes is a file of its own, and may come later. */
static const char *include_nothing(void *data, const char *path)
{
	(void)data;
	(void)path;
	return "";
}

static gboolean put_calendar(Index *index, const char *name, const char *text,
	gsize size, const char *path, GError **problem, GError **error)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(Calendar) calendar = calendar_parse(name, text, size, path,
		utc, include_nothing, NULL, problem);
	g_autofree char *copy = g_strndup(text, size);
	return !calendar || index_put_calendar(index, path, copy, error);
}

static gboolean delete_calendar(Index *index, const char *name, GError **error)
{
	g_autofree char *path = g_strdup_printf("calendars/%s.yaml", name);
	return index_put_calendar(index, path, NULL, error);
}

static gboolean put_schedule(Index *index, const char *name, const char *text,
	gsize size, const char *path, GError **problem, GError **error)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(Schedule) schedule = schedule_parse(name, text, size, path,
		utc, NULL, problem);
	g_autofree char *copy = g_strndup(text, size);
	return !schedule || index_put_schedule(index, name, copy, error);
}

static gboolean delete_schedule(Index *index, const char *name, GError **error)
{
	return index_put_schedule(index, name, NULL, error);
}

static gboolean put_bill(Index *index, const char *name, const char *text,
	gsize size, const char *path, GError **problem, GError **error)
{
	g_autoptr(ClosedBill) bill = closed_bill_parse(name, text, size, path,
		problem);
	g_autofree char *copy = g_strndup(text, size);
	return !bill || index_put_closed_bill(index, name, bill, copy, error);
}

typedef struct {
	const char *folder; /* with the slash */
	PutPerson put;
	gboolean (*delete)(Index *index, const char *name, GError **error);
	gboolean acts; /* rows of tickets derive from it */
} PeopleKind;

static const PeopleKind people_kinds[] = {
	{"agents/", put_agent, index_delete_agent, TRUE},
	{"bills/", put_bill, index_delete_closed_bill, FALSE},
	{"calendars/", put_calendar, delete_calendar, TRUE},
	{"customers/", put_customer, index_delete_customer, FALSE},
	{"schedules/", put_schedule, delete_schedule, FALSE},
};

/* "anna" of "agents/anna.yaml"; NULL for what is no such file. */
static char *person_name(const PeopleKind *kind, const char *path)
{
	const char *name = path + strlen(kind->folder);
	if (*name == '.' || strchr(name, '/') ||
		!g_str_has_suffix(name, ".yaml"))
		return NULL;
	return g_strndup(name, strlen(name) - strlen(".yaml"));
}

static gboolean put_version(const RefreshTip *tip, const PeopleKind *kind,
	const char *path, const char *blob, guint mode, gboolean *parsed,
	char **reason, GError **error)
{
	*parsed = FALSE;
	*reason = NULL;
	if (!version_is_regular(mode)) {
		*reason = version_irregular(path);
		return TRUE;
	}
	g_autofree char *unfit = NULL;
	g_autoptr(GBytes) bytes = version_read(tip->store, blob, &unfit, error);
	if (!bytes)
		return FALSE;
	if (unfit) {
		*reason = version_reason(path, unfit);
		return TRUE;
	}
	g_autofree char *name = person_name(kind, path);
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	g_autoptr(GError) problem = NULL;
	if (!kind->put(tip->index, name, text ? text : "", size, path, &problem,
		    error) || !desk_error_finding(error, &problem))
		return FALSE;
	*parsed = !problem;
	*reason = problem ? desk_error_keep(problem) : NULL;
	return TRUE;
}

/* A slip in a hand edit must not lock an agent out: the last version that
 * could be read stands, as far back as the file reaches. */
static gboolean put_last_readable(const RefreshTip *tip, const PeopleKind *kind,
	const char *path, const char *blob, GError **error)
{
	g_autofree char *last = g_strdup(blob);
	g_autoptr(GPtrArray) commits = index_mainline(tip->index, error);
	for (guint i = 0; commits && i < commits->len; i++) {
		const char *commit = commits->pdata[i];
		char found[41];
		gboolean parsed;
		g_autofree char *reason = NULL;
		g_autoptr(GError) problem = NULL;
		if (!store_lookup(tip->store, commit, path, found, &problem))
			return desk_error_pass(error, &problem);
		if (strcmp(found, last) == 0)
			continue;
		g_free(last);
		last = g_strdup(found);
		if (!put_version(tip, kind, path, found, 0100644, &parsed,
			    &reason, error))
			return FALSE;
		if (parsed)
			return TRUE;
	}
	return commits != NULL;
}

static gboolean put_person(const RefreshTip *tip, const PeopleKind *kind,
	const char *path, const TreeFile *file, GError **error)
{
	gboolean parsed;
	g_autofree char *reason = NULL;
	g_autofree char *name = person_name(kind, path);
	if (!kind->delete(tip->index, name, error))
		return FALSE;
	if (file->mode == 0)
		return index_put_people_file(tip->index, path, NULL, "", error);
	if (!put_version(tip, kind, path, file->blob, file->mode, &parsed,
		    &reason, error))
		return FALSE;
	return (parsed || put_last_readable(tip, kind, path, file->blob,
			error)) &&
		index_put_people_file(tip->index, path, file->blob,
			reason ? reason : "", error);
}

static gboolean collect(const char *path, const char *oid, guint mode,
	void *data)
{
	TreeFile *file = g_new0(TreeFile, 1);
	g_strlcpy(file->blob, oid, sizeof file->blob);
	file->mode = mode;
	g_hash_table_replace(data, g_strdup(path), file);
	return TRUE;
}

typedef struct {
	const PeopleKind *kind;
	GHashTable *files; /* path → TreeFile */
} Changed;

/* Takes out of `files` what stands in the index as it is, and adds what is
 * gone. */
static void leave_changed(const char *path, const char *blob,
	const char *problem, void *data)
{
	const Changed *changed = data;
	if (!g_str_has_prefix(path, changed->kind->folder))
		return;
	const TreeFile *file = g_hash_table_lookup(changed->files, path);
	if (!file)
		g_hash_table_replace(changed->files, g_strdup(path),
			g_new0(TreeFile, 1));
	else if (strcmp(file->blob, blob) == 0 && *problem == '\0' &&
		version_is_regular(file->mode))
		g_hash_table_remove(changed->files, path);
}

static gboolean put_kind(const RefreshTip *tip, const PeopleKind *kind,
	gboolean *derive, GError **error)
{
	g_autoptr(GHashTable) files = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, g_free);
	g_autofree char *folder = g_strndup(kind->folder,
		strlen(kind->folder) - 1);
	if (*tip->tip && !store_each(tip->store, tip->tip, folder, collect, files,
		    error))
		return FALSE;
	Changed changed = {kind, files};
	if (!index_each_people_file(tip->index, leave_changed, &changed, error))
		return FALSE;
	g_autoptr(GPtrArray) paths = texts_sorted_keys(files);
	for (guint i = 0; i < paths->len; i++) {
		g_autofree char *name = person_name(kind, paths->pdata[i]);
		if (!name)
			continue;
		*derive |= kind->acts;
		if (!put_person(tip, kind, paths->pdata[i],
			    g_hash_table_lookup(files, paths->pdata[i]), error))
			return FALSE;
	}
	return TRUE;
}

static gboolean put_people(const RefreshTip *tip, gboolean *derive,
	GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS(people_kinds); i++)
		if (!put_kind(tip, &people_kinds[i], derive, error))
			return FALSE;
	return TRUE;
}

gboolean refresh_tip(const RefreshTip *tip, GError **error)
{
	gboolean derive = FALSE;
	if (!put_regulation(tip, &derive, error) ||
		(tip->people && !put_people(tip, &derive, error)))
		return FALSE;
	if (tip->rebuild)
		return put_all(tip, error);
	return put_touched(tip, error) &&
		(!derive || index_derive_all(tip->index, error));
}
