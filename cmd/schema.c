/* The shapes of what machines read: JSON by its "schema" value, and the
 * tables of the index. */

#include "cmd/command.h"

#include <string.h>

#include "index/schema.h"
#include "index/select.h"
#include "model/field.h"

typedef struct {
	const char *schema, *name, *type, *help;
} Member;

static const Member members[] = {
	{"absence/1", "agent", "text", "login"},
	{"absence/1", "from", "text", "the first day"},
	{"absence/1", "until", "text", "the last day"},
	{"absence/1", "deputy", "text", "who stands in; null = nobody"},
	{"absence/1", "now", "flag", "it holds now"},
	{"account/1", "name", "text", "of the account"},
	{"account/1", "url", "text", "where its mail is"},
	{"account/1", "smtp", "text", "where its mail leaves; null = it cannot send"},
	{"account/1", "user", "text", "login"},
	{"account/1", "after", "text",
		"what becomes of a mail that was taken in"},
	{"account/1", "category", "text", "of its tickets; null = none"},
	{"account/1", "since", "instant",
		"mail before is left; null = none is"},
	{"ack/1", "agent", "text", "login"},
	{"ack/1", "present", "flag", "has read the present version"},
	{"ack/1", "version", "text", "what was read; null = nothing"},
	{"ack/1", "at", "instant", "when"},
	{"act/1", "number", "text", "of the ticket"},
	{"act/1", "subject", "text", "of the ticket"},
	{"act/1", "customer", "text", "for people"},
	{"act/1", "place", "text", "address of the customer's first site"},
	{"act/1", "by", "text", "the team"},
	{"act/1", "agent", "text", "who was there"},
	{"act/1", "date", "text", "day; as people of the customer write it"},
	{"act/1", "from", "text", "begin"},
	{"act/1", "until", "text", "end"},
	{"act/1", "onsite", "span", "between them"},
	{"act/1", "work", "text", "what was done"},
	{"agent/1", "login", "text", "name of the file"},
	{"agent/1", "name", "text", "full name"},
	{"agent/1", "level", "text", "null = none"},
	{"agent/1", "groups", "text", "separated by commas"},
	{"agent/1", "roles", "text", "separated by commas"},
	{"agent/1", "mails", "text", "addresses, separated by commas"},
	{"agent/1", "open", "integer", "tickets that are not solved"},
	{"alert/1", "number", "text", "of the ticket"},
	{"alert/1", "state", "text", "called waiting nobody"},
	{"alert/1", "login", "text", "called now, or last"},
	{"alert/1", "until", "instant", "when the next one is called"},
	{"alert/1", "uid", "text", "the ticket"},
	{"attachment/1", "place", "integer", "for `desk attach get`"},
	{"attachment/1", "name", "text", "as the sender called it"},
	{"attachment/1", "type", "text", "media type"},
	{"attachment/1", "size", "bytes", "of the file"},
	{"attachment/1", "at", "instant", "of the entry"},
	{"attachment/1", "entry", "text", "its id"},
	{"attachment/1", "file", "text", "where it was written to"},
	{"bill/1", "customer", "text", "its name"},
	{"bill/1", "customer-title", "text", "its name for people"},
	{"bill/1", "contract", "text", "numbers of those that were in force"},
	{"bill/1", "from", "instant", "begin of the period"},
	{"bill/1", "until", "instant", "its end, not in it"},
	{"bill/1", "lines", "list", "of tickets; of entries with why"},
	{"bill/1", "charged", "span", "after rounding and coefficients"},
	{"bill/1", "covered", "span", "of those, by what was bought"},
	{"bill/1", "over", "span", "the rest"},
	{"bill/1", "visits", "integer", "that were made"},
	{"bill/1", "total", "text", "1250.00"},
	{"bill/1", "units", "integer", "the total in smallest units"},
	{"bill/1", "currency", "text", "RUB; null = none is set"},
	{"bills/1", "customer", "text", "its name"},
	{"bills/1", "title", "text", "its name for people"},
	{"bills/1", "charged", "span", "after rounding and coefficients"},
	{"bills/1", "covered", "span", "of those, by what was bought"},
	{"bills/1", "over", "span", "the rest"},
	{"bills/1", "visits", "integer", "that were made"},
	{"bills/1", "total", "text", "1250.00"},
	{"bills/1", "units", "integer", "the total in smallest units"},
	{"bills/1", "currency", "text", "RUB; null = none is set"},
	{"calendar-day/1", "day", "text", "YYYY-MM-DD"},
	{"calendar-day/1", "weekday", "text", "mon … sun"},
	{"calendar-day/1", "hours", "text", "of work; null = none"},
	{"calendar-day/1", "title", "text", "why it is unlike its weekday"},
	{"calendar/1", "name", "text", "in desk.yaml"},
	{"calendar/1", "file", "text", "in the store; null = 24x7"},
	{"calendar/1", "zone", "text", "time zone"},
	{"calendar/1", "week", "text", "hours of Monday to Sunday"},
	{"calendar/1", "open", "flag", "now is worked"},
	{"calendar/1", "changes", "instant", "when it closes or opens next"},
	{"calendar/1", "problem", "text", "why it cannot be used; null = it can"},
	{"card/1", "who", "text", "as asked"},
	{"card/1", "known", "flag", "a contact or customer"},
	{"card/1", "customer", "text", "its name; null = none"},
	{"card/1", "customer-title", "text", "its title"},
	{"card/1", "open", "list",
		"tickets: number status subject assignee requester created solved"},
	{"card/1", "solved", "list", "the last ones; as above"},
	{"card/1", "hours-left", "span",
		"of this period's; null = none are bought"},
	{"card/1", "visits-left", "integer",
		"of this period's; null = none are bought"},
	{"card/1", "contract-warnings", "list",
		"used-80 used-up ends-soon ended"},
	{"change/1", "number", "integer",
		"the uid's beginning, a text, while it has none"},
	{"change/1", "uid", "text", "the ticket"},
	{"change/1", "changes", "list", "{field,old,new} or {entry,kind} each"},
	{"change/1", "commit", "text", "null with -n, or if nothing changed"},
	{"change/1", "mails", "list", "{entry,kind,to,cc,subject,message-id,"
		"not-before,body}: letters that go out by it"},
	{"check/1", "file", "text", "under the store"},
	{"check/1", "line", "integer", "from 1; null if none is to blame"},
	{"check/1", "column", "integer", "from 1; null as above"},
	{"check/1", "message", "text", "for people; may change"},
	{"commit/1", "commit", "text", "null with -n, or if nothing changed"},
	{"contract/1", "customer", "text", "its name"},
	{"contract/1", "title", "text", "its name for people"},
	{"contract/1", "number", "text", "of the contract"},
	{"contract/1", "hours", "text", "20h/month; null = none are bought"},
	{"contract/1", "hours-left", "span", "now"},
	{"contract/1", "visits", "text", "4/month; null = none are bought"},
	{"contract/1", "visits-left", "integer", "now"},
	{"contract/1", "rate", "text", "price of an hour"},
	{"contract/1", "over-rate", "text", "of an hour beyond those bought"},
	{"contract/1", "fee", "text", "price of a period's hours"},
	{"contract/1", "roll-over", "integer",
		"periods for which what is left stays"},
	{"contract/1", "sla", "text", "policy of its clocks"},
	{"contract/1", "from", "text", "first day"},
	{"contract/1", "until", "text", "last day"},
	{"contract/1", "warnings", "list", "used-80 used-up ends-soon ended"},
	{"contract/1", "periods", "list", "as hours/1"},
	{"cron/1", "job", "text", "lease, pull, remind …"},
	{"cron/1", "well", "instant", "when it last went well; null = never"},
	{"cron/1", "failing", "instant", "since when it fails; null = it does not"},
	{"cron/1", "code", "integer", "its exit status then"},
	{"cron/1", "holder", "text", "of the lease, with an upstream; else null"},
	{"cron/1", "until", "instant", "of the lease"},
	{"cron/1", "ours", "flag", "this clone holds it"},
	{"cron/1", "confirmed", "flag", "the upstream says so; else as last seen"},
	{"customer/1", "name", "text", "name of the file"},
	{"customer/1", "title", "text", "for people"},
	{"customer/1", "domains", "text", "of mail, separated by commas"},
	{"customer/1", "contacts", "integer", "how many"},
	{"customer/1", "open", "integer", "tickets that are not solved"},
	{"customer/1", "last", "instant", "of its newest ticket; null = none"},
	{"draft/1", "name", "text", "for `desk draft show`"},
	{"draft/1", "changed", "instant", "last time"},
	{"draft/1", "size", "bytes", "of the text"},
	{"error/1", "schema", "text", "\"error/1\"; on standard error"},
	{"error/1", "code", "integer", "the exit status"},
	{"error/1", "kind", "text", "its name: usage, not-found ..."},
	{"error/1", "command", "text", "null if none was recognised"},
	{"error/1", "message", "text", "for people; may change"},
	{"field/1", "name", "text", "of the field, column, flag or kind"},
	{"field/1", "type", "text", "of a field"},
	{"field/1", "settable", "flag", "`desk set` may change it"},
	{"field/1", "sortable", "flag", "--sort knows it"},
	{"field/1", "query", "flag", "a field of the query language"},
	{"field/1", "title", "text", "for people"},
	{"field/1", "values", "text", "what a query field compares with"},
	{"field/1", "public", "flag", "the requester sees such an entry"},
	{"field/1", "body", "flag", "such an entry has a text"},
	{"field/1", "help", "text", "what it means"},
	{"file/1", "name", "text", "of the agent, customer or template"},
	{"file/1", "text", "text", "of its file"},
	{"finding/1", "what", "text", "kind of finding"},
	{"finding/1", "place", "text", "file, commit or table"},
	{"finding/1", "text", "text", "for people; may change"},
	{"finding/1", "fixed", "flag", "by --fix"},
	{"help/1", "name", "text", "of the command"},
	{"help/1", "group", "text", "heading in `desk help`"},
	{"help/1", "synopsis", "text", "without \"desk\""},
	{"help/1", "summary", "text", "one line"},
	{"hours/1", "customer", "text", "its name"},
	{"hours/1", "what", "text", "hours visits"},
	{"hours/1", "from", "text", "first day"},
	{"hours/1", "until", "text", "last day; null = no end"},
	{"hours/1", "bought", "span", "in this period; visits: how many"},
	{"hours/1", "carried", "span", "from earlier periods"},
	{"hours/1", "used", "span", "of both"},
	{"hours/1", "over", "span", "beyond them"},
	{"hours/1", "left", "span", "not used"},
	{"hours/1", "share", "share", "used and over, of bought and carried"},
	{"hours/1", "contract", "text", "its number"},
	{"hours/1", "present", "flag", "this period is now"},
	{"index/1", "tip", "text", "the commit that the index stands for"},
	{"index/1", "tickets", "integer", "how many"},
	{"index/1", "entries", "integer", "how many"},
	{"index/1", "events", "integer", "how many"},
	{"index/1", "commits", "integer", "how many"},
	{"init/1", "folder", "text", "of the store"},
	{"init/1", "created", "flag", "false: it was one already"},
	{"init/1", "agent", "text", "login of the first agent"},
	{"intake/1", "imported", "integer", "mails that became entries"},
	{"intake/1", "duplicate", "integer", "taken in before, by content"},
	{"intake/1", "quarantined", "integer", "set aside for a person"},
	{"intake/1", "oversize", "integer", "kept, but not read"},
	{"intake/1", "ignored", "integer", "by a rule of the account"},
	{"intake/1", "known", "integer", "taken in before, by place"},
	{"intake/1", "new-tickets", "integer", "of those imported"},
	{"intake/1", "notes", "list", "for people; may change"},
	{"log/1", "at", "instant", "when"},
	{"log/1", "number", "integer",
		"of the ticket; a text while it has none"},
	{"log/1", "who", "text", "login, or a mail address"},
	{"log/1", "what", "text", "for people; may change"},
	{"log/1", "uid", "text", "the ticket"},
	{"log/1", "kind", "text",
		"created changed said removed deleted edited"},
	{"log/1", "field", "text", "that changed"},
	{"log/1", "old", "text", "before"},
	{"log/1", "new", "text", "after"},
	{"log/1", "entry-kind", "text", "of what was said"},
	{"log/1", "entry", "text", "its id"},
	{"log/1", "commit", "text", "that did it"},
	{"mail-test/1", "account", "text", "its name"},
	{"mail-test/1", "folder", "text", "or the URL where mail leaves"},
	{"mail-test/1", "mails", "integer", "in it; null for an URL"},
	{"mail-test/1", "result", "text", "open login sent found"},
	{"note/1", "schema", "text", "\"note/1\"; on standard error"},
	{"note/1", "message", "text", "for people; may change"},
	{"now/1", "open", "integer", "not solved"},
	{"now/1", "critical", "integer", "of those"},
	{"now/1", "breached", "integer", "open tickets past a target"},
	{"now/1", "breach-soon", "integer", "due within the hour"},
	{"now/1", "overdue", "integer", "past their due time"},
	{"now/1", "due-soon", "integer", "due within the hour"},
	{"now/1", "unassigned", "integer", "nobody has them"},
	{"now/1", "unanswered", "integer", "a requester waits for us"},
	{"now/1", "waiting", "integer", "for somebody else"},
	{"now/1", "escalated", "integer", "above the first level"},
	{"now/1", "in-today", "integer", "new today"},
	{"now/1", "in-today-usual", "integer", "on such a day until now"},
	{"now/1", "out-today", "integer", "solved today"},
	{"now/1", "out-today-usual", "integer", "on such a day until now"},
	{"now/1", "drafts", "integer", "texts not sent yet"},
	{"now/1", "quarantine", "integer", "mails set aside"},
	{"now/1", "unsent", "integer", "mails that wait to be sent"},
	{"now/1", "undelivered", "integer", "open tickets with mail that failed"},
	{"now/1", "doubtful", "integer", "mails that may have been sent"},
	{"now/1", "unreadable", "integer", "files"},
	{"now/1", "regulation-valid", "flag", "desk.yaml"},
	{"now/1", "agents", "list",
		"each: agent level open unanswered last where"},
	{"oncall/1", "from", "instant", "begin of the shift"},
	{"oncall/1", "until", "instant",
		"its end; null = not within two weeks"},
	{"oncall/1", "who", "list", "logins, in calling order"},
	{"outbox/1", "mail", "text", "TICKET/ENTRY, for `desk send`"},
	{"outbox/1", "kind", "text", "reply, notice or vendor"},
	{"outbox/1", "to", "text", "addresses, separated by commas"},
	{"outbox/1", "subject", "text", "without the ticket's tag"},
	{"outbox/1", "written", "instant", "when"},
	{"outbox/1", "state", "text",
		"due, undoable, later, unsynced or doubtful"},
	{"outbox/1", "next", "instant", "it leaves then; null = as soon as it can"},
	{"outbox/1", "tries", "integer", "so far"},
	{"outbox/1", "said", "text", "the last answer of the server"},
	{"outbox/1", "uid", "text", "the ticket"},
	{"outbox/1", "message-id", "text", "that it has, whenever it leaves"},
	{"report/1", "report", "text", "its name"},
	{"report/1", "by", "text", "what the rows are; null = one row"},
	{"report/1", "from", "instant", "begin of the period"},
	{"report/1", "until", "instant", "its end, not in it"},
	{"report/1", "as-of", "instant", "what was known then"},
	{"report/1", "commit", "text", "of the branch"},
	{"report/1", "rows", "list",
		"the group and its metrics (`desk report NAME -h`)"},
	{"report/1", "tickets", "list", "with --ids: those behind the figures"},
	{"reports/1", "name", "text", "for `desk report`"},
	{"reports/1", "help", "text", "what it shows"},
	{"rule-trial/1", "name", "text", "of the rule"},
	{"rule-trial/1", "matches", "flag", "the ticket matches"},
	{"rule-trial/1", "acts", "flag", "no rule above was first"},
	{"rule-trial/1", "if", "text", "the query"},
	{"rule-trial/1", "why", "text", "for people; may change"},
	{"rule/1", "name", "text", "of the rule, or its place"},
	{"rule/1", "if", "text", "the query"},
	{"rule/1", "does", "text", "for people; may change"},
	{"rule/1", "continue", "flag", "the rules below are tried, too"},
	{"schema/1", "name", "text", "of a schema or member"},
	{"schema/1", "type", "text", "of a member"},
	{"schema/1", "help", "text", "what it means"},
	{"send/1", "sent", "integer", "mails"},
	{"send/1", "failed", "integer", "refused for good by a server"},
	{"send/1", "later", "integer", "put off: tried again"},
	{"send/1", "doubtful", "integer", "sent or not, nobody knows"},
	{"send/1", "unsynced", "integer", "held until the upstream has them"},
	{"send/1", "notes", "list", "what a person should read"},
	{"setting/1", "name", "text", "without \"desk.\""},
	{"setting/1", "value", "text", "as git has it; null = not set"},
	{"setting/1", "default", "text", "what holds then; null = nothing"},
	{"setting/1", "type", "text", "text, word, count, bytes, span …"},
	{"setting/1", "range", "text", "of numbers, or the words to choose from"},
	{"setting/1", "help", "text", "null = desk knows no such setting"},
	{"sla-check/1", "number", "integer", "of the ticket"},
	{"sla-check/1", "uid", "text", "the ticket"},
	{"sla-check/1", "clock", "text", "first-response, resolution …"},
	{"sla-check/1", "state", "text", "breached, at-risk"},
	{"sla-check/1", "due", "instant", "when its target is used up"},
	{"sla-check/1", "target", "text", "30m, 4bh, 3bd"},
	{"sla-check/1", "policy", "text", "in desk.yaml"},
	{"sla-check/1", "priority", "text", "of the ticket now"},
	{"sla-check/1", "assignee", "text", "of the ticket now"},
	{"sla-check/1", "customer", "text", "of the ticket now"},
	{"sla-check/1", "subject", "text", "of the ticket"},
	{"sla-notice/1", "number", "text", "of the ticket"},
	{"sla-notice/1", "uid", "text", "the ticket"},
	{"sla-notice/1", "clock", "text", "first-response, resolution …"},
	{"sla-notice/1", "what", "text", "warning, breach"},
	{"sla-notice/1", "due", "instant", "when its target is used up"},
	{"sla-notice/1", "who", "text", "login"},
	{"sla/1", "number", "integer", "of the ticket"},
	{"sla/1", "uid", "text", "the ticket"},
	{"sla/1", "status", "text", "of the ticket"},
	{"sla/1", "clocks", "list", "clock run state target used started due "
		"stopped policy calendar priority"},
	{"sla/1", "stretches", "list", "of their time: clock run from until "
		"status counts why amount sum"},
	{"status/1", "drafts", "integer", "texts not sent yet"},
	{"status/1", "quarantine", "integer", "mails set aside"},
	{"status/1", "unsent", "integer", "mails that wait to be sent"},
	{"status/1", "undelivered", "integer", "open tickets with mail that failed"},
	{"status/1", "doubtful", "integer", "mails that may have been sent"},
	{"status/1", "unreadable", "integer", "files"},
	{"status/1", "regulation-valid", "flag", "desk.yaml"},
	{"status/1", "mine", "list", "my open tickets, by urgency"},
	{"status/1", "promises", "list", "those with an eta"},
	{"status/1", "unread", "list", "those with news"},
	{"template-field/1", "name", "text", "as in %(name)"},
	{"template-field/1", "help", "text", "what it becomes"},
	{"template-text/1", "language", "text", "of the text"},
	{"template-text/1", "subject", "text", "null = the usual one"},
	{"template-text/1", "body", "text", "Markdown, filled in"},
	{"template/1", "name", "text", "of its file"},
	{"template/1", "languages", "text", "separated by commas"},
	{"template/1", "title", "text", "for people; or what is wrong"},
	{"template/1", "good", "flag", "the file can be read"},
	{"ticket/1", "match", "text", "of a search: the words around it"},
	{"ticket/1", "entries", "list",
		"of one ticket: what was said, as in its file"},
	{"ticket/1", "changes", "list",
		"of one ticket: {at,by,field,old,new,commit} each"},
	{"time/1", "began", "instant", "when the work began"},
	{"time/1", "number", "text", "of the ticket"},
	{"time/1", "agent", "text", "who did it"},
	{"time/1", "kind", "text", "work call visit"},
	{"time/1", "time", "span", "of a visit: on site"},
	{"time/1", "billable", "flag", "false: nobody pays for it"},
	{"time/1", "what", "text", "that was done"},
	{"time/1", "customer", "text", "of the ticket"},
	{"time/1", "subject", "text", "of the ticket"},
	{"time/1", "minutes", "integer", "the same time"},
	{"time/1", "travel", "integer", "minutes of the way to a visit"},
	{"time/1", "onsite", "flag", "at the customer's"},
	{"time/1", "uid", "text", "the ticket"},
	{"time/1", "entry", "text", "its id"},
	{"timer/1", "number", "text", "of the ticket; null = none runs"},
	{"timer/1", "uid", "text", "the ticket"},
	{"timer/1", "began", "instant", "when it was started"},
	{"version/1", "version", "text", "of desk"},
	{"visit/1", "at", "instant", "when it was, or is planned"},
	{"visit/1", "number", "text", "of the ticket"},
	{"visit/1", "agent", "text", "who goes"},
	{"visit/1", "state", "text", "planned done cancelled"},
	{"visit/1", "time", "span", "on site; planned: how long it may take"},
	{"visit/1", "customer", "text", "of the ticket"},
	{"visit/1", "place", "text", "address of the customer's first site"},
	{"visit/1", "subject", "text", "of the ticket"},
	{"visit/1", "travel", "integer", "minutes of the way"},
	{"visit/1", "uid", "text", "the ticket"},
	{"visit/1", "entry", "text", "the first of the visit"},
};

