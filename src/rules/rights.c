#include "rules/rights.h"

#include "base/texts.h"

#include <string.h>

struct Rights {
	GHashTable *standing; /* login → Standing */
	GHashTable *mails;    /* address → login */
	gboolean lead;	      /* somebody who is there has the role */
};

Rights *rights_new(void)
{
	Rights *rights = g_new0(Rights, 1);
	rights->standing = g_hash_table_new_full(g_str_hash, g_str_equal,
		g_free, NULL);
	rights->mails = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		g_free);
	return rights;
}

void rights_free(Rights *rights)
{
	if (!rights)
		return;
	g_hash_table_unref(rights->standing);
	g_hash_table_unref(rights->mails);
	g_free(rights);
}

static gboolean has_role(const Agent *agent, const char *role)
{
	return texts_have(agent->roles, role);
}

void rights_add(Rights *rights, const Agent *agent)
{
	Standing standing = agent->left ? RIGHTS_LEFT :
		has_role(agent, "lead") ? RIGHTS_LEAD :
		has_role(agent, "observer") ? RIGHTS_OBSERVER : RIGHTS_AGENT;
	g_hash_table_replace(rights->standing, g_strdup(agent->login),
		GINT_TO_POINTER(standing));
	for (guint i = 0; i < agent->mails->len; i++)
		g_hash_table_replace(rights->mails,
			g_strdup(g_ptr_array_index(agent->mails, i)),
			g_strdup(agent->login));
	rights->lead |= standing == RIGHTS_LEAD;
}

gboolean rights_has_agents(const Rights *rights)
{
	return g_hash_table_size(rights->standing) > 0;
}

Standing rights_standing(const Rights *rights, const char *login,
	const char *mail, const char **known)
{
	g_autofree char *small = g_utf8_strdown(mail ? mail : "", -1);
	const char *who = login ? login :
		g_hash_table_lookup(rights->mails, small);
	gpointer standing = NULL;
	gboolean is = who && g_hash_table_lookup_extended(rights->standing, who,
		NULL, &standing);
	if (known)
		*known = is ? who : NULL;
	if (is && GPOINTER_TO_INT(standing) == RIGHTS_LEFT)
		return RIGHTS_LEFT;
	if (!rights->lead)
		return RIGHTS_LEAD;
	return is ? (Standing)GPOINTER_TO_INT(standing) : RIGHTS_NOBODY;
}

/* --- what changed -------------------------------------------------------- */

static gboolean is_same(const YamlNode *a, const YamlNode *b)
{
	if (yaml_is_null(a) || yaml_is_null(b))
		return yaml_is_null(a) && yaml_is_null(b);
	if (a->kind != b->kind || g_strcmp0(a->value, b->value) != 0)
		return FALSE;
	if (a->kind == YAML_SCALAR)
		return TRUE;
	gboolean same = a->items->len == b->items->len;
	for (guint i = 0; same && i < a->items->len; i++)
		same = is_same(a->items->pdata[i], b->items->pdata[i]) &&
			(a->kind != YAML_MAP || is_same(a->keys->pdata[i],
				b->keys->pdata[i]));
	return same;
}

char *rights_keys_change(const YamlNode *before, const YamlNode *after,
	const char *const *keys)
{
	g_autoptr(GString) changed = g_string_new(NULL);
	for (; *keys; keys++)
		if (!is_same(before ? yaml_get(before, *keys) : NULL,
			after ? yaml_get(after, *keys) : NULL))
			g_string_append_printf(changed, "%s%s",
				changed->len > 0 ? ", " : "", *keys);
	return changed->len > 0 ? g_strdup(changed->str) : NULL;
}

char *rights_agent_change(const Agent *before, const Agent *after,
	gboolean own)
{
	/* The last: one's own addresses are one's own business. */
	static const char *const keys[] = {"roles", "level", "trainee",
		"left", "mails", NULL};
	const char *mine[G_N_ELEMENTS(keys)];
	memcpy(mine, keys, sizeof keys);
	if (!before || !after)
		return g_strdup(before ? "the agent" : "a new agent");
	if (own)
		mine[G_N_ELEMENTS(keys) - 2] = NULL;
	return rights_keys_change(before->root, after->root, mine);
}
