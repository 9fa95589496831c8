#include "text/date_parts.h"

#include <string.h>

typedef struct {
	Token tokens[DATE_TOKENS];
	guint at;
	gboolean after_at; /* "at", "в" went before: a bare hour may follow */
	DateParts *parts;
} Reader;

static const Token *peek(const Reader *reader, guint ahead)
{
	static const Token end;
	guint at = reader->at + ahead;
	return at < DATE_TOKENS ? &reader->tokens[at] : &end;
}

static gboolean is_number(const Reader *reader, guint ahead, guint least,
	guint most)
{
	const Token *token = peek(reader, ahead);
	return token->kind == TOKEN_NUMBER && token->digits >= least &&
		token->digits <= most;
}

static gboolean is_sign(const Reader *reader, guint ahead, char sign)
{
	const Token *token = peek(reader, ahead);
	return token->kind == TOKEN_SIGN && token->text[0] == sign;
}

/* A sign with no space on either side, as in 2026-11. */
static gboolean is_joint(const Reader *reader, guint ahead, char sign)
{
	return is_sign(reader, ahead, sign) && peek(reader, ahead)->glued &&
		peek(reader, ahead + 1)->glued;
}

static gboolean is_word(const Reader *reader, guint ahead, DateWord kind,
	int *value)
{
	const Token *token = peek(reader, ahead);
	return token->kind == TOKEN_WORD && date_word(token->text, kind, value);
}

static gboolean set_day(Reader *reader, guint tokens, DatePart part)
{
	if (reader->parts->day.kind != PART_NONE)
		return FALSE;
	reader->parts->day = part;
	reader->at += tokens;
	return TRUE;
}

/* --- days --------------------------------------------------------------- */

/* 2026-11-21 2026-11 2026-Q3 2026-W47; "T" before a time. */
static gboolean read_iso(Reader *reader)
{
	if (!is_number(reader, 0, 4, 4))
		return FALSE;
	DatePart part = {.year = peek(reader, 0)->number};
	char sign = is_joint(reader, 1, '/') ? '/' : '-';
	if (is_joint(reader, 1, sign) && is_number(reader, 2, 2, 2)) {
		part.month = peek(reader, 2)->number;
		part.kind = PART_MONTH;
		if (!is_joint(reader, 3, sign) || !is_number(reader, 4, 2, 2))
			return set_day(reader, 3, part);
		part.kind = PART_DAY;
		part.day = peek(reader, 4)->number;
		gboolean t = strcmp(peek(reader, 5)->text, "t") == 0 &&
			peek(reader, 5)->glued && is_number(reader, 6, 2, 2);
		return set_day(reader, t ? 6 : 5, part);
	}
	guint skip = is_joint(reader, 1, '-') ? 2 : 1;
	const char *letter = peek(reader, skip)->text;
	if (!is_number(reader, skip + 1, 1, 2) || !peek(reader, skip + 1)->glued)
		return FALSE;
	part.number = peek(reader, skip + 1)->number;
	part.kind = strcmp(letter, "q") == 0 ? PART_QUARTER :
		strcmp(letter, "w") == 0     ? PART_ISO_WEEK :
					       PART_NONE;
	return part.kind != PART_NONE && set_day(reader, skip + 2, part);
}

/* 21.11.2026 21.11.26 21.11 */
static gboolean read_dotted(Reader *reader)
{
	if (!is_number(reader, 0, 1, 2) || !is_joint(reader, 1, '.') ||
		!is_number(reader, 2, 1, 2))
		return FALSE;
	int unit;
	if (is_word(reader, 3, WORD_UNIT, &unit) && peek(reader, 3)->glued)
		return FALSE;
	DatePart part = {.kind = PART_YEARLESS, .day = peek(reader, 0)->number,
		.month = peek(reader, 2)->number};
	if (!is_joint(reader, 3, '.'))
		return set_day(reader, 3, part);
	gboolean is_short = is_number(reader, 4, 2, 2);
	if (!is_short && !is_number(reader, 4, 4, 4))
		return FALSE;
	part.kind = PART_DAY;
	part.year = peek(reader, 4)->number + (is_short ? 2000 : 0);
	return set_day(reader, 5, part);
}

