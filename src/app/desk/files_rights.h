/*
 * Who may change which of the files that people write (rules/rights.h): asked by
 * commands before they commit, by the hook, and by fsck of each commit.
 */
#ifndef APP_DESK_FILES_RIGHTS_H
#define APP_DESK_FILES_RIGHTS_H

#include "app/desk/file_source.h"
#include "rules/rights.h"

typedef struct {
	char *path;
	char *what;   /* "roles, level", "contract"; "" = the file */
	char *who;    /* login, else address */
	Standing standing;
} RightsBreach;

/* Is it a file whose change is judged? Tickets are none. */
gboolean files_rights_asks(const char *path);

/* Those who are agents in that state of the store; rights_free(). */
Rights *files_rights(FileSource *source, GError **error);

/* What of the change of `paths` (a set; others are left out) is not for `login`,
 * or whose `mail` it is, to do: RightsBreach*, by path. `*standing`: theirs; may
 * be NULL. g_ptr_array_unref(). */
/* `rights` that count; NULL: those of `before`. */
GPtrArray *files_rights_breaches(FileSource *before, FileSource *after,
	GHashTable *paths, const Rights *counting, const char *login, const char *mail,
	Standing *standing, GError **error);

/* Why, and what to do: DESK_ERROR_FORBIDDEN. FALSE always. */
gboolean rights_breach_refuse(const RightsBreach *breach, GError **error);

#endif
