#include "rules/complaint.h"

#include <string.h>

static gboolean is_against(const Regulation *regulation, const Ticket *ticket,
	const char *login)
{
	return ticket && type_is_complaint(regulation, ticket_get(ticket,
		"type")) && strcmp(ticket_get(ticket, "about"), login) == 0;
}

static gboolean is_over(const Regulation *regulation, const Ticket *ticket)
{
	return ticket && regulation_class_of(regulation, ticket) >=
		CLASS_SOLVED;
}

gboolean complaint_is_settled(const Regulation *regulation, const char *login,
	const Ticket *before, const Ticket *after)
{
	gboolean was = is_against(regulation, before, login);
	gboolean is = is_against(regulation, after, login);
	gboolean ends = is_over(regulation, after) &&
		!is_over(regulation, before);
	return (was && !is) || ((was || is) && ends);
}
