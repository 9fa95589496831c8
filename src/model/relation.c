#include "model/relation.h"

#include <string.h>

#include "base/called.h"
#include "base/identifier.h"
#include "base/texts.h"

const Relation relations[] = {
	{"blocks", "blocks", FALSE, TRUE, {"blocks", "блокирует"},
		{"blocked by", "ждёт"}},
	{"child-of", "parent", TRUE, TRUE, {"parent", "главная"},
		{"child", "дочерняя"}},
	{"duplicates", "duplicates", FALSE, TRUE, {"duplicate of", "повтор"},
		{"duplicate", "её повтор"}},
	{"relates", "related", FALSE, FALSE, {"related", "связана"},
		{"related", "связана"}},
};
const gsize relations_count = G_N_ELEMENTS(relations);

const Relation *relation_find(const char *word)
{
	g_autoptr(GArray) all = called_new();
	for (gsize i = 0; i < relations_count; i++) {
		called_add(all, relations[i].name, relations[i].name,
			relations[i].title.ru);
		called_add(all, relations[i].name, relations[i].key, NULL);
	}
	g_autofree char *several = NULL;
	const char *name = called_find(all, word, &several);
	for (gsize i = 0; name && i < relations_count; i++)
		if (strcmp(relations[i].name, name) == 0)
			return &relations[i];
	return NULL;
}

char *relation_names(void)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (gsize i = 0; i < relations_count; i++)
		g_ptr_array_add(names, (gpointer)relations[i].name);
	return texts_join(names);
}

const Relation *relation_of_link(const char *link, const char **uid)
{
	for (gsize i = 0; i < relations_count; i++) {
		gsize length = strlen(relations[i].key);
		if (strncmp(link, relations[i].key, length) != 0 ||
			link[length] != ' ' ||
			!uid_is_valid(link + length + 1))
			continue;
		*uid = link + length + 1;
		return &relations[i];
	}
	return NULL;
}

char *relation_link(const Relation *relation, const char *uid)
{
	return g_strdup_printf("%s %s", relation->key, uid);
}
