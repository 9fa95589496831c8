#include "app/check/hook_judge.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/desk/commit_guard.h"
#include "app/desk/desk.h"
#include "app/desk/files_judge.h"
#include "app/desk/files_rights.h"
#include "app/operation/judge.h"
#include "base/error.h"
#include "base/identifier.h"
#include "index/tickets.h"
#include "model/people.h"
#include "rules/history.h"
#include "system/environment.h"
#include "system/file.h"
#include "system/process.h"

static const Phrase
	no_list = {"git diff --cached gave no list (status %1)",
		"git diff --cached не дал списка (код %1)"},
	not_renamed = {"%1: cannot be renamed to %2: %3",
		"%1: не переименовать в %2: %3"};

#define LIST_LIMIT_BYTES (64 * 1024 * 1024)

typedef struct {
	Desk *desk;
	Store *store;
	GPtrArray *findings;
	FileSource *source;  /* as it is about to be */
	GHashTable *written; /* paths that are staged and no tickets */
	GHashTable *numbers; /* number → path, of what is staged */
	char *mail;	     /* of who commits; may be NULL */
	Standing standing;
	Index *index;
	const Regulation *regulation;
	GError *problem; /* the first that ends it all: nothing is committed
			    unchecked */
} Staged;

static void found(Staged *staged, const char *kind, const char *path,
	const char *text)
{
	findings_add_line(staged->findings, kind, path, SEVERITY_WRONG, text);
}

typedef struct {
	const char *path;
	char before[41], after[41]; /* blobs; "" = none */
} StagedFile;

static void tell(Staged *staged, const StagedFile *file, const char *format,
	...) G_GNUC_PRINTF(3, 4);
static void tell(Staged *staged, const StagedFile *file, const char *format,
	...)
{
	va_list list;
	va_start(list, format);
	g_autofree char *text = g_strdup_vprintf(format, list);
	va_end(list);
	found(staged, "value", file->path, text);
}

/* --- one file ------------------------------------------------------------ */

/* What could not be read this time is a problem of the whole check; NULL
 * without one: no file, or none that desk reads. */
static GBytes *bytes_of(Staged *staged, const char *oid)
{
	g_autoptr(GError) problem = NULL;
	GBytes *bytes = *oid ? store_read_blob(staged->store, oid, &problem) :
		NULL;
	if (problem && !staged->problem &&
		!g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA))
		staged->problem = g_steal_pointer(&problem);
	return bytes;
}

static Ticket *ticket_of(GBytes *bytes, const char *path, GError **error)
{
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	return bytes ? ticket_parse(text ? text : "", size, path, error) : NULL;
}

static void check_values(Staged *staged, const StagedFile *file,
	const Ticket *before, const Ticket *after)
{
	g_autoptr(GPtrArray) events = history_compare(before, before, after,
		desk_now(staged->desk));
	for (guint i = 0; i < events->len; i++) {
		const Event *event = g_ptr_array_index(events, i);
		g_autoptr(GError) problem = NULL;
		if (event->field && event->new_text &&
			!regulation_check_value(staged->regulation, event->field,
				event->new_text, &problem))
			found(staged, "value", file->path, problem->message);
	}
}

static gboolean has_file(Staged *staged, const char *folder, const char *name)
{
	g_autofree char *path = g_strdup_printf("%s/%s.yaml", folder, name);
	return file_source_has(staged->source, path);
}

static gboolean is_contact(const Customer *customer, const char *name)
{
	for (guint i = 0; i < customer->contacts->len; i++)
		if (strcmp(((const Contact *)customer->contacts->pdata[i])->name,
			name) == 0)
			return TRUE;
	return FALSE;
}

static gboolean has_contact(Staged *staged, const char *requester)
{
	const char *slash = strchr(requester, '/');
	if (!slash || strchr(requester, '@') || !g_ascii_islower(*requester))
		return TRUE; /* an address or number as it came */
	g_autofree char *name = g_strndup(requester,
		(gsize)(slash - requester));
	g_autofree char *path = g_strdup_printf("customers/%s.yaml", name);
	g_autoptr(GBytes) bytes = file_source_read(staged->source, path, NULL);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	g_autoptr(Customer) customer = bytes ? customer_parse(name,
		text ? text : "", size, path, NULL) : NULL;
	/* What cannot be read is told of itself. */
	return bytes && (!customer || is_contact(customer, slash + 1));
}

