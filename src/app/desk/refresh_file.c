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

/* What cannot be read changes nothing. */
static gboolean take_contract(Store *store, Index *index,
	const WalkFile *file, GError **error)
{
	g_autofree char *name = name_in("customers/", file->path);
	if (!name)
		return TRUE;
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	if (*file->after == '\0')
		return index_add_contracts(index, name, none, error);
	g_autofree char *reason = NULL;
	g_autoptr(GBytes) bytes = read_file(store, file, &reason, error);
	if (!bytes || reason)
		return bytes != NULL;
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	g_autoptr(GError) problem = NULL;
	g_autoptr(Customer) customer = customer_parse(name, text ? text : "",
		size, file->path, &problem);
	return customer ? index_add_contracts(index, name,
		customer->contracts, error) : desk_error_finding(error, &problem);
}

static gboolean take_agent(Store *store, Index *index,
	const WalkFile *file, GError **error)
{
	g_autofree char *login = name_in("agents/", file->path);
	if (*file->after == '\0' || !login)
		return TRUE;
	g_autofree char *reason = NULL;
	g_autoptr(GBytes) bytes = read_file(store, file, &reason, error);
	if (!bytes || reason)
		return bytes != NULL;
	gsize size;
	const char *text = g_bytes_get_data(bytes, &size);
	g_autoptr(Agent) agent = agent_parse(login, text ? text : "", size,
		file->path, NULL);
	return !agent || index_add_agent(index, agent, error);
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
		return take_contract(store, index, file, error);
	if (g_str_has_prefix(file->path, "agents/"))
		return take_agent(store, index, file, error);
	if (g_str_has_prefix(file->path, "schedules/"))
		return take_schedule(index, file, error);
	return strcmp(file->path, "desk.yaml") != 0 ||
		take_regulation(store, index, file, error);
}