/* The year of a written date: "2026", "2026 г.", ", 2026". */
static guint year_follows(const Reader *reader, guint ahead, gint64 *year)
{
	guint skip = is_sign(reader, ahead, ',') ? 1 : 0;
	if (!is_number(reader, ahead + skip, 4, 4) ||
		is_joint(reader, ahead + skip + 1, '-'))
		return 0;
	*year = peek(reader, ahead + skip)->number;
	skip++;
	int unit;
	if (is_word(reader, ahead + skip, WORD_UNIT, &unit) &&
		unit == UNIT_YEAR) {
		skip++;
		if (is_sign(reader, ahead + skip, '.'))
			skip++;
	}
	return skip;
}

/* 21 ноября 2026, nov 21, november, ноябрь 2026 */
static gboolean read_month_name(Reader *reader)
{
	int month;
	DatePart part = {0};
	guint used = 0;
	if (is_number(reader, 0, 1, 2) && is_word(reader, 1, WORD_MONTH, &month)) {
		part.day = peek(reader, 0)->number;
		part.kind = PART_DAY;
		used = 2;
	} else if (!is_word(reader, 0, WORD_MONTH, &month)) {
		return FALSE;
	} else if (is_number(reader, 1, 1, 2) && !is_sign(reader, 2, ':') &&
		!is_word(reader, 2, WORD_EVENING, NULL) &&
		!is_word(reader, 2, WORD_MORNING, NULL)) {
		part.day = peek(reader, 1)->number;
		part.kind = PART_DAY;
		used = 2;
	} else {
		part.kind = PART_MONTH;
		used = 1;
	}
	part.month = month;
	guint year = year_follows(reader, used, &part.year);
	if (year == 0)
		part.kind = part.kind == PART_DAY ? PART_YEARLESS :
						    PART_MONTH_NAME;
	return set_day(reader, used + year, part);
}

/* q3, q3 2026, 3 квартал 2026 */
static gboolean read_quarter(Reader *reader)
{
	int unit;
	guint number = 0;
	if (!is_word(reader, 0, WORD_UNIT, &unit) && !is_number(reader, 0, 1, 1))
		return FALSE;
	if (peek(reader, 0)->kind == TOKEN_WORD)
		number = 1;
	if (!is_number(reader, number, 1, 1) ||
		!is_word(reader, 1 - number, WORD_UNIT, &unit) ||
		unit != UNIT_QUARTER)
		return FALSE;
	/* "2q" is half a year, "2 кв" a quarter's name in Russian. */
	if (number == 0 && g_ascii_isalpha(peek(reader, 1)->text[0]))
		return FALSE;
	DatePart part = {.kind = PART_QUARTER_NAME,
		.number = peek(reader, number)->number};
	guint year = year_follows(reader, 2, &part.year);
	if (year > 0)
		part.kind = PART_QUARTER;
	return set_day(reader, 2 + year, part);
}

/* "2026", "2026 год": only where nothing else is meant by four digits. */
static gboolean read_year(Reader *reader)
{
	DatePart part = {.kind = PART_YEAR};
	guint used = year_follows(reader, 0, &part.year);
	if (used == 0 || is_sign(reader, 0, ',') ||
		is_word(reader, used, WORD_UNIT, NULL) ||
		is_word(reader, used, WORD_BUSINESS, NULL) ||
		is_word(reader, used, WORD_WORKING, NULL))
		return FALSE;
	return set_day(reader, used, part);
}

/* today, вчера, fri, eom */
static gboolean read_day_word(Reader *reader)
{
	int value;
	DatePart part = {0};
	if (is_word(reader, 0, WORD_DAY, &value)) {
		part.kind = PART_OFFSET;
	} else if (is_word(reader, 0, WORD_WEEKDAY, &value)) {
		part.kind = PART_WEEKDAY;
	} else if (is_word(reader, 0, WORD_END_OF, &value)) {
		part.kind = PART_UNIT;
		part.is_end = TRUE;
	} else {
		return FALSE;
	}
	part.number = value;
	return set_day(reader, 1, part);
}

