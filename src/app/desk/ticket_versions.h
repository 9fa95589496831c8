/*
 * Versions of ticket files for the walk over history: read, parsed and kept
 * while they are likely to be asked for again. A version is named by its
 * blob, so nothing here is ever out of date.
 */
#ifndef APP_DESK_TICKET_VERSIONS_H
#define APP_DESK_TICKET_VERSIONS_H

#include "rules/history.h"
#include "store/store.h"

typedef struct TicketVersions TicketVersions;

/* Borrows `store`. */
TicketVersions *ticket_versions_new(Store *store);
void ticket_versions_free(TicketVersions *versions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TicketVersions, ticket_versions_free)

typedef struct {
	GBytes *bytes;
	HistoryState *state; /* NULL: it cannot be read */
	char *reason;	     /* then why (desk_error_keep()); for
				ticket_version_refused() */
} TicketVersion;

/* The version `blob`. `near` (may be NULL or "") is a version that it
 * probably grew from: then only what was appended is parsed. Borrowed until
 * the next call. NULL only when the store fails. */
const TicketVersion *ticket_versions_get(TicketVersions *versions,
	const char *blob, const char *near, GError **error);

/* The version `blob` as a ticket at `path` with `mode`: NULL in `ticket`, and a
 * reason, if it may not stand there. Free both. FALSE only when the store
 * fails. */
gboolean ticket_versions_read(TicketVersions *versions, const char *path,
	const char *blob, guint mode, Ticket **ticket, char **reason,
	GError **error);

/* The bytes of a version; empty with a `reason` (g_free()) if these are none that
 * desk reads: not a file, too large. That is a finding, for ever. What could
 * only not be read now is an error (DESK_ERROR_TEMPORARY), so that nothing is
 * concluded from it. */
GBytes *version_read(Store *store, const char *blob, char **reason,
	GError **error);
/* A regular file, by its mode in a tree; and what to say if it is none. */
gboolean version_is_regular(guint mode);
char *version_irregular(const char *path);
/* A reason (desk_error_keep()) with the path before it. g_free(). */
char *version_reason(const char *path, const char *reason);

/* As a text of desk_error_keep(): NULL if a version may stand at `path` with `mode`, else why not. `uid` is what
 * it says of itself, NULL if it cannot be read. Free with g_free(). */
char *ticket_version_refused(const char *path, guint mode, const char *uid,
	const char *reason);

#endif
