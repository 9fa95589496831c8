/*
 * A spreadsheet file (XLSX): sheets of typed cells. The one place that knows
 * libxlsxwriter, which is loaded on first use. Texts are texts, whatever they
 * begin with. Equal calls give equal bytes: the date is given.
 *
 * libxlsxwriter 1.1 writes to a file by name alone, so this fills no GString:
 * whoever asks says where (render/render.h). Its parts lie meanwhile in unnamed
 * files of $TMPDIR.
 */
#ifndef RENDER_BOOK_H
#define RENDER_BOOK_H

#include "render/render.h"

typedef struct Book Book;

/* BOOK_LINE, BOOK_TITLE: over empty cells beside it, never wrapped. */
typedef enum {
	BOOK_PLAIN, BOOK_LINE, BOOK_STRONG, BOOK_HEAD, BOOK_TITLE
} BookLook;

/* DESK_ERROR_UNAVAILABLE: the library is missing. `page`: its zone, language and
 * company; `made`: what the file gives as its date. */
Book *book_new(const char *file, const Page *page, const char *title,
	Instant made, GError **error);
void book_free(Book *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Book, book_free)

/* What follows is written on it. `name` is shortened, and made unlike the
 * others. */
void book_begin_sheet(Book *book, const char *name);
/* The first `rows` stay where they are, and stand on each printed page. */
void book_keep_rows(Book *book, guint rows);
void book_set_width(Book *book, guint column, double characters);

/* A text as it is; a long one is wrapped. NULL, "": nothing. */
void book_write(Book *book, guint row, guint column, const char *text,
	BookLook look);
/* A number, a time, a day, a flag, money; a length of time as hours. Of anything
 * else, and of what people read by a title, the text `shown`. `flags`: COLUMN_COUNT, COLUMN_CHANGE. */
void book_write_value(Book *book, guint row, guint column, const Value *value,
	const char *shown, guint flags, BookLook look);

/* The file is whole. The first error of all the calls: DESK_ERROR_USAGE where a
 * sheet has not so many rows or columns, DESK_ERROR_WRITE. */
gboolean book_end(Book *book, GError **error);

#endif
