#include "cmd/command.h"

/* The files of completions/ stand in the program, too, so that it needs no
 * folder of its own. */
#define EMBED(name, file) \
	__asm__(".section .rodata\n" \
		#name ":\n" \
		".incbin \"" file "\"\n.byte 0\n.previous\n"); \
	extern const char name[] __attribute__((visibility("hidden")))

EMBED(completion_bash, "completions/desk.bash");
EMBED(completion_fish, "completions/desk.fish");
EMBED(completion_zsh, "completions/_desk");

static int print(Context *context, const char *script)
{
	context->page = page_new(PAGE_TEXT, NULL, NULL);
	g_string_append(context->page->bytes, script);
	return 0;
}

#define SHELL(name) \
	static int run_##name(Context *context, GError **error) \
	{ \
		(void)error; \
		return print(context, completion_##name); \
	}
SHELL(bash)
SHELL(fish)
SHELL(zsh)

static const Subcommand subcommands[] = {
	{"bash", NULL, {"for bash", "для bash"}, {VALUE_OF_NOTHING}, NULL,
		run_bash, FALSE},
	{"fish", NULL, {"for fish", "для fish"}, {VALUE_OF_NOTHING}, NULL,
		run_fish, FALSE},
	{"zsh", NULL, {"for zsh", "для zsh"}, {VALUE_OF_NOTHING}, NULL,
		run_zsh, FALSE},
	{0},
};

const Command completion_command = {
	.name = "completion",
	.group = GROUP_STORE,
	.synopsis = "completion",
	.summary = {"print the script that completes words in a shell",
		"напечатать скрипт дополнения слов для оболочки"},
	.flags = COMMAND_NO_STORE | COMMAND_PLUMBING,
	.subcommands = subcommands,
};
