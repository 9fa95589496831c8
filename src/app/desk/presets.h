/*
 * The files that `desk init` writes, built into the program:
 * PRESET/LANGUAGE/... and demo/....
 */
#ifndef APP_DESK_PRESETS_H
#define APP_DESK_PRESETS_H

#include <glib.h>

typedef struct {
	const char *path;
	const char *text;
} Preset;

/* All of them, sorted by path; the Makefile makes this source. */
const Preset *presets_all(guint *count);

/* The text of one; NULL if there is none. */
const char *presets_find(const char *path);

#endif
