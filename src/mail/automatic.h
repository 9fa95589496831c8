/*
 * What marks a mail as written by a machine, or passed on by one: rows, so
 * that each has a name that help, logs and tests can show.
 */
#ifndef MAIL_AUTOMATIC_H
#define MAIL_AUTOMATIC_H

#include "mail/reading.h"

typedef struct {
	const char *name; /* `automatic_reason` */
	const char *help;
	gboolean may_reopen; /* a person may stand behind it */
	gboolean keeps_reply_to; /* its Reply-To was written for whoever answers */
	gboolean (*matches)(const MailReading *reading);
} AutomaticRow;

/* Sorted by name. */
extern const AutomaticRow automatic_rows[];
extern const gsize automatic_rows_count;

#endif