static gboolean is_taken(Staged *staged, const StagedFile *file,
	const Ticket *ticket)
{
	gboolean taken = FALSE;
	if (!g_hash_table_insert(staged->numbers,
		g_strdup(ticket_get(ticket, "number")), g_strdup(file->path)))
		return TRUE;
	return !staged->problem && index_number_is_taken(staged->index,
		ticket_get_number(ticket), ticket_get(ticket, "uid"), &taken,
		&staged->problem) && taken;
}

static gboolean is_new(const Ticket *before, const Ticket *after,
	const char *field)
{
	const char *now = ticket_get(after, field);
	return *now && (!before || strcmp(ticket_get(before, field), now) != 0);
}

/* Who is named, since when and by which number. */
static void check_names(Staged *staged, const StagedFile *file,
	const Ticket *before, const Ticket *after)
{
	const char *assignee = ticket_get(after, "assignee");
	const char *customer = ticket_get(after, "customer");
	const char *requester = ticket_get(after, "requester");
	const char *number = ticket_get(after, "number");
	if (is_new(before, after, "assignee") &&
		!has_file(staged, "agents", assignee))
		tell(staged, file, "assignee \"%s\" is no agent: no file "
			"agents/%s.yaml", assignee, assignee);
	if (is_new(before, after, "customer") &&
		!has_file(staged, "customers", customer))
		tell(staged, file, "customer \"%s\" is none: no file "
			"customers/%s.yaml", customer, customer);
	if (is_new(before, after, "requester") &&
		!has_contact(staged, requester))
		tell(staged, file, "requester \"%s\" is no contact; an address "
			"or number, or CUSTOMER/CONTACT of customers/", requester);
	Instant created = INSTANT_NONE;
	if (is_new(before, after, "created") &&
		instant_parse(ticket_get(after, "created"), &created) &&
		instant_is_ahead(created, desk_now(staged->desk)))
		tell(staged, file, "created: %s is still to come",
			ticket_get(after, "created"));
	if (is_new(before, after, "number") && before &&
		*ticket_get(before, "number") &&
		staged->standing != RIGHTS_LEAD)
		tell(staged, file, "number %s: only who has the role lead gives "
			"a ticket another one", number);
	if (is_new(before, after, "number") && is_taken(staged, file, after))
		tell(staged, file, "number %s is another ticket's; `desk new` "
			"gives the next one", number);
}

static void check_times(Staged *staged, const StagedFile *file,
	const Ticket *before, const Ticket *after)
{
	for (guint i = 0; i < ticket_entry_count(after); i++) {
		const Entry *entry = ticket_entry(after, i);
		if ((before && ticket_entry_by_id(before, entry->id)) ||
			!instant_is_ahead(entry->at, desk_now(staged->desk)))
			continue;
		g_autofree char *at = instant_format(entry->at);
		tell(staged, file, "entry %s: at: %s is still to come",
			entry->id, at);
	}
}

static void check_change(Staged *staged, const StagedFile *file,
	const Ticket *before, const Ticket *after)
{
	const char *broken;
	if (before && !ticket_only_grew(before, after, &broken)) {
		g_autofree char *text = g_strdup_printf("entry %s was removed "
			"or altered; entries only grow, `git checkout %s` "
			"takes the file back", broken, file->path);
		found(staged, "altered-entry", file->path, text);
	}
	check_values(staged, file, before, after);
	check_names(staged, file, before, after);
	check_times(staged, file, before, after);
	g_autoptr(GError) problem = NULL;
	Judge judge = {.at = INSTANT_NONE};
	if (desk_me_if_any(staged->desk, &judge.login, &problem) &&
		judge_change(staged->desk, &judge, before, after, &problem))
		return;
	if (!g_error_matches(problem, DESK_ERROR, DESK_ERROR_FORBIDDEN))
		staged->problem = staged->problem ? staged->problem :
			g_steal_pointer(&problem);
	else
		found(staged, "workflow", file->path, problem->message);
}

