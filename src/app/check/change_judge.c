#include "app/check/change_judge.h"

#include <string.h>

#include "app/check/entry_judge.h"
#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/files_judge.h"
#include "app/desk/files_rights.h"
#include "app/desk/in_force.h"
#include "app/operation/judge.h"
#include "base/error.h"
#include "base/identifier.h"
#include "index/tickets.h"
#include "model/people.h"
#include "model/redact.h"
#include "rules/history.h"

static const Phrase
	no_agent = {"assignee \"%1\" is no agent: no file agents/%1.yaml",
		"исполнитель «%1» — не сотрудник: нет файла agents/%1.yaml"},
	no_customer = {"customer \"%1\" is none: no file customers/%1.yaml",
		"клиента «%1» нет: нет файла customers/%1.yaml"},
	no_contact = {"requester \"%1\" is no contact; an address or number, or "
			"CUSTOMER/CONTACT of customers/",
		"заявитель «%1» — не контакт; нужен адрес или номер, или "
		"КЛИЕНТ/КОНТАКТ из customers/"},
	no_status = {"status: is empty; each ticket has one, like \"open\"",
		"status: пуст; он есть у каждой заявки, например «open»"},
	created_ahead = {"created: %1 is still to come",
		"created: %1 ещё не наступило"},
	number_of_lead = {"number %1: only who has the role lead gives a ticket "
			"another one",
		"номер %1: другой номер даёт заявке только тот, у кого роль "
		"lead"},
	made_once = {"created and token are given once, and stay",
		"created и token даются один раз и не меняются"},
	number_taken = {"number %1 is another ticket's; `desk new` gives the next "
			"one",
		"номер %1 уже у другой заявки; следующий даёт `desk new`"},
	token_taken = {"token %1 is another ticket's, and answers of its "
			"requester would come here; leave it out",
		"token %1 уже у другой заявки, и ответы её заявителя пришли бы "
		"сюда; уберите его"},
	redacted = {"a text was taken out of an entry; only who has the role "
			"lead redacts",
		"из записи вымаран текст; вымарывает только тот, у кого роль "
		"lead"},
	deleted = {"a ticket is never removed; `git reset -- FILE` and `desk "
			"close N --as spam` instead",
		"заявки не удаляют; вместо этого `git reset -- ФАЙЛ` и `desk "
		"close N --as spam`"},
	other_uid = {"the uid in it is \"%1\"; its path says %2",
		"uid в ней «%1», а путь говорит %2"},
	odd_file = {"a link or a submodule, not a regular file",
		"ссылка или подмодуль, а не обычный файл"},
	unreadable = {"cannot be read", "не читается"},
	has_left = {"%1 has left, and changes nothing any more",
		"%1 больше не работает здесь и ничего не меняет"};

struct ChangeJudge {
	ChangeQuestion ask;
	Store *store;
	Index *index;
	GHashTable *written; /* paths that are no tickets */
	Standing standing;
	char beside[41];     /* the file on the other side of a merge */
	GError *problem;     /* the first that ends it all */
};

typedef struct {
	const char *path;
	const char *before, *after; /* blobs; "" = none */
} ChangedFile;

static void found(ChangeJudge *judge, const char *kind, const char *path,
	const Phrase *phrase, ...) G_GNUC_NULL_TERMINATED;
static void found(ChangeJudge *judge, const char *kind, const char *path,
	const Phrase *phrase, ...)
{
	va_list list;
	va_start(list, phrase);
	findings_add_list(judge->ask.findings, kind, path,
		SEVERITY_WRONG, phrase, list);
	va_end(list);
}

static void found_error(ChangeJudge *judge, const char *kind, const char *path,
	const GError *problem)
{
	findings_add_refusal(judge->ask.findings, kind, path, SEVERITY_WRONG,
		problem);
}

/* --- one ticket ---------------------------------------------------------- */

/* What could not be read this time is a problem of the whole check; NULL
 * without one: no file, or none that desk reads. */
static GBytes *bytes_of(ChangeJudge *judge, const char *oid)
{
	g_autoptr(GError) problem = NULL;
	GBytes *bytes = *oid ? store_read_blob(judge->store, oid, &problem) :
		NULL;
	if (problem && !judge->problem &&
		!g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA))
		judge->problem = g_steal_pointer(&problem);
	return bytes;
}

