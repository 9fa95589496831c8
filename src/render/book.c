#include "render/book.h"

#include <string.h>
#include <xlsxwriter.h>

#include "base/error.h"
#include "base/library.h"
#include "render/cell.h"
#include "text/money.h"

#define FUNCTIONS(X) X(format_set_align) X(format_set_bold) \
	X(format_set_bottom) X(format_set_font_size) \
	X(format_set_num_format) X(format_set_text_wrap) X(lxw_strerror) \
	X(lxw_workbook_free) X(workbook_add_format) X(workbook_add_worksheet) \
	X(workbook_close) X(workbook_new) X(workbook_set_properties) \
	X(worksheet_fit_to_pages) X(worksheet_freeze_panes) \
	X(worksheet_repeat_rows) X(worksheet_set_column) \
	X(worksheet_set_paper) X(worksheet_write_boolean) \
	X(worksheet_write_number) X(worksheet_write_string)

#define PAPER_A4 9
#define CELL_MOST 32767 /* characters */
#define WRAPPED 60	/* characters; what is longer goes on below */
#define DAY_SECONDS 86400
#define FIRST_DAY 61.0 /* before March 1900 spreadsheets disagree */
#define TEXT_FORMAT "@" /* stays a text where somebody edits it */

static struct {
	LIBRARY_POINTERS(FUNCTIONS)
} xlsx;
static Library library = LIBRARY(LIBXLSXWRITER, FUNCTIONS, xlsx);

struct Book {
	lxw_workbook *workbook;
	lxw_worksheet *sheet; /* on which is written */
	const Page *page;
	GHashTable *formats; /* "number format|look|wrapped" → lxw_format */
	GHashTable *names;   /* of sheets, folded */
	lxw_error error;     /* the first */
	gboolean full;	     /* a sheet has not so many rows or columns */
};

static const Phrase
	not_made = {"the spreadsheet could not be made: %1",
		"не удалось сделать таблицу XLSX: %1"},
	too_many = {"a sheet of XLSX has room for 1048576 rows and 16384 "
			"columns: --limit, --fields or -O csv",
		"на листе XLSX помещается 1048576 строк и 16384 столбца: "
		"--limit, --fields или -O csv"};

/* --- begin and end ------------------------------------------------------- */

static void keep_error(Book *book, lxw_error error)
{
	if (book->error == LXW_NO_ERROR)
		book->error = error;
	if (error == LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE)
		book->full = TRUE;
}

static void describe(Book *book, const char *title, Instant made)
{
	/* It copies them. */
	lxw_doc_properties properties = {.title = (char *)title,
		.author = (char *)"desk", .company = book->page->company,
		.created = (time_t)MAX(made, 1)};
	keep_error(book, xlsx.workbook_set_properties(book->workbook,
		&properties));
}

Book *book_new(const char *file, const Page *page, const char *title,
	Instant made, GError **error)
{
	if (!library_load(&library, error))
		return NULL;
	Book *book = g_new0(Book, 1);
	book->workbook = xlsx.workbook_new(file);
	book->page = page;
	book->formats = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		NULL);
	book->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
		NULL);
	describe(book, title, made);
	return book;
}

void book_free(Book *book)
{
	if (!book)
		return;
	if (book->workbook)
		xlsx.lxw_workbook_free(book->workbook);
	g_hash_table_unref(book->formats);
	g_hash_table_unref(book->names);
	g_free(book);
}

gboolean book_end(Book *book, GError **error)
{
	if (book->full)
		return desk_refuse(error, DESK_ERROR_USAGE, &too_many, NULL);
	if (book->error == LXW_NO_ERROR)
		keep_error(book, xlsx.workbook_close(g_steal_pointer(
			&book->workbook)));
	return book->error == LXW_NO_ERROR || desk_refuse(error,
		DESK_ERROR_WRITE, &not_made, xlsx.lxw_strerror(book->error),
		NULL);
}

/* --- sheets -------------------------------------------------------------- */

/* Of at most `most` characters, none of which a sheet's name cannot have. */
static char *sheet_name(const char *name, glong most)
{
	g_autofree char *plain = g_strdelimit(g_utf8_make_valid(name,
		-1), "[]:*?/\\'", ' ');
	GString *out = g_string_new(NULL);
	for (const char *at = plain; *at; at = g_utf8_next_char(at)) {
		gunichar letter = g_utf8_get_char(at);
		gboolean space = !g_unichar_isprint(letter) || letter == ' ';
		if (g_utf8_strlen(out->str, -1) >= most || letter > 0xFFFF)
			break;
		if (!space || (out->len > 0 && !g_str_has_suffix(out->str,
			" ")))
			g_string_append_unichar(out, space ? ' ' : letter);
	}
	return g_strchomp(g_string_free(out, FALSE));
}

