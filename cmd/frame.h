/*
 * What the parts of the command-line frame know of each other; commands see
 * only command.h.
 */
#ifndef CMD_FRAME_H
#define CMD_FRAME_H

#include "cmd/command.h"
#include "store/tip.h"

/* --- run.c: all of it -------------------------------------------------- */

/* The exit status. */
int frame_run(char **argv);

/* --- options.c: words → options and operands --------------------------- */

typedef struct Arguments Arguments;

/* Of a command line, nothing read yet. */
Arguments *arguments_new(void);
void arguments_free(Arguments *arguments);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Arguments, arguments_free)

/* Reads `words`. With `command` NULL only global options are known and the
 * first operand ends them; else options may follow operands, which are added
 * to `operands` (char*, owned by `words`), and "--" ends the options. Answers
 * the number of words taken, -1 with DESK_ERROR_USAGE. `words` must outlive
 * `arguments`. */
int arguments_parse(Arguments *arguments, const Command *command,
	char **words, GPtrArray *operands, GError **error);

/* By row of a table. */
gboolean row_given(const Arguments *arguments, const Option *row);
const char *row_text(const Arguments *arguments, const Option *row);
/* NULL-terminated, never NULL; borrowed until the next parse. */
char **row_all(Arguments *arguments, const Option *row);
/* By long name, of the rows that are the frame's: `desk --as anna close 12 --as
 * spam` has one --as for the frame and one for the command. */
gboolean arguments_given(const Arguments *arguments, const char *name);
/* --json, -O json or jsonl: what is said beside the answer is JSON, too. */
gboolean arguments_want_json(const Arguments *arguments);
gboolean format_is_json(const char *format); /* FALSE for NULL */
const char *arguments_text(const Arguments *arguments, const char *name);
char **arguments_all(Arguments *arguments, const char *name);
/* "-" stood for the text of the command. */
gboolean arguments_text_from_stdin(const Arguments *arguments);

/* Every option of a command, or of one of its subcommands, its own first, then
 * those of its flags, then the global ones; NULL: the global ones. const
 * Option*. */
GPtrArray *options_of(const Command *command, const Subcommand *subcommand);
/* The same and those of all its subcommands: what words are read by before it
 * is known which. */
GPtrArray *options_known(const Command *command);
const Option *option_among(const GPtrArray *options, const char *name);
/* Of those that are known. */
const Option *option_by_name(const Command *command, const char *name);
const Option *option_by_letter(const Command *command, char letter);
/* DESK_ERROR_USAGE: a value or an operand is no UTF-8, nor the name of a file. */
gboolean arguments_check_text(const Arguments *arguments,
	const GPtrArray *operands, GError **error);
/* The options that were read are those of this one; DESK_ERROR_USAGE for one of
 * another. */
gboolean arguments_settle(Arguments *arguments, const Command *command,
	const Subcommand *subcommand, GError **error);
gboolean option_is_global(const Option *option);
/* Does the command take its text from context_message()? */
gboolean options_have_text(const Command *command);

/* --- subcommand.c: which of them ---------------------------------------- */

/* NULL if it has none of that name; `name` may be NULL. */
const Subcommand *subcommand_find(const Command *command, const char *name);
/* The one that the operands mean, counted and told as usage error where they
 * mean none. *subcommand stays NULL for the command itself. */
gboolean subcommand_choose(const Command *command, char **operands,
	const Subcommand **subcommand, GError **error);
/* "visit done TICKET"; of a command all that there is. g_free() */
char *usage_of(const Command *command, const Subcommand *subcommand,
	const char *language);
/* Says it below the error. */
void usage_add(GError **error, const Command *command,
	const Subcommand *subcommand);
/* Does this program have its body? The other one has. */
gboolean command_is_here(const Command *command);

/* --- placeholder.c ----------------------------------------------------- */

/* A usage with its placeholders ("TICKET") in the language. g_free() */
char *placeholders_in(const char *usage, const char *language);

/* --- help.c ------------------------------------------------------------ */

/* What -h prints; `subcommand` may be NULL. */
void help_of_command(GString *out, const Command *command,
	const Subcommand *subcommand, const char *language);
/* What `desk` alone prints. */
void help_daily(GString *out, const char *language);

/* --- context.c --------------------------------------------------------- */

/* Everything but operands and the store from options and environment. */
void context_init(Context *context, const Command *command,
	const Subcommand *subcommand, Arguments *arguments);
