/*
 * The state of one change: the tickets and files that it has opened, and what
 * may be done to them. app/change/operation_run.h runs it.
 */
#ifndef APP_OPERATION_OPERATION_H
#define APP_OPERATION_OPERATION_H

#include "base/instant.h"

typedef struct Desk Desk;
typedef struct Entry Entry;
typedef struct Regulation Regulation;
typedef struct Ticket Ticket;

typedef struct Operation Operation;

typedef struct {
	const char *verb;    /* "assign": commit subject and Desk-Op trailer */
	gboolean dry_run;    /* -n: everything but the commit */
	gboolean durable;    /* synced to disk before it returns */
	gboolean automation; /* under the automation identity (intake, rules) */
	gboolean silent;     /* nobody is told by mail: imports, undo */
	const char *by;	     /* workflow actor: "agent" (NULL), "rule", "mail" */
	GPtrArray *missing;  /* may be NULL: what a refusal asks for (char*,
				g_free), for a form */
} OperationSettings;

/* Applies the change; called again from the start when the branch moved. It
 * must derive everything from what operation_ticket() gives. */
typedef gboolean (*OperationApply)(Operation *op, void *data, GError **error);

typedef struct {
	char *field;
	char *old_text, *new_text;
	char *entry_kind; /* for an added entry, else NULL */
	char *entry_id;
} OperationChange;

typedef struct {
	char *uid;
	gint64 number;
	GPtrArray *changes; /* OperationChange* */
	Ticket *ticket;	    /* as committed */
} OperationTicket;

typedef struct {
	GPtrArray *tickets; /* OperationTicket*, those that changed, in order */
	char commit[41];    /* "" if nothing changed or dry run */
} OperationResult;
void operation_result_clear(OperationResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OperationResult, operation_result_clear)

/* --- for OperationApply ------------------------------------------------ */

/* Borrowed, all of them. */
Desk *operation_desk(Operation *op);
const Regulation *operation_regulation(Operation *op);
Instant operation_now(Operation *op);
const char *operation_me(Operation *op); /* acting login, or "desk" */
/* For app/outbox/notify.h: address → GArray of Instant, the automatic mails to it. */
GHashTable *operation_told(Operation *op);

/* The ticket to change; the same object each time. Borrowed. */
Ticket *operation_ticket(Operation *op, const char *uid, GError **error);
/* NULL without error if no such file. */
Ticket *operation_ticket_or_null(Operation *op, const char *uid, GError **error);
/* A new ticket: random uid and token if `uid` is NULL, else a token that
 * follows from it, `created` = now if INSTANT_NONE, status new,
 * first level, the next number. Borrowed. */
Ticket *operation_create(Operation *op, const char *uid, Instant created,
	GError **error);
/* The same, but nothing is random or of now: the token, the ids of entries
 * without one of their own and the times of those without one follow from
 * (store id, uid, created), so that every host writes the same file. */
Ticket *operation_create_derived(Operation *op, const char *uid,
	Instant created, GError **error);
/* When what is done to the ticket happens: now, or when a derived one was
 * created. */
Instant operation_time_of(Operation *op, const Ticket *ticket);
/* `length` characters that follow from (store id, purpose, content): every host
 * gives what it makes of the same thing the same name. g_free(). */
char *operation_name(const Operation *op, const char *purpose,
	const char *content, guint length);
/* A new entry with a random id (or `id`) by the acting agent (or `by`) at
 * now (or `at`), appended. Borrowed: add keys at once. */
Entry *operation_say(Operation *op, Ticket *ticket, const char *kind,
	const char *body, const char *id, const char *by, Instant at);
/* Forgets what was changed in it: a bulk verb leaves out a refused ticket. */
void operation_discard(Operation *op, const char *uid);
/* May the ticket become what it is now (rules/workflow.h)? Its level, group and
 * holder are made to agree before (app/operation/place.h). Asked for every
 * ticket at the end; callers who can go on without one ask before. `at`: when
 * that happened, which may be before now (a mail); INSTANT_NONE = now.
 * DESK_ERROR_FORBIDDEN. */
gboolean operation_judge(Operation *op, const char *uid, Instant at,
	GError **error);
/* The ticket as a person edited it; takes `ticket`. */
gboolean operation_replace(Operation *op, const char *uid, Ticket *ticket,
	GError **error);
/* The tickets that the operation has opened, in order: as they were (NULL: new)
 * and as they are now. FALSE after the last. Borrowed. */
gboolean operation_nth(Operation *op, guint place, const Ticket **before,
	Ticket **now);
/* From here on rules change the ticket: what was done so far is judged as the
 * acting agent's, what follows as theirs. */
void operation_by_rule(Operation *op, const char *uid);
const char *operation_by(Operation *op); /* "agent", "rule", "mail" */
/* What a person made of a ticket that was there, before rules looked at it. FALSE:
 * nobody, or no rule has yet. Borrowed. */
gboolean operation_choice(Operation *op, const char *uid, const Ticket **before,
	const Ticket **chosen);
/* The ticket is taken, or put back to where it was: it may move although it
 * went to and fro too often. */
void operation_allow_move(Operation *op, const char *uid);
const char *operation_verb(Operation *op);
/* Other files of the store: people, templates, desk.yaml. The text, which the
 * caller frees, NULL without such a file; FALSE with what store_change_read()
 * refuses. */
gboolean operation_read_file(Operation *op, const char *path, char **text,
	GError **error);
/* What shall stand there instead of `text` (NULL: there is no such file), NULL
 * with an error; g_free(). */
typedef char *(*FileEditor)(Operation *op, const char *path, const char *text,
	void *data, GError **error);
/* One that changes nothing writes nothing. */
gboolean operation_edit_file(Operation *op, const char *path, FileEditor editor,
	void *data, GError **error);
void operation_write_file(Operation *op, const char *path, const char *text);
void operation_delete_file(Operation *op, const char *path);
void operation_add_original(Operation *op, const char *path, GBytes *bytes);

/* Afterwards every changed ticket is checked: a changed field has a value that
 * the regulation knows, entries only grew, the workflow allows it; and files that
 * people write can be read and name nothing unknown and nothing that is another's
 * (app/desk/files_judge.h). */

#endif