static const struct {
	const char *name, *help;
} schemas[] = {
	{"absence/1", "desk away: an array"},
	{"account/1", "desk mail list: an array"},
	{"ack/1", "desk rules ack list: an array"},
	{"act/1", "desk visit act: an object"},
	{"agent/1", "desk agent list: an array"},
	{"alert/1", "desk alert, desk alert --due: an array"},
	{"attachment/1", "desk attach: an array, or the file that was written"},
	{"bill/1", "desk bill CUSTOMER, desk bill why CUSTOMER: an object"},
	{"bills/1", "desk bill: an array"},
	{"calendar-day/1", "desk calendar show: an array"},
	{"calendar/1", "desk calendar list: an array"},
	{"card/1", "desk card: an object"},
	{"change/1", "every command that changes tickets: an array"},
	{"check/1", "desk config check: an array"},
	{"commit/1", "every other command that changes the store: an object"},
	{"contract/1", "desk contract list: an array; desk contract show: an object"},
	{"cron/1", "desk cron status: an array"},
	{"customer/1", "desk customer list: an array"},
	{"draft/1", "desk draft: an array"},
	{"error/1", "any failure under --json: an object"},
	{"field/1", "desk fields: an array, with what there is of these"},
	{"file/1", "desk agent show, customer show, template show: an object"},
	{"finding/1", "desk fsck: an array"},
	{"help/1", "desk help: an array"},
	{"hours/1", "desk contract hours: an array"},
	{"index", "the tables of <gitdir>/desk/index.db, as SQL"},
	{"index/1", "desk index: an object"},
	{"init/1", "desk init: an object"},
	{"intake/1", "desk pull, desk deliver: an object"},
	{"log/1", "desk log: an array"},
	{"mail-test/1", "desk mail test: an array"},
	{"note/1", "what desk says beside the answer under --json"},
	{"now/1", "desk now: an object"},
	{"oncall/1", "desk oncall: an array"},
	{"outbox/1", "desk send --list: an array"},
	{"report/1", "desk report NAME: an object"},
	{"reports/1", "desk report: an array"},
	{"rule-trial/1", "desk rules test: an array"},
	{"rule/1", "desk rules: an array"},
	{"schema/1", "desk schema: an array"},
	{"send/1", "desk send: an object"},
	{"setting/1", "desk config, desk config list: an array"},
	{"sla-check/1", "desk sla check: an array"},
	{"sla-notice/1", "desk sla escalate: an array"},
	{"sla/1", "desk sla show: an object"},
	{"status/1", "desk status: an object"},
	{"template-field/1", "desk template fields: an array"},
	{"template-text/1", "desk template render: an object"},
	{"template/1", "desk template list: an array"},
	{"ticket/1", "desk list, desk search: an array; desk show: an object"},
	{"time/1", "desk time, desk time list: an array"},
	{"timer/1", "desk time start, desk time stop --discard: an object"},
	{"version/1", "desk version: an object"},
	{"visit/1", "desk visit list: an array"},
};

