/*
 * A page: what a command answers. Commands fill one, renderers show it
 * (render/render.h); nothing else prints.
 *
 * Blocks are shown in order to people. For machines a page has a shape:
 *   PAGE_LIST    the first table; JSON: array of objects (all columns)
 *   PAGE_OBJECT  one object: every `fields` block merged, each named table as
 *                an array under its name
 *   PAGE_TEXT    bytes that are the same in every format (plumbing, raw)
 */
#ifndef TEXT_PAGE_H
#define TEXT_PAGE_H

#include "text/schema.h"

typedef enum { PAGE_LIST, PAGE_OBJECT, PAGE_TEXT } PageShape;
typedef enum {
	BLOCK_FIELDS, BLOCK_TABLE, BLOCK_PROSE, BLOCK_TIMELINE, BLOCK_CHART
} BlockType;

typedef enum {
	COLUMN_HIDDEN = 1,   /* not on a terminal or in TSV unless asked for */
	COLUMN_SHRINK = 2,   /* gives up width first (subject, text) */
	COLUMN_RIGHT = 4,    /* right aligned (numbers are anyway) */
	COLUMN_ID = 8,	     /* what -O ids prints */
	COLUMN_BAR = 16,     /* a bar beside the number on a terminal */
	COLUMN_AGE = 32,     /* an instant as its age ("3d") or, ahead of now, "in 2h"; a span in one unit */
	COLUMN_WRAP = 64,    /* gives up width first, too, and goes on below */
	COLUMN_DUE = 128,    /* with COLUMN_AGE: a passed one is late, "-30m" */
	COLUMN_BRIEF = 256,  /* instants without their year; a table too wide does that by itself */
	COLUMN_NUMBER = 512, /* a ticket's: a text while it has no number */
	COLUMN_COUNT = 1024, /* of things: thousands apart; what has a unit is */
	COLUMN_SPELT = 2048, /* a span as one says it, "2 h 10 min" */
	/* What a chart is told of its columns: */
	COLUMN_KEY = 1 << 12,	  /* what its page is read for; the first most */
	COLUMN_STOCK = 1 << 13,	  /* stands at a moment: never added up by time */
	COLUMN_PART = 1 << 14,	  /* one of the parts of a stock, */
	COLUMN_AGED = 1 << 22,	  /* or of those by age */
	COLUMN_IN = 1 << 15,	  /* what came, */
	COLUMN_OUT = 1 << 16,	  /* and what went */
	COLUMN_ORDERED = 1 << 17, /* the rows: days, hours, bands */
	COLUMN_ACROSS = 1 << 18,  /* one figure across several columns: a heat map */
	/* By their names: "before.X" is what X was in a period before, "change.X"
	 * what it is more than that. */
	COLUMN_BEFORE = 1 << 19, COLUMN_CHANGE = 1 << 20,
	COLUMN_WORDED = 1 << 23,  /* a change says if it is better or worse */
	/* Of an object: its period, which stands in each row of its CSV. */
	COLUMN_EACH = 1 << 21,
} ColumnFlags;

typedef struct {
	char *name;  /* JSON key, --fields, --sort */
	char *title; /* for people */
	guint flags;
	Phrase called; /* what else people call it; static texts, or NULL */
	const char *unit; /* of its figures, for people; may be NULL; static */
	Better better;
	double target; /* a line across its bars there; 0: none */
} Column;

/* One thing in a timeline: an entry or a group of changes. */
typedef struct {
	Instant at;
	char *who;
	char *what;	/* "message", "comment", "status open → solved" */
	char *body;	/* may be NULL */
	GPtrArray *notes; /* char*: attachments, "to: …", marks */
	ValueStyle style;
} TimelineItem;

typedef struct Page Page;

typedef struct {
	const Page *page;   /* it stands on */
	BlockType type;
	char *name;	    /* JSON key of a table or timeline; may be NULL */
	char *title;	    /* heading for people; may be NULL */
	Value *record;	    /* FIELDS: name → value */
	GPtrArray *members; /* FIELDS: Column*, of each name */
	GPtrArray *columns; /* TABLE, CHART: Column* */
	GPtrArray *rows;    /* TABLE, CHART: GPtrArray* of Value* */
	GPtrArray *total;   /* CHART: Value*, what people read of all rows; or NULL */
	const char *apart;  /* CHART: the row of that name is compared with no
			       other; may be NULL; static */
	GPtrArray *items;   /* TIMELINE: TimelineItem* */
	char *text;	    /* PROSE */
	gboolean people;    /* only for people: not in JSON, TSV, CSV */
	gboolean machines;  /* only for machines: not on a terminal, not in HTML */
} Block;

