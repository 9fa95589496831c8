/*
 * Three-way merge of a ticket by meaning (desk-store(5)). Pure: the caller has the
 * three files and knows which change came later.
 *
 * Equal files need no merge: ours = theirs, base = ours, base = theirs give
 * the bytes of the one that changed. Else
 *
 * - entries are a union by id. The order of each side stays, the earlier `at`
 *   stands first, the smaller id where they are equal. None goes away. Of one
 *   that both have with other bytes ours stays, and a `conflict` says so, unless
 *   each wrote the same by itself at another time;
 * - lists (fields of type LIST) merge by element, removals are honoured, "[x] "
 *   before an element is its value; `fields` merges by key;
 * - a field changed on one side takes that side, with its lines;
 * - the status follows the table of desk-store(5), fields that follow another
 *   (model/field.h) go with it;
 * - what is given once stays as ours has it; a number that had to give way is
 *   kept in `was`;
 * - a field changed on both sides to different values: later() decides, and
 *   the value that lost is an entry of kind `conflict`. Where it does not know
 *   the answer has git's markers round the lines.
 *
 * Nothing is dropped in silence: comments of either side stay, too.
 */
#ifndef RULES_MERGE_H
#define RULES_MERGE_H

#include "base/instant.h"
#include "model/regulation.h"
#include "model/ticket.h"

typedef enum { MERGE_UNKNOWN, MERGE_OURS, MERGE_THEIRS } MergeSide;

/* Whose change of `field` ("status", "fields.asset", an unknown key) is the
 * later one. */
typedef MergeSide (*MergeLater)(const char *field, void *data);

typedef struct {
	GBytes *base; /* NULL: both sides added the file */
	GBytes *ours, *theirs; /* ours: the upstream's, where there is one */
	const char *name; /* of the file, for messages */
	const Regulation *regulation;
	Instant at;	/* of the entries `conflict`; NONE: that of the newest
			   entry. The same question gives the same bytes on
			   every host */
	const char *by;
	MergeLater later; /* NULL: nobody knows */
	void *data;
	guint marker_size; /* 0: git's 7 */
	const char *ours_label, *theirs_label; /* NULL: "ours", "theirs" */
} MergeQuestion;

/* A change that gave way to another. */
typedef struct {
	char *field; /* "entry.ID": the bytes of an entry */
	char *kept, *lost; /* as ticket_get_as_text() */
} MergeDecision;

typedef struct {
	GBytes *bytes;
	GPtrArray *undecided; /* char*, fields; if any, `bytes` has markers */
	GPtrArray *decided;   /* MergeDecision* */
} MergeAnswer;
void merge_answer_clear(MergeAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MergeAnswer, merge_answer_clear)

/* DESK_ERROR_DATA: one of them is no valid ticket, or they are two tickets:
 * the caller is left with the text. */
gboolean ticket_merge(const MergeQuestion *question, MergeAnswer *answer,
	GError **error);

/* Three-way merge of a YAML mapping that people write, key by key and into
 * nested ones; the lines of each side stay as they are. NULL where both changed
 * one value, or where the text does not allow it: a conflict for a person.
 * Free with g_bytes_unref(). */
GBytes *mapping_merge(GBytes *base, GBytes *ours, GBytes *theirs);

#endif
