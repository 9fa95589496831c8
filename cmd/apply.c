#include "app/change/apply.h"
#include "cmd/change.h"

#include <unistd.h>

#include "system/file.h"
#include "text/json.h"

#define INPUT_LIMIT_BYTES (32 * 1024 * 1024)

static const Phrase as_json = {"operations come as JSON on standard input: "
		"`desk apply <operations.json`",
	"операции в JSON ждут на стандартном вводе: `desk apply "
	"<operations.json`"};

static gboolean apply(Operation *op, void *data, GError **error)
{
	return apply_operations(op, data, error);
}

static int run(Context *context, GError **error)
{
	if (isatty(STDIN_FILENO) || context->operand_count > 0)
		return usage_error(context, error, &as_json, NULL);
	g_autoptr(GBytes) bytes = file_read_descriptor(STDIN_FILENO,
		standard_input_name(context), INPUT_LIMIT_BYTES, error);
	if (!bytes)
		return -1;
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	g_autoptr(Value) operations = json_parse(text ? text : "", size,
		standard_input_name(context), error);
	Apply wanted = {operations, context->yes};
	return operations ? change_run(context, "apply", apply, &wanted, error) :
		-1;
}

const Command apply_command = {
	.name = "apply",
	.group = GROUP_PLUMBING,
	.synopsis = "apply < OPERATIONS",
	.summary = {"JSON operations from standard input, in one commit",
		"операции в JSON со стандартного ввода, одним коммитом"},
	.operand = VALUE_OF_NOTHING,
	.flags = COMMAND_CHANGES,
	.run = run,
};
