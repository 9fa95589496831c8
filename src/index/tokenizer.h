/*
 * The full text tokenizer "desk": words as unicode61 cuts and folds them,
 * then stemmed by their script, Russian or English. ё counts as е; a word
 * with digits is not stemmed and its Cyrillic look-alikes become Latin, so
 * that 1С is found however it was typed.
 */
#ifndef INDEX_TOKENIZER_H
#define INDEX_TOKENIZER_H

#include <glib.h>
#include <sqlite3.h>

/* libstemmer is loaded when words are first written or looked for. Where it
 * cannot be, that fails, and `*problem`, which must outlive `db`, says why. */
gboolean tokenizer_register(sqlite3 *db, GError **problem);

#endif
