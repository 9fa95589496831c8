/* The shape of section `verify`, and of a category's share of it. */
#include "model/regulation_shape.h"

#include <string.h>

static const char *const category_words[] = {"call-back", "code", "sender",
	NULL};
static const Shape percent = {SHAPE_PERCENT, .what = "share"};
static const Shape category_word = {SHAPE_WORD, .what = "verify",
	.words = category_words};

static void check_category(RegulationReader *reader, const YamlNode *node)
{
	shape_check(reader, strchr(yaml_text(node), '%') ? &percent :
		&category_word, node);
}

const Shape regulation_category_verify_shape = {SHAPE_OWN, .what = "verify",
	.check = check_category};

static void check_agent(RegulationReader *reader, const YamlNode *node)
{
	regulation_refer(reader, REFERENCE_WHO, node, node->value);
}

static const char *const outcomes[] = {"record", "reopen", NULL};
static const Shape agent = {SHAPE_OWN, .what = "agents", .check = check_agent};
static const Shape agents = {SHAPE_NAMED, .what = "agents", .name = &agent,
	.of = &percent};
static const Shape within = {SHAPE_SPAN, .what = "length of time"};
static const Shape outcome = {SHAPE_WORD, .what = "not-ok", .words = outcomes};
static const ShapeKey keys[] = {
	{"share", &percent, FALSE, "of all that is solved"},
	{"agents", &agents, FALSE, "{LOGIN: 50%}: of what one solved"},
	{"within", &within, FALSE, "how long after the solution one asks"},
	{"not-ok", &outcome, FALSE, "what follows: reopen, record"},
	{NULL, NULL, FALSE, NULL},
};
const Shape regulation_verify_shape = {SHAPE_MAP, .what = "verify",
	.keys = keys};
