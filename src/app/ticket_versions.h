/*
 * Versions of ticket files for the walk over history: read, parsed and kept
 * while they are likely to be asked for again. A version is named by its
 * blob, so nothing here is ever out of date.
 */
#ifndef APP_TICKET_VERSIONS_H
#define APP_TICKET_VERSIONS_H

#include "rules/history.h"
#include "store/store.h"

typedef struct TicketVersions TicketVersions;

TicketVersions *ticket_versions_new(Store *store);
void ticket_versions_free(TicketVersions *versions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TicketVersions, ticket_versions_free)

typedef struct {
	GBytes *bytes;
	HistoryState *state; /* NULL: it cannot be read */
	char *reason;	     /* then why; for ticket_version_refused() */
} TicketVersion;

/* The version `blob`. `near` (may be NULL or "") is a version that it
 * probably grew from: then only what was appended is parsed. Borrowed until
 * the next call. NULL only when the store fails. */
const TicketVersion *ticket_versions_get(TicketVersions *versions,
	const char *blob, const char *near, GError **error);

/* NULL if a version may stand at `path` with `mode`, else why not. Free with
 * g_free(). */
char *ticket_version_refused(const char *path, guint mode,
	const HistoryState *state, const char *reason);

#endif
