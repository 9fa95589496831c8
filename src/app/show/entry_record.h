/*
 * What stands in an entry, for machines: each key of its file with the type that
 * it has (in the file all are text), and how people call it.
 */
#ifndef APP_SHOW_ENTRY_RECORD_H
#define APP_SHOW_ENTRY_RECORD_H

#include "index/entries.h"
#include "model/regulation.h"
#include "text/page.h"

/* The keys, those first that people see, in their order; the others are
 * COLUMN_HIDDEN. A key whose kinds of entries mean different things has a
 * member for each. */
extern const Schema entry_schema;
/* The member that `text`, the value of the key `name`, is of; NULL: a key that
 * nobody knows, which stays as it stands. */
const Member *entry_member(const char *name, const char *text);
/* An INTEGER that counts minutes. */
gboolean entry_is_minutes(const Member *member);

/* What is no number, time or mark where one belongs is null. */
Value *entry_record(const IndexEntry *entry);

/* What a merge decided, as people read it: "Status Solved → Open"; the first
 * gave way. NULL: it is no `conflict`. g_free(). */
char *entry_conflict_text(const IndexEntry *entry,
	const Regulation *regulation, GTimeZone *zone, const char *language);

#endif
