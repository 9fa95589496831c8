/*
 * What the system says when it refuses, in both languages on every machine:
 * the C library has Russian only where somebody installed it.
 */
#ifndef BASE_SYSTEM_WORDS_H
#define BASE_SYSTEM_WORDS_H

#include "base/phrase.h"

/* "No such file or directory" of an errno; English alone for rare ones.
 * Borrowed. */
const char *system_words(int number, const char *language);

#endif