/* next week, прошлый месяц, last-year, next mon, этой пятницы */
static gboolean read_relative(Reader *reader, guint skip, DatePart part,
	gboolean bare)
{
	int value;
	guint used = skip;
	gboolean is_relative = is_word(reader, used, WORD_RELATIVE, &part.shift);
	if (is_relative)
		used++;
	else if (!bare)
		return FALSE;
	if (is_relative && is_joint(reader, used, '-'))
		used++;
	if (is_word(reader, used, WORD_UNIT, &value) && value >= UNIT_DAY) {
		part.kind = PART_UNIT;
	} else if (!part.is_end && is_word(reader, used, WORD_WEEKDAY, &value)) {
		part.kind = part.shift < 0 ? PART_BEFORE : PART_OF_WEEK;
	} else {
		return FALSE;
	}
	part.number = value;
	return set_day(reader, used + 1, part);
}

static gboolean read_next(Reader *reader)
{
	DatePart part = {0};
	return read_relative(reader, 0, part, FALSE);
}

/* end of month, end of next week, конец года; "end-of-month" too */
static gboolean read_end(Reader *reader)
{
	if (!is_word(reader, 0, WORD_END, NULL))
		return FALSE;
	guint used = 1;
	while (is_word(reader, used, WORD_NOISE, NULL) ||
		is_joint(reader, used, '-'))
		used++;
	DatePart part = {.is_end = TRUE};
	return read_relative(reader, used, part, TRUE);
}

/* --- times -------------------------------------------------------------- */

/* "Z", "+03:00", "+0300" right after a time. */
static void read_offset(Reader *reader, TimePart *part)
{
	if (strcmp(peek(reader, 0)->text, "z") == 0 && peek(reader, 0)->glued) {
		part->has_zone = TRUE;
		reader->at++;
		return;
	}
	int sign = is_joint(reader, 0, '+') ? 1 : is_joint(reader, 0, '-') ? -1 : 0;
	if (sign == 0)
		return;
	gint64 hours = peek(reader, 1)->number, minutes = 0;
	guint used = 2;
	if (is_number(reader, 1, 4, 4)) {
		minutes = hours % 100;
		hours /= 100;
	} else if (is_number(reader, 1, 2, 2) && is_joint(reader, 2, ':') &&
		is_number(reader, 3, 2, 2)) {
		minutes = peek(reader, 3)->number;
		used = 4;
	} else {
		return;
	}
	if (hours > 23 || minutes > 59)
		return;
	part->has_zone = TRUE;
	part->offset = sign * (hours * 3600 + minutes * 60);
	reader->at += used;
}

/* "am", "утра", "pm", "вечера", "часов" after an hour. FALSE: no such hour. */
static gboolean read_half(Reader *reader, TimePart *part)
{
	if (is_word(reader, 0, WORD_OCLOCK, NULL))
		reader->at++;
	gboolean evening = is_word(reader, 0, WORD_EVENING, NULL);
	if (!evening && !is_word(reader, 0, WORD_MORNING, NULL))
		return TRUE;
	reader->at++;
	if (part->hour < 1 || part->hour > 12)
		return FALSE;
	part->hour = part->hour % 12 + (evening ? 12 : 0);
	return TRUE;
}

static gboolean read_digital(Reader *reader, TimePart *part)
{
	if (!is_number(reader, 0, 1, 2) || !is_joint(reader, 1, ':') ||
		!is_number(reader, 2, 2, 2))
		return FALSE;
	part->hour = peek(reader, 0)->number;
	part->minute = peek(reader, 2)->number;
	reader->at += 3;
	if (is_joint(reader, 0, ':') && is_number(reader, 1, 2, 2)) {
		part->second = peek(reader, 1)->number;
		part->has_second = TRUE;
		reader->at += 2;
		if (is_joint(reader, 0, '.') && is_number(reader, 1, 1, 12))
			reader->at += 2;
	}
	return TRUE;
}

/* "10am", "8 вечера"; after "at", "в" also "10", "3 дня", "10 часов". */
static gboolean read_bare_hour(Reader *reader, TimePart *part)
{
	if (!is_number(reader, 0, 1, 2))
		return FALSE;
	gboolean half = is_word(reader, 1, WORD_MORNING, NULL) ||
		is_word(reader, 1, WORD_EVENING, NULL);
	/* Else "3 дня" is a length of time. */
	if (!reader->after_at && (!half || is_word(reader, 1, WORD_UNIT, NULL)))
		return FALSE;
	part->hour = peek(reader, 0)->number;
	reader->at++;
	return read_half(reader, part);
}

