/*
 * RFC 3676: lines that were wrapped on the way become paragraphs again.
 */
#ifndef MAIL_FLOWED_H
#define MAIL_FLOWED_H

#include <glib.h>

/* `text` has LF only; `delete_space` is DelSp=yes. Free with g_free(). */
char *flowed_unfold(const char *text, gboolean delete_space);

#endif
