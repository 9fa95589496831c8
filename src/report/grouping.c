#include "report/grouping.h"

#include <string.h>

#include "base/called.h"
#include "base/error.h"
#include "base/texts.h"
#include "report/report.h"

static const Grouping own[] = {
	{"agent", {"Agent", "Сотрудник"}, NULL, NULL},
	{"clock", {"Clock", "Часы"}, NULL, NULL},
	{"day", {"Day", "День"}, "%Y-%m-%d", NULL},
	{"month", {"Month", "Месяц"}, "%Y-%m", NULL},
	{"week", {"Week", "Неделя"}, "%G-W%V", NULL},
};

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(((const Grouping *)a)->name, ((const Grouping *)b)->name);
}

static GArray *groupings(void)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(Grouping));
	g_array_append_vals(all, own, G_N_ELEMENTS(own));
	for (gsize i = 0; i < fields_count; i++) {
		Grouping row = {fields[i].name, fields[i].title, NULL,
			&fields[i]};
		if (fields[i].flags & FIELD_COUNTED)
			g_array_append_val(all, row);
	}
	g_array_sort(all, by_name);
	return all;
}

char **report_groupings(void)
{
	g_autoptr(GArray) all = groupings();
	char **names = g_new0(char *, all->len + 1);
	for (guint i = 0; i < all->len; i++)
		names[i] = g_strdup(g_array_index(all, Grouping, i).name);
	return names;
}

gboolean grouping_find(const char *word, const char *what, Grouping *grouping,
	GError **error)
{
	g_autoptr(GArray) all = groupings();
	g_autoptr(GArray) called = called_new();
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *several = NULL;
	for (guint i = 0; i < all->len; i++) {
		const Grouping *row = &g_array_index(all, Grouping, i);
		called_add(called, row->name, row->title.en, row->title.ru);
		g_ptr_array_add(names, (gpointer)row->name);
	}
	const char *name = called_find(called, word, &several);
	for (guint i = 0; name && i < all->len; i++)
		if (strcmp(g_array_index(all, Grouping, i).name, name) == 0) {
			*grouping = g_array_index(all, Grouping, i);
			return TRUE;
		}
	g_autofree char *known = texts_join(names);
	g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE,
		"%s: no grouping by \"%s\"; by %s", what, word,
		several ? several : known);
	return FALSE;
}
