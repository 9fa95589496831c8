#include "app/outbox/notify.h"

#include <string.h>

#include "app/desk/outbox_address.h"
#include "app/outbox/audience.h"
#include "app/outbox/guard.h"
#include "app/outbox/outbox.h"
#include "app/desk/promise.h"
#include "app/outbox/template.h"
#include "rules/notify.h"

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
} Notice;

/* --- when ---------------------------------------------------------------- */

/* The entry of this operation that a notice is about: the one that made the
 * occasion, or the first. NULL if nothing was said. */
static const Entry *cause_of(const Notice *notice)
{
	guint known = notice->before ? ticket_entry_count(notice->before) : 0;
	if (notice->event->entry)
		return notice->event->entry;
	return known < ticket_entry_count(notice->ticket) ?
		ticket_entry(notice->ticket, known) : NULL;
}

/* What follows from a mail has the mail's time and stands right behind it, so
 * that two hosts that take in the same mails write the same. */
static Instant time_of(const Notice *notice)
{
	const Entry *cause = cause_of(notice);
	return cause && strcmp(operation_by(notice->op), "mail") == 0 ?
		cause->at : operation_time_of(notice->op, notice->ticket);
}

static gboolean is_new(const Notice *notice, const Entry *entry)
{
	return !notice->before ||
		!ticket_entry_by_id(notice->before, entry->id);
}

/* --- to whom ------------------------------------------------------------- */

/* The address of who asked; NULL if there is none. Only who wrote, not
 * everybody in copy (RFC 3834, 4). g_free(). */
static gboolean requester(const Notice *notice, char **address, GError **error)
{
	g_autoptr(GPtrArray) to = NULL;
	g_autoptr(GPtrArray) cc = NULL;
	*address = NULL;
	if (!outbox_recipients_if_any(notice->index, notice->ticket, &to, &cc,
		error))
		return FALSE;
	if (to)
		*address = g_strdup(g_ptr_array_index(to, 0));
	return TRUE;
}

