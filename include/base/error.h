/*
 * Errors that a caller acts on.
 *
 * Every function that can fail takes `GError **` last and returns FALSE, NULL
 * or -1 with it set. There is one domain, DESK_ERROR; a code says what the
 * caller can do about it and is the exit status of the program (desk(1), EXIT
 * STATUS), so no layer translates codes. The message says what happened, where
 * (file, line, column) and what to do, in English, which is stable and for
 * machines; what people meet in their daily work is said in their language
 * beside it.
 *
 *	static const Phrase unknown_key = {"%1: unknown key \"%2\"",
 *		"%1: неизвестный ключ «%2»"};
 *	return desk_refuse(error, DESK_ERROR_DATA, &unknown_key, name, key,
 *		NULL);
 *
 * Callers add context on the way up: g_prefix_error() where it is the same in
 * all languages (a name, an option), else desk_error_reword().
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <glib.h>

#include "base/phrase.h"

#define DESK_ERROR desk_error_quark()
GQuark desk_error_quark(void);

typedef enum {
	DESK_ERROR_NO = 1,	   /* the answer is no */
	DESK_ERROR_PARTLY = 3,	   /* some done and committed, the rest named */
	DESK_ERROR_CONFLICT = 4,   /* a person must settle it */
	DESK_ERROR_USAGE = 64,	   /* wrong usage, query, field or value */
	DESK_ERROR_DATA = 65,	   /* bad input data: YAML, mail, CSV */
	DESK_ERROR_NOT_FOUND = 66, /* no such ticket, file or store */
	DESK_ERROR_PERSON = 67,	   /* no such or ambiguous person */
	DESK_ERROR_UNAVAILABLE = 69, /* service refused for good */
	DESK_ERROR_BUG = 70,	   /* a defect of desk itself */
	DESK_ERROR_WRITE = 73,	   /* cannot write */
	DESK_ERROR_TEMPORARY = 75, /* try again: lock, timeout, branch moved */
	DESK_ERROR_FORBIDDEN = 77, /* the regulation forbids it */
	DESK_ERROR_CONFIG = 78,	   /* misconfigured */
} DeskError;

/* The exit status for `error`; 70 for an error of a foreign domain. */
int desk_error_exit_status(const GError *error);

/* Sets an error that each reads in their language: the phrase filled with the
 * texts that follow, up to a NULL. FALSE always. */
gboolean desk_refuse(GError **error, DeskError code, const Phrase *phrase, ...)
	G_GNUC_NULL_TERMINATED;
gboolean desk_refuse_list(GError **error, DeskError code, const Phrase *phrase,
	va_list texts);

/* "WHAT: No such file or directory" by an errno. FALSE always. */
gboolean desk_refuse_errno(GError **error, DeskError code, const char *what,
	int number);

/* The same where %1 of the phrase is what the system says of that errno, %2 and
 * on are the texts that follow, up to a NULL. FALSE always. */
gboolean desk_refuse_system(GError **error, DeskError code, int number,
	const Phrase *phrase, ...) G_GNUC_NULL_TERMINATED;

/* As desk_refuse(), of texts that are whole already. Takes both. FALSE always. */
gboolean desk_refuse_take(GError **error, DeskError code, char *english,
	char *russian);

/* Hands `*problem` on, which is NULL then. TRUE: there was none. */
gboolean desk_error_pass(GError **error, GError **problem);

/* Was something found wrong, or nothing? Then TRUE, and `*problem` stays. What
 * could only not be known this time (DESK_ERROR_TEMPORARY) is handed on: FALSE. */
gboolean desk_error_finding(GError **error, GError **problem);

/* What the error says in `language` (NULL: English); in English where it has
 * no other words. A prefix of g_prefix_error() stands before it. g_free(). */
char *desk_error_text(const GError *error, const char *language);

/* An error as one text, for what keeps texts (the index): what it says in both
 * languages, the English first. g_free(). */
char *desk_error_keep(const GError *error);
char *desk_words_keep(const Phrase *phrase, ...) G_GNUC_NULL_TERMINATED;
/* The error of such a text. FALSE always. */
gboolean desk_refuse_kept(GError **error, DeskError code, const char *kept);
/* What it says in `language`. g_free(). */
char *desk_kept_text(const char *kept, const char *language);

/* Says an error in other words: %1 of the phrase is what it said, %2 and on
 * the texts that follow, up to a NULL. Nothing where there is no error. */
void desk_error_reword(GError **error, const Phrase *phrase, ...)
	G_GNUC_NULL_TERMINATED;

/* Remarks on work that is done: GError*, which nobody propagates, for
 * desk_error_text(). Free with g_ptr_array_unref(). */
GPtrArray *remarks_new(void);
void remarks_add(GPtrArray *remarks, const Phrase *phrase, ...)
	G_GNUC_NULL_TERMINATED;
void remarks_add_list(GPtrArray *remarks, const Phrase *phrase, va_list texts);

/* Many (GError*) as one, a line each; `code` 0: that of the first. TRUE and no
 * error if there are none. */
gboolean desk_error_of_many(GError **error, int code,
	const GPtrArray *problems);

#endif
