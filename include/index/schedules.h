/*
 * The files of the folder schedules, and what became of them.
 */
#ifndef INDEX_SCHEDULES_H
#define INDEX_SCHEDULES_H

#include "index/index.h"

typedef struct {
	char *path;    /* "schedules/closing.yaml" */
	char *problem; /* what is wrong with it now; "" = nothing */
	char *text;    /* as it could last be read; "" = never */
	Instant since; /* when the file came */
} ScheduleText;
/* ScheduleText*, by path. g_ptr_array_unref(). */
GPtrArray *index_schedules(Index *index, GError **error);
/* Its newest ticket; NULL: it has none. g_free(). */
gboolean index_newest_of_schedule(Index *index, const char *name, char **uid,
	GError **error);
/* The day of the newest ticket of a schedule, "20261201"; NULL: it has none.
 * g_free(). */
gboolean index_schedule_newest(Index *index, const char *name, char **day,
	GError **error);

#endif
