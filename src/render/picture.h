/*
 * Pictures of charts: marks, which HTML writes as SVG and paper draws. Numbers
 * are units of the picture; its letters are 11 high.
 */
#ifndef RENDER_PICTURE_H
#define RENDER_PICTURE_H

#include <glib.h>

#define PICTURE_WIDTH 320.0
#define PICTURE_LETTER 7.0 /* a column of text, at most */
#define PICTURE_DOT 4.0	   /* half of a dot */

typedef enum {
	MARK_RECT, MARK_LINE, MARK_DOT, MARK_TEXT, MARK_AREA
} MarkKind;

typedef struct {
	MarkKind kind;
	char *style;  /* "count", "s1" …; of a text "name", "figure mid" … */
	double x, y;  /* RECT: its top; DOT: its middle; TEXT: its base line */
	double width, height; /* RECT; LINE: to where; DOT: half of it */
	char *text;   /* TEXT; of others what is told when one points at it, or
			 NULL */
	GArray *points; /* AREA: double, x and y by turns */
} Mark;

typedef struct {
	GArray *columns; /* guint: those of its figures; several: a legend, "s0"
			    the first */
	double height;
	char *words;	 /* its figures, for who cannot see it; may be NULL */
	GPtrArray *marks; /* Mark* */
} Picture;

/* Nothing drawn yet; its height is set by who draws. */
Picture *picture_new(const guint *columns, guint count);
void picture_free(Picture *picture);

void picture_rect(Picture *picture, const char *style, double x, double y,
	double width, double height, const char *tip);
void picture_line(Picture *picture, const char *style, double x, double y,
	double to_x, double to_y);
void picture_dot(Picture *picture, const char *style, double x, double y,
	double radius, const char *tip);
/* `text` is cut to `room` units, with "…". */
void picture_text(Picture *picture, const char *style, double x, double y,
	double room, const char *text);
/* Its points are added by picture_point(). Borrowed. */
Mark *picture_area(Picture *picture, const char *style, const char *tip);
void picture_point(Mark *area, double x, double y);

#endif
