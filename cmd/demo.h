/*
 * `desk init --demo`: a small company's week, played by running this program
 * as its agents would, at their times.
 */
#ifndef CMD_DEMO_H
#define CMD_DEMO_H

#include "cmd/command.h"

/* `folder` is a new store. Tells each step on stderr, ends with the figures
 * of the week and what to try next on the page. */
gboolean demo_play(Context *context, const char *folder, Instant now,
	GError **error);

#endif
