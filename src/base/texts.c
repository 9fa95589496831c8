#include "base/texts.h"

#include <string.h>

char *texts_join(const GPtrArray *texts)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; texts && i < texts->len; i++)
		g_string_append_printf(out, "%s%s", i > 0 ? ", " : "",
			(const char *)texts->pdata[i]);
	return g_string_free(out, FALSE);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *texts_sorted_keys(GHashTable *table)
{
	GPtrArray *keys = g_ptr_array_new();
	GHashTableIter iterator;
	void *key;
	g_hash_table_iter_init(&iterator, table);
	while (g_hash_table_iter_next(&iterator, &key, NULL))
		g_ptr_array_add(keys, key);
	g_ptr_array_sort(keys, compare_texts);
	return keys;
}
