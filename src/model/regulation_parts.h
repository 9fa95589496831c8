/*
 * What the files of the regulation module share.
 */
#ifndef MODEL_REGULATION_PARTS_H
#define MODEL_REGULATION_PARTS_H

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

#endif
