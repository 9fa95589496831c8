#include "app/outbox/notify.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/outbox_address.h"
#include "app/desk/promise.h"
#include "app/desk/talk.h"
#include "app/outbox/audience.h"
#include "app/outbox/notice.h"
#include "app/outbox/outbox.h"
#include "app/outbox/outbox_parts.h"
#include "rules/notify.h"
#include "text/escape.h"

/* One row that is to become a mail. */
typedef struct {
	Operation *op;
	Desk *desk;
	Index *index;
	const Regulation *regulation;
	const Ticket *before;
	Ticket *ticket;
	const NotifyEvent *event;
	const NotifyRow *row;
	gboolean to_agents;
} Occasion;

/* --- when ---------------------------------------------------------------- */

/* The last mail that this operation took in, for all but a ticket's beginning: by it
 * the ticket is what it is. NULL: none. */
static const Entry *last_mail(const Occasion *occasion)
{
	guint known = occasion->before ? ticket_entry_count(occasion->before) : 0;
	if (strcmp(operation_by(occasion->op), "mail") != 0 ||
		strcmp(occasion->event->occasion, "created") == 0)
		return NULL;
	for (guint i = ticket_entry_count(occasion->ticket); i-- > known;) {
		const Entry *entry = ticket_entry(occasion->ticket, i);
		if (strcmp(entry->kind, "message") == 0)
			return entry;
	}
	return NULL;
}

/* The entry of this operation that a notice is about: the one that made the
 * occasion, or the first. NULL if nothing was said. */
static const Entry *cause_of(const Occasion *occasion)
{
	guint known = occasion->before ? ticket_entry_count(occasion->before) : 0;
	const Entry *cause = occasion->event->entry ? occasion->event->entry :
		last_mail(occasion);
	if (cause)
		return cause;
	return known < ticket_entry_count(occasion->ticket) ?
		ticket_entry(occasion->ticket, known) : NULL;
}

/* What follows from a mail has the mail's time and stands right behind it, so
 * that two hosts that take in the same mails write the same. */
static Instant time_of(const Occasion *occasion)
{
	const Entry *cause = cause_of(occasion);
	return cause && strcmp(operation_by(occasion->op), "mail") == 0 ?
		cause->at : operation_time_of(occasion->op, occasion->ticket);
}

static gboolean is_new(const Occasion *occasion, const Entry *entry)
{
	return !occasion->before ||
		!ticket_entry_by_id(occasion->before, entry->id);
}

/* --- to whom ------------------------------------------------------------- */

static GPtrArray *colleagues(const Occasion *occasion, GError **error)
{
	AudienceQuestion question = {
		.word = occasion->row->to,
		.assignee = ticket_get(occasion->ticket, "assignee"),
		.group = ticket_get(occasion->ticket, "group"),
		.except = operation_me(occasion->op),
		.at = time_of(occasion),
	};
	return audience_find(occasion->desk, &question, error);
}

