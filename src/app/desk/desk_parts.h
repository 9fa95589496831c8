/*
 * What the files of this room ask of each other.
 */
#ifndef APP_DESK_DESK_PARTS_H
#define APP_DESK_DESK_PARTS_H

#include "app/desk/desk.h"

typedef struct FileSource FileSource;

/* desk_say(), but never the same text again. */
void desk_say_once(Desk *desk, const Phrase *phrase, ...)
	G_GNUC_NULL_TERMINATED;
/* May a part of a name mean somebody? Where a person sees whom. */
gboolean desk_guesses(const Desk *desk);
/* DESK_ERROR_PERSON for an agent who has left. */
gboolean desk_need_here(Desk *desk, const char *login, GError **error);

/* The store that it is a state of. Borrowed. */
Desk *file_source_desk(const FileSource *source);
/* What stands while desk.yaml of this state cannot be read; may be NULL.
 * Borrowed. */
const Regulation *file_source_regulation(const FileSource *source);

/* --- upstream.c ---------------------------------------------------------- */

typedef struct {
	char *remote; /* "origin", or a URL; NULL: there is none */
	char *branch; /* "main" */
} Upstream;
void upstream_clear(Upstream *upstream);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Upstream, upstream_clear)

/* FALSE: there is none. `upstream` may be NULL. */
gboolean upstream_find(Desk *desk, Upstream *upstream);

/* Runs `git ARGUMENTS` (NULL-terminated) in this clone; `output` may be NULL.
 * Anything but success within `timeout_ms` is DESK_ERROR_TEMPORARY with what
 * git said, and the way to do without. */
gboolean upstream_git(Desk *desk, const char *const *arguments, GBytes *input,
	gint64 timeout_ms, char **output, GError **error);

#endif
