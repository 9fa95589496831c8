/* The table of statuses; rules/merge.h, desk-store(5). */
#include "rules/merge_parts.h"

#include <string.h>

#define IS(status_class) (1u << (status_class))
#define WAITS (IS(CLASS_PENDING) | IS(CLASS_ON_HOLD))
#define RUNS (IS(CLASS_NEW) | IS(CLASS_OPEN) | WAITS)
#define OVER (IS(CLASS_SOLVED) | IS(CLASS_CLOSED))
#define ANY (RUNS | OVER)

/* What a side did. */
enum {
	CHANGED = 1, /* its status */
	SAID = 2,    /* a message of the requester came */
	MOVED = 4,   /* to another level */
	MERGED = 8,  /* into another ticket */
};

typedef enum { ONE_STANDS, ONE_REOPENS } Outcome;

/* One side and the other, whichever is which. The first row that fits. */
typedef struct {
	guint base, one, one_did, other, other_did;
	Outcome outcome;
} Row;

static const Row rows[] = {
	{ANY, ANY, MERGED, ANY, 0, ONE_STANDS},
	{ANY, RUNS, SAID, OVER | WAITS, CHANGED, ONE_REOPENS},
	{ANY, RUNS, MOVED, OVER, CHANGED, ONE_STANDS},
	{OVER, RUNS, CHANGED, OVER, CHANGED, ONE_STANDS},
	{ANY, ANY, CHANGED, ANY, 0, ONE_STANDS}, /* the other one did not */
	{ANY, IS(CLASS_CLOSED), CHANGED, IS(CLASS_SOLVED), CHANGED, ONE_STANDS},
	{ANY, OVER, CHANGED, RUNS, CHANGED, ONE_STANDS},
	{IS(CLASS_NEW), WAITS, CHANGED, IS(CLASS_OPEN), CHANGED, ONE_STANDS},
};

typedef struct {
	const char *status;
	StatusClass status_class;
	guint did;
} Stand;

/* Does `ticket` have a message that the other side could not know? */
static gboolean has_heard(const Merge *merge, const Ticket *ticket,
	const Ticket *other)
{
	for (guint i = ticket_entry_count(ticket); i-- > 0;) {
		const Entry *entry = ticket_entry(ticket, i);
		if (strcmp(entry->kind, "message") == 0 &&
			!ticket_entry_by_id(other, entry->id) &&
			!(merge->base && ticket_entry_by_id(merge->base,
				entry->id)) &&
			!ticket_entry_is_retracted(ticket, entry->id))
			return TRUE;
	}
	return FALSE;
}

/* Two that were made apart began as all do. */
static const char *base_value(const Merge *merge, const char *field)
{
	if (merge->base)
		return ticket_get(merge->base, field);
	const char *begun = strcmp(field, "status") == 0 ?
		regulation_status_of(merge->question->regulation, CLASS_NEW) :
		NULL;
	return begun ? begun : "";
}

static gboolean has_changed(const Merge *merge, const Ticket *ticket,
	const char *field)
{
	return strcmp(ticket_get(ticket, field), base_value(merge, field)) != 0;
}

static Stand stand_of(const Merge *merge, const Ticket *ticket,
	const Ticket *other)
{
	Stand stand = {.status = ticket_get(ticket, "status")};
	stand.status_class = regulation_status_class(
		merge->question->regulation, stand.status);
	stand.did = (has_changed(merge, ticket, "status") ? CHANGED : 0) |
		(has_heard(merge, ticket, other) ? SAID : 0) |
		(merge->base && has_changed(merge, ticket, "level") ? MOVED : 0) |
		(has_changed(merge, ticket, "merged-into") &&
			*ticket_get(ticket, "merged-into") ? MERGED : 0);
	return stand;
}

static gboolean fits(const Row *row, StatusClass base, const Stand *one,
	const Stand *other)
{
	gboolean alone = row->one_did == CHANGED && row->other_did == 0;
	return row->base & IS(base) && row->one & IS(one->status_class) &&
		(one->did & row->one_did) == row->one_did &&
		row->other & IS(other->status_class) &&
		(other->did & row->other_did) == row->other_did &&
		!(alone && other->did & CHANGED);
}

MergeSide merge_status(const Merge *merge, const char **status,
	gboolean *on_its_way)
{
	const Regulation *regulation = merge->question->regulation;
	Stand ours = stand_of(merge, merge->ours, merge->theirs);
	Stand theirs = stand_of(merge, merge->theirs, merge->ours);
	StatusClass base = regulation_status_class(regulation,
		base_value(merge, "status"));
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		gboolean is_ours = fits(&rows[i], base, &ours, &theirs);
		if (!is_ours && !fits(&rows[i], base, &theirs, &ours))
			continue;
		const Stand *one = is_ours ? &ours : &theirs;
		const Stand *other = is_ours ? &theirs : &ours;
		*status = rows[i].outcome == ONE_REOPENS &&
			one->status_class != CLASS_OPEN ?
			regulation_status_of(regulation, CLASS_OPEN) :
			one->status;
		*on_its_way = !(other->did & CHANGED) ||
			(base == CLASS_NEW && strcmp(other->status,
				regulation_status_of(regulation, CLASS_OPEN)) ==
				0);
		return is_ours ? MERGE_OURS : MERGE_THEIRS;
	}
	return MERGE_UNKNOWN;
}
