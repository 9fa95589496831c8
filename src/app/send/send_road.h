/*
 * The accounts that a run of sending uses, each with its connection, and
 * whether it may send at all.
 */
#ifndef APP_SEND_SEND_ROAD_H
#define APP_SEND_SEND_ROAD_H

#include "app/desk/account.h"
#include "app/send/send_record.h"
#include "mail/smtp.h"

typedef struct {
	Account *account; /* borrowed */
	SmtpServer *server;
	SmtpSession *session;
	gboolean broken; /* refused: nothing leaves by it in this run */
	guint silent;	 /* mails in a row without an answer */
} Road;
void road_free(void *road);

/* What a mail about `ticket` (NULL: about none) leaves by. NULL if nothing of
 * it can leave in this run: why is said at the end, or counted as later.
 * Borrowed. */
Road *send_road(Send *send, const Ticket *ticket);

/* One mail by it; a problem for good breaks the road: NULL. */
GPtrArray *send_by_road(Send *send, Road *road, const char *sender,
	const GPtrArray *recipients, GBytes *mail, gboolean *maybe_sent);

/* Is the cron lease still ours? */
gboolean send_keep_lease(Send *send, GError **error);

#endif
