#include "cmd/command.h"

#include <string.h>

/* One row a command, sorted by name; its struct is NAME_command
 * (complete: of __complete). */
#define COMMANDS \
	ROW(complete) \
	ROW(agent) \
	ROW(alert) \
	ROW(apply) \
	ROW(approve) \
	ROW(ask) \
	ROW(assign) \
	ROW(attach) \
	ROW(away) \
	ROW(bill) \
	ROW(calendar) \
	ROW(call) \
	ROW(card) \
	ROW(cat) \
	ROW(category) \
	ROW(clone) \
	ROW(close) \
	ROW(comment) \
	ROW(completion) \
	ROW(config) \
	ROW(contract) \
	ROW(cron) \
	ROW(customer) \
	ROW(deliver) \
	ROW(draft) \
	ROW(drop) \
	ROW(edit) \
	ROW(escalate) \
	ROW(eta) \
	ROW(export) \
	ROW(fields) \
	ROW(forward) \
	ROW(fsck) \
	ROW(help) \
	ROW(hub) \
	ROW(import) \
	ROW(index) \
	ROW(init) \
	ROW(link) \
	ROW(list) \
	ROW(log) \
	ROW(mail) \
	ROW(merge) \
	ROW(merge_file) \
	ROW(month) \
	ROW(new) \
	ROW(now) \
	ROW(oncall) \
	ROW(parse_date) \
	ROW(priority) \
	ROW(pull) \
	ROW(query) \
	ROW(rate) \
	ROW(redact) \
	ROW(remind) \
	ROW(reopen) \
	ROW(reply) \
	ROW(report) \
	ROW(return) \
	ROW(rules) \
	ROW(schedule) \
	ROW(schema) \
	ROW(search) \
	ROW(send) \
	ROW(set) \
	ROW(show) \
	ROW(sla) \
	ROW(sla_calc) \
	ROW(solve) \
	ROW(split) \
	ROW(status) \
	ROW(sync) \
	ROW(take) \
	ROW(template) \
	ROW(time) \
	ROW(undo) \
	ROW(unlink) \
	ROW(verify) \
	ROW(version) \
	ROW(visit) \
	ROW(wait) \
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
