#include "app/show/unverified.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/identity.h"
#include "app/desk/in_force.h"
#include "app/desk/outbox_address.h"
#include "index/agents.h"
#include "index/solved.h"
#include "rules/verification.h"

static const Member columns[] = {
	{"number", {"#", "№"}, VALUE_INTEGER, COLUMN_RIGHT | COLUMN_ID |
		COLUMN_NUMBER, "of the ticket; a text while it has none"},
	{"uid", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "the ticket"},
	{"requester", {NULL}, VALUE_TEXT, COLUMN_HIDDEN,
		"customer/contact, an address or a number"},
	{"name", {"Whom", "Кому"}, VALUE_TEXT, 0, "the requester's full name"},
	{"phone", {"Phone", "Телефон"}, VALUE_TEXT, 0,
		"a contact's first one; null = none"},
	{"customer", {NULL}, VALUE_TEXT, COLUMN_HIDDEN, "null = none"},
	{"subject", {"Subject", "Тема"}, VALUE_TEXT, COLUMN_SHRINK,
		"of the ticket"},
	{"category", {"Category", "Категория"}, VALUE_TEXT, 0, "null = none"},
	{"agent", {"Agent", "Сотрудник"}, VALUE_TEXT, 0,
		"whose ticket it is; null = nobody's"},
	{"solved", {"Solved", "Решена"}, VALUE_INSTANT, 0, "when"},
	{"share", {NULL}, VALUE_INTEGER, COLUMN_HIDDEN,
		"percent of such tickets that are called back about"},
	{0},
};
const Schema unverified_schema = {"verify/1", "desk verify next: an array",
	columns};

typedef struct {
	const Regulation *regulation;
	const char *me; /* whose own are left out; NULL: nobody's */
} Caller;

static guint share_of(const Caller *caller, const SolvedTicket *ticket)
{
	if (resolution_is_unsolved(ticket->resolution) ||
		*ticket->requester == '\0' ||
		g_strcmp0(ticket->assignee, caller->me) == 0)
		return 0;
	return verification_share(caller->regulation, ticket->assignee,
		ticket->category);
}

static gboolean add(Index *index, Block *table, const SolvedTicket *ticket,
	guint share, GError **error)
{
	const Contact *contact;
	g_autoptr(Customer) customer = NULL;
	if (!outbox_customer_of(index, ticket->requester, &customer, &contact,
		error))
		return FALSE;
	Value *cells[] = {
		value_ticket_name(ticket->name),
		value_text(ticket->uid),
		value_text(ticket->requester),
		value_text(ticket->full_name),
		value_word(contact && contact->phones->len > 0 ?
			contact->phones->pdata[0] : ""),
		value_word(ticket->customer),
		value_text(ticket->subject),
		value_word(ticket->category),
		value_word(ticket->assignee),
		value_instant(ticket->solved),
		value_integer(share),
	};
	block_add_cells(table, cells, G_N_ELEMENTS(cells));
	return TRUE;
}

/* A lead may ask about their own. */
static gboolean find_caller(Desk *desk, Index *index, Caller *caller,
	GError **error)
{
	if (!desk_me_if_any(desk, &caller->me, error))
		return FALSE;
	g_autoptr(GPtrArray) roles = caller->me ? index_agent_roles(index,
		caller->me, error) : g_ptr_array_new();
	for (guint i = 0; roles && i < roles->len; i++)
		if (strcmp(roles->pdata[i], "lead") == 0)
			caller->me = NULL;
	return roles != NULL;
}

gboolean unverified_show(Desk *desk, Page *page, GError **error)
{
	Caller caller = {.regulation = desk_regulation(desk, error)};
	Index *index = caller.regulation ? desk_index(desk, error) : NULL;
	if (!index || !find_caller(desk, index, &caller, error))
		return FALSE;
	g_autoptr(GPtrArray) solved = index_unverified(index, desk_now(desk) -
		verification_within(caller.regulation), error);
	Block *table = page_add_rows(page, "tickets", columns);
	for (guint i = 0; solved && i < solved->len; i++) {
		const SolvedTicket *ticket = solved->pdata[i];
		guint share = share_of(&caller, ticket);
		if (share > 0 && verification_is_drawn(caller.regulation,
			ticket->uid, ticket->solved, share) &&
			!add(index, table, ticket, share, error))
			return FALSE;
	}
	return solved != NULL;
}
