#include "text/date_words.h"

#include <string.h>

typedef struct {
	DateWord kind;
	int value;
	const char *words; /* with one space before and after each */
} Row;

static const Row rows[] = {
	{WORD_NOW, 0, " now сейчас щас "},
	{WORD_DAY, -2, " позавчера "},
	{WORD_DAY, -1, " yesterday вчера "},
	{WORD_DAY, 0, " today сегодня "},
	{WORD_DAY, 1, " tomorrow завтра "},
	{WORD_DAY, 2, " послезавтра "},
	{WORD_WEEKDAY, 1, " mon monday пн пнд понедельник понедельника "
		"понедельнику "},
	{WORD_WEEKDAY, 2, " tue tues tuesday вт втр вторник вторника вторнику "},
	{WORD_WEEKDAY, 3, " wed weds wednesday ср срд среда среды среду среде "},
	{WORD_WEEKDAY, 4, " thu thur thurs thursday чт чтв четверг четверга "
		"четвергу "},
	{WORD_WEEKDAY, 5, " fri friday пт птн пятница пятницы пятницу пятнице "},
	{WORD_WEEKDAY, 6, " sat saturday сб сбт суббота субботы субботу субботе "},
	{WORD_WEEKDAY, 7, " sun sunday вс вск воскресенье воскресенья "
		"воскресенью "},
	{WORD_MONTH, 1, " jan january янв январь января январе январю "},
	{WORD_MONTH, 2, " feb february фев февр февраль февраля феврале "
		"февралю "},
	{WORD_MONTH, 3, " mar march мар март марта марте марту "},
	{WORD_MONTH, 4, " apr april апр апрель апреля апреле апрелю "},
	{WORD_MONTH, 5, " may май мая мае маю "},
	{WORD_MONTH, 6, " jun june июн июнь июня июне июню "},
	{WORD_MONTH, 7, " jul july июл июль июля июле июлю "},
	{WORD_MONTH, 8, " aug august авг август августа августе августу "},
	{WORD_MONTH, 9, " sep sept september сен сент сентябрь сентября "
		"сентябре сентябрю "},
	{WORD_MONTH, 10, " oct october окт октябрь октября октябре октябрю "},
	{WORD_MONTH, 11, " nov november ноя нояб ноябрь ноября ноябре ноябрю "},
	{WORD_MONTH, 12, " dec december дек декабрь декабря декабре декабрю "},
	{WORD_UNIT, UNIT_SECOND, " s sec secs second seconds с сек секунда "
		"секунды секунд секунду "},
	{WORD_UNIT, UNIT_MINUTE, " m min mins minute minutes м мин минута "
		"минуты минут минуту "},
	{WORD_UNIT, UNIT_HOUR, " h hr hrs hour hours ч час часа часов "},
	{WORD_UNIT, UNIT_DAY, " d day days д дн день дня дней сут сутки суток "},
	{WORD_UNIT, UNIT_WEEK, " w wk wks week weeks н нед неделя недели "
		"недель неделю неделе "},
	{WORD_UNIT, UNIT_MONTH, " mo mos mth month months мес месяц месяца "
		"месяцев месяце месяцу "},
	{WORD_UNIT, UNIT_QUARTER, " q quarter quarters кв квартал квартала "
		"кварталов квартале кварталу "},
	{WORD_UNIT, UNIT_YEAR, " y yr yrs year years г год года году годе лет "},
	{WORD_BUSINESS, UNIT_MINUTE, " bm рм "},
	{WORD_BUSINESS, UNIT_HOUR, " bh рч "},
	{WORD_BUSINESS, UNIT_DAY, " bd рд "},
	{WORD_WORKING, 0, " business working work раб рабочий рабочая "
		"рабочих рабочего рабочую "},
	{WORD_ONE, 1, " a an one один одна одну "},
	{WORD_HALF, 30, " полчаса "},
	{WORD_IN, 1, " in через "},
	{WORD_AGO, -1, " ago назад "},
	{WORD_AT, 0, " at by on to until till в во к ко до на "},
	{WORD_NOISE, 0, " the of из "},
	{WORD_HOUR, 12, " noon midday полдень "},
	{WORD_HOUR, 0, " midnight полночь "},
	{WORD_OCLOCK, 0, " час часа часов "},
	{WORD_MORNING, 0, " am утра ночи "},
	{WORD_EVENING, 0, " pm дня вечера "},
	{WORD_RELATIVE, 1, " next след следующий следующая следующее "
		"следующую следующей следующем следующего следующему "
		"следующие будущий будущая будущую будущей будущем будущего "},
	{WORD_RELATIVE, 0, " this current этот эта это эту этой этом этого "
		"этому текущий текущая текущую текущей текущем текущего "
		"текущему "},
	{WORD_RELATIVE, -1, " last previous prev прош прошлый прошлая прошлое "
		"прошлую прошлой прошлом прошлого предыдущий предыдущая "
		"предыдущую предыдущей предыдущем предыдущего "},
	{WORD_LAST, -1, " last past последние последних последний "
		"последняя последнюю последнее "},
	{WORD_END, 0, " end конец конца концу конце "},
	{WORD_END_OF, UNIT_DAY, " eod "},
	{WORD_END_OF, UNIT_WEEK, " eow "},
	{WORD_END_OF, UNIT_MONTH, " eom "},
	{WORD_END_OF, UNIT_QUARTER, " eoq "},
	{WORD_END_OF, UNIT_YEAR, " eoy "},
};

