#include "app/desk/files_rights.h"

#include <string.h>

#include "base/error.h"
#include "base/texts.h"

static const Phrase
	nobody = {"%1: %3 is no agent, and changes nothing here; `desk agent "
			"list` shows who is",
		"%1: %3 нет среди сотрудников и ничего здесь не меняет; кто "
		"есть, показывает `desk agent list`"},
	gone = {"%1: %3 has left, and changes nothing any more",
		"%1: %3 больше не работает здесь и ничего не меняет"},
	looks = {"%1: %3 is an observer, who looks and comments",
		"%1: %3 — наблюдатель (observer): смотрит и комментирует"},
	leads = {"%1: only who has the role lead changes this%2, and %3 has it "
			"not; `desk agent list` shows who has",
		"%1: это меняет только сотрудник с ролью lead%4, а у %3 её нет; "
		"у кого есть, показывает `desk agent list`"};

static void breach_free(void *data)
{
	RightsBreach *breach = data;
	g_free(breach->path);
	g_free(breach->what);
	g_free(breach->who);
	g_free(breach);
}

/* Keys of files have no other name. */
static char *in_words(const char *what, const char *language)
{
	static const Phrase whole[] = {{"the agent", "сотрудник"},
		{"a new agent", "новый сотрудник"}};
	for (gsize i = 0; i < G_N_ELEMENTS(whole); i++)
		if (strcmp(whole[i].en, what) == 0)
			what = phrase_in(&whole[i], language);
	return *what ? g_strdup_printf(" (%s)", what) : g_strdup("");
}

gboolean rights_breach_refuse(const RightsBreach *breach, GError **error)
{
	static const Phrase *const phrases[] = {
		[RIGHTS_NOBODY] = &nobody,
		[RIGHTS_LEFT] = &gone,
		[RIGHTS_OBSERVER] = &looks,
		[RIGHTS_AGENT] = &leads,
		[RIGHTS_LEAD] = &leads,
	};
	g_autofree char *english = in_words(breach->what, "en");
	g_autofree char *russian = in_words(breach->what, "ru");
	return desk_refuse(error, DESK_ERROR_FORBIDDEN,
		phrases[breach->standing], breach->path, english, breach->who,
		russian, NULL);
}

/* --- which files --------------------------------------------------------- */

static const char *const folders[] = {"agents/", "bills/", "calendars/",
	"customers/", "schedules/", "templates/"};

static gboolean is_agent(const char *path)
{
	return g_str_has_prefix(path, "agents/") &&
		g_str_has_suffix(path, ".yaml");
}

static gboolean is_customer(const char *path)
{
	return g_str_has_prefix(path, "customers/") &&
		g_str_has_suffix(path, ".yaml");
}

gboolean files_rights_asks(const char *path)
{
	for (gsize i = 0; i < G_N_ELEMENTS(folders); i++)
		if (g_str_has_prefix(path, folders[i]))
			return TRUE;
	return strcmp(path, "desk.yaml") == 0 ||
		strcmp(path, "oncall.yaml") == 0 ||
		g_str_has_prefix(path, ".git");
}

/* --- agents -------------------------------------------------------------- */

/* What is wrong says nothing of anybody, and the judge of files tells it; `error`
 * is of what could not be looked at. One that is set already stays. */
static GBytes *read_file(FileSource *source, const char *path, GError **error)
{
	g_autoptr(GError) problem = NULL;
	GBytes *bytes = *error ? NULL : file_source_read(source, path, &problem);
	if (problem && !g_error_matches(problem, DESK_ERROR, DESK_ERROR_DATA))
		desk_error_pass(error, &problem);
	return bytes;
}

static Agent *read_agent(FileSource *source, const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = read_file(source, path, error);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	g_autofree char *base = g_path_get_basename(path);
	*strrchr(base, '.') = '\0';
	return text ? agent_parse(base, text, size, path, NULL) : NULL;
}

