/*
 * What `rules run` would do to a ticket, tried and not committed.
 */
#ifndef APP_CHANGE_RULES_TRIAL_H
#define APP_CHANGE_RULES_TRIAL_H

#include "app/change/rules.h"

/* RuleTrial*, one a rule, in their order. g_ptr_array_unref(). */
GPtrArray *rules_trial(Desk *desk, const Ticket *ticket, GError **error);

#endif
