#include "cmd/other_ticket.h"

#include "app/desk/ticket_name.h"

gboolean other_ticket(Context *context, guint place, const Phrase *which,
	char **uid, GError **error)
{
	if (context->operand_count != place + 1) {
		usage_error(context, error, which, NULL);
		return FALSE;
	}
	g_autoptr(GPtrArray) uids = desk_find_tickets(context->desk,
		context->operands[place], error);
	if (!uids)
		return FALSE;
	if (uids->len != 1) {
		usage_error(context, error, which, NULL);
		return FALSE;
	}
	*uid = g_strdup(uids->pdata[0]);
	return TRUE;
}
