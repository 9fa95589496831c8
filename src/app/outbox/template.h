/*
 * Canned replies filled in for a ticket: whom it speaks to, in which language,
 * and every %(…) that model/canned.h knows.
 */
#ifndef APP_OUTBOX_TEMPLATE_H
#define APP_OUTBOX_TEMPLATE_H

#include "model/canned.h"
#include "model/sla.h"

typedef struct Desk Desk;
typedef struct Ticket Ticket;

/* What the ticket itself does not say; all may be NULL. */
typedef struct {
	const char *language; /* NULL: of the ticket's requester */
	const char *by;	      /* login of who does it now */
	const char *reason, *said, *list;
	const char *ask;      /* a list of questions; NULL: the category's */
	Instant answer_by;    /* INSTANT_NONE: not promised */
	const ClockName *clock; /* that runs out */
	Instant clock_due;    /* of `clock` */
} TemplateFacts;

typedef struct {
	const char *name; /* of the template; borrowed from the caller */
	char *language;
	char *subject; /* NULL: the usual one */
	char *body;
} TemplateText;
void template_text_clear(TemplateText *text);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TemplateText, template_text_clear)

/* templates/NAME.yaml as it stands on the branch. DESK_ERROR_NOT_FOUND names
 * the nearest one; DESK_ERROR_DATA what is wrong in it. */
CannedReply *template_load(Desk *desk, const char *name, GError **error);
/* Names, sorted: char*. */
GPtrArray *template_names(Desk *desk, GError **error);

/* `ticket` may be one that is just being made. */
gboolean template_render(Desk *desk, const char *name, const Ticket *ticket,
	const TemplateFacts *facts, TemplateText *text, GError **error);

/* For who says less without it: `body` NULL if the template is missing or wrong,
 * which `wrong` says; FALSE and `error` only for another failure. */
gboolean template_render_if_good(Desk *desk, const char *name,
	const Ticket *ticket, const TemplateFacts *facts, TemplateText *text,
	GError **wrong, GError **error);

/* What mail to the requester is written in: the contact's language, the
 * customer's, the regulation's. g_free(). */
gboolean template_language(Desk *desk, const Ticket *ticket, char **language,
	GError **error);

#endif
