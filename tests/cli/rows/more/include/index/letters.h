/*
 * How much there is to read.
 */
#ifndef INDEX_LETTERS_H
#define INDEX_LETTERS_H

#include "index/index.h"

/* Letters of all subjects; 0 without tickets. */
gboolean index_letters(Index *index, gint64 *letters, GError **error);

#endif
