/* The rows of an answer in another order, and the first of them. */
#include "render/select.h"

#include <string.h>

#include "base/error.h"

static const Phrase
	no_rows = {"--%1: this answer has no rows to order or count",
		"--%1: в этом ответе нет строк, которые можно упорядочить или "
		"отсчитать"},
	no_names = {"--sort: name at least one field",
		"--sort: назовите хотя бы одно поле"},
	unknown_field = {"--sort: unknown field \"%1\"; known here: %2",
		"--sort: неизвестное поле «%1»; здесь есть: %2"};

typedef struct {
	guint place;
	gboolean descending;
} Key;

static gboolean is_number(const Value *value)
{
	return value->type >= VALUE_INTEGER && value->type <= VALUE_FLAG;
}

static int compare_texts(const Value *a, const Value *b)
{
	g_autofree char *left = value_to_text(a);
	g_autofree char *right = value_to_text(b);
	g_autofree char *left_key = g_utf8_casefold(left, -1);
	g_autofree char *right_key = g_utf8_casefold(right, -1);
	return strcmp(left_key, right_key);
}

static int compare_values(const Value *a, const Value *b)
{
	if (!is_number(a) || !is_number(b))
		return compare_texts(a, b);
	double left = (double)a->integer + a->real;
	double right = (double)b->integer + b->real;
	return left < right ? -1 : left > right;
}

/* What has no value comes last, whatever the order. */
static int compare_rows(gconstpointer a, gconstpointer b, gpointer data)
{
	const GArray *keys = data;
	const GPtrArray *left = *(GPtrArray *const *)a;
	const GPtrArray *right = *(GPtrArray *const *)b;
	int order = 0;
	for (guint i = 0; order == 0 && i < keys->len; i++) {
		const Key *key = &g_array_index(keys, Key, i);
		const Value *one = row_cell(left, key->place);
		const Value *other = row_cell(right, key->place);
		gboolean none = value_is_nothing(one);
		gboolean other_none = value_is_nothing(other);
		if (none || other_none)
			order = (int)none - (int)other_none;
		else
			order = compare_values(one, other) *
				(key->descending ? -1 : 1);
	}
	return order;
}

static const Block *need_rows(const Page *page, const char *option,
	GError **error)
{
	const Block *table = page_rows(page);
	if (!table)
		desk_refuse(error, DESK_ERROR_USAGE, &no_rows, option, NULL);
	return table;
}

static gboolean read_key(const Block *table, const char *word, GArray *keys,
	GError **error)
{
	Key key = {0, *word == '-'};
	g_autofree char *name = table_mean_column(table, word + key.descending);
	for (; key.place < table->columns->len; key.place++)
		if (g_str_equal(table_column(table, key.place)->name, name)) {
			g_array_append_val(keys, key);
			return TRUE;
		}
	g_autoptr(GString) known = g_string_new(NULL);
	for (guint i = 0; i < table->columns->len; i++)
		g_string_append_printf(known, "%s%s", i ? "," : "",
			table_column(table, i)->name);
	desk_refuse(error, DESK_ERROR_USAGE, &unknown_field, name, known->str,
		NULL);
	return FALSE;
}

gboolean render_sort(Page *page, const char *names, GError **error)
{
	const Block *table = need_rows(page, "sort", error);
	g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(Key));
	g_auto(GStrv) words = g_strsplit(names, ",", -1);
	if (!table)
		return FALSE;
	for (char **word = words; *word; word++)
		if (!read_key(table, *word, keys, error))
			return FALSE;
	if (keys->len == 0)
		return desk_refuse(error, DESK_ERROR_USAGE, &no_names, NULL);
	g_ptr_array_sort_with_data(table->rows, compare_rows, keys);
	return TRUE;
}

gboolean render_limit(Page *page, gint64 limit, GError **error)
{
	const Block *table = need_rows(page, "limit", error);
	if (table && limit > 0 && limit < table->rows->len)
		g_ptr_array_set_size(table->rows, (int)limit);
	return table != NULL;
}
