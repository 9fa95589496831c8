/* Asking the tree; text/yaml.h. */
#include "text/yaml.h"

#include <string.h>

void yaml_node_free(YamlNode *node)
{
	if (!node)
		return;
	if (node->keys)
		g_ptr_array_unref(node->keys);
	if (node->items)
		g_ptr_array_unref(node->items);
	g_free(node->value);
	g_free(node);
}

static gboolean is_map(const YamlNode *node)
{
	return node && node->kind == YAML_MAP;
}

const YamlNode *yaml_get(const YamlNode *map, const char *key)
{
	if (!is_map(map))
		return NULL;
	for (guint i = 0; i < map->keys->len; i++) {
		const YamlNode *node = map->keys->pdata[i];
		if (strcmp(node->value, key) == 0)
			return map->items->pdata[i];
	}
	return NULL;
}

const char *yaml_get_text(const YamlNode *map, const char *key,
	const char *fallback)
{
	const YamlNode *node = yaml_get(map, key);
	if (yaml_is_null(node) || node->kind != YAML_SCALAR)
		return fallback;
	return node->value;
}

const char *yaml_text(const YamlNode *node)
{
	return node && node->kind == YAML_SCALAR ? node->value : "";
}

const char *yaml_nth_text(const YamlNode *node, guint place)
{
	if (!node)
		return NULL;
	if (node->kind == YAML_SCALAR)
		return place == 0 ? node->value : NULL;
	if (node->kind != YAML_LIST || place >= node->items->len)
		return NULL;
	return ((const YamlNode *)node->items->pdata[place])->value;
}

gboolean yaml_is_null(const YamlNode *node)
{
	static const char *const names[] = {"", "~", "null", "Null", "NULL",
		NULL};
	if (!node)
		return TRUE;
	return node->kind == YAML_SCALAR && node->plain &&
		g_strv_contains(names, node->value);
}
