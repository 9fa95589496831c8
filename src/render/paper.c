#include "render/paper.h"

#include <pango/pangocairo.h>
#include <cairo-pdf.h>
#include <string.h>

#include "base/error.h"
#include "base/library.h"
#include "text/escape.h"

#define FUNCTIONS(X) X(cairo_arc) X(cairo_close_path) X(cairo_create) \
	X(cairo_destroy) X(cairo_fill) X(cairo_image_surface_create_from_png_stream) \
	X(cairo_image_surface_get_height) X(cairo_image_surface_get_width) \
	X(cairo_paint) X(cairo_restore) X(cairo_save) X(cairo_scale) \
	X(cairo_set_source_surface) X(cairo_translate) \
	X(cairo_font_options_create) X(cairo_font_options_destroy) \
	X(cairo_font_options_set_hint_metrics) \
	X(cairo_font_options_set_hint_style) X(cairo_line_to) X(cairo_move_to) \
	X(cairo_pdf_surface_create_for_stream) \
	X(cairo_pdf_surface_set_metadata) X(cairo_set_line_width) \
	X(cairo_set_source_rgb) X(cairo_show_page) X(cairo_status) \
	X(cairo_status_to_string) X(cairo_stroke) X(cairo_surface_destroy) \
	X(cairo_surface_finish) X(cairo_surface_status) X(g_object_unref) \
	X(pango_attr_insert_hyphens_new) X(pango_attr_list_insert) \
	X(pango_attr_list_new) X(pango_attr_list_unref) \
	X(pango_cairo_context_set_font_options) \
	X(pango_cairo_context_set_resolution) X(pango_cairo_font_map_new) \
	X(pango_cairo_show_layout_line) X(pango_context_set_language) \
	X(pango_context_set_round_glyph_positions) \
	X(pango_font_description_free) X(pango_font_description_new) \
	X(pango_font_description_set_absolute_size) \
	X(pango_font_description_set_family_static) \
	X(pango_font_description_set_weight) X(pango_font_family_get_name) \
	X(pango_font_map_create_context) X(pango_font_map_list_families) \
	X(pango_language_from_string) X(pango_layout_get_line_count) \
	X(pango_layout_get_line_readonly) X(pango_layout_get_size) \
	X(pango_layout_get_unknown_glyphs_count) \
	X(pango_layout_line_get_extents) X(pango_layout_new) X(pango_layout_set_attributes) \
	X(pango_layout_set_auto_dir) X(pango_layout_set_font_description) \
	X(pango_layout_set_text) X(pango_layout_set_width) \
	X(pango_layout_set_wrap)

static struct {
	LIBRARY_POINTERS(FUNCTIONS)
} pango;
static Library library = LIBRARY(LIBPANGO, FUNCTIONS, pango);

#define PICTURE_MOST 4096 /* points of a side */

struct Paper {
	PangoFontMap *map;
	PangoContext *context;
	cairo_surface_t *surface;
	cairo_t *cairo;
	GString *out;	  /* borrowed; NULL */
	gunichar missing; /* the first character without a glyph; 0 */
};

struct PaperText {
	PangoLayout *layout;
	ValueStyle style;
};

static const Phrase
	no_picture = {"the logo is no PNG that can be drawn, or has more than "
			"4096 × 4096 points",
		"логотип — не PNG, который можно нарисовать, или в нём больше "
		"4096 × 4096 точек"},
	no_font = {"PDF needs the font %1, which is not on this machine "
			"(Debian: apt install fonts-dejavu-core)",
		"для PDF нужен шрифт %1, а его здесь нет (Debian: apt install "
		"fonts-dejavu-core)"},
	no_glyph = {"no font of this machine has the character %1 (%2), which "
			"would be printed as an empty box; install one that "
			"has it (Debian: apt install fonts-noto-core "
			"fonts-noto-cjk fonts-noto-color-emoji)",
		"ни в одном шрифте этой машины нет знака %1 (%2), вместо него "
		"напечатался бы пустой квадрат; установите шрифт, где он есть "
		"(Debian: apt install fonts-noto-core fonts-noto-cjk "
		"fonts-noto-color-emoji)"},
	not_made = {"the PDF could not be made: %1",
		"не удалось сделать PDF: %1"};

/* --- begin and end ------------------------------------------------------- */

