/*
 * Who gets a ticket that has nobody: the section `assignment`, the load of the
 * agents, their caps, skills, absence and the working hours.
 */
#ifndef APP_CHANGE_ASSIGN_H
#define APP_CHANGE_ASSIGN_H

#include "app/operation/operation.h"
#include "rules/worktime.h"
#include "text/yaml.h"

/* By the way that a rule names (`rule`), else by the section; nothing changes
 * where nobody comes into question. */
gboolean assign_ticket(Operation *op, Ticket *ticket, const YamlNode *rule,
	GError **error);

/* The hours of a group: its `calendar`, else that of the policy `standard`; NULL
 * if there is none. Borrowed from the desk. */
gboolean assign_hours(Desk *desk, const Regulation *regulation,
	const char *group, Worktime **hours, GError **error);

#endif
