/*
 * Tables with titles in both languages, for commands that list rows of their
 * own (`desk list` has listing.h).
 *
 *	static const TableColumn columns[] = {
 *		{"customer", {"Customer", "Клиент"}, COLUMN_ID},
 *	};
 *	Block *table = table_new(context, "bills", columns,
 *		G_N_ELEMENTS(columns));
 *	Value *cells[] = {value_text(name)};
 *	table_add(table, cells, G_N_ELEMENTS(cells));
 */
#ifndef CMD_TABLE_H
#define CMD_TABLE_H

#include "cmd/command.h"

typedef struct {
	const char *name;	/* for machines */
	Phrase title;
	guint flags;		/* ColumnFlags of text/page.h */
} TableColumn;

/* A table of context->page. Borrowed. */
Block *table_new(Context *context, const char *name,
	const TableColumn *columns, gsize count);
/* One row; takes the cells, one for each column. */
void table_add(Block *table, Value *const *cells, gsize count);

/* The fields of a thing, in their order: a block of context->page. */
typedef struct {
	const char *name;	/* for machines */
	Phrase title;
	Value *value;		/* taken */
} FieldRow;
Block *fields_add(Context *context, const FieldRow *rows, gsize count);

/* The kind of an entry ("work"): its title, or its name for machines. */
const char *kind_title(const Context *context, const char *kind);

#endif
