/*
 * Lines of a mail's text, and the words by which mail programs mark what they
 * quote and forward.
 */
#ifndef TEXT_MAIL_LINES_H
#define TEXT_MAIL_LINES_H

#include <glib.h>

typedef struct {
	const char *start;
	gsize size; /* without its newline */
} MailLine;

/* Elements: MailLine, which point into `text`; the last may have no newline.
 * g_array_unref(). */
GArray *mail_lines(const char *text);
/* Lower case, without blanks and "*" around, at most 400 bytes read. g_free(). */
char *mail_line_words(const MailLine *line);
/* Nothing but blanks; ">" behind at most three blanks. */
gboolean mail_line_is_blank(const MailLine *line);
gboolean mail_line_is_quoted(const MailLine *line);

/* "-----Original Message-----": what follows is a quoted mail. */
gboolean mail_words_say_original(const char *words);
/* "---------- Forwarded message ---------", "Begin forwarded message:". */
gboolean mail_words_say_forwarded(const char *words);

typedef enum {
	MAIL_KEY_NONE, MAIL_KEY_FROM, MAIL_KEY_DATE, MAIL_KEY_TO, MAIL_KEY_SUBJECT
} MailKey;
/* "От кого: Иван <ivan@acme.example>"; `*value` is behind the colon, in the
 * line. */
MailKey mail_line_key(const MailLine *line, const char **value);
/* The number of lines of a block "From: … Sent: … To: …" that begins at line
 * `at`, 0 if there is none. Quote marks before each line may stand. */
guint mail_header_block(const GArray *lines, guint at);

#endif
