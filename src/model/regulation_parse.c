/* Reading desk.yaml; model/regulation.h. */
#include <string.h>

#include "base/texts.h"
#include "model/regulation_shape.h"

static const Phrase
	other_version = {"this desk reads regulations of version 1; write "
			"\"desk: 1\", or use a newer desk",
		"этот desk читает регламенты версии 1; напишите «desk: 1» "
		"или возьмите более новый desk"},
	id_is = {"\"id\" is one word of letters and digits, made by \"desk "
			"init\"; restore it from git",
		"«id» — одно слово из букв и цифр, его создал «desk init»; "
		"верните его из git"},
	prefix_is = {"\"prefix\" stands in mail subjects; at most 16 Latin "
			"letters and digits, such as ACME",
		"«prefix» стоит в темах писем; не больше 16 латинских букв и "
		"цифр, например ACME"},
	no_version = {"no \"desk: 1\"; a regulation begins with it",
		"нет «desk: 1»; с него начинается регламент"};

/* --- single values ------------------------------------------------------- */

static void read_version(RegulationReader *reader, const YamlNode *node)
{
	if (g_strcmp0(node->value, "1") != 0)
		regulation_complain(reader, node, &other_version, NULL);
}

static gboolean is_word(const char *text, gsize longest)
{
	gsize length = strlen(text);
	for (gsize i = 0; i < length; i++)
		if (!g_ascii_isalnum(text[i]) && text[i] != '-')
			return FALSE;
	return length <= longest && g_ascii_isalnum(text[0]);
}

static void read_id(RegulationReader *reader, const YamlNode *node)
{
	const char *text = regulation_text(reader, node, "id");
	if (text && !is_word(text, REGULATION_LONGEST_NAME))
		regulation_complain(reader, node, &id_is, NULL);
	else
		reader->regulation->id = g_strdup(text);
}

static void read_prefix(RegulationReader *reader, const YamlNode *node)
{
	const char *text = regulation_text(reader, node, "prefix");
	if (text && !is_word(text, 16))
		regulation_complain(reader, node, &prefix_is, NULL);
	else
		reader->regulation->prefix = g_strdup(text);
}

static void read_team(RegulationReader *reader, const YamlNode *node)
{
	reader->regulation->team =
		g_strdup(regulation_text(reader, node, "team"));
}

static void read_language(RegulationReader *reader, const YamlNode *node)
{
	reader->regulation->language = g_strdup(regulation_word(
		reader, node, "language", regulation_languages));
}

static void read_timezone(RegulationReader *reader, const YamlNode *node)
{
	reader->regulation->zone =
		mapping_zone(&reader->mapping, node, "timezone");
}

static const struct {
	const char *key;
	void (*read)(RegulationReader *reader, const YamlNode *node);
	gboolean needed;
} single_keys[] = {
	{"desk", read_version, TRUE},
	{"id", read_id, FALSE},
	{"prefix", read_prefix, FALSE},
	{"team", read_team, FALSE},
	{"language", read_language, FALSE},
	{"timezone", read_timezone, FALSE},
};

static void check_keys(RegulationReader *reader)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	for (gsize i = 0; i < regulation_sections_count; i++)
		g_ptr_array_add(known, (gpointer)regulation_sections[i].name);
	const YamlNode *root = reader->regulation->root;
	for (guint i = 0; i < root->keys->len; i++) {
		const YamlNode *key = root->keys->pdata[i];
		if (!texts_have(known, key->value))
			regulation_complain_unknown(
				reader, key, "section", key->value, known);
	}
}

/* After the terms, which they name. */
static void check_sections(RegulationReader *reader)
{
	const YamlNode *root = reader->regulation->root;
	for (guint i = 0; i < root->keys->len; i++) {
		const YamlNode *key = root->keys->pdata[i];
		const Shape *shape = regulation_section_shape(key->value);
		if (shape && !yaml_is_null(root->items->pdata[i]))
			shape_check(reader, shape, root->items->pdata[i]);
	}
}

static void read_all(RegulationReader *reader)
{
	const YamlNode *root = reader->regulation->root;
	check_keys(reader);
	for (gsize i = 0; i < G_N_ELEMENTS(single_keys); i++) {
		const YamlNode *node = yaml_get(root, single_keys[i].key);
		if (node)
			single_keys[i].read(reader, node);
		else if (single_keys[i].needed)
			regulation_complain(reader, root, &no_version, NULL);
	}
	regulation_fill(reader->regulation);
	regulation_read_terms(reader);
	check_sections(reader);
}

/* As git names these bytes. */
static void name_version(Regulation *regulation, const char *text, gsize size)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
	g_autofree char *head = g_strdup_printf("blob %" G_GSIZE_FORMAT, size);
	g_checksum_update(sum, (const guchar *)head, (gssize)strlen(head) + 1);
	g_checksum_update(sum, (const guchar *)text, (gssize)size);
	g_strlcpy(regulation->version, g_checksum_get_string(sum),
		sizeof regulation->version);
}

Regulation *regulation_parse(
	const char *text, gsize size, const char *name, GError **error)
{
	g_autoptr(Regulation) regulation = g_new0(Regulation, 1);
	RegulationReader reader = {.mapping.file = name,
		.regulation = regulation};
	regulation->root = mapping_parse(&reader.mapping, text, size,
		"a regulation", "desk: 1");
	if (regulation->root)
		read_all(&reader);
	name_version(regulation, text, size);
	return mapping_report(&reader.mapping, DESK_ERROR_CONFIG, error) ?
		g_steal_pointer(&regulation) : NULL;
}
