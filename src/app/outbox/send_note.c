#include "app/outbox/send_note.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "app/desk/desk.h"
#include "base/error.h"
#include "base/texts.h"
#include "store/tip.h"
#include "system/file.h"
#include "system/step.h"

#define LIMIT_BYTES (64 * 1024 * 1024)

char *send_key(const char *uid, const char *entry)
{
	return g_strconcat(uid, "/", entry, NULL);
}

static char *path_of(Desk *desk, const char *name)
{
	return g_build_filename(desk_place(desk)->desk_folder, name, NULL);
}

/* As one field of a line. */
static char *field(const char *text)
{
	return g_strdelimit(g_strdup(text ? text : ""), "\t\r\n", ' ');
}

/* Lines of fields that are parted by tabs; a last line without its end was not
 * written whole and says nothing. */
static GPtrArray *read_lines(Desk *desk, const char *name, GError **error)
{
	g_autofree char *path = path_of(desk, name);
	GBytes *read;
	if (!file_read_any(path, LIMIT_BYTES, &read, error))
		return NULL;
	g_autoptr(GBytes) bytes = read;
	GPtrArray *rows = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_strfreev);
	g_autofree char *text = text_of_bytes(bytes);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line && line[1]; line++)
		g_ptr_array_add(rows, g_strsplit(*line, "\t", -1));
	return rows;
}

/* --- notes ----------------------------------------------------------- */

static void note_free(void *data)
{
	SendNote *note = data;
	g_free(note->said);
	g_free(note);
}

char *send_answer(int code, const char *said)
{
	return code ? g_strdup_printf("%d %s", code, said) : g_strdup(said);
}

SendNote *send_note_of(GHashTable *notes, const char *key)
{
	SendNote *note = g_hash_table_lookup(notes, key);
	if (!note) {
		note = g_new0(SendNote, 1);
		note->first = note->next = INSTANT_NONE;
		g_hash_table_insert(notes, g_strdup(key), note);
	}
	return note;
}

GHashTable *send_notes_read(Desk *desk, GError **error)
{
	g_autoptr(GPtrArray) rows = read_lines(desk, "send.notes", error);
	if (!rows)
		return NULL;
	GHashTable *notes = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, note_free);
	for (guint i = 0; i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		if (g_strv_length(row) != 6)
			continue;
		SendNote *note = send_note_of(notes, row[1]);
		note->doubtful = strcmp(row[0], "doubt") == 0;
		note->tries = (guint)g_ascii_strtoull(row[2], NULL, 10);
		instant_parse(row[3], &note->first);
		instant_parse(row[4], &note->next);
		g_free(note->said);
		note->said = g_strdup(row[5]);
	}
	return notes;
}

static char *instant_text(Instant at)
{
	return at == INSTANT_NONE ? g_strdup("") : instant_format(at);
}

static gboolean remove_file(const char *path, const char *what, GError **error)
{
	gboolean there;
	if (!file_exists(path, &there, error))
		return FALSE;
	if (!there)
		return TRUE;
	step(what);
	return file_remove(path, error);
}

static char *notes_text(GHashTable *notes)
{
	g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(notes),
		(GCompareFunc)strcmp);
	GString *text = g_string_new(NULL);
	for (GList *at = keys; at; at = at->next) {
		const SendNote *note = g_hash_table_lookup(notes, at->data);
		g_autofree char *first = instant_text(note->first);
		g_autofree char *next = instant_text(note->next);
		g_autofree char *said = field(note->said);
		g_string_append_printf(text, "%s\t%s\t%u\t%s\t%s\t%s\n",
			note->doubtful ? "doubt" : "retry", (char *)at->data,
			note->tries, first, next, said);
	}
	return g_string_free(text, FALSE);
}

gboolean send_notes_write(Desk *desk, GHashTable *notes, GError **error)
{
	g_autofree char *path = path_of(desk, "send.notes");
	g_autofree char *text = notes_text(notes);
	/* What cannot be read is written anew. */
	g_autoptr(GBytes) before = file_read(path, LIMIT_BYTES, FALSE, NULL);
	g_autoptr(GBytes) now = g_bytes_new_static(text, strlen(text));
	if (*text == '\0')
		return remove_file(path, "remove the notes of sending", error);
	if (before && g_bytes_equal(before, now))
		return TRUE;
	step("write the notes of sending");
	return file_write(path, text, strlen(text), TRUE, error);
}

/* --- the journal ------------------------------------------------------- */

#define JOURNAL "send.journal"

static const char *const state_names[] = {"claimed", "sending", "done"};

struct SendJournal {
	int descriptor;
	char *path;
};

static void answer_free(void *data)
{
	JournalAnswer *answer = data;
	g_free(answer->address);
	g_free(answer->said);
	g_free(answer);
}

JournalMail *journal_mail_new(const char *uid, const char *entry)
{
	JournalMail *mail = g_new0(JournalMail, 1);
	mail->uid = g_strdup(uid);
	mail->entry = g_strdup(entry);
	mail->answers = g_ptr_array_new_with_free_func(answer_free);
	return mail;
}