static char *unlike_others(Book *book, const char *name)
{
	for (guint count = 1; ; count++) {
		g_autofree char *end = count == 1 ? g_strdup("") :
			g_strdup_printf(" %u", count);
		g_autofree char *own = sheet_name(name,
			LXW_SHEETNAME_MAX - (glong)strlen(end));
		g_autofree char *full = g_strconcat(*own ? own : "desk", end,
			NULL);
		g_autofree char *key = g_utf8_casefold(full, -1);
		if (g_hash_table_add(book->names, g_steal_pointer(&key)))
			return g_steal_pointer(&full);
	}
}

void book_begin_sheet(Book *book, const char *name)
{
	g_autofree char *own = unlike_others(book, name);
	book->sheet = xlsx.workbook_add_worksheet(book->workbook, own);
	if (!book->sheet) {
		keep_error(book, LXW_ERROR_PARAMETER_VALIDATION);
		return;
	}
	xlsx.worksheet_set_paper(book->sheet, PAPER_A4);
	xlsx.worksheet_fit_to_pages(book->sheet, 1, 0);
}

void book_keep_rows(Book *book, guint rows)
{
	if (!book->sheet)
		return;
	xlsx.worksheet_freeze_panes(book->sheet, rows, 0);
	keep_error(book, xlsx.worksheet_repeat_rows(book->sheet, 0, rows - 1));
}

void book_set_width(Book *book, guint column, double characters)
{
	if (book->sheet && column < LXW_COL_MAX)
		keep_error(book, xlsx.worksheet_set_column(book->sheet,
			(lxw_col_t)column, (lxw_col_t)column, characters, NULL));
}

/* --- cells --------------------------------------------------------------- */

static lxw_format *format_of(Book *book, const char *number, BookLook look,
	gboolean wrapped)
{
	g_autofree char *key = g_strdup_printf("%s|%d|%d", number, look,
		wrapped);
	lxw_format *format = g_hash_table_lookup(book->formats, key);
	if (format)
		return format;
	format = xlsx.workbook_add_format(book->workbook);
	xlsx.format_set_num_format(format, number);
	xlsx.format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
	if (look >= BOOK_STRONG)
		xlsx.format_set_bold(format);
	if (look == BOOK_HEAD)
		xlsx.format_set_bottom(format, LXW_BORDER_THIN);
	if (look == BOOK_TITLE)
		xlsx.format_set_font_size(format, 14);
	if (wrapped)
		xlsx.format_set_text_wrap(format);
	g_hash_table_insert(book->formats, g_steal_pointer(&key), format);
	return format;
}

/* Is the cell one that a sheet has? */
static gboolean has_cell(Book *book, guint row, guint column)
{
	if (row >= LXW_ROW_MAX || column >= LXW_COL_MAX)
		keep_error(book, LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE);
	return book->sheet && !book->full;
}

void book_write(Book *book, guint row, guint column, const char *text,
	BookLook look)
{
	if (!text || !*text || !has_cell(book, row, column))
		return;
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	glong length = g_utf8_strlen(valid, -1);
	/* Counted as UTF-16, of which a letter takes at most two. */
	if (length > CELL_MOST / 2) {
		char *end = g_utf8_offset_to_pointer(valid, CELL_MOST / 2 - 1);
		g_autofree char *begin = g_strndup(valid, (gsize)(end - valid));
		g_free(valid);
		valid = g_strconcat(begin, "…", NULL);
	}
	gboolean wrapped = look != BOOK_TITLE && look != BOOK_LINE &&
		(length > WRAPPED || strchr(valid, '\n'));
	keep_error(book, xlsx.worksheet_write_string(book->sheet, row,
		(lxw_col_t)column, valid, format_of(book, TEXT_FORMAT, look,
		wrapped)));
}

/* Days since 1899-12-30 on the wall clock of the page's zone. */
static double serial_of(const Page *page, Instant at)
{
	g_autoptr(GTimeZone) utc = page->zone ? NULL : g_time_zone_new_utc();
	g_autoptr(GDateTime) local = instant_to_date_time(at, utc ? utc :
		page->zone);
	gint64 seconds = at + g_date_time_get_utc_offset(local) /
		G_TIME_SPAN_SECOND;
	return (double)seconds / DAY_SECONDS + 25569;
}