static void check_values(ChangeJudge *judge, const ChangedFile *file,
	const Ticket *before, const Ticket *after)
{
	if (*ticket_get(after, "status") == '\0')
		found(judge, "value", file->path, &no_status, NULL);
	g_autoptr(GPtrArray) events = history_compare(before, before, after,
		judge->ask.at);
	for (guint i = 0; i < events->len; i++) {
		const Event *event = g_ptr_array_index(events, i);
		g_autoptr(GError) problem = NULL;
		if (event->field && event->new_text &&
			!regulation_check_value(judge->ask.regulation,
				event->field, event->new_text, &problem))
			found_error(judge, "value", file->path, problem);
	}
}

static gboolean has_file(ChangeJudge *judge, const char *folder,
	const char *name)
{
	g_autofree char *path = g_strdup_printf("%s/%s.yaml", folder, name);
	g_autoptr(GError) problem = NULL;
	gboolean has = file_source_has(judge->ask.after, path, &problem);
	if (!judge->problem)
		judge->problem = g_steal_pointer(&problem);
	return has;
}

static gboolean has_contact(ChangeJudge *judge, const char *requester)
{
	const char *slash = strchr(requester, '/');
	if (!slash || strchr(requester, '@') || !g_ascii_islower(*requester))
		return TRUE; /* an address or number as it came */
	g_autofree char *name = g_strndup(requester,
		(gsize)(slash - requester));
	g_autofree char *path = g_strdup_printf("customers/%s.yaml", name);
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = file_source_read(judge->ask.after, path,
		&problem);
	if (!judge->problem)
		desk_error_finding(&judge->problem, &problem);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	g_autoptr(Customer) customer = bytes ? customer_parse(name,
		text ? text : "", size, path, NULL) : NULL;
	/* What cannot be read is told of itself. */
	return bytes && (!customer || customer_has_contact(customer,
		slash + 1));
}

static gboolean is_taken(ChangeJudge *judge, const ChangedFile *file,
	const Ticket *ticket)
{
	gboolean taken = FALSE;
	const char *number = ticket_get(ticket, "number");
	const char *other = g_hash_table_lookup(judge->ask.numbers, number);
	if (other && strcmp(other, file->path) != 0)
		return TRUE;
	g_hash_table_insert(judge->ask.numbers, g_strdup(number),
		g_strdup(file->path));
	return !judge->problem && index_number_is_taken(judge->index,
		ticket_get_number(ticket), ticket_get(ticket, "uid"), &taken,
		&judge->problem) && taken;
}

static gboolean is_new(const Ticket *before, const Ticket *after,
	const char *field)
{
	const char *now = ticket_get(after, field);
	return *now && (!before || strcmp(ticket_get(before, field), now) != 0);
}

static gboolean list_has(const Ticket *ticket, const char *field,
	const char *element)
{
	return g_ptr_array_find_with_equal_func(ticket_get_list(ticket, field),
		element, g_str_equal, NULL);
}

/* Mail goes to the ticket whose token it carries. */
static void check_token(ChangeJudge *judge, const ChangedFile *file,
	const Ticket *before, const Ticket *after)
{
	const char *token = ticket_get(after, "token");
	g_autofree char *uid = NULL;
	if (!is_new(before, after, "token") || judge->problem ||
		!index_ticket_by_token(judge->index, token, &uid,
			&judge->problem))
		return;
	if (uid && strcmp(uid, ticket_get(after, "uid")) != 0)
		found(judge, "value", file->path, &token_taken, token, NULL);
}