static const char *const value_types[] = {
	[VALUE_NONE] = "none", [VALUE_TEXT] = "text",
	[VALUE_INTEGER] = "integer", [VALUE_REAL] = "real",
	[VALUE_SHARE] = "share", [VALUE_INSTANT] = "instant",
	[VALUE_SPAN] = "span", [VALUE_BYTES] = "bytes",
	[VALUE_FLAG] = "flag", [VALUE_LIST] = "list",
	[VALUE_RECORD] = "record",
};

static const char *const field_types[] = {
	[FIELD_TEXT] = "text", [FIELD_INTEGER] = "integer",
	[FIELD_INSTANT] = "instant", [FIELD_ENUM] = "text",
	[FIELD_AGENT] = "text", [FIELD_CONTACT] = "text",
	[FIELD_CUSTOMER] = "text", [FIELD_LIST] = "list",
	[FIELD_MAP] = "record",
};

static void add_row(Block *table, const char *name, const char *type,
	const char *help)
{
	GPtrArray *row = block_add_row(table);
	row_add(row, value_text(name));
	if (type)
		row_add(row, value_text(type));
	row_add(row, value_text(help));
}

static Block *begin(Context *context, gboolean types)
{
	context->page = page_new(PAGE_LIST, "schema/1");
	Block *table = page_add_table(context->page, "members", NULL);
	block_add_column(table, "name", "name", COLUMN_ID);
	if (types)
		block_add_column(table, "type", "type", 0);
	block_add_column(table, "help", "help", COLUMN_WRAP);
	return table;
}

