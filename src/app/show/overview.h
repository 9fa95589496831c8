/*
 * How things stand: the queue, each agent, today's flow, the store's health.
 */
#ifndef APP_SHOW_OVERVIEW_H
#define APP_SHOW_OVERVIEW_H

#include "text/page.h"

typedef struct Desk Desk;

extern const Schema overview_now_schema;
extern const Member overview_store_members[];

/* The queue (of `customer`, NULL = all): open, unassigned, unanswered,
 * overdue, critical, waiting; in and out today beside the usual of this
 * weekday over eight weeks; a table `agents`. */
gboolean overview_add_now(Desk *desk, const char *customer, Page *page,
	GError **error);

/* What waits for a person in this clone: drafts, mail in quarantine, unsent or
 * undelivered, jobs of cron that fail, unreadable files, an invalid desk.yaml.
 * Adds nothing for people when all is well. The page's schema has
 * overview_store_members. */
gboolean overview_add_store(Desk *desk, Page *page, GError **error);

#endif
