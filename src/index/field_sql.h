/*
 * Ticket fields as columns of table ticket: texts made once of the rows of
 * model/field.h, in the order of the head. Lists and custom fields have tables
 * of their own. All is borrowed and lasts; addresses serve index_prepare().
 */
#ifndef INDEX_FIELD_SQL_H
#define INDEX_FIELD_SQL_H

#include "model/field.h"

/* "ticket.\"vendor_ref\"". NULL if the field has no column. */
const char *field_sql_of_ticket(const Field *field);
/* "ticket.\"eta\" IS NULL"; NULL where a column is never NULL. */
const char *field_sql_is_null(const Field *field);

/* "\"uid\" TEXT NOT NULL,\"number\" INTEGER,…": with a comma at the end. */
const char *field_sql_definitions(void);
/* The row of a ticket in place of what stands there; bound are id, path, blob
 * and the columns. */
const char *field_sql_insert(void);
/* path, blob and the columns of all tickets, by path. */
const char *field_sql_select(void);

#endif
