#include "cmd/command.h"

#include <string.h>

/* One row a command, sorted by name; its struct is NAME_command
 * (complete: of __complete). */
#define COMMANDS \
	ROW(complete) \
	ROW(completion) \
	ROW(config) \
	ROW(fields) \
	ROW(help) \
	ROW(parse_date) \
	ROW(schema) \
	ROW(version) \
	/* the end */

#define ROW(name) extern const Command name##_command;
COMMANDS
#undef ROW

#define ROW(name) &name##_command,
const Command *const commands[] = {COMMANDS};
#undef ROW

const gsize commands_count = G_N_ELEMENTS(commands);

const Command *command_find(const char *name)
{
	for (gsize i = 0; i < commands_count; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}
