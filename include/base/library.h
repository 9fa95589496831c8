/*
 * Outside libraries that most commands never need: the dynamic linker would
 * spend milliseconds on them at each start, so they are loaded on first use.
 *
 * A library's own place lists the functions that it calls as a list macro,
 * from which come a struct of typed pointers (typed by the library's header,
 * so that nothing is declared twice) and a row that names them:
 *
 *	#define ZOO_FUNCTIONS(X) X(zoo_open) X(zoo_close)
 *	static struct { LIBRARY_POINTERS(ZOO_FUNCTIONS) } zoo;
 *	static Library library = LIBRARY("libzoo.so.1", ZOO_FUNCTIONS, zoo);
 *	library_load(&library, error)
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
#define LIBRARY(file, FUNCTIONS, pointers) {file, \
	(const char *const[]){FUNCTIONS(LIBRARY_NAME_)}, \
	sizeof pointers / sizeof(void *), &pointers, FALSE}

typedef struct {
	const char *file;
	const char *const *names;
	guint count;
	void *pointers; /* a struct of as many function pointers and nothing else */
	gboolean loaded;
} Library;

/* Loads it for the rest of the process, unless that is done already, and fills
 * in the addresses. DESK_ERROR_UNAVAILABLE with the Debian package that holds
 * it. */
gboolean library_load(Library *library, GError **error);

#endif
