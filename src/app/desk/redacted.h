/*
 * That history was rewritten by `desk redact --history`: the first commit that is
 * another now, and the tip that came of it, under a ref of its own. So clones which
 * have the old history go on from the new one, and nobody brings the old one back.
 */
#ifndef APP_DESK_REDACTED_H
#define APP_DESK_REDACTED_H

#include "base/instant.h"
#include "store/store.h"

#define REDACTED_REF "refs/desk/redacted"

typedef struct {
	char first[41], tip[41];
} RedactedTip;

/* RedactedTip, the oldest first; none where there is no such ref.
 * g_array_unref(). */
GArray *redacted_tips(Store *store, const char *ref, GError **error);

/* One more, by the identity of git, under REDACTED_REF. */
gboolean redacted_note(Store *store, const RedactedTip *tip, Instant now,
	GError **error);

#endif
