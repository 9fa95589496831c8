#include "app/sync/gave_way.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "app/desk/identity.h"
#include "app/desk/in_force.h"
#include "app/desk/talk.h"
#include "app/desk/ticket_name.h"
#include "app/sync/sync_parts.h"
#include "base/error.h"
#include "base/identifier.h"
#include "base/texts.h"
#include "index/history.h"
#include "index/people.h"
#include "model/regulation.h"
#include "model/ticket.h"
#include "store/replay.h"
#include "system/file.h"

#define FILE_LIMIT_BYTES (64 * 1024)
#define MOST_LINES 5
#define MOST_NAMES 50

typedef struct {
	Desk *desk;
	Store *store;
	Index *index;
	const char *me; /* NULL: nobody */
	const char *shared;
	GPtrArray *list;
	GError *problem;
} Search;

/* A ticket as it was before the sync, as both sides had it, and as it is. */
typedef struct {
	Ticket *before, *shared, *after;
	const char *uid;
} Stages;

static void gave_way_free(void *data)
{
	GaveWay *gave = data;
	g_free(gave->uid);
	g_free(gave->ticket);
	g_free(gave->field);
	g_free(gave->yours);
	g_free(gave->stands);
	g_free(gave);
}

static void add(Search *search, const char *uid, const char *field,
	const char *yours, const char *stands)
{
	char *ticket = desk_ticket_name(search->desk, uid, &search->problem);
	if (!ticket)
		return;
	GaveWay *gave = g_new0(GaveWay, 1);
	gave->uid = g_strdup(uid);
	gave->ticket = ticket;
	gave->field = g_strdup(field);
	gave->yours = g_strdup(yours);
	gave->stands = g_strdup(stands);
	g_ptr_array_add(search->list, gave);
}

static GBytes *read_blob(Search *search, const char *oid)
{
	return *oid && !search->problem ? store_read_blob(search->store, oid,
		&search->problem) : NULL;
}

/* Most tickets of a sync have nothing of the kind. */
static gboolean may_have(GBytes *bytes)
{
	static const char conflict[] = "\nkind: conflict",
		merged[] = "\nmerged-into:";
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	return text && (memmem(text, size, conflict, sizeof conflict - 1) ||
		memmem(text, size, merged, sizeof merged - 1));
}

/* Pushed before, it stands in the history. */
static gboolean was_mine(Search *search, const char *uid, const char *field,
	const char *value)
{
	g_autofree char *mail = NULL, *old = NULL, *login = NULL;
	return search->me && !search->problem &&
		index_last_change(search->index, uid, field, value, &mail,
			&old, &search->problem) && mail &&
		people_agent_by_mail(search->index, mail, &login,
			&search->problem) &&
		g_strcmp0(login, search->me) == 0;
}

static void look_at_conflict(Search *search, const Stages *stages,
	const Entry *entry)
{
	const char *field = entry_get(entry, "field");
	const char *lost = entry_get(entry, "lost");
	g_autofree char *here = ticket_get_as_text(stages->before, field);
	g_autofree char *then = stages->shared ? ticket_get_as_text(
		stages->shared, field) : g_strdup(here);
	if (strcmp(here, lost) == 0 && (strcmp(then, lost) != 0 ||
		was_mine(search, stages->uid, field, lost)))
		add(search, stages->uid, field, lost, entry_get(entry, "kept"));
}

/* What was done to a ticket that somebody else merged has come to nothing, though
 * no field had two values. */
static void look_at_merger(Search *search, const Stages *stages)
{
	const char *target = ticket_get(stages->after, "merged-into");
	if (!stages->shared || !*target || strcmp(target,
		ticket_get(stages->shared, "merged-into")) == 0)
		return;
	g_autofree char *name = desk_ticket_name(search->desk, target,
		&search->problem);
	add(search, stages->uid, "merged-into", "", name ? name : target);
}

static Ticket *ticket_at(Search *search, const char *oid, const char *path)
{
	g_autoptr(GBytes) bytes = read_blob(search, oid);
	return ticket_of_bytes(bytes, path, NULL);
}

static void look_at(const StoreDifference *file, void *data)
{
	Search *search = data;
	char oid[41] = "";
	g_autofree char *uid = uid_from_path(file->path);
	if (!uid || !*file->before || !*file->after)
		return;
	g_autoptr(GBytes) bytes = read_blob(search, file->after);
	if (!may_have(bytes))
		return;
	if (*search->shared && !store_lookup(search->store, search->shared,
		file->path, oid, &search->problem))
		oid[0] = '\0';
	gboolean here = *oid && strcmp(oid, file->before) != 0;
	g_autoptr(Ticket) after = ticket_of_bytes(bytes, file->path, NULL);
	g_autoptr(Ticket) before = ticket_at(search, file->before, file->path);
	g_autoptr(Ticket) shared = here ? ticket_at(search, oid, file->path) :
		NULL;
	const Stages stages = {before, shared, after, uid};
	if (!before || !after)
		return;
	for (guint i = 0; i < ticket_entry_count(after); i++) {
		const Entry *entry = ticket_entry(after, i);
		if (strcmp(entry->kind, "conflict") == 0 &&
			!ticket_entry_by_id(before, entry->id))
			look_at_conflict(search, &stages, entry);
	}
	look_at_merger(search, &stages);
}

/* Numbers by their size. */
static int by_name(const void *a, const void *b)
{
	const GaveWay *one = *(const GaveWay *const *)a;
	const GaveWay *other = *(const GaveWay *const *)b;
	gsize length = strlen(one->ticket), others = strlen(other->ticket);
	int order = length != others ? (length < others ? -1 : 1) :
		strcmp(one->ticket, other->ticket);
	return order ? order : strcmp(one->field, other->field);
}

