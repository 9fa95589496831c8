/*
 * Outside libraries that most commands never need: the dynamic linker would
 * spend milliseconds on them at each start, so they are loaded on first use.
 *
 * A library's own place lists the functions that it calls as a list macro,
 * from which come a struct of typed pointers (typed by the library's header,
 * so that nothing is declared twice) and their names:
 *
 *	#define ZOO_FUNCTIONS(X) X(zoo_open) X(zoo_close)
 *	static struct { LIBRARY_POINTERS(ZOO_FUNCTIONS) } zoo;
 *	static const char *const names[] = {LIBRARY_NAMES(ZOO_FUNCTIONS)};
 *	library_load("libzoo.so.1", names, G_N_ELEMENTS(names), &zoo, error)
 *
 * and `#define zoo_open zoo.zoo_open` behind it leaves calls as they were. The
 * program is not linked with the library: what the list lacks does not link.
 */
#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

#include <glib.h>

#define LIBRARY_POINTER_(function) __typeof__(&function) function;
#define LIBRARY_NAME_(function) #function,
#define LIBRARY_POINTERS(FUNCTIONS) FUNCTIONS(LIBRARY_POINTER_)
#define LIBRARY_NAMES(FUNCTIONS) FUNCTIONS(LIBRARY_NAME_)

/* Loads `file` for the rest of the process and puts the addresses of `names`
 * into `pointers`, a struct of as many function pointers and nothing else.
 * DESK_ERROR_UNAVAILABLE with the Debian package that holds it. */
gboolean library_load(const char *file, const char *const *names, guint count,
	void *pointers, GError **error);

#endif
