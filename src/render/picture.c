#include "render/picture.h"

#include "text/escape.h"

static void mark_free(void *data)
{
	Mark *mark = data;
	g_free(mark->style);
	g_free(mark->text);
	if (mark->points)
		g_array_unref(mark->points);
	g_free(mark);
}

Picture *picture_new(const guint *columns, guint count)
{
	Picture *picture = g_new0(Picture, 1);
	picture->columns = g_array_new(FALSE, FALSE, sizeof(guint));
	g_array_append_vals(picture->columns, columns, count);
	picture->marks = g_ptr_array_new_with_free_func(mark_free);
	return picture;
}

void picture_free(Picture *picture)
{
	g_array_unref(picture->columns);
	g_free(picture->words);
	g_ptr_array_unref(picture->marks);
	g_free(picture);
}

static Mark *add(Picture *picture, MarkKind kind, const char *style, double x,
	double y, const char *text)
{
	Mark *mark = g_new0(Mark, 1);
	mark->kind = kind;
	mark->style = g_strdup(style);
	mark->x = x;
	mark->y = y;
	mark->text = g_strdup(text);
	g_ptr_array_add(picture->marks, mark);
	return mark;
}

void picture_rect(Picture *picture, const char *style, double x, double y,
	double width, double height, const char *tip)
{
	Mark *mark = add(picture, MARK_RECT, style, x, y, tip);
	mark->width = width;
	mark->height = height;
}

void picture_line(Picture *picture, const char *style, double x, double y,
	double to_x, double to_y)
{
	Mark *mark = add(picture, MARK_LINE, style, x, y, NULL);
	mark->width = to_x;
	mark->height = to_y;
}

void picture_dot(Picture *picture, const char *style, double x, double y,
	double radius, const char *tip)
{
	add(picture, MARK_DOT, style, x, y, tip)->width = radius;
}

void picture_text(Picture *picture, const char *style, double x, double y,
	double room, const char *text)
{
	g_autofree char *shown = text_truncate(text,
		(guint)MAX(room / PICTURE_LETTER, 1));
	add(picture, MARK_TEXT, style, x, y, shown);
}

Mark *picture_area(Picture *picture, const char *style, const char *tip)
{
	Mark *mark = add(picture, MARK_AREA, style, 0, 0, tip);
	mark->points = g_array_new(FALSE, FALSE, sizeof(double));
	return mark;
}

void picture_point(Mark *area, double x, double y)
{
	const double point[] = {x, y};
	g_array_append_vals(area->points, point, G_N_ELEMENTS(point));
}
