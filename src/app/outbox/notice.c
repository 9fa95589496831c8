#include "app/outbox/notice.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/outbox/guard.h"
#include "app/outbox/outbox.h"
#include "app/outbox/outbox_parts.h"
#include "index/index.h"
#include "model/regulation.h"
#include "model/ticket.h"

#define ENTRY_ID_LENGTH 6
#define HOLD_SWITCHED_OFF "switched-off"

char *notice_entry_id(Operation *op, const Ticket *ticket, const char *key)
{
	g_autofree char *text = g_strjoin("\n", ticket_get(ticket, "uid"), key,
		NULL);
	return operation_name(op, "notice", text, ENTRY_ID_LENGTH);
}

static gboolean was_said(Operation *op, const Ticket *ticket, const char *key)
{
	g_autofree char *id = key ? notice_entry_id(op, ticket, key) : NULL;
	return id && ticket_entry_by_id(ticket, id);
}

/* Why it does not leave; NULL: it may, to those who are left in the lists. */
static gboolean find_hold(Operation *op, const Ticket *ticket,
	const Notice *notice, GPtrArray *to, GPtrArray *cc, const char **hold,
	GError **error)
{
	gboolean unwanted = FALSE;
	const char *copies = NULL;
	GuardQuestion question = {op, ticket, notice->occasion == NULL,
		notice->at ? notice->at : operation_time_of(op, ticket)};
	if (notice->occasion && !guard_is_unwanted(op, ticket, notice->occasion,
		&unwanted, error))
		return FALSE;
	*hold = unwanted ? HOLD_SWITCHED_OFF : notice->hold;
	if (*hold)
		return TRUE;
	if (!guard_recipients(&question, to, hold, error) ||
		(cc && !guard_recipients(&question, cc, &copies, error)))
		return FALSE;
	if (copies)
		g_ptr_array_set_size(cc, 0);
	return TRUE;
}

gboolean notice_send(Operation *op, Ticket *ticket, const Notice *notice,
	GPtrArray *to, GPtrArray *cc, const char *language, Entry **entry,
	GError **error)
{
	g_auto(TemplateText) text = {0};
	const char *hold;
	if (entry)
		*entry = NULL;
	if (to->len == 0 || was_said(op, ticket, notice->key))
		return TRUE;
	if (!notice->words(language, notice->data, &text, error))
		return FALSE;
	if (!text.body)
		return TRUE;
	if (!find_hold(op, ticket, notice, to, cc, &hold, error))
		return FALSE;
	Outgoing mail = {
		.kind = "notice",
		.to = to,
		.cc = cc,
		.subject = text.subject,
		.body = text.body,
		.language = text.language,
		.template_name = text.name,
		.rule = notice->rule,
		.key = notice->key,
		.hold = hold,
		.automatic = TRUE,
		.not_before = INSTANT_NONE,
		.at = notice->at,
		.cause = notice->cause,
	};
	Entry *made = outbox_add(op, ticket, &mail, error);
	if (entry)
		*entry = made;
	return made != NULL;
}

gboolean notice_to_agents(Operation *op, Ticket *ticket, const Notice *notice,
	const GPtrArray *people, Entry **entry, GError **error)
{
	g_autoptr(GPtrArray) letters = audience_letters(people);
	if (entry)
		*entry = NULL;
	for (guint i = 0; i < letters->len; i++) {
		const AudienceLetter *letter = letters->pdata[i];
		g_autofree char *key = audience_key(notice->key, i,
			letter->language);
		Notice own = *notice;
		own.key = key;
		if (!notice_send(op, ticket, &own, letter->to, NULL,
			letter->language, i == 0 ? entry : NULL, error))
			return FALSE;
	}
	return TRUE;
}

gboolean notice_goes_to_copies(const Regulation *regulation)
{
	const YamlNode *mail = yaml_get(regulation->root, "mail");
	return strcmp(yaml_get_text(mail, "cc", "offer"), "always") == 0;
}

gboolean notice_to_requester(Operation *op, Ticket *ticket,
	const Notice *notice, GError **error)
{
	g_autoptr(GPtrArray) to = NULL;
	g_autoptr(GPtrArray) cc = NULL;
	Index *index = desk_index(operation_desk(op), error);
	if (!index || !outbox_recipients_if_any(index, ticket, &to, &cc, error))
		return FALSE;
	if (!notice_goes_to_copies(operation_regulation(op)))
		g_clear_pointer(&cc, g_ptr_array_unref);
	return !to || notice_send(op, ticket, notice, to, cc, NULL, NULL, error);
}
