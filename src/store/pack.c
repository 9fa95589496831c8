/*
 * Packing: libgit2 writes each change as loose objects and each batch as a pack,
 * and packs nothing. A geometric repack puts together only what is small beside
 * the rest, so its cost follows what is new, not the store.
 */
#include "store/store.h"

#include "base/error.h"
#include "store/pack_file.h"
#include "system/file.h"
#include "system/lock.h"
#include "system/process.h"

#include <string.h>
#include <unistd.h>

static const Phrase
	failed = {"git %1 ended with %2: %3", "git %1 завершился с кодом %2: %3"};

/* Names of objects are random: those in a few of the 256 folders tell of all. */
static const char *const sample[] = {"17", "5e", "a3", "e8"};
#define FOLDERS 256
#define MOST_LOOSE 2000
#define MOST_PACKS 20
#define OUTPUT_LIMIT_BYTES 65536
#define TIMEOUT_MS ((gint64)60 * 60 * 1000)

static guint count_files(const StorePlace *place, const char *folder,
	const char *ending)
{
	g_autofree char *path = g_build_filename(place->git_folder, "objects",
		folder, NULL);
	g_autoptr(GDir) entries = g_dir_open(path, 0, NULL);
	const char *name;
	guint count = 0;
	while (entries && (name = g_dir_read_name(entries)))
		count += g_str_has_suffix(name, ending);
	return count;
}

/* `gc.auto` and the like: 0 is never. */
static gint64 limit_of(const StorePlace *place, const char *key, gint64 most)
{
	g_autofree char *value = store_config_get(place, key);
	gint64 set = value ? g_ascii_strtoll(value, NULL, 10) : most;
	return set <= 0 ? G_MAXINT64 : MIN(set, most);
}

guint store_left_overs(const StorePlace *place, gboolean remove)
{
	g_autofree char *packs = g_build_filename(place->git_folder, "objects",
		"pack", NULL);
	return file_left_overs(packs, NULL, remove) +
		file_left_overs(place->desk_folder, NULL, remove);
}

gboolean store_pack_is_due(const StorePlace *place)
{
	gint64 loose = limit_of(place, "gc.auto", MOST_LOOSE);
	gint64 found = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(sample); i++)
		found += count_files(place, sample[i], "");
	return loose != G_MAXINT64 &&
		(found * FOLDERS / (gint64)G_N_ELEMENTS(sample) >= loose ||
		count_files(place, "pack", ".pack") >
			limit_of(place, "gc.autoPackLimit", MOST_PACKS));
}

static gboolean git(const StorePlace *place, GError **error, ...)
	G_GNUC_NULL_TERMINATED;
static gboolean git(const StorePlace *place, GError **error, ...)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	const char *const first[] = {"git", "--git-dir", place->git_folder};
	for (gsize i = 0; i < G_N_ELEMENTS(first); i++)
		g_ptr_array_add(argv, (gpointer)first[i]);
	va_list list;
	va_start(list, error);
	const char *word;
	do
		g_ptr_array_add(argv, (gpointer)(word = va_arg(list,
			const char *)));
	while (word);
	va_end(list);
	g_autofree char *said = NULL;
	int status = 0;
	if (!process_run_within((const char *const *)argv->pdata, NULL,
		OUTPUT_LIMIT_BYTES, TIMEOUT_MS, NULL, &said, &status, error))
		return FALSE;
	return status == 0 || desk_refuse(error, DESK_ERROR_TEMPORARY, &failed,
		(char *)argv->pdata[G_N_ELEMENTS(first)], PHRASE_NUMBER(status),
		g_strchomp(said), NULL);
}

/* "desk", "fetch-pack PID on HOST": a writer that was ended wanted to keep it. */
static gboolean is_left(const char *keep)
{
	g_auto(GStrv) words = g_strsplit(keep ? keep : "", " ", 4);
	return g_strcmp0(keep, PACK_KEPT) == 0 ||
		(g_strv_length(words) == 4 &&
			strcmp(words[0], "fetch-pack") == 0 &&
			!process_may_live(words[1], words[3]));
}

static void let_packs_go(const StorePlace *place)
{
	g_autofree char *path = g_build_filename(place->desk_folder, "write.lock",
		NULL);
	g_autofree char *folder = g_build_filename(place->git_folder, "objects",
		"pack", NULL);
	g_autoptr(FileLock) lock = file_lock_take(path, "desk pack", 0, NULL);
	g_autoptr(GPtrArray) names = lock ? file_names(folder, NULL) : NULL;
	for (guint i = 0; names && i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autofree char *line = NULL;
		g_autofree char *keep = g_build_filename(folder, name, NULL);
		/* What cannot be read now is looked at the next time. */
		if (g_str_has_suffix(name, ".keep") &&
			file_read_line(folder, name, &line, NULL) &&
			is_left(line))
			unlink(keep);
	}
}

gboolean store_pack(const StorePlace *place, GError **error)
{
	g_autofree char *path = g_build_filename(place->desk_folder, "pack.lock",
		NULL);
	g_autoptr(FileLock) lock = file_lock_take(path, "desk pack", 0, NULL);
	/* Another one is at it. */
	if (!lock)
		return TRUE;
	let_packs_go(place);
	g_autofree char *graph = store_config_get(place, "core.commitGraph");
	if (!git(place, error, "repack", "--geometric=2", "-d", "-l", "-q",
		NULL))
		return FALSE;
	return (graph && !store_config_is_true(graph)) || git(place, error,
		"commit-graph", "write", "--reachable", "--changed-paths",
		"--split", "--no-progress", NULL);
}
