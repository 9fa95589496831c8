#include "index/schedules.h"

#include "index/database.h"
#include "index/rows.h"

typedef struct {
	void (*each)(const ScheduleText *file, void *data);
	void *data;
} Reader;

static gboolean take_file(sqlite3_stmt *row, void *data, GError **error)
{
	const Reader *reader = data;
	ScheduleText file = {index_column(row, 0), index_column(row, 1),
		index_column(row, 2), sqlite3_column_int64(row, 3)};
	(void)error;
	reader->each(&file, reader->data);
	return TRUE;
}

gboolean index_each_schedule(Index *index,
	void (*each)(const ScheduleText *file, void *data), void *data,
	GError **error)
{
	Reader reader = {each, data};
	return index_each(index, take_file, &reader, error, "SELECT path,"
		" error, (SELECT text FROM schedule"
		" WHERE path = 'schedules/' || name || '.yaml'),"
		" coalesce((SELECT walk.at FROM schedule_begin JOIN walk"
		" USING (seq) WHERE path = 'schedules/' || schedule_begin.name"
		" || '.yaml' ORDER BY seq DESC LIMIT 1), 0)"
		" FROM people_file WHERE path LIKE 'schedules/%'"
		" ORDER BY path", "");
}

gboolean index_schedule_newest(Index *index, const char *name, char **day,
	GError **error)
{
	return index_text(index, day, error, "SELECT substr(max(uid), 1, 8)"
		" FROM ticket WHERE schedule <> '' AND schedule = ?", "t",
		name);
}

gboolean index_newest_of_schedule(Index *index, const char *name, char **uid,
	GError **error)
{
	return index_text(index, uid, error, "SELECT uid FROM ticket"
		" WHERE schedule <> '' AND schedule = ?"
		" ORDER BY uid DESC LIMIT 1", "t", name);
}
