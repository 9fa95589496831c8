#include "base/called.h"

#include <string.h>

#include "base/texts.h"

typedef struct {
	const char *name;
	const char *titles[2]; /* English, Russian */
} Called;

GArray *called_new(void)
{
	return g_array_new(FALSE, FALSE, sizeof(Called));
}

void called_add(GArray *all, const char *name, const char *english,
	const char *russian)
{
	Called row = {name, {english, russian}};
	g_array_append_val(all, row);
}

char *called_key(const char *word)
{
	g_autofree char *valid = g_utf8_make_valid(word, -1);
	g_autofree char *composed = g_utf8_normalize(valid, -1,
		G_NORMALIZE_NFC);
	g_autofree char *folded = g_utf8_casefold(composed, -1);
	GString *key = g_string_new(NULL);
	for (const char *c = folded; *c; c = g_utf8_next_char(c)) {
		gunichar letter = g_utf8_get_char(c);
		g_string_append_unichar(key, letter == ' ' || letter == '_' ?
			'-' : letter == 0x451 ? 0x435 : letter);
	}
	return g_string_free(key, FALSE);
}

static gboolean is_key(const char *text, const char *key)
{
	g_autofree char *own = text ? called_key(text) : NULL;
	return own && strcmp(own, key) == 0;
}

static gboolean is_named(const Called *row, const char *key)
{
	return is_key(row->name, key);
}

static gboolean is_titled(const Called *row, const char *key)
{
	return is_key(row->titles[0], key) || is_key(row->titles[1], key);
}

static gboolean is_own_title(const Called *row, const char *key)
{
	return is_titled(row, key) && row->titles[0] &&
		strcmp(row->titles[0], row->name) == 0;
}

static GPtrArray *names_where(const GArray *all, const char *key,
	gboolean (*is_meant)(const Called *row, const char *key))
{
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; i < all->len; i++) {
		const Called *row = &g_array_index(all, Called, i);
		if (is_meant(row, key) && !texts_have(names, row->name))
			g_ptr_array_add(names, (gpointer)row->name);
	}
	return names;
}

const char *called_find(const GArray *all, const char *word, char **several)
{
	gboolean (*const ways[])(const Called *, const char *) = {is_named,
		is_own_title, is_titled};
	g_autofree char *key = called_key(word);
	for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
		g_autoptr(GPtrArray) names = names_where(all, key, ways[i]);
		if (names->len > 1)
			*several = texts_join(names);
		if (names->len > 0)
			return names->len == 1 ? names->pdata[0] : NULL;
	}
	return NULL;
}
