/*
 * The mail in quarantine, for who tries it once more.
 */
#ifndef APP_INTAKE_QUARANTINE_PARTS_H
#define APP_INTAKE_QUARANTINE_PARTS_H

#include "base/instant.h"

typedef struct Desk Desk;

typedef struct {
	char *path;   /* "quarantine/…" */
	char *reason;
	char *account, *folder, *uidvalidity, *uid;
	Instant received;
} Quarantined;

/* Those not settled. Starts libgit2. Elements: Quarantined*. */
GPtrArray *quarantine_list(Desk *desk, GError **error);

#endif
