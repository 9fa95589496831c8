#include "app/desk/refresh_file.h"

#include <string.h>

#include "app/desk/ticket_versions.h"
#include "base/error.h"
#include "model/people.h"
#include "model/regulation.h"
#include "rules/regulation_check.h"

static GBytes *read_file(Store *store, const WalkFile *file, char **reason,
	GError **error)
{
	if (version_is_regular(file->mode_after))
		return version_read(store, file->after, reason, error);
	*reason = version_irregular(file->path);
	return g_bytes_new(NULL, 0);
}

/* "anna" of "agents/anna.yaml"; NULL for what is no file of the folder. */
static char *name_in(const char *folder, const char *path)
{
	const char *base = path + strlen(folder);
	return g_str_has_suffix(base, ".yaml") && !strchr(base, '/') ?
		g_strndup(base, strlen(base) - strlen(".yaml")) : NULL;
}

/* `text` is NULL where the file is gone. */
typedef gboolean (*TakePerson)(Index *index, const char *name,
	const char *text, gsize size, const char *path, GError **error);

static gboolean take_contract(Index *index, const char *name, const char *text,
	gsize size, const char *path, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	g_autoptr(Customer) customer = text ? customer_parse(name, text, size,
		path, &problem) : NULL;
	return problem ? desk_error_finding(error, &problem) :
		index_add_contracts(index, name, customer ?
			customer->contracts : none, error);
}

static gboolean take_agent(Index *index, const char *name, const char *text,
	gsize size, const char *path, GError **error)
{
	g_autoptr(Agent) agent = text ? agent_parse(name, text, size, path,
		NULL) : NULL;
	return !agent || index_add_agent(index, agent, error);
}

/* What cannot be read changes nothing. */
static gboolean take_person(Store *store, Index *index, const WalkFile *file,
	const char *folder, TakePerson take, GError **error)
{
	g_autofree char *name = name_in(folder, file->path);
	if (!name)
		return TRUE;
	if (*file->after == '\0')
		return take(index, name, NULL, 0, file->path, error);
	g_autofree char *reason = NULL;
	g_autoptr(GBytes) bytes = read_file(store, file, &reason, error);
	if (!bytes || reason)
		return bytes != NULL;
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	return take(index, name, text ? text : "", size, file->path, error);
}

static gboolean take_schedule(Index *index, const WalkFile *file,
	GError **error)
{
	const char *base = file->path + strlen("schedules/");
	if (*file->before || !g_str_has_suffix(base, ".yaml"))
		return TRUE;
	g_autofree char *name = g_strndup(base, strlen(base) -
		strlen(".yaml"));
	return index_begin_schedule(index, name, error);
}

static gboolean take_regulation(Store *store, Index *index,
	const WalkFile *file, GError **error)
{
	static const Phrase removed = {"desk.yaml: it was removed",
		"desk.yaml: файл удалён"};
	if (*file->after == '\0') {
		g_autofree char *gone = desk_words_keep(&removed, NULL);
		return index_add_regulation(index, "", "", gone,
			error);
	}
	g_autofree char *reason = NULL;
	g_autoptr(GBytes) bytes = read_file(store, file, &reason, error);
	if (!bytes)
		return FALSE;
	if (reason)
		return index_add_regulation(index, file->after, "",
			reason, error);
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	g_autoptr(GError) problem = NULL;
	g_autoptr(Regulation) regulation = regulation_read(text ? text : "",
		size, "desk.yaml", &problem);
	if (!desk_error_finding(error, &problem))
		return FALSE;
	g_autofree char *copy = g_utf8_make_valid(text ? text : "",
		(gssize)size);
	g_autofree char *wrong = problem ? desk_error_keep(problem) : NULL;
	return index_add_regulation(index, file->after,
		regulation ? copy : "", wrong ? wrong : "", error);
}

gboolean refresh_file(Store *store, Index *index, const WalkFile *file,
	GError **error)
{
	if (g_str_has_prefix(file->path, "customers/"))
		return take_person(store, index, file, "customers/",
			take_contract, error);
	if (g_str_has_prefix(file->path, "agents/"))
		return take_person(store, index, file, "agents/", take_agent,
			error);
	if (g_str_has_prefix(file->path, "schedules/"))
		return take_schedule(index, file, error);
	return strcmp(file->path, "desk.yaml") != 0 ||
		take_regulation(store, index, file, error);
}
