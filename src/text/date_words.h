/*
 * The vocabulary of dates, English and Russian, and the scanner over it.
 * Private to the date parser.
 */
#ifndef TEXT_DATE_WORDS_H
#define TEXT_DATE_WORDS_H

#include "base/work_span.h"

/* What a word can be; a word may have several rows. */
typedef enum {
	WORD_NOW,
	WORD_DAY,      /* value: days from today */
	WORD_WEEKDAY,  /* 1 = Monday */
	WORD_MONTH,    /* 1..12 */
	WORD_UNIT,     /* DateUnit */
	WORD_BUSINESS, /* "bh", "bd": units of working time */
	WORD_WORKING,  /* "business", "рабочий" before a unit */
	WORD_ONE,      /* "a", "an": one of the unit that follows */
	WORD_HALF,     /* "полчаса": minutes */
	WORD_IN,       /* "in", "через" */
	WORD_AGO,
	WORD_AT,       /* may stand before an hour, else means nothing */
	WORD_NOISE,    /* means nothing */
	WORD_HOUR,     /* "noon": the hour */
	WORD_OCLOCK,   /* "часов" after an hour */
	WORD_MORNING,  /* after an hour: hours 0..11 */
	WORD_EVENING,  /* after an hour: hours 12..23 */
	WORD_RELATIVE, /* next 1, this 0, last -1 */
	WORD_LAST,     /* "last 7 days" */
	WORD_END,      /* "end", "конец" */
	WORD_END_OF,   /* "eom": DateUnit */
} DateWord;

typedef enum {
	UNIT_SECOND, UNIT_MINUTE, UNIT_HOUR, UNIT_DAY, UNIT_WEEK, UNIT_MONTH,
	UNIT_QUARTER, UNIT_YEAR
} DateUnit;

/* TRUE if `word` (folded) can be `kind`. `value` may be NULL. */
gboolean date_word(const char *word, DateWord kind, int *value);

typedef enum { TOKEN_END, TOKEN_NUMBER, TOKEN_WORD, TOKEN_SIGN } TokenKind;

typedef struct {
	TokenKind kind;
	gboolean glued; /* no space before it */
	guint digits;	/* NUMBER: how many */
	gint64 number;
	char text[40];	/* WORD: folded, ё as е; SIGN: one character */
} Token;

enum { DATE_TOKENS = 24 };

/* Always ends with a TOKEN_END. FALSE: not UTF-8, or longer than any date. */
gboolean date_scan(const char *text, Token tokens[DATE_TOKENS]);

/* A length of time as read from tokens: calendar parts and fixed seconds. */
typedef struct {
	gint64 months, days, seconds;
	gboolean has_time; /* an hour or less was named */
	gboolean business; /* working time was named */
} DateSpan;

/* Reads "1h30", "2 дня 4 часа", "полчаса" from tokens[*at] on and moves *at
 * behind it. `implied`: a unit without a number counts as one. */
gboolean date_span_read(const Token *tokens, guint *at, gboolean implied,
	DateSpan *span);

/* Working hours or working days; FALSE for both at once, and for months. */
gboolean date_span_work(const DateSpan *read, WorkSpan *span);

#endif