gboolean date_word(const char *word, DateWord kind, int *value)
{
	g_autofree char *framed = g_strconcat(" ", word, " ", NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		if (rows[i].kind != kind || !strstr(rows[i].words, framed))
			continue;
		if (value)
			*value = rows[i].value;
		return TRUE;
	}
	return FALSE;
}

/* --- scanner ------------------------------------------------------------ */

static const char *scan_number(const char *s, Token *token)
{
	token->kind = TOKEN_NUMBER;
	for (; g_ascii_isdigit(*s); s++, token->digits++)
		if (token->digits < 12)
			token->number = token->number * 10 + (*s - '0');
	return s;
}

static const char *scan_word(const char *s, Token *token)
{
	const char *end = s;
	while (g_unichar_isalpha(g_utf8_get_char(end)))
		end = g_utf8_next_char(end);
	token->kind = TOKEN_WORD;
	g_strlcpy(token->text, s,
		MIN((gsize)(end - s) + 1, sizeof token->text));
	return end;
}

/* Folded: one case, ё as е, every kind of dash as "-". */
static char *fold(const char *text)
{
	g_autofree char *cased = g_utf8_casefold(text, -1);
	GString *folded = g_string_new(NULL);
	for (const char *s = cased; *s != '\0'; s = g_utf8_next_char(s)) {
		gunichar c = g_utf8_get_char(s);
		if (c == 0x451)
			c = 0x435;
		else if (c >= 0x2010 && c <= 0x2015)
			c = '-';
		g_string_append_unichar(folded, c);
	}
	return g_string_free(folded, FALSE);
}

gboolean date_scan(const char *text, Token tokens[DATE_TOKENS])
{
	memset(tokens, 0, sizeof(Token) * DATE_TOKENS);
	if (strlen(text) > 200 || !g_utf8_validate(text, -1, NULL))
		return FALSE;
	g_autofree char *folded = fold(text);
	guint count = 0;
	for (const char *s = folded; *s != '\0'; count++) {
		const char *start = s;
		while (g_unichar_isspace(g_utf8_get_char(s)))
			s = g_utf8_next_char(s);
		if (*s == '\0')
			break;
		if (count == DATE_TOKENS - 1)
			return FALSE;
		Token *token = &tokens[count];
		token->glued = s == start && count > 0;
		if (g_ascii_isdigit(*s)) {
			s = scan_number(s, token);
		} else if (g_unichar_isalpha(g_utf8_get_char(s))) {
			s = scan_word(s, token);
		} else {
			token->kind = TOKEN_SIGN;
			token->text[0] = *s;
			s = g_utf8_next_char(s);
		}
	}
	return TRUE;
}

/* --- lengths of time ---------------------------------------------------- */

static const gint64 unit_seconds[] = {[UNIT_SECOND] = 1, [UNIT_MINUTE] = 60,
	[UNIT_HOUR] = 3600, [UNIT_DAY] = 86400, [UNIT_WEEK] = 7 * 86400};

/* Ten thousand years of anything is beyond every date. */
static const gint64 amount_limit = 100 * 1000 * 1000;

