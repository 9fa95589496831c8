#include "rules/query.h"

#include <string.h>

const QueryField query_fields[] = {
	{"age", "span", "time since it was opened: age:3d.. age:..4h"},
	{"asset", "string", "the device it is about"},
	{"assignee", "agent", "who has it: a login, @me, none"},
	{"body", "text", "words of messages, replies and calls"},
	{"by", "agent", "who said or did something in it"},
	{"calls", "count", "number of calls"},
	{"category", "category", "category, with those below it"},
	{"cc", "string", "an address in copy; @acme.example for a domain"},
	{"channel", "string", "how it came: email, phone, shell …"},
	{"checklist", "string", "a line of the checklist"},
	{"closed", "date", "when it was closed"},
	{"comments", "count", "number of internal comments"},
	{"created", "date", "when it was opened"},
	{"customer", "customer", "the organisation"},
	{"dedupe-key", "string", "key of a monitoring event"},
	{"due", "date", "the first of target and promise, or the end of the wait"},
	{"escalated", "count", "how often it went a level up"},
	{"eta", "date", "the promise to the requester"},
	{"fields", "string", "any custom field; fields.NAME for one"},
	{"from", "contact", "who wrote: a contact, an address, @acme.example"},
	{"group", "group", "the group that answers for it"},
	{"has", "field", "a field with a value, or: attachment, message, "
		"reply, comment, call, visit, work"},
	{"in-status", "span", "time in the present status: in-status:2d.."},
	{"is", "flag", "a state: is:open, is:mine, is:unread …"},
	{"last-message", "date", "when the requester's side last wrote"},
	{"level", "level", "support level: level:L2+"},
	{"links", "string", "a ticket or address that it is linked with"},
	{"merged-into", "string", "the ticket that it was merged into"},
	{"messages", "count", "number of messages from the requester's side"},
	{"no", "field", "a field without a value; as has:"},
	{"note", "text", "words of internal comments"},
	{"number", "count", "what people call it: number:1000..1099"},
	{"participants", "string", "an address or contact that takes part"},
	{"priority", "priority", "priority: priority:high+"},
	{"query", "query", "a named query: desk config set query.NAME"},
	{"rating", "count", "the requester's rating, 1 to 5"},
	{"reassigned", "count", "how often the assignee changed"},
	{"reopened", "count", "how often it was reopened"},
	{"replies", "count", "number of replies to the requester"},
	{"requester", "contact", "who asks: customer/contact, or an address"},
	{"resolution", "resolution", "how it was solved or closed"},
	{"schedule", "string", "the recurring ticket that it is one of"},
	{"sla", "sla", "a clock of it is met, breached, running, at-risk, "
		"paused; or the policy by its name"},
	{"solved", "date", "when it was solved"},
	{"status", "status", "status, by name or title"},
	{"subject", "text", "words of the subject"},
	{"tags", "string", "a tag"},
	{"text", "text", "words anywhere: as a bare word"},
	{"token", "string", "the token in the addresses of its mails"},
	{"type", "type", "incident, request, question …"},
	{"uid", "string", "uid, or the beginning of its random part"},
	{"until", "date", "when the wait ends"},
	{"updated", "date", "when anything last happened"},
	{"vendor-ref", "string", "the vendor's number for it"},
	{"wait", "span", "time that the requester has waited for an answer"},
	{"was", "count", "a number that it had before"},
	{"worked", "span", "time worked on it: worked:1h.."},
};
const gsize query_fields_count = G_N_ELEMENTS(query_fields);

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

const QueryField *query_field_find(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(aliases); i++)
		if (strcmp(aliases[i].alias, name) == 0)
			name = aliases[i].name;
	for (gsize i = 0; i < query_fields_count; i++)
		if (strcmp(query_fields[i].name, name) == 0)
			return &query_fields[i];
	return NULL;
}
