#include "store/quote.h"

#include <string.h>

char *quote_path(const char *path)
{
	for (const char *at = path; *at; at++)
		if (!g_ascii_isalnum(*at) && !strchr("/._-+,:@%", *at))
			return g_shell_quote(path);
	return *path && *path != '-' ? g_strdup(path) : g_shell_quote(path);
}
