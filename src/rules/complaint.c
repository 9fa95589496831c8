#include "rules/complaint.h"

#include <string.h>

static gboolean is_against(const Regulation *regulation, const Ticket *ticket,
	const char *login)
{
	return ticket && type_is_complaint(regulation, ticket_get(ticket,
		"type")) && strcmp(ticket_get(ticket, "about"), login) == 0;
}

/* Solved, closed, or over in another way than before. */
static gboolean ends(const Regulation *regulation, const Ticket *before,
	const Ticket *after)
{
	return regulation_class_of(regulation, after) >= CLASS_SOLVED &&
		(!before || strcmp(ticket_get(before, "status"),
			ticket_get(after, "status")) != 0 ||
		strcmp(ticket_get(before, "resolution"),
			ticket_get(after, "resolution")) != 0);
}

gboolean complaint_is_settled(const Regulation *regulation, const char *login,
	const Ticket *before, const Ticket *after)
{
	gboolean was = is_against(regulation, before, login);
	gboolean is = is_against(regulation, after, login);
	return (was && !is) || (is && ends(regulation, before, after));
}
