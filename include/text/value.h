/*
 * Typed values: the cells of a page. Renderers decide how an instant or a
 * span looks; data formats (tsv, csv, json) are the same under any locale.
 */
#ifndef TEXT_VALUE_H
#define TEXT_VALUE_H

#include "base/instant.h"
#include "base/phrase.h"

typedef enum {
	VALUE_NONE,    /* nothing to say: "" / – / null */
	VALUE_TEXT,
	VALUE_INTEGER,
	VALUE_REAL,    /* two decimals for people */
	VALUE_SHARE,   /* 0..1; percent for people */
	VALUE_INSTANT,
	VALUE_SPAN,    /* seconds */
	VALUE_WORK,    /* seconds of work: hours for people, never days */
	VALUE_BYTES,   /* size in bytes */
	VALUE_MONEY,   /* exact decimals, of a currency or none: a text as data */
	VALUE_FLAG,    /* TRUE or FALSE */
	VALUE_LIST,    /* of Value* */
	VALUE_RECORD,  /* ordered names and values: a JSON object */
} ValueType;

/* How a cell is shown on a terminal or in HTML; never the only sign. */
typedef enum {
	STYLE_NONE, STYLE_STRONG, STYLE_DIM, STYLE_GOOD, STYLE_WARN, STYLE_BAD
} ValueStyle;

typedef struct Value Value;
struct Value {
	ValueType type;
	ValueStyle style;
	char *text;	   /* TEXT */
	char *title;	   /* TEXT: what people read instead; may be NULL */
	gint64 integer;	   /* INTEGER, INSTANT, SPAN, WORK, BYTES, FLAG; MONEY:
			      smallest units */
	guint digits;	   /* MONEY: after the point, 0 to 4 */
	char currency[4];  /* MONEY: "RUB"; "" = none */
	double real;	   /* REAL, SHARE */
	GPtrArray *names;  /* RECORD: char* */
	GPtrArray *items;  /* LIST, RECORD: Value* */
};

/* Owned by who asks, until a row, record or list takes it. */
Value *value_none(void);
Value *value_text(const char *text); /* NULL gives value_none() */
Value *value_text_take(char *text);
/* An empty text is nothing to say: null. */
Value *value_word(const char *text);
/* What people call a ticket: "1042" is an integer, "k3f9" a text. */
Value *value_ticket_name(const char *text);
Value *value_integer(gint64 integer);
Value *value_real(double real);
Value *value_share(double share);
Value *value_instant(Instant at); /* INSTANT_NONE gives value_none() */
Value *value_span(gint64 seconds);
Value *value_work(gint64 seconds);
Value *value_bytes(gint64 size);
/* "1250.00" for data; what people read: text/money.h. `currency` may be NULL. */
Value *value_money(gint64 amount, guint digits, const char *currency);
Value *value_flag(gboolean flag);
Value *value_list(void);
/* A list of char*; of the parts of a text: none of NULL and "". */
Value *value_texts(const GPtrArray *texts);
Value *value_split(const char *text, const char *between);
Value *value_record(void);
/* Of names that records share, and items that `items` owns or borrows (takes it):
 * nothing is set in it. */
Value *value_record_of(GPtrArray *names, GPtrArray *items);
Value *value_styled(Value *value, ValueStyle style); /* the same, styled */
/* The same, read by people as `title`, which is taken. */
Value *value_read_as(Value *value, char *title);
/* A name and what people read in its place: `title` in terminals and HTML,
 * `name` in data formats. NULL, "" → value_none(). */
Value *value_titled(const char *name, const char *title);
/* Its English is for data formats. */
Value *value_phrase(const Phrase *phrase, const char *language);

void value_list_add(Value *list, Value *item);		   /* takes item */
void value_record_set(Value *record, const char *name, Value *item); /* takes */
/* "fields.room" is also what the record "fields" calls "room". NULL: nothing. */
const Value *value_record_get(const Value *record, const char *name);

/* A deep copy. Free with value_free(). */
Value *value_copy(const Value *value);
/* Adds an integer, a time or money of one currency to *SUM, which is NULL before
 * the first and the caller's after it. */
void value_add(Value **sum, const Value *value);

/* Is there nothing to say: NULL, none, or a list or record of nothing? */
gboolean value_is_nothing(const Value *value);

/* The text of data formats: RFC 3339, plain numbers, "true"/"false", list
 * elements joined by ",", records and lists that hold more than
 * plain values as compact JSON. Free with g_free(). */
char *value_to_text(const Value *value);

void value_free(Value *value);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Value, value_free)

#endif
