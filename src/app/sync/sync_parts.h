/*
 * What the files of this room know of each other.
 */
#ifndef APP_SYNC_SYNC_PARTS_H
#define APP_SYNC_SYNC_PARTS_H

#include <glib.h>

typedef struct Desk Desk;
typedef struct Store Store;

/* --- gave_way.c -------------------------------------------------------------- */

/* GaveWay*, by ticket. Main was `before`, of which the upstream had `shared`
 * ("" = nothing), and became `after`. g_ptr_array_unref(). */
GPtrArray *gave_way_find(Desk *desk, const char *shared, const char *before,
	const char *after, GError **error);
/* In few lines; where nobody watches, gave_way_say_noted() does it later. */
void gave_way_say(Desk *desk, const GPtrArray *list, gboolean watched);

/* Lines that are kept (base/error.h): said at once, or with the next command. */
void gave_way_tell(Desk *desk, const GPtrArray *lines, gboolean watched);

/* --- apart.c ------------------------------------------------------------------ */

/* Main was `before` and became `after`: a line for each mail that came to another
 * ticket than its answer, and how they become one. NULL on error.
 * g_ptr_array_unref(). */
GPtrArray *apart_lines(Desk *desk, const char *before, const char *after,
	GError **error);

/* --- gone.c ------------------------------------------------------------------- */

/* Gone*, of the files of `before` ("": nobody went) that `after`, the tip, has no
 * more. NULL on error. g_ptr_array_unref(). */
GPtrArray *gone_find(Desk *desk, const char *before, const char *after,
	GError **error);
void gone_say(Desk *desk, const GPtrArray *list, gboolean watched);

/* --- refused.c -------------------------------------------------------------- */

/* Notes that `commit` was set aside; once. `reason`: kept (base/error.h). */
gboolean refused_add(Desk *desk, Store *store, const char *commit,
	const char *reason, GError **error);

/* --- sync.c ----------------------------------------------------------------- */

/* Main is what the upstream has: a clone as new. It is one of many from now on, and
 * has the originals where they came, too. */
gboolean sync_adopt(Desk *desk, GError **error);

#endif
