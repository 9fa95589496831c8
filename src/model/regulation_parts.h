/*
 * What the files of the regulation module share.
 */
#ifndef MODEL_REGULATION_PARTS_H
#define MODEL_REGULATION_PARTS_H

#include "model/regulation_reader.h"

void term_free(gpointer term); /* a Term*; NULL is allowed */
/* "on-hold"; FALSE leaves `status_class` as it is. */
gboolean status_class_from_name(const char *name, StatusClass *status_class);
/* The Russian title of a well-known name of a section ("statuses"); NULL if
 * it is not known. */
const char *known_title(const char *section, const char *name,
	const char *language);
/* Of the two that titles are in: "ru" → "en", any other → "ru". */
const char *other_language(const char *language);
/* regulation_title() of a term of that section. Borrowed. */
const char *term_title_in(const Regulation *regulation, const Term *term,
	const char *section, const char *language);
/* Where the terms of a section live. */
GPtrArray **regulation_section(Regulation *regulation, const char *section);
/* What is still NULL gets its default. */
void regulation_fill(Regulation *regulation);

/* Reads the sections that name terms (levels, groups … fields) and checks
 * them against each other; the other keys have been read and what is missing
 * has its default. */
void regulation_read_terms(RegulationReader *reader);
/* Read the sections `calendars` and `sla`, which are of their shape. */
void regulation_read_calendars(RegulationReader *reader, const YamlNode *node);
void regulation_read_sla(RegulationReader *reader, const YamlNode *node);

#endif
