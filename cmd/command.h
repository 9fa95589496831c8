/*
 * A command: one const struct in one file. `run` fills a page; main.c and
 * present.c do all printing.
 *
 * To add "desk foo-bar": a file in cmd/ with
 *
 *	static const Option options[] = {
 *		{"assignee", 'a', "AGENT", VALUE_OF_AGENT, FALSE,
 *			{"who takes it", "кто берёт заявку"}},
 *		OPTIONS_OF_TEXT,
 *		{0},
 *	};
 *	const Command foo_bar_command = {
 *		.name = "foo-bar", .group = GROUP_DAILY,
 *		.summary = {"what it does", "что она делает"}, …
 *	};
 *
 * and the line ROW(foo_bar) in commands.c. Output, change and global options
 * come from the flags: do not list them. A command of several things has a row
 * for each of them (Subcommand); nothing else looks at their names.
 */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include "base/error.h"
#include "base/phrase.h"
#include "text/date.h"
#include "text/page.h"

typedef struct Desk Desk;
typedef struct Schema Schema;

/* Where the values of an option or operand come from: for completion and for
 * checks. Kinds that need the store are answered by the index. */
typedef enum {
	VALUE_OF_NOTHING, VALUE_OF_TEXT, VALUE_OF_FILE, VALUE_OF_FOLDER,
	VALUE_OF_AGENT, VALUE_OF_CUSTOMER, VALUE_OF_CONTACT, VALUE_OF_CATEGORY,
	VALUE_OF_PRIORITY, VALUE_OF_STATUS, VALUE_OF_LEVEL, VALUE_OF_GROUP,
	VALUE_OF_TYPE, VALUE_OF_RESOLUTION, VALUE_OF_TICKET, VALUE_OF_QUERY,
	VALUE_OF_DATE, VALUE_OF_PERIOD, VALUE_OF_DURATION, VALUE_OF_COUNT,
	VALUE_OF_FORMAT,
	VALUE_OF_FIELD, VALUE_OF_GROUPING, VALUE_OF_ASSIGNMENT,
	VALUE_OF_COMMAND, VALUE_OF_REPORT, VALUE_OF_ACCOUNT,
	VALUE_OF_SCHEDULE, VALUE_OF_SETTING,
	VALUE_OF_ASSIGNEE, /* an agent or a group */
	VALUE_OF_TEMPLATE, VALUE_OF_CALENDAR,
	VALUE_OF_WORDS, /* of a new ticket: customer: %category +priority @who */
	VALUE_OF_RELATION,
	VALUE_OF_LINKED, VALUE_OF_ENTRY, /* of the ticket before it */
	VALUE_OF_WHEN, /* always never auto */
	VALUE_OF_LANGUAGE, VALUE_OF_WAIT, VALUE_OF_PUSHER, VALUE_OF_TIMER_KIND,
	VALUE_OF_EXPORT, VALUE_OF_EXPORTED,
} OptionValue;

/* One row: parsing, -h, completion and the check against the manual come from
 * it. `argument` NULL = a flag. */
typedef struct {
	const char *name;     /* "assignee" for --assignee */
	char letter;	      /* 0 = none; the same letter means the same everywhere */
	const char *argument; /* "AGENT" */
	OptionValue value;
	gboolean repeat;      /* may be given several times */
	Phrase help;
} Option;

typedef enum {
	COMMAND_NO_STORE = 1,  /* works without a store */
	COMMAND_MAIL = 2,      /* runs in libexec/desk/desk-mail */
	COMMAND_READS = 4,     /* output options: -O --jq --fields --sort --limit --header -z --exit-status … */
	COMMAND_CHANGES = 8,   /* -n, -y, --json */
	COMMAND_PAGED = 16,    /* through the pager on a terminal */
	COMMAND_PLUMBING = 32, /* the same bytes always */
	COMMAND_TICKETS = 64,  /* first operand is <tickets>, or -Q */
	COMMAND_SYNCS = 128,   /* with desk.sync = auto before it answers; others after it */
} CommandFlags;

/* The headings of `desk help`, in its order. A command without a group is
 * left out of help and completion. */
