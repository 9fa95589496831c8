/*
 * What model/people_check.h says of the people of the store, or would say with
 * files as they are about to be.
 */
#ifndef APP_OPERATION_PEOPLE_JUDGE_H
#define APP_OPERATION_PEOPLE_JUDGE_H

#include "app/desk/desk.h"

/* Of the store as it stands: char* "agents/anna.yaml:5:9: …". Free with
 * g_ptr_array_unref(). */
GPtrArray *people_judge_store(Desk *desk, GError **error);

/* What is wrong in the files of `changed` (path → GBytes*, NULL = gone) that
 * was not wrong before: who mends one thing need not mend all. A file that
 * cannot be read is another's business. `regulation` NULL: the store's. */
GPtrArray *people_judge_changes(Desk *desk, const Regulation *regulation,
	GHashTable *changed, GError **error);

/* FALSE with DESK_ERROR_DATA if people_judge_changes() finds anything. */
gboolean people_judge_allows(Desk *desk, GHashTable *changed, GError **error);

/* Is it agents/NAME.yaml or customers/NAME.yaml? */
gboolean people_judge_asks(const char *path);

#endif
