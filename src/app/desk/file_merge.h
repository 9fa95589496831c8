/*
 * Three versions of one file of a store as one: a ticket by meaning, another
 * file line by line, and where that does not do by the keys of its mapping. For
 * git's merge driver and for sync.
 */
#ifndef APP_DESK_FILE_MERGE_H
#define APP_DESK_FILE_MERGE_H

#include "rules/merge.h"

typedef struct {
	GBytes *base; /* NULL: both sides added the file */
	GBytes *ours, *theirs;
	const char *path; /* in the store; NULL: as a ticket, if it is one */
	const Regulation *regulation;
	Instant at;	   /* of entries `conflict`; NONE: see rules/merge.h */
	MergeLater later;  /* NULL: nobody knows */
	void *data;
	guint marker_size; /* 0: git's 7 */
} FileMerge;

/* `*open`: what a person must settle (char*), between markers: fields of a
 * ticket, "" where it is lines. Empty: nothing. DESK_ERROR_DATA: no texts.
 * Free both. */
GBytes *file_merge(const FileMerge *merge, GPtrArray **open, GError **error);

#endif
