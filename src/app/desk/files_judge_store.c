/* What a store is nothing without. */
#include "app/desk/files_judge.h"

#include <string.h>

#include "app/desk/files_rights.h"
#include "base/error.h"
#include "base/texts.h"
#include "model/regulation.h"

static const Phrase
	other_store = {"the id became %1; it names the store, and stays",
		"id стал %1; он называет хранилище и не меняется"},
	no_store = {"without it this is no store; `git checkout HEAD^ -- "
			"desk.yaml` takes it back",
		"без него это не хранилище; вернуть: `git checkout HEAD^ -- "
		"desk.yaml`"},
	no_agents = {"it leaves the store without an agent, so that everybody "
			"might do everything; `git checkout HEAD^ -- agents` "
			"takes them back",
		"в хранилище не осталось бы ни одного сотрудника, и всем было "
		"бы можно всё; вернуть: `git checkout HEAD^ -- agents`"};

/* NULL: there is none, or it is told of itself. */
static Regulation *regulation_in(GBytes *bytes)
{
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	return bytes ? regulation_parse(text ? text : "", size, "desk.yaml",
		NULL) : NULL;
}

static gboolean judge_id(FileSource *before, FileSource *after,
	GPtrArray *findings, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autoptr(GBytes) old = file_source_read(before, "desk.yaml", &problem);
	g_autoptr(GBytes) new = problem ? NULL : file_source_read(after,
		"desk.yaml", &problem);
	if (problem)
		return desk_error_finding(error, &problem);
	if (!old || (new && g_bytes_equal(old, new)))
		return TRUE;
	g_autoptr(Regulation) was = regulation_in(old);
	g_autoptr(Regulation) is = regulation_in(new);
	if (!new)
		findings_add(findings, "deleted", "desk.yaml", SEVERITY_WRONG,
			&no_store, NULL);
	if (was && is && g_strcmp0(was->id, is->id) != 0)
		findings_add(findings, "value", "desk.yaml", SEVERITY_WRONG,
			&other_store, is->id && *is->id ? is->id : "-", NULL);
	return TRUE;
}

/* Where there is none everybody may do everything. */
static gboolean judge_agents(FileSource *before, FileSource *after,
	GPtrArray *findings, GError **error)
{
	g_autoptr(GPtrArray) old = file_source_list(before, "agents", error);
	g_autoptr(GPtrArray) new = old ? file_source_list(after, "agents",
		error) : NULL;
	guint gone = 0;
	for (guint i = 0; new && i < old->len; i++)
		gone += !texts_have(new, old->pdata[i]);
	if (!new || gone == 0)
		return new != NULL;
	g_autoptr(Rights) rights = files_rights(after, error);
	if (rights && !rights_has_agents(rights))
		findings_add(findings, "deleted", "agents", SEVERITY_WRONG,
			&no_agents, NULL);
	return rights != NULL;
}

gboolean files_judge_store(FileSource *before, FileSource *after,
	GPtrArray *findings, GError **error)
{
	return judge_id(before, after, findings, error) &&
		judge_agents(before, after, findings, error);
}
