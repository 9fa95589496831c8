/*
 * A mail that failed for good, once more: to those whom it did not reach, or to
 * another address; by whatever server the account has now.
 */
#ifndef APP_SEND_SEND_AGAIN_H
#define APP_SEND_SEND_AGAIN_H

#include "app/outbox/outbox.h"

typedef struct {
	GPtrArray *names; /* char* "UID" or "UID/ENTRY" */
	GPtrArray *to;	  /* char*: there instead; NULL: whom it failed to reach */
} SendAgain;

/* An OperationApply; `data` is a SendAgain. Each such mail becomes an entry of
 * its own that names the old one (`again`). DESK_ERROR_NOT_FOUND: nothing of a
 * name failed, or all of it was sent again. */
gboolean send_again(Operation *op, void *data, GError **error);

#endif
