/*
 * Git's configuration without libgit2: the part of the format that settings
 * need (sections, quoting, continuation lines, include.path, includeIf).
 */
#ifndef STORE_CONFIG_H
#define STORE_CONFIG_H

#include <glib.h>

typedef enum {
	CONFIG_SYSTEM = 1,
	CONFIG_USER = 2,
	CONFIG_CLONE = 4,
	CONFIG_COMMAND = 8, /* git -c, GIT_CONFIG_COUNT */
	/* What the files of a repository cannot influence. */
	CONFIG_PROTECTED = CONFIG_SYSTEM | CONFIG_USER | CONFIG_COMMAND,
	CONFIG_ALL = CONFIG_PROTECTED | CONFIG_CLONE,
} ConfigScopes;

/* `key` is "section.name" or "section.Sub.name", section and name in lower
 * case. A key without "=" has the value "true". */
typedef void (*ConfigEach)(const char *key, const char *value, void *data);

/* Every setting, the weakest file first. `common` is the git folder with the
 * file config, `head_folder` the one with HEAD (another in a linked work tree);
 * both may be NULL without CONFIG_CLONE. FALSE: settings may be missing, since a
 * file could not be read (DESK_ERROR_TEMPORARY: this time), or a line of it. */
gboolean config_each(const char *common, const char *head_folder,
	ConfigScopes scopes, ConfigEach each, void *data, GError **error);

/* The last value of `key` outside of any repository; NULL: none. g_free(). */
gboolean config_last(ConfigScopes scopes, const char *key, char **value,
	GError **error);

#endif
