/*
 * What the files of this room ask of each other.
 */
#ifndef APP_DESK_DESK_PARTS_H
#define APP_DESK_DESK_PARTS_H

#include <glib.h>

typedef struct Desk Desk;
typedef struct FileSource FileSource;
typedef struct Phrase Phrase;
typedef struct Regulation Regulation;

/* desk_say(), but never the same text again. */
void desk_say_once(Desk *desk, const Phrase *phrase, ...)
	G_GNUC_NULL_TERMINATED;
/* May a part of a name mean somebody? Where a person sees whom. */
gboolean desk_guesses(const Desk *desk);
/* DESK_ERROR_PERSON for an agent who has left. */
gboolean desk_need_here(Desk *desk, const char *login, GError **error);

/* FALSE: one of the reads so far failed for the moment (DESK_ERROR_TEMPORARY):
 * whoever heard of it, what was made of them may be wrong. */
gboolean file_source_was_read(const FileSource *source, GError **error);
/* The store that it is a state of. Borrowed. */
Desk *file_source_desk(const FileSource *source);
/* What stands while desk.yaml of this state cannot be read; may be NULL.
 * Borrowed. */
const Regulation *file_source_regulation(const FileSource *source);

/* --- letters.c: what travels with the lease ------------------------------------ */

/* Lines of the last days, the latest where there are many. g_free(). */
char *letters_recent(Desk *desk, GError **error);
/* Those of another host that are not here. */
gboolean letters_take_over(Desk *desk, const char *lines, GError **error);

#endif