void context_clear(Context *context);
/* The store by -C (`folder`, may be NULL), DESK_DIR or this folder, without
 * opening it; NULL: there is none here. One that was named, or cannot be read, is
 * an error. */
gboolean context_find_place(const char *folder, StorePlace **place,
	GError **error);
/* The draft of context_message() has served. */
void context_drop_draft(Context *context);

/* --- terminal.c: what is at the other end ------------------------------ */

/* Descriptors 0 to 2 exist and a broken pipe is an error, not a signal. */
void terminal_prepare(void);
gboolean terminal_is_output(void); /* stdout, or DESK_FORCE_TTY */
guint terminal_width(void);
/* Does the locale say that it shows more than ASCII? */
gboolean terminal_has_blocks(void);
gboolean terminal_may_ask(void); /* stdin and stderr are terminals */
/* By --color (may be NULL), DESK_COLOR, NO_COLOR, CLICOLOR_FORCE, TERM. */
gboolean terminal_colour(const char *when, gboolean to_terminal,
	GError **error);
const char *terminal_language(void);

/* All of it or DESK_ERROR_WRITE. A reader who went away ends the process as
 * SIGPIPE does. */
gboolean terminal_write(int fd, const char *bytes, gsize size, GError **error);
/* From now on that is an error, too. */
void terminal_keep_writing(void);
/* Through the pager if `paged` and one is wanted. */
gboolean terminal_show(const GString *text, gboolean paged, GError **error);
/* Delivery errors that only closing tells (a full disk over the network). */
gboolean terminal_close_output(GError **error);
extern const Schema note_schema, error_schema;
/* A line on stderr: for people escaped, under JSON an object "note/1". */
void terminal_say(const char *text, gboolean json);
/* How far it is, on one line of a terminal that comes after a second and goes
 * when anything else is said. `what` may be NULL. */
void terminal_progress(const char *what, guint done, guint total);
/* `failed`: names of the tickets that it is about, char*; may be NULL. */
void terminal_fail(const GError *failure, const char *command,
	const GPtrArray *failed, gboolean json);

/* --- present.c --------------------------------------------------------- */

/* Is the answer JSON? */
gboolean present_json(const Context *context);
/* Is it laid out for people? */
gboolean present_people(const Context *context);
/* Is the answer given in that format? */
gboolean present_is(const Context *context, const char *format);
/* Is it a document, which others may read? */
gboolean present_document(const Context *context);

/* What can be refused before anything is done. */
gboolean present_check(const Context *context, GError **error);
/* What any command may answer; ends with NULL. */
extern const Schema *const frame_answers[];
/* Shows context->page. `*empty` for --exit-status; `empty` NULL: beside an
 * error, which says why there is nothing. */
gboolean present(Context *context, gboolean *empty, GError **error);
/* The page as one HTML file, whatever the answer's format. g_free(). */
/* What people read of the page first; NULL: it has no such thing. g_free() */
char *present_answer(Context *context);
char *present_html(Context *context, GError **error);
/* The tickets of a page, blanks between. g_free(). */
char *present_names(const Page *page);
/* What -O takes, blanks between. */
const char *present_formats(void);

/* --- alias.c: words that are no command -------------------------------- */

/* The words that `word` stands for: a setting desk.alias.WORD, else a shipped
 * alias. NULL without error if it is none. Free with g_strfreev(). */
char **alias_find(const char *word, const Arguments *arguments, GError **error);

typedef struct {
	const char *name, *command;
} ShippedAlias;
/* Sorted. */
extern const ShippedAlias shipped_aliases[];
extern const gsize shipped_aliases_count;

/* FALSE with DESK_ERROR_USAGE if `word` is a command, which an alias cannot
 * hide. */
gboolean alias_may_be(const char *word, GError **error);
/* "no command `x`; did you mean …?" */
void command_unknown(const char *word, GError **error);

/* --- program.c: other programs ----------------------------------------- */

/* Becomes desk-WORD of PATH; returns only if there is none (FALSE, no error)
 * or it cannot be run. */
gboolean external_run(const char *word, char **arguments_after,
	const Arguments *arguments, GError **error);
/* Becomes desk-mail with the same words; returns only with an error. */
void mail_program_run(char **argv, GError **error);
/* Runs desk-mail with these words (ended with NULL) and waits; stderr passes
 * through. Its exit status, -1 with error. */
int mail_program_wait(const char *const *words, GError **error);

#endif
