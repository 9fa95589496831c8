/*
 * Reading desk.yaml: what model/mapping.h has, for a reader that fills a
 * Regulation. Complaints gather in `mapping`, each with file, line and column.
 */
#ifndef MODEL_REGULATION_READER_H
#define MODEL_REGULATION_READER_H

#include "model/mapping.h"
#include "model/regulation.h"

typedef struct {
	MappingReader mapping;
	Regulation *regulation;
	GHashTable *names; /* of the section being read, in one case */
} RegulationReader;

#define REGULATION_LONGEST_NAME 64

/* Each as its mapping_… of model/mapping.h: what is not as it must be is noted
 * with the place of `node`, and the answer is NULL. `what` names the value in
 * the complaint ("language"); texts are borrowed from `node`. */
void regulation_complain(RegulationReader *reader, const YamlNode *node,
	const Phrase *phrase, ...) G_GNUC_NULL_TERMINATED;
void regulation_complain_unknown(RegulationReader *reader,
	const YamlNode *node, const char *what, const char *word,
	const GPtrArray *known);
const char *regulation_text(RegulationReader *reader, const YamlNode *node,
	const char *what);
const char *regulation_word(RegulationReader *reader, const YamlNode *node,
	const char *what, const char *const *known);
/* "en", "ru", NULL */
extern const char *const regulation_languages[];

#endif
