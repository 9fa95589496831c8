/*
 * One mail that an MTA hands over: whose it is, by account or by recipient.
 */
#ifndef APP_INTAKE_DELIVER_H
#define APP_INTAKE_DELIVER_H

#include "app/intake/intake.h"

#define DELIVER_LIMIT_BYTES (64 * 1024 * 1024)

typedef struct {
	GBytes *raw;
	const char *account; /* its name, which may be no account; NULL: by `to` */
	const char *to;	     /* the envelope's recipient; may be NULL */
	gboolean dry_run;
} Delivered;

/* As intake_run(); DESK_ERROR_PERSON for a recipient that is not ours. */
gboolean deliver_mail(Desk *desk, const Delivered *delivered,
	IntakeReport *report, GError **error);

#endif
