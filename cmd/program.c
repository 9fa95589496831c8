/* Other programs: desk-mail, and those named desk-WORD. */

#include "cmd/frame.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "system/process.h"

#define ANSWER_LIMIT_BYTES (1024 * 1024)

/* The global options, for a program that speaks desk again. */
static void pass_on(const Arguments *arguments)
{
	static const struct {
		const char *option, *variable;
	} rows[] = {{"directory", "DESK_DIR"}, {"as", "DESK_AGENT"},
		{"color", "DESK_COLOR"}};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *value = arguments_text(arguments, rows[i].option);
		if (value)
			g_setenv(rows[i].variable, value, TRUE);
	}
	if (arguments_given(arguments, "no-input"))
		g_setenv("DESK_NO_INPUT", "1", TRUE);
}

static void become(const char *path, char **argv, GError **error)
{
	static const Phrase cannot_run = {"cannot run %2: %1",
		"не удалось запустить %2: %1"};
	signal(SIGPIPE, SIG_DFL);
	execv(path, argv);
	desk_refuse_system(error, DESK_ERROR_CONFIG, errno, &cannot_run, path,
		NULL);
	signal(SIGPIPE, SIG_IGN);
}

gboolean external_run(const char *word, char **arguments_after,
	const Arguments *arguments, GError **error)
{
	if (strchr(word, '/'))
		return FALSE;
	g_autofree char *name = g_strconcat("desk-", word, NULL);
	g_autofree char *path = g_find_program_in_path(name);
	if (!path)
		return FALSE;
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_ptr_array_add(argv, name);
	for (char **row = arguments_after; *row; row++)
		g_ptr_array_add(argv, *row);
	g_ptr_array_add(argv, NULL);
	pass_on(arguments);
	become(path, (char **)argv->pdata, error);
	return FALSE;
}

/* Beside this program, in ../libexec/desk, where it was installed. */
static char *mail_program(void)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = g_path_get_dirname(self ? self : ".");
	const char *const folders[] = {self ? folder : NULL,
		self ? "../libexec/desk" : NULL, DESK_LIBEXEC};
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
		if (!folders[i])
			continue;
		g_autofree char *path = g_path_is_absolute(folders[i]) ?
			g_build_filename(folders[i], "desk-mail", NULL) :
			g_build_filename(folder, folders[i], "desk-mail", NULL);
		if (g_file_test(path, G_FILE_TEST_IS_EXECUTABLE))
			return g_steal_pointer(&path);
	}
	return NULL;
}

static char *need_mail_program(GError **error)
{
	static const Phrase missing = {"desk-mail is neither beside desk nor in "
			DESK_LIBEXEC "; install desk again",
		"desk-mail нет ни рядом с desk, ни в " DESK_LIBEXEC
		"; установите desk заново"};
	char *path = mail_program();
	if (!path)
		desk_refuse(error, DESK_ERROR_CONFIG, &missing, NULL);
	return path;
}

void mail_program_run(char **argv, GError **error)
{
	g_autofree char *path = need_mail_program(error);
	if (path)
		become(path, argv, error);
}

int mail_program_wait(const char *const *words, GError **error)
{
	g_autofree char *path = need_mail_program(error);
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	g_ptr_array_add(argv, path);
	for (; *words; words++)
		g_ptr_array_add(argv, (gpointer)*words);
	g_ptr_array_add(argv, NULL);
	int status = -1;
	return path && process_run((const char *const *)argv->pdata, NULL, NULL,
		ANSWER_LIMIT_BYTES, NULL, NULL, &status, error) ? status : -1;
}
