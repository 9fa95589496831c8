/* Who goes from the files while tickets name them. */
#include "app/desk/desk_parts.h"
#include "app/desk/files_held.h"
#include "app/desk/files_judge_parts.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "base/error.h"
#include "model/ticket.h"

/* %1 is who goes, %2 some of the tickets. */
static const struct {
	const char *field;
	Phrase text;
} faults[FAULTS] = {
	[FAULT_ASSIGNEE] = {"assignee",
		{"%1 goes, but tickets have them as assignee: %2; `desk assign "
			"N WHO` first (all of them: `desk list 'is:all "
			"assignee:%1'`), or keep the file with \"left: true\"",
		"%1 удаляется, но назначен исполнителем заявок: %2; сначала "
		"`desk assign N КОМУ` (все они: `desk list 'is:all "
		"assignee:%1'`), или оставьте файл, а в нём «left: true»"}},
	[FAULT_CUSTOMER] = {"customer",
		{"%1 goes, but tickets name the customer: %2; `desk set N "
			"customer=NAME` first (all of them: `desk list 'is:all "
			"customer:%1'`)",
		"%1 удаляется, но это клиент заявок: %2; сначала `desk set N "
		"customer=ИМЯ` (все они: `desk list 'is:all customer:%1'`)"}},
	[FAULT_REQUESTER] = {"requester",
		{"the contact %1 goes, but open tickets name it as requester: "
			"%2; `desk set N requester=WHO` first",
		"контакт %1 удаляется, но это заявитель открытых заявок: %2; "
		"сначала `desk set N requester=КТО`"}},
};

#define SHOWN 3
#define MOST 50

typedef struct {
	FileSource *before, *after;
	HeldEach each;
	void *data;
} Leaving;

/* As the change leaves the ticket; one that cannot be read is told of itself. */
static gboolean holds(const Leaving *leaving, Fault kind, const char *path,
	const char *name, gboolean *does, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = file_source_read(leaving->after, path,
		&problem);
	g_autoptr(Ticket) ticket = ticket_of_bytes(bytes, path, NULL);
	*does = ticket && strcmp(ticket_get(ticket, faults[kind].field),
		name) == 0 && (kind != FAULT_REQUESTER || regulation_class_of(
		file_source_regulation(leaving->after), ticket) < CLASS_SOLVED);
	return desk_error_finding(error, &problem);
}

static gboolean judge_name(const Leaving *leaving, Fault kind,
	const char *file, const char *name, GError **error)
{
	Index *index = desk_index(file_source_desk(leaving->after), error);
	g_autoptr(GPtrArray) holders = index ? index_holders(index, kind, name,
		error) : NULL;
	g_autoptr(GPtrArray) tickets = g_ptr_array_new();
	for (guint i = 0; holders && i < holders->len && tickets->len < MOST;
		i++) {
		const IndexFault *holder = holders->pdata[i];
		gboolean does;
		if (!holds(leaving, kind, holder->path, name, &does, error))
			return FALSE;
		if (does)
			g_ptr_array_add(tickets, holder->value);
	}
	const HeldName held = {kind, faults[kind].field, file, name, tickets};
	if (tickets->len)
		leaving->each(&held, leaving->data);
	return holders != NULL;
}

static char *name_of(const char *path, const char *folder)
{
	const char *base = path + strlen(folder);
	return g_str_has_prefix(path, folder) && !strchr(base, '/') &&
		g_str_has_suffix(base, ".yaml") ?
		g_strndup(base, strlen(base) - strlen(".yaml")) : NULL;
}

/* NULL without error: there is no such file, or it is told of itself. */
static Customer *customer_in(FileSource *source, const char *name,
	const char *path, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) bytes = file_source_read(source, path, &problem);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	return desk_error_finding(error, &problem) && bytes ?
		customer_parse(name, text ? text : "", size, path, NULL) : NULL;
}

static gboolean judge_contacts(const Leaving *leaving, const char *name,
	const char *path, gboolean gone, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(Customer) before = customer_in(leaving->before, name, path,
		&problem);
	g_autoptr(Customer) after = problem ? NULL : customer_in(leaving->after,
		name, path, &problem);
	if (problem)
		return desk_error_pass(error, &problem);
	for (guint i = 0; before && (after || gone) &&
		i < before->contacts->len; i++) {
		const Contact *contact = before->contacts->pdata[i];
		g_autofree char *requester = g_strdup_printf("%s/%s", name,
			contact->name);
		if (!(after && customer_has_contact(after, contact->name)) &&
			!judge_name(leaving, FAULT_REQUESTER, path, requester,
				error))
			return FALSE;
	}
	return TRUE;
}

static gboolean judge_path(const Leaving *leaving, const char *path,
	GError **error)
{
	g_autofree char *agent = name_of(path, "agents/");
	g_autofree char *customer = name_of(path, "customers/");
	g_autoptr(GError) problem = NULL;
	if (!agent && !customer)
		return TRUE;
	gboolean gone = !file_source_has(leaving->after, path, &problem) &&
		!problem && file_source_has(leaving->before, path, &problem);
	if (problem)
		return desk_error_pass(error, &problem);
	return (!gone || judge_name(leaving, agent ? FAULT_ASSIGNEE :
			FAULT_CUSTOMER, path, agent ? agent : customer, error)) &&
		(!customer || judge_contacts(leaving, customer, path, gone,
			error));
}

gboolean files_held(FileSource *before, FileSource *after,
	const GPtrArray *changed, HeldEach each, void *data, GError **error)
{
	const Leaving leaving = {before, after, each, data};
	for (guint i = 0; i < changed->len; i++)
		if (!judge_path(&leaving, changed->pdata[i], error))
			return FALSE;
	return TRUE;
}

char *held_tickets(const HeldName *held)
{
	GString *some = g_string_new(NULL);
	for (guint i = 0; i < held->tickets->len && i < SHOWN; i++)
		g_string_append_printf(some, "%s%s", i ? ", " : "",
			(const char *)held->tickets->pdata[i]);
	if (held->tickets->len > SHOWN)
		g_string_append(some, " …");
	return g_string_free(some, FALSE);
}

static void add_finding(const HeldName *held, void *findings)
{
	g_autofree char *tickets = held_tickets(held);
	findings_add(findings, "people", held->file, SEVERITY_WRONG,
		&faults[held->kind].text, held->name, tickets, NULL);
}

gboolean files_judge_held(FileSource *before, FileSource *after,
	const GPtrArray *changed, GPtrArray *findings, GError **error)
{
	return files_held(before, after, changed, add_finding, findings, error);
}
