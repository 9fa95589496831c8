#include "app/desk/ticket_name.h"

#include <string.h>

#include "app/desk/current_index.h"
#include "app/desk/desk.h"
#include "base/error.h"
#include "base/identifier.h"
#include "base/texts.h"
#include "index/tickets.h"
#include "model/ticket.h"
#include "store/store.h"
#include "store/tip.h"
#include "system/environment.h"
#include "system/file.h"

static const Phrase
	bad_range = {"%1-%2: a range goes upwards and names at most %3 tickets",
		"%1-%2: диапазон идёт по возрастанию и называет не больше %3 "
		"заявок"},
	none_named = {"\"%1\": a ticket is missing there; name it, like 1042",
		"«%1»: здесь недостаёт заявки; назовите её, например 1042"};

#define RANGE_LIMIT 10000

static const Phrase none_shown = {"@: no ticket was shown or made in this "
		"terminal yet; name one, or see `desk list`",
	"@: в этом терминале заявок ещё не показывали и не создавали; назовите "
	"одну или посмотрите `desk list`"};

typedef struct {
	Desk *desk;
	Index *index;
	GPtrArray *uids;
	GHashTable *known; /* borrows the uids */
	GPtrArray *unknown; /* GError*; the first one's code counts */
} Finder;

static void finder_add(Finder *finder, const char *name)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) found = index_find_ticket(finder->index, name,
		&problem);
	if (!found) {
		g_ptr_array_add(finder->unknown, g_steal_pointer(&problem));
		return;
	}
	for (guint i = 0; i < found->len; i++) {
		const char *uid = g_ptr_array_index(found, i);
		if (g_hash_table_contains(finder->known, uid))
			continue;
		char *copy = g_strdup(uid);
		g_ptr_array_add(finder->uids, copy);
		g_hash_table_add(finder->known, copy);
	}
}

/* "15-20"; FALSE if `name` is no range. */
static gboolean range_parse(const char *name, gint64 *from, gint64 *until)
{
	char *end;
	if (!g_ascii_isdigit(name[0]))
		return FALSE;
	*from = g_ascii_strtoll(name, &end, 10);
	if (*end != '-' || !g_ascii_isdigit(end[1]))
		return FALSE;
	*until = g_ascii_strtoll(end + 1, &end, 10);
	return *end == '\0';
}

static gboolean finder_add_range(Finder *finder, gint64 from, gint64 until,
	GError **error)
{
	if (until < from || until - from >= RANGE_LIMIT) {
		desk_refuse(error, DESK_ERROR_USAGE, &bad_range,
			PHRASE_NUMBER(from), PHRASE_NUMBER(until),
			PHRASE_NUMBER(RANGE_LIMIT), NULL);
		return FALSE;
	}
	for (gint64 number = from; number <= until; number++) {
		g_autofree char *name = g_strdup_printf("%" G_GINT64_FORMAT,
			number);
		finder_add(finder, name);
	}
	return TRUE;
}

static char *last_ticket_path(Desk *desk)
{
	g_autofree char *terminal = environment_terminal_name();
	g_autofree char *name = g_strconcat("last", terminal, NULL);
	return g_build_filename(desk_place(desk)->desk_folder, name, NULL);
}

static char *last_ticket(Desk *desk)
{
	g_autofree char *path = last_ticket_path(desk);
	g_autoptr(GBytes) bytes = file_read(path, 64, FALSE, NULL);
	if (!bytes)
		return NULL;
	g_autofree char *uid = text_of_bytes(bytes);
	return uid_is_valid(uid) ? g_steal_pointer(&uid) : NULL;
}

static gboolean finder_add_last(Finder *finder, GError **error)
{
	g_autofree char *last = last_ticket(finder->desk);
	if (!last)
		return desk_refuse(error, DESK_ERROR_NOT_FOUND, &none_shown,
			NULL);
	finder_add(finder, last);
	return TRUE;
}

static gboolean finder_add_word(Finder *finder, const char *word,
	GError **error)
{
	gint64 from, until;
	if (*word == '#')
		word++;
	if (strcmp(word, "@") == 0)
		return finder_add_last(finder, error);
	/* A uid has a hyphen too, but a letter behind it. */
	if (range_parse(word, &from, &until))
		return finder_add_range(finder, from, until, error);
	finder_add(finder, word);
	return TRUE;
}

static GPtrArray *find(Desk *desk, const char *names, GPtrArray *unknown,
	GError **error)
{
	Index *index = desk_index(desk, error);
	if (!index)
		return NULL;
	g_autoptr(GPtrArray) uids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
	Finder finder = {desk, index, uids, known, unknown};
	g_auto(GStrv) words = g_strsplit(*names ? names : " ", ",", -1);
	for (char **word = words; *word; word++) {
		g_strstrip(*word);
		/* After the last comma there need be none. */
		if (**word == '\0' && word > words && !word[1])
			break;
		if (**word == '\0') {
			desk_refuse(error, DESK_ERROR_USAGE, &none_named, names,
				NULL);
			return NULL;
		}
		if (!finder_add_word(&finder, *word, error))
			return NULL;
	}
	return g_steal_pointer(&uids);
}

GPtrArray *desk_find_tickets(Desk *desk, const char *names, GError **error)
{
	g_autoptr(GPtrArray) unknown = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_error_free);
	g_autoptr(GPtrArray) uids = find(desk, names, unknown, error);
	return uids && desk_error_of_many(error, 0, unknown) ?
		g_steal_pointer(&uids) : NULL;
}

static gboolean is_missing(const GPtrArray *problems)
{
	for (guint i = 0; i < problems->len; i++)
		if (!g_error_matches(problems->pdata[i], DESK_ERROR,
			DESK_ERROR_NOT_FOUND))
			return FALSE;
	return TRUE;
}

GPtrArray *desk_find_known_tickets(Desk *desk, const char *names,
	GPtrArray *unknown, GError **error)
{
	g_autoptr(GPtrArray) uids = find(desk, names, unknown, error);
	if (!uids || (uids->len > 0 && is_missing(unknown)))
		return g_steal_pointer(&uids);
	gboolean good = desk_error_of_many(error, 0, unknown);
	g_ptr_array_set_size(unknown, 0);
	return good ? g_steal_pointer(&uids) : NULL;
}

char *desk_ticket_name(Desk *desk, const char *uid, GError **error)
{
	gint64 number;
	Index *index = desk_index(desk, error);
	return index && index_ticket_number(index, uid, &number, error) ?
		uid_short_name(uid, number) : NULL;
}

void desk_remember_ticket(Desk *desk, const char *uid)
{
	g_autofree char *path = last_ticket_path(desk);
	/* A convenience: a read-only store simply has no "@". */
	file_write(path, uid, strlen(uid), FALSE, NULL);
}

Ticket *desk_load_ticket(Desk *desk, const char *uid, GError **error)
{
	Store *store = desk_store(desk, error);
	g_autofree char *path = uid_to_path(uid);
	g_autoptr(GBytes) bytes = store ? store_read(store, NULL, path, error) :
		NULL;
	return bytes ? ticket_of_bytes(bytes, path, error) : NULL;
}
