/* One took somebody away, and another, who did not know, named them in a ticket. */
#include "app/sync/gone.h"

#include "app/desk/desk.h"
#include "app/desk/file_source.h"
#include "app/desk/files_held.h"
#include "app/sync/sync_parts.h"
#include "base/error.h"
#include "store/replay.h"

#define MOST_LINES 5

/* %1 is who went, %2 some of the tickets. */
static const Phrase went[FAULTS] = {
	[FAULT_ASSIGNEE] = {"the agent %1 is gone, but tickets have them as "
			"assignee: %2; `desk assign N WHO` (all of them: `desk "
			"list 'is:all assignee:%1'`)",
		"агента %1 больше нет, но он назначен исполнителем заявок: %2; "
		"`desk assign N КОМУ` (все они: `desk list 'is:all "
		"assignee:%1'`)"},
	[FAULT_CUSTOMER] = {"the customer %1 is gone, but tickets name it: %2; "
			"`desk set N customer=NAME` (all of them: `desk list "
			"'is:all customer:%1'`)",
		"клиента %1 больше нет, но он указан в заявках: %2; `desk set N "
		"customer=ИМЯ` (все они: `desk list 'is:all customer:%1'`)"},
	[FAULT_REQUESTER] = {"the contact %1 is gone, but open tickets name it "
			"as requester: %2; `desk set N requester=WHO`",
		"контакта %1 больше нет, но это заявитель открытых заявок: %2; "
		"`desk set N requester=КТО`"},
};

static void gone_free(void *data)
{
	Gone *gone = data;
	g_free(gone->name);
	g_free(gone->line);
	g_ptr_array_unref(gone->tickets);
	g_free(gone);
}

static void add_path(const StoreDifference *file, void *data)
{
	if (*file->before && (g_str_has_prefix(file->path, "agents/") ||
		g_str_has_prefix(file->path, "customers/")))
		g_ptr_array_add(data, g_strdup(file->path));
}

static void add_gone(const HeldName *held, void *list)
{
	Gone *gone = g_new0(Gone, 1);
	g_autofree char *tickets = held_tickets(held);
	gone->field = held->field;
	gone->name = g_strdup(held->name);
	gone->tickets = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < held->tickets->len; i++)
		g_ptr_array_add(gone->tickets,
			g_strdup(held->tickets->pdata[i]));
	gone->line = desk_words_keep(&went[held->kind], held->name, tickets,
		NULL);
	g_ptr_array_add(list, gone);
}

GPtrArray *gone_find(Desk *desk, const char *before, const char *after,
	GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(gone_free);
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	Store *store = desk_store(desk, error);
	if (!store || (*before && !store_compare(store, before, after, add_path,
			paths, error)))
		return NULL;
	if (paths->len == 0)
		return g_steal_pointer(&list);
	g_autoptr(FileSource) old = file_source_commit(desk, before, error);
	g_autoptr(FileSource) new = old ? file_source_commit(desk, after, error) :
		NULL;
	return new && files_held(old, new, paths, add_gone, list, error) ?
		g_steal_pointer(&list) : NULL;
}

void gone_say(Desk *desk, const GPtrArray *list, gboolean watched)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new();
	for (guint i = 0; i < list->len && i < MOST_LINES; i++)
		g_ptr_array_add(lines, ((Gone *)list->pdata[i])->line);
	gave_way_tell(desk, lines, watched);
}