static void list_schemas(Context *context)
{
	Block *table = begin(context, FALSE);
	for (gsize i = 0; i < G_N_ELEMENTS(schemas); i++)
		add_row(table, schemas[i].name, NULL, schemas[i].help);
}

/* What its file has, then what lists derive from it. */
static void list_ticket(Block *table)
{
	for (gsize i = 0; i < fields_count; i++)
		add_row(table, fields[i].name, field_types[fields[i].type],
			fields[i].help);
	for (gsize i = 0; i < select_columns_count; i++)
		if (!field_find(select_columns[i].name))
			add_row(table, select_columns[i].name,
				value_types[select_columns[i].type],
				select_columns[i].help);
}

static void list_members(Context *context, const char *schema)
{
	Block *table = begin(context, TRUE);
	for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
		if (strcmp(members[i].schema, schema) == 0)
			add_row(table, members[i].name, members[i].type,
				members[i].help);
	if (strcmp(schema, "ticket/1") == 0)
		list_ticket(table);
}

static void add_statements(GString *out, const char *const *statements)
{
	for (; *statements; statements++)
		g_string_append_printf(out, "%s;\n", *statements);
}

static int run(Context *context, GError **error)
{
	if (context->operand_count == 0) {
		list_schemas(context);
		return 0;
	}
	const char *wanted = context->operands[0];
	if (strcmp(wanted, "index") == 0) {
		context->page = page_new(PAGE_TEXT, "schema/1");
		add_statements(context->page->bytes, index_schema_tables);
		add_statements(context->page->bytes, index_schema_indices);
		return 0;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(schemas); i++) {
		if (strcmp(schemas[i].name, wanted) != 0)
			continue;
		list_members(context, wanted);
		return 0;
	}
	usage_error(context, error, "no schema \"%s\"; `desk schema` lists them",
		wanted);
	return -1;
}

const Command schema_command = {
	.name = "schema",
	.group = GROUP_PLUMBING,
	.synopsis = "schema [NAME]",
	.summary = "the JSON that desk prints, and the tables of the index",
	.operand = VALUE_OF_TEXT,
	.flags = COMMAND_NO_STORE | COMMAND_READS | COMMAND_PLUMBING,
	.run = run,
};