static gboolean has_address(const GPtrArray *list, const char *address)
{
	for (guint i = 0; i < list->len; i++) {
		g_autofree char *bare = outbox_bare_address(
			g_ptr_array_index(list, i));
		if (strcmp(bare, address) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Who did this has written to the requester, too: by `reply --status`, `solve
 * --reply`, `ask` … They get one letter, not two. */
static gboolean is_written_to(const Occasion *occasion, const char *who)
{
	g_autofree char *address = outbox_bare_address(who);
	for (guint i = 0; i < ticket_entry_count(occasion->ticket);
		i++) {
		const Entry *entry = ticket_entry(occasion->ticket, i);
		if (strcmp(entry->kind, "reply") != 0 || !is_new(occasion, entry))
			continue;
		g_autoptr(GPtrArray) to = entry_get_list(entry, "to");
		g_autoptr(GPtrArray) cc = entry_get_list(entry, "cc");
		/* One that an agent sent by themselves names nobody. */
		if (to->len == 0 || has_address(to, address) ||
			has_address(cc, address))
			return TRUE;
	}
	return FALSE;
}

static gboolean has_come_by_mail(const Ticket *ticket)
{
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		if (strcmp(entry->kind, "message") == 0 &&
			*entry_get(entry, "original"))
			return TRUE;
	}
	return FALSE;
}

/* --- what is said -------------------------------------------------------- */

/* What the agent noted while doing it: for colleagues only. */
static const char *noted(const Occasion *occasion)
{
	const Entry *about = occasion->event->entry;
	if (about && strcmp(about->kind, "rating") == 0)
		return entry_get(about, "value");
	for (guint i = ticket_entry_count(occasion->ticket); i-- > 0;) {
		const Entry *entry = ticket_entry(occasion->ticket, i);
		if (is_new(occasion, entry) && entry->body &&
			strcmp(entry->kind, "comment") == 0)
			return entry->body;
	}
	return NULL;
}

static void complaint_words(const Ticket *ticket, const char *language,
	TemplateText *text)
{
	static const Phrase body = {"A complaint: %1\nFrom: %2\nAbout: %3\n",
		"Жалоба: %1\nОт кого: %2\nНа кого: %3\n"};
	const char *about = ticket_get(ticket, "about");
	g_autofree char *subject = escape_links(ticket_get(ticket, "subject"));
	g_autofree char *from = escape_links(ticket_get(ticket, "requester"));
	text->language = g_strdup(language);
	text->body = phrase_fill(&body, language, subject, from,
		*about ? about : "–", NULL);
}

static gboolean words_of(const char *language, void *data, TemplateText *text,
	GError **error)
{
	const Occasion *occasion = data;
	g_autoptr(GError) wrong = NULL;
	TemplateFacts facts = {
		.language = language,
		.by = operation_me(occasion->op),
		.reason = occasion->to_agents ? noted(occasion) : NULL,
		.answer_by = INSTANT_NONE,
	};
	const char *name = occasion->row->template_name;
	if (!name) {
		complaint_words(occasion->ticket, language, text);
		return TRUE;
	}
	if (!occasion->to_agents && !occasion->before) {
		FirstPromise promise;
		if (!promise_first(occasion->desk, occasion->ticket, &promise,
			error))
			return FALSE;
		facts.answer_by = promise.answer_by;
		if (occasion->row->out_of_hours && promise.out_of_hours)
			name = occasion->row->out_of_hours;
	}
	static const Phrase unsent = {"notify %1: %2; nothing is sent",
		"notify %1: %2; ничего не отправлено"};
	if (!template_render_if_good(occasion->desk, name, occasion->ticket, &facts,
		text, &wrong, error))
		return FALSE;
	g_autofree char *words = wrong ? desk_problem_text(occasion->desk,
		wrong) : NULL;
	if (words)
		desk_say(occasion->desk, &unsent, occasion->event->occasion,
			words, NULL);
	return TRUE;
}

/* The same occasion of the same mail is told once, whoever takes it in. */
static char *key_of(const Occasion *occasion)
{
	const Entry *entry = occasion->event->entry ? occasion->event->entry :
		last_mail(occasion);
	if (occasion->before && !entry)
		return NULL;
	return g_strjoin("/", "notify", occasion->event->occasion,
		occasion->row->to, entry ? entry->id : "", NULL);
}

/* What is the same whoever is told; the rest is bound to the texts beside it. */
static Notice notice_of(Occasion *occasion, const char *rule, const char *key)
{
	const Entry *cause = cause_of(occasion);
	return (Notice){
		.words = words_of,
		.data = occasion,
		.rule = rule,
		.key = key,
		.occasion = occasion->to_agents ? NULL :
			occasion->event->occasion,
		.at = time_of(occasion),
		.cause = cause ? cause->id : NULL,
	};
}

/* A recurring ticket whose schedule says so. */
static gboolean is_told(const Ticket *ticket)
{
	const Entry *first = *ticket_get(ticket, "schedule") &&
		ticket_entry_count(ticket) > 0 ? ticket_entry(ticket, 0) : NULL;
	return first && strcmp(entry_get(first, "tell"), "true") == 0;
}

/* The requester hears of a ticket by mail where there has been mail, and once of
 * what was done. Only who wrote, not everybody in copy (RFC 3834, 4), unless the
 * regulation says so. */
static gboolean tell_requester(const Occasion *occasion, const Notice *notice,
	GError **error)
{
	g_autoptr(GPtrArray) to = NULL;
	g_autoptr(GPtrArray) cc = NULL;
	if (!has_come_by_mail(occasion->ticket) && !is_told(occasion->ticket))
		return TRUE;
	if (!outbox_recipients_if_any(occasion->index, occasion->ticket, &to,
		&cc, error))
		return FALSE;
	return !to || is_written_to(occasion, to->pdata[0]) ||
		notice_send(occasion->op, occasion->ticket, notice, to,
			notice_goes_to_copies(occasion->regulation) ? cc : NULL,
			NULL, NULL, error);
}

static gboolean tell_agents(const Occasion *occasion, const Notice *notice,
	GError **error)
{
	g_autoptr(GPtrArray) people = colleagues(occasion, error);
	return people && notice_to_agents(occasion->op, occasion->ticket,
		notice, people, NULL, error);
}

static gboolean tell(Occasion *occasion, GError **error)
{
	g_autoptr(GArray) rows = notify_rows(occasion->regulation,
		occasion->event->occasion);
	g_autofree char *rule = g_strconcat("notify/",
		occasion->event->occasion, NULL);
	for (guint i = 0; i < rows->len; i++) {
		occasion->row = &g_array_index(rows, NotifyRow, i);
		occasion->to_agents = strcmp(occasion->row->to, "requester") != 0;
		g_autofree char *key = key_of(occasion);
		Notice notice = notice_of(occasion, rule, key);
		if (!(occasion->to_agents ? tell_agents : tell_requester)(
			    occasion, &notice, error))
			return FALSE;
	}
	return TRUE;
}

gboolean notify_ticket(Operation *op, const Ticket *before, Ticket *now,
	GError **error)
{
	Occasion occasion = {
		.op = op,
		.desk = operation_desk(op),
		.regulation = operation_regulation(op),
		.before = before,
		.ticket = now,
	};
	g_autoptr(GPtrArray) events = notify_events(occasion.regulation, before,
		now);
	if (events->len == 0)
		return TRUE;
	occasion.index = desk_index(occasion.desk, error);
	for (guint i = 0; occasion.index && i < events->len; i++) {
		occasion.event = g_ptr_array_index(events, i);
		if (!tell(&occasion, error))
			return FALSE;
	}
	return occasion.index != NULL;
}
