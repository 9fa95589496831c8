/*
 * When git follows an includeIf (git-config(1), Conditional includes).
 */
#ifndef STORE_CONFIG_CONDITION_H
#define STORE_CONFIG_CONDITION_H

#include <glib.h>

/* gitdir:, gitdir/i: and onbranch:, of a file that says so (its folder is what
 * "./" means) and the folder with HEAD, which may be NULL. An unknown condition
 * does not hold. FALSE: HEAD could not be read. */
gboolean config_condition_holds(const char *condition, const char *file,
	const char *head_folder, gboolean *holds, GError **error);

/* hasconfig:remote.*.url: is answered by the URLs of all remotes: char*. */
gboolean config_asks_urls(const char *condition);
gboolean config_url_matches(const char *condition, const GPtrArray *urls);

/* "~/x", "/x", or beside the file. NULL without HOME. Free with g_free(). */
char *config_expand_path(const char *path, const char *file);

#endif
