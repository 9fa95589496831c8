/*
 * Taking back the last operation of the acting agent: a new commit in which
 * fields go back and entries get `retract`. A ticket that
 * the operation made is closed. What figures make of it: rules/undone.h.
 */
#ifndef APP_CHANGE_UNDO_H
#define APP_CHANGE_UNDO_H

#include "app/operation/operation.h"
#include "index/history.h"

typedef struct {
	MadeOperation made;
	GPtrArray *events; /* CommitEvent* */
	GPtrArray *files;  /* UndoFile*: those of people, templates … */
} Undo;
/* In the commit of an undo; the next one goes on to what was before. */
#define UNDO_VERB "undo"

void undo_clear(Undo *undo);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Undo, undo_clear)

/* The newest operation of this agent that still stands. DESK_ERROR_NOT_FOUND if
 * there is none; DESK_ERROR_FORBIDDEN when mail of it was delivered. */
gboolean undo_find(Desk *desk, Undo *undo, GError **error);

/* An OperationApply with an Undo as data. A field or file that somebody changed
 * since is a DESK_ERROR_CONFLICT that names it. */
gboolean undo_apply(Operation *op, void *undo, GError **error);

#endif
