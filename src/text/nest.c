/* Rows below the row that they belong to: block_nest() of text/page.h. */
#include "text/page.h"

#include <string.h>

/* A family that goes deeper, or in a circle, is cut there. */
enum { DEPTH_LIMIT = 8, INDENT = 2 };

typedef struct {
	guint id, parent, marked;  /* places of columns */
	GHashTable *rows;	   /* id → row */
	GHashTable *children;	   /* row → GPtrArray* of rows */
	GHashTable *placed;	   /* rows */
	GPtrArray *order;	   /* the rows as they are to stand */
} Nest;

static guint place_of(const Block *table, const char *name)
{
	guint place = 0;
	for (; place < table->columns->len; place++)
		if (g_str_equal(((Column *)table->columns->pdata[place])->name,
			name))
			break;
	return place;
}

static GPtrArray *parent_of(const Nest *nest, const GPtrArray *row)
{
	g_autofree char *name = value_to_text(row->pdata[nest->parent]);
	return *name ? g_hash_table_lookup(nest->rows, name) : NULL;
}

static void mark(const Nest *nest, const GPtrArray *row, guint depth)
{
	if (depth == 0 || nest->marked >= row->len)
		return;
	Value *cell = row->pdata[nest->marked];
	if (cell->type == VALUE_TEXT)
		value_read_as(cell, g_strdup_printf("%*s└ %s",
			(int)(depth - 1) * INDENT, "", cell->text));
}

static void place(Nest *nest, GPtrArray *row, guint depth)
{
	if (!g_hash_table_add(nest->placed, row))
		return;
	mark(nest, row, depth);
	g_ptr_array_add(nest->order, row);
	const GPtrArray *children = g_hash_table_lookup(nest->children, row);
	for (guint i = 0; children && depth < DEPTH_LIMIT &&
		i < children->len; i++)
		place(nest, children->pdata[i], depth + 1);
}

static void place_family(Nest *nest, GPtrArray *row)
{
	GPtrArray *top = row, *above;
	for (guint i = 0; i < DEPTH_LIMIT && (above = parent_of(nest, top)); i++)
		top = above;
	place(nest, top, 0);
	place(nest, row, 0);
}

static void add_child(Nest *nest, GPtrArray *row)
{
	GPtrArray *parent = parent_of(nest, row);
	if (!parent)
		return;
	GPtrArray *children = g_hash_table_lookup(nest->children, parent);
	if (!children)
		g_hash_table_insert(nest->children, parent,
			children = g_ptr_array_new());
	g_ptr_array_add(children, row);
}

void block_nest(Block *table, const char *id, const char *parent,
	const char *marked)
{
	g_autoptr(GHashTable) rows = g_hash_table_new_full(g_str_hash,
		g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) children = g_hash_table_new_full(NULL, NULL,
		NULL, (GDestroyNotify)g_ptr_array_unref);
	g_autoptr(GHashTable) placed = g_hash_table_new(NULL, NULL);
	Nest nest = {place_of(table, id), place_of(table, parent),
		place_of(table, marked), rows, children, placed, NULL};
	for (guint i = 0; i < table->rows->len; i++) {
		GPtrArray *row = table->rows->pdata[i];
		g_hash_table_insert(rows, value_to_text(row->pdata[nest.id]),
			row);
	}
	for (guint i = 0; i < table->rows->len; i++)
		add_child(&nest, table->rows->pdata[i]);
	if (g_hash_table_size(children) == 0)
		return;
	g_autoptr(GPtrArray) order = g_ptr_array_new();
	nest.order = order;
	for (guint i = 0; i < table->rows->len; i++)
		place_family(&nest, table->rows->pdata[i]);
	g_assert(order->len == table->rows->len);
	memcpy(table->rows->pdata, order->pdata,
		order->len * sizeof *order->pdata);
}