JournalMail *journal_mail_copy(const JournalMail *mail)
{
	JournalMail *copy = journal_mail_new(mail->uid, mail->entry);
	copy->state = mail->state;
	for (guint i = 0; i < mail->answers->len; i++) {
		const JournalAnswer *answer = g_ptr_array_index(mail->answers, i);
		journal_add_answer(copy, answer->address, answer->state,
			answer->code, answer->said);
	}
	return copy;
}

void journal_mail_free(JournalMail *mail)
{
	g_free(mail->uid);
	g_free(mail->entry);
	g_ptr_array_unref(mail->answers);
	g_free(mail);
}

void journal_add_answer(JournalMail *mail, const char *address, int state,
	int code, const char *said)
{
	JournalAnswer *answer = g_new0(JournalAnswer, 1);
	answer->address = g_strdup(address);
	answer->state = state;
	answer->code = code;
	answer->said = g_strdup(said ? said : "");
	g_ptr_array_add(mail->answers, answer);
}

static JournalMail *journal_mail_named(GPtrArray *mails, const char *uid,
	const char *entry)
{
	for (guint i = 0; i < mails->len; i++) {
		JournalMail *mail = g_ptr_array_index(mails, i);
		if (strcmp(mail->uid, uid) == 0 &&
			strcmp(mail->entry, entry) == 0)
			return mail;
	}
	JournalMail *mail = journal_mail_new(uid, entry);
	g_ptr_array_add(mails, mail);
	return mail;
}

/* "MARK uid entry", or "answer uid entry address state code said". */
static void take_row(GPtrArray *mails, char **row)
{
	guint length = g_strv_length(row);
	if (length < 3)
		return;
	JournalMail *mail = journal_mail_named(mails, row[1], row[2]);
	if (length == 7)
		journal_add_answer(mail, row[3], (int)g_ascii_strtoll(row[4],
			NULL, 10), (int)g_ascii_strtoll(row[5], NULL, 10), row[6]);
	for (guint i = 0; i < G_N_ELEMENTS(state_names); i++)
		if (strcmp(row[0], state_names[i]) == 0)
			mail->state = (JournalState)i;
}

GPtrArray *send_journal_read(Desk *desk, GError **error)
{
	g_autoptr(GPtrArray) rows = read_lines(desk, JOURNAL, error);
	if (!rows)
		return NULL;
	GPtrArray *mails = g_ptr_array_new_with_free_func(
		(GDestroyNotify)journal_mail_free);
	for (guint i = 0; i < rows->len; i++)
		take_row(mails, g_ptr_array_index(rows, i));
	return mails;
}

gboolean send_journal_has(Desk *desk, const char *uid, const char *entry)
{
	g_autoptr(GPtrArray) mails = send_journal_read(desk, NULL);
	if (!mails)
		return TRUE; /* nobody can say that it is not */
	guint before = mails->len;
	journal_mail_named(mails, uid, entry);
	return mails->len == before;
}

SendJournal *send_journal_open(Desk *desk, GError **error)
{
	g_autofree char *path = path_of(desk, JOURNAL);
	if (!file_make_folder(desk_place(desk)->desk_folder, error))
		return NULL;
	step("open the journal of sending");
	int descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC |
		O_NONBLOCK,
		0600);
	if (descriptor < 0 || !file_sync_folder(desk_place(desk)->desk_folder,
		NULL)) {
		desk_refuse_errno(error, DESK_ERROR_WRITE, path, errno);
		if (descriptor >= 0)
			close(descriptor);
		return NULL;
	}
	SendJournal *journal = g_new0(SendJournal, 1);
	journal->descriptor = descriptor;
	journal->path = g_steal_pointer(&path);
	return journal;
}

void send_journal_close(SendJournal *journal)
{
	close(journal->descriptor);
	g_free(journal->path);
	g_free(journal);
}

static void append_mark(GString *text, const JournalMail *mail,
	JournalState state)
{
	for (guint i = 0; state == JOURNAL_DONE && i < mail->answers->len; i++) {
		const JournalAnswer *answer = g_ptr_array_index(mail->answers, i);
		g_autofree char *address = field(answer->address);
		g_autofree char *said = field(answer->said);
		g_string_append_printf(text, "answer\t%s\t%s\t%s\t%d\t%d\t%s\n",
			mail->uid, mail->entry, address, answer->state,
			answer->code, said);
	}
	g_string_append_printf(text, "%s\t%s\t%s\n", state_names[state],
		mail->uid, mail->entry);
}

gboolean send_journal_mark(SendJournal *journal, const JournalMail *mail,
	JournalState state, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	append_mark(text, mail, state);
	step("a mark in the journal of sending");
	if (write(journal->descriptor, text->str, text->len) ==
		(gssize)text->len && fdatasync(journal->descriptor) == 0)
		return TRUE;
	return desk_refuse_errno(error, DESK_ERROR_WRITE, journal->path, errno);
}

gboolean send_journal_keep(Desk *desk, const GPtrArray *left, GError **error)
{
	g_autofree char *path = path_of(desk, JOURNAL);
	if (left->len == 0)
		return remove_file(path, "remove the journal of sending", error);
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < left->len; i++) {
		const JournalMail *mail = g_ptr_array_index(left, i);
		append_mark(text, mail, mail->state);
	}
	step("cut the journal of sending");
	return file_write(path, text->str, text->len, TRUE, error);
}
