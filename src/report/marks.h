/*
 * What entries do not count as others do, and when replies that were mailed
 * answered.
 */
#ifndef REPORT_MARKS_H
#define REPORT_MARKS_H

#include "index/index.h"

/* MARK_MAILED: a reply of which deliveries tell when it answered, if at all.
 * MARK_AGAIN: it comes more than once, MARK_TOLD: and did already. */
enum {
	MARK_RETRACTED = 1, MARK_MISSED = 2, MARK_AUTOMATIC = 4,
	MARK_MAILED = 8, MARK_OUTGOING = 16, MARK_REFUTED = 32,
	MARK_AGAIN = 64, MARK_TOLD = 128
};

typedef struct {
	GStringChunk *texts; /* borrowed */
	Instant as_of;
	GHashTable *marks;   /* "ticket/entry" → marks of the entry */
	GHashTable *mailed;  /* "ticket/delivery" → who wrote what was sent */
} Marks;

/* Deliveries after `as_of` are not known. */
gboolean marks_read(Marks *marks, Index *index, GStringChunk *texts,
	Instant as_of, GError **error);
void marks_clear(Marks *marks);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Marks, marks_clear)

int marks_of(const Marks *marks, gint64 ticket, const char *entry);
/* Is it new, or was this asked before? Only of one that comes again. */
gboolean marks_is_first(const Marks *marks, gint64 ticket, const char *entry);
/* Who wrote what this delivery says was sent; NULL if none was. */
const char *marks_writer(const Marks *marks, gint64 ticket,
	const char *delivery);

#endif