static gboolean need_font(const Paper *paper, GError **error)
{
	PangoFontFamily **families;
	int count;
	gboolean found = FALSE;
	pango.pango_font_map_list_families(paper->map, &families, &count);
	for (int i = 0; i < count && !found; i++)
		found = g_str_equal(pango.pango_font_family_get_name(
			families[i]), PAPER_FONT);
	g_free(families);
	return found || desk_refuse(error, DESK_ERROR_UNAVAILABLE, &no_font,
		PAPER_FONT, NULL);
}

static cairo_status_t append(void *data, const unsigned char *bytes,
	unsigned int size)
{
	Paper *paper = data;
	if (paper->out)
		g_string_append_len(paper->out, (const char *)bytes, size);
	return CAIRO_STATUS_SUCCESS;
}

static void begin_document(Paper *paper, const char *title, Instant made)
{
	g_autofree char *date = instant_format(made);
	g_autofree char *safe = escape_terminal(title ? title : "", FALSE);
	paper->surface = pango.cairo_pdf_surface_create_for_stream(append,
		paper, PAPER_WIDTH, PAPER_HEIGHT);
	if (*safe)
		pango.cairo_pdf_surface_set_metadata(paper->surface,
			CAIRO_PDF_METADATA_TITLE, safe);
	pango.cairo_pdf_surface_set_metadata(paper->surface,
		CAIRO_PDF_METADATA_CREATOR, "desk");
	pango.cairo_pdf_surface_set_metadata(paper->surface,
		CAIRO_PDF_METADATA_CREATE_DATE, date);
	paper->cairo = pango.cairo_create(paper->surface);
}

/* No pixels here, and the reader's language is not the machine's. */
static void begin_context(Paper *paper, const char *language)
{
	cairo_font_options_t *options = pango.cairo_font_options_create();
	pango.cairo_font_options_set_hint_style(options,
		CAIRO_HINT_STYLE_NONE);
	pango.cairo_font_options_set_hint_metrics(options,
		CAIRO_HINT_METRICS_OFF);
	paper->context = pango.pango_font_map_create_context(paper->map);
	pango.pango_cairo_context_set_font_options(paper->context, options);
	pango.cairo_font_options_destroy(options);
	pango.pango_cairo_context_set_resolution(paper->context, 72);
	pango.pango_context_set_round_glyph_positions(paper->context, FALSE);
	pango.pango_context_set_language(paper->context,
		pango.pango_language_from_string(language ? language : "en"));
}

Paper *paper_new(const char *title, const char *language, Instant made,
	GString *out, GError **error)
{
	if (!library_load(&library, error))
		return NULL;
	g_autoptr(Paper) paper = g_new0(Paper, 1);
	paper->out = out;
	paper->map = pango.pango_cairo_font_map_new();
	if (!need_font(paper, error))
		return NULL;
	begin_document(paper, title, made);
	begin_context(paper, language);
	return g_steal_pointer(&paper);
}

void paper_free(Paper *paper)
{
	if (!paper)
		return;
	if (paper->cairo)
		pango.cairo_destroy(paper->cairo);
	if (paper->surface)
		pango.cairo_surface_destroy(paper->surface);
	if (paper->context)
		pango.g_object_unref(paper->context);
	pango.g_object_unref(paper->map);
	g_free(paper);
}

gboolean paper_end(Paper *paper, GError **error)
{
	pango.cairo_show_page(paper->cairo);
	cairo_status_t status = pango.cairo_status(paper->cairo);
	pango.cairo_surface_finish(paper->surface);
	if (paper->missing) {
		char letter[7] = {0};
		g_unichar_to_utf8(paper->missing, letter);
		g_autofree char *code = g_strdup_printf("U+%04X",
			paper->missing);
		return desk_refuse(error, DESK_ERROR_UNAVAILABLE, &no_glyph,
			letter, code, NULL);
	}
	if (status == CAIRO_STATUS_SUCCESS)
		status = pango.cairo_surface_status(paper->surface);
	return status == CAIRO_STATUS_SUCCESS || desk_refuse(error,
		DESK_ERROR_UNAVAILABLE, &not_made,
		pango.cairo_status_to_string(status), NULL);
}

/* --- text ---------------------------------------------------------------- */