static GPtrArray *colleagues(const Notice *notice, GError **error)
{
	AudienceQuestion question = {
		.word = notice->row->to,
		.assignee = ticket_get(notice->ticket, "assignee"),
		.group = ticket_get(notice->ticket, "group"),
		.except = operation_me(notice->op),
		.at = time_of(notice),
	};
	return audience_find(notice->desk, &question, error);
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
static gboolean is_written_to(const Notice *notice, const char *who)
{
	g_autofree char *address = outbox_bare_address(who);
	for (guint i = 0; i < ticket_entry_count(notice->ticket);
		i++) {
		const Entry *entry = ticket_entry(notice->ticket, i);
		if (strcmp(entry->kind, "reply") != 0 || !is_new(notice, entry))
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
static const char *noted(const Notice *notice)
{
	const Entry *about = notice->event->entry;
	if (about && strcmp(about->kind, "rating") == 0)
		return entry_get(about, "value");
	for (guint i = ticket_entry_count(notice->ticket); i-- > 0;) {
		const Entry *entry = ticket_entry(notice->ticket, i);
		if (is_new(notice, entry) && entry->body &&
			strcmp(entry->kind, "comment") == 0)
			return entry->body;
	}
	return NULL;
}

/* `language` NULL: that of the requester. No body: there is nothing to say. */
static gboolean render(const Notice *notice, const char *language,
	TemplateText *text, GError **error)
{
	g_autoptr(GError) wrong = NULL;
	TemplateFacts facts = {
		.language = language,
		.by = operation_me(notice->op),
		.reason = notice->to_agents ? noted(notice) : NULL,
		.answer_by = INSTANT_NONE,
	};
	const char *name = notice->row->template_name;
	if (!notice->to_agents && !notice->before) {
		FirstPromise promise;
		if (!promise_first(notice->desk, notice->ticket, &promise,
			error))
			return FALSE;
		facts.answer_by = promise.answer_by;
		if (notice->row->out_of_hours && promise.out_of_hours)
			name = notice->row->out_of_hours;
	}
	static const Phrase unsent = {"notify %1: %2; nothing is sent",
		"notify %1: %2; ничего не отправлено"};
	if (!template_render_if_good(notice->desk, name, notice->ticket, &facts,
		text, &wrong, error))
		return FALSE;
	g_autofree char *words = wrong ? desk_problem_text(notice->desk, wrong) :
		NULL;
	if (words)
		desk_say(notice->desk, &unsent, notice->event->occasion, words,
			NULL);
	return TRUE;
}

/* The same occasion of the same mail is told once, whoever takes it in. */
static char *key_of(const Notice *notice)
{
	const char *entry = notice->event->entry ? notice->event->entry->id : "";
	if (notice->before && !*entry)
		return NULL;
	return g_strjoin("/", "notify", notice->event->occasion,
		notice->row->to, entry, NULL);
}

static gboolean send_notice(const Notice *notice, GPtrArray *to,
	const char *language, const char *key, GError **error)
{
	g_auto(TemplateText) text = {0};
	const char *hold = NULL;
	if (to->len == 0)
		return TRUE;
	if (!render(notice, language, &text, error))
		return FALSE;
	if (!text.body)
		return TRUE;
	GuardQuestion question = {notice->op, notice->ticket, notice->to_agents,
		time_of(notice)};
	if (!guard_recipients(&question, to, &hold, error))
		return FALSE;
	const Entry *cause = cause_of(notice);
	g_autofree char *rule = g_strconcat("notify/", notice->event->occasion,
		NULL);
	Outgoing mail = {
		.kind = "notice",
		.to = to,
		.subject = text.subject,
		.body = text.body,
		.language = text.language,
		.template_name = text.name,
		.rule = rule,
		.key = key,
		.hold = hold,
		.automatic = TRUE,
		.not_before = INSTANT_NONE,
		.at = time_of(notice),
		.cause = cause ? cause->id : NULL,
	};
	g_autoptr(GError) problem = NULL;
	if (outbox_add(notice->op, notice->ticket, &mail, &problem) || !problem)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&problem));
	return FALSE;
}

static gboolean tell_agents(const Notice *notice, GError **error)
{
	g_autoptr(GPtrArray) people = colleagues(notice, error);
	g_autoptr(GPtrArray) letters = people ? audience_letters(people) : NULL;
	g_autofree char *key = key_of(notice);
	for (guint i = 0; letters && i < letters->len; i++) {
		const AudienceLetter *letter = g_ptr_array_index(letters, i);
		g_autofree char *own = audience_key(key, i, letter->language);
		if (!send_notice(notice, letter->to, letter->language, own,
			    error))
			return FALSE;
	}
	return letters != NULL;
}

/* A recurring ticket whose schedule says so. */
static gboolean is_told(const Ticket *ticket)
{
	const Entry *first = *ticket_get(ticket, "schedule") &&
		ticket_entry_count(ticket) > 0 ? ticket_entry(ticket, 0) : NULL;
	return first && strcmp(entry_get(first, "tell"), "true") == 0;
}

/* The requester hears of a ticket by mail where there has been mail, and once of
 * what was done. */
static gboolean tell_requester(const Notice *notice, GError **error)
{
	gboolean unwanted;
	g_autofree char *address = NULL;
	if (!has_come_by_mail(notice->ticket) && !is_told(notice->ticket))
		return TRUE;
	if (!guard_is_unwanted(notice->op, notice->ticket,
		notice->event->occasion, &unwanted, error) ||
		!requester(notice, &address, error))
		return FALSE;
	if (unwanted || !address || is_written_to(notice, address))
		return TRUE;
	g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *key = key_of(notice);
	g_ptr_array_add(to, g_steal_pointer(&address));
	return send_notice(notice, to, NULL, key, error);
}

static gboolean tell(Notice *notice, GError **error)
{
	g_autoptr(GArray) rows = notify_rows(notice->regulation,
		notice->event->occasion);
	for (guint i = 0; i < rows->len; i++) {
		notice->row = &g_array_index(rows, NotifyRow, i);
		notice->to_agents = strcmp(notice->row->to, "requester") != 0;
		if (!(notice->to_agents ? tell_agents : tell_requester)(notice,
			    error))
			return FALSE;
	}
	return TRUE;
}

gboolean notify_ticket(Operation *op, const Ticket *before, Ticket *now,
	GError **error)
{
	Notice notice = {
		.op = op,
		.desk = operation_desk(op),
		.regulation = operation_regulation(op),
		.before = before,
		.ticket = now,
	};
	g_autoptr(GPtrArray) events = notify_events(notice.regulation, before,
		now);
	if (events->len == 0)
		return TRUE;
	notice.index = desk_index(notice.desk, error);
	for (guint i = 0; notice.index && i < events->len; i++) {
		notice.event = g_ptr_array_index(events, i);
		if (!tell(&notice, error))
			return FALSE;
	}
	return notice.index != NULL;
}
