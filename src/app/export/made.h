/*
 * Tables whose rows are not in the index as they are: what reports count, and
 * work as bills and reports know it.
 */
#ifndef APP_EXPORT_MADE_H
#define APP_EXPORT_MADE_H

#include "index/export.h"

typedef struct Desk Desk;

extern const ExportTable export_facts, export_work;

/* `wanted`: rows of table ticket (gint64*); NULL: all. */
gboolean made_facts(Desk *desk, Index *index, GHashTable *wanted,
	ExportEach each, void *data, GError **error);
/* `touched`: as index_export_touch() chose. */
gboolean made_work(Index *index, gboolean touched, ExportEach each, void *data,
	GError **error);

#endif