static void set_font(PangoLayout *layout, const PaperFont *font)
{
	PangoFontDescription *description =
		pango.pango_font_description_new();
	pango.pango_font_description_set_family_static(description,
		PAPER_FONT);
	pango.pango_font_description_set_absolute_size(description,
		font->size * PANGO_SCALE);
	pango.pango_font_description_set_weight(description, font->bold ||
		font->style == STYLE_STRONG ? PANGO_WEIGHT_BOLD :
		PANGO_WEIGHT_NORMAL);
	pango.pango_layout_set_font_description(layout, description);
	pango.pango_font_description_free(description);
}

/* A name that is too long goes on below as it is. */
static void forbid_hyphens(PangoLayout *layout)
{
	PangoAttrList *list = pango.pango_attr_list_new();
	pango.pango_attr_list_insert(list,
		pango.pango_attr_insert_hyphens_new(FALSE));
	pango.pango_layout_set_attributes(layout, list);
	pango.pango_attr_list_unref(list);
}

/* Which one it is, character by character. */
static gunichar find_missing(Paper *paper, const char *text,
	const PaperFont *font)
{
	PangoLayout *layout = pango.pango_layout_new(paper->context);
	gunichar missing = 0;
	set_font(layout, font);
	for (const char *c = text; *c && !missing; c = g_utf8_next_char(c)) {
		pango.pango_layout_set_text(layout, c,
			(int)(g_utf8_next_char(c) - c));
		if (pango.pango_layout_get_unknown_glyphs_count(layout) > 0)
			missing = g_utf8_get_char(c);
	}
	pango.g_object_unref(layout);
	return missing ? missing : 0xFFFD;
}

/* The pictures of controls are in few fonts. */
static char *make_printable(const char *text)
{
	g_autofree char *safe = escape_terminal(text, TRUE);
	GString *out = g_string_sized_new(strlen(safe));
	for (const char *c = safe; *c; c = g_utf8_next_char(c)) {
		gunichar letter = g_utf8_get_char(c);
		g_string_append_unichar(out, letter >= 0x2400 &&
			letter < 0x2440 ? 0xFFFD : letter);
	}
	return g_string_free(out, FALSE);
}

PaperText *paper_text(Paper *paper, const char *text, const PaperFont *font,
	double width)
{
	g_autofree char *safe = make_printable(text);
	PaperText *made = g_new0(PaperText, 1);
	made->style = font->style;
	made->layout = pango.pango_layout_new(paper->context);
	set_font(made->layout, font);
	forbid_hyphens(made->layout);
	pango.pango_layout_set_auto_dir(made->layout, FALSE);
	pango.pango_layout_set_wrap(made->layout, PANGO_WRAP_WORD_CHAR);
	if (width > 0)
		pango.pango_layout_set_width(made->layout,
			(int)(width * PANGO_SCALE));
	pango.pango_layout_set_text(made->layout, safe, -1);
	if (!paper->missing && pango.pango_layout_get_unknown_glyphs_count(
		made->layout) > 0)
		paper->missing = find_missing(paper, safe, font);
	return made;
}

void paper_text_free(PaperText *text)
{
	if (!text)
		return;
	pango.g_object_unref(text->layout);
	g_free(text);
}

guint paper_text_lines(const PaperText *text)
{
	return (guint)pango.pango_layout_get_line_count(text->layout);
}

double paper_text_width(const PaperText *text)
{
	int width;
	pango.pango_layout_get_size(text->layout, &width, NULL);
	return (double)width / PANGO_SCALE;
}

/* --- drawing ------------------------------------------------------------- */

/* Dark enough to be told apart on a grey printer's paper. */
static void set_colour(Paper *paper, ValueStyle style)
{
	static const double colours[][3] = {
		[STYLE_NONE] = {0, 0, 0}, [STYLE_STRONG] = {0, 0, 0},
		[STYLE_DIM] = {0.4, 0.4, 0.4}, [STYLE_GOOD] = {0, 0.38, 0.15},
		[STYLE_WARN] = {0.55, 0.32, 0}, [STYLE_BAD] = {0.7, 0, 0},
	};
	const double *colour = colours[style];
	pango.cairo_set_source_rgb(paper->cairo, colour[0], colour[1],
		colour[2]);
}

void paper_draw(Paper *paper, const PaperText *text, guint line, double x,
	double y, gboolean right)
{
	PangoRectangle extents;
	PangoLayoutLine *drawn = pango.pango_layout_get_line_readonly(
		text->layout, (int)line);
	pango.pango_layout_line_get_extents(drawn, NULL, &extents);
	double width = (double)extents.width / PANGO_SCALE;
	set_colour(paper, text->style);
	pango.cairo_move_to(paper->cairo, right ? x - width : x, y);
	pango.pango_cairo_show_layout_line(paper->cairo, drawn);
}

