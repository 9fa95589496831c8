/*
 * Is a file of the store what its readers can read? The same readers as those
 * of the commands that use it, for `config check`, `fsck` and the pre-commit
 * hook. Tickets are not judged here.
 */
#ifndef APP_DESK_FILE_JUDGE_H
#define APP_DESK_FILE_JUDGE_H

#include "model/calendar.h"
#include "model/oncall.h"
#include "model/regulation.h"

typedef struct {
	/* Names the rota and the zone; NULL: oncall.yaml, UTC. */
	const Regulation *regulation;
	/* The bytes of another file of the same state; NULL if there is none.
	 * May be NULL: whatever is named is there. */
	GBytes *(*read)(void *data, const char *path);
	void *data;
} FileJudge;

/* What a finding about the file is called: "regulation", "people", "calendar",
 * "rota", "schedule", "template"; NULL if nobody reads it. */
const char *file_judge_kind(const FileJudge *judge, const char *path);

/* TRUE if the text can be read, or nobody reads it. Else each mistake is a line
 * "calendars/office.yaml:4:3: …" of the error. */
gboolean file_judge(const FileJudge *judge, const char *path, const char *text,
	gsize size, GError **error);

/* The calendar in a file, with what it includes; calendar_free(). */
Calendar *file_judge_calendar(const FileJudge *judge, const char *path,
	const char *text, gsize size, GError **error);
/* Who is on call, as the file `path` says; rota_free(). */
Rota *file_judge_read_rota(const FileJudge *judge, const char *path,
	const char *text, gsize size, GError **error);

/* The file that says who is on call. */
const char *file_judge_rota(const FileJudge *judge);

#endif
