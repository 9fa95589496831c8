/*
 * One ticket in an index of its own, in memory: so the one implementation of
 * the query language judges a ticket that is not stored yet.
 *
 *	g_autoptr(IndexTrial) trial = index_trial_new(index, regulation, error);
 *	index_trial_put(trial, before, after, now, mail, error);
 *	select_count(index_trial_index(trial), query, context, &count, error);
 */
#ifndef INDEX_TRIAL_H
#define INDEX_TRIAL_H

#include "index/index.h"

typedef struct IndexTrial IndexTrial;

/* People and terms are those of `source`, which must outlive it. */
IndexTrial *index_trial_new(Index *source, const Regulation *regulation,
	GError **error);
void index_trial_free(IndexTrial *trial);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IndexTrial, index_trial_free)

/* It holds `after` alone: with the history that the source has of it, and the
 * step from `before` (NULL: it is new) to it, made at `now` by `mail`. */
gboolean index_trial_put(IndexTrial *trial, const Ticket *before,
	const Ticket *after, Instant now, const char *mail, GError **error);
/* For select.h. Borrowed. */
Index *index_trial_index(IndexTrial *trial);

#endif
