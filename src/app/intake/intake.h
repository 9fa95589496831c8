/*
 * Mail → tickets: what `pull` and `deliver` share. A batch is one commit; the
 * same mails give the same files on any host, in any order of attempts.
 */
#ifndef APP_INTAKE_INTAKE_H
#define APP_INTAKE_INTAKE_H

#include "app/desk/account.h"
#include "app/operation/operation.h"
#include "base/phrase.h"

/* How a mail ended; every mail ends as one of these. */
typedef enum {
	INTAKE_IMPORTED, INTAKE_DUPLICATE, INTAKE_QUARANTINED, INTAKE_OVERSIZE,
	INTAKE_IGNORED,
	INTAKE_WITHHELD, /* the server lists it and does not give it; not stored */
	INTAKE_DOUBTFUL, /* a line of an mbox, taken as text: maybe another mail */
	INTAKE_KNOWN, /* this very copy was taken in before */
	INTAKE_OUTCOMES
} IntakeOutcome;
const char *intake_outcome_name(IntakeOutcome outcome);
/* "%1 imported" for people. */
const Phrase *intake_outcome_counted(IntakeOutcome outcome);

typedef struct {
	GBytes *raw;
	Instant received;
	gsize size;	  /* of the whole mail when only its header is here */
	gboolean oversize;
	char *folder, *uidvalidity, *uid; /* "" for deliver */
	char *original;	  /* where the bytes stand already (quarantine), or NULL */
	/* The ticket and its entry that has the header of this mail alone; NULL */
	char *ticket, *whole_of;
	gboolean ignored; /* answer: nothing of it was stored */
} IntakeMail;
void intake_mail_free(IntakeMail *mail);

typedef struct {
	const char *verb;	 /* "pull", "deliver" */
	const char *account;	 /* "support@acme.example" */
	const char *category, *level; /* of new tickets; may be NULL */
	char **own_addresses;	 /* of the account; may be NULL. What the other
				accounts have is ours as well */
	char **authserv_ids;	 /* may be NULL */
	Instant since;		 /* older mail is ignored; INSTANT_NONE = none */
	gsize limit_bytes;
	/* An old mailbox: entries are marked `imported`, so that nothing is ever
	 * sent for them; nothing is reopened; copies are not noted. */
	gboolean silent;
	gboolean tell_nobody; /* no notices: a first pull with --all */
	gboolean dry_run;
} IntakeSettings;

/* Mail of an account without an end of time: what its settings say, or for a
 * name that is none (`account` NULL) the name alone. Borrows from both. */
IntakeSettings intake_settings_of(const char *verb, const char *name,
	const Account *account);

typedef struct {
	guint counts[INTAKE_OUTCOMES];
	guint new_tickets;
	GPtrArray *notes; /* remarks_new(): "quarantined INBOX/12: no header" */
} IntakeReport;
/* Counts and names a mail that is tried again by itself. */
void intake_report_withheld(IntakeReport *report, const char *folder,
	const char *uid, const Phrase *what);
void intake_report_clear(IntakeReport *report);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(IntakeReport, intake_report_clear)

/* Adds to `report`. When it returns TRUE everything is on disk, and the
 * caller may tell the server. */
gboolean intake_run(Desk *desk, const IntakeSettings *settings,
	GPtrArray *mails, IntakeReport *report, GError **error);

#endif
