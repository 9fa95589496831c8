/* What became of mail: `delivery` entries, and who must know. */

#include "app/desk/desk.h"
#include "app/outbox/outbox.h"

#include <string.h>

#include "app/desk/outbox_address.h"
#include "app/outbox/audience.h"
#include "app/outbox/notice.h"
#include "app/outbox/outbox_parts.h"
#include "base/identifier.h"
#include "base/texts.h"
#include "model/regulation.h"
#include "model/ticket.h"

#define ENTRY_ID_LENGTH 6

/* The same answer about the same recipients is said once, on any host. */
static char *delivery_id(Operation *op, const Ticket *ticket, const char *of,
	const Delivery *delivery)
{
	g_autoptr(GString) key = g_string_new(NULL);
	g_string_append_printf(key, "%s\n%s\n%s", ticket_get(ticket, "uid"), of,
		delivery->state);
	for (guint i = 0; delivery->to && i < delivery->to->len; i++)
		g_string_append_printf(key, "\n%s",
			(char *)g_ptr_array_index(delivery->to, i));
	guint8 digest[32];
	const char *secret = operation_regulation(op)->id;
	identifier_derive(secret ? secret : "", "delivery", key->str, key->len,
		digest);
	return identifier_letter_first(digest, sizeof digest, ENTRY_ID_LENGTH);
}

static void add_list(Entry *entry, const char *key, const GPtrArray *list)
{
	for (guint i = 0; list && i < list->len; i++)
		entry_add_text(entry, key, g_ptr_array_index(list, i));
}

/* --- who must know --------------------------------------------------- */

typedef struct {
	Operation *op;
	const Ticket *ticket;
	const Delivery *delivery;
} Failure;

/* By the template send-failed; a store without it says less. */
static gboolean words_of(const char *language, void *data, TemplateText *text,
	GError **error)
{
	const Failure *failure = data;
	const Delivery *delivery = failure->delivery;
	g_autoptr(GError) wrong = NULL;
	g_autofree char *to = texts_join(delivery->to);
	g_autofree char *said = g_strdup_printf("%s: %s", to,
		delivery->said ? delivery->said : "–");
	TemplateFacts facts = {
		.language = language,
		.said = said,
		.answer_by = INSTANT_NONE,
	};
	if (!template_render_if_good(operation_desk(failure->op), "send-failed",
		failure->ticket, &facts, text, &wrong, error))
		return FALSE;
	if (wrong)
		desk_say_problem(operation_desk(failure->op), wrong);
	if (!text->body)
		text->body = g_strdup_printf("%s: %s",
			ticket_get(failure->ticket, "number"), said);
	return TRUE;
}

/* Who wrote it, who has the ticket, and the lead. */
static GPtrArray *whom(Operation *op, const Ticket *ticket, const Entry *mail,
	GError **error)
{
	const AudienceQuestion questions[] = {
		{.word = "assignee", .assignee = mail->by, .group = "",
			.at = operation_now(op)},
		{.word = "assignee", .assignee = ticket_get(ticket, "assignee"),
			.group = "", .at = operation_now(op)},
		{.word = "lead", .assignee = "", .group = "",
			.at = operation_now(op)},
	};
	g_autoptr(GPtrArray) people = audience_nobody();
	for (gsize i = 0; i < G_N_ELEMENTS(questions); i++) {
		g_autoptr(GPtrArray) some = audience_find(operation_desk(op),
			&questions[i], error);
		if (!some)
			return NULL;
		audience_join(people, some);
	}
	return g_steal_pointer(&people);
}

/* A notice that fails tells nobody: mail about mail about mail. */
static gboolean tell(Operation *op, Ticket *ticket, const Entry *mail,
	const char *id, const Delivery *delivery, GError **error)
{
	if (strcmp(mail->kind, "notice") == 0)
		return TRUE;
	g_autoptr(GPtrArray) people = whom(op, ticket, mail, error);
	g_autofree char *key = g_strconcat("undelivered/", id, NULL);
	Failure failure = {op, ticket, delivery};
	Notice notice = {.words = words_of, .data = &failure,
		.rule = "undelivered", .key = key};
	return people && notice_to_agents(op, ticket, &notice, people, NULL,
		error);
}