GPtrArray *gave_way_find(Desk *desk, const char *shared, const char *before,
	const char *after, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(
		gave_way_free);
	Search search = {.desk = desk, .shared = shared, .list = list};
	if (!*before || strcmp(before, after) == 0)
		return g_steal_pointer(&list);
	if (!(search.store = desk_store(desk, error)) ||
		!(search.index = desk_index(desk, error)) ||
		!desk_me_if_any(desk, &search.me, error) ||
		!store_compare(search.store, before, after, look_at, &search,
			error) || !desk_error_pass(error, &search.problem))
		return NULL;
	g_ptr_array_sort(list, by_name);
	return g_steal_pointer(&list);
}

/* --- said ------------------------------------------------------------------ */

static const Phrase as_they_are = {"%1", "%2"};

static char *line_of(Desk *desk, const GaveWay *gave, const char *language)
{
	static const Phrase
		field_gave = {"%1: yours gave way to another's: %2; `desk log "
				"%1`",
			"%1: ваше уступило чужому: %2; `desk log %1`"},
		merged = {"%1: merged into %2 by one, changed by another "
				"meanwhile; `desk log %1`",
			"%1: один влил заявку в %2, а другой тем временем "
			"изменил её; `desk log %1`"};
	if (strcmp(gave->field, "merged-into") == 0 && !*gave->yours)
		return phrase_fill(&merged, language, gave->ticket,
			gave->stands, NULL);
	g_autofree char *change = regulation_change_text(
		desk_read_regulation(desk), gave->field, gave->yours,
		gave->stands, desk_zone(desk), language);
	g_strdelimit(change, "\n", ' ');
	return phrase_fill(&field_gave, language, gave->ticket, change, NULL);
}

/* All of them in one line. */
static char *line_of_many(const GPtrArray *list, const char *language)
{
	static const Phrase many = {"yours gave way to what others did: %1; "
			"`desk log N` shows each",
		"ваше уступило тому, что сделали другие: %1; подробно — `desk "
		"log N`"};
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < list->len && names->len < MOST_NAMES; i++) {
		const GaveWay *gave = list->pdata[i];
		if (!texts_have(names, gave->ticket))
			g_ptr_array_add(names, g_strdup(gave->ticket));
	}
	if (names->len == MOST_NAMES)
		g_ptr_array_add(names, g_strdup("…"));
	g_autofree char *joined = texts_join(names);
	return phrase_fill(&many, language, joined, NULL);
}

/* As texts that are kept (base/error.h). */
static GPtrArray *lines_of(Desk *desk, const GPtrArray *list)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	guint count = list->len > MOST_LINES ? 1 : list->len;
	for (guint i = 0; i < count; i++) {
		gboolean many = list->len > MOST_LINES;
		g_autofree char *english = many ? line_of_many(list, "en") :
			line_of(desk, list->pdata[i], "en");
		g_autofree char *russian = many ? line_of_many(list, "ru") :
			line_of(desk, list->pdata[i], "ru");
		g_ptr_array_add(lines, desk_words_keep(&as_they_are, english,
			russian, NULL));
	}
	return lines;
}

static void say(Desk *desk, const char *kept)
{
	g_autoptr(GError) said = NULL;
	desk_refuse_kept(&said, DESK_ERROR_CONFLICT, kept);
	desk_say_problem(desk, said);
}

static char *note_path(Desk *desk)
{
	return g_build_filename(desk_place(desk)->desk_folder, "sync.gave-way",
		NULL);
}

static void note(Desk *desk, const GPtrArray *lines)
{
	g_autofree char *path = note_path(desk);
	g_autoptr(GError) problem = NULL;
	GBytes *read = NULL;
	/* What was noted before stays; nobody else says what is new. */
	if (!file_read_any(path, FILE_LIMIT_BYTES, &read, &problem)) {
		desk_say_problem(desk, problem);
		for (guint i = 0; i < lines->len; i++)
			say(desk, lines->pdata[i]);
		return;
	}
	g_autoptr(GBytes) bytes = read;
	g_autofree char *noted = bytes ? text_of_bytes(bytes) : NULL;
	g_autoptr(GString) text = g_string_new(noted);
	for (guint i = 0; i < lines->len; i++)
		g_string_append_printf(text, "%s\n",
			(const char *)lines->pdata[i]);
	if (!file_write(path, text->str, text->len, FALSE, &problem))
		desk_say_problem(desk, problem);
}

void gave_way_say(Desk *desk, const GPtrArray *list, gboolean watched)
{
	g_autoptr(GPtrArray) lines = lines_of(desk, list);
	gave_way_tell(desk, lines, watched);
}

void gave_way_tell(Desk *desk, const GPtrArray *lines, gboolean watched)
{
	if (!watched && lines->len > 0)
		note(desk, lines);
	for (guint i = 0; watched && i < lines->len; i++)
		say(desk, lines->pdata[i]);
}

void gave_way_say_noted(Desk *desk)
{
	g_autofree char *path = note_path(desk);
	g_autoptr(GBytes) bytes = file_read(path, FILE_LIMIT_BYTES, FALSE, NULL);
	g_autofree char *text = bytes ? text_of_bytes(bytes) : NULL;
	if (!text)
		return;
	g_autoptr(GError) problem = NULL;
	if (!file_remove(path, &problem))
		desk_say_problem(desk, problem);
	g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
	for (char **line = lines; *line; line++)
		say(desk, *line);
}
