/*
 * What of a page a renderer shows: --fields, hidden columns, blocks that are
 * only for people.
 */
#ifndef RENDER_SELECT_H
#define RENDER_SELECT_H

#include "render/render.h"

/* When what it says was so: a document that is made again later is the same
 * file. */
Instant page_made_at(const Page *page);

/* What a document says of a page without rows, figures and words, which would
 * look as if they had been lost; NULL: it has some. Static. */
const char *page_nothing(const Page *page, char **fields);

/* The name of the column that people call so; else `word` itself. g_free(). */
char *table_mean_column(const Block *table, const char *word);

gboolean block_is_table(const Block *block); /* a table or a chart */
/* FALSE if --fields leaves the block out (of an object: names), or if data
 * formats do (`people` FALSE): prose, blocks for people, tables without a
 * name; with `people` blocks for machines. */
gboolean block_is_selected(const Page *page, const Block *block, char **fields,
	gboolean people);

/* An empty list says so by its head; an empty part of an object is left out. */
gboolean block_is_left_out(const Page *page, const Block *block);

/* A list of records, or a record: a table inside of a field. Formats of lines
 * show it only where --fields asks for it. */
gboolean value_is_nested(const Value *value);

/* Columns of a table as places in its rows: guint each. All that are not
 * hidden (`all`: those, too), or those of `fields` in their order. Free with
 * g_array_unref(). */
GArray *chosen_columns(const Page *page, const Block *table, char **fields,
	gboolean all);
const Column *table_column(const Block *table, guint place);
/* Of a block of fields. */
const Column *block_member(const Block *fields, guint place);
/* NULL where the row is short. Borrowed. */
const Value *row_cell(const GPtrArray *row, guint place);
const GPtrArray *table_row(const Block *table, guint index);
/* Is it compared with no other? */
gboolean row_is_apart(const Block *table, guint index);
/* Its rows and, where there are several, what they are together. */
guint table_lines(const Block *table);
const GPtrArray *table_line(const Block *table, guint index);

/* Names in `record` that are shown: guint each, as above. */
GArray *select_names(const Page *page, const Value *record, char **fields);

/* Every block of fields of an object as one record that borrows nothing;
 * `people` FALSE: without those for people. Free with value_free(). */
Value *merge_fields(const Page *page, char **fields, gboolean people);

#endif
