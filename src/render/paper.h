/*
 * Sheets of A4 as PDF: lines of text and rules at places in points (1/72 inch)
 * from the top left. The one place that knows cairo and pango, which are loaded
 * on first use. Equal calls give equal bytes: the date is given, the font is
 * always the same and its used part stands in the file.
 */
#ifndef RENDER_PAPER_H
#define RENDER_PAPER_H

#include "text/value.h"

#define PAPER_WIDTH 595.28
#define PAPER_HEIGHT 841.89
#define PAPER_FONT "DejaVu Sans"

typedef struct Paper Paper;
typedef struct PaperText PaperText;

typedef struct {
	double size; /* points */
	gboolean bold;
	ValueStyle style;
} PaperFont;

/* `out` grows until paper_end(); NULL: nothing is kept, to count pages.
 * `language` of the text: "ru"; `made`: what the file gives as its date.
 * DESK_ERROR_UNAVAILABLE: a library or the font is missing. */
Paper *paper_new(const char *title, const char *language, Instant made,
	GString *out, GError **error);
void paper_free(Paper *paper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Paper, paper_free)

/* Text from outside, broken at `width` (0: only where lines end). Controls and
 * hidden characters become visible. */
PaperText *paper_text(Paper *paper, const char *text, const PaperFont *font,
	double width);
void paper_text_free(PaperText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PaperText, paper_text_free)
guint paper_text_lines(const PaperText *text);
double paper_text_width(const PaperText *text); /* of its longest line */

/* One line of the text on the base line `y`; to the right it ends at `x`. */
void paper_draw(Paper *paper, const PaperText *text, guint line, double x,
	double y, gboolean right);
void paper_rule(Paper *paper, double x, double y, double width,
	double thickness);
/* Of charts. A polygon of `count` points, x and y by turns. */
typedef struct {
	double red, green, blue; /* 0..1 */
} PaperColour;
void paper_fill(Paper *paper, const PaperColour *colour, const double *points,
	guint count);
void paper_fill_box(Paper *paper, const PaperColour *colour, double x, double y,
	double width, double height);
void paper_line(Paper *paper, const PaperColour *colour, double x, double y,
	double to_x, double to_y, double thickness);
void paper_dot(Paper *paper, const PaperColour *colour, double x, double y,
	double radius);

/* A PNG with its top right corner there, at most so large; gives back its
 * height. DESK_ERROR_DATA: it is none, or has too many points (negative). */
double paper_picture(Paper *paper, GBytes *png, double right, double y,
	double most_width, double most_height, GError **error);

void paper_next_page(Paper *paper);

/* The last page, too. DESK_ERROR_UNAVAILABLE names the first character that no
 * font of this machine has: nothing is printed as an empty box. */
gboolean paper_end(Paper *paper, GError **error);

#endif
