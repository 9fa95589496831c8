/*
 * What the commands that change tickets share: one operation over the named
 * tickets, and its answer as a page.
 */
#ifndef CMD_CHANGE_H
#define CMD_CHANGE_H

#include "app/change/change.h"
#include "cmd/command.h"

typedef gboolean (*ChangeTicket)(Operation *op, Ticket *ticket, void *data,
	GError **error);

/* Applies `each` to every ticket in one commit and answers what changed. One
 * ticket that is refused: its error. Several: the others are committed, the
 * refused are named, DESK_ERROR_PARTLY. Asks first for ten or more. */
int change_tickets(Context *context, const char *verb, GPtrArray *uids,
	ChangeTicket each, void *data, GError **error);

/* The same by rule, under the automation identity, without a question. */
int change_by_rule(Context *context, const char *verb, GPtrArray *uids,
	ChangeTicket each, void *data, GError **error);

/* The same where a plan says which: it is made within the operation, anew for
 * each attempt, so that what others did meanwhile counts. Borrowed; char*
 * uids. */
typedef GPtrArray *(*ChangePlan)(Operation *op, void *data, GError **error);
int change_planned_by_rule(Context *context, const char *verb, ChangePlan plan,
	ChangeTicket each, void *data, GError **error);

/* Any operation; its answer is change/1. */
int change_run_with(Context *context, const OperationSettings *settings,
	OperationApply apply, void *data, GError **error);

/* Any operation by rule, under the automation identity. */
int change_run_by_rule(Context *context, const char *verb,
	OperationApply apply, void *data, GError **error);

/* An operation that is not "the same to each ticket" (new, call, undo). */
int change_run(Context *context, const char *verb, OperationApply apply,
	void *data, GError **error);

/* `TICKETS VALUE` of the terms of `field`; without a value it asks `which`. */
int change_term(Context *context, const char *field, const Phrase *which,
	ChangeTicket each, GError **error);

/* Says of which customers the bought hours are nearly or quite used up, where
 * the result added work, calls or visits. */
void hours_warn(Context *context, const OperationResult *result);

/* Replaces the answer by a ticket that was there already: nothing changed. */
void change_answer_found(Context *context, const char *uid, gint64 number);
/* The tickets of the answer were there before. */
void change_mark_known(Context *context);

/* An operation on files of people or settings: answers the commit. */
int run_file_change(Context *context, const char *verb, OperationApply apply,
	void *data, GError **error);
/* CSV of the operand, "-" being standard input; `taken_in` has %1 for the rows. */
typedef gboolean (*FileImport)(Operation *op, const char *text, gsize size,
	const char *name, guint *rows, GError **error);
int import_file(Context *context, const char *verb, FileImport import,
	const Phrase *taken_in, GError **error);
/* "commit/1"; NULL or "": nothing was committed. */
void answer_commit(Context *context, const char *commit);
/* A row of each that `lines_of` finds. */
int list_files(Context *context, const Schema *schema,
	GPtrArray *(*lines_of)(Index *index, GError **error),
	void (*add)(Block *table, gconstpointer line), GError **error);
/* FOLDER/NAME.yaml as it stands; in the editor, checked, committed. */
int show_file(Context *context, const char *folder, const char *name,
	GError **error);
int edit_file(Context *context, const char *folder, const char *name,
	GError **error);
/* The same, but where there is no such file it begins with `initial`. */
int edit_file_or_new(Context *context, const char *folder, const char *name,
	const char *initial, GError **error);

/* What commands that change something answer; of show_file(). */
extern const Schema change_schema, commit_schema, file_schema;

/* The text of a verb that needs none: *text stays NULL. */
gboolean optional_message(Context *context, char **text, GError **error);
/* More than a day of one work is asked about, by whichever door it comes. */
gboolean confirm_work(Context *context, gint64 seconds, GError **error);
/* -w: seconds, 0 if absent; asked about as above. */
gboolean option_work(Context *context, gint64 *seconds, GError **error);

/* -A: files read before the operation, attached inside it. */
typedef struct {
	GPtrArray *names; /* char* */
	GPtrArray *files; /* GBytes* */
} Attachments;
gboolean attachments_read(Context *context, Attachments *attachments,
	GError **error);
/* More of them, by name; NULL-terminated. */
gboolean attachments_read_named(char **names, Attachments *attachments,
	GError **error);
gboolean attachments_add(Operation *op, Entry *entry,
	const Attachments *attachments, GError **error);
void attachments_clear(Attachments *attachments);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Attachments, attachments_clear)

#endif
