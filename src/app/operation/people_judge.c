#include "app/operation/people_judge.h"

#include <string.h>

#include "base/error.h"
#include "index/agents.h"
#include "index/customers.h"
#include "model/people_check.h"

typedef struct {
	GPtrArray *agents, *customers;
} Everybody;

static void everybody_clear(Everybody *everybody)
{
	g_clear_pointer(&everybody->agents, g_ptr_array_unref);
	g_clear_pointer(&everybody->customers, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Everybody, everybody_clear)

static void add_agent(Everybody *everybody, const char *name, const char *text,
	gsize size)
{
	Agent *agent = agent_parse(name, text, size, name, NULL);
	if (agent)
		g_ptr_array_add(everybody->agents, agent);
}

static void add_customer(Everybody *everybody, const char *name,
	const char *text, gsize size)
{
	Customer *customer = customer_parse(name, text, size, name, NULL);
	if (customer)
		g_ptr_array_add(everybody->customers, customer);
}

typedef struct {
	const char *folder;
	void (*add)(Everybody *everybody, const char *name, const char *text,
		gsize size);
} Kind;

static const Kind kinds[] = {
	{"agents/", add_agent},
	{"customers/", add_customer},
};

/* "anna" of "agents/anna.yaml"; NULL if it is none of the folder. g_free(). */
static char *name_in(const Kind *kind, const char *path)
{
	const char *name = path + strlen(kind->folder);
	if (!g_str_has_prefix(path, kind->folder) || *name == '.' ||
		strchr(name, '/') || !g_str_has_suffix(name, ".yaml"))
		return NULL;
	return g_strndup(name, strlen(name) - strlen(".yaml"));
}

gboolean people_judge_asks(const char *path)
{
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree char *name = name_in(&kinds[i], path);
		if (name)
			return TRUE;
	}
	return FALSE;
}

static void add_changed(Everybody *everybody, const Kind *kind,
	GHashTable *changed)
{
	GHashTableIter iter;
	gpointer path, bytes;
	g_hash_table_iter_init(&iter, changed);
	while (g_hash_table_iter_next(&iter, &path, &bytes)) {
		g_autofree char *name = name_in(kind, path);
		gsize size = 0;
		const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
		if (name && bytes)
			kind->add(everybody, name, text ? text : "", size);
	}
}

static gboolean is_changed_file(GHashTable *changed, const char *folder,
	const char *name)
{
	g_autofree char *path = g_strdup_printf("%s%s.yaml", folder, name);
	return changed && g_hash_table_contains(changed, path);
}

/* From the index, which has the last version that could be read, but for what
 * is `changed`. */
static gboolean add_everybody(Desk *desk, GHashTable *changed,
	Everybody *everybody, GError **error)
{
	Index *index = desk_index(desk, error);
	if (!index || !(everybody->agents = index_agents(index, TRUE, error)) ||
		!(everybody->customers = index_customers(index, error)))
		return FALSE;
	for (guint i = everybody->agents->len; i-- > 0;)
		if (is_changed_file(changed, "agents/",
			((Agent *)everybody->agents->pdata[i])->login))
			g_ptr_array_remove_index(everybody->agents, i);
	for (guint i = everybody->customers->len; i-- > 0;)
		if (is_changed_file(changed, "customers/",
			((Customer *)everybody->customers->pdata[i])->name))
			g_ptr_array_remove_index(everybody->customers, i);
	for (gsize i = 0; changed && i < G_N_ELEMENTS(kinds); i++)
		add_changed(everybody, &kinds[i], changed);
	return TRUE;
}

static GPtrArray *judge(Desk *desk, const Regulation *regulation,
	GHashTable *changed, GError **error)
{
	g_auto(Everybody) everybody = {0};
	if ((!regulation && !(regulation = desk_regulation(desk, error))) ||
		!add_everybody(desk, changed, &everybody, error))
		return NULL;
	People people = {regulation, everybody.agents, everybody.customers,
		NULL};
	return people_check(&people);
}

GPtrArray *people_judge_store(Desk *desk, GError **error)
{
	return judge(desk, NULL, NULL, error);
}

/* --- what is new --------------------------------------------------------- */

/* Without lines and columns, which every change moves. */
static char *without_places(const char *finding)
{
	GString *out = g_string_new(NULL);
	for (const char *c = finding; *c;) {
		gsize digits = *c == ':' ? strspn(c + 1, "0123456789") : 0;
		if (digits == 0)
			g_string_append_c(out, *c);
		c += digits + 1;
	}
	return g_string_free(out, FALSE);
}

static gboolean is_changed(GHashTable *changed, const char *finding)
{
	g_autofree char *path = g_strndup(finding, strcspn(finding, ":"));
	return g_hash_table_contains(changed, path);
}

GPtrArray *people_judge_changes(Desk *desk, const Regulation *regulation,
	GHashTable *changed, GError **error)
{
	g_autoptr(GPtrArray) now = judge(desk, regulation, changed, error);
	g_autoptr(GPtrArray) before = now ? judge(desk, NULL, NULL, error) :
		NULL;
	if (!before)
		return NULL;
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	for (guint i = 0; i < before->len; i++)
		g_hash_table_add(known, without_places(before->pdata[i]));
	GPtrArray *made = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < now->len; i++) {
		g_autofree char *plain = without_places(now->pdata[i]);
		if (is_changed(changed, now->pdata[i]) &&
			!g_hash_table_contains(known, plain))
			g_ptr_array_add(made, g_strdup(now->pdata[i]));
	}
	return made;
}

gboolean people_judge_allows(Desk *desk, GHashTable *changed, GError **error)
{
	g_autoptr(GPtrArray) made = people_judge_changes(desk, NULL, changed,
		error);
	if (!made || made->len == 0)
		return made != NULL;
	g_ptr_array_add(made, NULL);
	g_autofree char *text = g_strjoinv("\n", (char **)made->pdata);
	g_set_error_literal(error, DESK_ERROR, DESK_ERROR_DATA, text);
	return FALSE;
}
