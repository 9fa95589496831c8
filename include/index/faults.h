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
	FAULT_VALUE,	  /* of another field of open tickets, that it never
			     knew; path: of one, value: "priority:x", `uids`:
			     what people call the first of them */
	FAULT_NUMBER,	  /* of several tickets, `uids`; path: the first */
	FAULT_ASSIGNEE,	  /* without a file; who has left keeps theirs */
	FAULT_CUSTOMER,	  /* without a file */
	FAULT_REQUESTER,  /* a contact that is none, of an open ticket */
	FAULT_PARENTS,	  /* count: more than one */
	FAULT_CIRCLE,	  /* links, or what it goes on in, that lead back to it;
			     value: by which */
	FAULT_MAIL,	  /* one Message-ID in several tickets, neither merged nor
			     linked; `uids` "b,c a": all but the first, and it */
	FAULT_AHEAD,	  /* what says that it is of a time after its commit:
			     "entry k3f9x2", or "the ticket"; count: when */
	FAULTS
} Fault;

typedef struct {
	char *path;
	char *value;	   /* the reason, or the name or number */
	gint64 count;	   /* FAULT_NUMBER, FAULT_MAIL, FAULT_VALUE: tickets; FAULT_AHEAD: the time; FAULT_PARENTS */
	char *uids;	   /* the same: theirs, "a,b" */
} IndexFault;
/* IndexFault*, by path. g_ptr_array_unref(). */
GPtrArray *index_faults(Index *index, Fault kind, GError **error);

/* The tickets that would have FAULT_ASSIGNEE, FAULT_CUSTOMER or, a contact
 * ("acme/ivan"), FAULT_REQUESTER without `name`: IndexFault*, the oldest number
 * first; value: what people call it. */
GPtrArray *index_holders(Index *index, Fault kind, const char *name,
	GError **error);

typedef struct {
	char *original; /* a path of the branch originals */
	char *uid, *entry;
} NamedOriginal;
/* NamedOriginal*. g_ptr_array_unref(). */
GPtrArray *index_originals(Index *index, GError **error);

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
