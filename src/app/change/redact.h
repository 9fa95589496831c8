/*
 * Taking a text, or a person, out of the files of the store (model/redact.h). What
 * stood there before stays in history until that is rewritten, too.
 */
#ifndef APP_CHANGE_REDACT_H
#define APP_CHANGE_REDACT_H

#include "app/operation/operation.h"

/* Of the operation, which nobody takes back, and whose commit names no text. */
#define REDACT_VERB "redact"

typedef struct {
	GPtrArray *secrets; /* char*: the texts */
	GPtrArray *paths;   /* char*: files at the tip that have one, sorted */
} Redaction;
void redaction_clear(Redaction *redaction);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Redaction, redaction_clear)

/* A text as it stands. DESK_ERROR_USAGE: shorter than REDACT_SHORTEST, or of
 * several lines. */
gboolean redaction_add_text(Redaction *redaction, const char *text,
	GError **error);
/* The name, addresses and telephones of a contact, CUSTOMER/CONTACT. */
gboolean redaction_add_contact(Redaction *redaction, Desk *desk,
	const char *contact, GError **error);

/* Which files. */
gboolean redaction_find(Redaction *redaction, Desk *desk, GError **error);

/* An OperationApply with a Redaction as data. DESK_ERROR_FORBIDDEN without the
 * role lead. */
gboolean redaction_apply(Operation *op, void *redaction, GError **error);

/* May it be done here? DESK_ERROR_CONFIG: history is shared with an upstream, and
 * is rewritten there. */
gboolean redaction_check_history(Desk *desk, GError **error);
/* After that commit: the same in every commit of main, its messages, and the
 * original mails; `*commits` are others now. Clones follow (app/desk/redacted.h).
 * `progress` may be NULL. */
gboolean redaction_rewrite(const Redaction *redaction, Desk *desk,
	void (*progress)(guint done, guint total, void *data), void *data,
	guint *commits, GError **error);

#endif