gboolean outbox_settles(const Entry *entry, const char *of)
{
	return strcmp(entry->kind, "delivery") == 0 &&
		strcmp(entry_get(entry, "of"), of) == 0 &&
		strcmp(entry_get(entry, "state"), "reported") != 0;
}

/* Codes that speak of the address, not of the mail or of us (RFC 3463). */
static gboolean is_bad_address(const Delivery *delivery)
{
	const char *said = delivery->said ? delivery->said : "";
	gboolean extended = g_ascii_isdigit(said[0]) && said[1] == '.';
	return strcmp(delivery->state, "failed") == 0 &&
		(extended ? g_str_has_prefix(said, "5.1.") ||
			g_str_has_prefix(said, "5.2.1") :
			delivery->code == 550 || delivery->code == 551 ||
			delivery->code == 553);
}

/* --- entries --------------------------------------------------------- */

gboolean outbox_delivered(Operation *op, Ticket *ticket, const char *of,
	const Delivery *delivery, GError **error)
{
	g_autofree char *id = delivery_id(op, ticket, of, delivery);
	const Entry *mail = ticket_entry_by_id(ticket, of);
	if (ticket_entry_is_retracted(ticket, id))
		g_clear_pointer(&id, g_free);
	if (!mail || (id && ticket_entry_by_id(ticket, id)))
		return TRUE;
	/* Servers answer by themselves; a person cancels. */
	gboolean person = delivery->by_hand ||
		strcmp(delivery->state, "cancelled") == 0;
	Entry *entry = operation_say(op, ticket, "delivery", NULL, id,
		person ? NULL : "desk", delivery->at);
	entry_set(entry, "of", of);
	entry_set(entry, "state", delivery->state);
	add_list(entry, "to", delivery->to);
	add_list(entry, "rest", delivery->rest);
	if (delivery->by_hand)
		entry_set_flag(entry, "by-hand");
	if (delivery->code > 0)
		entry_set_integer(entry, "code", delivery->code);
	entry_set(entry, "said", delivery->said);
	if (is_bad_address(delivery))
		entry_set_flag(entry, "permanent");
	return strcmp(delivery->state, "failed") != 0 ||
		tell(op, ticket, mail, entry->id, delivery, error);
}

/* Who waits on while the mail is not over: a report about one recipient must
 * not end it for the others. NULL if it is over, or was never answered. */
static GPtrArray *waiting_on(const Ticket *ticket, const Entry *mail,
	const Entry *report)
{
	g_autoptr(GPtrArray) rest = NULL;
	for (guint i = 0; i < ticket_entry_count(ticket); i++) {
		const Entry *entry = ticket_entry(ticket, i);
		if (entry == report || !outbox_settles(entry, mail->id))
			continue;
		g_clear_pointer(&rest, g_ptr_array_unref);
		rest = entry_get_list(entry, "rest");
		if (rest->len == 0)
			return NULL;
	}
	return g_steal_pointer(&rest);
}

gboolean outbox_failed(Operation *op, Ticket *ticket, Entry *report,
	const char *recipient, GError **error)
{
	const Entry *mail = ticket_entry_by_id(ticket, entry_get(report, "of"));
	g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func(g_free);
	if (!mail)
		return TRUE;
	if (recipient && *recipient)
		g_ptr_array_add(to, outbox_bare_address(recipient));
	g_autoptr(GPtrArray) rest = waiting_on(ticket, mail, report);
	add_list(report, "to", to);
	add_list(report, "rest", rest);
	Delivery delivery = {.state = "failed", .to = to,
		.said = entry_get(report, "said")};
	return tell(op, ticket, mail, report->id, &delivery, error);
}
