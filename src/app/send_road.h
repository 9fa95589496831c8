/*
 * The accounts that a run of sending uses, each with its connection, and
 * whether it may send at all.
 */
#ifndef APP_SEND_ROAD_H
#define APP_SEND_ROAD_H

#include "app/account.h"
#include "app/send_record.h"
#include "mail/smtp.h"

typedef struct {
	Account *account; /* borrowed */
	SmtpServer *server;
	SmtpSession *session;
	gboolean broken; /* refused: nothing leaves by it in this run */
	guint silent;	 /* mails in a row without an answer */
} Road;
void road_free(void *road);

/* Made when first asked for; `broken` if it cannot be used. Borrowed. */
Road *send_road(Send *send, Account *account);
/* Others may still send; takes `problem`, which is said at the end. */
void send_give_up_road(Send *send, Road *road, GError *problem);
/* So many mails in a row had no answer that the server is taken for away. */
gboolean send_is_away(const Road *road);

/* One mail by it; a problem for good breaks the road: NULL. */
GPtrArray *send_by_road(Send *send, Road *road, const char *sender,
	const GPtrArray *recipients, GBytes *mail, gboolean *maybe_sent);

/* Is the cron lease still ours? */
gboolean send_keep_lease(Send *send, GError **error);

#endif
