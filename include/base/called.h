/*
 * How people call things on a command line: by name, or by title in either
 * language. Files and JSON have names alone.
 *
 *	g_autoptr(GArray) all = called_new();
 *	called_add(all, "priority", "priority", "приоритет");
 *	g_autofree char *several = NULL;
 *	const char *name = called_find(all, "Приоритет", &several);
 */
#ifndef BASE_CALLED_H
#define BASE_CALLED_H

#include <glib.h>

/* Borrowed texts; a thing may have several rows. Free with g_array_unref(). */
GArray *called_new(void);
/* Titles may be NULL. */
void called_add(GArray *all, const char *name, const char *english,
	const char *russian);

/* The name of what `word` means: a name goes before a title, and what is called
 * in English as it is named before what only shares that title. NULL if
 * nothing is meant, or several things: then their names, "a, b", are in
 * `*several`, to be freed with g_free(). */
const char *called_find(const GArray *all, const char *word, char **several);

/* Words as people compare them: without case, ё as е, and spaces, "_" and "-"
 * are the same. g_free(). */
char *called_key(const char *word);

#endif