/* 10:00, 10:00:30Z, 10am, "at 10", "в 10 часов", noon */
static gboolean read_time(Reader *reader)
{
	TimePart part = {.given = TRUE};
	guint start = reader->at;
	gboolean found;
	int hour;
	if (reader->parts->time.given)
		return FALSE;
	if (is_word(reader, 0, WORD_HOUR, &hour)) {
		part.hour = hour;
		reader->at++;
		found = TRUE;
	} else if (read_digital(reader, &part)) {
		read_offset(reader, &part);
		found = read_half(reader, &part);
	} else {
		found = read_bare_hour(reader, &part);
	}
	if (found)
		reader->parts->time = part;
	else
		reader->at = start;
	return found;
}

/* --- lengths, and the whole --------------------------------------------- */

/* 3d, -3d, "2 дня назад", "in 3h", "через час", "last 7 days" */
static gboolean read_span(Reader *reader)
{
	DateParts *parts = reader->parts;
	guint at = reader->at;
	int sign = 0;
	gboolean implied = FALSE;
	if (parts->has_span)
		return FALSE;
	if (is_sign(reader, 0, '+') || is_sign(reader, 0, '-')) {
		sign = is_sign(reader, 0, '+') ? 1 : -1;
		at++;
	} else if (is_word(reader, 0, WORD_IN, &sign)) {
		implied = TRUE;
		at++;
	} else if (is_word(reader, 0, WORD_LAST, NULL) &&
		is_number(reader, 1, 1, 9)) {
		sign = -1;
		at++;
	}
	gboolean bare = sign == 0;
	guint start = at;
	if (!date_span_read(reader->tokens, &at, implied || bare, &parts->span))
		return FALSE;
	gboolean ago = reader->tokens[at].kind == TOKEN_WORD &&
		date_word(reader->tokens[at].text, WORD_AGO, NULL);
	/* "неделю назад" is a date, "неделю" is not. */
	if ((ago && !bare) ||
		(bare && !ago && reader->tokens[start].kind == TOKEN_WORD &&
			!date_word(reader->tokens[start].text, WORD_HALF, NULL)))
		return FALSE;
	parts->has_span = TRUE;
	parts->span_sign = ago ? -1 : sign;
	reader->at = at + (ago ? 1 : 0);
	return TRUE;
}

/* now, @1700000000 */
static gboolean read_instant(Reader *reader)
{
	DateParts *parts = reader->parts;
	if (is_word(reader, 0, WORD_NOW, NULL) && !parts->is_now) {
		parts->is_now = TRUE;
		reader->at++;
		return TRUE;
	}
	if (!is_sign(reader, 0, '@') || !is_number(reader, 1, 1, 11) ||
		parts->has_epoch)
		return FALSE;
	parts->has_epoch = TRUE;
	parts->epoch = peek(reader, 1)->number;
	reader->at += 2;
	return TRUE;
}

static gboolean read_filler(Reader *reader)
{
	reader->after_at = is_word(reader, 0, WORD_AT, NULL);
	if (!reader->after_at && !is_word(reader, 0, WORD_NOISE, NULL) &&
		!is_sign(reader, 0, ','))
		return FALSE;
	reader->at++;
	return TRUE;
}

/* The first that fits takes its tokens. */
static gboolean (*const readers[])(Reader *reader) = {read_instant, read_iso,
	read_dotted, read_month_name, read_quarter, read_year, read_time,
	read_span, read_next, read_end, read_day_word, read_filler};

static gboolean read_one(Reader *reader)
{
	for (gsize i = 0; i < G_N_ELEMENTS(readers); i++) {
		if (!readers[i](reader))
			continue;
		if (readers[i] != read_filler)
			reader->after_at = FALSE;
		return TRUE;
	}
	return FALSE;
}

gboolean date_parts_read(const char *text, DateParts *parts, char **word)
{
	Reader reader = {.parts = parts};
	memset(parts, 0, sizeof *parts);
	*word = NULL;
	if (!date_scan(text, reader.tokens))
		return FALSE;
	while (peek(&reader, 0)->kind != TOKEN_END)
		if (!read_one(&reader)) {
			if (peek(&reader, 0)->kind == TOKEN_WORD)
				*word = g_strdup(peek(&reader, 0)->text);
			return FALSE;
		}
	return TRUE;
}