void paper_rule(Paper *paper, double x, double y, double width,
	double thickness)
{
	set_colour(paper, STYLE_DIM);
	pango.cairo_set_line_width(paper->cairo, thickness);
	pango.cairo_move_to(paper->cairo, x, y);
	pango.cairo_line_to(paper->cairo, x + width, y);
	pango.cairo_stroke(paper->cairo);
}

static void set_rgb(Paper *paper, const PaperColour *colour)
{
	pango.cairo_set_source_rgb(paper->cairo, colour->red, colour->green,
		colour->blue);
}

void paper_fill(Paper *paper, const PaperColour *colour, const double *points,
	guint count)
{
	set_rgb(paper, colour);
	for (guint i = 0; i < count; i++)
		(i == 0 ? pango.cairo_move_to : pango.cairo_line_to)(
			paper->cairo, points[2 * i], points[2 * i + 1]);
	pango.cairo_close_path(paper->cairo);
	pango.cairo_fill(paper->cairo);
}

void paper_fill_box(Paper *paper, const PaperColour *colour, double x, double y,
	double width, double height)
{
	const double points[] = {x, y, x + width, y, x + width, y + height, x,
		y + height};
	paper_fill(paper, colour, points, 4);
}

void paper_line(Paper *paper, const PaperColour *colour, double x, double y,
	double to_x, double to_y, double thickness)
{
	set_rgb(paper, colour);
	pango.cairo_set_line_width(paper->cairo, thickness);
	pango.cairo_move_to(paper->cairo, x, y);
	pango.cairo_line_to(paper->cairo, to_x, to_y);
	pango.cairo_stroke(paper->cairo);
}

void paper_dot(Paper *paper, const PaperColour *colour, double x, double y,
	double radius)
{
	set_rgb(paper, colour);
	pango.cairo_arc(paper->cairo, x, y, radius, 0, 2 * G_PI);
	pango.cairo_fill(paper->cairo);
}

/* --- pictures ------------------------------------------------------------ */

typedef struct {
	const unsigned char *bytes;
	gsize left;
} Reading;

static cairo_status_t take(void *data, unsigned char *into, unsigned int size)
{
	Reading *reading = data;
	if (size > reading->left)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(into, reading->bytes, size);
	reading->bytes += size;
	reading->left -= size;
	return CAIRO_STATUS_SUCCESS;
}

/* Its head says how large it is, before memory is taken for it. */
static gboolean is_small(const unsigned char *bytes, gsize size)
{
	guint32 sides[2];
	if (size < 24)
		return FALSE;
	memcpy(sides, bytes + 16, sizeof sides);
	return GUINT32_FROM_BE(sides[0]) <= PICTURE_MOST &&
		GUINT32_FROM_BE(sides[1]) <= PICTURE_MOST;
}

double paper_picture(Paper *paper, GBytes *png, double right, double y,
	double most_width, double most_height, GError **error)
{
	Reading reading;
	reading.bytes = g_bytes_get_data(png, &reading.left);
	cairo_surface_t *picture = is_small(reading.bytes, reading.left) ?
		pango.cairo_image_surface_create_from_png_stream(take,
			&reading) : NULL;
	double width = picture ? pango.cairo_image_surface_get_width(picture) :
		0;
	double height = picture ? pango.cairo_image_surface_get_height(
		picture) : 0;
	gboolean good = picture && pango.cairo_surface_status(picture) ==
		CAIRO_STATUS_SUCCESS && width > 0 && height > 0;
	double scale = good ? MIN(1, MIN(most_width / width, most_height /
		height)) : 0;
	if (good) {
		pango.cairo_save(paper->cairo);
		pango.cairo_translate(paper->cairo, right - width * scale, y);
		pango.cairo_scale(paper->cairo, scale, scale);
		pango.cairo_set_source_surface(paper->cairo, picture, 0, 0);
		pango.cairo_paint(paper->cairo);
		pango.cairo_restore(paper->cairo);
	} else {
		desk_refuse(error, DESK_ERROR_DATA, &no_picture, NULL);
	}
	if (picture)
		pango.cairo_surface_destroy(picture);
	return good ? height * scale : -1;
}

void paper_next_page(Paper *paper)
{
	pango.cairo_show_page(paper->cairo);
}
