/*
 * Reading mappings of the files of a store: what a value must be, and
 * complaints that name file, line, column, what is wrong and what would be
 * right. Used by the readers of desk.yaml, calendars, people, contracts,
 * rotas and canned replies, so that all speak alike.
 *
 *	MappingReader reader = {.file = "oncall.yaml"};
 *	g_autoptr(YamlNode) root = mapping_parse(&reader, text, size, "a rota",
 *		"rota:");
 *	if (root && mapping_check_keys(&reader, root, keys))
 *		mapping_flag(&reader, yaml_get(root, "paid"), "paid", &paid);
 *	return mapping_report(&reader, DESK_ERROR_DATA, error) ? … : NULL;
 *
 * A function that answers FALSE or NULL has complained. Who goes on reading
 * after a complaint tells of all mistakes at once.
 */
#ifndef MODEL_MAPPING_H
#define MODEL_MAPPING_H

#include "base/error.h"
#include "text/yaml.h"

typedef struct MappingReader {
	const char *file; /* for messages; may change with an included file */
	GPtrArray *errors; /* GError*; NULL before the first */
	guint error_count;
	GError *fault; /* what could not be known, so that nothing is wrong yet */
} MappingReader;

/* More are counted, not told. */
#define MAPPING_MOST_ERRORS 50

/* "FILE:LINE:COLUMN: " and the message, filled as desk_refuse() does. */
void mapping_complain(MappingReader *reader, const YamlNode *node,
	const Phrase *phrase, ...) G_GNUC_NULL_TERMINATED;
void mapping_complain_list(MappingReader *reader, const YamlNode *node,
	const Phrase *phrase, va_list texts);
/* What another reader said of the value. Takes `problem`. */
void mapping_complain_error(MappingReader *reader, const YamlNode *node,
	GError *problem);
/* `node` says `word`, which is none of `known`: the nearest, or all. `what`
 * is "key", "status". */
void mapping_complain_unknown(MappingReader *reader, const YamlNode *node,
	const char *what, const char *word, const GPtrArray *known);
/* The end of reading: TRUE if nothing was wrong, else all complaints in one
 * error of the code `code`. DESK_ERROR_TEMPORARY: the machine could not say what
 * is wrong, which is no finding; see desk_error_finding(). */
gboolean mapping_report(MappingReader *reader, DeskError code,
	GError **error);

/* The one document of a text, which must be a mapping. For the complaint:
 * `what` it is ("a calendar") and what it begins with ("week:").
 * yaml_node_free(). */
YamlNode *mapping_parse(MappingReader *reader, const char *text, gsize size,
	const char *what, const char *begin);

/* Every key of `map` is one of `known` (NULL-terminated). */
gboolean mapping_check_keys(MappingReader *reader, const YamlNode *map,
	const char *const *known);
/* The same where the team may add keys of its own: only one that is nearly a
 * known one is a slip. */
gboolean mapping_check_slips(MappingReader *reader, const YamlNode *map,
	const char *const *known);

/* The text of a scalar that says something. Borrowed. */
const char *mapping_text(MappingReader *reader, const YamlNode *node,
	const char *what);
/* The same for one of `known` (NULL-terminated). */
const char *mapping_word(MappingReader *reader, const YamlNode *node,
	const char *what, const char *const *known);
/* The path of a file of the store, from its top: neither absolute nor with
 * "..", so that nothing outside is read. Borrowed. */
const char *mapping_file(MappingReader *reader, const YamlNode *node,
	const char *what, const char *ending);
/* true or false. */
gboolean mapping_flag(MappingReader *reader, const YamlNode *node,
	const char *what, gboolean *flag);
/* An IANA name. g_time_zone_unref(). NULL: complained, or a fault. */
GTimeZone *mapping_zone(MappingReader *reader, const YamlNode *node,
	const char *what);

#endif
