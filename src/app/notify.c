#include "app/notify.h"

#include <string.h>

#include "app/outbox.h"
#include "app/promise.h"
#include "app/template.h"
#include "index/people.h"
#include "rules/loop_guard.h"
#include "rules/notify.h"

#define DAY_SECONDS ((gint64)24 * 60 * 60)
/* Whom a row tells is no stranger's choice, so agents may be told more. */
#define AGENT_CAP_FACTOR 10
#define DEFAULT_CAP_3H 10
#define DEFAULT_CAP_DAY 40

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

/* --- the customer's wishes ----------------------------------------------- */

static gboolean is_switched_off(const Notice *notice)
{
	const char *requester = ticket_get(notice->ticket, "requester");
	const char *values[] = {ticket_get(notice->ticket, "customer"), NULL};
	g_autoptr(GPtrArray) rows = index_rows(notice->index,
		"SELECT text FROM customer WHERE name = ?", values, NULL);
	if (!rows || rows->len == 0)
		return FALSE;
	const char *text = ((char **)g_ptr_array_index(rows, 0))[0];
	g_autoptr(YamlNode) root = yaml_parse(text, strlen(text), values[0], 1,
		NULL);
	const char *slash = strchr(requester, '/');
	const YamlNode *contact = slash ? yaml_get(yaml_get(root, "contacts"),
		slash + 1) : NULL;
	const char *occasion = notice->event->occasion;
	return notify_is_off(yaml_get(root, "notify"), occasion) ||
		notify_is_off(yaml_get(contact, "notify"), occasion);
}

/* --- the guard ----------------------------------------------------------- */

/* The mail that made the ticket; NULL if none did. */
static const Entry *first_mail(const Ticket *ticket)
{
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		if (strcmp(entry->kind, "message") == 0 &&
			*entry_get(entry, "original"))
			return entry;
	}
	return NULL;
}

static gboolean is_own_address(const Notice *notice, const char *address)
{
	const char *values[] = {address, NULL};
	g_autoptr(GPtrArray) rows = index_rows(notice->index,
		"SELECT 1 FROM entry WHERE account = ? LIMIT 1", values, NULL);
	return rows && rows->len > 0;
}

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
		cause->at : operation_now(notice->op);
}

/* Automatic mails to the address in the last day, this operation's too; the
 * operation remembers them. Borrowed. */
static GArray *sent_to(const Notice *notice, const char *address)
{
	GHashTable *told = operation_told(notice->op);
	GArray *sent = g_hash_table_lookup(told, address);
	if (sent)
		return sent;
	sent = g_array_new(FALSE, FALSE, sizeof(Instant));
	g_hash_table_insert(told, g_strdup(address), sent);
	g_autofree char *since = g_strdup_printf("%" G_GINT64_FORMAT,
		time_of(notice) - DAY_SECONDS);
	const char *values[] = {since, address, address, NULL};
	g_autoptr(GPtrArray) rows = index_rows(notice->index,
		"SELECT at FROM entry WHERE kind = 'notice'"
		" AND at > CAST(? AS INTEGER) AND retracted = 0"
		" AND (held OR json_extract(extra, '$.hold') IS NULL)"
		" AND EXISTS (SELECT 1 FROM json_each(extra, '$.to')"
		" WHERE lower(value) = ?"
		" OR instr(lower(value), '<' || ? || '>') > 0)", values, NULL);
	for (guint i = 0; rows && i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		Instant at = g_ascii_strtoll(row[0], NULL, 10);
		g_array_append_val(sent, at);
	}
	return sent;
}

static guint cap(const Notice *notice, const char *key, guint fallback)
{
	const YamlNode *mail = yaml_get(notice->regulation->root, "mail");
	guint64 number = g_ascii_strtoull(yaml_get_text(mail, key, "0"), NULL,
		10);
	guint base = number > 0 && number < 100000 ? (guint)number : fallback;
	return notice->to_agents ? base * AGENT_CAP_FACTOR : base;
}

/* Why it may not go to `address`; NULL if it may. */
static const char *hold_for(const Notice *notice, const char *address)
{
	const Entry *mail = first_mail(notice->ticket);
	const char *automatic = mail ? entry_get(mail, "automatic") : "";
	GArray *sent = sent_to(notice, address);
	LoopQuestion question = {
		.to = address,
		.answers_mail = !notice->to_agents,
		.automatic_reason = *automatic ? automatic : NULL,
		.to_own_address = is_own_address(notice, address),
		.address_failed = outbox_address_failed(notice->index, address),
		.now = time_of(notice),
		.sent = (const Instant *)(const void *)sent->data,
		.sent_count = sent->len,
		.cap_3h = cap(notice, "cap-3h", DEFAULT_CAP_3H),
		.cap_day = cap(notice, "cap-day", DEFAULT_CAP_DAY),
	};
	const HoldReason *reason = loop_guard(&question);
	if (!reason)
		g_array_append_val(sent, question.now);
	return reason ? reason->name : NULL;
}

