#include "index/schedules.h"

#include "index/records.h"

static const RecordShape schedule = {sizeof(ScheduleText), {
	RECORD_TEXT(ScheduleText, path), RECORD_TEXT(ScheduleText, problem),
	RECORD_TEXT(ScheduleText, text), RECORD_NUMBER(ScheduleText, since)}};

GPtrArray *index_schedules(Index *index, GError **error)
{
	return index_records(index, &schedule, error, "SELECT path,"
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
