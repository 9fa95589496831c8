/*
 * What is told to people aside of an answer, in the language of DeskOptions;
 * and times as they see them in this terminal.
 */
#ifndef APP_DESK_TALK_H
#define APP_DESK_TALK_H

#include "base/instant.h"

typedef struct Desk Desk;
typedef struct Phrase Phrase;

/* Says the phrase filled with the texts that follow, up to a NULL. */
void desk_say(const Desk *desk, const Phrase *phrase, ...)
	G_GNUC_NULL_TERMINATED;
/* How many files no ticket could be read from. */
void desk_say_unreadable(const Desk *desk, gint64 count);
/* What an error says in the language of that talk. g_free(). */
char *desk_problem_text(const Desk *desk, const GError *problem);
void desk_say_problem(const Desk *desk, const GError *problem);

/* The zone of this terminal, for the times that people see. Borrowed. */
GTimeZone *desk_zone(Desk *desk);
/* An instant for talk, in that zone: "2026-11-21 18:00". g_free(). */
char *desk_time_text(Desk *desk, Instant at);
/* Hours for talk, in its language: "1h30m". g_free(). */
char *desk_hours_text(const Desk *desk, gint64 seconds);

#endif
