/*
 * Who goes from the files that people write while tickets name them.
 */
#ifndef APP_DESK_FILES_HELD_H
#define APP_DESK_FILES_HELD_H

#include "app/desk/file_source.h"
#include "index/faults.h"

typedef struct {
	Fault kind; /* of FAULT_ASSIGNEE, FAULT_CUSTOMER, FAULT_REQUESTER */
	const char *field; /* of the tickets: assignee, customer, requester */
	const char *file, *name; /* "customers/acme.yaml", "acme"; of a contact
				"acme/ivan" */
	const GPtrArray *tickets; /* char*: what people call some of them, one
				at least */
} HeldName;
typedef void (*HeldEach)(const HeldName *held, void *data);

/* By the change of the paths `changed` (char*): agents, customers, contacts of open
 * tickets. `after` has the tickets as the change leaves them. */
gboolean files_held(FileSource *before, FileSource *after,
	const GPtrArray *changed, HeldEach each, void *data, GError **error);

/* The first of them, for a sentence. g_free() */
char *held_tickets(const HeldName *held);

#endif
