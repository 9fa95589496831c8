/*
 * What people type → the names that a store uses: people, terms of the
 * regulation, dates; and the marks in `desk new`.
 */
#ifndef APP_DESK_PEOPLE_WORDS_H
#define APP_DESK_PEOPLE_WORDS_H

#include "base/instant.h"

typedef struct Desk Desk;

/* "@me", a login, alias, address, part of a name → login; "none" or "-" → "".
 * DESK_ERROR_USAGE: the word is empty. Whoever has left is found by login, too. g_free(). */
char *words_agent(Desk *desk, const char *word, GError **error);
/* The same for who shall have something: DESK_ERROR_PERSON for whoever has
 * left. With `groups`, a group's name too. g_free(). */
char *words_assignee(Desk *desk, const char *word, gboolean groups,
	GError **error);
/* A contact's name, address, phone or part of the full name →
 * "customer/contact"; an address or number that nobody has stays as typed.
 * Anything else unknown is DESK_ERROR_PERSON. g_free(). */
char *words_requester(Desk *desk, const char *word, GError **error);
char *words_customer(Desk *desk, const char *word, GError **error);
/* Whom a letter goes to: an address, or whoever words_requester() knows; "Name
 * <a@b>". DESK_ERROR_PERSON: without one. g_free(). */
char *words_mail_address(Desk *desk, const char *word, GError **error);
/* By name or title ("status", "category", "priority" …). Borrowed. */
const char *words_term(Desk *desk, const char *field, const char *word,
	GError **error);
/* "3d", "mon 10:00", "завтра"; DATE_FUTURE. */
gboolean words_deadline(Desk *desk, const char *word, Instant *at,
	GError **error);
/* What somebody will do or be by then. DESK_ERROR_USAGE: over five years ahead. */
gboolean words_is_near(Desk *desk, Instant at, GError **error);

/* A value as typed for `field` → as stored, by the field's type; "" and "none"
 * → "". g_free(). */
char *words_field_value(Desk *desk, const char *field, const char *word,
	GError **error);

/* `romashka: не печатает принтер %printers +high @ivan`: each part or NULL.
 * `subject` is what is left of the words. */
typedef struct {
	char *subject, *customer, *category, *priority, *assignee;
} NewMarks;
gboolean words_new_marks(Desk *desk, char **words, NewMarks *marks,
	GError **error);
void new_marks_clear(NewMarks *marks);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(NewMarks, new_marks_clear)

#endif
