/*
 * What a ticket's row says beyond its head, computed from its events and
 * entries (schema.h lists the columns).
 *
 * A mailed reply answers when its delivery says `sent`; one whose delivery
 * failed or was cancelled, or that waits for an approval, did not; another
 * one without a delivery (said on another road, or still in the outbox) answers
 * when it was written.
 *
 * An agent acts by an entry whose `by` is a login and by a commit whose
 * author is an agent's address; agents with the role `automation` do not
 * count.
 */
#ifndef INDEX_DERIVE_H
#define INDEX_DERIVE_H

#include "index/database.h"
#include "rules/verification.h"

/* Recomputes one ticket's row; it and its events and entries stand. */
gboolean index_derive(Index *index, gint64 ticket, GError **error);

/* Of a file that no ticket stands in any more: what its events count for. */
gboolean index_derive_gone(Index *index, gint64 file, GError **error);

/* Classes, ranks and agents by the present rows; read when first needed. */
void index_facts_free(IndexFacts *facts);
void index_facts_forget(Index *index);

/* What was found of the solution that stands (? = since when), else of the last
 * one; one "not ok" outweighs. */
#define INDEX_VERIFIED "CASE (SELECT min(state = '" VERIFIED_OK "') FROM entry WHERE" \
	" entry.ticket = ticket.id AND kind = 'verify' AND retracted = 0" \
	" AND at >= coalesce(?, at)) WHEN 1 THEN '" VERIFIED_OK "'" \
	" WHEN 0 THEN '" VERIFIED_NOT_OK "' ELSE '' END"

#endif