static gboolean day_serial(const Value *value, double *serial)
{
	GDate day, first;
	if (!value_is_day(value))
		return FALSE;
	guint64 year = g_ascii_strtoull(value->text, NULL, 10);
	guint64 month = g_ascii_strtoull(value->text + 5, NULL, 10);
	guint64 date = g_ascii_strtoull(value->text + 8, NULL, 10);
	if (!g_date_valid_dmy((GDateDay)date, (GDateMonth)month,
		(GDateYear)year))
		return FALSE;
	g_date_set_dmy(&day, (GDateDay)date, (GDateMonth)month,
		(GDateYear)year);
	g_date_set_dmy(&first, 30, G_DATE_DECEMBER, 1899);
	*serial = g_date_days_between(&first, &day);
	return *serial >= FIRST_DAY;
}

/* `"RUB "#,##0.00`, `#,##0.00" ₽"`. */
static char *money_format(const Page *page, const Value *value)
{
	gboolean before;
	const char *sign = money_sign(value->currency, page->language, &before);
	GString *format = g_string_new("#,##0");
	if (value->digits > 0)
		g_string_append_printf(format, ".%0*d", (int)value->digits, 0);
	g_autofree char *quoted = !*sign ? g_strdup("") : g_strdup_printf(
		before ? "\"%s" NO_BREAK_SPACE "\"" :
		"\"" NO_BREAK_SPACE "%s\"", sign);
	g_string_insert(format, before ? 0 : -1, quoted);
	return g_string_free(format, FALSE);
}

/* NULL: it is no number. */
static char *number_format(const Page *page, const Value *value, guint flags)
{
	static const Phrase hours = {"#,##0.00\"" NO_BREAK_SPACE "h\"",
		"#,##0.00\"" NO_BREAK_SPACE "ч\""};
	switch (value->type) {
	case VALUE_INTEGER:
		return g_strdup(flags & (COLUMN_COUNT | COLUMN_CHANGE) ?
			"#,##0" : "0");
	case VALUE_BYTES:
		return g_strdup("#,##0");
	case VALUE_REAL:
		return g_strdup("#,##0.00");
	case VALUE_SHARE:
		return g_strdup("0.0%");
	case VALUE_SPAN:
	case VALUE_WORK:
		return g_strdup(phrase_in(&hours, page->language));
	case VALUE_MONEY:
		return money_format(page, value);
	default:
		return NULL;
	}
}

static void write_number(Book *book, guint row, guint column, double number,
	const char *format, BookLook look)
{
	if (has_cell(book, row, column))
		keep_error(book, xlsx.worksheet_write_number(book->sheet, row,
			(lxw_col_t)column, number, format_of(book, format, look,
			FALSE)));
}

static void write_figure(Book *book, guint row, guint column,
	const Value *value, const char *format, guint flags, BookLook look)
{
	gboolean hours = value->type == VALUE_SPAN || value->type == VALUE_WORK;
	g_autofree char *change = flags & COLUMN_CHANGE ? g_strdup_printf(
		"+%s;-%s;%s", format, format, format) : NULL;
	write_number(book, row, column, value_figure(value) /
		(hours ? 3600 : 1), change ? change : format, look);
}

void book_write_value(Book *book, guint row, guint column, const Value *value,
	const char *shown, guint flags, BookLook look)
{
	if (value_is_nothing(value))
		return;
	if (value->title) {
		book_write(book, row, column, shown, look);
		return;
	}
	g_autofree char *format = number_format(book->page, value, flags);
	double serial = value->type == VALUE_INSTANT ? serial_of(book->page,
		value->integer) : 0;
	gboolean is_day = value->type == VALUE_TEXT &&
		day_serial(value, &serial);
	if (format)
		write_figure(book, row, column, value, format, flags, look);
	else if (is_day || serial >= FIRST_DAY)
		write_number(book, row, column, serial, is_day ? "yyyy-mm-dd" :
			"yyyy-mm-dd hh:mm", look);
	else if (value->type != VALUE_FLAG)
		book_write(book, row, column, shown, look);
	else if (has_cell(book, row, column))
		keep_error(book, xlsx.worksheet_write_boolean(book->sheet, row,
			(lxw_col_t)column, value->integer != 0,
			format_of(book, "General", look, FALSE)));
}
