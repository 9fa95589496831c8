/*
 * A report that is mailed, and one with nothing to tell.
 */
#ifndef CMD_REPORT_MAIL_H
#define CMD_REPORT_MAIL_H

#include "cmd/command.h"
#include "report/report.h"

#define OPTIONS_OF_MAIL \
	{"email", 0, "ADDRESS", VALUE_OF_CONTACT, TRUE, \
		{"mail it to ADDRESS; customer: to its contacts for reports", \
			"отправить на АДРЕС; customer — контактам клиента для " \
			"отчётов"}}, \
	{"again", 0, NULL, VALUE_OF_NOTHING, FALSE, \
		{"with --email: also to whom it was sent already", \
			"с --email: и тем, кому уже отправлен"}}, \
	{"skip-empty", 0, NULL, VALUE_OF_NOTHING, FALSE, \
		{"nothing at all where there is nothing to tell", \
			"не отвечать и не отправлять, если рассказать нечего"}}, \
	OPTION_DRY_RUN

extern const Schema report_mail_schema;

/* After the page of the report is filled. With --skip-empty a page without rows
 * and figures goes. With --email it becomes one HTML file in a letter to each
 * (app/send/direct_mail.h), once for a report, customer, period and address; the
 * page then lists the letters. Else nothing. */
gboolean report_mail(Context *context, const ReportSettings *settings,
	GError **error);

#endif