static void check_ticket(Staged *staged, const StagedFile *file)
{
	if (*file->after == '\0') {
		found(staged, "deleted", file->path, "a ticket is never "
			"removed; `git reset -- FILE` and `desk close N --as "
			"spam` instead");
		return;
	}
	g_autoptr(GBytes) old = bytes_of(staged, file->before);
	g_autoptr(GBytes) new_bytes = bytes_of(staged, file->after);
	if (staged->problem)
		return;
	g_autoptr(GError) problem = NULL;
	g_autoptr(Ticket) before = ticket_of(old, file->path, NULL);
	g_autoptr(Ticket) after = ticket_of(new_bytes, file->path, &problem);
	g_autofree char *uid = uid_from_path(file->path);
	if (after && g_strcmp0(ticket_get(after, "uid"), uid) != 0)
		tell(staged, file, "the uid in it is \"%s\"; its path says %s",
			ticket_get(after, "uid"), uid);
	else if (after)
		check_change(staged, file, before, after);
	else if (problem)
		findings_add_error(staged->findings, "unreadable", file->path,
			SEVERITY_BROKEN, problem);
	else
		findings_add(staged->findings, "unreadable", file->path,
			SEVERITY_BROKEN, "cannot be read");
}

static gboolean check_rights(Staged *staged, FileSource *before,
	GError **error)
{
	g_autoptr(GPtrArray) breaches = files_rights_breaches(before,
		staged->source, staged->written, NULL, staged->mail, NULL,
		error);
	for (guint i = 0; breaches && i < breaches->len; i++) {
		const RightsBreach *breach = breaches->pdata[i];
		g_autofree char *text = phrase_fill(
			rights_breach_phrase(breach), "en", breach->path,
			breach->what, breach->who, NULL);
		found(staged, "rights", breach->path, text);
	}
	return breaches != NULL;
}

static gboolean check_written(Staged *staged, FileSource *before,
	GError **error)
{
	if (g_hash_table_size(staged->written) == 0)
		return TRUE;
	g_autoptr(GPtrArray) made = files_judge_changes(before, staged->source,
		staged->written, error);
	if (!made)
		return FALSE;
	g_ptr_array_extend_and_steal(staged->findings, g_steal_pointer(&made));
	return check_rights(staged, before, error);
}

/* Who commits, by the files as they stand. */
static gboolean find_standing(Staged *staged, FileSource *before,
	GError **error)
{
	g_autoptr(Rights) rights = files_rights(before, error);
	if (!rights)
		return FALSE;
	staged->standing = rights_standing(rights, NULL, staged->mail, NULL);
	return TRUE;
}

/* git tells its hooks the date of the commit that is made: "@1795255200 +0000".
 * All figures go by it. */
static void check_date(Staged *staged)
{
	const char *date = environment_get("GIT_AUTHOR_DATE");
	Instant at = date && *date == '@' ? g_ascii_strtoll(date + 1, NULL, 10) :
		INSTANT_NONE;
	if (at == INSTANT_NONE ||
		at - desk_now(staged->desk) <= CLOCK_TOLERANCE_SECONDS)
		return;
	g_autofree char *text = instant_format(at);
	g_autofree char *message = g_strdup_printf("the commit would be dated "
		"%s, which is still to come; leave --date and GIT_AUTHOR_DATE "
		"out", text);
	found(staged, "time", "", message);
}

static void check_file(Staged *staged, const StagedFile *file)
{
	g_autofree char *uid = uid_from_path(file->path);
	if (uid && staged->standing == RIGHTS_LEFT)
		tell(staged, file, "%s has left, and changes nothing any more",
			staged->mail);
	if (uid)
		check_ticket(staged, file);
	else
		g_hash_table_add(staged->written, g_strdup(file->path));
}

/* --- the list: ":100644 100644 OLD NEW M\0path\0" -------------------------- */

static void copy_oid(char oid[41], const char *from)
{
	g_strlcpy(oid, from, 41);
	if (strspn(oid, "0") == strlen(oid))
		oid[0] = '\0';
}

static gboolean read_list(Staged *staged, const char *bytes, gsize size)
{
	const char *end = bytes + size;
	while (bytes < end && *bytes == ':') {
		const char *stop = memchr(bytes, '\0', (gsize)(end - bytes));
		const char *last = stop ? memchr(stop + 1, '\0',
			(gsize)(end - stop - 1)) : NULL;
		g_auto(GStrv) parts = g_strsplit(bytes, " ", 5);
		if (!last || g_strv_length(parts) != 5)
			return FALSE;
		StagedFile file = {.path = stop + 1};
		copy_oid(file.before, parts[2]);
		copy_oid(file.after, parts[3]);
		check_file(staged, &file);
		bytes = last + 1;
	}
	return bytes == end;
}

