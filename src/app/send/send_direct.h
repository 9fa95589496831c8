/*
 * Sends the mail about no ticket (app/send/direct_mail.h), at least once: without a
 * server's answer it is sent again.
 */
#ifndef APP_SEND_SEND_DIRECT_H
#define APP_SEND_SEND_DIRECT_H

#include <glib.h>

/* The name of a letter's note among those of send_notes_read(). g_free(). */
char *send_direct_note(const char *key);

#endif