struct Page {
	PageShape shape;
	const Schema *schema; /* NULL with PAGE_TEXT; static */
	char *title;	    /* HTML title, first line on a terminal; may be NULL */
	GPtrArray *blocks;  /* Block* */
	GString *bytes;	    /* PAGE_TEXT */
	GPtrArray *footer;  /* char*: lines said on stderr after a listing */
	const char *lead;   /* the figure that it is read for; may be NULL; static */
	char *answer;	    /* in words, which people read first; may be NULL:
			       it is made of the lead (render_answer()) */
	char *before;	    /* the period of "before.X", in words; may be NULL */
	char *company;	    /* whose document it is; may be NULL */
	GBytes *logo;	    /* of that, a PNG; may be NULL */
	Instant now;	    /* for ages */
	GTimeZone *zone;    /* for people's times; owned */
	const char *language; /* of titles and people's units */
};

/* What is said of a page that has nothing. */
extern const Phrase nothing_to_show;

/* `language` is that of the titles: "ru"; NULL = "en"; static. */
Page *page_new(PageShape shape, const Schema *schema, const char *language);
void page_free(Page *page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Page, page_free)

/* Blocks stand in the order in which they are added, and are borrowed. A title may
 * be NULL. */
Block *page_add_fields(Page *page, const char *title);
/* A member that the page's schema declares, by its title. */
void block_set(Block *fields, const char *name, Value *value);
/* One that is a row of another table. */
void block_set_titled(Block *fields, const char *name, const char *title,
	Value *value);

/* A table without columns yet. */
Block *page_add_table(Page *page, const char *name, const char *title);
Column *block_add_column(Block *table, const char *name, const char *title,
	guint flags);
void block_add_member(Block *table, const Member *member);
void block_add_columns(Block *table, const Member *columns);
/* A table with these columns, without a heading. */
Block *page_add_rows(Page *page, const char *name, const Member *columns);
/* Those of `names`, NULL-terminated, in this order. */
void block_choose_columns(Block *table, const Member *columns,
	const char *const *names);
/* On a terminal or not, whatever its flags say. */
void block_show_column(Block *table, const char *name, gboolean shown);
/* The table of an object that its schema declares: a list of records. */
Block *page_add_list(Page *page, const char *name);
/* A new row; fill it with row_add() in column order. Borrowed. */
GPtrArray *block_add_row(Block *table);
void row_add(GPtrArray *row, Value *value);
/* The row of all rows, to be filled like one. Borrowed. */
GPtrArray *block_add_total(Block *table);
/* A row of `count` cells, one for each column. */
void block_add_cells(Block *table, Value *const *cells, gsize count);

/* A row whose `parent` is the `id` of another stands right below that one, and
 * its cell `marked` (if shown) says so to people; all of a family stand where
 * its first row stood. */
void block_nest(Block *table, const char *id, const char *parent,
	const char *marked);

/* Of a table: each row as a record of all columns. */
Value *block_records(const Block *table);

/* A table that HTML also draws: the first column names a bar, each column of
 * numbers is a series. Filled like a table. */
Block *page_add_chart(Page *page, const char *name, const char *title);

/* What happened, in the order in which it is added; texts are copied. */
Block *page_add_timeline(Page *page, const char *name, const char *title);
TimelineItem *timeline_add(Block *timeline, Instant at, const char *who,
	const char *what, const char *body);
void timeline_note(TimelineItem *item, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/* Prose for people only. */
Block *page_add_prose(Page *page, const char *format, ...) G_GNUC_PRINTF(2, 3);
void page_add_footer(Page *page, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The rows that --sort, --limit and names of columns mean: those of a list (its
 * first table that is not only for people), or of the one table of an object.
 * NULL: it has none, or several. Borrowed. */
const Block *page_rows(const Page *page);

/* That nothing was changed, in all records of the page: "dry-run", true. */
void page_mark_trial(Page *page);

/* Does the page hold what its schema declares, and nothing else that machines
 * read? DESK_ERROR_BUG. */
gboolean page_prove(const Page *page, GError **error);

#endif
