/*
 * Errors that a caller acts on.
 *
 * Every function that can fail takes `GError **` last and returns FALSE, NULL
 * or -1 with it set. There is one domain, DESK_ERROR; a code says what the
 * caller can do about it and is the exit status of the program (desk(1), EXIT
 * STATUS), so no layer translates codes. The message says what happened, where
 * (file, line, column) and what to do; callers add context on the way up with
 * g_prefix_error().
 *
 *	g_set_error(error, DESK_ERROR, DESK_ERROR_DATA,
 *		"%s:%u:%u: unknown key \"%s\"", name, line, column, key);
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <glib.h>

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

#endif
