#include "mail/flowed.h"

#include <string.h>

typedef struct {
	GString *out;
	gboolean open;	/* the last line goes on */
	gsize depth;	/* of its quotes */
	gboolean delete_space;
} Unfolder;

static void start_line(Unfolder *unfolder, gsize depth)
{
	for (gsize i = 0; i < depth; i++)
		g_string_append_c(unfolder->out, '>');
	if (depth > 0)
		g_string_append_c(unfolder->out, ' ');
}

static void end_line(Unfolder *unfolder)
{
	g_string_append_c(unfolder->out, '\n');
	unfolder->open = FALSE;
}

static void add_line(Unfolder *unfolder, const char *line, gsize size)
{
	gsize depth = 0;
	while (depth < size && line[depth] == '>')
		depth++;
	line += depth;
	size -= depth;
	if (size > 0 && line[0] == ' ') { /* stuffed */
		line++;
		size--;
	}
	gboolean signature = size == 3 && memcmp(line, "-- ", 3) == 0;
	gboolean flowed = size > 0 && line[size - 1] == ' ' && !signature;
	if (unfolder->open && (depth != unfolder->depth || signature))
		end_line(unfolder);
	if (!unfolder->open)
		start_line(unfolder, depth);
	if (flowed && unfolder->delete_space)
		size--;
	g_string_append_len(unfolder->out, line, (gssize)size);
	unfolder->open = flowed;
	unfolder->depth = depth;
	if (!flowed)
		end_line(unfolder);
}

char *flowed_unfold(const char *text, gboolean delete_space)
{
	Unfolder unfolder = {
		.out = g_string_sized_new(strlen(text)),
		.delete_space = delete_space,
	};
	while (*text) {
		gsize size = strcspn(text, "\n");
		add_line(&unfolder, text, size);
		text += size + (text[size] == '\n');
	}
	if (unfolder.open)
		end_line(&unfolder);
	return g_string_free(unfolder.out, FALSE);
}
