/*
 * Who went from the files while another named them in a ticket: each was right
 * where it was done, and whoever puts both together is told.
 */
#ifndef APP_SYNC_GONE_H
#define APP_SYNC_GONE_H

#include <glib.h>

typedef struct {
	const char *field; /* of the tickets: assignee, customer, requester */
	char *name;
	GPtrArray *tickets; /* char*: what people call some of them */
	char *line; /* to be said; kept (base/error.h) */
} Gone;

#endif
