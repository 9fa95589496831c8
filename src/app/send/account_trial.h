/*
 * Tries an account as its mail will use it: logs in, looks at the folders,
 * sends a letter from the account to itself and waits for it in the mailbox.
 * Such a letter is known by its header and never becomes a ticket
 * (intake_trial.c), whoever pulls it.
 */
#ifndef APP_SEND_ACCOUNT_TRIAL_H
#define APP_SEND_ACCOUNT_TRIAL_H

#include "app/desk/account.h"
#include "base/phrase.h"

typedef enum {
	TRIAL_OPEN,  /* a folder could be opened */
	TRIAL_LOGIN, /* logged in where mail leaves */
	TRIAL_SENT,  /* the letter was taken there */
	TRIAL_FOUND, /* and came into this folder */
} TrialResult;
/* Its English is its name. */
const Phrase *trial_result_title(TrialResult result);

typedef struct {
	char *place;  /* folder, or the URL where mail leaves */
	gint64 mails; /* in the folder; -1 for an URL */
	TrialResult result;
} TrialStep;

typedef struct {
	gboolean letter; /* FALSE: only logins */
	/* Called before it waits; may be NULL. */
	void (*waits)(void *data, const Account *account);
	void *data;
	GPtrArray *steps; /* filled with TrialStep*, also when it fails half way */
} AccountTrial;
GPtrArray *trial_steps_new(void);

/* Waits for the letter as long as the account's timeout says, if the account
 * is read by IMAP; it is then treated as `after` says. Errors as
 * mail_source_open() and smtp_send(); 69 if the letter is refused, 75 if it does
 * not come. */
gboolean account_try(Desk *desk, Account *account, const AccountTrial *trial,
	GError **error);

#endif
