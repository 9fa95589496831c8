/* Section `company` of desk.yaml. */
#include "model/regulation_shape.h"
#include "model/requisites.h"

static void check_requisites(RegulationReader *reader, const YamlNode *node)
{
	Requisites requisites = {{NULL}};
	requisites_read(&reader->mapping, node, &requisites);
	requisites_clear(&requisites);
}

static const Shape company_name = {SHAPE_TEXT, .what = "name"};
static const Shape logo = {SHAPE_FILE, .what = "logo", .ending = ".png"};
static const Shape requisites = {SHAPE_OWN, .check = check_requisites};
static const ShapeKey company_keys[] = {
	{"name", &company_name, FALSE, "as documents call it; the team's if not given"},
	{"logo", &logo, FALSE, "a picture of the store, logo.png"},
	{"requisites", &requisites, FALSE, "{inn, kpp, account …}"},
	{NULL, NULL, FALSE, NULL},
};
const Shape regulation_company_shape = {SHAPE_MAP, .what = "company",
	.keys = company_keys};