/* Who is named, since when and by which number. */
static void check_names(ChangeJudge *judge, const ChangedFile *file,
	const Ticket *before, const Ticket *after)
{
	const char *assignee = ticket_get(after, "assignee");
	const char *customer = ticket_get(after, "customer");
	const char *requester = ticket_get(after, "requester");
	const char *number = ticket_get(after, "number");
	if (is_new(before, after, "assignee") &&
		!has_file(judge, "agents", assignee))
		found(judge, "value", file->path, &no_agent, assignee, NULL);
	if (is_new(before, after, "customer") &&
		!has_file(judge, "customers", customer))
		found(judge, "value", file->path, &no_customer, customer, NULL);
	if (is_new(before, after, "requester") &&
		!has_contact(judge, requester))
		found(judge, "value", file->path, &no_contact, requester,
			NULL);
	Instant created = INSTANT_NONE;
	if (is_new(before, after, "created") &&
		instant_parse(ticket_get(after, "created"), &created) &&
		instant_is_ahead(created, judge->ask.at))
		found(judge, "value", file->path, &created_ahead,
			ticket_get(after, "created"), NULL);
	if (is_new(before, after, "number") && before &&
		*ticket_get(before, "number") &&
		judge->standing != RIGHTS_LEAD && !(judge->ask.automatic &&
			list_has(after, "was", ticket_get(before, "number"))))
		found(judge, "value", file->path, &number_of_lead, number,
			NULL);
	if (before && judge->standing != RIGHTS_LEAD &&
		*ticket_get(before, "number") && *number == '\0')
		found(judge, "value", file->path, &number_of_lead,
			ticket_get(before, "number"), NULL);
	if (before && judge->standing != RIGHTS_LEAD &&
		(is_new(before, after, "created") ||
			is_new(before, after, "token")))
		found(judge, "value", file->path, &made_once, NULL);
	if (is_new(before, after, "number") && is_taken(judge, file, after))
		found(judge, "value", file->path, &number_taken, number,
			NULL);
}

static void check_entries(ChangeJudge *judge, const ChangedFile *file,
	const Ticket *before, const Ticket *after)
{
	g_autoptr(GBytes) bytes = bytes_of(judge, judge->beside);
	g_autoptr(Ticket) beside = ticket_of_bytes(bytes, file->path, NULL);
	const EntryQuestion question = {.path = file->path, .before = before,
		.after = after, .beside = beside, .at = judge->ask.at,
		.authors = judge->ask.authors && !judge->ask.automatic,
		.lead = judge->standing == RIGHTS_LEAD,
		.login = judge->ask.login, .source = judge->ask.before,
		.index = judge->index};
	if (!judge->problem)
		entries_judge(&question, judge->ask.findings, &judge->problem);
}

static void check_change(ChangeJudge *judge, const ChangedFile *file,
	const Ticket *before, const Ticket *after)
{
	if (before && judge->standing != RIGHTS_LEAD &&
		redact_was_done(before, after))
		found(judge, "rights", file->path, &redacted, NULL);
	check_values(judge, file, before, after);
	check_names(judge, file, before, after);
	check_token(judge, file, before, after);
	check_entries(judge, file, before, after);
	if (judge->ask.merge)
		return;
	g_autoptr(GError) problem = NULL;
	Judge asked = {.login = judge->ask.login, .by = judge->ask.by,
		.regulation = judge->ask.regulation, .at = INSTANT_NONE};
	if (judge_change(judge->ask.desk, &asked, before, after, &problem))
		return;
	if (g_error_matches(problem, DESK_ERROR, DESK_ERROR_FORBIDDEN))
		found_error(judge, "workflow", file->path, problem);
	else if (!judge->problem)
		judge->problem = g_steal_pointer(&problem);
}

static void check_ticket(ChangeJudge *judge, const ChangedFile *file)
{
	if (*file->after == '\0') {
		found(judge, "deleted", file->path, &deleted, NULL);
		return;
	}
	g_autoptr(GBytes) old = bytes_of(judge, file->before);
	g_autoptr(GBytes) new_bytes = bytes_of(judge, file->after);
	if (judge->problem)
		return;
	g_autoptr(GError) problem = NULL;
	g_autoptr(Ticket) before = ticket_of_bytes(old, file->path, NULL);
	g_autoptr(Ticket) after = ticket_of_bytes(new_bytes, file->path,
		&problem);
	g_autofree char *uid = uid_from_path(file->path);
	if (after && g_strcmp0(ticket_get(after, "uid"), uid) != 0)
		found(judge, "value", file->path, &other_uid,
			ticket_get(after, "uid"), uid, NULL);
	else if (after)
		check_change(judge, file, before, after);
	else if (problem)
		findings_add_error(judge->ask.findings, "unreadable",
			file->path, SEVERITY_BROKEN, problem);
	else
		found(judge, "unreadable", file->path, &unreadable, NULL);
}

