/*
 * What fsck looks for in the index: files that cannot be read, tickets that name
 * what is not there.
 */
#ifndef INDEX_FAULTS_H
#define INDEX_FAULTS_H

#include "index/index.h"

typedef enum {
	FAULT_UNREADABLE, /* a ticket's file; value: why */
	FAULT_STATUS,	  /* that the regulation does not know */
	FAULT_NUMBER,	  /* of several tickets, `uids`; path: the first */
	FAULT_ASSIGNEE,	  /* without a file; who has left keeps theirs */
	FAULT_CUSTOMER,	  /* without a file */
	FAULT_REQUESTER,  /* a contact that is none, of an open ticket */
	FAULT_AHEAD,	  /* what says that it is of a time after its commit:
			     "entry k3f9x2", or "the ticket"; count: when */
	FAULTS
} Fault;

typedef struct {
	const char *path;
	const char *value; /* the reason, or the name or number */
	gint64 count;	   /* FAULT_NUMBER: tickets; FAULT_AHEAD: the time */
	const char *uids;  /* the same: theirs, "a,b" */
} IndexFault;
/* By path; `fault` is borrowed for the call. */
gboolean index_each_fault(Index *index, Fault kind,
	void (*each)(const IndexFault *fault, void *data), void *data,
	GError **error);

typedef struct {
	const char *original; /* a path of the branch originals */
	const char *uid, *entry;
} NamedOriginal;
gboolean index_each_original(Index *index,
	void (*each)(const NamedOriginal *named, void *data), void *data,
	GError **error);

/* A status that stands since a commit that no command made, under the
 * regulation of now. */
typedef struct {
	char *uid, *path;
	char *before; /* the status */
	char *who;    /* login, else address */
} HandEdit;
/* By path: HandEdit*. g_ptr_array_unref(). */
GPtrArray *index_hand_edits(Index *index, GError **error);

#endif
