#include "text/value.h"

#include <math.h>
#include <string.h>

#include "base/digits.h"
#include "text/json.h"
#include "text/money.h"

static Value *value_new(ValueType type)
{
	Value *value = g_new0(Value, 1);
	value->type = type;
	return value;
}

static Value *value_of_integer(ValueType type, gint64 integer)
{
	Value *value = value_new(type);
	value->integer = integer;
	return value;
}

/* A figure that does not exist (0/0) is nothing to say. */
static Value *value_of_real(ValueType type, double real)
{
	Value *value = value_new(isfinite(real) ? type : VALUE_NONE);
	value->real = isfinite(real) ? real : 0;
	return value;
}

Value *value_none(void)
{
	return value_new(VALUE_NONE);
}

Value *value_text_take(char *text)
{
	Value *value = value_new(text ? VALUE_TEXT : VALUE_NONE);
	value->text = text;
	return value;
}

Value *value_text(const char *text)
{
	return value_text_take(g_strdup(text));
}

Value *value_word(const char *text)
{
	return value_text(text && *text ? text : NULL);
}

Value *value_titled(const char *name, const char *title)
{
	Value *value = value_word(name);
	if (value->type == VALUE_TEXT && g_strcmp0(name, title) != 0)
		value->title = g_strdup(title);
	return value;
}

Value *value_read_as(Value *value, char *title)
{
	g_free(value->title);
	value->title = title;
	return value;
}

Value *value_phrase(const Phrase *phrase, const char *language)
{
	return value_titled(phrase->en, phrase_in(phrase, language));
}

Value *value_ticket_name(const char *text)
{
	gint64 number;
	return text && g_ascii_string_to_signed(text, 10, 1, G_MAXINT64,
			&number, NULL) ? value_integer(number) :
		value_word(text);
}

Value *value_integer(gint64 integer)
{
	return value_of_integer(VALUE_INTEGER, integer);
}

Value *value_real(double real)
{
	return value_of_real(VALUE_REAL, real);
}

Value *value_share(double share)
{
	return value_of_real(VALUE_SHARE, share);
}

Value *value_instant(Instant at)
{
	return at == INSTANT_NONE ? value_none() :
		value_of_integer(VALUE_INSTANT, at);
}

Value *value_span(gint64 seconds)
{
	return value_of_integer(VALUE_SPAN, seconds);
}

Value *value_work(gint64 seconds)
{
	return value_of_integer(VALUE_WORK, seconds);
}

Value *value_bytes(gint64 size)
{
	return value_of_integer(VALUE_BYTES, size);
}

Value *value_money(gint64 amount, guint digits, const char *currency)
{
	Value *value = value_of_integer(VALUE_MONEY, amount);
	value->digits = digits;
	g_strlcpy(value->currency, currency ? currency : "",
		sizeof value->currency);
	return value;
}

Value *value_flag(gboolean flag)
{
	return value_of_integer(VALUE_FLAG, flag != FALSE);
}

static void free_item(gpointer item)
{
	value_free(item);
}

Value *value_list(void)
{
	Value *value = value_new(VALUE_LIST);
	value->items = g_ptr_array_new_with_free_func(free_item);
	return value;
}

Value *value_texts(const GPtrArray *texts)
{
	Value *list = value_list();
	for (guint i = 0; i < texts->len; i++)
		g_ptr_array_add(list->items, value_text(texts->pdata[i]));
	return list;
}

Value *value_split(const char *text, const char *between)
{
	Value *list = value_list();
	g_auto(GStrv) parts = g_strsplit(text ? text : "", between, -1);
	for (char **part = parts; *part; part++)
		g_ptr_array_add(list->items, value_text(*part));
	return list;
}

Value *value_record(void)
{
	Value *value = value_new(VALUE_RECORD);
	value->items = g_ptr_array_new_with_free_func(free_item);
	value->names = g_ptr_array_new_with_free_func(g_free);
	return value;
}

Value *value_record_of(GPtrArray *names, GPtrArray *items)
{
	Value *value = value_new(VALUE_RECORD);
	value->names = g_ptr_array_ref(names);
	value->items = items;
	return value;
}

Value *value_styled(Value *value, ValueStyle style)
{
	value->style = style;
	return value;
}

void value_list_add(Value *list, Value *item)
{
	g_assert(list->type == VALUE_LIST);
	g_ptr_array_add(list->items, item);
}

