/*
 * The entries of an alarm (rules/alarm.h): who was called, who acknowledged.
 * Their ids derive from ticket, alarm and person, so each is said once.
 */
#ifndef APP_CHANGE_ALERT_ENTRY_H
#define APP_CHANGE_ALERT_ENTRY_H

#include "app/operation/operation.h"

/* g_free(). */
char *alert_entry_id(Operation *op, const Ticket *ticket, const char *key);
/* `who`: a login that is called, "ack". NULL if that was said before. */
Entry *alert_entry_say(Operation *op, Ticket *ticket, const char *who,
	guint occurrence);
/* Inside an OperationApply. Nothing to acknowledge changes nothing. */
void alert_acknowledge(Operation *op, Ticket *ticket);

#endif
