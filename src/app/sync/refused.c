#include "app/sync/refused.h"
#include "app/sync/sync_parts.h"

#include <string.h>

#include "app/desk/desk.h"
#include "base/automation.h"
#include "base/error.h"
#include "store/replay.h"

#define FOLDER "refs/desk/refused/"
#define BETWEEN "\n\n" /* the words of both languages */

static const Phrase none = {"there is no refused operation %1; `desk sync "
		"--status` lists them",
	"отклонённой операции %1 нет; список — `desk sync --status`"};

static void free_refused(void *data)
{
	Refused *refused = data;
	g_free(refused->subject);
	g_free(refused->reason);
	g_free(refused->russian);
	g_free(refused);
}

static guint number_of(const StoreNote *note)
{
	return (guint)g_ascii_strtoull(note->ref + strlen(FOLDER), NULL, 10);
}

static char *first_line(const char *text)
{
	return g_strndup(text, strcspn(text, "\n"));
}

/* The note of a commit is for people, too, who read it with git. */
static char *write_reason(const char *kept)
{
	g_autofree char *english = desk_kept_text(kept, NULL);
	g_autofree char *russian = desk_kept_text(kept, "ru");
	return strcmp(english, russian) == 0 ? g_steal_pointer(&english) :
		g_strconcat(english, BETWEEN, russian, NULL);
}

static void read_reason(Refused *refused, const char *message)
{
	const char *between = strstr(message, BETWEEN);
	refused->reason = g_strchomp(between ?
		g_strndup(message, (gsize)(between - message)) :
		g_strdup(message));
	refused->russian = between ?
		g_strchomp(g_strdup(between + strlen(BETWEEN))) : NULL;
}

static Refused *read_note(Store *store, const StoreNote *note, GError **error)
{
	g_auto(StoreCommit) commit = {0}, about = {0};
	if (!store_commit_read(store, note->oid, &about, error) ||
		!store_commit_read(store, about.parent, &commit, error))
		return NULL;
	Refused *refused = g_new0(Refused, 1);
	refused->number = number_of(note);
	g_strlcpy(refused->commit, about.parent, sizeof refused->commit);
	refused->subject = first_line(commit.message);
	read_reason(refused, about.message);
	return refused;
}

GPtrArray *refused_list(Desk *desk, GError **error)
{
	Store *store = desk_store(desk, error);
	g_autoptr(GArray) notes = store ? store_notes(store, FOLDER, error) :
		NULL;
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(free_refused);
	for (guint i = 0; notes && i < notes->len; i++) {
		Refused *refused = read_note(store, &g_array_index(notes,
			StoreNote, i), error);
		if (!refused)
			return NULL;
		g_ptr_array_add(list, refused);
	}
	return notes ? g_steal_pointer(&list) : NULL;
}

gboolean refused_add(Desk *desk, Store *store, const char *commit,
	const char *reason, GError **error)
{
	g_autoptr(GPtrArray) list = refused_list(desk, error);
	guint number = 1;
	if (!list)
		return FALSE;
	for (guint i = 0; i < list->len; i++) {
		const Refused *refused = list->pdata[i];
		if (strcmp(refused->commit, commit) == 0)
			return TRUE;
		number = MAX(number, refused->number + 1);
	}
	g_autofree char *ref = g_strdup_printf(FOLDER "%04u", number);
	g_autofree char *text = write_reason(reason);
	StoreMessage message = {.message = text, .name = AUTOMATION,
		.mail = AUTOMATION_MAIL, .at = desk_now(desk)};
	return store_note_about(store, ref, commit, &message, error);
}

gboolean refused_drop(Desk *desk, guint number, GError **error)
{
	Store *store = desk_store(desk, error);
	g_autoptr(GArray) notes = store ? store_notes(store, FOLDER, error) :
		NULL;
	for (guint i = 0; notes && i < notes->len; i++) {
		const StoreNote *note = &g_array_index(notes, StoreNote, i);
		if (number_of(note) == number)
			return store_note(store, note->ref, "", error);
	}
	return notes && desk_refuse(error, DESK_ERROR_NOT_FOUND, &none,
		PHRASE_NUMBER(number), NULL);
}
