/*
 * What the files of the regulation module share.
 */
#ifndef MODEL_REGULATION_PARTS_H
#define MODEL_REGULATION_PARTS_H

#include "model/mapping.h"
#include "model/regulation.h"

void term_free(gpointer term);
gboolean status_class_from_name(const char *name, StatusClass *status_class);
/* The Russian title of a well-known name of a section ("statuses"); NULL if
 * it is not known. */
const char *known_title(const char *section, const char *name);
/* Where the terms of a section live. */
GPtrArray **regulation_section(Regulation *regulation, const char *section);
/* What is still NULL gets its default. */
void regulation_fill(Regulation *regulation);

/* --- reading desk.yaml --- */

typedef struct {
	MappingReader mapping;
	Regulation *regulation;
	GHashTable *names; /* of the section being read, in one case */
} RegulationReader;

#define REGULATION_LONGEST_NAME 64

/* What model/mapping.h has, for a reader of desk.yaml. */
void regulation_complain(RegulationReader *reader, const YamlNode *node,
	const char *format, ...) G_GNUC_PRINTF(3, 4);
void regulation_complain_unknown(RegulationReader *reader,
	const YamlNode *node, const char *what, const char *word,
	const GPtrArray *known);
const char *regulation_text(RegulationReader *reader, const YamlNode *node,
	const char *what);
const char *regulation_word(RegulationReader *reader, const YamlNode *node,
	const char *what, const char *const *known);
extern const char *const regulation_languages[];

/* Reads the sections that name terms (levels, groups … fields) and checks
 * them against each other; the other keys have been read and what is missing
 * has its default. */
void regulation_read_terms(RegulationReader *reader);
/* Read the sections `calendars` and `sla`, which are of their shape. */
void regulation_read_calendars(RegulationReader *reader, const YamlNode *node);
void regulation_read_sla(RegulationReader *reader, const YamlNode *node);

#endif
