/*
 * Is this answer a rating? What "solved" mails ask for: one digit from 1 to 5,
 * or the word beside it. Pure.
 */
#ifndef RULES_RATING_H
#define RULES_RATING_H

#include <glib.h>

/* 1 to 5 from the sender's own words (without quote and signature); 0 if they
 * say anything else as well: what a person had to tell must be read by one.
 * "5", "5!", "Оценка: 4", "5 - отлично", "good", "*****". */
int rating_read(const char *text);

#endif
