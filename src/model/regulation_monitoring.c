/* What may stand in `monitoring:`; rules/monitoring.h obeys it. */
#include "model/regulation_shape.h"

static const Phrase
	fits_none = {"this row fits no mail; say what a subject looks like: "
			"problem: 'Problem: {what}'",
		"эта строка не подойдёт ни одному письму; укажите, как "
		"выглядит тема: problem: 'Problem: {what}'"},
	no_key = {"no \"key\", by which problem and recovery find each other; "
			"such as key: '{host}/{service}'",
		"нет «key», по которому проблема и восстановление находят "
		"друг друга; например, key: '{host}/{service}'"};

static const Shape name = {SHAPE_TEXT, .what = "name"};
static const Shape pattern = {SHAPE_TEXT, .what = "pattern"};
static const Shape patterns = {SHAPE_LIST, .what = "pattern", .of = &pattern,
	.or_one = TRUE};
static const char *const trusts[] = {"address", "dmarc", NULL};
static const Shape trust = {SHAPE_WORD, .what = "trust", .words = trusts};
static const char *const ends[] = {"close", "comment", "solve", NULL};
static const Shape then = {SHAPE_WORD, .what = "then", .words = ends};
static const Shape text = {SHAPE_TEXT, .what = "set"};
static const Shape category = {SHAPE_TERM, .what = "category",
	.field = "category"};
static const Shape group = {SHAPE_TERM, .what = "group", .field = "group"};
static const Shape level = {SHAPE_TERM, .what = "level", .field = "level"};
static const Shape priority = {SHAPE_TERM, .what = "priority",
	.field = "priority"};
static const Shape type = {SHAPE_TERM, .what = "type", .field = "type"};

static const ShapeKey set_keys[] = {
	{"asset", &text, FALSE, "of the customer"},
	{"category", &category, FALSE, "of a new ticket"},
	{"customer", &text, FALSE, "whose host it is"},
	{"group", &group, FALSE, "who answers for it"},
	{"level", &level, FALSE, "the level that gets it"},
	{"priority", &priority, FALSE, "of a new ticket"},
	{"type", &type, FALSE, "of a new ticket"},
	{NULL, NULL, FALSE, NULL},
};
static const Shape set = {SHAPE_MAP, .what = "set", .keys = set_keys};

static void check_row(RegulationReader *reader, const YamlNode *node)
{
	static const char *const events[] = {"problem", "recovery", "update",
		"ignore"};
	gboolean any = FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(events); i++)
		any |= yaml_get(node, events[i]) != NULL;
	if (!any)
		regulation_complain(reader, node, &fits_none, NULL);
	if (any && !yaml_get(node, "key") && (yaml_get(node, "problem") ||
		yaml_get(node, "recovery") || yaml_get(node, "update")))
		regulation_complain(reader, node, &no_key, NULL);
}

static const ShapeKey row_keys[] = {
	{"name", &name, FALSE, "of the row, for people"},
	{"from", &patterns, TRUE, "patterns of the sender's address"},
	{"trust", &trust, FALSE, "dmarc (default), or the address alone"},
	{"problem", &patterns, FALSE, "subjects of a problem"},
	{"recovery", &patterns, FALSE, "subjects of a recovery"},
	{"update", &patterns, FALSE, "subjects that only add to a ticket"},
	{"ignore", &patterns, FALSE, "subjects of no interest"},
	{"lines", &patterns, FALSE, "lines of the text that name more"},
	{"key", &pattern, FALSE, "what the ticket is known by"},
	{"subject", &pattern, FALSE, "of a new ticket; default the mail's"},
	{"set", &set, FALSE, "fields of a new ticket"},
	{"then", &then, FALSE, "on recovery: solve (default), close, comment"},
	{NULL, NULL, FALSE, NULL},
};
static const Shape row = {SHAPE_MAP, .what = "monitoring", .keys = row_keys,
	.check = check_row};
const Shape regulation_monitoring_shape = {SHAPE_LIST, .what = "monitoring",
	.of = &row};
