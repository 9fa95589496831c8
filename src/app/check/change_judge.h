/*
 * Whether one change of a store's files may be: what a person has staged, or a
 * commit that somebody pushes. Tickets: readable, entries only grow, values
 * that are known, people that exist, numbers of their own, what the workflow
 * allows. Files that people write: readable, and theirs to change.
 *
 *	g_autoptr(ChangeJudge) judge = change_judge_new(&question, error);
 *	change_judge_file(judge, path, before, after, mode); …
 *	if (!change_judge_end(judge, error)) …
 */
#ifndef APP_CHECK_CHANGE_JUDGE_H
#define APP_CHECK_CHANGE_JUDGE_H

#include "app/desk/file_source.h"
#include "app/desk/files_rights.h"
#include "base/instant.h"
#include "store/store.h"

typedef struct Regulation Regulation;

/* All borrowed, and kept by the caller until the judge is freed. */
typedef struct {
	Desk *desk;
	FileSource *before, *after; /* the files without and with the change */
	const char *mail;  /* of who makes it; may be NULL */
	const char *login; /* who that is; NULL: nobody that is known */
	const char *by;	   /* workflow actor; NULL: by the roles of `login` */
	Instant at;	   /* what is later than that is still to come */
	const Rights *rights; /* that count; NULL: those before the change */
	const Regulation *regulation; /* that counts; NULL: the branch's */
	gboolean automatic; /* by rules, mail or time, which change no files that
			       people write but customers' */
	gboolean merge;	   /* brings what was judged where it was made: the
			      workflow is not asked again */
	gboolean authors;  /* is it asked whose the new entries are? */
	GHashTable *numbers; /* number → path, of the changes before: char*,
				g_free both */
	GPtrArray *findings; /* Finding* are added */
} ChangeQuestion;

typedef struct ChangeJudge ChangeJudge;
/* The question is copied; what it points to must outlive the judge. NULL: the
 * files before the change could not be read. */
ChangeJudge *change_judge_new(const ChangeQuestion *question, GError **error);
void change_judge_free(ChangeJudge *judge);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChangeJudge, change_judge_free)

/* One file of the change: its blobs, "" = none, and its mode afterwards. */
void change_judge_file(ChangeJudge *judge, const char *path, const char *before,
	const char *after, guint mode);

/* For the files that follow: `merge` of the question, and the blob on the other
 * side, whose entries were judged where they were made; "" = none. */
void change_judge_set_merge(ChangeJudge *judge, gboolean merge,
	const char *beside);

/* After the last file. FALSE: something could not be read this time, and the
 * change is not judged. */
gboolean change_judge_end(ChangeJudge *judge, GError **error);

#endif
