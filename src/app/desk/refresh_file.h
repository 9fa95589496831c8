/*
 * What the index keeps of each version of other files than tickets: contracts,
 * agents' addresses, since when there is a schedule, the regulation.
 */
#ifndef APP_DESK_REFRESH_FILE_H
#define APP_DESK_REFRESH_FILE_H

#include "index/index.h"
#include "store/walk.h"

/* A file that a commit of the main line changed. What cannot be read is noted of
 * the regulation, else it changes nothing. */
gboolean refresh_file(Store *store, Index *index, const WalkFile *file,
	GError **error);

#endif
