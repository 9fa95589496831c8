/*
 * Taking texts out of files: what a customer wrote that must not stand there, or
 * a person who wants to be forgotten. A text becomes REDACT_MARK; the entry that
 * had it says since when, by its key `redacted`. It is the one change of an
 * entry that is allowed, and it can only take away: model/ticket.h,
 * ticket_keeps(). Pure.
 */
#ifndef MODEL_REDACT_H
#define MODEL_REDACT_H

#include "model/ticket.h"

#define REDACT_MARK "█████"
/* In bytes; a shorter text would take half of everything. */
#define REDACT_SHORTEST 4

/* `text` without any of `secrets` (char*), of which none is a part of
 * another's mark; NULL: it has none of them. g_free(). */
char *redact_text(const char *text, gsize size, const GPtrArray *secrets);

/* Adds what `after` lacks of `before` (char*, g_free) where nothing else was done to
 * it; texts that are too short to look for are left out. */
void redact_find(const char *before, const char *after, GPtrArray *secrets);
/* `before` without what either of the two lacks; NULL: one of them is none, or no
 * redaction of it. g_free(). */
char *redact_twice(const char *before, const char *one, const char *other);

/* redact_text() of a ticket's file, with the keys of its entries; NULL without error:
 * it has none of them. What identifies an entry stays: a text that stands in an
 * id, a kind or a time is DESK_ERROR_USAGE. */
char *redact_ticket(const char *bytes, gsize size, const char *name,
	const GPtrArray *secrets, Instant at, GError **error);

/* The document of an entry from which two have taken texts at once, without
 * either's; NULL: one of them is no redaction of `before`. g_free(). */
char *redact_both(const Entry *before, const Entry *one, const Entry *other);

/* Has `after` an entry of `before` that lost a text since? */
gboolean redact_was_done(const Ticket *before, const Ticket *after);

#endif
