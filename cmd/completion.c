#include "cmd/command.h"

#include <string.h>

/* The files of completions/ stand in the program, too, so that it needs no
 * folder of its own. */
#define EMBED(name, file) \
	__asm__(".section .rodata\n" \
		".global " #name "\n.hidden " #name "\n" #name ":\n" \
		".incbin \"" file "\"\n.byte 0\n.previous\n"); \
	extern const char name[] __attribute__((visibility("hidden")))

EMBED(completion_bash, "completions/desk.bash");
EMBED(completion_fish, "completions/desk.fish");
EMBED(completion_zsh, "completions/_desk");

static const char *const shells[] = {"bash", "fish", "zsh", NULL};
static const char *const scripts[] = {completion_bash, completion_fish,
	completion_zsh};

static int run(Context *context, GError **error)
{
	for (gsize i = 0; context->operand_count == 1 && shells[i]; i++) {
		if (strcmp(shells[i], context->operands[0]) != 0)
			continue;
		context->page = page_new(PAGE_TEXT, "completion/1");
		g_string_append(context->page->bytes, scripts[i]);
		return 0;
	}
	usage_error(context, error, "which shell? bash, fish or zsh");
	return -1;
}

const Command completion_command = {
	.name = "completion",
	.group = GROUP_STORE,
	.synopsis = "completion bash|fish|zsh",
	.summary = {"print the script that completes words in a shell",
		"напечатать скрипт дополнения слов для оболочки"},
	.flags = COMMAND_NO_STORE | COMMAND_PLUMBING,
	.subcommands = shells,
	.run = run,
};