GPtrArray *staged_check(Desk *desk, GError **error)
{
	static const char *const argv[] = {"git", "diff", "--cached", "--raw",
		"-z", "--no-renames", "--abbrev=40", "--no-ext-diff", NULL};
	const StorePlace *place = desk_place(desk);
	g_autoptr(GPtrArray) findings = findings_new();
	g_autoptr(GBytes) output = NULL;
	int status = 0;
	g_autoptr(FileSource) source = file_source_staged(desk, error);
	g_autoptr(GHashTable) written = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) numbers = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, g_free);
	g_autofree char *mail = store_author_mail(place);
	g_autoptr(FileSource) before = source ? file_source_commit(desk, NULL,
		error) : NULL;
	Staged staged = {.desk = desk, .findings = findings, .source = source,
		.written = written, .numbers = numbers, .mail = mail};
	if (!before || !find_standing(&staged, before, error) ||
		!(staged.store = desk_store(desk, error)) ||
		!(staged.index = desk_index(desk, error)) ||
		!(staged.regulation = desk_regulation(desk, error)) ||
		!process_run(argv, place->work_tree, NULL, LIST_LIMIT_BYTES,
			&output, NULL, &status, error))
		return NULL;
	gsize size = 0;
	const char *bytes = g_bytes_get_data(output, &size);
	gboolean whole = status == 0 && (!bytes || read_list(&staged, bytes,
		size));
	if (staged.problem) {
		g_propagate_error(error, staged.problem);
		return NULL;
	}
	if (!whole) {
		desk_refuse(error, DESK_ERROR_CONFIG, &no_list,
			PHRASE_NUMBER(status), NULL);
		return NULL;
	}
	check_date(&staged);
	return check_written(&staged, before, error) ?
		g_steal_pointer(&findings) : NULL;
}

/* --- the hook ------------------------------------------------------------ */

static const char hook_text[] =
	"#!/bin/sh\n"
	"# Asks the regulation about what is changed by hand; made by desk init.\n"
	"[ ! -x \"$0.before-desk\" ] || \"$0.before-desk\" \"$@\" || exit\n"
	"desk=@DESK@\n"
	"[ -x \"$desk\" ] || desk=$(command -v desk) || {\n"
	"\tgit diff --cached --quiet -- tickets desk.yaml oncall.yaml "
	"agents calendars customers schedules templates && exit 0\n"
	"\techo \"There is no desk at\" @DESK@ \"and none on PATH, so nothing "
	"can check\n"
	"what you changed in this store. Install desk, or commit unchecked by\n"
	"git commit --no-verify\" >&2\n"
	"\texit 1\n"
	"}\n"
	"\"$desk\" fsck --staged --format '%(place): %(text)' >&2 && exit 0\n"
	"echo \"Nothing was committed; git commit --no-verify does it "
	"nevertheless.\" >&2\n"
	"exit 1\n";

/* The hook of others, which ours runs first. */
static gboolean set_aside(const char *path, const char *aside, GError **error)
{
	if (!g_file_test(path, G_FILE_TEST_EXISTS) || g_rename(path, aside) == 0)
		return TRUE;
	desk_refuse(error, DESK_ERROR_WRITE, &not_renamed, path, aside,
		g_strerror(errno), NULL);
	return FALSE;
}

static gboolean write_hook(const char *path, const char *program,
	GError **error)
{
	g_autofree char *quoted = g_shell_quote(program);
	g_auto(GStrv) parts = g_strsplit(hook_text, "@DESK@", -1);
	g_autofree char *text = g_strjoinv(quoted, parts);
	return file_write(path, text, strlen(text), FALSE, error);
}

gboolean staged_install_hook(const StorePlace *place, const char *program,
	gboolean *installed, GError **error)
{
	g_autofree char *elsewhere = store_config_get(place, "core.hooksPath");
	*installed = FALSE;
	if (elsewhere || !commit_guard_is_missing(place))
		return TRUE;
	g_autofree char *path = commit_guard_path(place);
	g_autofree char *aside = g_strconcat(path, ".before-desk", NULL);
	gboolean chained = g_file_test(path, G_FILE_TEST_EXISTS);
	if (chained && g_file_test(aside, G_FILE_TEST_EXISTS))
		return TRUE;
	if (!set_aside(path, aside, error))
		return FALSE;
	if (!write_hook(path, program, error)) {
		if (chained)
			g_rename(aside, path);
		return FALSE;
	}
	*installed = g_chmod(path, 0755) == 0;
	return TRUE;
}
