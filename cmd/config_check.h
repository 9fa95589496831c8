/*
 * `desk config check`: the page of app/check/config_check.h.
 */
#ifndef CMD_CONFIG_CHECK_H
#define CMD_CONFIG_CHECK_H

#include "cmd/command.h"

extern const Schema check_schema;

/* All of the store, or the file operands[0] as a desk.yaml: 0, or 1 with a
 * finding a row. */
int config_check_run(Context *context, GError **error);

#endif