typedef enum {
	GROUP_NONE, GROUP_DAILY, GROUP_TICKETS, GROUP_CUSTOMERS,
	GROUP_REGULATION, GROUP_FIGURES, GROUP_STORE, GROUP_PLUMBING,
	GROUPS_COUNT
} CommandGroup;
extern const Phrase command_groups[GROUPS_COUNT];

typedef struct Context Context;

#define SUBCOMMAND_VALUES 3

/* `desk visit done TICKET`: the first operand names the row. The frame has
 * counted the words behind it, which are the operands of run(); none but these
 * options (and those of the command's flags) were given. */
typedef struct {
	const char *name;
	/* What follows, "TICKET [FILE...]"; in small letters a word that stands
	 * for itself; NULL: nothing. */
	const char *words;
	Phrase summary;    /* one line */
	/* Of each word, for completion; the last of them goes on. */
	OptionValue values[SUBCOMMAND_VALUES];
	const Option *options; /* ends with {0}; may be NULL */
	int (*run)(Context *context, GError **error); /* as below */
	gboolean standard;     /* this one without an operand */
} Subcommand;

typedef struct {
	const char *name;
	CommandGroup group;
	const char *synopsis; /* without "desk " and subcommands */
	Phrase summary;	      /* one line, no full stop */
	const Option *options; /* ends with {0}; may be NULL; without subcommand */
	/* For completion; NOTHING: takes no words. Behind the tickets, if they
	 * come first and it is something else. */
	OptionValue operand;
	OptionValue more[2];  /* what follows that; the last of them goes on */
	guint flags;
	const Subcommand *subcommands; /* by name; ends with {0}; may be NULL */
	/* What it answers, for `desk schema`; ends with NULL; may be NULL. Those
	 * of all commands that change something are the frame's. */
	const Schema *const *answers;
	/* 0 or 1 (the answer); on failure sets error (its code is the exit
	 * status) and returns -1; a page is shown even then. NULL: one of the
	 * subcommands must be named, or one is standard. */
	int (*run)(Context *context, GError **error);
} Command;

/* The rows that context_message() reads. */
#define OPTIONS_OF_TEXT \
	{"message", 'm', "TEXT", VALUE_OF_TEXT, TRUE, \
		{"the text; given again: another paragraph", \
			"текст; если повторить — новый абзац"}}, \
	{"file", 'F', "FILE", VALUE_OF_FILE, FALSE, \
		{"the text from FILE; - is standard input", \
			"текст из ФАЙЛ; «-» — стандартный ввод"}}, \
	{"edit", 'e', NULL, VALUE_OF_NOTHING, FALSE, \
		{"write it in the editor", "написать в редакторе"}}

/* Rows that several commands have. */
#define OPTION_ATTACH \
	{"attach", 'A', "FILE", VALUE_OF_FILE, TRUE, \
		{"attach FILE", "приложить ФАЙЛ"}}
#define OPTION_CUSTOMER \
	{"customer", 'c', "CUSTOMER", VALUE_OF_CUSTOMER, FALSE, \
		{"for whom", "клиент"}}
#define OPTION_CATEGORY \
	{"category", 'k', "CATEGORY", VALUE_OF_CATEGORY, FALSE, \
		{"about what", "категория"}}
#define OPTION_CATEGORY_OF_NEW \
	{"category", 'k', "CATEGORY", VALUE_OF_CATEGORY, FALSE, \
		{"of new tickets", "категория новых заявок"}}
#define OPTION_PRIORITY \
	{"priority", 'p', "PRIORITY", VALUE_OF_PRIORITY, FALSE, \
		{"how urgent", "приоритет"}}
#define OPTION_NOW \
	{"now", 0, NULL, VALUE_OF_NOTHING, FALSE, \
		{"without the time in which it can be undone", \
			"сразу, без времени на отмену"}}
#define OPTION_SINCE \
	{"since", 0, "DATE", VALUE_OF_DATE, FALSE, \
		{"from then on", "с этого времени"}}
#define OPTION_UNTIL \
	{"until", 0, "DATE", VALUE_OF_DATE, FALSE, \
		{"before then", "до этого времени"}}
