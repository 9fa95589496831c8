/* Any text: a tree or an error; never both, never neither. */
#include <stdint.h>

#include "model/regulation.h"
#include "rules/query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static Regulation *regulation;
	static GTimeZone *zone;
	if (!regulation) {
		regulation = regulation_default();
		zone = g_time_zone_new_identifier("Europe/Moscow");
	}
	QueryContext context = {.regulation = regulation,
		.now = 1794981600, .zone = zone, .me = "anna"};
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autoptr(GError) error = NULL;
	g_autoptr(QueryNode) node = query_parse(text, &context, &error);
	g_assert(!node == (error != NULL));
	if (node) {
		g_autofree char *tree = query_explain(node);
		g_assert(*tree == '(');
	}
	g_auto(GStrv) words = g_strsplit(text, "\n", 8);
	g_autoptr(QueryNode) joined = query_parse_words(words, &context, NULL);
	return 0;
}