/* --- files that people write --------------------------------------------- */

static gboolean is_of_customer(void *path, void *value, void *data)
{
	(void)value;
	(void)data;
	return g_str_has_prefix(path, "customers/");
}

static gboolean check_rights(ChangeJudge *judge, GError **error)
{
	const ChangeQuestion *ask = &judge->ask;
	if (ask->automatic)
		g_hash_table_foreach_remove(judge->written, is_of_customer,
			NULL);
	g_autoptr(GPtrArray) breaches = files_rights_breaches(ask->before,
		ask->after, judge->written, ask->rights, NULL, ask->mail, NULL,
		error);
	for (guint i = 0; breaches && i < breaches->len; i++) {
		const RightsBreach *breach = breaches->pdata[i];
		g_autoptr(GError) problem = NULL;
		rights_breach_refuse(breach, &problem);
		found_error(judge, "rights", breach->path, problem);
	}
	return breaches != NULL;
}

static gboolean check_written(ChangeJudge *judge, GError **error)
{
	const ChangeQuestion *ask = &judge->ask;
	if (g_hash_table_size(judge->written) == 0)
		return TRUE;
	g_autoptr(GPtrArray) made = files_judge_changes(ask->before, ask->after,
		judge->written, error);
	if (!made)
		return FALSE;
	g_ptr_array_extend_and_steal(ask->findings, g_steal_pointer(&made));
	return check_rights(judge, error);
}

/* --- the change ---------------------------------------------------------- */

/* Who makes it, by the files as they stand. */
static gboolean find_standing(ChangeJudge *judge, GError **error)
{
	g_autoptr(Rights) rights = judge->ask.rights ? NULL :
		files_rights(judge->ask.before, error);
	if (!rights && !judge->ask.rights)
		return FALSE;
	judge->standing = rights_standing(rights ? rights : judge->ask.rights,
		NULL, judge->ask.mail, NULL);
	return TRUE;
}

static gboolean open_judge(ChangeJudge *judge, GError **error)
{
	Desk *desk = judge->ask.desk;
	return (judge->store = desk_store(desk, error)) &&
		(judge->index = desk_index(desk, error)) &&
		(judge->ask.regulation || (judge->ask.regulation =
			desk_regulation(desk, error))) &&
		find_standing(judge, error);
}

ChangeJudge *change_judge_new(const ChangeQuestion *question, GError **error)
{
	g_autoptr(ChangeJudge) judge = g_new0(ChangeJudge, 1);
	judge->ask = *question;
	judge->written = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		NULL);
	return open_judge(judge, error) ? g_steal_pointer(&judge) : NULL;
}

void change_judge_free(ChangeJudge *judge)
{
	if (!judge)
		return;
	g_hash_table_unref(judge->written);
	g_clear_error(&judge->problem);
	g_free(judge);
}

void change_judge_file(ChangeJudge *judge, const char *path, const char *before,
	const char *after, guint mode)
{
	const ChangedFile file = {path, before, after};
	g_autofree char *uid = uid_from_path(path);
	if (!uid) {
		g_hash_table_add(judge->written, g_strdup(path));
		return;
	}
	if (judge->standing == RIGHTS_LEFT)
		found(judge, "value", path, &has_left, judge->ask.mail, NULL);
	if (*after && mode != 0100644 && mode != 0100755)
		found(judge, "unreadable", path, &odd_file, NULL);
	else
		check_ticket(judge, &file);
}

void change_judge_set_merge(ChangeJudge *judge, gboolean merge,
	const char *beside)
{
	judge->ask.merge = merge;
	g_strlcpy(judge->beside, beside, sizeof judge->beside);
}

gboolean change_judge_end(ChangeJudge *judge, GError **error)
{
	if (!judge->problem)
		return check_written(judge, error);
	return desk_error_pass(error, &judge->problem);
}