#define OPTION_WORK \
	{"work", 'w', "TIME", VALUE_OF_DURATION, FALSE, \
		{"time worked: 15m, 1h30", "потраченное время: 15m, 1h30"}}
/* Of a command that changes something else than tickets and files of people. */
#define OPTION_DRY_RUN \
	{"dry-run", 'n', NULL, VALUE_OF_NOTHING, FALSE, \
		{"show what would change", "показать, что изменится"}}
#define OPTION_ONLY_QUERY \
	{"query", 'Q', "QUERY", VALUE_OF_QUERY, FALSE, \
		{"only tickets that match", "только подходящие заявки"}}

/* Sorted by name. */
extern const Command *const commands[];
extern const gsize commands_count;
const Command *command_find(const char *name);

/* Bodies of COMMAND_MAIL commands exist only in desk-mail. */
#ifdef DESK_MAIL
#define MAIL_RUN(function) function
#else
#define MAIL_RUN(function) NULL
#endif

/* --- what run() gets ---------------------------------------------------- */

struct Context {
	const Command *command;
	const Subcommand *subcommand; /* NULL: none */
	char **operands;   /* NULL-terminated; behind the subcommand */
	guint operand_count;
	Page *page;	   /* replace or fill; starts as NULL */
	gboolean dry_run;  /* -n */
	gboolean yes;	   /* -y */
	gboolean ordered;  /* the page obeys --sort and --limit already */
	gboolean done;	   /* changed something that no commit tells of */
	gboolean quiet, verbose;
	gboolean interactive; /* may prompt: terminals on stdin and stderr, no --no-input, no CI */
	gboolean to_terminal; /* stdout is a terminal (or DESK_FORCE_TTY) */
	gboolean machine;     /* --json, or any -O but table, or a pipe */
	const char *language; /* of terminals: "en", "ru" by the locale */
	const char *folder;   /* -C, for commands without a store; NULL = here */
	struct Arguments *arguments;
	char **typed;	      /* the program's words */
	Desk *desk;	      /* opened by context_desk() */
	GPtrArray *unknown;   /* GError*: tickets that were named beside others and are not there; the frame's */
	GPtrArray *failed;    /* char*: names of tickets that were refused, for errors as JSON; the frame's */
	char *draft;	      /* file of the text being written; the frame's */
	char *about;	      /* the tickets found, for its name; the frame's */
};

/* The opened store; 66 with the way out if there is none. Borrowed. */
Desk *context_desk(Context *context, GError **error);

/* The page of the answer, begun; one of the schemas that the command names. */
Page *context_page(Context *context, PageShape shape, const Schema *schema);
/* A page that is a list, and its table: the members of the schema. */
Block *context_list(Context *context, const Schema *schema, const char *name);

/* Options by long name (asserts that the command has it). Borrowed. */
gboolean option_given(const Context *context, const char *name);
const char *option_text(const Context *context, const char *name); /* NULL if absent; the last one given */
char **option_all(const Context *context, const char *name); /* every one; NULL-terminated, borrowed; never NULL */
gboolean option_date(Context *context, const char *name, gboolean future,
	Instant *at, GError **error); /* TRUE with INSTANT_NONE if absent */
/* The same for what bounds an answer, --since, --until, --as-of: days are those
 * of the store's zone, whoever asks. */
gboolean option_bound(Context *context, const char *name, Instant *at,
	GError **error);
/* --since and --until, both of them; refused if nothing lies between. */
gboolean option_bounds(Context *context, Instant *since, Instant *until,
	GError **error);
/* The period that `words` name, or --period, or this month; the days are those
 * of the store's zone. The command has the option "period". */
gboolean option_period(Context *context, const char *words, Instant *from,
	Instant *until, GError **error);
/* TRUE, untouched if absent. */
gboolean option_duration(Context *context, const char *name, gint64 *seconds,
	GError **error);
/* Counts working time in dates by the store's calendars, which are opened when
 * it is first asked. */
DateWork context_work(Context *context);
gboolean option_count(const Context *context, const char *name, gint64 *count,
	GError **error);	      /* TRUE, untouched if absent */