Rights *files_rights(FileSource *source, GError **error)
{
	g_autoptr(GPtrArray) paths = file_source_list(source, "agents", error);
	if (!paths)
		return NULL;
	g_autoptr(Rights) rights = rights_new();
	for (guint i = 0; i < paths->len; i++) {
		g_autoptr(GError) problem = NULL;
		g_autoptr(Agent) agent = is_agent(paths->pdata[i]) ?
			read_agent(source, paths->pdata[i], &problem) : NULL;
		if (!desk_error_pass(error, &problem))
			return NULL;
		if (agent)
			rights_add(rights, agent);
	}
	return g_steal_pointer(&rights);
}

static char *agent_change(FileSource *before, FileSource *after,
	const char *path, const char *who, GError **error)
{
	g_autoptr(Agent) old = read_agent(before, path, error);
	g_autoptr(Agent) new = read_agent(after, path, error);
	/* A file that cannot be read is told of itself; who cannot be read
	 * before had nothing. */
	g_autoptr(GBytes) there = new ? NULL : read_file(after, path, error);
	if (there)
		return g_strdup("the agent");
	return rights_agent_change(old, new, who && old &&
		strcmp(old->login, who) == 0);
}

/* --- customers ----------------------------------------------------------- */

static YamlNode *read_yaml(FileSource *source, const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = read_file(source, path, error);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	return text ? yaml_parse(text, size, path, 1, NULL) : NULL;
}

static char *customer_change(FileSource *before, FileSource *after,
	const char *path, GError **error)
{
	static const char *const keys[] = {"contract", NULL};
	g_autoptr(YamlNode) old = read_yaml(before, path, error);
	g_autoptr(YamlNode) new = read_yaml(after, path, error);
	return rights_keys_change(old, new, keys);
}

/* --- the whole ----------------------------------------------------------- */

/* What of it is for the lead; NULL: nothing. */
static char *change_for_lead(FileSource *before, FileSource *after,
	const char *path, const char *who, GError **error)
{
	if (strcmp(path, "desk.yaml") == 0 || g_str_has_prefix(path, ".git") ||
		g_str_has_prefix(path, "bills/"))
		return g_strdup("");
	return is_agent(path) ? agent_change(before, after, path, who, error) :
		is_customer(path) ? customer_change(before, after, path, error) :
		NULL;
}

static void add_breach(GPtrArray *breaches, const char *path, char *what,
	const char *who, Standing standing)
{
	RightsBreach *breach = g_new0(RightsBreach, 1);
	breach->path = g_strdup(path);
	breach->what = what;
	breach->who = g_strdup(who ? who : "?");
	breach->standing = standing;
	g_ptr_array_add(breaches, breach);
}

GPtrArray *files_rights_breaches(FileSource *before, FileSource *after,
	GHashTable *paths, const Rights *counting, const char *login,
	const char *mail, Standing *answer, GError **error)
{
	g_autoptr(Rights) own = counting ? NULL : files_rights(before, error);
	const Rights *rights = counting ? counting : own;
	const char *known;
	if (!rights)
		return NULL;
	Standing standing = rights_standing(rights, login, mail, &known);
	if (answer)
		*answer = standing;
	g_autoptr(GPtrArray) breaches = g_ptr_array_new_with_free_func(
		breach_free);
	g_autoptr(GError) problem = NULL;
	g_autoptr(GPtrArray) sorted = texts_sorted_keys(paths);
	for (guint i = 0; standing != RIGHTS_LEAD && i < sorted->len; i++) {
		const char *path = sorted->pdata[i];
		g_autofree char *what = standing == RIGHTS_LEFT ?
			g_strdup("") : !files_rights_asks(path) ? NULL :
			standing < RIGHTS_AGENT ? g_strdup("") :
			change_for_lead(before, after, path, known, &problem);
		if (what)
			add_breach(breaches, path, g_steal_pointer(&what),
				known ? known : login ? login : mail, standing);
	}
	return desk_error_pass(error, &problem) ? g_steal_pointer(&breaches) :
		NULL;
}
