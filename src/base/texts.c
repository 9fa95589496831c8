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

void texts_sort(GPtrArray *texts)
{
	g_ptr_array_sort(texts, compare_texts);
}

gboolean texts_have(const GPtrArray *texts, const char *text)
{
	return texts && g_ptr_array_find_with_equal_func((GPtrArray *)texts,
		text, g_str_equal, NULL);
}

GPtrArray *texts_sorted_keys(GHashTable *table)
{
	GPtrArray *keys = g_ptr_array_new();
	GHashTableIter iterator;
	void *key;
	g_hash_table_iter_init(&iterator, table);
	while (g_hash_table_iter_next(&iterator, &key, NULL))
		g_ptr_array_add(keys, key);
	texts_sort(keys);
	return keys;
}

char *text_of_bytes(GBytes *bytes)
{
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	return g_strndup(text ? text : "", size);
}