/* The tickets of a COMMAND_TICKETS command: -Q, "-", or the first operand.
 * Verbs with a value (`takes_value`) find it in operands[1] and after, also
 * when -Q took the place of operand 0. For verbs without one all operands are
 * tickets. Reading commands take "@" for none; changing ones refuse (64).
 * char* uids; nothing found by -Q is an empty array. */
GPtrArray *context_tickets(Context *context, gboolean takes_value,
	GError **error);

/* The tickets, or the one ticket, that operand `place` names, or all operands;
 * 64 if there is no such operand. Opens the store. char* uids. */
GPtrArray *operands_tickets(Context *context, GError **error);
GPtrArray *operand_tickets(Context *context, guint place, GError **error);
GPtrArray *operand_ticket(Context *context, guint place, GError **error);

/* Text of a verb: -m, -F FILE, "-" (stdin, taken out of the operands), or the
 * editor with `draft_key` ("reply"; the tickets found are added to it) and `initial` (may be NULL): with -e,
 * or when `required`, none given and context_can_edit(). NULL without error: none
 * given and not required. An empty text is an error. Draft: kept until the
 * command ends well (not -n). The command lists OPTIONS_OF_TEXT. g_free(). */
char *context_message(Context *context, gboolean required,
	const char *draft_key, const char *initial, GError **error);

/* Asks on stderr: the phrase filled with the texts that follow, up to a NULL.
 * TRUE = yes; at once with -y or -n. FALSE always sets error: DESK_ERROR_NO for
 * "no", without terminals DESK_ERROR_USAGE naming `option` ("-y"). */
gboolean context_confirm(Context *context, const char *option, GError **error,
	const Phrase *question, ...) G_GNUC_NULL_TERMINATED;

/* For the `progress` of app/: with a terminal, and not -q or --json. */
void context_progress(guint done, guint total, void *context);

/* A span or a time of work in the language of the terminal. g_free(). */
char *context_span(const Context *context, gint64 seconds);
char *context_hours(const Context *context, gint64 seconds);
/* Says when a letter leaves, and that it can be taken back. */
void context_tell_departure(Context *context, Instant at);

/* The kind of an entry ("work"): its title, or its name for machines. */
const char *kind_title(const Context *context, const char *kind);

/* The phrase in the language of the terminal. Borrowed. */
const char *in_language(const Context *context, const Phrase *phrase);
/* As errors call it, in that language; English for JSON. Borrowed. */
const char *standard_input_name(const Context *context);
/* The same filled with the texts that follow, up to a NULL. g_free(). */
char *fill_in_language(const Context *context, const Phrase *phrase, ...)
	G_GNUC_NULL_TERMINATED;
/* Said below the answer, on terminals: as above. */
void context_add_footer(Context *context, const Phrase *phrase, ...)
	G_GNUC_NULL_TERMINATED;
/* Said in the answer itself, to people. */
void context_add_prose(Context *context, const Phrase *phrase, ...)
	G_GNUC_NULL_TERMINATED;

/* Is there a terminal, or an editor that was named for this alone? */
gboolean context_can_edit(const Context *context);
/* Text that a person changes in the editor, from `initial` (or the draft that
 * was left) until it is closed; `suffix` (".yaml") tells editors the kind.
 * Nothing is cut or trimmed. DESK_ERROR_USAGE if nobody can. The draft is
 * kept until the command ends well. g_free(). */
char *context_edit(Context *context, const char *draft_key, const char *suffix,
	const char *initial, GError **error);

/* The same text once more after `problem` refused it: the editor opens with the
 * problem on top (lines "#! …", taken out again). Closing it unchanged gives up
 * with the problem, and so does a script at once. */
char *context_edit_again(Context *context, const GError *problem,
	GError **error);

/* A file that -o names: replaced as a whole; a pipe or device is written to.
 * DESK_ERROR_WRITE. */
gboolean output_write(const char *file, const GString *text, GError **error);

/* DESK_ERROR_USAGE: the phrase filled with the texts that follow, up to a NULL,
 * and below it "usage: desk …". -1 always. */
int usage_error(const Context *context, GError **error, const Phrase *phrase,
	...) G_GNUC_NULL_TERMINATED;

#endif
