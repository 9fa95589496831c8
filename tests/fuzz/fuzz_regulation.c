/* Any desk.yaml: a regulation that answers, or mistakes with their places. */
#include <stdint.h>

#include "base/error.h"
#include "model/regulation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Regulation) regulation =
		regulation_parse((const char *)data, size, "f", &error);
	if (!regulation) {
		g_assert_error(error, DESK_ERROR, DESK_ERROR_CONFIG);
		g_assert_true(g_str_has_prefix(error->message, "f:"));
		return 0;
	}
	static const StatusClass classes[] = {CLASS_NEW, CLASS_OPEN,
		CLASS_SOLVED, CLASS_CLOSED};
	for (gsize i = 0; i < G_N_ELEMENTS(classes); i++)
		g_assert_nonnull(regulation_status_of(regulation, classes[i]));
	static const char *const fields[] = {"status", "priority", "level",
		"group", "type", "category", "resolution"};
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
		const GPtrArray *terms =
			regulation_terms(regulation, fields[i]);
		for (guint k = 0; k < terms->len; k++) {
			const Term *term = terms->pdata[k];
			g_assert_true(regulation_find(regulation, fields[i],
				term->name) == term);
			g_assert_nonnull(term->title);
			regulation_group_for(regulation, term->name, "L2");
		}
		g_autofree char *word = g_strndup((const char *)data,
			MIN(size, 20));
		regulation_need(regulation, fields[i], word, NULL);
	}
	return 0;
}
