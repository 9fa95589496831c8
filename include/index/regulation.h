/*
 * The versions of desk.yaml on the main line.
 */
#ifndef INDEX_REGULATION_H
#define INDEX_REGULATION_H

#include "index/index.h"

/* The last valid one of a commit before `until`; NULL: there is none.
 * g_free(). */
gboolean index_regulation_before(Index *index, Instant until, char **text,
	GError **error);

#endif
