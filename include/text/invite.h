/*
 * What a calendar part of a mail says, in a few lines of text: the first event
 * of an iCalendar file (RFC 5545), times as they are written there.
 *
 *	[invitation: Visit]
 *	2026-11-25 10:00 – 11:30 Europe/Moscow
 *	Lenina 5
 *	Ivan Petrov <ivan@acme.example>
 */
#ifndef TEXT_INVITE_H
#define TEXT_INVITE_H

#include <glib.h>

/* `text` is UTF-8, hostile; of a long one only the first 256 KiB are read. NULL
 * if there is no event in it. Free with g_free(). */
char *invite_text(const char *text, gsize size);

#endif
