/*
 * `desk report month`: what is sent with the invoice.
 */
#ifndef CMD_REPORT_MONTH_H
#define CMD_REPORT_MONTH_H

#include "app/show/month_page.h"
#include "cmd/command.h"

/* Refuses what the page does not take. Other reports take all of it. */
gboolean report_month_options(const Context *context, const Report *report,
	GError **error);
/* What is mailed, or a document for a customer, is in the customer's language,
 * else in that of the store; what a terminal shows stays in the reader's. */
gboolean report_set_language(Context *context, const char *customer,
	GError **error);
/* The page of the answer. */
gboolean report_month(Context *context, const ReportSettings *settings,
	GError **error);

#endif
