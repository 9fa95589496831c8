#include "system/environment.h"

#include <unistd.h>

const char *environment_get(const char *name)
{
	const char *value = g_getenv(name);
	return value && *value ? value : NULL;
}

char *environment_terminal_name(void)
{
	for (int fd = 0; fd <= 2; fd++) {
		char name[128];
		if (isatty(fd) && ttyname_r(fd, name, sizeof name) == 0)
			return g_strdelimit(g_strdup(name), "/", '-');
	}
	return g_strdup("-none");
}

char *environment_cache_folder(void)
{
	return g_build_filename(g_get_user_cache_dir(), "desk", NULL);
}

void environment_leave_repository(void)
{
	static const char *const names[] = {"GIT_ALTERNATE_OBJECT_DIRECTORIES",
		"GIT_COMMON_DIR", "GIT_DIR", "GIT_GRAFT_FILE",
		"GIT_INDEX_FILE", "GIT_INTERNAL_SUPER_PREFIX", "GIT_NAMESPACE",
		"GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_QUARANTINE_PATH",
		"GIT_SHALLOW_FILE", "GIT_WORK_TREE"};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		g_unsetenv(names[i]);
}
