/*
 * `desk init --demo`: a small company's week, played by running this program
 * as its agents would, at their times.
 */
#ifndef APP_CHECK_DEMO_H
#define APP_CHECK_DEMO_H

#include "base/instant.h"

typedef struct {
	const char *folder; /* a new store */
	Instant now;	    /* when the week ends */
	/* Each step, "2026-11-14 09:04 vera  desk take 1"; may be NULL. */
	void (*tell)(void *data, const char *step);
	/* The figures of the week: a command and what it prints to people. */
	void (*show)(void *data, const char *command, const char *output);
	void *data;
} DemoSettings;

/* FALSE: the first step that failed, with what it said. */
gboolean demo_play(const DemoSettings *settings, GError **error);

#endif
