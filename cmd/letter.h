/*
 * What the commands that write mail share: recipients as people type them, and
 * the form of the editor that begins with them.
 */
#ifndef CMD_LETTER_H
#define CMD_LETTER_H

#include "cmd/change.h"

typedef struct {
	Reply reply;	      /* to and cc are the letter's */
	GPtrArray *to, *cc;   /* char* */
	Attachments files;
	gboolean at_once;     /* --now */
	GHashTable *made;     /* uid → entry id: of letter_made() */
	char *text, *language;
} Letter;
void letter_init(Letter *letter);
void letter_clear(Letter *letter);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Letter, letter_clear)

/* Addresses and contacts, parted by commas, → "Name <a@b>" in `list`. */
gboolean letter_add_people(Context *context, GPtrArray *list, const char *words,
	GError **error);
/* Every --NAME of the command, as above. */
gboolean letter_add_option(Context *context, const char *name, GPtrArray *list,
	GError **error);

/* --now or not, -w, -A, -s, --cc: what all of them have. */
gboolean letter_read_options(Context *context, Letter *letter, GError **error);

/* The text by -m, -F, - or the editor, whose form begins with `to` and `cc`
 * and `body` (may be NULL); they are read from it again. */
gboolean letter_write(Context *context, Letter *letter, gboolean required,
	const GPtrArray *to, const GPtrArray *cc, const char *body,
	GError **error);
/* Will letter_write() open the editor? */
gboolean letter_is_edited(const Context *context);

/* The entry that a verb made (NULL: refused) gets the files; letter_tell() knows
 * of it. */
gboolean letter_made(const Letter *letter, const Ticket *ticket, Entry *entry,
	Operation *op, GError **error);

/* Says below the answer when the mail leaves. With --now it is sent at once, if
 * mail leaves from here at all: what comes of that is said, too, and is not this
 * command's failure. Returns `done`, what the command ends with so far, or -1. */
int letter_tell(Context *context, const Letter *letter, int done);

#define OPTIONS_OF_LETTER \
	OPTION_ATTACH, \
	{"cc", 0, "ADDRESS", VALUE_OF_CONTACT, TRUE, \
		{"a copy to this address, too", "копия и на этот адрес"}}, \
	{"subject", 's', "SUBJECT", VALUE_OF_TEXT, FALSE, \
		{"another subject than the ticket's", \
			"другая тема, чем у заявки"}}, \
	OPTION_WORK, \
	OPTION_NOW

#endif
