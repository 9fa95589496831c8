#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

#include "base/error.h"

static const Phrase
	not_loaded = {"%1; install the library (Debian: apt install %2), or "
			"build desk anew",
		"%1; установите библиотеку (Debian: apt install %2) или "
		"соберите desk заново"};

/* As Debian names it: libgit2.so.1.5 is in libgit2-1.5, libjq.so.1 in libjq1. */
static char *package_of(const char *file)
{
	const char *version = strstr(file, ".so.");
	if (!version || version == file)
		return g_strdup(file);
	return g_strdup_printf("%.*s%s%s", (int)(version - file), file,
		g_ascii_isdigit(version[-1]) ? "-" : "",
		version + strlen(".so."));
}

static gboolean fail(const char *file, GError **error)
{
	const char *reason = dlerror();
	g_autofree char *package = package_of(file);
	desk_refuse(error, DESK_ERROR_UNAVAILABLE, &not_loaded,
		reason ? reason : file, package, NULL);
	return FALSE;
}

gboolean library_load(Library *library, GError **error)
{
	if (library->loaded)
		return TRUE;
	void *file = dlopen(library->file, RTLD_LAZY | RTLD_LOCAL);
	if (!file)
		return fail(library->file, error);
	char *to = library->pointers;
	for (guint i = 0; i < library->count; i++) {
		void *address = dlsym(file, library->names[i]);
		if (!address)
			return fail(library->file, error);
		memcpy(to + i * sizeof(address), &address, sizeof(address));
	}
	return library->loaded = TRUE;
}