/* --- to whom ------------------------------------------------------------- */

static void add_agents(const Notice *notice, const char *word, GPtrArray *to)
{
	const char *values[] = {word, word, word, word, NULL};
	g_autoptr(GPtrArray) rows = index_rows(notice->index,
		"SELECT login FROM agent WHERE left = 0 AND (login = ?"
		" OR level = ? OR login IN (SELECT login FROM agent_group"
		" WHERE name = ?) OR login IN (SELECT login FROM agent_role"
		" WHERE name = ?)) ORDER BY login", values, NULL);
	for (guint i = 0; rows && i < rows->len; i++) {
		const char *login = ((char **)g_ptr_array_index(rows, i))[0];
		char *address = strcmp(login, operation_me(notice->op)) == 0
			? NULL : outbox_address_of(notice->index, login);
		if (address)
			g_ptr_array_add(to, address);
	}
}

/* The word that the index knows for "assignee", "group" …; "" for nobody. */
static const char *agents_word(const Notice *notice)
{
	const char *who = notice->row->to;
	if (strcmp(who, "assignee") == 0)
		return ticket_get(notice->ticket, "assignee");
	if (strcmp(who, "group") == 0)
		return ticket_get(notice->ticket, "group");
	return who;
}

static GPtrArray *recipients(const Notice *notice)
{
	GPtrArray *to = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) requester = NULL, cc = NULL;
	const char *word = agents_word(notice);
	if (notice->to_agents) {
		if (*word)
			add_agents(notice, word, to);
		return to;
	}
	/* Only who wrote, not everybody in copy (RFC 3834, 4). */
	if (outbox_recipients_of(notice->index, notice->ticket, &requester, &cc,
		    NULL))
		g_ptr_array_add(to,
			g_strdup(g_ptr_array_index(requester, 0)));
	return to;
}

/* Those that the guard lets through are left in `to`; if it is none, all stay,
 * and the reason is answered. */
static const char *guard(const Notice *notice, GPtrArray *to)
{
	const char *held = NULL;
	g_autoptr(GPtrArray) free_to = g_ptr_array_new();
	for (guint i = 0; i < to->len; i++) {
		g_autofree char *bare = outbox_bare_address(
			g_ptr_array_index(to, i));
		const char *reason = hold_for(notice, bare);
		if (reason)
			held = reason;
		else
			g_ptr_array_add(free_to, g_ptr_array_index(to, i));
	}
	if (free_to->len == 0)
		return held;
	for (guint i = to->len; i-- > 0;)
		if (!g_ptr_array_find(free_to, g_ptr_array_index(to, i), NULL))
			g_ptr_array_remove_index(to, i);
	return NULL;
}

/* --- what is said -------------------------------------------------------- */

static gboolean is_new(const Notice *notice, const Entry *entry)
{
	return !notice->before ||
		!ticket_entry_by_id(notice->before, entry->id);
}

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

static gboolean render(const Notice *notice, TemplateText *text)
{
	g_autoptr(GError) problem = NULL;
	TemplateFacts facts = {
		.by = operation_me(notice->op),
		.answer_by = INSTANT_NONE,
	};
	if (notice->to_agents) {
		facts.language = notice->regulation->language;
		facts.reason = noted(notice);
	} else if (!notice->before) {
		facts.answer_by = promise_first_response(notice->desk,
			notice->ticket);
	}
	if (template_render(notice->desk, notice->row->template_name,
		    notice->ticket, &facts, text, &problem))
		return TRUE;
	desk_say(notice->desk, "notify %s: %s; nothing is sent",
		notice->event->occasion, problem->message);
	return FALSE;
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

static gboolean send_notice(const Notice *notice, GError **error)
{
	g_autoptr(GPtrArray) to = recipients(notice);
	g_auto(TemplateText) text = {0};
	if (to->len == 0 || !render(notice, &text))
		return TRUE;
	g_autofree char *key = key_of(notice);
	const Entry *cause = cause_of(notice);
	g_autofree char *rule = g_strconcat("notify/", notice->event->occasion,
		NULL);
	Outgoing mail = {
		.kind = "notice",
		.to = to,
		.subject = text.subject,
		.body = text.body,
		.language = text.language,
		.template_name = notice->row->template_name,
		.rule = rule,
		.key = key,
		.hold = guard(notice, to),
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

/* The requester hears of a ticket by mail where there has been mail. */
static gboolean is_wanted(const Notice *notice)
{
	return notice->to_agents ||
		(first_mail(notice->ticket) && !is_switched_off(notice));
}

static gboolean tell(Notice *notice, GError **error)
{
	g_autoptr(GArray) rows = notify_rows(notice->regulation,
		notice->event->occasion);
	for (guint i = 0; i < rows->len; i++) {
		notice->row = &g_array_index(rows, NotifyRow, i);
		notice->to_agents = strcmp(notice->row->to, "requester") != 0;
		if (is_wanted(notice) && !send_notice(notice, error))
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
