/* What the files of files_judge.h share. */
#ifndef APP_DESK_FILES_JUDGE_PARTS_H
#define APP_DESK_FILES_JUDGE_PARTS_H

#include "app/desk/files_judge.h"
#include "model/calendar.h"
#include "model/oncall.h"
#include "model/people.h"
#include "model/regulation.h"

typedef struct {
	FileSource *source;
	GPtrArray *findings;
	Regulation *own; /* of desk.yaml; NULL: none, or it cannot be read */
	const Regulation *regulation; /* own, else what stands; may be NULL */
	GPtrArray *agents, *customers; /* Agent*, Customer* */
	GPtrArray *unread; /* char*: agents whose files cannot be read */
} FilesJudge;

/* --- files_judge_readers.c: each by its reader ----------------------------- */

/* The folders of such files; NULL after the last. */
const char *files_judge_folder(guint place);
/* Reads a file, if there is one and somebody reads it, and keeps what is looked
 * at when all are read. desk.yaml comes first. */
gboolean files_judge_read(FilesJudge *judge, const char *path, GError **error);

/* The calendar in a file, with what it includes; calendar_free(). */
Calendar *files_judge_calendar(const FilesJudge *judge, const char *path,
	const char *text, gsize size, GError **error);
/* The file that says who is on call, and who is; rota_free(). */
const char *files_judge_rota(const FilesJudge *judge);
Rota *files_judge_read_rota(const FilesJudge *judge, const char *path,
	const char *text, gsize size, GError **error);

/* --- files_judge_bills.c --------------------------------------------------- */

gboolean files_judge_is_bill(const char *path);
/* Adds what is wrong with the closed bills among the changed files. */
gboolean files_judge_bills(FileSource *before, FileSource *after,
	GHashTable *changed, GPtrArray *findings, GError **error);

/* --- files_judge_names.c --------------------------------------------------- */

/* Who and what the files name beyond themselves is there. After all of them
 * have been read. */
void files_judge_names(FilesJudge *judge);

/* --- files_judge_held.c ---------------------------------------------------- */

/* Adds who goes by the change of the paths `changed` (char*) while tickets name
 * them: agents, customers, contacts of open ones. `after` has the tickets as the
 * change leaves them. */
gboolean files_judge_held(FileSource *before, FileSource *after,
	const GPtrArray *changed, GPtrArray *findings, GError **error);

/* --- files_judge_words.c --------------------------------------------------- */

/* No word that tickets hold, or that leaves just now and history holds, is
 * missing in desk.yaml. */
gboolean files_judge_words(FilesJudge *judge, GError **error);

/* --- files_judge_git.c ----------------------------------------------------- */

/* git merges tickets by meaning, writes and hands out what stands in them, and
 * leaves none of the store's files out. */
void files_judge_git(FilesJudge *judge);
gboolean files_judge_is_of_git(const char *path);

#endif
