#include "rules/query.h"

#include "model/field.h"

#include <string.h>

/* Besides the ticket fields, and those that are asked for in another way than
 * their type says. */
static const QueryField own[] = {
	{"age", "span", "time since it was opened: age:3d.. age:..4h"},
	{"body", "text", "words of messages, replies and calls"},
	{"by", "agent", "who said or did something in it"},
	{"calls", "count", "number of calls"},
	{"closed", "date", "when it was closed"},
	{"comments", "count", "number of internal comments"},
	{"due", "date", "the first of target and promise, or the end of the wait"},
	{"escalated", "count", "how often it went a level up"},
	{"from", "contact", "who wrote: a contact, an address, @acme.example"},
	{"has", "field", "a field with a value, or: attachment, message, "
		"reply, comment, call, visit, work"},
	{"in-status", "span", "time in the present status: in-status:2d.."},
	{"is", "flag", "a state: is:open, is:mine, is:unread …"},
	{"last-message", "date", "when the requester's side last wrote"},
	{"messages", "count", "number of messages from the requester's side"},
	{"no", "field", "a field without a value; as has:"},
	{"note", "text", "words of internal comments"},
	{"query", "query", "a named query: desk config set query.NAME"},
	{"rating", "count", "the requester's rating, 1 to 5"},
	{"reassigned", "count", "how often the assignee changed"},
	{"reopened", "count", "how often it was reopened"},
	{"replies", "count", "number of replies to the requester"},
	{"sla", "sla", "a clock of it is met, breached, running, at-risk, "
		"paused; or the policy by its name"},
	{"solved", "date", "when it was solved"},
	{"subject", "text", "words of the subject"},
	{"text", "text", "words anywhere: as a bare word"},
	{"updated", "date", "when anything last happened"},
	{"wait", "span", "time that the requester has waited for an answer"},
	{"was", "count", "a number that it had before"},
	{"worked", "span", "time worked on it: worked:1h.."},
};

const QueryFlag query_flags[] = {
	{"assigned", "somebody has it"},
	{"atrisk", "open, and a target of it is nearly used up"},
	{"bounced", "a football: it came back, or hopped, too often"},
	{"breached", "open, and past a target of its SLA"},
	{"closed", "its status is of class closed"},
	{"escalated", "it went a level up and is above the first"},
	{"merged", "it was merged into another"},
	{"mine", "I have it"},
	{"new", "its status is of class new"},
	{"on-hold", "its status is of class on-hold"},
	{"open", "neither solved nor closed"},
	{"overdue", "open, and past a target, its promise or its wait"},
	{"pending", "its status is of class pending"},
	{"reopened", "it was reopened at least once"},
	{"solved", "its status is of class solved"},
	{"spam", "closed as spam"},
	{"unassigned", "nobody has it"},
	{"undelivered", "mail of it failed, and none has left since"},
	{"unread", "a requester's message after the last thing an agent did"},
	{"unsent", "mail of it has not left yet"},
	{"waiting", "open, and the requester waits for an answer"},
};
const gsize query_flags_count = G_N_ELEMENTS(query_flags);

static const struct {
	const char *alias, *name;
} aliases[] = {
	{"agent", "assignee"},
	{"tag", "tags"},
};

static const QueryField *own_find(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(own); i++)
		if (strcmp(own[i].name, name) == 0)
			return &own[i];
	return NULL;
}

static QueryField of_field(const Field *field)
{
	static const char *const values[] = {
		[FIELD_TEXT] = "string", [FIELD_INTEGER] = "count",
		[FIELD_INSTANT] = "date", [FIELD_AGENT] = "agent",
		[FIELD_CONTACT] = "contact", [FIELD_CUSTOMER] = "customer",
		[FIELD_LIST] = "string", [FIELD_MAP] = "string",
	};
	return (QueryField){field->name, field->type == FIELD_ENUM ?
		field->name : values[field->type], field->help};
}

gboolean query_field_find(const char *name, QueryField *found)
{
	for (gsize i = 0; i < G_N_ELEMENTS(aliases); i++)
		if (strcmp(aliases[i].alias, name) == 0)
			name = aliases[i].name;
	const QueryField *row = own_find(name);
	const Field *field = row ? NULL : field_find(name);
	if (found && row)
		*found = *row;
	else if (found && field)
		*found = of_field(field);
	return row || field;
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(((const QueryField *)a)->name,
		((const QueryField *)b)->name);
}

GArray *query_fields(void)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(QueryField));
	g_array_append_vals(all, own, G_N_ELEMENTS(own));
	for (gsize i = 0; i < fields_count; i++) {
		QueryField row = of_field(&fields[i]);
		if (!own_find(row.name))
			g_array_append_val(all, row);
	}
	g_array_sort(all, by_name);
	return all;
}
