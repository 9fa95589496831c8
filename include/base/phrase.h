/*
 * What a person reads, in each language that desk speaks. Phrases stand in
 * tables of the room that says them; machines read English.
 *
 *	static const Phrase closed = {"%1 closed by %2", "%1 закрыта: %2"};
 *	g_autofree char *text = phrase_fill(&closed, language, "#12", "anna",
 *		NULL);
 */
#ifndef BASE_PHRASE_H
#define BASE_PHRASE_H

#include <glib.h>

typedef struct Phrase {
	const char *en, *ru;
} Phrase;

/* "ru" → Russian, any other (NULL, too) → English; a phrase without Russian is
 * the same in both. Borrowed from the table. */
const char *phrase_in(const Phrase *phrase, const char *language);

/* The same with %1 to %9 replaced by the texts that follow, in their order, up
 * to a NULL ("%%" is a percent sign). Languages order their words as they
 * like. "%.1" is text 1 up to PHRASE_SHORT bytes, for what comes from outside
 * and may have any length. Asserts that each number has its text. Free with
 * g_free(). */
#define PHRASE_SHORT 60
char *phrase_fill(const Phrase *phrase, const char *language, ...)
	G_GNUC_NULL_TERMINATED;

/* The same of a list. g_free(). */
char *phrase_fill_list(const Phrase *phrase, const char *language,
	va_list list);

/* Within numbers: before the fraction, and between thousands. */
extern const Phrase decimal_point, group_mark;

/* A number as such a text; it lives as long as the block it stands in. */
#define PHRASE_NUMBER(number) phrase_number((char[24]){0}, number)
const char *phrase_number(char text[24], gint64 number);

/* How many things: "1 ticket", "2 tickets"; "1 заявка", "2 заявки", "5 заявок".
 * `en` of the forms holds one and many, `ru` one, few and many, parted by "|".
 * Free with g_free(). */
char *phrase_count(const Phrase *forms, const char *language, gint64 count);

#endif
