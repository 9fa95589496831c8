/*
 * What the name of a mailbox tells.
 */
#ifndef TEXT_MAILBOX_H
#define TEXT_MAILBOX_H

#include <glib.h>

/* Does no person read "noreply@acme.example"? By what stands before the "@",
 * with and without what follows a "+" or "-": mailer-daemon, no-reply … */
gboolean mailbox_is_daemon(const char *address);

#endif
