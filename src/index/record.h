/* Of record.c, what the rest of this folder uses. */
#ifndef INDEX_RECORD_H
#define INDEX_RECORD_H

#include "index/database.h"

/* The id of a ticket file; made if it has none. 0 on error. */
gint64 index_file(Index *index, const char *path, GError **error);
/* The same of a file that may be unknown: 0. */
gboolean index_file_find(Index *index, const char *path, gint64 *file,
	GError **error);

#endif
