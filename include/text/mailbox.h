/*
 * What the name of a mailbox tells.
 */
#ifndef TEXT_MAILBOX_H
#define TEXT_MAILBOX_H

#include <glib.h>

/* Does no person read "noreply@acme.example"? By what stands before the "@",
 * with and without what follows a "+" or "-": mailer-daemon, no-reply … */
gboolean mailbox_is_daemon(const char *address);

/* "support+TOKEN@acme.example" → "support@acme.example": the same mailbox.
 * g_free(). */
char *mailbox_without_plus(const char *address);

#endif