void value_record_set(Value *record, const char *name, Value *item)
{
	g_assert(record->type == VALUE_RECORD);
	for (guint i = 0; i < record->names->len; i++) {
		if (!g_str_equal(record->names->pdata[i], name))
			continue;
		value_free(record->items->pdata[i]);
		record->items->pdata[i] = item;
		return;
	}
	g_ptr_array_add(record->names, g_strdup(name));
	g_ptr_array_add(record->items, item);
}

static const Value *find(const Value *record, const char *name, gsize length)
{
	for (guint i = 0; i < record->names->len; i++) {
		const char *other = record->names->pdata[i];
		if (strncmp(other, name, length) == 0 && other[length] == '\0')
			return record->items->pdata[i];
	}
	return NULL;
}

const Value *value_record_get(const Value *record, const char *name)
{
	g_assert(record->type == VALUE_RECORD);
	const Value *whole = find(record, name, strlen(name));
	const char *dot = strchr(name, '.');
	const Value *outer = whole || !dot ? NULL : find(record, name,
		(gsize)(dot - name));
	return outer && outer->type == VALUE_RECORD ?
		value_record_get(outer, dot + 1) : whole;
}

Value *value_copy(const Value *value)
{
	Value *copy = value_new(value->type);
	copy->style = value->style;
	copy->text = g_strdup(value->text);
	copy->title = g_strdup(value->title);
	copy->integer = value->integer;
	copy->digits = value->digits;
	memcpy(copy->currency, value->currency, sizeof copy->currency);
	copy->real = value->real;
	if (value->names)
		copy->names = g_ptr_array_new_with_free_func(g_free);
	if (value->items)
		copy->items = g_ptr_array_new_with_free_func(free_item);
	for (guint i = 0; value->names && i < value->names->len; i++)
		g_ptr_array_add(copy->names, g_strdup(value->names->pdata[i]));
	for (guint i = 0; value->items && i < value->items->len; i++)
		g_ptr_array_add(copy->items, value_copy(value->items->pdata[i]));
	return copy;
}

void value_add(Value **sum, const Value *value)
{
	if (*sum)
		(*sum)->integer += value->integer;
	else
		*sum = value_copy(value);
}

gboolean value_is_nothing(const Value *value)
{
	return !value || value->type == VALUE_NONE ||
		(value->items && value->items->len == 0);
}

static char *integer_to_text(gint64 integer)
{
	GString *out = g_string_sized_new(24);
	digits_append(out, integer);
	return g_string_free(out, FALSE);
}

/* The shortest digits that read back as the same number. */
static char *real_to_text(double real)
{
	char text[G_ASCII_DTOSTR_BUF_SIZE];
	for (int digits = 15; digits <= 17; digits++) {
		char format[8];
		g_snprintf(format, sizeof format, "%%.%dg", digits);
		g_ascii_formatd(text, sizeof text, format, real);
		if (g_ascii_strtod(text, NULL) == real)
			break;
	}
	return g_strdup(g_str_equal(text, "-0") ? "0" : text);
}

static char *json_text(const Value *value)
{
	GString *text = g_string_new(NULL);
	json_append(text, value, FALSE);
	return g_string_free(text, FALSE);
}

static char *list_to_text(const Value *list)
{
	for (guint i = 0; i < list->items->len; i++)
		if (((Value *)list->items->pdata[i])->items)
			return json_text(list);
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < list->items->len; i++) {
		g_autofree char *item = value_to_text(list->items->pdata[i]);
		g_string_append_printf(text, "%s%s", i ? "," : "", item);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

char *value_to_text(const Value *value)
{
	switch (value->type) {
	case VALUE_NONE:
		return g_strdup("");
	case VALUE_TEXT:
		return g_strdup(value->text);
	case VALUE_INTEGER:
	case VALUE_SPAN:
	case VALUE_WORK:
	case VALUE_BYTES:
		return integer_to_text(value->integer);
	case VALUE_REAL:
	case VALUE_SHARE:
		return real_to_text(value->real);
	case VALUE_INSTANT:
		return instant_format(value->integer);
	case VALUE_MONEY:
		return money_plain(value->integer, value->digits);
	case VALUE_FLAG:
		return g_strdup(value->integer ? "true" : "false");
	case VALUE_LIST:
		return list_to_text(value);
	case VALUE_RECORD:
		break;
	}
	return json_text(value);
}

void value_free(Value *value)
{
	if (!value)
		return;
	g_free(value->text);
	g_free(value->title);
	g_clear_pointer(&value->names, g_ptr_array_unref);
	g_clear_pointer(&value->items, g_ptr_array_unref);
	g_free(value);
}
