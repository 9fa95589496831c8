/*
 * What a clone remembers of sending beside the store, in files of its own under
 * <gitdir>/desk:
 *
 *	send.journal  while a batch is sent: what stands before, and what came of
 *	              each mail. Left over only after a stop.
 *	send.notes    mails that the server put off (when to try again), and those
 *	              of which nobody knows whether they were sent
 *
 * Losing the notes costs a try too early, or a question; never mail. A mail is
 * named by `key`: "UID/ENTRY". Needs no mail library.
 */
#ifndef APP_OUTBOX_SEND_NOTE_H
#define APP_OUTBOX_SEND_NOTE_H

#include "app/outbox/outbox.h"

/* "UID/ENTRY". g_free(). */
char *send_key(const char *uid, const char *entry);

typedef struct {
	guint tries;
	Instant first, next; /* of the tries */
	char *said;	     /* the last answer, kept (base/error.h) */
	gboolean doubtful;   /* may have been sent, at `first` */
} SendNote;

/* key → SendNote. Free with g_hash_table_unref(). */
GHashTable *send_notes_read(Desk *desk, GError **error);
gboolean send_notes_write(Desk *desk, GHashTable *notes, GError **error);
/* "CODE words"; the words alone where no server has answered. g_free(). */
char *send_answer(int code, const char *said);

/* The note of a mail, made if there is none. Borrowed. */
SendNote *send_note_of(GHashTable *notes, const char *key);

/* --- the journal ------------------------------------------------------- */

typedef enum { JOURNAL_CLAIMED, JOURNAL_SENDING, JOURNAL_DONE } JournalState;
typedef struct {
	char *address;
	int state;  /* SmtpState */
	int code;   /* 0: the server did not answer */
	char *said; /* kept (base/error.h) */
} JournalAnswer;
typedef struct {
	char *uid, *entry;
	JournalState state;
	GPtrArray *answers; /* JournalAnswer* */
} JournalMail;

/* What a stopped sender left: JournalMail*, none if nothing. An error is
 * of what may have been sent, so nothing is sent then. */
GPtrArray *send_journal_read(Desk *desk, GError **error);
/* May the mail be in the journal of a sender that works or was stopped? */
gboolean send_journal_has(Desk *desk, const char *uid, const char *entry);
JournalMail *journal_mail_new(const char *uid, const char *entry);
JournalMail *journal_mail_copy(const JournalMail *mail);
void journal_mail_free(JournalMail *mail);
void journal_add_answer(JournalMail *mail, const char *address, int state,
	int code, const char *said);

typedef struct SendJournal SendJournal;
/* Open for marks behind those that stand there. DESK_ERROR_WRITE. */
SendJournal *send_journal_open(Desk *desk, GError **error);
void send_journal_close(SendJournal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SendJournal, send_journal_close)
/* One mark about a mail; with JOURNAL_DONE its answers, too. On disk when it
 * returns TRUE. */
gboolean send_journal_mark(SendJournal *journal, const JournalMail *mail,
	JournalState state, GError **error);
/* All of it is in the store, but what `left` (JournalMail*) says. */
gboolean send_journal_keep(Desk *desk, const GPtrArray *left, GError **error);

#endif
