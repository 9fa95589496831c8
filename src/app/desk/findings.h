/*
 * What is wrong in a store, as `config check`, `fsck`, the pre-commit hook and
 * the commands that write files tell it: one list, whoever asks.
 */
#ifndef APP_DESK_FINDINGS_H
#define APP_DESK_FINDINGS_H

#include "base/phrase.h"

typedef enum {
	SEVERITY_MENDED,  /* was wrong, and is told once more */
	SEVERITY_WARNING, /* may be meant, and stops nothing */
	SEVERITY_WRONG,
	SEVERITY_BROKEN, /* cannot be read: what stood before stands */
} Severity;

typedef struct {
	const char *kind;   /* for machines: "people", "altered-entry" */
	char *file;	    /* a path, "" for what is in none */
	guint line, column; /* 0: of the whole file */
	Severity severity;
	char *message;
	char *russian;	    /* the same for Russian readers; NULL: no other words */
} Finding;

/* For Finding*. Free with g_ptr_array_unref(). */
GPtrArray *findings_new(void);

/* What is wrong and what to do; the texts follow, up to a NULL. `kind` must be
 * static. The answers are borrowed. */
Finding *findings_add(GPtrArray *findings, const char *kind, const char *file,
	Severity severity, const Phrase *phrase, ...) G_GNUC_NULL_TERMINATED;
Finding *findings_add_list(GPtrArray *findings, const char *kind,
	const char *file, Severity severity, const Phrase *phrase,
	va_list list);
/* All that was said, as one. As readers tell it, "file:4:3: what is wrong",
 * where the file may be another than the one that was read; else all of it is
 * the message. */
Finding *findings_add_refusal(GPtrArray *findings, const char *kind,
	const char *file, Severity severity, const GError *problem);
/* Each line of what a reader said, but none that is told already: what several
 * files include is wrong once. */
void findings_add_error(GPtrArray *findings, const char *kind,
	const char *file, Severity severity, const GError *problem);

/* "agents/anna.yaml:5:9" */
char *finding_place(const Finding *finding);
/* Its message. Borrowed. */
const char *finding_text(const Finding *finding, const char *language);
/* "agents/anna.yaml:5:9: what is wrong; what to do" */
char *finding_line(const Finding *finding, const char *language);

/* Is any of them more than a warning? */
gboolean findings_stop(const GPtrArray *findings);
/* FALSE then, and DESK_ERROR_DATA with a line for each that is. */
gboolean findings_report(const GPtrArray *findings, GError **error);
const char *severity_name(Severity severity);

#endif