static void span_add(DateSpan *span, gint64 amount, int unit)
{
	switch (unit) {
	case UNIT_DAY:
		span->days += amount;
		break;
	case UNIT_WEEK:
		span->days += 7 * amount;
		break;
	case UNIT_MONTH:
		span->months += amount;
		break;
	case UNIT_QUARTER:
		span->months += 3 * amount;
		break;
	case UNIT_YEAR:
		span->months += 12 * amount;
		break;
	default:
		span->seconds += unit_seconds[unit] * amount;
		span->has_time = TRUE;
	}
}

static gboolean unit_read(const Token *tokens, guint *at, int *unit,
	gboolean *business)
{
	guint i = *at;
	if (tokens[i].kind != TOKEN_WORD)
		return FALSE;
	if (date_word(tokens[i].text, WORD_WORKING, NULL)) {
		*business = TRUE;
		i++;
	}
	if (tokens[i].kind != TOKEN_WORD)
		return FALSE;
	if (date_word(tokens[i].text, WORD_BUSINESS, unit))
		*business = TRUE;
	else if (!date_word(tokens[i].text, WORD_UNIT, unit))
		return FALSE;
	*at = i + 1;
	return TRUE;
}

/* ".5" or ",5" before a unit: thousandths. */
static gboolean fraction_read(const Token *tokens, guint *at, gint64 *thousandths)
{
	const Token *sign = &tokens[*at];
	if (sign->kind != TOKEN_SIGN || !sign->glued ||
		!strchr(".,", sign->text[0]))
		return FALSE;
	const Token *part = sign + 1;
	if (part->kind != TOKEN_NUMBER || !part->glued || part->digits > 3)
		return FALSE;
	*thousandths = part->number;
	for (guint i = part->digits; i < 3; i++)
		*thousandths *= 10;
	*at += 2;
	return TRUE;
}

static gboolean amount_read(const Token *tokens, guint *at, DateSpan *span,
	int *unit)
{
	guint i = *at;
	const Token *number = &tokens[i++];
	gint64 thousandths = 0;
	if (number->number > amount_limit)
		return FALSE;
	gboolean has_fraction = fraction_read(tokens, &i, &thousandths);
	if (!unit_read(tokens, &i, unit, &span->business) ||
		(has_fraction && *unit > UNIT_WEEK))
		return FALSE;
	span_add(span, number->number, *unit);
	if (has_fraction)
		span->seconds += unit_seconds[*unit] * thousandths / 1000;
	*at = i;
	return TRUE;
}

/* "30" in "1h30". */
static gboolean minutes_read(const Token *tokens, guint *at, DateSpan *span)
{
	const Token *token = &tokens[*at];
	int unit;
	gboolean business = FALSE;
	guint after = *at + 1;
	if (token->kind != TOKEN_NUMBER || !token->glued || token->digits > 2 ||
		token->number > 59 ||
		unit_read(tokens, &after, &unit, &business))
		return FALSE;
	span_add(span, token->number, UNIT_MINUTE);
	(*at)++;
	return TRUE;
}

static gboolean word_amount_read(const Token *tokens, guint *at,
	gboolean implied, DateSpan *span)
{
	guint i = *at;
	int minutes, unit;
	if (date_word(tokens[i].text, WORD_HALF, &minutes)) {
		span_add(span, minutes, UNIT_MINUTE);
		*at = i + 1;
		return TRUE;
	}
	gboolean one = date_word(tokens[i].text, WORD_ONE, NULL);
	if (one)
		i++;
	if ((!one && !implied) || !unit_read(tokens, &i, &unit, &span->business))
		return FALSE;
	span_add(span, 1, unit);
	*at = i;
	return TRUE;
}

gboolean date_span_read(const Token *tokens, guint *at, gboolean implied,
	DateSpan *span)
{
	memset(span, 0, sizeof *span);
	guint parts = 0;
	for (;; parts++) {
		const Token *token = &tokens[*at];
		int unit;
		if (token->kind == TOKEN_WORD && parts == 0) {
			if (!word_amount_read(tokens, at, implied, span))
				return FALSE;
		} else if (token->kind != TOKEN_NUMBER ||
			!amount_read(tokens, at, span, &unit)) {
			break;
		} else if (unit == UNIT_HOUR &&
			minutes_read(tokens, at, span)) {
			return TRUE;
		}
	}
	return parts > 0;
}
